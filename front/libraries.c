/* SPDX-License-Identifier: ISC */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include "front/libraries.h"

#include <curl/curl.h>
#include <pcre2.h>
#include <string.h>
#include <utf8proc.h>

#define LIBRARIES_PCRE2_SIZE 64 /* its manual page pcre2_config(3) asks for 24 */

void
libraries_print(struct buffer *out)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	char pcre2[LIBRARIES_PCRE2_SIZE] = "";

	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) < LIBRARIES_PCRE2_SIZE)
		(void)pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
	pcre2[strcspn(pcre2, " ")] = '\0'; /* its date follows */
	buffer_format(out, "libcurl %s (%s), PCRE2 %s, utf8proc %s", curl->version,
	    curl->ssl_version == NULL ? "no TLS" : curl->ssl_version, pcre2, utf8proc_version());
}
