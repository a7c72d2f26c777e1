/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/source.h"

#include <string.h>
#include <time.h>

#include "client/patience.h"
#include "common/file.h"

#define SOURCE_PATH "/v1/campaign"
#define SOURCE_SIGNATURE_PATH "/v1/campaign.minisig"
#define SOURCE_FETCH_TRIES 4
#define SOURCE_FETCH_SECONDS 300 /* after which no other try is made */

struct source_text {
	struct buffer manifest, signature;
};

static bool
source_is_address(const char *text)
{
	return strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0;
}

/* The origin of an address or link: without fragment, query, the manifest's own path, and
 * slashes at the end. */
static int
source_origin(struct buffer *origin, const char *address, struct error *error)
{
	size_t length = strcspn(address, "?#"), path = strlen(SOURCE_PATH);
	enum origin_kind kind;

	if (length > path && strncmp(address + length - path, SOURCE_PATH, path) == 0)
		length -= path;
	while (length > 0 && address[length - 1] == '/')
		length--;
	buffer_clear(origin);
	buffer_append(origin, address, length);
	return campaign_origin_kind((const char *)origin->data, &kind, error);
}

/* The pin of --pin, of the link, or of both: then the key must be one, and the higher floor
 * counts. */
static int
source_pin(struct campaign_pin *pin, const struct source_options *options, struct error *error)
{
	const char *fragment = NULL;
	struct campaign_pin linked;

	if (source_is_address(options->campaign))
		fragment = strchr(options->campaign, '#');
	if (fragment == NULL && options->pin == NULL)
		return error_refuse(error, "the campaign's pin is needed: give --pin PIN.SERIAL, "
		    "as the leaflet has it, or the whole link");
	if (options->pin != NULL && campaign_pin_parse(pin, options->pin, error) != 0)
		return -1;
	if (fragment == NULL)
		return 0;
	if (campaign_pin_parse(&linked, options->campaign, error) != 0)
		return -1;
	if (options->pin == NULL) {
		*pin = linked;
		return 0;
	}
	if (memcmp(&pin->key, &linked.key, sizeof linked.key) != 0)
		return error_refuse(error, "--pin and the link name different keys: one of them is "
		    "not this campaign's");
	if (linked.serial > pin->serial)
		pin->serial = linked.serial;
	return 0;
}

static int
source_read(struct source_text *text, const char *path, struct error *error)
{
	struct buffer beside = BUFFER_INIT;
	int result;

	buffer_format(&beside, "%s.minisig", path);
	result = file_read(path, CAMPAIGN_BYTES_MOST, &text->manifest, error);
	if (result == 0)
		result = file_read((const char *)beside.data, MINISIGN_SIGNATURE_FILE_MOST,
		    &text->signature, error);
	buffer_free(&beside);
	return result;
}

static int
source_fetch_one(struct net *net, const char *path, size_t most, struct buffer *out,
    struct error *error)
{
	struct net_answer answer = NET_ANSWER_INIT;
	const struct timespec pause = { 1, 0 };
	int64_t began = patience_now();
	int result = -1;

	/* Connections break, most of all over Tor; to ask again here costs nothing. */
	for (int attempt = 0; attempt < SOURCE_FETCH_TRIES; attempt++) {
		if (attempt > 0)
			(void)nanosleep(&pause, NULL);
		result = net_request(net, "GET", path, NULL, NULL, 0, most, &answer, error);
		if (result == 0 ? answer.status != 503 : error->kind != ERROR_SYSTEM)
			break;
		if (patience_now() - began >= SOURCE_FETCH_SECONDS)
			break;
	}
	if (result == 0 && answer.status != 200)
		result = error_refuse(error, "%s gave no campaign (it answered %ld to %s)",
		    net_origin(net), answer.status, path);
	if (result == 0)
		buffer_append(out, answer.body.data, answer.body.length);
	net_answer_free(&answer);
	return result;
}

static int
source_fetch(struct source_text *text, const char *origin, const struct source_options *options,
    struct error *error)
{
	struct net *net = NULL;
	int result;

	if (net_new(&net, origin, options->socks5, error) != 0)
		return -1;
	net_stop_on(net, options->stop);
	result = source_fetch_one(net, SOURCE_PATH, CAMPAIGN_BYTES_MOST, &text->manifest, error);
	if (result == 0)
		result = source_fetch_one(net, SOURCE_SIGNATURE_PATH, MINISIGN_SIGNATURE_FILE_MOST,
		    &text->signature, error);
	net_free(&net);
	return result;
}

int
source_open(struct source *source, const struct source_options *options, struct error *error)
{
	struct source_text text = { BUFFER_INIT, BUFFER_INIT };
	struct campaign_pin pin;
	int result;

	source->campaign = NULL;
	if (source_pin(&pin, options, error) != 0)
		return -1;
	if (!source_is_address(options->campaign))
		result = source_read(&text, options->campaign, error);
	else if ((result = source_origin(&source->origin, options->campaign, error)) == 0)
		result = source_fetch(&text, (const char *)source->origin.data, options, error);
	if (result == 0)
		result = campaign_verify(&source->campaign, &pin, text.manifest.data,
		    text.manifest.length, (const char *)text.signature.data, text.signature.length,
		    error);
	if (result == 0)
		result = options->comes_back ?
		    campaign_check_issued(source->campaign, day_of(time(NULL)), error) :
		    campaign_check_day(source->campaign, day_of(time(NULL)), error);
	if (result != 0)
		source_free(source);
	buffer_free(&text.manifest);
	buffer_free(&text.signature);
	return result;
}

void
source_free(struct source *source)
{
	campaign_free(&source->campaign);
	buffer_free(&source->origin);
}

/* Whether the manifest lists it. An origin of this machine is there for trying out. */
static int
source_is_listed(const struct campaign *campaign, const char *origin, enum origin_kind kind,
    struct error *error)
{
	for (size_t i = 0; i < campaign->origin_count; i++)
		if (strcmp(campaign->origins[i], origin) == 0)
			return 0;
	if (kind == ORIGIN_LOOPBACK)
		return 0;
	return error_refuse(error, "the campaign does not list %s as an address of its own; send "
	    "to one that it lists, such as --origin %s", origin, campaign->origins[0]);
}

int
source_net(struct net **net, const struct source *source, const struct source_options *options,
    struct error *error)
{
	const struct campaign *campaign = source->campaign;
	struct buffer chosen = BUFFER_INIT;
	enum origin_kind kind, from;
	int result = 0;

	if (options->origin != NULL)
		result = source_origin(&chosen, options->origin, error);
	else if (source->origin.length > 0)
		buffer_append(&chosen, source->origin.data, source->origin.length);
	else if (campaign->origin_count > 0)
		buffer_append_text(&chosen, campaign->origins[0]);
	else
		result = error_refuse(error, "the campaign lists no address; give one with "
		    "--origin");
	if (result == 0)
		result = campaign_origin_kind((const char *)chosen.data, &kind, error);
	if (result == 0)
		result = source_is_listed(campaign, (const char *)chosen.data, kind, error);
	if (result == 0 && source->origin.length > 0) {
		result = campaign_origin_kind((const char *)source->origin.data, &from, error);
		if (result == 0 && from == ORIGIN_ONION && kind != ORIGIN_ONION)
			result = error_refuse(error, "the campaign came from an onion address; %s "
			    "would show who you are, so nothing was sent", chosen.data);
	}
	if (result == 0)
		result = net_new(net, (const char *)chosen.data, options->socks5, error);
	if (result == 0)
		net_stop_on(*net, options->stop);
	buffer_free(&chosen);
	return result;
}

int
source_net_beside(struct net **net, const struct source *source, const struct net *chosen,
    size_t index, const struct source_options *options, struct error *error)
{
	const char *origin = source->campaign->origins[index];
	enum origin_kind kind, other;

	*net = NULL;
	if (strcmp(origin, net_origin(chosen)) == 0)
		return 0;
	if (campaign_origin_kind(net_origin(chosen), &kind, error) != 0 ||
	    campaign_origin_kind(origin, &other, error) != 0)
		return -1;
	if (kind != other)
		return 0;
	if (net_new(net, origin, options->socks5, error) != 0)
		return -1;
	net_stop_on(*net, options->stop);
	return 0;
}
