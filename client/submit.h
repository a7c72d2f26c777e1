/* SPDX-License-Identifier: ISC */
/*
 * Telling: `submit` seals a testimony and sends it, `seal` writes it to a file to be carried to
 * another machine, `send` sends such files. Each returns an exit status. Main thread.
 *
 * What is printed, and when. The receipt is the only key to what was told, so it goes to standard
 * output, alone, as soon as the envelope is known to be on the daemon's disk; where it is not
 * known (sent, but every answer was lost) it is printed as well, with exit status 1 and a sentence
 * that says so, since the envelope may be there. Where the envelope is certainly not there, no
 * receipt is printed: it would open nothing.
 */
#ifndef TESTIMONY_SUBMIT_H
#define TESTIMONY_SUBMIT_H

#define SUBMIT_MAILBOX_SUFFIX ".mailbox" /* beside a sealed file: 64 hex digits, LF */

#include "client/conversation.h"
#include "client/options.h"
#include "client/telling.h"

int submit_command(int argc, char **argv);
int seal_command(int argc, char **argv);
int send_command(int argc, char **argv);

/* What submit and seal share. */

/* Refuses options that do not go together: EXIT_USAGE, said; else 0. */
int submit_check_options(const struct options *options, const char *command);
/* Refuses a file that exists. */
int submit_check_receipt_to(const char *receipt_to, struct error *error);
/* The day on which the campaign stopped collecting, in `day`, or NULL while it does collect. */
const char *submit_closed(const struct campaign *campaign, char day[DAY_SIZE]);
/* Says on standard error that the campaign is closed, and what could show who somebody is. */
void submit_say_before(const struct telling *telling, const struct campaign *campaign);
/* The receipt on standard output, and in a new file where asked. */
int submit_receipt(const struct telling *telling, const char *receipt_to, struct error *error);
/* Everything for a conversation but the delivery. Borrows all. */
void submit_conversation(struct conversation_options *talk, const struct options *options,
    const struct campaign *campaign, const char *to, const char *closed);

#endif
