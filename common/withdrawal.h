/* SPDX-License-Identifier: ISC */
/*
 * A withdrawal: by its author's signature a family takes back everything that its mailbox holds, for
 * ever. The daemon checks it before it erases, and each desk checks it again for itself. Any thread.
 *
 * Signed (Ed25519, RFC 8032): "testimony-withdraw-1" LF, the campaign's signing public key (32
 * bytes), the mailbox (32 bytes). As a record: mailbox 32, author 32, signature 64, week 4
 * (big-endian), zeros.
 */
#ifndef TESTIMONY_WITHDRAWAL_H
#define TESTIMONY_WITHDRAWAL_H

#include <stdint.h>

#include "common/buffer.h"
#include "common/envelope.h"
#include "common/error.h"

#define WITHDRAWAL_BYTES 160       /* of a record */
#define WITHDRAWAL_HEADER_SIZE 194 /* of the field Testimony-Withdraw, with its NUL */

struct withdrawal {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t author[32];
	uint8_t signature[ENVELOPE_SIGNATURE_BYTES];
	uint32_t week; /* in which it came to a daemon */
};

/* The bytes that the signature covers. */
void withdrawal_signed_bytes(struct buffer *out, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Whether the mailbox is the author's and the signature holds. 0 or -1. */
int withdrawal_verify(const struct withdrawal *withdrawal, const uint8_t campaign_key[32],
    struct error *error);

void withdrawal_print(uint8_t record[WITHDRAWAL_BYTES], const struct withdrawal *withdrawal);
/* Refuses other bytes than zeros at the end. The signature is withdrawal_verify's to judge. */
int withdrawal_parse(struct withdrawal *withdrawal, const uint8_t record[WITHDRAWAL_BYTES],
    struct error *error);

/* The field Testimony-Withdraw: the author's key and the signature, both hex, one space between. */
void withdrawal_header_print(char text[WITHDRAWAL_HEADER_SIZE],
    const struct withdrawal *withdrawal);
/* Sets author and signature. 0 or -1. */
int withdrawal_header_parse(struct withdrawal *withdrawal, const char *text);

#endif
