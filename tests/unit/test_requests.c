/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include "tests/unit/request_run.h"

#define SPLIT_WHOLE_MOST 1500 /* longer heads are split at each byte of their ends */
#define SPLIT_END 200
#define SPLIT_STEP 61         /* and here and there between */

static struct request_world world;
static json_t *table;

static void
start(void)
{
	struct buffer text = BUFFER_INIT;

	unit_read(&text, "tests/vectors/requests.json");
	table = request_table(&text);
	buffer_free(&text);
	request_world_start(&world);
}

static void
stop(void)
{
	request_world_stop(&world);
	json_decref(table);
}

/* Calls `look` with each entry of a section, made. */
typedef void looker(const char *name, int status, const struct buffer *bytes);

static void
each(const char *section, looker *look)
{
	const json_t *entry;
	size_t index;

	json_array_foreach(json_object_get(table, section), index, entry) {
		struct buffer bytes = BUFFER_INIT;

		request_make(&bytes, entry, &world.values);
		look(json_string_value(json_object_get(entry, "name")),
		    (int)json_integer_value(json_object_get(entry, "status")), &bytes);
		buffer_free(&bytes);
	}
}

static void
each_of_all(looker *look)
{
	static const char *const sections[] = { "malformed", "intake", "desk", "unfinished" };

	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
		each(sections[i], look);
}

START_TEST(the_table_is_large_and_each_request_has_its_own_name)
{
	static const char *const sections[] = { "malformed", "intake", "desk", "unfinished" };

	ck_assert_uint_ge(json_array_size(json_object_get(table, "malformed")), 250);
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		json_t *names = json_object();
		const json_t *entry;
		size_t index;

		json_array_foreach(json_object_get(table, sections[i]), index, entry) {
			const char *name = json_string_value(json_object_get(entry, "name"));

			ck_assert_ptr_nonnull(name);
			ck_assert_msg(json_object_get(names, name) == NULL, "%s twice", name);
			ck_assert_msg(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-._'") ==
			    strlen(name), "%s is no name for a file", name);
			(void)json_object_set_new(names, name, json_true());
		}
		json_decref(names);
	}
}
END_TEST

static void
same_parsed(const char *name, size_t split, const struct http_parser *one,
    const struct http_parser *other)
{
	const struct http_request *a = &one->request, *b = &other->request;

	ck_assert_msg(one->result == other->result && one->length == other->length &&
	    one->status == other->status && one->detail == other->detail,
	    "%s split at %zu has another verdict", name, split);
	ck_assert_mem_eq(one->head, other->head, one->length);
	ck_assert_msg(one->result != HTTP_HEAD || (a->method == b->method &&
		a->content_length == b->content_length && a->has_length == b->has_length &&
		a->expects_continue == b->expects_continue && a->version_1_0 == b->version_1_0 &&
		a->target - one->head == b->target - other->head &&
		a->host - one->head == b->host - other->head),
	    "%s split at %zu is read otherwise", name, split);
}

static size_t
parse_split(struct http_parser *parser, char *head, const struct buffer *bytes, size_t split)
{
	size_t used, more = 0;

	http_parser_start(parser, head);
	(void)http_parser_add(parser, bytes->data, split, &used);
	if (parser->result == HTTP_MORE)
		(void)http_parser_add(parser, bytes->data + split, bytes->length - split, &more);
	return used + more;
}

static void
look_at_every_split(const char *name, int status, const struct buffer *bytes)
{
	static char head_whole[HTTP_HEAD_MOST], head_split[HTTP_HEAD_MOST];
	struct http_parser whole, split;
	size_t used = parse_split(&whole, head_whole, bytes, bytes->length);

	(void)status;
	for (size_t at = 0; at <= used; at++) {
		ck_assert_msg(parse_split(&split, head_split, bytes, at) == used,
		    "%s split at %zu ends elsewhere", name, at);
		same_parsed(name, at, &whole, &split);
		if (used > SPLIT_WHOLE_MOST && at >= SPLIT_END &&
		    at + SPLIT_END + SPLIT_STEP < used)
			at += SPLIT_STEP - 1;
	}
}

START_TEST(every_split_of_every_head_gives_the_same_result)
{
	each_of_all(look_at_every_split);
}
END_TEST

static void
outcome_of(const struct buffer *bytes, enum request_listener listener, uint64_t chance, size_t most,
    struct request_outcome *outcome)
{
	request_run(&world, listener, bytes->data, bytes->length, chance, most, outcome);
}

static void
same_outcome(const char *name, const struct request_outcome *one,
    const struct request_outcome *other)
{
	ck_assert_msg(one->status == other->status && one->answer.length == other->answer.length &&
	    one->job.length == other->job.length, "%s: in pieces it is another request", name);
	if (one->answer.length > 0)
		ck_assert_mem_eq(one->answer.data, other->answer.data, one->answer.length);
	if (one->job.length > 0)
		ck_assert_mem_eq(one->job.data, other->job.data, one->job.length);
}

static enum request_listener listener_looked_at;

/* As the table says, whole and in pieces, and with whatever end its job has the same in both. */
static void
look_at_outcome(const char *name, int status, const struct buffer *bytes)
{
	static const size_t pieces[] = { 1, 3, 40, 1000 };
	struct request_outcome whole, split;

	world.finish = 0;
	outcome_of(bytes, listener_looked_at, 0, 0, &whole);
	ck_assert_msg(whole.status == status, "%s: %d rather than %d", name, whole.status, status);
	ck_assert_msg(whole.defect == NULL, "%s: %s", name, whole.defect);
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		outcome_of(bytes, listener_looked_at, 88172645463325252 + i, pieces[i], &split);
		same_outcome(name, &whole, &split);
		request_outcome_free(&split);
	}
	if (whole.job.length > 0)
		for (world.finish = 1; world.finish < REQUEST_FINISHES; world.finish++) {
			request_outcome_free(&whole);
			outcome_of(bytes, listener_looked_at, 0, 0, &whole);
			ck_assert_msg(whole.defect == NULL, "%s: %s", name, whole.defect);
			ck_assert_msg(whole.status != 0, "%s has no answer", name);
		}
	request_outcome_free(&whole);
}

START_TEST(each_request_has_its_status_at_the_intake)
{
	listener_looked_at = REQUEST_INTAKE;
	each("malformed", look_at_outcome);
	each("intake", look_at_outcome);
	each("unfinished", look_at_outcome);
}
END_TEST

START_TEST(each_request_has_its_status_at_the_desk)
{
	listener_looked_at = REQUEST_DESK;
	each("malformed", look_at_outcome);
	each("desk", look_at_outcome);
	each("unfinished", look_at_outcome);
}
END_TEST

/* The word that no answer may hold is in every part of a request somewhere: else its absence from
 * the answers says nothing. */
static unsigned marked[6];

static void
look_for_marks(const char *name, int status, const struct buffer *bytes)
{
	static const char *const before[] = { "KESTREL /", " /v1/kes", " KESTREL/", "\r\nkestrel: ",
		": kestrel", "\r\n\r\nkestrel" };

	(void)name;
	(void)status;
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		marked[i] += request_find(bytes, before[i], strlen(before[i])) != NULL;
}

START_TEST(the_word_is_in_every_part_of_a_request)
{
	each_of_all(look_for_marks);
	for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++)
		ck_assert_msg(marked[i] > 0, "part %zu of no request is marked", i);
}
END_TEST

static int
take_specimen(const uint8_t *data, size_t length, struct error *error)
{
	struct request_outcome outcome;
	struct buffer bytes = BUFFER_INIT;
	int taken = 0;

	buffer_reserve(&bytes, 1);
	bytes.data[0] = '\0';
	request_put_in(&bytes, data, length, &world.values);
	(void)request_sign(&bytes, NULL, &world.values);
	world.finish = 0;
	for (int listener = 0; listener < REQUEST_LISTENERS; listener++) {
		outcome_of(&bytes, (enum request_listener)listener, 0, 0, &outcome);
		ck_assert_msg(outcome.defect == NULL, "%s", outcome.defect);
		taken += outcome.status > 0 && outcome.status < 400;
		request_outcome_free(&outcome);
	}
	buffer_free(&bytes);
	return taken == 1 ? 0 : error_refuse(error, "neither listener takes it");
}

START_TEST(every_specimen_is_taken_by_one_listener_or_refused)
{
	unit_specimens("request", 20, take_specimen);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("requests");
	TCase *tests = tcase_create("requests");

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, the_table_is_large_and_each_request_has_its_own_name);
	tcase_add_test(tests, every_split_of_every_head_gives_the_same_result);
	tcase_add_test(tests, each_request_has_its_status_at_the_intake);
	tcase_add_test(tests, each_request_has_its_status_at_the_desk);
	tcase_add_test(tests, the_word_is_in_every_part_of_a_request);
	tcase_add_test(tests, every_specimen_is_taken_by_one_listener_or_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
