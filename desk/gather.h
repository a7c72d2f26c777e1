/* SPDX-License-Identifier: ISC */
/* Cases out of a vault: opens what is in it, and hands it to cases.h. Main thread. */
#ifndef TESTIMONY_GATHER_H
#define TESTIMONY_GATHER_H

#include "desk/cases.h"
#include "desk/message.h"
#include "desk/vault.h"

/* A message that was set aside. */
struct gather_aside {
	uint8_t id[ENVELOPE_ID_BYTES];
	bool other_key; /* it is sealed to a key not held here */
	char reason[ERROR_TEXT_BYTES];
};

struct gathered {
	struct cases cases;
	struct written written;     /* of all cases; what the cases know of replies points into it */
	struct gather_aside *aside; /* by id */
	size_t aside_count;
};
#define GATHERED_INIT { { NULL, 0 }, WRITTEN_INIT, NULL, 0 }

/* Called with each message of a family that is not set aside, while it is open. */
typedef void gather_visit(void *context, struct message *message);

/* Of all cases, or (mailbox not NULL) of one. Shows progress. */
int gather(struct gathered *gathered, const struct vault *vault, const uint8_t *mailbox,
    struct error *error);
/* The same of all cases, and visits their messages by id. */
int gather_visiting(struct gathered *gathered, const struct vault *vault, gather_visit *visit,
    void *context, struct error *error);
void gathered_free(struct gathered *gathered);

#endif
