/* SPDX-License-Identifier: ISC */
/*
 * What a pack says: all that an edition knows for one pack becomes a document (document.h), which
 * the writers make files of (files.h). The same contents in any order give the same document.
 *
 *   first page   whose it is, whom to ask, a summary
 *   What this is             self-selected, unverified; how many, from when; what it cannot show
 *   In their own words       excerpts, each with where it may be repeated
 *   What we ask
 *   Since the last edition
 *   Promises kept and broken
 *   How to check this pack
 *   Figures                  the edition's tables, the same in every pack (tables.h)
 *
 * A pack is safe when the council reads it. Beside an excerpt stands its family's area at most.
 * Excerpts stand by theme, and within it by the SHA-256 of their text: that tells neither which of
 * them are one family's nor when they came. No excerpts are counted, by theme or otherwise, below
 * DISCLOSURE_FEWEST. Parliament asks for at most COMPOSE_WORDS words in all: where there would be
 * more, excerpts are left out by a rule that does not look at what they say, and the pack says so.
 *
 * Pure. Texts are UTF-8 from anybody: the document cleans them. Any thread.
 */
#ifndef TESTIMONY_COMPOSE_H
#define TESTIMONY_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/campaign.h"
#include "desk/disclosure.h"
#include "desk/pack/document.h"

#define COMPOSE_WORDS 3000       /* of a pack, by document_words */
#define COMPOSE_WORDS_LEAST 1000 /* for excerpts, however long all else is */
#define COMPOSE_NO_DAY (-1)

enum compose_kind {
	COMPOSE_AREA,   /* for the MP of one area */
	COMPOSE_COUNTY, /* for all MPs */
	COMPOSE_PUBLIC, /* may be published */
};

/* Where a family allows its words to be repeated: bits, by the uses in force. */
enum compose_repeat {
	COMPOSE_OWN_MP = 1,    /* its own MP, who may show them to the council */
	COMPOSE_ALL_MPS = 2,   /* all MPs of the county, who may, too */
	COMPOSE_REPORT = 4,    /* a report that anyone can read */
	COMPOSE_COMMITTEE = 8, /* a committee of Parliament, or a minister */
	COMPOSE_PRESS = 16,
};
#define COMPOSE_EVERYWHERE 31

struct compose_excerpt {
	const char *text;     /* as approved: printed as it is */
	const char *theme;    /* a heading; NULL or "": "Other" */
	const char *area;     /* its label; NULL: the county alone */
	const char *language; /* BCP 47, of this text; NULL: English */
	bool paraphrase;      /* coordinators' words */
	unsigned repeat;      /* enum compose_repeat */
	size_t family;        /* a number for each: to choose fairly; never printed */
	bool fresh;           /* its family had no words in this pack of the last edition */
};

struct compose_promise {
	const char *text, *source;
	int32_t day; /* of the entry: when it was made, kept or broken */
	bool kept;
};

struct tally;

struct compose {
	enum compose_kind kind;
	const struct campaign *campaign; /* its name, contact, areas with their MPs */
	int64_t n;                       /* of the edition: 1 is the first */
	int32_t day;
	int32_t from; /* a day of the month in which the first told: only that month is said;
	               * COMPOSE_NO_DAY: nothing is said */
	const char *area, *mp; /* of an area pack: label and name */
	const char *ask;       /* NULL: there is none */
	const char *contact;   /* NULL: the campaign's */
	const struct compose_promise *promises;
	size_t promise_count;
	const struct compose_excerpt *excerpts;
	size_t excerpt_count;
	const struct disclosure_figure *told; /* how many, as it may be printed; NULL: not said */

	/* Adds the edition's tables below a heading of level 1, as tables_write (tables.h) does; of a
	 * chart the first row is all who answered. NULL: there are none. */
	void (*tables)(struct document *document, const struct tally *tally);
	const struct tally *tally;

	/* Of the edition before this one. */
	int32_t former_day;                     /* COMPOSE_NO_DAY: there was none */
	/* How many had told, as it was printed then: "all" of its figures (FORMATS 17.4), where it has
	 * no mark. NULL: not said. */
	const struct disclosure_figure *former;
};

/* Makes the document. `printed`, of excerpt_count, says which excerpts stand in it; NULL: not
 * wanted. An excerpt whose `repeat` does not allow this kind of pack, or of another area in an area
 * pack, is a bug and stops the program: whatever went wrong before, it is not handed out. */
void compose_pack(struct document **document, const struct compose *compose, bool *printed);

#endif
