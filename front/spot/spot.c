/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/spot.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "front/spot/folded.h"
#include "front/spot/names.h"
#include "front/spot/patterns.h"
#include "front/spot/schools.h"

static int
spot_compare(const void *a, const void *b)
{
	const struct spot *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

void
spot_text(struct spots *spots, const char *text, size_t length)
{
	struct buffer found = BUFFER_INIT;
	struct patterns *patterns;
	struct folded folded;

	*spots = (struct spots)SPOTS_INIT;
	if (length == 0)
		return;
	folded_make(&folded, text, length);
	patterns = patterns_new();
	patterns_find(patterns, &folded, &found);
	patterns_free(&patterns);
	schools_find(&folded, &found);
	names_find(&folded, &found);
	if (found.length > 0) {
		spots->list = malloc(found.length);
		if (spots->list == NULL)
			error_bug("no memory");
		memcpy(spots->list, found.data, found.length);
		spots->count = found.length / sizeof *spots->list;
		qsort(spots->list, spots->count, sizeof *spots->list, spot_compare);
	}
	/* From the folded text to the one that was given. */
	for (size_t i = 0; i < spots->count; i++) {
		spots->list[i].start = folded.from[spots->list[i].start];
		spots->list[i].end = folded.from[spots->list[i].end];
	}
	buffer_free(&found);
	folded_free(&folded);
}

void
spots_free(struct spots *spots)
{
	free(spots->list);
	*spots = (struct spots)SPOTS_INIT;
}
