/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "desk/export.h"

/* Whether what stands in the packs may go out by what came since. */

static int
still_compare(const void *left, const void *right)
{
	const struct export_case *a = left, *b = right;

	return memcmp(a->file->mailbox, b->file->mailbox, sizeof a->file->mailbox);
}

static bool
still_is_printed(const struct export_case *of)
{
	for (size_t i = 0; i < ALLOWED_PACKS; i++)
		if (of->printed[i] > 0)
			return true;
	return false;
}

/* Whether an excerpt may go out, with the words that it had. */
static bool
still_has(const struct allowed *now, const struct allowed_excerpt *excerpt)
{
	for (size_t i = 0; i < now->excerpt_count; i++) {
		const struct allowed_excerpt *other = &now->excerpts[i];

		if (memcmp(other->piece->decision->id, excerpt->piece->decision->id,
		    sizeof excerpt->piece->decision->id) == 0)
			return other->why.length == 0 &&
			    other->text.length == excerpt->text.length &&
			    memcmp(other->text.data, excerpt->text.data, excerpt->text.length) == 0;
	}
	return false;
}

/* What a family wrote whose words are printed may be anything: it says no, or hides one more name.
 * The next edition looks into it. */
static bool
still_may(const struct export_case *was, const struct export_case *now)
{
	const struct allowed *allowed = &was->allowed;

	if (now == NULL ||
	    (allowed->not_counted.length == 0 && now->allowed.not_counted.length > 0))
		return false;
	if (!still_is_printed(was))
		return true;
	if (was->file->message_count != now->file->message_count ||
	    (allowed->repeat & ~now->allowed.repeat) != 0)
		return false;
	for (size_t i = 0; i < ALLOWED_PACKS; i++)
		if (was->printed[i] > 0 && now->allowed.why[i].length > 0)
			return false;
	for (size_t i = 0; i < allowed->excerpt_count; i++)
		if (allowed->excerpts[i].why.length == 0 &&
		    !still_has(&now->allowed, &allowed->excerpts[i]))
			return false;
	return true;
}

static int
still_judge(const struct export *export, const struct export *now, struct error *error)
{
	/* This one is noted by now. */
	if (now->editions.count + now->editions.broken >
	    export->editions.count + export->editions.broken + 1)
		return error_refuse(error, "another desk exported while the packs were made, and "
		    "nothing was written: its figures must be reckoned with; export once more");
	for (size_t i = 0; i < export->case_count; i++) {
		const struct export_case *was = &export->cases[i];

		if (was->allowed.not_counted.length > 0 && !still_is_printed(was))
			continue;
		if (!still_may(was, now->case_count == 0 ? NULL : bsearch(was, now->cases,
		    now->case_count, sizeof *now->cases, still_compare)))
			return error_refuse(error, "a family or a coordinator changed what may go "
			    "out while the packs were made, and nothing was written; export once "
			    "more");
	}
	return 0;
}

int
export_still(const struct export *export, struct error *error)
{
	struct work work = WORK_INIT;
	struct export now = { .work = NULL };
	int result;

	work.vault = export->work->vault;
	result = work_read(&work, error);
	if (result == 0) {
		export_begin(&now, &work, export->day);
		result = export_read(&now, error);
	}
	if (result == 0) {
		if (now.case_count > 0)
			qsort(now.cases, now.case_count, sizeof *now.cases, still_compare);
		result = still_judge(export, &now, error);
	}
	export_free(&now);
	work.vault = NULL; /* its owner's */
	work_close(&work);
	return result;
}
