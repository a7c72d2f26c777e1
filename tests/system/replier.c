/* SPDX-License-Identifier: ISC */
/*
 * Writes to a family as a desk does, or as no honest desk would.
 *
 *   replier CAMPAIGN.json PIN SPEC.json TO
 *
 * SPEC: {"receipt":"nine words", "line1":{...},
 *   "by"?:"HANDLE.key" (not sealed; else signed by nobody known), "unsigned"?:true,
 *   "signed_for"?:hex (another mailbox), "sealed_to_nobody"?:true, "other_campaign"?:true,
 *   "put_as"?:"HANDLE.key" (who puts it; else who signed), "replaces"?:hex}
 * TO: unix:PATH, a daemon's desk socket to put it by, or a file to write the envelope to. Prints
 * the hash of line 1 and the id of the envelope, in hex.
 */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/file.h"
#include "common/json.h"
#include "common/minisign_verify.h"
#include "common/reply_line.h"
#include "common/secret.h"
#include "front/net.h"
#include "keys/age_identity.h"
#include "keys/author.h"
#include "keys/httpsig_sign.h"
#include "keys/keyfile.h"
#include "keys/receipt.h"
#include "tests/system/campaign_file.h"

#define REPLIER_SPEC_MOST (256 * 1024)
#define REPLIER_ANSWER_MOST 4096

static _Noreturn void
replier_die(const struct error *error)
{
	(void)fprintf(stderr, "replier: %s\n", error->text);
	exit(1);
}

static struct campaign *
replier_campaign(const char *path, const char *pin_text)
{
	struct error error = ERROR_INIT;
	struct campaign *campaign = NULL;

	if (campaign_file_read(&campaign, path, pin_text, &error) != 0)
		replier_die(&error);
	return campaign;
}

static const char *
replier_text(const json_t *spec, const char *key)
{
	return json_string_value(json_object_get(spec, key));
}

static void
replier_key(struct coordinator_key *key, const char *path)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;

	if (path == NULL)
		coordinator_key_generate(key);
	else if (keyfile_read(path, NULL, &text, &error) != 0 ||
	    coordinator_key_parse(key, (const char *)text.data, text.length, &error) != 0)
		replier_die(&error);
	buffer_free(&text);
}

static void
replier_seal(struct buffer *envelope, const json_t *spec, const struct campaign *campaign,
    const struct author *author, const struct age_identities *family,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const struct buffer *line1)
{
	struct age_identities *nobody = age_identities_new();
	struct buffer covered = BUFFER_INIT;
	struct error error = ERROR_INIT;
	const char *signed_for = replier_text(spec, "signed_for");
	uint8_t key[32], box[ENVELOPE_MAILBOX_BYTES], signature[ENVELOPE_SIGNATURE_BYTES];

	age_identities_generate(nobody);
	memcpy(key, campaign->signing_key.key, sizeof key);
	memcpy(box, mailbox, sizeof box);
	if (json_is_true(json_object_get(spec, "other_campaign")))
		key[0] ^= 1;
	if (signed_for != NULL && hex_decode(box, sizeof box, signed_for, strlen(signed_for)) != 0)
		error_bug("signed_for is no mailbox");
	envelope_signed_bytes(&covered, key, box, line1->data, line1->length);
	author_sign(author, covered.data, covered.length, signature);
	if (json_is_true(json_object_get(spec, "unsigned")))
		memset(signature, 0, sizeof signature);
	if (envelope_seal(envelope, age_identities_recipient(
	    json_is_true(json_object_get(spec, "sealed_to_nobody")) ? nobody : family, 0),
	    line1->data, line1->length, author_public(author), signature, &error) != 0)
		replier_die(&error);
	age_identities_free(&nobody);
	buffer_free(&covered);
}

static void
replier_put(const char *to, const struct author *author, const uint8_t *mailbox,
    const uint8_t id[ENVELOPE_ID_BYTES], const char *replaces, const struct buffer *envelope)
{
	char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
	char signature[HTTPSIG_SIGNATURE_SIZE], id_text[HEX_LENGTH(32) + 1];
	char mailbox_text[HEX_LENGTH(32) + 1], fields[5][HTTPSIG_INPUT_SIZE + 64], path[128];
	const char *headers[6] = { fields[0], fields[1], fields[2], fields[3],
		replaces == NULL ? NULL : fields[4], NULL };
	struct net_answer answer = NET_ANSWER_INIT;
	struct error error = ERROR_INIT;
	struct net *net = NULL;
	struct httpsig_request request = { .method = "PUT", .authority = "localhost",
		.path = path, .content_digest = digest, .mailbox = mailbox_text,
		.replaces = replaces };

	hex_encode(id_text, id, ENVELOPE_ID_BYTES);
	hex_encode(mailbox_text, mailbox, ENVELOPE_MAILBOX_BYTES);
	(void)snprintf(path, sizeof path, "/v1/desk/replies/%s", id_text);
	httpsig_digest(digest, envelope->data, envelope->length);
	httpsig_sign(author, &request, (int64_t)time(NULL), input, signature);
	(void)snprintf(fields[0], sizeof fields[0], "Content-Digest: %s", digest);
	(void)snprintf(fields[1], sizeof fields[1], "Signature-Input: %s", input);
	(void)snprintf(fields[2], sizeof fields[2], "Signature: %s", signature);
	(void)snprintf(fields[3], sizeof fields[3], "Testimony-Mailbox: %s", mailbox_text);
	if (replaces != NULL)
		(void)snprintf(fields[4], sizeof fields[4], "Testimony-Replaces: %s", replaces);
	if (net_new(&net, to, NULL, &error) != 0 ||
	    net_request(net, "PUT", path, headers, envelope->data, envelope->length,
	    REPLIER_ANSWER_MOST, &answer, &error) != 0)
		replier_die(&error);
	if (answer.status != 201) {
		(void)fprintf(stderr, "replier: the daemon answered %ld\n", answer.status);
		exit(1);
	}
	net_answer_free(&answer);
	net_free(&net);
}

int
main(int argc, char **argv)
{
	struct buffer text = BUFFER_INIT, line1 = BUFFER_INIT, envelope = BUFFER_INIT;
	struct coordinator_key key = { NULL, NULL }, putter = { NULL, NULL };
	uint8_t mailbox[32], hash[REPLY_LINE_HASH_BYTES], id[ENVELOPE_ID_BYTES];
	char hash_text[HEX_LENGTH(32) + 1], id_text[HEX_LENGTH(32) + 1];
	struct age_identities *family;
	struct receipt *receipt = NULL;
	struct error error = ERROR_INIT;
	struct author *author = NULL;
	struct campaign *campaign;
	const char *words;
	json_t *spec = NULL;

	secret_start();
	json_start();
	if (argc != 5)
		return 2;
	family = age_identities_new();
	campaign = replier_campaign(argv[1], argv[2]);
	if (file_read(argv[3], REPLIER_SPEC_MOST, &text, &error) != 0 ||
	    json_parse(&spec, text.data, text.length, "the spec", &error) != 0)
		replier_die(&error);
	words = replier_text(spec, "receipt");
	if (receipt_parse(&receipt, words, strlen(words), campaign->signing_key.key, NULL,
	    &error) != 0 ||
	    receipt_derive(receipt, campaign->signing_key.key, &author, family, &error) != 0)
		replier_die(&error);
	author_mailbox(author, mailbox);
	replier_key(&key, replier_text(spec, "by"));
	replier_key(&putter, replier_text(spec, replier_text(spec, "put_as") == NULL ? "by" :
	    "put_as"));
	json_print(json_object_get(spec, "line1"), &line1);
	replier_seal(&envelope, spec, campaign, key.author, family, mailbox, &line1);
	line1_hash(hash, line1.data, line1.length);
	envelope_id(id, envelope.data, envelope.length);
	if (strncmp(argv[4], "unix:", 5) == 0)
		replier_put(argv[4], putter.author, mailbox, id, replier_text(spec, "replaces"),
		    &envelope);
	else if (file_write(argv[4], envelope.data, envelope.length, 0600, true, &error) != 0)
		replier_die(&error);
	hex_encode(hash_text, hash, sizeof hash);
	hex_encode(id_text, id, sizeof id);
	(void)printf("%s %s\n", hash_text, id_text);
	json_decref(spec);
	receipt_free(&receipt);
	author_free(&author);
	age_identities_free(&family);
	coordinator_key_free(&key);
	coordinator_key_free(&putter);
	campaign_free(&campaign);
	buffer_free(&text);
	buffer_free(&line1);
	buffer_free(&envelope);
	return fflush(stdout) == 0 ? 0 : 1;
}
