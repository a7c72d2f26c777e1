/* SPDX-License-Identifier: ISC */
/* An answers file: what is taken is clean, is taken again, and fits in an envelope. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/envelope.h"
#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/testimony.h"

/* A small form of the kind that the specimens are for. */
static const char form_text_json[] =
    "{\"format\":\"testimony-form-1\",\"pages\":["
    "{\"id\":\"start\",\"kind\":\"info\",\"title\":\"S\"},"
    "{\"id\":\"court\",\"kind\":\"one\",\"title\":\"C\",\"required\":true,\"options\":["
    "{\"id\":\"no\",\"label\":\"N\"},{\"id\":\"yes\",\"label\":\"Y\"}]},"
    "{\"id\":\"path\",\"kind\":\"one\",\"title\":\"P\",\"options\":["
    "{\"id\":\"questions\",\"label\":\"Q\"},{\"id\":\"story\",\"label\":\"S\"}]},"
    "{\"id\":\"need\",\"kind\":\"many\",\"title\":\"N\",\"ticks\":2,\"when\":"
    "{\"page\":\"path\",\"in\":[\"questions\"]},\"options\":["
    "{\"id\":\"autism\",\"label\":\"A\"},{\"id\":\"hearing\",\"label\":\"H\"},"
    "{\"id\":\"other\",\"label\":\"O\"}]},"
    "{\"id\":\"which\",\"kind\":\"text\",\"title\":\"W\",\"length\":20,\"when\":"
    "[{\"page\":\"need\",\"in\":[\"other\"]},{\"page\":\"court\",\"in\":[\"no\"]}]},"
    "{\"id\":\"story\",\"kind\":\"text\",\"title\":\"S\",\"when\":"
    "{\"page\":\"court\",\"in\":[\"no\"]}},"
    "{\"id\":\"more\",\"kind\":\"text\",\"title\":\"M\",\"when\":"
    "{\"page\":\"court\",\"in\":[\"no\"]}}],"
    "\"uses\":[{\"id\":\"counts\",\"label\":\"C\"},{\"id\":\"my-mp\",\"label\":\"M\"}]}";

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

static struct form *
make_form(void)
{
	struct error error = ERROR_INIT;
	struct form *form = NULL;
	json_t *value = NULL;

	if (json_parse(&value, form_text_json, strlen(form_text_json), "the form", &error) != 0 ||
	    form_new(&form, value, &error) != 0)
		error_bug(error.text);
	json_decref(value);
	return form;
}

static void
check_taken(const struct form *form, const json_t *answers)
{
	struct buffer out = BUFFER_INIT, file = BUFFER_INIT;
	struct campaign campaign = { .serial = JSON_INTEGER_MOST };
	struct recipient recipient = { .point = { 9 } };
	struct error error = ERROR_INIT;
	json_t *again;

	json_print(answers, &file);
	if (testimony_answers_parse(&again, form, file.data, file.length, &error) != 0 ||
	    json_equal(answers, again) != 1)
		error_bug("cleaned answers change when they are read again");
	if (testimony_print(&out, &campaign, "testimony", NULL, &recipient, answers, &error) != 0 ||
	    out.length > ENVELOPE_LINE1_MOST)
		error_bug("answers that a form takes do not fit in an envelope");
	json_decref(again);
	buffer_free(&out);
	buffer_free(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct form *form = make_form();
	struct error error = ERROR_INIT;
	json_t *answers;

	if (testimony_answers_parse(&answers, form, data, size, &error) == 0)
		check_taken(form, answers);
	else if (answers != NULL || error.kind != ERROR_REFUSED || error.text[0] == '\0')
		error_bug("answers were refused without a sentence");
	json_decref(answers);
	form_free(&form);
	return 0;
}
