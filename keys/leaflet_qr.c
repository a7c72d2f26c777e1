/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/leaflet.h"

#include <qrencode.h>

#include "common/error.h"

#define QUIET 4 /* light modules around it (ISO/IEC 18004, quiet zone) */
#define DARK 1  /* the lowest bit of what QRcode holds for each module */

/* Each run of dark modules in a row is a rectangle of one path. */
void
leaflet_qr(struct buffer *out, const char *text, const char *label)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int width;

	/* A link has at most some 350 bytes; there is room for 2,331. */
	if (code == NULL)
		error_bug("no QR code holds this link");
	width = code->width;
	buffer_format(out, "<svg class=\"qr\" role=\"img\" aria-labelledby=\"%s\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">\n<path fill=\"#000\" d=\"", label,
	    width + 2 * QUIET, width + 2 * QUIET);
	for (int y = 0; y < width; y++) {
		const unsigned char *row = code->data + y * width;

		for (int x = 0, end; x < width; x = end) {
			for (end = x + 1; end < width && (row[end] & DARK) == (row[x] & DARK); end++)
				continue;
			if (row[x] & DARK)
				buffer_format(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET,
				    end - x, end - x);
		}
		buffer_append_text(out, "\n");
	}
	buffer_append_text(out, "\"/>\n</svg>\n");
	QRcode_free(code);
}
