/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "common/file.h"
#include "common/wordlist.h"
#include "front/terminal.h"

#define PATIENCE 60000 /* milliseconds until a program that says nothing has failed */

/* A program at a terminal of its own. */
struct actor {
	pid_t id;
	int terminal;
	struct buffer seen;
	size_t read_to; /* of seen */
};

static void
actor_start(struct actor *actor, void (*play)(void))
{
	memset(actor, 0, sizeof *actor);
	(void)fflush(stdout);
	actor->id = forkpty(&actor->terminal, NULL, NULL, NULL);
	ck_assert(actor->id >= 0);
	if (actor->id == 0) {
		/* The test library catches these for itself. */
		(void)signal(SIGINT, SIG_DFL);
		(void)signal(SIGTERM, SIG_DFL);
		(void)alarm(2 * PATIENCE / 1000);
		play();
		(void)fflush(stdout);
		_exit(0);
	}
}

/* Waits until the terminal shows `text` after what was waited for before. */
static void
actor_shows(struct actor *actor, const char *text)
{
	char bytes[512];

	for (;;) {
		struct pollfd wait = { actor->terminal, POLLIN, 0 };
		char *found = actor->seen.length == 0 ? NULL :
		    strstr((char *)actor->seen.data + actor->read_to, text);
		ssize_t got = -1;

		if (found != NULL) {
			actor->read_to = (size_t)(found - (char *)actor->seen.data) + strlen(text);
			return;
		}
		if (poll(&wait, 1, PATIENCE) == 1)
			got = read(actor->terminal, bytes, sizeof bytes);
		if (got <= 0)
			ck_abort_msg("\"%s\" was never shown, but: %s", text,
			    actor->seen.length == 0 ? "nothing" : (char *)actor->seen.data);
		buffer_append(&actor->seen, bytes, (size_t)got);
	}
}

static void
actor_types(const struct actor *actor, const char *text)
{
	ck_assert_int_eq(file_write_all(actor->terminal, text, strlen(text)), 0);
}

/* Waits for the end; returns what waitpid says. */
static int
actor_ends(struct actor *actor)
{
	int status;

	ck_assert_int_eq(waitpid(actor->id, &status, 0), actor->id);
	return status;
}

static void
actor_free(struct actor *actor)
{
	(void)close(actor->terminal);
	buffer_free(&actor->seen);
}

static bool
echo_is_on(int terminal)
{
	struct termios settings;

	ck_assert_int_eq(tcgetattr(terminal, &settings), 0);
	return (settings.c_lflag & ECHO) != 0;
}

static void
say_passphrase(int result, struct secret *passphrase, const struct error *error)
{
	if (result == 0)
		printf("GOT<%s>\n", (const char *)passphrase->bytes);
	else
		printf("REFUSED<%s>\n", error->text);
	printf("ECHO<%d>\n", echo_is_on(STDIN_FILENO));
	secret_free(&passphrase);
}

static void
play_passphrase(void)
{
	struct secret *passphrase;
	struct error error = ERROR_INIT;
	int result = terminal_passphrase(&passphrase, NULL, "Passphrase of x", &error);

	say_passphrase(result, passphrase, &error);
}

static void
play_new(void)
{
	struct secret *passphrase;
	struct error error = ERROR_INIT;
	int result = terminal_new_passphrase(&passphrase, NULL, "your key", &error);

	say_passphrase(result, passphrase, &error);
}

START_TEST(a_typed_passphrase_is_taken_and_never_shown)
{
	struct actor actor;

	actor_start(&actor, play_passphrase);
	actor_shows(&actor, "Passphrase of x: ");
	ck_assert(!echo_is_on(actor.terminal));
	actor_types(&actor, "open sesame\n");
	actor_shows(&actor, "GOT<open sesame>");
	actor_shows(&actor, "ECHO<1>");
	/* Once, in GOT: the terminal did not echo it. */
	ck_assert_ptr_eq(strstr(strstr((char *)actor.seen.data, "open sesame") + 1,
	    "open sesame"), NULL);
	ck_assert_int_eq(actor_ends(&actor), 0);
	actor_free(&actor);
}
END_TEST

START_TEST(nothing_typed_is_refused)
{
	struct actor actor;

	actor_start(&actor, play_passphrase);
	actor_shows(&actor, ": ");
	actor_types(&actor, "\n");
	actor_shows(&actor, "REFUSED<no passphrase was typed>");
	actor_shows(&actor, "ECHO<1>");
	(void)actor_ends(&actor);
	actor_free(&actor);
	actor_start(&actor, play_passphrase);
	actor_shows(&actor, ": ");
	actor_types(&actor, "\004"); /* Ctrl-D */
	actor_shows(&actor, "REFUSED<nothing was typed>");
	(void)actor_ends(&actor);
	actor_free(&actor);
}
END_TEST

START_TEST(a_passphrase_that_is_too_long_is_refused_whole)
{
	struct actor actor;
	char line[TERMINAL_PASSPHRASE_MOST + 3];

	memset(line, 'a', sizeof line);
	line[TERMINAL_PASSPHRASE_MOST + 1] = '\n';
	line[TERMINAL_PASSPHRASE_MOST + 2] = '\0';
	actor_start(&actor, play_passphrase);
	actor_shows(&actor, ": ");
	actor_types(&actor, line);
	actor_shows(&actor, "REFUSED<that is longer");
	(void)actor_ends(&actor);
	actor_free(&actor);
}
END_TEST

START_TEST(an_interrupt_ends_the_program_and_gives_echo_back)
{
	static const char *const keys[] = { "\003", "\034" }; /* Ctrl-C, Ctrl-\ */
	static const int signals[] = { SIGINT, SIGQUIT };
	struct actor actor;
	int keeper;

	actor_start(&actor, play_passphrase);
	actor_shows(&actor, ": ");
	/* A second descriptor: when the last one of the program closes, its settings are lost. */
	keeper = open(ptsname(actor.terminal), O_RDWR | O_NOCTTY);
	ck_assert(keeper >= 0 && !echo_is_on(keeper));
	actor_types(&actor, keys[_i]);
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor)), signals[_i]);
	ck_assert(echo_is_on(keeper));
	(void)close(keeper);
	actor_free(&actor);
}
END_TEST

START_TEST(a_kill_ends_the_program_and_gives_echo_back)
{
	static const int signals[] = { SIGTERM, SIGHUP };
	struct actor actor;
	int keeper;

	actor_start(&actor, play_passphrase);
	actor_shows(&actor, ": ");
	keeper = open(ptsname(actor.terminal), O_RDWR | O_NOCTTY);
	ck_assert(keeper >= 0 && !echo_is_on(keeper));
	ck_assert_int_eq(kill(actor.id, signals[_i]), 0);
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor)), signals[_i]);
	ck_assert(echo_is_on(keeper));
	(void)close(keeper);
	actor_free(&actor);
}
END_TEST

/* A shell as far as stopping goes: runs the question as its job, tells when it stopped, and
 * lets it go on. */
static void
play_stopped(void)
{
	pid_t job;
	int status;

	(void)signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (job == 0) {
		(void)setpgid(0, 0);
		(void)tcsetpgrp(STDIN_FILENO, getpgrp());
		(void)signal(SIGTTOU, SIG_DFL);
		play_passphrase();
		(void)fflush(stdout);
		_exit(0);
	}
	(void)setpgid(job, job);
	(void)tcsetpgrp(STDIN_FILENO, job);
	if (waitpid(job, &status, WUNTRACED) != job || !WIFSTOPPED(status))
		return;
	printf("STOPPED<%d>\n", echo_is_on(STDIN_FILENO));
	(void)fflush(stdout);
	(void)kill(-job, SIGCONT);
	(void)waitpid(job, &status, 0);
}

START_TEST(a_question_that_was_stopped_is_asked_again_without_echo)
{
	struct actor actor;

	actor_start(&actor, play_stopped);
	actor_shows(&actor, "Passphrase of x: ");
	actor_types(&actor, "half of\032"); /* Ctrl-Z */
	actor_shows(&actor, "STOPPED<1>");
	actor_shows(&actor, "Passphrase of x: ");
	ck_assert(!echo_is_on(actor.terminal));
	actor_types(&actor, "the whole of it\n");
	actor_shows(&actor, "GOT<the whole of it>");
	actor_shows(&actor, "ECHO<1>");
	(void)actor_ends(&actor);
	actor_free(&actor);
}
END_TEST

START_TEST(enter_takes_the_suggested_words)
{
	struct actor actor;
	char words[256], got[512];
	char *begin, *end, *word;
	int count = 0;

	actor_start(&actor, play_new);
	actor_shows(&actor, "A strong one, made just now:");
	actor_shows(&actor, "type your own: ");
	begin = strstr((char *)actor.seen.data, "\n    ");
	ck_assert_ptr_ne(begin, NULL);
	begin += 5;
	end = strpbrk(begin, "\r\n");
	ck_assert(end != NULL && (size_t)(end - begin) < sizeof words);
	memcpy(words, begin, (size_t)(end - begin));
	words[end - begin] = '\0';
	(void)snprintf(got, sizeof got, "GOT<%s>", words);
	actor_types(&actor, "\n");
	actor_shows(&actor, got);
	for (word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
		ck_assert_int_ge(wordlist_find(word, strlen(word)), 0);
		count++;
	}
	ck_assert_int_eq(count, TERMINAL_SUGGESTED_WORDS);
	ck_assert_int_eq(actor_ends(&actor), 0);
	actor_free(&actor);
}
END_TEST

START_TEST(a_new_passphrase_is_typed_twice)
{
	struct actor actor;

	actor_start(&actor, play_new);
	actor_shows(&actor, "type your own: ");
	actor_types(&actor, "short\n");
	actor_shows(&actor, "too short");
	actor_shows(&actor, "type your own: ");
	actor_types(&actor, "a long enough one\n");
	actor_shows(&actor, "Type it again: ");
	actor_types(&actor, "a long enough on\n");
	actor_shows(&actor, "differ");
	actor_shows(&actor, "type your own: ");
	/* Pasted, both lines at once. */
	actor_types(&actor, "a long enough one\na long enough one\n");
	actor_shows(&actor, "GOT<a long enough one>");
	actor_shows(&actor, "ECHO<1>");
	(void)actor_ends(&actor);
	actor_free(&actor);
}
END_TEST

START_TEST(three_bad_tries_end_the_question)
{
	struct actor actor;
	int i;

	actor_start(&actor, play_new);
	for (i = 0; i < 3; i++) {
		actor_shows(&actor, "type your own: ");
		actor_types(&actor, "x\n");
	}
	actor_shows(&actor, "REFUSED<no passphrase was chosen");
	actor_shows(&actor, "ECHO<1>");
	(void)actor_ends(&actor);
	actor_free(&actor);
}
END_TEST

static void
play_confirm(void)
{
	struct error error = ERROR_INIT;
	bool yes = false;
	int i;

	for (i = 0; i < 3; i++) {
		if (terminal_confirm("Send it?", &yes, &error) == 0)
			printf("SAID<%s>\n", yes ? "yes" : "no");
		else
			printf("REFUSED<%s>\n", error.text);
		(void)fflush(stdout);
	}
}

START_TEST(yes_and_no_are_understood_and_nothing_else)
{
	struct actor actor;

	actor_start(&actor, play_confirm);
	actor_shows(&actor, "Send it? [yes/no] ");
	actor_types(&actor, "Y\n");
	actor_shows(&actor, "SAID<yes>");
	actor_shows(&actor, "Send it? [yes/no] ");
	actor_types(&actor, "perhaps\n");
	actor_shows(&actor, "Send it? [yes/no] ");
	actor_types(&actor, "no\n");
	actor_shows(&actor, "SAID<no>");
	actor_types(&actor, "\n\n\n");
	actor_shows(&actor, "REFUSED<the answer was neither yes nor no>");
	ck_assert_int_eq(actor_ends(&actor), 0);
	actor_free(&actor);
}
END_TEST

/* Runs `play` without a terminal, its standard descriptors being pipes; adds what it wrote. */
static void
apart(void (*play)(void), struct buffer *out)
{
	struct error error = ERROR_INIT;
	int in[2], from[2], status;
	pid_t id;

	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(from), 0);
	(void)fflush(stdout);
	id = fork();
	if (id == 0) {
		(void)setsid();
		(void)dup2(in[0], STDIN_FILENO);
		(void)dup2(from[1], STDOUT_FILENO);
		(void)dup2(from[1], STDERR_FILENO);
		(void)close(in[1]);
		play();
		(void)fflush(stdout);
		_exit(0);
	}
	ck_assert_int_eq(file_write_all(in[1], "from a pipe\n", 12), 0);
	(void)close(in[1]);
	(void)close(from[1]);
	unit_ok(file_read_descriptor(from[0], "a pipe", 65536, out, &error), &error);
	ck_assert_int_eq(waitpid(id, &status, 0), id);
	ck_assert_int_eq(status, 0);
	(void)close(in[0]);
	(void)close(from[0]);
}

static void
play_no_terminal(void)
{
	struct secret *passphrase;
	struct error error = ERROR_INIT;
	bool yes;

	printf("%d<%s>\n", terminal_passphrase(&passphrase, NULL, "x", &error), error.text);
	printf("%d<%s>\n", terminal_new_passphrase(&passphrase, NULL, "x", &error), error.text);
	printf("%d<%s>\n", terminal_confirm("x", &yes, &error), error.text);
}

START_TEST(without_a_terminal_nothing_is_asked_and_a_pipe_is_not_read)
{
	struct buffer out = BUFFER_INIT;

	apart(play_no_terminal, &out);
	ck_assert_str_eq((char *)out.data,
	    "-1<there is no terminal to ask at; give the passphrase in a file "
	    "(--passphrase-file)>\n"
	    "-1<there is no terminal to ask at; give the passphrase in a file "
	    "(--passphrase-file)>\n"
	    "-1<there is no terminal to ask at; say yes on the command line>\n");
	buffer_free(&out);
}
END_TEST

static void
play_messages(void)
{
	struct error error = ERROR_INIT;

	(void)error_refuse(&error, "%s", "the file \"a\nb\033[2J\" is odd");
	(void)dprintf(STDOUT_FILENO, "%d\n", terminal_fail("prog", &error));
	(void)dprintf(STDOUT_FILENO, "%d\n", terminal_usage("prog", "no %s", "x\ty"));
	terminal_note("done\rnow");
	terminal_progress("half way");
	terminal_progress_end();
	terminal_print("line\n\ttab \033[31m\xc2\x9b red\n");
	terminal_print_bytes("", 0);
}

START_TEST(what_is_shown_is_clean_and_a_message_is_one_line)
{
	struct buffer out = BUFFER_INIT;

	apart(play_messages, &out);
	ck_assert_str_eq((char *)out.data,
	    "prog: the file \"a<U+000A>b<U+001B>[2J\" is odd\n1\n"
	    "prog: no x<U+0009>y (see: prog --help)\n2\n"
	    "done<U+000D>now\n"
	    "line\n        tab <U+001B>[31m<U+009B> red\n");
	buffer_free(&out);
}
END_TEST

static void
play_full(void)
{
	struct error error = ERROR_INIT;
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	int before = dup(STDOUT_FILENO);

	(void)dup2(full, STDOUT_FILENO);
	terminal_print("lost\n");
	(void)dprintf(before, "%d<%s>\n", terminal_flush(&error), error.text);
	(void)close(full);
	(void)close(before);
}

START_TEST(a_full_disk_behind_standard_output_is_told)
{
	struct buffer out = BUFFER_INIT;

	apart(play_full, &out);
	ck_assert_str_eq((char *)out.data,
	    "-1<standard output cannot be written: No space left on device>\n");
	buffer_free(&out);
}
END_TEST

static void
play_progress(void)
{
	(void)setenv("TERM", "xterm", 1);
	terminal_progress("half\033 way");
	terminal_progress_end();
	(void)setenv("TERM", "dumb", 1);
	terminal_progress("never shown");
	terminal_progress_end();
	printf("END\n");
}

START_TEST(progress_is_rewritten_in_place_on_a_terminal_only)
{
	struct actor actor;

	actor_start(&actor, play_progress);
	actor_shows(&actor, "\rhalf<U+001B> way\033[K");
	actor_shows(&actor, "\r\033[K");
	actor_shows(&actor, "END");
	ck_assert_ptr_eq(strstr((char *)actor.seen.data, "never"), NULL);
	(void)actor_ends(&actor);
	actor_free(&actor);
}
END_TEST

/* A passphrase file with these bytes. */
static int
from_file(const void *bytes, size_t length, struct secret **passphrase, struct error *error)
{
	char path[] = "/tmp/testimony-unit-XXXXXX";
	int file = mkstemp(path), result;

	ck_assert(file >= 0);
	ck_assert_int_eq(file_write_all(file, bytes, length), 0);
	(void)close(file);
	result = terminal_passphrase(passphrase, path, "x", error);
	(void)unlink(path);
	return result;
}

START_TEST(a_passphrase_file_gives_its_first_line)
{
	static const char *const files[] = { "a b\xc3\xa9 ", "a b\xc3\xa9 \n",
		"a b\xc3\xa9 \r\n", "a b\xc3\xa9 \nmore\n" };
	struct secret *passphrase = NULL;
	struct error error = ERROR_INIT;

	unit_ok(from_file(files[_i], strlen(files[_i]), &passphrase, &error), &error);
	ck_assert_uint_eq(passphrase->length, 6);
	ck_assert_str_eq((char *)passphrase->bytes, "a b\xc3\xa9 ");
	secret_free(&passphrase);
}
END_TEST

START_TEST(a_passphrase_file_without_one_is_refused)
{
	struct secret *passphrase = NULL;
	struct error error = ERROR_INIT;
	char line[TERMINAL_PASSPHRASE_MOST + 1];

	memset(line, 'a', sizeof line);
	unit_refused(from_file("", 0, &passphrase, &error), &error, "is empty");
	unit_refused(from_file("\nsecond\n", 8, &passphrase, &error), &error, "is empty");
	unit_refused(from_file("a\0b\n", 4, &passphrase, &error), &error, "not text");
	unit_refused(from_file(line, sizeof line, &passphrase, &error), &error, "longer");
	unit_ok(from_file(line, sizeof line - 1, &passphrase, &error), &error);
	secret_free(&passphrase);
	unit_refused(terminal_passphrase(&passphrase, "-", "x", &error), &error,
	    "standard input");
	unit_refused(terminal_new_passphrase(&passphrase, "/nonexistent/f", "x", &error), &error,
	    "cannot be opened");
	ck_assert_ptr_eq(passphrase, NULL);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("terminal");
	TCase *tests = tcase_create("terminal");

	tcase_set_timeout(tests, 3 * PATIENCE / 1000);
	tcase_add_test(tests, a_typed_passphrase_is_taken_and_never_shown);
	tcase_add_test(tests, nothing_typed_is_refused);
	tcase_add_test(tests, a_passphrase_that_is_too_long_is_refused_whole);
	tcase_add_loop_test(tests, an_interrupt_ends_the_program_and_gives_echo_back, 0, 2);
	tcase_add_loop_test(tests, a_kill_ends_the_program_and_gives_echo_back, 0, 2);
	tcase_add_test(tests, a_question_that_was_stopped_is_asked_again_without_echo);
	tcase_add_test(tests, enter_takes_the_suggested_words);
	tcase_add_test(tests, a_new_passphrase_is_typed_twice);
	tcase_add_test(tests, three_bad_tries_end_the_question);
	tcase_add_test(tests, yes_and_no_are_understood_and_nothing_else);
	tcase_add_test(tests, without_a_terminal_nothing_is_asked_and_a_pipe_is_not_read);
	tcase_add_test(tests, what_is_shown_is_clean_and_a_message_is_one_line);
	tcase_add_test(tests, a_full_disk_behind_standard_output_is_told);
	tcase_add_test(tests, progress_is_rewritten_in_place_on_a_terminal_only);
	tcase_add_loop_test(tests, a_passphrase_file_gives_its_first_line, 0, 4);
	tcase_add_test(tests, a_passphrase_file_without_one_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
