/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "daemon/conf.h"

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct buffer mistakes = BUFFER_INIT;
	struct conf *conf = NULL;
	int result = conf_parse(&conf, "it", data, length, &mistakes);

	if (result != 0) {
		ck_assert_ptr_null(conf);
		(void)error_refuse(error, "%s", (const char *)mistakes.data);
	} else {
		ck_assert_uint_eq(mistakes.length, 0);
	}
	conf_free(&conf);
	buffer_free(&mistakes);
	return result;
}

START_TEST(every_specimen_is_taken_or_refused)
{
	unit_specimens("conf", 40, take);
}
END_TEST

static struct conf *
specimen(const char *name)
{
	struct buffer text = BUFFER_INIT, mistakes = BUFFER_INIT;
	struct conf *conf = NULL;

	unit_read(&text, name);
	ck_assert_msg(conf_parse(&conf, "it", text.data, text.length, &mistakes) == 0, "%s",
	    mistakes.data);
	buffer_free(&text);
	return conf;
}

START_TEST(every_key_is_read)
{
	struct conf *conf = specimen("tests/specimens/conf/good-full");
	const struct conf_address *first = &conf->listen.address[0], *second = first + 1;
	const struct sockaddr_un *path = (const struct sockaddr_un *)&first->address;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&second->address;

	ck_assert_uint_eq(conf->listen.count, 2);
	ck_assert_int_eq(path->sun_family, AF_UNIX);
	ck_assert_str_eq(path->sun_path, "/run/testimonyd/intake.sock");
	ck_assert_int_eq(v4->sin_family, AF_INET);
	ck_assert_uint_eq(ntohs(v4->sin_port), 8787);
	ck_assert_uint_eq(ntohl(v4->sin_addr.s_addr), INADDR_LOOPBACK);
	ck_assert_uint_eq(conf->desk.count, 1);
	ck_assert_uint_eq(conf->desk_name_count, 2);
	ck_assert_str_eq(conf->desk_names[1], "desk.example:8443");
	ck_assert_str_eq(conf->store, "/var/lib/testimonyd/testimony.db");
	ck_assert_str_eq(conf->campaign, "/etc/testimonyd/campaign.json");
	ck_assert_str_eq(conf->token_key, "/etc/testimonyd/token.key");
	ck_assert_str_eq(conf->user, "testimony");
	ck_assert_str_eq(conf->listen_group, "debian-tor");
	ck_assert_str_eq(conf->desk_group, "desk");
	ck_assert_int_eq(conf->pin.serial, 1);
	ck_assert_uint_eq(conf->retention_weeks, 52);
	ck_assert_uint_eq(conf->reserve_mib, 64);
	ck_assert_uint_eq(conf->budget_per_minute, 60);
	ck_assert_uint_eq(conf->proof_max_bits, 16);
	ck_assert_uint_eq(conf->max_connections, 4096);
	ck_assert_uint_eq(conf_line(conf, "desk"), 4);
	conf_free(&conf);
}
END_TEST

START_TEST(what_is_not_given_has_its_default)
{
	struct conf *conf = specimen("tests/specimens/conf/good-least");

	ck_assert_uint_eq(conf->listen.count, 0);
	ck_assert_uint_eq(conf->desk_name_count, 1);
	ck_assert_str_eq(conf->desk_names[0], "localhost");
	ck_assert_uint_eq(conf->proof_max_bits, 16);
	ck_assert_str_eq(conf->user, "");
	ck_assert_uint_eq(conf_line(conf, "user"), 0);
	conf_free(&conf);
}
END_TEST

START_TEST(a_list_goes_on_on_indented_lines)
{
	struct conf *conf = specimen("tests/specimens/conf/good-list-on-indented-lines");

	ck_assert_uint_eq(conf->listen.count, 4);
	ck_assert_str_eq(conf->listen.address[3].text, "[::1]:4");
	conf_free(&conf);
}
END_TEST

START_TEST(every_mistake_is_named_with_its_line)
{
	static const char text[] =
	    "[testimonyd]\n"
	    "listen = 192.0.2.1:80 127.0.0.1:x\n"
	    "colour = blue\n"
	    "reserve_mib = many\n"
	    "nonsense\n"
	    "store = here.db\n"
	    "reserve_mib = 64\n";
	static const char *const wanted[] = { "it:2: listen: only loopback",
		"it:2: listen: it must be",
		"it:3: this key is not known", "it:4: reserve_mib: ", "it:5: this line is neither",
		"it:6: store: ", "it:7: this key was given before",
		"it: the key campaign is missing",
		"it: the key pin is missing" };
	struct buffer mistakes = BUFFER_INIT;
	struct conf *conf = NULL;
	size_t lines = 0;

	ck_assert_int_eq(conf_parse(&conf, "it", text, sizeof text - 1, &mistakes), -1);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		ck_assert_msg(strstr((const char *)mistakes.data, wanted[i]) != NULL,
		    "no \"%s\" in %s", wanted[i], mistakes.data);
	for (size_t i = 0; i < mistakes.length; i++)
		lines += mistakes.data[i] == '\n';
	ck_assert_uint_eq(lines, sizeof wanted / sizeof wanted[0]);
	buffer_free(&mistakes);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_the_one_mistake)
{
	struct buffer mistakes = BUFFER_INIT;
	struct conf *conf = NULL;

	ck_assert_int_eq(conf_read(&conf, "/nowhere/testimonyd.conf", &mistakes), -1);
	ck_assert(strstr((const char *)mistakes.data, "/nowhere/testimonyd.conf") != NULL);
	buffer_free(&mistakes);
}
END_TEST

START_TEST(the_sample_is_good_but_for_its_pin)
{
	struct buffer text = BUFFER_INIT, mistakes = BUFFER_INIT;
	struct conf *conf = NULL;

	unit_read(&text, "conf/testimonyd.conf");
	ck_assert_int_eq(conf_parse(&conf, "it", text.data, text.length, &mistakes), -1);
	ck_assert(strstr((const char *)mistakes.data, ": pin: ") != NULL);
	ck_assert_ptr_eq(strchr((const char *)mistakes.data, '\n'),
	    (const char *)mistakes.data + mistakes.length - 1);
	buffer_free(&text);
	buffer_free(&mistakes);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("conf");
	TCase *tests = tcase_create("conf");

	tcase_add_test(tests, every_specimen_is_taken_or_refused);
	tcase_add_test(tests, every_key_is_read);
	tcase_add_test(tests, what_is_not_given_has_its_default);
	tcase_add_test(tests, a_list_goes_on_on_indented_lines);
	tcase_add_test(tests, every_mistake_is_named_with_its_line);
	tcase_add_test(tests, a_file_that_cannot_be_read_is_the_one_mistake);
	tcase_add_test(tests, the_sample_is_good_but_for_its_pin);
	suite_add_tcase(suite, tests);
	return suite;
}
