/* SPDX-License-Identifier: ISC */
/*
 * What coordinators of a made-up campaign decide, one decision after the other, for the tests of
 * desk/casework. A decision is named by its number: how many there were before it.
 */
#ifndef TESTIMONY_CASEWORK_WORLD_H
#define TESTIMONY_CASEWORK_WORLD_H

#include <jansson.h>

#include "desk/casework.h"

/* Three coordinators of the manifest, two former ones, and somebody whom it does not name. */
enum { HERON, ROBIN, WREN, CROW, ROOK, STRANGER };
#define CASE_A 0xa1
#define CASE_B 0xb2
#define WORLD_MOST 400

struct world {
	struct campaign campaign;
	struct decision decisions[WORLD_MOST];
	size_t count;
	struct casework work;
};

void world_begin(struct world *world);
void world_end(struct world *world);

void world_key(uint8_t key[32], int who);

/* Ids do not tell the order in which things were done. */
void world_id(uint8_t id[ENVELOPE_ID_BYTES], size_t number);

/* A new reference to a hex string of one byte 32 times; to an array of ids in hex. */
json_t *world_bytes(int byte);
json_t *world_ids(const size_t *numbers, size_t count);

/* Adds one; returns its number. `file` 0: of no case. Takes the reference of `data`. */
size_t world_add(struct world *world, int by, enum decision_kind kind, int file, json_t *data);

/* The same once more, as somebody with the campaign's key can seal it anew. */
size_t world_again(struct world *world, size_t number);

/* One of each kind. `instead` are the `count` that it takes the place of; a message is 32 times its
 * byte. */
size_t world_redact(struct world *world, int by, int file, int message, const char *text,
    const size_t *instead, size_t count);
size_t world_approve(struct world *world, int by, int file, size_t number, const char *text);
size_t world_refuse(struct world *world, int by, int file, size_t number);
size_t world_recuse(struct world *world, int by, int file);
/* text NULL: a span. */
size_t world_excerpt(struct world *world, int by, int file, size_t of, const char *text);
size_t world_removed(struct world *world, int by, int whom, const size_t *numbers, size_t count);
size_t world_pack_text(struct world *world, int by, const char *part, const char *text,
    const size_t *instead, size_t count);

#endif
