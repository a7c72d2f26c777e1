/* SPDX-License-Identifier: ISC */
/*
 * Coming back with the nine words: `check` reads the replies, `add`, `consent` and `answer` send
 * something more, `withdraw` takes all back. Each returns an exit status. The words are read, turned
 * into keys and wiped; they are never stored. Main thread.
 */
#ifndef TESTIMONY_COMEBACK_H
#define TESTIMONY_COMEBACK_H

#include <stdint.h>

#include "client/options.h"
#include "client/replies.h"
#include "client/source.h"
#include "common/buffer.h"
#include "common/envelope.h"
#include "common/error.h"
#include "front/net.h"
#include "keys/age_identity.h"
#include "keys/author.h"

int check_command(int argc, char **argv);
int add_command(int argc, char **argv);
int consent_command(int argc, char **argv);
int answer_command(int argc, char **argv);
int withdraw_command(int argc, char **argv);

/* What the commands share. */

struct comeback {
	struct source source;
	struct net *net;
	struct author *author;
	struct age_identities *identities;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
};
#define COMEBACK_INIT { SOURCE_INIT, NULL, NULL, NULL, { 0 } }

/* Reads the options that `takes` names, and refuses words behind them without showing them: they may
 * be a receipt. Returns 0, OPTIONS_HELP, or EXIT_USAGE, said. `rest` NULL: there may be none. */
int comeback_options(struct options *options, int argc, char **argv, const char *takes,
    const char *help, int *rest);

/* Verifies the campaign (which may have expired), then asks for the receipt and derives its keys. */
int comeback_open(struct comeback *comeback, struct options *options, struct error *error);
void comeback_free(struct comeback *comeback);

/* Fetches the mailbox and judges what lies in it. `replies` is the caller's to free. */
int comeback_fetch(const struct comeback *comeback, const struct options *options,
    struct replies *replies, struct error *error);

/* Shows `letter`, which is clean, on standard error, and asks; refuses where the answer is not yes. */
int comeback_confirm(const struct buffer *letter, const char *question, struct error *error);

/* Seals line 1, of that kind, with the receipt's keys and delivers it. Says where it arrived, with
 * --json on standard output, too; the error says where it did not, or where that is not certain. */
int comeback_send(const struct comeback *comeback, const struct options *options,
    const char *kind, const struct buffer *line1, struct error *error);

/* For machines: prints an object of a `kind` in which `what` is `done`, with `origin` where there is
 * one. */
int comeback_print(const char *kind, const char *origin, const char *what, bool done,
    struct error *error);

/* The language to show things in. */
const char *comeback_language(const struct options *options);
int32_t comeback_today(void);

/* Paragraphs on standard error for the person, wrapped and clean. */
void comeback_say(const char *text);

#endif
