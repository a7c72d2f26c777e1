/* SPDX-License-Identifier: ISC */
/* Figures of an edition before: whatever they are, they are refused or the families are counted. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/tally.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FAMILIES 25

static const char form_text_json[] =
    "{\"format\":\"testimony-form-1\",\"pages\":["
    "{\"id\":\"area\",\"kind\":\"one\",\"title\":\"A\",\"options\":["
    "{\"id\":\"north\",\"label\":\"N\"},{\"id\":\"south\",\"label\":\"S\"}]},"
    "{\"id\":\"need\",\"kind\":\"many\",\"ticks\":2,\"counted\":\"county\",\"title\":\"N\",\"options\":["
    "{\"id\":\"speech\",\"label\":\"S\",\"group\":\"T\"},{\"id\":\"autism\",\"label\":\"A\","
    "\"group\":\"T\"},{\"id\":\"hearing\",\"label\":\"H\"},{\"id\":\"other\",\"label\":\"O\"}]},"
    "{\"id\":\"help\",\"kind\":\"one\",\"counted\":\"county\",\"title\":\"H\","
    "\"when\":{\"page\":\"need\",\"in\":[\"hearing\"]},\"options\":["
    "{\"id\":\"aid\",\"label\":\"A\"},{\"id\":\"none\",\"label\":\"N\"}]},"
    "{\"id\":\"missed\",\"kind\":\"one\",\"counted\":\"areas\",\"title\":\"M\",\"options\":["
    "{\"id\":\"none\",\"label\":\"N\"},{\"id\":\"some\",\"label\":\"S\"}]}],"
    "\"areas\":[{\"id\":\"north\",\"label\":\"N\",\"mp\":\"A\"},"
    "{\"id\":\"south\",\"label\":\"S\",\"mp\":\"B\"}],"
    "\"uses\":[{\"id\":\"counts\",\"label\":\"C\"}]}";

static struct form *form;
static const json_t *answers[FAMILIES];
static struct tally_case cases[FAMILIES];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct error error = ERROR_INIT;
	json_t *value;

	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	if (json_parse(&value, form_text_json, sizeof form_text_json - 1, "the form", &error) != 0 ||
	    form_new(&form, value, &error) != 0)
		error_bug(error.text);
	json_decref(value);
	for (size_t i = 0; i < FAMILIES; i++) {
		answers[i] = json_pack("{s:s, s:[s,s], s:s, s:s}", "area", i < 14 ? "north" : "south",
		    "need", i % 2 == 0 ? "speech" : "other", "hearing", "help", "aid", "missed",
		    i < 20 ? "some" : "none");
		cases[i] = (struct tally_case){ &answers[i], 1 };
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = ERROR_INIT;
	struct tally *tally;
	json_t *before, *figures;

	if (json_parse(&before, data, size, "the figures", &error) != 0)
		return 0;
	if (tally_new(&tally, form, cases, FAMILIES, before, &error) == 0) {
		if (tally_total(tally)->count != FAMILIES)
			error_bug("the families were not counted");
		figures = tally_figures(tally);
		tally_free(&tally);
		if (tally_new(&tally, form, cases, FAMILIES, figures, &error) != 0)
			error_bug("its own figures were refused");
		json_decref(figures);
		tally_free(&tally);
	} else if (error.text[0] == '\0') {
		error_bug("figures were refused without a sentence");
	}
	json_decref(before);
	return 0;
}
