/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/buffer.h"
#include "daemon/log.h"

const char *
sandbox_seccomp_version(void)
{
	static char text[32];
	const struct scmp_version *version = seccomp_version();

	(void)snprintf(text, sizeof text, "%u.%u.%u", version->major, version->minor,
	    version->micro);
	return text;
}

#ifdef WITH_SANITIZERS

int
sandbox_enter(const struct conf *conf, const struct listeners *listeners, struct error *error)
{
	(void)conf;
	(void)listeners;
	(void)error;
	log_line("warning: sandbox: none, since this build has sanitizers, which it would stop");
	return 0;
}

#else

/*
 * Files: https://docs.kernel.org/userspace-api/landlock.html. By hand, since there is no library
 * for it in Debian 12, and its headers there know only the beginnings.
 */

#define SANDBOX_LANDLOCK_VERSION 1U /* a flag: which one has this kernel? */
#define SANDBOX_PATH_BENEATH 1

#define SANDBOX_EXECUTE (1U << 0)
#define SANDBOX_WRITE_FILE (1U << 1)
#define SANDBOX_READ_FILE (1U << 2)
#define SANDBOX_READ_FOLDER (1U << 3)
#define SANDBOX_REMOVE_FILE (1U << 5)
#define SANDBOX_MAKE_FILE (1U << 8)
#define SANDBOX_TRUNCATE (1U << 14)

/* Rights upon files that each version handles: 1 has the first 13, 2 renaming into other folders, 3
 * truncating, 5 device ioctls. */
#define SANDBOX_RIGHTS_1 0x1fffU
#define SANDBOX_RIGHTS_2 0x3fffU
#define SANDBOX_RIGHTS_3 0x7fffU
#define SANDBOX_RIGHTS_5 0xffffU
#define SANDBOX_TCP 0x3U    /* from version 4: to bind, to connect */
#define SANDBOX_SCOPES 0x3U /* from version 6: abstract sockets and signals of others */

struct sandbox_rules {
	uint64_t files, network, scopes;
};

/* Its layout is the kernel's. */
struct sandbox_beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

static uint64_t
sandbox_rights(long version)
{
	if (version >= 5)
		return SANDBOX_RIGHTS_5;
	if (version >= 3)
		return SANDBOX_RIGHTS_3;
	return version == 2 ? SANDBOX_RIGHTS_2 : SANDBOX_RIGHTS_1;
}

/* What there is to be handed about while the rules are made. */
struct sandbox_files {
	int rules;
	uint64_t handled;
};

/* Allows these rights beneath the folder of a file. */
static int
sandbox_allow_folder_of(const struct sandbox_files *files, const char *path, uint64_t rights,
    struct error *error)
{
	const char *slash = strrchr(path, '/');
	struct sandbox_beneath beneath = { .allowed = rights & files->handled };
	struct buffer folder = BUFFER_INIT;
	int result = 0;

	buffer_append(&folder, path, slash == NULL ? 0 : (size_t)(slash - path + 1));
	beneath.folder = open(folder.length == 0 ? "." : (const char *)folder.data,
	    O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (beneath.folder < 0 ||
	    syscall(SYS_landlock_add_rule, files->rules, SANDBOX_PATH_BENEATH, &beneath, 0U) != 0)
		result = error_system(error, "the sandbox cannot be made: the folder of %s", path);
	if (beneath.folder >= 0)
		(void)close(beneath.folder);
	buffer_free(&folder);
	return result;
}

/* Where it lies, and where a link leads that is there now. One that leads elsewhere later is not
 * followed. */
static int
sandbox_allow_reading(const struct sandbox_files *files, const char *path, struct error *error)
{
	char *real = realpath(path, NULL);
	int result;

	if (real == NULL)
		return error_system(error, "the sandbox cannot be made: %s", path);
	result = sandbox_allow_folder_of(files, path, SANDBOX_READ_FILE, error);
	if (result == 0)
		result = sandbox_allow_folder_of(files, real, SANDBOX_READ_FILE, error);
	free(real);
	return result;
}

static int
sandbox_allow_files(const struct sandbox_files *files, const struct conf *conf,
    const struct listeners *listeners, struct error *error)
{
	const uint64_t keeps = SANDBOX_READ_FILE | SANDBOX_WRITE_FILE | SANDBOX_READ_FOLDER |
	    SANDBOX_REMOVE_FILE | SANDBOX_MAKE_FILE | SANDBOX_TRUNCATE;
	struct buffer signature = BUFFER_INIT;
	int result;

	buffer_format(&signature, "%s.minisig", conf->campaign);
	result = sandbox_allow_folder_of(files, conf->store, keeps, error);
	if (result == 0)
		result = sandbox_allow_reading(files, conf->campaign, error);
	if (result == 0)
		result = sandbox_allow_reading(files, (const char *)signature.data, error);
	for (size_t i = 0; i < listeners->count && result == 0; i++)
		if (listeners->listener[i].path[0] != '\0')
			result = sandbox_allow_folder_of(files, listeners->listener[i].path,
			    SANDBOX_REMOVE_FILE, error);
	buffer_free(&signature);
	return result;
}

/* *version: which Landlock; 0 where the kernel has none. */
static int
sandbox_lock_files(const struct conf *conf, const struct listeners *listeners, long *version,
    struct error *error)
{
	struct sandbox_rules rules = { 0, 0, 0 };
	struct sandbox_files files;
	int result = -1;

	*version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, SANDBOX_LANDLOCK_VERSION);
	if (*version < 1) {
		*version = 0;
		return 0;
	}
	rules.files = files.handled = sandbox_rights(*version);
	rules.network = *version >= 4 ? SANDBOX_TCP : 0;
	rules.scopes = *version >= 6 ? SANDBOX_SCOPES : 0;
	files.rules = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0U);
	if (files.rules < 0)
		return error_system(error, "the sandbox cannot be made");
	if (sandbox_allow_files(&files, conf, listeners, error) != 0)
		;
	else if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_landlock_restrict_self, files.rules, 0U) != 0)
		(void)error_system(error, "the sandbox cannot be locked");
	else
		result = 0;
	(void)close(files.rules);
	return result;
}

/*
 * System calls. tests/system/calls.sh sees each one that the daemon makes; one that is missing here
 * fails there.
 */

static const int sandbox_calls[] = {
	/* Connections, and the loop that waits for them. No new ones from here. */
	SCMP_SYS(accept4),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recv),
	SCMP_SYS(sendto),
	SCMP_SYS(send),
	SCMP_SYS(sendmsg),
	SCMP_SYS(writev),
	SCMP_SYS(shutdown),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_pwait2), /* libevent from 2.2 on, which takes the others at ENOSYS alone */
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(pipe2),
	SCMP_SYS(eventfd2),
	/* The store and the campaign: which files, says Landlock. */
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(close),
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(lseek),
	SCMP_SYS(_llseek),
	SCMP_SYS(fsync),
	SCMP_SYS(fdatasync),
	SCMP_SYS(ftruncate),
	SCMP_SYS(ftruncate64),
	SCMP_SYS(fallocate),
	SCMP_SYS(flock),
	SCMP_SYS(stat),
	SCMP_SYS(stat64),
	SCMP_SYS(fstat),
	SCMP_SYS(fstat64),
	SCMP_SYS(lstat),
	SCMP_SYS(lstat64),
	SCMP_SYS(newfstatat),
	SCMP_SYS(fstatat64),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(statfs64),
	SCMP_SYS(fstatfs),
	SCMP_SYS(fstatfs64),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	/* SQLite sets the mode, and as root the owner, of a log to the store's. */
	SCMP_SYS(fchmod),
	SCMP_SYS(fchown),
	SCMP_SYS(fchown32),
	/* Memory. */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(mlock),
	SCMP_SYS(munlock),
	/* Two threads: that the keeper starts, waits, is waited for and ends. */
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(futex),
	SCMP_SYS(futex_time64),
	SCMP_SYS(sched_yield),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	/* Time, chance, signals that come, who one is. */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_gettime64),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_nanosleep_time64),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(getrandom),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigreturn),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(getuid32),
	SCMP_SYS(geteuid),
	SCMP_SYS(geteuid32),
	SCMP_SYS(getgid),
	SCMP_SYS(getgid32),
	SCMP_SYS(getegid),
	SCMP_SYS(getegid32),
};

/* A call that is allowed only where one of its arguments, under a mask, is this. */
struct sandbox_narrow {
	int call;
	unsigned argument;
	uint64_t mask, wanted;
};

#define SANDBOX_WHOLE UINT32_MAX
#define SANDBOX_THREAD (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define SANDBOX_NAMESPACES \
	(CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | \
	    CLONE_NEWUSER | CLONE_NEWUTS)

static const struct sandbox_narrow sandbox_narrow_calls[] = {
	/* No memory, once it was written, becomes code. */
	{ SCMP_SYS(mmap), 2, PROT_EXEC, 0 },
	{ SCMP_SYS(mmap2), 2, PROT_EXEC, 0 },
	{ SCMP_SYS(mprotect), 2, PROT_EXEC, 0 },
	/* Threads; no process. */
	{ SCMP_SYS(clone), 0, SANDBOX_THREAD | SANDBOX_NAMESPACES, SANDBOX_THREAD },
	/* SQLite locks; nothing that sends signals. */
	{ SCMP_SYS(fcntl), 1, SANDBOX_WHOLE, F_GETFD },
	{ SCMP_SYS(fcntl), 1, SANDBOX_WHOLE, F_SETFD },
	{ SCMP_SYS(fcntl), 1, SANDBOX_WHOLE, F_GETFL },
	{ SCMP_SYS(fcntl), 1, SANDBOX_WHOLE, F_SETFL },
	{ SCMP_SYS(fcntl), 1, SANDBOX_WHOLE, F_GETLK },
	{ SCMP_SYS(fcntl), 1, SANDBOX_WHOLE, F_SETLK },
	{ SCMP_SYS(fcntl64), 1, SANDBOX_WHOLE, F_GETFD },
	{ SCMP_SYS(fcntl64), 1, SANDBOX_WHOLE, F_SETFD },
	{ SCMP_SYS(fcntl64), 1, SANDBOX_WHOLE, F_GETFL },
	{ SCMP_SYS(fcntl64), 1, SANDBOX_WHOLE, F_SETFL },
	{ SCMP_SYS(fcntl64), 1, SANDBOX_WHOLE, F_GETLK },
	{ SCMP_SYS(fcntl64), 1, SANDBOX_WHOLE, F_SETLK },
};

static int
sandbox_allow_narrow(scmp_filter_ctx filter, const struct sandbox_narrow *narrow)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, narrow->call, 1,
	    SCMP_CMP64(narrow->argument, SCMP_CMP_MASKED_EQ, narrow->mask, narrow->wanted));
}

/* One option of sockets: the others reach far into the kernel. */
static int
sandbox_allow_option(scmp_filter_ctx filter, int call, int level, int option)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
	    SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, SANDBOX_WHOLE, (uint64_t)level),
	    SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, SANDBOX_WHOLE, (uint64_t)option));
}

/* 0, or an errno, less than 0. */
static int
sandbox_allow_calls(scmp_filter_ctx filter)
{
	int result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	for (size_t i = 0; i < sizeof sandbox_calls / sizeof sandbox_calls[0] && result == 0; i++)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, sandbox_calls[i], 0);
	for (size_t i = 0; i < sizeof sandbox_narrow_calls / sizeof sandbox_narrow_calls[0] &&
	    result == 0; i++)
		result = sandbox_allow_narrow(filter, &sandbox_narrow_calls[i]);
	/* An answer is not held back for more of it; who asks for the status. */
	if (result == 0)
		result = sandbox_allow_option(filter, SCMP_SYS(setsockopt), IPPROTO_TCP,
		    TCP_NODELAY);
	if (result == 0)
		result = sandbox_allow_option(filter, SCMP_SYS(getsockopt), SOL_SOCKET,
		    SO_PEERCRED);
	/* Its flags are in memory, where a filter cannot look: the C library then takes clone. */
	if (result == 0)
		result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	/* abort(3) sends itself a signal; nobody else gets one. */
	if (result == 0)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
		    SCMP_CMP64(0, SCMP_CMP_EQ, (uint64_t)getpid(), 0),
		    SCMP_CMP64(2, SCMP_CMP_EQ, SIGABRT, 0));
	return result;
}

static int
sandbox_lock_calls(struct error *error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int result;

	if (filter == NULL)
		return error_refuse(error,
		    "the sandbox cannot be made: this system has no seccomp");
	result = sandbox_allow_calls(filter);
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	if (result == 0)
		return 0;
	errno = -result;
	return error_system(error, "the sandbox cannot be locked: the kernel must have seccomp "
	    "filters");
}

int
sandbox_enter(const struct conf *conf, const struct listeners *listeners, struct error *error)
{
	long landlock;

	if (sandbox_lock_files(conf, listeners, &landlock, error) != 0 ||
	    sandbox_lock_calls(error) != 0)
		return -1;
	if (landlock > 0)
		log_line("sandbox: system calls and files are limited (Landlock %ld)", landlock);
	else
		log_line("warning: sandbox: system calls are limited, files are not, since this "
		    "kernel has no Landlock");
	return 0;
}

#endif
