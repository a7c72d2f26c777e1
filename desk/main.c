/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <zip.h>

#include "common/harden.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/commands.h"
#include "front/libraries.h"
#include "front/program.h"

/* testimony-desk: coordinators. */

static const struct program_command commands[] = {
	{ "setup", command_setup, "make the folder or renew it" },
	{ "pull", command_pull, "fetch what is new" },
	{ "list", command_list, "what families told" },
	{ "show", command_show, "read one" },
	{ "cases", command_cases, "how each family stands" },
	{ "reply", command_reply, "write to a family" },
	{ "redact", command_redact, "take out who it is" },
	{ "approve", command_approve, "agree to a redaction" },
	{ "refuse", command_refuse, "say no to one" },
	{ "suggest", command_suggest, "what may show who it is" },
	{ "excerpt", command_excerpt, "choose words for packs" },
	{ "preview", command_preview, "show a family its words" },
	{ "mark", command_mark, "assign, note, recuse, close" },
	{ "pack-text", command_pack_text, "the ask, contact, promises" },
	{ "stats", command_stats, "what may be told in figures" },
	{ "settle", command_settle, "words that packs may have" },
	{ "export", command_export, "make an edition of packs" },
	{ "removed", command_removed, "count a former one's work" },
	{ "push", command_push, "fill a new daemon" },
};

static const struct option options[] = { DESK_OPTIONS, { NULL, 0, NULL, 0 } };

static void
desk_libraries_print(struct buffer *out)
{
	libraries_print(out);
	buffer_format(out, ", libzip %s", zip_libzip_version());
}

static const struct program program = {
	.name = DESK_PROGRAM,
	.usage = "-d DIR COMMAND ...",
	.about = "A coordinator's desk. The folder DIR holds what was pulled, sealed as families\n"
	    "sealed it; it is opened in memory alone.\n",
	.notes = DESK_OPTIONS_HELP "\n",
	.example = "testimony-desk -d our-desk pull\n",
	.commands = commands,
	.command_count = sizeof commands / sizeof *commands,
	.options = options,
	.letters = DESK_LETTERS,
	.libraries = desk_libraries_print,
};

int
main(int argc, char **argv)
{
	harden_process();
	secret_hold_pages();
	json_start();
	return program_run(&program, argc, argv);
}
