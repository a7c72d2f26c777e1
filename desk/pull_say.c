/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pull_say.h"

#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/decisions.h"
#include "desk/edition.h"
#include "desk/vault_newer.h"
#include "front/terminal.h"

#define SAY_SHORT_DIGITS 10 /* of a case, as `cases` shows them */

void
pull_say_begin(struct pull_said *said, const struct vault *vault)
{
	said->known = (struct vault_ids){ NULL, 0 };
	for (size_t i = 0; i < vault->withdrawal_count; i++) {
		said->known.ids = secret_grow(said->known.ids, said->known.count,
		    sizeof *said->known.ids);
		memcpy(said->known.ids[said->known.count++],
		    vault->withdrawals[i].withdrawal.mailbox, ENVELOPE_MAILBOX_BYTES);
	}
}

void
pull_say_end(struct pull_said *said)
{
	vault_ids_free(&said->known);
}

void
pull_say_newer(const struct vault *vault)
{
	struct error newer = ERROR_INIT;

	if (vault_newer_refuse(vault, &newer) != 0)
		terminal_note("Note: %s", newer.text);
}

static void
say_editions(const struct editions *editions, const uint8_t *mailbox)
{
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	struct buffer out = BUFFER_INIT;
	char *line, *rest;

	editions_say(editions, mailbox, &out);
	hex_encode(digits, mailbox, ENVELOPE_MAILBOX_BYTES);
	for (line = (char *)out.data; line != NULL && *line != '\0'; line = rest) {
		rest = strchr(line, '\n');
		*rest++ = '\0';
		terminal_note("Case %.*s, taken back, had gone out in %s.", SAY_SHORT_DIGITS,
		    digits, line);
	}
	if (out.length > 0)
		terminal_note("That cannot be called back, but ask whoever has those packs to use "
		    "them no more, and make a new edition.");
	buffer_free(&out);
}

/* Of those that this pull brought. */
static void
say_gone_out(const struct pull_said *said, const struct vault *vault)
{
	struct decisions decisions;
	struct editions editions;
	struct error error = ERROR_INIT;

	if (decisions_read(&decisions, vault, &error) != 0) {
		terminal_note("In which editions they had gone out is not known: %s.", error.text);
		return;
	}
	editions_read(&editions, &decisions.work);
	for (size_t i = 0; i < vault->withdrawal_count; i++) {
		const uint8_t *mailbox = vault->withdrawals[i].withdrawal.mailbox;

		if (!vault_ids_have(&said->known, mailbox))
			say_editions(&editions, mailbox);
	}
	if (editions.unlisted > 0)
		terminal_note("Editions that a former coordinator exported are not among these, "
		    "until `removed` says that they count.");
	editions_free(&editions);
	decisions_free(&decisions);
}

void
pull_say_withdrawn(const struct pull_said *said, const struct vault *vault,
    const struct withdrawn *withdrawn)
{
	if (withdrawn->fresh > 0)
		terminal_note("%zu %s back everything; all that was theirs is erased here. Erase it "
		    "also in what you copied or printed.", withdrawn->fresh,
		    withdrawn->fresh == 1 ? "family took" : "families took");
	if (withdrawn->fresh > 0)
		say_gone_out(said, vault);
	if (withdrawn->sealed > 0)
		terminal_note("%zu envelopes that the server says were taken back do not open with "
		    "the keys of this desk, and were left sealed.", withdrawn->sealed);
	if (withdrawn->forged > 0)
		terminal_note("%zu withdrawals are not signed by their family, and erased nothing. "
		    "Tell whoever runs the server.", withdrawn->forged);
	if (withdrawn->handed_up > 0)
		terminal_note("%zu withdrawals handed up.", withdrawn->handed_up);
}
