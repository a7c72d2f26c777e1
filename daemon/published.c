/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/published.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/minisign_verify.h"
#include "common/secret.h"

/* A pipe in the place of the file would hold up everybody whom the daemon serves. */
static int
published_read(const char *path, size_t limit, struct buffer *out, struct error *error)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	int result = -1;

	if (descriptor < 0)
		return error_system(error, "%s cannot be opened", path);
	if (fstat(descriptor, &status) != 0)
		(void)error_system(error, "%s cannot be read", path);
	else if (!S_ISREG(status.st_mode))
		(void)error_refuse(error, "%s is not a file", path);
	else
		result = file_read_descriptor(descriptor, path, limit, out, error);
	(void)close(descriptor);
	return result;
}

int
published_load(struct published **out, const char *path, const struct campaign_pin *pin,
    struct error *error)
{
	struct published *published = secret_allocate(sizeof *published);
	struct buffer signature_path = BUFFER_INIT;
	int result = -1;

	memset(published, 0, sizeof *published);
	buffer_format(&signature_path, "%s.minisig", path);
	if (published_read(path, CAMPAIGN_BYTES_MOST, &published->json, error) != 0 ||
	    published_read((const char *)signature_path.data, MINISIGN_SIGNATURE_FILE_MOST,
		&published->signature, error) != 0)
		goto out;
	if (campaign_verify(&published->campaign, pin, published->json.data, published->json.length,
		(const char *)published->signature.data, published->signature.length, error) != 0) {
		(void)error_within(error, "%s", path);
		goto out;
	}
	*out = published;
	published = NULL;
	result = 0;
out:
	published_free(&published);
	buffer_free(&signature_path);
	return result;
}

static bool
published_same(const struct buffer *one, const struct buffer *other)
{
	return one->length == other->length && memcmp(one->data, other->data, one->length) == 0;
}

/* Refuses what is worse than what there is now. */
static int
published_refuse_worse(const struct published *now, const struct published *fresh, int32_t today,
    struct error *error)
{
	const struct campaign *campaign = fresh->campaign;
	char day[11];

	/* With one pin there is one key; but a store holds to it as well, and must go on to. */
	if (memcmp(campaign->signing_key.key, now->campaign->signing_key.key,
		sizeof campaign->signing_key.key) != 0)
		return error_refuse(error, "it is signed with another key than the one in use");
	if (campaign->serial < now->campaign->serial)
		return error_refuse(error, "it has serial %" PRId64 ", which is older than the one "
		    "in use", campaign->serial);
	if (campaign->serial == now->campaign->serial)
		return error_refuse(error, "it says something else under the serial of the one in "
		    "use; sign it anew, which gives it a higher one");
	if (campaign->expires < today) {
		day_print(day, campaign->expires);
		return error_refuse(error, "it expired after %s", day);
	}
	return 0;
}

int
published_renew(struct published *published, const char *path, const struct campaign_pin *pin,
    int32_t today, bool *renewed, struct error *error)
{
	struct published *fresh = NULL, before;
	int result = 0;

	*renewed = false;
	if (published_load(&fresh, path, pin, error) != 0)
		return -1;
	/* Ed25519 gives one signature; but the comment of minisign's is the signer's own. */
	if (!published_same(&published->json, &fresh->json) ||
	    !published_same(&published->signature, &fresh->signature)) {
		result = published_refuse_worse(published, fresh, today, error);
		if (result != 0)
			(void)error_within(error, "%s", path);
		*renewed = result == 0;
	}
	if (*renewed) {
		before = *published;
		*published = *fresh;
		*fresh = before;
		published->before = fresh;
	} else {
		published_free(&fresh);
	}
	return result;
}

void
published_reply(const struct published *published, bool signature, struct reply *reply)
{
	const struct buffer *file = signature ? &published->signature : &published->json;

	reply_plain(reply, 200);
	reply->type = signature ? "text/plain; charset=utf-8" : "application/json";
	reply->shared = file->data;
	reply->shared_length = file->length;
	reply->may_be_kept = true;
}

void
published_free(struct published **out)
{
	struct published *published = out == NULL ? NULL : *out, *before;

	for (; published != NULL; published = before) {
		before = published->before;
		campaign_free(&published->campaign);
		buffer_free(&published->json);
		buffer_free(&published->signature);
		secret_release(published);
	}
	if (out != NULL)
		*out = NULL;
}
