/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pull.h"

#include <string.h>

#include "desk/vault_newer.h"
#include "front/terminal.h"

/* Replies last: by then the log says whose they are. */
static const enum tray pull_trays[] = { TRAY_INBOX, TRAY_LOG, TRAY_REPLY };
#define PULL_TRAYS (sizeof pull_trays / sizeof *pull_trays)
#define PULL_SHARED (&pull_trays[1])
#define PULL_SHARED_TRAYS (PULL_TRAYS - 1)

/* The signature first, which is small, and tells whether there is anything new. A refusal is that of an
 * older daemon. */
static int
pull_campaign_of(struct vault *vault, struct daemons *daemons, struct desk_daemon *daemon,
    struct error *error)
{
	struct buffer manifest = BUFFER_INIT, signature = BUFFER_INIT;
	struct error trouble = ERROR_INIT;
	int result = 0;

	if (api_campaign_signature(daemon->api, &signature, &trouble) == 0 &&
	    !vault_newer_knows(vault, &signature) &&
	    api_campaign(daemon->api, &manifest, &trouble) == 0)
		result = vault_newer_take(vault, &manifest, &signature, error);
	else if (trouble.kind == ERROR_SYSTEM)
		daemons_fail(daemons, daemon, &trouble);
	buffer_free(&manifest);
	buffer_free(&signature);
	return result;
}

static int
pull_campaign(struct vault *vault, struct daemons *daemons, struct error *error)
{
	for (size_t i = 0; i < daemons->count; i++)
		if (!daemons->list[i].failed &&
		    pull_campaign_of(vault, daemons, &daemons->list[i], error) != 0)
			return -1;
	return 0;
}

static void
pull_fetch(struct vault *vault, struct daemons *daemons, struct pull_result *result)
{
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < daemons->count; i++) {
		struct desk_daemon *daemon = &daemons->list[i];

		if (!daemon->failed && fetch(vault, daemon, pull_trays, PULL_TRAYS,
		    &result->daemons[i].fetched, &error) != 0)
			daemons_fail(daemons, daemon, &error);
	}
}

/* Replies first: an event tells of what a daemon has. */
static int
pull_hand_up(struct vault *vault, struct daemons *daemons, struct pull_result *result,
    struct error *error)
{
	struct written written;
	int status = written_read(&written, vault, error);

	if (status == 0)
		written_apply(&written, vault);
	for (size_t i = 0; i < daemons->count && status == 0; i++)
		if (!daemons->list[i].failed && hand_up_replies(vault, &daemons->list[i], &written,
		    &result->daemons[i].handed, error) != 0)
			daemons_fail(daemons, &daemons->list[i], error);
	if (status == 0)
		status = hand_up_tell_all(vault, &written, error);
	for (size_t i = 0; i < daemons->count && status == 0; i++)
		if (!daemons->list[i].failed && hand_up_events(vault, &daemons->list[i],
		    &result->daemons[i].handed, error) != 0)
			daemons_fail(daemons, &daemons->list[i], error);
	written_free(&written);
	return status;
}

int
pull(struct vault *vault, struct pull_result *result, struct error *error)
{
	struct daemons daemons;
	struct vault_ids families;
	int status;

	memset(result, 0, sizeof *result);
	daemons_open(&daemons, vault);
	status = withdrawn_apply(vault, &daemons, &result->withdrawn, error);
	if (status == 0)
		status = pull_campaign(vault, &daemons, error);
	if (status == 0) {
		pull_fetch(vault, &daemons, result);
		status = pull_hand_up(vault, &daemons, result, error);
	}
	terminal_progress_end();
	if (status == 0)
		status = vault_list(vault, TRAY_INBOX, &families, error);
	if (status == 0) {
		result->held = families.count;
		vault_ids_free(&families);
		status = daemons_result(&daemons, error);
	}
	result->count = daemons.count;
	for (size_t i = 0; i < daemons.count; i++) {
		result->daemons[i].address = daemons.list[i].address;
		result->daemons[i].failed = daemons.list[i].failed;
	}
	daemons_free(&daemons);
	return status;
}

int
pull_shared(struct vault *vault, struct daemons *daemons, struct error *error)
{
	struct fetched ignored = { 0 };

	if (pull_campaign(vault, daemons, error) != 0)
		return -1;
	for (size_t i = 0; i < daemons->count; i++) {
		struct desk_daemon *daemon = &daemons->list[i];

		if (!daemon->failed && fetch(vault, daemon, PULL_SHARED, PULL_SHARED_TRAYS,
		    &ignored, error) != 0)
			daemons_fail(daemons, daemon, error);
	}
	return daemons->failed < daemons->count ? 0 : daemons_result(daemons, error);
}
