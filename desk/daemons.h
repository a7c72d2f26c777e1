/* SPDX-License-Identifier: ISC */
/*
 * The daemons that a desk has, and how far each one is on with what is being done. One that fails
 * is named once, and left out from then on; the others go on. Main thread.
 */
#ifndef TESTIMONY_DAEMONS_H
#define TESTIMONY_DAEMONS_H

#include "desk/api.h"
#include "desk/vault.h"

struct desk_daemon {
	const char *address;   /* borrowed from the vault */
	struct api *api;
	struct api_index index;
	bool failed;
	struct error error;    /* why */
};

struct daemons {
	struct desk_daemon list[VAULT_DAEMONS_MOST];
	size_t count, failed;
};

/* Those of the vault, each asked what it holds. Pairs with daemons_free. */
void daemons_open(struct daemons *daemons, const struct vault *vault);
void daemons_free(struct daemons *daemons);

/* Leaves one out; takes the error over. Where it is not the only one it is named. */
void daemons_fail(struct daemons *daemons, struct desk_daemon *daemon, struct error *error);

/* -1, with a sentence, where any has failed. */
int daemons_result(const struct daemons *daemons, struct error *error);

#endif
