/* SPDX-License-Identifier: ISC */
/*
 * What every program does first: no core files, not readable by other
 * processes of the same user (PR_SET_DUMPABLE), umask 077, SIGPIPE ignored,
 * standard descriptors open, memory locked where the system allows it.
 */
#ifndef TESTIMONY_HARDEN_H
#define TESTIMONY_HARDEN_H

/* Call once, first thing in main, before any thread. Starts libsodium
 * (secret_start). Stops the program where core files cannot be turned off. */
void harden_process(void);

#endif
