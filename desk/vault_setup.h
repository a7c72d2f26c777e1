/* SPDX-License-Identifier: ISC */
/*
 * Making a vault, and renewing one: a newer campaign, new keys of it, another address of the
 * daemon. Renewing touches nothing that was pulled. Main thread.
 */
#ifndef TESTIMONY_VAULT_SETUP_H
#define TESTIMONY_VAULT_SETUP_H

#include "common/error.h"

/* As given on the command line; socks5 and passphrase_file may be NULL. */
struct vault_setup {
	const char *folder;
	const char *campaign;        /* its signature lies beside it */
	const char *pin;
	const char *key;             /* campaign.key, or for-HANDLE.age */
	const char *coordinator_key; /* HANDLE.key */
	const char *daemon;          /* unix:PATH or an origin */
	const char *socks5;
	const char *passphrase_file;
};

/* Checks all of it, then writes. The vault's passphrase is that of HANDLE.key; where that is plain
 * and the campaign's key was sealed, the latter's; where both are plain, the vault is, and a note
 * on stderr says so. The signing key of a campaign is refused: it has no place on a desk. */
int vault_setup(const struct vault_setup *setup, struct error *error);

#endif
