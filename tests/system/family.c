/* SPDX-License-Identifier: ISC */
/*
 * A family with its nine words, and what a hostile hand makes of them: for tests of the desk.
 *
 *   family CAMPAIGN.json PIN WORDS mailbox               prints its mailbox
 *   family CAMPAIGN.json PIN WORDS write FIELDS OUT      a message, as OUT and OUT.mailbox; the file
 *                                                        FIELDS has the members of its line 1
 *   family CAMPAIGN.json PIN WORDS check ORIGIN          prints line 1 of each reply in its mailbox
 *   family CAMPAIGN.json PIN WORDS withdraw ORIGIN       takes everything back
 *   family CAMPAIGN.json PIN WORDS record KIND           prints a withdrawal's 160 bytes in hex: good,
 *                                                        unsigned, other-author or other-campaign
 *   family CAMPAIGN.json PIN WORDS event HANDLE.key OUT  an event of its case, by that coordinator
 *
 * WORDS is a file that holds a receipt.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/event.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"
#include "front/net.h"
#include "keys/author.h"
#include "keys/envelope_open.h"
#include "keys/keyfile.h"
#include "keys/receipt.h"
#include "tests/system/campaign_file.h"

#define FAMILY_ANSWER_MOST (4 * ENVELOPE_BYTES)
#define FAMILY_FILE_MOST (256 * 1024)

struct family {
	struct campaign *campaign;
	struct author *author;
	struct age_identities *reply;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
};

static _Noreturn void
family_die(const struct error *error)
{
	(void)fprintf(stderr, "family: %s\n", error->text);
	exit(1);
}

static void
family_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("a JSON value could not be made");
}

static void
family_open(struct family *family, const char *path, const char *pin_text, const char *words)
{
	struct buffer text = BUFFER_INIT;
	struct receipt *receipt = NULL;
	struct error error = ERROR_INIT;
	const uint8_t *key;

	memset(family, 0, sizeof *family);
	family->reply = age_identities_new();
	if (campaign_file_read(&family->campaign, path, pin_text, &error) != 0)
		family_die(&error);
	key = family->campaign->signing_key.key;
	if (file_read(words, RECEIPT_TEXT_MOST, &text, &error) != 0 ||
	    receipt_parse(&receipt, (const char *)text.data, text.length, key, NULL,
	    &error) != 0 ||
	    receipt_derive(receipt, key, &family->author, family->reply, &error) != 0)
		family_die(&error);
	author_mailbox(family->author, family->mailbox);
	receipt_free(&receipt);
	buffer_free(&text);
}

static void
family_write(const struct family *family, const char *fields, const char *path)
{
	char recipient[RECIPIENT_SIZE], digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 2];
	struct buffer text = BUFFER_INIT, line1 = BUFFER_INIT, envelope = BUFFER_INIT;
	struct buffer beside = BUFFER_INIT;
	struct error error = ERROR_INIT;
	json_t *object = json_object(), *given = NULL;

	recipient_print(recipient, age_identities_recipient(family->reply, 0));
	if (file_read(fields, FAMILY_FILE_MOST, &text, &error) != 0 ||
	    json_parse(&given, text.data, text.length, "the fields", &error) != 0)
		family_die(&error);
	family_set(object, "format", json_string("testimony-1"));
	family_set(object, "campaign", json_integer(family->campaign->serial));
	family_set(object, "reply_to", json_string(recipient));
	if (json_object_update(object, given) != 0)
		error_bug("a JSON value could not be made");
	json_print(object, &line1);
	hex_encode(digits, family->mailbox, sizeof family->mailbox);
	(void)strcat(digits, "\n");
	buffer_format(&beside, "%s.mailbox", path);
	if (author_seal(family->author, &envelope, &family->campaign->recipient,
	    family->campaign->signing_key.key, family->mailbox, line1.data, line1.length,
	    &error) != 0 ||
	    file_write(path, envelope.data, envelope.length, 0600, true, &error) != 0 ||
	    file_write((const char *)beside.data, digits, strlen(digits), 0600, true, &error) != 0)
		family_die(&error);
	json_decref(object);
	json_decref(given);
	buffer_free(&text);
	buffer_free(&line1);
	buffer_free(&envelope);
	buffer_free(&beside);
}

/* One of the requests of /v1/mailbox. */
static void
family_request(const struct family *family, const char *origin, const char *method,
    const char *more, long wanted, struct net_answer *answer)
{
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	struct buffer mailbox = BUFFER_INIT;
	struct error error = ERROR_INIT;
	const char *headers[3] = { NULL };
	struct net *net = NULL;

	hex_encode(digits, family->mailbox, sizeof family->mailbox);
	buffer_format(&mailbox, "Testimony-Mailbox: %s", digits);
	headers[0] = (const char *)mailbox.data;
	headers[1] = more;
	if (net_new(&net, origin, NULL, &error) != 0 || net_request(net, method, "/v1/mailbox",
	    headers, NULL, 0, FAMILY_ANSWER_MOST, answer, &error) != 0)
		family_die(&error);
	if (answer->status != wanted) {
		(void)fprintf(stderr, "family: the daemon answered %ld\n", answer->status);
		exit(1);
	}
	buffer_free(&mailbox);
	net_free(&net);
}

static void
family_check(const struct family *family, const char *origin)
{
	struct net_answer answer = NET_ANSWER_INIT;
	struct opened opened;

	family_request(family, origin, "GET", NULL, 200, &answer);
	for (size_t at = 0; at + ENVELOPE_BYTES <= answer.body.length; at += ENVELOPE_BYTES) {
		if (envelope_open(&opened, family->reply, answer.body.data + at, ENVELOPE_BYTES,
		    TRAY_REPLY, family->campaign->signing_key.key, family->mailbox, NULL) != 0)
			continue;
		(void)printf("%.*s\n", (int)opened.parts.line1_length, opened.parts.line1);
		opened_free(&opened);
	}
	net_answer_free(&answer);
}

static void
family_withdraw(const struct family *family, const char *origin)
{
	struct net_answer answer = NET_ANSWER_INIT;
	char text[WITHDRAWAL_HEADER_SIZE];
	struct buffer header = BUFFER_INIT;
	struct withdrawal withdrawal;

	author_withdraw(family->author, family->campaign->signing_key.key, &withdrawal);
	withdrawal_header_print(text, &withdrawal);
	buffer_format(&header, "Testimony-Withdraw: %s", text);
	family_request(family, origin, "DELETE", (const char *)header.data, 204, &answer);
	buffer_free(&header);
	net_answer_free(&answer);
}

static void
family_record(const struct family *family, const char *kind)
{
	char digits[HEX_LENGTH(WITHDRAWAL_BYTES) + 1];
	uint8_t key[32], record[WITHDRAWAL_BYTES];
	struct withdrawal withdrawal;
	struct author *other = NULL;

	memcpy(key, family->campaign->signing_key.key, sizeof key);
	if (strcmp(kind, "other-campaign") == 0)
		key[0] ^= 1;
	author_withdraw(family->author, key, &withdrawal);
	if (strcmp(kind, "unsigned") == 0)
		withdrawal.signature[0] ^= 1;
	if (strcmp(kind, "other-author") == 0) {
		author_generate(&other);
		author_withdraw(other, key, &withdrawal);
		memcpy(withdrawal.mailbox, family->mailbox, sizeof withdrawal.mailbox);
		author_free(&other);
	}
	withdrawal.week = week_of((int64_t)time(NULL));
	withdrawal_print(record, &withdrawal);
	hex_encode(digits, record, sizeof record);
	(void)printf("%s\n", digits);
}

static void
family_event(const struct family *family, const char *key_path, const char *path)
{
	static const uint8_t no_mailbox[ENVELOPE_MAILBOX_BYTES];
	json_t *data = json_object();
	struct event event = { .campaign = family->campaign->serial, .kind = "of-a-later-version",
		.has_case = true, .made = day_of((int64_t)time(NULL)), .data = data };
	struct buffer text = BUFFER_INIT, line1 = BUFFER_INIT, envelope = BUFFER_INIT;
	struct coordinator_key key = { NULL, NULL };
	struct error error = ERROR_INIT;

	memcpy(event.mailbox, family->mailbox, sizeof event.mailbox);
	if (keyfile_read(key_path, NULL, &text, &error) != 0 ||
	    coordinator_key_parse(&key, (const char *)text.data, text.length, &error) != 0 ||
	    event_print(&line1, &event, &error) != 0 ||
	    author_seal(key.author, &envelope, &family->campaign->recipient,
	    family->campaign->signing_key.key, no_mailbox, line1.data, line1.length,
	    &error) != 0 ||
	    file_write(path, envelope.data, envelope.length, 0600, true, &error) != 0)
		family_die(&error);
	coordinator_key_free(&key);
	json_decref(data);
	buffer_free(&text);
	buffer_free(&line1);
	buffer_free(&envelope);
}

int
main(int argc, char **argv)
{
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	struct family family;
	const char *what;

	secret_start();
	json_start();
	if (argc < 5)
		return 2;
	family_open(&family, argv[1], argv[2], argv[3]);
	what = argv[4];
	if (argc == 5 && strcmp(what, "mailbox") == 0) {
		hex_encode(digits, family.mailbox, sizeof family.mailbox);
		(void)printf("%s\n", digits);
	} else if (argc == 7 && strcmp(what, "write") == 0) {
		family_write(&family, argv[5], argv[6]);
	} else if (argc == 6 && strcmp(what, "check") == 0) {
		family_check(&family, argv[5]);
	} else if (argc == 6 && strcmp(what, "withdraw") == 0) {
		family_withdraw(&family, argv[5]);
	} else if (argc == 6 && strcmp(what, "record") == 0) {
		family_record(&family, argv[5]);
	} else if (argc == 7 && strcmp(what, "event") == 0) {
		family_event(&family, argv[5], argv[6]);
	} else {
		return 2;
	}
	author_free(&family.author);
	age_identities_free(&family.reply);
	campaign_free(&family.campaign);
	return fflush(stdout) == 0 ? 0 : 1;
}
