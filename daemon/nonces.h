/* SPDX-License-Identifier: ISC */
/*
 * The nonces of the desk's requests, each of which is taken once. Two generations: what is in the
 * older one is at least as old as signatures live, and is forgotten when the newer one has become
 * that old. Bounded. One thread.
 */
#ifndef TESTIMONY_NONCES_H
#define TESTIMONY_NONCES_H

#include <stddef.h>
#include <stdint.h>

#include "common/httpsig_verify.h"

#define NONCES_MOST (512 * 1024) /* of one generation: 800 requests a second, all the time */

struct nonces;

enum nonce_verdict { NONCE_FRESH, NONCE_SEEN, NONCE_NO_ROOM };

/* `most`: of one generation; NONCES_MOST but in tests. */
void nonces_new(struct nonces **nonces, size_t most);
void nonces_free(struct nonces **nonces);

/* Remembers a nonce. `created` is what its request said, `wall` (seconds) and `steady`
 * (milliseconds) are now. It is kept for HTTPSIG_NONCE_KEPT seconds at least, and until `created`
 * is out of the window by the wall clock, so that a clock that jumps back opens no replay. */
enum nonce_verdict nonces_add(struct nonces *nonces, const uint8_t nonce[HTTPSIG_NONCE_BYTES],
    int64_t created, int64_t wall, int64_t steady);

#endif
