/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <inttypes.h>
#include <string.h>

#include "common/json.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/folder.h"
#include "keys/manifest.h"
#include "keys/pack_key.h"

/*
 * sign: an edited campaign, or one that nears its last day, is signed anew. Who is a coordinator is
 * changed by admit and remove (cmd_members.c).
 */

#define SIGN "testimony-keys sign"

static const char sign_help[] =
"usage: testimony-keys sign DIR [options]\n"
"\n"
"Signs DIR/campaign.json anew: after you edited it (name, contact, origins,\n"
"form, help ...), or before its last day. It gets the next serial, today as day\n"
"of issue and a new last day. All is checked before anything is replaced.\n"
"\n"
"  --days N               valid for N days, 1 to 180 (default 90)\n"
"  --closes, --previews-from, --answer-by YYYY-MM-DD\n"
"                         last day to tell; when to come back; last to answer\n"
"                         (default: as they are in the file)\n"
"  --passphrase-file F    its first line opens signing.key (else you are asked)\n"
"\n"
"Prints the new PIN.SERIAL. Then give the daemon the two new files.\n"
"\n"
"Example: testimony-keys sign send2026 --days 60\n";

struct sign {
	const char *folder, *passphrase_file;
	int days;
	struct manifest_dates dates;
};

static const struct option sign_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE },
	{ "days", required_argument, NULL, OPTION_DAYS },
	{ "closes", required_argument, NULL, OPTION_CLOSES },
	{ "previews-from", required_argument, NULL, OPTION_PREVIEWS_FROM },
	{ "answer-by", required_argument, NULL, OPTION_ANSWER_BY },
	{ NULL, 0, NULL, 0 },
};

static int
sign_option(struct sign *sign, int option, const char *value, struct error *error)
{
	switch (option) {
	case OPTION_PASSPHRASE_FILE:
		sign->passphrase_file = value;
		return 0;
	case OPTION_DAYS:
		return command_days(&sign->days, value, error);
	case OPTION_CLOSES:
		return command_day(&sign->dates.closes, "--closes", value, error);
	case OPTION_PREVIEWS_FROM:
		return command_day(&sign->dates.previews_from, "--previews-from", value, error);
	case OPTION_ANSWER_BY:
		return command_day(&sign->dates.answer_by, "--answer-by", value, error);
	default:
		error_bug("an option of sign has no meaning");
	}
}

/* -1: go on; else the exit status. */
static int
sign_arguments(struct sign *sign, int argc, char **argv)
{
	static const struct program_options line = { SIGN, ":h", sign_options, sign_help };
	struct error error = ERROR_INIT;
	int option, status;

	sign->days = CAMPAIGN_DAYS;
	sign->dates = (struct manifest_dates)MANIFEST_DATES_NONE;
	while ((option = program_option(&line, argc, argv, &status)) != -1) {
		if (option == PROGRAM_STOP)
			return status;
		if (sign_option(sign, option, optarg, &error) != 0)
			return terminal_usage(SIGN, "%s", error.text);
	}
	if (argc - optind != 1)
		return terminal_usage(SIGN, "one folder of a campaign, please");
	sign->folder = argv[optind];
	return -1;
}

/* The serial after both the last signed one and the one in the file, which may have been edited. */
static int
sign_next_serial(const json_t *manifest, int64_t last, int64_t *next, struct error *error)
{
	int64_t written;

	if (json_member_integer(manifest, "serial", 1, JSON_INTEGER_MOST, &written, error) != 0)
		return error_within(error, FOLDER_MANIFEST);
	if (written < last)
		written = last;
	if (written == JSON_INTEGER_MOST)
		return error_refuse(error, "there is no serial after %" PRId64
		    "; put the last one that was published into %s", written, FOLDER_MANIFEST);
	*next = written + 1;
	return 0;
}

/* Campaigns from before packs name no key for them: it is put in where campaign.key lies here, too.
 * Where it does not, or is of no use, the campaign is signed without. */
static void
sign_put_packs(struct folder *folder, json_t *manifest)
{
	const char *recipient_text = json_string_value(json_object_get(manifest, "recipient"));
	struct age_identities *identities = age_identities_new();
	struct error why = ERROR_INIT;
	struct recipient recipient;
	struct author *packs = NULL;
	bool sealed;

	if (recipient_parse(&recipient, recipient_text, strlen(recipient_text), &why) == 0 &&
	    folder_campaign_keys(folder, identities, &recipient, &sealed, &why) == 0 &&
	    pack_key_of(&packs, identities, &recipient, &why) == 0)
		manifest_put_packs(manifest, author_public(packs));
	else
		terminal_note("The campaign names no key for packs, so offices cannot check from it "
		    "that a pack is yours: %s", why.text);
	author_free(&packs);
	age_identities_free(&identities);
}

static void
sign_report(const struct sign *sign, const struct campaign *campaign, int64_t last, bool moved,
    int32_t today)
{
	char day[DAY_SIZE];

	day_print(day, campaign->expires);
	terminal_note("Signed: serial %" PRId64 ", valid through %s. Now give the daemon %s and "
	    "%s, and tell it to read them (systemctl reload testimonyd): until then it goes by the "
	    "old ones.",
	    campaign->serial, day, FOLDER_MANIFEST, FOLDER_SIGNATURE);
	if (last == 0)
		terminal_note("There was no signature to learn the last serial from; if a higher "
		    "one was ever published, put it into %s and sign again.", FOLDER_MANIFEST);
	if (moved)
		terminal_note("The dates were missing or no days; they are now the default ones: "
		    "look at them in %s/%s.", sign->folder, FOLDER_MANIFEST);
	day_print(day, campaign->closes);
	if (campaign->closes < today)
		terminal_note("It closed on %s: families are told that what they send now may come too "
		    "late. To open it again: --closes YYYY-MM-DD", day);
}

static int
sign_run(const struct sign *sign, struct folder *folder, struct error *error)
{
	const int32_t today = command_today();
	struct minisign_secret_key *key = NULL;
	struct manifest_signed manifest;
	json_t *edited = NULL;
	int64_t last = 0, next = 0;
	bool moved = false;
	int result = -1;

	memset(&manifest, 0, sizeof manifest);
	if (folder_edited(folder, &edited, &last, error) != 0 ||
	    sign_next_serial(edited, last, &next, error) != 0)
		goto out;
	manifest_renew(edited, next, today, today + sign->days, &sign->dates, &moved);
	/* A slip in the edited file is told before a passphrase is asked for. */
	if (manifest_check(edited, error) != 0 ||
	    folder_signing_key(folder, &key, error) != 0)
		goto out;
	if (json_object_get(edited, "packs") == NULL)
		sign_put_packs(folder, edited);
	if (manifest_sign(&manifest, edited, key, error) != 0 ||
	    folder_publish(folder, &manifest, error) != 0)
		goto out;
	result = command_print_floor(&folder->public_key, next, error);
	if (result == 0)
		sign_report(sign, manifest.campaign, last, moved, today);
out:
	json_decref(edited);
	minisign_secret_free(&key);
	manifest_signed_free(&manifest);
	return result;
}

int
command_sign(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct sign sign = { NULL, NULL, 0, MANIFEST_DATES_NONE };
	struct folder folder;
	int status = sign_arguments(&sign, argc, argv);

	if (status >= 0)
		return status;
	if (folder_open(&folder, sign.folder, sign.passphrase_file, &error) != 0)
		return terminal_fail(SIGN, &error);
	status = sign_run(&sign, &folder, &error) == 0 ? EXIT_DONE : terminal_fail(SIGN, &error);
	folder_close(&folder);
	return status;
}
