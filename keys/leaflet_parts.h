/* SPDX-License-Identifier: ISC */
/*
 * The parts of a leaflet, from top to bottom; leaflet.c puts them on a page. Each adds its markup
 * and its height. Pure. Any thread.
 */
#ifndef TESTIMONY_LEAFLET_PARTS_H
#define TESTIMONY_LEAFLET_PARTS_H

#include "common/campaign.h"
#include "keys/leaflet_sheet.h"

struct leaflet {
	struct sheet sheet;
	const struct campaign *campaign;
	const char *language;
	enum origin_kind kind;
	struct buffer link, onion; /* `onion` is empty where there is none besides the link */
	const char *words[CAMPAIGN_WORDS];
	const struct form_page *first_page; /* NULL: none is printed */
	const char *first_page_language;
	size_t help;
};

void leaflet_put_header(struct leaflet *leaflet);
void leaflet_put_begin(struct leaflet *leaflet);      /* the link and the six words */
void leaflet_put_first_page(struct leaflet *leaflet); /* there must be one */
/* The leaflet's own sentences: all of them where the form's first page is not printed. */
void leaflet_put_after(struct leaflet *leaflet);
void leaflet_put_ways(struct leaflet *leaflet);       /* Tor Browser, the program */
void leaflet_put_help(struct leaflet *leaflet);       /* as many as `help` says */

#endif
