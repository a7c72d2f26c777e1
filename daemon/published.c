/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/published.h"

#include <string.h>

#include "common/file.h"
#include "common/minisign_verify.h"
#include "common/secret.h"

int
published_load(struct published **out, const char *path, const struct campaign_pin *pin,
    struct error *error)
{
	struct published *published = secret_allocate(sizeof *published);
	struct buffer signature_path = BUFFER_INIT;
	int result = -1;

	memset(published, 0, sizeof *published);
	buffer_format(&signature_path, "%s.minisig", path);
	if (file_read(path, CAMPAIGN_BYTES_MOST, &published->json, error) != 0 ||
	    file_read((const char *)signature_path.data, MINISIGN_SIGNATURE_FILE_MOST,
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

void
published_free(struct published **published)
{
	if (published == NULL || *published == NULL)
		return;
	campaign_free(&(*published)->campaign);
	buffer_free(&(*published)->json);
	buffer_free(&(*published)->signature);
	secret_release(*published);
	*published = NULL;
}
