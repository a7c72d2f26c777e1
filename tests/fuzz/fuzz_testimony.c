/* SPDX-License-Identifier: ISC */
/* A family's line 1: what is read prints as a line that reads the same. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/envelope.h"
#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/testimony.h"

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

/* Prints what was read; a line 1 that is too long for an envelope is all that may be refused. */
static int
print(struct buffer *out, const struct testimony *read, const json_t *line1,
    const struct campaign *campaign, struct error *error)
{
	static const char *const names[] = { "testimony", "addition" };

	switch (read->kind) {
	case TESTIMONY_TESTIMONY:
	case TESTIMONY_ADDITION:
		return testimony_print(out, campaign, names[read->kind], read->language,
		    &read->reply_to, line1, error);
	case TESTIMONY_CONSENT:
		return testimony_print_consent(out, campaign, &read->reply_to, read->uses, error);
	case TESTIMONY_ANSWER:
		return testimony_print_answer(out, campaign, &read->reply_to, read->reply,
		    read->verdict, read->text, error);
	}
	error_bug("unknown kind");
}

static void
check_same(const struct testimony *read, const struct testimony *again)
{
	json_t *answers = read->answers == NULL ? NULL : json_cleaned(read->answers);

	if (again->kind != read->kind || again->campaign != read->campaign ||
	    memcmp(&again->reply_to, &read->reply_to, sizeof read->reply_to) != 0 ||
	    again->verdict != read->verdict ||
	    memcmp(again->reply, read->reply, sizeof read->reply) != 0)
		error_bug("a line 1 reads otherwise");
	if ((answers != NULL && json_equal(answers, again->answers) != 1) ||
	    (read->uses != NULL && json_equal(read->uses, again->uses) != 1))
		error_bug("a line 1 has other answers");
	json_decref(answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer out = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct campaign campaign = { .serial = 0 };
	struct testimony read, again;
	json_t *line1, *second;

	if (json_parse(&line1, data, size, "line 1", &error) != 0)
		return 0;
	if (testimony_parse(&read, line1, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a line 1 was refused without a sentence");
		json_decref(line1);
		return 0;
	}
	campaign.serial = read.campaign;
	/* A name of controls alone is empty when cleaned, and refused then. */
	if (print(&out, &read, line1, &campaign, &error) == 0) {
		if (out.length > ENVELOPE_LINE1_MOST ||
		    json_parse(&second, out.data, out.length, "the print", &error) != 0)
			error_bug("a printed line 1 does not read back");
		if (testimony_parse(&again, second, &error) != 0)
			error_bug("a printed line 1 is refused");
		check_same(&read, &again);
		json_decref(second);
	}
	buffer_free(&out);
	json_decref(line1);
	return 0;
}
