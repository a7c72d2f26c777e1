/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/unlock.h"

#include "front/terminal.h"
#include "keys/keyfile.h"

#define UNLOCK_TRIES 3

int
unlock_passphrase(struct unlock *unlock, const char *what, const struct secret **passphrase,
    struct error *error)
{
	struct buffer prompt = BUFFER_INIT;
	int result = 0;

	if (unlock->last == NULL) {
		buffer_format(&prompt, "Passphrase of %s", what);
		result = terminal_passphrase(&unlock->last, unlock->file,
		    (const char *)prompt.data, error);
		buffer_free(&prompt);
	}
	*passphrase = unlock->last;
	return result;
}

/* One try with the passphrase at hand; scrypt takes a second, so that is said. */
static int
unlock_try(struct unlock *unlock, const char *path, struct buffer *content, struct error *error)
{
	const struct secret *passphrase;
	int result;

	if (unlock_passphrase(unlock, path, &passphrase, error) != 0)
		return -1;
	terminal_progress("Opening %s ...", path);
	result = keyfile_read(path, passphrase, content, error);
	terminal_progress_end();
	return result;
}

int
unlock_read(struct unlock *unlock, const char *path, struct buffer *content, bool *sealed,
    struct error *error)
{
	bool known = unlock->last != NULL;
	int tries, state = keyfile_is_sealed(path, error);

	if (state < 0)
		return -1;
	*sealed = state == 1;
	if (!*sealed)
		return keyfile_read(path, NULL, content, error);
	if (unlock->file != NULL)
		return unlock_try(unlock, path, content, error);
	/* The one that fitted another file is a guess, and no try of the person's. */
	for (tries = known ? -1 : 0; tries < UNLOCK_TRIES; tries++) {
		if (unlock_try(unlock, path, content, error) == 0)
			return 0;
		if (unlock->last == NULL || error->kind != ERROR_REFUSED)
			return -1;
		secret_free(&unlock->last);
		if (tries >= 0 && tries < UNLOCK_TRIES - 1)
			terminal_note("%s", error->text);
	}
	return -1;
}

void
unlock_free(struct unlock *unlock)
{
	secret_free(&unlock->last);
}
