/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/secret.h"

#include <malloc.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/error.h"

/* Before each block of plaintext heap: how much there is to wipe. Two words,
 * so that what follows is aligned for any type. */
struct secret_header {
	size_t length;
	size_t unused;
};

_Static_assert(sizeof(struct secret_header) % 16 == 0, "plaintext blocks must stay aligned");

#define SECRET_STACK_BYTES 65536    /* more than any library was seen to use */
#define SECRET_PAGE_BYTES 4096      /* the least that any system has */
#define SECRET_HELD_PAGES 16384     /* a power of two */
#define SECRET_OWN_MAPPING (4 << 20) /* bytes from which a block has a mapping of its own */

/* Pages of the heap that were locked, by their number; see secret_hold_pages. 0: none. */
static _Atomic uintptr_t secret_held[SECRET_HELD_PAGES];
static _Atomic uintptr_t secret_heap; /* where the heap began; 0: pages are not held */

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

void
secret_hold_pages(void)
{
	/* Only what the heap keeps can be known to be locked still: what goes back to the system and
	 * comes again is not. Other allocators (the sanitizers') know nothing of this. */
	if (mallopt(M_MMAP_THRESHOLD, SECRET_OWN_MAPPING) == 1 &&
	    mallopt(M_TRIM_THRESHOLD, -1) == 1)
		atomic_store(&secret_heap, (uintptr_t)sbrk(0));
}

/* Whether all pages of a block are known to be locked. */
static bool
secret_is_held(uintptr_t first, uintptr_t last)
{
	for (uintptr_t page = first; page <= last; page++)
		if (atomic_load_explicit(&secret_held[page % SECRET_HELD_PAGES],
		    memory_order_relaxed) != page)
			return false;
	return true;
}

/* Best effort: an ordinary user may lock only a few MiB. Never unlocked, since neighbours share
 * pages and locks do not nest. */
static void
secret_lock(const void *block, size_t length)
{
	uintptr_t start = (uintptr_t)block, heap = atomic_load(&secret_heap);
	uintptr_t first = start / SECRET_PAGE_BYTES, last = (start + length - 1) / SECRET_PAGE_BYTES;
	bool hold = heap != 0 && start >= heap && start + length < (uintptr_t)sbrk(0);

	if (hold && secret_is_held(first, last))
		return;
	if (mlock(block, length) != 0 || !hold)
		return;
	for (uintptr_t page = first; page <= last; page++)
		atomic_store_explicit(&secret_held[page % SECRET_HELD_PAGES], page,
		    memory_order_relaxed);
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
	secret_lock(header, sizeof *header + length);
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

/* Two sorted runs, the second behind the first, into one. */
static void
secret_merge(uint8_t *out, const uint8_t *left, const uint8_t *middle, const uint8_t *end,
    size_t size, int (*compare)(const void *, const void *))
{
	const uint8_t *right = middle;

	for (; left < middle || right < end; out += size) {
		const uint8_t **from = right == end ||
		    (left < middle && compare(left, right) <= 0) ? &left : &right;

		memcpy(out, *from, size);
		*from += size;
	}
}

void
secret_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	size_t bytes = count * size;
	uint8_t *from, *to;

	if (count < 2)
		return;
	from = items;
	to = secret_allocate(bytes);
	for (size_t run = size; run < bytes; run *= 2) {
		uint8_t *other = from;

		for (size_t at = 0; at < bytes; at += 2 * run) {
			size_t middle = bytes - at < run ? bytes : at + run;
			size_t end = bytes - at < 2 * run ? bytes : at + 2 * run;

			secret_merge(to + at, from + at, from + middle, from + end, size, compare);
		}
		from = to;
		to = other;
	}
	if (from != items) {
		memcpy(items, from, bytes);
		to = from;
	}
	secret_release(to);
}

void
secret_wipe_stack(void)
{
	uint8_t stack[SECRET_STACK_BYTES];

	sodium_memzero(stack, sizeof stack);
}
