/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"
#include "common/json.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/folder.h"
#include "keys/keyfile.h"
#include "keys/manifest.h"
#include "keys/pack_key.h"

/*
 * init: a new campaign. Everything is made, signed and read back in memory before the first file is
 * written (folder_make).
 */

#define PROGRAM "testimony-keys init"
#define INIT_HANDLE "first" /* of the coordinator who runs this, unless told otherwise */
#define INIT_SAMPLE "form-worcestershire.json"

static const char init_help[] =
"usage: testimony-keys init DIR --name NAME --origin URL [options]\n"
"\n"
"Makes a new campaign in the folder DIR, with you as its first coordinator.\n"
"\n"
"  --name NAME            what families see\n"
"  --origin URL           where families send to; again for each further one\n"
"  --form FILE            the questions (default: the Worcestershire sample)\n"
"  --contact TEXT         how to reach you, shown to families\n"
"  --coordinator HANDLE   your pseudonym (default: first)\n"
"  --days N               valid for N days, 1 to 180 (default 90; sign renews)\n"
"  --closes, --previews-from, --answer-by YYYY-MM-DD\n"
"                         last day to tell; when to come back; last to answer\n"
"                         (default: 5, 6 and 8 ninths into the valid days)\n"
"  --passphrase-file F    the first line of F seals the secret keys (else asked)\n"
"  --no-passphrase        keys are left unsealed: for trying out only\n"
"\n"
"Prints PIN.SERIAL, which families hold on to. Keep DIR/secret on a machine\n"
"that is off line, with a copy elsewhere.\n"
"\n"
"Example: testimony-keys init send2026 --name 'SEND in our county' \\\n"
"             --origin https://tell.example.org --coordinator robin\n";

struct init {
	const char *folder, *name, *contact, *form_path, *handle, *passphrase_file;
	const char *origins[CAMPAIGN_ORIGINS_MOST]; /* each points into its text below */
	struct buffer origin_texts[CAMPAIGN_ORIGINS_MOST];
	size_t origin_count;
	bool no_passphrase;
	int days;
	struct manifest_dates dates;

	json_t *form;
	struct minisign_secret_key *signing_key;
	struct age_identities *identities;
	struct coordinator_key coordinator_key;
	struct coordinator coordinator;
	struct manifest_signed manifest;
	struct secret *passphrase;
};

static const struct option init_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ "contact", required_argument, NULL, OPTION_CONTACT },
	{ "origin", required_argument, NULL, OPTION_ORIGIN },
	{ "form", required_argument, NULL, OPTION_FORM },
	{ "coordinator", required_argument, NULL, OPTION_COORDINATOR },
	{ "passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE },
	{ "no-passphrase", no_argument, NULL, OPTION_NO_PASSPHRASE },
	{ "days", required_argument, NULL, OPTION_DAYS },
	{ "closes", required_argument, NULL, OPTION_CLOSES },
	{ "previews-from", required_argument, NULL, OPTION_PREVIEWS_FROM },
	{ "answer-by", required_argument, NULL, OPTION_ANSWER_BY },
	{ NULL, 0, NULL, 0 },
};

static int
init_add_origin(struct init *init, const char *origin, struct error *error)
{
	struct buffer *text = &init->origin_texts[init->origin_count % CAMPAIGN_ORIGINS_MOST];
	size_t length = strlen(origin);
	enum origin_kind kind;

	if (init->origin_count == CAMPAIGN_ORIGINS_MOST)
		return error_refuse(error, "a campaign has at most %d origins",
		    CAMPAIGN_ORIGINS_MOST);
	/* As browsers show an address: with a slash at its end. */
	if (length > 0 && origin[length - 1] == '/')
		length--;
	buffer_clear(text);
	buffer_append_text(text, "");
	buffer_append(text, origin, length);
	if (campaign_origin_kind((const char *)text->data, &kind, error) != 0)
		return error_within(error, "--origin");
	init->origins[init->origin_count++] = (const char *)text->data;
	return 0;
}

/* One option. Returns 0, or -1 with an error (usage). */
static int
init_option(struct init *init, int option, const char *value, struct error *error)
{
	switch (option) {
	case OPTION_NAME:
		init->name = value;
		return 0;
	case OPTION_CONTACT:
		init->contact = value;
		return 0;
	case OPTION_ORIGIN:
		return init_add_origin(init, value, error);
	case OPTION_FORM:
		init->form_path = value;
		return 0;
	case OPTION_COORDINATOR:
		init->handle = value;
		return command_check_handle(value, error);
	case OPTION_PASSPHRASE_FILE:
		init->passphrase_file = value;
		return 0;
	case OPTION_NO_PASSPHRASE:
		init->no_passphrase = true;
		return 0;
	case OPTION_DAYS:
		return command_days(&init->days, value, error);
	case OPTION_CLOSES:
		return command_day(&init->dates.closes, "--closes", value, error);
	case OPTION_PREVIEWS_FROM:
		return command_day(&init->dates.previews_from, "--previews-from", value, error);
	case OPTION_ANSWER_BY:
		return command_day(&init->dates.answer_by, "--answer-by", value, error);
	default:
		error_bug("an option of init has no meaning");
	}
}

/* Reads the command line. -1: go on; else the exit status. */
static int
init_arguments(struct init *init, int argc, char **argv)
{
	static const struct program_options line = { PROGRAM, ":h", init_options, init_help };
	struct error error = ERROR_INIT;
	int option, status;

	init->handle = INIT_HANDLE;
	init->contact = "";
	init->days = CAMPAIGN_DAYS;
	init->dates = (struct manifest_dates)MANIFEST_DATES_NONE;
	while ((option = program_option(&line, argc, argv, &status)) != -1) {
		if (option == PROGRAM_STOP)
			return status;
		if (init_option(init, option, optarg, &error) != 0)
			return terminal_usage(PROGRAM, "%s", error.text);
	}
	if (argc - optind != 1)
		return terminal_usage(PROGRAM, argc == optind ?
		    "a folder for the campaign is missing" : "one folder, please");
	init->folder = argv[optind];
	if (init->name == NULL || init->name[0] == '\0')
		return terminal_usage(PROGRAM, "the campaign needs a --name");
	if (init->origin_count == 0)
		return terminal_usage(PROGRAM, "the campaign needs an --origin, where families "
		    "send to");
	if (init->no_passphrase && init->passphrase_file != NULL)
		return terminal_usage(PROGRAM, "either --passphrase-file or --no-passphrase");
	return -1;
}

/* The sample: where it was installed, or beside the program: installed elsewhere, or not yet. */
static int
init_find_sample(struct buffer *path, struct error *error)
{
	static const char *const beside[] = { "../share/testimony/" INIT_SAMPLE,
		"../conf/" INIT_SAMPLE };
	char program[PATH_MAX];
	ssize_t length;
	char *slash;
	size_t i;

#ifdef PKGDATADIR
	if (access(file_join(path, PKGDATADIR, INIT_SAMPLE), R_OK) == 0)
		return 0;
#endif
	length = readlink("/proc/self/exe", program, sizeof program - 1);
	program[length < 0 ? 0 : length] = '\0';
	slash = strrchr(program, '/');
	if (slash != NULL)
		*slash = '\0';
	for (i = 0; slash != NULL && i < sizeof beside / sizeof beside[0]; i++) {
		if (access(file_join(path, program, beside[i]), R_OK) == 0)
			return 0;
	}
	return error_refuse(error, "the sample form (%s) is not installed; give a form with --form",
	    INIT_SAMPLE);
}

static int
init_read_form(struct init *init, struct error *error)
{
	struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
	struct form *form = NULL;
	int result = 0;

	if (init->form_path != NULL)
		buffer_append_text(&path, init->form_path);
	else
		result = init_find_sample(&path, error);
	if (result == 0)
		result = file_read((const char *)path.data, CAMPAIGN_BYTES_MOST, &text, error);
	if (result == 0) {
		result = json_parse(&init->form, text.data, text.length, "the form", error);
		/* Checked here so that its faults are said of the form's own file. */
		if (result == 0)
			result = form_new(&form, init->form, error);
		if (result != 0)
			(void)error_within(error, "%s", (const char *)path.data);
	}
	form_free(&form);
	buffer_free(&path);
	buffer_free(&text);
	return result;
}

/* Keys, manifest, signature: all in memory. */
static int
init_make(struct init *init, struct error *error)
{
	const int32_t today = command_today();
	struct manifest_draft draft = {
		init->name, init->contact, init->origins, init->origin_count, init->form,
		{ { 0 } }, { 0 }, &init->coordinator, today, today + init->days, init->dates,
	};
	struct author *packs;
	json_t *manifest;
	int result;

	minisign_secret_generate(&init->signing_key);
	init->identities = age_identities_new();
	age_identities_generate(init->identities);
	coordinator_key_generate(&init->coordinator_key);
	command_make_coordinator(&init->coordinator, init->handle, &init->coordinator_key);
	draft.recipient = *age_identities_recipient(init->identities, 0);
	pack_key_derive(&packs, age_identities_scalar(init->identities, 0));
	memcpy(draft.packs_key, author_public(packs), sizeof draft.packs_key);
	author_free(&packs);
	manifest = manifest_new(&draft);
	result = manifest_sign(&init->manifest, manifest, init->signing_key, error);
	json_decref(manifest);
	return result;
}

/* Puts it on disk, whole or not at all. */
static int
init_write(struct init *init, struct error *error)
{
	struct folder_content content = { .handle = init->handle,
		.passphrase = init->passphrase, .manifest = &init->manifest };
	int result;

	minisign_secret_print(init->signing_key, &content.signing_key);
	age_identities_print(init->identities, &content.campaign_key);
	coordinator_key_print(&init->coordinator_key, &content.coordinator_key);
	minisign_public_print_file(&init->manifest.campaign->signing_key, &content.public_key);
	result = folder_make(init->folder, &content, error);
	buffer_free(&content.signing_key);
	buffer_free(&content.campaign_key);
	buffer_free(&content.coordinator_key);
	buffer_free(&content.public_key);
	return result;
}

static int
init_report(const struct init *init, struct error *error)
{
	const struct campaign *campaign = init->manifest.campaign;
	char words[COMMAND_WORDS_SIZE], last[DAY_SIZE], from[DAY_SIZE], answer[DAY_SIZE];

	if (command_print_floor(&campaign->signing_key, campaign->serial, error) != 0)
		return -1;
	command_words(words, campaign->signing_key.key);
	day_print(last, campaign->expires);
	terminal_note("%s now holds the campaign, valid through %s.", init->folder, last);
	day_print(last, campaign->closes);
	day_print(from, campaign->previews_from);
	day_print(answer, campaign->answer_by);
	terminal_note("Families can tell through %s, come back from %s on, and answer by %s; `"
	    "testimony-keys sign %s --closes YYYY-MM-DD` and its like change that.", last, from, answer,
	    init->folder);
	terminal_note("The first line is its pin; families hold on to it. To compare it out loud: "
	    "%s", words);
	terminal_note("Give the daemon %s and %s. Keep %s/%s to yourself, with a copy elsewhere: "
	    "without it nobody can ever read what families send.", FOLDER_MANIFEST,
	    FOLDER_SIGNATURE, init->folder, FOLDER_SECRET);
	if (init->no_passphrase)
		terminal_note("The keys are NOT sealed (--no-passphrase): do not use this campaign "
		    "with families.");
	return 0;
}

static void
init_free(struct init *init)
{
	for (size_t i = 0; i < CAMPAIGN_ORIGINS_MOST; i++)
		buffer_free(&init->origin_texts[i]);
	json_decref(init->form);
	minisign_secret_free(&init->signing_key);
	age_identities_free(&init->identities);
	coordinator_key_free(&init->coordinator_key);
	manifest_signed_free(&init->manifest);
	secret_free(&init->passphrase);
}

int
command_init(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct init init;
	int status;

	memset(&init, 0, sizeof init);
	status = init_arguments(&init, argc, argv);
	if (status >= 0) {
		init_free(&init);
		return status;
	}
	status = EXIT_DONE;
	if (folder_check_free(init.folder, init.handle, &error) != 0 ||
	    init_read_form(&init, &error) != 0 ||
	    init_make(&init, &error) != 0 ||
	    (!init.no_passphrase && terminal_new_passphrase(&init.passphrase,
	    init.passphrase_file, "the campaign's keys", &error) != 0) ||
	    init_write(&init, &error) != 0 || init_report(&init, &error) != 0)
		status = terminal_fail(PROGRAM, &error);
	init_free(&init);
	return status;
}
