/* SPDX-License-Identifier: ISC */
/*
 * The values of testimonyd.conf, one taker for each type. Any thread.
 */
#ifndef TESTIMONY_CONF_VALUE_H
#define TESTIMONY_CONF_VALUE_H

#include "daemon/conf.h"

/* Checks one value, not empty, and puts it at `place` in `conf`. `least` and `most`: of numbers.
 * Returns 0, or -1 with a sentence. */
typedef int conf_taker(struct conf *conf, void *place, const char *value, unsigned least,
    unsigned most, struct error *error);

conf_taker conf_take_address;   /* struct conf_addresses: one more */
conf_taker conf_take_desk_name; /* one more; `place` is not used */
conf_taker conf_take_path;      /* char[CONF_TEXT_SIZE], absolute */
conf_taker conf_take_store;   /* the same, and what follows from it: conf->status */
conf_taker conf_take_account;   /* char[CONF_TEXT_SIZE], a user's or group's name */
conf_taker conf_take_pin;       /* struct campaign_pin */
conf_taker conf_take_number;    /* unsigned */

#endif
