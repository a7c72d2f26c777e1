/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/words.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "common/error.h"
#include "common/utf8.h"

struct catalogue {
	const char *language;
	const char *const *texts;
};

static const struct catalogue catalogues[] = {
	{ "en", words_en },
	{ "pl", words_pl },
};

struct language_name {
	const char *tag, *name;
};

/* As the languages call themselves. */
static const struct language_name language_names[] = {
	{ "ar", "العربية" },
	{ "bg", "Български" },
	{ "bn", "বাংলা" },
	{ "cs", "Čeština" },
	{ "cy", "Cymraeg" },
	{ "en", "English" },
	{ "en-easy", "English, easy words" },
	{ "es", "Español" },
	{ "fr", "Français" },
	{ "gu", "ગુજરાતી" },
	{ "hu", "Magyar" },
	{ "it", "Italiano" },
	{ "lt", "Lietuvių" },
	{ "lv", "Latviešu" },
	{ "pa", "ਪੰਜਾਬੀ" },
	{ "pl", "Polski" },
	{ "pt", "Português" },
	{ "ro", "Română" },
	{ "sk", "Slovenčina" },
	{ "so", "Soomaali" },
	{ "tr", "Türkçe" },
	{ "uk", "Українська" },
	{ "ur", "اردو" },
	{ "zh", "中文" },
};

const char *
words(const char *language, enum words id)
{
	size_t length = strcspn(language, "-");

	if (id >= WORDS_COUNT)
		error_bug("words that are in no catalogue");
	for (size_t i = 0; i < sizeof catalogues / sizeof *catalogues; i++)
		if (strlen(catalogues[i].language) == length &&
		    strncasecmp(catalogues[i].language, language, length) == 0)
			return catalogues[i].texts[id];
	return catalogues[0].texts[id];
}

#define WORDS_VALUES_MOST 4

void
words_fill(struct buffer *out, const char *language, enum words id, ...)
{
	const char *names[WORDS_VALUES_MOST], *values[WORDS_VALUES_MOST];
	const char *text = words(language, id);
	size_t count = 0;
	va_list arguments;

	va_start(arguments, id);
	for (const char *name; (name = va_arg(arguments, const char *)) != NULL; count++) {
		if (count == WORDS_VALUES_MOST)
			error_bug("too many values for the words");
		names[count] = name;
		values[count] = va_arg(arguments, const char *);
	}
	va_end(arguments);
	while (*text != '\0') {
		size_t plain = strcspn(text, "{"), length, i = 0;

		buffer_append(out, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		length = strcspn(text, "}");
		while (i < count && (strlen(names[i]) != length - 1 ||
		    strncmp(names[i], text + 1, length - 1) != 0))
			i++;
		if (i == count)
			error_bug("words without a value for what they name");
		buffer_append_text(out, values[i]);
		text += length + 1;
	}
}

static int32_t
words_fold(int32_t character)
{
	int kind = (int)utf8proc_category(character);

	return character == '\n' || character == '\t' || kind == UTF8PROC_CATEGORY_ZS ? ' ' :
	    utf8proc_tolower(character);
}

bool
words_same(const char *left, size_t left_length, const char *right, size_t right_length)
{
	size_t at = 0, other = 0;

	while (at < left_length && other < right_length)
		if (words_fold(utf8_next((const uint8_t *)left, left_length, &at)) !=
		    words_fold(utf8_next((const uint8_t *)right, right_length, &other)))
			return false;
	return at == left_length && other == right_length;
}

int
words_is_command(const char *language, enum words id, const char *typed)
{
	const char *text = words(language, id);

	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (words_same(text, length, typed, strlen(typed)))
			return 1;
		text += length;
		text += strspn(text, " ");
	}
	return 0;
}

const char *
words_language_name(const char *language)
{
	for (size_t i = 0; i < sizeof language_names / sizeof *language_names; i++)
		if (strcasecmp(language_names[i].tag, language) == 0)
			return language_names[i].name;
	return language;
}
