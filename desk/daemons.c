/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/daemons.h"

#include <string.h>

#include "front/terminal.h"

void
daemons_fail(struct daemons *daemons, struct desk_daemon *daemon, struct error *error)
{
	daemon->failed = true;
	daemon->error = *error;
	daemons->failed++;
	*error = (struct error)ERROR_INIT;
	terminal_progress_end();
	if (daemons->count > 1)
		terminal_note("%s: %s", daemon->address, daemon->error.text);
}

void
daemons_open(struct daemons *daemons, const struct vault *vault)
{
	const struct vault_settings *settings = &vault->settings;

	memset(daemons, 0, sizeof *daemons);
	daemons->count = settings->daemon_count;
	for (size_t i = 0; i < daemons->count; i++) {
		struct desk_daemon *daemon = &daemons->list[i];
		struct error error = ERROR_INIT;

		daemon->address = (const char *)settings->daemons[i].data;
		terminal_progress("asking %s what it holds ...", daemon->address);
		if (api_new(&daemon->api, daemon->address,
		    vault_settings_socks5(settings, daemon->address), vault->key.author,
		    &error) != 0 || api_index(daemon->api, &daemon->index, &error) != 0)
			daemons_fail(daemons, daemon, &error);
	}
	terminal_progress_end();
}

void
daemons_free(struct daemons *daemons)
{
	for (size_t i = 0; i < daemons->count; i++) {
		api_index_free(&daemons->list[i].index);
		api_free(&daemons->list[i].api);
	}
	memset(daemons, 0, sizeof *daemons);
}

int
daemons_result(const struct daemons *daemons, struct error *error)
{
	if (daemons->failed == 0)
		return 0;
	if (daemons->count == 1) {
		*error = daemons->list[0].error;
		return -1;
	}
	if (daemons->failed == daemons->count)
		return error_refuse(error, "none of the %zu daemons could be reached, or none went "
		    "on to the end", daemons->count);
	return error_refuse(error, "%zu of %zu daemons failed; what the others have was done",
	    daemons->failed, daemons->count);
}
