/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <ctype.h>
#include <string.h>

#include "client/words.h"
#include "common/utf8.h"

static const char *const *const catalogues[] = { words_en, words_pl };
static const char *const languages[] = { "en", "pl" };
#define LANGUAGES (sizeof languages / sizeof *languages)

/* What the program fills in, wherever it says an entry: the most that the entry may name. */
struct filled {
	enum words id;
	const char *names; /* each in braces */
};
static const struct filled filled[] = {
	{ WORDS_TICKED_NOW, "{options}" },
	{ WORDS_MOST_TICKS, "{most}" },
	{ WORDS_ROOM, "{left}" },
	{ WORDS_OVER, "{over}" },
	{ WORDS_NO_SUCH_NUMBER, "{typed}{most}" },
	{ WORDS_NOT_A_NUMBER, "{typed}" },
	{ WORDS_TOO_MANY_TICKS, "{most}" },
	{ WORDS_TOO_LONG, "{over}" },
	{ WORDS_TOO_LONG_TOGETHER, "{over}" },
	{ WORDS_HIDE_TOO_MANY, "{most}" },
	{ WORDS_HIDE_TOO_LONG, "{most}" },
	{ WORDS_USES_DATES, "{from}{until}" },
	{ WORDS_LOOK_TITLE, "{number}{count}" },
	{ WORDS_LOOK_NAME, "{surface}" },
	{ WORDS_LOOK_SCHOOL, "{surface}" },
	{ WORDS_LOOK_DATE, "{surface}" },
	{ WORDS_LOOK_POSTCODE, "{surface}" },
	{ WORDS_LOOK_PHONE, "{surface}" },
	{ WORDS_LOOK_EMAIL, "{surface}" },
	{ WORDS_LOOK_NHS_NUMBER, "{surface}" },
	{ WORDS_LOOK_UPN, "{surface}" },
	{ WORDS_LOOK_REFERENCE, "{surface}" },
	{ WORDS_LOOK_MONEY, "{surface}" },
	{ WORDS_LOOK_WHERE, "{title}" },
	{ WORDS_LOOK_TIMES, "{count}" },
	{ WORDS_LOOK_REPLACE, "{words}" },
	{ WORDS_VAGUE_MONTH_YEAR, "{month}{year}" },
	{ WORDS_VAGUE_YEAR, "{year}" },
	{ WORDS_VAGUE_MONTH, "{month}" },
	{ WORDS_CHECK_LOOKS, "{count}" },
	{ WORDS_CHECK_TO, "{campaign}{origin}" },
	{ WORDS_LINK, "{words}" },
	{ WORDS_CHECK_CLOSED, "{day}" },
	{ WORDS_SAY_SEND, "{command}" },
	{ WORDS_MENU_DELETE, "{path}" },
	{ WORDS_EDITOR_FAILED, "{why}" },
	{ WORDS_DRAFT_SAVED, "{path}" },
	{ WORDS_DRAFT_FAILED, "{why}" },
	{ WORDS_DRAFT_DELETED, "{path}" },
	{ WORDS_DRAFT_NOT_DELETED, "{path}{why}" },
	{ WORDS_NOT_SENT, "{why}" },
	{ WORDS_UNCERTAIN_HINT, "{why}" },
	{ WORDS_RECEIPT_SEALED, "{path}" },
	{ WORDS_RECEIPT_DATES, "{from}{until}" },
	{ WORDS_RECEIPT_FILE, "{path}" },
	{ WORDS_PROMPT_RECEIPT, "{number}{command}" },
	{ WORDS_RECEIPT_OTHER, "{number}" },
	{ WORDS_DRAFT_STILL, "{path}" },
	{ WORDS_STOPPED_DRAFT, "{path}" },
	{ WORDS_REPLY_MESSAGE, "{n}{who}" },
	{ WORDS_REPLY_QUESTION, "{n}{who}" },
	{ WORDS_REPLY_PREVIEW, "{n}{who}" },
	{ WORDS_REPLY_GAP, "{part}{parts}" },
	{ WORDS_REPLY_ANSWER_BY, "{day}" },
	{ WORDS_REPLY_TOO_LATE, "{day}" },
	{ WORDS_REPLY_HOW, "{name}" },
	{ WORDS_WORKING, "{seconds}" },
	{ WORDS_TRYING, "{why}{minutes}" },
	{ WORDS_TRYING_AGAIN, "{seconds}{minutes}" },
	{ WORDS_TRYING_STILL, "{minutes}" },
	{ WORDS_SEEN_WEEK, "{what}{day}" },
	{ WORDS_SEEN, "{count}" },
	{ WORDS_REPLIES_STRANGE, "{count}" },
	{ WORDS_REPLIES_STRANGERS, "{count}" },
	{ WORDS_REPLIES_FORMER, "{count}" },
	{ WORDS_REPLIES_UNREADABLE, "{count}" },
	{ WORDS_REPLIES_MIXED, "{count}" },
	{ WORDS_WITHDRAW_ASK, "{yes}" },
};

static const char *
names_of(size_t id)
{
	for (size_t i = 0; i < sizeof filled / sizeof *filled; i++)
		if ((size_t)filled[i].id == id)
			return filled[i].names;
	return "";
}

START_TEST(every_entry_is_there_and_is_text)
{
	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t id = 0; id < WORDS_COUNT; id++) {
			const char *text = catalogues[l][id];
			size_t length, at = 0;

			ck_assert_msg(text != NULL, "%s: entry %zu is missing", languages[l], id);
			length = strlen(text);
			ck_assert_msg(strspn(text, " ") < length, "%s: entry %zu is blank",
			    languages[l], id);
			while (at < length) {
				int32_t c = utf8_next((const uint8_t *)text, length, &at);

				ck_assert_msg(c >= 0x20 && (c < 0x7f || c >= 0xa0),
				    "%s: entry %zu has what is no text: \"%s\"", languages[l],
				    id, text);
			}
			ck_assert_msg(strstr(text, "  ") == NULL, "%s: two spaces in \"%s\"",
			    languages[l], text);
		}
}
END_TEST

/* Each {name} of the text is filled in, and each that is filled in is named. */
START_TEST(every_entry_names_what_the_program_fills_in)
{
	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t id = 0; id < WORDS_COUNT; id++) {
			const char *text = catalogues[l][id], *names = names_of(id), *at, *end;
			struct buffer name = BUFFER_INIT;

			for (at = text; (at = strpbrk(at, "{}")) != NULL; at = end + 1) {
				end = strchr(at, '}');
				ck_assert_msg(*at == '{' && end != NULL, "braces: \"%s\"", text);
				buffer_clear(&name);
				buffer_append(&name, at, (size_t)(end + 1 - at));
				ck_assert_msg(strstr(names, (const char *)name.data) != NULL,
				    "%s: nothing fills %s in: \"%s\"", languages[l],
				    (const char *)name.data, text);
			}
			for (at = names; *at != '\0'; at = end + 1) {
				end = strchr(at, '}');
				buffer_clear(&name);
				buffer_append(&name, at, (size_t)(end + 1 - at));
				ck_assert_msg(strstr(text, (const char *)name.data) != NULL,
				    "%s: %s is not said: \"%s\"", languages[l],
				    (const char *)name.data, text);
			}
			buffer_free(&name);
		}
}
END_TEST

START_TEST(what_is_put_in_stays_as_it_is)
{
	struct buffer out = BUFFER_INIT;

	words_fill(&out, "en", WORDS_NO_SUCH_NUMBER, "typed", "{most} %s", "most", "9", NULL);
	ck_assert_str_eq((const char *)out.data,
	    "There is no {most} %s here: please type a number from 1 to 9.");
	buffer_clear(&out);
	words_fill(&out, "pl-PL", WORDS_RECEIPT_SEALED, "path", "", NULL);
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "dwóch plikach:  i .mailbox"));
	buffer_free(&out);
}
END_TEST

START_TEST(a_language_without_a_catalogue_has_english_words)
{
	ck_assert_str_eq(words("cy", WORDS_CHECK_TITLE), words_en[WORDS_CHECK_TITLE]);
	ck_assert_str_eq(words("", WORDS_CHECK_TITLE), words_en[WORDS_CHECK_TITLE]);
	ck_assert_str_eq(words("plx", WORDS_CHECK_TITLE), words_en[WORDS_CHECK_TITLE]);
	ck_assert_str_eq(words("PL-pl", WORDS_CHECK_TITLE), words_pl[WORDS_CHECK_TITLE]);
	ck_assert_str_eq(words("en-easy", WORDS_CHECK_TITLE), words_en[WORDS_CHECK_TITLE]);
	ck_assert_str_eq(words_language_name("PL"), "Polski");
	ck_assert_str_eq(words_language_name("xx"), "xx");
}
END_TEST

/* The next word of a command; NULL after the last. */
static const char *
next_word(const char **at, size_t *length)
{
	const char *word = *at + strspn(*at, " ");

	*length = strcspn(word, " ");
	*at = word + *length;
	return *length == 0 ? NULL : word;
}

START_TEST(no_command_is_another_or_a_number)
{
	static const enum words commands[] = { WORDS_COMMAND_BACK, WORDS_COMMAND_SKIP,
		WORDS_COMMAND_MENU, WORDS_COMMAND_SEND, WORDS_COMMAND_LOOK };
	size_t count = sizeof commands / sizeof *commands, length;

	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t i = 0; i < count; i++) {
			const char *at = words(languages[l], commands[i]), *word;
			char typed[64];

			while ((word = next_word(&at, &length)) != NULL) {
				ck_assert_uint_lt(length, sizeof typed);
				memcpy(typed, word, length);
				typed[length] = '\0';
				ck_assert_msg(strcspn(typed, "0123456789 ,;.") == length,
				    "\"%s\" may be taken for numbers", typed);
				for (size_t j = 0; j < count; j++)
					ck_assert_msg(words_is_command(languages[l], commands[j],
					    typed) == (i == j), "%s: \"%s\"", languages[l],
					    typed);
			}
		}
}
END_TEST

START_TEST(a_command_is_known_in_capitals_too)
{
	ck_assert(words_is_command("en", WORDS_COMMAND_SEND, "SEND"));
	ck_assert(words_is_command("pl", WORDS_COMMAND_SEND, "WYŚLIJ"));
	ck_assert(words_is_command("pl", WORDS_COMMAND_SEND, "Wyslij"));
	ck_assert(words_is_command("pl", WORDS_COMMAND_SKIP, "POMIŃ"));
	ck_assert(!words_is_command("pl", WORDS_COMMAND_SEND, "wyśli"));
	ck_assert(!words_is_command("pl", WORDS_COMMAND_SEND, "send"));
	ck_assert(!words_is_command("en", WORDS_COMMAND_SEND, ""));
	ck_assert(!words_is_command("en", WORDS_COMMAND_BACK, "b back"));
	ck_assert(!words_is_command("en", WORDS_COMMAND_SEND, "sen\xff"));
}
END_TEST

START_TEST(texts_are_the_same_but_for_case_and_kinds_of_space)
{
	ck_assert(words_same("Łukasz Żak", 12, "łukasz\xc2\xa0żAK", 13));
	ck_assert(words_same("a\nb", 3, "A B", 3));
	ck_assert(!words_same("a b", 3, "ab", 2));
	ck_assert(!words_same("a", 1, "a ", 2));
	ck_assert(words_same("", 0, "", 0));
	ck_assert(!words_same("Lukasz", 6, "Łukasz", 7));
}
END_TEST

/* Where a page says what to type, it says the command's first word. */
START_TEST(what_a_page_says_to_type_is_what_it_takes)
{
	static const struct {
		enum words said, command;
	} pairs[] = {
		{ WORDS_CHECK_LOOKS, WORDS_COMMAND_LOOK },
		{ WORDS_PROMPT_CHECK, WORDS_COMMAND_SEND },
		{ WORDS_PROMPT_CHECK, WORDS_COMMAND_BACK },
		{ WORDS_PROMPT_CHECK, WORDS_COMMAND_MENU },
		{ WORDS_PROMPT_INFO, WORDS_COMMAND_BACK },
		{ WORDS_PROMPT_INFO, WORDS_COMMAND_MENU },
		{ WORDS_PROMPT_ONE, WORDS_COMMAND_BACK },
		{ WORDS_PROMPT_ONE, WORDS_COMMAND_SKIP },
		{ WORDS_PROMPT_ONE, WORDS_COMMAND_MENU },
		{ WORDS_PROMPT_ONE_REQUIRED, WORDS_COMMAND_BACK },
		{ WORDS_PROMPT_MANY, WORDS_COMMAND_SKIP },
		{ WORDS_PROMPT_MANY_REQUIRED, WORDS_COMMAND_BACK },
	};

	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
			const char *said = words(languages[l], pairs[i].said), *found = said;
			const char *command = words(languages[l], pairs[i].command);
			struct buffer word = BUFFER_INIT;

			buffer_append_byte(&word, ' ');
			buffer_append(&word, command, strcspn(command, " "));
			while ((found = strstr(found, (const char *)word.data)) != NULL &&
			    isalnum((unsigned char)found[word.length]))
				found++;
			ck_assert_msg(found != NULL, "%s: \"%s\" does not say \"%s\"", languages[l],
			    said, (const char *)word.data);
			buffer_free(&word);
		}
}
END_TEST

START_TEST(a_year_has_twelve_months)
{
	for (size_t l = 0; l < LANGUAGES; l++) {
		const char *at = words(languages[l], WORDS_MONTHS);
		size_t count = 0, length;

		while (next_word(&at, &length) != NULL)
			count++;
		ck_assert_uint_eq(count, 12);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("words");
	TCase *tests = tcase_create("words");

	tcase_add_test(tests, every_entry_is_there_and_is_text);
	tcase_add_test(tests, every_entry_names_what_the_program_fills_in);
	tcase_add_test(tests, what_is_put_in_stays_as_it_is);
	tcase_add_test(tests, a_language_without_a_catalogue_has_english_words);
	tcase_add_test(tests, no_command_is_another_or_a_number);
	tcase_add_test(tests, a_command_is_known_in_capitals_too);
	tcase_add_test(tests, texts_are_the_same_but_for_case_and_kinds_of_space);
	tcase_add_test(tests, what_a_page_says_to_type_is_what_it_takes);
	tcase_add_test(tests, a_year_has_twelve_months);
	suite_add_tcase(suite, tests);
	return suite;
}
