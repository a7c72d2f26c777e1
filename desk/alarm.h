/* SPDX-License-Identifier: ISC */
/*
 * Words that may mean that somebody is in danger: a flag, so that a coordinator reads such a
 * testimony first, and is warned before. A plain list of phrases (alarm_words.c), in English and
 * Polish. It is meant to miss little and so is often wrong ("he never hurt himself"); nothing
 * hangs on it but the order of reading. Pure. Any thread.
 */
#ifndef TESTIMONY_ALARM_H
#define TESTIMONY_ALARM_H

#include <stddef.h>

#include "common/testimony.h"

enum alarm {
	ALARM_LIFE = 1, /* suicide or self-harm */
	ALARM_HARM = 2, /* somebody may be hurting a child, or not keeping it safe */
};

/*
 * One phrase: words one after the other, a space between. A word is a key (front/spot/words.h):
 * small letters, no marks, no apostrophes ("don't" is "dont"). "kill*" stands for every word that
 * begins so, "him|her" for either, "?" for any one word, "~" for up to two words or none.
 */
struct alarm_phrase {
	enum alarm alarm;
	const char *words;
};

extern const struct alarm_phrase alarm_phrases[];
extern const size_t alarm_phrase_count;

/* The alarms of a text, as bits; 0: none. */
unsigned alarm_of(const char *text, size_t length);

/* Those of all texts of a family's message. */
unsigned alarm_of_testimony(const struct testimony *testimony);

#endif
