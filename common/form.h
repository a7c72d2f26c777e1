/* SPDX-License-Identifier: ISC */
/*
 * The form engine: reads a campaign's form ("testimony-form-1"), says which page comes next, and
 * checks answers. Pure: no terminal, no files. The page has a twin of this
 * module that passes the same test vectors (tests/vectors/form.json).
 *
 *   {"format":"testimony-form-1",
 *    "pages":[{"id","title","hint"?,"kind":"info"|"one"|"many"|"text",
 *              "options":[{"id","label","group"?}] (one, many), "required"?:true (not info),
 *              "ticks"?:2 (many), "length"?:4000 (text),
 *              "counted"?:"county"|"areas" (one, many; else it is not counted),
 *              "when"?:{"page","in":["option id",...]}, or an array of these: all must hold}],
 *    "areas"?:[{"id","label","mp","places"?:["text",...]}],
 *    "uses":[{"id","label","when"?: as for pages: only where all hold may it be ticked}],
 *    "help"?:[{"label","phone"?:"string","url"?:"https://...","note"?}]}
 *
 * title, hint, label, group, mp, places and note are texts: one string, or an object of one string
 * for each language; languages are BCP 47 tags. Unknown members are ignored. Any thread.
 */
#ifndef TESTIMONY_FORM_H
#define TESTIMONY_FORM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/error.h"

#define FORM_PAGES_MOST 64
#define FORM_OPTIONS_MOST 64
#define FORM_CONDITIONS_MOST 8
#define FORM_AREAS_MOST 64
#define FORM_PLACES_MOST 256
#define FORM_USES_MOST 32
#define FORM_HELP_MOST 32
#define FORM_LANGUAGE_MOST 35   /* bytes of a BCP 47 tag (RFC 5646 section 4.4.1) */
#define FORM_ID_MOST 40         /* bytes of an id: a-z, 0-9 and hyphens, a letter first */
#define FORM_TEXT_BYTES 24000   /* all text of one testimony, as JSON writes it */
#define FORM_ANSWER_BYTES 32000 /* answers, hide and uses together, as JSON writes them */
/* Pages that the programs know by their ids, where a form has them. */
#define FORM_AREA_PAGE "area"          /* kind one; its options are ids of areas, and others */
#define FORM_COURT_PAGE "family-court"
/* What editions count (form.md section 5): by area little, so that few are singled out. */
#define FORM_AREA_MEASURES_MOST 4   /* pages that are counted by area */
#define FORM_AREA_CATEGORIES_MOST 4 /* of each of them */
#define FORM_CATEGORIES_MOST 256    /* of all pages that are counted */
#define FORM_HIDE_MOST 100      /* names to hide */
#define FORM_HIDE_LENGTH 200    /* code points of one */

enum form_kind { FORM_INFO, FORM_ONE, FORM_MANY, FORM_TEXT };

/* Where the answers to a page are counted: nowhere, unless the form says so. */
enum form_counted { FORM_NOT_COUNTED, FORM_COUNTED_COUNTY, FORM_COUNTED_AREAS /* county, too */ };

struct form;

/* Holds where that page is shown and one of its ticked options is in `in`. */
struct form_condition {
	const char *page;  /* an earlier page of kind one or many */
	const json_t *in;  /* array of its option ids */
};

struct form_conditions {
	struct form_condition list[FORM_CONDITIONS_MOST]; /* all must hold; none: always */
	size_t count;
};

struct form_page {
	const char *id;
	enum form_kind kind;
	const json_t *title, *hint; /* texts: see form_text(); hint may be NULL */
	const json_t *options;      /* array of {"id","label"}; NULL for info and text */
	bool required;
	size_t ticks;               /* most that may be ticked (kind many); 0: all */
	size_t length;              /* most code points (kind text; FORM_TEXT_BYTES by default) */
	enum form_counted counted;
	struct form_conditions conditions;
};

/* Checks the form from end to end and keeps a reference to `value`. Refuses, naming the page:
 * unknown kinds, ids used twice, the ids "hide" and "uses" (they are the program's own), a `when`
 * that names a page that does not come before or an option it does not have, a text without any
 * language, options on a page that has none, no use that is always offered, a help link that is no
 * web address, more that is counted than tables may have. */
int form_new(struct form **form, json_t *value, struct error *error);
void form_free(struct form **form);

size_t form_page_count(const struct form *form);
const struct form_page *form_page(const struct form *form, size_t index);
const struct form_page *form_page_find(const struct form *form, const char *id);
const json_t *form_areas(const struct form *form); /* arrays, never NULL */
const json_t *form_uses(const struct form *form);
const json_t *form_help(const struct form *form);

/* The options of one `group` are counted and printed as one category, any other by itself. A
 * category goes by its first option: that of an option; how many the page has; what is printed for
 * it. */
size_t form_category(const struct form_page *page, size_t option);
size_t form_category_count(const struct form_page *page);
const json_t *form_category_label(const struct form_page *page, size_t category);

/* When the use at `index` of form_uses() is offered; see form_use_offered(). */
const struct form_conditions *form_use_conditions(const struct form *form, size_t index);

/* The text in the language asked for: the tag itself, then its first part ("en" for
 * "en-easy"), then "en", then the first there is. Never NULL for a text of a checked form;
 * "" for NULL. Case does not matter in tags; `language` may be NULL. */
const char *form_text(const json_t *text, const char *language);

/* Whether an id has the form of one: see FORM_ID_MOST. */
bool form_id_is_good(const char *id);

/* Whether a tag has the form of one (RFC 5646): letters first, parts of up to 8 letters and
 * digits between hyphens, at most FORM_LANGUAGE_MOST bytes. */
bool form_language_is_good(const char *tag);

/* Whether a page is shown, given the answers so far (an object page id -> value). */
bool form_shows(const struct form *form, const struct form_page *page, const json_t *answers);

/* Whether the form has this use, and it may be ticked beside these answers: beside a family court,
 * say, only the counting. */
bool form_use_offered(const struct form *form, const char *id, const json_t *answers);

/* The page after `current` (NULL: the first), or NULL at the end. */
const struct form_page *form_next(const struct form *form, const struct form_page *current,
    const json_t *answers);
/* The page before it (`current` NULL: the last), or NULL at the start. */
const struct form_page *form_previous(const struct form *form,
    const struct form_page *current, const json_t *answers);

/* Takes out the answers of pages that are not shown, as they are left behind when somebody
 * changes an earlier answer. */
void form_forget_hidden(const struct form *form, json_t *answers);
/* Takes the uses that are not offered out of an array of their ids. */
void form_forget_uses(const struct form *form, const json_t *answers, json_t *uses);

/* Whether a text has nothing but white space (what trim() of ECMAScript takes off). */
bool form_text_is_blank(const json_t *text);

/* Checks one answer: type, options, ticks, length, required. `value` NULL: skipped. A required
 * text and a name to hide must not be blank. */
int form_check_answer(const struct form_page *page, const json_t *value, struct error *error);

/* Checks a whole testimony: every answer is of a page that is shown, required ones are there,
 * `hide` is an array of names (NULL: none), `uses` at least one of the form's uses that are offered
 * beside these answers, none twice, the texts fit in FORM_TEXT_BYTES and all of it in FORM_ANSWER_BYTES: what is taken here always
 * fits in an envelope. A refusal for size says how much to cut. */
int form_check(const struct form *form, const json_t *answers, const json_t *hide,
    const json_t *uses, struct error *error);

/* Bytes that the texts of these answers and names take, as JSON writes them, without the
 * quotes around each. Only pages of kind text count, and `hide` (may be NULL). */
size_t form_text_bytes(const struct form *form, const json_t *answers, const json_t *hide);

#endif
