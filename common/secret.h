/* SPDX-License-Identifier: ISC */
/*
 * Memory for what must not leak.
 *
 * struct secret: keys and passphrases. Guarded pages from sodium_malloc:
 * locked, left out of core files, wiped when freed. Sizes are fixed at birth.
 *
 * secret_allocate(): bulk plaintext (texts, JSON). Ordinary heap that is locked
 * against swap as far as the system allows, and wiped when released.
 *
 * No memory stops the program. Any thread.
 */
#ifndef TESTIMONY_SECRET_H
#define TESTIMONY_SECRET_H

#include <stddef.h>
#include <stdint.h>

struct secret {
	size_t length;    /* bytes, without the NUL that always follows them */
	uint8_t bytes[];
};

/* Must be called before anything else of this project that does
 * cryptography. Stops the program where libsodium cannot start. */
void secret_start(void);

/* For programs that hold much plaintext: memory of the heap stays with the program to its end, so
 * that a page is locked once and not for each block in it. Main thread, once, before the rest. */
void secret_hold_pages(void);

/* `length` zero bytes, followed by a NUL. The caller owns it. */
struct secret *secret_new(size_t length);

/* The same with a copy of `bytes`. */
struct secret *secret_copy(const void *bytes, size_t length);

/* Wipes, frees and clears the pointer; takes NULL and a pointer to NULL. */
void secret_free(struct secret **secret);

/* Heap for plaintext: like malloc, realloc and free, but wiped when released. */
void *secret_allocate(size_t length);
void *secret_reallocate(void *memory, size_t length);
void secret_release(void *memory);

/* Room for one item more in an array of `count` items of `size` bytes that was made by this alone
 * (NULL at first): twice as much where it is full, so that growing is not quadratic. */
void *secret_grow(void *memory, size_t count, size_t size);

/* qsort(3) for plaintext, and stable: the C library's leaves a copy of what it sorts. */
void secret_sort(void *items, size_t count, size_t size,
    int (*compare)(const void *, const void *));

/* Wipes what functions that have returned left on the stack: libraries work on copies there. For
 * whoever ends work on a text. */
void secret_wipe_stack(void);

#endif
