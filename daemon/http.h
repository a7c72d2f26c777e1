/* SPDX-License-Identifier: ISC */
/*
 * The head of one HTTP/1.1 request (RFC 9112), in the strict subset of doc/PROTOCOL.md.
 * It works on bytes: however they are split, what comes out is the same. Any thread; one thread
 * for each parser.
 */
#ifndef TESTIMONY_HTTP_H
#define TESTIMONY_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_MOST 8192 /* bytes, with the empty line that ends it */

enum http_method { HTTP_GET, HTTP_PUT, HTTP_POST, HTTP_DELETE };

const char *http_method_name(enum http_method method);

/* What the daemon reads of a head. Strings end in NUL and lie in the parser's memory; NULL: not
 * sent. All other fields are checked for form and forgotten. */
struct http_request {
	enum http_method method;
	const char *target; /* starts with a slash; printable ASCII without spaces */
	const char *host;   /* never NULL once the head is whole */
	const char *mailbox, *replaces, *proof, *withdraw; /* Testimony-... */
	const char *content_digest, *signature, *signature_input;
	const char *expect, *content_length_text;
	bool version_1_0;
	bool has_length;
	bool expects_continue;
	uint64_t content_length; /* UINT64_MAX for every number that is too large for it */
};

enum http_result { HTTP_MORE, HTTP_HEAD, HTTP_REFUSED };

struct http_parser {
	char *head; /* borrowed */
	size_t length;
	size_t line; /* where the line that is being read starts */
	enum http_result result;
	int status;         /* of a refusal */
	const char *detail; /* of a refusal: a sentence, never what the client sent */
	struct http_request request;
};

/* `head`: HTTP_HEAD_MOST bytes of the caller's, which must outlive the parser and the request. */
void http_parser_start(struct http_parser *parser, char *head);

/* Takes bytes in; *used says how many belong to the head. HTTP_HEAD: parser->request is whole, and
 * the bytes that were not used belong to the body. HTTP_REFUSED: status and detail are set. Once
 * it has said either, it takes no more. */
enum http_result http_parser_add(struct http_parser *parser, const void *data, size_t length,
    size_t *used);

#endif
