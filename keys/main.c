/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <qrencode.h>

#include "common/harden.h"
#include "common/json.h"
#include "front/program.h"
#include "keys/command.h"

/* testimony-keys: the campaign's founders, and each coordinator once. */

static const struct program_command commands[] = {
	{ "init", command_init, "make a new campaign and its keys" },
	{ "coordinator", command_coordinator, "make your own key as a coordinator" },
	{ "admit", command_admit, "take a coordinator into a campaign" },
	{ "remove", command_remove, "take a coordinator out, and change the campaign's key" },
	{ "sign", command_sign, "sign an edited or ageing campaign anew" },
	{ "fingerprint", command_fingerprint, "show a pin, its six words and the links" },
	{ "leaflet", command_leaflet, "write the leaflet for families, one page to print" },
	{ "seal", command_seal, "seal any file to age recipients or a passphrase" },
	{ "open", command_open, "open any age file" },
};

static void
libraries(struct buffer *out)
{
	buffer_format(out, "qrencode %s", QRcode_APIVersionString());
}

static const struct program program = {
	.name = "testimony-keys",
	.usage = "COMMAND ...",
	.about = "The keys of a campaign: who can read what families send, and how families know\n"
	    "that a campaign is the one they were told of.\n",
	.notes = "Passphrases are asked for at the terminal, or read from --passphrase-file.\n",
	.example = "testimony-keys init send2026 --name 'SEND in our county' \\\n"
	    "             --origin https://tell.example.org\n",
	.commands = commands,
	.command_count = sizeof commands / sizeof commands[0],
	.libraries = libraries,
};

int
main(int argc, char **argv)
{
	harden_process();
	json_start();
	return program_run(&program, argc, argv);
}
