/* SPDX-License-Identifier: ISC */
/*
 * The daemon shuts itself in before it reads a byte of any client. Whoever takes it over by what
 * they send can then do what serving takes, and nothing else: run no program, make no connection,
 * reach no other file or process, change no code.
 *
 * Two locks, neither of which can be opened again. System calls (seccomp(2)): those that serving,
 * the store, reading the campaign anew and stopping take; all others fail with EPERM, so that what
 * was overlooked shows as trouble and not as a crash. Files (landlock(7)), where the kernel has it:
 *
 *   the store's folder                 files are made, read, written, renamed and removed
 *   the folders of the campaign        files are read, also new ones: it may be replaced
 *     and of its signature             while the daemon runs
 *   the folders of the daemon's        what is in them is removed: the sockets, at the end
 *     own unix sockets
 *
 * and all that is beneath them. What is open stays open, whatever it is. Where the sanitizers are
 * built in nothing is locked: they make calls of their own.
 *
 * Main thread, while there is no other.
 */
#ifndef TESTIMONY_SANDBOX_H
#define TESTIMONY_SANDBOX_H

#include "common/error.h"
#include "daemon/conf.h"
#include "daemon/listeners.h"

/* Locks both, for this thread and all that it starts. All that is not named above must be open by
 * then. The log says what is locked, and warns where the kernel has no Landlock. -1: the daemon
 * must not serve. */
int sandbox_enter(const struct conf *conf, const struct listeners *listeners,
    struct error *error);

/* The version of libseccomp, as text. */
const char *sandbox_seccomp_version(void);

#endif
