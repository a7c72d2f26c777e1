/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/harden.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/secret.h"

/* A descriptor 0, 1 or 2 that is closed would be given to the next file opened,
 * and a message for a person would go into it. */
static void
harden_descriptors(void)
{
	int descriptor;

	do {
		/* For reading alone: what is written there, a receipt say, must fail, not vanish. */
		descriptor = open("/dev/null", O_RDONLY);
		if (descriptor < 0)
			error_bug("/dev/null cannot be opened");
	} while (descriptor <= STDERR_FILENO);
	(void)close(descriptor);
}

void
harden_process(void)
{
	const struct rlimit none = { 0, 0 };

	harden_descriptors();
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		error_bug("core files cannot be turned off");
#ifndef WITH_SANITIZERS /* the leak checker attaches to the process */
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		error_bug("the process cannot be closed to others");
#endif
	(void)umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
}
