/* SPDX-License-Identifier: ISC */
/*
 * A terminal of which the program has the whole screen: /dev/tty in raw mode, in the alternate
 * screen (so that nothing stays in its scrollback), with bracketed paste. Shows a canvas by
 * sending the rows that have changed; reads keys. Signals that would end or stop the program
 * (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP) first give the terminal back as it was. They are
 * blocked but within screen_key, so that one which comes meanwhile waits: pause the screen for
 * what takes long, and before another program is started.
 *
 * Plain: for screen readers, and where the terminal cannot do more (TERM unset or "dumb"). No
 * escape sequence is ever sent. Nothing is rewritten: rows go out once, one after the other, and
 * what is typed is echoed.
 *
 * Whatever is shown is cleaned (clean.h) on its way. At most one at a time. Main thread.
 */
#ifndef TESTIMONY_SCREEN_H
#define TESTIMONY_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "front/canvas.h"
#include "front/keyboard.h"

#define SCREEN_COLUMNS_LEAST 20
#define SCREEN_ROWS_LEAST 8

struct screen;

/* `plain`: asked for; a terminal that cannot do more is plain anyway. Refuses where there is no
 * terminal. */
int screen_open(struct screen **screen, bool plain, struct error *error);
/* Gives the terminal back; the alternate screen and what it showed are gone. Takes NULL. */
void screen_close(struct screen **screen);

bool screen_is_plain(const struct screen *screen);
/* As it is now; never less than the least, even where the terminal is smaller. */
void screen_size(const struct screen *screen, size_t *columns, size_t *rows);

/* Shows the canvas: row 0 at the top; rows past the screen's are not shown, rows that it does not
 * have are empty. All in one write. Not for a plain one. */
void screen_show(struct screen *screen, const struct canvas *canvas);

/* Plain: the rows, each with a LF; the last without one where `open`, so that what is typed
 * stands behind it. */
void screen_print(struct screen *screen, const struct canvas *canvas, bool open);
/* Plain: echoes typed text as it is (LF goes to a new line, a TAB is a space). A mark that comes alone joins the
 * letter that was echoed before it. */
void screen_echo(struct screen *screen, const char *text, size_t length);
/* Plain: takes the last `columns` columns of the row away again. */
void screen_unecho(struct screen *screen, size_t columns);

/* Waits for the next key. KEY_REDRAW after the size has changed (not where it is plain), or the
 * program was stopped and goes on; all of the next picture is sent then. Refuses when the terminal
 * is gone (hung up, end of file). */
int screen_key(struct screen *screen, struct key *key, struct error *error);
/* Whether screen_key would return a key at once: text that was typed ahead, or pasted. No picture
 * is needed in between. What the last key points at is gone afterwards. */
bool screen_key_waits(struct screen *screen);

/* Gives the terminal back for a while (another program has it), and takes it again. */
void screen_pause(struct screen *screen);
int screen_resume(struct screen *screen, struct error *error);

#endif
