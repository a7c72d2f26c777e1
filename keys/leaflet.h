/* SPDX-License-Identifier: ISC */
/*
 * A campaign's leaflet: one A4 page of HTML that needs nothing from outside, by which families find
 * the campaign and know it from a false one. All of it comes from the signed campaign, but for the
 * sentences of leaflet_words.h. Pure. Any thread.
 *
 * What is on it, in this order: name, last day to tell, contact; the link with its QR, and the same
 * for Tor Browser; the six words; the form's first page where that is one of kind info and there is
 * room, else the leaflet's own sentences about who can read; names never to write, the nine words,
 * taking back; the command; the help lines, as many as there is room for. The type is as large as
 * lets all that be on one page.
 */
#ifndef TESTIMONY_LEAFLET_H
#define TESTIMONY_LEAFLET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/campaign.h"

/* How every leaflet begins, so that one can be known from other files. */
#define LEAFLET_START "<!DOCTYPE html>\n<!-- A leaflet, made by testimony-keys. -->\n"

#define LEAFLET_LANGUAGES_MOST 64

/* The languages of the form: those in which its first page speaks. Borrowed; returns how many. */
size_t leaflet_languages(const char *languages[LEAFLET_LANGUAGES_MOST],
    const struct campaign *campaign);

struct leaflet_made {
	enum origin_kind kind; /* of the address in the QR */
	bool first_page;       /* there is one, and it is printed */
	size_t help;           /* help lines printed */
	double points;         /* size of the type */
	bool fits;
};

/* Adds the page. The link is to the first https origin, else to the first onion one, else to the
 * first. */
void leaflet_make(struct buffer *out, const struct campaign *campaign, const char *language,
    struct leaflet_made *made);

/* Adds an SVG of the QR code of a text (ISO/IEC 18004, level M, with its quiet zone), for a square
 * as wide as what it stands in; its text alternative is what the id `label` names. */
void leaflet_qr(struct buffer *out, const char *text, const char *label);

#endif
