/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "common/utf8.h"
#include "front/keyboard.h"

static const char *const names[] = {
	[KEY_CHARACTER] = "", [KEY_PASTE] = "", [KEY_ENTER] = "<Enter>", [KEY_TAB] = "<Tab>",
	[KEY_BACKSPACE] = "<Backspace>", [KEY_DELETE] = "<Delete>", [KEY_LEFT] = "<Left>",
	[KEY_RIGHT] = "<Right>", [KEY_UP] = "<Up>", [KEY_DOWN] = "<Down>", [KEY_HOME] = "<Home>",
	[KEY_END] = "<End>", [KEY_PAGE_UP] = "<PageUp>", [KEY_PAGE_DOWN] = "<PageDown>",
	[KEY_ERASE_WORD] = "<EraseWord>", [KEY_ERASE_LINE] = "<EraseLine>",
	[KEY_FINISH] = "<Finish>", [KEY_MENU] = "<Menu>", [KEY_REDRAW] = "<Redraw>",
};

/* Adds the keys that are there, pasted text in braces. */
static void
take(struct keyboard *keyboard, struct buffer *out, bool *pasting)
{
	struct key key;

	while (keyboard_next(keyboard, &key)) {
		if (*pasting != (key.kind == KEY_PASTE))
			buffer_append_byte(out, *pasting ? '}' : '{');
		*pasting = key.kind == KEY_PASTE;
		buffer_append_text(out, names[key.kind]);
		if (key.kind == KEY_CHARACTER)
			utf8_append(out, key.character);
		if (key.kind == KEY_PASTE) {
			ck_assert_uint_gt(key.length, 0);
			buffer_append(out, key.text, key.length);
		}
	}
}

static void
keys_of(const char *bytes, size_t length, size_t piece, struct buffer *out)
{
	struct keyboard *keyboard = keyboard_new();
	bool pasting = false;

	buffer_append_text(out, "");
	for (size_t at = 0; at < length; at += piece) {
		keyboard_feed(keyboard, bytes + at, length - at < piece ? length - at : piece);
		take(keyboard, out, &pasting);
	}
	if (pasting)
		buffer_append_byte(out, '}');
	keyboard_free(&keyboard);
	ck_assert_ptr_null(keyboard);
}

static void
keys_are_of(const char *bytes, size_t length, const char *expected)
{
	for (size_t piece = 1; piece <= length; piece++) {
		struct buffer out = BUFFER_INIT;

		keys_of(bytes, length, piece, &out);
		ck_assert_str_eq((const char *)out.data, expected);
		buffer_free(&out);
	}
}

static void
keys_are(const char *bytes, const char *expected)
{
	keys_are_of(bytes, strlen(bytes), expected);
}

START_TEST(text_comes_as_characters)
{
	keys_are("abc", "abc");
	keys_are("Ś漢😀e\xcc\x81", "Ś漢😀e\xcc\x81");
}
END_TEST

START_TEST(broken_bytes_come_as_one_sign_and_harm_nothing_else)
{
	keys_are("a\xff" "b", "a\xef\xbf\xbd" "b");
	keys_are("\xe6\xbc" "b", "\xef\xbf\xbd" "b");
	keys_are("\xe6\xbc\r", "\xef\xbf\xbd<Enter>");
	keys_are("\xed\xa0\x80z", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
	keys_are("\xf0\x9f\xe6\xbc\xa2", "\xef\xbf\xbd漢");
	keys_are("\xc2\x9b" "1A", "1A"); /* a C1 control is none of them */
}
END_TEST

START_TEST(control_keys_are_known)
{
	keys_are("\001\003\004\005\010\011\014\025\027\177",
	    "<Home><Menu><Finish><End><Backspace><Tab><Redraw><EraseLine><EraseWord><Backspace>");
	keys_are("\033\177\033\010", "<EraseWord><EraseWord>");
	keys_are("a\002\006\016\032\034\035\036\037b", "ab");
	keys_are_of("a\000b", 3, "ab");
}
END_TEST

START_TEST(a_line_ends_once)
{
	keys_are("a\rb\nc\r\nd\r\re\n\nf",
	    "a<Enter>b<Enter>c<Enter>d<Enter><Enter>e<Enter><Enter>f");
}
END_TEST

START_TEST(the_sequences_of_all_terminals_are_known)
{
	keys_are("\033[A\033[B\033[C\033[D\033[H\033[F", "<Up><Down><Right><Left><Home><End>");
	keys_are("\033OA\033OB\033OC\033OD\033OH\033OF\033OM",
	    "<Up><Down><Right><Left><Home><End><Enter>");
	keys_are("\033[1~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~",
	    "<Home><Delete><End><PageUp><PageDown><Home><End>");
	keys_are("\033[1;5A\033[1;2D\033[3;5~\033[5;3~\033O5C\033[1;5:1B",
	    "<Up><Left><Delete><PageUp><Right><Down>");
	keys_are("\033[a\033Od\033[3$\033[5^\033[6@\033\033[A",
	    "<Up><Left><Delete><PageUp><PageDown><Up>");
}
END_TEST

START_TEST(what_is_not_known_is_swallowed_whole)
{
	keys_are("a\033[2~\033[15~\033[Z\033[E\033[[A\033OP\033[1;5Pb", "ab");
	keys_are("a\033[<0;10;20M\033[<0;10;20m\033[M !!\033[I\033[Ob", "ab");
	keys_are("a\033[?1;2c\033[>0;276;0c\033[?2004;1$y\033[12;40Rb", "ab");
	keys_are("a\033]11;rgb:ffff/ffff/ffff\033\\b\033]0;t\007c\033P1$r0m\033\\d", "abcd");
	keys_are("a\033x\033\xc3\xa9\033[99;5ub", "ab");
	keys_are("a\033[12\030b\033[1\033[Ac\033[3\xc3\xa9\033[1\rd", "ab<Up>cé<Enter>d");
	keys_are("a\033[201~b\033[99999999999999999999~c", "abc");
}
END_TEST

START_TEST(a_sequence_cut_short_is_dropped_after_a_while)
{
	static const char *const starts[] = { "\033", "\033[", "\033[1;", "\033O", "\033]11;",
		"\033P", "\033[[", "\033[M " };

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		struct keyboard *keyboard = keyboard_new();
		struct buffer out = BUFFER_INIT;
		bool pasting = false;

		ck_assert(!keyboard_waits(keyboard));
		keyboard_feed(keyboard, starts[i], strlen(starts[i]));
		take(keyboard, &out, &pasting);
		ck_assert_uint_eq(out.length, 0);
		ck_assert(keyboard_waits(keyboard));
		keyboard_idle(keyboard);
		ck_assert(!keyboard_waits(keyboard));
		keyboard_feed(keyboard, "Aé\xe6\xbc\xa2", 6);
		take(keyboard, &out, &pasting);
		ck_assert_str_eq((const char *)out.data, "Aé漢");
		buffer_free(&out);
		keyboard_free(&keyboard);
	}
}
END_TEST

START_TEST(a_character_whose_bytes_come_slowly_is_whole)
{
	const char *bytes = "a\xc4\x85\xe6\xbc\xa2\033\xc3\xa9\xf0\x9f\x98\x80\xe6\xbc\r";
	struct keyboard *keyboard = keyboard_new();
	struct buffer out = BUFFER_INIT;
	bool pasting = false;

	for (size_t i = 0; i < strlen(bytes); i++) {
		keyboard_feed(keyboard, bytes + i, 1);
		take(keyboard, &out, &pasting);
		if (bytes[i] == '\033') /* alone it is dropped: what comes then is text */
			continue;
		ck_assert(!keyboard_waits(keyboard));
		keyboard_idle(keyboard);
	}
	ck_assert_str_eq((const char *)out.data, "aą漢😀\xef\xbf\xbd<Enter>");
	buffer_free(&out);
	keyboard_free(&keyboard);
}
END_TEST

START_TEST(pasted_text_comes_as_it_is)
{
	keys_are("a\033[200~b c\033[201~d", "a{b c}d");
	keys_are("\033[200~\033[201~x", "x");
	keys_are("\033[200~a\r\nb\rc\nd\r\r\n\n\te\033[201~\r", "{a\nb\nc\nd\n\n\n\te}<Enter>");
	keys_are("\033[200~a\r\033[201~\nb", "{a\n}<Enter>b");
	keys_are("\033[200~漢字😀e\xcc\x81\033[201~", "{漢字😀e\xcc\x81}");
}
END_TEST

START_TEST(what_a_paste_may_not_have_is_taken_out)
{
	keys_are("\033[200~a\001\003\177\xc2\x85z\033[201~", "{az}");
	keys_are_of("\033[200~a\000z\033[201~", 15, "{az}");
	keys_are("\033[200~a\033[31mb\033[20\033[A\033\033[200~\033[201~c", "{a[31mb[20[A[200~}c");
	keys_are("\033[200~a\xffz\xe6\xbc\033[201~", "{a\xef\xbf\xbdz\xef\xbf\xbd}");
	keys_are("\033[200~\xe6\xbc\033[20z\033[201~", "{\xef\xbf\xbd[20z}");
}
END_TEST

START_TEST(a_slow_paste_does_not_miss_its_end)
{
	struct keyboard *keyboard = keyboard_new();
	struct buffer out = BUFFER_INIT;
	const char *bytes = "\033[200~ab\xe6\xbc\xa2\033[201~c";
	bool pasting = false;

	keyboard_feed(keyboard, bytes, 6);
	take(keyboard, &out, &pasting);
	for (size_t i = 6; i < strlen(bytes); i++) {
		keyboard_feed(keyboard, bytes + i, 1);
		take(keyboard, &out, &pasting);
		ck_assert(!keyboard_waits(keyboard));
		keyboard_idle(keyboard);
	}
	ck_assert_str_eq((const char *)out.data, "{ab漢}c");
	buffer_free(&out);
	keyboard_free(&keyboard);
}
END_TEST

START_TEST(a_long_paste_arrives_whole)
{
	struct buffer bytes = BUFFER_INIT, out = BUFFER_INIT;

	buffer_append_text(&bytes, "\033[200~");
	for (int i = 0; i < 24000 / 12; i++)
		buffer_append_text(&bytes, "words ąę 漢");
	buffer_append_text(&bytes, "\033[201~");
	keys_of((const char *)bytes.data, bytes.length, 4095, &out);
	ck_assert_uint_eq(out.length, bytes.length - 12 + 2);
	ck_assert_mem_eq(out.data + 1, bytes.data + 6, bytes.length - 12);
	buffer_free(&bytes);
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("keyboard");
	TCase *tests = tcase_create("keyboard");

	tcase_add_test(tests, text_comes_as_characters);
	tcase_add_test(tests, broken_bytes_come_as_one_sign_and_harm_nothing_else);
	tcase_add_test(tests, control_keys_are_known);
	tcase_add_test(tests, a_line_ends_once);
	tcase_add_test(tests, the_sequences_of_all_terminals_are_known);
	tcase_add_test(tests, what_is_not_known_is_swallowed_whole);
	tcase_add_test(tests, a_sequence_cut_short_is_dropped_after_a_while);
	tcase_add_test(tests, a_character_whose_bytes_come_slowly_is_whole);
	tcase_add_test(tests, pasted_text_comes_as_it_is);
	tcase_add_test(tests, what_a_paste_may_not_have_is_taken_out);
	tcase_add_test(tests, a_slow_paste_does_not_miss_its_end);
	tcase_add_test(tests, a_long_paste_arrives_whole);
	suite_add_tcase(suite, tests);
	return suite;
}
