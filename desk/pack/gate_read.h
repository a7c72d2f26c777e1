/* SPDX-License-Identifier: ISC */
/*
 * What a reader sees of marked-up text: for the leak gate, and independent of what wrote it. Knows
 * the elements and attributes that packs have and refuses all others, so that nothing can stand
 * where nobody looks: no script, comment, outside address, author, tracked change. Takes any bytes.
 * Any thread.
 */
#ifndef TESTIMONY_GATE_READ_H
#define TESTIMONY_GATE_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/error.h"

#define GATE_DEPTH_MOST 64 /* elements in one another */

enum gate_markup {
	GATE_HTML,
	GATE_ODT_CONTENT,
	GATE_ODT_STYLES,
	GATE_ODT_META,
	GATE_ODT_MANIFEST,
	GATE_MARKUPS,
};

struct gate_seen {
	struct buffer text;  /* as it is read, a line for each paragraph, cell, row */
	struct buffer aside; /* values of attributes, texts of style sheets: a line each */
};
#define GATE_SEEN_INIT { BUFFER_INIT, BUFFER_INIT }

/* Adds what is to be seen. -1: `error` says what has no place in a pack. */
int gate_read(struct gate_seen *seen, const void *bytes, size_t length, enum gate_markup markup,
    struct error *error);

/* "en", "pl-PL", "zh-Hant-TW": no more than a language, a script and a region. What else a tag of
 * BCP 47 may have ("en-x-jack"), whoever wrote it chose. */
bool gate_language_is_plain(const char *tag, size_t length);

void gate_seen_free(struct gate_seen *seen);

#endif
