/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/leaflet.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "keys/leaflet_parts.h"
#include "keys/leaflet_words.h"

#define POINTS_MOST 12.0  /* the size of type */
#define POINTS_WELL 10.0  /* rather than smaller, without the form's first page */
#define POINTS_LEAST 8.0  /* rather than smaller, with fewer help lines */
#define POINTS_SMALLEST 5.0
#define POINTS_STEP 0.25
#define EASY "-easy"        /* how forms tag easy words: en-easy */

static const char css_head[] =
"@page{size:A4;margin:12mm}\n"
"*{box-sizing:border-box}\n"
"html{background:#fff;color:#000;font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"
"font-size:";

static const char css[] =
"body{margin:0}\n"
"@media screen{body{max-width:186mm;margin:6mm auto;padding:0 3mm}}\n"
"h1,h2,h3,p,ul,ol{padding:0;overflow-wrap:anywhere}\n"
"section,header{margin:0 0 2.8mm}\n"
"h2,h1{color:#123f6b}\n"
".box{border:.6mm solid #123f6b;border-radius:2.5mm;padding:3mm}\n"
".begin{display:flex;gap:6mm;align-items:center}\n"
".side{width:50mm;flex:none}\n"
".rest,.ways div{flex:1;min-width:0}\n"
".rest h2~h2{margin-top:2.5mm}\n"
".qr{width:50mm;height:50mm;display:block;margin:0 0 1.5mm}\n"
".words{display:grid;grid-template-columns:repeat(3,1fr);list-style:decimal inside;margin:0 0 "
"1.5mm;font-size:1.25rem;line-height:1.44;font-weight:bold}\n"
".ways{display:flex;gap:6mm}\n"
".columns{columns:2;column-gap:6mm;orphans:1;widows:1}\n"
".whole p{break-inside:avoid}\n"
"@media screen and (max-width:150mm){.begin,.ways{display:block}.columns{columns:1}}\n"
".hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
"white-space:nowrap}\n";

static void
put_head(struct leaflet *leaflet, double points)
{
	struct sheet *sheet = &leaflet->sheet;

	buffer_clear(&sheet->html);
	sheet->points = points;
	sheet->width = SHEET_WIDTH;
	sheet->height = 0;
	sheet_raw(sheet, LEAFLET_START);
	buffer_format(&sheet->html, "<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width\">\n<title>", leaflet_words_language(leaflet->language));
	sheet_escape(sheet, leaflet->campaign->name, strlen(leaflet->campaign->name));
	sheet_raw(sheet, "</title>\n<style>\n");
	sheet_raw(sheet, css_head);
	buffer_format(&sheet->html, "%.2fpt}\n", points);
	sheet_raw(sheet, css);
	sheet_css(&sheet->html);
	sheet_raw(sheet, "</style>\n</head>\n<body>\n<main>\n");
}

/* The whole page in this size; whether it fits. */
static bool
put_all(struct leaflet *leaflet, double points)
{
	put_head(leaflet, points);
	leaflet_put_header(leaflet);
	leaflet_put_begin(leaflet);
	if (leaflet->first_page != NULL)
		leaflet_put_first_page(leaflet);
	leaflet_put_after(leaflet);
	leaflet_put_ways(leaflet);
	leaflet_put_help(leaflet);
	sheet_raw(&leaflet->sheet, "</main>\n</body>\n</html>\n");
	return leaflet->sheet.height <= SHEET_HEIGHT;
}

/* The largest type, of at least `least`, in which all fits. */
static bool
put_largest(struct leaflet *leaflet, double least)
{
	for (double points = POINTS_MOST; points >= least; points -= POINTS_STEP)
		if (put_all(leaflet, points))
			return true;
	return false;
}

/* The form's first page as it is, or in easy words, where that leaves type that is well read: else
 * without it, for families see it in any case; then with fewer help lines; at last in smaller
 * type. */
static bool
put_fitting(struct leaflet *leaflet)
{
	const struct form_page *page = leaflet->first_page;
	char easy[FORM_LANGUAGE_MOST + sizeof EASY];

	if (page != NULL && put_largest(leaflet, POINTS_WELL))
		return true;
	(void)snprintf(easy, sizeof easy, "%s" EASY, leaflet->language);
	leaflet->first_page_language = easy;
	if (page != NULL && form_text(page->hint, easy) != form_text(page->hint,
	    leaflet->language) && put_largest(leaflet, POINTS_WELL))
		return true;
	leaflet->first_page = NULL;
	if (put_largest(leaflet, POINTS_LEAST))
		return true;
	for (; leaflet->help > 1; leaflet->help--)
		if (put_all(leaflet, POINTS_LEAST))
			return true;
	for (double points = POINTS_LEAST; points >= POINTS_SMALLEST; points -= POINTS_STEP)
		if (put_all(leaflet, points))
			return true;
	return false;
}

/* The origin of the link, and the first onion one besides. */
static void
find_links(struct leaflet *leaflet)
{
	const struct campaign *campaign = leaflet->campaign;
	const struct campaign_pin pin = { campaign->signing_key, campaign->serial };
	const char *link = campaign->origins[0], *onion = NULL;
	char text[CAMPAIGN_PIN_SIZE];

	leaflet->kind = ORIGIN_LOOPBACK;
	for (size_t i = 0; i < campaign->origin_count; i++) {
		enum origin_kind kind = ORIGIN_LOOPBACK;

		(void)campaign_origin_kind(campaign->origins[i], &kind, NULL);
		if (kind < leaflet->kind) {
			link = campaign->origins[i];
			leaflet->kind = kind;
		}
		if (onion == NULL && kind == ORIGIN_ONION)
			onion = campaign->origins[i];
	}
	campaign_pin_print(text, &pin);
	buffer_format(&leaflet->link, "%s/#%s", link, text);
	if (onion != NULL && onion != link)
		buffer_format(&leaflet->onion, "%s/#%s", onion, text);
}

size_t
leaflet_languages(const char *languages[LEAFLET_LANGUAGES_MOST], const struct campaign *campaign)
{
	const struct form_page *page = form_page(campaign->form, 0);
	const json_t *const texts[] = { page->title, page->hint };
	size_t count = 0;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *tag;
		json_t *value;

		json_object_foreach((json_t *)(uintptr_t)texts[i], tag, value) {
			size_t known = 0;

			while (known < count && strcasecmp(languages[known], tag) != 0)
				known++;
			if (known == count && count < LEAFLET_LANGUAGES_MOST)
				languages[count++] = tag;
		}
	}
	return count;
}

void
leaflet_make(struct buffer *out, const struct campaign *campaign, const char *language,
    struct leaflet_made *made)
{
	struct leaflet leaflet = { .campaign = campaign, .language = language,
		.first_page_language = language };
	const struct form_page *page = form_page(campaign->form, 0);

	campaign_words(leaflet.words, campaign->signing_key.key);
	find_links(&leaflet);
	leaflet.first_page = page->kind == FORM_INFO && page->hint != NULL ? page : NULL;
	leaflet.help = json_array_size(form_help(campaign->form));
	made->fits = put_fitting(&leaflet);
	made->kind = leaflet.kind;
	made->first_page = leaflet.first_page != NULL;
	made->help = leaflet.help;
	made->points = leaflet.sheet.points;
	buffer_append(out, leaflet.sheet.html.data, leaflet.sheet.html.length);
	buffer_free(&leaflet.sheet.html);
	buffer_free(&leaflet.link);
	buffer_free(&leaflet.onion);
}
