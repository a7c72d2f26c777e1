/* SPDX-License-Identifier: ISC */
/*
 * What of a testimony may show who somebody is: suggestions to a coordinator, who decides. Errs on
 * the side of finding: one too many costs a glance, one too few a family. English, and Polish as
 * families here write it; where a text is in another language, it says so (`unread`), and only what
 * needs no words is found: numbers, addresses of the net, hidden and capitalised names.
 *
 * Pure: no files, no terminal; memory that held plaintext is wiped. The time is linear in the
 * length of the text. Any thread.
 */
#ifndef TESTIMONY_SUGGEST_H
#define TESTIMONY_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum suggest_kind {
	SUGGEST_PERSON,
	SUGGEST_SCHOOL,          /* nurseries and colleges, too */
	SUGGEST_PLACE,
	SUGGEST_ORGANISATION,    /* a hospital, a charity, a firm */
	SUGGEST_DATE,            /* a day; a month of a year */
	SUGGEST_DOB,
	SUGGEST_AGE,
	SUGGEST_YEAR_GROUP,
	SUGGEST_POSTCODE,
	SUGGEST_ADDRESS,
	SUGGEST_PHONE,
	SUGGEST_EMAIL,
	SUGGEST_URL,
	SUGGEST_HANDLE,
	SUGGEST_NHS_NUMBER,
	SUGGEST_UPN,
	SUGGEST_ULN,
	SUGGEST_NINO,
	SUGGEST_TRIBUNAL_REF,
	SUGGEST_EHCP_REF,
	SUGGEST_LGSCO_REF,
	SUGGEST_URN,
	SUGGEST_LAESTAB,
	SUGGEST_VEHICLE,
	SUGGEST_PASSPORT,
	SUGGEST_DRIVING_LICENCE,
	SUGGEST_IBAN,
	SUGGEST_CARD,
	SUGGEST_IP,
	SUGGEST_MONEY,
	SUGGEST_RARE,            /* an unusual fact; a number of something unknown */
	SUGGEST_KINDS,
};

enum suggest_confidence { SUGGEST_LOW, SUGGEST_MEDIUM, SUGGEST_HIGH };

/* 0 to 100. A name of the list "hide" is SUGGEST_CERTAIN; so is a number that holds its check. */
#define SUGGEST_CERTAIN 100
#define SUGGEST_SURE    80 /* high from here on */
#define SUGGEST_LIKELY  50 /* medium from here on */

struct suggestion {
	size_t start, end;      /* bytes of the text; whole characters; never empty */
	enum suggest_kind kind;
	uint8_t sure;
	const char *why;        /* a sentence for people, of the program's own words; static */
};

struct suggest_list {
	const char *const *names; /* UTF-8 */
	size_t count;
};

/* All may be empty. What is pointed to is the caller's, and stays until the call is over. */
struct suggest_options {
	struct suggest_list hide;    /* what the family listed: found everywhere */
	struct suggest_list places;  /* the campaign's: towns and villages */
	struct suggest_list schools; /* the campaign's */
	struct suggest_list publics; /* the campaign's MPs and bodies: not suggested, unless hidden */
	const char *language;        /* BCP 47, or NULL: judged by its words */
};

/*
 * By start; never one over another. Where two detectors find the same, the surer one has it, of
 * two as sure the longer, of two as long the first; a name that the list "hide" told of, too, says
 * so all the same. What sticks out of it stays suggested by the other, except for numbers and the
 * like, which are whole or nothing.
 */
struct suggestions {
	struct suggestion *list;
	size_t count;
	bool unread;
};
#define SUGGESTIONS_INIT { NULL, 0, false }

/* Kinds of facts that together show who somebody is, though none does alone: ages, places, days,
 * sums, unusual facts. From JIGSAW_MANY kinds on, a person should look twice (form.md 4.4). */
#define JIGSAW_MANY 3

/* Broken UTF-8 is passed over. */
void suggest_text(struct suggestions *suggestions, const char *text, size_t length,
    const struct suggest_options *options);
void suggestions_free(struct suggestions *suggestions);

/* How many kinds of such facts there are among `count` suggestions (those that are left, say). */
unsigned suggest_jigsaw(const struct suggestion *list, size_t count);

/* "person", "nhs_number": as in JSON. */
const char *suggest_kind_name(enum suggest_kind kind);
enum suggest_confidence suggest_confidence(uint8_t sure);
const char *suggest_confidence_name(enum suggest_confidence confidence);

#endif
