/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/http.h"

#include <string.h>
#include <strings.h>

static const char *const http_methods[] = {
	[HTTP_GET] = "GET",
	[HTTP_PUT] = "PUT",
	[HTTP_POST] = "POST",
	[HTTP_DELETE] = "DELETE",
};

/* The fields that are kept. Each may be sent once: where two copies differ, a proxy and the daemon
 * could each believe another one (RFC 9112 section 11.2). */
static const struct {
	const char *name;
	size_t offset;
} http_fields[] = {
	{ "host", offsetof(struct http_request, host) },
	{ "content-length", offsetof(struct http_request, content_length_text) },
	{ "expect", offsetof(struct http_request, expect) },
	{ "testimony-mailbox", offsetof(struct http_request, mailbox) },
	{ "testimony-replaces", offsetof(struct http_request, replaces) },
	{ "testimony-proof", offsetof(struct http_request, proof) },
	{ "testimony-withdraw", offsetof(struct http_request, withdraw) },
	{ "content-digest", offsetof(struct http_request, content_digest) },
	{ "signature", offsetof(struct http_request, signature) },
	{ "signature-input", offsetof(struct http_request, signature_input) },
};

const char *
http_method_name(enum http_method method)
{
	return http_methods[method];
}

void
http_parser_start(struct http_parser *parser, char *head)
{
	memset(parser, 0, sizeof *parser);
	parser->head = head;
	parser->result = HTTP_MORE;
}

static int
http_refuse(struct http_parser *parser, int status, const char *detail)
{
	parser->result = HTTP_REFUSED;
	parser->status = status;
	parser->detail = detail;
	return -1;
}

/* RFC 9110 section 5.6.2. */
static bool
http_is_token(unsigned char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z') ||
	    (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

/* RFC 9112 section 3: method SP request-target SP HTTP-version, each space exactly one. */
static int
http_request_line(struct http_parser *parser, char *line, size_t length)
{
	char *end = line + length, *target, *version;
	size_t i;

	target = memchr(line, ' ', length);
	if (target == NULL)
		return http_refuse(parser, 400, "The first line is not an HTTP request line.");
	*target++ = '\0';
	version = memchr(target, ' ', (size_t)(end - target));
	if (version == NULL)
		return http_refuse(parser, 400, "The first line is not an HTTP request line.");
	*version++ = '\0';
	for (i = 0; i < sizeof http_methods / sizeof http_methods[0]; i++)
		if (strcmp(line, http_methods[i]) == 0)
			break;
	if (i == sizeof http_methods / sizeof http_methods[0])
		return http_refuse(parser, 400, "This method is not known here.");
	parser->request.method = (enum http_method)i;
	if (*target != '/')
		return http_refuse(parser, 400, "The target must be a path.");
	for (const char *at = target; *at != '\0'; at++)
		if (*at < 0x21 || *at > 0x7e || *at == '#')
			return http_refuse(parser, 400, "The target holds a forbidden character.");
	parser->request.target = target;
	if ((size_t)(end - version) != strlen("HTTP/1.1") || memcmp(version, "HTTP/1.", 7) != 0 ||
	    (version[7] != '0' && version[7] != '1'))
		return http_refuse(parser, 400, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
	parser->request.version_1_0 = version[7] == '0';
	return 0;
}

/* RFC 9110 section 8.6: digits only; a sum that does not fit is as good as too large. */
static int
http_content_length(struct http_parser *parser, const char *value)
{
	uint64_t sum = 0;

	if (*value == '\0')
		return http_refuse(parser, 400, "Content-Length is not a number.");
	for (; *value != '\0'; value++) {
		uint64_t digit;

		if (*value < '0' || *value > '9')
			return http_refuse(parser, 400, "Content-Length is not a number.");
		digit = (uint64_t)(*value - '0');
		sum = sum > (UINT64_MAX - digit) / 10 ? UINT64_MAX : sum * 10 + digit;
	}
	parser->request.has_length = true;
	parser->request.content_length = sum;
	return 0;
}

static int
http_host(struct http_parser *parser, const char *value)
{
	if (*value == '\0')
		return http_refuse(parser, 400, "The Host field is empty.");
	for (; *value != '\0'; value++) {
		unsigned char byte = (unsigned char)*value;

		/* Names, addresses, a port: RFC 3986 section 3.2.2 without escapes and user. */
		if (!(byte >= '0' && byte <= '9') && !(byte >= 'A' && byte <= 'Z') &&
		    !(byte >= 'a' && byte <= 'z') && strchr("-._:[]", byte) == NULL)
			return http_refuse(parser, 400, "The Host field is not a host.");
	}
	return 0;
}

/* Keeps a field that the daemon reads. */
static int
http_field(struct http_parser *parser, const char *name, const char *value)
{
	struct http_request *request = &parser->request;
	size_t i;

	if (strcasecmp(name, "transfer-encoding") == 0)
		return http_refuse(parser, 400,
		    "Transfer-Encoding is not taken here; send a Content-Length.");
	for (i = 0; i < sizeof http_fields / sizeof http_fields[0]; i++) {
		const char **field;

		if (strcasecmp(name, http_fields[i].name) != 0)
			continue;
		field = (const char **)((char *)request + http_fields[i].offset);
		if (*field != NULL)
			return http_refuse(parser, 400,
			    "A field that may be sent once was sent twice.");
		*field = value;
		if (field == &request->content_length_text)
			return http_content_length(parser, value);
		if (field == &request->host)
			return http_host(parser, value);
		if (field == &request->expect) {
			/* RFC 9110 section 10.1.1 */
			if (strcasecmp(value, "100-continue") != 0)
				return http_refuse(parser, 417, "This expectation cannot be met.");
			request->expects_continue = true;
		}
		return 0;
	}
	return 0;
}

/* RFC 9112 section 5: name, colon, optional white space, value, optional white space. Only spaces
 * count as that here: a tab is a control character, and refused with the others. */
static int
http_field_line(struct http_parser *parser, char *line, size_t length)
{
	char *colon = memchr(line, ':', length), *value, *end = line + length;

	if (line[0] == ' ')
		return http_refuse(parser, 400, "Folded header lines are not taken.");
	if (colon == NULL || colon == line)
		return http_refuse(parser, 400, "A header line has no name or no colon.");
	for (const char *at = line; at < colon; at++)
		if (!http_is_token((unsigned char)*at))
			return http_refuse(parser, 400,
			    "A header's name holds a forbidden character.");
	*colon = '\0';
	value = colon + 1;
	while (value < end && *value == ' ')
		value++;
	while (end > value && end[-1] == ' ')
		end--;
	*end = '\0';
	return http_field(parser, line, value);
}

/* The line that just ended; its CR became a NUL. */
static void
http_line(struct http_parser *parser)
{
	char *line = parser->head + parser->line;
	size_t length = parser->length - parser->line - 2;

	line[length] = '\0';
	if (parser->line == 0)
		(void)http_request_line(parser, line, length);
	else if (length > 0)
		(void)http_field_line(parser, line, length);
	else if (parser->request.host == NULL)
		(void)http_refuse(parser, 400, "The Host field is missing.");
	else
		parser->result = HTTP_HEAD;
	parser->line = parser->length;
}

/* Each verdict falls at one certain byte, so that it cannot depend on how the bytes came. */
static void
http_byte(struct http_parser *parser, unsigned char byte)
{
	unsigned char before = 0;

	if (parser->length == HTTP_HEAD_MOST) {
		(void)http_refuse(parser, 400, "The head of the request is too long.");
		return;
	}
	if (parser->length > parser->line)
		before = (unsigned char)parser->head[parser->length - 1];
	if ((byte == '\n') != (before == '\r'))
		(void)http_refuse(parser, 400, "Lines must end in CR LF, and hold neither.");
	else if ((byte < 0x20 && byte != '\r' && byte != '\n') || byte == 0x7f)
		(void)http_refuse(parser, 400,
		    "The head of the request holds a control character.");
	if (parser->result != HTTP_MORE)
		return;
	parser->head[parser->length++] = (char)byte;
	if (byte == '\n')
		http_line(parser);
}

enum http_result
http_parser_add(struct http_parser *parser, const void *data, size_t length, size_t *used)
{
	const unsigned char *bytes = data;

	*used = 0;
	while (parser->result == HTTP_MORE && *used < length)
		http_byte(parser, bytes[(*used)++]);
	return parser->result;
}
