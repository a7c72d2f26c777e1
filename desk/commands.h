/* SPDX-License-Identifier: ISC */
/*
 * testimony-desk's commands. Each returns an exit status. Main thread.
 */
#ifndef TESTIMONY_COMMANDS_H
#define TESTIMONY_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#define DESK_PROGRAM "testimony-desk"

/* What every command takes, before its name or after it. */
struct desk_options {
	const char *folder;
	const char *passphrase_file; /* NULL: the terminal is asked */
};

/* For tables of options and their letters. */
#define DESK_OPTIONS \
	{ "folder", required_argument, NULL, 'd' }, \
	{ "passphrase-file", required_argument, NULL, 'f' }
#define DESK_HELP { "help", no_argument, NULL, 'h' }
#define DESK_LETTERS "d:"
#define DESK_OPTIONS_HELP \
	"  -d, --folder DIR      the desk's folder\n" \
	"  --passphrase-file F   its passphrase is the first line of F (else asked)\n"

/* Takes one of them, from optarg; false where `found` is another. */
bool desk_take_option(struct desk_options *options, int found);
/* Looks that those are there that must be. Returns 0 or EXIT_USAGE. */
int desk_check_options(const struct desk_options *options, const char *name);

/* Says on stderr what to do about messages that are sealed to a key not held here. */
void desk_say_other_key(const char *folder, size_t count);

/* Says on stderr how many decisions were kept, and that others know them after a pull. */
void desk_say_decided(size_t count);

/* argv[0] is the command's name. */
int command_setup(int argc, char **argv);
int command_pull(int argc, char **argv);
int command_list(int argc, char **argv); /* list.c */
int command_show(int argc, char **argv); /* show.c */
int command_cases(int argc, char **argv); /* cmd_cases.c */
int command_push(int argc, char **argv); /* cmd_push.c */
int command_reply(int argc, char **argv); /* cmd_reply.c */
int command_mark(int argc, char **argv); /* cmd_mark.c */
int command_excerpt(int argc, char **argv); /* cmd_excerpt.c */
int command_preview(int argc, char **argv); /* cmd_preview.c */
int command_pack_text(int argc, char **argv); /* cmd_pack_text.c */
int command_removed(int argc, char **argv); /* cmd_removed.c */
int command_export(int argc, char **argv); /* cmd_export.c */
int command_settle(int argc, char **argv); /* cmd_settle.c */
int command_stats(int argc, char **argv); /* cmd_stats.c */
int command_suggest(int argc, char **argv); /* cmd_suggest.c */
int command_redact(int argc, char **argv); /* cmd_redact.c */
int command_approve(int argc, char **argv); /* cmd_approve.c */
int command_refuse(int argc, char **argv); /* cmd_refuse.c */

#endif
