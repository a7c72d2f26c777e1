/* SPDX-License-Identifier: ISC */
/* Lists of names for suggest.h: the campaign's, and a family's own. One thread for each. */
#ifndef TESTIMONY_CAMPAIGN_NAMES_H
#define TESTIMONY_CAMPAIGN_NAMES_H

#include <jansson.h>

#include "common/buffer.h"
#include "common/form.h"
#include "desk/redact/suggest.h"

/* Pointers to names that somebody else owns. */
struct name_list {
	struct buffer names; /* const char * */
};
#define NAME_LIST_INIT { BUFFER_INIT }

/* Adds one; none that is NULL or empty. */
void name_list_add(struct name_list *list, const char *name);
/* Adds each text of a JSON array; what is none is passed over. */
void name_list_add_all(struct name_list *list, const json_t *names);
/* As suggest.h takes it; until the next is added. */
struct suggest_list name_list_of(const struct name_list *list);
void name_list_free(struct name_list *list);

/* Adds the towns of the form's areas; and whom everybody may name: its MPs, and who helps. */
void campaign_names(struct name_list *places, struct name_list *publics, const struct form *form);

#endif
