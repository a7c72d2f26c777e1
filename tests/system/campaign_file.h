/* SPDX-License-Identifier: ISC */
/* How the test programs read the campaign that they are for. Any thread. */
#ifndef TESTIMONY_CAMPAIGN_FILE_H
#define TESTIMONY_CAMPAIGN_FILE_H

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/file.h"

/* Reads a manifest and the signature beside it, by its pin; the day is not looked at. 0 or -1. */
static inline int
campaign_file_read(struct campaign **campaign, const char *path, const char *pin_text,
    struct error *error)
{
	struct buffer manifest = BUFFER_INIT, signature = BUFFER_INIT, beside = BUFFER_INIT;
	struct campaign_pin pin;
	int result;

	buffer_format(&beside, "%s.minisig", path);
	result = campaign_pin_parse(&pin, pin_text, error) != 0 ||
	    file_read(path, CAMPAIGN_BYTES_MOST, &manifest, error) != 0 ||
	    file_read((const char *)beside.data, MINISIGN_SIGNATURE_FILE_MOST, &signature,
	    error) != 0 ||
	    campaign_verify(campaign, &pin, manifest.data, manifest.length,
	    (const char *)signature.data, signature.length, error) != 0 ? -1 : 0;
	buffer_free(&manifest);
	buffer_free(&signature);
	buffer_free(&beside);
	return result;
}

#endif
