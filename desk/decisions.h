/* SPDX-License-Identifier: ISC */
/*
 * The decisions of a vault's log: reads them all, and adds one. What is added is kept here, sealed to
 * the campaign and signed by this coordinator; the next pull gives it to the daemons, and so to the
 * other desks. Main thread.
 */
#ifndef TESTIMONY_DECISIONS_H
#define TESTIMONY_DECISIONS_H

#include "desk/casework.h"
#include "desk/vault.h"

struct decisions {
	struct decision *list; /* by id */
	size_t count;
	struct casework work;  /* made of them; points into the list */
	size_t aside;          /* events of the log that are set aside */
};
#define DECISIONS_INIT { .list = NULL }

/* Shows progress. What is set aside is counted, and never stops the rest. */
int decisions_read(struct decisions *decisions, const struct vault *vault, struct error *error);
void decisions_free(struct decisions *decisions);

/* Adds a decision of today. `mailbox` NULL: of no case; `id` may be NULL, and is the event's. The
 * vault must be locked. It is not among those that were read. */
int decisions_add(struct vault *vault, enum decision_kind kind, const uint8_t *mailbox,
    const json_t *data, uint8_t *id, struct error *error);

/* Keeps a line 1 as an event of this coordinator in the log. `id` may be NULL. */
int decisions_keep_event(struct vault *vault, const struct buffer *line1, uint8_t *id,
    struct error *error);

#endif
