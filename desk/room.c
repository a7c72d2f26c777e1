/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/room.h"

#include <stdlib.h>
#include <string.h>

static int
room_compare_ids(const void *left, const void *right)
{
	const struct room_reply *a = left, *b = right;
	int order = memcmp(a->id, b->id, sizeof a->id);

	return order != 0 ? order : (a->n < b->n) - (a->n > b->n);
}

static int
room_compare(const void *left, const void *right)
{
	const struct room_reply *a = left, *b = right;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if ((a->n == 0) != (b->n == 0))
		return a->n == 0 ? 1 : -1;
	if (a->n == 0 && a->week != b->week)
		return a->week < b->week ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

/* The highest n of those written no later; 0 where there is none. */
static int64_t
room_place(const struct room_reply *replies, size_t count, uint32_t week)
{
	int64_t place = 0;

	for (size_t i = 0; i < count; i++)
		if (replies[i].week <= week && replies[i].n > place)
			place = replies[i].n;
	return place;
}

size_t
room_sort(struct room_reply *replies, size_t count)
{
	size_t left = 0;

	if (count == 0)
		return 0;
	qsort(replies, count, sizeof *replies, room_compare_ids);
	for (size_t i = 0; i < count; i++) {
		if (left > 0 && memcmp(replies[left - 1].id, replies[i].id,
		    sizeof replies[i].id) == 0)
			replies[left - 1].held |= replies[i].held;
		else
			replies[left++] = replies[i];
	}
	for (size_t i = 0; i < left; i++)
		replies[i].place = replies[i].n > 0 ? replies[i].n :
		    room_place(replies, left, replies[i].week);
	qsort(replies, left, sizeof *replies, room_compare);
	return left;
}
