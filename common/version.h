/* SPDX-License-Identifier: ISC */
/*
 * What --version says, so that whoever reads a report of a fault knows what ran: the program and
 * the libraries that it has at run time, which are not always those that it was built with. Any
 * thread.
 */
#ifndef TESTIMONY_VERSION_H
#define TESTIMONY_VERSION_H

#include "common/buffer.h"

/* Adds "PROGRAM VERSION", then a line of the libraries that every program has, then `others`, a
 * line without its LF ("NAME VERSION, NAME VERSION"), where it is not NULL. */
void version_print(struct buffer *out, const char *program, const char *others);

#endif
