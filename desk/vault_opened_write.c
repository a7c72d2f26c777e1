/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/file.h"
#include "desk/vault_opened_inside.h"

#define OPENED_FRESH_LEAST 64          /* for fewer new ones it is not written anew */
#define OPENED_FRESH_PART 64           /* ... nor for less than this part of what it has */
#define OPENED_ROOM 4                  /* times its size must be free on the disk */

bool
opened_is_much(const struct opened_cache *cache)
{
	size_t count = 0;

	if (cache->reader != NULL)
		(void)opened_reader_entries(cache->reader, &count);
	if (cache->forgotten)
		return cache->fresh_count + count >= OPENED_FRESH_LEAST;
	return cache->fresh_count >= OPENED_FRESH_LEAST + count / OPENED_FRESH_PART;
}

static int
opened_compare_fresh(const void *left, const void *right)
{
	const struct opened_fresh *a = left, *b = right;

	return opened_entry_compare(&a->entry, &b->entry);
}

/* Adds one of the file, or of what is new (`bytes` not NULL), if it still holds. */
static int
opened_write_one(struct opened_cache *cache, const char *vault, struct opened_writer *writer,
    const struct opened_entry *entry, const uint8_t *bytes, struct error *error)
{
	struct opened_entry fresh = *entry;
	struct buffer read = BUFFER_INIT;
	int result = 0;

	if (opened_changed(cache, vault, (enum opened_kind)entry->kind, entry->name) !=
	    entry->changed)
		return 0;
	if (bytes != NULL)
		result = opened_writer_add(writer, &fresh, bytes, error);
	else if (opened_reader_get(cache->reader, entry, &read))
		result = opened_writer_add(writer, &fresh, read.data, error);
	buffer_free(&read);
	return result;
}

/* Both sorted; of two for one file the new one counts. */
static int
opened_merge(struct opened_cache *cache, const char *vault, struct opened_writer *writer,
    struct error *error)
{
	const struct opened_entry *entries = NULL;
	size_t count = 0, old = 0, fresh = 0;
	int result = 0;

	if (cache->reader != NULL)
		entries = opened_reader_entries(cache->reader, &count);
	if (cache->fresh_count > 0)
		qsort(cache->fresh, cache->fresh_count, sizeof *cache->fresh, opened_compare_fresh);
	while (result == 0 && (old < count || fresh < cache->fresh_count)) {
		int order = old == count ? 1 : fresh == cache->fresh_count ? -1 :
		    opened_entry_compare(&entries[old], &cache->fresh[fresh].entry);

		if (order < 0) {
			result = opened_write_one(cache, vault, writer, &entries[old++], NULL, error);
			continue;
		}
		old += order == 0;
		result = opened_write_one(cache, vault, writer, &cache->fresh[fresh].entry,
		    cache->fresh[fresh].bytes, error);
		fresh++;
	}
	return result;
}

/* Whether the disk has so much room that this file takes it from nothing else. */
static bool
opened_has_room(const struct opened_cache *cache, const char *vault)
{
	const struct opened_entry *entries = NULL;
	uint64_t bytes = cache->fresh_bytes;
	struct statvfs disk;
	size_t count = 0;

	if (cache->reader != NULL)
		entries = opened_reader_entries(cache->reader, &count);
	for (size_t i = 0; i < count; i++)
		bytes += entries[i].length;
	return statvfs(vault, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize / OPENED_ROOM > bytes + (1U << 20);
}

bool
opened_write(struct vault *vault)
{
	struct opened_cache *cache = vault->opened;
	const char *folder = (const char *)vault->folder.data;
	struct opened_writer *writer = NULL;
	struct buffer path = BUFFER_INIT;
	bool written;

	written = opened_has_room(cache, folder) && opened_writer_new(&writer, file_join(&path,
	    folder, VAULT_OPENED_FILE), &cache->binding, NULL) == 0 &&
	    opened_merge(cache, folder, writer, NULL) == 0 &&
	    opened_writer_commit(writer, NULL) == 0;
	opened_writer_free(&writer);
	buffer_free(&path);
	return written;
}

/* Of a write that was cut off, since the vault is locked. */
static bool
opened_is_left_over(const char *name)
{
	return name[0] == '.' && strncmp(name + 1, VAULT_OPENED_FILE ".",
	    strlen(VAULT_OPENED_FILE ".")) == 0;
}

/* Whether anything that it knows has no file any more, or another one. */
static bool
opened_is_stale(struct opened_cache *cache, const char *vault)
{
	const struct opened_entry *entries;
	size_t count;

	if (cache->reader == NULL)
		return true; /* what cannot be read may hold anything */
	entries = opened_reader_entries(cache->reader, &count);
	for (size_t i = 0; i < count; i++)
		if (opened_changed(cache, vault, (enum opened_kind)entries[i].kind,
		    entries[i].name) != entries[i].changed)
			return true;
	return false;
}

int
vault_opened_forget(struct vault *vault, bool all, struct error *error)
{
	struct opened_cache *cache = vault->opened;
	const char *folder = (const char *)vault->folder.data;
	bool stale = all || opened_is_stale(cache, folder), changed = false;
	struct dirent *entry;
	int result = 0;
	DIR *open = opendir(folder);

	if (open == NULL)
		return error_system(error, "%s cannot be read", folder);
	while (result == 0 && (entry = readdir(open)) != NULL) {
		bool file = strcmp(entry->d_name, VAULT_OPENED_FILE) == 0;

		if (!(file && stale) && !opened_is_left_over(entry->d_name))
			continue;
		if (unlinkat(dirfd(open), entry->d_name, 0) != 0)
			result = error_system(error, "%s/%s cannot be erased", folder,
			    entry->d_name);
		cache->forgotten |= file;
		changed = true;
	}
	if (changed && fsync(dirfd(open)) != 0 && result == 0)
		result = error_system(error, "%s cannot be written to disk", folder);
	(void)closedir(open);
	return result;
}
