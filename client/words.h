/* SPDX-License-Identifier: ISC */
/*
 * The program's own words, one catalogue for each language (words_en.c, words_pl.c). What a
 * campaign asks is the form's, in its own languages; a language without a catalogue here has
 * English words around the form's. Pure. Any thread.
 */
#ifndef TESTIMONY_WORDS_H
#define TESTIMONY_WORDS_H

#include <stdbool.h>

#include "common/buffer.h"

/* {name} stands for what the program puts in. Commands: words that may be typed, spaces between
 * them; the first is the one that is shown. */
enum words {
	WORDS_COMMAND_BACK,
	WORDS_COMMAND_SKIP,
	WORDS_COMMAND_MENU,
	WORDS_COMMAND_SEND,
	WORDS_COMMAND_LOOK,
	WORDS_COMMAND_LEAVE,

	WORDS_LANGUAGE_TITLE,
	WORDS_REQUIRED,          /* after a title */
	WORDS_CHOSEN,            /* after an option */
	WORDS_TICKED,            /* after an option, in plain mode */
	WORDS_TICKED_NOW,        /* {options} */
	WORDS_TICKED_NONE,
	WORDS_MOST_TICKS,        /* {most} */
	WORDS_MORE,              /* below the part of a page that fits */
	WORDS_PROMPT_INFO,
	WORDS_PROMPT_ONE,
	WORDS_PROMPT_ONE_REQUIRED,
	WORDS_PROMPT_MANY,
	WORDS_PROMPT_MANY_REQUIRED,
	WORDS_PROMPT_CHOICE,
	WORDS_PROMPT_TEXT,
	WORDS_PROMPT_TEXT_PLAIN,
	WORDS_PROMPT_TO_TEXT,
	WORDS_ROOM,              /* {left} */
	WORDS_OVER,              /* {over} */
	WORDS_WRITTEN_SO_FAR,

	WORDS_NO_SUCH_NUMBER,    /* {typed} {most} */
	WORDS_NOT_A_NUMBER,      /* {typed} */
	WORDS_ONE_NUMBER,
	WORDS_NOTHING_TO_CHOOSE,
	WORDS_TOO_MANY_TICKS,    /* {most} */
	WORDS_ANSWER_NEEDED,
	WORDS_USES_NEEDED,
	WORDS_TOO_LONG,          /* {over} */
	WORDS_TOO_LONG_TOGETHER, /* {over} */
	WORDS_FULL,
	WORDS_FIRST_PAGE,

	WORDS_HIDE_TITLE,
	WORDS_HIDE_HINT,
	WORDS_HIDE_TOO_MANY,     /* {most} */
	WORDS_HIDE_TOO_LONG,     /* {most} */
	WORDS_USES_TITLE,
	WORDS_USES_HINT,
	WORDS_USES_DATES,        /* {from} {until} */

	WORDS_LOOK_TITLE,        /* {number} {count} */
	WORDS_LOOK_NAME,         /* {surface}, as all of them */
	WORDS_LOOK_SCHOOL,
	WORDS_LOOK_DATE,
	WORDS_LOOK_POSTCODE,
	WORDS_LOOK_PHONE,
	WORDS_LOOK_EMAIL,
	WORDS_LOOK_NHS_NUMBER,
	WORDS_LOOK_UPN,
	WORDS_LOOK_REFERENCE,
	WORDS_LOOK_MONEY,
	WORDS_LOOK_WHERE,        /* {title} */
	WORDS_LOOK_TIMES,        /* {count} */
	WORDS_LOOK_REPLACE,      /* {words} */
	WORDS_LOOK_LEAVE,
	WORDS_LOOK_HIDE,
	WORDS_LOOK_CHANGE,
	WORDS_LOOK_LEAVE_ALL,
	WORDS_VAGUE_CHILD,
	WORDS_VAGUE_STAFF,
	WORDS_VAGUE_PLACE,
	WORDS_VAGUE_SCHOOL,
	WORDS_VAGUE_MONTH_YEAR,  /* {month} {year} */
	WORDS_VAGUE_YEAR,        /* {year} */
	WORDS_VAGUE_MONTH,       /* {month} */
	WORDS_VAGUE_DAY,
	WORDS_VAGUE_AREA,
	WORDS_VAGUE_PHONE,
	WORDS_VAGUE_EMAIL,
	WORDS_VAGUE_NUMBER,
	WORDS_VAGUE_UNDER_1000,
	WORDS_VAGUE_1000_TO_5000,
	WORDS_VAGUE_5000_TO_20000,
	WORDS_VAGUE_OVER_20000,
	WORDS_VAGUE_MONEY,
	WORDS_MONTHS,            /* twelve, spaces between them, as they stand after "in" or "of" */

	WORDS_CHECK_TITLE,
	WORDS_CHECK_HINT,
	WORDS_CHECK_LOOKS,       /* {count} */
	WORDS_CHECK_EMPTY,
	WORDS_LINK,              /* {words} */
	WORDS_CHECK_TO,          /* {campaign} {origin} */
	WORDS_CHECK_CLOSED,      /* {day} */
	WORDS_PROMPT_CHECK,
	WORDS_SAY_SEND,          /* {command} */

	WORDS_MENU_TITLE,
	WORDS_MENU_HINT,
	WORDS_MENU_GO_ON,
	WORDS_MENU_BACK,
	WORDS_MENU_SKIP,
	WORDS_MENU_EDITOR,
	WORDS_MENU_LANGUAGE,
	WORDS_MENU_HELP,
	WORDS_MENU_SAVE,
	WORDS_MENU_DELETE,       /* {path} */
	WORDS_MENU_STOP,
	WORDS_HELP_TITLE,
	WORDS_PROMPT_ENTER,

	WORDS_EDITOR_TITLE,
	WORDS_EDITOR_HINT,
	WORDS_EDITOR_YES,
	WORDS_EDITOR_NO,
	WORDS_EDITOR_TAKEN,
	WORDS_EDITOR_FAILED,     /* {why} */

	WORDS_DRAFT_TITLE,
	WORDS_DRAFT_HINT,
	WORDS_DRAFT_NO_PATH,
	WORDS_DRAFT_SAVED,       /* {path} */
	WORDS_DRAFT_FAILED,      /* {why} */
	WORDS_DRAFT_DELETED,     /* {path} */
	WORDS_DRAFT_NOT_DELETED, /* {path} {why} */
	WORDS_DRAFT_GOES_ON,

	WORDS_NOT_SENT,          /* {why} */
	WORDS_UNCERTAIN_TITLE,
	WORDS_UNCERTAIN_HINT,    /* {why} */
	WORDS_UNCERTAIN_AGAIN,
	WORDS_UNCERTAIN_RECEIPT,

	WORDS_RECEIPT_TITLE,
	WORDS_RECEIPT_ARRIVED,
	WORDS_RECEIPT_UNCERTAIN,
	WORDS_RECEIPT_SEALED,    /* {path} */
	WORDS_RECEIPT_WRITE,
	WORDS_RECEIPT_FOR,
	WORDS_RECEIPT_DATES,     /* {from} {until} */
	WORDS_RECEIPT_FILE,      /* {path} */
	WORDS_RECEIPT_HELP,
	WORDS_PROMPT_RECEIPT,    /* {number} {command} */
	WORDS_RECEIPT_OTHER,     /* {number} */
	WORDS_RECEIPT_AGAIN,

	WORDS_DRAFT_STILL,       /* {path} */
	WORDS_PLAIN_STAYS,
	WORDS_STOPPED,
	WORDS_STOPPED_DRAFT,     /* {path} */

	WORDS_REPLIES_NONE,
	WORDS_REPLIES_CONTACT,
	WORDS_REPLY_MESSAGE,     /* {n} {who}, as the two after it */
	WORDS_REPLY_QUESTION,
	WORDS_REPLY_PREVIEW,
	WORDS_REPLY_GAP,         /* {part} {parts} */
	WORDS_REPLY_NOT_WHOLE,
	WORDS_REPLY_USES,
	WORDS_REPLY_NO_USES,
	WORDS_REPLY_ANSWER_BY,   /* {day} */
	WORDS_REPLY_TOO_LATE,    /* {day} */
	WORDS_REPLY_OLDER,
	WORDS_REPLY_HOW,         /* {name} */
	WORDS_SEEN,              /* {count} */
	WORDS_SEEN_NONE,
	WORDS_SEEN_WEEK,         /* {what} {day} */
	WORDS_SEEN_TESTIMONY,
	WORDS_SEEN_ADDITION,
	WORDS_SEEN_CONSENT,
	WORDS_SEEN_ANSWER,
	WORDS_SEEN_OTHER,
	WORDS_SEEN_LATER,
	WORDS_IN_FORCE,
	WORDS_IN_FORCE_NONE,
	WORDS_REPLIES_STRANGE,   /* {count}, as all of them */
	WORDS_REPLIES_STRANGERS,
	WORDS_REPLIES_FORMER,
	WORDS_REPLIES_UNREADABLE,
	WORDS_REPLIES_MIXED,

	WORDS_CONSENT_USES,
	WORDS_CONSENT_NONE,
	WORDS_CONSENT_NO_LONGER,
	WORDS_CONSENT_ONLY_LESS,

	WORDS_WITHDRAW_WHAT,
	WORDS_WITHDRAW_NOT,
	WORDS_WITHDRAW_ASK,      /* {yes} */
	WORDS_WITHDRAW_YES,
	WORDS_WITHDRAW_SURE,

	WORDS_SENDING,
	WORDS_WORKING,           /* {seconds} */
	WORDS_TRYING,            /* {why} {minutes} */
	WORDS_TRYING_BUSY,
	WORDS_TRYING_AGAIN,      /* {seconds} {minutes} */
	WORDS_TRYING_STILL,      /* {minutes} */

	WORDS_COUNT,
};

/* Never NULL; borrowed, static. `language` is a BCP 47 tag. */
const char *words(const char *language, enum words id);

/* Adds the words with each {name} replaced: pairs of const char * name and value, NULL after the
 * last. A value is put in as it is, braces and all. */
void words_fill(struct buffer *out, const char *language, enum words id, ...)
    __attribute__((sentinel));

/* Whether both are the same, case and kinds of white space aside. */
bool words_same(const char *left, size_t left_length, const char *right, size_t right_length);

/* Whether what was typed is one of the command's words, case aside. */
int words_is_command(const char *language, enum words id, const char *typed);

/* What a language calls itself; the tag where that is not known. Borrowed: `language` or static. */
const char *words_language_name(const char *language);

/* The catalogues, WORDS_COUNT each; for words.c and tests. */
extern const char *const words_en[], *const words_pl[];

#endif
