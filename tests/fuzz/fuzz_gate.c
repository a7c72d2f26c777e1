/* SPDX-License-Identifier: ISC */
/* The leak gate: whatever bytes stand for a pack's file are read or refused; whatever text a family
 * wrote, if it is clean, a pack with it passes (so that none can stop a pack by how it writes), and
 * with a hidden name in it is not clean. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/pack/gate_file.h"
#include "desk/pack/gate_text.h"
#include "tests/unit/gate_specimen.h"

#define NAME "Fairweather"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct gate *gate;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const surfaces[] = { NAME, "St Mary's", "J", "12 March 2023" };
	static const char *const contacts[] = { GATE_SPECIMEN_CONTACT };
	const struct gate_case cases[] = { { "case-a", { surfaces, 4 } } };
	const struct gate_words words = { .cases = cases, .case_count = 1,
		.contacts = { contacts, 1 } };

	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	gate_new(&gate, &words);
	return 0;
}

static void
read_as_files(const uint8_t *data, size_t size)
{
	struct gate_seen seen = GATE_SEEN_INIT;
	struct buffer content = BUFFER_INIT;
	struct error error = ERROR_INIT;

	buffer_append(&content, data, size);
	for (int kind = 0; kind < GATE_KINDS; kind++)
		(void)gate_file_read(&seen, (enum gate_kind)kind, &content, &error);
	for (int markup = 0; markup < GATE_MARKUPS; markup++)
		(void)gate_read(&seen, data, size, (enum gate_markup)markup, &error);
	gate_seen_free(&seen);
	buffer_free(&content);
}

/* Words lie in the letters, one behind the other, and none is empty. */
static void
words_are_in_order(const char *data, size_t size)
{
	struct gate_text text;
	uint32_t at = 0;

	gate_text_make(&text, data, size);
	for (size_t i = 0; i < text.count; i++) {
		if (text.words[i].start != at || text.words[i].end <= at)
			error_bug("words are not in order");
		at = text.words[i].end;
	}
	if (at != text.letters.length)
		error_bug("letters are of no word");
	gate_text_free(&text);
}

static void
clean_text_passes(const char *text, size_t length)
{
	const struct gate_told told = GATE_TOLD;
	struct gate_excerpt excerpt = { 0, text, NULL };
	struct gate_pack pack = { .name = "county", .file_count = GATE_SPECIMEN_FILES,
		.excerpts = &excerpt, .excerpt_count = 1 };
	struct gate_findings findings = GATE_FINDINGS_INIT;
	struct buffer planted = BUFFER_INIT;
	struct gate_made made;
	size_t place = length / 2;

	if (gate_excerpt_is_clean(gate, &excerpt, NULL)) {
		gate_specimen(&made, &told, &excerpt, 1);
		pack.files = made.files;
		if (gate_check(gate, &pack, &findings, NULL) != 0)
			error_bug(findings.list[0].sentence);
		gate_findings_free(&findings);
		gate_specimen_free(&made);
	}
	while (place > 0 && ((uint8_t)text[place] & 0xc0) == 0x80)
		place--;
	buffer_append(&planted, text, place);
	buffer_append_text(&planted, " " NAME " ");
	buffer_append_text(&planted, text + place);
	excerpt.text = (const char *)planted.data;
	if (gate_excerpt_is_clean(gate, &excerpt, NULL))
		error_bug("a hidden name was not found");
	buffer_free(&planted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT;

	read_as_files(data, size);
	words_are_in_order((const char *)data, size);
	buffer_append(&text, data, size);
	buffer_append_text(&text, "");
	if (text.data != NULL)
		clean_text_passes((const char *)text.data, strlen((const char *)text.data));
	buffer_free(&text);
	return 0;
}
