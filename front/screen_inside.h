/* SPDX-License-Identifier: ISC */
/*
 * What the two halves of the screen share: screen.c takes the terminal, gives it back and reads its
 * keys; screen_draw.c writes to it.
 */
#ifndef TESTIMONY_SCREEN_INSIDE_H
#define TESTIMONY_SCREEN_INSIDE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

#include "common/buffer.h"
#include "front/screen.h"

#define SCREEN_COLUMNS 80 /* where the terminal does not say */
#define SCREEN_ROWS 24
#define SCREEN_SIGNALS 7  /* that are caught */

struct screen {
	int descriptor;                     /* /dev/tty */
	bool plain;
	bool taken;                         /* not paused */
	bool gone;                          /* hung up */
	struct termios before;              /* the terminal's settings */
	sigset_t mask_before;
	struct sigaction actions_before[SCREEN_SIGNALS];

	struct keyboard *keyboard;
	struct key ahead;                   /* a key that screen_key_waits has found */
	bool has_ahead;
	uint8_t *input;                     /* SCREEN_READ_MOST bytes */

	struct canvas shown;                /* what the terminal shows */
	bool valid;                         /* `shown` is that */
	struct buffer out;
	struct buffer echoed;               /* plain: the last whole character */
	bool open_row;                      /* plain: the cursor is not at a row's start */
};

/* Writes all of it; a terminal that cannot be written to is gone. */
void screen_send(struct screen *screen, const void *bytes, size_t length);

#endif
