/* SPDX-License-Identifier: ISC */
/*
 * A flood that pays for itself, as somebody clever would pay: valid envelopes, each a new one, each
 * with the work that is wanted at that moment and no bit more.
 *
 *   press flood ADDRESS CONNECTIONS RATE
 *       over so many connections, RATE envelopes a second all together, until SIGTERM; prints
 *       "sent N", "seconds N", and "STATUS N" for each status that came
 *   press again ADDRESS CONNECTIONS RATE
 *       the same with one single envelope and its one proof, of which only the head is sent
 *   press proof ADDRESS OUT
 *       makes an envelope, and a proof of just the bits that are wanted now; writes the envelope to
 *       OUT, sends nothing; prints "ID TOKEN NONCE"
 *   press cost ADDRESS PID COUNT
 *       COUNT requests each of: a proof that is too weak, a plain 400 that is as long, and the shortest
 *       400, by turns; prints for each how many were answered as they must be, and what each cost the
 *       process PID in nanoseconds of processor
 *
 * ADDRESS is 127.0.0.1:PORT or unix:PATH. Exit status 0 when all was done, 1 when not.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "common/error.h"
#include "common/proof.h"
#include "common/secret.h"
#include "tests/system/flood_parts.h"

#define PRESS_CONNECTIONS_MOST 64
#define PRESS_STATUS_MOST 600
#define PRESS_HEAD_SIZE 512
#define PRESS_SLACK 1             /* bits less than the challenge says are taken */
#define PRESS_LOOK_MILLISECONDS 200 /* between two looks at the bits */
#define PRESS_TURN 500            /* requests of a kind, then the next kind */
#define PRESS_WRONG_MOST 2          /* answers, then there is no sense in more */
#define PRESS_WAIT_SECONDS 10     /* for an answer that may not come */

struct press {
	const char *address;
	bool again;
	long connections, rate; /* a second */
	int64_t started;        /* steady nanoseconds */
	pthread_mutex_t lock;   /* of all below */
	char token[PROOF_TOKEN_MOST + 1];
	int bits;
	long sent, statuses[PRESS_STATUS_MOST];
};

struct press_thread {
	struct press *press;
	long place;
	pthread_t thread;
};

static volatile sig_atomic_t press_over;

static void
press_on_signal(int number)
{
	(void)number;
	press_over = 1;
}

static int64_t
press_clock(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) != 0)
		error_bug("a clock cannot be read");
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
press_pause(int64_t nanoseconds)
{
	struct timespec pause = { (time_t)(nanoseconds / 1000000000),
		(long)(nanoseconds % 1000000000) };

	if (nanoseconds > 0)
		(void)nanosleep(&pause, NULL);
}

/* Asks what is wanted now. 0 or -1. */
static int
press_look(struct press *press)
{
	static const char request[] = "GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char answer[FLOOD_ANSWER_SIZE], token[PROOF_TOKEN_MOST + 1];
	const char *json;
	int bits;

	if (flood_exchange(press->address, request, sizeof request - 1, answer) != 200)
		return -1;
	json = strstr(answer, "\r\n\r\n");
	if (json == NULL ||
	    sscanf(json + 4, "{\"token\":\"%128[A-Za-z0-9_-]\",\"bits\":%d,", token, &bits) != 2)
		return -1;
	(void)pthread_mutex_lock(&press->lock);
	(void)snprintf(press->token, sizeof press->token, "%s", token);
	press->bits = bits;
	(void)pthread_mutex_unlock(&press->lock);
	return 0;
}

/* The head of a PUT with the work that is wanted now. Returns its length. */
static size_t
press_head(struct press *press, const uint8_t *envelope, char head[PRESS_HEAD_SIZE])
{
	char token[PROOF_TOKEN_MOST + 1], proof[PROOF_HEADER_SIZE], id_text[65];
	uint8_t id[ENVELOPE_ID_BYTES];
	uint64_t nonce;
	int bits;

	(void)pthread_mutex_lock(&press->lock);
	memcpy(token, press->token, sizeof token);
	bits = press->bits - PRESS_SLACK;
	(void)pthread_mutex_unlock(&press->lock);
	envelope_id(id, envelope, ENVELOPE_BYTES);
	hex_encode(id_text, id, sizeof id);
	randombytes_buf(&nonce, sizeof nonce);
	while (!proof_work(token, strlen(token), id, bits, &nonce, UINT32_MAX))
		;
	proof_print(proof, token, strlen(token), nonce);
	return (size_t)snprintf(head, PRESS_HEAD_SIZE,
	    "PUT /v1/envelopes/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
	    "Testimony-Mailbox: %064d\r\nTestimony-Proof: %s\r\n\r\n",
	    id_text, ENVELOPE_BYTES, 7, proof);
}

/* A head alone: what is answered at once, or 0. */
static int
press_send_head(const char *address, const char *head, size_t length)
{
	struct pollfd wait = { .fd = reach(address), .events = POLLIN };
	char answer[FLOOD_ANSWER_SIZE];
	int status = 0;

	if (wait.fd < 0)
		return 0;
	if (file_write_all(wait.fd, head, length) == 0 && poll(&wait, 1, 5) == 1)
		status = flood_answer(wait.fd, answer);
	(void)close(wait.fd);
	return status;
}

static void
press_count(struct press *press, int status)
{
	(void)pthread_mutex_lock(&press->lock);
	press->sent++;
	if (status >= 0 && status < PRESS_STATUS_MOST)
		press->statuses[status]++;
	(void)pthread_mutex_unlock(&press->lock);
}

static void *
press_run(void *context)
{
	const struct press_thread *thread = context;
	struct press *press = thread->press;
	int64_t each = 1000000000 * press->connections / press->rate;
	int64_t next = press->started + each * thread->place / press->connections;
	uint8_t *request = malloc(PRESS_HEAD_SIZE + ENVELOPE_BYTES);
	uint8_t *envelope = malloc(ENVELOPE_BYTES);
	char head[PRESS_HEAD_SIZE], answer[FLOOD_ANSWER_SIZE];
	size_t length = 0;

	if (request == NULL || envelope == NULL)
		error_bug("no memory for a flood");
	for (; !press_over; next += each) {
		int status;

		press_pause(next - press_clock(CLOCK_MONOTONIC));
		if (!press->again || length == 0) {
			flood_envelope(envelope);
			length = press_head(press, envelope, head);
		}
		if (press->again) {
			status = press_send_head(press->address, head, length);
		} else {
			memcpy(request, head, length);
			memcpy(request + length, envelope, ENVELOPE_BYTES);
			status = flood_exchange(press->address, request, length + ENVELOPE_BYTES, answer);
		}
		press_count(press, status);
		if (status == 429) {
			(void)press_look(press);
			length = 0;
		}
	}
	free(request);
	free(envelope);
	return NULL;
}

static int
press_flood(struct press *press)
{
	static struct press_thread threads[PRESS_CONNECTIONS_MOST];

	press->started = press_clock(CLOCK_MONOTONIC);
	for (long i = 0; i < press->connections; i++) {
		threads[i].press = press;
		threads[i].place = i;
		if (pthread_create(&threads[i].thread, NULL, press_run, &threads[i]) != 0)
			error_bug("no thread");
	}
	while (!press_over) {
		press_pause((int64_t)PRESS_LOOK_MILLISECONDS * 1000000);
		(void)press_look(press);
	}
	for (long i = 0; i < press->connections; i++)
		(void)pthread_join(threads[i].thread, NULL);
	(void)printf("sent %ld\nseconds %lld\n", press->sent,
	    (long long)(press_clock(CLOCK_MONOTONIC) - press->started) / 1000000000);
	for (int status = 0; status < PRESS_STATUS_MOST; status++)
		if (press->statuses[status] > 0)
			(void)printf("%d %ld\n", status, press->statuses[status]);
	return 0;
}

static int
press_proof(const struct press *press, const char *path)
{
	static uint8_t envelope[ENVELOPE_BYTES];
	struct error error = ERROR_INIT;
	char id_text[65], proof[PROOF_HEADER_SIZE];
	uint8_t id[ENVELOPE_ID_BYTES];
	uint64_t nonce = 0;

	flood_envelope(envelope);
	envelope_id(id, envelope, ENVELOPE_BYTES);
	hex_encode(id_text, id, sizeof id);
	while (proof_bits(press->token, strlen(press->token), id, nonce) != press->bits)
		nonce++;
	proof_print(proof, press->token, strlen(press->token), nonce);
	if (file_write(path, envelope, sizeof envelope, 0600, true, &error) != 0)
		return 1;
	(void)printf("%s %s\n", id_text, proof);
	return 0;
}

/*
 * The cost of a refusal
 */

struct press_kind {
	const char *name;
	int status; /* of the answer that is right */
	char request[PRESS_HEAD_SIZE];
	long right;
	int64_t nanoseconds;
};

/* A nonce whose hash does not begin with a zero: too weak wherever work is wanted. Where none is, the
 * token is one that nobody made. */
static void
press_weak(struct press *press, struct press_kind *weak, struct press_kind *plain)
{
	static const char mailbox[] = "Testimony-Mailbox: ";
	uint8_t id[ENVELOPE_ID_BYTES];
	char proof[PROOF_HEADER_SIZE], id_text[65], *at;
	uint64_t nonce = 0;

	/* One bit more than it takes: one may be gone before the turn is over. */
	if (press->bits <= PRESS_SLACK + 1)
		press->token[10] = press->token[10] == 'A' ? 'B' : 'A';
	randombytes_buf(id, sizeof id);
	hex_encode(id_text, id, sizeof id);
	while (proof_bits(press->token, strlen(press->token), id, nonce) > 0)
		nonce++;
	proof_print(proof, press->token, strlen(press->token), nonce);
	(void)snprintf(weak->request, sizeof weak->request,
	    "PUT /v1/envelopes/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
	    "Testimony-Mailbox: %064d\r\nTestimony-Proof: %s\r\n\r\n",
	    id_text, ENVELOPE_BYTES, 7, proof);
	memcpy(plain->request, weak->request, sizeof plain->request);
	at = strstr(plain->request, mailbox);
	at[sizeof mailbox - 1] = 'x';
}

/* Whether the answer is the right one. */
static bool
press_ask(const struct press *press, const struct press_kind *kind)
{
	const struct timeval wait = { PRESS_WAIT_SECONDS, 0 };
	int descriptor = reach(press->address), status;
	char answer[FLOOD_ANSWER_SIZE];

	if (descriptor < 0)
		return false;
	(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	(void)file_write_all(descriptor, kind->request, strlen(kind->request));
	status = flood_answer(descriptor, answer);
	(void)close(descriptor);
	return status == kind->status;
}

static int
press_cost(struct press *press, pid_t process, long count)
{
	static struct press_kind kinds[] = {
		{ .name = "weak", .status = 429 },
		{ .name = "plain", .status = 400 },
		{ .name = "shortest", .status = 400, .request = "GET / HTTP/1.1\r\n\r\n" },
	};
	const size_t kinds_count = sizeof kinds / sizeof *kinds;
	clockid_t clock;
	int wrong = 0;

	if (clock_getcpuclockid(process, &clock) != 0)
		return 1;
	for (long done = 0; done < count; done += PRESS_TURN) {
		/* The bits may fall meanwhile: what was too weak would be good then. */
		if (press_look(press) != 0)
			return 1;
		press_weak(press, &kinds[0], &kinds[1]);
		for (size_t i = 0; i < kinds_count; i++) {
			struct press_kind *kind = &kinds[i];
			int64_t before = press_clock(clock);

			for (long turn = 0; turn < PRESS_TURN; turn++)
				if (press_ask(press, kind))
					kind->right++;
				else if (++wrong > PRESS_WRONG_MOST)
					return 1;
			kind->nanoseconds += press_clock(clock) - before;
		}
	}
	for (size_t i = 0; i < kinds_count; i++)
		(void)printf("%s %ld %lld\n", kinds[i].name, kinds[i].right,
		    (long long)(kinds[i].nanoseconds / count));
	return wrong == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	static struct press press = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct sigaction action = { .sa_handler = press_on_signal };

	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigaction(SIGTERM, &action, NULL);
	secret_start();
	if (argc < 4) {
		(void)fprintf(stderr, "usage: press flood|again|proof|cost ADDRESS ...\n");
		return 2;
	}
	press.address = argv[2];
	if (press_look(&press) != 0)
		return 1;
	if (strcmp(argv[1], "proof") == 0)
		return press_proof(&press, argv[3]);
	if (argc != 5)
		return 2;
	if (strcmp(argv[1], "cost") == 0)
		return press_cost(&press, (pid_t)atol(argv[3]), atol(argv[4]));
	press.again = strcmp(argv[1], "again") == 0;
	press.connections = atol(argv[3]);
	press.rate = atol(argv[4]);
	if (press.connections < 1 || press.connections > PRESS_CONNECTIONS_MOST || press.rate < 1)
		return 2;
	return press_flood(&press);
}
