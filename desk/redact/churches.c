/* SPDX-License-Identifier: ISC */
/* Names that churches give their schools, with the word for a school or without it. */
#include "config.h"

#include "desk/redact/shapes.h"

#define NAME "[\\p{L}'-]{3,20}"

static const struct shape shapes[] = {
	{ SUGGEST_SCHOOL, 72, AT_LETTER, "named as churches name their schools", NULL,
	    "(our lady(?:'?s)?(?: of (?:the |mount )?" NAME "(?: and (?:of )?" NAME ")?| and " NAME
	    "(?: " NAME ")?| queen of " NAME ")?)" SHAPE_ENDS },
	{ SUGGEST_SCHOOL, 72, AT_LETTER, "named as churches name their schools", NULL,
	    "(sacred heart|holy (?:trinity|redeemer|family|cross|rosary|name|spirit|rood|innocents)|"
	    "all saints'?|all souls'?|all hallows|christ the king|christ ?church|blessed "
	    "(?:sacrament|virgin(?: mary)?|" NAME ")|corpus christi|good shepherd|english martyrs|"
	    "immaculate (?:conception|heart)|most holy " NAME "|(?:the )?annunciation|"
	    "(?:the )?ascension|king'?s school|king edward'?s?(?: vi)?)" SHAPE_ENDS },
};
const struct shape_table church_shapes = { shapes, sizeof shapes / sizeof shapes[0] };
