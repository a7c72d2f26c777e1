/* SPDX-License-Identifier: ISC */
/*
 * Lines of --help that the commands of those who come back share.
 */
#ifndef TESTIMONY_COMEBACK_HELP_H
#define TESTIMONY_COMEBACK_HELP_H

#include "client/telling_help.h"

#define COMEBACK_HELP_RECEIPT \
	"  --receipt-file F      the receipt is in F (-: standard input); else you are\n" \
	"                        asked for it; it is never stored\n"

#define COMEBACK_HELP_JSON \
	"  --json                for machines: one JSON object a line\n"

#define COMEBACK_HELP_NETWORK \
	"  --origin URL          talk to this one of the campaign's addresses\n" \
	"  --socks5 HOST:PORT    go through Tor, such as 127.0.0.1:9050\n" \
	"  --patience SECONDS    go on trying for so long (default 600)\n"

#endif
