/* SPDX-License-Identifier: ISC */
/*
 * Plants into a desk's vault what no program would put there in that order, or at all: families'
 * messages, and events by any key. For tests of what a desk makes of what it holds.
 *
 *   planter DESK
 *
 * Reads one JSON object a line, and answers each with one: {"id","mailbox","hash"} (of line 1).
 *
 *   {"do":"tell","family":NAME,"week":N,"line":{...},"foreign"?:true}
 *       a message by the family whose keys follow from its NAME; what line 1 lacks of "format",
 *       "campaign" and "reply_to" is put in; foreign: sealed to a key that nobody has
 *   {"do":"event","by":"HANDLE.key" (not sealed; "": a stranger),"family"?:NAME,"kind","data"}
 *       an event of that case or of none, as it is: nothing of its data is checked
 *   {"do":"reply","by":"HANDLE.key","family":NAME,"line":{...}}
 *       the event that tells of a reply; "format" and "campaign" are put in
 *   {"do":"withdraw","family":NAME}    the vault keeps it as a pull would, and erases nothing yet
 *
 * The vault must not be sealed by a passphrase, and nobody else at work in it.
 */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/event.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/reply_event.h"
#include "desk/vault.h"
#include "keys/author.h"
#include "keys/keyfile.h"

#define PLANTER_LINE_MOST (256 * 1024)

static const uint8_t planter_no_mailbox[ENVELOPE_MAILBOX_BYTES]; /* the log's */

static _Noreturn void
planter_die(const struct error *error)
{
	(void)fprintf(stderr, "planter: %s\n", error->text);
	exit(1);
}

static const char *
planter_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (text == NULL) {
		(void)fprintf(stderr, "planter: \"%s\" is missing\n", key);
		exit(2);
	}
	return text;
}

static void
planter_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("a JSON value could not be made");
}

static void
planter_default(json_t *object, const char *key, json_t *value)
{
	if (json_object_get(object, key) == NULL)
		planter_set(object, key, value);
	else
		json_decref(value);
}

/* A family's keys: what else follows from its name goes into `seed`. */
static void
planter_family(const char *name, struct author **author)
{
	uint8_t seed[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(seed, (const uint8_t *)name, strlen(name));
	author_from_seed(author, seed);
}

static void
planter_mailbox(const char *name, uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct author *author = NULL;

	planter_family(name, &author);
	author_mailbox(author, mailbox);
	author_free(&author);
}

static void
planter_key(struct coordinator_key *key, const char *path)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;

	if (*path == '\0')
		coordinator_key_generate(key);
	else if (keyfile_read(path, NULL, &text, &error) != 0 ||
	    coordinator_key_parse(key, (const char *)text.data, text.length, &error) != 0)
		planter_die(&error);
	buffer_free(&text);
}

static void
planter_keep(struct vault *vault, enum tray tray, const uint8_t *mailbox, uint32_t week,
    const struct buffer *envelope, uint8_t id[ENVELOPE_ID_BYTES])
{
	struct vault_record record = { .tray = tray, .week = week };
	const uint8_t *bytes = envelope->data;
	struct error error = ERROR_INIT;

	envelope_id(record.id, envelope->data, envelope->length);
	memcpy(record.mailbox, mailbox, sizeof record.mailbox);
	if (vault_keep(vault, &record, &bytes, 1, &error) != 0 ||
	    vault_keep_records(vault, &record, 1, &error) != 0)
		planter_die(&error);
	memcpy(id, record.id, ENVELOPE_ID_BYTES);
}

static void
planter_answer(const uint8_t *id, const uint8_t *mailbox, const struct buffer *line1)
{
	char id_text[HEX_LENGTH(32) + 1], box_text[HEX_LENGTH(32) + 1];
	char hash_text[HEX_LENGTH(32) + 1];
	uint8_t hash[REPLY_LINE_HASH_BYTES];

	line1_hash(hash, line1->data, line1->length);
	hex_encode(id_text, id, 32);
	hex_encode(box_text, mailbox, 32);
	hex_encode(hash_text, hash, 32);
	(void)printf("{\"id\":\"%s\",\"mailbox\":\"%s\",\"hash\":\"%s\"}\n", id_text, box_text,
	    hash_text);
}

static void
planter_tell(struct vault *vault, const json_t *wish)
{
	struct age_identities *own = age_identities_new();
	json_t *line = json_object_get(wish, "line");
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], id[ENVELOPE_ID_BYTES];
	struct buffer line1 = BUFFER_INIT, envelope = BUFFER_INIT;
	char recipient[RECIPIENT_SIZE];
	struct author *author = NULL;
	struct error error = ERROR_INIT;

	planter_family(planter_text(wish, "family"), &author);
	author_mailbox(author, mailbox);
	age_identities_generate(own);
	recipient_print(recipient, age_identities_recipient(own, 0));
	planter_default(line, "format", json_string("testimony-1"));
	planter_default(line, "campaign", json_integer(vault->campaign->serial));
	planter_default(line, "reply_to", json_string(recipient));
	json_print(line, &line1);
	if (author_seal(author, &envelope, json_is_true(json_object_get(wish, "foreign")) ?
	    age_identities_recipient(own, 0) : &vault->campaign->recipient,
	    vault->campaign->signing_key.key, mailbox, line1.data, line1.length, &error) != 0)
		planter_die(&error);
	planter_keep(vault, TRAY_INBOX, mailbox,
	    (uint32_t)json_integer_value(json_object_get(wish, "week")), &envelope, id);
	planter_answer(id, mailbox, &line1);
	author_free(&author);
	age_identities_free(&own);
	buffer_free(&line1);
	buffer_free(&envelope);
}

static void
planter_keep_event(struct vault *vault, const char *by, const struct buffer *line1,
    uint8_t id[ENVELOPE_ID_BYTES])
{
	struct coordinator_key key = { NULL, NULL };
	struct buffer envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;

	planter_key(&key, by);
	if (author_seal(key.author, &envelope, &vault->campaign->recipient,
	    vault->campaign->signing_key.key, planter_no_mailbox, line1->data, line1->length,
	    &error) != 0)
		planter_die(&error);
	planter_keep(vault, TRAY_LOG, planter_no_mailbox, week_of((int64_t)time(NULL)), &envelope,
	    id);
	coordinator_key_free(&key);
	buffer_free(&envelope);
}

static void
planter_event(struct vault *vault, const json_t *wish)
{
	struct event event = { .campaign = vault->campaign->serial,
		.kind = planter_text(wish, "kind"), .made = day_of((int64_t)time(NULL)),
		.data = json_object_get(wish, "data") };
	const char *family = json_string_value(json_object_get(wish, "family"));
	uint8_t id[ENVELOPE_ID_BYTES];
	struct buffer line1 = BUFFER_INIT;
	struct error error = ERROR_INIT;

	event.has_case = family != NULL;
	if (event.has_case)
		planter_mailbox(family, event.mailbox);
	if (event_print(&line1, &event, &error) != 0)
		planter_die(&error);
	planter_keep_event(vault, planter_text(wish, "by"), &line1, id);
	planter_answer(id, event.mailbox, &line1);
	buffer_free(&line1);
}

static void
planter_reply(struct vault *vault, const json_t *wish)
{
	struct reply_event reply = { .campaign = vault->campaign->serial,
		.made = day_of((int64_t)time(NULL)), .line1 = json_object_get(wish, "line") };
	struct buffer told = BUFFER_INIT, line1 = BUFFER_INIT;
	uint8_t id[ENVELOPE_ID_BYTES];
	struct error error = ERROR_INIT;

	planter_default(reply.line1, "format", json_string("testimony-reply-1"));
	planter_default(reply.line1, "campaign", json_integer(vault->campaign->serial));
	planter_mailbox(planter_text(wish, "family"), reply.mailbox);
	randombytes_buf(reply.id, sizeof reply.id);
	json_print(reply.line1, &told);
	if (reply_event_print(&line1, &reply, &error) != 0)
		planter_die(&error);
	planter_keep_event(vault, planter_text(wish, "by"), &line1, id);
	planter_answer(id, reply.mailbox, &told);
	buffer_free(&told);
	buffer_free(&line1);
}

static void
planter_withdraw(struct vault *vault, const json_t *wish)
{
	struct withdrawal withdrawal;
	struct author *author = NULL;
	struct buffer nothing = BUFFER_INIT;
	struct error error = ERROR_INIT;

	planter_family(planter_text(wish, "family"), &author);
	author_withdraw(author, vault->campaign->signing_key.key, &withdrawal);
	withdrawal.week = week_of((int64_t)time(NULL));
	if (vault_keep_withdrawal(vault, &withdrawal, &error) != 0)
		planter_die(&error);
	planter_answer(withdrawal.mailbox, withdrawal.mailbox, &nothing);
	author_free(&author);
}

static void
planter_do(struct vault *vault, const json_t *wish)
{
	static const struct {
		const char *name;
		void (*plant)(struct vault *vault, const json_t *wish);
	} deeds[] = {
		{ "tell", planter_tell },
		{ "event", planter_event },
		{ "reply", planter_reply },
		{ "withdraw", planter_withdraw },
	};
	const char *name = planter_text(wish, "do");

	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		if (strcmp(deeds[i].name, name) != 0)
			continue;
		deeds[i].plant(vault, wish);
		(void)fflush(stdout);
		return;
	}
	(void)fprintf(stderr, "planter: it does not %s\n", name);
	exit(2);
}

int
main(int argc, char **argv)
{
	static char line[PLANTER_LINE_MOST];
	struct error error = ERROR_INIT;
	struct vault *vault = NULL;

	secret_start();
	json_start();
	if (argc != 2)
		return 2;
	if (vault_open(&vault, argv[1], NULL, &error) != 0 || vault_lock(vault, &error) != 0)
		planter_die(&error);
	while (fgets(line, sizeof line, stdin) != NULL) {
		json_t *wish = NULL;

		if (json_parse(&wish, line, strlen(line), "a wish", &error) != 0)
			planter_die(&error);
		planter_do(vault, wish);
		json_decref(wish);
	}
	vault_free(&vault);
	return 0;
}
