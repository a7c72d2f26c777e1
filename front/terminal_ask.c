/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/terminal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/clean.h"
#include "common/file.h"
#include "common/utf8.h"
#include "common/wordlist.h"

/*
 * Questions: passphrases, yes or no. They are put to the terminal itself (/dev/tty), so that
 * standard input and output stay free for data.
 */

#define ASK_TRIES 3
#define ASK_ANSWER_MOST 64           /* bytes of a yes or no */
#define ASK_FILE_MOST (64 * 1024)    /* bytes of a passphrase file; only its first line counts */

/* What would leave the terminal without echo if it ended or stopped the program meanwhile. */
static const int ask_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
#define ASK_SIGNALS (sizeof ask_signals / sizeof ask_signals[0])

static volatile sig_atomic_t ask_signal; /* the one that came; 0: none */

struct ask {
	int descriptor;                     /* /dev/tty */
	bool silent;                        /* echo is to be off */
	struct termios before;              /* the terminal's settings */
	sigset_t mask_before;
	struct sigaction actions_before[ASK_SIGNALS];
};

static void
ask_on_signal(int number)
{
	ask_signal = number;
}

/*
 * Signals stay blocked but while we wait for input (ask_wait), so none can come between looking
 * at ask_signal and waiting. Signals that were ignored (nohup) stay ignored.
 */
static void
ask_catch(struct ask *ask)
{
	struct sigaction action;
	sigset_t mask;
	size_t i;

	(void)sigemptyset(&mask);
	for (i = 0; i < ASK_SIGNALS; i++)
		(void)sigaddset(&mask, ask_signals[i]);
	(void)sigprocmask(SIG_BLOCK, &mask, &ask->mask_before);
	ask_signal = 0;
	memset(&action, 0, sizeof action);
	action.sa_handler = ask_on_signal; /* no SA_RESTART: the wait must end */
	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < ASK_SIGNALS; i++) {
		(void)sigaction(ask_signals[i], &action, &ask->actions_before[i]);
		if (ask->actions_before[i].sa_handler == SIG_IGN)
			(void)sigaction(ask_signals[i], &ask->actions_before[i], NULL);
	}
}

/* Puts handlers and mask back; a signal that is pending is delivered now, as it would have been. */
static void
ask_release(const struct ask *ask)
{
	size_t i;

	for (i = 0; i < ASK_SIGNALS; i++)
		(void)sigaction(ask_signals[i], &ask->actions_before[i], NULL);
	(void)sigprocmask(SIG_SETMASK, &ask->mask_before, NULL);
}

static int
ask_settings(const struct ask *ask, const struct termios *settings)
{
	int result;

	do {
		result = tcsetattr(ask->descriptor, TCSAFLUSH, settings);
	} while (result != 0 && errno == EINTR);
	return result;
}

/* Turns echo off. What was typed before is dropped: it stood on the screen. */
static int
ask_silence(struct ask *ask, struct error *error)
{
	struct termios silent;

	if (!ask->silent)
		return 0;
	if (tcgetattr(ask->descriptor, &ask->before) != 0)
		return error_system(error, "the terminal's settings cannot be read");
	silent = ask->before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	if (ask_settings(ask, &silent) != 0)
		return error_system(error, "the terminal's echo cannot be turned off");
	return 0;
}

static void
ask_end(struct ask *ask)
{
	if (ask->silent)
		(void)ask_settings(ask, &ask->before);
	ask_release(ask);
	(void)close(ask->descriptor);
}

/* `instead`: what to do where there is no terminal. */
static int
ask_begin(struct ask *ask, bool silent, const char *instead, struct error *error)
{
	ask->silent = silent;
	ask->descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (ask->descriptor < 0)
		return error_refuse(error, "there is no terminal to ask at; %s", instead);
	ask_catch(ask);
	if (ask_silence(ask, error) == 0)
		return 0;
	ask_release(ask);
	(void)close(ask->descriptor);
	return -1;
}

static void
ask_say(const struct ask *ask, const char *text)
{
	struct buffer clean = BUFFER_INIT;

	clean_text(&clean, text, strlen(text));
	if (clean.length > 0)
		(void)file_write_all(ask->descriptor, clean.data, clean.length);
	buffer_free(&clean);
}

/* A signal came: give the terminal back, let the signal do its work, and, where the program is
 * still there afterwards (it was stopped and goes on), start again. */
static int
ask_yield(struct ask *ask, struct error *error)
{
	int number = ask_signal;

	if (ask->silent)
		(void)ask_settings(ask, &ask->before);
	(void)file_write_all(ask->descriptor, "\n", 1);
	(void)raise(number);
	ask_release(ask);
	ask_catch(ask);
	if (ask_silence(ask, error) != 0)
		return -1;
	if (number != SIGTSTP)
		return error_refuse(error, "stopped at the question");
	return 0;
}

/* 1: there is input; 0: a signal came; -1. */
static int
ask_wait(const struct ask *ask, struct error *error)
{
	struct pollfd poll_for = { ask->descriptor, POLLIN, 0 };

	for (;;) {
		if (ask_signal != 0)
			return 0;
		if (ppoll(&poll_for, 1, NULL, &ask->mask_before) > 0)
			return 1;
		if (errno != EINTR)
			return error_system(error, "the terminal cannot be read");
	}
}

/* One line without its LF into `line`, at most `line->length` bytes, NUL after it; *length says
 * how many. Returns 0 or -1. */
static int
ask_line(struct ask *ask, const char *prompt, struct secret *line, size_t *length,
    struct error *error)
{
	bool too_long = false;
	char byte = 0;

again:
	ask_say(ask, prompt);
	*length = 0;
	for (;;) {
		int ready = ask_wait(ask, error);
		ssize_t got;

		if (ready < 0)
			return -1;
		if (ready == 0) {
			if (ask_yield(ask, error) != 0)
				return -1;
			goto again;
		}
		got = read(ask->descriptor, &byte, 1);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0)
			return error_system(error, "the terminal cannot be read");
		if (got == 0 || byte == '\n')
			break;
		if (*length < line->length)
			line->bytes[(*length)++] = (uint8_t)byte;
		else
			too_long = true;
	}
	line->bytes[*length] = 0;
	if (ask->silent)
		(void)file_write_all(ask->descriptor, "\n", 1);
	if (byte != '\n' && *length == 0)
		return error_refuse(error, "nothing was typed");
	sodium_memzero(&byte, sizeof byte);
	if (too_long)
		return error_refuse(error, "that is longer than the %zu bytes allowed",
		    line->length);
	return 0;
}

/* The first line of a file, LF or CRLF. */
static int
ask_file(struct secret **passphrase, const char *file, struct error *error)
{
	struct buffer content = BUFFER_INIT;
	const uint8_t *end;
	size_t length;
	int result = -1;

	if (strcmp(file, "-") == 0)
		return error_refuse(error,
		    "a passphrase is not read from standard input; give the name of a file");
	if (file_read(file, ASK_FILE_MOST, &content, error) != 0) {
		buffer_free(&content);
		return -1;
	}
	end = content.length == 0 ? NULL : memchr(content.data, '\n', content.length);
	length = end == NULL ? content.length : (size_t)(end - content.data);
	if (length > 0 && content.data[length - 1] == '\r')
		length--;
	if (length == 0)
		(void)error_refuse(error, "the first line of %s is empty; a passphrase goes there",
		    file);
	else if (length > TERMINAL_PASSPHRASE_MOST)
		(void)error_refuse(error, "the first line of %s is longer than the %d bytes "
		    "allowed", file, TERMINAL_PASSPHRASE_MOST);
	else if (memchr(content.data, 0, length) != NULL)
		(void)error_refuse(error, "the first line of %s is not text", file);
	else
		result = 0;
	if (result == 0)
		*passphrase = secret_copy(content.data, length);
	buffer_free(&content);
	return result;
}

int
terminal_passphrase(struct secret **passphrase, const char *file, const char *prompt,
    struct error *error)
{
	struct secret *line;
	struct buffer question = BUFFER_INIT;
	struct ask ask;
	size_t length = 0;
	int result = -1;

	*passphrase = NULL;
	if (file != NULL)
		return ask_file(passphrase, file, error);
	if (ask_begin(&ask, true, "give the passphrase in a file (--passphrase-file)", error) != 0)
		return -1;
	line = secret_new(TERMINAL_PASSPHRASE_MOST);
	buffer_format(&question, "%s: ", prompt);
	result = ask_line(&ask, (const char *)question.data, line, &length, error);
	if (result == 0 && length == 0)
		result = error_refuse(error, "no passphrase was typed");
	ask_end(&ask);
	if (result == 0)
		*passphrase = secret_copy(line->bytes, length);
	secret_free(&line);
	buffer_free(&question);
	return result;
}

/* Six words, each picked evenly. */
static void
ask_suggest(struct buffer *words)
{
	size_t i;

	for (i = 0; i < TERMINAL_SUGGESTED_WORDS; i++) {
		if (i > 0)
			buffer_append_byte(words, ' ');
		buffer_append_text(words, wordlist[randombytes_uniform(WORDLIST_WORDS)]);
	}
}

/* One try: 1 taken, 0 to be asked again, -1. */
static int
ask_new(struct ask *ask, const struct buffer *suggestion, struct secret **passphrase,
    struct error *error)
{
	struct secret *first = secret_new(TERMINAL_PASSPHRASE_MOST);
	struct secret *second = secret_new(TERMINAL_PASSPHRASE_MOST);
	size_t length = 0, again = 0;
	int result = -1;

	if (ask_line(ask, "Press Enter to take it, or type your own: ", first, &length,
	    error) != 0)
		goto out;
	if (length == 0) {
		ask_say(ask, "Taken. Write it down now, and keep it apart from the keys.\n");
		*passphrase = secret_copy(suggestion->data, suggestion->length);
		result = 1;
		goto out;
	}
	result = 0;
	if (utf8_count(first->bytes, length) < TERMINAL_PASSPHRASE_LEAST) {
		ask_say(ask, "That is too short: 8 characters at least, better several words.\n");
		goto out;
	}
	if (ask_line(ask, "Type it again: ", second, &again, error) != 0) {
		result = -1;
		goto out;
	}
	if (again != length || sodium_memcmp(first->bytes, second->bytes, length) != 0) {
		ask_say(ask, "The two differ.\n");
		goto out;
	}
	*passphrase = secret_copy(first->bytes, length);
	result = 1;
out:
	secret_free(&first);
	secret_free(&second);
	return result;
}

int
terminal_new_passphrase(struct secret **passphrase, const char *file, const char *what,
    struct error *error)
{
	struct buffer suggestion = BUFFER_INIT, words = BUFFER_INIT;
	struct ask ask;
	int tries, result = 0;

	*passphrase = NULL;
	if (file != NULL)
		return ask_file(passphrase, file, error);
	if (ask_begin(&ask, true, "give the passphrase in a file (--passphrase-file)", error) != 0)
		return -1;
	ask_suggest(&suggestion);
	buffer_format(&words,
	    "A passphrase for %s. If it is lost, nobody can recover it.\n"
	    "A strong one, made just now:\n\n    %s\n\n", what, (const char *)suggestion.data);
	ask_say(&ask, (const char *)words.data);
	for (tries = 0; tries < ASK_TRIES && result == 0; tries++)
		result = ask_new(&ask, &suggestion, passphrase, error);
	ask_end(&ask);
	buffer_free(&suggestion);
	buffer_free(&words);
	if (result == 0)
		(void)error_refuse(error, "no passphrase was chosen in %d tries", ASK_TRIES);
	return result == 1 ? 0 : -1;
}

int
terminal_confirm(const char *question, bool *yes, struct error *error)
{
	struct secret *line;
	struct buffer prompt = BUFFER_INIT;
	struct ask ask;
	int tries, result = 1;

	if (ask_begin(&ask, false, "say yes on the command line", error) != 0)
		return -1;
	line = secret_new(ASK_ANSWER_MOST);
	buffer_format(&prompt, "%s [yes/no] ", question);
	for (tries = 0; tries < ASK_TRIES && result == 1; tries++) {
		const char *answer = (const char *)line->bytes;
		size_t length = 0;

		result = ask_line(&ask, (const char *)prompt.data, line, &length, error);
		if (result != 0)
			break;
		while (length > 0 && isspace(line->bytes[length - 1]))
			line->bytes[--length] = 0;
		if (strcasecmp(answer, "yes") == 0 || strcasecmp(answer, "y") == 0)
			*yes = true;
		else if (strcasecmp(answer, "no") == 0 || strcasecmp(answer, "n") == 0)
			*yes = false;
		else
			result = 1;
	}
	ask_end(&ask);
	secret_free(&line);
	buffer_free(&prompt);
	if (result == 1)
		(void)error_refuse(error, "the answer was neither yes nor no");
	return result == 0 ? 0 : -1;
}

int
terminal_line(struct secret **line, const char *prompt, size_t most, const char *instead,
    struct error *error)
{
	struct secret *typed;
	struct ask ask;
	size_t length = 0;
	int result;

	*line = NULL;
	if (ask_begin(&ask, false, instead, error) != 0)
		return -1;
	typed = secret_new(most);
	result = ask_line(&ask, prompt, typed, &length, error);
	ask_end(&ask);
	if (result == 0)
		*line = secret_copy(typed->bytes, length);
	secret_free(&typed);
	return result;
}
