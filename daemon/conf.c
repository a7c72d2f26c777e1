/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/conf.h"

#include <ini.h>
#include <string.h>

#include "common/error.h"
#include "common/file.h"
#include "common/secret.h"
#include "daemon/conf_value.h"

/* Every key. A list may be given in several words and on indented lines that follow. */
static const struct conf_key {
	const char *name;
	size_t offset;
	conf_taker *take;
	unsigned least, most; /* of numbers */
	bool list;
	bool needed;
} conf_keys[] = {
	{ "listen", offsetof(struct conf, listen), conf_take_address, 0, 0, true, false },
	{ "desk", offsetof(struct conf, desk), conf_take_address, 0, 0, true, false },
	{ "desk_name", 0, conf_take_desk_name, 0, 0, true, false },
	{ "store", offsetof(struct conf, store), conf_take_store, 0, 0, false, true },
	{ "campaign", offsetof(struct conf, campaign), conf_take_path, 0, 0, false, true },
	{ "pin", offsetof(struct conf, pin), conf_take_pin, 0, 0, false, true },
	{ "user", offsetof(struct conf, user), conf_take_account, 0, 0, false, false },
	{ "listen_group", offsetof(struct conf, listen_group), conf_take_account, 0, 0, false,
	    false },
	{ "desk_group", offsetof(struct conf, desk_group), conf_take_account, 0, 0, false, false },
	{ "token_key", offsetof(struct conf, token_key), conf_take_path, 0, 0, false, false },
	{ "retention_weeks", offsetof(struct conf, retention_weeks), conf_take_number, 9, 520,
	    false, false },
	{ "reserve_mib", offsetof(struct conf, reserve_mib), conf_take_number, 16, 1048576, false,
	    false },
	{ "budget_per_minute", offsetof(struct conf, budget_per_minute), conf_take_number, 1,
	    1000000, false, false },
	{ "proof_max_bits", offsetof(struct conf, proof_max_bits), conf_take_number, 0, 24, false,
	    false },
	{ "max_connections", offsetof(struct conf, max_connections), conf_take_number, 1, 1000000,
	    false, false },
};
#define CONF_KEYS (sizeof conf_keys / sizeof conf_keys[0])

_Static_assert(CONF_KEYS <= CONF_KEYS_MOST, "each key has a line");

/* One reading. inih tells its handler no line number, so the reader that feeds it counts. */
struct conf_reading {
	struct conf *conf;
	const char *name;
	const char *text;
	size_t length, at;
	unsigned line;
	bool indented;          /* the line that is being handled goes on with the one above */
	const struct conf_key *last;
	struct buffer *mistakes;
	bool failed;
};

static void
conf_mistake(struct conf_reading *reading, unsigned line, const char *sentence)
{
	reading->failed = true;
	if (line > 0)
		buffer_format(reading->mistakes, "%s:%u: %s\n", reading->name, line, sentence);
	else
		buffer_format(reading->mistakes, "%s: %s\n", reading->name, sentence);
}

/* What inih would take, but this project's files do not say that way, is refused here. Returns NULL
 * for a line that inih may see. */
static const char *
conf_line_defect(const char *line, size_t length)
{
	size_t blank = 0;

	if (length > CONF_LINE_MOST)
		return "this line is too long; put the rest of a list on indented lines below";
	if (memchr(line, '\0', length) != NULL)
		return "this line holds a NUL byte";
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < 0x20 && line[i] != '\t' &&
		    !(line[i] == '\r' && i + 1 == length))
			return "this line holds a control character";
	while (blank < length && strchr(" \t\r", line[blank]) != NULL)
		blank++;
	if (blank == length || line[blank] == '#' || line[blank] == ';')
		return NULL;
	if (line[blank] == '[' ? memchr(line, ']', length) == NULL :
		blank == 0 && memchr(line, '=', length) == NULL)
		return "this line is neither `key = value`, nor a comment, nor a section";
	return NULL;
}

/* fgets for inih: one line of the text. A line that is refused is shown to inih as an empty one, so
 * that the mistakes after it are found as well. */
static char *
conf_next_line(char *out, int size, void *stream)
{
	struct conf_reading *reading = stream;
	const char *line = reading->text + reading->at, *end, *defect;
	size_t length, rest = reading->length - reading->at;

	if (rest == 0)
		return NULL;
	end = memchr(line, '\n', rest);
	length = end == NULL ? rest : (size_t)(end - line);
	reading->at += end == NULL ? length : length + 1;
	reading->line++;
	defect = conf_line_defect(line, length);
	if (defect == NULL && length + 2 > (size_t)size)
		defect = "this line is too long";
	if (defect != NULL) {
		conf_mistake(reading, reading->line, defect);
		length = 0;
	}
	reading->indented = length > 0 && (line[0] == ' ' || line[0] == '\t');
	memcpy(out, line, length);
	out[length] = '\n';
	out[length + 1] = '\0';
	return out;
}

/* Hands a value, or each word of a list, to its taker. */
static void
conf_value(struct conf_reading *reading, const struct conf_key *key, const char *value)
{
	char word[CONF_LINE_MOST + 1];
	struct buffer sentence = BUFFER_INIT;
	size_t length = strlen(value), words = 0;

	for (size_t at = 0; at < length || words == 0;) {
		struct error error = ERROR_INIT;
		size_t span = length;

		if (key->list) {
			at += strspn(value + at, " \t");
			span = strcspn(value + at, " \t");
		}
		if (span == 0 && words > 0)
			break;
		memcpy(word, value + at, span);
		word[span] = '\0';
		words++;
		if (span == 0)
			(void)error_refuse(&error, "the value is missing");
		else
			(void)key->take(reading->conf, (char *)reading->conf + key->offset, word,
			    key->least, key->most, &error);
		if (error.kind != ERROR_NONE) {
			buffer_clear(&sentence);
			buffer_format(&sentence, "%s: %s", key->name, error.text);
			conf_mistake(reading, reading->line, (const char *)sentence.data);
		}
		at += span;
		if (!key->list)
			break;
	}
	buffer_free(&sentence);
}

/* inih's handler: 1, since mistakes are told by our own lines. */
static int
conf_handle(void *user, const char *section, const char *name, const char *value)
{
	struct conf_reading *reading = user;
	const struct conf_key *key = NULL;
	size_t i;

	if (strcmp(section, "testimonyd") != 0) {
		conf_mistake(reading, reading->line, "this is not in the section [testimonyd]");
		return 1;
	}
	for (i = 0; i < CONF_KEYS; i++)
		if (strcmp(name, conf_keys[i].name) == 0)
			break;
	if (i == CONF_KEYS) {
		conf_mistake(reading, reading->line, "this key is not known");
		reading->last = NULL;
		return 1;
	}
	key = &conf_keys[i];
	if (reading->indented && reading->last == key) {
		if (!key->list) {
			conf_mistake(reading, reading->line,
			    "this line is indented, but the key above it takes one value only");
			return 1;
		}
	} else if (reading->conf->lines[i] != 0) {
		conf_mistake(reading, reading->line, "this key was given before");
		return 1;
	}
	if (reading->conf->lines[i] == 0)
		reading->conf->lines[i] = reading->line;
	reading->last = key;
	conf_value(reading, key, value);
	return 1;
}

static void
conf_defaults(struct conf *conf)
{
	memset(conf, 0, sizeof *conf);
	conf->retention_weeks = 52;
	conf->reserve_mib = 64;
	conf->budget_per_minute = 60;
	conf->proof_max_bits = 16;
	conf->max_connections = 4096;
}

/* *out is there also where something was wrong. */
static int
conf_parse_all(struct conf **out, const char *name, const void *text, size_t length,
    struct buffer *mistakes)
{
	struct conf_reading reading = { .name = name, .text = text, .length = length,
		.mistakes = mistakes };
	struct buffer sentence = BUFFER_INIT;
	int bad_line;

	reading.conf = secret_allocate(sizeof *reading.conf);
	conf_defaults(reading.conf);
	bad_line = ini_parse_stream(conf_next_line, &reading, conf_handle, &reading);
	if (bad_line > 0)
		conf_mistake(&reading, (unsigned)bad_line,
		    "this line is neither `key = value`, nor a comment, nor a section");
	else if (bad_line < 0)
		error_bug("inih could not start");
	for (size_t i = 0; i < CONF_KEYS; i++) {
		if (!conf_keys[i].needed || reading.conf->lines[i] != 0)
			continue;
		buffer_clear(&sentence);
		buffer_format(&sentence, "the key %s is missing", conf_keys[i].name);
		conf_mistake(&reading, 0, (const char *)sentence.data);
	}
	buffer_free(&sentence);
	if (reading.conf->desk_name_count == 0 && !reading.failed)
		memcpy(reading.conf->desk_names[reading.conf->desk_name_count++], "localhost",
		    sizeof "localhost");
	*out = reading.conf;
	return reading.failed ? -1 : 0;
}

int
conf_parse(struct conf **conf, const char *name, const void *text, size_t length,
    struct buffer *mistakes)
{
	int result = conf_parse_all(conf, name, text, length, mistakes);

	if (result != 0)
		conf_free(conf);
	return result;
}

int
conf_read(struct conf **conf, const char *path, struct buffer *mistakes)
{
	int result = conf_read_all(conf, path, mistakes);

	if (result != 0)
		conf_free(conf);
	return result;
}

int
conf_read_all(struct conf **conf, const char *path, struct buffer *mistakes)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int result;

	*conf = NULL;
	if (file_read(path, CONF_BYTES_MOST, &text, &error) != 0) {
		buffer_format(mistakes, "%s\n", error.text);
		return -1;
	}
	result = conf_parse_all(conf, path, text.data == NULL ? (const uint8_t *)"" : text.data,
	    text.length, mistakes);
	buffer_free(&text);
	return result;
}

unsigned
conf_line(const struct conf *conf, const char *key)
{
	for (size_t i = 0; i < CONF_KEYS; i++)
		if (strcmp(key, conf_keys[i].name) == 0)
			return conf->lines[i];
	error_bug("a key that does not exist");
}

void
conf_free(struct conf **conf)
{
	if (conf == NULL || *conf == NULL)
		return;
	secret_release(*conf);
	*conf = NULL;
}
