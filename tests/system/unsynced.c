/* SPDX-License-Identifier: ISC */
/*
 * A machine on which no sync happens: preloaded (ld.so(8)), so that power.sh can show that it would see
 * what a daemon without syncs loses.
 */
#include <unistd.h>

int
fsync(int file)
{
	(void)file;
	return 0;
}

int
fdatasync(int file)
{
	(void)file;
	return 0;
}
