/* SPDX-License-Identifier: ISC */
/*
 * Record files: what the daemon said of the envelopes of one fetch, as bytes. Plaintext: for each
 * envelope id 32, tray 1, mailbox 32, week 4 (the head of a fetch record), then zeros, so that
 * all are of one size. Any thread.
 */
#ifndef TESTIMONY_VAULT_RECORDS_H
#define TESTIMONY_VAULT_RECORDS_H

#include "desk/vault.h"

#define VAULT_RECORDS_FOLDER "records"
#define VAULT_RECORDS_NAME_BYTES 16 /* random, of a file's name */
#define VAULT_RECORD_BYTES (ENVELOPE_ID_BYTES + 1 + ENVELOPE_MAILBOX_BYTES + 4)
#define VAULT_RECORDS_BYTES (VAULT_BATCH_MOST * VAULT_RECORD_BYTES)

/* One record from or to its 69 bytes. Reading refuses a tray that there is not. */
int vault_record_read(struct vault_record *record, const uint8_t bytes[VAULT_RECORD_BYTES],
    struct error *error);
void vault_record_print(struct buffer *out, const struct vault_record *record);

/* A whole record file's plaintext. `records` has room for VAULT_BATCH_MOST. */
int vault_records_parse(struct vault_record *records, size_t *count, const uint8_t *bytes,
    size_t length, struct error *error);
void vault_records_print(struct buffer *out, const struct vault_record *records, size_t count);

/* A record file of a vault, by its name; -1 where it cannot be read. `records` as above. */
int vault_read_records_file(const struct vault *vault, const char *name,
    struct vault_record *records, size_t *count);

/* By id, then by tray: what a daemon says of one tray never changes what was said of another. */
int vault_record_compare(const struct vault_record *left, const struct vault_record *right);

/* Sorts; of several with one id and tray the last given stays. Returns how many are left. */
size_t vault_records_sort(struct vault_record *records, size_t count);

#endif
