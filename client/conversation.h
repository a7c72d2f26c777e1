/* SPDX-License-Identifier: ISC */
/*
 * The interview at a real terminal: shows its pictures, gives it the keys, and does what it wishes:
 * sealing and delivering, drafts, another program. Main thread.
 */
#ifndef TESTIMONY_CONVERSATION_H
#define TESTIMONY_CONVERSATION_H

#include "client/delivery.h"
#include "client/interview.h"
#include "client/telling.h"
#include "common/campaign.h"
#include "common/error.h"

struct conversation_options {
	struct interview_options interview; /* `plain` as asked for */
	const char *draft;                  /* the file to go on with, or NULL */
	const char *passphrase_file;        /* for drafts; NULL: asked for */
	const char *receipt_to;             /* a new file, or NULL */
	/* Delivers what was sealed; called again for the same where it was not certain. */
	enum delivery_outcome (*deliver)(const struct telling *telling, void *context,
	    struct error *error);
	void *context;
};

/* Returns an exit status; what went wrong was said. The receipt is shown on the terminal, and where
 * standard output is none, on it, too ("receipt: ..."). */
int conversation(const struct conversation_options *options);

#endif
