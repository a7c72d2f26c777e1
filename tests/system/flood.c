/* SPDX-License-Identifier: ISC */
/*
 * Load for a daemon: envelopes that are well formed but sealed to nobody.
 *
 *   flood many ADDRESS CONNECTIONS COUNT FILE
 *       puts COUNT envelopes (0: until the daemon is gone) over so many connections at a time, and
 *       writes each id that was answered 201 or 200 to FILE, a line each, once it was
 *   flood same ADDRESS CONNECTIONS
 *       puts one envelope by so many connections at the same moment, then once more for another
 *       mailbox; prints "STATUS COUNT" for each status that came, and "other STATUS"
 *   flood one ADDRESS OUT
 *       writes one envelope to OUT, puts nothing; prints its id and a token
 *   flood slow ADDRESS CONNECTIONS MAILBOX
 *       checks a mailbox over so many connections, and takes one byte of each answer; prints
 *       "held"; on SIGUSR1 it takes the rest, and prints how many came whole
 *
 * Exit status 0 when all that was asked for was done, 1 when not.
 */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/file.h"
#include "common/secret.h"
#include "tests/system/flood_parts.h"
#include "tests/system/reach.h"

#define FLOOD_CONNECTIONS_MOST 1024
#define FLOOD_REQUEST_SIZE (1024 + ENVELOPE_BYTES)

struct flood {
	const char *address;
	long count;
	int file;
	pthread_mutex_t lock; /* of the two below */
	long begun;
	char token[160];
	pthread_barrier_t together;
};

struct flood_request {
	uint8_t bytes[FLOOD_REQUEST_SIZE];
	size_t length;
	char id[65];
};

struct flood_thread {
	struct flood *flood;
	pthread_t thread;
	const struct flood_request *request; /* of `same` */
	int status;
};

static void
flood_request(struct flood_request *request, const uint8_t envelope[ENVELOPE_BYTES],
    const char *token, char mailbox)
{
	char mailboxes[65];
	uint8_t id[32];
	int head;

	envelope_id(id, envelope, ENVELOPE_BYTES);
	hex_encode(request->id, id, sizeof id);
	memset(mailboxes, mailbox, 64);
	mailboxes[64] = '\0';
	head = snprintf((char *)request->bytes, 1024,
	    "PUT /v1/envelopes/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
	    "Testimony-Mailbox: %s\r\nTestimony-Proof: %s 0000000000000000\r\n\r\n",
	    request->id, ENVELOPE_BYTES, mailboxes, token);
	memcpy(request->bytes + head, envelope, ENVELOPE_BYTES);
	request->length = (size_t)head + ENVELOPE_BYTES;
}

/* A token for all. */
static int
flood_token(struct flood *flood)
{
	static const char request[] = "GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char answer[FLOOD_ANSWER_SIZE], *token, *end;

	if (flood_exchange(flood->address, request, sizeof request - 1, answer) != 200)
		return -1;
	token = strstr(answer, "\"token\":\"");
	if (token == NULL)
		return -1;
	token += strlen("\"token\":\"");
	end = strchr(token, '"');
	if (end == NULL || (size_t)(end - token) >= sizeof flood->token)
		return -1;
	*end = '\0';
	(void)pthread_mutex_lock(&flood->lock);
	memcpy(flood->token, token, strlen(token) + 1);
	(void)pthread_mutex_unlock(&flood->lock);
	return 0;
}

static void *
flood_many(void *context)
{
	struct flood_thread *thread = context;
	struct flood *flood = thread->flood;
	struct flood_request *request = malloc(sizeof *request);
	uint8_t *envelope = malloc(ENVELOPE_BYTES);
	char answer[FLOOD_ANSWER_SIZE], token[160];

	thread->status = -1;
	while (request != NULL && envelope != NULL) {
		int status;

		(void)pthread_mutex_lock(&flood->lock);
		memcpy(token, flood->token, sizeof token);
		flood->begun++;
		if (flood->count > 0 && flood->begun > flood->count)
			thread->status = 0;
		(void)pthread_mutex_unlock(&flood->lock);
		if (thread->status == 0)
			break;
		flood_envelope(envelope);
		flood_request(request, envelope, token, '7');
		do {
			status = flood_exchange(flood->address, request->bytes, request->length,
			    answer);
		} while (status == 503);
		if (status == 429 && flood_token(flood) == 0)
			continue;
		if (status != 201 && status != 200)
			break;
		request->id[64] = '\n';
		if (write(flood->file, request->id, 65) != 65)
			break;
	}
	free(request);
	free(envelope);
	return NULL;
}

/* Everything but the last byte; then all of them together. */
static void *
flood_same(void *context)
{
	struct flood_thread *thread = context;
	const struct flood_request *request = thread->request;
	int descriptor = reach(thread->flood->address);
	char answer[FLOOD_ANSWER_SIZE];

	if (descriptor >= 0)
		(void)file_write_all(descriptor, request->bytes, request->length - 1);
	(void)pthread_barrier_wait(&thread->flood->together);
	if (descriptor < 0)
		return NULL;
	(void)file_write_all(descriptor, request->bytes + request->length - 1, 1);
	thread->status = flood_answer(descriptor, answer);
	(void)close(descriptor);
	return NULL;
}

static int
flood_run(struct flood *flood, long connections, void *(*run)(void *),
    const struct flood_request *request, struct flood_thread *threads)
{
	int result = 0;

	for (long i = 0; i < connections; i++) {
		threads[i].flood = flood;
		threads[i].request = request;
		if (pthread_create(&threads[i].thread, NULL, run, &threads[i]) != 0)
			error_bug("no thread");
	}
	for (long i = 0; i < connections; i++) {
		(void)pthread_join(threads[i].thread, NULL);
		if (threads[i].status != 0)
			result = 1;
	}
	return result;
}

static int
flood_do_same(struct flood *flood, long connections, struct flood_thread *threads)
{
	static struct flood_request request;
	static uint8_t envelope[ENVELOPE_BYTES];
	char answer[FLOOD_ANSWER_SIZE];
	int counts[600] = { 0 };

	flood_envelope(envelope);
	flood_request(&request, envelope, flood->token, '7');
	if (pthread_barrier_init(&flood->together, NULL, (unsigned)connections) != 0)
		error_bug("no barrier");
	(void)flood_run(flood, connections, flood_same, &request, threads);
	for (long i = 0; i < connections; i++)
		if (threads[i].status >= 0 && threads[i].status < 600)
			counts[threads[i].status]++;
	for (int status = 0; status < 600; status++)
		if (counts[status] > 0)
			(void)printf("%d %d\n", status, counts[status]);
	flood_request(&request, envelope, flood->token, '8');
	(void)printf("other %d\n",
	    flood_exchange(flood->address, request.bytes, request.length, answer));
	return 0;
}

static int
flood_do_one(const struct flood *flood, const char *path)
{
	static struct flood_request request;
	static uint8_t envelope[ENVELOPE_BYTES];
	struct error error = ERROR_INIT;

	flood_envelope(envelope);
	flood_request(&request, envelope, flood->token, '7');
	if (file_write(path, envelope, sizeof envelope, 0600, true, &error) != 0)
		return 1;
	(void)printf("%s %s\n", request.id, flood->token);
	return 0;
}

/* A connection that takes in little at a time, with its request sent and one byte read; or -1. */
static int
flood_slow_open(const char *address, const char *request)
{
	int descriptor = reach(address), small = 4096;
	char byte;

	if (descriptor < 0)
		return -1;
	(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	if (file_write_all(descriptor, request, strlen(request)) == 0 &&
	    recv(descriptor, &byte, 1, 0) == 1)
		return descriptor;
	(void)close(descriptor);
	return -1;
}

/* Whether the rest is the rest of an answer of four envelopes' length. */
static int
flood_slow_rest(int descriptor)
{
	static char answer[8 * ENVELOPE_BYTES];
	size_t length = 0;
	const char *content;
	ssize_t got;

	while (length < sizeof answer - 1 &&
	    (got = recv(descriptor, answer + length, sizeof answer - 1 - length, 0)) > 0)
		length += (size_t)got;
	answer[length] = '\0';
	content = strstr(answer, "\r\n\r\n");
	return strncmp(answer, "TTP/1.1 200 ", 12) == 0 && content != NULL &&
	    length - (size_t)(content + 4 - answer) == (size_t)4 * ENVELOPE_BYTES;
}

static int
flood_do_slow(const char *address, long connections, const char *mailbox)
{
	static int descriptors[FLOOD_CONNECTIONS_MOST];
	int large = 1 << 20, signal_got;
	char request[256];
	sigset_t go_on;
	long whole = 0;

	(void)sigemptyset(&go_on);
	(void)sigaddset(&go_on, SIGUSR1);
	(void)sigprocmask(SIG_BLOCK, &go_on, NULL);

	(void)snprintf(request, sizeof request,
	    "GET /v1/mailbox HTTP/1.1\r\nHost: a\r\nTestimony-Mailbox: %.64s\r\n\r\n", mailbox);
	for (long i = 0; i < connections; i++)
		descriptors[i] = flood_slow_open(address, request);
	(void)printf("held\n");
	(void)fflush(stdout);
	(void)sigwait(&go_on, &signal_got);
	for (long i = 0; i < connections; i++) {
		if (descriptors[i] < 0)
			continue;
		(void)setsockopt(descriptors[i], SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
		whole += flood_slow_rest(descriptors[i]);
		(void)close(descriptors[i]);
	}
	(void)printf("%ld\n", whole);
	return whole == connections ? 0 : 1;
}

int
main(int argc, char **argv)
{
	static struct flood_thread threads[FLOOD_CONNECTIONS_MOST];
	struct flood flood = { .file = -1, .lock = PTHREAD_MUTEX_INITIALIZER };
	long connections = argc > 3 ? atol(argv[3]) : 0;

	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
	if (argc < 4) {
		(void)fprintf(stderr, "usage: flood many|same|one|slow ADDRESS ...\n");
		return 2;
	}
	flood.address = argv[2];
	if (flood_token(&flood) != 0)
		return 1;
	if (strcmp(argv[1], "one") == 0)
		return flood_do_one(&flood, argv[3]);
	if (connections < 1 || connections > FLOOD_CONNECTIONS_MOST)
		return 2;
	if (strcmp(argv[1], "slow") == 0 && argc == 5)
		return flood_do_slow(argv[2], connections, argv[4]);
	if (strcmp(argv[1], "same") == 0)
		return flood_do_same(&flood, connections, threads);
	if (strcmp(argv[1], "many") != 0 || argc != 6)
		return 2;
	flood.count = atol(argv[4]);
	flood.file = open(argv[5], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	return flood.file < 0 ? 1 : flood_run(&flood, connections, flood_many, NULL, threads);
}
