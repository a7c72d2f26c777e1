/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/comeback.h"
#include "client/options.h"
#include "client/submit.h"
#include "common/harden.h"
#include "common/json.h"
#include "front/libraries.h"
#include "front/program.h"

/* testimony: what a family runs. */

static const struct program_command commands[] = {
	{ "submit", submit_command, "seal a testimony and send it" },
	{ "seal", seal_command, "seal a testimony into a file, to be sent from another machine" },
	{ "send", send_command, "send what was sealed" },
	{ "check", check_command, "come back with the nine words: read the replies" },
	{ "add", add_command, "add to what was told" },
	{ "consent", consent_command, "say anew how the words may be used" },
	{ "answer", answer_command, "answer a question or a preview" },
	{ "withdraw", withdraw_command, "take back all that was sent with the nine words" },
};

static const struct program program = {
	.name = OPTIONS_PROGRAM,
	.usage = "COMMAND ...",
	.about = "Tells a campaign what happened, in private: what is told is sealed here, and\n"
	    "only the campaign's coordinators can open it.\n",
	.notes = "",
	.example = "testimony submit --campaign 'https://tell.example/#RW...1'\n",
	.commands = commands,
	.command_count = sizeof commands / sizeof *commands,
	.libraries = libraries_print,
};

int
main(int argc, char **argv)
{
	harden_process();
	json_start();
	return program_run(&program, argc, argv);
}
