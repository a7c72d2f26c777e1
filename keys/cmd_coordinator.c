/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/folder.h"
#include "keys/keyfile.h"

/* coordinator: a coordinator's own key, made on their own machine, which it never leaves. */

#define PROGRAM "testimony-keys coordinator"

static const char coordinator_help[] =
"usage: testimony-keys coordinator HANDLE [-o DIR] [options]\n"
"\n"
"Makes your key as a coordinator, on your own machine: DIR/HANDLE.key, which\n"
"never leaves it, and DIR/HANDLE.pub, which you send to whoever runs the\n"
"campaign. HANDLE is a pseudonym of small letters, digits and hyphens. It is\n"
"published, so take no name that families or the council know you by.\n"
"\n"
"  -o, --output DIR       the folder (default: this one); made if need be\n"
"  --passphrase-file F    the first line of F seals HANDLE.key (else asked)\n"
"  --no-passphrase        HANDLE.key is left unsealed: for trying out only\n"
"\n"
"Prints six words. Read them out to whoever admits you, so that nobody can have\n"
"swapped HANDLE.pub on its way.\n"
"\n"
"Example: testimony-keys coordinator wren -o ~/testimony\n";

struct coordinator_options {
	const char *handle, *folder, *passphrase_file;
	bool no_passphrase;
};

static const struct option coordinator_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "output", required_argument, NULL, 'o' },
	{ "passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE },
	{ "no-passphrase", no_argument, NULL, OPTION_NO_PASSPHRASE },
	{ NULL, 0, NULL, 0 },
};

/* -1: go on; else the exit status. */
static int
coordinator_arguments(struct coordinator_options *options, int argc, char **argv)
{
	static const struct program_options line = { PROGRAM, ":ho:", coordinator_options,
		coordinator_help };
	struct error error = ERROR_INIT;
	int option, status;

	while ((option = program_option(&line, argc, argv, &status)) != -1) {
		switch (option) {
		case 'o':
			options->folder = optarg;
			break;
		case OPTION_PASSPHRASE_FILE:
			options->passphrase_file = optarg;
			break;
		case OPTION_NO_PASSPHRASE:
			options->no_passphrase = true;
			break;
		default:
			return status;
		}
	}
	if (argc - optind != 1)
		return terminal_usage(PROGRAM, "one handle, please");
	options->handle = argv[optind];
	if (options->no_passphrase && options->passphrase_file != NULL)
		return terminal_usage(PROGRAM, "either --passphrase-file or --no-passphrase");
	if (command_check_handle(options->handle, &error) != 0)
		return terminal_usage(PROGRAM, "%s", error.text);
	return -1;
}

/* Neither file may be there: a key that was handed in is never made anew by mistake. */
static int
coordinator_check_free(const char *key, const char *public_half, struct error *error)
{
	const char *const paths[] = { key, public_half };
	struct stat status;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (lstat(paths[i], &status) == 0)
			return error_refuse(error, "%s exists already; it was left as it is",
			    paths[i]);
	}
	return 0;
}

/* Both files or none. */
static int
coordinator_write(const char *key_path, const char *public_path,
    const struct coordinator_options *options, const struct coordinator_key *key,
    const struct secret *passphrase, struct error *error)
{
	struct buffer content = BUFFER_INIT, line = BUFFER_INIT;
	sigset_t before;
	int result;

	coordinator_key_print(key, &content);
	coordinator_public_print(options->handle, key, &line);
	folder_hold_signals(&before);
	if (passphrase != NULL)
		terminal_progress("Sealing %s ...", key_path);
	result = keyfile_write(key_path, &content, passphrase, false, error);
	terminal_progress_end();
	if (result == 0) {
		result = file_write(public_path, line.data, line.length, FOLDER_PUBLIC_MODE, false,
		    error);
		if (result != 0)
			(void)unlink(key_path);
	}
	folder_release_signals(&before);
	buffer_free(&content);
	buffer_free(&line);
	return result;
}

static int
coordinator_report(const struct coordinator *coordinator, const char *key_path,
    const char *public_path, bool no_passphrase, struct error *error)
{
	char words[COMMAND_WORDS_SIZE];

	command_coordinator_words(words, coordinator);
	terminal_print("words: ");
	terminal_print(words);
	terminal_print("\n");
	if (terminal_flush(error) != 0)
		return -1;
	terminal_note("Send %s to whoever runs the campaign, and read them these six words: %s. "
	    "They are no secret; your passphrase is, so read that to nobody. %s stays with you; "
	    "keep a copy.", public_path, words, key_path);
	if (no_passphrase)
		terminal_note("The key is NOT sealed (--no-passphrase): do not use it with "
		    "families.");
	return 0;
}

int
command_coordinator(int argc, char **argv)
{
	struct coordinator_options options = { NULL, ".", NULL, false };
	struct coordinator_key key = { NULL, NULL };
	struct coordinator coordinator;
	struct buffer key_path = BUFFER_INIT, public_path = BUFFER_INIT;
	struct secret *passphrase = NULL;
	struct error error = ERROR_INIT;
	int status = coordinator_arguments(&options, argc, argv);

	if (status >= 0)
		return status;
	buffer_format(&key_path, "%s/%s.key", options.folder, options.handle);
	buffer_format(&public_path, "%s/%s.pub", options.folder, options.handle);
	coordinator_key_generate(&key);
	command_make_coordinator(&coordinator, options.handle, &key);
	status = EXIT_DONE;
	if (coordinator_check_free((const char *)key_path.data, (const char *)public_path.data,
	    &error) != 0 ||
	    (!options.no_passphrase && terminal_new_passphrase(&passphrase,
	    options.passphrase_file, "your key", &error) != 0))
		status = terminal_fail(PROGRAM, &error);
	/* 0700 where it is made now; a folder that is there keeps its mode. */
	if (status == EXIT_DONE && access(options.folder, F_OK) != 0 &&
	    file_private_folder(options.folder, &error) != 0)
		status = terminal_fail(PROGRAM, &error);
	if (status == EXIT_DONE && (coordinator_write((const char *)key_path.data,
	    (const char *)public_path.data, &options, &key, passphrase, &error) != 0 ||
	    coordinator_report(&coordinator, (const char *)key_path.data,
	    (const char *)public_path.data, options.no_passphrase, &error) != 0))
		status = terminal_fail(PROGRAM, &error);
	coordinator_key_free(&key);
	secret_free(&passphrase);
	buffer_free(&key_path);
	buffer_free(&public_path);
	return status;
}
