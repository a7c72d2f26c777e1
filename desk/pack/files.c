/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/encode.h"
#include "common/file.h"
#include "desk/pack/html.h"
#include "desk/pack/odt.h"
#include "desk/pack/statistics.h"
#include "desk/pack/sums.h"

#define DAY_SECONDS 86400
#define DAY_NOON (12 * 3600)
#define RANDOM_BYTES 8
#define HIDDEN_NAME_MOST 200 /* bytes of OUT's own name that its hidden one repeats */
#define OUT_MODE 0700
#define FOLDER_MODE 0755
#define FILE_MODE 0644

static struct buffer *
files_next(struct files *files, const char *name)
{
	struct files_file *file = &files->list[files->count++];

	*file = (struct files_file){ .name = name, .content = BUFFER_INIT };
	return &file->content;
}

int
files_make(struct files *files, const struct document *document, const struct author *author,
    const struct campaign *campaign, struct error *error)
{
	struct buffer sums = BUFFER_INIT;

	*files = (struct files)FILES_INIT;
	if (odt_print(document, files_next(files, FILES_ODT), error) != 0) {
		files_free(files);
		return -1;
	}
	html_print(document, files_next(files, FILES_HTML));
	statistics_csv(document, files_next(files, FILES_CSV));
	statistics_json(document, files_next(files, FILES_JSON));
	sums_verify_text(campaign, author_public(author), files_next(files, SUMS_VERIFY_FILE));
	for (size_t i = 0; i < files->count; i++)
		sums_add(&sums, files->list[i].name, files->list[i].content.data,
		    files->list[i].content.length);
	sums_sign(author, &sums, document->day, files_next(files, SUMS_SIGNATURE_FILE));
	*files_next(files, SUMS_FILE) = sums;
	return 0;
}

void
files_free(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		buffer_free(&files->list[i].content);
	*files = (struct files)FILES_INIT;
}

/* What is being written: the folder beside OUT, and the folders in it that were made. */
struct writing {
	const char *out;
	struct buffer hidden; /* its path */
	int descriptor;       /* of it; -1: it is not there */
	const struct files_pack *packs;
	size_t made;          /* folders of the first so many */
	struct timespec times[2];
};

static int
files_name_is_good(const char *name)
{
	size_t length = strlen(name);

	return length >= 1 && length <= FILES_NAME_MOST && *name != '-' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static void
files_check_names(const struct files_pack *packs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!files_name_is_good(packs[i].name))
			error_bug("a pack has no name that a folder can have");
		for (size_t j = 0; j < i; j++)
			if (strcmp(packs[i].name, packs[j].name) == 0)
				error_bug("two packs have one name");
	}
}

/* Mode and times are set last, and then all of it goes to disk. */
static int
files_settle(const struct writing *writing, int descriptor, mode_t mode)
{
	if (fchmod(descriptor, mode) != 0 || futimens(descriptor, writing->times) != 0)
		return -1;
	return fsync(descriptor);
}

static int
files_write_one(const struct writing *writing, int folder, const struct files_file *file)
{
	int descriptor, result, saved;

	descriptor = openat(folder, file->name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return -1;
	result = file_write_all(descriptor, file->content.data, file->content.length);
	if (result == 0)
		result = files_settle(writing, descriptor, FILE_MODE);
	saved = errno;
	if (close(descriptor) != 0 && result == 0)
		return -1;
	errno = saved;
	return result;
}

static int
files_open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int
files_write_pack(struct writing *writing, const struct files_pack *pack)
{
	int folder, result = 0, saved;

	if (mkdirat(writing->descriptor, pack->name, 0700) != 0)
		return -1;
	writing->made++;
	folder = files_open_folder(writing->descriptor, pack->name);
	if (folder < 0)
		return -1;
	for (size_t i = 0; i < pack->files->count && result == 0; i++)
		result = files_write_one(writing, folder, &pack->files->list[i]);
	if (result == 0)
		result = files_settle(writing, folder, FOLDER_MODE);
	saved = errno;
	(void)close(folder);
	errno = saved;
	return result;
}

/* Takes away whatever was made, so that nothing of the packs is left. `path`: where it is. */
static void
files_take_back(const struct writing *writing, const char *path)
{
	for (size_t i = 0; i < writing->made; i++) {
		const struct files_pack *pack = &writing->packs[i];
		int folder = files_open_folder(writing->descriptor, pack->name);

		for (size_t j = 0; folder >= 0 && j < pack->files->count; j++)
			(void)unlinkat(folder, pack->files->list[j].name, 0);
		if (folder >= 0)
			(void)close(folder);
		(void)unlinkat(writing->descriptor, pack->name, AT_REMOVEDIR);
	}
	(void)rmdir(path);
}

/* ".NAME.RANDOM" beside OUT. */
static int
files_begin(struct writing *writing, const char *out, struct error *error)
{
	const char *slash = strrchr(out, '/'), *name = slash == NULL ? out : slash + 1;
	char digits[HEX_LENGTH(RANDOM_BYTES) + 1];
	uint8_t random[RANDOM_BYTES];
	struct stat status;

	if (lstat(out, &status) == 0)
		return error_refuse(error, "%s exists already; it was left as it is", out);
	if (errno != ENOENT)
		return error_system(error, "%s cannot be written", out);
	randombytes_buf(random, sizeof random);
	hex_encode(digits, random, sizeof random);
	buffer_append(&writing->hidden, out, (size_t)(name - out));
	buffer_format(&writing->hidden, ".%.*s.%s", HIDDEN_NAME_MOST, name, digits);
	if (mkdir((const char *)writing->hidden.data, OUT_MODE) != 0)
		return error_system(error, "%s cannot be written", out);
	writing->descriptor = files_open_folder(AT_FDCWD, (const char *)writing->hidden.data);
	if (writing->descriptor < 0) {
		(void)error_system(error, "%s cannot be written", out);
		(void)rmdir((const char *)writing->hidden.data);
		return -1;
	}
	return 0;
}

/* Nothing that came to be there meanwhile is replaced, not even an empty folder. */
static int
files_put_in_place(const struct writing *writing, struct error *error)
{
	const char *hidden = (const char *)writing->hidden.data;
	struct stat status;
	int done = renameat2(AT_FDCWD, hidden, AT_FDCWD, writing->out, RENAME_NOREPLACE);

	/* Some network file systems do not know the flag. */
	if (done != 0 && (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) {
		if (lstat(writing->out, &status) == 0)
			errno = EEXIST;
		else
			done = rename(hidden, writing->out);
	}
	if (done != 0 && (errno == EEXIST || errno == ENOTEMPTY))
		return error_refuse(error, "%s exists already; it was left as it is",
		    writing->out);
	if (done != 0)
		return error_system(error, "%s cannot be put in place", writing->out);
	return 0;
}

int
files_write(const char *given, const struct files_pack *packs, size_t count, int32_t day,
    struct error *error)
{
	struct writing writing = { .hidden = BUFFER_INIT, .descriptor = -1, .packs = packs };
	struct buffer out = BUFFER_INIT;
	int result = 0;

	files_check_names(packs, count);
	/* "packs/" is a name for what "packs" is. */
	buffer_append_text(&out, given);
	while (out.length > 1 && out.data[out.length - 1] == '/')
		out.data[--out.length] = '\0';
	if (out.length == 0) {
		buffer_free(&out);
		return error_refuse(error, "the folder for the packs has no name; give one that "
		    "does not exist yet");
	}
	writing.out = (const char *)out.data;
	writing.times[0].tv_sec = (time_t)day * DAY_SECONDS + DAY_NOON;
	writing.times[1] = writing.times[0];
	if (files_begin(&writing, writing.out, error) != 0) {
		buffer_free(&writing.hidden);
		buffer_free(&out);
		return -1;
	}
	for (size_t i = 0; i < count && result == 0; i++)
		result = files_write_pack(&writing, &packs[i]);
	if (result == 0)
		result = files_settle(&writing, writing.descriptor, OUT_MODE);
	if (result != 0)
		(void)error_system(error, "%s cannot be written", writing.out);
	else
		result = files_put_in_place(&writing, error);
	if (result != 0) {
		files_take_back(&writing, (const char *)writing.hidden.data);
	} else if (file_sync_folder_of(writing.out) != 0) {
		result = error_system(error, "the folder of %s cannot be written to disk",
		    writing.out);
		files_take_back(&writing, writing.out);
	}
	(void)close(writing.descriptor);
	buffer_free(&writing.hidden);
	buffer_free(&out);
	return result;
}
