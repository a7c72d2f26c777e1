/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_newer.h"

#include <string.h>

#include "common/file.h"

/* The newest campaign that is known here. */
static const struct campaign *
newer_known(const struct vault *vault)
{
	return vault->newer != NULL ? vault->newer : vault->campaign;
}

/* 0 where these are a campaign newer than any that is known here; *fresh is the caller's. */
static int
newer_verify(const struct vault *vault, struct campaign **fresh, const struct buffer *manifest,
    const struct buffer *signature)
{
	struct campaign_pin pin = vault->settings.pin;

	pin.serial = newer_known(vault)->serial + 1;
	return campaign_verify(fresh, &pin, manifest->data, manifest->length,
	    (const char *)signature->data, signature->length, NULL);
}

static int
newer_read(const struct vault *vault, const char *name, size_t most, struct buffer *out)
{
	struct buffer path = BUFFER_INIT;
	int result = file_read(file_join(&path, (const char *)vault->folder.data, name), most, out,
	    NULL);

	buffer_free(&path);
	return result;
}

static int
newer_write(const struct vault *vault, const char *name, const struct buffer *content,
    struct error *error)
{
	struct buffer path = BUFFER_INIT;
	int result = file_write(file_join(&path, (const char *)vault->folder.data, name),
	    content->data, content->length, 0600, true, error);

	buffer_free(&path);
	return result;
}

void
vault_newer_open(struct vault *vault)
{
	struct buffer manifest = BUFFER_INIT, signature = BUFFER_INIT;
	struct campaign *fresh = NULL;

	if (newer_read(vault, VAULT_NEWER_MANIFEST, CAMPAIGN_BYTES_MOST, &manifest) == 0 &&
	    newer_read(vault, VAULT_NEWER_SIGNATURE, MINISIGN_SIGNATURE_FILE_MOST,
	    &signature) == 0 && newer_verify(vault, &fresh, &manifest, &signature) == 0)
		vault->newer = fresh;
	buffer_free(&manifest);
	buffer_free(&signature);
}

bool
vault_newer_knows(const struct vault *vault, const struct buffer *signature)
{
	struct buffer known = BUFFER_INIT;
	bool same = newer_read(vault, vault->newer != NULL ? VAULT_NEWER_SIGNATURE :
	    VAULT_SIGNATURE, MINISIGN_SIGNATURE_FILE_MOST, &known) == 0 &&
	    known.length == signature->length &&
	    (known.length == 0 || memcmp(known.data, signature->data, known.length) == 0);

	buffer_free(&known);
	return same;
}

int
vault_newer_take(struct vault *vault, const struct buffer *manifest,
    const struct buffer *signature, struct error *error)
{
	struct campaign *fresh = NULL;

	if (newer_verify(vault, &fresh, manifest, signature) != 0)
		return 0;
	campaign_free(&vault->newer);
	vault->newer = fresh;
	if (newer_write(vault, VAULT_NEWER_MANIFEST, manifest, error) != 0)
		return -1;
	return newer_write(vault, VAULT_NEWER_SIGNATURE, signature, error);
}

/* A manifest without what each signing changes. New reference. */
static json_t *
newer_lasting(const struct campaign *campaign)
{
	static const char *const each_time[] = { "serial", "issued", "expires" };
	json_t *lasting = json_copy(campaign->manifest);

	for (size_t i = 0; i < sizeof each_time / sizeof *each_time; i++)
		(void)json_object_del(lasting, each_time[i]);
	if (lasting == NULL)
		error_bug("no memory for a manifest");
	return lasting;
}

bool
vault_newer_changes(const struct vault *vault)
{
	json_t *ours, *newer;
	bool same;

	if (vault->newer == NULL)
		return false;
	ours = newer_lasting(vault->campaign);
	newer = newer_lasting(vault->newer);
	same = json_equal(ours, newer) != 0;
	json_decref(ours);
	json_decref(newer);
	return !same;
}

int
vault_newer_refuse(const struct vault *vault, struct error *error)
{
	bool changes = vault_newer_changes(vault);

	if (vault->newer == NULL)
		return 0;
	return error_refuse(error, "the campaign was %ssigned anew (serial %lld; this desk has "
	    "%lld): %sask for the newest campaign.json and for-%s.age, and run `testimony-desk -d %s "
	    "setup` with them", changes ? "changed and " : "", (long long)vault->newer->serial,
	    (long long)vault->campaign->serial, changes ? "this desk makes no edition before it is "
	    "set up with it; " : "", vault->settings.handle, (const char *)vault->folder.data);
}
