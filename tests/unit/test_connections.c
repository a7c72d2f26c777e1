/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/envelope.h"
#include "daemon/connections.h"
#include "tests/system/answer.h"

#define DRIP_MILLISECONDS 20
#define LEFT_MILLISECONDS 300 /* of a deadline, once the head has come */
#define GIVE_UP_SECONDS 60    /* a test that still runs then has failed */

static const char put[] = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 32968\r\n\r\n";

static int64_t steady; /* milliseconds: the daemon's clock, which the test sets */
static struct event_base *base;
static struct traffic traffic;
static struct connections *connections;
static struct service service;
static enum service_step head_step;
static unsigned heads, bodies;
static int peer;
static struct buffer answer;
static struct event *drip;
static size_t dripped;

static int64_t
clock_wall_set(void *context)
{
	(void)context;
	return 1800000000;
}

static int64_t
clock_steady_set(void *context)
{
	(void)context;
	return steady;
}

static const struct clock clock_set = { clock_wall_set, clock_steady_set, NULL };

static enum service_step
service_head(void *context, const struct http_request *request, const struct service_moment *now,
    struct reply *reply, struct keeper_job **job)
{
	(void)context;
	(void)request;
	(void)now;
	(void)job;
	heads++;
	if (head_step == SERVICE_REPLY)
		reply_refuse(reply, 404, REFUSAL_PATH, "There is nothing at this path.");
	return head_step;
}

static enum service_step
service_body(void *context, const struct http_request *request, uint8_t **body, size_t length,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	(void)context;
	(void)request;
	(void)body;
	(void)now;
	(void)job;
	ck_assert_uint_eq(length, ENVELOPE_BYTES);
	bodies++;
	reply_plain(reply, 201);
	return SERVICE_REPLY;
}

static void
closed(void *context, enum traffic_group group)
{
	(void)context;
	(void)group;
}

static void
give_up(evutil_socket_t descriptor, short what, void *context)
{
	(void)descriptor;
	(void)what;
	(void)context;
	ck_abort_msg("nothing came to an end");
}

static void
start(void)
{
	const struct timeval limit = { GIVE_UP_SECONDS, 0 };
	struct connections_setup setup = { .clock = &clock_set, .traffic = &traffic,
		.closed = closed };
	int pair[2];

	base = event_base_new();
	ck_assert_ptr_nonnull(base);
	setup.base = base;
	service.head = service_head;
	service.body = service_body;
	head_step = SERVICE_BODY;
	heads = bodies = 0;
	dripped = 0;
	steady = 5000;
	connections_new(&connections, &setup);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair),
	    0);
	connections_add(connections, pair[0], &service, TRAFFIC_INTAKE);
	peer = pair[1];
	ck_assert_int_eq(event_base_once(base, -1, EV_TIMEOUT, give_up, NULL, &limit), 0);
}

static void
stop(void)
{
	connections_free(&connections);
	if (drip != NULL)
		event_free(drip);
	drip = NULL;
	event_base_free(base);
	(void)close(peer);
	buffer_free(&answer);
}

static void
send_all(const void *data, size_t length)
{
	ck_assert_int_eq(send(peer, data, length, MSG_NOSIGNAL), (ssize_t)length);
}

/* Takes what has come; true: the other side has ended. */
static bool
take(void)
{
	char bytes[4096];
	ssize_t got;

	while ((got = recv(peer, bytes, sizeof bytes, 0)) > 0)
		buffer_append(&answer, bytes, (size_t)got);
	return got == 0 || errno != EAGAIN;
}

/* Runs until the daemon has ended the connection. */
static void
run_to_the_end(void)
{
	while (!take())
		ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
}

/* Runs until there is nothing to do at this moment. */
static void
run_what_is_there(void)
{
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(event_base_loop(base, EVLOOP_NONBLOCK), 0);
}

static void
answered(int status)
{
	const char *defect = answer_defect(&answer, status, false);

	ck_assert_msg(defect == NULL, "%s: %.80s", defect, answer.data);
}

static void
drip_one(evutil_socket_t descriptor, short what, void *context)
{
	(void)descriptor;
	(void)what;
	(void)context;
	(void)!send(peer, "k", 1, MSG_NOSIGNAL);
	dripped++;
}

static void
start_to_drip(void)
{
	const struct timeval each = { 0, DRIP_MILLISECONDS * 1000 };

	drip = event_new(base, -1, EV_PERSIST, drip_one, NULL);
	ck_assert_ptr_nonnull(drip);
	ck_assert_int_eq(event_add(drip, &each), 0);
}

START_TEST(a_body_that_drips_is_cut_off_at_its_deadline)
{
	steady += (int64_t)CONNECTION_REQUEST_SECONDS * 1000 - LEFT_MILLISECONDS;
	send_all(put, sizeof put - 1);
	start_to_drip();
	run_to_the_end();
	answered(408);
	ck_assert_uint_ge(dripped, 1);
	ck_assert_uint_lt(dripped, ENVELOPE_BYTES);
	ck_assert_uint_eq(bodies, 0);
	ck_assert_uint_eq(traffic.open[TRAFFIC_INTAKE], 0);
}
END_TEST

/* The 120 seconds are counted from the accept: a head that came late leaves its body nothing. */
START_TEST(a_head_that_comes_after_the_deadline_has_no_time_for_its_body)
{
	steady += (int64_t)CONNECTION_REQUEST_SECONDS * 1000 + 1;
	send_all(put, sizeof put - 1);
	run_to_the_end();
	answered(408);
}
END_TEST

START_TEST(a_body_in_any_pieces_is_one_body)
{
	static uint8_t body[ENVELOPE_BYTES];

	send_all(put, sizeof put - 1);
	for (size_t at = 0, piece = 1; at < sizeof body; at += piece, piece = piece * 3 % 8191) {
		if (piece > sizeof body - at)
			piece = sizeof body - at;
		send_all(body + at, piece);
		run_what_is_there();
	}
	run_to_the_end();
	answered(201);
	ck_assert_uint_eq(heads, 1);
	ck_assert_uint_eq(bodies, 1);
}
END_TEST

START_TEST(what_comes_behind_a_request_is_not_another_one)
{
	head_step = SERVICE_REPLY;
	for (int i = 0; i < 20; i++)
		send_all(put, sizeof put - 1);
	(void)shutdown(peer, SHUT_WR);
	run_to_the_end();
	answered(404);
	ck_assert_uint_eq(heads, 1);
}
END_TEST

/* An answer has been given; more than an envelope behind it is not read any more. */
START_TEST(who_sends_on_after_a_refusal_is_cut_off)
{
	static const uint8_t more[4096];
	size_t sent = 0;
	ssize_t done;

	head_step = SERVICE_REPLY;
	send_all(put, sizeof put - 1);
	run_what_is_there();
	while (traffic.open[TRAFFIC_INTAKE] > 0 && sent < 16 * ENVELOPE_BYTES) {
		done = send(peer, more, sizeof more, MSG_NOSIGNAL);
		sent += done > 0 ? (size_t)done : 0;
		run_what_is_there();
	}
	ck_assert_uint_eq(traffic.open[TRAFFIC_INTAKE], 0);
	ck_assert_uint_gt(sent, ENVELOPE_BYTES);
	ck_assert_uint_lt(sent, 2 * ENVELOPE_BYTES);
	(void)take();
	answered(404);
}
END_TEST

START_TEST(a_100_is_sent_only_to_who_waits_for_it)
{
	static const char head[] = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 32968\r\n"
	    "Expect: 100-continue\r\n\r\n";
	static const char old[] = "PUT / HTTP/1.0\r\nHost: a\r\nContent-Length: 32968\r\n"
	    "Expect: 100-continue\r\n\r\n";
	static uint8_t whole[sizeof head];

	send_all(head, sizeof head - 1);
	run_what_is_there();
	ck_assert(!take());
	ck_assert_uint_eq(answer.length, sizeof ANSWER_CONTINUE - 1);
	ck_assert_mem_eq(answer.data, ANSWER_CONTINUE, sizeof ANSWER_CONTINUE - 1);
	stop();
	start();
	memcpy(whole, head, sizeof head - 1); /* and one byte of the body */
	send_all(whole, sizeof whole);
	run_what_is_there();
	ck_assert(!take());
	ck_assert_uint_eq(answer.length, 0);
	stop();
	start();
	send_all(old, sizeof old - 1);
	run_what_is_there();
	ck_assert(!take());
	ck_assert_uint_eq(answer.length, 0);
}
END_TEST

START_TEST(a_request_that_is_not_whole_is_closed_without_an_answer)
{
	send_all(put, sizeof put / 2);
	(void)shutdown(peer, SHUT_WR);
	run_to_the_end();
	ck_assert_uint_eq(answer.length, 0);
	ck_assert_uint_eq(traffic.answers[TRAFFIC_INTAKE], 0);
	stop();
	start();
	send_all(put, sizeof put - 1);
	run_what_is_there();
	connections_wind_up(connections);
	run_to_the_end();
	ck_assert_uint_eq(answer.length, 0);
}
END_TEST

#define IDLE 128
#define IDLE_COME 16   /* each second: who sends nothing is there for 8 seconds */
#define PACE_BYTES 300 /* each second: so an envelope takes 110 of them */

static int idle[IDLE];

static void
idle_comes(int i)
{
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	connections_add(connections, pair[0], &service, TRAFFIC_INTAKE);
	idle[i] = pair[1];
}

/* A second of it: for each that comes somebody gives way. */
static void
crowd_goes_on(void)
{
	char byte;

	steady += 1000;
	for (int i = 0; i < IDLE_COME; i++)
		ck_assert(connections_make_room(connections, TRAFFIC_INTAKE));
	for (int i = 0; i < IDLE; i++)
		if (recv(idle[i], &byte, 1, 0) == 0) {
			(void)close(idle[i]);
			idle_comes(i);
		}
}

START_TEST(a_slow_body_does_not_give_way_to_who_sends_nothing)
{
	static const uint8_t body[ENVELOPE_BYTES];

	for (int i = 0; i < IDLE; i++)
		idle_comes(i);
	send_all(put, sizeof put - 1);
	for (size_t at = 0, piece = PACE_BYTES; at < sizeof body; at += piece) {
		piece = piece < sizeof body - at ? piece : sizeof body - at;
		send_all(body + at, piece);
		run_what_is_there();
		crowd_goes_on();
		ck_assert_msg(!take() || bodies == 1, "it gave way after %zu bytes", at);
	}
	run_to_the_end();
	answered(201);
	for (int i = 0; i < IDLE; i++)
		(void)close(idle[i]);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("connections");
	TCase *tests = tcase_create("connections");

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, a_body_that_drips_is_cut_off_at_its_deadline);
	tcase_add_test(tests, a_head_that_comes_after_the_deadline_has_no_time_for_its_body);
	tcase_add_test(tests, a_body_in_any_pieces_is_one_body);
	tcase_add_test(tests, what_comes_behind_a_request_is_not_another_one);
	tcase_add_test(tests, who_sends_on_after_a_refusal_is_cut_off);
	tcase_add_test(tests, a_100_is_sent_only_to_who_waits_for_it);
	tcase_add_test(tests, a_request_that_is_not_whole_is_closed_without_an_answer);
	tcase_add_test(tests, a_slow_body_does_not_give_way_to_who_sends_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
