/* SPDX-License-Identifier: ISC */
/*
 * The withdrawals that a vault keeps, a file each: withdrawals/MAILBOX.age, the record's 160 bytes
 * (common/withdrawal.h) sealed to the campaign. Main thread.
 */
#ifndef TESTIMONY_VAULT_WITHDRAWALS_H
#define TESTIMONY_VAULT_WITHDRAWALS_H

#include "desk/vault.h"

#define VAULT_WITHDRAWALS_FOLDER "withdrawals"

/* Reads all of them, each verified anew. A vault of an older version has no folder of them. */
int vault_read_withdrawals(struct vault *vault, struct error *error);

#endif
