/* SPDX-License-Identifier: ISC */
/*
 * What is inside a family's envelope: the JSON of line 1, "testimony-1". Any thread.
 *
 * Every kind has "format", "campaign" (serial), "kind" and "reply_to" (age1...), and may have a
 * "language", which a testimony and an addition must have. Then
 *   testimony, addition: "answers":{page:value}, "hide":[name,...], "uses":[id,...]
 *   consent:             "uses":[id,...] (none: nothing is allowed any more)
 *   answer:              "reply" (hex SHA-256 of line 1 of the preview or question that it
 *                        answers), "answer":"yes"|"no"|"change", "text"? (what to change)
 */
#ifndef TESTIMONY_TESTIMONY_H
#define TESTIMONY_TESTIMONY_H

#include <jansson.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "common/recipient.h"

#define TESTIMONY_LANGUAGE_MOST FORM_LANGUAGE_MOST
#define TESTIMONY_ANSWERS_FILE_MOST (256 * 1024) /* bytes of an answers file */
#define TESTIMONY_REPLY_BYTES 32                 /* SHA-256 of a reply's line 1 */

/* The answers file of a person or script:
 *   {"answers":{page:value},"hide"?:[name,...],"uses":[id,...],"language"?:"en","note"?:any}
 * The note is for whoever keeps the file and goes nowhere. Other members are refused: a slip as
 * "Hide" must not go by. Checks it against the form (form_check) and cleans its texts
 * (json_text_cleaned). *answers is a new reference to a cleaned copy {"answers","hide","uses",
 * "language"?}.
 *
 * A person's text is mended rather than refused: a byte order mark is skipped; bytes that are
 * not UTF-8 and escapes of half a surrogate pair become U+FFFD; control characters are dropped,
 * escaped or not, but LF and TAB, which may stand in a text as they are. */
int testimony_answers_parse(json_t **answers, const struct form *form, const void *text,
    size_t length, struct error *error);

/* Line 1 for kind "testimony" or "addition": adds it to `out`, no LF. Keys in the order of
 * FORMATS: format, campaign, kind, language, reply_to, answers, hide, uses. `answers` is what
 * testimony_answers_parse gave, or an interview made (its texts are cleaned once more; "hide"
 * may be missing); `language` NULL: the one in there, else "en". Refuses what testimony_parse
 * would refuse, and a line over ENVELOPE_LINE1_MOST, saying how much to cut; then nothing is
 * added. */
int testimony_print(struct buffer *out, const struct campaign *campaign, const char *kind,
    const char *language, const struct recipient *reply_to, const json_t *answers,
    struct error *error);

/* Line 1 for kind "consent": the uses that are allowed from now on, an array of ids. */
int testimony_print_consent(struct buffer *out, const struct campaign *campaign,
    const struct recipient *reply_to, const json_t *uses, struct error *error);

enum testimony_verdict { TESTIMONY_YES, TESTIMONY_NO, TESTIMONY_CHANGE };

/* Line 1 for kind "answer"; `text` may be NULL. */
int testimony_print_answer(struct buffer *out, const struct campaign *campaign,
    const struct recipient *reply_to, const uint8_t reply[TESTIMONY_REPLY_BYTES],
    enum testimony_verdict verdict, const char *text, struct error *error);

enum testimony_kind {
	TESTIMONY_TESTIMONY,
	TESTIMONY_ADDITION,
	TESTIMONY_CONSENT,
	TESTIMONY_ANSWER,
};

/* "testimony", "addition", "consent", "answer": constants. */
const char *testimony_kind_name(enum testimony_kind kind);

/* What a reader holds on to. Pointers are borrowed from the parsed line 1. */
struct testimony {
	enum testimony_kind kind;
	int64_t campaign;
	const char *language;        /* NULL where there is none (consent, answer) */
	struct recipient reply_to;
	const json_t *answers, *hide, *uses; /* NULL where the kind has none */
	/* Kind answer: */
	enum testimony_verdict verdict;
	uint8_t reply[TESTIMONY_REPLY_BYTES];
	const char *text;            /* NULL where there is none */
};

/* Reads a line 1. Refuses unknown kinds and formats, wrong types, lengths over the limits;
 * ignores unknown fields. Does not check against a form: the campaign may have changed since. */
int testimony_parse(struct testimony *testimony, const json_t *line1, struct error *error);

#endif
