/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/age_seal.h"
#include "common/file.h"
#include "common/json.h"
#include "keys/keyfile.h"

int
folder_lock(struct folder *folder, const char *path, struct error *error)
{
	memset(folder, 0, sizeof *folder);
	folder->path = path;
	folder->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->descriptor < 0)
		return error_system(error, "the folder %s cannot be opened", path);
	if (flock(folder->descriptor, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		(void)error_refuse(error, "another testimony-keys is at work in %s; wait until it "
		    "is done", path);
	else
		(void)error_system(error, "the folder %s cannot be locked", path);
	folder_close(folder);
	return -1;
}

void
folder_close(struct folder *folder)
{
	if (folder->descriptor >= 0)
		(void)close(folder->descriptor);
	folder->descriptor = -1;
	unlock_free(&folder->unlock);
}

int
folder_public(struct minisign_public_key *key, const char *path, struct error *error)
{
	struct buffer name = BUFFER_INIT, text = BUFFER_INIT;
	int result = -1;

	(void)file_join(&name, path, FOLDER_PUBLIC);
	if (access((const char *)name.data, F_OK) != 0 && errno == ENOENT)
		(void)error_refuse(error, "there is no campaign in %s (no %s); testimony-keys init "
		    "makes one", path, FOLDER_PUBLIC);
	else if (file_read((const char *)name.data, FOLDER_PUBLIC_BYTES_MOST, &text, error) == 0) {
		result = minisign_public_read(key, (const char *)text.data, text.length, error);
		if (result != 0)
			(void)error_within(error, "%s", (const char *)name.data);
	}
	buffer_free(&name);
	buffer_free(&text);
	return result;
}

int
folder_open(struct folder *folder, const char *path, const char *passphrase_file,
    struct error *error)
{
	if (folder_lock(folder, path, error) != 0)
		return -1;
	folder->unlock.file = passphrase_file;
	if (folder_public(&folder->public_key, path, error) == 0)
		return 0;
	folder_close(folder);
	return -1;
}

/* campaign.json and its signature into two buffers. */
static int
folder_read_pair(const char *path, struct buffer *text, struct buffer *signature,
    struct error *error)
{
	struct buffer name = BUFFER_INIT;
	int result = -1;

	if (file_read(file_join(&name, path, FOLDER_MANIFEST), CAMPAIGN_BYTES_MOST, text,
	    error) == 0)
		result = file_read(file_join(&name, path, FOLDER_SIGNATURE),
		    MINISIGN_SIGNATURE_FILE_MOST, signature, error);
	buffer_free(&name);
	return result;
}

int
folder_campaign(struct campaign **campaign, const char *path,
    const struct minisign_public_key *key, struct error *error)
{
	struct buffer text = BUFFER_INIT, signature = BUFFER_INIT;
	const struct campaign_pin pin = { *key, 1 };
	int result;

	*campaign = NULL;
	result = folder_read_pair(path, &text, &signature, error);
	if (result == 0) {
		result = campaign_verify(campaign, &pin, text.data, text.length,
		    (const char *)signature.data, signature.length, error);
		if (result != 0)
			(void)error_within(error, "%s/%s is not what was signed last; if you "
			    "changed it, or a run was cut off, look at it and then run: "
			    "testimony-keys sign %s; the reason", path, FOLDER_MANIFEST, path);
	}
	buffer_free(&text);
	buffer_free(&signature);
	return result;
}

/* What the old signature says was signed last; 0 where there is none. */
static int
folder_signed_serial(const struct folder *folder, int64_t *serial, struct error *error)
{
	struct buffer name = BUFFER_INIT, signature = BUFFER_INIT;
	char comment[MINISIGN_COMMENT_MOST];
	int result = -1;

	*serial = 0;
	(void)file_join(&name, folder->path, FOLDER_SIGNATURE);
	if (access((const char *)name.data, F_OK) != 0 && errno == ENOENT)
		result = 0;
	else if (file_read((const char *)name.data, MINISIGN_SIGNATURE_FILE_MOST, &signature,
	    error) == 0) {
		result = minisign_verify_comment(&folder->public_key,
		    (const char *)signature.data, signature.length, comment, error);
		if (result == 0)
			result = manifest_comment_serial(serial, comment, error);
		if (result != 0)
			(void)error_within(error, "the last serial cannot be learnt from %s",
			    (const char *)name.data);
	}
	buffer_free(&name);
	buffer_free(&signature);
	return result;
}

int
folder_edited(const struct folder *folder, json_t **manifest, int64_t *signed_serial,
    struct error *error)
{
	struct buffer name = BUFFER_INIT, text = BUFFER_INIT;
	int result = -1;

	*manifest = NULL;
	if (folder_signed_serial(folder, signed_serial, error) == 0 &&
	    file_read(file_join(&name, folder->path, FOLDER_MANIFEST), CAMPAIGN_BYTES_MOST, &text,
	    error) == 0)
		result = json_parse(manifest, text.data, text.length, FOLDER_MANIFEST, error);
	if (result == 0 && !json_is_object(*manifest)) {
		result = error_refuse(error, "%s is not a campaign", (const char *)name.data);
		json_decref(*manifest);
		*manifest = NULL;
	}
	buffer_free(&name);
	buffer_free(&text);
	return result;
}

int
folder_signing_key(struct folder *folder, struct minisign_secret_key **key, struct error *error)
{
	struct buffer name = BUFFER_INIT, content = BUFFER_INIT;
	struct minisign_public_key public_key;
	bool sealed;
	int result = -1;

	*key = NULL;
	if (unlock_read(&folder->unlock, file_join(&name, folder->path, FOLDER_SIGNING_KEY),
	    &content, &sealed, error) != 0)
		goto out;
	if (minisign_secret_parse(key, (const char *)content.data, content.length, error) != 0) {
		(void)error_within(error, "%s", (const char *)name.data);
		goto out;
	}
	minisign_secret_public(*key, &public_key);
	if (memcmp(public_key.key, folder->public_key.key, sizeof public_key.key) != 0 ||
	    memcmp(public_key.key_id, folder->public_key.key_id, sizeof public_key.key_id) != 0) {
		(void)error_refuse(error, "%s and %s/%s are not of one pair of keys: families hold "
		    "on to another campaign", (const char *)name.data, folder->path,
		    FOLDER_PUBLIC);
		minisign_secret_free(key);
		goto out;
	}
	result = 0;
out:
	buffer_free(&name);
	buffer_free(&content);
	return result;
}

int
folder_campaign_keys(struct folder *folder, struct age_identities *identities,
    const struct recipient *recipient, bool *sealed, struct error *error)
{
	struct buffer name = BUFFER_INIT, content = BUFFER_INIT;
	size_t i;
	int result = -1;

	if (unlock_read(&folder->unlock, file_join(&name, folder->path, FOLDER_CAMPAIGN_KEY),
	    &content, sealed, error) != 0)
		goto out;
	if (age_identities_parse(identities, (const char *)content.data, content.length,
	    error) != 0) {
		(void)error_within(error, "%s", (const char *)name.data);
		goto out;
	}
	for (i = 0; i < age_identities_count(identities) && result != 0; i++) {
		if (memcmp(age_identities_recipient(identities, i)->point, recipient->point,
		    sizeof recipient->point) == 0)
			result = 0;
	}
	if (result != 0)
		(void)error_refuse(error, "%s does not open what families seal: the campaign's "
		    "recipient is of another key", (const char *)name.data);
out:
	buffer_free(&name);
	buffer_free(&content);
	return result;
}

const char *
folder_for(struct buffer *out, const char *path, const char *handle)
{
	buffer_clear(out);
	buffer_format(out, "%s/for-%s.age", path, handle);
	return (const char *)out->data;
}

int
folder_write_for(const struct folder *folder, const struct coordinator *coordinator,
    const struct age_identities *identities, struct error *error)
{
	struct buffer name = BUFFER_INIT, text = BUFFER_INIT, sealed = BUFFER_INIT;
	int result;

	age_identities_print(identities, &text);
	result = age_seal_bytes(&sealed, &coordinator->recipient, 1, text.data, text.length,
	    error);
	if (result == 0)
		result = file_write(folder_for(&name, folder->path, coordinator->handle),
		    sealed.data, sealed.length, FOLDER_SEALED_MODE, true, error);
	buffer_free(&name);
	buffer_free(&text);
	buffer_free(&sealed);
	return result;
}

const char *
folder_older(struct buffer *out, const char *path, int64_t serial)
{
	buffer_clear(out);
	buffer_format(out, "%s/campaign-%" PRId64 ".json", path, serial);
	return (const char *)out->data;
}

int
folder_keep_older(const struct folder *folder, int64_t serial, struct error *error)
{
	struct buffer name = BUFFER_INIT, text = BUFFER_INIT, signature = BUFFER_INIT;
	int result;

	result = folder_read_pair(folder->path, &text, &signature, error);
	if (result == 0)
		result = file_write(folder_older(&name, folder->path, serial), text.data,
		    text.length, FOLDER_PUBLIC_MODE, true, error);
	if (result == 0) {
		buffer_append_text(&name, ".minisig");
		result = file_write((const char *)name.data, signature.data, signature.length,
		    FOLDER_PUBLIC_MODE, true, error);
	}
	buffer_free(&name);
	buffer_free(&text);
	buffer_free(&signature);
	return result;
}

int
folder_publish(const struct folder *folder, const struct manifest_signed *manifest,
    struct error *error)
{
	struct buffer text_name = BUFFER_INIT, signature_name = BUFFER_INIT;
	struct file_writer *text = NULL, *signature = NULL;
	sigset_t before;
	int result = -1;

	folder_hold_signals(&before);
	(void)file_join(&text_name, folder->path, FOLDER_MANIFEST);
	(void)file_join(&signature_name, folder->path, FOLDER_SIGNATURE);
	/* Both are written before one is shown: a full disk is met before anything changes. */
	if (file_writer_new(&text, (const char *)text_name.data, FOLDER_PUBLIC_MODE, true,
	    error) != 0 ||
	    file_writer_add(text, manifest->text.data, manifest->text.length, error) != 0 ||
	    file_writer_new(&signature, (const char *)signature_name.data, FOLDER_PUBLIC_MODE,
	    true, error) != 0 ||
	    file_writer_add(signature, manifest->signature.data, manifest->signature.length,
	    error) != 0 ||
	    file_writer_commit(text, error) != 0)
		goto out;
	result = file_writer_commit(signature, error);
	if (result != 0)
		(void)error_within(error, "%s is new, but not its signature (run testimony-keys "
		    "sign %s)", (const char *)text_name.data, folder->path);
out:
	file_writer_free(&text);
	file_writer_free(&signature);
	buffer_free(&text_name);
	buffer_free(&signature_name);
	folder_release_signals(&before);
	return result;
}

void
folder_hold_signals(sigset_t *before)
{
	sigset_t hold;

	(void)sigemptyset(&hold);
	(void)sigaddset(&hold, SIGINT);
	(void)sigaddset(&hold, SIGTERM);
	(void)sigaddset(&hold, SIGHUP);
	(void)sigaddset(&hold, SIGQUIT);
	(void)sigaddset(&hold, SIGTSTP);
	(void)sigprocmask(SIG_BLOCK, &hold, before);
}

void
folder_release_signals(const sigset_t *before)
{
	(void)sigprocmask(SIG_SETMASK, before, NULL);
}
