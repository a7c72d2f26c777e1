/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_opened_inside.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/encode.h"
#include "common/file.h"
#include "common/secret.h"
#include "desk/vault_files.h"
#include "desk/vault_records.h"
#include "desk/vault_sent.h"

#define OPENED_FRESH_BYTES (32U << 20) /* new ones in memory, until they are written */
#define OPENED_PLACES_FIRST 1024

static const char *
opened_folder(enum opened_kind kind)
{
	switch (kind) {
	case OPENED_INBOX:
	case OPENED_SEALED:
	case OPENED_LOG:
		return vault_tray_folder((enum tray)kind);
	case OPENED_SENT:
		return VAULT_SENT_FOLDER;
	case OPENED_RECORDS:
		return VAULT_RECORDS_FOLDER;
	}
	error_bug("a kind of file without its folder");
}

/*
 * The vault's files.
 */

uint64_t
opened_changed(struct opened_cache *cache, const char *vault, enum opened_kind kind,
    const uint8_t name[OPENED_NAME_BYTES])
{
	char digits[HEX_LENGTH(OPENED_NAME_BYTES) + sizeof VAULT_SUFFIX];
	size_t length = kind == OPENED_RECORDS ? VAULT_RECORDS_NAME_BYTES : OPENED_NAME_BYTES;
	struct buffer path = BUFFER_INIT;
	struct stat status;

	if (cache->folders[kind] < 0) {
		cache->folders[kind] = open(file_join(&path, vault, opened_folder(kind)),
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		buffer_free(&path);
	}
	hex_encode(digits, name, length);
	memcpy(digits + HEX_LENGTH(length), VAULT_SUFFIX, sizeof VAULT_SUFFIX);
	if (cache->folders[kind] < 0 || fstatat(cache->folders[kind], digits, &status, 0) != 0 ||
	    !S_ISREG(status.st_mode))
		return 0;
	return (uint64_t)status.st_ctim.tv_sec * 1000000000 + (uint64_t)status.st_ctim.tv_nsec;
}

/*
 * What is new, by a hash table.
 */

static size_t
opened_place(const struct opened_cache *cache, const struct opened_entry *entry)
{
	uint64_t hash = (bytes_u64(entry->name) + entry->kind) * cache->hash;

	return (size_t)(hash >> 32) & (cache->places_count - 1);
}

/* Its place, or the free one where it belongs. */
static uint32_t *
opened_search(struct opened_cache *cache, const struct opened_entry *entry)
{
	size_t place = opened_place(cache, entry);

	while (cache->places[place] != 0 && opened_entry_compare(
	    &cache->fresh[cache->places[place] - 1].entry, entry) != 0)
		place = (place + 1) & (cache->places_count - 1);
	return &cache->places[place];
}

static void
opened_make_places(struct opened_cache *cache)
{
	secret_release(cache->places);
	cache->places_count = cache->places_count == 0 ? OPENED_PLACES_FIRST : 2 * cache->places_count;
	cache->places = secret_allocate(cache->places_count * sizeof *cache->places);
	memset(cache->places, 0, cache->places_count * sizeof *cache->places);
	for (size_t i = 0; i < cache->fresh_count; i++)
		*opened_search(cache, &cache->fresh[i].entry) = (uint32_t)i + 1;
}

static void
opened_drop_fresh(struct opened_cache *cache)
{
	for (size_t i = 0; i < cache->fresh_count; i++)
		secret_release(cache->fresh[i].bytes);
	secret_release(cache->fresh);
	secret_release(cache->places);
	cache->fresh = NULL;
	cache->places = NULL;
	cache->fresh_count = cache->fresh_bytes = cache->places_count = 0;
}

/*
 * Finding.
 */

static int
opened_compare(const void *wanted, const void *entry)
{
	return opened_entry_compare(wanted, entry);
}

bool
vault_opened_find(const struct vault *vault, struct opened_file *file, enum opened_kind kind,
    const uint8_t *name, size_t length, struct buffer *out)
{
	struct opened_cache *cache = vault->opened;
	const struct opened_entry *entries, *entry;
	struct opened_entry wanted = { .kind = (uint8_t)kind };
	size_t count = 0;

	memset(file, 0, sizeof *file);
	file->kind = kind;
	memcpy(file->name, name, length);
	memcpy(wanted.name, file->name, sizeof wanted.name);
	if (cache == NULL)
		return false;
	file->changed = opened_changed(cache, (const char *)vault->folder.data, kind, file->name);
	if (file->changed == 0)
		return false;
	if (cache->fresh_count > 0) {
		uint32_t place = *opened_search(cache, &wanted);

		if (place != 0 && cache->fresh[place - 1].entry.changed == file->changed) {
			buffer_append(out, cache->fresh[place - 1].bytes,
			    cache->fresh[place - 1].entry.length);
			return true;
		}
	}
	if (cache->reader == NULL)
		return false;
	entries = opened_reader_entries(cache->reader, &count);
	entry = count == 0 ? NULL : bsearch(&wanted, entries, count, sizeof *entries,
	    opened_compare);
	return entry != NULL && entry->changed == file->changed &&
	    opened_reader_get(cache->reader, entry, out);
}

/*
 * Writing.
 */

/* Takes the vault's lock where this program does not have it: *ours. */
static bool
opened_lock(struct vault *vault, bool *ours)
{
	*ours = vault->lock < 0;
	return !*ours || vault_lock(vault, NULL) == 0;
}

static void
opened_unlock(struct vault *vault, bool ours)
{
	if (!ours)
		return;
	(void)close(vault->lock);
	vault->lock = -1;
}

static void
opened_read(struct vault *vault)
{
	struct opened_cache *cache = vault->opened;
	struct buffer path = BUFFER_INIT;

	cache->forgotten = false;
	opened_reader_free(&cache->reader);
	(void)opened_reader_new(&cache->reader, file_join(&path, (const char *)vault->folder.data,
	    VAULT_OPENED_FILE), &cache->binding);
	buffer_free(&path);
}

/* Makes room in memory for what comes. */
static void
opened_spill(struct vault *vault)
{
	struct opened_cache *cache = vault->opened;
	bool ours;

	cache->full = true;
	if (!opened_lock(vault, &ours))
		return;
	if (opened_write(vault)) {
		opened_drop_fresh(cache);
		opened_read(vault);
		cache->full = cache->reader == NULL;
	}
	opened_unlock(vault, ours);
}

void
vault_opened_add(const struct vault *vault, const struct opened_file *file, const void *bytes,
    size_t length)
{
	struct opened_cache *cache = vault->opened;
	struct opened_fresh fresh = { .entry = { .kind = (uint8_t)file->kind,
		.changed = file->changed, .length = (uint32_t)length } };
	uint32_t *place;

	if (file->changed == 0 || length > OPENED_ENTRY_MOST || cache->full)
		return;
	memcpy(fresh.entry.name, file->name, sizeof fresh.entry.name);
	if (2 * (cache->fresh_count + 1) > cache->places_count)
		opened_make_places(cache);
	place = opened_search(cache, &fresh.entry);
	fresh.bytes = secret_allocate(length + 1);
	memcpy(fresh.bytes, bytes, length);
	cache->fresh_bytes += length + sizeof fresh;
	if (*place != 0) { /* it changed meanwhile */
		secret_release(cache->fresh[*place - 1].bytes);
		cache->fresh[*place - 1] = fresh;
		return;
	}
	cache->fresh = secret_grow(cache->fresh, cache->fresh_count, sizeof *cache->fresh);
	cache->fresh[cache->fresh_count++] = fresh;
	*place = (uint32_t)cache->fresh_count;
	/* The vault is not const to itself: nothing of it changes that a caller sees. */
	if (cache->fresh_bytes > OPENED_FRESH_BYTES)
		opened_spill(cache->vault);
}

/*
 * Opening, closing, forgetting.
 */

/* All that what was opened depends on. */
static void
opened_bind(struct opened_binding *binding, const struct vault *vault)
{
	crypto_hash_sha256_state state;

	binding->secret = author_seed(vault->key.author);
	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, vault->campaign->signing_key.key,
	    sizeof vault->campaign->signing_key.key);
	(void)crypto_hash_sha256_update(&state, author_public(vault->key.author), 32);
	for (size_t i = 0; i < age_identities_count(vault->campaign_keys); i++)
		(void)crypto_hash_sha256_update(&state,
		    age_identities_recipient(vault->campaign_keys, i)->point, 32);
	(void)crypto_hash_sha256_final(&state, binding->context);
}

void
vault_opened_open(struct vault *vault)
{
	struct opened_cache *cache = secret_allocate(sizeof *cache);

	memset(cache, 0, sizeof *cache);
	cache->vault = vault;
	for (size_t i = 0; i < OPENED_KINDS; i++)
		cache->folders[i] = -1;
	randombytes_buf(&cache->hash, sizeof cache->hash);
	cache->hash |= 1;
	opened_bind(&cache->binding, vault);
	vault->opened = cache;
	opened_read(vault);
}

void
vault_opened_close(struct vault *vault)
{
	struct opened_cache *cache = vault->opened;
	bool ours;

	if (cache == NULL)
		return;
	if (opened_is_much(cache) && !cache->full && opened_lock(vault, &ours)) {
		(void)opened_write(vault);
		opened_unlock(vault, ours);
	}
	opened_drop_fresh(cache);
	opened_reader_free(&cache->reader);
	for (size_t i = 0; i < OPENED_KINDS; i++)
		if (cache->folders[i] >= 0)
			(void)close(cache->folders[i]);
	secret_release(cache);
	vault->opened = NULL;
}
