/* SPDX-License-Identifier: ISC */
/*
 * testimony-keys, the campaign's key ceremony: what its commands share. Each command has its own
 * options and help; it returns an exit status (front/terminal.h). Main thread.
 */
#ifndef TESTIMONY_COMMAND_H
#define TESTIMONY_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/campaign.h"
#include "common/error.h"
#include "keys/keyfile.h"

typedef int command_function(int argc, char **argv);

command_function command_init;        /* cmd_init.c */
command_function command_sign;        /* cmd_sign.c */
command_function command_admit;       /* cmd_members.c */
command_function command_remove;      /* cmd_members.c */
command_function command_coordinator; /* cmd_coordinator.c */
command_function command_fingerprint; /* cmd_fingerprint.c */
command_function command_leaflet;     /* cmd_leaflet.c */
command_function command_seal;        /* cmd_file.c */
command_function command_open;        /* cmd_file.c */

/* Values of options without a letter; program_option gives them back. */
enum command_option {
	OPTION_NAME = 256,
	OPTION_CONTACT,
	OPTION_ORIGIN,
	OPTION_FORM,
	OPTION_COORDINATOR,
	OPTION_PASSPHRASE_FILE,
	OPTION_NO_PASSPHRASE,
	OPTION_DAYS,
	OPTION_CLOSES,
	OPTION_PREVIEWS_FROM,
	OPTION_ANSWER_BY,
	OPTION_LANGUAGE,
};

/* The value of an option that is a day. */
int command_day(int32_t *day, const char *option, const char *text, struct error *error);

/* "1" to CAMPAIGN_DAYS_MOST. */
int command_days(int *days, const char *text, struct error *error);

/* Refuses a handle that is none, or whose files would be the campaign's own. */
int command_check_handle(const char *handle, struct error *error);

/* The public half of a coordinator's key. */
void command_make_coordinator(struct coordinator *coordinator, const char *handle,
    const struct coordinator_key *key);

/* Today, UTC. */
int32_t command_today(void);

/* PIN.SERIAL, alone on its line, on standard output, flushed. */
int command_print_floor(const struct minisign_public_key *key, int64_t serial,
    struct error *error);

/* Six words for reading out loud, of a signing key or of a coordinator's public line. */
#define COMMAND_WORDS_SIZE 128
void command_words(char text[COMMAND_WORDS_SIZE], const uint8_t bytes[32]);
/* The words of a coordinator: of SHA-256 over the one line of HANDLE.pub without its LF, so that
 * they change with the handle, the key and the recipient. */
void command_coordinator_words(char text[COMMAND_WORDS_SIZE],
    const struct coordinator *coordinator);

#endif
