/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "daemon/store_inside.h"

/* Where it lies: beside the store. It holds zeros and nothing else. */
static const char *
ballast_path(const struct store *store, struct buffer *path)
{
	buffer_format(path, "%s-reserve", (const char *)store->path.data);
	return (const char *)path->data;
}

void
store_ballast_keep(struct store *store, uint64_t bytes, uint64_t leave)
{
	struct buffer path = BUFFER_INIT;
	struct store_space space;
	int descriptor;

	if (store->ballast || store_measure(store, &space, NULL) != STORE_OK ||
	    space.free < leave + bytes)
		return;
	/* Whatever has this name is ours, from a run that was cut off. */
	(void)unlink(ballast_path(store, &path));
	descriptor = open((const char *)path.data,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (descriptor >= 0) {
		store->ballast = posix_fallocate(descriptor, 0, (off_t)bytes) == 0;
		(void)close(descriptor);
		if (!store->ballast)
			(void)unlink((const char *)path.data);
	}
	buffer_free(&path);
}

bool
store_ballast_drop(struct store *store)
{
	struct buffer path = BUFFER_INIT;
	bool dropped;

	if (!store->ballast)
		return false;
	dropped = unlink(ballast_path(store, &path)) == 0 || errno == ENOENT;
	store->ballast = false;
	buffer_free(&path);
	return dropped;
}
