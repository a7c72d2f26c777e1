/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/version.h"

#include <jansson.h>
#include <sodium.h>

void
version_print(struct buffer *out, const char *program, const char *others)
{
	buffer_format(out, "%s %s\nlibsodium %s, jansson %s\n", program, PACKAGE_VERSION,
	    sodium_version_string(), jansson_version_str());
	if (others != NULL)
		buffer_format(out, "%s\n", others);
}
