/* SPDX-License-Identifier: ISC */
/* Redacting at the terminal: each suggestion in its sentence, and a question. Main thread. */
#ifndef TESTIMONY_REDACT_ASK_H
#define TESTIMONY_REDACT_ASK_H

#include "desk/redact_case.h"

/* Adds what is to go. Shows the result and asks whether it is to be kept: *keep. */
int redact_ask(struct redact_pieces *pieces, const struct redact_case *redacting, bool *keep,
    struct error *error);

#endif
