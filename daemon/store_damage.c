/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/store_inside.h"

/* What is known of rows that cannot be read. A disk that loses much may make it a long list. */

/* Where a slot is in the list, or would be. */
static size_t
store_slots_place(const struct store_slots *list, int64_t slot)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->slots[middle] < slot)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
store_slots_hold(const struct store_slots *list, int64_t slot)
{
	size_t place = store_slots_place(list, slot);

	return place < list->count && list->slots[place] == slot;
}

void
store_slots_add(struct store_slots *list, int64_t slot)
{
	size_t place = store_slots_place(list, slot);

	if (place < list->count && list->slots[place] == slot)
		return;
	if (list->count == list->size) {
		list->size = list->size == 0 ? 16 : 2 * list->size;
		list->slots = reallocarray(list->slots, list->size, sizeof *list->slots);
		if (list->slots == NULL)
			error_bug("no memory for slots");
	}
	memmove(list->slots + place + 1, list->slots + place,
	    (list->count - place) * sizeof *list->slots);
	list->slots[place] = slot;
	list->count++;
}

uint64_t
store_damage(const struct store *store)
{
	return store->unreadable.count + (store->astray ? 1 : 0);
}
