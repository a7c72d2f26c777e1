/* SPDX-License-Identifier: ISC */
/*
 * What a coordinator decides about cases and packs, as one interface for every front: the command
 * line, and a page. Each asks whether this coordinator may (work_may_decide), makes the decision
 * (decision.h) and keeps it in the vault; the next pull gives it to the other desks. Nothing of
 * `work` changes: work_again reads it anew. The vault must be locked. Main thread.
 */
#ifndef TESTIMONY_DEEDS_H
#define TESTIMONY_DEEDS_H

#include "desk/redaction.h"
#include "desk/work.h"

/* Who takes care of a case; `to` NULL: nobody. Refuses who is no coordinator of the manifest. */
int deed_assign(const struct work *work, const uint8_t *mailbox, const uint8_t *to,
    struct error *error);
int deed_note(const struct work *work, const uint8_t *mailbox, const char *text,
    struct error *error);
/* `told`: who was told, by their role; `text` may be "". */
int deed_safeguarding(const struct work *work, const uint8_t *mailbox, const char *told,
    const char *text, struct error *error);
/* For good. */
int deed_recuse(const struct work *work, const uint8_t *mailbox, struct error *error);
/* Closes a case, or opens it again. A closed case is in no edition. */
int deed_close(const struct work *work, const uint8_t *mailbox, bool closed, const char *why,
    struct error *error);

/* Where an excerpt comes from: a message, its redaction that is agreed, and its redacted text. */
struct deed_source {
	struct message message;
	const struct casework_piece *redaction;
	struct redaction text;
};

/* Opens it. Refuses where no redaction of the message is agreed. Pairs with deed_source_free. */
int deed_source_find(struct deed_source *source, const struct work *work, const char *prefix,
    struct error *error);
void deed_source_free(struct deed_source *source);

/* Bytes `start` to before `end` of the redacted text. `id` of the decision; may be NULL. */
int deed_excerpt(const struct work *work, const struct deed_source *source, const char *theme,
    size_t start, size_t end, uint8_t *id, struct error *error);
/* The place of these words there. Refuses words that are not there, or twice. */
int deed_excerpt_find(const struct deed_source *source, const char *words, size_t *start,
    size_t *end, struct error *error);
/* A coordinator's own words for it; another one must approve them. */
int deed_paraphrase(const struct work *work, const struct deed_source *source, const char *theme,
    const char *text, uint8_t *id, struct error *error);

/* What packs say. Takes the place of what stands, but for promises, of which there are many. */
struct deed_pack_text {
	enum decision_part part;
	const char *text;
	const char *source; /* of a promise, as all below */
	int32_t day;
	bool kept;
};
int deed_pack_text(const struct work *work, const struct deed_pack_text *text, uint8_t *id,
    struct error *error);

/* That decisions of a former coordinator count: these, or (count 0) all that the log has. *listed:
 * how many. */
int deed_removed(const struct work *work, const char *handle,
    const struct decision *const *decisions, size_t count, size_t *listed, struct error *error);

/* What a family is shown for its yes: the agreed redacted text of each of its messages, oldest
 * first, then each paraphrase that may be quoted, with an empty line between two. Refuses where
 * there is none. *waiting: messages with a text whose redaction is not agreed. */
int deed_preview_text(const struct work *work, const uint8_t *mailbox, struct buffer *text,
    size_t *waiting, struct error *error);

#endif
