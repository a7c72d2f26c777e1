/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/file.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/folder.h"
#include "keys/leaflet.h"

/* leaflet: what families are handed, on one page. Needs no secret. */

#define PROGRAM "testimony-keys leaflet"
#define LEAFLET_MODE 0644
#define LEAFLET_BYTES_MOST (1024 * 1024) /* of an older leaflet that is replaced */

static const char leaflet_help[] =
"usage: testimony-keys leaflet DIR -o FILE.html [options]\n"
"\n"
"Writes the leaflet of the campaign in the folder DIR: one A4 page to print from\n"
"a browser, with the link and its QR code, the six words and how to check them,\n"
"what becomes of what families tell, and the form's help lines. The page needs\n"
"nothing from outside; campaign.json must be as it was signed last.\n"
"\n"
"  -o, --output FILE      an older leaflet there is replaced, no other file;\n"
"                         written only when whole (-: standard output)\n"
"  --language CODE        one that the form has (default: en, else its first)\n"
"\n"
"Needs no key. The link holds the serial that is valid now: print a new leaflet\n"
"after somebody was removed. Before you hand it out, scan it with a phone.\n"
"\n"
"Example: testimony-keys leaflet send2026 -o leaflet-pl.html --language pl\n";

struct leaflet_options {
	const char *folder, *output, *language;
};

static const struct option leaflet_table[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "output", required_argument, NULL, 'o' },
	{ "language", required_argument, NULL, OPTION_LANGUAGE },
	{ NULL, 0, NULL, 0 },
};

/* -1: go on; else the exit status. */
static int
leaflet_arguments(struct leaflet_options *options, int argc, char **argv)
{
	static const struct program_options line = { PROGRAM, ":ho:", leaflet_table, leaflet_help };
	int option, status;

	while ((option = program_option(&line, argc, argv, &status)) != -1) {
		switch (option) {
		case 'o':
			options->output = optarg;
			break;
		case OPTION_LANGUAGE:
			options->language = optarg;
			break;
		default:
			return status;
		}
	}
	if (argc - optind != 1)
		return terminal_usage(PROGRAM, "one folder of a campaign, please");
	options->folder = argv[optind];
	if (options->output == NULL)
		return terminal_usage(PROGRAM, "where to? -o FILE.html is missing");
	if (options->language != NULL && !form_language_is_good(options->language))
		return terminal_usage(PROGRAM, "--language is a language's short name, as in the "
		    "form: en, pl");
	return -1;
}

/* The campaign as families will find it: signed, and valid today. */
static int
leaflet_campaign(struct campaign **campaign, const char *path, struct error *error)
{
	struct minisign_public_key key;
	char last[DAY_SIZE];

	if (folder_public(&key, path, error) != 0 ||
	    folder_campaign(campaign, path, &key, error) != 0)
		return -1;
	if (command_today() <= (*campaign)->expires)
		return campaign_check_issued(*campaign, command_today(), error);
	day_print(last, (*campaign)->expires);
	return error_refuse(error, "this campaign's last day was %s, so families' programs refuse "
	    "it; sign it anew first: testimony-keys sign %s", last, path);
}

/* The one asked for, as the form writes it; else English, else the form's first. */
static int
leaflet_language(const char **language, const struct campaign *campaign, const char *wanted,
    struct error *error)
{
	const char *languages[LEAFLET_LANGUAGES_MOST];
	const size_t count = leaflet_languages(languages, campaign);
	struct buffer list = BUFFER_INIT;

	*language = wanted == NULL ? "en" : wanted;
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(languages[i], *language) == 0) {
			*language = languages[i];
			buffer_free(&list);
			return 0;
		}
		buffer_format(&list, "%s%s", i == 0 ? "" : ", ", languages[i]);
	}
	if (wanted == NULL && count > 0)
		*language = languages[0];
	else if (wanted != NULL && count > 0)
		(void)error_refuse(error, "the form does not speak \"%s\"; it has: %s", wanted,
		    (const char *)list.data);
	buffer_free(&list);
	return wanted == NULL || count == 0 ? 0 : -1;
}

/* Nothing but an older leaflet may be in the way: never a key, or the campaign itself. */
static int
leaflet_check_free(const char *path, struct error *error)
{
	const size_t start = sizeof LEAFLET_START - 1;
	struct buffer older = BUFFER_INIT;
	struct stat status;
	bool leaflet;

	if (strcmp(path, "-") == 0 || (lstat(path, &status) != 0 && errno == ENOENT))
		return 0;
	leaflet = S_ISREG(status.st_mode) &&
	    file_read(path, LEAFLET_BYTES_MOST, &older, NULL) == 0 && older.length > start &&
	    memcmp(older.data, LEAFLET_START, start) == 0;
	buffer_free(&older);
	if (leaflet)
		return 0;
	return error_refuse(error, "%s exists already and is no leaflet; it was left as it is", path);
}

static void
leaflet_report(const struct leaflet_options *options, const struct campaign *campaign,
    const struct leaflet_made *made, const char *language)
{
	const size_t help = json_array_size(form_help(campaign->form));
	char day[DAY_SIZE];

	if (strcmp(options->output, "-") != 0)
		terminal_note("Wrote %s (%s). Print it from a browser, on A4. Before you hand it "
		    "out: scan the square with a phone, see that your questions come, and read all "
		    "of it.", options->output, language);
	if (made->kind == ORIGIN_ONION)
		terminal_note("The campaign has no https address: the leaflet asks families to use "
		    "Tor Browser.");
	else if (made->kind == ORIGIN_LOOPBACK)
		terminal_note("The campaign's only address is this machine's own: the leaflet is for "
		    "trying out.");
	if (!made->first_page && form_page(campaign->form, 0)->kind == FORM_INFO)
		terminal_note("There was no room for the form's first page: the leaflet says in its "
		    "own words who reads what families tell, and asks them to read that page first.");
	if (made->help < help)
		terminal_note("There was room for %zu of the %zu help lines.", made->help, help);
	if (!made->fits)
		terminal_note("It may take a second page: the name and the contact are very long.");
	day_print(day, campaign->closes);
	if (campaign->closes < command_today())
		terminal_note("It closed on %s, and the leaflet says so. To open it again: "
		    "testimony-keys sign %s --closes YYYY-MM-DD", day, options->folder);
}

static int
leaflet_run(const struct leaflet_options *options, struct error *error)
{
	struct campaign *campaign = NULL;
	struct leaflet_made made;
	struct buffer page = BUFFER_INIT;
	struct file_writer *writer = NULL;
	const char *language;
	int result = -1;

	if (leaflet_campaign(&campaign, options->folder, error) != 0 ||
	    leaflet_language(&language, campaign, options->language, error) != 0 ||
	    leaflet_check_free(options->output, error) != 0)
		goto out;
	leaflet_make(&page, campaign, language, &made);
	if (file_writer_new(&writer, options->output, LEAFLET_MODE, true, error) != 0 ||
	    file_writer_add(writer, page.data, page.length, error) != 0 ||
	    file_writer_commit(writer, error) != 0)
		goto out;
	leaflet_report(options, campaign, &made, language);
	result = 0;
out:
	file_writer_free(&writer);
	buffer_free(&page);
	campaign_free(&campaign);
	return result;
}

int
command_leaflet(int argc, char **argv)
{
	struct leaflet_options options = { NULL, NULL, NULL };
	struct error error = ERROR_INIT;
	int status = leaflet_arguments(&options, argc, argv);

	if (status >= 0)
		return status;
	if (leaflet_run(&options, &error) != 0)
		return terminal_fail(PROGRAM, &error);
	return EXIT_DONE;
}
