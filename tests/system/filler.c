/* SPDX-License-Identifier: ISC */
/*
 * Fills a desk's folder as pulls would, without a daemon.
 *
 *   filler FOLDER CASES EVENTS ANSWERS.json...
 *
 * CASES families, each with one testimony, the answers taken in turn from these files (as
 * `testimony submit` takes them; a number makes each different); and of each case EVENTS events in
 * the log, by the desk's own coordinator: the first tells of a message to the family, whose envelope
 * is there, too, the others are assignments, notes and redactions. The keys are plain.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/testimony.h"
#include "desk/reply_event.h"
#include "desk/vault.h"

#define FILL_MOST 1000000
#define FILL_EVENTS_MOST 100
#define FILL_SPANS 12

struct fill {
	struct vault *vault;
	struct recipient reply_to;
	json_t **answers;
	size_t answers_count;
	uint32_t week;
	int32_t day;
	/* What is not written yet. */
	struct vault_record records[VAULT_BATCH_MOST];
	struct buffer envelopes[VAULT_BATCH_MOST];
	size_t count;
};

static _Noreturn void
fill_die(const struct error *error)
{
	(void)fprintf(stderr, "filler: %s\n", error->text);
	exit(1);
}

static void
fill_flush(struct fill *fill)
{
	const uint8_t *envelopes[VAULT_BATCH_MOST];
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < fill->count; i++)
		envelopes[i] = fill->envelopes[i].data;
	if (vault_keep(fill->vault, fill->records, envelopes, fill->count, &error) != 0 ||
	    vault_keep_records(fill->vault, fill->records, fill->count, &error) != 0)
		fill_die(&error);
	fill->count = 0;
}

/* Seals a line 1 by this author; its id is left in the record. */
static const struct vault_record *
fill_seal(struct fill *fill, enum tray tray, const struct author *author,
    const struct recipient *recipient, const uint8_t *mailbox, const struct buffer *line1)
{
	struct vault_record *record;
	struct buffer *envelope;
	struct error error = ERROR_INIT;

	if (fill->count == VAULT_BATCH_MOST)
		fill_flush(fill);
	record = &fill->records[fill->count];
	envelope = &fill->envelopes[fill->count++];
	buffer_clear(envelope);
	if (author_seal(author, envelope, recipient, fill->vault->campaign->signing_key.key, mailbox,
	    line1->data, line1->length, &error) != 0)
		fill_die(&error);
	envelope_id(record->id, envelope->data, envelope->length);
	memcpy(record->mailbox, mailbox, sizeof record->mailbox);
	record->tray = tray;
	record->week = fill->week;
	return record;
}

static void
fill_event(struct fill *fill, const char *kind, const uint8_t *mailbox, const json_t *data)
{
	static const uint8_t no_mailbox[ENVELOPE_MAILBOX_BYTES];
	struct event event = { .campaign = fill->vault->campaign->serial, .kind = kind,
		.has_case = true, .made = fill->day, .data = data };
	struct buffer line1 = BUFFER_INIT;
	struct error error = ERROR_INIT;

	memcpy(event.mailbox, mailbox, sizeof event.mailbox);
	if (event_print(&line1, &event, &error) != 0)
		fill_die(&error);
	(void)fill_seal(fill, TRAY_LOG, fill->vault->key.author, &fill->vault->campaign->recipient,
	    no_mailbox, &line1);
	buffer_free(&line1);
}

/* A message to the family, and the event that tells of it. */
static void
fill_reply(struct fill *fill, const uint8_t *mailbox)
{
	struct reply_line line = { .kind = REPLY_MESSAGE,
		.campaign = fill->vault->campaign->serial, .n = 1, .part = 1, .parts = 1,
		.text = "Thank you for telling us. We have read all of it, and it will count. You can "
		    "look here again with your nine words whenever you like." };
	json_t *none = json_array(), *line1 = NULL;
	struct reply_event reply = { .campaign = line.campaign, .made = fill->day };
	struct buffer text = BUFFER_INIT, event_text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	static const uint8_t no_mailbox[ENVELOPE_MAILBOX_BYTES];

	line.seen = line.in_force = none;
	if (reply_line_print(&text, &line, &error) != 0 ||
	    json_parse(&line1, text.data, text.length, "a reply", &error) != 0)
		fill_die(&error);
	memcpy(reply.id, fill_seal(fill, TRAY_REPLY, fill->vault->key.author, &fill->reply_to,
	    mailbox, &text)->id, sizeof reply.id);
	memcpy(reply.mailbox, mailbox, sizeof reply.mailbox);
	reply.line1 = line1;
	if (reply_event_print(&event_text, &reply, &error) != 0)
		fill_die(&error);
	(void)fill_seal(fill, TRAY_LOG, fill->vault->key.author, &fill->vault->campaign->recipient,
	    no_mailbox, &event_text);
	json_decref(line1);
	json_decref(none);
	buffer_free(&text);
	buffer_free(&event_text);
}

static json_t *
fill_data(size_t number)
{
	static const char hash[] =
	    "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
	json_t *spans, *data = NULL;

	switch (number % 3) {
	case 1:
		data = json_pack("{s:s, s:[]}", "to", hash, "instead");
		break;
	case 2:
		data = json_pack("{s:s}", "text", "Rang the helpline for this family; they will write "
		    "to us once the panel has met.");
		break;
	default:
		spans = json_array();
		for (int i = 0; i < FILL_SPANS; i++)
			(void)json_array_append_new(spans, json_pack("[i, i, s, s]", 40 * i, 40 * i + 7,
			    "name", "[a person]"));
		data = json_pack("{s:s, s:[{s:s, s:s, s:o}], s:s, s:[]}", "message", hash, "texts",
		    "page", "story-happened", "of", hash, "spans", spans, "makes", hash, "instead");
		break;
	}
	if (data == NULL)
		error_bug("no memory for an event");
	return data;
}

static void
fill_case(struct fill *fill, size_t number, size_t events)
{
	static const char *const kinds[] = { "redact", "assign", "note" };
	json_t *answers = json_deep_copy(fill->answers[number % fill->answers_count]);
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer line1 = BUFFER_INIT, text = BUFFER_INIT;
	struct author *author = NULL;
	struct error error = ERROR_INIT;
	json_t *pages = json_object_get(answers, "answers");

	author_generate(&author);
	author_mailbox(author, mailbox);
	buffer_format(&text, "Made up, number %zu.", number);
	(void)json_object_set_new(pages, "change", json_string((const char *)text.data));
	if (testimony_print(&line1, fill->vault->campaign, "testimony", NULL, &fill->reply_to,
	    answers, &error) != 0)
		fill_die(&error);
	(void)fill_seal(fill, TRAY_INBOX, author, &fill->vault->campaign->recipient, mailbox,
	    &line1);
	if (events > 0)
		fill_reply(fill, mailbox);
	for (size_t i = 1; i < events; i++) {
		json_t *data = fill_data(i);

		fill_event(fill, kinds[i % 3], mailbox, data);
		json_decref(data);
	}
	json_decref(answers);
	author_free(&author);
	buffer_free(&line1);
	buffer_free(&text);
}

static void
fill_answers(struct fill *fill, char **paths, size_t count)
{
	struct error error = ERROR_INIT;

	fill->answers = secret_allocate(count * sizeof *fill->answers);
	for (size_t i = 0; i < count; i++) {
		struct buffer text = BUFFER_INIT;

		if (file_read(paths[i], TESTIMONY_ANSWERS_FILE_MOST, &text, &error) != 0 ||
		    testimony_answers_parse(&fill->answers[i], fill->vault->campaign->form,
		    text.data, text.length, &error) != 0)
			fill_die(&error);
		buffer_free(&text);
	}
	fill->answers_count = count;
}

int
main(int argc, char **argv)
{
	static struct fill fill;
	struct age_identities *reply;
	struct error error = ERROR_INIT;
	size_t cases, events;

	if (argc < 5 || (cases = strtoul(argv[2], NULL, 10)) > FILL_MOST ||
	    (events = strtoul(argv[3], NULL, 10)) > FILL_EVENTS_MOST) {
		(void)fputs("Usage: filler FOLDER CASES EVENTS ANSWERS.json...\n", stderr);
		return 2;
	}
	secret_start();
	json_start();
	reply = age_identities_new();
	age_identities_generate(reply);
	fill.reply_to = *age_identities_recipient(reply, 0);
	fill.week = week_of((int64_t)time(NULL));
	fill.day = day_of(time(NULL));
	if (vault_open(&fill.vault, argv[1], NULL, &error) != 0)
		fill_die(&error);
	fill_answers(&fill, argv + 4, (size_t)argc - 4);
	for (size_t i = 0; i < cases; i++)
		fill_case(&fill, i, events);
	fill_flush(&fill);
	for (size_t i = 0; i < fill.answers_count; i++)
		json_decref(fill.answers[i]);
	secret_release(fill.answers);
	for (size_t i = 0; i < VAULT_BATCH_MOST; i++)
		buffer_free(&fill.envelopes[i]);
	vault_free(&fill.vault);
	age_identities_free(&reply);
	return 0;
}
