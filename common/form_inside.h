/* SPDX-License-Identifier: ISC */
/* For the parts of form alone. */
#ifndef TESTIMONY_FORM_INSIDE_H
#define TESTIMONY_FORM_INSIDE_H

#include "common/form.h"

/* Refuses what is no text (form.h); `key` is where it stands. */
int form_check_a_text(const json_t *text, const char *key, struct error *error);

/* What a page says of how it is counted; its id, kind and options are there. */
int form_read_counted(struct form_page *page, const json_t *object, struct error *error);

/* Whether all that is counted fits in the tables of an edition; the areas are there. */
int form_check_counted(const struct form *form, struct error *error);

#endif
