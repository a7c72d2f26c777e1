/* SPDX-License-Identifier: ISC */
/*
 * A load that asks a daemon for all that it promises to keep and to erase, writes down what was
 * answered, and cuts the power at that very moment.
 *
 *   outage load INTAKE DESK CAMPAIGN.json PIN HANDLE.key FILE CONNECTIONS WHEN DISK
 *       over so many connections until the daemon is gone. HANDLE.key is not sealed. Cuts at
 *       the answer number WHEN (0: never), or, where it is negative, at that of those that say that
 *       something is erased
 *   outage cut DISK HOW
 *       cuts now
 *
 * DISK is a folder of the file system. A cut is ext4's shutdown: from then on nothing more is
 * written, and what was not synced is lost with the machine's memory. HOW: 2 as it is, 1 with what
 * ext4's own journal holds, so that names and sizes may come before contents.
 *
 * What is answered after the cut does not count: a machine without power answers nobody. (ext4 may
 * say that a sync went well which was under way at its shutdown, and lose it.)
 *
 * FILE has a line for each thing. TAG is in the envelope, behind TESTIMONY-OUTAGE.
 *   keep ID TRAY MAILBOX TAG    was answered: it is kept
 *   ask WHAT ID                 is asked for next: "withdraw", "erase", "replace" or "done"
 *   end WHAT ID                 and was answered
 * Exit status 0 when each answer was one that there may be. */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>

#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/withdrawal.h"
#include "keys/author.h"
#include "tests/system/campaign_file.h"
#include "tests/system/desk_request.h"
#include "tests/system/flood_parts.h"

/* fs/ext4/ext4.h of Linux; no header of the system has it. */
#define OUTAGE_SHUTDOWN _IOR('X', 125, uint32_t)
#define OUTAGE_AS_IT_IS 2

#define OUTAGE_CONNECTIONS_MOST 64
#define OUTAGE_BUSY_MOST 5000 /* times that one request is sent again, 2 ms apart */
#define OUTAGE_WAIT_SECONDS 60 /* for one answer */
#define OUTAGE_TAG "TESTIMONY-OUTAGE"
#define OUTAGE_TAG_AT 200 /* behind any head of an envelope, and before a row's first page ends */
#define OUTAGE_TAG_BYTES 16

struct outage {
	const char *intake, *desk, *disk;
	const struct campaign *campaign;
	const struct author *coordinator;
	int file;
	long when; /* 0: never; negative: counts those that end something */
	_Atomic bool wrong;
	pthread_mutex_t lock; /* of the rest */
	bool cut;
	long answers, ends;
};

struct outage_thread {
	struct outage *outage;
	pthread_t thread;
	bool late; /* the last answer came after the cut */
	char token[160];
};

struct outage_envelope {
	enum tray tray;
	uint8_t bytes[ENVELOPE_BYTES];
	char id[65], mailbox[65], tag[33];
};

static int
outage_cut(const char *disk, unsigned how)
{
	int folder = open(disk, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint32_t flags = how;
	int result = folder < 0 ? -1 : ioctl(folder, OUTAGE_SHUTDOWN, &flags);

	if (result != 0)
		perror("outage: the power cannot be cut");
	(void)close(folder);
	return result;
}

/* Writes it down in one piece, whoever else does. */
static void
outage_note(const struct outage *outage, struct buffer *lines)
{
	if (write(outage->file, lines->data, lines->length) != (ssize_t)lines->length)
		error_bug("what was answered cannot be written down");
	buffer_free(lines);
}

/* The cut falls here, before anybody else hears of the answer. Whether the answer came later. */
static bool
outage_answered(struct outage *outage, bool end)
{
	bool late;

	(void)pthread_mutex_lock(&outage->lock);
	late = outage->cut;
	outage->answers++;
	outage->ends += end;
	if (!outage->cut && outage->when != 0 && (outage->when > 0 ?
		outage->answers == outage->when : outage->ends == -outage->when)) {
		outage->cut = true;
		if (outage_cut(outage->disk, OUTAGE_AS_IT_IS) != 0)
			outage->wrong = true;
	}
	(void)pthread_mutex_unlock(&outage->lock);
	return late;
}

/* The status of the answer, in `answer`; 0: none came. */
static int
outage_exchange(const char *address, const struct buffer *request, char answer[FLOOD_ANSWER_SIZE])
{
	const struct timeval patience = { .tv_sec = OUTAGE_WAIT_SECONDS };
	int descriptor = reach(address), status;

	if (descriptor < 0)
		return 0;
	(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	(void)setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	(void)file_write_all(descriptor, request->data, request->length);
	status = flood_answer(descriptor, answer);
	(void)close(descriptor);
	return status;
}

static int
outage_token(struct outage_thread *thread)
{
	struct buffer request = BUFFER_INIT;
	char answer[FLOOD_ANSWER_SIZE], *token;
	int status;

	buffer_append_text(&request, "GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n");
	status = outage_exchange(thread->outage->intake, &request, answer);
	buffer_free(&request);
	token = status == 200 ? strstr(answer, "\"token\":\"") : NULL;
	return token != NULL && sscanf(token, "\"token\":\"%159[^\"]", thread->token) == 1 ? 0 : -1;
}

/* Adds a request for `what`. */
typedef void outage_make(struct outage_thread *thread, const void *what, struct buffer *request);

/* One request, made anew each time that it is sent: again where the daemon is busy or wants another
 * token. Whether the answer is the one wanted; else nothing more is to be done. `end`: the answer
 * says that something is erased. */
static bool
outage_do(struct outage_thread *thread, const char *address, outage_make *make, const void *what,
    int wanted, bool end)
{
	const struct timespec moment = { 0, 2000000 };
	char answer[FLOOD_ANSWER_SIZE];
	int status = 0;

	for (int again = 0; again < OUTAGE_BUSY_MOST; again++) {
		struct buffer request = BUFFER_INIT;

		make(thread, what, &request);
		status = outage_exchange(address, &request, answer);
		buffer_free(&request);
		if (status == 0)
			return false;
		if (status == wanted) {
			thread->late = outage_answered(thread->outage, end);
			return true;
		}
		if (status != 503 && (status != 429 || outage_token(thread) != 0))
			break;
		(void)nanosleep(&moment, NULL);
	}
	(void)pthread_mutex_lock(&thread->outage->lock);
	if (!thread->outage->cut) { /* later, what is read may be anything */
		(void)fprintf(stderr, "outage: %d instead of %d: %s\n", status, wanted, answer);
		thread->outage->wrong = true;
	}
	(void)pthread_mutex_unlock(&thread->outage->lock);
	return false;
}

static void
outage_envelope(struct outage_envelope *envelope, enum tray tray, const uint8_t mailbox[32])
{
	uint8_t id[32], tag[OUTAGE_TAG_BYTES];

	envelope->tray = tray;
	flood_envelope(envelope->bytes);
	randombytes_buf(tag, sizeof tag);
	memcpy(envelope->bytes + OUTAGE_TAG_AT, OUTAGE_TAG, strlen(OUTAGE_TAG));
	memcpy(envelope->bytes + OUTAGE_TAG_AT + strlen(OUTAGE_TAG), tag, sizeof tag);
	hex_encode(envelope->tag, tag, sizeof tag);
	envelope_id(id, envelope->bytes, ENVELOPE_BYTES);
	hex_encode(envelope->id, id, sizeof id);
	hex_encode(envelope->mailbox, mailbox, 32);
}

static void
outage_make_put(struct outage_thread *thread, const void *what, struct buffer *request)
{
	const struct outage_envelope *envelope = what;

	buffer_format(request, "PUT /v1/envelopes/%s HTTP/1.1\r\nHost: localhost\r\n"
	    "Content-Length: %d\r\nTestimony-Mailbox: %s\r\n"
	    "Testimony-Proof: %s 0000000000000000\r\n\r\n", envelope->id, ENVELOPE_BYTES,
	    envelope->mailbox, thread->token);
	buffer_append(request, envelope->bytes, ENVELOPE_BYTES);
}

struct outage_asked {
	const char *method, *path, *mailbox, *replaces;
	const struct outage_envelope *envelope; /* whose id ends the path; a PUT sends it whole */
};

static void
outage_make_asked(struct outage_thread *thread, const void *what, struct buffer *request)
{
	const struct outage_asked *asked = what;
	const char *const fields[4] = { asked->mailbox, asked->replaces, asked->mailbox,
		asked->replaces };
	struct buffer path = BUFFER_INIT, body = BUFFER_INIT;

	buffer_format(&path, "%s%s", asked->path, asked->envelope->id);
	if (strcmp(asked->method, "PUT") == 0)
		buffer_append(&body, asked->envelope->bytes, ENVELOPE_BYTES);
	desk_request(request, thread->outage->coordinator, asked->method, (const char *)path.data,
	    &body, fields);
	buffer_free(&path);
	buffer_free(&body);
}

static void
outage_make_withdrawal(struct outage_thread *thread, const void *what, struct buffer *request)
{
	const struct author *author = what;
	char field[WITHDRAWAL_HEADER_SIZE], mailbox[65];
	struct withdrawal withdrawal;

	author_withdraw(author, thread->outage->campaign->signing_key.key, &withdrawal);
	withdrawal_header_print(field, &withdrawal);
	hex_encode(mailbox, withdrawal.mailbox, sizeof withdrawal.mailbox);
	buffer_format(request, "DELETE /v1/mailbox HTTP/1.1\r\nHost: localhost\r\n"
	    "Testimony-Mailbox: %s\r\nTestimony-Withdraw: %s\r\n\r\n", mailbox, field);
}

static void
outage_note_kept(const struct outage_thread *thread, const struct outage_envelope *envelope)
{
	struct buffer line = BUFFER_INIT;

	if (thread->late)
		return;
	buffer_format(&line, "keep %s %d %s %s\n", envelope->id, (int)envelope->tray,
	    envelope->mailbox, envelope->tag);
	outage_note(thread->outage, &line);
}

static void
outage_note_asked(const struct outage_thread *thread, const char *step, const char *what,
    const struct outage_envelope *one, const struct outage_envelope *two)
{
	struct buffer lines = BUFFER_INIT;

	if (strcmp(step, "end") == 0 && thread->late)
		return;
	buffer_format(&lines, "%s %s %s\n", step, what, one->id);
	if (two != NULL)
		buffer_format(&lines, "%s %s %s\n", step, what, two->id);
	outage_note(thread->outage, &lines);
}

static bool
outage_put(struct outage_thread *thread, struct outage_envelope *envelope, int wanted)
{
	if (!outage_do(thread, thread->outage->intake, outage_make_put, envelope, wanted, false))
		return false;
	outage_note_kept(thread, envelope);
	return true;
}

/* Asks as the desk for something that ends `one`; where it goes well, notes so. */
static bool
outage_end(struct outage_thread *thread, const char *what, const char *path,
    struct outage_envelope *one)
{
	const struct outage_asked asked = { .method = "DELETE", .path = path, .envelope = one };

	outage_note_asked(thread, "ask", what, one, NULL);
	if (!outage_do(thread, thread->outage->desk, outage_make_asked, &asked, 204,
		strcmp(what, "done") != 0))
		return false;
	outage_note_asked(thread, "end", what, one, NULL);
	return true;
}

/* A reply or an event of the desk; `old`: the reply whose place it takes, or NULL. */
static bool
outage_give(struct outage_thread *thread, struct outage_envelope *given,
    const struct outage_envelope *old)
{
	bool reply = given->tray == TRAY_REPLY;
	const struct outage_asked asked = { .method = "PUT",
		.path = reply ? "/v1/desk/replies/" : "/v1/desk/log/", .envelope = given,
		.mailbox = reply ? given->mailbox : NULL,
		.replaces = old == NULL ? NULL : old->id };

	if (old != NULL)
		outage_note_asked(thread, "ask", "replace", old, NULL);
	if (!outage_do(thread, thread->outage->desk, outage_make_asked, &asked, 201, old != NULL))
		return false;
	outage_note_kept(thread, given);
	if (old != NULL)
		outage_note_asked(thread, "end", "replace", old, NULL);
	return true;
}

/* What a family and a desk do, by turns. */
static bool
outage_turn(struct outage_thread *thread, unsigned turn, const struct author *author,
    struct outage_envelope envelopes[3])
{
	uint8_t mailbox[32], nobody[32] = { 0 };
	bool log = turn % 4 == 1;

	author_mailbox(author, mailbox);
	outage_envelope(&envelopes[0], TRAY_INBOX, mailbox);
	outage_envelope(&envelopes[1], log ? TRAY_LOG : TRAY_REPLY, log ? nobody : mailbox);
	outage_envelope(&envelopes[2], TRAY_REPLY, mailbox);
	if (!outage_put(thread, &envelopes[0], 201))
		return false;
	switch (turn % 8) {
	case 0:
		return outage_put(thread, &envelopes[0], 200);
	case 1:
		return outage_give(thread, &envelopes[1], NULL) &&
		    outage_end(thread, "erase", "/v1/desk/log/", &envelopes[1]);
	case 2:
		return outage_give(thread, &envelopes[1], NULL) &&
		    outage_give(thread, &envelopes[2], &envelopes[1]);
	case 3:
		return outage_end(thread, "done", "/v1/desk/envelopes/", &envelopes[0]);
	case 5:
		return outage_give(thread, &envelopes[1], NULL);
	case 6:
		if (!outage_give(thread, &envelopes[1], NULL))
			return false;
		outage_note_asked(thread, "ask", "withdraw", &envelopes[0], &envelopes[1]);
		if (!outage_do(thread, thread->outage->intake, outage_make_withdrawal, author, 204,
			true))
			return false;
		outage_note_asked(thread, "end", "withdraw", &envelopes[0], &envelopes[1]);
		return true;
	default:
		return true;
	}
}

static void *
outage_run(void *context)
{
	struct outage_thread *thread = context;
	struct outage_envelope *envelopes = calloc(3, sizeof *envelopes);
	bool on = envelopes != NULL && outage_token(thread) == 0;

	for (unsigned turn = randombytes_uniform(8); on; turn++) {
		struct author *author = NULL;

		author_generate(&author);
		on = outage_turn(thread, turn, author, envelopes);
		author_free(&author);
	}
	free(envelopes);
	return NULL;
}

static int
outage_load(char **arguments)
{
	static struct outage_thread threads[OUTAGE_CONNECTIONS_MOST];
	struct outage outage = { .intake = arguments[0], .desk = arguments[1],
		.lock = PTHREAD_MUTEX_INITIALIZER, .when = atol(arguments[7]),
		.disk = arguments[8] };
	long connections = atol(arguments[6]);
	struct campaign *campaign = NULL;
	struct author *coordinator = NULL;
	struct error error = ERROR_INIT;

	if (connections < 1 || connections > OUTAGE_CONNECTIONS_MOST)
		return 2;
	if (campaign_file_read(&campaign, arguments[2], arguments[3], &error) != 0 ||
	    desk_request_author(&coordinator, arguments[4], &error) != 0) {
		(void)fprintf(stderr, "outage: %s\n", error.text);
		return 1;
	}
	outage.campaign = campaign;
	outage.coordinator = coordinator;
	outage.file = open(arguments[5], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	for (long i = 0; i < connections; i++) {
		threads[i].outage = &outage;
		if (pthread_create(&threads[i].thread, NULL, outage_run, &threads[i]) != 0)
			error_bug("no thread");
	}
	for (long i = 0; i < connections; i++)
		(void)pthread_join(threads[i].thread, NULL);
	author_free(&coordinator);
	campaign_free(&campaign);
	return outage.wrong ? 1 : 0;
}

int
main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
	json_start();
	if (argc == 11 && strcmp(argv[1], "load") == 0)
		return outage_load(argv + 2);
	if (argc == 4 && strcmp(argv[1], "cut") == 0)
		return outage_cut(argv[2], (unsigned)atoi(argv[3])) != 0;
	(void)fprintf(stderr, "usage: outage load|cut ...\n");
	return 2;
}
