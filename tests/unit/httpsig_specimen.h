/* SPDX-License-Identifier: ISC */
/*
 * A specimen of a signed request, for the unit test and the fuzz target: eight lines, the last
 * without LF: method, authority, path, Content-Digest, Testimony-Mailbox or "-",
 * Testimony-Replaces or "-", Signature-Input, Signature.
 */
#ifndef TESTIMONY_HTTPSIG_SPECIMEN_H
#define TESTIMONY_HTTPSIG_SPECIMEN_H

#include <string.h>

#include "common/buffer.h"
#include "common/httpsig_verify.h"

#define HTTPSIG_SPECIMEN_LINES 8

struct httpsig_specimen {
	struct buffer text; /* what the others point into */
	struct httpsig_request request;
	const char *input, *signature;
};

/* Returns 0, or -1 where there are not eight lines, or a NUL. */
static inline int
httpsig_specimen_read(struct httpsig_specimen *specimen, const uint8_t *data, size_t length)
{
	char *line[HTTPSIG_SPECIMEN_LINES], *at;

	memset(specimen, 0, sizeof *specimen);
	if (length == 0 || memchr(data, 0, length) != NULL)
		return -1;
	buffer_append(&specimen->text, data, length);
	at = (char *)specimen->text.data;
	for (size_t i = 0; i < HTTPSIG_SPECIMEN_LINES; i++) {
		char *end = strchr(at, '\n');

		line[i] = at;
		if ((end == NULL) != (i == HTTPSIG_SPECIMEN_LINES - 1)) {
			buffer_free(&specimen->text);
			return -1;
		}
		if (end != NULL) {
			*end = '\0';
			at = end + 1;
		}
	}
	specimen->request.method = line[0];
	specimen->request.authority = line[1];
	specimen->request.path = line[2];
	specimen->request.content_digest = line[3];
	specimen->request.mailbox = strcmp(line[4], "-") == 0 ? NULL : line[4];
	specimen->request.replaces = strcmp(line[5], "-") == 0 ? NULL : line[5];
	specimen->input = line[6];
	specimen->signature = line[7];
	return 0;
}

#endif
