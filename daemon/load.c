/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/load.h"

#include <string.h>

#define LOAD_MINUTE 60000
#define LOAD_IDLE_WINDOWS 64 /* after so many without a look, all is as at the start */

void
load_start(struct load *load, unsigned budget_per_minute, int bits_most, int64_t steady)
{
	uint64_t budget = (uint64_t)budget_per_minute * LOAD_WINDOW / LOAD_MINUTE;

	memset(load, 0, sizeof *load);
	load->budget = budget == 0 && budget_per_minute > 0 ? 1 : (unsigned)budget;
	load->bits_most = bits_most;
	load->window = steady;
	load->chance = LOAD_CHANCE_ALL;
}

void
load_space(struct load *load, uint64_t free, uint64_t total)
{
	load->space_bits = 0;
	if (load->budget == 0)
		return;
	/* One for each halving below half: a quarter is one, an eighth two. */
	while (load->space_bits < load->bits_most && free <= total / 4) {
		load->space_bits++;
		total /= 2;
	}
}

static void
load_end_window(struct load *load)
{
	unsigned arrived = load->arrived;

	if (arrived < load->pressure / 2)
		arrived = load->pressure / 2;
	load->pressure = arrived;
	load->arrived = 0;
	load->chance = LOAD_CHANCE_ALL;
	if (arrived > load->budget && load->bits < load->bits_most) {
		load->bits += arrived > 4 * load->budget ? 2 : 1;
		if (load->bits > load->bits_most)
			load->bits = load->bits_most;
	} else if (arrived > load->budget) {
		load->chance = (unsigned)((uint64_t)LOAD_CHANCE_ALL * load->budget / arrived);
	} else if (arrived <= load->budget / 2 && load->bits > 0) {
		load->bits--;
	}
}

void
load_tick(struct load *load, int64_t steady)
{
	if (load->budget == 0)
		return;
	for (int i = 0; i < LOAD_IDLE_WINDOWS && steady - load->window >= LOAD_WINDOW; i++) {
		load_end_window(load);
		load->window += LOAD_WINDOW;
	}
	if (steady - load->window >= LOAD_WINDOW)
		load->window = steady;
}

int
load_bits(const struct load *load)
{
	return load->bits > load->space_bits ? load->bits : load->space_bits;
}

void
load_count(struct load *load)
{
	/* No overflow: a count that high asks for the most as it is. */
	if (load->arrived < 1U << 30)
		load->arrived++;
}

bool
load_draw(const struct load *load, unsigned draw)
{
	return draw < load->chance;
}
