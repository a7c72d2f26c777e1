/* SPDX-License-Identifier: ISC */
/*
 * The ids of a form that decide what may go out. A campaign's form is its own (testimony-form(5));
 * these names in it have a meaning for the programs.
 */
#ifndef TESTIMONY_USES_H
#define TESTIMONY_USES_H

#include "desk/consent.h"

#define USES_COUNTS "counts"       /* the ticked answers, together with others' */
#define USES_OWN_MP "my-mp"        /* words to the MP of its area, who may show the council */
#define USES_ALL_MPS "all-mps"     /* to all MPs, who may, too */
#define USES_REPORT "report"       /* in a report that anyone can read */
#define USES_COMMITTEE "committee" /* a committee of Parliament, a minister */
#define USES_PRESS "press"
#define USES_PREVIEW CONSENT_PREVIEW /* none of these before the family saw its words */

#define USES_AREA_PAGE "area"
/* Words of families in a family court may not be passed on, whatever they tick; only who answers
 * with this option has none. */
#define USES_COURT_PAGE "family-court"
#define USES_COURT_NONE "no"

#endif
