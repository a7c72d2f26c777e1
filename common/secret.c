/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/error.h"

/* Before each block of plaintext heap: how much there is to wipe. Two words,
 * so that what follows is aligned for any type. */
struct secret_header {
	size_t length;
	size_t unused;
};

_Static_assert(sizeof(struct secret_header) % 16 == 0, "plaintext blocks must stay aligned");

void
secret_start(void)
{
	if (sodium_init() < 0)
		error_bug("libsodium could not be started");
}

struct secret *
secret_new(size_t length)
{
	struct secret *secret;

	if (length > SIZE_MAX / 2)
		error_bug("no memory for a secret");
	/* sodium_malloc ends what it gives at a page's end: only a size that is a multiple of 16
	 * starts where any type may. */
	secret = sodium_malloc((sizeof *secret + length + 1 + 15) & ~(size_t)15);
	if (secret == NULL)
		error_bug("no memory for a secret");
	secret->length = length;
	memset(secret->bytes, 0, length + 1);
	return secret;
}

struct secret *
secret_copy(const void *bytes, size_t length)
{
	struct secret *secret = secret_new(length);

	if (length > 0)
		memcpy(secret->bytes, bytes, length);
	return secret;
}

void
secret_free(struct secret **secret)
{
	if (secret == NULL || *secret == NULL)
		return;
	sodium_free(*secret);
	*secret = NULL;
}

void *
secret_allocate(size_t length)
{
	struct secret_header *header;

	if (length > SIZE_MAX / 2)
		error_bug("no memory");
	header = malloc(sizeof *header + length);
	if (header == NULL)
		error_bug("no memory");
	header->length = length;
	header->unused = 0;
	/* Best effort: an ordinary user may lock only a few MiB. Never unlocked,
	 * since neighbours share pages and locks do not nest. */
	(void)mlock(header, sizeof *header + length);
	return header + 1;
}

void *
secret_reallocate(void *memory, size_t length)
{
	struct secret_header *header;
	void *fresh = secret_allocate(length);

	if (memory == NULL)
		return fresh;
	header = (struct secret_header *)memory - 1;
	memcpy(fresh, memory, header->length < length ? header->length : length);
	secret_release(memory);
	return fresh;
}

void *
secret_grow(void *memory, size_t count, size_t size)
{
	/* Full where the count is 0 or a power of two. */
	if ((count & (count - 1)) != 0 && count != 0)
		return memory;
	if (count > SIZE_MAX / 4 / size)
		error_bug("no memory");
	return secret_reallocate(memory, (count == 0 ? 1 : 2 * count) * size);
}

void
secret_release(void *memory)
{
	struct secret_header *header;

	if (memory == NULL)
		return;
	header = (struct secret_header *)memory - 1;
	sodium_memzero(header, sizeof *header + header->length);
	free(header);
}
