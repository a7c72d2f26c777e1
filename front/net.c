/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/net.h"

#include <curl/curl.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"

#define NET_CONNECT_SECONDS 90L
#define NET_REQUEST_SECONDS 330L    /* to connect, and the daemon's own 120 and 120 (PROTOCOL 1.3) */
#define NET_BYTES_A_SECOND 8192     /* each adds so much time, as it does at the daemon ... */
#define NET_REQUEST_SECONDS_MOST 900L /* ... up to 256 envelopes over a slow Tor circuit */
#define NET_SLOW_BYTES 50L          /* a second; slower than this ... */
#define NET_SLOW_SECONDS 120L       /* ... for so long, and the request is given up */
#define NET_HEADER_BYTES_MOST 16384
#define NET_PROBLEM_BYTES_MOST 4096
#define NET_ISOLATION_BYTES 16
#define NET_UNIX_PREFIX "unix:"
#define NET_UNIX_PATH_MOST 107      /* sun_path of unix(7), without its NUL */

struct net {
	char *origin;               /* as given */
	char *base;                 /* URL without path */
	const char *unix_path;      /* into origin, or NULL */
	const char *authority;      /* into base */
	char *proxy;                /* socks5h://..., or "" */
	char user[HEX_LENGTH(NET_ISOLATION_BYTES) + 1];
	char password[HEX_LENGTH(NET_ISOLATION_BYTES) + 1];
	const volatile sig_atomic_t *stop;
};

/* What the callbacks of one request share. */
struct net_transfer {
	struct net_answer *answer;
	size_t answer_most, header_bytes;
	bool too_long;
	const volatile sig_atomic_t *stop;
};

static char *
net_text(const struct buffer *buffer)
{
	char *text = secret_allocate(buffer->length + 1);

	memcpy(text, buffer->data, buffer->length + 1);
	return text;
}

/* HOST:PORT where HOST is this machine, by number, so that nothing is looked up. */
static int
net_proxy(struct net *net, const char *socks5, struct error *error)
{
	static const char *const hosts[] = { "127.0.0.1:", "localhost:", "[::1]:" };
	struct buffer proxy = BUFFER_INIT;
	const char *port = NULL, *host = NULL;
	char *end;
	long number;

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (strncmp(socks5, hosts[i], strlen(hosts[i])) == 0) {
			port = socks5 + strlen(hosts[i]);
			host = hosts[i][0] == '[' ? "[::1]" : "127.0.0.1";
		}
	if (port == NULL || *port < '1' || *port > '9')
		return error_refuse(error, "the SOCKS5 address must be on this machine, such as "
		    "127.0.0.1:9050, not \"%s\"", socks5);
	errno = 0;
	number = strtol(port, &end, 10);
	if (errno != 0 || *end != '\0' || number > 65535)
		return error_refuse(error, "\"%s\" has no good port", socks5);
	/* socks5h: the proxy looks names up, never this machine. */
	buffer_format(&proxy, "socks5h://%s:%ld", host, number);
	net->proxy = net_text(&proxy);
	buffer_free(&proxy);
	return 0;
}

/* Random credentials: Tor gives each pair its own circuits. */
static void
net_isolate(struct net *net)
{
	uint8_t random[2 * NET_ISOLATION_BYTES];

	randombytes_buf(random, sizeof random);
	hex_encode(net->user, random, NET_ISOLATION_BYTES);
	hex_encode(net->password, random + NET_ISOLATION_BYTES, NET_ISOLATION_BYTES);
	sodium_memzero(random, sizeof random);
}

static int
net_unix(struct net *net, const char *path, const char *socks5, struct error *error)
{
	if (path[0] != '/' || strlen(path) > NET_UNIX_PATH_MOST)
		return error_refuse(error, "a unix socket is given as unix:/FULL/PATH of at most "
		    "%d bytes, not \"%s\"", NET_UNIX_PATH_MOST, net->origin);
	if (socks5 != NULL)
		return error_refuse(error, "a unix socket is not reached through --socks5");
	net->unix_path = net->origin + strlen(NET_UNIX_PREFIX);
	return 0;
}

static int
net_check_origin(struct net *net, const char *socks5, struct error *error)
{
	enum origin_kind kind;

	if (campaign_origin_kind(net->origin, &kind, error) != 0)
		return -1;
	if (kind == ORIGIN_ONION && socks5 == NULL)
		return error_refuse(error, "%s is an onion address: it is reached through Tor "
		    "alone; give Tor's SOCKS port, such as --socks5 127.0.0.1:9050", net->origin);
	if (kind == ORIGIN_LOOPBACK && socks5 != NULL)
		return error_refuse(error, "%s is this machine: it is not reached through --socks5",
		    net->origin);
	return 0;
}

int
net_new(struct net **out, const char *origin, const char *socks5, struct error *error)
{
	struct net *net;
	struct buffer text = BUFFER_INIT;
	size_t prefix = strlen(NET_UNIX_PREFIX);
	bool is_unix = strncmp(origin, NET_UNIX_PREFIX, prefix) == 0;

	/* Counted by libcurl: calls after the first cost nothing. */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		error_bug("libcurl could not be started");
	net = secret_allocate(sizeof *net);
	memset(net, 0, sizeof *net);
	*out = net;
	buffer_append_text(&text, origin);
	net->origin = net_text(&text);
	buffer_clear(&text);
	buffer_append_text(&text, is_unix ? "http://localhost" : origin);
	net->base = net_text(&text);
	buffer_free(&text);
	if ((is_unix ? net_unix(net, origin + prefix, socks5, error) :
	    net_check_origin(net, socks5, error)) != 0 ||
	    (socks5 != NULL && net_proxy(net, socks5, error) != 0)) {
		net_free(out);
		return -1;
	}
	net->authority = strstr(net->base, "://") + 3;
	net_isolate(net);
	return 0;
}

void
net_free(struct net **net)
{
	if (net == NULL || *net == NULL)
		return;
	secret_release((*net)->origin);
	secret_release((*net)->base);
	secret_release((*net)->proxy);
	secret_release(*net);
	*net = NULL;
}

void
net_stop_on(struct net *net, const volatile sig_atomic_t *stop)
{
	net->stop = stop;
}

const char *
net_authority(const struct net *net)
{
	return net->authority;
}

const char *
net_origin(const struct net *net)
{
	return net->origin;
}

void
net_answer_free(struct net_answer *answer)
{
	buffer_free(&answer->body);
	answer->status = 0;
	answer->retry_after = -1;
	answer->sent = false;
}

static size_t
net_take_body(char *data, size_t size, size_t count, void *context)
{
	struct net_transfer *transfer = context;
	struct buffer *body = &transfer->answer->body;
	size_t length = size * count;

	if (length > transfer->answer_most - body->length) {
		transfer->too_long = true;
		return 0;
	}
	buffer_append(body, data, length);
	return length;
}

static size_t
net_take_header(char *data, size_t size, size_t count, void *context)
{
	struct net_transfer *transfer = context;
	size_t length = size * count;

	(void)data;
	if (length > NET_HEADER_BYTES_MOST - transfer->header_bytes) {
		transfer->too_long = true;
		return 0;
	}
	transfer->header_bytes += length;
	return length;
}

static int
net_progress(void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
    curl_off_t up)
{
	const struct net_transfer *transfer = context;

	(void)down_all;
	(void)down;
	(void)up_all;
	(void)up;
	return transfer->stop != NULL && *transfer->stop != 0;
}

static void
net_option(CURLcode code)
{
	if (code != CURLE_OK)
		error_bug("libcurl does not know an option that it must have");
}

#define NET_SET(curl, option, value) net_option(curl_easy_setopt((curl), (option), (value)))

/* Everything that keeps a request to one connection, to one place, and without traces of whose
 * it is. NOPROXY must be set: libcurl otherwise obeys NO_PROXY from the environment, and an onion
 * name would be looked up in the DNS. */
static void
net_setup(CURL *curl, const struct net *net, struct net_transfer *transfer)
{
	NET_SET(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	NET_SET(curl, CURLOPT_FOLLOWLOCATION, 0L);
	NET_SET(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	NET_SET(curl, CURLOPT_HTTP09_ALLOWED, 0L);
	NET_SET(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	NET_SET(curl, CURLOPT_FRESH_CONNECT, 1L);
	NET_SET(curl, CURLOPT_FORBID_REUSE, 1L);
	NET_SET(curl, CURLOPT_PATH_AS_IS, 1L);
	NET_SET(curl, CURLOPT_NOSIGNAL, 1L);
	NET_SET(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	NET_SET(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	NET_SET(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	NET_SET(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	NET_SET(curl, CURLOPT_CONNECTTIMEOUT, NET_CONNECT_SECONDS);
	NET_SET(curl, CURLOPT_LOW_SPEED_LIMIT, NET_SLOW_BYTES);
	NET_SET(curl, CURLOPT_LOW_SPEED_TIME, NET_SLOW_SECONDS);
	NET_SET(curl, CURLOPT_NOPROXY, "");
	NET_SET(curl, CURLOPT_PROXY, net->proxy == NULL ? "" : net->proxy);
	if (net->proxy != NULL) {
		NET_SET(curl, CURLOPT_PROXYUSERNAME, net->user);
		NET_SET(curl, CURLOPT_PROXYPASSWORD, net->password);
		NET_SET(curl, CURLOPT_SOCKS5_AUTH, (long)CURLAUTH_BASIC);
	}
	if (net->unix_path != NULL)
		NET_SET(curl, CURLOPT_UNIX_SOCKET_PATH, net->unix_path);
	NET_SET(curl, CURLOPT_WRITEFUNCTION, net_take_body);
	NET_SET(curl, CURLOPT_WRITEDATA, transfer);
	NET_SET(curl, CURLOPT_HEADERFUNCTION, net_take_header);
	NET_SET(curl, CURLOPT_HEADERDATA, transfer);
	NET_SET(curl, CURLOPT_NOPROGRESS, 0L);
	NET_SET(curl, CURLOPT_XFERINFOFUNCTION, net_progress);
	NET_SET(curl, CURLOPT_XFERINFODATA, transfer);
}

/* A name and a colon takes away what libcurl would add by itself. */
static struct curl_slist *
net_headers(const char *const *headers, bool has_body)
{
	static const char *const always[] = { "Expect:", "Accept:", "User-Agent:",
		"Connection: close" };
	struct curl_slist *list = NULL, *longer;

	for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
		longer = curl_slist_append(list, always[i]);
		if (longer == NULL)
			error_bug("no memory for a request");
		list = longer;
	}
	longer = curl_slist_append(list,
	    has_body ? "Content-Type: application/octet-stream" : "Content-Type:");
	for (; longer != NULL && headers != NULL && *headers != NULL; headers++) {
		list = longer;
		longer = curl_slist_append(list, *headers);
	}
	if (longer == NULL)
		error_bug("no memory for a request");
	return longer;
}

/* The most that a request may take which sends and gets so many bytes: a server that drips must not
 * hold anybody for longer than an honest one on a bad line. */
static long
net_seconds(size_t bytes)
{
	size_t more = bytes / NET_BYTES_A_SECOND;

	return more < NET_REQUEST_SECONDS_MOST - NET_REQUEST_SECONDS ?
	    NET_REQUEST_SECONDS + (long)more : NET_REQUEST_SECONDS_MOST;
}

/* A sentence for a person. */
static int
net_trouble(const struct net *net, CURLcode code, const struct net_transfer *transfer,
    struct error *error)
{
	const char *origin = net->origin;

	errno = 0;
	if (transfer->too_long)
		return error_refuse(error, "%s sent a longer answer than there can be", origin);
	if (transfer->stop != NULL && *transfer->stop != 0)
		return error_refuse(error, "stopped, as you asked");
	/* Not -Wswitch-enum's business: libcurl has a hundred codes, most of which cannot come. */
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return error_system(error, "the name in %s is not known here", origin);
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		return error_system(error, "%s could not be reached through the SOCKS5 port; is "
		    "Tor running?", origin);
	case CURLE_COULDNT_CONNECT:
		return error_system(error, net->proxy != NULL ?
		    "the SOCKS5 port for %s could not be reached; is Tor running?" :
		    "%s could not be reached: nobody answers there", origin);
	case CURLE_OPERATION_TIMEDOUT:
		return error_system(error, "%s took too long to answer", origin);
	case CURLE_PEER_FAILED_VERIFICATION:
		return error_refuse(error, "%s did not prove who it is (its certificate is not "
		    "good); nothing was sent", origin);
	case CURLE_SSL_CONNECT_ERROR:
		return error_system(error, "no encrypted connection to %s could be made", origin);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
		return error_refuse(error, "what answers at %s does not speak HTTP", origin);
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return error_system(error, "the connection to %s broke", origin);
	default:
		return error_system(error, "the request to %s failed (%s)", origin,
		    curl_easy_strerror(code));
	}
}

static void
net_result(CURL *curl, struct net_answer *answer)
{
	curl_off_t retry_after = 0;
	long request_bytes = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	(void)curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_bytes);
	(void)curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
	answer->sent = request_bytes > 0;
	if (retry_after > 0)
		answer->retry_after = retry_after > 86400 ? 86400 : (long)retry_after;
}

int
net_request(struct net *net, const char *method, const char *path,
    const char *const *headers, const void *body, size_t body_length, size_t answer_most,
    struct net_answer *answer, struct error *error)
{
	struct net_transfer transfer = { answer, answer_most, 0, false, net->stop };
	struct buffer url = BUFFER_INIT;
	struct curl_slist *list = net_headers(headers, body != NULL);
	CURL *curl = curl_easy_init();
	CURLcode code;
	int result;

	if (curl == NULL)
		error_bug("no memory for a request");
	buffer_clear(&answer->body);
	answer->status = 0;
	answer->retry_after = -1;
	answer->sent = false;
	buffer_format(&url, "%s%s", net->base, path);
	net_setup(curl, net, &transfer);
	NET_SET(curl, CURLOPT_TIMEOUT, net_seconds(body_length + answer_most));
	NET_SET(curl, CURLOPT_URL, (const char *)url.data);
	NET_SET(curl, CURLOPT_CUSTOMREQUEST, method);
	NET_SET(curl, CURLOPT_HTTPHEADER, list);
	if (body != NULL) {
		NET_SET(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_length);
		NET_SET(curl, CURLOPT_POSTFIELDS, body);
	}
	code = curl_easy_perform(curl);
	net_result(curl, answer);
	result = code == CURLE_OK ? 0 : net_trouble(net, code, &transfer, error);
	curl_easy_cleanup(curl);
	curl_slist_free_all(list);
	buffer_free(&url);
	return result;
}

char *
net_problem(const struct net_answer *answer)
{
	struct error ignored = ERROR_INIT;
	const char *text = NULL;
	json_t *value = NULL;
	char *copy = NULL;

	if (answer->body.length == 0 || answer->body.length > NET_PROBLEM_BYTES_MOST ||
	    json_parse(&value, answer->body.data, answer->body.length, "the answer",
	    &ignored) != 0)
		return NULL;
	text = json_string_value(json_object_get(value, "detail"));
	if (text == NULL)
		text = json_string_value(json_object_get(value, "title"));
	if (text != NULL && text[0] != '\0') {
		copy = strdup(text);
		if (copy == NULL)
			error_bug("no memory for an answer");
	}
	json_decref(value);
	return copy;
}
