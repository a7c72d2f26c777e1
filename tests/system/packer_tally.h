/* SPDX-License-Identifier: ISC */
/* What 312 made-up families answer to a form, counted: the same at every call. */
#ifndef TESTIMONY_PACKER_TALLY_H
#define TESTIMONY_PACKER_TALLY_H

#include "desk/tally.h"

/* The caller frees it, before the form. */
struct tally *packer_tally(const struct form *form);

#endif
