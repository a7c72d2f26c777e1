/* SPDX-License-Identifier: ISC */
/*
 * An age X25519 recipient: the public half, "age1..." (age specification,
 * "The X25519 recipient type"). Any thread.
 */
#ifndef TESTIMONY_RECIPIENT_H
#define TESTIMONY_RECIPIENT_H

#include <stddef.h>
#include <stdint.h>

#include "common/encode.h"
#include "common/error.h"

#define RECIPIENT_BYTES 32
#define RECIPIENT_SIZE BECH32_SIZE /* text with its NUL */

struct recipient {
	uint8_t point[RECIPIENT_BYTES];
};

/* Lowercase bech32 only. Refuses low-order and non-canonical points. */
int recipient_parse(struct recipient *recipient, const char *text, size_t length,
    struct error *error);
void recipient_print(char text[RECIPIENT_SIZE], const struct recipient *recipient);

/* Whether a point is canonical (below 2^255-19, top bit clear) and not of low order: 1 or 0. */
int recipient_point_is_good(const uint8_t point[RECIPIENT_BYTES]);

#endif
