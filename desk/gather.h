/* SPDX-License-Identifier: ISC */
/* Cases out of a vault: opens what is in it, and hands it to cases.h. Main thread. */
#ifndef TESTIMONY_GATHER_H
#define TESTIMONY_GATHER_H

#include "desk/cases.h"
#include "desk/vault.h"

/* A message that was set aside. */
struct gather_aside {
	uint8_t id[ENVELOPE_ID_BYTES];
	char reason[ERROR_TEXT_BYTES];
};

struct gathered {
	struct cases cases;
	struct written written;     /* of all cases; what the cases know of replies points into it */
	struct gather_aside *aside; /* by id */
	size_t aside_count;
};
#define GATHERED_INIT { { NULL, 0 }, WRITTEN_INIT, NULL, 0 }

/* Of all cases, or (mailbox not NULL) of one. Shows progress. */
int gather(struct gathered *gathered, const struct vault *vault, const uint8_t *mailbox,
    struct error *error);
void gathered_free(struct gathered *gathered);

#endif
