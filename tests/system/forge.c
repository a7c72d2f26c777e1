/* SPDX-License-Identifier: ISC */
/*
 * Makes envelopes that no honest client would, and many that one would.
 *
 *   forge one CAMPAIGN.json PIN KIND OUT     one of the kinds below, as OUT and OUT.mailbox
 *   forge many CAMPAIGN.json PIN ORIGIN N    N made-up testimonies, put into the daemon; prints
 *                                            each as `testimony-desk show --json` should
 *   forge told CAMPAIGN.json PIN ORIGIN FILE   puts a testimony into the daemon for each line of FILE,
 *                                            which is its line 1 as it is, whatever it may be; a
 *                                            fresh recipient for @REPLY@ in it
 *   forge event CAMPAIGN.json PIN HANDLE.key OUT   an event for the log, by that coordinator (a key
 *                                            that is not sealed), or by nobody known where it is -
 *   forge withdraw CAMPAIGN.json PIN SEED OUT   a withdrawal by the author with this seed (64 hex
 *                                            digits), a record of week 2900, as OUT; prints its
 *                                            mailbox and the field Testimony-Withdraw
 *   forge sign SIGNING.key FILE COMMENT TO   signs any FILE as a campaign is signed; writes TO
 */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/age_seal.h"
#include "common/encode.h"
#include "common/envelope.h"
#include "common/event.h"
#include "common/file.h"
#include "common/json.h"
#include "common/proof.h"
#include "common/secret.h"
#include "front/net.h"
#include "keys/age_identity.h"
#include "keys/author.h"
#include "keys/keyfile.h"
#include "keys/minisign_sign.h"
#include "tests/system/campaign_file.h"

#define FORGE_ANSWER_MOST 4096
#define FORGE_MANY_MOST 100000
#define FORGE_LINES_MOST (64 * 1024 * 1024)
#define FORGE_REPLY_PLACE "@REPLY@"

enum forge_kind {
	FORGE_GOOD, FORGE_UNSIGNED, FORGE_OTHER_KEY, FORGE_OTHER_MAILBOX, FORGE_MOVED,
	FORGE_OTHER_CAMPAIGN, FORGE_REPLY, FORGE_EVENT, FORGE_BROKEN_JSON, FORGE_NO_KIND,
	FORGE_FOREIGN, FORGE_DAMAGED, FORGE_HOSTILE_TEXT, FORGE_KINDS,
};

static const char *const forge_kinds[FORGE_KINDS] = {
	"good", "unsigned", "other-key", "other-mailbox", "moved",
	"other-campaign", "reply", "event", "broken-json", "no-kind",
	"foreign", "damaged", "hostile-text",
};

struct forged {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer line1, envelope;
};

static _Noreturn void
forge_die(const struct error *error)
{
	(void)fprintf(stderr, "forge: %s\n", error->text);
	exit(1);
}

static void
forge_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("a JSON value could not be made");
}

static struct campaign *
forge_campaign(const char *path, const char *pin_text)
{
	struct error error = ERROR_INIT;
	struct campaign *campaign = NULL;

	if (campaign_file_read(&campaign, path, pin_text, &error) != 0)
		forge_die(&error);
	return campaign;
}

/* A text of any length, in several scripts. */
static char *
forge_text(size_t number)
{
	static const char *const pieces[] = { "The letter never came. ", "nobody rang back ",
		"Zażółć gęślą jaźń. ", "Llanfairpwll ", "😀👩‍👧 ",
		"\"quoted\" \\ and\na new line\t",
		"We waited 31 weeks; then the panel said no. ", "日本語 " };
	struct buffer text = BUFFER_INIT;
	size_t count = number % 97 == 0 ? 400 : 1 + number % 37;
	char *copy;

	buffer_format(&text, "Made up, number %zu. ", number);
	for (size_t i = 0; i < count; i++)
		buffer_append_text(&text, pieces[randombytes_uniform(8)]);
	copy = strdup((const char *)text.data);
	if (copy == NULL)
		error_bug("no memory");
	buffer_free(&text);
	return copy;
}

static json_t *
forge_line1(const struct campaign *campaign, enum forge_kind kind, size_t number)
{
	static const char *const formats[] = { "testimony-1", "testimony-reply-1",
		"testimony-event-1" };
	struct age_identities *reply = age_identities_new();
	json_t *line1 = json_object(), *answers = json_object(), *uses = json_array();
	char recipient[RECIPIENT_SIZE];
	char *text = kind == FORGE_HOSTILE_TEXT ?
	    strdup("red \033[31m, up \342\200\256txt.exe, bell \a, \302\233, del \177, "
	    "zero\342\200\213width") :
	    forge_text(number);

	age_identities_generate(reply);
	recipient_print(recipient, age_identities_recipient(reply, 0));
	forge_set(answers, "area", json_string("redditch"));
	forge_set(answers, "story-happened", json_string(text));
	if (json_array_append_new(uses, json_string("counts")) != 0)
		error_bug("a JSON value could not be made");
	forge_set(line1, "format",
	    json_string(formats[kind == FORGE_REPLY ? 1 : kind == FORGE_EVENT ? 2 : 0]));
	forge_set(line1, "campaign", json_integer(campaign->serial));
	if (kind != FORGE_NO_KIND)
		forge_set(line1, "kind", json_string("testimony"));
	forge_set(line1, "language", json_string("en"));
	forge_set(line1, "reply_to", json_string(recipient));
	forge_set(line1, "answers", answers);
	forge_set(line1, "hide", json_array());
	forge_set(line1, "uses", uses);
	free(text);
	age_identities_free(&reply);
	return line1;
}

/* envelope_seal for what it refuses to seal. */
static int
forge_seal(struct buffer *out, const struct campaign *campaign, const struct buffer *line1,
    const uint8_t by[32], const uint8_t signature[64], struct error *error)
{
	char by_text[HEX_LENGTH(32) + 1], signature_text[HEX_LENGTH(64) + 1];
	struct buffer plaintext = BUFFER_INIT;
	int result;

	hex_encode(by_text, by, 32);
	hex_encode(signature_text, signature, 64);
	buffer_append(&plaintext, line1->data, line1->length);
	buffer_format(&plaintext, "\n{\"by\":\"%s\",\"signature\":\"%s\"}\n", by_text,
	    signature_text);
	while (plaintext.length < ENVELOPE_PLAINTEXT_BYTES - 1)
		buffer_append_byte(&plaintext, ' ');
	buffer_append_byte(&plaintext, '\n');
	result = age_seal_bytes(out, &campaign->recipient, 1, plaintext.data, plaintext.length,
	    error);
	buffer_free(&plaintext);
	return result;
}

static void
forge(struct forged *forged, const struct campaign *campaign, enum forge_kind kind,
    size_t number)
{
	struct age_identities *stranger = age_identities_new();
	struct author *author = NULL, *other = NULL;
	struct buffer covered = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t signed_mailbox[32], key[32], signature[64];
	json_t *line1 = forge_line1(campaign, kind, number);
	int result;

	author_generate(&author);
	author_generate(&other);
	age_identities_generate(stranger);
	author_mailbox(author, forged->mailbox);
	author_mailbox(kind == FORGE_MOVED ? other : author, signed_mailbox);
	memcpy(key, campaign->signing_key.key, sizeof key);
	if (kind == FORGE_OTHER_CAMPAIGN)
		key[0] ^= 1;
	json_print(line1, &forged->line1);
	if (kind == FORGE_BROKEN_JSON)
		forged->line1.data[--forged->line1.length] = '\0';
	envelope_signed_bytes(&covered, key, signed_mailbox, forged->line1.data,
	    forged->line1.length);
	author_sign(kind == FORGE_OTHER_KEY ? other : author, covered.data, covered.length,
	    signature);
	if (kind == FORGE_UNSIGNED)
		memset(signature, 0, sizeof signature);
	if (kind == FORGE_BROKEN_JSON)
		result = forge_seal(&forged->envelope, campaign, &forged->line1,
		    author_public(author), signature, &error);
	else
		result = envelope_seal(&forged->envelope, kind == FORGE_FOREIGN ?
		    age_identities_recipient(stranger, 0) : &campaign->recipient,
		    forged->line1.data, forged->line1.length, author_public(author), signature,
		    &error);
	if (result != 0)
		forge_die(&error);
	if (kind == FORGE_DAMAGED)
		forged->envelope.data[20000] ^= 1;
	if (kind == FORGE_OTHER_MAILBOX)
		author_mailbox(other, forged->mailbox);
	json_decref(line1);
	author_free(&author);
	author_free(&other);
	age_identities_free(&stranger);
	buffer_free(&covered);
}

static void
forged_free(struct forged *forged)
{
	buffer_free(&forged->line1);
	buffer_free(&forged->envelope);
}

static void
forge_one(const struct campaign *campaign, const char *name, const char *path)
{
	struct forged forged = { .line1 = BUFFER_INIT, .envelope = BUFFER_INIT };
	struct buffer beside = BUFFER_INIT;
	struct error error = ERROR_INIT;
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 2];
	int kind = 0;

	while (kind < FORGE_KINDS && strcmp(forge_kinds[kind], name) != 0)
		kind++;
	if (kind == FORGE_KINDS) {
		(void)fprintf(stderr, "forge: no kind %s\n", name);
		exit(2);
	}
	forge(&forged, campaign, (enum forge_kind)kind, 1);
	hex_encode(digits, forged.mailbox, sizeof forged.mailbox);
	(void)strcat(digits, "\n");
	buffer_format(&beside, "%s.mailbox", path);
	if (file_write(path, forged.envelope.data, forged.envelope.length, 0600, false,
	    &error) != 0 ||
	    file_write((const char *)beside.data, digits, strlen(digits), 0600, false, &error) != 0)
		forge_die(&error);
	buffer_free(&beside);
	forged_free(&forged);
}

static void
forge_token(struct net *net, char token[PROOF_TOKEN_MOST + 1])
{
	struct net_answer answer = NET_ANSWER_INIT;
	struct error error = ERROR_INIT;
	const char *text;
	json_t *value = NULL;

	if (net_request(net, "GET", "/v1/challenge", NULL, NULL, 0, FORGE_ANSWER_MOST, &answer,
	    &error) != 0 ||
	    json_parse(&value, answer.body.data, answer.body.length, "the challenge",
	    &error) != 0 ||
	    json_member_text(value, "token", PROOF_TOKEN_MOST, &text, &error) != 0)
		forge_die(&error);
	(void)snprintf(token, PROOF_TOKEN_MOST + 1, "%s", text);
	json_decref(value);
	net_answer_free(&answer);
}

static void
forge_put(struct net *net, const struct forged *forged, const char *token, const uint8_t *id)
{
	char path[128], mailbox[HEX_LENGTH(32) + 1], proof[PROOF_HEADER_SIZE];
	char digits[HEX_LENGTH(32) + 1], mailbox_header[128], proof_header[256];
	const char *headers[] = { mailbox_header, proof_header, NULL };
	struct net_answer answer = NET_ANSWER_INIT;
	struct error error = ERROR_INIT;

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	hex_encode(mailbox, forged->mailbox, sizeof forged->mailbox);
	proof_print(proof, token, strlen(token), 0);
	(void)snprintf(path, sizeof path, "/v1/envelopes/%s", digits);
	(void)snprintf(mailbox_header, sizeof mailbox_header, "Testimony-Mailbox: %s", mailbox);
	(void)snprintf(proof_header, sizeof proof_header, "Testimony-Proof: %s", proof);
	if (net_request(net, "PUT", path, headers, forged->envelope.data,
	    forged->envelope.length, FORGE_ANSWER_MOST, &answer, &error) != 0)
		forge_die(&error);
	if (answer.status != 201) {
		(void)fprintf(stderr, "forge: the daemon answered %ld\n", answer.status);
		exit(1);
	}
	net_answer_free(&answer);
}

static void
forge_many(const struct campaign *campaign, const char *origin, size_t count)
{
	char token[PROOF_TOKEN_MOST + 1], digits[HEX_LENGTH(32) + 1];
	struct error error = ERROR_INIT;
	struct net *net = NULL;
	uint8_t id[ENVELOPE_ID_BYTES];

	if (net_new(&net, origin, NULL, &error) != 0)
		forge_die(&error);
	forge_token(net, token);
	for (size_t i = 0; i < count; i++) {
		struct forged forged = { .line1 = BUFFER_INIT, .envelope = BUFFER_INIT };

		forge(&forged, campaign, FORGE_GOOD, i);
		envelope_id(id, forged.envelope.data, forged.envelope.length);
		forge_put(net, &forged, token, id);
		hex_encode(digits, id, sizeof id);
		(void)printf("{\"id\":\"%s\",", digits);
		hex_encode(digits, forged.mailbox, sizeof forged.mailbox);
		(void)printf("\"mailbox\":\"%s\",\"week\":%u,\"testimony\":%s}\n", digits,
		    week_of((int64_t)time(NULL)), (const char *)forged.line1.data);
		forged_free(&forged);
	}
	net_free(&net);
}

/* One line as line 1, signed and sealed as it is. */
static void
forge_told_one(const struct campaign *campaign, const char *line, size_t length,
    struct forged *forged)
{
	static const char place[] = FORGE_REPLY_PLACE;
	struct author *author = NULL;
	struct age_identities *reply = age_identities_new();
	struct buffer covered = BUFFER_INIT;
	struct error error = ERROR_INIT;
	char recipient[RECIPIENT_SIZE];
	const char *found = memmem(line, length, place, strlen(place));
	size_t before = found == NULL ? length : (size_t)(found - line);
	uint8_t signature[64];

	age_identities_generate(reply);
	recipient_print(recipient, age_identities_recipient(reply, 0));
	buffer_append(&forged->line1, line, before);
	if (found != NULL) {
		buffer_append_text(&forged->line1, recipient);
		buffer_append(&forged->line1, found + strlen(place), length - before - strlen(place));
	}
	author_generate(&author);
	author_mailbox(author, forged->mailbox);
	envelope_signed_bytes(&covered, campaign->signing_key.key, forged->mailbox,
	    forged->line1.data, forged->line1.length);
	author_sign(author, covered.data, covered.length, signature);
	if (forge_seal(&forged->envelope, campaign, &forged->line1, author_public(author), signature,
	    &error) != 0)
		forge_die(&error);
	author_free(&author);
	age_identities_free(&reply);
	buffer_free(&covered);
}

static void
forge_told(const struct campaign *campaign, const char *origin, const char *path)
{
	char token[PROOF_TOKEN_MOST + 1];
	struct buffer lines = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct net *net = NULL;
	uint8_t id[ENVELOPE_ID_BYTES];
	const char *at, *end;

	if (net_new(&net, origin, NULL, &error) != 0 ||
	    file_read(path, FORGE_LINES_MOST, &lines, &error) != 0)
		forge_die(&error);
	forge_token(net, token);
	at = (const char *)lines.data;
	while (lines.length > 0 && (end = memchr(at, '\n',
	    (size_t)((const char *)lines.data + lines.length - at))) != NULL) {
		struct forged forged = { .line1 = BUFFER_INIT, .envelope = BUFFER_INIT };

		forge_told_one(campaign, at, (size_t)(end - at), &forged);
		envelope_id(id, forged.envelope.data, forged.envelope.length);
		forge_put(net, &forged, token, id);
		forged_free(&forged);
		at = end + 1;
	}
	net_free(&net);
	buffer_free(&lines);
}

static void
forge_event(const struct campaign *campaign, const char *key_path, const char *path)
{
	static const uint8_t no_mailbox[ENVELOPE_MAILBOX_BYTES];
	const struct event event = { .campaign = campaign->serial, .kind = "of-a-later-version",
		.made = day_of((int64_t)time(NULL)), .data = json_object() };
	struct coordinator_key key = { NULL, NULL };
	struct buffer text = BUFFER_INIT, line1 = BUFFER_INIT, envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;

	if (strcmp(key_path, "-") == 0)
		coordinator_key_generate(&key);
	else if (keyfile_read(key_path, NULL, &text, &error) != 0 ||
	    coordinator_key_parse(&key, (const char *)text.data, text.length, &error) != 0)
		forge_die(&error);
	if (event_print(&line1, &event, &error) != 0 ||
	    author_seal(key.author, &envelope, &campaign->recipient, campaign->signing_key.key,
		no_mailbox, line1.data, line1.length, &error) != 0 ||
	    file_write(path, envelope.data, envelope.length, 0600, false, &error) != 0)
		forge_die(&error);
	coordinator_key_free(&key);
	buffer_free(&text);
	buffer_free(&line1);
	buffer_free(&envelope);
}

/* A plain key file (init --no-passphrase). */
static void
forge_sign(const char *key_path, const char *path, const char *comment, const char *to)
{
	struct buffer key_text = BUFFER_INIT, message = BUFFER_INIT, signature = BUFFER_INIT;
	struct minisign_secret_key *key = NULL;
	struct error error = ERROR_INIT;

	if (file_read(key_path, MINISIGN_SECRET_FILE_MOST, &key_text, &error) != 0 ||
	    file_read(path, CAMPAIGN_BYTES_MOST, &message, &error) != 0 ||
	    minisign_secret_parse(&key, (const char *)key_text.data, key_text.length,
	    &error) != 0)
		forge_die(&error);
	minisign_sign(key, message.data, message.length, comment, &signature);
	if (file_write(to, signature.data, signature.length, 0600, true, &error) != 0)
		forge_die(&error);
	minisign_secret_free(&key);
	buffer_free(&key_text);
	buffer_free(&message);
	buffer_free(&signature);
}

static void
forge_withdraw(const struct campaign *campaign, const char *seed_text, const char *path)
{
	char mailbox[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1], header[WITHDRAWAL_HEADER_SIZE];
	uint8_t seed[32], record[WITHDRAWAL_BYTES];
	struct withdrawal withdrawal;
	struct error error = ERROR_INIT;
	struct author *author = NULL;

	if (hex_decode(seed, sizeof seed, seed_text, strlen(seed_text)) != 0)
		exit(2);
	author_from_seed(&author, seed);
	author_withdraw(author, campaign->signing_key.key, &withdrawal);
	withdrawal.week = 2900;
	withdrawal_print(record, &withdrawal);
	withdrawal_header_print(header, &withdrawal);
	hex_encode(mailbox, withdrawal.mailbox, sizeof withdrawal.mailbox);
	if (file_write(path, record, sizeof record, 0600, true, &error) != 0)
		forge_die(&error);
	(void)printf("%s %s\n", mailbox, header);
	author_free(&author);
}

int
main(int argc, char **argv)
{
	struct campaign *campaign;
	long count;

	secret_start();
	json_start();
	if (argc != 6)
		return 2;
	if (strcmp(argv[1], "sign") == 0) {
		forge_sign(argv[2], argv[3], argv[4], argv[5]);
		return 0;
	}
	campaign = forge_campaign(argv[2], argv[3]);
	if (strcmp(argv[1], "one") == 0) {
		forge_one(campaign, argv[4], argv[5]);
	} else if (strcmp(argv[1], "told") == 0) {
		forge_told(campaign, argv[4], argv[5]);
	} else if (strcmp(argv[1], "event") == 0) {
		forge_event(campaign, argv[4], argv[5]);
	} else if (strcmp(argv[1], "withdraw") == 0) {
		forge_withdraw(campaign, argv[4], argv[5]);
	} else {
		count = strtol(argv[5], NULL, 10);
		if (count < 1 || count > FORGE_MANY_MOST)
			return 2;
		forge_many(campaign, argv[4], (size_t)count);
	}
	campaign_free(&campaign);
	return fflush(stdout) == 0 ? 0 : 1;
}
