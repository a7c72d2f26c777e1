/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/export.h"

#include <string.h>
#include <time.h>

#include "common/secret.h"
#include "desk/vault_newer.h"

/* What an edition is made of, and whether there may be one. */

void
export_begin(struct export *export, struct work *work, int32_t day)
{
	*export = (struct export){ .work = work, .day = day };
	editions_read(&export->editions, &work->decisions.work);
}

static void
export_free_pack(struct export_pack *pack)
{
	secret_release(pack->excerpts);
	files_free(&pack->files);
}

void
export_free(struct export *export)
{
	for (size_t i = 0; i < export->pack_count; i++)
		export_free_pack(&export->packs[i]);
	for (size_t i = 0; i < export->case_count; i++) {
		allowed_free(&export->cases[i].allowed);
		json_decref(export->cases[i].lines);
		json_decref(export->cases[i].answers);
		json_decref(export->cases[i].surfaces);
	}
	secret_release(export->packs);
	secret_release(export->cases);
	gate_findings_free(&export->findings);
	gate_free(&export->gate);
	tally_free(&export->tally);
	editions_free(&export->editions);
	edition_free(&export->edition);
	*export = (struct export){ .work = NULL };
}

const json_t *
export_area(const struct form *form, const char *id)
{
	const json_t *area;
	size_t i;

	json_array_foreach(form_areas(form), i, area)
		if (id != NULL && strcmp(json_string_value(json_object_get(area, "id")), id) == 0)
			return area;
	return NULL;
}

void
export_area_name(char name[FILES_NAME_MOST + 1], const char *area)
{
	size_t prefix = strlen(EXPORT_AREA);

	_Static_assert(FORM_ID_MOST + sizeof EXPORT_AREA <= FILES_NAME_MOST,
	    "an area's pack has a name that a folder can have");
	name[0] = '\0';
	if (area == NULL)
		return;
	memcpy(name, EXPORT_AREA, prefix);
	memcpy(name + prefix, area, strlen(area) + 1);
}

/*
 * Counting.
 */

int
export_count(struct export *export, struct error *error)
{
	const struct editions *editions = &export->editions;
	const json_t **before = secret_allocate((editions->count + 1) * sizeof *before);
	struct tally_case *cases = secret_allocate((export->case_count + 1) * sizeof *cases);
	const json_t ***lists = secret_allocate((export->case_count + 1) * sizeof *lists);
	int result;

	export->counted = 0;
	/* All of them: packs of the last one may never have been written, or two be of one n. */
	for (size_t i = 0; i < editions->count; i++)
		before[i] = editions->list[i].figures;
	for (size_t i = 0; i < export->case_count; i++) {
		const json_t *answers = export->cases[i].answers;
		size_t count = json_array_size(answers);

		if (export->cases[i].allowed.not_counted.length > 0)
			continue;
		lists[export->counted] = secret_allocate((count + 1) * sizeof **lists);
		for (size_t j = 0; j < count; j++)
			lists[export->counted][j] = json_array_get(answers, j);
		cases[export->counted] = (struct tally_case){ lists[export->counted], count };
		export->counted++;
	}
	result = export->counted > 0 ? 0 : error_refuse(error, "nobody can be counted yet, so there "
	    "is nothing to export; --dry-run says why");
	if (result == 0)
		result = tally_new_after(&export->tally, export->work->vault->campaign->form, cases,
		    export->counted, before, editions->count, error);
	for (size_t i = 0; i < export->counted; i++)
		secret_release(lists[i]);
	secret_release(before);
	secret_release(lists);
	secret_release(cases);
	return result;
}

/*
 * Whether there may be an edition.
 */

int
export_text(const struct casework *casework, enum decision_part part, const char **text,
    struct error *error)
{
	const struct casework_piece *found = NULL;
	const char *name = decision_part_name(part);

	for (size_t i = 0; i < casework->pack_text_count; i++) {
		const struct casework_piece *piece = &casework->pack_texts[i];

		if (piece->decision->part != part || piece->refusal != NULL)
			continue;
		if (found != NULL || piece->conflict)
			return error_refuse(error, "two texts stand for the packs' %s: write it once "
			    "more with `pack-text`, or refuse one", name);
		found = piece;
	}
	if (found == NULL)
		return error_refuse(error, "the packs have no %s yet: write it with `pack-text`, and "
		    "another coordinator approves it", name);
	if (!casework_is_agreed(found))
		return error_refuse(error, "no other coordinator approved the packs' %s yet", name);
	*text = found->decision->text;
	return 0;
}

static int
export_may_day(const struct export *export, struct error *error)
{
	const struct edition *last = editions_last(&export->editions);
	int32_t today = day_of((int64_t)time(NULL));
	char day[DAY_SIZE];

	if (campaign_check_issued(export->work->vault->campaign, today, error) != 0)
		return -1;
	if (export->day > today)
		return error_refuse(error, "the edition's day is still to come");
	/* Nobody waits for a day that somebody's clock was wrong about. */
	if (last == NULL || export->day >= (last->day < today ? last->day : today))
		return 0;
	day_print(day, last->day);
	return error_refuse(error, "the last edition is of %s: this one cannot be of a day before "
	    "it", day);
}

int
export_may(const struct export *export, struct error *error)
{
	const struct casework *casework = &export->work->decisions.work;
	const struct vault *vault = export->work->vault;
	const char *text;

	/* Whose word counts, what is asked and which key signs may be others now. */
	if (vault_newer_changes(vault))
		return vault_newer_refuse(vault, error);
	if (work_may_decide(export->work, NULL, error) != 0 || export_may_day(export, error) != 0)
		return -1;
	/* What they counted would be forgotten, and could be worked out from the two. */
	if (export->editions.unlisted > 0)
		return error_refuse(error, "a former coordinator exported an edition, and nobody "
		    "says that it counts: see `removed`");
	if (export_text(casework, DECISION_ASK, &text, error) != 0)
		return -1;
	return export_text(casework, DECISION_CONTACT, &text, error);
}
