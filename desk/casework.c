/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/casework.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"

/*
 * Which decisions count.
 */

static int
casework_compare_ids(const void *left, const void *right)
{
	const struct decision *const *a = left, *const *b = right;

	return memcmp((*a)->id, (*b)->id, sizeof (*a)->id);
}

static const struct decision *
casework_by_id(const struct casework *casework, size_t count, const uint8_t *id)
{
	struct decision wanted;
	const struct decision *key = &wanted, **found;

	if (count == 0)
		return NULL;
	memcpy(wanted.id, id, sizeof wanted.id);
	found = bsearch(&key, casework->sorted, count, sizeof *found, casework_compare_ids);
	return found == NULL ? NULL : *found;
}

/* What the working out of it needs to know of each decision, in the order of `sorted`. */
struct casework_fate {
	bool counts, voided, replaced;
};

static bool
casework_may_speak(const struct casework *casework, const struct decision *decision)
{
	bool former = true;

	return campaign_coordinator(casework->campaign, decision->by, &former) != NULL && !former;
}

static size_t
casework_place(const struct casework *casework, size_t count, const uint8_t *id)
{
	const struct decision *found = casework_by_id(casework, count, id);

	for (size_t low = 0, high = count; found != NULL && low < high;) {
		size_t middle = low + (high - low) / 2;

		if (casework->sorted[middle] == found)
			return middle;
		if (casework_compare_ids(&casework->sorted[middle], &found) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

/* What somebody of the manifest says of a former coordinator's decisions. */
static void
casework_list_former(const struct casework *casework, size_t count, struct casework_fate *fates,
    const struct decision *removed)
{
	uint8_t id[ENVELOPE_ID_BYTES];
	const json_t *entry;
	size_t i, place;

	json_array_foreach(removed->list, i, entry) {
		(void)hex_decode(id, sizeof id, json_string_value(entry),
		    json_string_length(entry));
		place = casework_place(casework, count, id);
		if (place != SIZE_MAX && memcmp(casework->sorted[place]->by, removed->subject,
		    sizeof removed->subject) == 0)
			fates[place].counts = true;
	}
}

static void
casework_count(const struct casework *casework, size_t count, struct casework_fate *fates)
{
	for (size_t i = 0; i < count; i++)
		fates[i].counts = casework_may_speak(casework, casework->sorted[i]);
	for (size_t i = 0; i < count; i++)
		if (casework->sorted[i]->kind == DECISION_REMOVED &&
		    casework_may_speak(casework, casework->sorted[i]))
			casework_list_former(casework, count, fates, casework->sorted[i]);
}

/* What stays of somebody who recused themselves. */
static bool
casework_stays(enum decision_kind kind)
{
	return kind == DECISION_RECUSE || kind == DECISION_NOTE || kind == DECISION_SAFEGUARDING;
}

static int
casework_compare_cases(const void *left, const void *right)
{
	const struct decision *const *a = left, *const *b = right;
	int order = memcmp((*a)->mailbox, (*b)->mailbox, sizeof (*a)->mailbox);

	if (order != 0)
		return order;
	return casework_compare_ids(left, right);
}

static bool
casework_has_recused(const struct decision *const *decisions, const struct casework_fate *fates,
    const size_t *places, size_t count, const uint8_t key[32])
{
	for (size_t i = 0; i < count; i++)
		if (fates[places[i]].counts && decisions[places[i]]->kind == DECISION_RECUSE &&
		    memcmp(decisions[places[i]]->by, key, 32) == 0)
			return true;
	return false;
}

/*
 * What stands.
 */

/* Whether one may take the other's place. */
static bool
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
	uint8_t id[ENVELOPE_ID_BYTES];
	const json_t *entry;
	size_t i, place;

	json_array_foreach(newer->instead, i, entry) {
		(void)hex_decode(id, sizeof id, json_string_value(entry),
		    json_string_length(entry));
		place = casework_place(casework, count, id);
		if (place != SIZE_MAX && casework->sorted[place] != newer &&
		    casework_is_about_the_same(newer, casework->sorted[place]))
			fates[place].replaced = true;
	}
}

/* One run of decisions of a case, as places in `sorted`. */
static void
casework_void(const struct casework *casework, struct casework_fate *fates, const size_t *places,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct decision *decision = casework->sorted[places[i]];

		fates[places[i]].voided = !casework_stays(decision->kind) &&
		    casework_has_recused(casework->sorted, fates, places, count, decision->by);
	}
}

/* Sets what is said of a piece by those decisions that count, in the order of their ids. */
static void
casework_judge(struct casework_piece *piece, const struct decision *const *decisions,
    size_t count)
{
	const struct decision *of = piece->decision;

	for (size_t i = 0; i < count; i++) {
		const struct decision *by = decisions[i];

		if ((by->kind != DECISION_APPROVE && by->kind != DECISION_REFUSE) ||
		    memcmp(by->subject, of->id, sizeof of->id) != 0)
			continue;
		if (by->kind == DECISION_REFUSE) {
			if (piece->refusal == NULL ||
			    casework_compare_ids(&by, &piece->refusal) < 0)
				piece->refusal = by;
		} else if (memcmp(by->by, of->by, sizeof of->by) != 0 &&
		    memcmp(by->makes, of->makes, sizeof of->makes) == 0 &&
		    (piece->approval == NULL ||
		    casework_compare_ids(&by, &piece->approval) < 0)) {
			piece->approval = by;
		}
	}
}

static void
casework_add_piece(struct casework_piece **pieces, size_t *count,
    const struct decision *decision)
{
	*pieces = secret_grow(*pieces, *count, sizeof **pieces);
	(*pieces)[(*count)++] = (struct casework_piece){ .decision = decision };
}

static void
casework_add(const struct decision ***list, size_t *count, const struct decision *decision)
{
	*list = secret_grow(*list, *count, sizeof **list);
	(*list)[(*count)++] = decision;
}

/* Those that are about the same message, or the same part of a pack that there is once. */
static void
casework_find_conflicts(struct casework_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			if (i != j && pieces[i].refusal == NULL && pieces[j].refusal == NULL &&
			    pieces[i].decision->part < DECISION_PROMISE &&
			    casework_is_about_the_same(pieces[i].decision, pieces[j].decision))
				pieces[i].conflict = true;
}

static int
casework_compare_pieces(const void *left, const void *right)
{
	const struct casework_piece *a = left, *b = right;
	int order;

	if (a->decision->part != b->decision->part)
		return a->decision->part < b->decision->part ? -1 : 1;
	if (a->decision->day != b->decision->day)
		return a->decision->day < b->decision->day ? -1 : 1;
	order = a->decision->kind != DECISION_REDACT ? 0 :
	    memcmp(a->decision->subject, b->decision->subject, sizeof a->decision->subject);
	return order != 0 ? order : casework_compare_ids(&a->decision, &b->decision);
}

static int
casework_compare_days(const void *left, const void *right)
{
	const struct decision *const *a = left, *const *b = right;

	if ((*a)->made != (*b)->made)
		return (*a)->made < (*b)->made ? -1 : 1;
	return casework_compare_ids(left, right);
}

static void
casework_take_assigned(struct casework_case *file, const struct decision *decision)
{
	file->assigned_conflict |= file->assigned != NULL &&
	    memcmp(file->assigned->subject, decision->subject, sizeof decision->subject) != 0;
	if (file->assigned == NULL)
		file->assigned = decision;
}

static void
casework_take_closed(struct casework_case *file, const struct decision *decision)
{
	file->closed_conflict |= file->closed != NULL && file->closed->is != decision->is;
	if (file->closed == NULL || (decision->is && !file->closed->is))
		file->closed = decision;
}

static void
casework_take_recused(struct casework_case *file, const struct decision *decision)
{
	if (!casework_is_recused(file, decision->by))
		casework_add(&file->recused, &file->recused_count, decision);
}

/* A decision that counts and stands. */
static void
casework_take(struct casework_case *file, const struct decision *decision)
{
	if (decision->kind == DECISION_ASSIGN)
		casework_take_assigned(file, decision);
	else if (decision->kind == DECISION_CLOSED)
		casework_take_closed(file, decision);
	else if (decision->kind == DECISION_RECUSE)
		casework_take_recused(file, decision);
	else if (decision->kind == DECISION_SAFEGUARDING)
		file->safeguarding++;
	else if (decision->kind == DECISION_REDACT)
		casework_add_piece(&file->redactions, &file->redaction_count, decision);
	else if (decision->kind == DECISION_EXCERPT)
		casework_add_piece(&file->excerpts, &file->excerpt_count, decision);
	/* Notes, and what judges another one, change nothing by themselves. */
}

static void
casework_make_case(struct casework *casework, const struct casework_fate *fates,
    const size_t *places, size_t count)
{
	struct casework_case file = { .decisions = NULL };

	memcpy(file.mailbox, casework->sorted[places[0]]->mailbox, sizeof file.mailbox);
	for (size_t i = 0; i < count; i++) {
		const struct casework_fate *fate = &fates[places[i]];

		file.void_count += fate->counts && fate->voided;
		if (!fate->counts || fate->voided)
			continue;
		casework_add(&file.decisions, &file.decision_count,
		    casework->sorted[places[i]]);
		if (!fate->replaced)
			casework_take(&file, casework->sorted[places[i]]);
	}
	if (file.decision_count == 0)
		return;
	for (size_t i = 0; i < file.redaction_count; i++)
		casework_judge(&file.redactions[i], file.decisions, file.decision_count);
	for (size_t i = 0; i < file.excerpt_count; i++)
		casework_judge(&file.excerpts[i], file.decisions, file.decision_count);
	casework_find_conflicts(file.redactions, file.redaction_count);
	if (file.redaction_count > 0)
		qsort(file.redactions, file.redaction_count, sizeof *file.redactions,
		    casework_compare_pieces);
	qsort(file.decisions, file.decision_count, sizeof *file.decisions,
	    casework_compare_days);
	casework->cases = secret_grow(casework->cases, casework->case_count,
	    sizeof *casework->cases);
	casework->cases[casework->case_count++] = file;
}

/* Decisions of no case. */
static void
casework_make_rest(struct casework *casework, const struct casework_fate *fates, size_t count)
{
	const struct decision **judging = NULL;
	size_t judging_count = 0;

	for (size_t i = 0; i < count; i++) {
		const struct decision *decision = casework->sorted[i];

		if (!fates[i].counts) {
			if (decision->former)
				casework_add(&casework->unlisted, &casework->unlisted_count,
				    decision);
			continue;
		}
		if (decision->has_case)
			continue;
		if (decision->kind == DECISION_APPROVE || decision->kind == DECISION_REFUSE)
			casework_add(&judging, &judging_count, decision);
		else if (decision->kind != DECISION_PACK_TEXT)
			casework_add(&casework->others, &casework->other_count, decision);
		else if (!fates[i].replaced)
			casework_add_piece(&casework->pack_texts, &casework->pack_text_count,
			    decision);
	}
	for (size_t i = 0; i < casework->pack_text_count; i++)
		casework_judge(&casework->pack_texts[i], judging, judging_count);
	casework_find_conflicts(casework->pack_texts, casework->pack_text_count);
	if (casework->pack_text_count > 0)
		qsort(casework->pack_texts, casework->pack_text_count,
		    sizeof *casework->pack_texts, casework_compare_pieces);
	secret_release(judging);
}

/* Places in `sorted` of all decisions of cases, those of one case beside each other. */
static size_t *
casework_group(const struct casework *casework, size_t count, size_t *found)
{
	const struct decision **grouped = secret_allocate((count + 1) * sizeof *grouped);
	size_t *places = secret_allocate((count + 1) * sizeof *places);

	*found = 0;
	for (size_t i = 0; i < count; i++)
		if (casework->sorted[i]->has_case)
			grouped[(*found)++] = casework->sorted[i];
	if (*found > 0)
		qsort(grouped, *found, sizeof *grouped, casework_compare_cases);
	for (size_t i = 0; i < *found; i++)
		places[i] = casework_place(casework, count, grouped[i]->id);
	secret_release(grouped);
	return places;
}

static void
casework_sort(struct casework *casework, struct decision *decisions, size_t count)
{
	casework->sorted = secret_allocate((count + 1) * sizeof *casework->sorted);
	for (size_t i = 0; i < count; i++)
		casework->sorted[i] = &decisions[i];
	if (count > 0)
		qsort(casework->sorted, count, sizeof *casework->sorted, casework_compare_ids);
}

/* The end of the run of one case that begins at `at`. */
static size_t
casework_run(const struct casework *casework, const size_t *places, size_t count, size_t at)
{
	size_t end = at + 1;

	while (end < count && memcmp(casework->sorted[places[at]]->mailbox,
	    casework->sorted[places[end]]->mailbox, ENVELOPE_MAILBOX_BYTES) == 0)
		end++;
	return end;
}

void
casework_make(struct casework *casework, const struct campaign *campaign,
    struct decision *decisions, size_t count)
{
	struct casework_fate *fates = secret_allocate((count + 1) * sizeof *fates);
	size_t *places, found, end;

	memset(casework, 0, sizeof *casework);
	memset(fates, 0, (count + 1) * sizeof *fates);
	casework->campaign = campaign;
	casework_sort(casework, decisions, count);
	places = casework_group(casework, count, &found);
	casework_count(casework, count, fates);
	for (size_t i = 0; i < found; i = end) {
		end = casework_run(casework, places, found, i);
		casework_void(casework, fates, places + i, end - i);
	}
	for (size_t i = 0; i < count; i++)
		if (fates[i].counts && !fates[i].voided)
			casework_replace(casework, count, fates, casework->sorted[i]);
	for (size_t i = 0; i < found; i = end) {
		end = casework_run(casework, places, found, i);
		casework_make_case(casework, fates, places + i, end - i);
	}
	casework_make_rest(casework, fates, count);
	secret_release(places);
	secret_release(fates);
}

void
casework_free(struct casework *casework)
{
	for (size_t i = 0; i < casework->case_count; i++) {
		secret_release(casework->cases[i].decisions);
		secret_release(casework->cases[i].redactions);
		secret_release(casework->cases[i].excerpts);
		secret_release(casework->cases[i].recused);
	}
	secret_release(casework->cases);
	secret_release(casework->pack_texts);
	secret_release(casework->others);
	secret_release(casework->unlisted);
	secret_release(casework->sorted);
	memset(casework, 0, sizeof *casework);
}
