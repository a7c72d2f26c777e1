/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/telling.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "common/file.h"
#include "common/testimony.h"
#include "front/letter.h"

#define TELLING_ANSWERS_MOST (256 * 1024)
#define TELLING_LANGUAGE "en"

int
telling_read(struct telling *telling, const struct campaign *campaign, const char *path,
    const char *language, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int result;

	result = file_read(path, TELLING_ANSWERS_MOST, &text, error);
	if (result == 0)
		result = testimony_answers_parse(&telling->answers, campaign->form, text.data,
		    text.length, error);
	buffer_free(&text);
	if (result != 0)
		return -1;
	if (language == NULL)
		language = json_string_value(json_object_get(telling->answers, "language"));
	if (language == NULL)
		language = TELLING_LANGUAGE;
	if (!form_language_is_good(language))
		return error_refuse(error, "\"%s\" is not a language tag, such as en or pl",
		    language);
	(void)snprintf(telling->language, sizeof telling->language, "%s", language);
	return 0;
}

void
telling_take(struct telling *telling, json_t *answers, const char *language)
{
	telling->answers = answers;
	(void)snprintf(telling->language, sizeof telling->language, "%s", language);
}

int
telling_seal(struct telling *telling, const struct campaign *campaign, struct error *error)
{
	const uint8_t *key = campaign->signing_key.key;
	struct age_identities *reply = age_identities_new();
	struct author *author = NULL;
	struct buffer line1 = BUFFER_INIT;
	int result;

	receipt_generate(&telling->receipt, key);
	result = receipt_derive(telling->receipt, key, &author, reply, error);
	if (result == 0)
		result = testimony_print(&line1, campaign, "testimony", telling->language,
		    age_identities_recipient(reply, 0), telling->answers, error);
	if (result == 0) {
		author_mailbox(author, telling->mailbox);
		result = author_seal(author, &telling->envelope, &campaign->recipient, key,
		    telling->mailbox, line1.data, line1.length, error);
	}
	author_free(&author);
	age_identities_free(&reply);
	buffer_free(&line1);
	return result;
}

void
telling_print(const struct telling *telling, const struct campaign *campaign,
    struct buffer *out)
{
	letter_print(out, campaign->form, telling->language,
	    json_object_get(telling->answers, "answers"),
	    json_object_get(telling->answers, "hide"),
	    json_object_get(telling->answers, "uses"), 0);
}

void
telling_free(struct telling *telling)
{
	json_decref(telling->answers);
	telling->answers = NULL;
	receipt_free(&telling->receipt);
	buffer_free(&telling->envelope);
	sodium_memzero(telling->mailbox, sizeof telling->mailbox);
}
