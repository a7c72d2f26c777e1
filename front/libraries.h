/* SPDX-License-Identifier: ISC */
/*
 * The libraries of the programs that use the network and show what others wrote. Main thread.
 */
#ifndef TESTIMONY_LIBRARIES_H
#define TESTIMONY_LIBRARIES_H

#include "common/buffer.h"

/* Adds their names and versions at run time, on one line (version.h). A program that calls this
 * links them all: testimony-keys does not. */
void libraries_print(struct buffer *out);

#endif
