/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/export_say.h"

#include "common/encode.h"
#include "desk/lines.h"
#include "desk/pack/pack_author.h"
#include "desk/pull_say.h"
#include "desk/vault_newer.h"
#include "front/terminal.h"

#define EXPORT_SHOWN 12 /* digits of an event */
#define EXPORT_FINDINGS_SHOWN 50

/*
 * What is said of each family.
 */

static const char *
export_pack_name(const struct export_case *of, enum allowed_pack pack, char *room)
{
	if (pack != ALLOWED_AREA)
		return pack == ALLOWED_COUNTY ? EXPORT_COUNTY : EXPORT_PUBLIC;
	export_area_name(room, of->allowed.area);
	return of->allowed.area == NULL ? "area" : room;
}

/* How many of its excerpts stand in a pack; where packs were not made, how many may. */
static size_t
export_in(const struct export *export, const struct export_case *of, enum allowed_pack pack)
{
	return export->made ? of->printed[pack] : allowed_count(&of->allowed, pack);
}

/* Why a case's words are not in a pack; NULL: some are. */
static const char *
export_why_not(const struct export *export, const struct export_case *of,
    enum allowed_pack pack)
{
	if (of->allowed.why[pack].length > 0)
		return (const char *)of->allowed.why[pack].data;
	if (allowed_count(&of->allowed, pack) == 0)
		return "none of its excerpts may go out";
	return export_in(export, of, pack) == 0 ? "there is no room for its words in this pack" :
	    NULL;
}

static void
export_print_case(const struct export *export, const struct export_case *of)
{
	struct buffer text = BUFFER_INIT;
	char room[FILES_NAME_MOST + 1], digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	buffer_format(&text, "%s  %s%s\n", of->name, of->allowed.not_counted.length == 0 ?
	    "counted" : "not counted: ", of->allowed.not_counted.length == 0 ? "" :
	    (const char *)of->allowed.not_counted.data);
	for (int pack = 0; pack < ALLOWED_PACKS; pack++) {
		const char *why = export_why_not(export, of, (enum allowed_pack)pack);

		buffer_format(&text, "%s  %s: ", of->name,
		    export_pack_name(of, (enum allowed_pack)pack, room));
		if (why == NULL)
			buffer_format(&text, "in, with %zu excerpt%s\n",
			    export_in(export, of, (enum allowed_pack)pack),
			    export_in(export, of, (enum allowed_pack)pack) == 1 ? "" : "s");
		else
			buffer_format(&text, "out: %s\n", why);
	}
	for (size_t i = 0; i < of->allowed.excerpt_count; i++) {
		const struct allowed_excerpt *excerpt = &of->allowed.excerpts[i];

		hex_encode(digits, excerpt->piece->decision->id, ENVELOPE_ID_BYTES);
		if (excerpt->why.length > 0)
			buffer_format(&text, "%s  excerpt %.*s: out: %s\n", of->name,
			    EXPORT_SHOWN, digits, (const char *)excerpt->why.data);
		else if (export_theme(export, excerpt) == NULL)
			buffer_format(&text, "%s  excerpt %.*s: no other coordinator agreed to its "
			    "theme, \"%s\"\n", of->name, EXPORT_SHOWN, digits,
			    excerpt->piece->decision->name);
	}
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
}

static json_t *
export_hex(const uint8_t *bytes)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, bytes, ENVELOPE_ID_BYTES);
	return json_string(digits);
}

static void
export_print_object(json_t *object)
{
	struct buffer line = BUFFER_INIT;

	lines_json(&line, object);
	terminal_print_bytes(line.data, line.length);
	json_decref(object);
	buffer_free(&line);
}

static void
export_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		error_bug("no memory for a JSON value");
}

static json_t *
export_why(const struct buffer *why)
{
	return why->length == 0 ? json_null() : json_string((const char *)why->data);
}

static void
export_print_case_object(const struct export *export, const struct export_case *of)
{
	json_t *object = json_object(), *packs = json_object(), *excerpts = json_array();
	char room[FILES_NAME_MOST + 1];

	for (int pack = 0; pack < ALLOWED_PACKS; pack++) {
		const char *why = export_why_not(export, of, (enum allowed_pack)pack);
		json_t *entry = json_object();

		lines_set(entry, "excerpts", json_integer((json_int_t)export_in(export, of,
		    (enum allowed_pack)pack)));
		lines_set(entry, "why", why == NULL ? json_null() : json_string(why));
		lines_set(packs, export_pack_name(of, (enum allowed_pack)pack, room), entry);
	}
	for (size_t i = 0; i < of->allowed.excerpt_count; i++) {
		const struct allowed_excerpt *excerpt = &of->allowed.excerpts[i];
		json_t *entry = json_object();

		lines_set(entry, "event", export_hex(excerpt->piece->decision->id));
		lines_set(entry, "theme", json_string(excerpt->piece->decision->name));
		lines_set(entry, "theme_agreed", json_boolean(export_theme(export, excerpt) != NULL));
		lines_set(entry, "why", export_why(&excerpt->why));
		export_append(excerpts, entry);
	}
	lines_set(object, "id", export_hex(of->file->messages[of->file->message_count - 1].id));
	lines_set(object, "case", export_hex(of->file->mailbox));
	lines_set(object, "counted", json_boolean(of->allowed.not_counted.length == 0));
	lines_set(object, "why", export_why(&of->allowed.not_counted));
	lines_set(object, "packs", packs);
	lines_set(object, "excerpts", excerpts);
	export_print_object(object);
}

void
export_say_cases(const struct export *export, bool json)
{
	for (size_t i = 0; i < export->case_count; i++) {
		if (json)
			export_print_case_object(export, &export->cases[i]);
		else
			export_print_case(export, &export->cases[i]);
	}
	(void)terminal_flush(NULL); /* main finds a failure again */
}

/*
 * What is said of the edition.
 */

void
export_say_findings(const struct export *export)
{
	const struct gate_findings *findings = &export->findings;

	for (size_t i = 0; i < findings->count && i < EXPORT_FINDINGS_SHOWN; i++)
		terminal_note("%s", findings->list[i].sentence);
	if (findings->count > EXPORT_FINDINGS_SHOWN)
		terminal_note("... and %zu more.", findings->hits + findings->warnings -
		    EXPORT_FINDINGS_SHOWN);
}

/* What the coordinator may not know, and is no hindrance. */
void
export_say_doubts(const struct export *export)
{
	const struct casework *casework = &export->work->decisions.work;
	const char *note = pack_author_note(export->work->vault);
	size_t promises = 0;

	for (size_t i = 0; i < casework->pack_text_count; i++)
		promises += casework->pack_texts[i].decision->part == DECISION_PROMISE &&
		    casework->pack_texts[i].refusal == NULL &&
		    !casework_is_agreed(&casework->pack_texts[i]);
	if (promises > 0)
		terminal_note("%zu promise%s left out: no other coordinator approved %s.", promises,
		    promises == 1 ? " is" : "s are", promises == 1 ? "it" : "them");
	if (export->editions.broken > 0)
		terminal_note("Of %zu edition%s not all is known here. If another desk exported %s, "
		    "let it pull, and export then: figures that went out must be known.",
		    export->editions.broken, export->editions.broken == 1 ? "" : "s",
		    export->editions.broken == 1 ? "it" : "them");
	if (casework->unlisted_count > 0)
		terminal_note("%zu decision%s of former coordinators count for nothing here, such as "
		    "cases that they closed, until somebody says that they do: see `removed`.",
		    casework->unlisted_count, casework->unlisted_count == 1 ? "" : "s");
	if (export->work->decisions.aside > 0)
		terminal_note("%zu events of the log are set aside, and decided nothing; `list` says "
		    "why.", export->work->decisions.aside);
	if (note != NULL)
		terminal_note("%s", note);
	if (!vault_newer_changes(export->work->vault)) /* export_may refuses one that does */
		pull_say_newer(export->work->vault);
}

void
export_say_packs(const struct export *export, const char *out, bool json)
{
	struct buffer text = BUFFER_INIT;
	json_t *packs = json_array(), *object;
	char day[DAY_SIZE];

	day_print(day, export->day);
	buffer_format(&text, "Edition %lld of %s, in %s:\n", (long long)export->edition.n, day,
	    out);
	for (size_t i = 0; i < export->pack_count; i++) {
		const struct export_pack *pack = &export->packs[i];

		buffer_format(&text, "%s: %zu excerpt%s, %zu words\n", pack->name, pack->printed,
		    pack->printed == 1 ? "" : "s", pack->words);
		object = json_object();
		lines_set(object, "name", json_string(pack->name));
		lines_set(object, "excerpts", json_integer((json_int_t)pack->printed));
		lines_set(object, "words", json_integer((json_int_t)pack->words));
		export_append(packs, object);
	}
	if (json) {
		object = json_object();
		lines_set(object, "edition", json_integer(export->edition.n));
		lines_set(object, "day", json_string(day));
		lines_set(object, "packs", packs);
		export_print_object(object);
	} else {
		terminal_print_bytes(text.data, text.length);
		json_decref(packs);
	}
	(void)terminal_flush(NULL); /* main finds a failure again */
	buffer_free(&text);
}
