/* SPDX-License-Identifier: ISC */
/* Any bytes as an age header: what is taken prints back the same, and its parts agree. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/age_header.h"
#include "common/buffer.h"
#include "common/secret.h"

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

/* Adds a stanza again: from its known parts where it is one of the two known types. */
static void
print_again(struct buffer *out, const struct age_stanza *stanza)
{
	uint8_t share[AGE_SHARE_BYTES], salt[AGE_SALT_BYTES], wrapped[AGE_WRAPPED_BYTES];
	struct buffer body = BUFFER_INIT;
	int work_factor;

	if (age_stanza_x25519(stanza, share, wrapped, NULL) == 0) {
		age_header_print_x25519(out, share, wrapped);
	} else if (age_stanza_scrypt(stanza, salt, &work_factor, wrapped, NULL) == 0 &&
	    work_factor < 99) {
		age_header_print_scrypt(out, salt, work_factor, wrapped);
	} else {
		age_stanza_body(stanza, &body);
		age_header_print_stanza(out, stanza->arguments, stanza->arguments_length,
		    body.data, body.length);
		buffer_free(&body);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct age_header header;
	struct buffer again = BUFFER_INIT;
	struct error error = ERROR_INIT;
	size_t line = 0, end = 0;

	/* Looking for the end byte by byte finds the same as at once. */
	for (size_t length = 0; end == 0 && length <= size; length++)
		end = age_header_end(data, length, &line);
	line = 0;
	if (age_header_end(data, size, &line) != end)
		abort();
	if (age_header_parse(&header, data, size, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			abort();
		return 0;
	}
	if (end != size || size > AGE_HEADER_BYTES_MOST || header.stanza_count == 0 ||
	    header.stanza_count > AGE_STANZAS_MOST)
		abort();
	age_header_print_version(&again);
	for (size_t i = 0; i < header.stanza_count; i++)
		print_again(&again, &header.stanzas[i]);
	if (header.mac_covers != again.length + strlen("---") ||
	    memcmp(again.data, data, again.length) != 0)
		abort();
	age_header_print_end(&again, file_key);
	if (again.length != size ||
	    age_header_parse(&header, again.data, again.length, &error) != 0)
		abort();
	buffer_free(&again);
	return 0;
}
