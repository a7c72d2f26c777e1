/* SPDX-License-Identifier: ISC */
/*
 * The events "edition": what went out, kept sealed at every desk. Each is for a time when somebody
 * asks: in which editions did the words of a family stand that takes everything back; what did the
 * one before count, so that nothing can be worked out from the two (disclosure.h).
 *
 *   {"edition": 16 random bytes, the same in each of its events, "n": 1 is the first, "day",
 *    "part", "parts", "packs": [{"name","cases":[mailboxes]}], "figures": [[key, true count]…]}
 *
 * One edition takes as many events as it needs. The packs of all parts together are its packs: one
 * of a name that several parts have holds the cases of all. EDITION_COUNTED is the name of those
 * who are counted in the figures, which all packs print. Main thread.
 */
#ifndef TESTIMONY_EDITION_H
#define TESTIMONY_EDITION_H

#include <jansson.h>

#include "desk/casework.h"
#include "desk/vault.h"

#define EDITION_COUNTED "counted"
#define EDITION_NAME_MOST 64

struct edition_pack {
	char name[EDITION_NAME_MOST + 1];
	uint8_t (*cases)[ENVELOPE_MAILBOX_BYTES]; /* sorted, none twice */
	size_t count;
};

struct edition {
	uint8_t id[DECISION_EDITION_BYTES];
	int64_t n;
	int32_t day;
	struct edition_pack *packs; /* by name */
	size_t pack_count;
	json_t *figures;            /* as tally.h has them */
};

struct editions {
	struct edition *list; /* whole ones, by n, then id */
	size_t count;
	size_t broken;        /* of which a part is not here, or damaged */
	int64_t highest;      /* n of all of them, the broken ones, too; 0: none */
	size_t unlisted;      /* events of former coordinators that nobody listed (casework.h) */
};

/* `casework` may go afterwards. */
void editions_read(struct editions *editions, const struct casework *casework);
void editions_free(struct editions *editions);

/* The newest; NULL: there is none. */
const struct edition *editions_last(const struct editions *editions);
/* A pack of it; NULL: it had none of this name. `edition` may be NULL. */
const struct edition_pack *edition_pack(const struct edition *edition, const char *name);
bool edition_pack_has(const struct edition_pack *pack,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* To make one: sets its n, day and a new id; adds a case to a pack, in any order. */
void edition_begin(struct edition *edition, int64_t n, int32_t day);
void edition_add(struct edition *edition, const char *name,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);
void edition_free(struct edition *edition);

/* The data of its events, an array; puts its cases in order first. New reference. */
json_t *edition_events(struct edition *edition);
/* Keeps them in the vault, which must be locked, as this coordinator's. */
int edition_keep(struct edition *edition, struct vault *vault, struct error *error);

/* Adds a sentence for each edition in which this family's words or answers went out. */
void editions_say(const struct editions *editions,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], struct buffer *out);

#endif
