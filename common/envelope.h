/* SPDX-License-Identifier: ISC */
/*
 * The envelope: an age file of exactly ENVELOPE_BYTES to one X25519 recipient. Inside:
 * line 1, a JSON object; line 2, its author's signature; spaces; LF. This module has the public
 * halves: laying out, sealing, naming, and all that the daemon can check. Opening is
 * keys/envelope_open.h, signing keys/author.h. Any thread.
 */
#ifndef TESTIMONY_ENVELOPE_H
#define TESTIMONY_ENVELOPE_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/recipient.h"

#define ENVELOPE_BYTES 32968
#define ENVELOPE_PLAINTEXT_BYTES 32768
#define ENVELOPE_LINE1_MOST 32400
#define ENVELOPE_LINE2_BYTES 216
#define ENVELOPE_ID_BYTES 32
#define ENVELOPE_MAILBOX_BYTES 32
#define ENVELOPE_SIGNATURE_BYTES 64

/* The tray says where an envelope belongs, and with it which format is accepted inside. */
enum tray { TRAY_INBOX = 1, TRAY_REPLY = 2, TRAY_LOG = 3 };

/* "testimony-1", "testimony-reply-1", "testimony-event-1". */
const char *tray_format(enum tray tray);

/* What the daemon checks: exact size, version line, one well-formed X25519 stanza,
 * the MAC line's form. It cannot check more. */
int envelope_check(const uint8_t *envelope, size_t length, struct error *error);

/* Its name: SHA-256 of the file. */
void envelope_id(uint8_t id[ENVELOPE_ID_BYTES], const uint8_t *envelope, size_t length);

/* The mailbox of a family's author key: its SHA-256. */
void envelope_mailbox(uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t author[32]);

/* The bytes that the inner signature covers, added to `out`:
 * "testimony-signed-1" LF, signing public key, mailbox (zeros for the log), line 1 without LF. */
void envelope_signed_bytes(struct buffer *out, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const void *line1, size_t line1_length);

/* Lays out line 1 (no LF), line 2 for `by` and `signature`, the padding, and seals it: adds
 * ENVELOPE_BYTES to `out`, or leaves it as it was. Refuses a line 1 that is empty or too long,
 * holds an LF, is no UTF-8, or is no object from its first byte to its last. The signature is
 * not looked at. */
int envelope_seal(struct buffer *out, const struct recipient *recipient, const void *line1,
    size_t line1_length, const uint8_t by[32],
    const uint8_t signature[ENVELOPE_SIGNATURE_BYTES], struct error *error);

/* The parts of a plaintext. `line1` points into it. */
struct envelope_parts {
	const char *line1;
	size_t line1_length;
	uint8_t by[32];
	uint8_t signature[ENVELOPE_SIGNATURE_BYTES];
};

/* Takes a plaintext of exactly ENVELOPE_PLAINTEXT_BYTES apart; refuses any other layout. Line 1
 * is then UTF-8 between { and }; whether it is JSON is json_parse's to say. */
int envelope_split(struct envelope_parts *parts, const uint8_t *plaintext, size_t length,
    struct error *error);

/* Whether the signature is by parts->by over this campaign, mailbox and line 1. 0 or -1. */
int envelope_verify(const struct envelope_parts *parts, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], struct error *error);

#endif
