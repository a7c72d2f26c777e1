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

#include "common/buffer.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"
#include "keys/author.h"
#include "tests/system/desk_request.h"
#include "tests/system/reach.h"

#define ASK_FILE_MOST (64 * 1024 * 1024)

/* NULL for "-" and what is not there. */
static const char *
ask_field(const char *text)
{
	return text == NULL || strcmp(text, "-") == 0 ? NULL : text;
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
	if (desk_request_author(&author, argv[2], &error) != 0 ||
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
	desk_request(&request, author, argv[3], argv[4], &body, fields);
	for (long i = 1; i <= times; i++)
		result = ask_once(argv[1], &request, i == times);
	author_free(&author);
	buffer_free(&body);
	buffer_free(&request);
	return result;
}
