/* SPDX-License-Identifier: ISC */
/*
 * The head of a request: however the bytes are split, the verdict, the end of the head and all that
 * was read are the same, and what is kept lies in the head.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"
#include "daemon/http.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
must(int holds, const char *what)
{
	if (!holds)
		error_bug(what);
}

static void
same_text(const char *one, const char *other)
{
	must((one == NULL) == (other == NULL), "a field is there in one split only");
	must(one == NULL || strcmp(one, other) == 0, "a field differs between splits");
}

static void
same(const struct http_parser *one, const struct http_parser *other)
{
	const struct http_request *a = &one->request, *b = &other->request;

	must(one->result == other->result && one->length == other->length, "the verdict differs");
	if (one->result == HTTP_REFUSED)
		must(one->status == other->status && one->detail == other->detail,
		    "the refusal differs");
	if (one->result != HTTP_HEAD)
		return;
	must(a->method == b->method && a->version_1_0 == b->version_1_0 &&
		a->has_length == b->has_length && a->expects_continue == b->expects_continue &&
		a->content_length == b->content_length, "the request differs");
	must(a->target != NULL && a->target[0] == '/' && a->host != NULL && a->host[0] != '\0',
	    "a whole head without target or host");
	same_text(a->target, b->target);
	same_text(a->host, b->host);
	same_text(a->mailbox, b->mailbox);
	same_text(a->replaces, b->replaces);
	same_text(a->proof, b->proof);
	same_text(a->withdraw, b->withdraw);
	same_text(a->content_digest, b->content_digest);
	same_text(a->signature, b->signature);
	same_text(a->signature_input, b->signature_input);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_parser whole, split;
	char *one = malloc(HTTP_HEAD_MOST), *other = malloc(HTTP_HEAD_MOST);
	size_t used_whole, used_split = 0, step = 1;

	if (one == NULL || other == NULL)
		error_bug("no memory");
	http_parser_start(&whole, one);
	(void)http_parser_add(&whole, data, size, &used_whole);
	must(used_whole <= size && used_whole <= HTTP_HEAD_MOST + 1, "too much was taken");
	http_parser_start(&split, other);
	while (split.result == HTTP_MORE && used_split < size) {
		size_t room = size - used_split, used;

		step = step * 5 % 23 + size % 3; /* of all sizes, 1 too */
		if (step == 0)
			step = 1;
		(void)http_parser_add(&split, data + used_split, step < room ? step : room, &used);
		used_split += used;
	}
	must(used_whole == used_split, "the head ends elsewhere");
	same(&whole, &split);
	free(one);
	free(other);
	return 0;
}
