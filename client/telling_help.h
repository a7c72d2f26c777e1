/* SPDX-License-Identifier: ISC */
/*
 * Lines of --help that submit, seal and send share.
 */
#ifndef TESTIMONY_TELLING_HELP_H
#define TESTIMONY_TELLING_HELP_H

#define TELLING_HELP_CAMPAIGN \
	"  --campaign FILE|LINK  the leaflet's link, or the campaign's file (FILE.minisig\n" \
	"                        lies beside it)\n" \
	"  --pin PIN.SERIAL      the campaign's pin; a whole link has it, after #\n"

#define TELLING_HELP_NETWORK \
	"  --origin URL          send to this one of the campaign's addresses\n" \
	"  --socks5 HOST:PORT    go through Tor, such as 127.0.0.1:9050\n" \
	"  --patience SECONDS    go on trying for so long (default 600)\n"

#endif
