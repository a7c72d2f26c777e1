/* SPDX-License-Identifier: ISC */
/*
 * Finds what may show who somebody is: names, dates, schools, numbers, sums. It only finds: what
 * to do about it is the caller's (the client warns and offers vaguer words; the desk suggests).
 * Errs on the side of finding: a warning too many costs a glance, one too few a family. English,
 * and Polish as families here write it. Any text; needs no clean one. Any thread.
 */
#ifndef TESTIMONY_SPOT_H
#define TESTIMONY_SPOT_H

#include <stddef.h>
#include <stdint.h>

enum spot_kind {
	SPOT_NAME,       /* of a person or a place: capitalised words, known given names; an
	                  * address, 14 Elm Road. With its title, without an "'s" */
	SPOT_SCHOOL,     /* a named school, college, nursery: "St Mary's Primary School",
	                  * "St Mary's" */
	SPOT_DATE,       /* a day: 12/3/2023, 12 March, the 3rd of May 2022, 2023-03-12, 12 marca;
	                  * not a month and year alone */
	SPOT_POSTCODE,   /* WR1 2AB, and WR1 alone */
	SPOT_PHONE,
	SPOT_EMAIL,      /* and names of accounts: @somebody; web addresses */
	SPOT_NHS_NUMBER, /* ten digits, modulus 11; labelled ones even where it fails */
	SPOT_UPN,        /* unique pupil number */
	SPOT_REFERENCE,  /* of a case: tribunal, Ombudsman, council, plan, National Insurance; a
	                  * number plate; eight digits and more */
	SPOT_MONEY,      /* an exact sum: 3,412 and 1,500 pounds; not 5,000, not "about 1,500" */
	SPOT_KINDS,
};

struct spot {
	size_t start, end;    /* bytes; whole characters */
	enum spot_kind kind;
	uint8_t month;        /* SPOT_DATE: 1 to 12, 0 where it has none that is sure */
	uint16_t year;        /* SPOT_DATE: 0 where it has none that is sure */
	uint32_t pounds;      /* SPOT_MONEY: whole pounds; 0 where that is not sure */
};

struct spots {
	struct spot *list;    /* by start; never one over another */
	size_t count;
};
#define SPOTS_INIT { NULL, 0 }

/* Finds them all in `length` bytes of text (broken UTF-8 is passed over). The time is linear in
 * the length. */
void spot_text(struct spots *spots, const char *text, size_t length);
void spots_free(struct spots *spots);

#endif
