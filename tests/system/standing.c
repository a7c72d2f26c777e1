/* SPDX-License-Identifier: ISC */
/*
 * How everything stands by what a desk's log has:
 *
 *   standing VAULT    (its keys are plain)
 *
 * Prints one JSON object: {"cases": {mailbox: {"case": casework_json, "agreed": [ids of redactions],
 * "quoted": [ids of excerpts]}}, "pack_texts": [[id, agreed, conflict]…], "themes": {each: whether
 * two agree to it}, "unlisted": how many}.
 */
#include "config.h"

#include <stdio.h>

#include "common/encode.h"
#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/decisions.h"

static json_t *
hex(const uint8_t bytes[32])
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, bytes, 32);
	return json_string(digits);
}

static json_t *
state_of(const struct casework *work, const struct casework_case *file)
{
	json_t *agreed = json_array(), *quoted = json_array();

	for (size_t i = 0; i < file->redaction_count; i++)
		if (casework_is_agreed(&file->redactions[i]))
			(void)json_array_append_new(agreed,
			    hex(file->redactions[i].decision->id));
	for (size_t i = 0; i < file->excerpt_count; i++)
		if (casework_quotes(file, &file->excerpts[i]))
			(void)json_array_append_new(quoted, hex(file->excerpts[i].decision->id));
	return json_pack("{s:o,s:o,s:o}", "case", casework_json(work, file), "agreed", agreed,
	    "quoted", quoted);
}

static void
print(const struct casework *work)
{
	json_t *cases = json_object(), *texts = json_array(), *themes = json_object(), *all;
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];

	for (size_t i = 0; i < work->case_count; i++) {
		hex_encode(digits, work->cases[i].mailbox, ENVELOPE_MAILBOX_BYTES);
		(void)json_object_set_new(cases, digits, state_of(work, &work->cases[i]));
		for (size_t j = 0; j < work->cases[i].excerpt_count; j++) {
			const char *theme = work->cases[i].excerpts[j].decision->name;

			(void)json_object_set_new(themes, theme,
			    json_boolean(casework_theme_is_agreed(work, theme)));
		}
	}
	for (size_t i = 0; i < work->pack_text_count; i++)
		(void)json_array_append_new(texts, json_pack("[o,b,b]",
		    hex(work->pack_texts[i].decision->id),
		    casework_is_agreed(&work->pack_texts[i]), work->pack_texts[i].conflict));
	all = json_pack("{s:o,s:o,s:o,s:I}", "cases", cases, "pack_texts", texts, "themes", themes,
	    "unlisted", (json_int_t)work->unlisted_count);
	(void)json_dumpf(all, stdout, JSON_COMPACT);
	json_decref(all);
}

int
main(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct decisions decisions;
	struct vault *vault = NULL;

	secret_start();
	json_start();
	if (argc != 2)
		return 2;
	if (vault_open(&vault, argv[1], NULL, &error) != 0 ||
	    decisions_read(&decisions, vault, &error) != 0) {
		(void)fprintf(stderr, "standing: %s\n", error.text);
		return 1;
	}
	print(&decisions.work);
	decisions_free(&decisions);
	vault_free(&vault);
	return 0;
}
