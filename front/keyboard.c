/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/keyboard.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/buffer.h"
#include "common/secret.h"
#include "common/utf8.h"

/*
 * One byte after the other through a machine of states, as ECMA-48 section 5.4 and xterm's
 * ctlseqs describe it: how the bytes were split on their way makes no difference.
 */

#define ESC 0x1b
#define BEL 0x07
#define KEYBOARD_PARAMETER_MOST 10000 /* of a sequence; what is more stays there */

enum keyboard_state {
	STATE_GROUND,
	STATE_ESCAPE,    /* ESC came */
	STATE_CSI,       /* ESC [ */
	STATE_LINUX,     /* ESC [ [: one more byte (F1 to F5 of the Linux console) */
	STATE_MOUSE,     /* ESC [ M: three more bytes (X10) */
	STATE_SS3,       /* ESC O */
	STATE_STRING,    /* ESC ] P X ^ _: up to BEL or any ESC (that of its end, ESC \, say) */
	STATE_PASTE,
};

struct keyboard {
	enum keyboard_state state;
	struct buffer input;      /* what came; `at` is the next to be looked at */
	size_t at;
	struct buffer text;       /* the piece of a paste that is given out */

	uint8_t partial[4];       /* the beginning of a character */
	size_t partial_length;
	bool swallow;             /* it came with Alt */
	bool carriage;            /* the last was CR: a LF is no further line */

	unsigned parameter;       /* of a sequence: its first number */
	bool parameter_over;      /* what came since is no part of that */
	bool private;             /* it has other than numbers: none of what we know */
	unsigned mouse;           /* bytes that are still to come */
	size_t closing;           /* how much of `closing` has come */
};

static const char closing[] = "\033[201~";

struct keyboard *
keyboard_new(void)
{
	struct keyboard *keyboard = secret_allocate(sizeof *keyboard);

	memset(keyboard, 0, sizeof *keyboard);
	return keyboard;
}

void
keyboard_free(struct keyboard **keyboard)
{
	if (keyboard == NULL || *keyboard == NULL)
		return;
	buffer_free(&(*keyboard)->input);
	buffer_free(&(*keyboard)->text);
	secret_release(*keyboard);
	*keyboard = NULL;
}

/* Forgets what has been looked at. */
static void
keyboard_compact(struct keyboard *keyboard)
{
	struct buffer *input = &keyboard->input;
	size_t rest = input->length - keyboard->at;

	if (keyboard->at == 0 || keyboard->at < rest)
		return;
	memmove(input->data, input->data + keyboard->at, rest);
	sodium_memzero(input->data + rest, keyboard->at);
	input->length = rest;
	keyboard->at = 0;
}

void
keyboard_feed(struct keyboard *keyboard, const void *bytes, size_t length)
{
	keyboard_compact(keyboard);
	buffer_append(&keyboard->input, bytes, length);
}

void
keyboard_idle(struct keyboard *keyboard)
{
	if (keyboard_waits(keyboard))
		keyboard->state = STATE_GROUND;
}

int
keyboard_waits(const struct keyboard *keyboard)
{
	return keyboard->at == keyboard->input.length && keyboard->state != STATE_PASTE &&
	    keyboard->state != STATE_GROUND;
}

/* How many bytes a character has that starts so; 0: none does. */
static size_t
keyboard_need(uint8_t lead)
{
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* Takes one byte of a character: true where there is one now, whole or broken. *again: the byte
 * was none of it, and is the next to be looked at. */
static bool
keyboard_character(struct keyboard *keyboard, uint8_t byte, uint32_t *character, bool *again)
{
	size_t used = 0;
	int32_t read;

	*again = false;
	keyboard->partial[keyboard->partial_length++] = byte;
	read = utf8_next(keyboard->partial, keyboard->partial_length, &used);
	if (read < 0 && used == keyboard->partial_length &&
	    used < keyboard_need(keyboard->partial[0]))
		return false;
	/* Broken by its last byte, if it was not alone: what stood before it might have gone on. */
	*again = used < keyboard->partial_length;
	*character = read < 0 ? UTF8_REPLACEMENT : (uint32_t)read;
	keyboard->partial_length = 0;
	return true;
}

static bool
is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

/* A key that is one control byte. */
static bool
keyboard_control(struct keyboard *keyboard, uint8_t byte, struct key *key)
{
	static const struct { uint8_t byte; enum key_kind kind; } controls[] = {
		{ 0x01, KEY_HOME }, { 0x03, KEY_MENU }, { 0x04, KEY_FINISH }, { 0x05, KEY_END },
		{ 0x08, KEY_BACKSPACE }, { 0x09, KEY_TAB }, { 0x0a, KEY_ENTER },
		{ 0x0c, KEY_REDRAW }, { 0x0d, KEY_ENTER }, { 0x15, KEY_ERASE_LINE },
		{ 0x17, KEY_ERASE_WORD }, { 0x7f, KEY_BACKSPACE },
	};

	if (byte == '\n' && keyboard->carriage) {
		keyboard->carriage = false;
		return false;
	}
	keyboard->carriage = byte == '\r';
	if (byte == ESC)
		keyboard->state = STATE_ESCAPE;
	for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++) {
		if (controls[i].byte == byte) {
			key->kind = controls[i].kind;
			return true;
		}
	}
	return false;
}

static bool
keyboard_ground(struct keyboard *keyboard, uint8_t byte, struct key *key)
{
	uint32_t character;
	bool again, swallow = keyboard->swallow;

	if (keyboard->partial_length == 0 && is_control(byte) && byte < 0x80)
		return keyboard_control(keyboard, byte, key);
	keyboard->carriage = false;
	if (!keyboard_character(keyboard, byte, &character, &again))
		return false;
	keyboard->swallow = false;
	if (again)
		keyboard->at--;
	if (swallow || is_control(character))
		return false;
	key->kind = KEY_CHARACTER;
	key->character = character;
	return true;
}

static bool
keyboard_escape(struct keyboard *keyboard, uint8_t byte, struct key *key)
{
	keyboard->state = STATE_GROUND;
	keyboard->parameter = 0;
	keyboard->parameter_over = keyboard->private = false;
	switch (byte) {
	case '[':
		keyboard->state = STATE_CSI;
		return false;
	case 'O':
		keyboard->state = STATE_SS3;
		return false;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		keyboard->state = STATE_STRING;
		return false;
	case 0x08:
	case 0x7f:
		key->kind = KEY_ERASE_WORD;
		return true;
	default:
		/* ESC ESC: rxvt's Alt with what follows. Other controls are keys of their own. */
		if (is_control(byte) && byte < 0x80)
			return keyboard_control(keyboard, byte, key);
		if (byte >= 0x80) {
			keyboard->swallow = true;
			keyboard->at--;
		}
		return false;
	}
}

/* The key that the final byte of a sequence tells of. */
static bool
keyboard_final(const struct keyboard *keyboard, uint8_t byte, struct key *key)
{
	static const struct { char byte; enum key_kind kind; } letters[] = {
		{ 'A', KEY_UP }, { 'B', KEY_DOWN }, { 'C', KEY_RIGHT }, { 'D', KEY_LEFT },
		{ 'H', KEY_HOME }, { 'F', KEY_END },
		/* rxvt, with Shift (CSI) or Ctrl (SS3) */
		{ 'a', KEY_UP }, { 'b', KEY_DOWN }, { 'c', KEY_RIGHT }, { 'd', KEY_LEFT },
	};
	static const struct { unsigned number; enum key_kind kind; } numbers[] = {
		{ 1, KEY_HOME }, { 3, KEY_DELETE }, { 4, KEY_END }, { 5, KEY_PAGE_UP },
		{ 6, KEY_PAGE_DOWN }, { 7, KEY_HOME }, { 8, KEY_END },
	};

	if (keyboard->private)
		return false;
	/* rxvt: $ with Shift, ^ with Ctrl, @ with both. */
	if (byte == '~' || byte == '$' || byte == '^' || byte == '@') {
		for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
			if (numbers[i].number == keyboard->parameter) {
				key->kind = numbers[i].kind;
				return true;
			}
		}
		return false;
	}
	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
		if (letters[i].byte == byte) {
			key->kind = letters[i].kind;
			return true;
		}
	}
	if (byte == 'M' && keyboard->state == STATE_SS3) {
		key->kind = KEY_ENTER; /* the keypad's */
		return true;
	}
	return false;
}

static void
keyboard_parameter(struct keyboard *keyboard, uint8_t byte)
{
	if (byte == ';' || byte == ':')
		keyboard->parameter_over = true;
	else if (byte < '0' || byte > '9')
		keyboard->private = true;
	else if (!keyboard->parameter_over && keyboard->parameter < KEYBOARD_PARAMETER_MOST)
		keyboard->parameter = 10 * keyboard->parameter + (byte - '0');
}

/* CSI and SS3: parameters, intermediate bytes, a final byte (ECMA-48 section 5.4). */
static bool
keyboard_sequence(struct keyboard *keyboard, uint8_t byte, struct key *key)
{
	bool known;

	if (byte < 0x20 || byte > 0x7e) {
		/* Cut short: what comes next is no part of it. */
		keyboard->state = STATE_GROUND;
		keyboard->at--;
		return false;
	}
	if (keyboard->state == STATE_CSI && byte == '[' && keyboard->parameter == 0 &&
	    !keyboard->parameter_over && !keyboard->private) {
		keyboard->state = STATE_LINUX;
		return false;
	}
	if (byte < 0x40 && !(byte == '$' && keyboard->parameter > 0 &&
	    !keyboard->parameter_over && !keyboard->private)) {
		keyboard_parameter(keyboard, byte);
		return false;
	}
	known = keyboard_final(keyboard, byte, key);
	if (keyboard->state == STATE_CSI && byte == 'M' && keyboard->parameter == 0 &&
	    !keyboard->private) {
		keyboard->state = STATE_MOUSE;
		keyboard->mouse = 3;
	} else if (keyboard->state == STATE_CSI && byte == '~' && keyboard->parameter == 200 &&
	    !keyboard->private) {
		keyboard->state = STATE_PASTE;
		keyboard->carriage = false;
		keyboard->closing = 0;
	} else {
		keyboard->state = STATE_GROUND;
	}
	return known;
}

/* One byte of what is pasted that is no part of the closing sequence. */
static void
keyboard_pasted(struct keyboard *keyboard, uint8_t byte)
{
	uint32_t character;
	bool again, carriage;

	do {
		if (!keyboard_character(keyboard, byte, &character, &again))
			return;
		carriage = keyboard->carriage;
		keyboard->carriage = character == '\r';
		if (character == '\r' || (character == '\n' && !carriage))
			buffer_append_byte(&keyboard->text, '\n');
		else if (character == '\t' || !is_control(character))
			utf8_append(&keyboard->text, character);
	} while (again);
}

static void
keyboard_paste(struct keyboard *keyboard, uint8_t byte)
{
	size_t come = keyboard->closing;

	if (byte == (uint8_t)closing[come]) {
		keyboard->closing++;
		if (keyboard->closing < sizeof closing - 1)
			return;
		/* A character that the end has cut short. */
		if (keyboard->partial_length > 0)
			utf8_append(&keyboard->text, UTF8_REPLACEMENT);
		keyboard->partial_length = 0;
		keyboard->carriage = false;
		keyboard->state = STATE_GROUND;
		return;
	}
	/* It was none: all but its ESC, which is a control, is text. */
	keyboard->closing = 0;
	for (size_t i = 0; i < come; i++)
		keyboard_pasted(keyboard, (uint8_t)closing[i]);
	if (byte == ESC)
		keyboard->closing = 1;
	else
		keyboard_pasted(keyboard, byte);
}

/* A piece of what is pasted, as far as it has come. */
static bool
keyboard_piece(struct keyboard *keyboard, struct key *key)
{
	while (keyboard->state == STATE_PASTE && keyboard->at < keyboard->input.length)
		keyboard_paste(keyboard, keyboard->input.data[keyboard->at++]);
	if (keyboard->text.length == 0)
		return false;
	key->kind = KEY_PASTE;
	key->text = (const char *)keyboard->text.data;
	key->length = keyboard->text.length;
	return true;
}

static bool
keyboard_take(struct keyboard *keyboard, uint8_t byte, struct key *key)
{
	switch (keyboard->state) {
	case STATE_GROUND:
		return keyboard_ground(keyboard, byte, key);
	case STATE_ESCAPE:
		return keyboard_escape(keyboard, byte, key);
	case STATE_CSI:
	case STATE_SS3:
		return keyboard_sequence(keyboard, byte, key);
	case STATE_LINUX:
		keyboard->state = STATE_GROUND;
		return false;
	case STATE_MOUSE:
		if (--keyboard->mouse == 0)
			keyboard->state = STATE_GROUND;
		return false;
	case STATE_STRING:
		if (byte == ESC)
			keyboard->state = STATE_ESCAPE;
		else if (byte == BEL)
			keyboard->state = STATE_GROUND;
		return false;
	case STATE_PASTE:
		break;
	}
	keyboard->at--;
	return keyboard_piece(keyboard, key);
}

int
keyboard_next(struct keyboard *keyboard, struct key *key)
{
	struct buffer *input = &keyboard->input;

	if (keyboard->text.length > 0)
		buffer_clear(&keyboard->text);
	memset(key, 0, sizeof *key);
	while (keyboard->at < input->length)
		if (keyboard_take(keyboard, input->data[keyboard->at++], key))
			return 1;
	if (input->length > 0)
		buffer_clear(input);
	keyboard->at = 0;
	return 0;
}
