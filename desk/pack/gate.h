/* SPDX-License-Identifier: ISC */
/*
 * The leak gate: the last look at a pack's files, as the bytes that are about to be written, by a
 * reader that shares nothing with their writers. Closed wherever in doubt: a file that it cannot
 * read, does not know or that has more in it than packs have, an excerpt that it does not find
 * again, are hits. It finds:
 *
 *   - in an excerpt, what was redacted or is to be hidden in the same testimony: a hit;
 *   - numbers and addresses of people in the whole pack, but those of `contacts`: a hit. NHS,
 *     pupil, learner and card numbers and IBANs whose check holds, National Insurance numbers,
 *     driving licences, postcodes, e-mail addresses, phone numbers; in excerpts web addresses and
 *     names on platforms, too;
 *   - in the whole pack, the names of any testimony (quoted or not): a warning, until somebody
 *     settled that word. So no family can stop a pack by what it hides.
 *
 * Texts are compared as a reader takes them in: without markup and what cannot be seen, in small
 * letters, without marks, wide letters as ordinary ones; words as a whole, possessive or not
 * ("Sam's"); names of several words with any signs between, and each of their words that can only
 * be a name. What it does not find: THREAT-MODEL, "What the leak gate does not see".
 *
 * Pure: bytes in, findings out. All memory is plaintext memory (secret.h): a finding may have a
 * name in it, so it is shown to the coordinator alone. One thread for each gate.
 */
#ifndef TESTIMONY_GATE_H
#define TESTIMONY_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define GATE_HASH_BYTES 32
#define GATE_FINDINGS_MOST 1000 /* more are counted and not kept */
#define GATE_FILE_MOST (16u << 20) /* bytes of one file, and of each part of an ODT */

struct gate_texts {
	const char *const *list; /* UTF-8 */
	size_t count;
};

/* A testimony. */
struct gate_case {
	const char *name; /* what the coordinator calls it: its short id */
	/* What was redacted in any of its messages, as it stood there, and what its family listed
	 * under "hide". Left out by the gate: a number of one or two digits or a word for one,
	 * since an age would forbid "six months". A single letter is an initial alone. */
	struct gate_texts surfaces;
};

/* What all packs of an edition are looked at for. Only read while gate_new works. */
struct gate_words {
	const struct gate_case *cases; /* ALL that the desk has, those in no pack, too */
	size_t case_count;
	/* Texts of the campaign that may stand anywhere: places, areas, MPs, its own name. */
	struct gate_texts known;
	/* Texts whose numbers and addresses may stand: the contact, the help lines. */
	struct gate_texts contacts;
	/* gate_word_hash of each word that ANOTHER coordinator than the exporting one settled. */
	const uint8_t (*settled)[GATE_HASH_BYTES];
	size_t settled_count;
};

struct gate_excerpt {
	size_t of;        /* index of its case */
	const char *text, *language; /* as they were given to document_quotation */
};

struct gate_file {
	const char *name; /* "pack.odt" */
	const struct buffer *content;
};

struct gate_pack {
	const char *name; /* of its folder: "county"; in sentences, and looked at, too */
	const struct gate_file *files; /* pack.odt and pack.html at least */
	size_t file_count;
	const struct gate_excerpt *excerpts; /* each must stand in both */
	size_t excerpt_count;
};

struct gate_finding {
	bool hit;        /* else a warning */
	char *word;      /* what to settle (gate_word_hash), of a warning; else NULL */
	char *sentence;  /* for the coordinator's terminal alone, through front/terminal */
};

struct gate_findings {
	struct gate_finding *list; /* in the order of the files; a word is warned of once a pack */
	size_t count;              /* at most GATE_FINDINGS_MOST */
	size_t hits, warnings;     /* all there were */
};
#define GATE_FINDINGS_INIT { NULL, 0, 0, 0 }

struct gate;

void gate_new(struct gate **gate, const struct gate_words *words);
void gate_free(struct gate **gate);

/* Is an excerpt fit for a pack: it has a word, none of its own case's surfaces, no number or
 * address of somebody, and its language is no more than language, script and region (a family
 * chose it, and "en-x-jack" is one, too)? To be asked before a pack is made: one that is not is
 * left out, so that a family that hides "the" keeps back its own excerpts and nothing else. `why`
 * (may be NULL) gets what is wrong, to follow "the excerpt": `has "jack", which …`. */
bool gate_excerpt_is_clean(const struct gate *gate, const struct gate_excerpt *excerpt,
    struct buffer *why);

/* Looks at one pack and adds what it finds. 0: no hit, though perhaps warnings: the caller writes
 * nothing while there are any. -1: a hit; `error` says how many there are. */
int gate_check(const struct gate *gate, const struct gate_pack *pack,
    struct gate_findings *findings, struct error *error);
void gate_findings_free(struct gate_findings *findings);

/* Adds a text as it is compared: its words, small and without marks, a space between. */
void gate_fold(struct buffer *out, const char *text);

/* SHA-256 of the folded text: what the event `settle` has. */
void gate_word_hash(uint8_t hash[GATE_HASH_BYTES], const char *text);

#endif
