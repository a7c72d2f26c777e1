/* SPDX-License-Identifier: ISC */
/* A decision: what is read is printed and reads back, and a redaction of any text makes a text or a refusal. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/envelope.h"
#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/decision.h"
#include "desk/redaction.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	return 0;
}

/* Texts of which the spans may be: their pages, with the texts that the specimens have. */
static void
fuzz_redaction(const struct decision *decision)
{
	json_t *answers = json_object(), *texts = json_deep_copy(decision->list), *text;
	struct error error = ERROR_INIT;
	struct redaction redaction;
	size_t i;

	json_array_foreach(texts, i, text) {
		json_t *named = redaction_text("x", "My son Łukasz is seven.", NULL, 0);

		/* As if the text had been this one. */
		(void)json_object_set_new(answers, json_string_value(json_object_get(text, "page")),
		    json_string("My son Łukasz is seven."));
		(void)json_object_set(text, "of", json_object_get(named, "of"));
		json_decref(named);
	}
	if (redaction_make(&redaction, texts, answers, &error) == 0) {
		for (size_t j = 0; j < redaction.mark_count; j++)
			if (redaction.marks[j].start > redaction.marks[j].end ||
			    redaction.marks[j].end > redaction.text.length)
				error_bug("a mark outside of its text");
		redaction_free(&redaction);
	} else if (error.text[0] == '\0') {
		error_bug("a redaction was refused without a sentence");
	}
	json_decref(texts);
	json_decref(answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t id[ENVELOPE_ID_BYTES], by[32];
	struct decision decision, again;
	struct buffer out = BUFFER_INIT;
	struct error error = ERROR_INIT;
	json_t *line1, *second = NULL;
	struct event event;

	if (json_parse(&line1, data, size, "line 1", &error) != 0)
		return 0;
	if (event_parse(&event, line1, &error) != 0 ||
	    decision_read(&decision, &event, id, by, false, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("an event was refused without a sentence");
		json_decref(line1);
		return 0;
	}
	if (decision.kind == DECISION_REDACT)
		fuzz_redaction(&decision);
	if (decision_print(&out, decision.kind, event.campaign,
	    event.has_case ? event.mailbox : NULL, event.made, event.data, &error) != 0) {
		if (size <= ENVELOPE_LINE1_MOST)
			error_bug("a decision that was read cannot be printed");
	} else if (json_parse(&second, out.data, out.length, "the print", &error) != 0 ||
	    event_parse(&event, second, &error) != 0 ||
	    decision_read(&again, &event, id, by, false, &error) != 0) {
		error_bug("a printed decision does not read back");
	} else {
		decision_free(&again);
	}
	decision_free(&decision);
	json_decref(second);
	json_decref(line1);
	buffer_free(&out);
	return 0;
}
