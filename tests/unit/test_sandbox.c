/* SPDX-License-Identifier: ISC */
/*
 * The sandbox, attacked from inside: what somebody would try who has taken the daemon over. Each
 * try is made by a process of its own, once in the sandbox and, where anybody may do it, once
 * outside, so that a refusal is the sandbox's.
 */
#include "config.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/sandbox.h"
#include "tests/unit/store_specimen.h"

#define UNLOCKED 255    /* the sandbox was not entered */
#define KILLED(by) (128 + (by))

static struct store_folder root;
static struct conf conf;
static struct listeners listeners;
static int page = -1; /* of anonymous memory, in a file */

/* A file beneath the test's folder. In turns, so that two fit in one call. */
static const char *
at(const char *name)
{
	static char path[4][128];
	static unsigned turn;

	turn = (turn + 1) % 4;
	(void)snprintf(path[turn], sizeof path[turn], "%s/%s", root.folder, name);
	return path[turn];
}

static void
make_file(const char *name)
{
	int file = open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, "text", 4), 4);
	ck_assert_int_eq(close(file), 0);
}

static const char *const folders[] = { "store", "campaign", "sockets", "other" };
static const char *const files[] = { "store/s.db", "campaign/campaign.json",
	"campaign/campaign.json.minisig", "sockets/in.sock", "other/secret" };

static void
set_up(void)
{
	store_folder_make(&root);
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		ck_assert_int_eq(mkdir(at(folders[i]), 0700), 0);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		make_file(files[i]);
	(void)snprintf(conf.store, sizeof conf.store, "%s", at("store/s.db"));
	(void)snprintf(conf.campaign, sizeof conf.campaign, "%s", at("campaign/campaign.json"));
	(void)snprintf(listeners.listener[0].path, sizeof listeners.listener[0].path, "%s",
	    at("sockets/in.sock"));
	listeners.count = 1;
	page = open(at("store/s.db"), O_RDWR);
	ck_assert_int_ge(page, 0);
}

static void
tear_down(void)
{
	static const char *const made[] = { "store/new", "store/renamed", "store/link",
		"store/stolen", "campaign/new", "other/new", "other/renamed", "sockets/new" };

	(void)close(page);
	(void)rmdir(at("store/folder"));
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		(void)unlink(at(files[i]));
	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
		(void)unlink(at(made[i]));
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		ck_assert_msg(rmdir(at(folders[i])) == 0, "%s is not empty", folders[i]);
	(void)rmdir(root.folder);
}

/* What a process of its own got: 0 done, or the errno, KILLED by a signal, UNLOCKED. */
static int
in_process(int (*attempt)(const void *context), const void *context, bool sandboxed)
{
	struct error error = ERROR_INIT;
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		(void)dup2(null, STDERR_FILENO); /* the sandbox's line in the log */
		if (sandboxed && sandbox_enter(&conf, &listeners, &error) != 0)
			_exit(UNLOCKED);
		_exit(attempt(context));
	}
	while (waitpid(child, &status, 0) < 0)
		ck_assert_int_eq(errno, EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED(WTERMSIG(status));
}

#ifdef WITH_SANITIZERS

static int
nothing(const void *context)
{
	(void)context;
	return 0;
}

START_TEST(with_sanitizers_nothing_is_locked)
{
	ck_assert_int_eq(in_process(nothing, NULL, true), 0);
	(void)at;
}
END_TEST

#else

/* Landlock's part is tested where the kernel has it; its calls have one number everywhere. */
static bool
files_are_locked(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1U) >= 1;
}

/* A call that the daemon never makes. With these arguments nothing happens where it is allowed. */
struct call {
	const char *name;
	long number;
	long argument[5];
	bool anybody; /* may make it, outside */
};

#define NOWHERE (-1L) /* no descriptor, and no address */

static const struct call calls[] = {
	{ "execve", SYS_execve, { 0, 0, 0 }, true },
	{ "execveat", SYS_execveat, { NOWHERE, 0, 0, 0, 0 }, true },
	{ "clone of a process", SYS_clone, { SIGCHLD | CLONE_THREAD }, true },
	{ "unshare", SYS_unshare, { CLONE_FS }, true },
	{ "setns", SYS_setns, { NOWHERE, 0 }, true },
	{ "socket of IPv4", SYS_socket, { AF_INET, SOCK_STREAM, 0 }, true },
	{ "socket of IPv6", SYS_socket, { AF_INET6, SOCK_DGRAM, 0 }, true },
	{ "unix socket", SYS_socket, { AF_UNIX, SOCK_STREAM, 0 }, true },
	{ "socketpair", SYS_socketpair, { AF_UNIX, SOCK_STREAM, 0, 0 }, true },
	{ "connect", SYS_connect, { NOWHERE, 0, 0 }, true },
	{ "bind", SYS_bind, { NOWHERE, 0, 0 }, true },
	{ "listen", SYS_listen, { NOWHERE, 1 }, true },
	{ "ptrace", SYS_ptrace, { PTRACE_TRACEME, 0, 0, 0 }, true },
	{ "process_vm_readv", SYS_process_vm_readv, { 0, 0, 0, 0, 0 }, true },
	{ "process_vm_writev", SYS_process_vm_writev, { 0, 0, 0, 0, 0 }, true },
	{ "pidfd_open", SYS_pidfd_open, { 0, 0 }, true },
	{ "pidfd_getfd", SYS_pidfd_getfd, { NOWHERE, 0, 0 }, true },
	{ "pidfd_send_signal", SYS_pidfd_send_signal, { NOWHERE, 0, 0, 0 }, true },
	{ "kcmp", SYS_kcmp, { 0, 0, 0, 0, 0 }, true },
	{ "kill", SYS_kill, { 0, 0 }, true },
	{ "tkill", SYS_tkill, { 0, 0 }, true },
	{ "tgkill of others", SYS_tgkill, { 1, 1, SIGABRT }, false },
	{ "rt_sigqueueinfo", SYS_rt_sigqueueinfo, { 1, 0, 0 }, false },
	{ "prctl", SYS_prctl, { 4 /* PR_SET_DUMPABLE */, 0, 0, 0, 0 }, true },
	{ "personality", SYS_personality, { 0xffffffffL }, true },
	{ "seccomp", SYS_seccomp, { 0xff, 0, 0 }, true },
	{ "memfd_create", SYS_memfd_create, { 0, 0 }, true },
	{ "pkey_mprotect", SYS_pkey_mprotect, { 0, 0, PROT_EXEC, NOWHERE }, true },
	{ "shmget", SYS_shmget, { 0, 0, 0 }, true },
	{ "shmat", SYS_shmat, { NOWHERE, 0, 0 }, true },
	{ "remap_file_pages", SYS_remap_file_pages, { 1, 0, 0, 0, 0 }, true },
	{ "userfaultfd", SYS_userfaultfd, { 0xff }, true },
	{ "mlockall", SYS_mlockall, { 0 }, true },
	{ "io_uring_setup", SYS_io_uring_setup, { 0, 0 }, true },
	{ "io_setup", SYS_io_setup, { 0, 0 }, true },
	{ "perf_event_open", SYS_perf_event_open, { 0, 0, 0, 0, 0 }, true },
	{ "bpf", SYS_bpf, { 0xff, 0, 0 }, false },
	{ "keyctl", SYS_keyctl, { 0xff, 0, 0, 0, 0 }, true },
	{ "add_key", SYS_add_key, { 0, 0, 0, 0, 0 }, true },
	{ "inotify_init1", SYS_inotify_init1, { 0xff }, true },
	{ "fanotify_init", SYS_fanotify_init, { 0xff, 0 }, false },
	{ "open_by_handle_at", SYS_open_by_handle_at, { NOWHERE, 0, 0 }, false },
	{ "openat2", SYS_openat2, { NOWHERE, 0, 0, 0 }, true },
	{ "mkdirat", SYS_mkdirat, { NOWHERE, 0, 0 }, true },
	{ "mknodat", SYS_mknodat, { NOWHERE, 0, S_IFREG, 0 }, true },
	{ "symlinkat", SYS_symlinkat, { 0, NOWHERE, 0 }, true },
	{ "linkat", SYS_linkat, { NOWHERE, 0, NOWHERE, 0, 0 }, true },
	{ "fchmodat", SYS_fchmodat, { NOWHERE, 0, 0 }, true },
	{ "fchownat", SYS_fchownat, { NOWHERE, 0, 0, 0, 0 }, true },
	{ "fsetxattr", SYS_fsetxattr, { NOWHERE, 0, 0, 0, 0 }, true },
	{ "chdir", SYS_chdir, { 0 }, true },
	{ "chroot", SYS_chroot, { 0 }, false },
	{ "pivot_root", SYS_pivot_root, { 0, 0 }, false },
	{ "mount", SYS_mount, { 0, 0, 0, 0, 0 }, false },
	{ "umount2", SYS_umount2, { 0, 0 }, false },
	{ "open_tree", SYS_open_tree, { NOWHERE, 0, 0xffffffffL }, true },
	{ "fsopen", SYS_fsopen, { 0, 0xff }, false },
	{ "setuid", SYS_setuid, { NOWHERE }, false },
	{ "setresuid", SYS_setresuid, { NOWHERE, NOWHERE, NOWHERE }, true },
	{ "setresgid", SYS_setresgid, { NOWHERE, NOWHERE, NOWHERE }, true },
	{ "setgroups", SYS_setgroups, { 0xfffffff, 0 }, false },
	{ "capset", SYS_capset, { 0, 0 }, true },
	{ "prlimit64", SYS_prlimit64, { 0, RLIMIT_CORE, 0, 0 }, true },
	{ "setpriority", SYS_setpriority, { 0xff, 0, 0 }, true },
	{ "sched_setaffinity", SYS_sched_setaffinity, { 0, 0, 0 }, true },
	{ "timer_create", SYS_timer_create, { 0xff, 0, 0 }, true },
	{ "setitimer", SYS_setitimer, { 0xff, 0, 0 }, true },
	{ "clock_settime", SYS_clock_settime, { 0xff, 0 }, true },
	{ "sethostname", SYS_sethostname, { 0, NOWHERE }, false },
	{ "init_module", SYS_init_module, { 0, 0, 0 }, false },
	{ "kexec_load", SYS_kexec_load, { 0, NOWHERE, 0, 0xffff }, false },
	{ "reboot", SYS_reboot, { 0, 0, 0, 0 }, false },
	{ "syslog", SYS_syslog, { 0xff, 0, 0 }, false },
	{ "swapon", SYS_swapon, { 0, 0 }, false },
	{ "quotactl", SYS_quotactl, { 0xff, 0, 0, 0 }, false },
	{ "ioctl TIOCSTI", SYS_ioctl, { NOWHERE, TIOCSTI, 0 }, true },
	{ "fcntl F_SETOWN", SYS_fcntl, { NOWHERE, F_SETOWN, 0 }, true },
	{ "a filter for a socket", SYS_setsockopt, { NOWHERE, SOL_SOCKET, SO_ATTACH_FILTER, 0, 0 }, true },
	{ "an option of TCP", SYS_setsockopt, { NOWHERE, IPPROTO_TCP, TCP_ULP, 0, 0 }, true },
	{ "an option to be read", SYS_getsockopt, { NOWHERE, SOL_SOCKET, SO_RCVBUF, 0, 0 }, true },
	{ "fcntl F_DUPFD", SYS_fcntl, { NOWHERE, F_DUPFD, 0 }, true },
};

static int
make_call(const void *context)
{
	const struct call *call = context;
	const long *argument = call->argument;

	errno = 0;
	(void)syscall(call->number, argument[0], argument[1], argument[2], argument[3],
	    argument[4]);
	return errno;
}

START_TEST(what_serving_never_takes_is_refused)
{
	const struct call *call = &calls[_i];

	ck_assert_msg(in_process(make_call, call, true) == EPERM, "%s is not refused", call->name);
	ck_assert_msg(!call->anybody || in_process(make_call, call, false) != EPERM,
	    "%s is refused outside, too: this shows nothing", call->name);
}
END_TEST

/* What newer libraries call, and take EPERM for trouble and not for an old kernel. */
START_TEST(what_newer_libraries_take_is_not_refused)
{
	static const struct call newer[] = {
		{ "epoll_pwait2", SYS_epoll_pwait2, { NOWHERE, 0, 1, 0, 0 }, true },
		{ "statx", SYS_statx, { NOWHERE, 0, 0, 0, 0 }, true },
		{ "faccessat2", SYS_faccessat2, { NOWHERE, 0, 0, 0 }, true },
	};

	for (size_t i = 0; i < sizeof newer / sizeof newer[0]; i++)
		ck_assert_msg(in_process(make_call, &newer[i], true) != EPERM, "%s is refused",
		    newer[i].name);
}
END_TEST

/* What takes more than one call, or true arguments. 0: it was done. */

static int
runs_a_program(const void *context)
{
	(void)context;
	(void)execl("/bin/true", "true", (char *)NULL);
	return errno;
}

static int
has_a_child(const void *context)
{
	pid_t child = fork();

	(void)context;
	if (child == 0)
		_exit(0);
	return child < 0 ? errno : 0;
}

static int
has_writable_code(const void *context)
{
	(void)context;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0) == MAP_FAILED ? errno : 0;
}

static int
makes_memory_code(const void *context)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)context;
	if (memory == MAP_FAILED)
		return 0;
	return mprotect(memory, 4096, PROT_READ | PROT_EXEC) != 0 ? errno : 0;
}

static int
makes_a_file_code(const void *context)
{
	(void)context;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, page, 0) == MAP_FAILED ?
	    errno : 0;
}

static int
connects(const void *context)
{
	int pair = socket(AF_INET, SOCK_STREAM, 0);

	(void)context;
	return pair < 0 ? errno : 0;
}

static int
opens(const char *name, int flags)
{
	return open(name, flags, 0600) < 0 ? errno : 0;
}

static int
reads_a_file_of_others(const void *context)
{
	(void)context;
	return opens(at("other/secret"), O_RDONLY);
}

static int
reads_the_users(const void *context)
{
	(void)context;
	return opens("/etc/passwd", O_RDONLY);
}

/* By that, memory that is code could be written. */
static int
opens_its_own_memory(const void *context)
{
	(void)context;
	return opens("/proc/self/mem", O_RDWR);
}

static int
opens_a_socket_file(const void *context)
{
	(void)context;
	return opens(at("sockets/in.sock"), O_RDONLY);
}

static int
writes_the_campaign(const void *context)
{
	(void)context;
	return opens(at("campaign/campaign.json"), O_WRONLY);
}

static int
truncates_the_campaign(const void *context)
{
	(void)context;
	return opens(at("campaign/campaign.json"), O_RDONLY | O_TRUNC);
}

static int
makes_a_file_at_the_campaign(const void *context)
{
	(void)context;
	return opens(at("campaign/new"), O_WRONLY | O_CREAT);
}

static int
makes_a_file_at_the_sockets(const void *context)
{
	(void)context;
	return opens(at("sockets/new"), O_WRONLY | O_CREAT);
}

static int
makes_a_file_elsewhere(const void *context)
{
	(void)context;
	return opens(at("other/new"), O_WRONLY | O_CREAT);
}

static int
lists_a_folder(const void *context)
{
	(void)context;
	return opens(at("other"), O_RDONLY | O_DIRECTORY);
}

static int
removes_the_campaign(const void *context)
{
	(void)context;
	return unlink(at("campaign/campaign.json")) != 0 ? errno : 0;
}

static int
takes_a_file_to_the_store(const void *context)
{
	(void)context;
	return rename(at("other/secret"), at("store/stolen")) != 0 ? errno : 0;
}

static int
takes_the_store_away(const void *context)
{
	(void)context;
	return rename(at("store/s.db"), at("other/renamed")) != 0 ? errno : 0;
}

static int
makes_a_folder(const void *context)
{
	(void)context;
	return mkdir(at("store/folder"), 0700) != 0 ? errno : 0;
}

static int
makes_a_link(const void *context)
{
	(void)context;
	return symlink("/etc/passwd", at("store/link")) != 0 ? errno : 0;
}

static int
allows_core_files(const void *context)
{
	const struct rlimit most = { 0, 0 };

	(void)context;
	return setrlimit(RLIMIT_CORE, &most) != 0 ? errno : 0;
}

static int
kills_its_parent(const void *context)
{
	(void)context;
	return kill(getppid(), 0) != 0 ? errno : 0;
}

/* What a thread that starts later does is in the sandbox as well. */
static void *
in_thread(void *context)
{
	int *result = context;

	*result = runs_a_program(NULL);
	if (*result == EPERM && files_are_locked())
		*result = reads_the_users(NULL);
	return NULL;
}

static int
has_a_thread_that_tries(const void *context)
{
	pthread_t thread;
	int result = 0;

	(void)context;
	if (pthread_create(&thread, NULL, in_thread, &result) != 0 ||
	    pthread_join(thread, NULL) != 0)
		return 0;
	return result;
}

struct deed {
	const char *name;
	int (*attempt)(const void *context);
	bool file; /* Landlock refuses it */
	bool outside; /* it is tried outside, too: it is done, and harmless */
};

static const struct deed deeds[] = {
	{ "it runs a program", runs_a_program, false, true },
	{ "it has a child", has_a_child, false, true },
	{ "it has memory that can be written and run", has_writable_code, false, true },
	{ "it makes memory code", makes_memory_code, false, true },
	{ "it runs a file of the store", makes_a_file_code, false, true },
	{ "it makes a connection", connects, false, true },
	{ "it makes a folder", makes_a_folder, false, false },
	{ "it makes a link", makes_a_link, false, false },
	{ "it allows core files", allows_core_files, false, true },
	{ "it kills", kills_its_parent, false, true },
	{ "a thread of it does", has_a_thread_that_tries, false, false },
	{ "it reads a file of others", reads_a_file_of_others, true, true },
	{ "it reads the list of users", reads_the_users, true, true },
	{ "it opens its own memory", opens_its_own_memory, true, true },
	{ "it opens a file among the sockets", opens_a_socket_file, true, true },
	{ "it writes the campaign", writes_the_campaign, true, true },
	{ "it truncates the campaign", truncates_the_campaign, true, false },
	{ "it makes a file beside the campaign", makes_a_file_at_the_campaign, true, false },
	{ "it makes a file beside the sockets", makes_a_file_at_the_sockets, true, false },
	{ "it makes a file elsewhere", makes_a_file_elsewhere, true, false },
	{ "it lists a folder", lists_a_folder, true, true },
	{ "it removes the campaign", removes_the_campaign, true, false },
	{ "it takes a file to the store", takes_a_file_to_the_store, true, false },
	{ "it takes the store away", takes_the_store_away, true, false },
};

START_TEST(what_an_attacker_wants_is_refused)
{
	const struct deed *deed = &deeds[_i];
	int got;

	if (deed->file && !files_are_locked())
		return;
	got = in_process(deed->attempt, NULL, true);
	ck_assert_msg(got == EPERM || got == EACCES || got == EXDEV, "%s: %d", deed->name, got);
	ck_assert_msg(!deed->outside || in_process(deed->attempt, NULL, false) == 0,
	    "not even outside: %s", deed->name);
}
END_TEST

#if defined(__x86_64__)
/* The calls of 32-bit programs have other numbers: what is a harmless one there is another here. */
static int
calls_as_32_bit(const void *context)
{
	long result = 20; /* getpid */

	(void)context;
	__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
	return 0;
}

static int
calls_as_x32(const void *context)
{
	(void)context;
	(void)syscall(0x40000000L | SYS_getpid);
	return 0;
}

START_TEST(calls_of_another_kind_kill)
{
	int got = in_process(calls_as_32_bit, NULL, true);

	/* A kernel that runs no such programs does it by a signal of its own. */
	ck_assert_msg(got == KILLED(SIGSYS) || got == KILLED(SIGSEGV), "%d", got);
	ck_assert_int_eq(in_process(calls_as_x32, NULL, true), KILLED(SIGSYS));
	ck_assert_int_eq(in_process(calls_as_x32, NULL, false), 0);
}
END_TEST
#endif

/* What serving takes. The number of the step that failed. */

static void *
nothing_in_thread(void *context)
{
	return context;
}

static int
serves(const void *context)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char text[4];
	pthread_t thread;
	int file, folder;

	(void)context;
	file = open(at("store/new"), O_RDWR | O_CREAT | O_EXCL | O_TRUNC, 0600);
	if (file < 0 || write(file, "text", 4) != 4 || pread(file, text, 4, 0) != 4)
		return 1;
	if (fcntl(file, F_SETLK, &lock) != 0 || ftruncate(file, 2) != 0 || fdatasync(file) != 0)
		return 2;
	folder = open(at("store"), O_RDONLY | O_DIRECTORY);
	if (folder < 0 || rename(at("store/new"), at("store/renamed")) != 0 || fsync(folder) != 0)
		return 3;
	if (unlink(at("store/renamed")) != 0 || unlink(at("sockets/in.sock")) != 0)
		return 4;
	file = open(at("campaign/campaign.json"), O_RDONLY);
	if (file < 0 || read(file, text, 4) != 4)
		return 5;
	if (open(at("campaign/campaign.json.minisig"), O_RDONLY) < 0)
		return 6;
	if (pthread_create(&thread, NULL, nothing_in_thread, NULL) != 0 ||
	    pthread_join(thread, NULL) != 0)
		return 7;
	return 0;
}

START_TEST(what_serving_takes_is_done)
{
	ck_assert_int_eq(in_process(serves, NULL, true), 0);
}
END_TEST

/* Told to go on by a byte: meanwhile the campaign was replaced, as a new one is put in place. */
static int
reads_it_anew(const void *context)
{
	const int *pipes = context;
	char byte;
	int file;

	if (write(pipes[1], "", 1) != 1 || read(pipes[2], &byte, 1) != 1)
		return 1;
	file = open(at("campaign/campaign.json"), O_RDONLY);
	return file >= 0 && read(file, &byte, 1) == 1 && byte == 'n' ? 0 : 2;
}

START_TEST(a_campaign_that_was_replaced_can_be_read)
{
	int pipes[4], status, file;
	struct error error = ERROR_INIT;
	pid_t child;
	char byte;

	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq(pipe(pipes + 2), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(sandbox_enter(&conf, &listeners, &error) != 0 ? UNLOCKED :
		    reads_it_anew(pipes));
	ck_assert_int_eq(read(pipes[0], &byte, 1), 1);
	file = open(at("campaign/new"), O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(write(file, "new", 3), 3);
	ck_assert_int_eq(close(file), 0);
	ck_assert_int_eq(rename(at("campaign/new"), at("campaign/campaign.json")), 0);
	ck_assert_int_eq(write(pipes[3], "", 1), 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %d", status);
	for (int i = 0; i < 4; i++)
		(void)close(pipes[i]);
}
END_TEST

/* A link where the campaign is named: what it leads to now can be read. */
START_TEST(a_campaign_behind_a_link_can_be_read)
{
	ck_assert_int_eq(rename(at("campaign/campaign.json"), at("other/secret")), 0);
	ck_assert_int_eq(symlink(at("other/secret"), at("campaign/campaign.json")), 0);
	ck_assert_int_eq(in_process(reads_a_file_of_others, NULL, true), 0);
	if (files_are_locked())
		ck_assert_int_eq(in_process(makes_a_file_elsewhere, NULL, true), EACCES);
}
END_TEST

static int
stops_itself(const void *context)
{
	(void)context;
	abort();
}

START_TEST(a_bug_still_stops_it)
{
	ck_assert_int_eq(in_process(stops_itself, NULL, true), KILLED(SIGABRT));
}
END_TEST

START_TEST(without_its_folders_it_is_not_entered)
{
	struct error error = ERROR_INIT;

	if (!files_are_locked())
		return;
	(void)snprintf(conf.store, sizeof conf.store, "%s", at("nowhere/s.db"));
	unit_refused(sandbox_enter(&conf, &listeners, &error), &error, "nowhere");
}
END_TEST

#endif

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tcase = tcase_create("sandbox");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
#ifdef WITH_SANITIZERS
	tcase_add_test(tcase, with_sanitizers_nothing_is_locked);
#else
	tcase_add_loop_test(tcase, what_serving_never_takes_is_refused, 0,
	    (int)(sizeof calls / sizeof calls[0]));
	tcase_add_test(tcase, what_newer_libraries_take_is_not_refused);
	tcase_add_loop_test(tcase, what_an_attacker_wants_is_refused, 0,
	    (int)(sizeof deeds / sizeof deeds[0]));
#if defined(__x86_64__)
	tcase_add_test(tcase, calls_of_another_kind_kill);
#endif
	tcase_add_test(tcase, what_serving_takes_is_done);
	tcase_add_test(tcase, a_campaign_that_was_replaced_can_be_read);
	tcase_add_test(tcase, a_campaign_behind_a_link_can_be_read);
	tcase_add_test(tcase, a_bug_still_stops_it);
	tcase_add_test(tcase, without_its_folders_it_is_not_entered);
#endif
	suite_add_tcase(suite, tcase);
	return suite;
}
