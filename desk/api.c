/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/api.h"

#include <stdbool.h>
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
#define API_WITHDRAWAL_USED (32 + 32 + 64 + 4) /* the rest is zeros */

struct api {
	struct net *net;
	const struct author *author;
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
api_once(struct api *api, const char *method, const char *path, const void *body,
    size_t length, size_t answer_most, struct net_answer *answer, struct error *error)
{
	char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
	char signature[HTTPSIG_SIGNATURE_SIZE];
	struct httpsig_request request = { .method = method,
		.authority = net_authority(api->net), .path = path, .content_digest = digest };
	struct buffer headers[3] = { BUFFER_INIT, BUFFER_INIT, BUFFER_INIT };
	const char *lines[4] = { NULL };
	int result;

	httpsig_digest(digest, body, length);
	httpsig_sign(api->author, &request, (int64_t)time(NULL), input, signature);
	buffer_format(&headers[0], "Content-Digest: %s", digest);
	buffer_format(&headers[1], "Signature-Input: %s", input);
	buffer_format(&headers[2], "Signature: %s", signature);
	for (int i = 0; i < 3; i++)
		lines[i] = (const char *)headers[i].data;
	result = net_request(api->net, method, path, lines, body, length, answer_most, answer,
	    error);
	for (int i = 0; i < 3; i++)
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
api_request(struct api *api, const char *method, const char *path, const void *body,
    size_t length, size_t answer_most, long good, struct net_answer *answer,
    struct error *error)
{
	for (int attempt = 0;; attempt++) {
		struct timespec pause = { 1L << attempt, 0 };
		bool last = attempt + 1 == API_TRIES;

		if (api_once(api, method, path, body, length, answer_most, answer, error) != 0) {
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
		} else if (answer->status == 200 || answer->status == good) {
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
		const uint8_t *at = index->withdrawals + i * API_WITHDRAWAL_BYTES;

		for (size_t j = API_WITHDRAWAL_USED; j < API_WITHDRAWAL_BYTES; j++)
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
	if (left % API_WITHDRAWAL_BYTES != 0 || counts[API_TRAYS] != left / API_WITHDRAWAL_BYTES)
		return error_refuse(error, "the daemon's index is not as long as it says");
	index->withdrawals = at;
	index->withdrawal_count = (size_t)counts[API_TRAYS];
	return index_check_withdrawals(index, error);
}

int
api_index(struct api *api, struct api_index *index, struct error *error)
{
	struct net_answer answer = NET_ANSWER_INIT;
	int result;

	result = api_request(api, "GET", "/v1/desk/index", NULL, 0, API_INDEX_BYTES_MOST, 200,
	    &answer, error);
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

int
api_fetch(struct api *api, const uint8_t (*ids)[ENVELOPE_ID_BYTES], size_t count,
    struct buffer *out, struct error *error)
{
	struct net_answer answer = NET_ANSWER_INIT;
	int result;

	if (count > VAULT_BATCH_MOST)
		error_bug("too many envelopes asked for at once");
	result = api_request(api, "POST", "/v1/desk/fetch", ids, count * ENVELOPE_ID_BYTES,
	    count * API_FETCH_RECORD_BYTES, 200, &answer, error);
	if (result == 0 && answer.body.length % API_FETCH_RECORD_BYTES != 0)
		result = error_refuse(error, "the daemon's answer is no row of whole envelopes");
	if (result == 0)
		buffer_append(out, answer.body.data, answer.body.length);
	net_answer_free(&answer);
	return result;
}

int
api_put_log(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES], const uint8_t *envelope,
    struct error *error)
{
	struct net_answer answer = NET_ANSWER_INIT;
	char path[128], digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	int result;

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	(void)snprintf(path, sizeof path, "/v1/desk/log/%s", digits);
	result = api_request(api, "PUT", path, envelope, ENVELOPE_BYTES, API_ANSWER_MOST, 201,
	    &answer, error);
	net_answer_free(&answer);
	return result;
}
