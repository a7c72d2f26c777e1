/* SPDX-License-Identifier: ISC */
/* The small texts of a campaign: pins and links, days, origins, handles. What is taken prints back
 * the same. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/json.h"
#include "common/secret.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
try_pin(const char *text)
{
	struct campaign_pin pin, again;
	struct error error = ERROR_INIT;
	char printed[CAMPAIGN_PIN_SIZE];
	const char *words[CAMPAIGN_WORDS];

	memset(&pin, 0, sizeof pin);
	memset(&again, 0, sizeof again);
	if (campaign_pin_parse(&pin, text, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			abort();
		return;
	}
	if (pin.serial < 1 || pin.serial > JSON_INTEGER_MOST)
		abort();
	campaign_pin_print(printed, &pin);
	if (campaign_pin_parse(&again, printed, NULL) != 0 || again.serial != pin.serial ||
	    memcmp(&again.key, &pin.key, sizeof pin.key) != 0)
		abort();
	campaign_words(words, pin.key.key);
}

static void
try_day(const char *text)
{
	char printed[DAY_SIZE];
	int32_t day;

	if (day_parse(&day, text, NULL) != 0)
		return;
	day_print(printed, day);
	if (strcmp(printed, text) != 0)
		abort();
}

static void
try_origin(const char *text)
{
	struct buffer link = BUFFER_INIT;
	enum origin_kind kind;

	if (campaign_origin_kind(text, &kind, NULL) != 0)
		return;
	if (strpbrk(text, "@?#\\ \t\r\n") != NULL || strlen(text) > CAMPAIGN_ORIGIN_MOST ||
	    (kind != ORIGIN_ONION && strstr(text, ".onion") != NULL &&
		strcmp(text + strlen(text) - 6, ".onion") == 0) ||
	    (kind == ORIGIN_HTTPS && strncmp(text, "https://", 8) != 0) ||
	    (kind == ORIGIN_LOOPBACK && strncmp(text, "http://127.0.0.1", 16) != 0))
		abort();
	/* With a path it is none. */
	buffer_format(&link, "%s/", text);
	if (campaign_origin_kind((const char *)link.data, &kind, NULL) == 0)
		abort();
	buffer_free(&link);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT;

	buffer_append(&text, data, size);
	try_pin((const char *)text.data);
	try_day((const char *)text.data);
	try_origin((const char *)text.data);
	if (campaign_handle_is_good((const char *)text.data) &&
	    strpbrk((const char *)text.data, "/. _") != NULL)
		abort();
	buffer_free(&text);
	return 0;
}
