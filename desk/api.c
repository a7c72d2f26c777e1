/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/secret.h"
#include "front/terminal.h"
#include "keys/httpsig_sign.h"

#define API_TRIES 4
#define API_PAUSE_MOST 30
#define API_ANSWER_MOST 4096
#define API_COUNT_BYTES 8
#define API_HEAD_BYTES ((API_TRAYS + 1) * API_COUNT_BYTES)
#define API_CONFLICT 409
#define API_GONE 410
#define API_FULL 507
#define API_WITHDRAWAL_USED (32 + 32 + 64 + 4) /* the rest is zeros */

struct api {
	struct net *net;
	const struct author *author;
};

struct api_call {
	const char *method, *path;
	const void *body;
	size_t length;
	const char *mailbox, *replaces; /* signed fields, hex; NULL: not sent */
	size_t answer_most;
	long good; /* the status of success, beside 200 */
};

int
api_new(struct api **out, const char *daemon_address, const char *socks5,
    const struct author *author, struct error *error)
{
	struct api *api = secret_allocate(sizeof *api);

	memset(api, 0, sizeof *api);
	api->author = author;
	*out = api;
	if (net_new(&api->net, daemon_address, socks5, error) == 0)
		return 0;
	api_free(out);
	return -1;
}

void
api_free(struct api **api)
{
	if (*api == NULL)
		return;
	net_free(&(*api)->net);
	secret_release(*api);
	*api = NULL;
}

/* One request with a signature of its own: RFC 9421 in the profile of httpsig_verify.h. */
static int
api_once(struct api *api, const struct api_call *call, struct net_answer *answer,
    struct error *error)
{
	enum { HEADERS = 5 };
	char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
	char signature[HTTPSIG_SIGNATURE_SIZE];
	struct httpsig_request request = { .method = call->method,
		.authority = net_authority(api->net), .path = call->path,
		.content_digest = digest, .mailbox = call->mailbox, .replaces = call->replaces };
	struct buffer headers[HEADERS] = { BUFFER_INIT };
	const char *lines[HEADERS + 1] = { NULL };
	int result, count = 3;

	httpsig_digest(digest, call->body, call->length);
	httpsig_sign(api->author, &request, (int64_t)time(NULL), input, signature);
	buffer_format(&headers[0], "Content-Digest: %s", digest);
	buffer_format(&headers[1], "Signature-Input: %s", input);
	buffer_format(&headers[2], "Signature: %s", signature);
	if (call->mailbox != NULL)
		buffer_format(&headers[count++], "Testimony-Mailbox: %s", call->mailbox);
	if (call->replaces != NULL)
		buffer_format(&headers[count++], "Testimony-Replaces: %s", call->replaces);
	for (int i = 0; i < count; i++)
		lines[i] = (const char *)headers[i].data;
	result = net_request(api->net, call->method, call->path, lines, call->body, call->length,
	    call->answer_most, answer, error);
	for (int i = 0; i < count; i++)
		buffer_free(&headers[i]);
	return result;
}

static int
api_refused(const struct api *api, const struct net_answer *answer, struct error *error)
{
	const char *origin = net_origin(api->net);
	char *problem = net_problem(answer);

	if (problem != NULL)
		(void)error_refuse(error, "%s refused (%ld): %s", origin, answer->status, problem);
	else if (answer->status == 404)
		(void)error_refuse(error, "%s is not a daemon's desk address: is it the one for "
		    "families?", origin);
	else
		(void)error_refuse(error, "%s refused, with the answer %ld", origin,
		    answer->status);
	free(problem);
	return -1;
}

/* Until an answer with the status `good` or 200 came. */
static int
api_request(struct api *api, const struct api_call *call, struct net_answer *answer,
    struct error *error)
{
	for (int attempt = 0;; attempt++) {
		struct timespec pause = { 1L << attempt, 0 };
		bool last = attempt + 1 == API_TRIES;

		if (api_once(api, call, answer, error) != 0) {
			if (error->kind != ERROR_SYSTEM || last)
				return -1;
			terminal_progress("%s; again in %ld s ...", error->text,
			    (long)pause.tv_sec);
		} else if (answer->status == 503 && !last) {
			if (answer->retry_after >= 0)
				pause.tv_sec = answer->retry_after < API_PAUSE_MOST ?
				    answer->retry_after : API_PAUSE_MOST;
			terminal_progress("the daemon is busy; again in %ld s ...",
			    (long)pause.tv_sec);
		} else if (answer->status == 200 || answer->status == call->good) {
			return 0;
		} else {
			return api_refused(api, answer, error);
		}
		(void)nanosleep(&pause, NULL);
	}
}

/* Sorted strictly: so none is there twice. */
static int
index_check_sorted(const uint8_t *ids, size_t count, struct error *error)
{
	for (size_t i = 1; i < count; i++)
		if (memcmp(ids + (i - 1) * ENVELOPE_ID_BYTES, ids + i * ENVELOPE_ID_BYTES,
		    ENVELOPE_ID_BYTES) >= 0)
			return error_refuse(error, "the daemon's index is not sorted");
	return 0;
}

static int
index_check_withdrawals(const struct api_index *index, struct error *error)
{
	for (size_t i = 0; i < index->withdrawal_count; i++) {
		const uint8_t *at = index->withdrawals + i * WITHDRAWAL_BYTES;

		for (size_t j = API_WITHDRAWAL_USED; j < WITHDRAWAL_BYTES; j++)
			if (at[j] != 0)
				return error_refuse(error, "a withdrawal in the daemon's index "
				    "does not end in zeros");
	}
	return 0;
}

int
api_index_parse(struct api_index *index, struct error *error)
{
	const uint8_t *at = index->bytes.data;
	uint64_t counts[API_TRAYS + 1];
	size_t left = index->bytes.length;

	if (left < API_HEAD_BYTES)
		return error_refuse(error, "the daemon's index is cut short");
	for (size_t i = 0; i <= API_TRAYS; i++)
		counts[i] = bytes_u64(at + i * API_COUNT_BYTES);
	at += API_HEAD_BYTES;
	left -= API_HEAD_BYTES;
	for (size_t i = 0; i < API_TRAYS; i++) {
		if (counts[i] > left / ENVELOPE_ID_BYTES)
			return error_refuse(error, "the daemon's index is shorter than it says");
		index->ids[i] = at;
		index->count[i] = (size_t)counts[i];
		at += index->count[i] * ENVELOPE_ID_BYTES;
		left -= index->count[i] * ENVELOPE_ID_BYTES;
		if (index_check_sorted(index->ids[i], index->count[i], error) != 0)
			return -1;
	}
	if (left % WITHDRAWAL_BYTES != 0 || counts[API_TRAYS] != left / WITHDRAWAL_BYTES)
		return error_refuse(error, "the daemon's index is not as long as it says");
	index->withdrawals = at;
	index->withdrawal_count = (size_t)counts[API_TRAYS];
	return index_check_withdrawals(index, error);
}

int
api_index(struct api *api, struct api_index *index, struct error *error)
{
	const struct api_call call = { .method = "GET", .path = "/v1/desk/index",
		.answer_most = API_INDEX_BYTES_MOST, .good = 200 };
	struct net_answer answer = NET_ANSWER_INIT;
	int result;

	api_index_free(index);
	result = api_request(api, &call, &answer, error);
	if (result == 0) {
		buffer_append(&index->bytes, answer.body.data, answer.body.length);
		result = api_index_parse(index, error);
	}
	net_answer_free(&answer);
	return result;
}

void
api_index_free(struct api_index *index)
{
	buffer_free(&index->bytes);
	memset(index, 0, sizeof *index);
}

bool
api_index_has(const struct api_index *index, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES])
{
	size_t low = 0, high = index->count[tray - 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(id, index->ids[tray - 1] + middle * ENVELOPE_ID_BYTES,
		    ENVELOPE_ID_BYTES);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* A file of at most `most` bytes. */
static int
api_file(struct api *api, const char *path, size_t most, struct buffer *out, struct error *error)
{
	const struct api_call call = { .method = "GET", .path = path, .answer_most = most,
		.good = 200 };
	struct net_answer answer = NET_ANSWER_INIT;
	int result = api_request(api, &call, &answer, error);

	if (result == 0)
		buffer_append(out, answer.body.data, answer.body.length);
	net_answer_free(&answer);
	return result;
}

int
api_campaign(struct api *api, struct buffer *manifest, struct error *error)
{
	return api_file(api, "/v1/desk/campaign", CAMPAIGN_BYTES_MOST, manifest, error);
}

int
api_campaign_signature(struct api *api, struct buffer *signature, struct error *error)
{
	return api_file(api, "/v1/desk/campaign.minisig", MINISIGN_SIGNATURE_FILE_MOST, signature,
	    error);
}

int
api_fetch(struct api *api, const uint8_t (*ids)[ENVELOPE_ID_BYTES], size_t count,
    struct buffer *out, struct error *error)
{
	const struct api_call call = { .method = "POST", .path = "/v1/desk/fetch", .body = ids,
		.length = count * ENVELOPE_ID_BYTES,
		.answer_most = count * API_FETCH_RECORD_BYTES, .good = 200 };
	struct net_answer answer = NET_ANSWER_INIT;
	int result;

	if (count > VAULT_BATCH_MOST)
		error_bug("too many envelopes asked for at once");
	result = api_request(api, &call, &answer, error);
	if (result == 0 && answer.body.length % API_FETCH_RECORD_BYTES != 0)
		result = error_refuse(error, "the daemon's answer is no row of whole envelopes");
	if (result == 0)
		buffer_append(out, answer.body.data, answer.body.length);
	net_answer_free(&answer);
	return result;
}

/* A change: what it answers beside its status does not matter. `name` ends the path; it may be NULL,
 * and so may `status`. */
static int
api_change(struct api *api, struct api_call *call, const char *path, const uint8_t *name,
    long *status, struct error *error)
{
	struct net_answer answer = NET_ANSWER_INIT;
	char whole[128], digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1] = "";
	int result;

	if (name != NULL)
		hex_encode(digits, name, ENVELOPE_ID_BYTES);
	(void)snprintf(whole, sizeof whole, "%s%s", path, digits);
	call->path = whole;
	call->answer_most = API_ANSWER_MOST;
	result = api_request(api, call, &answer, error);
	if (status != NULL)
		*status = answer.status;
	net_answer_free(&answer);
	return result;
}

int
api_put_log(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES], const uint8_t *envelope,
    bool *refused, struct error *error)
{
	struct api_call call = { .method = "PUT", .body = envelope, .length = ENVELOPE_BYTES,
		.good = 201 };

	long status = 0;
	int result = api_change(api, &call, "/v1/desk/log/", id, &status, error);

	*refused = result != 0 && (status == API_CONFLICT || status == API_GONE ||
	    status == API_FULL);
	return result;
}

int
api_erase_log(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	struct api_call call = { .method = "DELETE", .good = 204 };

	return api_change(api, &call, "/v1/desk/log/", id, NULL, error);
}

int
api_put_withdrawal(struct api *api, const struct withdrawal *withdrawal, struct error *error)
{
	uint8_t record[WITHDRAWAL_BYTES];
	struct api_call call = { .method = "PUT", .body = record, .length = sizeof record,
		.good = 201 };

	withdrawal_print(record, withdrawal);
	return api_change(api, &call, "/v1/desk/withdrawals/", withdrawal->mailbox, NULL, error);
}

int
api_put_reply(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t *replaces,
    const uint8_t *envelope, bool *unknown, struct error *error)
{
	char mailbox_digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	char replaced_digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct api_call call = { .method = "PUT", .body = envelope, .length = ENVELOPE_BYTES,
		.mailbox = mailbox_digits, .good = 201 };
	int result;

	hex_encode(mailbox_digits, mailbox, ENVELOPE_MAILBOX_BYTES);
	if (replaces != NULL) {
		hex_encode(replaced_digits, replaces, ENVELOPE_ID_BYTES);
		call.replaces = replaced_digits;
	}
	result = api_change(api, &call, "/v1/desk/replies/", id, NULL, error);
	*unknown = result != 0 && error->kind == ERROR_SYSTEM;
	return result;
}

int
api_restore(struct api *api, const struct vault_record *record, const uint8_t *envelope,
    struct error *error)
{
	struct api_call call = { .method = "PUT", .length = API_FETCH_RECORD_BYTES, .good = 201 };
	struct buffer body = BUFFER_INIT;
	int result;

	vault_record_print(&body, record);
	buffer_append(&body, envelope, ENVELOPE_BYTES);
	call.body = body.data;
	result = api_change(api, &call, "/v1/desk/restore", NULL, NULL, error);
	buffer_free(&body);
	return result;
}
