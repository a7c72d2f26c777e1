/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/editor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/file.h"

#define EDITOR_FILE "words.txt"

/* Whether the folder is on a file system that is only ever memory. (Its pages may still be swapped
 * out, as this program's own: THREAT-MODEL.) */
static bool
editor_in_memory(const char *folder)
{
	struct statfs system;

	return folder != NULL && folder[0] == '/' && statfs(folder, &system) == 0 &&
	    system.f_type == TMPFS_MAGIC;
}

static int
editor_folder(struct buffer *path, struct error *error)
{
	const char *base = getenv("XDG_RUNTIME_DIR");

	if (!editor_in_memory(base))
		base = "/dev/shm";
	if (!editor_in_memory(base))
		return error_refuse(error, "there is no folder in memory here, and a disk would keep "
		    "your words");
	buffer_format(path, "%s/testimony-XXXXXX", base);
	if (mkdtemp((char *)path->data) == NULL)
		return error_system(error, "no folder can be made in %s", base);
	return 0;
}

/* Everything in it, files only: what an editor leaves beside (backups, swap files), too. */
static void
editor_remove(const char *folder)
{
	DIR *list = opendir(folder);
	const struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			(void)unlinkat(dirfd(list), entry->d_name, 0);
	if (list != NULL)
		(void)closedir(list);
	(void)rmdir(folder);
}

/* As git and others do it: the setting may hold arguments, so a shell takes it apart; the file's name
 * is an argument of its own. */
static void
editor_start(const char *program, const char *path)
{
	struct buffer line = BUFFER_INIT;
	sigset_t none;

	(void)signal(SIGPIPE, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	buffer_format(&line, "%s \"$1\"", program);
	(void)execl("/bin/sh", "sh", "-c", (const char *)line.data, "sh", path, (char *)NULL);
	_exit(127);
}

static int
editor_run(const char *path, struct error *error)
{
	const char *program = getenv("VISUAL");
	struct sigaction ignore, interrupt, quit;
	int status = 0;
	pid_t child;

	if (program == NULL || *program == '\0')
		program = getenv("EDITOR");
	if (program == NULL || *program == '\0')
		program = "editor";
	/* Ctrl-C in the editor is the editor's. */
	memset(&ignore, 0, sizeof ignore);
	ignore.sa_handler = SIG_IGN;
	(void)sigaction(SIGINT, &ignore, &interrupt);
	(void)sigaction(SIGQUIT, &ignore, &quit);
	child = fork();
	if (child == 0) {
		(void)sigaction(SIGINT, &interrupt, NULL);
		(void)sigaction(SIGQUIT, &quit, NULL);
		editor_start(program, path);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	(void)sigaction(SIGINT, &interrupt, NULL);
	(void)sigaction(SIGQUIT, &quit, NULL);
	if (child < 0)
		return error_system(error, "no other program can be started");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_refuse(error, "the program \"%s\" was not found; $EDITOR says which to "
		    "use", program);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_refuse(error, "the program \"%s\" ended with a failure", program);
	return 0;
}

int
editor_edit(const char *text, struct buffer *out, struct error *error)
{
	struct buffer folder = BUFFER_INIT, path = BUFFER_INIT;
	int result = editor_folder(&folder, error);

	if (result == 0) {
		(void)file_join(&path, (const char *)folder.data, EDITOR_FILE);
		result = file_write((const char *)path.data, text, strlen(text), 0600, false, error);
		if (result == 0)
			result = editor_run((const char *)path.data, error);
		if (result == 0)
			result = file_read((const char *)path.data, EDITOR_BYTES_MOST, out, error);
		editor_remove((const char *)folder.data);
	}
	/* A NUL would end the text, and what stands behind it be lost. */
	for (size_t i = 0; result == 0 && i < out->length; i++)
		if (out->data[i] == '\0')
			out->data[i] = ' ';
	/* An editor ends every file with a line end; a text needs none. */
	if (result == 0 && out->length > 0 && out->data[out->length - 1] == '\n')
		out->data[--out->length] = '\0';
	buffer_free(&folder);
	buffer_free(&path);
	return result;
}
