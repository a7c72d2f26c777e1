/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include "common/encode.h"
#include "daemon/deskapi.h"
#include "keys/httpsig_sign.h"

#define NOW 1800000000

static struct campaign campaign;
static struct published published = { .campaign = &campaign };
static struct conf conf;
static struct traffic traffic;
static struct deskapi deskapi;
static struct service service;
static struct service_moment now;
static struct http_request request;
static struct reply reply;
static struct keeper_job *job;
static struct author *anna, *former, *stranger;
static char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
static char signature[HTTPSIG_SIGNATURE_SIZE], log_path[128];
static uint8_t *content; /* malloc */
static size_t content_length;
static const char *mailbox_field, *replaces_field; /* signed where they are not NULL */
static struct gate *gate;

static void
start(void)
{
	author_generate(&anna);
	author_generate(&former);
	author_generate(&stranger);
	memset(&campaign, 0, sizeof campaign);
	memcpy(campaign.coordinators[0].key, author_public(anna), 32);
	campaign.coordinator_count = 1;
	memcpy(campaign.former[0].key, author_public(former), 32);
	campaign.former_count = 1;
	campaign.serial = 4;
	campaign.expires = NOW / 86400 + 9;
	memset(&conf, 0, sizeof conf);
	memcpy(conf.desk_names[0], "localhost", sizeof "localhost");
	memcpy(conf.desk_names[1], "desk.onion:8080", sizeof "desk.onion:8080");
	conf.desk_name_count = 2;
	conf.reserve_mib = 64;
	gate_new(&gate);
	now.wall = NOW;
	now.steady = 5000;
	deskapi.conf = &conf;
	deskapi.published = &published;
	deskapi.gate = gate;
	deskapi.traffic = &traffic;
	deskapi.started = now.steady - 1000 * 1000;
	nonces_new(&deskapi.nonces, 1000);
	deskapi_service(&service, &deskapi);
	content = malloc(1);
	content_length = 0;
	mailbox_field = replaces_field = NULL;
}

static void
stop(void)
{
	author_free(&anna);
	author_free(&former);
	author_free(&stranger);
	nonces_free(&deskapi.nonces);
	gate_free(&gate);
	keeper_job_free(&job);
	reply_free(&reply);
	free(content);
}

/* Signs a request for `content`. */
static void
sign(enum http_method method, const char *target, const struct author *author, int64_t when)
{
	struct httpsig_request parts;

	httpsig_digest(digest, content, content_length);
	memset(&request, 0, sizeof request);
	request.method = method;
	request.target = target;
	request.host = "localhost";
	request.content_digest = digest;
	request.signature = signature;
	request.signature_input = input;
	request.has_length = method != HTTP_GET;
	request.content_length = content_length;
	memset(&parts, 0, sizeof parts);
	parts.method = http_method_name(method);
	parts.authority = request.host;
	parts.path = target;
	parts.content_digest = digest;
	parts.mailbox = request.mailbox = mailbox_field;
	parts.replaces = request.replaces = replaces_field;
	httpsig_sign(author, &parts, when, input, signature);
}

static enum service_step
head(void)
{
	return service.head(service.context, &request, &now, &reply, &job);
}

static enum service_step
body(void)
{
	ck_assert_int_eq(head(), SERVICE_BODY);
	return service.body(service.context, &request, &content, content_length, &now, &reply,
	    &job);
}

static void
refused(int status, const char *words)
{
	ck_assert_int_eq(head(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, status);
	ck_assert_msg(strstr((const char *)reply.content.data, words) != NULL, "%s",
	    reply.content.data);
	ck_assert_ptr_null(job);
}

START_TEST(a_coordinators_signature_opens_the_index)
{
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	ck_assert_int_eq(head(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_INDEX);
	job->outcome = KEEPER_DONE;
	buffer_append_text(&job->content, "index");
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 200);
	ck_assert_uint_eq(reply_length(&reply), 5);
}
END_TEST

/* As the intake gives it, and as it was read last. */
START_TEST(the_campaign_and_its_signature_are_given_as_they_are)
{
	static const struct { const char *target, *content, *type; } files[] = {
		{ "/v1/desk/campaign", "{}", "application/json" },
		{ "/v1/desk/campaign.minisig", "signature", "text/plain; charset=utf-8" },
	};

	buffer_append_text(&published.json, files[0].content);
	buffer_append_text(&published.signature, files[1].content);
	for (size_t i = 0; i < 2; i++) {
		sign(HTTP_GET, files[i].target, former, NOW);
		refused(401, "not that of a coordinator");
		reply_free(&reply);
		sign(HTTP_GET, files[i].target, anna, NOW);
		ck_assert_int_eq(head(), SERVICE_REPLY);
		ck_assert_int_eq(reply.status, 200);
		ck_assert_str_eq(reply.type, files[i].type);
		ck_assert(reply.may_be_kept);
		ck_assert_uint_eq(reply.shared_length, strlen(files[i].content));
		ck_assert_mem_eq(reply.shared, files[i].content, reply.shared_length);
		ck_assert_ptr_null(job);
		reply_free(&reply);
	}
	buffer_free(&published.json);
	buffer_free(&published.signature);
}
END_TEST

START_TEST(nothing_is_open_without_a_signature_that_holds)
{
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	request.signature = NULL;
	refused(401, "must be signed");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	request.signature_input = NULL;
	refused(401, "must be signed");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	request.content_digest = NULL;
	refused(401, "must be signed");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	request.target = "/v1/desk/status";
	refused(401, "does not hold");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	request.mailbox = "00"; /* a component that was not signed */
	refused(401, "does not hold");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	signature[20] = signature[20] == 'A' ? 'B' : 'A';
	refused(401, "does not hold");
}
END_TEST

START_TEST(only_current_coordinators_may_sign)
{
	sign(HTTP_GET, "/v1/desk/index", stranger, NOW);
	refused(401, "not that of a coordinator");
	sign(HTTP_GET, "/v1/desk/index", former, NOW);
	refused(401, "not that of a coordinator");
}
END_TEST

START_TEST(the_host_must_be_a_name_of_the_desk)
{
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	request.host = "evil.example";
	refused(421, "desk_name");
	request.host = "desk.onion:8080"; /* one of ours, but not what was signed */
	refused(401, "does not hold");
}
END_TEST

START_TEST(a_signature_is_good_for_five_minutes_and_for_this_run)
{
	sign(HTTP_GET, "/v1/desk/index", anna, NOW - 301);
	refused(401, "five minutes");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW + 301);
	refused(401, "five minutes");
	deskapi.started = now.steady - 10 * 1000;
	sign(HTTP_GET, "/v1/desk/index", anna, NOW - 11);
	refused(401, "older than this daemon");
	sign(HTTP_GET, "/v1/desk/index", anna, NOW - 10);
	ck_assert_int_eq(head(), SERVICE_JOB);
	keeper_job_free(&job);
	/* Signed in the second that then ended, after a start in it. */
	deskapi.started = now.steady - 300;
	sign(HTTP_GET, "/v1/desk/index", anna, NOW - 1);
	ck_assert_int_eq(head(), SERVICE_JOB);
	keeper_job_free(&job);
	sign(HTTP_GET, "/v1/desk/index", anna, NOW - 2);
	refused(401, "older than this daemon");
	deskapi.started = now.steady - 10 * 1000;
	sign(HTTP_GET, "/v1/desk/index", anna, NOW + 300);
	ck_assert_int_eq(head(), SERVICE_JOB);
	keeper_job_free(&job);
	/* A clock that is put back after the start shuts nobody out. */
	now.wall = NOW - 86400;
	sign(HTTP_GET, "/v1/desk/index", anna, NOW - 86400);
	ck_assert_int_eq(head(), SERVICE_JOB);
}
END_TEST

START_TEST(a_signed_request_is_taken_once)
{
	sign(HTTP_GET, "/v1/desk/status", anna, NOW);
	ck_assert_int_eq(head(), SERVICE_JOB);
	keeper_job_free(&job);
	refused(401, "taken before");
	now.steady += 299 * 1000;
	now.wall += 299;
	refused(401, "taken before");
	/* A clock that was set back makes it fresh again, but not forgotten. */
	now.steady += 700 * 1000;
	now.wall = NOW;
	refused(401, "taken before");
	now.steady += 700 * 1000;
	refused(401, "taken before");
}
END_TEST

START_TEST(nonces_are_forgotten_in_time_and_bounded)
{
	struct nonces *nonces;
	uint8_t nonce[HTTPSIG_NONCE_BYTES] = { 0 };

	nonces_new(&nonces, 100);
	for (uint8_t i = 0; i < 100; i++) {
		nonce[0] = i;
		ck_assert_int_eq(nonces_add(nonces, nonce, NOW, NOW, 0), NONCE_FRESH);
	}
	nonce[0] = 100;
	ck_assert_int_eq(nonces_add(nonces, nonce, NOW, NOW, 1), NONCE_NO_ROOM);
	nonce[0] = 50;
	ck_assert_int_eq(nonces_add(nonces, nonce, NOW, NOW, 2), NONCE_SEEN);
	nonce[0] = 100;
	ck_assert_int_eq(nonces_add(nonces, nonce, NOW + 600, NOW + 600, 600000), NONCE_FRESH);
	nonce[0] = 50;
	ck_assert_int_eq(nonces_add(nonces, nonce, NOW + 600, NOW + 600, 600001), NONCE_SEEN);
	ck_assert_int_eq(nonces_add(nonces, nonce, NOW + 1200, NOW + 1200, 1200000), NONCE_FRESH);
	nonces_free(&nonces);
	ck_assert_ptr_null(nonces);
}
END_TEST

START_TEST(a_fetch_takes_up_to_256_whole_ids_that_were_signed)
{
	free(content);
	content_length = 256 * 32 + 32;
	content = calloc(1, content_length);
	sign(HTTP_POST, "/v1/desk/fetch", anna, NOW);
	refused(413, "256");
	content_length = 33;
	sign(HTTP_POST, "/v1/desk/fetch", anna, NOW);
	refused(400, "32 bytes");
	content_length = 64;
	sign(HTTP_POST, "/v1/desk/fetch", anna, NOW);
	content[5] = 1;
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 400);
	sign(HTTP_POST, "/v1/desk/fetch", anna, NOW);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_FETCH);
	ck_assert_uint_eq(job->count, 2);
	ck_assert_uint_eq(job->ids[5], 1);
	job->outcome = KEEPER_DONE;
	service.finish(service.context, job, &now, &reply);
	ck_assert_uint_eq(reply.streamed, 2 * STORE_RECORD_BYTES);
	content = malloc(1);
}
END_TEST

/* A record of fetch, as content. */
static void
record(uint8_t tray, uint8_t first_of_mailbox, uint32_t week)
{
	uint8_t *envelope, id[32];

	envelope = envelope_specimen(id, 'r');
	free(content);
	content_length = STORE_RECORD_BYTES;
	content = calloc(1, content_length);
	memcpy(content, id, 32);
	content[32] = tray;
	content[33] = first_of_mailbox;
	for (int i = 0; i < 4; i++)
		content[65 + i] = (uint8_t)(week >> (24 - 8 * i));
	memcpy(content + STORE_RECORD_HEAD, envelope, ENVELOPE_BYTES);
	free(envelope);
	sign(HTTP_PUT, "/v1/desk/restore", anna, NOW);
}

START_TEST(a_record_goes_back_in_its_place)
{
	record(TRAY_REPLY, 9, 2800);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_PUT);
	ck_assert_int_eq(job->tray, TRAY_REPLY);
	ck_assert_uint_eq(job->mailbox[0], 9);
	ck_assert_uint_eq(job->week, 2800);
	ck_assert_mem_eq(job->envelope, "age-encryption.org/v1\n", 22);
}
END_TEST

START_TEST(a_record_that_cannot_be_is_refused)
{
	static const struct {
		uint8_t tray, mailbox;
		uint32_t week;
	} bad[] = { { 0, 1, 2800 }, { 4, 1, 2800 }, { TRAY_LOG, 1, 2800 },
		{ TRAY_INBOX, 1, 1000000 } };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		record(bad[i].tray, bad[i].mailbox, bad[i].week);
		ck_assert_int_eq(body(), SERVICE_REPLY);
		ck_assert_int_eq(reply.status, 422);
	}
	record(TRAY_INBOX, 1, 2800);
	content[0] ^= 1; /* not its id */
	sign(HTTP_PUT, "/v1/desk/restore", anna, NOW);
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 422);
}
END_TEST

START_TEST(an_event_goes_to_the_log_of_nobodys_mailbox)
{
	char digits[65];
	uint8_t id[32];

	free(content);
	content = envelope_specimen(id, 'e');
	content_length = ENVELOPE_BYTES;
	hex_encode(digits, id, 32);
	(void)snprintf(log_path, sizeof log_path, "/v1/desk/log/%s", digits);
	sign(HTTP_PUT, log_path, anna, NOW);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert_int_eq(job->tray, TRAY_LOG);
	ck_assert(sodium_is_zero(job->mailbox, 32));
	ck_assert_uint_eq(job->week, (NOW / 86400 - 4) / 7);
}
END_TEST

START_TEST(unknown_paths_and_methods_are_refused)
{
	static const char *const paths[] = { "/v1/campaign", "/v1/desk", "/v1/desk/",
		"/v1/desk/log/00",
		"/v1/desk/index?x", "/v1/desk/mailbox" };

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		sign(HTTP_GET, "/v1/desk/index", anna, NOW);
		request.target = paths[i];
		refused(404, "nothing");
	}
	sign(HTTP_POST, "/v1/desk/index", anna, NOW);
	refused(405, "method");
}
END_TEST

START_TEST(the_status_tells_counts_space_refusals_and_days)
{
	json_error_t where;
	json_t *value;

	sign(HTTP_GET, "/v1/desk/status", anna, NOW);
	ck_assert_int_eq(head(), SERVICE_JOB);
	job->outcome = KEEPER_DONE;
	job->counts.inbox = 5;
	job->space.free = 123456789;
	job->damaged = 2;
	job->commits = 96;
	traffic.refusals[REFUSAL_PROOF] = 3;
	traffic.answers[TRAFFIC_INTAKE] = 40;
	traffic.answers[TRAFFIC_DESK] = 2;
	traffic.open[TRAFFIC_INTAKE] = 7;
	traffic.most[TRAFFIC_DESK] = 64;
	now.steady = deskapi.started + 2 * 3600000 + 3599999;
	job->notice.warned = 12;
	job->notice.warned_for = 49 * RETENTION_DAY + 700;
	job->notice.ordered = 2929;
	job->notice.skipped = KEEPER_SKIPPED_SPACE;
	service.finish(service.context, job, &now, &reply);
	value = json_loadb((const char *)reply.content.data, reply.content.length,
	    JSON_REJECT_DUPLICATES, &where);
	ck_assert_msg(value != NULL, "%s: %s", where.text, reply.content.data);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "inbox")), 5);
	ck_assert_int_eq(json_integer_value(json_object_get(
	    json_object_get(value, "refusals"), "proof")), 3);
	ck_assert_int_eq(json_integer_value(json_object_get(
	    json_object_get(value, "space"), "free")), 123456789);
	ck_assert_int_eq(json_integer_value(json_object_get(
	    json_object_get(value, "campaign"), "days_left")), 9);
	ck_assert_int_eq(json_integer_value(json_object_get(
	    json_object_get(value, "retention"), "warned")), 12);
	ck_assert_int_eq(json_integer_value(json_object_get(
	    json_object_get(value, "retention"), "days_left")), 49);
	ck_assert_int_eq(json_integer_value(json_object_get(
	    json_object_get(value, "order"), "week")), 2929);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "damaged")), 2);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "commits")), 96);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "answers")), 42);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "since")), 2);
	ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(
	    json_object_get(value, "connections"), "intake"), "open")), 7);
	ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(
	    json_object_get(value, "connections"), "desk"), "most")), 64);
	ck_assert_str_eq(json_string_value(json_object_get(
	    json_object_get(value, "order"), "skipped")), "no_space");
	json_decref(value);
}
END_TEST

START_TEST(damage_is_said_and_not_handed_out)
{
	sign(HTTP_GET, "/v1/desk/index", anna, NOW);
	ck_assert_int_eq(head(), SERVICE_JOB);
	job->outcome = KEEPER_DAMAGED;
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 500);
}
END_TEST

static char path[160];

/* A good request with an envelope, or with a body of these bytes. */
static void
with_envelope(const char *folder)
{
	char digits[65];
	uint8_t id[32];

	free(content);
	content = envelope_specimen(id, 'e');
	content_length = ENVELOPE_BYTES;
	hex_encode(digits, id, 32);
	(void)snprintf(path, sizeof path, "/v1/desk/%s/%s", folder, digits);
}

#define SEVENS "7777777777777777777777777777777777777777777777777777777777777777"
#define NINES "9999999999999999999999999999999999999999999999999999999999999999"

START_TEST(a_reply_names_its_mailbox_and_what_it_replaces)
{
	with_envelope("replies");
	mailbox_field = SEVENS;
	sign(HTTP_PUT, path, anna, NOW);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_PUT);
	ck_assert_int_eq(job->tray, TRAY_REPLY);
	ck_assert_uint_eq(job->mailbox[31], 0x77);
	ck_assert(!job->replaces);
	keeper_job_free(&job);
	with_envelope("replies");
	replaces_field = NINES;
	sign(HTTP_PUT, path, anna, NOW);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert(job->replaces);
	ck_assert_uint_eq(job->replaced[0], 0x99);
}
END_TEST

START_TEST(the_fields_of_a_reply_are_signed_and_well_formed)
{
	static const char *const bad[] = { "77", SEVENS "7", "x", "A" };

	with_envelope("replies");
	sign(HTTP_PUT, path, anna, NOW);
	refused(400, "Testimony-Mailbox");
	mailbox_field = SEVENS;
	for (size_t i = 0; i < 4; i++) {
		replaces_field = bad[i];
		sign(HTTP_PUT, path, anna, NOW);
		refused(400, "Testimony-Replaces");
	}
	replaces_field = NULL;
	for (size_t i = 0; i < 4; i++) {
		mailbox_field = bad[i];
		sign(HTTP_PUT, path, anna, NOW);
		refused(400, "Testimony-Mailbox");
	}
	mailbox_field = SEVENS;
	sign(HTTP_PUT, path, anna, NOW);
	request.mailbox = NINES;
	refused(401, "does not hold");
	request.mailbox = NULL;
	refused(401, "does not hold");
	request.mailbox = SEVENS;
	request.replaces = NINES; /* added on the way */
	refused(401, "does not hold");
	replaces_field = NINES;
	sign(HTTP_PUT, path, anna, NOW);
	request.replaces = SEVENS;
	refused(401, "does not hold");
	request.replaces = NULL; /* taken off on the way */
	refused(401, "does not hold");
}
END_TEST

/* A record of a withdrawal by a family; changed by `spoil` before it is signed as a request. */
static void
with_withdrawal(int spoil, uint32_t week)
{
	struct withdrawal withdrawal;
	struct author *family = NULL;
	char digits[65];

	memset(campaign.signing_key.key, 9, 32);
	author_generate(&family);
	author_withdraw(family, campaign.signing_key.key, &withdrawal);
	withdrawal.week = week;
	free(content);
	content_length = WITHDRAWAL_BYTES;
	content = malloc(content_length);
	withdrawal_print(content, &withdrawal);
	hex_encode(digits, withdrawal.mailbox, 32);
	(void)snprintf(path, sizeof path, "/v1/desk/withdrawals/%s", digits);
	if (spoil >= 0)
		content[spoil] ^= 1;
	author_free(&family);
	sign(HTTP_PUT, path, anna, NOW);
}

START_TEST(a_withdrawal_is_handed_on_and_kept_always)
{
	with_withdrawal(-1, 2800);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_WITHDRAW);
	ck_assert(job->always);
	ck_assert_uint_eq(job->withdrawal.week, 2800);
	job->outcome = KEEPER_DONE;
	job->held = true;
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 201);
	job->held = false;
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 200);
	job->outcome = KEEPER_NO_SPACE;
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 507);
}
END_TEST

START_TEST(a_withdrawal_with_any_defect_is_not_handed_on)
{
	static const int defects[] = { 0, 31, 32, 63, 64, 127, 132, 159 };
	uint32_t week = (NOW / 86400 - 4) / 7;

	for (size_t i = 0; i < sizeof defects / sizeof defects[0]; i++) {
		with_withdrawal(defects[i], 2800);
		ck_assert_int_eq(body(), SERVICE_REPLY);
		ck_assert_int_eq(reply.status, 422);
		ck_assert_ptr_null(job);
	}
	with_withdrawal(-1, week + 2);
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 422);
	with_withdrawal(-1, week + 1); /* another daemon's clock */
	ck_assert_int_eq(body(), SERVICE_JOB);
	keeper_job_free(&job);
	with_withdrawal(-1, 2800); /* of another campaign */
	campaign.signing_key.key[0] ^= 1;
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 422);
	with_withdrawal(-1, 2800);
	path[strlen(path) - 1] = path[strlen(path) - 1] == '0' ? '1' : '0';
	sign(HTTP_PUT, path, anna, NOW);
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 422);
	content_length--;
	sign(HTTP_PUT, path, anna, NOW);
	refused(422, "smaller");
	free(content);
	content_length += 2;
	content = calloc(1, content_length);
	sign(HTTP_PUT, path, anna, NOW);
	refused(413, "larger");
}
END_TEST

START_TEST(done_marks_and_erasing_say_what_became_of_them)
{
	static const struct {
		const char *path;
		enum keeper_kind kind;
		int unknown;
	} cases[] = { { "/v1/desk/envelopes/" SEVENS, KEEPER_MARK_DONE, 404 },
		{ "/v1/desk/log/" SEVENS, KEEPER_ERASE, 204 } };

	for (size_t i = 0; i < 2; i++) {
		sign(HTTP_DELETE, cases[i].path, anna, NOW);
		ck_assert_int_eq(head(), SERVICE_JOB);
		ck_assert_int_eq(job->kind, cases[i].kind);
		ck_assert_uint_eq(job->id[31], 0x77);
		ck_assert_uint_eq(job->week, (NOW / 86400 - 4) / 7);
		ck_assert_int_eq(job->tray, TRAY_LOG);
		job->outcome = KEEPER_DONE;
		job->held = true;
		service.finish(service.context, job, &now, &reply);
		ck_assert_int_eq(reply.status, 204);
		job->held = false;
		service.finish(service.context, job, &now, &reply);
		ck_assert_int_eq(reply.status, cases[i].unknown);
		job->outcome = KEEPER_NO_SPACE;
		service.finish(service.context, job, &now, &reply);
		ck_assert_int_eq(reply.status, 507);
		keeper_job_free(&job);
		content_length = 1;
		sign(HTTP_DELETE, cases[i].path, anna, NOW);
		refused(400, "no content");
		content_length = 0;
		sign(HTTP_DELETE, cases[i].path, stranger, NOW);
		refused(401, "coordinator");
		sign(HTTP_GET, cases[i].path, anna, NOW);
		refused(405, "method");
	}
	ck_assert_str_eq(reply.allow, "PUT, DELETE");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("deskapi");
	TCase *tests = tcase_create("deskapi");

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, a_coordinators_signature_opens_the_index);
	tcase_add_test(tests, the_campaign_and_its_signature_are_given_as_they_are);
	tcase_add_test(tests, nothing_is_open_without_a_signature_that_holds);
	tcase_add_test(tests, only_current_coordinators_may_sign);
	tcase_add_test(tests, the_host_must_be_a_name_of_the_desk);
	tcase_add_test(tests, a_signature_is_good_for_five_minutes_and_for_this_run);
	tcase_add_test(tests, a_signed_request_is_taken_once);
	tcase_add_test(tests, nonces_are_forgotten_in_time_and_bounded);
	tcase_add_test(tests, a_fetch_takes_up_to_256_whole_ids_that_were_signed);
	tcase_add_test(tests, a_record_goes_back_in_its_place);
	tcase_add_test(tests, a_record_that_cannot_be_is_refused);
	tcase_add_test(tests, an_event_goes_to_the_log_of_nobodys_mailbox);
	tcase_add_test(tests, unknown_paths_and_methods_are_refused);
	tcase_add_test(tests, the_status_tells_counts_space_refusals_and_days);
	tcase_add_test(tests, damage_is_said_and_not_handed_out);
	tcase_add_test(tests, a_reply_names_its_mailbox_and_what_it_replaces);
	tcase_add_test(tests, the_fields_of_a_reply_are_signed_and_well_formed);
	tcase_add_test(tests, a_withdrawal_is_handed_on_and_kept_always);
	tcase_add_test(tests, a_withdrawal_with_any_defect_is_not_handed_on);
	tcase_add_test(tests, done_marks_and_erasing_say_what_became_of_them);
	suite_add_tcase(suite, tests);
	return suite;
}
