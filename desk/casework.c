/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/casework_inside.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"

/*
 * Pieces.
 */

/* In the order of their ids, as they were found. */
static struct casework_piece *
casework_find_piece(struct casework_piece *pieces, size_t count, const uint8_t *id)
{
	for (size_t low = 0, high = count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(pieces[middle].decision->id, id, ENVELOPE_ID_BYTES);

		if (order == 0)
			return &pieces[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Sets what is said of pieces by those decisions that count, which are in the order of their ids. */
static void
casework_judge(struct casework_piece *pieces, size_t count,
    const struct decision *const *decisions, size_t decision_count)
{
	for (size_t i = 0; i < decision_count; i++) {
		const struct decision *by = decisions[i], *of;
		struct casework_piece *piece;

		if (by->kind != DECISION_APPROVE && by->kind != DECISION_REFUSE)
			continue;
		piece = casework_find_piece(pieces, count, by->subject);
		if (piece == NULL)
			continue;
		of = piece->decision;
		if (by->kind == DECISION_REFUSE) {
			if (piece->refusal == NULL)
				piece->refusal = by;
		} else if (piece->approval == NULL &&
		    memcmp(by->by, of->by, sizeof of->by) != 0 &&
		    memcmp(by->makes, of->makes, sizeof of->makes) == 0) {
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

/* Those that are about the same message, or the same part of a pack that there is once: they lie
 * beside each other. */
static void
casework_find_conflicts(struct casework_piece *pieces, size_t count)
{
	size_t end, standing;

	for (size_t i = 0; i < count; i = end) {
		standing = 0;
		for (end = i; end < count && (end == i || casework_is_about_the_same(
		    pieces[i].decision, pieces[end].decision)); end++)
			standing += pieces[end].refusal == NULL;
		for (size_t j = i; j < end; j++)
			pieces[j].conflict = standing > 1 && pieces[j].refusal == NULL &&
			    pieces[j].decision->part != DECISION_PROMISE;
	}
}

static void
casework_sort_pieces(struct casework_piece *pieces, size_t count)
{
	if (count > 0)
		qsort(pieces, count, sizeof *pieces, casework_compare_pieces);
	casework_find_conflicts(pieces, count);
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
	casework_judge(file.redactions, file.redaction_count, file.decisions,
	    file.decision_count);
	casework_judge(file.excerpts, file.excerpt_count, file.decisions, file.decision_count);
	casework_sort_pieces(file.redactions, file.redaction_count);
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
			if (decision->former && fates[i].as == i)
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
	casework_judge(casework->pack_texts, casework->pack_text_count, judging, judging_count);
	casework_sort_pieces(casework->pack_texts, casework->pack_text_count);
	secret_release(judging);
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

void
casework_make(struct casework *casework, const struct campaign *campaign,
    struct decision *decisions, size_t count)
{
	struct casework_fate *fates;
	size_t *places, found, end;

	memset(casework, 0, sizeof *casework);
	casework->campaign = campaign;
	casework_sort(casework, decisions, count);
	places = casework_group(casework, count, &found);
	fates = casework_fates(casework, decisions, count, places, found);
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
