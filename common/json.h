/* SPDX-License-Identifier: ISC */
/*
 * JSON as this project's formats have it, on top of jansson: one value, UTF-8
 * without a byte order mark, no duplicate keys, no \u0000, no lone surrogates,
 * integers 0 to 2^53-1 only (no fractions, no negative numbers), at most 8
 * levels of objects and arrays, nothing but white space after the value.
 *
 * Values are jansson's json_t, owned as jansson's references say. What jansson
 * allocates is plaintext memory (secret.h), wiped when released.
 */
#ifndef TESTIMONY_JSON_H
#define TESTIMONY_JSON_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define JSON_DEPTH_MOST 8
#define JSON_INTEGER_MOST 9007199254740991LL /* 2^53 - 1 */

/* Makes jansson use plaintext memory and a random hash seed. Call once, before any other. */
void json_start(void);

/* Parses; *value is a new reference on success. Returns 0 or -1. `name` is
 * what the text is, for the message ("the answers"). */
int json_parse(json_t **value, const void *text, size_t length, const char *name,
    struct error *error);

/* Adds the value in compact form: no spaces, keys in the order they were put,
 * non-ASCII unescaped, no LF. Stops the program where the value cannot be written. */
void json_print(const json_t *value, struct buffer *out);

/* Members of an object. Each returns 0, or -1 with a sentence that names the
 * member, where it is missing (unless said otherwise) or not of that type. Borrowed. */
int json_member_text(const json_t *object, const char *key, size_t bytes_most,
    const char **text, struct error *error);
int json_member_integer(const json_t *object, const char *key, int64_t least, int64_t most,
    int64_t *value, struct error *error);
int json_member_array(const json_t *object, const char *key, size_t most, const json_t **array,
    struct error *error);
int json_member_object(const json_t *object, const char *key, const json_t **member,
    struct error *error);
int json_member_hex(const json_t *object, const char *key, uint8_t *bytes, size_t length,
    struct error *error);

/* Text as this project writes it: lone surrogates and broken UTF-8 become U+FFFD, control
 * characters but LF and TAB are dropped (CR LF becomes LF). New reference. */
json_t *json_text_cleaned(const char *text, size_t length);

/* A copy with every text in it cleaned so; member names and other values stay. New reference. */
json_t *json_cleaned(const json_t *value);

#endif
