/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/age_seal.h"
#include "common/file.h"
#include "common/utf8.h"
#include "front/program.h"
#include "front/terminal.h"
#include "keys/age_identity.h"
#include "keys/age_open.h"
#include "keys/keyfile.h"
#include "keys/unlock.h"

/* seal and open: any file, as age does, with this project's key files. Both stream. */

#define SEAL "testimony-keys seal"
#define OPEN "testimony-keys open"

#define FILE_STEP 65536                       /* bytes read at a time */
#define FILE_RECIPIENTS_MOST 64
#define FILE_KEYS_MOST 16
#define FILE_TERMINAL_MOST (1024 * 1024)      /* bytes of a text that are shown on a terminal */
#define FILE_MODE 0600
#define FILE_SCRYPT_START "age-encryption.org/v1\n-> scrypt "

static const char seal_help[] =
"usage: testimony-keys seal -r RECIPIENT ... [-o OUT] [FILE]\n"
"       testimony-keys seal --passphrase-file F [-o OUT] [FILE]\n"
"\n"
"Seals FILE (or standard input) as an age file that only the recipients, or who\n"
"knows the passphrase, can open; age -d opens it as well.\n"
"\n"
"  -r, --recipient age1...  to whom; again for each further one\n"
"  --passphrase-file F      instead: the first line of F\n"
"  -o, --output OUT         written only when whole (default: standard output)\n"
"\n"
"Example: testimony-keys seal -r age1... -o notes.age notes.txt\n";

static const char open_help[] =
"usage: testimony-keys open [-i KEYFILE ...] [--passphrase-file F] [-o OUT]\n"
"                           [FILE]\n"
"\n"
"Opens an age file (or standard input), sealed by this program or by age.\n"
"\n"
"  -i, --identity KEYFILE   campaign.key, HANDLE.key or an age identity file;\n"
"                           again for each further one\n"
"  --passphrase-file F      its first line opens a sealed KEYFILE; without -i,\n"
"                           or where no KEYFILE is sealed, FILE itself\n"
"  -o, --output OUT         written only when whole (default: standard output)\n"
"\n"
"Passphrases are otherwise asked for. When the exit status is not 0, throw away\n"
"what came on standard output: the file was cut or changed.\n"
"\n"
"Example: testimony-keys open -i wren.key -o campaign.key for-wren.age\n";

static const struct option seal_table[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "recipient", required_argument, NULL, 'r' },
	{ "passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE },
	{ "output", required_argument, NULL, 'o' },
	{ NULL, 0, NULL, 0 },
};

static const struct option open_table[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "identity", required_argument, NULL, 'i' },
	{ "passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE },
	{ "output", required_argument, NULL, 'o' },
	{ NULL, 0, NULL, 0 },
};

static const struct program_options seal_options = { SEAL, ":hr:o:", seal_table, seal_help };
static const struct program_options open_options = { OPEN, ":hi:o:", open_table, open_help };

/* Of both commands. */
struct work {
	const char *program, *input_name, *output_name, *passphrase_file;
	struct recipient recipients[FILE_RECIPIENTS_MOST];
	size_t recipient_count;
	const char *keys[FILE_KEYS_MOST];
	size_t key_count;

	int input;
	bool shown;                  /* on a terminal: held back until it is whole */
	bool streamed;               /* something went to standard output */
	struct buffer held;
	struct file_writer *output;
	uint8_t *step;               /* FILE_STEP bytes of plaintext memory */
};

static int
work_add_recipient(struct work *work, const char *text, struct error *error)
{
	if (work->recipient_count == FILE_RECIPIENTS_MOST)
		return error_refuse(error, "at most %d recipients", FILE_RECIPIENTS_MOST);
	if (recipient_parse(&work->recipients[work->recipient_count], text, strlen(text),
	    error) != 0)
		return -1;
	work->recipient_count++;
	return 0;
}

/* -1: go on; else the exit status. */
static int
work_arguments(struct work *work, const struct program_options *line, int argc, char **argv)
{
	struct error error = ERROR_INIT;
	int option, status;

	while ((option = program_option(line, argc, argv, &status)) != -1) {
		if (option == OPTION_PASSPHRASE_FILE) {
			work->passphrase_file = optarg;
		} else if (option == 'o') {
			work->output_name = optarg;
		} else if (option == 'r') {
			if (work_add_recipient(work, optarg, &error) != 0)
				return terminal_usage(work->program, "%s", error.text);
		} else if (option == 'i') {
			if (work->key_count == FILE_KEYS_MOST)
				return terminal_usage(work->program, "at most %d key files",
				    FILE_KEYS_MOST);
			work->keys[work->key_count++] = optarg;
		} else {
			return status;
		}
	}
	if (argc - optind > 1)
		return terminal_usage(work->program, "one file, please");
	work->input_name = argc == optind || strcmp(argv[optind], "-") == 0 ? NULL : argv[optind];
	return -1;
}

/* Opens what is read, and looks where it goes. */
static int
work_begin(struct work *work, struct error *error)
{
	struct stat input, output;

	work->step = secret_allocate(FILE_STEP);
	work->input = STDIN_FILENO;
	if (work->input_name != NULL)
		work->input = open(work->input_name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (work->input < 0)
		return error_system(error, "%s cannot be opened", work->input_name);
	if (fstat(work->input, &input) != 0)
		return error_system(error, "%s cannot be read", work->input_name);
	if (S_ISDIR(input.st_mode))
		return error_refuse(error, "%s is a folder, not a file", work->input_name);
	if (work->output_name == NULL) {
		work->shown = isatty(STDOUT_FILENO) == 1;
	} else if (strcmp(work->output_name, "-") != 0 && S_ISREG(input.st_mode) &&
	    stat(work->output_name, &output) == 0 && input.st_dev == output.st_dev &&
	    input.st_ino == output.st_ino) {
		return error_refuse(error, "%s is both what is read and what is to be written",
		    work->output_name);
	}
	return 0;
}

/* The output is opened once the keys fit: a refusal before leaves nothing. */
static int
work_sink(void *context, const uint8_t *data, size_t length, struct error *error)
{
	struct work *work = context;

	if (work->shown) {
		if (work->held.length + length > FILE_TERMINAL_MOST)
			return error_refuse(error, "this is too long for a terminal; put it into "
			    "a file with -o, or into a pipe");
		buffer_append(&work->held, data, length);
		return 0;
	}
	if (work->output == NULL && file_writer_new(&work->output,
	    work->output_name == NULL ? "-" : work->output_name, FILE_MODE, true, error) != 0)
		return -1;
	work->streamed = work->streamed || work->output_name == NULL ||
	    strcmp(work->output_name, "-") == 0;
	return file_writer_add(work->output, data, length, error);
}

/* Text goes to a terminal, cleaned; anything else would garble it, or worse. */
static int
work_show(const struct work *work, struct error *error)
{
	size_t at = 0;

	while (at < work->held.length) {
		int32_t character = utf8_next(work->held.data, work->held.length, &at);

		if (character < 0 || character == 0)
			return error_refuse(error, "this is no text for a terminal; put it into a "
			    "file with -o, or into a pipe");
	}
	terminal_print_bytes(work->held.data, work->held.length);
	return terminal_flush(error);
}

static int
work_end(struct work *work, struct error *error)
{
	if (work->shown)
		return work_show(work, error);
	/* An empty plaintext still makes a file. */
	if (work_sink(work, (const uint8_t *)"", 0, error) != 0)
		return -1;
	return file_writer_commit(work->output, error);
}

static void
work_free(struct work *work)
{
	if (work->input > STDIN_FILENO)
		(void)close(work->input);
	file_writer_free(&work->output);
	buffer_free(&work->held);
	secret_release(work->step);
}

/* Up to FILE_STEP bytes; fewer only at the end. */
static int
work_read(struct work *work, size_t *length, struct error *error)
{
	*length = 0;
	while (*length < FILE_STEP) {
		ssize_t got = read(work->input, work->step + *length, FILE_STEP - *length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(error, "%s cannot be read", work->input_name == NULL ?
			    "standard input" : work->input_name);
		if (got == 0)
			break;
		*length += (size_t)got;
	}
	return 0;
}

static int
seal_begin(struct work *work, struct age_seal **seal, struct error *error)
{
	struct secret *passphrase = NULL;
	int result;

	if (work->passphrase_file == NULL)
		return age_seal_new(seal, work->recipients, work->recipient_count, work_sink, work,
		    error);
	result = terminal_passphrase(&passphrase, work->passphrase_file, "Passphrase", error);
	if (result == 0)
		result = age_seal_new_passphrase(seal, passphrase, AGE_WORK_FACTOR, work_sink, work,
		    error);
	secret_free(&passphrase);
	return result;
}

static int
seal_run(struct work *work, struct error *error)
{
	struct age_seal *seal = NULL;
	size_t length = 0;
	int result;

	if (work->shown)
		return error_refuse(error, "a sealed file is nothing for a terminal; put it into a "
		    "file with -o, or into a pipe");
	result = seal_begin(work, &seal, error);
	while (result == 0) {
		result = work_read(work, &length, error);
		if (result == 0)
			result = age_seal_add(seal, work->step, length, error);
		if (length < FILE_STEP)
			break;
	}
	if (result == 0)
		result = age_seal_finish(seal, error);
	if (result == 0)
		result = work_end(work, error);
	age_seal_free(&seal);
	return result;
}

/* One key file: HANDLE.key's second line is its identity; the others are identities as they are. */
static int
open_add_key(struct age_identities *identities, struct unlock *unlock, const char *path,
    bool *sealed, struct error *error)
{
	struct buffer content = BUFFER_INIT;
	struct coordinator_key key = { NULL, NULL };
	const char *text, *end;
	int result = unlock_read(unlock, path, &content, sealed, error);

	if (result != 0)
		goto out;
	text = content.length == 0 ? "" : (const char *)content.data;
	end = memchr(text, '\n', content.length);
	if (end != NULL && end - text == HEX_LENGTH(crypto_sign_SEEDBYTES)) {
		result = coordinator_key_parse(&key, text, content.length, error);
		if (result == 0)
			result = age_identities_parse(identities, end + 1,
			    content.length - (size_t)(end + 1 - text), error);
	} else {
		result = age_identities_parse(identities, text, content.length, error);
	}
	if (result != 0)
		(void)error_within(error, "%s", path);
out:
	coordinator_key_free(&key);
	buffer_free(&content);
	return result;
}

/* All that may open the file, whose first `length` bytes are in work->step. */
static int
open_keys(struct work *work, struct age_identities *identities, size_t length,
    struct error *error)
{
	const char *name = work->input_name == NULL ? "standard input" : work->input_name;
	struct unlock unlock = { work->passphrase_file, NULL };
	const struct secret *passphrase;
	bool any_sealed = false, by_passphrase;
	size_t i;
	int result = 0;

	by_passphrase = length >= strlen(FILE_SCRYPT_START) &&
	    memcmp(work->step, FILE_SCRYPT_START, strlen(FILE_SCRYPT_START)) == 0;
	for (i = 0; i < work->key_count && result == 0; i++) {
		bool sealed;

		result = open_add_key(identities, &unlock, work->keys[i], &sealed, error);
		any_sealed = any_sealed || (result == 0 && sealed);
	}
	if (result == 0 && by_passphrase && !any_sealed &&
	    (work->key_count == 0 || work->passphrase_file != NULL)) {
		result = unlock_passphrase(&unlock, name, &passphrase, error);
		if (result == 0)
			age_identities_passphrase(identities, passphrase);
	}
	unlock_free(&unlock);
	return result;
}

static int
open_run(struct work *work, struct error *error)
{
	struct age_identities *identities = age_identities_new();
	struct age_open *opener = NULL;
	size_t length = 0;
	int result = work_read(work, &length, error);

	if (result == 0)
		result = open_keys(work, identities, length, error);
	if (result == 0)
		age_open_new(&opener, identities, work_sink, work);
	while (result == 0 && length > 0) {
		result = age_open_add(opener, work->step, length, error);
		if (result != 0 || length < FILE_STEP)
			break;
		result = work_read(work, &length, error);
	}
	if (result == 0)
		result = age_open_finish(opener, error);
	if (result == 0)
		result = work_end(work, error);
	if (result != 0 && work->streamed)
		(void)error_within(error, "throw away what came out");
	age_open_free(&opener);
	age_identities_free(&identities);
	return result;
}

static int
work_run(struct work *work, int (*run)(struct work *, struct error *))
{
	struct error error = ERROR_INIT;
	int status = EXIT_DONE;

	if (work_begin(work, &error) != 0 || run(work, &error) != 0)
		status = terminal_fail(work->program, &error);
	work_free(work);
	return status;
}

int
command_seal(int argc, char **argv)
{
	struct work work = { .program = SEAL };
	int status = work_arguments(&work, &seal_options, argc, argv);

	if (status >= 0)
		return status;
	if (work.recipient_count == 0 && work.passphrase_file == NULL)
		return terminal_usage(SEAL, "to whom? -r age1..., or --passphrase-file");
	if (work.recipient_count > 0 && work.passphrase_file != NULL)
		return terminal_usage(SEAL, "either recipients or a passphrase: an age file takes "
		    "not both");
	return work_run(&work, seal_run);
}

int
command_open(int argc, char **argv)
{
	struct work work = { .program = OPEN };
	int status = work_arguments(&work, &open_options, argc, argv);

	return status >= 0 ? status : work_run(&work, open_run);
}
