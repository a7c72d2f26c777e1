/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate_file.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/utf8.h"
#include "desk/pack/gate.h"

#define LOCAL_BYTES 30   /* of a ZIP's local file header before the name (APPNOTE.TXT 4.3.7) */
#define CENTRAL_BYTES 46 /* of one of its directory (4.3.12) */
#define END_BYTES 22     /* of its end (4.3.16) */
#define KEY_LEAST 40     /* characters of a word of verify.txt that is a key, and nobody's number */
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

static const char *const names[GATE_KINDS] = {
	[GATE_PACK_ODT] = "pack.odt",
	[GATE_PACK_HTML] = "pack.html",
	[GATE_STATISTICS_CSV] = "statistics.csv",
	[GATE_STATISTICS_JSON] = "statistics.json",
	[GATE_VERIFY] = "verify.txt",
	[GATE_SUMS] = "SHA256SUMS",
	[GATE_SIGNATURE] = "SHA256SUMS.minisig",
};

/* All that an ODT has, in this order, and nothing else: no picture, no settings, no thumbnail. */
static const struct {
	const char *name;
	enum gate_markup markup; /* of all but the first */
} parts[] = {
	{ "mimetype", GATE_MARKUPS }, { "META-INF/manifest.xml", GATE_ODT_MANIFEST },
	{ "content.xml", GATE_ODT_CONTENT }, { "styles.xml", GATE_ODT_STYLES },
	{ "meta.xml", GATE_ODT_META },
};
#define PARTS (sizeof parts / sizeof parts[0])

enum gate_kind
gate_file_kind(const char *name)
{
	int kind = 0;

	while (kind < GATE_KINDS && strcmp(names[kind], name) != 0)
		kind++;
	return (enum gate_kind)kind;
}

const char *
gate_file_name(enum gate_kind kind)
{
	return names[kind];
}

/* A read behind its end makes libzip compare the sum. */
static int
odt_unpack(zip_t *archive, size_t i, size_t size, struct buffer *content)
{
	zip_file_t *file = zip_fopen_index(archive, i, 0);
	char more;
	int result;

	if (file == NULL)
		return -1;
	buffer_reserve(content, size + 1);
	result = zip_fread(file, content->data, size) == (zip_int64_t)size &&
	    zip_fread(file, &more, 1) == 0 ? 0 : -1;
	content->length = size;
	return zip_fclose(file) == 0 ? result : -1;
}

/* One part of an ODT; *bytes grows by what it takes in the file. */
static int
odt_part(struct gate_seen *seen, zip_t *archive, size_t i, size_t *bytes, struct error *error)
{
	struct buffer content = BUFFER_INIT;
	zip_uint8_t system = 0;
	zip_uint32_t attributes = 0;
	zip_stat_t stat;
	int result = -1;

	if (zip_stat_index(archive, i, 0, &stat) != 0 ||
	    (stat.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
	    ZIP_STAT_COMP_METHOD)) != (ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
	    ZIP_STAT_COMP_METHOD) || strcmp(stat.name, parts[i].name) != 0)
		return error_refuse(error, "its part %zu is not %s", i + 1, parts[i].name);
	if (stat.size > GATE_FILE_MOST || stat.comp_method != ZIP_CM_STORE ||
	    stat.comp_size != stat.size)
		return error_refuse(error, "%s in it is too long, or compressed", stat.name);
	if (zip_file_get_external_attributes(archive, i, 0, &system, &attributes) != 0 ||
	    system != ZIP_OPSYS_DOS || attributes != 0)
		return error_refuse(error, "%s in it tells of the machine it was made on",
		    stat.name);
	*bytes += stat.size + LOCAL_BYTES + CENTRAL_BYTES + 2 * strlen(stat.name);
	if (odt_unpack(archive, i, stat.size, &content) != 0) {
		(void)error_refuse(error, "%s in it cannot be unpacked", stat.name);
		goto out;
	}
	if (i == 0) {
		static const char type[] = "application/vnd.oasis.opendocument.text";

		result = content.length == strlen(type) &&
		    memcmp(content.data, type, content.length) == 0 ? 0 :
		    error_refuse(error, "it is no OpenDocument text");
	} else if (gate_read(seen, content.data, content.length, parts[i].markup, error) == 0) {
		result = 0;
	} else {
		(void)error_within(error, "in its %s", parts[i].name);
	}
out:
	buffer_free(&content);
	return result;
}

static int
odt_read(struct gate_seen *seen, const struct buffer *content, struct error *error)
{
	zip_source_t *source = zip_source_buffer_create(content->data, content->length, 0, NULL);
	zip_t *archive = source == NULL ? NULL :
	    zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	size_t bytes = END_BYTES, i = 0;
	int result = -1;

	if (archive == NULL) {
		zip_source_free(source);
		return error_refuse(error, "it cannot be unpacked");
	}
	if (zip_get_num_entries(archive, 0) != (zip_int64_t)PARTS) {
		(void)error_refuse(error, "it has other parts than packs have");
		goto out;
	}
	while (i < PARTS && odt_part(seen, archive, i, &bytes, error) == 0)
		i++;
	if (i < PARTS)
		goto out;
	/* A comment, a field that was added, bytes between two parts. */
	if (bytes != content->length)
		(void)error_refuse(error, "it has %zu bytes, of which its parts take %zu",
		    content->length, bytes);
	else
		result = 0;
out:
	zip_discard(archive);
	return result;
}

/* All texts of a value, names of its members, too; a line each. */
static void
json_see(struct gate_seen *seen, json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		json_object_foreach(value, key, member) {
			buffer_append_text(&seen->aside, key);
			buffer_append_byte(&seen->aside, '\n');
			json_see(seen, member);
		}
		break;
	case JSON_ARRAY:
		json_array_foreach(value, i, member)
			json_see(seen, member);
		break;
	case JSON_STRING:
		buffer_append_text(&seen->text, json_string_value(value));
		buffer_append_byte(&seen->text, '\n');
		break;
	case JSON_INTEGER:
		buffer_format(&seen->text, "%" JSON_INTEGER_FORMAT "\n", json_integer_value(value));
		break;
	case JSON_REAL: case JSON_TRUE: case JSON_FALSE: case JSON_NULL:
		break;
	}
}

static int
json_read(struct gate_seen *seen, const struct buffer *content, struct error *error)
{
	json_t *value;

	if (json_parse(&value, content->data, content->length, "it", error) != 0)
		return -1;
	json_see(seen, value);
	json_decref(value);
	return 0;
}

/* Cells, a line each. */
static int
csv_read(struct gate_seen *seen, const struct buffer *content, struct error *error)
{
	bool quoted = false;

	for (size_t i = 0; i < content->length; i++) {
		uint8_t c = content->data[i];

		if (c == '"' && quoted && i + 1 < content->length && content->data[i + 1] == '"')
			buffer_append_byte(&seen->text, content->data[++i]);
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && c == ',')
			buffer_append_byte(&seen->text, '\n');
		else
			buffer_append_byte(&seen->text, c);
	}
	return quoted ? error_refuse(error, "it ends within a cell") : 0;
}

/* Without the keys in it: a key's letters are chance, and may look like somebody's number. */
static int
verify_read(struct gate_seen *seen, const struct buffer *content, struct error *error)
{
	const char *text = (const char *)content->data;

	(void)error;
	for (size_t i = 0; i < content->length;) {
		size_t run = strspn(text + i, BASE64);

		if (run < KEY_LEAST)
			buffer_append(&seen->text, text + i, run);
		else
			buffer_append_byte(&seen->text, '\n');
		i += run;
		if (i < content->length)
			buffer_append_byte(&seen->text, content->data[i++]);
	}
	return 0;
}

/* Lines of a hash, two spaces and a name of a pack's file, each once. */
static int
sums_read(struct gate_seen *seen, const struct buffer *content, struct error *error)
{
	const char *at = (const char *)content->data;
	unsigned seen_names = 0;

	(void)seen;
	while (*at != '\0') {
		const size_t hash = HEX_LENGTH(crypto_hash_sha256_BYTES);
		size_t length = strcspn(at, "\n"), kind = 0;

		if (length < hash + 2 || strspn(at, "0123456789abcdef") != hash ||
		    memcmp(at + hash, "  ", 2) != 0 || at[length] != '\n')
			return error_refuse(error, "it has a line that is no sum");
		while (kind < GATE_SUMS && !(strlen(names[kind]) == length - hash - 2 &&
		    memcmp(at + hash + 2, names[kind], length - hash - 2) == 0))
			kind++;
		if (kind == GATE_SUMS || (seen_names & 1u << kind) != 0)
			return error_refuse(error, "it has a sum of a file that no pack has, "
			    "or two");
		seen_names |= 1u << kind;
		at += length + 1;
	}
	return 0;
}

/* A signature of minisign: two comments, and a line of base64 after each. */
static int
signature_read(struct gate_seen *seen, const struct buffer *content, struct error *error)
{
	static const char *const begins[] = { "untrusted comment: ", "", "trusted comment: ", "" };
	const char *at = (const char *)content->data;

	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
		size_t length = strcspn(at, "\n");

		if (at[length] != '\n' || strncmp(at, begins[i], strlen(begins[i])) != 0 ||
		    (*begins[i] == '\0' && strspn(at, BASE64) != length))
			return error_refuse(error, "it is no signature of minisign");
		if (*begins[i] != '\0')
			buffer_append(&seen->text, at, length + 1);
		at += length + 1;
	}
	return *at == '\0' ? 0 : error_refuse(error, "it goes on behind its end");
}

static int
check_text(const struct buffer *content, struct error *error)
{
	size_t at = 0;

	if (memchr(content->data, '\0', content->length) != NULL)
		return error_refuse(error, "it has a byte that is no text");
	while (at < content->length)
		if (utf8_next(content->data, content->length, &at) < 0)
			return error_refuse(error, "it is not UTF-8");
	return 0;
}

int
gate_file_read(struct gate_seen *seen, enum gate_kind kind, const struct buffer *content,
    struct error *error)
{
	if (content->length == 0 || content->length > GATE_FILE_MOST)
		return error_refuse(error, "it is empty, or longer than %u bytes", GATE_FILE_MOST);
	if (kind == GATE_PACK_ODT)
		return odt_read(seen, content, error);
	if (kind == GATE_PACK_HTML)
		return gate_read(seen, content->data, content->length, GATE_HTML, error);
	if (check_text(content, error) != 0)
		return -1;
	switch (kind) {
	case GATE_STATISTICS_CSV:
		return csv_read(seen, content, error);
	case GATE_STATISTICS_JSON:
		return json_read(seen, content, error);
	case GATE_VERIFY:
		return verify_read(seen, content, error);
	case GATE_SUMS:
		return sums_read(seen, content, error);
	case GATE_SIGNATURE:
		return signature_read(seen, content, error);
	case GATE_PACK_ODT: case GATE_PACK_HTML: case GATE_KINDS:
		break;
	}
	return error_refuse(error, "it is no file of a pack");
}

bool
gate_file_is_summed(const struct buffer *sums, const char *name, const struct buffer *content)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char hex[HEX_LENGTH(sizeof hash) + 1], line[HEX_LENGTH(sizeof hash) + 64];

	(void)crypto_hash_sha256(hash, content->data, content->length);
	hex_encode(hex, hash, sizeof hash);
	(void)snprintf(line, sizeof line, "%s  %s\n", hex, name);
	return strstr((const char *)sums->data, line) != NULL;
}
