/* SPDX-License-Identifier: ISC */
/* What somebody must do next so that a family's words can be quoted. Main thread. */
#ifndef TESTIMONY_CASE_NEXT_H
#define TESTIMONY_CASE_NEXT_H

#include "desk/work.h"

enum case_next {
	NEXT_NOTHING, /* it took everything back, or told nothing that is here */
	NEXT_CLOSED,
	NEXT_COUNTS,  /* it is only counted: by what it allows, for a family court, without words */
	NEXT_DECIDE,  /* two desks decided differently */
	NEXT_REDACT,  /* a text of it that nobody redacted, or whose redaction was refused */
	NEXT_APPROVE, /* another coordinator reads a redaction or a paraphrase */
	NEXT_PREVIEW, /* it wants to see the words first, and has not these */
	NEXT_WAIT,    /* it has them, and did not answer yet */
	NEXT_ANSWERED, /* it said no, or what to change; or its day passed without an answer */
	NEXT_READY,
	NEXT_KINDS,
};

enum case_next case_next(const struct work *work, const struct case_file *file);
/* "redact": one word. */
const char *case_next_name(enum case_next next);

#endif
