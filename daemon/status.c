/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/status.h"

#include <inttypes.h>

static void
status_print_store(const struct status *status, const struct keeper_job *job, struct buffer *out)
{
	buffer_format(out,
	    "\"inbox\":%" PRIu64 ",\"reply\":%" PRIu64 ",\"log\":%" PRIu64
	    ",\"withdrawals\":%" PRIu64, job->counts.inbox, job->counts.reply, job->counts.log,
	    job->counts.withdrawals);
	buffer_format(out, ",\"damaged\":%" PRIu64, job->damaged);
	buffer_format(out,
	    ",\"space\":{\"free\":%" PRIu64 ",\"total\":%" PRIu64 ",\"reserve\":%" PRIu64 "}",
	    job->space.free, job->space.total, (uint64_t)status->conf->reserve_mib * 1024 * 1024);
}

#define STATUS_HOUR 3600000 /* milliseconds */

/* The answer that this is part of is not counted yet. The time of the start is told in whole hours,
 * so that it is no other's. */
static void
status_print_traffic(const struct status *status, struct buffer *out)
{
	static const char *const names[] = {
		[TRAFFIC_INTAKE] = "intake",
		[TRAFFIC_DESK] = "desk",
	};
	uint64_t answers = 0;

	buffer_append_text(out, ",\"connections\":{");
	for (int group = TRAFFIC_INTAKE; group <= TRAFFIC_DESK; group++) {
		answers += status->traffic->answers[group];
		buffer_format(out, "%s\"%s\":{\"open\":%zu,\"most\":%zu}",
		    group == TRAFFIC_INTAKE ? "" : ",", names[group],
		    status->traffic->open[group], status->traffic->most[group]);
	}
	buffer_format(out, "},\"answers\":%" PRIu64 ",\"since\":%" PRId64, answers,
	    status->running / STATUS_HOUR);
}

static void
status_print_refusals(const struct traffic *traffic, struct buffer *out)
{
	buffer_append_text(out, ",\"refusals\":{");
	for (int reason = REFUSAL_NONE + 1; reason < REFUSAL_KINDS; reason++)
		buffer_format(out, "%s\"%s\":%" PRIu64, reason == REFUSAL_NONE + 1 ? "" : ",",
		    refusal_name((enum refusal)reason), traffic->refusals[reason]);
	buffer_append_byte(out, '}');
}

/* What time does to the store. Days are days for which the daemon runs. */
static void
status_print_notice(const struct keeper_notice *notice, unsigned weeks, struct buffer *out)
{
	static const char *const skipped[] = {
		[KEEPER_NOT_SKIPPED] = "null",
		[KEEPER_SKIPPED_SPACE] = "\"no_space\"",
		[KEEPER_SKIPPED_DAMAGE] = "\"damage\"",
		[KEEPER_SKIPPED_TROUBLE] = "\"trouble\"",
	};

	buffer_format(out, ",\"retention\":{\"weeks\":%u,\"warned\":%" PRIu64 ",\"days_left\":",
	    weeks, notice->warned);
	if (notice->warned == 0)
		buffer_append_text(out, "null");
	else
		buffer_format(out, "%" PRId64, notice->warned_for / RETENTION_DAY);
	buffer_append_text(out, "},\"order\":{\"week\":");
	if (notice->ordered == 0)
		buffer_append_text(out, "null");
	else
		buffer_format(out, "%" PRIu32, notice->ordered);
	buffer_format(out, ",\"skipped\":%s}", skipped[notice->skipped]);
}

void
status_print(const struct status *status, const struct keeper_job *job, struct buffer *out)
{
	const struct campaign *campaign = status->campaign;
	int32_t left = campaign->expires - status->day;
	char expires[11];

	day_print(expires, campaign->expires);
	buffer_append_byte(out, '{');
	status_print_store(status, job, out);
	buffer_format(out, ",\"commits\":%" PRIu64 ",\"bits\":%d", job->commits, status->bits);
	status_print_traffic(status, out);
	status_print_refusals(status->traffic, out);
	status_print_notice(&job->notice, status->conf->retention_weeks, out);
	buffer_format(out,
	    ",\"campaign\":{\"serial\":%" PRId64 ",\"expires\":\"%s\",\"days_left\":%d,"
	    "\"expired\":%s}}\n", campaign->serial, expires, left < 0 ? 0 : (int)left,
	    left < 0 ? "true" : "false");
}
