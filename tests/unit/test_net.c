/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "front/net.h"

#define ONION_HOST "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad.onion"
#define ONION "http://" ONION_HOST
#define LONGEST_UNIX 107 /* bytes of a socket's path, unix(7) */

static void
take(const char *origin, const char *socks5, const char *authority)
{
	struct error error = ERROR_INIT;
	struct net *net = NULL;

	unit_ok(net_new(&net, origin, socks5, &error), &error);
	ck_assert_str_eq(net_authority(net), authority);
	ck_assert_str_eq(net_origin(net), origin);
	net_free(&net);
	ck_assert_ptr_null(net);
}

static void
refuse(const char *origin, const char *socks5, const char *words)
{
	struct error error = ERROR_INIT;
	struct net *net = NULL;

	unit_refused(net_new(&net, origin, socks5, &error), &error, words);
	ck_assert_ptr_null(net);
}

START_TEST(origins_that_are_safe_are_taken)
{
	take("https://tell.example", NULL, "tell.example");
	take("https://tell.example:8443", "127.0.0.1:9050", "tell.example:8443");
	take("http://127.0.0.1:8787", NULL, "127.0.0.1:8787");
	take(ONION, "127.0.0.1:9050", ONION_HOST);
	take(ONION, "localhost:9150", ONION_HOST);
	take(ONION, "[::1]:9050", ONION_HOST);
	take("unix:/run/testimonyd/desk.sock", NULL, "localhost");
}
END_TEST

START_TEST(origins_that_would_tell_somebody_are_refused)
{
	refuse(ONION, NULL, "--socks5");
	refuse("http://tell.example", NULL, "in the open");
	refuse("http://127.0.0.1:8787", "127.0.0.1:9050", "this machine");
	refuse("unix:/run/x", "127.0.0.1:9050", "unix socket");
	refuse("unix:relative", NULL, "unix:/FULL/PATH");
	refuse("unix:", NULL, "unix:/FULL/PATH");
	refuse("ftp://tell.example", NULL, "https://");
	refuse("tell.example", NULL, "https://");
	refuse("", NULL, "https://");
}
END_TEST

START_TEST(a_socket_path_that_the_system_would_cut_is_refused)
{
	char origin[200];

	(void)memset(origin, 'x', sizeof origin);
	memcpy(origin, "unix:/", 6);
	origin[5 + LONGEST_UNIX] = '\0';
	take(origin, NULL, "localhost");
	origin[5 + LONGEST_UNIX] = 'x';
	origin[6 + LONGEST_UNIX] = '\0';
	refuse(origin, NULL, "at most");
}
END_TEST

START_TEST(a_socks_port_elsewhere_or_without_number_is_refused)
{
	refuse(ONION, "192.0.2.1:9050", "on this machine");
	refuse(ONION, "tor.example:9050", "on this machine");
	refuse(ONION, "127.0.0.1", "on this machine");
	refuse(ONION, "127.0.0.1:", "on this machine");
	refuse(ONION, "127.0.0.1:0", "on this machine");
	refuse(ONION, "127.0.0.1:+1", "on this machine");
	refuse(ONION, "127.0.0.1:65536", "port");
	refuse(ONION, "127.0.0.1:9050x", "port");
	refuse(ONION, "127.0.0.1:99999999999999999999", "port");
}
END_TEST

static void
problem(const char *body, const char *expected)
{
	struct net_answer answer = NET_ANSWER_INIT;
	char *text;

	buffer_append_text(&answer.body, body);
	text = net_problem(&answer);
	if (expected == NULL)
		ck_assert_ptr_null(text);
	else
		ck_assert_str_eq(text, expected);
	free(text);
	net_answer_free(&answer);
}

START_TEST(the_sentence_of_a_problem_is_its_detail_else_its_title)
{
	problem("{\"type\":\"about:blank\",\"title\":\"Busy\",\"detail\":\"Try later.\"}",
	    "Try later.");
	problem("{\"title\":\"Busy\"}", "Busy");
	problem("{\"title\":\"Busy\",\"detail\":7}", "Busy");
	problem("{\"title\":\"\"}", NULL);
	problem("{}", NULL);
	problem("[]", NULL);
	problem("<html>Bad gateway</html>", NULL);
	problem("", NULL);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("net");
	TCase *tests = tcase_create("net");

	tcase_add_test(tests, origins_that_are_safe_are_taken);
	tcase_add_test(tests, origins_that_would_tell_somebody_are_refused);
	tcase_add_test(tests, a_socket_path_that_the_system_would_cut_is_refused);
	tcase_add_test(tests, a_socks_port_elsewhere_or_without_number_is_refused);
	tcase_add_test(tests, the_sentence_of_a_problem_is_its_detail_else_its_title);
	suite_add_tcase(suite, tests);
	return suite;
}
