/* SPDX-License-Identifier: ISC */
/*
 * The vault: the folder in which a desk keeps what it pulled. All that families told is sealed;
 * the rest is public or says nothing of them.
 *
 *   desk.json                    plain: the pin with the highest serial seen, the coordinator's
 *                                handle, the daemons' addresses
 *   campaign.json, .minisig      plain: the signed manifest
 *   newer.json, .minisig         plain: a newer one that a daemon handed out (vault_newer.h)
 *   HANDLE.key                   the coordinator's key; its passphrase is the vault's
 *   for-HANDLE.age               the campaign's keys, sealed to that key
 *   envelopes/ID.age             families' envelopes as they were sealed (age -d opens them)
 *   replies/ID.age, log/ID.age   the other two trays
 *   records/RANDOM.age           what the daemon said of the envelopes of one fetch: their tray,
 *                                mailbox and week; sealed to the campaign, padded to one size
 *   sent/ID.age                  what this desk wrote to families, sealed to the campaign, since the
 *                                envelope replies/ID.age opens for the family alone
 *   withdrawals/MAILBOX.age      what families took back, as they signed it; sealed to the campaign
 *   opened.cache                 what the files hold, once more, to be opened at once (vault_opened.h)
 *
 * An envelope comes to disk before its record. Where the desk can tell that the daemon's word is
 * wrong (another mailbox than the author's, a week that cannot be) it is not written down: a lie
 * must not outlive the daemon that told it. What has no record the next pull asks for again.
 * Everything is written whole or not at all. Only erase.h deletes. Main thread.
 */
#ifndef TESTIMONY_VAULT_H
#define TESTIMONY_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/withdrawal.h"
#include "keys/age_identity.h"
#include "keys/keyfile.h"

#define VAULT_FORMAT "testimony-desk-1"
#define VAULT_SETTINGS "desk.json"
#define VAULT_MANIFEST "campaign.json"
#define VAULT_SIGNATURE "campaign.json.minisig"
#define VAULT_SETTINGS_MOST 16384
#define VAULT_BATCH_MOST 256 /* envelopes of one fetch, and of one record file */
#define VAULT_DAEMONS_MOST 8

/* Where an envelope belongs, as the daemon said. */
struct vault_record {
	uint8_t id[ENVELOPE_ID_BYTES];
	enum tray tray;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint32_t week;
};

/* What desk.json holds. */
struct vault_settings {
	struct campaign_pin pin; /* with the highest serial seen */
	char handle[CAMPAIGN_HANDLE_MOST + 1];
	struct buffer daemons[VAULT_DAEMONS_MOST]; /* text: their addresses, none twice */
	size_t daemon_count;                       /* from 1 */
	struct buffer socks5;                      /* text; may be empty */
};

/* A withdrawal that the vault keeps. Where it is not good any more (its file was damaged) only its
 * mailbox is known, from the file's name: it takes nothing, and nothing is erased for it. */
struct vault_withdrawal {
	struct withdrawal withdrawal;
	bool good;
};

struct vault_ids {
	uint8_t (*ids)[ENVELOPE_ID_BYTES]; /* sorted, none twice */
	size_t count;
};

struct opened_cache;

struct vault {
	struct buffer folder;
	struct vault_settings settings;
	struct campaign *campaign;
	struct campaign *newer;       /* vault_newer.h; NULL: none is known */
	struct coordinator_key key;
	struct age_identities *campaign_keys;
	struct vault_record *records; /* sorted by id and tray, none twice */
	size_t record_count;
	size_t records_unreadable;    /* record files that could not be read */
	struct vault_withdrawal *withdrawals; /* sorted by mailbox, none twice */
	size_t withdrawal_count;
	struct opened_cache *opened;  /* vault_opened.h */
	int lock;                     /* a descriptor, or -1 */
};

/* Opens a vault: asks for the passphrase where its key is sealed (`passphrase_file` NULL: at the
 * terminal), checks the campaign against the pin and the highest serial, reads the records. An
 * expired campaign is no hindrance: expiry stops new tellings only. */
int vault_open(struct vault **vault, const char *folder, const char *passphrase_file,
    struct error *error);
void vault_free(struct vault **vault);

/* What writes takes the vault for itself first, until vault_free: two at once could bring back what
 * one of them erases. Refuses where another program has it. */
int vault_lock(struct vault *vault, struct error *error);

/* "envelopes", "replies" or "log". */
const char *vault_tray_folder(enum tray tray);

/* The record of an envelope in a tray, or NULL. */
const struct vault_record *vault_record(const struct vault *vault, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES]);

/* The names of all envelope files of a tray, or of one of the vault's folders, whatever is in
 * them. */
int vault_list_folder(const struct vault *vault, const char *name, struct vault_ids *ids,
    struct error *error);
int vault_list(const struct vault *vault, enum tray tray, struct vault_ids *ids,
    struct error *error);
void vault_ids_free(struct vault_ids *ids);
bool vault_ids_have(const struct vault_ids *ids, const uint8_t id[ENVELOPE_ID_BYTES]);

/* Adds an envelope's bytes to `out`, which must be ENVELOPE_BYTES and hash to its id. */
int vault_read(const struct vault *vault, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES],
    struct buffer *out, struct error *error);

/* Keeps the envelopes of a batch of at most VAULT_BATCH_MOST; their records in memory alone. When
 * it returns 0, all are on disk. */
int vault_keep(struct vault *vault, const struct vault_record *records,
    const uint8_t *const *envelopes, size_t count, struct error *error);

/* Forgets a record that vault_keep took into memory: what the daemon said was wrong. */
void vault_forget(struct vault *vault, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES]);

/* Keeps the records that the desk found no lie in. */
int vault_keep_records(const struct vault *vault, const struct vault_record *records,
    size_t count, struct error *error);

/* The withdrawal of a mailbox, good or not; NULL: it was not withdrawn. */
const struct vault_withdrawal *vault_withdrawal(const struct vault *vault,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Keeps a withdrawal that the caller verified, in memory and on disk; synced. */
int vault_keep_withdrawal(struct vault *vault, const struct withdrawal *withdrawal,
    struct error *error);

/* desk.json. */
int vault_settings_read(struct vault_settings *settings, const char *folder,
    struct error *error);
int vault_settings_write(const struct vault_settings *settings, const char *folder,
    struct error *error);
void vault_settings_free(struct vault_settings *settings);

/* Adds an address to the list. Refuses one that is there already, and one too many. */
int vault_settings_add_daemon(struct vault_settings *settings, const char *address,
    struct error *error);

/* The proxy on the way to a daemon; NULL: none. Sockets and loopback are on this machine. */
const char *vault_settings_socks5(const struct vault_settings *settings, const char *address);

/* A key file's content, its passphrase asked for where it is sealed: *passphrase, where set, is
 * tried first, and is set to the one that fitted. */
int vault_read_key(const char *path, const char *passphrase_file, struct secret **passphrase,
    struct buffer *content, bool *sealed, struct error *error);

/* Adds "FOLDER/for-HANDLE.age" or "FOLDER/HANDLE.key" to `out` (cleared first). */
const char *vault_campaign_key_path(struct buffer *out, const char *folder, const char *handle);
const char *vault_key_path(struct buffer *out, const char *folder, const char *handle);

#endif
