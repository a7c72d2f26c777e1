/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "client/comeback.h"
#include "client/comeback_help.h"
#include "client/words.h"
#include "common/testimony.h"
#include "front/letter.h"
#include "front/terminal.h"

#define CONSENT_NONE "none"

static const char consent_help[] =
    "usage: testimony consent --campaign FILE|LINK --uses ID,...|none [options]\n\n"
    "Says how your words may be used from now on, with your nine words: only as in\n"
    "this list, and only where you allowed it before. Shows the list in the form's\n"
    "words, and asks.\n\n"
    TELLING_HELP_CAMPAIGN
    "  --uses ID,...|none    the uses that you allow: the form's ids, or none at all\n"
    COMEBACK_HELP_RECEIPT
    "  --language TAG        the language to be asked in, such as pl\n"
    "  --yes                 send without asking once more\n"
    COMEBACK_HELP_JSON
    COMEBACK_HELP_NETWORK
    "\nExample: testimony consent --campaign 'https://tell.example/#RW...1' \\\n"
    "             --uses counts,my-mp\n";

static bool
consent_has(const json_t *uses, const json_t *id)
{
	const json_t *use;
	size_t index;

	json_array_foreach(uses, index, use)
		if (json_equal(use, id))
			return true;
	return false;
}

static void
consent_ids(struct buffer *out, const struct form *form)
{
	const json_t *use;
	size_t index;

	json_array_foreach(form_uses(form), index, use)
		buffer_format(out, "%s%s", index == 0 ? "" : ", ",
		    json_string_value(json_object_get(use, "id")));
}

static bool
consent_in_form(const struct form *form, const json_t *id)
{
	const json_t *use;
	size_t index;

	json_array_foreach(form_uses(form), index, use)
		if (json_equal(json_object_get(use, "id"), id))
			return true;
	return false;
}

/* The ids between commas, each one of the form's and none twice. *uses is a new reference, also
 * where it refuses. */
static int
consent_read(json_t **uses, const char *text, const struct form *form, struct error *error)
{
	struct buffer ids = BUFFER_INIT;
	int result = 0;

	*uses = json_array();
	if (strcmp(text, CONSENT_NONE) == 0)
		return 0;
	for (const char *at = text; result == 0; at++) {
		size_t length = strcspn(at, ",");
		json_t *id = json_stringn(at, length);

		if (id == NULL || !consent_in_form(form, id)) {
			consent_ids(&ids, form);
			result = error_refuse(error, "\"%.*s\" is not a use that this campaign asks "
			    "about; there are %s, or none", (int)length, at,
			    (const char *)ids.data);
		} else if (consent_has(*uses, id)) {
			result = error_refuse(error, "\"%.*s\" stands twice in --uses", (int)length,
			    at);
		} else {
			(void)json_array_append(*uses, id);
		}
		json_decref(id);
		at += length;
		if (*at == '\0')
			break;
	}
	buffer_free(&ids);
	return result;
}

/* The form's uses that are in the list (`held`), or that are not, in its words. Returns how many. */
static size_t
consent_list(struct buffer *out, const struct form *form, const json_t *uses, bool held,
    const char *language)
{
	struct buffer line = BUFFER_INIT;
	size_t index, count = 0;
	const json_t *use;

	json_array_foreach(form_uses(form), index, use) {
		if (consent_has(uses, json_object_get(use, "id")) != held)
			continue;
		count++;
		buffer_clear(&line);
		buffer_format(&line, "- %s", form_text(json_object_get(use, "label"), language));
		letter_text(out, (const char *)line.data, 2, 0);
	}
	buffer_free(&line);
	return count;
}

static void
consent_letter(struct buffer *out, const struct form *form, const json_t *uses,
    const char *language)
{
	struct buffer others = BUFFER_INIT;

	letter_text(out, words(language, json_array_size(uses) == 0 ? WORDS_CONSENT_NONE :
	    WORDS_CONSENT_USES), 0, 0);
	(void)consent_list(out, form, uses, true, language);
	if (json_array_size(uses) > 0 && consent_list(&others, form, uses, false, language) > 0) {
		buffer_append_byte(out, '\n');
		letter_text(out, words(language, WORDS_CONSENT_NO_LONGER), 0, 0);
		buffer_append(out, others.data, others.length);
	}
	buffer_append_byte(out, '\n');
	letter_text(out, words(language, WORDS_CONSENT_ONLY_LESS), 0, 0);
	buffer_free(&others);
}

static int
consent(const struct comeback *comeback, const struct options *options, const json_t *uses,
    struct error *error)
{
	const struct campaign *campaign = comeback->source.campaign;
	struct buffer letter = BUFFER_INIT, line1 = BUFFER_INIT;
	int result = 0;

	consent_letter(&letter, campaign->form, uses, comeback_language(options));
	if (!options->yes)
		result = comeback_confirm(&letter, "Send this?", error);
	if (result == 0)
		result = testimony_print_consent(&line1, campaign,
		    age_identities_recipient(comeback->identities, 0), uses, error);
	if (result == 0)
		result = comeback_send(comeback, options, "consent", &line1, error);
	buffer_free(&letter);
	buffer_free(&line1);
	return result;
}

int
consent_command(int argc, char **argv)
{
	struct comeback comeback = COMEBACK_INIT;
	struct error error = ERROR_INIT;
	struct options options;
	json_t *uses = NULL;
	int status;

	status = comeback_options(&options, argc, argv, "cpuFlyjrst", consent_help, NULL);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	if (options.uses == NULL)
		return terminal_usage(OPTIONS_PROGRAM, "consent needs --uses: ids with commas "
		    "between them, or none");
	if (comeback_open(&comeback, &options, &error) != 0 ||
	    consent_read(&uses, options.uses, comeback.source.campaign->form, &error) != 0 ||
	    consent(&comeback, &options, uses, &error) != 0)
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	json_decref(uses);
	comeback_free(&comeback);
	return status;
}
