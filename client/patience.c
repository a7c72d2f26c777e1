/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/patience.h"

#include <sodium.h>
#include <stdio.h>
#include <time.h>

#include "client/words.h"
#include "common/buffer.h"
#include "front/terminal.h"

#define PATIENCE_DOUBLINGS 6
#define PATIENCE_PAUSE_MOST 60
#define PATIENCE_SHORT 3   /* seconds of a first pause that are not worth a word */
#define PATIENCE_SILENCE 120 /* seconds without a word, where there is no line that is rewritten */

int64_t
patience_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

void
patience_begin(struct patience *patience, long seconds, const volatile sig_atomic_t *stop)
{
	patience->deadline = patience_now() + seconds;
	patience->pauses = 0;
	patience->stop = stop;
	patience->language = "en";
	patience->plain = false;
	patience->told = false;
	patience->last = patience_now();
}

bool
patience_is_over(const struct patience *patience)
{
	return patience_now() > patience->deadline;
}

bool
patience_is_stopped(const struct patience *patience)
{
	return patience->stop != NULL && *patience->stop != 0;
}

/* Fills {seconds} of a sentence, {why}, and {minutes}: how long it may go on, a part counting whole. */
static void
patience_fill(const struct patience *patience, struct buffer *line, enum words id, long seconds,
    const char *why)
{
	int64_t left = patience->deadline - patience_now();
	char minutes_text[24], seconds_text[24];

	(void)snprintf(minutes_text, sizeof minutes_text, "%lld",
	    (long long)(left <= 60 ? 1 : (left + 59) / 60));
	(void)snprintf(seconds_text, sizeof seconds_text, "%ld", seconds);
	words_fill(line, patience->language, id, "seconds", seconds_text, "minutes", minutes_text,
	    "why", why, NULL);
}

void
patience_say(struct patience *patience, enum words id, long seconds)
{
	bool rewrites = !patience->plain && terminal_rewrites();
	struct buffer line = BUFFER_INIT;

	if (rewrites) {
		patience_fill(patience, &line, id, seconds, "");
		terminal_progress("%s", (const char *)line.data);
	} else if (patience_now() - patience->last >= PATIENCE_SILENCE) {
		patience_fill(patience, &line, WORDS_TRYING_STILL, seconds, "");
		terminal_note("%s", (const char *)line.data);
		patience->last = patience_now();
	}
	buffer_free(&line);
}

/* Once: what is the matter, that nothing is lost, how long it may take, and how to end it. */
static void
patience_tell(struct patience *patience, const char *why)
{
	struct buffer line = BUFFER_INIT;

	patience_fill(patience, &line, WORDS_TRYING, 0, why);
	if (!patience->plain)
		terminal_progress_end();
	terminal_note("%s", (const char *)line.data);
	buffer_free(&line);
	patience->told = true;
	patience->last = patience_now();
}

/* What was wished for, and up to a quarter more: those who were sent away at the same moment, by
 * somebody who says the same to all, are not back at the same moment. */
static long
patience_pause(const struct patience *patience, long seconds)
{
	if (seconds < 0)
		seconds = patience->pauses < PATIENCE_DOUBLINGS ? 1L << patience->pauses :
		    PATIENCE_PAUSE_MOST;
	return seconds + (long)randombytes_uniform((uint32_t)seconds / 4 + 2);
}

/* A second at a time, so that Ctrl-C is heard and progress seen. */
bool
patience_wait(struct patience *patience, long seconds, const char *why)
{
	const struct timespec second = { 1, 0 };

	seconds = patience_pause(patience, seconds);
	patience->pauses++;
	if (patience_now() + seconds > patience->deadline)
		return false;
	if (!patience->told && (patience->pauses > 1 || seconds > PATIENCE_SHORT))
		patience_tell(patience, why);
	for (; seconds > 0 && !patience_is_stopped(patience); seconds--) {
		patience_say(patience, WORDS_TRYING_AGAIN, seconds);
		(void)nanosleep(&second, NULL);
	}
	return !patience_is_stopped(patience);
}
