/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/folder.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "front/terminal.h"
#include "keys/keyfile.h"

/* Making the folder of a new campaign. */

#define FOLDER_MODE 0755
#define FOLDER_FILES_MOST 6

/* What was made so far, to be taken away where the rest fails. */
struct making {
	const char *path;
	bool made_folder, made_secret;
	struct buffer files[FOLDER_FILES_MOST];
	size_t file_count;
};

int
folder_check_free(const char *path, const char *handle, struct error *error)
{
	struct buffer name = BUFFER_INIT, own = BUFFER_INIT;
	const char *files[] = { FOLDER_SIGNING_KEY, FOLDER_CAMPAIGN_KEY, NULL, FOLDER_PUBLIC,
		FOLDER_SIGNATURE };
	struct stat status;
	size_t i;
	int result = 0;

	buffer_format(&own, "%s/%s.key", FOLDER_SECRET, handle);
	files[2] = (const char *)own.data;
	if (lstat(file_join(&name, path, FOLDER_MANIFEST), &status) == 0)
		result = error_refuse(error, "%s holds a campaign already; choose another folder",
		    path);
	for (i = 0; i < sizeof files / sizeof files[0] && result == 0; i++) {
		if (lstat(file_join(&name, path, files[i]), &status) == 0)
			result = error_refuse(error, "%s is there, but no %s: perhaps of an init "
			    "that was cut off; move it away, with all that lies beside it, or "
			    "choose another folder", (const char *)name.data, FOLDER_MANIFEST);
	}
	buffer_free(&name);
	buffer_free(&own);
	return result;
}

/* DIR, which people may look into, and DIR/secret, which they may not. */
static int
making_folders(struct making *making, struct error *error)
{
	struct buffer secret = BUFFER_INIT;
	struct stat status;
	int result;

	making->made_folder = mkdir(making->path, 0700) == 0;
	if ((!making->made_folder && errno != EEXIST) ||
	    (making->made_folder && chmod(making->path, FOLDER_MODE) != 0) ||
	    (making->made_folder && file_sync_folder_of(making->path) != 0))
		return error_system(error, "the folder %s cannot be made", making->path);
	(void)file_join(&secret, making->path, FOLDER_SECRET);
	making->made_secret = lstat((const char *)secret.data, &status) != 0;
	result = file_private_folder((const char *)secret.data, error);
	if (result != 0)
		making->made_secret = false;
	buffer_free(&secret);
	return result;
}

static void
making_undo(struct making *making)
{
	struct buffer secret = BUFFER_INIT;

	while (making->file_count > 0)
		(void)unlink((const char *)making->files[--making->file_count].data);
	if (making->made_secret)
		(void)rmdir(file_join(&secret, making->path, FOLDER_SECRET));
	if (making->made_folder)
		(void)rmdir(making->path);
	buffer_free(&secret);
}

static int
making_secret(struct making *making, const char *name, const struct buffer *content,
    const struct secret *passphrase, struct error *error)
{
	const char *path = file_join(&making->files[making->file_count], making->path, name);

	if (passphrase != NULL)
		terminal_progress("Sealing %s ...", path);
	if (keyfile_write(path, content, passphrase, false, error) != 0)
		return -1;
	making->file_count++;
	return 0;
}

static int
making_public(struct making *making, const char *name, const struct buffer *content,
    struct error *error)
{
	const char *path = file_join(&making->files[making->file_count], making->path, name);

	if (file_write(path, content->data, content->length, FOLDER_PUBLIC_MODE, false, error) != 0)
		return -1;
	making->file_count++;
	return 0;
}

static int
making_files(struct making *making, const struct folder_content *content, struct error *error)
{
	struct buffer own = BUFFER_INIT;
	int result = -1;

	buffer_format(&own, "%s/%s.key", FOLDER_SECRET, content->handle);
	if (making_secret(making, FOLDER_SIGNING_KEY, &content->signing_key, content->passphrase,
	    error) == 0 &&
	    making_secret(making, FOLDER_CAMPAIGN_KEY, &content->campaign_key,
	    content->passphrase, error) == 0 &&
	    making_secret(making, (const char *)own.data, &content->coordinator_key,
	    content->passphrase, error) == 0 &&
	    making_public(making, FOLDER_PUBLIC, &content->public_key, error) == 0 &&
	    making_public(making, FOLDER_SIGNATURE, &content->manifest->signature, error) == 0)
		result = making_public(making, FOLDER_MANIFEST, &content->manifest->text, error);
	terminal_progress_end();
	buffer_free(&own);
	return result;
}

int
folder_make(const char *path, const struct folder_content *content, struct error *error)
{
	struct making making = { .path = path };
	struct folder folder = { .descriptor = -1 };
	sigset_t before;
	size_t i;
	int result;

	folder_hold_signals(&before);
	result = making_folders(&making, error);
	if (result == 0)
		result = folder_lock(&folder, path, error);
	/* Looked at once more, now that nobody else can begin a campaign here. */
	if (result == 0)
		result = folder_check_free(path, content->handle, error);
	if (result == 0)
		result = making_files(&making, content, error);
	if (result != 0)
		making_undo(&making);
	folder_close(&folder);
	folder_release_signals(&before);
	for (i = 0; i < FOLDER_FILES_MOST; i++)
		buffer_free(&making.files[i]);
	return result;
}
