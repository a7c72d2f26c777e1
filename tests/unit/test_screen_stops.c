/* SPDX-License-Identifier: ISC */
/* Whatever stops or ends a program: its terminal is given back, and taken again. */
#include "config.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/file.h"
#include "front/screen.h"
#include "tests/unit/screen_actor.h"

START_TEST(signals_end_the_program_and_give_the_terminal_back)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct buffer said = BUFFER_INIT;
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	ck_assert(!actor_settings_are(actor.keeper, &actor.before));
	actor_types(&actor, "x");
	actor_shows(&actor, 2, "> x");
	ck_assert_int_eq(kill(actor.id, signals[_i]), 0);
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor, &said)), signals[_i]);
	ck_assert_uint_eq(said.length, 0);
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

static void
play_bug(void)
{
	struct error error = ERROR_INIT;
	struct screen *screen;

	if (screen_open(&screen, false, &error) == 0)
		error_bug("made for this test");
}

/* What it says is read on the terminal itself, after the screen is gone. */
START_TEST(a_bug_gives_the_terminal_back_and_can_be_read)
{
	struct buffer said = BUFFER_INIT;
	struct actor actor;

	actor_start(&actor, play_bug, "");
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor, &said)), SIGABRT);
	ck_assert(!actor.model.alternate);
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

/* A shell as far as stopping goes: runs the program as its job, tells how the terminal was when it
 * stopped, and lets it go on. */
static void
play_stopped(void)
{
	struct termios before, now;
	pid_t job;
	int status;

	(void)tcgetattr(STDIN_FILENO, &before);
	(void)signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (job == 0) {
		(void)setpgid(0, 0);
		(void)tcsetpgrp(STDIN_FILENO, getpgrp());
		(void)signal(SIGTTOU, SIG_DFL);
		play_shown();
		_exit(0);
	}
	(void)setpgid(job, job);
	(void)tcsetpgrp(STDIN_FILENO, job);
	while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
		(void)tcsetpgrp(STDIN_FILENO, getpgrp());
		(void)tcgetattr(STDIN_FILENO, &now);
		play_reports(now.c_lflag == before.c_lflag ? "same " : "other ");
		/* The shell's own settings, while it has the terminal: not to be kept. */
		now.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &now);
		/* Into the background first, as bg does: it must wait there. */
		(void)kill(-job, SIGCONT);
		(void)waitpid(job, &status, WUNTRACED);
		play_reports(WIFSTOPPED(status) ? "waits " : "ended ");
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
		(void)tcsetpgrp(STDIN_FILENO, job);
		(void)kill(-job, SIGCONT);
	}
}

START_TEST(a_program_that_was_stopped_takes_the_terminal_again)
{
	struct actor actor;
	pid_t group;

	actor_start(&actor, play_stopped, "");
	actor_shows(&actor, 2, ">");
	actor_types(&actor, "x");
	actor_shows(&actor, 2, "> x");
	group = tcgetpgrp(actor.terminal);
	ck_assert_int_gt(group, 1);
	ck_assert_int_eq(kill(-group, SIGTSTP), 0);
	actor_says(&actor, "\033[?1049l");
	actor_says(&actor, "\033[?1049h");
	actor_shows(&actor, 1, "40x20 length 1 key 18.");
	actor_shows(&actor, 0, "A title that stays");
	ck_assert(!actor_settings_are(actor.keeper, &actor.before));
	actor_types(&actor, "y");
	actor_shows(&actor, 2, "> xy");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "same waits xy");
}
END_TEST

START_TEST(a_program_that_was_stopped_unseen_shows_all_again)
{
	struct actor actor;
	int status;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	ck_assert_int_eq(kill(actor.id, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(actor.id, &status, WUNTRACED), actor.id);
	ck_assert_int_eq(tcsetattr(actor.keeper, TCSANOW, &actor.before), 0);
	actor.model.alternate = false;
	ck_assert_int_eq(kill(actor.id, SIGCONT), 0);
	actor_says(&actor, "key 18.");
	actor_shows(&actor, 2, ">");
	ck_assert(!actor_settings_are(actor.keeper, &actor.before));
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "");
}
END_TEST

START_TEST(a_pause_gives_the_terminal_to_another)
{
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	actor_types(&actor, "a\003");
	actor_says(&actor, "PAUSED");
	ck_assert(actor_settings_are(actor.keeper, &actor.before));
	ck_assert(!actor.model.alternate && !actor.model.paste && !actor.model.hidden);
	actor_types(&actor, "a line\n");
	actor_shows(&actor, 0, "A title that stays");
	actor_types(&actor, "b\004");
	actor_ends_well(&actor, "a line\nab");
}
END_TEST

static void
play_ignoring(void)
{
	(void)signal(SIGHUP, SIG_IGN);
	play_shown();
}

/* SIGCONT comes with a hang-up, and would tell of it first. */
static void
play_ignoring_more(void)
{
	(void)signal(SIGCONT, SIG_IGN);
	play_ignoring();
}

START_TEST(a_terminal_that_is_gone_is_a_refusal)
{
	struct buffer said = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct actor actor;
	int status;

	actor_start(&actor, _i == 0 ? play_ignoring : play_ignoring_more, "");
	actor_shows(&actor, 2, ">");
	(void)close(actor.terminal);
	unit_ok(file_read_descriptor(actor.report, "a report", 4096, &said, &error), &error);
	ck_assert_str_eq((char *)said.data, "the terminal is gone");
	ck_assert_int_eq(waitpid(actor.id, &status, 0), actor.id);
	ck_assert_int_eq(status, 0);
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

START_TEST(without_a_terminal_it_is_refused)
{
	struct screen *screen;
	struct error error = ERROR_INIT;
	int status;
	pid_t id;

	(void)fflush(stdout);
	id = fork();
	if (id == 0) {
		(void)setsid();
		_exit(screen_open(&screen, false, &error) == -1 && screen == NULL &&
		    error.kind == ERROR_REFUSED ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(id, &status, 0), id);
	ck_assert_int_eq(status, 0);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("screen_stops");
	TCase *tests = tcase_create("screen_stops");

	(void)setenv("TERM", "xterm", 1);
	tcase_set_timeout(tests, 4 * ACTOR_PATIENCE / 1000);
	tcase_add_loop_test(tests, signals_end_the_program_and_give_the_terminal_back, 0, 4);
	tcase_add_test(tests, a_bug_gives_the_terminal_back_and_can_be_read);
	tcase_add_test(tests, a_program_that_was_stopped_takes_the_terminal_again);
	tcase_add_test(tests, a_program_that_was_stopped_unseen_shows_all_again);
	tcase_add_test(tests, a_pause_gives_the_terminal_to_another);
	tcase_add_loop_test(tests, a_terminal_that_is_gone_is_a_refusal, 0, 2);
	tcase_add_test(tests, without_a_terminal_it_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
