/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/withdrawn.h"

#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "desk/erase.h"
#include "front/terminal.h"

#define WITHDRAWN_NAMED_MOST 20 /* of those set aside; a hostile index may have millions */

static void
withdrawn_note(const uint8_t name[32], const char *what, const char *sentence)
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, name, 32);
	terminal_progress_end();
	terminal_note("%.12s: %s: %s", digits, what, sentence);
}

/* What failed for this one alone is said, and the rest goes on; a connection that broke ends all. */
static int
withdrawn_go_on(const uint8_t name[32], const char *what, struct error *error)
{
	if (error->kind == ERROR_SYSTEM)
		return -1;
	withdrawn_note(name, what, error->text);
	*error = (struct error)ERROR_INIT;
	return 0;
}

static int
withdrawn_keep(struct vault *vault, const struct withdrawal *told, struct error *error)
{
	uint32_t now = week_of((int64_t)time(NULL));
	struct withdrawal withdrawal = *told;

	/* The week is the daemon's word. One that is to come would be refused by other daemons. */
	if (withdrawal.week > now)
		withdrawal.week = now;
	return vault_keep_withdrawal(vault, &withdrawal, error);
}

/* Takes over what the daemon names. */
static int
withdrawn_take(struct vault *vault, const struct api_index *index, struct withdrawn *withdrawn,
    struct error *error)
{
	const uint8_t *key = vault->campaign->signing_key.key;

	for (size_t i = 0; i < index->withdrawal_count; i++) {
		const uint8_t *record = index->withdrawals + i * WITHDRAWAL_BYTES;
		const struct vault_withdrawal *kept;
		struct withdrawal withdrawal;
		struct error defect = ERROR_INIT;
		bool fresh;

		if (withdrawal_parse(&withdrawal, record, error) != 0)
			return -1;
		kept = vault_withdrawal(vault, withdrawal.mailbox);
		if (kept != NULL && kept->good)
			continue;
		fresh = kept == NULL;
		if (withdrawal_verify(&withdrawal, key, &defect) != 0) {
			if (withdrawn->forged++ < WITHDRAWN_NAMED_MOST)
				withdrawn_note(withdrawal.mailbox, "a withdrawal is set aside",
				    defect.text);
			continue;
		}
		if (withdrawn_keep(vault, &withdrawal, error) != 0)
			return -1;
		withdrawn->fresh += fresh;
	}
	return 0;
}

int
withdrawn_erase_event(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	if (api_erase_log(api, id, error) == 0)
		return 0;
	return withdrawn_go_on(id, "this event was not erased at the server", error);
}

/* By mailbox: that one is there says nothing of who signed it. */
static bool
withdrawn_is_there(const struct api_index *index, const struct withdrawal *withdrawal)
{
	for (size_t i = 0; i < index->withdrawal_count; i++) {
		const uint8_t *record = index->withdrawals + i * WITHDRAWAL_BYTES;

		/* All but the week. */
		if (memcmp(record, withdrawal->mailbox, sizeof withdrawal->mailbox) == 0 &&
		    memcmp(record + 32, withdrawal->author, sizeof withdrawal->author) == 0 &&
		    memcmp(record + 64, withdrawal->signature,
			sizeof withdrawal->signature) == 0)
			return true;
	}
	return false;
}

static int
withdrawn_hand_up(const struct vault *vault, struct api *api, const struct api_index *index,
    struct withdrawn *withdrawn, struct error *error)
{
	for (size_t i = 0; i < vault->withdrawal_count; i++) {
		const struct vault_withdrawal *kept = &vault->withdrawals[i];

		if (!kept->good || withdrawn_is_there(index, &kept->withdrawal))
			continue;
		terminal_progress("handing up withdrawals: %zu of %zu ...", i,
		    vault->withdrawal_count);
		if (api_put_withdrawal(api, &kept->withdrawal, error) == 0)
			withdrawn->handed_up++;
		else if (withdrawn_go_on(kept->withdrawal.mailbox,
		    "the server did not take the withdrawal", error) != 0)
			return -1;
	}
	return 0;
}

/* What this daemon has of families that took everything back, and what it does not know of that. */
static int
withdrawn_tell(const struct vault *vault, struct desk_daemon *daemon, const struct erased *erased,
    struct withdrawn *withdrawn, struct error *error)
{
	size_t before = withdrawn->handed_up;
	bool changed = false;
	int result = 0;

	for (size_t i = 0; i < erased->events.count && result == 0; i++) {
		if (!api_index_has(&daemon->index, TRAY_LOG, erased->events.ids[i]))
			continue;
		result = withdrawn_erase_event(daemon->api, erased->events.ids[i], error);
		changed = true;
	}
	if (result == 0)
		result = withdrawn_hand_up(vault, daemon->api, &daemon->index, withdrawn, error);
	if (result == 0 && (changed || withdrawn->handed_up > before))
		result = api_index(daemon->api, &daemon->index, error);
	return result;
}

int
withdrawn_apply(struct vault *vault, struct daemons *daemons, struct withdrawn *withdrawn,
    struct error *error)
{
	struct erased erased = ERASED_INIT;
	int result = 0;

	memset(withdrawn, 0, sizeof *withdrawn);
	for (size_t i = 0; i < daemons->count && result == 0; i++)
		if (!daemons->list[i].failed)
			result = withdrawn_take(vault, &daemons->list[i].index, withdrawn, error);
	/* Here first: nothing that a daemon does may keep words that were taken back. */
	if (result == 0)
		result = erase_withdrawn(vault, &erased, error);
	withdrawn->sealed = erased.sealed;
	for (size_t i = 0; i < daemons->count && result == 0; i++) {
		struct desk_daemon *daemon = &daemons->list[i];

		if (!daemon->failed &&
		    withdrawn_tell(vault, daemon, &erased, withdrawn, error) != 0)
			daemons_fail(daemons, daemon, error);
	}
	erased_free(&erased);
	return result;
}
