/* SPDX-License-Identifier: ISC */
/*
 * Decisions for tests: a campaign of coordinators 1 and 2, and 3 who is one no more, and what they
 * decided, each under an id of its own. A key is a byte followed by zeros.
 */
#ifndef TESTIMONY_DECIDED_SPECIMEN_H
#define TESTIMONY_DECIDED_SPECIMEN_H

#include <string.h>

#include "common/encode.h"
#include "desk/casework.h"
#include "tests/unit/unit.h"

#define DECIDED_MOST 64
#define DECIDED_FORMER 3

struct decided {
	struct campaign campaign;
	struct decision list[DECIDED_MOST];
	size_t count;
	struct casework work;
};

static inline void
decided_begin(struct decided *decided)
{
	memset(decided, 0, sizeof *decided);
	decided->campaign.coordinator_count = 2;
	decided->campaign.coordinators[0].key[0] = 1;
	decided->campaign.coordinators[1].key[0] = 2;
	decided->campaign.former_count = 1;
	decided->campaign.former[0].key[0] = DECIDED_FORMER;
}

/* Takes the reference of `data`. Its id is the count, and zeros; it is returned in hex, as one of
 * several that stay. `mailbox` NULL: of no case. */
static inline const char *
decided_add(struct decided *decided, uint8_t by, enum decision_kind kind, const uint8_t *mailbox,
    json_t *data)
{
	static char digits[DECIDED_MOST][HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct event event = { .campaign = 1, .kind = decision_kind_name(kind),
		.has_case = mailbox != NULL, .made = 20000, .data = data };
	uint8_t id[ENVELOPE_ID_BYTES] = { (uint8_t)(decided->count + 1) }, key[32] = { by };
	char *text = digits[decided->count];
	struct error error = ERROR_INIT;

	ck_assert_ptr_nonnull(data);
	ck_assert_uint_lt(decided->count, DECIDED_MOST);
	if (mailbox != NULL)
		memcpy(event.mailbox, mailbox, sizeof event.mailbox);
	unit_ok(decision_read(&decided->list[decided->count++], &event, id, key,
	    by == DECIDED_FORMER, &error), &error);
	json_decref(data);
	hex_encode(text, id, sizeof id);
	return text;
}

/* How things stand by them; once, when all were added. */
static inline void
decided_make(struct decided *decided)
{
	casework_make(&decided->work, &decided->campaign, decided->list, decided->count);
}

static inline void
decided_end(struct decided *decided)
{
	casework_free(&decided->work);
	for (size_t i = 0; i < decided->count; i++)
		decision_free(&decided->list[i]);
}

static inline const char *
decided_hash(const void *text, size_t length)
{
	static char digits[8][HEX_LENGTH(DECISION_HASH_BYTES) + 1];
	static size_t turn;
	uint8_t hash[DECISION_HASH_BYTES];

	decision_hash(hash, text, length);
	turn = (turn + 1) % 8;
	hex_encode(digits[turn], hash, sizeof hash);
	return digits[turn];
}

#endif
