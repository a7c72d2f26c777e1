/* SPDX-License-Identifier: ISC */
/* Numbers and addresses of people, for the leak gate: those whose check holds or whose form is
 * strict (desk/redact/shapes.h). One thread. */
#ifndef TESTIMONY_GATE_NUMBERS_H
#define TESTIMONY_GATE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"

struct gate_numbers;

void gate_numbers_new(struct gate_numbers **numbers);
void gate_numbers_free(struct gate_numbers **numbers);

/* Allows all that stand in a text. */
void gate_numbers_allow(struct gate_numbers *numbers, const char *text);

/* What is said of one: `what` it is ("a postcode"), and itself. */
typedef void gate_number_found(void *context, const char *what, const char *number, size_t length);

/* Says each that stands in a plain text (gate_text.h) and is not allowed. `words`: they are a
 * family's: in them web addresses and names on platforms are found, too. */
void gate_numbers_find(struct gate_numbers *numbers, const struct buffer *plain, bool words,
    gate_number_found *found, void *context);

#endif
