/* SPDX-License-Identifier: ISC */
/*
 * The interview from inside: for its own parts alone (interview_*.c). Main thread.
 */
#ifndef TESTIMONY_INTERVIEW_INSIDE_H
#define TESTIMONY_INTERVIEW_INSIDE_H

#include "client/interview.h"
#include "client/looks.h"
#include "client/words.h"
#include "front/textarea.h"

#define INTERVIEW_LANGUAGES_MOST 16
#define INTERVIEW_CHOICES_MOST 96  /* of a page: FORM_OPTIONS_MOST, or the items of a check */

enum place {
	PLACE_LANGUAGE,
	PLACE_PAGE,     /* of the form: interview->page */
	PLACE_HIDE,
	PLACE_USES,
	PLACE_LOOK,
	PLACE_CHECK,
	PLACE_MENU,
	PLACE_HELP,
	PLACE_EDITOR,
	PLACE_DRAFT,
	PLACE_UNCERTAIN,
	PLACE_RECEIPT,
};

/* A line that a number chooses, and what that does. */
enum action {
	ACTION_LANGUAGE,  /* `index` into languages */
	ACTION_OPTION,    /* of the page, or a use */
	ACTION_REPLACE,   /* by vaguer words `index` */
	ACTION_LEAVE,
	ACTION_LEAVE_ALL,
	ACTION_TO_HIDE,
	ACTION_CHANGE,
	ACTION_ITEM,      /* of the check: `place`, `index` (page) */
	ACTION_GO_ON,
	ACTION_BACK,
	ACTION_SKIP,
	ACTION_EDITOR,
	ACTION_EDITOR_YES,
	ACTION_TO_LANGUAGE,
	ACTION_HELP,
	ACTION_SAVE,
	ACTION_DELETE,
	ACTION_STOP,
	ACTION_AGAIN,
	ACTION_RECEIPT,
};

struct choice {
	enum action action;
	enum place place;
	size_t index;
	const char *id;      /* ACTION_OPTION */
	bool chosen;
	struct buffer label;
};

struct choices {
	struct choice list[INTERVIEW_CHOICES_MOST];
	size_t count;
};

struct interview {
	struct interview_options options;
	const struct form *form;
	char language[FORM_LANGUAGE_MOST + 1];
	const char *languages[INTERVIEW_LANGUAGES_MOST]; /* of the form */
	size_t language_count;
	bool asked_language;

	json_t *answers, *hide, *uses;
	bool visited[FORM_PAGES_MOST], visited_hide, visited_uses;
	bool returning;           /* the check was reached: on to what is new, and back to it */

	enum place place, before; /* `before`: where the menu was opened */
	size_t page;
	bool reading;             /* the question of a text, which does not fit beside the text */
	struct textarea *field;   /* what is typed: a text, or one line */
	struct choices choices;   /* of this place */
	struct buffer notice;
	bool said;                /* since the last picture: it must be seen */
	bool due, fresh;          /* plain: something is to be said; the whole page is */

	struct looks looks;
	json_t *left;             /* what the person chose to leave */
	size_t looked;            /* how many of them are done with */

	size_t columns, rows;
	size_t offset, body, content; /* first row shown, rows shown, all rows: of the last picture */

	struct buffer path;       /* of the draft */
	bool draft;
	struct buffer receipt;
	bool certain, leaving;    /* `leaving`: Ctrl-C once on the receipt */
	unsigned asked_word;      /* 1 to 9 */
	struct buffer why;        /* of what is uncertain */
};

/* interview.c */
void interview_set_language(struct interview *interview, const char *language);
void interview_say(struct interview *interview, const char *text);
const struct form_page *interview_page(const struct interview *interview);
bool interview_is_text(const struct interview *interview); /* the place is a text of many lines */
json_t *interview_trimmed(const struct interview *interview); /* answers; new reference */
/* How many characters may still be typed; negative: how many must go. */
long interview_room(const struct interview *interview);
bool interview_asks_names(const struct interview *interview); /* whether there is any text */

/* interview_list.c */
void interview_list(struct interview *interview);  /* fills `choices` for this place */
void interview_clear_choices(struct interview *interview);

/* interview_content.c: all that a page says, but for what may be typed */
void interview_content(struct canvas *canvas, const struct interview *interview);
void interview_draw_words(struct canvas *canvas, const struct interview *interview,
    enum words id, const char *name, const char *value);
void interview_draw_number(struct canvas *canvas, const struct interview *interview,
    enum words id, const char *name, size_t number);

/* interview_draw.c: whether a question fits on the screen with a text that is written below */
bool interview_fits(const struct interview *interview);

/* interview_choose.c */
void interview_say_words(struct interview *interview, enum words id, const char *name,
    const char *value, const char *name2, const char *value2);
void interview_say_number(struct interview *interview, enum words id, const char *name,
    size_t number);
/* A line of numbers, on a page that has choices. */
enum interview_wish interview_choose(struct interview *interview, const char *line);
void interview_open_menu(struct interview *interview);

/* interview_move.c */
void interview_enter(struct interview *interview, enum place place);
void interview_keep(struct interview *interview);  /* what the field holds, to the answers */
/* Adds a name to hide for each line that is not blank. */
void interview_add_names(struct interview *interview, const char *text);
void interview_go_on(struct interview *interview);
void interview_go_back(struct interview *interview);
void interview_skip(struct interview *interview);
void interview_close_menu(struct interview *interview);
void interview_to_check(struct interview *interview);
void interview_to_looks(struct interview *interview);

#endif
