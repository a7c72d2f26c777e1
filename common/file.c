/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/encode.h"
#include "common/secret.h"

#define FILE_DESCRIPTORS "/proc/self/fd"
#define FILE_READ_STEP 65536
#define FILE_HIDDEN_NAME_MOST 200 /* of the final name, so that the whole fits NAME_MAX */

struct file_writer {
	int descriptor;
	bool standard_output;
	bool replace;
	struct buffer path;
	struct buffer hidden;   /* name until commit; empty while there is none */
};

/* Takes back and wipes what was added to a buffer. */
static void
file_forget(struct buffer *out, size_t before)
{
	sodium_memzero(out->data + before, out->length - before);
	out->length = before;
}

int
file_read_descriptor(int descriptor, const char *name, size_t limit, struct buffer *out,
    struct error *error)
{
	size_t before = out->length;
	struct stat status;

	if (fstat(descriptor, &status) != 0)
		return error_system(error, "%s cannot be read", name);
	if (S_ISDIR(status.st_mode))
		return error_refuse(error, "%s is a folder, not a file", name);
	for (;;) {
		size_t room = limit - (out->length - before);
		ssize_t got;

		/* One byte more than allowed tells a file that is too large from one that fits. */
		room = room < FILE_READ_STEP ? room + 1 : FILE_READ_STEP;
		buffer_reserve(out, room);
		got = read(descriptor, out->data + out->length, room);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			(void)error_system(error, "%s cannot be read", name);
			file_forget(out, before);
			return -1;
		}
		out->length += (size_t)got;
		out->data[out->length] = 0;
		if (got == 0)
			return 0;
		if (out->length - before > limit) {
			file_forget(out, before);
			return error_refuse(error, "%s is larger than the %zu bytes allowed", name,
			    limit);
		}
	}
}

int
file_read(const char *path, size_t limit, struct buffer *out, struct error *error)
{
	int descriptor, result;

	if (strcmp(path, "-") == 0)
		return file_read_descriptor(STDIN_FILENO, "standard input", limit, out, error);
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (descriptor < 0)
		return error_system(error, "%s cannot be opened", path);
	result = file_read_descriptor(descriptor, path, limit, out, error);
	(void)close(descriptor);
	return result;
}

int
file_write_all(int descriptor, const void *data, size_t length)
{
	const uint8_t *at = data;

	while (length > 0) {
		ssize_t done = write(descriptor, at, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		at += done;
		length -= (size_t)done;
	}
	return 0;
}

const char *
file_join(struct buffer *out, const char *folder, const char *name)
{
	buffer_clear(out);
	buffer_format(out, "%s/%s", folder, name);
	return (const char *)out->data;
}

/* The folder part of `path` into `out`. */
static const char *
file_folder_of(struct buffer *out, const char *path)
{
	const char *slash = strrchr(path, '/');

	buffer_clear(out);
	if (slash == NULL)
		buffer_append_text(out, ".");
	else if (slash == path)
		buffer_append_text(out, "/");
	else
		buffer_append(out, path, (size_t)(slash - path));
	return (const char *)out->data;
}

int
file_sync_folder_of(const char *path)
{
	struct buffer folder = BUFFER_INIT;
	int descriptor, result = -1, saved;

	descriptor = open(file_folder_of(&folder, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor >= 0) {
		result = fsync(descriptor);
		saved = errno;
		(void)close(descriptor);
		errno = saved;
	}
	buffer_free(&folder);
	return result;
}

/* A name in the same folder that nobody else has: ".NAME.RANDOM". */
static void
file_hidden_name(struct file_writer *writer)
{
	const char *path = (const char *)writer->path.data;
	const char *slash = strrchr(path, '/');
	uint8_t random[8];
	char digits[HEX_LENGTH(sizeof random) + 1];
	struct buffer folder = BUFFER_INIT;

	randombytes_buf(random, sizeof random);
	hex_encode(digits, random, sizeof random);
	buffer_clear(&writer->hidden);
	buffer_format(&writer->hidden, "%s/.%.*s.%s", file_folder_of(&folder, path),
	    FILE_HIDDEN_NAME_MOST, slash == NULL ? path : slash + 1, digits);
	buffer_free(&folder);
}

int
file_writer_new(struct file_writer **out, const char *path, mode_t mode, bool replace,
    struct error *error)
{
	struct file_writer *writer = secret_allocate(sizeof *writer);
	struct buffer folder = BUFFER_INIT;
	struct stat status;

	memset(writer, 0, sizeof *writer);
	*out = writer;
	writer->descriptor = -1;
	if (strcmp(path, "-") == 0) {
		writer->standard_output = true;
		writer->descriptor = STDOUT_FILENO;
		return 0;
	}
	buffer_append_text(&writer->path, path);
	writer->replace = replace;
	if (!replace && lstat(path, &status) == 0) {
		file_writer_free(out);
		return error_refuse(error, "%s exists already; it was left as it is", path);
	}
	/* Renaming over /dev/null would make a file of it, for everybody. */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		file_writer_free(out);
		return error_refuse(error, "%s is not a file that can be replaced", path);
	}
	/* A nameless file gets its name through /proc, which not every sandbox has. */
	if (access(FILE_DESCRIPTORS, F_OK) == 0)
		writer->descriptor = open(file_folder_of(&folder, path),
		    O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	else
		errno = EOPNOTSUPP;
	buffer_free(&folder);
	if (writer->descriptor < 0 &&
	    (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		file_hidden_name(writer);
		writer->descriptor = open((const char *)writer->hidden.data,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	}
	if (writer->descriptor < 0 || fchmod(writer->descriptor, mode) != 0) {
		(void)error_system(error, "%s cannot be written", path);
		file_writer_free(out);
		return -1;
	}
	return 0;
}

int
file_writer_add(struct file_writer *writer, const void *data, size_t length, struct error *error)
{
	if (file_write_all(writer->descriptor, data, length) != 0)
		return error_system(error, "%s cannot be written",
		    writer->standard_output ? "standard output" : (const char *)writer->path.data);
	return 0;
}

int
file_writer_commit(struct file_writer *writer, struct error *error)
{
	const char *path = (const char *)writer->path.data;
	char descriptor_path[64];
	int done;

	if (writer->standard_output)
		return 0;
	if (fsync(writer->descriptor) != 0)
		return error_system(error, "%s cannot be written to disk", path);
	if (writer->hidden.length == 0) {
		/* Give the nameless file a name. When it may replace another, first a
		 * hidden one, because linkat never replaces. */
		const char *name = path;

		if (writer->replace) {
			file_hidden_name(writer);
			name = (const char *)writer->hidden.data;
		}
		(void)snprintf(descriptor_path, sizeof descriptor_path, FILE_DESCRIPTORS "/%d",
		    writer->descriptor);
		done = linkat(AT_FDCWD, descriptor_path, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
		if (done != 0 && writer->replace)
			buffer_clear(&writer->hidden);
	} else if (!writer->replace) {
		done = link((const char *)writer->hidden.data, path);
	} else {
		done = 0;
	}
	if (done == 0 && writer->replace) {
		done = rename((const char *)writer->hidden.data, path);
		if (done == 0)
			buffer_clear(&writer->hidden);
	}
	if (done != 0 && errno == EEXIST)
		return error_refuse(error, "%s exists already; it was left as it is", path);
	if (done != 0)
		return error_system(error, "%s cannot be put in place", path);
	if (file_sync_folder_of(path) != 0)
		return error_system(error, "the folder of %s cannot be written to disk", path);
	return 0;
}

void
file_writer_free(struct file_writer **writer)
{
	if (writer == NULL || *writer == NULL)
		return;
	if ((*writer)->descriptor >= 0 && !(*writer)->standard_output)
		(void)close((*writer)->descriptor);
	if ((*writer)->hidden.length > 0)
		(void)unlink((const char *)(*writer)->hidden.data);
	buffer_free(&(*writer)->path);
	buffer_free(&(*writer)->hidden);
	secret_release(*writer);
	*writer = NULL;
}

int
file_write(const char *path, const void *data, size_t length, mode_t mode, bool replace,
    struct error *error)
{
	struct file_writer *writer = NULL;
	int result = -1;

	if (file_writer_new(&writer, path, mode, replace, error) != 0)
		return -1;
	if (file_writer_add(writer, data, length, error) == 0)
		result = file_writer_commit(writer, error);
	file_writer_free(&writer);
	return result;
}

int
file_private_folder(const char *path, struct error *error)
{
	struct stat status;

	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return error_system(error, "the folder %s cannot be made", path);
	if (lstat(path, &status) != 0)
		return error_system(error, "the folder %s cannot be read", path);
	if (!S_ISDIR(status.st_mode))
		return error_refuse(error, "%s is not a folder", path);
	if (status.st_uid != geteuid() || (status.st_mode & 077) != 0)
		return error_refuse(error,
		    "the folder %s is open to others; make it yours alone with: chmod 700 %s", path,
		    path);
	return 0;
}

int
file_check_private(const char *path, struct error *error)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return error_system(error, "%s cannot be read", path);
	if ((status.st_mode & 077) != 0)
		return error_refuse(error,
		    "%s can be read by others; make it yours alone with: chmod 600 %s", path, path);
	return 0;
}
