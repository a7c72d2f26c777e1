/* SPDX-License-Identifier: ISC */
/*
 * A text that is being written: its words, a cursor, and how both look in a window of rows. Never
 * loses what was typed or pasted: a text over its limit is kept, and the caller says that it is
 * too long. Pure: keys in, rows out. Main thread.
 */
#ifndef TESTIMONY_TEXTAREA_H
#define TESTIMONY_TEXTAREA_H

#include <stdbool.h>
#include <stddef.h>

#include "front/canvas.h"
#include "front/keyboard.h"

#define TEXTAREA_BYTES_MOST (1024 * 1024) /* more is not taken: 0 from textarea_key */

struct textarea;

/* Starts with a text (UTF-8 with LF and TAB; other controls are dropped, and broken bytes become
 * U+FFFD), the cursor at its end. It is taken however long it is. `single`: one line; Enter is not
 * taken, and LF and TAB of this text and of pasted ones become spaces. */
struct textarea *textarea_new(const char *text, bool single);
void textarea_free(struct textarea **textarea); /* wipes */

/* Takes a key: text, pastes, Enter (LF), TAB (single: not taken), erasing, moving (up and down by
 * shown rows, keeping the column, and by pages; as they were shown last). Marks and joined
 * pictures go with their letter: cursor and Backspace never stop inside one. Returns true where it
 * was taken. A key that can change nothing is not (Up on the first row, Backspace at the start),
 * nor is one that would make the text longer than TEXTAREA_BYTES_MOST. */
bool textarea_key(struct textarea *textarea, const struct key *key);

/* The text, NUL after it. Borrowed until the next call that changes it. */
const char *textarea_text(const struct textarea *textarea);
size_t textarea_length(const struct textarea *textarea);
size_t textarea_cursor(const struct textarea *textarea); /* a byte offset */
void textarea_move(struct textarea *textarea, size_t offset); /* the cursor to a byte offset */

/* Adds exactly `rows` rows to the canvas, wrapped at its columns: those around the cursor (moving
 * the window as little as possible), each after `prefix` (clean, e.g. "> " or ""), and puts the
 * canvas's cursor. The last column is left to the cursor. What `clean` would change is shown as
 * clean shows it; TABs as spaces. The time it takes does not grow with the text but for one pass
 * over the paragraph at the cursor and a count of rows that is kept between calls. `rows` 0: as
 * many as the text has. */
void textarea_draw(struct textarea *textarea, struct canvas *canvas, const char *prefix,
    size_t rows);

/* How many rows it would take at `columns` (the canvas's, less the prefix's). Fast where they are
 * those of the last textarea_draw. */
size_t textarea_rows(struct textarea *textarea, size_t columns);

#endif
