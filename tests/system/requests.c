/* SPDX-License-Identifier: ISC */
/*
 * The table of requests (tests/vectors/requests.json) against a running daemon.
 *
 *   requests send TABLE KEY SPLITS intake=ADDRESS desk=ADDRESS...
 *       sends all of them to each listener that they are for, in each of the SPLITS: "w" whole, "b"
 *       byte by byte, "r" in random pieces, "h" whole and then the client's side ended. Prints a
 *       line for each answer that is not what it must be, then "sent N"; exit status 0 where all
 *       were right
 *   requests write TABLE KEY FOLDER intake=ADDRESS
 *       writes each as a file SECTION-NAME into FOLDER, and into FOLDER/statuses a line "STATUS
 *       SECTION-NAME"; a token of the daemon is in them
 *
 * ADDRESS is unix:PATH or 127.0.0.1:PORT; the first one of the intake is asked for the token. KEY
 * is an unsealed HANDLE.key. The random pieces come from one seed, so that each run has the same.
 */
#include "config.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>

#include "common/json.h"
#include "common/secret.h"
#include "tests/system/answer.h"
#include "tests/system/desk_request.h"
#include "tests/system/flood_parts.h"
#include "tests/unit/request_specimen.h"

#define REQUESTS_TABLE_MOST (1024 * 1024)
#define REQUESTS_ADDRESSES_MOST 8
#define REQUESTS_WAIT_SECONDS 60    /* for an end that may not come */
#define REQUESTS_WRONG_MOST 20      /* answers, then there is no sense in more */
#define REQUESTS_STEP_SECONDS 3     /* of waiting until each byte is taken; then they are just sent */
#define REQUESTS_HEAD_MOST 9000     /* what is longer goes in larger random pieces */
#define REQUESTS_SINGLE_MOST 1000   /* bytes that go one by one, and the last ones */
#define REQUESTS_PIECE 4096         /* of a body that goes byte by byte at its ends */
#define REQUESTS_RUN 32             /* bytes at such an end */

struct requests {
	struct {
		const char *kind, *address;
	} to[REQUESTS_ADDRESSES_MOST];
	size_t count;
	struct author *author;
	json_t *table;
	char token[64];
	unsigned long sent, wrong;
	uint64_t random;
};

static int64_t
requests_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* xorshift64 (Marsaglia 2003). */
static uint64_t
requests_random(struct requests *requests)
{
	requests->random ^= requests->random << 13;
	requests->random ^= requests->random >> 7;
	requests->random ^= requests->random << 17;
	return requests->random;
}

static int
requests_connect(const char *address)
{
	const struct timeval wait = { REQUESTS_WAIT_SECONDS, 0 };
	const int one = 1;
	int descriptor = reach(address);

	if (descriptor < 0)
		return -1;
	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	(void)setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	return descriptor;
}

/* The length of the next piece. Byte by byte, what is long goes in larger pieces inside a run of
 * one character, in a body and behind the first thousand bytes: unit/test_requests has every
 * split. */
static size_t
requests_step(struct requests *requests, char split, const struct buffer *bytes, size_t at)
{
	const uint8_t *body = request_find(bytes, "\r\n\r\n", 4);
	size_t head = body == NULL ? bytes->length : (size_t)(body - bytes->data) + 4;
	size_t rest = bytes->length - at, run = 1, step;

	if (split == 'w' || split == 'h')
		return rest;
	if (split == 'r') {
		step = 1 + requests_random(requests) %
		    (bytes->length > REQUESTS_HEAD_MOST ? 16384 : 40);
		return step < rest ? step : rest;
	}
	while (run < rest && bytes->data[at + run] == bytes->data[at])
		run++;
	if (run > 2 * REQUESTS_RUN)
		return run - REQUESTS_RUN;
	if ((at < head + REQUESTS_RUN && at < REQUESTS_SINGLE_MOST) || rest <= REQUESTS_RUN)
		return 1;
	return rest - REQUESTS_RUN < REQUESTS_PIECE ? rest - REQUESTS_RUN : REQUESTS_PIECE;
}

/* Until the other side has read what was sent (SIOCOUTQ of a unix socket). TCP tells only that it
 * came, and that late. */
static void
requests_await(int descriptor, int64_t limit)
{
	int queued = 0, domain = 0;
	socklen_t size = sizeof domain;

	if (getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain != AF_UNIX)
		return;
	while (ioctl(descriptor, SIOCOUTQ, &queued) == 0 && queued > 0 && requests_now() < limit)
		(void)sched_yield();
}

/* Sends until the other side takes no more. */
static void
requests_send(struct requests *requests, int descriptor, char split, const struct buffer *bytes)
{
	int64_t limit = requests_now() + (int64_t)REQUESTS_STEP_SECONDS * 1000;
	size_t at = 0;

	while (at < bytes->length) {
		size_t step = requests_step(requests, split, bytes, at);
		ssize_t sent = send(descriptor, bytes->data + at, step, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return;
		at += (size_t)sent;
		if ((split == 'b' || split == 'r') && requests_now() < limit)
			requests_await(descriptor, limit);
	}
}

/* Reads to the end. False where it did not come in time. */
static bool
requests_read(int descriptor, struct buffer *answer)
{
	char bytes[16384];
	ssize_t got;

	while ((got = recv(descriptor, bytes, sizeof bytes, 0)) > 0)
		buffer_append(answer, bytes, (size_t)got);
	return got == 0 || errno != EAGAIN;
}

static void
requests_talk(struct requests *requests, const char *address, char split,
    const struct buffer *bytes, const char *name, int status, bool continues)
{
	struct buffer answer = BUFFER_INIT;
	int descriptor = requests_connect(address);
	const char *defect;

	requests->sent++;
	buffer_reserve(&answer, 1);
	answer.data[0] = '\0';
	if (descriptor < 0) {
		defect = "no connection";
	} else {
		requests_send(requests, descriptor, split, bytes);
		if (status == 0 || split == 'h')
			(void)shutdown(descriptor, SHUT_WR);
		defect = requests_read(descriptor, &answer) ?
		    answer_defect(&answer, status, continues) : "no close";
		(void)close(descriptor);
	}
	if (defect != NULL) {
		requests->wrong++;
		(void)printf("%s over %s, split %c: %s: wanted %d, got %.*s\n", name, address,
		    split, defect, status, (int)strcspn((char *)answer.data, "\r\n"), answer.data);
	}
	buffer_free(&answer);
}

/* The bytes of an entry, with an envelope of its own where it has one. */
static void
requests_make(const struct requests *requests, const json_t *entry, struct buffer *bytes)
{
	static uint8_t envelope[ENVELOPE_BYTES];
	static char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	const char *text = json_string_value(json_object_get(entry, "request"));
	uint8_t id[ENVELOPE_ID_BYTES];
	const struct request_values values = { .envelope = envelope, .id = digits,
		.token = requests->token, .author = requests->author, .now = (int64_t)time(NULL),
		.most = REQUEST_BYTES_MOST };

	if (digits[0] == '\0' || strstr(text, "{envelope}") != NULL ||
	    strstr(text, "{id}") != NULL) {
		flood_envelope(envelope);
		envelope_id(id, envelope, ENVELOPE_BYTES);
		hex_encode(digits, id, sizeof id);
	}
	request_make(bytes, entry, &values);
}

static void
requests_send_section(struct requests *requests, const char *section, const char *splits)
{
	const json_t *entry;
	size_t index;

	json_array_foreach(json_object_get(requests->table, section), index, entry) {
		const char *name = json_string_value(json_object_get(entry, "name"));
		int status = (int)json_integer_value(json_object_get(entry, "status"));
		bool continues = json_is_true(json_object_get(entry, "continues"));

		for (size_t to = 0; to < requests->count; to++)
			for (const char *split = splits; *split != '\0'; split++) {
				struct buffer bytes = BUFFER_INIT;
				const char *kind = requests->to[to].kind;

				if (requests->wrong >= REQUESTS_WRONG_MOST)
					return;
				if (strcmp(section, "intake") == 0 ? strcmp(kind, "intake") != 0 :
				    strcmp(section, "desk") == 0 && strcmp(kind, "desk") != 0)
					continue;
				requests_make(requests, entry, &bytes);
				requests_talk(requests, requests->to[to].address, *split, &bytes,
				    name, status, continues);
				buffer_free(&bytes);
			}
	}
}

static const char *const requests_sections[] = { "malformed", "intake", "desk", "unfinished" };

static int
requests_send_all(struct requests *requests, const char *splits)
{
	for (size_t i = 0; i < sizeof requests_sections / sizeof requests_sections[0]; i++)
		requests_send_section(requests, requests_sections[i], splits);
	(void)printf("sent %lu\n", requests->sent);
	return requests->wrong == 0 ? 0 : 1;
}

static int
requests_write_all(const struct requests *requests, const char *folder)
{
	struct buffer statuses = BUFFER_INIT, path = BUFFER_INIT, name = BUFFER_INIT;
	struct error error = ERROR_INIT;
	const json_t *entry;
	size_t index;
	int result = 0;

	for (size_t i = 0; i < sizeof requests_sections / sizeof requests_sections[0]; i++)
		json_array_foreach(json_object_get(requests->table, requests_sections[i]), index,
		    entry) {
			struct buffer bytes = BUFFER_INIT;

			requests_make(requests, entry, &bytes);
			buffer_clear(&name);
			buffer_format(&name, "%s-%s", requests_sections[i],
			    json_string_value(json_object_get(entry, "name")));
			if (file_write(file_join(&path, folder, (const char *)name.data),
				bytes.length == 0 ? (const uint8_t *)"" : bytes.data,
				bytes.length, 0600, true, &error) != 0)
				result = 1;
			buffer_format(&statuses, "%d %s\n",
			    (int)json_integer_value(json_object_get(entry, "status")), name.data);
			buffer_free(&bytes);
		}
	if (file_write(file_join(&path, folder, "statuses"), statuses.data, statuses.length, 0600,
		true, &error) != 0)
		result = 1;
	if (result != 0)
		(void)fprintf(stderr, "requests: %s\n", error.text);
	buffer_free(&statuses);
	buffer_free(&path);
	buffer_free(&name);
	return result;
}

/*
 * The command line
 */

static void
requests_addresses(struct requests *requests, char **list)
{
	for (; *list != NULL && requests->count < REQUESTS_ADDRESSES_MOST; list++) {
		char *equals = strchr(*list, '=');

		if (equals == NULL)
			continue;
		*equals = '\0';
		requests->to[requests->count].kind = *list;
		requests->to[requests->count++].address = equals + 1;
	}
}

static int
requests_token(struct requests *requests)
{
	static const char request[] = "GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char answer[FLOOD_ANSWER_SIZE];
	const char *json;

	for (size_t i = 0; i < requests->count; i++)
		if (strcmp(requests->to[i].kind, "intake") == 0) {
			if (flood_exchange(requests->to[i].address, request, sizeof request - 1,
				answer) != 200)
				return -1;
			json = strstr(answer, "{\"token\":\"");
			return json != NULL &&
			    sscanf(json, "{\"token\":\"%63[A-Za-z0-9_-]\"", requests->token) == 1 ?
			    0 : -1;
		}
	return -1;
}

int
main(int argc, char **argv)
{
	static struct requests requests = { .random = 0x9e3779b97f4a7c15 };
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int result;

	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
	json_start();
	if (argc < 5) {
		(void)fprintf(stderr, "usage: requests send|write ... KIND=ADDRESS...\n");
		return 2;
	}
	requests_addresses(&requests, argv + 4);
	if (file_read(argv[2], REQUESTS_TABLE_MOST, &text, &error) != 0 ||
	    desk_request_author(&requests.author, argv[3], &error) != 0) {
		(void)fprintf(stderr, "requests: %s\n", error.text);
		return 1;
	}
	requests.table = request_table(&text);
	if (requests_token(&requests) != 0) {
		(void)fprintf(stderr, "requests: no token\n");
		return 1;
	}
	result = strcmp(argv[1], "send") == 0 ? requests_send_all(&requests, argv[4]) :
	    requests_write_all(&requests, argv[4]);
	json_decref(requests.table);
	author_free(&requests.author);
	buffer_free(&text);
	return result;
}
