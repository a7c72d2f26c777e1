/* SPDX-License-Identifier: ISC */
/*
 * The daemon's desk interface: signed requests, and answers taken apart with nothing taken on
 * trust. A broken connection is tried again a few times; all requests are harmless to repeat.
 * Main thread; the parsers are pure.
 */
#ifndef TESTIMONY_API_H
#define TESTIMONY_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/withdrawal.h"
#include "desk/vault_records.h"
#include "front/net.h"
#include "keys/author.h"

#define API_TRAYS 3
#define API_INDEX_BYTES_MOST (256U * 1024 * 1024) /* some eight million envelopes */
#define API_FETCH_RECORD_BYTES (VAULT_RECORD_BYTES + ENVELOPE_BYTES)

struct api;

/* `author` is borrowed. */
int api_new(struct api **api, const char *daemon, const char *socks5,
    const struct author *author, struct error *error);
void api_free(struct api **api);

/* What the daemon holds. `ids[tray - 1]`: sorted, none twice, each of ENVELOPE_ID_BYTES. */
struct api_index {
	struct buffer bytes; /* the rest points into it */
	const uint8_t *ids[API_TRAYS];
	size_t count[API_TRAYS];
	const uint8_t *withdrawals; /* WITHDRAWAL_BYTES each; signatures not verified */
	size_t withdrawal_count;
};
#define API_INDEX_INIT { BUFFER_INIT, { NULL }, { 0 }, NULL, 0 }

/* Asks anew: what `index` held before is freed. */
int api_index(struct api *api, struct api_index *index, struct error *error);
int api_index_parse(struct api_index *index, struct error *error); /* of index->bytes */
void api_index_free(struct api_index *index);
bool api_index_has(const struct api_index *index, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES]);

/* The campaign that the daemon hands out, as it is: nothing of it is checked. An older daemon does not
 * know the question, and refuses. */
int api_campaign(struct api *api, struct buffer *manifest, struct error *error);
int api_campaign_signature(struct api *api, struct buffer *signature, struct error *error);

/* Asks for at most VAULT_BATCH_MOST envelopes; *answer then is whole fetch records. */
int api_fetch(struct api *api, const uint8_t (*ids)[ENVELOPE_ID_BYTES], size_t count,
    struct buffer *answer, struct error *error);

/* Puts an envelope into the shared log. *refused: whether the daemon refused this one only, because
 * of what it is or because it is full, and may take others. */
int api_put_log(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES], const uint8_t *envelope,
    bool *refused, struct error *error);

/* Erases one event at the daemon. That it is not there is no error. */
int api_erase_log(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error);

/* Puts a reply into a family's mailbox, in the place of `replaces` (NULL: of none). Where it is not
 * known whether the daemon took it, *unknown is true; to put it again is harmless. */
int api_put_reply(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t *replaces,
    const uint8_t *envelope, bool *unknown, struct error *error);

/* Puts an envelope back in its place, as a record says. */
int api_restore(struct api *api, const struct vault_record *record, const uint8_t *envelope,
    struct error *error);

/* Hands on a withdrawal; the daemon judges it, and erases by it. */
int api_put_withdrawal(struct api *api, const struct withdrawal *withdrawal,
    struct error *error);

#endif
