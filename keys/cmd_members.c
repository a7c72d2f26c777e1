/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"
#include "common/json.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/age_identity.h"
#include "keys/folder.h"
#include "keys/keyfile.h"
#include "keys/manifest.h"
#include "keys/pack_key.h"

/*
 * admit and remove: who is a coordinator. A run that was cut off can be run again:
 *
 * admit   1. for-HANDLE.age     again: written once more
 *         2. the manifest       between its two files: `sign` completes it (folder.h)
 *
 * remove  1. campaign.key, with a new identity before the older ones. Cut off here, the new one is
 *            in no manifest and nobody seals to it; again: one more is made. It is not taken up
 *            again, because another person may be the one removed then, who may hold it by step 2.
 *         2. for-*.age of those who stay: each holds all identities, so it is right at any time
 *         3. campaign-SERIAL.json, a copy of the manifest so far; again: written once more
 *         4. the manifest       between its two files: `sign` completes it
 *         5. the removed one's for-HANDLE.age goes; again: it goes then
 */

#define ADMIT "testimony-keys admit"
#define REMOVE "testimony-keys remove"

static const char admit_help[] =
"usage: testimony-keys admit DIR HANDLE.pub [options]\n"
"\n"
"Makes somebody a coordinator of the campaign in DIR. HANDLE.pub is what\n"
"\"testimony-keys coordinator\" wrote on their own machine. Before you admit\n"
"them, let them read you the six words that it printed; they must be those of\n"
"testimony-keys fingerprint HANDLE.pub.\n"
"\n"
"Writes DIR/for-HANDLE.age, the campaign's keys sealed to them: send it to them.\n"
"Signs the campaign with the next serial, and prints the new PIN.SERIAL.\n"
"\n"
"  --passphrase-file F    its first line opens the keys (else you are asked)\n"
"  --yes                  the words were compared: do not ask at the terminal\n"
"\n"
"Example: testimony-keys admit send2026 wren.pub\n";

static const char remove_help[] =
"usage: testimony-keys remove DIR HANDLE [options]\n"
"\n"
"Takes a coordinator out of the campaign in DIR. It gets a new key, so that they\n"
"can open nothing that is sealed from then on; DIR/secret/campaign.key keeps the\n"
"older ones, for what was sealed before. What they have, they keep.\n"
"\n"
"Writes DIR/for-*.age anew for those who stay: send each theirs. Signs the\n"
"campaign with the next serial, and prints the new PIN.SERIAL: the pin to give\n"
"out from then on, so that nobody is shown the older campaign. That is kept as\n"
"DIR/campaign-SERIAL.json: offices check packs of its time with it.\n"
"\n"
"  --passphrase-file F    its first line opens the keys (else you are asked)\n"
"  --yes                  remove them: do not ask at the terminal\n"
"\n"
"Example: testimony-keys remove send2026 wren\n";

/* What both commands work on. */
struct members {
	const char *program;
	const char *path, *who; /* DIR, and HANDLE.pub or HANDLE */
	const char *passphrase_file;
	bool yes;
	struct folder folder;
	struct campaign *campaign;
	struct age_identities *identities;
	bool sealed; /* campaign.key is */
	struct minisign_secret_key *key;
	struct manifest_signed manifest;
};

static const struct option members_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE },
	{ "yes", no_argument, NULL, 'y' },
	{ NULL, 0, NULL, 0 },
};

/* -1: go on; else the exit status. */
static int
members_arguments(struct members *members, const char *help, const char *usage, int argc,
    char **argv)
{
	const struct program_options line = { members->program, ":h", members_options, help };
	int option, status;

	while ((option = program_option(&line, argc, argv, &status)) != -1) {
		if (option == PROGRAM_STOP)
			return status;
		if (option == 'y')
			members->yes = true;
		else
			members->passphrase_file = optarg;
	}
	if (argc - optind != 2)
		return terminal_usage(members->program, "%s, please", usage);
	members->path = argv[optind];
	members->who = argv[optind + 1];
	return -1;
}

/* Asks a person; a script, which has no terminal, has made up its mind. 0: go on. */
static int
members_confirm(const struct members *members, const char *question, struct error *error)
{
	bool yes = false;

	if (members->yes || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return 0;
	if (terminal_confirm(question, &yes, error) != 0)
		return -1;
	return yes ? 0 : error_refuse(error, "nothing was changed, as you wished");
}

static void
members_free(struct members *members)
{
	campaign_free(&members->campaign);
	age_identities_free(&members->identities);
	minisign_secret_free(&members->key);
	manifest_signed_free(&members->manifest);
	folder_close(&members->folder);
}

/* Opens both keys: the signing key, and what opens envelopes. */
static int
members_unlock(struct members *members, struct error *error)
{
	members->identities = age_identities_new();
	if (folder_signing_key(&members->folder, &members->key, error) != 0)
		return -1;
	return folder_campaign_keys(&members->folder, members->identities,
	    &members->campaign->recipient, &members->sealed, error);
}

/* Puts the key of packs that follows from the identity of `recipient`. Also where it does not change:
 * campaigns from before packs name none. */
static void
members_put_packs(const struct members *members, json_t *manifest,
    const struct recipient *recipient)
{
	struct author *packs;

	if (pack_key_of(&packs, members->identities, recipient, NULL) != 0)
		error_bug("a campaign's recipient is not among its identities");
	manifest_put_packs(manifest, author_public(packs));
	author_free(&packs);
}

/* Signs a changed manifest with the next serial. Its last day stays, unless that is over. */
static int
members_sign(struct members *members, json_t *manifest, struct error *error)
{
	const struct campaign *campaign = members->campaign;
	const struct manifest_dates none = MANIFEST_DATES_NONE;
	const int32_t today = command_today();
	int32_t expires = campaign->expires;
	bool moved;

	if (campaign->serial == JSON_INTEGER_MOST)
		return error_refuse(error, "there is no serial after %" PRId64, campaign->serial);
	if (expires < today || expires > today + CAMPAIGN_DAYS_MOST)
		expires = today + CAMPAIGN_DAYS;
	manifest_renew(manifest, campaign->serial + 1, today, expires, &none, &moved);
	return manifest_sign(&members->manifest, manifest, members->key, error);
}

/* The end of both: the new floor, and what to do now. */
static int
members_report(const struct members *members, struct error *error)
{
	const struct campaign *campaign = members->manifest.campaign;
	char day[DAY_SIZE];

	if (command_print_floor(&members->folder.public_key, campaign->serial, error) != 0)
		return -1;
	day_print(day, campaign->expires);
	terminal_note("Signed: serial %" PRId64 ", valid through %s. Now give the daemon %s and "
	    "%s, and tell it to read them (systemctl reload testimonyd): until then it goes by the "
	    "old ones.",
	    campaign->serial, day, FOLDER_MANIFEST, FOLDER_SIGNATURE);
	return 0;
}

static const struct coordinator *
members_find(const struct coordinator *people, size_t count, const char *handle)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strcmp(people[i].handle, handle) == 0)
			return &people[i];
	}
	return NULL;
}

static int
admit_read(const char *path, struct coordinator *coordinator, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int result = file_read(path, FOLDER_PUBLIC_BYTES_MOST, &text, error);

	if (result == 0) {
		result = coordinator_public_parse(coordinator, text.data, text.length, error);
		if (result == 0)
			result = command_check_handle(coordinator->handle, error);
		if (result != 0)
			(void)error_within(error, "%s", path);
	}
	buffer_free(&text);
	return result;
}

/* Refuses who is there already, or was removed. Other clashes are campaign_parse's to find. */
static int
admit_check(const struct campaign *campaign, const struct coordinator *coordinator,
    struct error *error)
{
	const struct coordinator *same;
	bool former = false;

	same = campaign_coordinator(campaign, coordinator->key, &former);
	if (same != NULL && former)
		return error_refuse(error, "%s was removed from this campaign; to come back, "
		    "they make a new key under another handle", same->handle);
	if (same != NULL)
		return error_refuse(error, "%s is a coordinator of this campaign already",
		    same->handle);
	if (members_find(campaign->coordinators, campaign->coordinator_count,
	    coordinator->handle) != NULL ||
	    members_find(campaign->former, campaign->former_count, coordinator->handle) != NULL)
		return error_refuse(error, "another coordinator has, or had, the handle %s; they "
		    "make their key anew under another one", coordinator->handle);
	if (campaign->coordinator_count == CAMPAIGN_COORDINATORS_MOST)
		return error_refuse(error, "a campaign has at most %d coordinators",
		    CAMPAIGN_COORDINATORS_MOST);
	return 0;
}

static int
admit_run(struct members *members, struct error *error)
{
	struct coordinator coordinator;
	char words[COMMAND_WORDS_SIZE];
	struct buffer name = BUFFER_INIT, question = BUFFER_INIT;
	json_t *manifest = NULL;
	int result;

	if (admit_read(members->who, &coordinator, error) != 0 ||
	    admit_check(members->campaign, &coordinator, error) != 0)
		return -1;
	command_coordinator_words(words, &coordinator);
	terminal_note("%s's key in six words: %s", coordinator.handle, words);
	buffer_format(&question, "Did %s read you these same words, out loud?", coordinator.handle);
	result = members_confirm(members, (const char *)question.data, error);
	buffer_free(&question);
	if (result != 0 || members_unlock(members, error) != 0)
		return -1;
	result = -1;
	manifest = json_deep_copy(members->campaign->manifest);
	if (manifest == NULL || json_array_append_new(json_object_get(manifest, "coordinators"),
	    manifest_coordinator(&coordinator)) != 0)
		error_bug("a coordinator could not be put in");
	members_put_packs(members, manifest, &members->campaign->recipient);
	if (members_sign(members, manifest, error) == 0 &&
	    folder_write_for(&members->folder, &coordinator, members->identities, error) == 0 &&
	    folder_publish(&members->folder, &members->manifest, error) == 0)
		result = members_report(members, error);
	if (result == 0)
		terminal_note("Send %s to %s: it is sealed to them.",
		    folder_for(&name, members->path, coordinator.handle), coordinator.handle);
	buffer_free(&name);
	json_decref(manifest);
	return result;
}

static int
remove_check(const struct members *members, struct error *error)
{
	const struct campaign *campaign = members->campaign;
	const char *handle = members->who;
	struct buffer name = BUFFER_INIT;

	if (!campaign_handle_is_good(handle))
		return error_refuse(error, "\"%s\" cannot be a handle; a name such as wren goes "
		    "here, not a file", handle);
	if (members_find(campaign->former, campaign->former_count, handle) != NULL) {
		/* Step 5 of a run that was cut off. */
		(void)unlink(folder_for(&name, members->path, handle));
		buffer_free(&name);
		return error_refuse(error, "%s was removed already", handle);
	}
	if (members_find(campaign->coordinators, campaign->coordinator_count, handle) == NULL)
		return error_refuse(error, "this campaign has no coordinator %s", handle);
	if (campaign->coordinator_count == 1)
		return error_refuse(error, "%s is the last coordinator: admit another one first",
		    handle);
	if (campaign->former_count == CAMPAIGN_COORDINATORS_MOST)
		return error_refuse(error, "the campaign remembers %d former coordinators, and no "
		    "more; begin a new one", CAMPAIGN_COORDINATORS_MOST);
	return 0;
}

/* Puts a new identity before those there are. */
static int
remove_new_key(struct members *members, struct error *error)
{
	struct age_identities *fresh;
	struct buffer older = BUFFER_INIT;
	int result;

	if (age_identities_count(members->identities) >= AGE_IDENTITIES_MOST)
		return error_refuse(error, "%s/%s holds %d keys, and no more; begin a new campaign",
		    members->path, FOLDER_CAMPAIGN_KEY, AGE_IDENTITIES_MOST);
	fresh = age_identities_new();
	age_identities_generate(fresh);
	age_identities_print(members->identities, &older);
	result = age_identities_parse(fresh, (const char *)older.data, older.length, error);
	buffer_free(&older);
	if (result != 0) {
		age_identities_free(&fresh);
		return -1;
	}
	age_identities_free(&members->identities);
	members->identities = fresh;
	return 0;
}

/* The manifest with the new recipient and one coordinator less. New reference. */
static json_t *
remove_manifest(const struct members *members)
{
	json_t *manifest = json_deep_copy(members->campaign->manifest);
	json_t *coordinators = json_object_get(manifest, "coordinators");
	json_t *former = json_object_get(manifest, "former"), *gone = NULL;
	char recipient[RECIPIENT_SIZE];
	size_t i;

	recipient_print(recipient, age_identities_recipient(members->identities, 0));
	if (former == NULL) {
		former = json_array();
		if (json_object_set_new(manifest, "former", former) != 0)
			error_bug("a coordinator could not be taken out");
	}
	for (i = 0; i < json_array_size(coordinators) && gone == NULL; i++) {
		json_t *entry = json_array_get(coordinators, i);

		if (strcmp(json_string_value(json_object_get(entry, "handle")),
		    members->who) == 0) {
			gone = json_incref(entry);
			(void)json_array_remove(coordinators, i);
		}
	}
	if (gone == NULL || json_array_append_new(former, gone) != 0 ||
	    json_object_set_new(manifest, "recipient", json_string(recipient)) != 0)
		error_bug("a coordinator could not be taken out");
	members_put_packs(members, manifest, age_identities_recipient(members->identities, 0));
	return manifest;
}

/* Steps 1 to 5. */
static int
remove_write(struct members *members, struct error *error)
{
	const struct campaign *campaign = members->manifest.campaign;
	struct buffer name = BUFFER_INIT, content = BUFFER_INIT;
	size_t i;
	int result;

	age_identities_print(members->identities, &content);
	(void)file_join(&name, members->path, FOLDER_CAMPAIGN_KEY);
	if (members->sealed)
		terminal_progress("Sealing %s ...", (const char *)name.data);
	result = keyfile_write((const char *)name.data, &content,
	    members->sealed ? members->folder.unlock.last : NULL, true, error);
	terminal_progress_end();
	for (i = 0; i < campaign->coordinator_count && result == 0; i++)
		result = folder_write_for(&members->folder, &campaign->coordinators[i],
		    members->identities, error);
	if (result == 0)
		result = folder_keep_older(&members->folder, members->campaign->serial, error);
	if (result == 0)
		result = folder_publish(&members->folder, &members->manifest, error);
	if (result == 0 && unlink(folder_for(&name, members->path, members->who)) != 0 &&
	    errno != ENOENT)
		terminal_note("%s could not be removed: %s", (const char *)name.data,
		    strerror(errno));
	buffer_free(&name);
	buffer_free(&content);
	return result;
}

static int
remove_run(struct members *members, struct error *error)
{
	struct buffer question = BUFFER_INIT, older = BUFFER_INIT;
	sigset_t before;
	json_t *manifest;
	int result;

	if (remove_check(members, error) != 0)
		return -1;
	buffer_format(&question, "Take %s out, and give the campaign a new key?", members->who);
	result = members_confirm(members, (const char *)question.data, error);
	buffer_free(&question);
	if (result != 0 || members_unlock(members, error) != 0 ||
	    remove_new_key(members, error) != 0)
		return -1;
	manifest = remove_manifest(members);
	result = members_sign(members, manifest, error);
	json_decref(manifest);
	if (result != 0)
		return -1;
	folder_hold_signals(&before);
	result = remove_write(members, error);
	folder_release_signals(&before);
	if (result != 0 || members_report(members, error) != 0)
		return -1;
	terminal_note("The line above is the pin to give out from now on. Send those who stay "
	    "their new %s/for-HANDLE.age.", members->path);
	terminal_note("Packs are signed with a new key, too: publish the one that `testimony-keys "
	    "fingerprint %s` shows. Offices check older packs with %s and its signature: keep both.",
	    members->path, folder_older(&older, members->path, members->campaign->serial));
	buffer_free(&older);
	return 0;
}

static int
members_run(struct members *members, int (*run)(struct members *, struct error *))
{
	struct error error = ERROR_INIT;
	int status = EXIT_DONE;

	if (folder_open(&members->folder, members->path, members->passphrase_file, &error) != 0)
		return terminal_fail(members->program, &error);
	if (folder_campaign(&members->campaign, members->path, &members->folder.public_key,
	    &error) != 0 || run(members, &error) != 0)
		status = terminal_fail(members->program, &error);
	members_free(members);
	return status;
}

int
command_admit(int argc, char **argv)
{
	struct members members = { .program = ADMIT };
	int status = members_arguments(&members, admit_help, "a campaign's folder and a HANDLE.pub",
	    argc, argv);

	return status >= 0 ? status : members_run(&members, admit_run);
}

int
command_remove(int argc, char **argv)
{
	struct members members = { .program = REMOVE };
	int status = members_arguments(&members, remove_help, "a campaign's folder and a handle",
	    argc, argv);

	return status >= 0 ? status : members_run(&members, remove_run);
}
