/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/encode.h"
#include "common/file.h"
#include "common/secret.h"

#define FILES_RANDOM_BYTES 8
#define FILES_NAMES_FIRST 256

struct files {
	const char *folder;
	int descriptor; /* of the folder */
	int open[VAULT_FILES_MOST];
	size_t opened;
};

static int
files_one_by_one(const char *folder, const char *const *names, const uint8_t *const *contents,
    size_t length, size_t count, struct error *error)
{
	struct buffer path = BUFFER_INIT;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = file_write(file_join(&path, folder, names[i]), contents[i], length, 0600,
		    true, error);
	buffer_free(&path);
	return result;
}

/* 1 where the file system cannot make files without a name. */
static int
files_open(struct files *files, const uint8_t *content, size_t length, struct error *error)
{
	int descriptor = openat(files->descriptor, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	if (descriptor < 0 && files->opened == 0 &&
	    (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
		return 1;
	if (descriptor < 0)
		return error_system(error, "no file can be made in %s", files->folder);
	files->open[files->opened++] = descriptor;
	if (file_write_all(descriptor, content, length) != 0)
		return error_system(error, "a file in %s cannot be written", files->folder);
	return 0;
}

/* linkat never replaces: where the name is taken, under another name first. */
static int
files_name(const struct files *files, int descriptor, const char *name, struct error *error)
{
	char self[64], digits[HEX_LENGTH(FILES_RANDOM_BYTES) + 1];
	struct buffer hidden = BUFFER_INIT;
	uint8_t random[FILES_RANDOM_BYTES];
	const char *path;
	int result;

	(void)snprintf(self, sizeof self, "/proc/self/fd/%d", descriptor);
	result = linkat(AT_FDCWD, self, files->descriptor, name, AT_SYMLINK_FOLLOW);
	if (result != 0 && errno == EEXIST) {
		randombytes_buf(random, sizeof random);
		hex_encode(digits, random, sizeof random);
		buffer_format(&hidden, ".%s.%s", name, digits);
		path = (const char *)hidden.data;
		result = linkat(AT_FDCWD, self, files->descriptor, path, AT_SYMLINK_FOLLOW);
		if (result == 0) {
			result = renameat(files->descriptor, path, files->descriptor, name);
			if (result != 0)
				(void)unlinkat(files->descriptor, path, 0);
		}
		buffer_free(&hidden);
	}
	if (result != 0)
		return error_system(error, "%s/%s cannot be put in place", files->folder, name);
	return 0;
}

int
vault_files_write(const char *folder, const char *const *names,
    const uint8_t *const *contents, size_t length, size_t count, struct error *error)
{
	struct files files = { .folder = folder };
	int result = 0;

	if (count > VAULT_FILES_MOST)
		error_bug("too many files at once");
	files.descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (files.descriptor < 0)
		return error_system(error, "the folder %s cannot be opened", folder);
	for (size_t i = 0; i < count && result == 0; i++)
		result = files_open(&files, contents[i], length, error);
	if (result == 0 && syncfs(files.descriptor) != 0)
		result = error_system(error, "%s cannot be written to disk", folder);
	for (size_t i = 0; i < count && result == 0; i++)
		result = files_name(&files, files.open[i], names[i], error);
	if (result == 0 && fsync(files.descriptor) != 0)
		result = error_system(error, "%s cannot be written to disk", folder);
	while (files.opened > 0)
		(void)close(files.open[--files.opened]);
	(void)close(files.descriptor);
	if (result == 1)
		return files_one_by_one(folder, names, contents, length, count, error);
	return result;
}

bool
vault_file_is_ours(const char *name)
{
	size_t length = strlen(name), suffix = strlen(VAULT_SUFFIX);

	return name[0] != '.' && length > suffix &&
	    strcmp(name + length - suffix, VAULT_SUFFIX) == 0;
}

int
vault_names_read(struct vault_names *names, const char *folder, struct error *error)
{
	size_t capacity = FILES_NAMES_FIRST;
	struct dirent *entry;
	DIR *open = opendir(folder);

	names->names = NULL;
	names->count = 0;
	if (open == NULL)
		return errno == ENOENT ? 0 : error_system(error, "%s cannot be read", folder);
	names->names = secret_allocate(capacity * sizeof *names->names);
	while ((entry = readdir(open)) != NULL) {
		size_t length = strlen(entry->d_name);

		if (!vault_file_is_ours(entry->d_name) || length > VAULT_NAME_MOST)
			continue;
		memcpy(names->names[names->count], entry->d_name, length + 1);
		if (++names->count == capacity) {
			capacity *= 2;
			names->names = secret_reallocate(names->names,
			    capacity * sizeof *names->names);
		}
	}
	(void)closedir(open);
	return 0;
}

void
vault_names_free(struct vault_names *names)
{
	secret_release(names->names);
	names->names = NULL;
	names->count = 0;
}
