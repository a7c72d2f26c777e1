/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/text_in.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/file.h"
#include "common/json.h"
#include "front/terminal.h"

int
text_in(json_t **text, const char *path, size_t most, const char *ask, struct error *error)
{
	struct buffer given = BUFFER_INIT;
	int result;

	if (path == NULL)
		path = "-";
	if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
		terminal_note("%s, and end with Ctrl-D on a line of its own.", ask);
	result = file_read(path, most, &given, error);
	while (result == 0 && given.length > 0 && (given.data[given.length - 1] == '\n' ||
	    given.data[given.length - 1] == '\r'))
		given.length--;
	if (result == 0) {
		*text = json_text_cleaned((const char *)given.data, given.length);
		if (json_string_length(*text) == 0) {
			json_decref(*text);
			*text = NULL;
			result = error_refuse(error, "there is no text");
		}
	}
	buffer_free(&given);
	return result;
}
