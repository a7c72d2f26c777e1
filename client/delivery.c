/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/delivery.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/patience.h"
#include "common/encode.h"
#include "common/json.h"
#include "common/proof.h"
#include "front/terminal.h"

#define DELIVERY_ANSWER_MOST 4096
#define DELIVERY_WORK_STEP 65536 /* tries between two looks at the clock */

enum delivery_step { STEP_ARRIVED, STEP_AGAIN, STEP_AT_ONCE, STEP_NEVER };

struct delivery {
	struct net *net;
	const uint8_t *envelope;
	uint8_t id[ENVELOPE_ID_BYTES];
	char id_text[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	char mailbox_text[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	struct patience patience;
	long pause;         /* seconds before the next try, as the daemon wished, or -1 */
	bool busy;          /* the last try found it so */
	bool uncertain;     /* a try was sent and no answer came */
	struct net_answer answer;
};

struct delivery_challenge {
	char token[PROOF_TOKEN_MOST + 1];
	int bits;
};

/* The sentence of an answer that is no good, with what the daemon itself says of it. */
static void
delivery_say(struct delivery *delivery, const char *sentence, struct error *error)
{
	char *problem = net_problem(&delivery->answer);

	if (problem == NULL)
		(void)error_refuse(error, "%s", sentence);
	else
		(void)error_refuse(error, "%s (%s says: %s)", sentence, net_origin(delivery->net),
		    problem);
	free(problem);
}

static enum delivery_step
delivery_busy(struct delivery *delivery, struct error *error)
{
	delivery->pause = delivery->answer.retry_after;
	delivery->busy = true;
	(void)error_refuse(error, "%s is too busy now; try again later",
	    net_origin(delivery->net));
	return STEP_AGAIN;
}

/* Trouble on the way: worth another try where the network is to blame. */
static enum delivery_step
delivery_trouble(const struct error *error)
{
	return error->kind == ERROR_SYSTEM ? STEP_AGAIN : STEP_NEVER;
}

static int
delivery_read_challenge(struct delivery_challenge *challenge, const struct net_answer *answer,
    struct error *error)
{
	json_t *value = NULL;
	const char *token;
	int64_t bits;
	int result;

	result = json_parse(&value, answer->body.data, answer->body.length, "the challenge", error);
	if (result == 0)
		result = json_member_text(value, "token", PROOF_TOKEN_MOST, &token, error);
	if (result == 0)
		result = json_member_integer(value, "bits", 0, PROOF_BITS_MOST, &bits, error);
	if (result == 0 && !proof_token_is_good(token, strlen(token)))
		result = error_refuse(error, "the challenge's token is not one");
	if (result == 0) {
		(void)snprintf(challenge->token, sizeof challenge->token, "%s", token);
		challenge->bits = (int)bits;
	}
	json_decref(value);
	return result;
}

/* STEP_ARRIVED here means that the challenge did. */
static enum delivery_step
delivery_ask(struct delivery *delivery, struct delivery_challenge *challenge,
    struct error *error)
{
	struct net_answer *answer = &delivery->answer;

	if (net_request(delivery->net, "GET", "/v1/challenge", NULL, NULL, 0,
	    DELIVERY_ANSWER_MOST, answer, error) != 0 && answer->status < 500)
		return delivery_trouble(error);
	switch (answer->status) {
	case 200:
		break;
	case 502:
	case 503:
	case 504:
		return delivery_busy(delivery, error);
	default:
		delivery_say(delivery, "this address does not take testimonies", error);
		return STEP_NEVER;
	}
	if (delivery_read_challenge(challenge, answer, error) != 0)
		return STEP_NEVER;
	return STEP_ARRIVED;
}

static int
delivery_work(struct delivery *delivery, const struct delivery_challenge *challenge,
    uint64_t *nonce, struct error *error)
{
	int64_t started = patience_now();

	/* A proof that the lottery sent away stays so: another try is another proof. */
	randombytes_buf(nonce, sizeof *nonce);
	while (!proof_work(challenge->token, strlen(challenge->token), delivery->id,
	    challenge->bits, nonce, DELIVERY_WORK_STEP)) {
		if (patience_is_stopped(&delivery->patience))
			return error_refuse(error, "stopped, as you asked");
		if (patience_is_over(&delivery->patience))
			return error_refuse(error, "%s wants more work against floods than there "
			    "was time for; try again later", net_origin(delivery->net));
		patience_say(&delivery->patience, WORDS_WORKING, (long)(patience_now() - started));
	}
	return 0;
}

/* What the daemon's answer means (the table of the protocol). */
static enum delivery_step
delivery_judge(struct delivery *delivery, struct error *error)
{
	switch (delivery->answer.status) {
	case 200:
	case 201:
		return STEP_ARRIVED;
	case 409:
		delivery_say(delivery, "its place is taken already by another mailbox's envelope; "
		    "tell it again, which makes a new envelope", error);
		return STEP_NEVER;
	case 410:
		/* Only a signature by the nine words withdraws; this is a server's word for it. */
		delivery_say(delivery, "the server says that everything was taken back with these "
		    "nine words, and that it takes nothing more; if you did not do that, tell the "
		    "coordinators", error);
		return STEP_NEVER;
	case 413:
	case 422:
		delivery_say(delivery, "it was refused: not a sealed envelope, or changed on the "
		    "way", error);
		return STEP_NEVER;
	case 429:
		delivery_say(delivery, "the proof of work was too weak", error);
		return STEP_AT_ONCE;
	case 507:
		delivery_say(delivery, "there is no room left on the campaign's server; try again "
		    "in some days, and tell the campaign", error);
		return STEP_NEVER;
	case 503:
		return delivery_busy(delivery, error);
	default:
		/* Any other 5xx: a proxy that lost the daemon's answer (502, 504, a carrier's own 520 to
		 * 524) knows no more than we do. */
		if (delivery->answer.status >= 500) {
			delivery->uncertain = true;
			delivery_say(delivery, "the campaign's server is in trouble", error);
			return STEP_AGAIN;
		}
		/* Only a refusal says that nothing was kept. */
		if (delivery->answer.status < 400)
			delivery->uncertain = true;
		delivery_say(delivery, "the answer was not one that this program knows", error);
		return STEP_NEVER;
	}
}

static enum delivery_step
delivery_try(struct delivery *delivery, struct error *error)
{
	struct delivery_challenge challenge;
	char path[128], proof[PROOF_HEADER_SIZE], proof_header[PROOF_HEADER_SIZE + 32];
	char mailbox_header[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 32];
	const char *headers[] = { mailbox_header, proof_header, NULL };
	enum delivery_step step;
	uint64_t nonce;

	delivery->pause = -1;
	delivery->busy = false;
	step = delivery_ask(delivery, &challenge, error);
	if (step != STEP_ARRIVED)
		return step;
	if (delivery_work(delivery, &challenge, &nonce, error) != 0)
		return STEP_NEVER;
	proof_print(proof, challenge.token, strlen(challenge.token), nonce);
	(void)snprintf(path, sizeof path, "/v1/envelopes/%s", delivery->id_text);
	(void)snprintf(proof_header, sizeof proof_header, "Testimony-Proof: %s", proof);
	(void)snprintf(mailbox_header, sizeof mailbox_header, "Testimony-Mailbox: %s",
	    delivery->mailbox_text);
	patience_say(&delivery->patience, WORDS_SENDING, 0);
	if (net_request(delivery->net, "PUT", path, headers, delivery->envelope, ENVELOPE_BYTES,
	    DELIVERY_ANSWER_MOST, &delivery->answer, error) != 0) {
		/* The status line is the daemon's word, even where the rest was cut off. */
		if (delivery->answer.status == 201 || delivery->answer.status == 200)
			return STEP_ARRIVED;
		/* A proxy's long page about the daemon behind it that is down. */
		if (delivery->answer.status >= 500)
			return delivery_judge(delivery, error);
		if (delivery->answer.sent)
			delivery->uncertain = true;
		return delivery_trouble(error);
	}
	return delivery_judge(delivery, error);
}

/* Until it arrived, or another try is no use. */
static enum delivery_step
delivery_run(struct delivery *delivery, struct error *error)
{
	struct patience *patience = &delivery->patience;
	bool at_once = false;
	enum delivery_step step;

	for (;;) {
		step = delivery_try(delivery, error);
		if (step == STEP_ARRIVED || step == STEP_NEVER || patience_is_stopped(patience))
			return step;
		/* The bits rose meanwhile. Twice in a row: something else is the matter. */
		at_once = step == STEP_AT_ONCE && !at_once;
		if (!at_once && !patience_wait(patience, delivery->pause, delivery->busy ?
		    words(patience->language, WORDS_TRYING_BUSY) : error->text))
			return step;
	}
}

enum delivery_outcome
deliver(struct net *net, const uint8_t envelope[ENVELOPE_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const struct delivery_way *way,
    struct error *error)
{
	struct delivery delivery = { .net = net, .envelope = envelope,
		.answer = NET_ANSWER_INIT };
	enum delivery_step step;

	envelope_id(delivery.id, envelope, ENVELOPE_BYTES);
	hex_encode(delivery.id_text, delivery.id, sizeof delivery.id);
	hex_encode(delivery.mailbox_text, mailbox, ENVELOPE_MAILBOX_BYTES);
	patience_begin(&delivery.patience, way->patience, way->stop);
	if (way->language != NULL)
		delivery.patience.language = way->language;
	delivery.patience.plain = way->plain;
	step = delivery_run(&delivery, error);
	if (!way->plain)
		terminal_progress_end();
	net_answer_free(&delivery.answer);
	if (step == STEP_ARRIVED)
		return DELIVERY_ARRIVED;
	if (delivery.uncertain)
		return DELIVERY_UNCERTAIN;
	if (step != STEP_NEVER && patience_is_stopped(&delivery.patience))
		(void)error_refuse(error, "stopped, as you asked");
	return DELIVERY_NOT;
}
