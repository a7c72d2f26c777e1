/* SPDX-License-Identifier: ISC */
/*
 * What of a case may go out, and into which packs; and where not, why, in a sentence for its
 * coordinators. Three must agree: the family (its uses in force, and its yes to the preview where it
 * asked for one), two coordinators (the redaction, and the excerpt out of it), and the text itself,
 * which is made anew here and must come out as both of them saw it. Doubt lets nothing out:
 *
 *   nothing, not even counts   taken back; closed; it answered a reply that no desk tells of; a
 *                              message in its mailbox cannot be read here
 *   counted                    "counts" is in force
 *   words                      no family court in any of its messages; the use of that pack in force,
 *                              and offered beside each of its messages' answers
 *
 *   area pack    the area that it named last, and "my-mp" or "all-mps"
 *   county pack  "all-mps"
 *   publishable  "report"
 *
 * What depends on other families (an area of fewer than ten), on what else a pack holds, or on the
 * leak gate is the export's. Pure. One thread for each struct allowed.
 */
#ifndef TESTIMONY_ALLOWED_H
#define TESTIMONY_ALLOWED_H

#include "common/buffer.h"
#include "common/form.h"
#include "desk/cases.h"
#include "desk/casework.h"
#include "desk/uses.h"

enum allowed_pack { ALLOWED_AREA, ALLOWED_COUNTY, ALLOWED_PUBLIC, ALLOWED_PACKS };

/* Where words may be repeated: bits, by the uses in force and offered. */
enum allowed_use {
	ALLOWED_TO_OWN_MP = 1,
	ALLOWED_TO_ALL_MPS = 2,
	ALLOWED_IN_REPORT = 4,
	ALLOWED_TO_COMMITTEE = 8,
	ALLOWED_TO_PRESS = 16,
};

/* A testimony or an addition. */
struct allowed_told {
	uint8_t id[ENVELOPE_ID_BYTES];
	uint32_t week;
	const char *language;
	const json_t *answers;
};

/* What is known of a case. All is borrowed. */
struct allowed_from {
	const struct form *form;
	const struct case_file *file;
	const struct casework_case *decided; /* NULL: nobody decided anything */
	const struct allowed_told *told;     /* all that it told, oldest first; as long as `allowed` */
	size_t told_count;
	/* The texts of all previews of the newest one's n; NULL: a part of it is not here. */
	const char *const *previews;
	size_t preview_count;
	bool sealed; /* a message in its mailbox cannot be read here: it may allow less */
};

struct allowed_excerpt {
	const struct casework_piece *piece;
	const struct decision *redact; /* what it is out of; NULL: that does not stand */
	struct buffer text;            /* ended with a NUL that is not counted */
	const char *language;          /* NULL: a paraphrase, in the coordinators' language */
	struct buffer why;             /* not to go out; empty: it may, where the packs may */
};

struct allowed {
	const struct case_file *file;
	struct buffer not_counted;         /* why; empty: it is counted */
	const char *area;                  /* an id of the form; NULL: none, or in doubt */
	unsigned repeat;                   /* enum allowed_use; 0 where its words may go nowhere */
	struct buffer why[ALLOWED_PACKS];  /* its words may not go there; empty: they may */
	struct allowed_excerpt *excerpts;  /* those that stand, by id */
	size_t excerpt_count;
};

/* Pairs with allowed_free. */
void allowed_make(struct allowed *allowed, const struct allowed_from *from);
void allowed_free(struct allowed *allowed);

/* Leaves an excerpt out for another reason, if it has none yet; its text is wiped. */
void allowed_leave_out(struct allowed_excerpt *excerpt, const char *why);

/* How many excerpts may go into this pack. */
size_t allowed_count(const struct allowed *allowed, enum allowed_pack pack);

#endif
