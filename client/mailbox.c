/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/mailbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/patience.h"
#include "common/encode.h"
#include "front/terminal.h"

#define MAILBOX_PATH "/v1/mailbox"
#define MAILBOX_ANSWER_MOST 4096 /* of a withdrawal */
#define MAILBOX_FIELD_SIZE (HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 32)

static void
mailbox_field(char field[MAILBOX_FIELD_SIZE], const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];

	hex_encode(digits, mailbox, ENVELOPE_MAILBOX_BYTES);
	(void)snprintf(field, MAILBOX_FIELD_SIZE, "Testimony-Mailbox: %s", digits);
}

/* A refusal with what the daemon itself says of it. */
static int
mailbox_say(const struct net *net, const struct net_answer *answer, const char *sentence,
    struct error *error)
{
	char *problem = net_problem(answer);

	if (problem == NULL)
		(void)error_refuse(error, "%s (it answered %ld)", sentence, answer->status);
	else
		(void)error_refuse(error, "%s (%s says: %s)", sentence, net_origin(net), problem);
	free(problem);
	return -1;
}

static bool
mailbox_is_busy(long status)
{
	return status == 500 || status == 502 || status == 503 || status == 504;
}

/* 0, or -1, where *again says whether another try may help. */
static int
mailbox_fetch_once(struct net *net, const char *const *headers, struct net_answer *answer,
    bool *again, struct error *error)
{
	int result = net_request(net, "GET", MAILBOX_PATH, headers, NULL, 0, MAILBOX_BYTES, answer,
	    error);

	*again = false;
	if (mailbox_is_busy(answer->status)) {
		*again = true;
		return error_refuse(error, "%s is too busy now; try again later", net_origin(net));
	}
	if (result != 0) {
		*again = error->kind == ERROR_SYSTEM;
		return -1;
	}
	if (answer->status != 200)
		return mailbox_say(net, answer, "this address gives no mailboxes", error);
	if (answer->body.length != MAILBOX_BYTES)
		return error_refuse(error, "what %s sent is no mailbox: it has %zu bytes, and a "
		    "mailbox always has %d", net_origin(net), answer->body.length, MAILBOX_BYTES);
	return 0;
}

int
mailbox_fetch(struct net *net, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], long patience,
    const volatile sig_atomic_t *stop, struct buffer *slots, struct error *error)
{
	char field[MAILBOX_FIELD_SIZE];
	const char *const headers[] = { field, NULL };
	struct net_answer answer = NET_ANSWER_INIT;
	struct patience left;
	bool again;
	int result;

	mailbox_field(field, mailbox);
	patience_begin(&left, patience, stop);
	do {
		terminal_progress("looking into the mailbox ...");
		result = mailbox_fetch_once(net, headers, &answer, &again, error);
	} while (result != 0 && again && patience_wait(&left, answer.retry_after,
	    mailbox_is_busy(answer.status) ? words(left.language, WORDS_TRYING_BUSY) : error->text));
	terminal_progress_end();
	if (result == 0)
		buffer_append(slots, answer.body.data, answer.body.length);
	net_answer_free(&answer);
	return result;
}

/* How long the place wishes to be left alone, or -1. */
static long
mailbox_withdraw_once(struct mailbox_place *place, const char *const *headers)
{
	struct net_answer answer = NET_ANSWER_INIT;
	struct error *error = &place->error;
	long pause = -1;
	int result = net_request(place->net, "DELETE", MAILBOX_PATH, headers, NULL, 0,
	    MAILBOX_ANSWER_MOST, &answer, error);

	/* The status line is the daemon's word, even where the rest was cut off. */
	if (answer.status == 204) {
		place->done = true;
	} else if (answer.status >= 500) {
		/* 507 as well: the reserve for erasing is used up, and comes back by itself. Whatever
		 * stands in front of the daemon may have lost its answer. */
		place->sent = true;
		pause = answer.retry_after;
		(void)mailbox_say(place->net, &answer, "it is busy or in trouble", error);
	} else if (result != 0) {
		place->sent |= answer.sent;
		place->given_up = error->kind != ERROR_SYSTEM;
	} else {
		place->given_up = true;
		(void)mailbox_say(place->net, &answer, answer.status < 400 ?
		    "its answer is not one that this program knows" : "it refused", error);
	}
	net_answer_free(&answer);
	return pause;
}

size_t
mailbox_withdraw(struct mailbox_place *places, size_t count, const struct withdrawal *withdrawal,
    long patience, const volatile sig_atomic_t *stop)
{
	char field[MAILBOX_FIELD_SIZE], signature[WITHDRAWAL_HEADER_SIZE];
	char withdraw[WITHDRAWAL_HEADER_SIZE + 32];
	const char *const headers[] = { field, withdraw, NULL };
	const struct mailbox_place *waiting;
	struct patience left;
	long pause, wish;
	size_t done;

	mailbox_field(field, withdrawal->mailbox);
	withdrawal_header_print(signature, withdrawal);
	(void)snprintf(withdraw, sizeof withdraw, "Testimony-Withdraw: %s", signature);
	for (size_t i = 0; i < count; i++)
		(void)error_refuse(&places[i].error, "it was not asked: stopped, as you wished");
	patience_begin(&left, patience, stop);
	do {
		waiting = NULL;
		pause = -1;
		done = 0;
		for (size_t i = 0; i < count && !patience_is_stopped(&left); i++) {
			if (places[i].done || places[i].given_up)
				continue;
			terminal_progress("withdrawing at %s ...", net_origin(places[i].net));
			wish = mailbox_withdraw_once(&places[i], headers);
			if (places[i].done || places[i].given_up)
				continue;
			if (waiting == NULL || wish < pause)
				pause = wish;
			waiting = &places[i];
		}
		for (size_t i = 0; i < count; i++)
			done += places[i].done;
	} while (waiting != NULL && patience_wait(&left, pause, waiting->error.text));
	terminal_progress_end();
	return done;
}
