/* SPDX-License-Identifier: ISC */
/*
 * Making an edition, step by step: reads all cases and says what of each may go out (allowed.h);
 * counts (tally.h); puts each pack together, in memory, to its last byte; looks through those bytes
 * (gate.h). Nothing is written here, and what fails at any step fails the whole edition. All desks
 * that hold the same come to the same packs, but for words that only one of them may settle.
 *
 *   area-ID       for the MP of an area: where at least ten families of it are counted
 *   county        for all MPs
 *   publishable   for everybody
 *
 * Main thread. What goes wrong is a sentence for a coordinator.
 */
#ifndef TESTIMONY_EXPORT_H
#define TESTIMONY_EXPORT_H

#include "desk/allowed.h"
#include "desk/edition.h"
#include "desk/pack/compose.h"
#include "desk/pack/files.h"
#include "desk/pack/gate.h"
#include "desk/tally.h"
#include "desk/work.h"

#define EXPORT_COUNTY "county"
#define EXPORT_PUBLIC "publishable"
#define EXPORT_AREA "area-" /* and the area's id */

struct export_case {
	const struct case_file *file;
	char name[MESSAGE_SHORT_DIGITS + 1]; /* its newest message */
	json_t *lines;   /* line 1 of what it told, where excerpts are out of that; NULL */
	json_t *answers; /* what it ticked in each, oldest first */
	json_t *surfaces; /* what was redacted, or is to be hidden */
	struct allowed allowed;
	size_t printed[ALLOWED_PACKS]; /* excerpts that stand in its packs */
};

/* An excerpt that may go into a pack. */
struct export_excerpt {
	size_t of;       /* index of its case */
	const struct allowed_excerpt *excerpt;
	bool printed;    /* there was room for it */
};

struct export_pack {
	char name[FILES_NAME_MOST + 1];
	enum allowed_pack kind;
	const json_t *area; /* of an area pack: the form's; else NULL */
	struct export_excerpt *excerpts;
	size_t count, printed;
	size_t words;       /* of the document */
	struct files files;
};

struct export {
	struct work *work;   /* borrowed */
	int32_t day;
	struct export_case *cases; /* that have a message, by name */
	size_t case_count, counted;
	struct editions editions;
	struct tally *tally;
	struct gate *gate;
	struct export_pack *packs; /* areas as in the form, county, publishable */
	size_t pack_count;
	bool made;
	struct gate_findings findings;
	struct edition edition; /* what goes out, once the packs are made */
};

/* In this order; pairs with export_free, also where one failed. */
void export_begin(struct export *export, struct work *work, int32_t day);
/* Whether this coordinator may export, on this day: the campaign is today's, as far as is known; what
 * is to be said in the packs was agreed to, and what went out before is known. */
int export_may(const struct export *export, struct error *error);
/* Opens every message; shows progress. */
int export_read(struct export *export, struct error *error);
/* Refuses where nobody is counted. */
int export_count(struct export *export, struct error *error);
/* Leaves out what the gate finds in single excerpts, and says which packs there are. */
void export_choose(struct export *export);
/* Makes all packs' files, and looks through them: findings are kept; refuses where there are any. */
int export_make(struct export *export, struct error *error);
/* After another pull: refuses where a family or a coordinator allows less of what is in the packs
 * than when it was read, a family whose words are in them wrote, or another desk exported. */
int export_still(const struct export *export, struct error *error);
void export_free(struct export *export);

/* The piece of a part of which there is one, agreed to. Refuses none, and several. */
int export_text(const struct casework *casework, enum decision_part part, const char **text,
    struct error *error);

/* What the packs are looked at for; of all cases. */
void export_gate(struct export *export);

/* The heading above an excerpt, where two coordinators agree to it; NULL: the packs' own for others. */
const char *export_theme(const struct export *export, const struct allowed_excerpt *excerpt);

/* The name of the area's pack; of none where `area` is NULL. */
void export_area_name(char name[FILES_NAME_MOST + 1], const char *area);
/* An area of the form; NULL: it has none of this id. */
const json_t *export_area(const struct form *form, const char *id);

#endif
