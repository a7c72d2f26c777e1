/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/json.h"
#include "daemon/report.h"

static const char head[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
static const char good[] =
    "{\"inbox\":300,\"reply\":2,\"log\":1,\"withdrawals\":4,\"damaged\":0,"
    "\"space\":{\"free\":1048576000,\"total\":2097152000,\"reserve\":67108864},\"commits\":9,"
    "\"bits\":3,\"connections\":{\"intake\":{\"open\":7,\"most\":4096},"
    "\"desk\":{\"open\":1,\"most\":64}},\"answers\":412,\"since\":30,"
    "\"refusals\":{\"malformed\":0,\"proof\":5,\"busy\":1},"
    "\"retention\":{\"weeks\":52,\"warned\":0,\"days_left\":null},"
    "\"order\":{\"week\":2929,\"skipped\":null},"
    "\"campaign\":{\"serial\":3,\"expires\":\"2026-06-02\",\"days_left\":90,\"expired\":false}}\n";

static struct error error;

static int
parse(json_t **status, const char *first, const char *second)
{
	struct buffer text = BUFFER_INIT;
	int result;

	*status = NULL;
	buffer_append_text(&text, first);
	buffer_append_text(&text, second);
	result = report_parse(status, text.data, text.length, &error);
	if (result != 0)
		ck_assert_ptr_null(*status);
	buffer_free(&text);
	return result;
}

/* The status with `from` put into the place of `to`, as lines. */
static int
lines(struct buffer *out, const char *from, const char *to)
{
	struct buffer text = BUFFER_INIT;
	const char *at = strstr(good, from);
	json_t *status;
	int result;

	ck_assert_ptr_nonnull(at);
	buffer_append(&text, good, (size_t)(at - good));
	buffer_append_text(&text, to);
	buffer_append_text(&text, at + strlen(from));
	unit_ok(parse(&status, head, (const char *)text.data), &error);
	buffer_clear(out);
	result = report_print(status, out, &error);
	json_decref(status);
	buffer_free(&text);
	return result;
}

static void
says(const char *from, const char *to, const char *words)
{
	struct buffer out = BUFFER_INIT;

	unit_ok(lines(&out, from, to), &error);
	ck_assert_msg(strstr((const char *)out.data, words) != NULL, "%s", out.data);
	buffer_free(&out);
}

START_TEST(a_status_is_said_in_lines)
{
	struct buffer out = BUFFER_INIT;

	unit_ok(lines(&out, "{", "{"), &error);
	ck_assert_str_eq((const char *)out.data,
	    "running       30 hours, 412 answers\n"
	    "campaign      serial 3, valid through 2026-06-02 (90 days left)\n"
	    "held          300 from families, 2 replies, 1 in the log, 4 withdrawals\n"
	    "damaged       0 rows\n"
	    "space         1000 MiB free of 2000, of which 64 are the reserve\n"
	    "connections   7 of 4096 families', 1 of 64 desks'\n"
	    "proof         3 bits\n"
	    "refused       proof 5, busy 1\n"
	    "kept          52 weeks\n"
	    "put in order  in the week of 2026-02-23\n");
	buffer_free(&out);
	says("\"damaged\":0", "\"damaged\":2", "2 rows: THE DISK MAY BE FAILING");
	says("\"free\":1048576000", "\"free\":1048576", "NO NEW ENVELOPE IS TAKEN");
	says("\"proof\":5,\"busy\":1", "\"proof\":0", "refused       nothing\n");
	says("\"expired\":false", "\"expired\":true", "EXPIRED after 2026-06-02");
	says("\"warned\":0,\"days_left\":null", "\"warned\":12,\"days_left\":49",
	    "12 GO BY AGE after 49 more");
	says("\"skipped\":null", "\"skipped\":\"no_space\"", "SKIPPED since then: no_space");
	says("\"week\":2929", "\"week\":null", "not yet");
}
END_TEST

START_TEST(what_lacks_something_is_not_said_by_halves)
{
	static const char *const changes[][2] = { { "\"inbox\":300", "\"inbox\":\"300\"" },
		{ "\"since\":30", "\"sinc\":30" }, { "\"open\":7,", "" },
		{ "\"free\":1048576000", "\"free\":null" }, { "\"serial\":3,", "" },
		{ "\"expires\":\"2026-06-02\"", "\"expires\":\"2026-06-02 and more\"" },
		{ "\"refusals\":{\"malformed\":0,\"proof\":5,\"busy\":1}", "\"refusals\":5" },
		{ "\"weeks\":52,", "" }, { "\"week\":2929", "\"week\":418985" },
		{ "\"damaged\":0", "\"damaged\":[]" }, { "\"desk\":{\"open\":1,\"most\":64}", "\"desk\":1" } };
	struct buffer out = BUFFER_INIT;

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
		unit_refused(lines(&out, changes[i][0], changes[i][1]), &error, "--json prints all");
	buffer_free(&out);
}
END_TEST

START_TEST(what_is_no_status_is_refused)
{
	json_t *status;

	unit_refused(parse(&status, "", ""), &error, "gave no answer");
	unit_refused(parse(&status, "SSH-2.0-OpenSSH\r\n\r\n", ""), &error, "not a testimonyd");
	unit_refused(parse(&status, "HTTP/1.1 200 OK\r\n", ""), &error, "not a testimonyd");
	unit_refused(parse(&status, "HTTP/1.1 ", "\r\n\r\n"), &error, "");
	unit_refused(parse(&status, head, ""), &error, "the daemon's answer");
	unit_refused(parse(&status, head, "[]"), &error, "");
	unit_refused(parse(&status, head, "{}x"), &error, "the daemon's answer");
	unit_refused(parse(&status, head, "{\"inbox\":-1}"), &error, "the daemon's answer");
	for (size_t cut = 0; cut < sizeof good - 2; cut++) {
		struct buffer text = BUFFER_INIT;

		buffer_append(&text, good, cut);
		buffer_append_text(&text, "");
		if (cut > 0)
			unit_refused(parse(&status, head, (const char *)text.data), &error, "");
		buffer_free(&text);
	}
}
END_TEST

START_TEST(a_refusal_of_the_daemon_is_said)
{
	json_t *status;

	unit_refused(parse(&status, "HTTP/1.1 503 Service Unavailable\r\n\r\n",
	    "{\"title\":\"x\",\"status\":503,\"detail\":\"Try again.\"}\n"), &error,
	    "the daemon says: Try again.");
	unit_refused(parse(&status, "HTTP/1.1 500 Internal Server Error\r\n\r\n", "{}"), &error,
	    "detail");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("report");
	TCase *tests = tcase_create("report");

	tcase_add_test(tests, a_status_is_said_in_lines);
	tcase_add_test(tests, what_lacks_something_is_not_said_by_halves);
	tcase_add_test(tests, what_is_no_status_is_refused);
	tcase_add_test(tests, a_refusal_of_the_daemon_is_said);
	suite_add_tcase(suite, tests);
	return suite;
}
