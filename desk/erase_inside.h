/* SPDX-License-Identifier: ISC */
/* What the parts of erase.h share: whose an envelope is, by its own words. Main thread. */
#ifndef TESTIMONY_ERASE_INSIDE_H
#define TESTIMONY_ERASE_INSIDE_H

#include "desk/erase.h"

enum erase_whose {
	WHOSE_WITHDRAWN, /* of a withdrawn mailbox */
	WHOSE_ANOTHER,
	WHOSE_NOBODY,    /* it opens, but is nobody's */
	WHOSE_SEALED,    /* these keys do not open it */
};

/* Whether this mailbox was withdrawn; `good`: by a withdrawal that can still be checked. */
bool erase_wanted(const struct vault *vault, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    bool good);

/* Damaged bytes can be shown by nothing here, and come again where they are another family's; what
 * cannot be read just now may be whole. */
enum erase_whose erase_whose_file(const struct vault *vault, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES]);

#endif
