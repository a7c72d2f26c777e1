/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/report.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/campaign.h"
#include "common/json.h"
#include "daemon/clock.h"
#include "daemon/statusapi.h"

#define REPORT_DETAIL_MOST 400
#define REPORT_FIRST_MONDAY 4 /* 1970-01-05, as a day */

static const char report_request[] =
    "GET " STATUSAPI_PATH " HTTP/1.1\r\nHost: localhost\r\n\r\n";

/* A daemon that hangs, or is another's by now, does not hold this program up. */
static int
report_wait(int descriptor, short what, int64_t until, struct error *error)
{
	struct pollfd ready = { .fd = descriptor, .events = what };
	struct clock clock;
	int64_t left;
	int result;

	clock_system(&clock);
	do {
		left = until - clock_steady(&clock);
		result = left <= 0 ? 0 : poll(&ready, 1, (int)left);
	} while (result < 0 && errno == EINTR);
	if (result > 0)
		return 0;
	return error_refuse(error, "the daemon did not answer within %d seconds; its log may say "
	    "why (journalctl -u testimonyd)", REPORT_SECONDS);
}

static int
report_exchange(int descriptor, int64_t until, struct buffer *answer, struct error *error)
{
	ssize_t got;

	/* It fits into a socket that is new. */
	if (send(descriptor, report_request, sizeof report_request - 1, MSG_NOSIGNAL) !=
	    (ssize_t)(sizeof report_request - 1))
		return error_system(error, "the daemon cannot be asked");
	do {
		buffer_reserve(answer, 4096);
		if (report_wait(descriptor, POLLIN, until, error) != 0)
			return -1;
		got = recv(descriptor, answer->data + answer->length, 4096, MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got < 0)
			return error_system(error, "the daemon's answer cannot be read");
		answer->length += (size_t)got;
		if (answer->length > REPORT_BYTES_MOST)
			return error_refuse(error,
			    "what answers is not a testimonyd: too much came");
	} while (got != 0);
	return 0;
}

static int
report_connect(int descriptor, const struct conf *conf, struct error *error)
{
	const char *path = conf->status.text + strlen("unix:");

	if (connect(descriptor, (const struct sockaddr *)&conf->status.address,
		conf->status.length) == 0)
		return 0;
	if (errno == ENOENT || errno == ECONNREFUSED)
		return error_refuse(error, "no testimonyd runs with this configuration (nothing "
		    "answers at %s)", path);
	if (errno == EACCES)
		return error_refuse(error,
		    "only root and the daemon's user may ask for the status");
	/* A unix socket that does not block says so where too many wait in line. */
	if (errno == EAGAIN)
		return error_refuse(error, "too many ask for the status just now; try again");
	return error_system(error, "%s cannot be connected to", path);
}

int
report_fetch(json_t **status, const struct conf *conf, struct error *error)
{
	struct buffer answer = BUFFER_INIT;
	struct clock clock;
	int64_t until;
	int descriptor, result = -1;

	clock_system(&clock);
	until = clock_steady(&clock) + (int64_t)REPORT_SECONDS * 1000;
	descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (descriptor < 0)
		return error_system(error, "no socket can be made");
	if (report_connect(descriptor, conf, error) == 0 &&
	    report_exchange(descriptor, until, &answer, error) == 0)
		result = report_parse(status, answer.data, answer.length, error);
	(void)close(descriptor);
	buffer_free(&answer);
	return result;
}

int
report_parse(json_t **status, const void *answer, size_t length, struct error *error)
{
	static const char good[] = "HTTP/1.1 200 ", any[] = "HTTP/1.1 ", gap[] = "\r\n\r\n";
	const char *text = answer, *body;
	const char *detail;
	json_t *value = NULL;
	bool fine;

	if (length == 0)
		return error_refuse(error, "the daemon gave no answer: it is stopping, or takes "
		    "you for neither root nor its user");
	body = memmem(text, length, gap, sizeof gap - 1);
	if (length < sizeof good - 1 || memcmp(text, any, sizeof any - 1) != 0 || body == NULL)
		return error_refuse(error, "what answers is not a testimonyd");
	fine = memcmp(text, good, sizeof good - 1) == 0;
	body += sizeof gap - 1;
	if (json_parse(&value, body, length - (size_t)(body - text), "the daemon's answer",
	    error) != 0)
		return -1;
	if (!fine) {
		if (json_member_text(value, "detail", REPORT_DETAIL_MOST, &detail, error) == 0)
			(void)error_refuse(error, "the daemon says: %s", detail);
		json_decref(value);
		return -1;
	}
	if (!json_is_object(value)) {
		json_decref(value);
		return error_refuse(error, "the daemon's answer is not a status");
	}
	*status = value;
	return 0;
}

/* Numbers of a status, one after the other; the first that is not there makes it fail. */
struct report_reading {
	const json_t *object;
	struct error *error;
	bool failed;
};

static int64_t
report_number(struct report_reading *reading, const char *key)
{
	int64_t value = 0;

	if (!reading->failed && json_member_integer(reading->object, key, 0, JSON_INTEGER_MOST,
		&value, reading->error) != 0)
		reading->failed = true;
	return value;
}

/* Numbers of a member of it. */
static struct report_reading
report_inside(struct report_reading *reading, const char *key)
{
	struct report_reading inside = { NULL, reading->error, reading->failed };

	if (!inside.failed &&
	    json_member_object(reading->object, key, &inside.object, inside.error) != 0)
		inside.failed = reading->failed = true;
	return inside;
}

static void
report_print_campaign(struct report_reading *whole, struct buffer *out)
{
	struct report_reading campaign = report_inside(whole, "campaign");
	const int64_t serial = report_number(&campaign, "serial");
	const int64_t left = report_number(&campaign, "days_left");
	const char *expires = "";

	if (!campaign.failed &&
	    json_member_text(campaign.object, "expires", 10, &expires, campaign.error) != 0)
		campaign.failed = true;
	whole->failed |= campaign.failed;
	if (json_is_true(json_object_get(campaign.object, "expired")))
		buffer_format(out, "campaign      serial %" PRId64 ", EXPIRED after %s\n", serial,
		    expires);
	else
		buffer_format(out, "campaign      serial %" PRId64 ", valid through %s (%" PRId64
		    " days left)\n", serial, expires, left);
}

static void
report_print_space(struct report_reading *whole, struct buffer *out)
{
	struct report_reading space = report_inside(whole, "space");
	const int64_t free = report_number(&space, "free");
	const int64_t total = report_number(&space, "total");
	const int64_t reserve = report_number(&space, "reserve");

	whole->failed |= space.failed;
	buffer_format(out, "space         %" PRId64 " MiB free of %" PRId64 ", of which %" PRId64
	    " are the reserve%s\n", free >> 20, total >> 20, reserve >> 20,
	    free < reserve ? "; NO NEW ENVELOPE IS TAKEN" : "");
}

static void
report_print_connections(struct report_reading *whole, struct buffer *out)
{
	struct report_reading connections = report_inside(whole, "connections");
	struct report_reading intake = report_inside(&connections, "intake");
	struct report_reading desk = report_inside(&connections, "desk");

	buffer_format(out, "connections   %" PRId64 " of %" PRId64 " families', "
	    "%" PRId64 " of %" PRId64 " desks'\n", report_number(&intake, "open"),
	    report_number(&intake, "most"), report_number(&desk, "open"),
	    report_number(&desk, "most"));
	whole->failed |= connections.failed || intake.failed || desk.failed;
}

/* Those that there were. */
static void
report_print_refusals(struct report_reading *whole, struct buffer *out)
{
	struct report_reading refusals = report_inside(whole, "refusals");
	const char *key;
	json_t *value;
	bool any = false;

	whole->failed |= refusals.failed;
	buffer_append_text(out, "refused      ");
	json_object_foreach ((json_t *)(uintptr_t)refusals.object, key, value) {
		if (!json_is_integer(value) || json_integer_value(value) == 0)
			continue;
		buffer_format(out, "%s %s %" JSON_INTEGER_FORMAT, any ? "," : "", key,
		    json_integer_value(value));
		any = true;
	}
	buffer_append_text(out, any ? "\n" : " nothing\n");
}

/* By its Monday, as desks name it; weeks are counted from Monday, 5 January 1970 (FORMATS 1). */
static void
report_print_week(struct report_reading *order, struct buffer *out)
{
	char day[DAY_SIZE];
	int64_t week;

	if (json_member_integer(order->object, "week", 0, (DAY_MOST - REPORT_FIRST_MONDAY) / 7,
		&week, order->error) != 0) {
		order->failed = true;
		return;
	}
	day_print(day, (int32_t)(REPORT_FIRST_MONDAY + 7 * week));
	buffer_format(out, "in the week of %s", day);
}

static void
report_print_time(struct report_reading *whole, struct buffer *out)
{
	struct report_reading retention = report_inside(whole, "retention");
	struct report_reading order = report_inside(whole, "order");
	const int64_t weeks = report_number(&retention, "weeks");
	const int64_t warned = report_number(&retention, "warned");
	const char *skipped = json_string_value(json_object_get(order.object, "skipped"));

	buffer_format(out, "kept          %" PRId64 " weeks", weeks);
	if (warned > 0)
		buffer_format(out, "; %" PRId64 " GO BY AGE after %" PRId64
		    " more days: let every desk pull", warned,
		    report_number(&retention, "days_left"));
	buffer_append_text(out, "\nput in order  ");
	if (json_is_integer(json_object_get(order.object, "week")))
		report_print_week(&order, out);
	else
		buffer_append_text(out, "not yet");
	if (skipped != NULL)
		buffer_format(out, "; SKIPPED since then: %s", skipped);
	buffer_append_byte(out, '\n');
	whole->failed |= retention.failed || order.failed;
}

int
report_print(const json_t *status, struct buffer *out, struct error *error)
{
	struct report_reading whole = { status, error, false };
	int64_t damaged;

	buffer_format(out, "running       %" PRId64 " hours, %" PRId64 " answers\n",
	    report_number(&whole, "since"), report_number(&whole, "answers"));
	report_print_campaign(&whole, out);
	buffer_format(out, "held          %" PRId64 " from families, %" PRId64
	    " replies, %" PRId64 " in the log, %" PRId64 " withdrawals\n",
	    report_number(&whole, "inbox"), report_number(&whole, "reply"),
	    report_number(&whole, "log"), report_number(&whole, "withdrawals"));
	damaged = report_number(&whole, "damaged");
	buffer_format(out, "damaged       %" PRId64 " rows%s\n", damaged, damaged == 0 ? "" :
	    ": THE DISK MAY BE FAILING, see testimonyd(8)");
	report_print_space(&whole, out);
	report_print_connections(&whole, out);
	buffer_format(out, "proof         %" PRId64 " bits\n", report_number(&whole, "bits"));
	report_print_refusals(&whole, out);
	report_print_time(&whole, out);
	if (whole.failed)
		return error_within(error, "the daemon may be of another version; --json prints "
		    "all that it says");
	return 0;
}
