/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/seen.h"

#include <string.h>

#include "common/secret.h"

struct seen {
	uint8_t now[SEEN_PLACES / 8], before[SEEN_PLACES / 8];
	unsigned count;  /* in `now` */
	int64_t started; /* when `now` was empty, steady milliseconds */
};

void
seen_new(struct seen **out, int64_t steady)
{
	struct seen *seen = secret_allocate(sizeof *seen);

	memset(seen, 0, sizeof *seen);
	seen->started = steady;
	*out = seen;
}

void
seen_free(struct seen **seen)
{
	if (seen == NULL || *seen == NULL)
		return;
	secret_release(*seen);
	*seen = NULL;
}

static void
seen_turn(struct seen *seen, int64_t steady)
{
	memcpy(seen->before, seen->now, sizeof seen->before);
	memset(seen->now, 0, sizeof seen->now);
	seen->count = 0;
	seen->started = steady;
}

bool
seen_note(struct seen *seen, uint32_t hash, int64_t steady)
{
	uint32_t place = hash % SEEN_PLACES;
	uint8_t bit = (uint8_t)(1U << place % 8);
	bool before, now;

	if (steady - seen->started >= SEEN_SPAN || seen->count >= SEEN_MOST)
		seen_turn(seen, steady);
	before = (seen->before[place / 8] & bit) != 0;
	now = (seen->now[place / 8] & bit) != 0;
	if (!now) {
		seen->now[place / 8] |= bit;
		seen->count++;
	}
	return !before && !now;
}
