/* SPDX-License-Identifier: ISC */
/*
 * One testimony from answers to envelope, all in memory: the answers are checked against the
 * form, a receipt is made, its keys sign and seal. Main thread.
 */
#ifndef TESTIMONY_TELLING_H
#define TESTIMONY_TELLING_H

#include <jansson.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/envelope.h"
#include "common/error.h"
#include "keys/receipt.h"

struct telling {
	json_t *answers;         /* checked and cleaned: {"answers","hide","uses"} */
	char language[64];
	struct receipt *receipt; /* NULL until telling_seal */
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer envelope;  /* ENVELOPE_BYTES */
};
#define TELLING_INIT { NULL, "", NULL, { 0 }, BUFFER_INIT }

/* Reads the answers file ("-": standard input) and checks it. `language` NULL: the file's own
 * "language", else "en". */
int telling_read(struct telling *telling, const struct campaign *campaign, const char *path,
    const char *language, struct error *error);

/* Takes answers that an interview made, checked (a reference that it keeps). */
void telling_take(struct telling *telling, json_t *answers, const char *language);

/* Makes the receipt (a second of work), signs and seals. */
int telling_seal(struct telling *telling, const struct campaign *campaign,
    struct error *error);

/* Adds what will be sent, for a person to read. */
void telling_print(const struct telling *telling, const struct campaign *campaign,
    struct buffer *out);

void telling_free(struct telling *telling);

#endif
