/* SPDX-License-Identifier: ISC */
/*
 * Ctrl-C and its kin while an envelope is under way: they set a flag, so that the receipt is still
 * shown where the envelope may have arrived. Main thread.
 */
#ifndef TESTIMONY_STOP_H
#define TESTIMONY_STOP_H

#include <signal.h>

/* The flag; for net_stop_on() and deliver(). */
const volatile sig_atomic_t *stop_flag(void);

/* From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT set the flag (those that were ignored stay so);
 * the flag starts at 0. */
void stop_catch(void);
/* They do again what they did before. */
void stop_release(void);

#endif
