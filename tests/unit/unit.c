/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"

#define UNIT_FILE_MOST (64 * 1024 * 1024)

const char *
unit_path(struct buffer *out, const char *relative)
{
	const char *top = getenv("TESTIMONY_SOURCE");

	return file_join(out, top == NULL ? "." : top, relative);
}

void
unit_read(struct buffer *out, const char *relative)
{
	struct buffer path = BUFFER_INIT;
	struct error error = ERROR_INIT;

	unit_ok(file_read(unit_path(&path, relative), UNIT_FILE_MOST, out, &error), &error);
	buffer_free(&path);
}

json_t *
unit_json(const char *relative)
{
	struct buffer text = BUFFER_INIT;
	json_error_t problem;
	json_t *value;

	unit_read(&text, relative);
	value = json_loadb((const char *)text.data, text.length,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &problem);
	if (value == NULL)
		ck_abort_msg("%s: %s", relative, problem.text);
	buffer_free(&text);
	return value;
}

void
unit_hex(uint8_t *bytes, size_t length, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	ck_assert_msg(text != NULL, "no member %s", key);
	ck_assert_msg(hex_decode(bytes, length, text, strlen(text)) == 0, "%s is not %zu bytes",
	    key, length);
}

void
unit_specimens(const char *format, size_t least, unit_taker *take)
{
	struct buffer relative = BUFFER_INIT, path = BUFFER_INIT, data = BUFFER_INIT;
	struct dirent *entry;
	size_t seen = 0;
	DIR *folder;

	buffer_format(&relative, "tests/specimens/%s", format);
	folder = opendir(unit_path(&path, (const char *)relative.data));
	ck_assert_msg(folder != NULL, "no folder %s", path.data);
	while ((entry = readdir(folder)) != NULL) {
		struct error error = ERROR_INIT;
		int good = strncmp(entry->d_name, "good-", 5) == 0, result;

		if (entry->d_name[0] == '.')
			continue;
		buffer_clear(&relative);
		buffer_clear(&data);
		buffer_format(&relative, "tests/specimens/%s/%s", format, entry->d_name);
		unit_read(&data, (const char *)relative.data);
		result = take(data.data, data.length, &error);
		if (good && result != 0)
			ck_abort_msg("%s was refused: %s", entry->d_name, error.text);
		if (!good && result == 0)
			ck_abort_msg("%s was taken", entry->d_name);
		if (!good && error.text[0] == '\0')
			ck_abort_msg("%s was refused without a sentence", entry->d_name);
		seen++;
	}
	(void)closedir(folder);
	ck_assert_msg(seen >= least, "%s: only %zu specimens", format, seen);
	buffer_free(&relative);
	buffer_free(&path);
	buffer_free(&data);
}

int
main(void)
{
	SRunner *runner;
	int failed;

	/* What is slow on a busy machine has not failed; the four seconds of the library are for one
	 * that is idle. Before unit_suite, which reads it. */
	(void)setenv("CK_DEFAULT_TIMEOUT", "120", 0);
	secret_start();
	json_start();
	runner = srunner_create(unit_suite());
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
