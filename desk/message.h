/* SPDX-License-Identifier: ISC */
/*
 * One message of a family, as the vault holds it: opened and judged. What cannot be taken for a
 * family's own words is set aside, with the reason; it stays in the vault as it is, and never
 * stops the rest. Nothing of the judgement is stored: it is made anew each time, so that a newer
 * key or a mended file counts at once. Any thread, one thread for each vault.
 */
#ifndef TESTIMONY_MESSAGE_H
#define TESTIMONY_MESSAGE_H

#include <stdbool.h>

#include "common/testimony.h"
#include "desk/vault.h"
#include "keys/envelope_open.h"

struct message {
	uint8_t id[ENVELOPE_ID_BYTES];
	const struct vault_record *record; /* borrowed from the vault; NULL where it has none */
	bool aside;                        /* the rest is then empty, but for the reason */
	char reason[ERROR_TEXT_BYTES];
	struct opened opened;
	struct testimony testimony;        /* points into opened */
};

/* Reads and judges. It always has a result: good, or set aside. Pairs with message_free. */
void message_read(struct message *message, const struct vault *vault,
    const uint8_t id[ENVELOPE_ID_BYTES]);
void message_free(struct message *message);

/* "testimony", "addition", "consent" or "answer". */
const char *message_kind(const struct message *message);

/* The area that the family chose, by its id; NULL where it chose none. */
const char *message_area(const struct message *message);

/* The first day (Monday) of the week in which it came. */
int32_t message_day(const struct message *message);

#endif
