/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/start.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "daemon/gate.h"
#include "daemon/log.h"

/* One check of a configuration. */
struct start_check {
	const struct conf *conf;
	const char *name;
	struct buffer *mistakes;
};

static void
start_mistake(const struct start_check *check, const char *key, const char *sentence)
{
	unsigned line = conf_line(check->conf, key);

	if (line > 0)
		buffer_format(check->mistakes, "%s:%u: %s: %s\n", check->name, line, key, sentence);
	else
		buffer_format(check->mistakes, "%s: %s: %s\n", check->name, key, sentence);
}

static void
start_check_group(const struct start_check *check, const char *key, const char *group)
{
	if (group[0] != '\0' && getgrnam(group) == NULL)
		start_mistake(check, key, "there is no such group");
}

/* A socket or store goes into a folder, which the daemon does not make itself. */
static void
start_check_folder(const struct start_check *check, const char *key, const char *path)
{
	struct buffer folder = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct stat status;
	const char *name;

	buffer_append(&folder, path, (size_t)(strrchr(path, '/') - path + 1));
	name = (const char *)folder.data;
	if (stat(name, &status) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			(void)error_refuse(&error, "its folder does not exist");
		else
			(void)error_system(&error, "its folder cannot be reached");
		start_mistake(check, key, error.text);
	} else if (faccessat(AT_FDCWD, name, W_OK | X_OK, AT_EACCESS) != 0) {
		(void)error_system(&error, "nothing can be made in its folder");
		start_mistake(check, key, error.text);
	}
	buffer_free(&folder);
}

/* Who is not in a group cannot give a file to it (chown(2)). Sockets of systemd have their own. */
static void
start_check_member(const struct start_check *check, const char *key, const char *name)
{
	const struct group *group = name[0] == '\0' ? NULL : getgrnam(name);

	if (group != NULL && geteuid() != 0 && group->gr_gid != getegid() &&
	    !group_member(group->gr_gid))
		start_mistake(check, key,
		    "the daemon's user is not in it, so no socket can be given to it");
}

static void
start_check_sockets(const struct start_check *check, const char *key,
    const struct conf_addresses *list, const char *group_key, const char *group)
{
	bool any = false;

	for (size_t i = 0; i < list->count; i++)
		if (list->address[i].address.ss_family == AF_UNIX) {
			start_check_folder(check, key, list->address[i].text + strlen("unix:"));
			any = true;
		}
	if (any)
		start_check_member(check, group_key, group);
}

/* By what its name leads to: the store is another's while a daemon runs. */
static void
start_check_store(const struct start_check *check)
{
	const char *path = check->conf->store;
	struct error error = ERROR_INIT;
	struct stat status;

	start_check_folder(check, "store", path);
	if (lstat(path, &status) != 0)
		return;
	if (!S_ISREG(status.st_mode))
		start_mistake(check, "store", "what is there is not a file, so it is no store");
	else if (file_check_private(path, &error) != 0)
		start_mistake(check, "store", error.text);
}

/* As whom the rest is to be checked: what root can read the daemon may not. */
static void
start_check_user(const struct start_check *check)
{
	const struct conf *conf = check->conf;
	struct error error = ERROR_INIT;

	if (geteuid() != 0)
		return;
	if (conf->user[0] == '\0') {
		if (conf_line(conf, "user") == 0)
			start_mistake(check, "user",
			    "it is missing, but needed where the daemon is started as root");
	} else if (getpwnam(conf->user) == NULL) {
		start_mistake(check, "user", "there is no such user");
	} else if (start_drop_root_if_named(conf, &error) != 0) {
		start_mistake(check, "user", error.text);
	}
}

int
start_check(const struct conf *conf, const char *name, struct buffer *mistakes)
{
	const struct start_check check = { conf, name, mistakes };
	size_t before = mistakes->length;
	struct published *published = NULL;
	struct error error = ERROR_INIT;
	struct gate *gate = NULL;

	start_check_group(&check, "listen_group", conf->listen_group);
	start_check_group(&check, "desk_group", conf->desk_group);
	start_check_user(&check);
	start_check_sockets(&check, "listen", &conf->listen, "listen_group", conf->listen_group);
	start_check_sockets(&check, "desk", &conf->desk, "desk_group", conf->desk_group);
	if (conf->store[0] != '\0')
		start_check_store(&check);
	if (conf->campaign[0] != '\0' &&
	    !sodium_is_zero(conf->pin.key.key, sizeof conf->pin.key.key) &&
	    published_load(&published, conf->campaign, &conf->pin, &error) != 0)
		start_mistake(&check, "campaign", error.text);
	if (conf->token_key[0] != '\0' &&
	    gate_new_from_file(&gate, conf->token_key, &error) != 0)
		start_mistake(&check, "token_key", error.text);
	published_free(&published);
	gate_free(&gate);
	return mistakes->length == before ? 0 : -1;
}

int
start_drop_root(const struct conf *conf, struct error *error)
{
	const struct passwd *user;

	if (geteuid() != 0)
		return 0;
	if (conf->user[0] == '\0')
		return error_refuse(error, "started as root: say with `user = NAME` in the "
		    "configuration as whom to run");
	errno = 0;
	user = getpwnam(conf->user);
	if (user == NULL)
		return error_refuse(error, "there is no user %s to run as", conf->user);
	if (user->pw_uid == 0) {
		log_line("warning: running as root, since the configuration says so");
		return 0;
	}
	if (initgroups(user->pw_name, user->pw_gid) != 0 ||
	    setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
	    setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)
		return error_system(error, "the user %s cannot be taken on", conf->user);
	if (setuid(0) == 0 || seteuid(0) == 0)
		error_bug("root was not given up");
	/* Changing users may have made the process readable to others again (prctl(2)). */
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		error_bug("core files cannot be turned off");
	return 0;
}

int
start_drop_root_if_named(const struct conf *conf, struct error *error)
{
	const struct passwd *user = conf->user[0] == '\0' ? NULL : getpwnam(conf->user);

	if (conf->user[0] == '\0' || (user != NULL && user->pw_uid == 0))
		return 0;
	return start_drop_root(conf, error);
}

bool
start_expires_soon(const struct campaign *campaign, int64_t now)
{
	return campaign->expires - day_of(now) <= START_WARN_DAYS;
}

void
start_warn_of_expiry(const struct campaign *campaign, int64_t now)
{
	int32_t left = campaign->expires - day_of(now);
	char day[11];

	day_print(day, campaign->expires);
	if (left < 0)
		log_line("warning: the campaign expired after %s: families' programs refuse it; "
		    "sign a new one with testimony-keys sign", day);
	else
		log_line("warning: the campaign expires after %s (%d days left): sign a new one "
		    "with testimony-keys sign", day, (int)left);
}
