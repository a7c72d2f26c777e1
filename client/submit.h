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

int submit_command(int argc, char **argv);
int seal_command(int argc, char **argv);
int send_command(int argc, char **argv);

#endif
