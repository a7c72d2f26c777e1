/* SPDX-License-Identifier: ISC */
/*
 * From the bytes that a terminal sends to keys: UTF-8, Ctrl keys, the usual escape sequences (VT,
 * xterm, rxvt, Linux console, with modifiers; CSI and SS3), and pasted text (bracketed paste,
 * ESC [ 200 ~ to ESC [ 201 ~). What is not known is swallowed whole, never taken as text. Pure:
 * no terminal. Main thread.
 */
#ifndef TESTIMONY_KEYBOARD_H
#define TESTIMONY_KEYBOARD_H

#include <stddef.h>
#include <stdint.h>

enum key_kind {
	KEY_CHARACTER,      /* `character` */
	KEY_PASTE,          /* `text`: a piece of what is pasted, LF for every CR, LF and CRLF */
	KEY_ENTER,          /* CR or LF, CRLF being one */
	KEY_TAB,
	KEY_BACKSPACE,      /* BS or DEL */
	KEY_DELETE,         /* what stands behind the cursor */
	KEY_LEFT,
	KEY_RIGHT,
	KEY_UP,
	KEY_DOWN,
	KEY_HOME,           /* and Ctrl-A */
	KEY_END,            /* and Ctrl-E */
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_ERASE_WORD,     /* Ctrl-W, Alt-Backspace: back to the start of the word */
	KEY_ERASE_LINE,     /* Ctrl-U: back to the start of the row */
	KEY_FINISH,         /* Ctrl-D */
	KEY_MENU,           /* Ctrl-C */
	KEY_REDRAW,         /* Ctrl-L, or the screen's size has changed (screen.h) */
};

struct key {
	enum key_kind kind;
	uint32_t character; /* KEY_CHARACTER: no control, never a surrogate; U+FFFD: broken bytes */
	const char *text;   /* KEY_PASTE: UTF-8 with LF and TAB, no other controls; U+FFFD for */
	size_t length;      /* broken bytes. Holds until the next keyboard_next */
};

struct keyboard;
struct keyboard *keyboard_new(void);
void keyboard_free(struct keyboard **keyboard); /* wipes what was typed */

/* Bytes that came. */
void keyboard_feed(struct keyboard *keyboard, const void *bytes, size_t length);

/* No byte came for a while: a lone ESC, or a sequence cut short, is dropped. Not so within a paste,
 * which may come slowly: its end must not be missed. Nor half a character: no key sends one, so its
 * rest is on its way, however slow a busy machine or a network is. */
void keyboard_idle(struct keyboard *keyboard);

/* Whether there is something that keyboard_idle would drop. */
int keyboard_waits(const struct keyboard *keyboard);

/* The next key: 1, or 0 where more bytes are needed. Pasted text comes in pieces as it arrives,
 * nothing of it is held back but the beginning of a character or of the closing sequence. */
int keyboard_next(struct keyboard *keyboard, struct key *key);

#endif
