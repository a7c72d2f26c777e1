/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/draft.h"

#include <errno.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/file.h"
#include "common/json.h"
#include "keys/keyfile.h"

int
draft_write(const char *path, const json_t *draft, const struct secret *passphrase,
    bool replace, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int result;

	json_print(draft, &text);
	if (text.length > DRAFT_BYTES_MOST)
		result = error_refuse(error, "the texts are far too long: please cut them first");
	else
		result = keyfile_write(path, &text, passphrase, replace, error);
	buffer_free(&text);
	return result;
}

int
draft_read(json_t **draft, const char *path, const struct secret *passphrase,
    struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int result, sealed = keyfile_is_sealed(path, error);

	*draft = NULL;
	if (sealed < 0)
		return -1;
	if (sealed == 0)
		return error_refuse(error, "%s is not a locked draft", path);
	result = keyfile_read(path, passphrase, &text, error);
	if (result == 0)
		result = json_parse(draft, text.data, text.length, "the draft", error);
	buffer_free(&text);
	return result;
}

int
draft_delete(const char *path, struct error *error)
{
	if (unlink(path) != 0)
		return error_system(error, "%s cannot be deleted", path);
	if (file_sync_folder_of(path) != 0)
		return error_system(error, "the folder of %s cannot be synced", path);
	return 0;
}
