/* SPDX-License-Identifier: ISC */
/*
 * The interview: a family answers a campaign's form, one question a screen, in its own words and
 * time. This is the whole of it but terminal, files and network: keys go in, pictures come out,
 * and what only the outside can do (send, save, another program) is asked for by a wish. Pure: so
 * tests can walk every page. Main thread.
 *
 * Nothing that was written is lost while the interview lasts: what a changed answer hides is only
 * left out of interview_answers(), a text over its limit is kept until it is cut, and a sending
 * that failed comes back here.
 */
#ifndef TESTIMONY_INTERVIEW_H
#define TESTIMONY_INTERVIEW_H

#include <jansson.h>
#include <stdbool.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "front/canvas.h"
#include "front/keyboard.h"

enum interview_wish {
	INTERVIEW_NOTHING, /* draw, and give the next key */
	INTERVIEW_SEND,    /* seal and send interview_answers() */
	INTERVIEW_AGAIN,   /* send what was sent once more */
	INTERVIEW_EDITOR,  /* another program for interview_text(), then interview_take_text() */
	INTERVIEW_SAVE,    /* a draft to interview_path() */
	INTERVIEW_DELETE,  /* the draft at interview_path() */
	INTERVIEW_STOP,    /* leave, keep nothing */
	INTERVIEW_DONE,    /* the receipt was read: leave */
};

struct interview;

/* `campaign`, `origin`, `receipt_to` are borrowed. `language` NULL: asked, where the form has
 * more than one. `receipt_to` (may be NULL): a file that the receipt will be in, too. `sealed_to`:
 * the file that takes what is sealed, where it is not sent but carried, or NULL. `closed`: a
 * day on which the campaign stopped collecting, or NULL. */
struct interview_options {
	const struct campaign *campaign;
	const char *origin, *language, *receipt_to, *sealed_to, *closed;
	bool plain;        /* nothing is rewritten: pages are not cut to the screen */
};
struct interview *interview_new(const struct interview_options *options);
void interview_free(struct interview **interview); /* wipes; takes NULL */

/* The screen, before the first picture and whenever it changes. */
void interview_resize(struct interview *interview, size_t columns, size_t rows);

/* The picture: at most the screen's rows, or all of it in plain mode. */
void interview_draw(struct interview *interview, struct canvas *canvas);

/* Plain: a picture is due: the page has changed, or something is to be said. Then
 * interview_draw gives it, once. */
bool interview_due(const struct interview *interview);

/* What is being typed, for an echo; "" where nothing can be. Borrowed until the next call. */
const char *interview_typed(const struct interview *interview);

enum interview_wish interview_key(struct interview *interview, const struct key *key);

/* What would be sent: {"answers","hide","uses","language"}, without answers that other answers
 * hide. New reference. */
json_t *interview_answers(const struct interview *interview);
const char *interview_language(const struct interview *interview);

/* INTERVIEW_EDITOR: the text on the page, and what comes back; `why` says why nothing does. */
const char *interview_text(const struct interview *interview);
void interview_take_text(struct interview *interview, const char *text, const char *why);

/* INTERVIEW_SAVE, INTERVIEW_DELETE: where; and how it went (`why` NULL: well). */
const char *interview_path(const struct interview *interview);
void interview_saved(struct interview *interview, const char *why);
void interview_deleted(struct interview *interview, const char *why);
/* Whether a draft is there, saved or gone on with. */
bool interview_has_draft(const struct interview *interview);

/* After INTERVIEW_SEND or INTERVIEW_AGAIN. Not sent: back to the check, with the reason. */
void interview_not_sent(struct interview *interview, const char *why);
/* No clear answer came: asks whether to send the same once more. `receipt` as below. */
void interview_uncertain(struct interview *interview, const char *receipt, const char *why);
/* It is kept there: shows the nine words (joined by single spaces; copied into wiped memory). */
void interview_arrived(struct interview *interview, const char *receipt);

/* A draft: everything, also what other answers hide, and where the person was. The JSON is
 * {"format":"testimony-draft-1","signing_key":hex,"language","place","answers","hide","uses"}. */
json_t *interview_draft(const struct interview *interview); /* new reference */
/* Goes on with one, from the file at `path` (copied). Refuses one of another campaign, or none. What
 * the campaign's form no longer has is left out. */
int interview_resume(struct interview *interview, const json_t *draft, const char *path,
    struct error *error);

#endif
