/* SPDX-License-Identifier: ISC */
/*
 * How cases stand, by what coordinators decided (decision.h). It follows from the set of decisions
 * alone: in whatever order they came, and at whatever desk, the same set gives the same state.
 *
 * One: decisions of one coordinator that say the same on the same day. Whoever has the campaign's
 * key can seal what another signed once more, under another id, to have it count again, or without
 * what was said against it. All of their ids mean the one of the lowest.
 *
 * Counts: a decision of a coordinator of the manifest; one of a former coordinator where a decision
 * "removed" of a coordinator of the manifest lists it. Of those who recused themselves from a case
 * nothing counts there but notes, what was said about safeguarding, refusals, and the recusal; a
 * former coordinator's recusal and refusals do so whether anybody lists them or not, for they only
 * take away: what somebody refused does not go out because they are gone.
 *
 * Stands: what no other decision that counts, of the same kind and about the same, names in its
 * "instead". Several redactions of one message that stand and that nobody refused are a conflict.
 *
 * Approved: by another coordinator than its author, who read just this (`makes`). One refusal, by
 * anybody, outweighs all approvals.
 *
 * Pure. One thread for each struct casework.
 */
#ifndef TESTIMONY_CASEWORK_H
#define TESTIMONY_CASEWORK_H

#include "common/campaign.h"
#include "desk/decision.h"

/* A redaction, an excerpt or a text of the packs that stands. */
struct casework_piece {
	const struct decision *decision;
	const struct decision *approval; /* the first that counts, by id; NULL: none */
	const struct decision *refusal;  /* the same */
	bool conflict;                   /* another one that nobody refused stands for the same */
};

struct casework_case {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	const struct decision **decisions; /* all that count, by day, then id */
	size_t decision_count;
	struct casework_piece *redactions; /* by message, then id */
	size_t redaction_count;
	struct casework_piece *excerpts;   /* by id; also of redactions that stand no more */
	size_t excerpt_count;
	const struct decision *assigned;   /* NULL: nobody was assigned; of several the first by id */
	bool assigned_conflict;
	const struct decision *closed;     /* that it is or was closed; NULL: neither. Of several that
	                                    * say different things the first that closes it */
	bool closed_conflict;
	const struct decision **recused;   /* one for each coordinator */
	size_t recused_count;
	size_t safeguarding;               /* how many such decisions */
	size_t void_count;                 /* decisions of those who recused themselves */
};

struct casework {
	const struct campaign *campaign;   /* borrowed */
	struct casework_case *cases;       /* by mailbox: those with a decision that counts */
	size_t case_count;
	struct casework_piece *pack_texts; /* by part, then day (of a promise), then id */
	size_t pack_text_count;
	const struct decision **others;    /* reads, settle, edition, removed that count; by id */
	size_t other_count;
	const struct decision **unlisted;  /* of former coordinators, and listed by nobody; by id */
	size_t unlisted_count;
	const struct decision **sorted;    /* its own */
};

/* `decisions` are borrowed. What excerpts, approvals and refusals are about is changed in place to the
 * id that the decision goes by. */
void casework_make(struct casework *casework, const struct campaign *campaign,
    struct decision *decisions, size_t count);
void casework_free(struct casework *casework);

/* NULL: nobody decided anything about it. */
const struct casework_case *casework_find(const struct casework *casework,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Approved, not refused, no conflict. (A span as an excerpt needs no approval: casework_quotes.) */
bool casework_is_agreed(const struct casework_piece *piece);

/* The redaction of a message that is agreed; NULL: there is none. */
const struct casework_piece *casework_redaction(const struct casework_case *file,
    const uint8_t message[ENVELOPE_ID_BYTES]);

/* Whether an excerpt may be quoted, as far as coordinators decide: nobody refused it, its redaction
 * stands and is agreed, and where it is a paraphrase, so is it. */
bool casework_quotes(const struct casework_case *file, const struct casework_piece *excerpt);

/* Whether two coordinators agree to a theme, which packs print above excerpts: each of them chose an
 * excerpt for it, or approved one that another chose. What only one of them wrote leaves no desk. */
bool casework_theme_is_agreed(const struct casework *casework, const char *theme);

/* The piece of a decision (a redaction, an excerpt, a text of packs); NULL: it stands no more. */
const struct casework_piece *casework_piece(const struct casework_case *file,
    const struct casework *casework, const uint8_t id[ENVELOPE_ID_BYTES]);

/* Whether this coordinator recused themselves. `file` may be NULL. */
bool casework_is_recused(const struct casework_case *file, const uint8_t key[32]);
bool casework_is_closed(const struct casework_case *file);
/* Whether two desks decided differently, and somebody must decide again. */
bool casework_has_conflict(const struct casework_case *file);

/* Whether this coordinator said that they read the language (its tag's first part counts). */
bool casework_reads(const struct casework *casework, const uint8_t key[32], const char *language);

/* How a case stands, for machines; the same at every desk that holds the same. New reference:
 * {"assigned","closed","recused","redactions":[{"event","message","by","approved","refused",
 * "conflict"}],"excerpts":[…],"notes","safeguarding","conflict"} */
json_t *casework_json(const struct casework *casework, const struct casework_case *file);

#endif
