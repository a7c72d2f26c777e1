/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_setup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/age_seal.h"
#include "common/file.h"
#include "common/secret.h"
#include "desk/vault_sent.h"
#include "desk/vault_withdrawals.h"
#include "front/net.h"
#include "front/terminal.h"
#include "keys/age_open.h"

#define SETUP_AGE_LINE "age-encryption.org/v1\n"
#define SETUP_SCRYPT "-> scrypt "
#define SETUP_UNIX "unix:"

struct setup {
	const struct vault_setup *given;
	struct buffer manifest, signature;
	struct campaign *campaign;
	struct vault_settings settings;
	struct coordinator_key key;
	struct buffer key_content; /* of HANDLE.key */
	bool key_sealed;
	struct buffer campaign_key; /* its identity file */
	struct secret *passphrase;  /* the one that fitted last */
};

static int
setup_read_campaign(struct setup *setup, struct error *error)
{
	struct buffer beside = BUFFER_INIT;
	int result;

	if (campaign_pin_parse(&setup->settings.pin, setup->given->pin, error) != 0)
		return -1;
	buffer_format(&beside, "%s.minisig", setup->given->campaign);
	result = file_read(setup->given->campaign, CAMPAIGN_BYTES_MOST, &setup->manifest, error);
	if (result == 0)
		result = file_read((const char *)beside.data, MINISIGN_SIGNATURE_FILE_MOST,
		    &setup->signature, error);
	if (result == 0)
		result = campaign_verify(&setup->campaign, &setup->settings.pin,
		    setup->manifest.data, setup->manifest.length,
		    (const char *)setup->signature.data, setup->signature.length, error);
	buffer_free(&beside);
	return result;
}

static int
setup_read_coordinator(struct setup *setup, struct error *error)
{
	const struct coordinator *coordinator;
	bool former = false;

	if (vault_read_key(setup->given->coordinator_key, setup->given->passphrase_file,
	    &setup->passphrase, &setup->key_content, &setup->key_sealed, error) != 0)
		return -1;
	if (coordinator_key_parse(&setup->key, (const char *)setup->key_content.data,
	    setup->key_content.length, error) != 0)
		return error_within(error, "%s", setup->given->coordinator_key);
	coordinator = campaign_coordinator(setup->campaign, author_public(setup->key.author),
	    &former);
	if (coordinator == NULL || former)
		return error_refuse(error, "%s is not the key of a coordinator of this campaign%s; "
		    "`testimony-keys admit` makes it one", setup->given->coordinator_key,
		    former ? " any more" : "");
	memcpy(setup->settings.handle, coordinator->handle, sizeof setup->settings.handle);
	return 0;
}

/* Whether the stanza after the version line is scrypt's: a key file with a passphrase. Every
 * other age file here is sealed to a coordinator's key. */
static bool
setup_is_for_coordinator(const struct buffer *file)
{
	size_t version = strlen(SETUP_AGE_LINE), scrypt = strlen(SETUP_SCRYPT);

	return file->length > version + scrypt &&
	    memcmp(file->data, SETUP_AGE_LINE, version) == 0 &&
	    memcmp(file->data + version, SETUP_SCRYPT, scrypt) != 0;
}

static int
setup_read_campaign_key(struct setup *setup, struct error *error)
{
	const char *path = setup->given->key;
	struct age_identities *identities = age_identities_new();
	struct buffer file = BUFFER_INIT;
	bool sealed = false, fits = false;
	int result;

	result = file_read(path, KEYFILE_BYTES_MOST, &file, error);
	if (result == 0 && setup_is_for_coordinator(&file)) {
		if (age_open_bytes(&setup->campaign_key, setup->key.identities, file.data,
		    file.length, error) != 0)
			result = error_within(error, "%s is not for this coordinator", path);
	} else if (result == 0) {
		result = vault_read_key(path, setup->given->passphrase_file, &setup->passphrase,
		    &setup->campaign_key, &sealed, error);
	}
	if (result == 0 && age_identities_parse(identities,
	    (const char *)setup->campaign_key.data, setup->campaign_key.length, error) != 0)
		result = error_within(error, "%s does not hold the campaign's key", path);
	for (size_t i = 0; result == 0 && i < age_identities_count(identities); i++)
		if (memcmp(age_identities_recipient(identities, i), &setup->campaign->recipient,
		    sizeof setup->campaign->recipient) == 0)
			fits = true;
	if (result == 0 && !fits)
		result = error_refuse(error, "%s does not open what is sealed to this campaign: it "
		    "is an older key, or another campaign's", path);
	buffer_free(&file);
	age_identities_free(&identities);
	return result;
}

bool
vault_setup_renews(const char *folder)
{
	struct buffer path = BUFFER_INIT;
	bool there = access(file_join(&path, folder, VAULT_SETTINGS), F_OK) == 0;

	buffer_free(&path);
	return there;
}

/* The daemons' addresses, and the way to them, as the vault has them. */
static int
setup_daemons_again(struct setup *setup, struct error *error)
{
	struct vault_settings old;
	int result = 0;

	if (vault_settings_read(&old, setup->given->folder, error) != 0)
		return -1;
	for (size_t i = 0; i < old.daemon_count && result == 0; i++)
		result = vault_settings_add_daemon(&setup->settings,
		    (const char *)old.daemons[i].data, error);
	if (setup->given->socks5 == NULL && old.socks5.length > 0)
		buffer_append(&setup->settings.socks5, old.socks5.data, old.socks5.length);
	vault_settings_free(&old);
	return result;
}

/* An address, a socket's path made whole: the desk may be run from any folder. */
static int
setup_add_daemon(struct setup *setup, const char *given, struct error *error)
{
	struct buffer whole = BUFFER_INIT;
	size_t prefix = strlen(SETUP_UNIX);
	char *here;
	int result;

	if (strncmp(given, SETUP_UNIX, prefix) != 0 && strstr(given, "://") == NULL)
		return error_refuse(error, "\"%s\" is no address of a daemon: a socket's is "
		    SETUP_UNIX "PATH, and others start with https:// (or http:// for .onion)",
		    given);
	if (strncmp(given, SETUP_UNIX, prefix) != 0 || given[prefix] == '/' ||
	    given[prefix] == '\0')
		return vault_settings_add_daemon(&setup->settings, given, error);
	here = realpath(".", NULL);
	if (here == NULL)
		return error_system(error, "this folder has no path");
	buffer_format(&whole, SETUP_UNIX "%s/%s", here, given + prefix);
	free(here);
	result = vault_settings_add_daemon(&setup->settings, (const char *)whole.data, error);
	buffer_free(&whole);
	return result;
}

/* Connects to nothing: it only checks. */
static int
setup_check_daemons(const struct setup *setup, struct error *error)
{
	const struct vault_settings *settings = &setup->settings;
	const char *address = NULL, *socks5 = NULL;
	struct net *net = NULL;

	for (size_t i = 0; i < settings->daemon_count; i++) {
		const char *way;

		address = (const char *)settings->daemons[i].data;
		way = vault_settings_socks5(settings, address);
		socks5 = way != NULL ? way : socks5;
		if (net_new(&net, address, way, error) != 0)
			return -1;
		net_free(&net);
	}
	/* A proxy that nothing goes through is a slip; net_new says why. */
	if (settings->socks5.length > 0 && socks5 == NULL &&
	    net_new(&net, address, (const char *)settings->socks5.data, error) != 0)
		return -1;
	net_free(&net);
	return 0;
}

static int
setup_daemons(struct setup *setup, struct error *error)
{
	const struct vault_setup *given = setup->given;

	if (given->daemon_count == 0 && setup_daemons_again(setup, error) != 0)
		return -1;
	for (size_t i = 0; i < given->daemon_count; i++)
		if (setup_add_daemon(setup, given->daemons[i], error) != 0)
			return -1;
	if (given->socks5 != NULL)
		buffer_append_text(&setup->settings.socks5, given->socks5);
	return setup_check_daemons(setup, error);
}

/* What the vault could open so far it must open afterwards: its envelopes are sealed to these. */
static int
setup_check_keys(const struct setup *setup, const char *handle, struct error *error)
{
	struct age_identities *old = age_identities_new(), *fresh = age_identities_new();
	struct buffer path = BUFFER_INIT, file = BUFFER_INIT, text = BUFFER_INIT;
	int result;

	(void)vault_campaign_key_path(&path, setup->given->folder, handle);
	result = file_read((const char *)path.data, KEYFILE_BYTES_MOST, &file, error);
	if (result == 0)
		result = age_open_bytes(&text, setup->key.identities, file.data, file.length, error);
	if (result == 0)
		result = age_identities_parse(old, (const char *)text.data, text.length, error);
	if (result != 0)
		(void)error_within(error, "what this desk could open so far is not known; choose "
		    "another folder");
	if (result == 0)
		result = age_identities_parse(fresh, (const char *)setup->campaign_key.data,
		    setup->campaign_key.length, error);
	for (size_t i = 0; result == 0 && i < age_identities_count(old); i++) {
		bool kept = false;

		for (size_t j = 0; j < age_identities_count(fresh); j++)
			kept |= memcmp(age_identities_recipient(old, i),
			    age_identities_recipient(fresh, j), sizeof(struct recipient)) == 0;
		if (!kept)
			result = error_refuse(error, "%s lacks an older key of the campaign that this "
			    "desk has: what was sealed to it could be read no more",
			    setup->given->key);
	}
	age_identities_free(&old);
	age_identities_free(&fresh);
	buffer_free(&path);
	buffer_free(&file);
	buffer_free(&text);
	return result;
}

/* What a vault that is there already allows: the same campaign and coordinator, no older serial. */
static int
setup_check_old(struct setup *setup, struct error *error)
{
	struct vault_settings old;
	int result = 0;

	if (vault_setup_renews(setup->given->folder)) {
		if (vault_settings_read(&old, setup->given->folder, error) != 0)
			return -1;
		if (memcmp(&old.pin.key, &setup->settings.pin.key, sizeof old.pin.key) != 0)
			result = error_refuse(error, "%s is the desk of another campaign; choose "
			    "another folder", setup->given->folder);
		else if (strcmp(old.handle, setup->settings.handle) != 0)
			result = error_refuse(error, "%s is the desk of %s; choose another folder",
			    setup->given->folder, old.handle);
		else if (setup->campaign->serial < old.pin.serial)
			result = error_refuse(error, "this desk has seen the campaign's serial "
			    "%lld, and this is the older %lld", (long long)old.pin.serial,
			    (long long)setup->campaign->serial);
		else
			result = setup_check_keys(setup, old.handle, error);
		vault_settings_free(&old);
	}
	if (setup->campaign->serial > setup->settings.pin.serial)
		setup->settings.pin.serial = setup->campaign->serial;
	return result;
}

/* HANDLE.key as it was given, but for a plain one beside a sealed campaign key. */
static int
setup_write_coordinator(const struct setup *setup, struct error *error)
{
	const char *folder = setup->given->folder;
	struct buffer path = BUFFER_INIT, file = BUFFER_INIT;
	int result;

	(void)vault_key_path(&path, folder, setup->settings.handle);
	if (setup->key_sealed || setup->passphrase == NULL) {
		result = file_read(setup->given->coordinator_key, KEYFILE_BYTES_MOST, &file, error);
		if (result == 0)
			result = file_write((const char *)path.data, file.data, file.length, 0600,
			    true, error);
	} else {
		result = keyfile_write((const char *)path.data, &setup->key_content,
		    setup->passphrase, true, error);
	}
	buffer_free(&path);
	buffer_free(&file);
	return result;
}

static int
setup_write_campaign_key(const struct setup *setup, struct error *error)
{
	struct buffer path = BUFFER_INIT, sealed = BUFFER_INIT;
	int result;

	(void)vault_campaign_key_path(&path, setup->given->folder, setup->settings.handle);
	result = age_seal_bytes(&sealed, age_identities_recipient(setup->key.identities, 0), 1,
	    setup->campaign_key.data, setup->campaign_key.length, error);
	if (result == 0)
		result = file_write((const char *)path.data, sealed.data, sealed.length, 0600, true,
		    error);
	buffer_free(&path);
	buffer_free(&sealed);
	return result;
}

static int
setup_folders(const char *folder, struct error *error)
{
	static const char *const inside[] = { "envelopes", "replies", "log", "records",
		VAULT_WITHDRAWALS_FOLDER, VAULT_SENT_FOLDER };
	struct buffer path = BUFFER_INIT;
	int result;

	result = file_private_folder(folder, error);
	for (size_t i = 0; i < sizeof inside / sizeof *inside && result == 0; i++)
		result = file_private_folder(file_join(&path, folder, inside[i]), error);
	buffer_free(&path);
	return result;
}

/* desk.json last: with it, the vault is one. */
static int
setup_write(const struct setup *setup, struct error *error)
{
	const char *folder = setup->given->folder;
	struct buffer path = BUFFER_INIT;
	int result;

	result = setup_folders(folder, error);
	if (result == 0)
		result = setup_write_coordinator(setup, error);
	if (result == 0)
		result = setup_write_campaign_key(setup, error);
	if (result == 0)
		result = file_write(file_join(&path, folder, VAULT_MANIFEST), setup->manifest.data,
		    setup->manifest.length, 0600, true, error);
	if (result == 0)
		result = file_write(file_join(&path, folder, VAULT_SIGNATURE),
		    setup->signature.data, setup->signature.length, 0600, true, error);
	if (result == 0)
		result = vault_settings_write(&setup->settings, folder, error);
	buffer_free(&path);
	return result;
}

static void
setup_say(const struct setup *setup)
{
	struct error expired = ERROR_INIT;

	if (!setup->key_sealed && setup->passphrase == NULL)
		terminal_note("Note: this desk has no passphrase, since the keys had none: whoever "
		    "has the folder %s can read all that families tell. For trying out only.",
		    setup->given->folder);
	if (campaign_check_day(setup->campaign, day_of(time(NULL)), &expired) != 0)
		terminal_note("Note: %s", expired.text);
	terminal_note("The desk of %s for %s is ready in %s. Next: testimony-desk -d %s pull",
	    setup->settings.handle, setup->campaign->name, setup->given->folder,
	    setup->given->folder);
}

int
vault_setup(const struct vault_setup *given, struct error *error)
{
	struct setup setup;
	int result;

	memset(&setup, 0, sizeof setup);
	setup.given = given;
	result = setup_read_campaign(&setup, error);
	if (result == 0)
		result = setup_daemons(&setup, error);
	if (result == 0)
		result = setup_read_coordinator(&setup, error);
	if (result == 0)
		result = setup_read_campaign_key(&setup, error);
	if (result == 0)
		result = setup_check_old(&setup, error);
	if (result == 0)
		result = setup_write(&setup, error);
	if (result == 0)
		setup_say(&setup);
	buffer_free(&setup.manifest);
	buffer_free(&setup.signature);
	buffer_free(&setup.key_content);
	buffer_free(&setup.campaign_key);
	campaign_free(&setup.campaign);
	vault_settings_free(&setup.settings);
	coordinator_key_free(&setup.key);
	secret_free(&setup.passphrase);
	return result;
}
