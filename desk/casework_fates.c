/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/casework_inside.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"

/* Which decisions are one, which count, which are void, and which stand. */

int
casework_compare_ids(const void *left, const void *right)
{
	const struct decision *const *a = left, *const *b = right;

	return memcmp((*a)->id, (*b)->id, sizeof (*a)->id);
}

/* SIZE_MAX: it is not here. */
static size_t
casework_place(const struct casework *casework, size_t count, const uint8_t *id)
{
	for (size_t low = 0, high = count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(casework->sorted[middle]->id, id, ENVELOPE_ID_BYTES);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

/* The next place that a list of ids means, from *at on; SIZE_MAX: none of the rest is here. */
static size_t
casework_next_named(const struct casework *casework, size_t count,
    const struct casework_fate *fates, const json_t *ids, size_t *at)
{
	uint8_t id[ENVELOPE_ID_BYTES];
	size_t place = SIZE_MAX;

	while (place == SIZE_MAX && *at < json_array_size(ids)) {
		const json_t *entry = json_array_get(ids, (*at)++);

		(void)hex_decode(id, sizeof id, json_string_value(entry),
		    json_string_length(entry));
		place = casework_place(casework, count, id);
	}
	return place == SIZE_MAX ? SIZE_MAX : fates[place].as;
}

/*
 * Cases.
 */

static int
casework_compare_cases(const void *left, const void *right)
{
	const struct decision *const *const *a = left, *const *const *b = right;
	int order = memcmp((**a)->mailbox, (**b)->mailbox, sizeof (**a)->mailbox);

	return order != 0 ? order : casework_compare_ids(*a, *b);
}

size_t *
casework_group(const struct casework *casework, size_t count, size_t *found)
{
	/* Where in `sorted` each is, which is kept while they are put in order. */
	const struct decision ***grouped = secret_allocate((count + 1) * sizeof *grouped);
	size_t *places = secret_allocate((count + 1) * sizeof *places);

	*found = 0;
	for (size_t i = 0; i < count; i++)
		if (casework->sorted[i]->has_case)
			grouped[(*found)++] = &casework->sorted[i];
	if (*found > 0)
		qsort(grouped, *found, sizeof *grouped, casework_compare_cases);
	for (size_t i = 0; i < *found; i++)
		places[i] = (size_t)(grouped[i] - casework->sorted);
	secret_release(grouped);
	return places;
}

size_t
casework_run(const struct casework *casework, const size_t *places, size_t count, size_t at)
{
	size_t end = at + 1;

	while (end < count && memcmp(casework->sorted[places[at]]->mailbox,
	    casework->sorted[places[end]]->mailbox, ENVELOPE_MAILBOX_BYTES) == 0)
		end++;
	return end;
}

/*
 * Which are one.
 */

static int
casework_compare_said(const void *left, const void *right)
{
	const struct decision *const *const *a = left, *const *const *b = right;
	int order = memcmp((**a)->said, (**b)->said, sizeof (**a)->said);

	return order != 0 ? order : casework_compare_ids(*a, *b);
}

/* The first of those that say the same is the one that counts. */
static bool
casework_unite(const struct casework *casework, size_t count, struct casework_fate *fates)
{
	const struct decision ***said = secret_allocate((count + 1) * sizeof *said);
	size_t first = 0;
	bool any = false;

	for (size_t i = 0; i < count; i++)
		said[i] = &casework->sorted[i];
	if (count > 0)
		qsort(said, count, sizeof *said, casework_compare_said);
	for (size_t i = 0; i < count; i++) {
		if (memcmp((*said[i])->said, (*said[first])->said, sizeof (*said[i])->said) != 0)
			first = i;
		any |= first != i;
		fates[said[i] - casework->sorted].as = (size_t)(said[first] - casework->sorted);
	}
	secret_release(said);
	return any;
}

static void
casework_rename(const struct casework *casework, struct decision *decisions, size_t count,
    const struct casework_fate *fates)
{
	for (size_t i = 0; i < count; i++) {
		struct decision *decision = &decisions[i];
		size_t place;

		if (decision->kind != DECISION_EXCERPT && decision->kind != DECISION_APPROVE &&
		    decision->kind != DECISION_REFUSE)
			continue;
		place = casework_place(casework, count, decision->subject);
		if (place != SIZE_MAX)
			memcpy(decision->subject, casework->sorted[fates[place].as]->id,
			    sizeof decision->subject);
	}
}

/*
 * Which count.
 */

static bool
casework_may_speak(const struct casework *casework, const struct decision *decision)
{
	bool former = true;

	return campaign_coordinator(casework->campaign, decision->by, &former) != NULL && !former;
}

/* What somebody of the manifest says of a former coordinator's decisions. */
static void
casework_list_former(const struct casework *casework, size_t count, struct casework_fate *fates,
    const struct decision *removed)
{
	size_t at = 0, place;

	while ((place = casework_next_named(casework, count, fates, removed->list, &at)) !=
	    SIZE_MAX)
		if (memcmp(casework->sorted[place]->by, removed->subject,
		    sizeof removed->subject) == 0)
			fates[place].counts = true;
}

/* A refusal only takes away: what somebody refused must not go out because they are gone. */
static bool
casework_was_refused(const struct casework *casework, const struct decision *decision)
{
	bool former;

	return decision->kind == DECISION_REFUSE &&
	    campaign_coordinator(casework->campaign, decision->by, &former) != NULL;
}

static void
casework_count(const struct casework *casework, size_t count, struct casework_fate *fates)
{
	for (size_t i = 0; i < count; i++)
		fates[i].counts = fates[i].as == i &&
		    (casework_may_speak(casework, casework->sorted[i]) ||
		    casework_was_refused(casework, casework->sorted[i]));
	for (size_t i = 0; i < count; i++)
		if (casework->sorted[i]->kind == DECISION_REMOVED &&
		    casework_may_speak(casework, casework->sorted[i]))
			casework_list_former(casework, count, fates, casework->sorted[i]);
}

/*
 * Who recused themselves.
 */

/* What stays of somebody who did. */
static bool
casework_stays(enum decision_kind kind)
{
	return kind == DECISION_RECUSE || kind == DECISION_NOTE || kind == DECISION_SAFEGUARDING ||
	    kind == DECISION_REFUSE;
}

static bool
casework_is_among(const struct decision *const *decisions, size_t count, const uint8_t key[32])
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(decisions[i]->by, key, sizeof decisions[i]->by) == 0)
			return true;
	return false;
}

/* One run of decisions of a case, as places in `sorted`. */
static void
casework_void(const struct casework *casework, struct casework_fate *fates, const size_t *places,
    size_t count)
{
	const struct decision **recused = NULL; /* one for each coordinator */
	size_t recused_count = 0;

	/* Whether the recusal counts itself is all one: nobody can make one for somebody else, and
	 * without it nothing more would count. */

	for (size_t i = 0; i < count; i++) {
		const struct decision *decision = casework->sorted[places[i]];

		if (decision->kind != DECISION_RECUSE ||
		    casework_is_among(recused, recused_count, decision->by))
			continue;
		recused = secret_grow(recused, recused_count, sizeof *recused);
		recused[recused_count++] = decision;
	}
	for (size_t i = 0; i < count; i++) {
		const struct decision *decision = casework->sorted[places[i]];

		fates[places[i]].voided = !casework_stays(decision->kind) &&
		    casework_is_among(recused, recused_count, decision->by);
	}
	secret_release(recused);
}

/*
 * Which stand.
 */

bool
casework_is_about_the_same(const struct decision *newer, const struct decision *older)
{
	if (newer->kind != older->kind || newer->has_case != older->has_case ||
	    memcmp(newer->mailbox, older->mailbox, sizeof newer->mailbox) != 0)
		return false;
	if (newer->kind == DECISION_REDACT)
		return memcmp(newer->subject, older->subject, sizeof newer->subject) == 0;
	return newer->kind != DECISION_PACK_TEXT || newer->part == older->part;
}

static void
casework_replace(const struct casework *casework, size_t count, struct casework_fate *fates,
    const struct decision *newer)
{
	size_t at = 0, place;

	while ((place = casework_next_named(casework, count, fates, newer->instead, &at)) !=
	    SIZE_MAX)
		if (casework->sorted[place] != newer &&
		    casework_is_about_the_same(newer, casework->sorted[place]))
			fates[place].replaced = true;
}

struct casework_fate *
casework_fates(const struct casework *casework, struct decision *decisions, size_t count,
    const size_t *places, size_t found)
{
	struct casework_fate *fates = secret_allocate((count + 1) * sizeof *fates);
	size_t end;

	memset(fates, 0, (count + 1) * sizeof *fates);
	if (casework_unite(casework, count, fates))
		casework_rename(casework, decisions, count, fates);
	casework_count(casework, count, fates);
	for (size_t i = 0; i < found; i = end) {
		end = casework_run(casework, places, found, i);
		casework_void(casework, fates, places + i, end - i);
	}
	for (size_t i = 0; i < count; i++)
		if (fates[i].counts && !fates[i].voided)
			casework_replace(casework, count, fates, casework->sorted[i]);
	return fates;
}
