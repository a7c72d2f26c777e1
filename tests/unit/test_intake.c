/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <sys/stat.h>

#include "common/encode.h"
#include "common/file.h"
#include "daemon/gate.h"
#include "daemon/intake.h"
#include "keys/author.h"

#define NOW 1800000000 /* a Friday in January 2027 */

static struct published published;
static struct gate *gate;
static struct intake intake;
static struct service service;
static struct service_moment now = { NOW, 0 };
static struct http_request request;
static struct reply reply;
static struct keeper_job *job;
static char path[128], mailbox[65], proof[128];
static uint8_t *envelope, id[32];

/* A good PUT, for tests to spoil. */
static void
start(void)
{
	char token[GATE_TOKEN_SIZE], digits[65];
	int expires;

	buffer_append_text(&published.json, "{}");
	buffer_append_text(&published.signature, "signature");
	gate_new(&gate);
	intake.published = &published;
	intake.gate = gate;
	intake_service(&service, &intake);
	envelope = envelope_specimen(id, 'x');
	hex_encode(digits, id, 32);
	(void)snprintf(path, sizeof path, "/v1/envelopes/%s", digits);
	memset(mailbox, '7', 64);
	gate_challenge(gate, NOW, token, &expires);
	(void)snprintf(proof, sizeof proof, "%s 0123456789abcdef", token);
	memset(&request, 0, sizeof request);
	request.method = HTTP_PUT;
	request.target = path;
	request.host = "a";
	request.mailbox = mailbox;
	request.proof = proof;
	request.has_length = true;
	request.content_length = ENVELOPE_BYTES;
}

static void
stop(void)
{
	free(envelope);
	keeper_job_free(&job);
	reply_free(&reply);
	gate_free(&gate);
	buffer_free(&published.json);
	buffer_free(&published.signature);
}

static enum service_step
head(void)
{
	return service.head(service.context, &request, &now, &reply, &job);
}

static enum service_step
body(void)
{
	return service.body(service.context, &request, &envelope, ENVELOPE_BYTES, &now, &reply,
	    &job);
}

static void
refused(int status)
{
	ck_assert_int_eq(head(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, status);
	ck_assert_int_ne(reply.refusal, REFUSAL_NONE);
	ck_assert_ptr_null(job);
}

static void
get(const char *target)
{
	memset(&request, 0, sizeof request);
	request.method = HTTP_GET;
	request.target = target;
	request.host = "a";
}

START_TEST(the_campaign_is_handed_out_byte_for_byte)
{
	get("/v1/campaign");
	ck_assert_int_eq(head(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 200);
	ck_assert_ptr_eq(reply.shared, published.json.data);
	ck_assert_uint_eq(reply_length(&reply), 2);
	get("/v1/campaign.minisig");
	ck_assert_int_eq(head(), SERVICE_REPLY);
	ck_assert_ptr_eq(reply.shared, published.signature.data);
}
END_TEST

START_TEST(a_challenge_is_json_that_is_never_kept)
{
	json_error_t where;
	json_t *value;

	get("/v1/challenge");
	ck_assert_int_eq(head(), SERVICE_REPLY);
	ck_assert(!reply.may_be_kept);
	value = json_loadb((const char *)reply.content.data, reply.content.length, 0, &where);
	ck_assert_ptr_nonnull(value);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "bits")), 0);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "expires_in")), 600);
	json_decref(value);
}
END_TEST

START_TEST(unknown_paths_and_methods_are_refused)
{
	static const char *const paths[] = { "/v1/mailboxes", "/v1/campaign/", "/v1/campaign?a",
		"/v1/Campaign", "//v1/campaign", "/v1/envelopes/", "/v1/desk/index",
		"/v1/envelopes/00",
		"/v1/envelopes/"
		"0000000000000000000000000000000000000000000000000000000000000000/",
		"/v1/envelopes/"
		"ABCDEF0000000000000000000000000000000000000000000000000000000000" };

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		get(paths[i]);
		refused(404);
	}
	get("/v1/campaign");
	request.method = HTTP_PUT;
	refused(405);
	ck_assert_str_eq(reply.allow, "GET");
	get(path);
	refused(405);
	get("/v1/campaign");
	request.has_length = true;
	request.content_length = 1;
	refused(400);
}
END_TEST

START_TEST(a_put_is_judged_before_its_body_is_read)
{
	ck_assert_int_eq(head(), SERVICE_BODY);
	request.has_length = false;
	request.content_length = 0;
	refused(411);
	request.has_length = true;
	request.content_length = ENVELOPE_BYTES + 1;
	refused(413);
	request.content_length = UINT64_MAX;
	refused(413);
	request.content_length = ENVELOPE_BYTES - 1;
	refused(422);
	request.content_length = ENVELOPE_BYTES;
	request.mailbox = NULL;
	refused(400);
	request.mailbox = "77";
	refused(400);
	request.mailbox = mailbox;
	request.proof = NULL;
	refused(429);
	ck_assert(strstr((const char *)reply.content.data, "\"bits\":0") != NULL);
}
END_TEST

START_TEST(a_proof_needs_a_token_of_ours_that_is_fresh)
{
	static const char *const bad[] = { "", " ", "a", "a b",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAA 0123456789abcdef" };
	const size_t nonce = strlen(proof) - 16;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		request.proof = bad[i];
		refused(429);
	}
	request.proof = proof;
	proof[nonce] = 'A'; /* uppercase */
	refused(429);
	proof[nonce] = '0';
	ck_assert_int_eq(head(), SERVICE_BODY);
	proof[10] = proof[10] == 'A' ? 'B' : 'A';
	refused(429);
	stop();
	start();
	now.wall = NOW + 600; /* ten minutes, as the challenge says */
	ck_assert_int_eq(head(), SERVICE_BODY);
	now.wall = NOW + 660; /* and less than one more */
	refused(429);
	now.wall = NOW - 60;
	ck_assert_int_eq(head(), SERVICE_BODY);
	now.wall = NOW - 120;
	refused(429);
	now.wall = NOW;
}
END_TEST

START_TEST(daemons_with_one_key_take_each_others_tokens)
{
	struct store_folder at;
	struct error error = ERROR_INIT;
	struct gate *one = NULL, *other = NULL;
	char token[GATE_TOKEN_SIZE], header[96];
	int expires;

	store_folder_make(&at);
	unit_ok(file_write(at.path,
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		65, 0600, false, &error), &error);
	unit_ok(gate_new_from_file(&one, at.path, &error), &error);
	unit_ok(gate_new_from_file(&other, at.path, &error), &error);
	gate_challenge(one, NOW, token, &expires);
	(void)snprintf(header, sizeof header, "%s 0000000000000000", token);
	unit_ok(gate_check(other, header, id, NOW, &error), &error);
	unit_refused(gate_check(gate, header, id, NOW, &error), &error, "not from here");
	gate_free(&one);
	ck_assert_int_eq(chmod(at.path, 0644), 0);
	unit_refused(gate_new_from_file(&one, at.path, &error), &error, "read by others");
	unit_ok(file_write(at.path, "0123\n", 5, 0600, true, &error), &error);
	unit_refused(gate_new_from_file(&one, at.path, &error), &error, "not a token key");
	gate_free(&other);
	store_folder_remove(&at);
}
END_TEST

START_TEST(an_envelope_becomes_a_job)
{
	uint8_t *was = envelope;

	ck_assert_int_eq(head(), SERVICE_BODY);
	ck_assert_int_eq(body(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_PUT);
	ck_assert_int_eq(job->tray, TRAY_INBOX);
	ck_assert_mem_eq(job->id, id, 32);
	ck_assert_uint_eq(job->mailbox[31], 0x77);
	ck_assert_uint_eq(job->week, (NOW / 86400 - 4) / 7);
	ck_assert_ptr_eq(job->envelope, was);
	ck_assert_ptr_null(envelope);
}
END_TEST

START_TEST(plaintext_and_wrong_ids_are_refused)
{
	envelope[5000] ^= 1;
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 422);
	memset(envelope, 'x', ENVELOPE_BYTES);
	ck_assert_int_eq(body(), SERVICE_REPLY);
	ck_assert_int_eq(reply.status, 422);
	ck_assert_ptr_nonnull(envelope);
	ck_assert_ptr_null(job);
}
END_TEST

START_TEST(what_became_of_a_put_is_said)
{
	static const struct {
		enum store_put put;
		int status;
	} cases[] = { { STORE_NEW, 201 }, { STORE_HELD, 200 }, { STORE_ELSEWHERE, 409 },
		{ STORE_SLOT_TAKEN, 409 }, { STORE_WITHDRAWN, 410 }, { STORE_FULL, 409 } };

	job = keeper_job_new(KEEPER_PUT);
	job->outcome = KEEPER_DONE;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		job->put = cases[i].put;
		service.finish(service.context, job, &now, &reply);
		ck_assert_int_eq(reply.status, cases[i].status);
	}
	job->outcome = KEEPER_NO_SPACE;
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 507);
}
END_TEST

static struct campaign campaign;
static char field[WITHDRAWAL_HEADER_SIZE + 1];

/* A good DELETE of a mailbox, for tests to spoil. */
static void
withdraw(void)
{
	struct withdrawal withdrawal;
	struct author *author = NULL;

	published.campaign = &campaign;
	memset(campaign.signing_key.key, 9, 32);
	author_generate(&author);
	author_withdraw(author, campaign.signing_key.key, &withdrawal);
	withdrawal_header_print(field, &withdrawal);
	hex_encode(mailbox, withdrawal.mailbox, 32);
	author_free(&author);
	get("/v1/mailbox");
	request.method = HTTP_DELETE;
	request.mailbox = mailbox;
	request.withdraw = field;
}

START_TEST(a_check_has_one_answer_whatever_the_store_says)
{
	get("/v1/mailbox");
	refused(400);
	request.mailbox = "ABCDEF";
	refused(400);
	request.mailbox = mailbox;
	for (int outcome = KEEPER_DONE; outcome <= KEEPER_DAMAGED; outcome++) {
		ck_assert_int_eq(head(), SERVICE_JOB);
		ck_assert_int_eq(job->kind, KEEPER_MAILBOX);
		ck_assert_uint_eq(job->mailbox[31], 0x77);
		job->outcome = (enum keeper_outcome)outcome;
		service.finish(service.context, job, &now, &reply);
		ck_assert_int_eq(reply.status, 200);
		ck_assert_uint_eq(reply_length(&reply), 4 * 32968);
		ck_assert(!reply.may_be_kept);
		keeper_job_free(&job);
	}
	request.method = HTTP_PUT;
	refused(405);
	ck_assert_str_eq(reply.allow, "GET, DELETE");
	get("/v1/mailbox/");
	refused(404);
	get("/v1/mailbox");
	request.mailbox = mailbox;
	request.has_length = true;
	request.content_length = 1;
	refused(400);
}
END_TEST

START_TEST(a_withdrawal_that_holds_becomes_a_job)
{
	withdraw();
	ck_assert_int_eq(head(), SERVICE_JOB);
	ck_assert_int_eq(job->kind, KEEPER_WITHDRAW);
	ck_assert(!job->always);
	ck_assert_uint_eq(job->withdrawal.week, (NOW / 86400 - 4) / 7);
	for (int held = 0; held < 2; held++) {
		job->outcome = KEEPER_DONE;
		job->held = held; /* whatever the mailbox held */
		service.finish(service.context, job, &now, &reply);
		ck_assert_int_eq(reply.status, 204);
		ck_assert_uint_eq(reply_length(&reply), 0);
	}
	job->outcome = KEEPER_NO_SPACE;
	service.finish(service.context, job, &now, &reply);
	ck_assert_int_eq(reply.status, 507);
}
END_TEST

START_TEST(a_withdrawal_with_any_defect_is_refused)
{
	withdraw();
	for (size_t i = 0; i < strlen(field); i++) {
		char before = field[i];

		field[i] = before == '0' ? '1' : '0';
		refused(400);
		field[i] = (char)(before == ' ' ? '\t' : before >= 'a' ? before - 'a' + 'A' : 'x');
		refused(400);
		field[i] = before;
	}
	field[WITHDRAWAL_HEADER_SIZE - 1] = '0'; /* a digit more */
	refused(400);
	field[WITHDRAWAL_HEADER_SIZE - 1] = '\0';
	mailbox[5] = mailbox[5] == '0' ? '1' : '0';
	refused(400);
	withdraw();
	request.withdraw = NULL;
	refused(400);
	request.withdraw = field;
	request.mailbox = NULL;
	refused(400);
	request.mailbox = mailbox;
	campaign.signing_key.key[0] ^= 1;
	refused(400);
	campaign.signing_key.key[0] ^= 1;
	request.content_length = 1;
	refused(400);
	request.content_length = 0;
	ck_assert_int_eq(head(), SERVICE_JOB);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("intake");
	TCase *tests = tcase_create("intake");

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, the_campaign_is_handed_out_byte_for_byte);
	tcase_add_test(tests, a_challenge_is_json_that_is_never_kept);
	tcase_add_test(tests, unknown_paths_and_methods_are_refused);
	tcase_add_test(tests, a_put_is_judged_before_its_body_is_read);
	tcase_add_test(tests, a_proof_needs_a_token_of_ours_that_is_fresh);
	tcase_add_test(tests, daemons_with_one_key_take_each_others_tokens);
	tcase_add_test(tests, an_envelope_becomes_a_job);
	tcase_add_test(tests, plaintext_and_wrong_ids_are_refused);
	tcase_add_test(tests, what_became_of_a_put_is_said);
	tcase_add_test(tests, a_check_has_one_answer_whatever_the_store_says);
	tcase_add_test(tests, a_withdrawal_that_holds_becomes_a_job);
	tcase_add_test(tests, a_withdrawal_with_any_defect_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
