/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/folder.h"
#include "keys/keyfile.h"

/* fingerprint: a campaign's pin, or a coordinator's key, for comparing. Needs no secret. */

#define PROGRAM "testimony-keys fingerprint"

static const char fingerprint_help[] =
"usage: testimony-keys fingerprint FILE\n"
"\n"
"Shows what to compare, out loud or on paper. FILE is a campaign's folder, its\n"
"campaign.pub or campaign.json, a pin or a link (PIN, PIN.SERIAL,\n"
"https://...#PIN.SERIAL), or a coordinator's HANDLE.pub.\n"
"\n"
"  pin:    what families hold on to (PIN.SERIAL where the campaign is at hand)\n"
"  words:  the same in six words, for reading out loud\n"
"  link:   for families, one for each origin of the campaign\n"
"  packs:  what offices check packs with (minisign -P); publish it\n"
"\n"
"A campaign.json beside campaign.pub is checked first; where it is not what the\n"
"key signed, that is said and nothing shown.\n"
"\n"
"Example: testimony-keys fingerprint send2026\n";

static const struct option fingerprint_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void
fingerprint_line(const char *label, const char *text)
{
	terminal_print(label);
	terminal_print(text);
	terminal_print("\n");
}

/* `serial` 0: none is known. */
static void
fingerprint_pin(const struct minisign_public_key *key, int64_t serial)
{
	const struct campaign_pin pin = { *key, serial };
	char text[CAMPAIGN_PIN_SIZE], words[COMMAND_WORDS_SIZE];

	if (serial > 0)
		campaign_pin_print(text, &pin);
	else
		minisign_public_print_url(text, key);
	command_words(words, key->key);
	fingerprint_line("pin:   ", text);
	fingerprint_line("words: ", words);
}

/* As verify.txt of a pack and "packs" of campaign.json have it, to be compared with both. */
static void
fingerprint_packs(const struct campaign *campaign)
{
	struct minisign_public_key key;
	char line[MINISIGN_PUBLIC_LINE + 1];

	if (!campaign->has_packs_key)
		return;
	minisign_public_of(&key, campaign->packs_key);
	minisign_public_print(line, &key);
	fingerprint_line("packs: ", line);
}

static void
fingerprint_campaign(const struct campaign *campaign)
{
	const struct campaign_pin pin = { campaign->signing_key, campaign->serial };
	char text[CAMPAIGN_PIN_SIZE];
	struct error expired = ERROR_INIT;
	struct buffer link = BUFFER_INIT;
	size_t i;

	fingerprint_pin(&campaign->signing_key, campaign->serial);
	campaign_pin_print(text, &pin);
	for (i = 0; i < campaign->origin_count; i++) {
		buffer_clear(&link);
		buffer_format(&link, "%s/#%s", campaign->origins[i], text);
		fingerprint_line("link:  ", (const char *)link.data);
	}
	buffer_free(&link);
	fingerprint_packs(campaign);
	if (campaign_check_day(campaign, command_today(), &expired) != 0)
		terminal_note("This campaign is not valid today; sign it anew: testimony-keys sign "
		    "DIR");
}

/* A folder, or campaign.pub's: the campaign in it where there is one, else the key alone. */
static int
fingerprint_folder(const char *path, struct error *error)
{
	struct minisign_public_key key;
	struct campaign *campaign = NULL;
	struct buffer name = BUFFER_INIT;
	bool there = access(file_join(&name, path, FOLDER_MANIFEST), F_OK) == 0;

	buffer_free(&name);
	if (folder_public(&key, path, error) != 0 ||
	    (there && folder_campaign(&campaign, path, &key, error) != 0))
		return -1;
	if (campaign != NULL)
		fingerprint_campaign(campaign);
	else
		fingerprint_pin(&key, 0);
	campaign_free(&campaign);
	return 0;
}

static int
fingerprint_coordinator(const struct buffer *text, struct error *error)
{
	struct coordinator coordinator;
	char words[COMMAND_WORDS_SIZE];

	if (coordinator_public_parse(&coordinator, text->data, text->length, error) != 0)
		return -1;
	command_coordinator_words(words, &coordinator);
	fingerprint_line("handle: ", coordinator.handle);
	fingerprint_line("words:  ", words);
	return 0;
}

/* campaign.pub or campaign.json, by its name: its folder is what is meant. The key is never taken
 * from a campaign.json itself, which anybody can write. */
static int
fingerprint_inside(const char *path, const char *name, struct error *error)
{
	struct buffer folder = BUFFER_INIT, public_key = BUFFER_INIT;
	int result = -1;

	if (name == path)
		buffer_append_text(&folder, ".");
	else
		buffer_append(&folder, path, (size_t)(name - path));
	if (access(file_join(&public_key, (const char *)folder.data, FOLDER_PUBLIC), F_OK) != 0)
		(void)error_refuse(error, "%s alone does not say whose it is: put its %s beside it, or "
		    "give the pin", path, FOLDER_PUBLIC);
	else
		result = fingerprint_folder((const char *)folder.data, error);
	buffer_free(&folder);
	buffer_free(&public_key);
	return result;
}

/* A .pub file, minisign's or a coordinator's, or the campaign's own. */
static int
fingerprint_file(const char *path, struct error *error)
{
	struct minisign_public_key key;
	struct buffer text = BUFFER_INIT;
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	int result;

	if (strcmp(name, FOLDER_PUBLIC) == 0 || strcmp(name, FOLDER_MANIFEST) == 0)
		return fingerprint_inside(path, name, error);
	result = file_read(path, FOLDER_PUBLIC_BYTES_MOST, &text, error);
	if (result != 0)
		goto out;
	if (text.length > 0 && text.data[0] == '{') {
		result = fingerprint_coordinator(&text, error);
	} else {
		result = minisign_public_read(&key, (const char *)text.data, text.length, error);
		if (result == 0)
			fingerprint_pin(&key, 0);
	}
	if (result != 0)
		(void)error_within(error, "%s", path);
out:
	buffer_free(&text);
	return result;
}

static int
fingerprint_run(const char *what, struct error *error)
{
	struct campaign_pin pin;
	struct stat status;

	if (stat(what, &status) == 0)
		return S_ISDIR(status.st_mode) ? fingerprint_folder(what, error) :
		    fingerprint_file(what, error);
	if (campaign_pin_parse(&pin, what, NULL) != 0)
		return error_refuse(error, "%s is neither a file nor a pin", what);
	/* A serial that was not given is read as 1; it is not made up here. */
	fingerprint_pin(&pin.key, strchr(strrchr(what, '#') == NULL ? what : strrchr(what, '#'),
	    '.') == NULL ? 0 : pin.serial);
	return 0;
}

int
command_fingerprint(int argc, char **argv)
{
	static const struct program_options line = { PROGRAM, ":h", fingerprint_options,
		fingerprint_help };
	struct error error = ERROR_INIT;
	int status;

	if (program_option(&line, argc, argv, &status) != -1)
		return status;
	if (argc - optind != 1)
		return terminal_usage(PROGRAM, "one file, folder or pin, please");
	if (fingerprint_run(argv[optind], &error) != 0 || terminal_flush(&error) != 0)
		return terminal_fail(PROGRAM, &error);
	return EXIT_DONE;
}
