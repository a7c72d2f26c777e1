/* SPDX-License-Identifier: ISC */
/*
 * What this desk wrote to families: sent/ID.age, a file for each envelope that it sealed. Plaintext
 * of exactly VAULT_SENT_BYTES: mailbox 32, week 4, line 1, LF, spaces; so all files are of one size.
 * Any thread.
 */
#ifndef TESTIMONY_VAULT_SENT_H
#define TESTIMONY_VAULT_SENT_H

#include "desk/vault.h"

#define VAULT_SENT_FOLDER "sent"
#define VAULT_SENT_BYTES 32768

struct vault_sent {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint32_t week;
	struct buffer plaintext; /* line 1 points into it */
	const char *line1;
	size_t line1_length;
};

/* Synced. */
int vault_sent_keep(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], uint32_t week, const struct buffer *line1,
    struct error *error);

/* Pairs with vault_sent_free; on -1 there is nothing to free. */
int vault_sent_read(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES],
    struct vault_sent *sent, struct error *error);
void vault_sent_free(struct vault_sent *sent);

/* Their ids; none where the vault has no such folder yet. */
int vault_sent_list(const struct vault *vault, struct vault_ids *ids, struct error *error);

#endif
