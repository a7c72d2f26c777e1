/* SPDX-License-Identifier: ISC */
/*
 * A crowd that holds a daemon's connections and asks for nothing, and a family in the midst of it.
 *
 *   holder hold ADDRESS COUNT RATE KINDS
 *       has COUNT connections open, at most RATE new ones a second; one that is closed is opened
 *       anew. Each is of one of KINDS, by turns:
 *         i  sends nothing          h  half a head          b  the head of a put and half a body
 *         r  asks for a mailbox, and reads nothing of the answer
 *         d  is refused, and stays
 *       At first, and on SIGUSR1, it prints "open N opened N closed N refused N": open now, and since its start
 *       those that were opened, that the daemon closed, and that could not be opened. Until SIGTERM.
 *   holder put ADDRESS COUNT MILLISECONDS
 *       puts COUNT envelopes, one after the other with a pause between them, each over a connection
 *       of its own, and once more where there was no answer or a 503, as families' programs do; prints
 *       "good N", "again N", the milliseconds "median N", "p99 N" and "most N" from before the first
 *       connect to the whole answer, and "STATUS N" for each that ended neither with 201 nor 200 (0:
 *       no answer).
 *
 * ADDRESS is 127.0.0.1:PORT or unix:PATH. Exit status 0 when all was done, 1 when not. Neither runs
 * longer than HOLDER_SECONDS.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include "common/error.h"
#include "common/secret.h"
#include "tests/system/flood_parts.h"

#define HOLDER_SECONDS 1800
#define HOLDER_MOST 100000
#define HOLDER_EVENTS 256
#define HOLDER_BYTES_MOST (512 + ENVELOPE_BYTES)
#define HOLDER_SOURCES 16        /* 127.0.0.2 and on: each has some 28,000 ports of its own */
#define HOLDER_STAYS 25          /* seconds, of kind d: the daemon's close cannot be seen */
#define HOLDER_PUT_SECONDS 30    /* for an answer that may not come */
#define HOLDER_STATUS_MOST 600

struct held {
	int descriptor; /* -1: none */
	char kind;
	bool sent;
	int64_t opened; /* milliseconds */
};

struct holder {
	const char *address, *kinds;
	long count, rate;
	int epoll;
	struct held *held;
	unsigned source;
	long open, opened, closed, refused;
	char token[160];
};

static volatile sig_atomic_t holder_over, holder_asked;

static void
holder_on_signal(int number)
{
	if (number == SIGUSR1)
		holder_asked = 1;
	else
		holder_over = 1;
}

static int64_t
holder_now(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		error_bug("a clock cannot be read");
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
holder_token(const char *address, char token[160])
{
	static const char request[] = "GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char answer[FLOOD_ANSWER_SIZE];
	const char *found;

	if (flood_exchange(address, request, sizeof request - 1, answer) != 200)
		return -1;
	found = strstr(answer, "{\"token\":\"");
	return found != NULL && sscanf(found, "{\"token\":\"%128[A-Za-z0-9_-]\"", token) == 1 ? 0 : -1;
}

/* The head of a put; returns its length. */
static size_t
holder_put_head(char *out, size_t size, const uint8_t id[ENVELOPE_ID_BYTES], const char *token)
{
	char text[65];

	hex_encode(text, id, ENVELOPE_ID_BYTES);
	return (size_t)snprintf(out, size,
	    "PUT /v1/envelopes/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
	    "Testimony-Mailbox: %064d\r\nTestimony-Proof: %s 0000000000000000\r\n\r\n",
	    text, ENVELOPE_BYTES, 7, token);
}

/* What a connection of this kind sends; returns its length. */
static size_t
holder_bytes(const struct holder *holder, char kind, uint8_t bytes[HOLDER_BYTES_MOST])
{
	uint8_t id[ENVELOPE_ID_BYTES];
	char *text = (char *)bytes;
	size_t head;

	switch (kind) {
	case 'h':
		return (size_t)snprintf(text, HOLDER_BYTES_MOST, "GET /v1/challenge HTTP/1.1\r\nHo");
	case 'b':
		randombytes_buf(id, sizeof id);
		head = holder_put_head(text, HOLDER_BYTES_MOST, id, holder->token);
		memset(bytes + head, 'a', ENVELOPE_BYTES / 2);
		return head + ENVELOPE_BYTES / 2;
	case 'r':
		return (size_t)snprintf(text, HOLDER_BYTES_MOST, "GET /v1/mailbox HTTP/1.1\r\n"
		    "Host: localhost\r\nTestimony-Mailbox: %064d\r\n\r\n", 7);
	case 'd':
		return (size_t)snprintf(text, HOLDER_BYTES_MOST, "BAD\r\n");
	default:
		return 0;
	}
}

/* Begins a connection, without waiting for it. */
static int
holder_connect(struct holder *holder)
{
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in v4;
	} to;
	struct sockaddr_in from;
	const char *colon = strchr(holder->address, ':');
	socklen_t length = sizeof to.v4;
	int descriptor, one = 1;

	memset(&to, 0, sizeof to);
	memset(&from, 0, sizeof from);
	if (strncmp(holder->address, "unix:", 5) == 0) {
		to.path.sun_family = AF_UNIX;
		(void)snprintf(to.path.sun_path, sizeof to.path.sun_path, "%s", holder->address + 5);
		length = sizeof to.path;
	} else {
		to.v4.sin_family = from.sin_family = AF_INET;
		to.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		to.v4.sin_port = htons((uint16_t)atoi(colon == NULL ? "" : colon + 1));
		from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 +
		    holder->source++ % HOLDER_SOURCES);
	}
	descriptor = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (descriptor < 0)
		return -1;
	if (to.any.sa_family == AF_INET &&
	    (setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one) != 0 ||
		bind(descriptor, (struct sockaddr *)&from, sizeof from) != 0)) {
		(void)close(descriptor);
		return -1;
	}
	if (connect(descriptor, &to.any, length) != 0 && errno != EINPROGRESS) {
		(void)close(descriptor);
		return -1;
	}
	return descriptor;
}

static void
holder_open(struct holder *holder, long place)
{
	struct epoll_event event = { .events = EPOLLOUT, .data = { .u64 = (uint64_t)place } };
	struct held *held = &holder->held[place];

	held->kind = holder->kinds[(size_t)place % strlen(holder->kinds)];
	held->sent = false;
	held->opened = holder_now() / 1000;
	held->descriptor = holder_connect(holder);
	if (held->descriptor < 0) {
		holder->refused++;
		return;
	}
	if (epoll_ctl(holder->epoll, EPOLL_CTL_ADD, held->descriptor, &event) != 0)
		error_bug("epoll");
	holder->opened++;
	holder->open++;
}

static void
holder_close(struct holder *holder, struct held *held)
{
	(void)close(held->descriptor);
	held->descriptor = -1;
	holder->open--;
	holder->closed++;
}

static void
holder_event(struct holder *holder, const struct epoll_event *event)
{
	struct epoll_event next = { .events = 0, .data = event->data };
	struct held *held = &holder->held[event->data.u64];
	uint8_t bytes[HOLDER_BYTES_MOST];
	size_t length;

	if (held->descriptor < 0)
		return;
	if (held->sent || (event->events & (EPOLLERR | EPOLLHUP)) != 0) {
		holder_close(holder, held);
		return;
	}
	length = holder_bytes(holder, held->kind, bytes);
	if (length > 0 && send(held->descriptor, bytes, length, MSG_NOSIGNAL) < 0 &&
	    errno != EAGAIN) {
		holder_close(holder, held);
		return;
	}
	held->sent = true;
	/* Whoever does not read is not woken by an answer, only by its end. */
	if (held->kind != 'd')
		next.events = EPOLLRDHUP | (held->kind == 'r' ? 0 : EPOLLIN);
	if (epoll_ctl(holder->epoll, EPOLL_CTL_MOD, held->descriptor, &next) != 0)
		error_bug("epoll");
}

/* Opens what is missing, as far as the rate allows. `place` goes round. */
static void
holder_fill(struct holder *holder, long *place, long *allowed)
{
	int64_t now = holder_now() / 1000;

	for (long i = 0; i < holder->count && *allowed > 0; i++) {
		struct held *held = &holder->held[*place];

		if (held->descriptor >= 0 && held->kind == 'd' &&
		    now - held->opened > HOLDER_STAYS * 1000)
			holder_close(holder, held);
		if (held->descriptor < 0) {
			holder_open(holder, *place);
			--*allowed;
		}
		*place = (*place + 1) % holder->count;
	}
}

static void
holder_tell(const struct holder *holder)
{
	(void)printf("open %ld opened %ld closed %ld refused %ld\n", holder->open, holder->opened,
	    holder->closed, holder->refused);
	(void)fflush(stdout);
}

static int
holder_hold(struct holder *holder)
{
	struct epoll_event events[HOLDER_EVENTS];
	int64_t started = holder_now(), now;
	long place = 0, begun = 0;

	holder->epoll = epoll_create1(EPOLL_CLOEXEC);
	holder->held = calloc((size_t)holder->count, sizeof *holder->held);
	if (holder->epoll < 0 || holder->held == NULL)
		error_bug("no epoll or memory");
	for (long i = 0; i < holder->count; i++)
		holder->held[i].descriptor = -1;
	holder_tell(holder);
	while (!holder_over && (now = holder_now() - started) < HOLDER_SECONDS * INT64_C(1000000)) {
		long allowed = (long)(now * holder->rate / 1000000) - begun, rest;
		int count;

		/* What was not used in the last tenth of a second is lost. */
		if (allowed > holder->rate / 10 + 1) {
			begun += allowed - (holder->rate / 10 + 1);
			allowed = holder->rate / 10 + 1;
		}
		rest = allowed;
		if (holder->open < holder->count)
			holder_fill(holder, &place, &rest);
		begun += allowed - rest;
		count = epoll_wait(holder->epoll, events, HOLDER_EVENTS, 5);
		for (int i = 0; i < count; i++)
			holder_event(holder, &events[i]);
		if (holder_asked) {
			holder_asked = 0;
			holder_tell(holder);
		}
	}
	free(holder->held);
	return 0;
}

/* One put: its status, and the microseconds that it took. */
static int
holder_put(const char *address, const uint8_t *request, size_t length, int64_t *took)
{
	const struct timeval limit = { HOLDER_PUT_SECONDS, 0 };
	char answer[FLOOD_ANSWER_SIZE];
	int64_t begun = holder_now();
	int descriptor = reach(address), status = 0;

	if (descriptor >= 0) {
		(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
		(void)file_write_all(descriptor, request, length);
		status = flood_answer(descriptor, answer);
		(void)close(descriptor);
	}
	*took = holder_now() - begun;
	return status;
}

static int
holder_compare(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

static int
holder_puts(struct holder *holder, long pause)
{
	static uint8_t request[HOLDER_BYTES_MOST], envelope[ENVELOPE_BYTES];
	const struct timespec between = { pause / 1000, pause % 1000 * 1000000 };
	long statuses[HOLDER_STATUS_MOST] = { 0 }, again = 0;
	int64_t *took = calloc((size_t)holder->count, sizeof *took);
	uint8_t id[ENVELOPE_ID_BYTES];

	if (took == NULL)
		error_bug("no memory");
	for (long i = 0; i < holder->count; i++) {
		size_t head;
		int status;

		flood_envelope(envelope);
		envelope_id(id, envelope, sizeof envelope);
		head = holder_put_head((char *)request, sizeof request, id, holder->token);
		memcpy(request + head, envelope, sizeof envelope);
		status = holder_put(holder->address, request, head + sizeof envelope, &took[i]);
		if (status == 0 || status == 503) {
			int64_t first = took[i];

			again++;
			status = holder_put(holder->address, request, head + sizeof envelope,
			    &took[i]);
			took[i] += first;
		}
		statuses[status >= 0 && status < HOLDER_STATUS_MOST ? status : 0]++;
		/* A token lasts ten minutes. */
		if (status == 429 && holder_token(holder->address, holder->token) != 0)
			break;
		(void)nanosleep(&between, NULL);
	}
	qsort(took, (size_t)holder->count, sizeof *took, holder_compare);
	(void)printf("good %ld\nagain %ld\nmedian %.1f\np99 %.1f\nmost %.1f\n",
	    statuses[200] + statuses[201], again, (double)took[holder->count / 2] / 1000,
	    (double)took[holder->count * 99 / 100] / 1000,
	    (double)took[holder->count - 1] / 1000);
	for (int status = 0; status < HOLDER_STATUS_MOST; status++)
		if (statuses[status] > 0 && status != 200 && status != 201)
			(void)printf("%d %ld\n", status, statuses[status]);
	free(took);
	return statuses[200] + statuses[201] == holder->count ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = holder_on_signal };
	struct holder holder = { .epoll = -1 };
	struct rlimit limit;

	secret_start();
	(void)signal(SIGPIPE, SIG_IGN);
	if (argc < 5 || (holder.count = atol(argv[3])) < 1 || holder.count > HOLDER_MOST) {
		(void)fprintf(stderr, "usage: holder hold ADDRESS COUNT RATE KINDS\n"
		    "       holder put ADDRESS COUNT MILLISECONDS\n");
		return 2;
	}
	holder.address = argv[2];
	/* Where all places are taken already, this must not wait for ever. */
	(void)alarm(HOLDER_SECONDS);
	if ((strcmp(argv[1], "put") == 0 || (argc == 6 && strchr(argv[5], 'b') != NULL)) &&
	    holder_token(holder.address, holder.token) != 0) {
		(void)fprintf(stderr, "holder: no challenge comes from %s\n", holder.address);
		return 1;
	}
	if (strcmp(argv[1], "put") == 0)
		return holder_puts(&holder, atol(argv[4]));
	if (strcmp(argv[1], "hold") != 0 || argc != 6 || argv[5][0] == '\0')
		return 2;
	holder.rate = atol(argv[4]);
	holder.kinds = argv[5];
	(void)sigaction(SIGUSR1, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	return holder_hold(&holder);
}
