/* SPDX-License-Identifier: ISC */
/*
 * A program that has a screen, at a terminal of its own, and what that terminal then shows: for the
 * tests of front/screen. The test has the functions of the actor; the play is what runs in the
 * program. Whatever the terminal is sent that a screen may not use fails the test.
 */
#ifndef TESTIMONY_SCREEN_ACTOR_H
#define TESTIMONY_SCREEN_ACTOR_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "common/buffer.h"
#include "front/keyboard.h"

#define ACTOR_PATIENCE 60000 /* milliseconds until a program that says nothing has failed */
#define ACTOR_ROWS 30

/* A terminal, as far as the screen may use it: anything else fails the test. */
struct model {
	size_t columns, rows;
	struct buffer cells[ACTOR_ROWS]; /* bytes up to the last column; ASCII where it matters */
	size_t row, column;
	bool alternate, paste, overflow, hidden;
	bool alternate_ever;
	struct buffer sequence;    /* one that has begun */
};

/* A program at a terminal of its own. */
struct actor {
	pid_t id;
	int terminal, keeper;      /* its two ends */
	int report;                /* what it says aside */
	struct termios before;
	struct model model;
	struct buffer seen;        /* all bytes */
	size_t seen_to;            /* of which somebody has looked at */
};

/* What the program plays is the function's; its terminal has 40 columns and 20 rows. `ahead` is
 * typed before it starts. */
void actor_start(struct actor *actor, void (*play)(void), const char *ahead);

/* Sends bytes, reading all the while; with none, reads once. */
void actor_pumps(struct actor *actor, const char *bytes, size_t length);
void actor_types(struct actor *actor, const char *text);

/* Waits until a row of the screen begins with the text. */
void actor_shows(struct actor *actor, size_t row, const char *text);

/* Waits until the text is sent, in whichever way. */
void actor_says(struct actor *actor, const char *text);

/* Whether a terminal (its keeper) has these settings. */
bool actor_settings_are(int terminal, const struct termios *expected);

/* Waits for the end; the terminal must be as it was. Returns what waitpid says, and what was said
 * aside. actor_free comes after it. */
int actor_ends(struct actor *actor, struct buffer *report);
void actor_free(struct actor *actor);

/* The same for a program that ends by itself, and says this aside; and actor_free. */
void actor_ends_well(struct actor *actor, const char *report);

/* Says something aside. */
void play_reports(const char *text);

/* Takes a key's text; true where it ends the play. */
bool play_take(const struct key *key, struct buffer *text);

/* A play: shows the size, the length of what was typed, its end, and the last key; tells what was
 * typed when Ctrl-D comes. At Ctrl-C it pauses and reports one line that it reads meanwhile. */
void play_shown(void);

/* The same, but it shows nothing while there is more to read. */
void play_skipping(void);

#endif
