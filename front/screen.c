/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/secret.h"
#include "front/screen_inside.h"

/* Control sequences: ECMA-48, and xterm's for what begins with "?". */
#define ENTER "\033[?1049h\033[?2004h\033[?7l"  /* alternate screen, bracketed paste, and what */
#define LEAVE "\033[?7h\033[?2004l\033[?1049l"  /* is too wide does not go to the next row */
#define SHOW_CURSOR "\033[?25h"

#define SCREEN_READ_MOST (64 * 1024)  /* bytes before the next picture */
#define SCREEN_ESCAPE_MS 50           /* a sequence's bytes come faster than that */

/* What would leave the terminal in raw mode if it ended or stopped the program meanwhile. */
static const int screen_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT,
	SIGWINCH };

_Static_assert(sizeof screen_signals / sizeof screen_signals[0] == SCREEN_SIGNALS,
    "each signal has its former action");

static volatile sig_atomic_t screen_signal;  /* one that ends or stops; 0: none came */
static volatile sig_atomic_t screen_resumed; /* after SIGSTOP, which nobody sees coming */
static volatile sig_atomic_t screen_resized;

static void
screen_on_signal(int number)
{
	if (number == SIGWINCH)
		screen_resized = 1;
	else if (number == SIGCONT)
		screen_resumed = 1;
	else
		screen_signal = number;
}

/*
 * Signals stay blocked but while we wait for input, so none can come between looking at a flag and
 * waiting, nor in the midst of a picture. Signals that were ignored (nohup) stay ignored.
 */
static void
screen_catch(struct screen *screen)
{
	struct sigaction action;
	sigset_t mask;

	(void)sigemptyset(&mask);
	for (size_t i = 0; i < SCREEN_SIGNALS; i++)
		(void)sigaddset(&mask, screen_signals[i]);
	(void)sigprocmask(SIG_BLOCK, &mask, &screen->mask_before);
	screen_signal = screen_resumed = screen_resized = 0;
	memset(&action, 0, sizeof action);
	action.sa_handler = screen_on_signal; /* no SA_RESTART: the wait must end */
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SCREEN_SIGNALS; i++) {
		struct sigaction *before = &screen->actions_before[i];

		(void)sigaction(screen_signals[i], &action, before);
		if (before->sa_handler == SIG_IGN && screen_signals[i] != SIGWINCH)
			(void)sigaction(screen_signals[i], before, NULL);
	}
}

/* Puts handlers and mask back; a signal that is pending is delivered now, as it would have been. */
static void
screen_release(const struct screen *screen)
{
	for (size_t i = 0; i < SCREEN_SIGNALS; i++)
		(void)sigaction(screen_signals[i], &screen->actions_before[i], NULL);
	(void)sigprocmask(SIG_SETMASK, &screen->mask_before, NULL);
}

static void
screen_send_text(struct screen *screen, const char *text)
{
	screen_send(screen, text, strlen(text));
}

/* Once what was sent has gone out; what was typed ahead is kept. */
static int
screen_settings(const struct screen *screen, const struct termios *settings)
{
	int result;

	do {
		result = tcsetattr(screen->descriptor, TCSADRAIN, settings);
	} while (result != 0 && errno == EINTR);
	return result;
}

/* Takes the terminal. `again`: its settings are not its own but what we, or nobody knows who, left
 * there. */
static int
screen_take(struct screen *screen, bool again, struct error *error)
{
	struct termios raw;
	pid_t group = tcgetpgrp(screen->descriptor);

	/* Gone on with in the background: wait there, while the settings are a shell's. */
	if (group > 0 && group != getpgrp())
		(void)raise(SIGTTOU);
	if (!again && tcgetattr(screen->descriptor, &screen->before) != 0)
		return error_system(error, "the terminal's settings cannot be read");
	raw = screen->before;
	raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL |
	    IXON | IXOFF);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
	raw.c_cflag |= CS8;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (screen_settings(screen, &raw) != 0)
		return error_system(error, "the terminal cannot be taken over");
	screen->valid = false;
	if (!screen->plain)
		screen_send_text(screen, ENTER);
	return 0;
}

static void
screen_give(struct screen *screen)
{
	if (!screen->plain)
		screen_send_text(screen, SHOW_CURSOR LEAVE);
	else if (screen->open_row)
		screen_send_text(screen, "\r\n");
	screen->open_row = false;
	buffer_clear(&screen->echoed);
	(void)screen_settings(screen, &screen->before);
}

/* The one that has the terminal: for error_bug, which knows no screen. */
static const struct screen *screen_taken;

/* What must work when nothing else does: no memory is asked for. */
static void
screen_give_at_bug(void)
{
	static const char leave[] = SHOW_CURSOR LEAVE;

	if (screen_taken == NULL)
		return;
	if (!screen_taken->plain)
		(void)!write(screen_taken->descriptor, leave, sizeof leave - 1);
	(void)tcsetattr(screen_taken->descriptor, TCSADRAIN, &screen_taken->before);
}

static bool
screen_must_be_plain(void)
{
	const char *term = getenv("TERM");

	return term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
}

int
screen_open(struct screen **out, bool plain, struct error *error)
{
	struct screen *screen;
	int descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	*out = NULL;
	if (descriptor < 0)
		return error_refuse(error, "there is no terminal; run this in one");
	screen = secret_allocate(sizeof *screen);
	memset(screen, 0, sizeof *screen);
	screen->descriptor = descriptor;
	screen->plain = plain || screen_must_be_plain();
	canvas_init(&screen->shown, SCREEN_COLUMNS);
	screen->keyboard = keyboard_new();
	screen->input = secret_allocate(SCREEN_READ_MOST);
	*out = screen;
	if (screen_resume(screen, error) == 0)
		return 0;
	screen_close(out);
	return -1;
}

void
screen_close(struct screen **out)
{
	struct screen *screen;

	if (out == NULL || *out == NULL)
		return;
	screen = *out;
	screen_pause(screen);
	(void)close(screen->descriptor);
	canvas_free(&screen->shown);
	keyboard_free(&screen->keyboard);
	buffer_free(&screen->out);
	buffer_free(&screen->echoed);
	secret_release(screen->input);
	secret_release(screen);
	*out = NULL;
}

void
screen_pause(struct screen *screen)
{
	if (!screen->taken)
		return;
	screen_give(screen);
	screen->taken = false;
	screen_taken = NULL;
	error_bug_first(NULL);
	screen_release(screen);
}

int
screen_resume(struct screen *screen, struct error *error)
{
	if (screen->taken)
		return 0;
	screen_catch(screen);
	if (screen_take(screen, false, error) != 0) {
		screen_release(screen);
		return -1;
	}
	screen->taken = true;
	screen_taken = screen;
	error_bug_first(screen_give_at_bug);
	return 0;
}

bool
screen_is_plain(const struct screen *screen)
{
	return screen->plain;
}

/* A signal came: give the terminal back, let the signal do its work, and, where the program is
 * still there afterwards (it was stopped and goes on), take it again. */
static int
screen_yield(struct screen *screen, int number, struct error *error)
{
	screen_pause(screen);
	(void)raise(number); /* its own action is in place again, and nothing blocks it */
	if (screen_resume(screen, error) != 0)
		return -1;
	if (number != SIGTSTP)
		return error_refuse(error, "stopped by a signal");
	return 0;
}

/* What has come, until there is no more or it is enough for one picture. */
static void
screen_read(struct screen *screen)
{
	struct pollfd wait = { screen->descriptor, POLLIN, 0 };
	size_t length = 0;
	ssize_t got;

	do {
		got = read(screen->descriptor, screen->input + length, SCREEN_READ_MOST - length);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			break;
		if (got <= 0) {
			screen->gone = true;
			break;
		}
		length += (size_t)got;
	} while (length < SCREEN_READ_MOST && poll(&wait, 1, 0) > 0);
	keyboard_feed(screen->keyboard, screen->input, length);
	sodium_memzero(screen->input, length);
}

/* The next key of what has come: 1 or 0. */
static int
screen_next(struct screen *screen, struct key *key)
{
	if (screen->has_ahead) {
		*key = screen->ahead;
		screen->has_ahead = false;
		return 1;
	}
	return keyboard_next(screen->keyboard, key);
}

bool
screen_key_waits(struct screen *screen)
{
	struct pollfd wait = { screen->descriptor, POLLIN, 0 };

	if (screen->has_ahead || !screen->taken)
		return screen->has_ahead;
	screen->has_ahead = keyboard_next(screen->keyboard, &screen->ahead) == 1;
	if (!screen->has_ahead && !screen->gone && poll(&wait, 1, 0) > 0) {
		screen_read(screen);
		screen->has_ahead = keyboard_next(screen->keyboard, &screen->ahead) == 1;
	}
	return screen->has_ahead;
}

/* Waits for input or a signal, and deals with it: 1 where the picture must be sent anew, 0, -1. */
static int
screen_wait(struct screen *screen, struct error *error)
{
	static const struct timespec at_once = { 0, 0 };
	static const struct timespec a_while = { 0, SCREEN_ESCAPE_MS * 1000000L };
	struct pollfd wait = { screen->descriptor, POLLIN, 0 };
	int ready;

	/* Input that never ends would keep signals from us. */
	(void)ppoll(NULL, 0, &at_once, &screen->mask_before);
	ready = screen_signal != 0 || screen_resumed || screen_resized ? 0 :
	    ppoll(&wait, 1, keyboard_waits(screen->keyboard) ? &a_while : NULL,
	    &screen->mask_before);
	if (ready < 0 && errno != EINTR)
		return error_system(error, "the terminal cannot be read");
	if (screen_signal != 0)
		return screen_yield(screen, screen_signal, error) == 0 ? 1 : -1;
	if (screen_resumed) {
		screen_resumed = screen_resized = 0;
		/* It comes with a hang-up, too. */
		screen->gone = screen_take(screen, true, NULL) != 0;
		return screen->gone ? 0 : 1;
	}
	if (screen_resized) {
		screen_resized = 0;
		screen->valid = false;
		return screen->plain ? 0 : 1;
	}
	if (ready > 0)
		screen_read(screen);
	else if (ready == 0)
		keyboard_idle(screen->keyboard);
	return 0;
}

int
screen_key(struct screen *screen, struct key *key, struct error *error)
{
	int result;

	for (;;) {
		if (screen_next(screen, key)) {
			if (key->kind == KEY_REDRAW)
				screen->valid = false;
			return 0;
		}
		if (screen->gone)
			return error_refuse(error, "the terminal is gone");
		result = screen_wait(screen, error);
		if (result < 0)
			return -1;
		if (result > 0) {
			memset(key, 0, sizeof *key);
			key->kind = KEY_REDRAW;
			return 0;
		}
	}
}
