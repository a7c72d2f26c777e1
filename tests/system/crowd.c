/* SPDX-License-Identifier: ISC */
/*
 * Many families at once, whose keys follow from a seed: for tests that play what hundreds do.
 *
 *   crowd CAMPAIGN.json PIN SEED ORIGIN < ACTS
 *
 * ACTS has a JSON object a line, and each line gets one in answer, before the next is read:
 *
 *   {"family":N,"fields":{…}}      a message of family N: line 1 with these members, put into the
 *                                  daemon: {"family","mailbox","id","hash" (of line 1)}
 *   {"family":N,"do":"check"}      {"family","replies":[{"hash","line1"}…]}: its mailbox
 *   {"family":N,"do":"withdraw"}   takes everything back: {"family","mailbox"}
 *
 * A key is HKDF-SHA256 of SEED and N: nobody may tell anything true with it. What is asked for is
 * done, or the program stops. There is no receipt: Argon2id would take a third of a minute for 300.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/hkdf.h"
#include "common/json.h"
#include "common/proof.h"
#include "common/reply_line.h"
#include "common/secret.h"
#include "front/net.h"
#include "keys/author.h"
#include "keys/envelope_open.h"
#include "tests/system/campaign_file.h"

#define CROWD_LINE_MOST (256 * 1024)
#define CROWD_ANSWER_MOST (4 * ENVELOPE_BYTES)
#define CROWD_FAMILIES_MOST 1000000
#define CROWD_TRIES 600
#define CROWD_TOKEN_USES 200 /* a token lasts ten minutes */

struct crowd {
	struct campaign *campaign;
	const char *seed;
	struct net *net;
	char token[PROOF_TOKEN_MOST + 1];
	int bits;
	unsigned token_used;
};

struct crowd_family {
	struct author *author;
	struct age_identities *reply;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	char header[128]; /* Testimony-Mailbox */
};

static _Noreturn void
crowd_die(const struct error *error)
{
	(void)fprintf(stderr, "crowd: %s\n", error->text);
	exit(1);
}

static void
crowd_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("a JSON value could not be made");
}

static void
crowd_say(json_t *said)
{
	struct buffer line = BUFFER_INIT;

	json_print(said, &line);
	(void)printf("%s\n", (const char *)line.data);
	if (fflush(stdout) != 0)
		exit(1);
	buffer_free(&line);
	json_decref(said);
}

static json_t *
crowd_hex(const void *bytes)
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, bytes, 32);
	return json_string(digits);
}

static void
crowd_family_open(struct crowd_family *family, const char *seed, int64_t number)
{
	struct buffer input = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t keys[64];

	buffer_format(&input, "%s %lld", seed, (long long)number);
	hkdf_sha256(keys, sizeof keys, input.data, input.length, NULL, 0, "made-up family");
	author_from_seed(&family->author, keys);
	family->reply = age_identities_new();
	if (age_identities_add(family->reply, keys + 32, &error) != 0)
		crowd_die(&error);
	author_mailbox(family->author, family->mailbox);
	hex_encode(family->digits, family->mailbox, sizeof family->mailbox);
	(void)snprintf(family->header, sizeof family->header, "Testimony-Mailbox: %s",
	    family->digits);
	buffer_free(&input);
}

static void
crowd_request(struct crowd *crowd, const char *method, const char *path,
    const char *const *headers, const struct buffer *body, long wanted, struct net_answer *answer)
{
	const struct timespec moment = { .tv_nsec = 100000000 };
	struct error error = ERROR_INIT;

	for (int tries = 0; tries < CROWD_TRIES; tries++) {
		if (net_request(crowd->net, method, path, headers,
		    body == NULL ? NULL : body->data, body == NULL ? 0 : body->length,
		    CROWD_ANSWER_MOST, answer, &error) != 0)
			crowd_die(&error);
		if (answer->status != 503) /* the store is being put in order, say */
			break;
		(void)nanosleep(&moment, NULL);
	}
	if (answer->status != wanted) {
		(void)fprintf(stderr, "crowd: %s %s: the daemon answered %ld\n", method, path,
		    answer->status);
		exit(1);
	}
}

static void
crowd_token(struct crowd *crowd)
{
	struct net_answer answer = NET_ANSWER_INIT;
	struct error error = ERROR_INIT;
	json_t *value = NULL;
	const char *text;
	int64_t bits;

	crowd_request(crowd, "GET", "/v1/challenge", NULL, NULL, 200, &answer);
	if (json_parse(&value, answer.body.data, answer.body.length, "the challenge",
	    &error) != 0 ||
	    json_member_text(value, "token", PROOF_TOKEN_MOST, &text, &error) != 0 ||
	    json_member_integer(value, "bits", 0, PROOF_BITS_MOST, &bits, &error) != 0)
		crowd_die(&error);
	(void)snprintf(crowd->token, sizeof crowd->token, "%s", text);
	crowd->bits = (int)bits;
	json_decref(value);
	net_answer_free(&answer);
}

static void
crowd_put(struct crowd *crowd, const struct crowd_family *family, const uint8_t *id,
    const struct buffer *envelope)
{
	char path[128], digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], proof[PROOF_HEADER_SIZE];
	char proof_header[PROOF_HEADER_SIZE + 32];
	const char *headers[] = { family->header, proof_header, NULL };
	struct net_answer answer = NET_ANSWER_INIT;
	uint64_t nonce = 0;

	if (crowd->token_used++ % CROWD_TOKEN_USES == 0)
		crowd_token(crowd);
	while (proof_work(crowd->token, strlen(crowd->token), id, crowd->bits, &nonce,
	    UINT32_MAX) == 0)
		continue;
	proof_print(proof, crowd->token, strlen(crowd->token), nonce);
	(void)snprintf(proof_header, sizeof proof_header, "Testimony-Proof: %s", proof);
	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	(void)snprintf(path, sizeof path, "/v1/envelopes/%s", digits);
	crowd_request(crowd, "PUT", path, headers, envelope, 201, &answer);
	net_answer_free(&answer);
}

static json_t *
crowd_tell(struct crowd *crowd, const struct crowd_family *family, json_t *fields)
{
	uint8_t hash[REPLY_LINE_HASH_BYTES], id[ENVELOPE_ID_BYTES];
	struct buffer line1 = BUFFER_INIT, envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;
	json_t *object = json_object(), *said = json_object();
	char recipient[RECIPIENT_SIZE];

	recipient_print(recipient, age_identities_recipient(family->reply, 0));
	crowd_set(object, "format", json_string("testimony-1"));
	crowd_set(object, "campaign", json_integer(crowd->campaign->serial));
	crowd_set(object, "reply_to", json_string(recipient));
	if (json_object_update(object, fields) != 0)
		error_bug("a JSON value could not be made");
	json_print(object, &line1);
	if (author_seal(family->author, &envelope, &crowd->campaign->recipient,
	    crowd->campaign->signing_key.key, family->mailbox, line1.data, line1.length,
	    &error) != 0)
		crowd_die(&error);
	line1_hash(hash, line1.data, line1.length);
	envelope_id(id, envelope.data, envelope.length);
	crowd_put(crowd, family, id, &envelope);
	crowd_set(said, "mailbox", json_string(family->digits));
	crowd_set(said, "id", crowd_hex(id));
	crowd_set(said, "hash", crowd_hex(hash));
	json_decref(object);
	buffer_free(&line1);
	buffer_free(&envelope);
	return said;
}

static json_t *
crowd_check(struct crowd *crowd, const struct crowd_family *family)
{
	const char *headers[] = { family->header, NULL };
	struct net_answer answer = NET_ANSWER_INIT;
	json_t *said = json_object(), *replies = json_array();
	uint8_t hash[REPLY_LINE_HASH_BYTES];
	struct error error = ERROR_INIT;
	struct opened opened;

	crowd_request(crowd, "GET", "/v1/mailbox", headers, NULL, 200, &answer);
	for (size_t at = 0; at + ENVELOPE_BYTES <= answer.body.length; at += ENVELOPE_BYTES) {
		json_t *reply, *line1 = NULL;

		if (envelope_open(&opened, family->reply, answer.body.data + at, ENVELOPE_BYTES,
		    TRAY_REPLY, crowd->campaign->signing_key.key, family->mailbox, NULL) != 0)
			continue; /* a place that is empty */
		if (json_parse(&line1, opened.parts.line1, opened.parts.line1_length, "a reply",
		    &error) != 0)
			crowd_die(&error);
		line1_hash(hash, opened.parts.line1, opened.parts.line1_length);
		reply = json_object();
		crowd_set(reply, "hash", crowd_hex(hash));
		crowd_set(reply, "line1", line1);
		if (json_array_append_new(replies, reply) != 0)
			error_bug("a JSON value could not be made");
		opened_free(&opened);
	}
	crowd_set(said, "replies", replies);
	net_answer_free(&answer);
	return said;
}

static json_t *
crowd_withdraw(struct crowd *crowd, const struct crowd_family *family)
{
	char text[WITHDRAWAL_HEADER_SIZE];
	struct buffer header = BUFFER_INIT;
	struct net_answer answer = NET_ANSWER_INIT;
	const char *headers[3] = { family->header, NULL, NULL };
	struct withdrawal withdrawal;
	json_t *said = json_object();

	author_withdraw(family->author, crowd->campaign->signing_key.key, &withdrawal);
	withdrawal_header_print(text, &withdrawal);
	buffer_format(&header, "Testimony-Withdraw: %s", text);
	headers[1] = (const char *)header.data;
	crowd_request(crowd, "DELETE", "/v1/mailbox", headers, NULL, 204, &answer);
	crowd_set(said, "mailbox", json_string(family->digits));
	buffer_free(&header);
	net_answer_free(&answer);
	return said;
}

static void
crowd_act(struct crowd *crowd, const char *line, size_t length)
{
	struct crowd_family family = { NULL, NULL, { 0 }, "", "" };
	struct error error = ERROR_INIT;
	json_t *act = NULL, *said, *fields;
	const char *what;
	int64_t number;

	if (json_parse(&act, line, length, "the act", &error) != 0 ||
	    json_member_integer(act, "family", 0, CROWD_FAMILIES_MOST, &number, &error) != 0)
		crowd_die(&error);
	crowd_family_open(&family, crowd->seed, number);
	fields = json_object_get(act, "fields");
	what = json_string_value(json_object_get(act, "do"));
	if (json_is_object(fields)) {
		said = crowd_tell(crowd, &family, fields);
	} else if (what != NULL && strcmp(what, "check") == 0) {
		said = crowd_check(crowd, &family);
	} else if (what != NULL && strcmp(what, "withdraw") == 0) {
		said = crowd_withdraw(crowd, &family);
	} else {
		(void)fprintf(stderr, "crowd: there is no such act: %s", line);
		exit(2);
	}
	crowd_set(said, "family", json_integer(number));
	crowd_say(said);
	json_decref(act);
	author_free(&family.author);
	age_identities_free(&family.reply);
}

int
main(int argc, char **argv)
{
	static char line[CROWD_LINE_MOST];
	struct error error = ERROR_INIT;
	struct crowd crowd = { .seed = argc == 5 ? argv[3] : NULL };

	secret_start();
	json_start();
	if (argc != 5) {
		(void)fputs("Usage: crowd CAMPAIGN.json PIN SEED ORIGIN < ACTS\n", stderr);
		return 2;
	}
	if (campaign_file_read(&crowd.campaign, argv[1], argv[2], &error) != 0 ||
	    net_new(&crowd.net, argv[4], NULL, &error) != 0)
		crowd_die(&error);
	while (fgets(line, sizeof line, stdin) != NULL)
		crowd_act(&crowd, line, strlen(line));
	net_free(&crowd.net);
	campaign_free(&crowd.campaign);
	return 0;
}
