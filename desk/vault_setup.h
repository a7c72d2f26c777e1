/* SPDX-License-Identifier: ISC */
/*
 * Making a vault, and renewing one: a newer campaign, new keys of it, other daemons. Renewing
 * touches nothing that was pulled. Main thread.
 */
#ifndef TESTIMONY_VAULT_SETUP_H
#define TESTIMONY_VAULT_SETUP_H

#include <stdbool.h>

#include "common/error.h"
#include "desk/vault.h"

/* As given on the command line; socks5 and passphrase_file may be NULL. */
struct vault_setup {
	const char *folder;
	const char *campaign;        /* its signature lies beside it */
	const char *pin;
	const char *key;             /* campaign.key, or for-HANDLE.age */
	const char *coordinator_key; /* HANDLE.key */
	const char *daemons[VAULT_DAEMONS_MOST]; /* unix:PATH or an origin */
	size_t daemon_count;         /* 0: as the vault has them */
	const char *socks5;          /* NULL, too: with the addresses as the vault has it */
	const char *passphrase_file;
};

/* Whether there is a vault in the folder already. */
bool vault_setup_renews(const char *folder);

/* Checks all of it, then writes. The vault's passphrase is that of HANDLE.key; where that is plain
 * and the campaign's key was sealed, the latter's; where both are plain, the vault is, and a note
 * on stderr says so. The signing key of a campaign is refused: it has no place on a desk. */
int vault_setup(const struct vault_setup *setup, struct error *error);

#endif
