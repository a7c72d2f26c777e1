/* SPDX-License-Identifier: ISC */
/*
 * One signed request of a desk, for looking at the daemon's desk socket by hand.
 *
 *   ask ADDRESS HANDLE.key METHOD PATH [BODY-FILE [TIMES [MAILBOX [REPLACES [CHANGE]]]]]
 *
 * HANDLE.key must not be sealed. MAILBOX and REPLACES go into their fields and are signed; "-" is
 * none. CHANGE is sent in their place once they are signed: MAILBOX,REPLACES. Sends the very same request TIMES times (1), prints the content of
 * the last answer on standard output and its status on standard error. Exit status 0 when an answer
 * came whole, with exactly the bytes that it announced.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "common/buffer.h"
#include "common/encode.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"
#include "keys/author.h"
#include "keys/httpsig_sign.h"
#include "tests/system/reach.h"

#define ASK_FILE_MOST (64 * 1024 * 1024)

/* The first line of the key file is the Ed25519 seed. */
static int
ask_author(struct author **author, const char *path, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	uint8_t seed[32];
	int result = -1;

	if (file_read(path, 4096, &text, error) == 0) {
		if (text.length > 64 &&
		    hex_decode(seed, sizeof seed, (const char *)text.data, 64) == 0)
			result = 0;
		else
			(void)error_refuse(error, "%s is not an unsealed HANDLE.key", path);
	}
	if (result == 0)
		author_from_seed(author, seed);
	buffer_free(&text);
	return result;
}

/* NULL for "-" and what is not there. */
static const char *
ask_field(const char *text)
{
	return text == NULL || strcmp(text, "-") == 0 ? NULL : text;
}

static void
ask_print_field(struct buffer *out, const char *name, const char *value)
{
	if (value != NULL)
		buffer_format(out, "%s: %s\r\n", name, value);
}

/* `fields`: the mailbox and what is replaced, as signed, then both as sent. */
static void
ask_request(struct buffer *out, const struct author *author, const char *method, const char *path,
    const struct buffer *body, const char *const fields[4])
{
	char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
	char signature[HTTPSIG_SIGNATURE_SIZE];
	struct httpsig_request request = { .method = method, .authority = "localhost",
		.path = path, .content_digest = digest, .mailbox = fields[0],
		.replaces = fields[1] };

	httpsig_digest(digest, body->data, body->length);
	httpsig_sign(author, &request, (int64_t)time(NULL), input, signature);
	buffer_format(out, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n"
	    "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n",
	    method, path, body->length, digest, input, signature);
	ask_print_field(out, "Testimony-Mailbox", fields[2]);
	ask_print_field(out, "Testimony-Replaces", fields[3]);
	buffer_append_text(out, "\r\n");
	buffer_append(out, body->data, body->length);
}

/* Sends and reads to the end; prints the answer where `show`. */
static int
ask_once(const char *address, const struct buffer *request, int show)
{
	struct buffer answer = BUFFER_INIT;
	int descriptor = reach(address), result = 1;
	const char *content, *length;
	char bytes[65536];
	ssize_t got;
	size_t head;

	if (descriptor < 0)
		return 1;
	(void)file_write_all(descriptor, request->data, request->length);
	while ((got = recv(descriptor, bytes, sizeof bytes, 0)) > 0)
		buffer_append(&answer, bytes, (size_t)got);
	(void)close(descriptor);
	if (answer.length > 12) {
		content = strstr((const char *)answer.data, "\r\n\r\n");
		length = strstr((const char *)answer.data, "\r\nContent-Length: ");
		if (content != NULL && (length == NULL || length < content)) {
			head = (size_t)(content + 4 - (const char *)answer.data);
			/* A 204 alone has no length. */
			result = (length == NULL ? 0 : (size_t)atol(length + 18)) ==
			    answer.length - head ? 0 : 1;
			if (show) {
				(void)fwrite(answer.data + head, 1, answer.length - head, stdout);
				(void)fprintf(stderr, "%.3s\n", (const char *)answer.data + 9);
			}
		}
	}
	buffer_free(&answer);
	return result;
}

int
main(int argc, char **argv)
{
	struct buffer body = BUFFER_INIT, request = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct author *author = NULL;
	long times = argc > 6 ? atol(argv[6]) : 1;
	const char *fields[4] = { ask_field(argc > 7 ? argv[7] : NULL),
		ask_field(argc > 8 ? argv[8] : NULL) };
	char *comma;
	int result = 1;

	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
	json_start();
	if (argc < 5) {
		(void)fprintf(stderr, "usage: ask ADDRESS HANDLE.key METHOD PATH [BODY [TIMES [MAILBOX "
			"[REPLACES [CHANGE]]]]]\n");
		return 2;
	}
	if (ask_author(&author, argv[2], &error) != 0 ||
	    (argc > 5 && file_read(argv[5], ASK_FILE_MOST, &body, &error) != 0)) {
		(void)fprintf(stderr, "ask: %s\n", error.text);
		return 1;
	}
	fields[2] = fields[0];
	fields[3] = fields[1];
	if (argc > 9 && (comma = strchr(argv[9], ',')) != NULL) {
		*comma = '\0';
		fields[2] = ask_field(argv[9]);
		fields[3] = ask_field(comma + 1);
	}
	ask_request(&request, author, argv[3], argv[4], &body, fields);
	for (long i = 1; i <= times; i++)
		result = ask_once(argv[1], &request, i == times);
	author_free(&author);
	buffer_free(&body);
	buffer_free(&request);
	return result;
}
