/* SPDX-License-Identifier: ISC */
/*
 * How hard it must be to come in: bits of work, and above their most a lottery. Every LOAD_WINDOW
 * it looks at how many envelopes with a good proof arrived against the budget: more, and a bit is
 * added (two where it is four times as many); at most half, and one is taken away. So a flood pays
 * for itself, and an honest family pays some seconds. What arrived counts for half in the window
 * after, for a quarter in the next: else a flood that pauses for every other window would find the
 * bits below their most, and so no lottery, whenever it is back. When it is over all is as before
 * within one LOAD_WINDOW for each bit and one for each halving from what arrived to half the
 * budget. Little space left asks for bits, too: one for each halving below half. Pure: the time is
 * handed in. One thread.
 */
#ifndef TESTIMONY_LOAD_H
#define TESTIMONY_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#define LOAD_WINDOW 10000 /* milliseconds */

struct load {
	unsigned budget;     /* envelopes in a window; 0: no limit */
	int bits_most;
	int64_t window;      /* when the one that runs began, steady milliseconds */
	unsigned arrived;    /* in it */
	unsigned pressure;   /* what arrived in the one before, or half of this then, if more */
	int bits;            /* of the rate */
	int space_bits;
	unsigned chance;     /* of the lottery: let in, of LOAD_CHANCE_ALL */
};

#define LOAD_CHANCE_ALL 65536

void load_start(struct load *load, unsigned budget_per_minute, int bits_most, int64_t steady);

/* What is free of the file system, as the keeper last measured it. */
void load_space(struct load *load, uint64_t free, uint64_t total);

/* Ends the windows that are over. */
void load_tick(struct load *load, int64_t steady);

/* The bits that are asked for at this moment. */
int load_bits(const struct load *load);

/* Counts an envelope whose proof was good. */
void load_count(struct load *load);

/* Whether the lottery lets this draw in: a random number below LOAD_CHANCE_ALL. */
bool load_draw(const struct load *load, unsigned draw);

#endif
