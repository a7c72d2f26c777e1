/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/comeback.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/delivery.h"
#include "client/mailbox.h"
#include "client/receipt_in.h"
#include "client/stop.h"
#include "common/file.h"
#include "common/json.h"
#include "front/letter.h"
#include "front/terminal.h"
#include "keys/receipt.h"

_Static_assert(MAILBOX_SLOTS == REPLIES_MOST, "as many replies as slots");

int
comeback_options(struct options *options, int argc, char **argv, const char *takes,
    const char *help, int *rest)
{
	int first, status = options_read(options, argc, argv, takes, help, &first);

	if (status != 0)
		return status;
	if (rest != NULL)
		*rest = first;
	else if (first != argc)
		return terminal_usage(OPTIONS_PROGRAM, "%s takes options only: the receipt is asked "
		    "for, or read from --receipt-file", argv[0]);
	if (options->language != NULL && !form_language_is_good(options->language))
		return terminal_usage(OPTIONS_PROGRAM, "\"%s\" is not a language tag, such as en or "
		    "pl", options->language);
	options->source.comes_back = true;
	options->source.stop = stop_flag();
	return 0;
}

const char *
comeback_language(const struct options *options)
{
	return options->language == NULL ? "en" : options->language;
}

int32_t
comeback_today(void)
{
	return day_of(time(NULL));
}

void
comeback_say(const char *text)
{
	struct buffer letter = BUFFER_INIT;

	letter_text(&letter, text, 0, 0);
	buffer_append_byte(&letter, '\n');
	(void)file_write_all(STDERR_FILENO, letter.data, letter.length);
	buffer_free(&letter);
}

static void
comeback_say_expired(const struct campaign *campaign)
{
	char day[DAY_SIZE];

	if (comeback_today() <= campaign->expires)
		return;
	day_print(day, campaign->expires);
	terminal_note("Note: this campaign file was good until %s. It still serves for what you told "
	    "before; ask the coordinators for the new one.", day);
}

int
comeback_open(struct comeback *comeback, struct options *options, struct error *error)
{
	struct receipt *receipt = NULL;
	const uint8_t *key;
	int result;

	if (source_open(&comeback->source, &options->source, error) != 0 ||
	    source_net(&comeback->net, &comeback->source, &options->source, error) != 0)
		return -1;
	comeback_say_expired(comeback->source.campaign);
	key = comeback->source.campaign->signing_key.key;
	comeback->identities = age_identities_new();
	result = receipt_in(&receipt, options->receipt_file, key, error);
	if (result == 0)
		result = receipt_derive(receipt, key, &comeback->author, comeback->identities, error);
	if (result == 0)
		author_mailbox(comeback->author, comeback->mailbox);
	receipt_free(&receipt);
	return result;
}

void
comeback_free(struct comeback *comeback)
{
	author_free(&comeback->author);
	age_identities_free(&comeback->identities);
	net_free(&comeback->net);
	source_free(&comeback->source);
	memset(comeback->mailbox, 0, sizeof comeback->mailbox);
}

int
comeback_fetch(const struct comeback *comeback, const struct options *options,
    struct replies *replies, struct error *error)
{
	struct buffer slots = BUFFER_INIT;
	int result;

	result = mailbox_fetch(comeback->net, comeback->mailbox, options->patience, stop_flag(),
	    &slots, error);
	if (result == 0)
		replies_judge(replies, comeback->source.campaign, comeback->identities,
		    comeback->mailbox, slots.data, MAILBOX_SLOTS);
	buffer_free(&slots);
	return result;
}

int
comeback_confirm(const struct buffer *letter, const char *question, struct error *error)
{
	bool yes = false;

	if (!isatty(STDERR_FILENO))
		return error_refuse(error, "nothing was sent: there is no terminal to ask at; to "
		    "send without being asked, say --yes");
	(void)file_write_all(STDERR_FILENO, letter->data, letter->length);
	(void)file_write_all(STDERR_FILENO, "\n", 1);
	if (terminal_confirm(question, &yes, error) != 0)
		return -1;
	if (!yes)
		return error_refuse(error, "nothing was sent, as you wished");
	return 0;
}

int
comeback_print(const char *kind, const char *origin, const char *what, bool done,
    struct error *error)
{
	struct buffer line = BUFFER_INIT;
	json_t *object = json_object();

	if (json_object_set_new(object, "kind", json_string(kind)) != 0 ||
	    (origin != NULL &&
	    json_object_set_new(object, "origin", json_string(origin)) != 0) ||
	    json_object_set_new(object, what, json_boolean(done)) != 0)
		error_bug("no memory for what was done");
	json_print(object, &line);
	buffer_append_byte(&line, '\n');
	terminal_print_bytes(line.data, line.length);
	json_decref(object);
	buffer_free(&line);
	return terminal_flush(error);
}

int
comeback_send(const struct comeback *comeback, const struct options *options,
    const char *kind, const struct buffer *line1, struct error *error)
{
	const struct campaign *campaign = comeback->source.campaign;
	const struct delivery_way way = { options->patience, stop_flag(), options->language,
		options->plain };
	struct buffer envelope = BUFFER_INIT;
	int result;

	result = author_seal(comeback->author, &envelope, &campaign->recipient,
	    campaign->signing_key.key, comeback->mailbox, line1->data, line1->length, error);
	if (result == 0) {
		stop_catch();
		switch (deliver(comeback->net, envelope.data, comeback->mailbox, &way, error)) {
		case DELIVERY_ARRIVED:
			terminal_note("It arrived, and is kept. `testimony check` shows when the "
			    "coordinators have it.");
			if (options->json)
				result = comeback_print(kind, NULL, "kept", true, error);
			break;
		case DELIVERY_NOT:
			result = error_within(error, "it was not sent, and nothing of it is kept");
			break;
		case DELIVERY_UNCERTAIN:
			result = error_within(error, "it is not certain that it arrived: it was "
			    "sent, and no clear answer came back; to send the same again is "
			    "harmless; the last that was heard is");
			break;
		}
	}
	buffer_free(&envelope);
	return result;
}
