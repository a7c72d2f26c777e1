/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/leaflet_parts.h"

#include <string.h>

#include "keys/leaflet.h"
#include "keys/leaflet_words.h"

#define NAME_LONG 34      /* bytes from which on a name is set smaller */
#define LEAD_MOST 60      /* bytes of a paragraph before the ": " that makes them its lead */

/* Lengths in millimetres, but for the last; the CSS of leaflet.c says the same. */
#define SIDE_WIDTH 50.0   /* of the square, and of the link below it */
#define SIDE_AFTER 1.5
#define GAP 6.0           /* between columns */
#define BOX 3.6           /* padding and border of a box, on one side */
#define SECTION 2.8       /* space after a section */
#define CHECK_BEFORE 2.5
#define WORDS_AFTER 1.5
#define WORDS_EMS 3.6     /* two rows of words */
#define POINT 0.352778

static const char *
say(const struct leaflet *leaflet, enum leaflet_words id)
{
	return leaflet_words(leaflet->language, id);
}

/* lang and dir for a text of the form: whichever language it was found in. */
static const char *
text_attributes(struct buffer *out, const json_t *text, const char *language)
{
	const char *shown = form_text(text, language), *tag;
	json_t *value;

	buffer_clear(out);
	buffer_append_text(out, "dir=\"auto\"");
	json_object_foreach((json_t *)(uintptr_t)text, tag, value) {
		if (json_string_value(value) == shown)
			/* A tag has letters, digits and hyphens (form_language_is_good). */
			buffer_format(out, " lang=\"%s\"", tag);
	}
	return (const char *)out->data;
}

static void
form_line(struct leaflet *leaflet, enum sheet_style style, const char *tag, const json_t *text)
{
	struct buffer attributes = BUFFER_INIT;

	sheet_line(&leaflet->sheet, style, tag, text_attributes(&attributes, text, leaflet->language),
	    form_text(text, leaflet->language));
	buffer_free(&attributes);
}

/* What follows is in two columns of a width of which this is the whole. */
struct columns {
	double above, whole; /* heights and width before */
};

static struct columns
columns_begin(struct leaflet *leaflet)
{
	struct columns columns = { leaflet->sheet.height, leaflet->sheet.width };

	leaflet->sheet.width = (columns.whole - GAP) / 2;
	return columns;
}

/* `heights` of what is not broken; NULL: of `used` millimetres that may be broken between lines. */
static void
columns_end(struct leaflet *leaflet, const struct columns *columns, const double *heights,
    size_t count)
{
	const double used = leaflet->sheet.height - columns->above;
	const double line = leaflet->sheet.points * POINT * 1.3;
	double left = 0, least = used;

	for (size_t i = 0; i < count; i++) {
		double longer;

		left += heights[i];
		longer = left > used - left ? left : used - left;
		least = longer < least ? longer : least;
	}
	leaflet->sheet.height = columns->above + (count == 0 ? used / 2 + line : least);
	leaflet->sheet.width = columns->whole;
}

static void
day_line(struct buffer *out, const struct leaflet *leaflet, int32_t day)
{
	const char *month = say(leaflet, LEAFLET_MONTHS);
	char text[DAY_SIZE];
	int number;

	day_print(text, day);
	number = (text[5] - '0') * 10 + text[6] - '0';
	while (--number > 0)
		month += strcspn(month, " ") + 1;
	buffer_format(out, "%s %d %.*s %.4s", say(leaflet, LEAFLET_UNTIL),
	    (text[8] - '0') * 10 + text[9] - '0', (int)strcspn(month, " "), month, text);
}

void
leaflet_put_header(struct leaflet *leaflet)
{
	struct sheet *sheet = &leaflet->sheet;
	const struct campaign *campaign = leaflet->campaign;
	struct buffer line = BUFFER_INIT;

	sheet_raw(sheet, "<header>\n");
	sheet_line(sheet, strlen(campaign->name) > NAME_LONG ? SHEET_NAME_LONG : SHEET_NAME, "h1",
	    "dir=\"auto\"", campaign->name);
	buffer_append_text(&line, say(leaflet, LEAFLET_INVITES));
	buffer_append_text(&line, " ");
	day_line(&line, leaflet, campaign->closes);
	buffer_append_text(&line, ".");
	sheet_line(sheet, SHEET_LARGE, "p", NULL, (const char *)line.data);
	if (campaign->contact[0] != '\0')
		sheet_block(sheet, SHEET_TEXT, "p", "dir=\"auto\"", say(leaflet, LEAFLET_CONTACT),
		    campaign->contact, strlen(campaign->contact));
	sheet_raw(sheet, "</header>\n");
	sheet->height += SECTION;
	buffer_free(&line);
}

/* The link and its square on the left. */
static void
put_link(struct leaflet *leaflet)
{
	struct sheet *sheet = &leaflet->sheet;

	sheet_raw(sheet, "<div class=\"side\">\n");
	leaflet_qr(&sheet->html, (const char *)leaflet->link.data, "square");
	sheet_raw(sheet, "<p class=\"hidden\" id=\"square\">");
	sheet_escape(sheet, say(leaflet, LEAFLET_SQUARE), strlen(say(leaflet, LEAFLET_SQUARE)));
	sheet_raw(sheet, " ");
	sheet_escape(sheet, (const char *)leaflet->link.data, leaflet->link.length);
	sheet_raw(sheet, "</p>\n");
	sheet->width = SIDE_WIDTH;
	sheet->height += SIDE_WIDTH + SIDE_AFTER;
	sheet_line(sheet, SHEET_TYPED, "p", "dir=\"ltr\"", (const char *)leaflet->link.data);
	sheet_raw(sheet, "</div>\n");
}

static void
put_words(struct leaflet *leaflet)
{
	struct sheet *sheet = &leaflet->sheet;

	sheet->height += CHECK_BEFORE;
	sheet_line(sheet, SHEET_HEAD, "h2", NULL, say(leaflet, LEAFLET_CHECK));
	sheet_line(sheet, SHEET_TEXT, "p", NULL, say(leaflet, LEAFLET_CHECK_HOW));
	sheet_raw(sheet, "<ol class=\"words\" lang=\"en\">\n");
	for (size_t i = 0; i < CAMPAIGN_WORDS; i++)
		buffer_format(&sheet->html, "<li>%s</li>\n", leaflet->words[i]);
	sheet_raw(sheet, "</ol>\n");
	sheet->height += WORDS_EMS * sheet->points * POINT + WORDS_AFTER;
	sheet_line(sheet, SHEET_TEXT, "p", NULL, say(leaflet, LEAFLET_CHECK_DIFFERENT));
}

void
leaflet_put_begin(struct leaflet *leaflet)
{
	static const enum leaflet_words how[] = {
		[ORIGIN_HTTPS] = LEAFLET_LINK,
		[ORIGIN_ONION] = LEAFLET_LINK_ONION,
		[ORIGIN_LOOPBACK] = LEAFLET_LINK_TRIAL,
	};
	struct sheet *sheet = &leaflet->sheet;
	const double above = sheet->height;
	double side;

	sheet_raw(sheet, "<section class=\"box begin\">\n");
	put_link(leaflet);
	side = sheet->height;
	sheet->height = above;
	sheet->width = SHEET_WIDTH - 2 * BOX - SIDE_WIDTH - GAP;
	sheet_raw(sheet, "<div class=\"rest\">\n");
	sheet_line(sheet, SHEET_HEAD, "h2", NULL, say(leaflet, LEAFLET_BEGIN));
	sheet_line(sheet, SHEET_TEXT, "p", NULL, say(leaflet, how[leaflet->kind]));
	put_words(leaflet);
	sheet_raw(sheet, "</div>\n</section>\n");
	sheet->width = SHEET_WIDTH;
	if (sheet->height < side)
		sheet->height = side;
	sheet->height += 2 * BOX + SECTION;
}

/* The form's first page: paragraphs; what stands before an early ": " is the paragraph's lead. */
void
leaflet_put_first_page(struct leaflet *leaflet)
{
	struct sheet *sheet = &leaflet->sheet;
	const json_t *hint = leaflet->first_page->hint;
	const char *text = form_text(hint, leaflet->first_page_language);
	struct buffer attributes = BUFFER_INIT;
	struct columns columns;

	sheet_raw(sheet, "<section>\n");
	form_line(leaflet, SHEET_HEAD, "h2", leaflet->first_page->title);
	sheet_raw(sheet, "<div class=\"columns\">\n");
	columns = columns_begin(leaflet);
	(void)text_attributes(&attributes, hint, leaflet->first_page_language);
	while (*text != '\0') {
		const char *end = strstr(text, "\n\n"), *colon = strstr(text, ": ");
		size_t length = end == NULL ? strlen(text) : (size_t)(end - text), lead = 0;
		char bold[LEAD_MOST + 2] = "";

		if (colon != NULL && colon - text <= LEAD_MOST &&
		    memchr(text, '\n', (size_t)(colon - text)) == NULL) {
			lead = (size_t)(colon - text) + 1;
			memcpy(bold, text, lead);
		}
		sheet_block(sheet, SHEET_FINE, "p", (const char *)attributes.data, lead > 0 ? bold :
		    NULL, text + lead + (lead > 0), length - lead - (lead > 0));
		text += length;
		text += strspn(text, "\n");
	}
	sheet_raw(sheet, "</div>\n</section>\n");
	columns_end(leaflet, &columns, NULL, 0);
	sheet->height += SECTION;
	buffer_free(&attributes);
}

/* The leaflet's own sentences. Those that a form's first page is for are left out where it is
 * printed. */
void
leaflet_put_after(struct leaflet *leaflet)
{
	static const struct {
		enum leaflet_words lead, text;
		bool first_page;
	} own[] = {
		{ LEAFLET_WHO, LEAFLET_WHO_TEXT, true },
		{ LEAFLET_WHO_NOT, LEAFLET_WHO_NOT_TEXT, true },
		{ LEAFLET_DANGER, LEAFLET_DANGER_TEXT, true },
		{ LEAFLET_NEVER, LEAFLET_NEVER_TEXT, false },
		{ LEAFLET_NINE, LEAFLET_NINE_TEXT, false },
		{ LEAFLET_BACK, LEAFLET_BACK_TEXT, false },
	};
	const struct form_page *page = form_page(leaflet->campaign->form, 0);
	const bool printed = leaflet->first_page != NULL;
	struct sheet *sheet = &leaflet->sheet;
	double heights[sizeof own / sizeof *own + 1];
	struct columns columns;
	size_t count = 0;

	sheet_raw(sheet, "<section>\n");
	sheet_line(sheet, SHEET_HEAD, "h2", NULL, say(leaflet, LEAFLET_AFTER));
	sheet_raw(sheet, "<div class=\"columns whole\">\n");
	columns = columns_begin(leaflet);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		const char *text = say(leaflet, own[i].text);
		const double before = sheet->height;

		if (printed && own[i].first_page)
			continue;
		sheet_block(sheet, SHEET_TEXT, "p", NULL, say(leaflet, own[i].lead), text,
		    strlen(text));
		heights[count++] = sheet->height - before;
	}
	if (!printed && page->kind == FORM_INFO) {
		const char *title = form_text(page->title, leaflet->language);
		const double before = sheet->height;

		sheet_block(sheet, SHEET_TEXT, "p", "dir=\"auto\"",
		    say(leaflet, LEAFLET_FIRST_PAGE), title, strlen(title));
		heights[count++] = sheet->height - before;
	}
	sheet_raw(sheet, "</div>\n</section>\n");
	columns_end(leaflet, &columns, heights, count);
	sheet->height += SECTION;
}

/* Side by side where there are both: Tor Browser, and the program. */
void
leaflet_put_ways(struct leaflet *leaflet)
{
	const bool only_onion = leaflet->kind == ORIGIN_ONION;
	const double above = leaflet->sheet.height;
	struct sheet *sheet = &leaflet->sheet;
	struct buffer line = BUFFER_INIT;
	double first = above;

	sheet_raw(sheet, "<section class=\"ways\">\n");
	if (leaflet->onion.length > 0) {
		sheet->width = (SHEET_WIDTH - GAP) / 2;
		sheet_raw(sheet, "<div>\n");
		sheet_line(sheet, SHEET_FINE, "p", NULL, say(leaflet, LEAFLET_ONION));
		sheet_line(sheet, SHEET_TYPED, "p", "dir=\"ltr\"",
		    (const char *)leaflet->onion.data);
		sheet_raw(sheet, "</div>\n");
		first = sheet->height;
		sheet->height = above;
	}
	sheet_raw(sheet, "<div>\n");
	sheet_line(sheet, SHEET_FINE, "p", NULL, say(leaflet, only_onion ? LEAFLET_COMMAND_ONION :
	    LEAFLET_COMMAND));
	buffer_format(&line, "testimony submit --campaign '%s'%s", (const char *)leaflet->link.data,
	    only_onion ? " --socks5 127.0.0.1:9050" : "");
	sheet_line(sheet, SHEET_TYPED, "p", "dir=\"ltr\"", (const char *)line.data);
	sheet_raw(sheet, "</div>\n</section>\n");
	sheet->width = SHEET_WIDTH;
	if (sheet->height < first)
		sheet->height = first;
	sheet->height += SECTION;
	buffer_free(&line);
}

/* Who, and the number to ring, in bold; then the address and what for. */
static void
put_help_line(struct leaflet *leaflet, const json_t *entry)
{
	const json_t *label = json_object_get(entry, "label"), *note = json_object_get(entry, "note");
	const char *phone = json_string_value(json_object_get(entry, "phone"));
	const char *url = json_string_value(json_object_get(entry, "url"));
	struct buffer lead = BUFFER_INIT, text = BUFFER_INIT, attributes = BUFFER_INIT;

	buffer_append_text(&lead, form_text(label, leaflet->language));
	if (phone != NULL)
		buffer_format(&lead, ": %s", phone);
	buffer_append_text(&text, url == NULL ? "" : url);
	if (note != NULL)
		buffer_format(&text, "%s%s", url == NULL ? "" : " · ",
		    form_text(note, leaflet->language));
	sheet_block(&leaflet->sheet, SHEET_FINE, "p",
	    text_attributes(&attributes, label, leaflet->language), (const char *)lead.data,
	    (const char *)text.data, text.length);
	buffer_free(&lead);
	buffer_free(&text);
	buffer_free(&attributes);
}

void
leaflet_put_help(struct leaflet *leaflet)
{
	const json_t *help = form_help(leaflet->campaign->form);
	struct sheet *sheet = &leaflet->sheet;
	double heights[FORM_HELP_MOST];
	struct columns columns;

	if (json_array_size(help) == 0)
		return;
	sheet_raw(sheet, "<section class=\"box\" aria-labelledby=\"help\">\n");
	sheet->width -= 2 * BOX;
	sheet_line(sheet, SHEET_HEAD, "h2", "id=\"help\"", say(leaflet, LEAFLET_HELP));
	sheet_raw(sheet, "<div class=\"columns whole\">\n");
	columns = columns_begin(leaflet);
	for (size_t i = 0; i < leaflet->help; i++) {
		const double before = sheet->height;

		put_help_line(leaflet, json_array_get(help, i));
		heights[i] = sheet->height - before;
	}
	sheet_raw(sheet, "</div>\n");
	columns_end(leaflet, &columns, heights, leaflet->help);
	if (leaflet->help < json_array_size(help))
		sheet_line(sheet, SHEET_TEXT, "p", NULL, say(leaflet, LEAFLET_HELP_MORE));
	sheet_raw(sheet, "</section>\n");
	sheet->width = SHEET_WIDTH;
	sheet->height += 2 * BOX;
}
