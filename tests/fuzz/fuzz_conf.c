/* SPDX-License-Identifier: ISC */
/*
 * testimonyd.conf: a file is either taken, with everything in its limits, or refused with at least
 * one line that says why, each with the file's name. The same text gives the same result twice.
 */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/secret.h"
#include "daemon/conf.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
must(int holds, const char *what)
{
	if (!holds)
		error_bug(what);
}

static void
check_taken(const struct conf *conf)
{
	must(conf->store[0] == '/' && conf->campaign[0] == '/', "a path that is not absolute");
	must(conf->listen.count <= CONF_LIST_MOST && conf->desk.count <= CONF_LIST_MOST,
	    "too many addresses");
	must(conf->desk_name_count >= 1 && conf->desk_name_count <= CONF_LIST_MOST,
	    "no name for the desk");
	must(conf->proof_max_bits <= 24 && conf->max_connections >= 1 && conf->reserve_mib >= 16,
	    "a number out of its limits");
	must(conf_line(conf, "store") > 0, "a store without a line");
}

static void
check_refused(const struct buffer *mistakes)
{
	const char *line = (const char *)mistakes->data, *end;

	must(mistakes->length > 0, "a refusal without a sentence");
	for (; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		must(end != NULL && strncmp(line, "it:", 3) == 0, "a mistake without its place");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer mistakes = BUFFER_INIT, again = BUFFER_INIT;
	struct conf *conf = NULL, *other = NULL;
	int result = conf_parse(&conf, "it", data, size, &mistakes);

	must(conf_parse(&other, "it", data, size, &again) == result, "two results for one text");
	must(mistakes.length == again.length, "two texts of mistakes");
	if (result == 0)
		check_taken(conf);
	else
		check_refused(&mistakes);
	conf_free(&conf);
	conf_free(&other);
	buffer_free(&mistakes);
	buffer_free(&again);
	return 0;
}
