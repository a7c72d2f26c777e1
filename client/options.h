/* SPDX-License-Identifier: ISC */
/*
 * The options of testimony's commands. Main thread.
 */
#ifndef TESTIMONY_OPTIONS_H
#define TESTIMONY_OPTIONS_H

#include <stdbool.h>

#include "client/source.h"

#define OPTIONS_PROGRAM "testimony"
#define OPTIONS_HELP (-1) /* help was asked for, and shown */

struct options {
	struct source_options source;
	const char *answers;  /* FILE, or "-" */
	const char *language; /* BCP 47, or NULL */
	const char *output;
	const char *mailbox;  /* 64 hex digits, or NULL */
	long patience;        /* seconds */
	const char *draft;           /* FILE, or NULL */
	const char *receipt_to;      /* FILE, or NULL */
	const char *passphrase_file; /* of a draft, or NULL */
	const char *receipt_file;    /* FILE, "-", or NULL: asked for */
	const char *uses;            /* ids between commas, or "none" */
	const char *reply;           /* a number, or the start of a hash */
	const char *text_file;       /* FILE, "-", or NULL */
	bool yes, plain, json;
};

/* Reads argv, of which argv[0] is the command's name. `takes`: the letters of the options that
 * this command has (options.c has the table). Other arguments are left from argv[*rest] on.
 * Returns 0, OPTIONS_HELP, or EXIT_USAGE with the sentence already said. */
int options_read(struct options *options, int argc, char **argv, const char *takes,
    const char *help, int *rest);

#endif
