/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <event2/event.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clean.h"
#include "common/error.h"
#include "common/harden.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/version.h"
#include "daemon/clock.h"
#include "daemon/conf.h"
#include "daemon/deskapi.h"
#include "daemon/gate.h"
#include "daemon/intake.h"
#include "daemon/keeper.h"
#include "daemon/listeners.h"
#include "daemon/log.h"
#include "daemon/nonces.h"
#include "daemon/published.h"
#include "daemon/report.h"
#include "daemon/sandbox.h"
#include "daemon/server.h"
#include "daemon/start.h"
#include "daemon/statusapi.h"
#include "daemon/store.h"
#include "daemon/systemd.h"
#include "daemon/traffic.h"

#define EXIT_USAGE 2
#define DAEMON_SHOWN_MOST 60 /* bytes of what was given, in a sentence */

static const char usage[] =
    "usage: testimonyd -c FILE [-t | --status [--json]]\n"
    "\n"
    "Takes sealed testimonies in, keeps them, and hands them to the coordinators'\n"
    "desks. It cannot open them. Stays in the foreground; logs to standard error.\n"
    "\n"
    "  -c, --config FILE  the configuration: see testimonyd.conf(5)\n"
    "  -t, --test         checks the configuration, names every mistake, and ends\n"
    "  --status           how the running daemon stands, for root and its user\n"
    "  --json             with --status: as JSON\n"
    "  --version          prints the versions of this program and of its libraries\n"
    "  --help             prints this\n"
    "\n"
    "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"
    "\n"
    "Example: testimonyd -c /etc/testimonyd/testimonyd.conf -t\n";

/* All that the daemon has, while it runs. */
struct daemon {
	struct conf *conf;
	struct clock clock;
	struct listeners *listeners;
	struct published *published;
	struct gate *gate;
	struct store *store;
	struct keeper *keeper;
	struct nonces *nonces;
	struct traffic traffic;
	struct log_seldom expiry; /* the reminder of it */
	unsigned max_connections;
	int notifier; /* the way to systemd, or -1 */
};

/* Once a day while there is reason to, and anew for a campaign that was signed anew. */
static void
daemon_remind(struct daemon *daemon)
{
	const struct campaign *campaign = daemon->published->campaign;
	const int64_t now = clock_wall(&daemon->clock);

	if (start_expires_soon(campaign, now) &&
	    log_is_due(&daemon->expiry, clock_steady(&daemon->clock), LOG_DAY))
		start_warn_of_expiry(campaign, now);
}

/* Tells the keeper the time. Where too much waits, the next one does. */
static void
daemon_tell_time(struct daemon *daemon, bool last)
{
	struct keeper_job *job = keeper_job_new(KEEPER_TICK);

	job->week = week_of(clock_wall(&daemon->clock));
	job->steady = clock_steady(&daemon->clock);
	job->last = last;
	job->serial = daemon->published->campaign->serial;
	memcpy(job->signing_key, daemon->published->campaign->signing_key.key,
	    sizeof job->signing_key);
	if (keeper_submit(daemon->keeper, job) != 0)
		keeper_job_free(&job);
}

static void
daemon_tick(void *context)
{
	daemon_tell_time(context, false);
	daemon_remind(context);
}

/* The campaign, and nothing else, is read anew. One that is worse is not taken up, and the one that
 * was goes on. */
static void
daemon_reload(void *context)
{
	struct daemon *daemon = context;
	struct published *published = daemon->published;
	const int32_t today = day_of(clock_wall(&daemon->clock));
	struct error error = ERROR_INIT;
	bool renewed;

	if (published_renew(published, daemon->conf->campaign, &daemon->conf->pin, today, &renewed,
		&error) != 0) {
		log_line("warning: the campaign was not taken up, and the one with serial %" PRId64
		    " goes on: %s", published->campaign->serial, error.text);
	} else if (!renewed) {
		log_line("the campaign was read anew, and is as it was (serial %" PRId64 ")",
		    published->campaign->serial);
	} else {
		log_line("the campaign was taken up anew (serial %" PRId64 ")",
		    published->campaign->serial);
		daemon->expiry = (struct log_seldom){ .told = false };
		daemon_tell_time(daemon, false);
	}
	daemon_remind(daemon);
}

static void
daemon_ready(void *context)
{
	struct daemon *daemon = context;

	for (size_t i = 0; i < daemon->listeners->count; i++) {
		const struct listener *listener = &daemon->listeners->listener[i];

		log_line("listening on %s for %s%s", listener->text,
		    listener_kind_name(listener->kind),
		    listener->handed_over ? " (handed over)" : "");
	}
	daemon_remind(daemon);
	log_line("ready");
	systemd_notify(daemon->notifier, "READY=1");
}

/* Lines for a person, clean as the log's: a file's name and what stands in it may be anything. */
static void
daemon_say(FILE *stream, const char *text)
{
	struct buffer clean = BUFFER_INIT;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		clean_line(&clean, text, length);
		buffer_append_byte(&clean, '\n');
		text += length + (text[length] == '\n');
	}
	(void)fputs((const char *)clean.data, stream);
	buffer_free(&clean);
}

/* Everything up to serving. Root is given up before anything of the outside is read but the
 * configuration, and before anything is made or bound. */
static int
daemon_start(struct daemon *daemon, struct error *error)
{
	struct systemd_sockets sockets;

	daemon->listeners = secret_allocate(sizeof *daemon->listeners);
	memset(daemon->listeners, 0, sizeof *daemon->listeners);
	clock_system(&daemon->clock);
	daemon->notifier = systemd_notify_open();
	if (systemd_sockets(&sockets, error) != 0 ||
	    listeners_adopt(daemon->listeners, &sockets, error) != 0 ||
	    start_drop_root(daemon->conf, error) != 0 ||
	    published_load(&daemon->published, daemon->conf->campaign, &daemon->conf->pin, error) !=
		0)
		return -1;
	if (daemon->conf->token_key[0] == '\0')
		gate_new(&daemon->gate);
	else if (gate_new_from_file(&daemon->gate, daemon->conf->token_key, error) != 0)
		return -1;
	gate_limit(daemon->gate, daemon->conf->budget_per_minute, (int)daemon->conf->proof_max_bits,
	    clock_steady(&daemon->clock));
	daemon->max_connections = daemon->conf->max_connections;
	if (server_raise_limits(&daemon->max_connections, error) != 0 ||
	    store_open(&daemon->store, daemon->conf->store, error) != 0 ||
	    store_campaign(daemon->store, daemon->published->campaign->signing_key.key,
		daemon->published->campaign->serial, error) != STORE_OK ||
	    listeners_open(daemon->listeners, daemon->conf, error) != 0 ||
	    sandbox_enter(daemon->conf, daemon->listeners, error) != 0)
		return -1;
	nonces_new(&daemon->nonces, NONCES_MOST);
	if (keeper_start(&daemon->keeper, daemon->store,
		(uint64_t)daemon->conf->reserve_mib * 1024 * 1024, daemon->conf->retention_weeks,
		error) != 0)
		return -1;
	daemon_tell_time(daemon, false); /* before anything is put */
	return 0;
}

static int
daemon_serve(struct daemon *daemon, struct error *error)
{
	struct intake intake = { .published = daemon->published, .gate = daemon->gate };
	struct deskapi deskapi = { .conf = daemon->conf, .published = daemon->published,
		.gate = daemon->gate, .traffic = &daemon->traffic, .nonces = daemon->nonces,
		.started = clock_steady(&daemon->clock) };
	struct service intake_part, desk_part, status_part;
	const struct server_setup setup = {
		.listeners = daemon->listeners,
		.keeper = daemon->keeper,
		.clock = &daemon->clock,
		.traffic = &daemon->traffic,
		.services = { [LISTENER_INTAKE] = &intake_part, [LISTENER_DESK] = &desk_part,
			[LISTENER_STATUS] = &status_part },
		.max_connections = daemon->max_connections,
		.ready = daemon_ready,
		.reload = daemon_reload,
		.tick = daemon_tick,
		.context = daemon,
	};

	intake_service(&intake_part, &intake);
	deskapi_service(&desk_part, &deskapi);
	statusapi_service(&status_part, &deskapi);
	return server_run(&setup, error);
}

/* Where the store failed it is not written back: what was answered is on disk, and SQLite takes it
 * up from its log at the next start. */
static int
daemon_end(struct daemon *daemon, struct error *error)
{
	int result;

	systemd_notify(daemon->notifier, "STOPPING=1");
	if (daemon->keeper != NULL)
		daemon_tell_time(daemon, true);
	result = keeper_stop(&daemon->keeper, error);
	if (store_close(&daemon->store, result == 0 ? error : NULL) != 0)
		result = -1;
	if (daemon->listeners != NULL)
		listeners_close(daemon->listeners);
	secret_release(daemon->listeners);
	if (daemon->notifier >= 0)
		(void)close(daemon->notifier);
	nonces_free(&daemon->nonces);
	gate_free(&daemon->gate);
	published_free(&daemon->published);
	conf_free(&daemon->conf);
	return result;
}

static int
daemon_run(struct conf *conf)
{
	struct daemon daemon = { .conf = conf, .notifier = -1 };
	struct error error = ERROR_INIT;
	struct error late = ERROR_INIT;
	int result = -1;

	server_hold_reload();
	if (daemon_start(&daemon, &error) == 0)
		result = daemon_serve(&daemon, &error);
	if (daemon_end(&daemon, &late) != 0 && result == 0) {
		error = late;
		result = -1;
	}
	if (result != 0) {
		log_line("%s", error.text);
		return EXIT_FAILURE;
	}
	log_line("stopped");
	return EXIT_SUCCESS;
}

/* All mistakes at once: also where some lines are wrong, the others are held against the system. */
static int
daemon_check(const char *path)
{
	struct buffer text = BUFFER_INIT;
	struct conf *conf = NULL;
	int result = conf_read_all(&conf, path, &text);

	if (conf != NULL && start_check(conf, path, &text) != 0)
		result = -1;
	if (result == 0)
		buffer_format(&text, "%s is good\n", path);
	if (result == 0 && conf->listen.count == 0)
		buffer_append_text(&text,
		    "It names no \"listen\": systemd must hand that socket over\n");
	if (result == 0 && conf->desk.count == 0)
		buffer_append_text(&text,
		    "It names no \"desk\": systemd must hand that socket over\n");
	daemon_say(result == 0 ? stdout : stderr, (const char *)text.data);
	buffer_free(&text);
	conf_free(&conf);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Root is not needed for it, so what the daemon says is read without. */
static int
daemon_status(struct conf *conf, bool as_json)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	json_t *status = NULL;
	int result = start_drop_root_if_named(conf, &error);

	if (result == 0)
		result = report_fetch(&status, conf, &error);
	if (result == 0 && as_json)
		json_print(status, &text);
	else if (result == 0)
		result = report_print(status, &text, &error);
	if (result == 0)
		daemon_say(stdout, (const char *)text.data);
	else
		log_line("%s", error.text);
	json_decref(status);
	buffer_free(&text);
	conf_free(&conf);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* inih does not tell its version. */
static int
daemon_version(void)
{
	struct buffer text = BUFFER_INIT, others = BUFFER_INIT;

	buffer_format(&others, "libevent %s, SQLite %s, libseccomp %s", event_get_version(),
	    store_sqlite_version(), sandbox_seccomp_version());
	version_print(&text, "testimonyd", (const char *)others.data);
	(void)fputs((const char *)text.data, stdout);
	buffer_free(&text);
	buffer_free(&others);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "test", no_argument, NULL, 't' },
		{ "status", no_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct buffer mistakes = BUFFER_INIT;
	const char *path = NULL;
	struct conf *conf = NULL;
	bool test = false, status = false, as_json = false;
	int option;

	harden_process();
	json_start();
	opterr = 0;
	while ((option = getopt_long(argc, argv, "c:th", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 't':
			test = true;
			break;
		case 's':
			status = true;
			break;
		case 'j':
			as_json = true;
			break;
		case 'V':
			return daemon_version();
		case 'h':
			(void)fputs(usage, stdout);
			return EXIT_SUCCESS;
		default:
			log_line("there is no option %.*s, or it lacks its value; testimonyd "
			    "--help says more", DAEMON_SHOWN_MOST, argv[optind - 1]);
			return EXIT_USAGE;
		}
	}
	if ((test && status) || (as_json && !status)) {
		(void)fprintf(stderr, test ?
		    "testimonyd: -t and --status are two things: one at a time\n" :
		    "testimonyd: --json goes with --status; testimonyd --help says more\n");
		return EXIT_USAGE;
	}
	if (path == NULL || optind != argc) {
		(void)fprintf(stderr, path == NULL ?
		    "testimonyd: -c FILE is needed: the configuration; testimonyd --help says "
		    "more\n" :
		    "testimonyd: it takes nothing but options; testimonyd --help says more\n");
		return EXIT_USAGE;
	}
	if (test)
		return daemon_check(path);
	if (conf_read(&conf, path, &mistakes) != 0) {
		daemon_say(stderr, (const char *)mistakes.data);
		buffer_free(&mistakes);
		return EXIT_FAILURE;
	}
	return status ? daemon_status(conf, as_json) : daemon_run(conf);
}
