/* SPDX-License-Identifier: ISC */
/*
 * The leaflet's own sentences, in each language that it has them in. What a campaign says is the
 * campaign's, from its signed file, in the languages of its form; where these do not have that
 * language, English stands around it. Pure. Any thread.
 */
#ifndef TESTIMONY_LEAFLET_WORDS_H
#define TESTIMONY_LEAFLET_WORDS_H

#include <stdint.h>

enum leaflet_words {
	LEAFLET_INVITES,        /* below the campaign's name */
	LEAFLET_UNTIL,          /* a day follows */
	LEAFLET_CONTACT,        /* the campaign's contact follows */
	LEAFLET_BEGIN,          /* a heading, as are all without a verb */
	LEAFLET_LINK,           /* the link follows, as wherever a sentence ends in a colon */
	LEAFLET_LINK_ONION,     /* where the campaign has no https address */
	LEAFLET_LINK_TRIAL,     /* where it has neither: 127.0.0.1 */
	LEAFLET_SQUARE,         /* the QR's text alternative; the link follows */
	LEAFLET_CHECK,
	LEAFLET_CHECK_HOW,
	LEAFLET_CHECK_DIFFERENT,
	LEAFLET_COMMAND,
	LEAFLET_COMMAND_ONION,
	LEAFLET_ONION,
	LEAFLET_AFTER,
	LEAFLET_WHO,
	LEAFLET_WHO_TEXT,
	LEAFLET_WHO_NOT,
	LEAFLET_WHO_NOT_TEXT,
	LEAFLET_NEVER,
	LEAFLET_NEVER_TEXT,
	LEAFLET_NINE,
	LEAFLET_NINE_TEXT,
	LEAFLET_BACK,
	LEAFLET_BACK_TEXT,
	LEAFLET_DANGER,
	LEAFLET_DANGER_TEXT,
	LEAFLET_FIRST_PAGE,     /* the title of the form's first page follows */
	LEAFLET_HELP,
	LEAFLET_HELP_MORE,
	LEAFLET_MONTHS,         /* twelve, as they stand after a day's number, spaces between them */
	LEAFLET_WORDS_COUNT
};

/* The tag of the language that the sentences come in for `language`: "en" where there is none. */
const char *leaflet_words_language(const char *language);

/* The sentence in that language. */
const char *leaflet_words(const char *language, enum leaflet_words id);

#endif
