/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_opened_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/hkdf.h"
#include "common/secret.h"

#define OPENED_MAGIC "testimony-opened-1\n"
#define OPENED_MAGIC_BYTES 32
#define OPENED_SALT_BYTES 32
#define OPENED_HEAD_BYTES (OPENED_MAGIC_BYTES + OPENED_SALT_BYTES)
#define OPENED_BLOCK_BYTES 262144
#define OPENED_PLAIN_BYTES (OPENED_BLOCK_BYTES - crypto_aead_chacha20poly1305_ietf_ABYTES)
#define OPENED_INDEX_BYTES 57 /* of one entry */
#define OPENED_TAIL_BYTES 16
#define OPENED_BLOCKS_LEAST 4
/* The version of this program: what it takes for good may be another thing in the next. */
#define OPENED_INFO "testimony-desk-1 opened " PACKAGE_VERSION

struct opened_seal {
	uint8_t head[OPENED_HEAD_BYTES];
	struct secret *key;
};

struct opened_reader {
	struct opened_seal seal;
	int descriptor;
	uint32_t blocks;
	struct opened_entry *entries;
	size_t count;
	uint8_t *sealed;                         /* room for one block */
	uint8_t *plain[OPENED_KINDS_MOST];       /* the block that was read last, for each kind */
	uint32_t held[OPENED_KINDS_MOST];        /* ... which */
};

struct opened_writer {
	struct opened_seal seal;
	struct file_writer *file;
	struct opened_entry *entries;
	size_t count;
	uint8_t *sealed, *plain;
	uint32_t block;                          /* which one `plain` is */
	size_t filled;
};

int
opened_entry_compare(const struct opened_entry *left, const struct opened_entry *right)
{
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return memcmp(left->name, right->name, sizeof left->name);
}

/* The key of the file with this head. */
static void
seal_derive(struct opened_seal *seal, const struct opened_binding *binding)
{
	struct secret *input = secret_new(OPENED_SECRET_BYTES + OPENED_CONTEXT_BYTES);

	memcpy(input->bytes, binding->secret, OPENED_SECRET_BYTES);
	memcpy(input->bytes + OPENED_SECRET_BYTES, binding->context, OPENED_CONTEXT_BYTES);
	seal->key = secret_new(crypto_aead_chacha20poly1305_ietf_KEYBYTES);
	hkdf_sha256(seal->key->bytes, seal->key->length, input->bytes, input->length,
	    seal->head + OPENED_MAGIC_BYTES, OPENED_SALT_BYTES, OPENED_INFO);
	secret_free(&input);
}

static void
seal_nonce(uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES], uint32_t block, bool last)
{
	memset(nonce, 0, crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
	bytes_put_u64(nonce, block);
	nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES - 1] = last;
}

/*
 * Reading.
 */

static int
reader_block(struct opened_reader *reader, uint32_t block, uint8_t *plain)
{
	uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	off_t at = OPENED_HEAD_BYTES + (off_t)block * OPENED_BLOCK_BYTES;

	if (pread(reader->descriptor, reader->sealed, OPENED_BLOCK_BYTES, at) !=
	    OPENED_BLOCK_BYTES)
		return -1;
	seal_nonce(nonce, block, block == reader->blocks - 1);
	return crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, reader->sealed,
	    OPENED_BLOCK_BYTES, reader->seal.head, sizeof reader->seal.head, nonce,
	    reader->seal.key->bytes);
}

static int
reader_head(struct opened_reader *reader, const char *path)
{
	static const uint8_t magic[OPENED_MAGIC_BYTES] = OPENED_MAGIC;
	struct stat status;
	uint64_t length;

	reader->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (reader->descriptor < 0 || fstat(reader->descriptor, &status) != 0 ||
	    !S_ISREG(status.st_mode) || status.st_size < OPENED_HEAD_BYTES)
		return -1;
	length = (uint64_t)status.st_size - OPENED_HEAD_BYTES;
	if (length % OPENED_BLOCK_BYTES != 0 || length == 0 ||
	    length / OPENED_BLOCK_BYTES > OPENED_BLOCKS_MOST)
		return -1;
	reader->blocks = (uint32_t)(length / OPENED_BLOCK_BYTES);
	if (pread(reader->descriptor, reader->seal.head, OPENED_HEAD_BYTES, 0) !=
	    OPENED_HEAD_BYTES)
		return -1;
	return memcmp(reader->seal.head, magic, sizeof magic) == 0 ? 0 : -1;
}

/* An entry that points out of the first blocks, or is not after the one before, is refused, though
 * only a fault of ours could make one. */
static int
reader_entry(const struct opened_reader *reader, struct opened_entry *entry, const uint8_t *bytes,
    uint32_t index)
{
	entry->kind = bytes[0];
	memcpy(entry->name, bytes + 1, sizeof entry->name);
	entry->changed = bytes_u64(bytes + 33);
	entry->block = bytes_u32(bytes + 41);
	entry->at = bytes_u32(bytes + 45);
	entry->length = bytes_u32(bytes + 49);
	if (entry->kind >= OPENED_KINDS_MOST || (entry->block >= index && entry->length > 0) ||
	    entry->length > OPENED_ENTRY_MOST || entry->at > OPENED_PLAIN_BYTES - entry->length)
		return -1;
	return entry == reader->entries || opened_entry_compare(entry - 1, entry) < 0 ? 0 : -1;
}

/* What the last block's end says of the index. Its bytes are up to that end. */
static int
reader_index(struct opened_reader *reader)
{
	uint8_t *plain = secret_allocate(OPENED_PLAIN_BYTES);
	struct buffer index = BUFFER_INIT;
	uint32_t start = 0, count = 0;
	int result = reader_block(reader, reader->blocks - 1, plain);

	if (result == 0) {
		const uint8_t *tail = plain + OPENED_PLAIN_BYTES - OPENED_TAIL_BYTES;

		start = bytes_u32(tail);
		count = bytes_u32(tail + 4);
		result = start < reader->blocks && count <= OPENED_ENTRIES_MOST ? 0 : -1;
	}
	for (uint32_t block = start; result == 0 && block < reader->blocks &&
	    index.length < (size_t)count * OPENED_INDEX_BYTES; block++) {
		result = reader_block(reader, block, plain);
		buffer_append(&index, plain, OPENED_PLAIN_BYTES);
	}
	secret_release(plain);
	if (result != 0 || index.length < (size_t)count * OPENED_INDEX_BYTES) {
		buffer_free(&index);
		return -1;
	}
	reader->entries = secret_allocate((count + 1) * sizeof *reader->entries);
	for (; reader->count < count && result == 0; reader->count++)
		result = reader_entry(reader, &reader->entries[reader->count],
		    index.data + reader->count * OPENED_INDEX_BYTES, start);
	buffer_free(&index);
	return result;
}

int
opened_reader_new(struct opened_reader **out, const char *path,
    const struct opened_binding *binding)
{
	struct opened_reader *reader = secret_allocate(sizeof *reader);

	memset(reader, 0, sizeof *reader);
	reader->descriptor = -1;
	*out = reader;
	if (reader_head(reader, path) == 0) {
		seal_derive(&reader->seal, binding);
		reader->sealed = secret_allocate(OPENED_BLOCK_BYTES);
		if (reader_index(reader) == 0)
			return 0;
	}
	opened_reader_free(out);
	return -1;
}

void
opened_reader_free(struct opened_reader **out)
{
	struct opened_reader *reader = *out;

	if (reader == NULL)
		return;
	if (reader->descriptor >= 0)
		(void)close(reader->descriptor);
	secret_free(&reader->seal.key);
	secret_release(reader->entries);
	secret_release(reader->sealed);
	for (size_t i = 0; i < OPENED_KINDS_MOST; i++)
		secret_release(reader->plain[i]);
	secret_release(reader);
	*out = NULL;
}

const struct opened_entry *
opened_reader_entries(const struct opened_reader *reader, size_t *count)
{
	*count = reader->count;
	return reader->entries;
}

bool
opened_reader_get(struct opened_reader *reader, const struct opened_entry *entry,
    struct buffer *out)
{
	uint8_t **plain = &reader->plain[entry->kind];

	if (entry->length == 0)
		return true;
	if (*plain == NULL || reader->held[entry->kind] != entry->block) {
		if (*plain == NULL)
			*plain = secret_allocate(OPENED_PLAIN_BYTES);
		reader->held[entry->kind] = entry->block;
		if (reader_block(reader, entry->block, *plain) != 0) {
			secret_release(*plain);
			*plain = NULL;
			return false;
		}
	}
	buffer_append(out, *plain + entry->at, entry->length);
	return true;
}

/*
 * Writing.
 */

int
opened_writer_new(struct opened_writer **out, const char *path,
    const struct opened_binding *binding, struct error *error)
{
	struct opened_writer *writer = secret_allocate(sizeof *writer);

	memset(writer, 0, sizeof *writer);
	*out = writer;
	memcpy(writer->seal.head, OPENED_MAGIC, strlen(OPENED_MAGIC));
	randombytes_buf(writer->seal.head + OPENED_MAGIC_BYTES, OPENED_SALT_BYTES);
	seal_derive(&writer->seal, binding);
	writer->sealed = secret_allocate(OPENED_BLOCK_BYTES);
	writer->plain = secret_allocate(OPENED_PLAIN_BYTES);
	memset(writer->plain, 0, OPENED_PLAIN_BYTES);
	if (file_writer_new(&writer->file, path, 0600, true, error) == 0 &&
	    file_writer_add(writer->file, writer->seal.head, OPENED_HEAD_BYTES, error) == 0)
		return 0;
	opened_writer_free(out);
	return -1;
}

void
opened_writer_free(struct opened_writer **out)
{
	struct opened_writer *writer = *out;

	if (writer == NULL)
		return;
	file_writer_free(&writer->file);
	secret_free(&writer->seal.key);
	secret_release(writer->entries);
	secret_release(writer->sealed);
	secret_release(writer->plain);
	secret_release(writer);
	*out = NULL;
}

/* Seals what there is, and begins the next block. */
static int
writer_block(struct opened_writer *writer, bool last, struct error *error)
{
	uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

	seal_nonce(nonce, writer->block, last);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(writer->sealed, NULL, writer->plain,
	    OPENED_PLAIN_BYTES, writer->seal.head, sizeof writer->seal.head, NULL, nonce,
	    writer->seal.key->bytes);
	writer->block++;
	writer->filled = 0;
	sodium_memzero(writer->plain, OPENED_PLAIN_BYTES);
	return file_writer_add(writer->file, writer->sealed, OPENED_BLOCK_BYTES, error);
}

int
opened_writer_add(struct opened_writer *writer, struct opened_entry *entry, const uint8_t *bytes,
    struct error *error)
{
	/* The index needs its blocks, and what is rounded up at most an eighth of all. */
	uint64_t index = (uint64_t)(writer->count + 1) * OPENED_INDEX_BYTES / OPENED_PLAIN_BYTES;

	if (entry->kind >= OPENED_KINDS_MOST || entry->length > OPENED_ENTRY_MOST ||
	    (writer->count > 0 &&
	    opened_entry_compare(&writer->entries[writer->count - 1], entry) >= 0))
		error_bug("an entry that has no place in the file of what was opened");
	if (writer->count == OPENED_ENTRIES_MOST ||
	    writer->block + index + 3 > OPENED_BLOCKS_MOST / 8 * 7)
		return 0;
	if (writer->filled + entry->length > OPENED_PLAIN_BYTES &&
	    writer_block(writer, false, error) != 0)
		return -1;
	entry->block = writer->block;
	entry->at = (uint32_t)writer->filled;
	memcpy(writer->plain + writer->filled, bytes, entry->length);
	writer->filled += entry->length;
	writer->entries = secret_grow(writer->entries, writer->count, sizeof *writer->entries);
	writer->entries[writer->count++] = *entry;
	return 0;
}

/* Bytes of the index, which may go on in the next block. The last bytes of each are left free: it
 * may be the last block. */
static int
writer_index(struct opened_writer *writer, const struct buffer *index, struct error *error)
{
	size_t done = 0;

	while (done < index->length) {
		size_t part = OPENED_PLAIN_BYTES - writer->filled;

		if (part > index->length - done)
			part = index->length - done;
		memcpy(writer->plain + writer->filled, index->data + done, part);
		writer->filled += part;
		done += part;
		if (writer->filled == OPENED_PLAIN_BYTES && writer_block(writer, false, error) != 0)
			return -1;
	}
	return 0;
}

/* How many blocks a file has that needs so many: at most an eighth more. */
static uint32_t
writer_round(uint32_t blocks)
{
	uint32_t step = 1;

	if (blocks < OPENED_BLOCKS_LEAST)
		return OPENED_BLOCKS_LEAST;
	while (step * 8 < blocks)
		step *= 2;
	return (blocks + step - 1) / step * step;
}

int
opened_writer_commit(struct opened_writer *writer, struct error *error)
{
	struct buffer index = BUFFER_INIT;
	uint32_t start, all;
	uint8_t *tail = writer->plain + OPENED_PLAIN_BYTES - OPENED_TAIL_BYTES;
	int result = 0;

	if (writer->filled > 0)
		result = writer_block(writer, false, error);
	start = writer->block;
	for (size_t i = 0; i < writer->count; i++) {
		const struct opened_entry *entry = &writer->entries[i];

		buffer_append_byte(&index, entry->kind);
		buffer_append(&index, entry->name, sizeof entry->name);
		buffer_append_u64(&index, entry->changed);
		buffer_append_u32(&index, entry->block);
		buffer_append_u32(&index, entry->at);
		buffer_append_u32(&index, entry->length);
		buffer_append_u32(&index, 0);
	}
	if (result == 0)
		result = writer_index(writer, &index, error);
	buffer_free(&index);
	/* The tail has a block for itself where the index leaves no room for it. */
	if (result == 0 && writer->filled > OPENED_PLAIN_BYTES - OPENED_TAIL_BYTES)
		result = writer_block(writer, false, error);
	all = writer_round(writer->block + 1);
	while (result == 0 && writer->block + 1 < all)
		result = writer_block(writer, false, error);
	if (result == 0) {
		struct buffer end = BUFFER_INIT;

		buffer_append_u32(&end, start);
		buffer_append_u32(&end, (uint32_t)writer->count);
		memcpy(tail, end.data, end.length);
		buffer_free(&end);
		result = writer_block(writer, true, error);
	}
	return result == 0 ? file_writer_commit(writer->file, error) : -1;
}
