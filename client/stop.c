/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/stop.h"

#include <stddef.h>
#include <string.h>

static const int stop_numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
#define STOP_NUMBERS (sizeof stop_numbers / sizeof *stop_numbers)

static volatile sig_atomic_t stop_set;
static struct sigaction stop_before[STOP_NUMBERS];

static void
stop_on_signal(int number)
{
	(void)number;
	stop_set = 1;
}

const volatile sig_atomic_t *
stop_flag(void)
{
	return &stop_set;
}

void
stop_catch(void)
{
	struct sigaction action;

	stop_set = 0;
	memset(&action, 0, sizeof action);
	action.sa_handler = stop_on_signal; /* no SA_RESTART: a pause must end */
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < STOP_NUMBERS; i++)
		if (sigaction(stop_numbers[i], NULL, &stop_before[i]) == 0 &&
		    stop_before[i].sa_handler != SIG_IGN)
			(void)sigaction(stop_numbers[i], &action, NULL);
}

void
stop_release(void)
{
	for (size_t i = 0; i < STOP_NUMBERS; i++)
		(void)sigaction(stop_numbers[i], &stop_before[i], NULL);
}
