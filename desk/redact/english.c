/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/english.h"

#include <stddef.h>
#include <string.h>

#include "desk/redact/english_lists.h"
#include "desk/redact/surnames.h"

#define SLIP_LEAST 5 /* letters: nearly every shorter word is one slip from another */
#define HALF_LEAST 3 /* letters of each of two words that were written as one */

/* As people write on a phone, and what they mishear; sorted. */
static const char *const slang[] = { "aint", "alot", "alright", "alrite", "anymore", "appt",
	"asst", "av", "avin", "bcos", "bcoz", "bday", "bf", "bloke", "bruv", "btw", "cant",
	"childer", "coz", "cud", "cuz", "dat", "deffo", "defo", "dem", "diff", "dnt", "doc",
	"enuf", "enuff", "eva", "everytime", "evry", "fam", "fone", "gd", "gona", "gonna",
	"gotta", "grt", "gt", "gunna", "hav", "havin", "hols", "hun", "idc", "idk", "imo",
	"info", "innit", "jus", "kinda", "kno", "lil", "lol", "luv", "meds", "mh", "msg", "mth",
	"mths", "nd", "neva", "nite", "nobdy", "nowt", "nth", "nvm", "obv", "obvs", "omg",
	"outta", "owt", "paed", "paeds", "pls", "plz", "ppl", "prob", "probs", "psych", "rite",
	"rly", "sez", "shud", "skl", "skool", "smth", "soz", "sry", "sth", "sum", "summat",
	"tbf", "tbh", "tel", "thankyou", "tho", "thou", "thru", "thx", "til", "tmrw", "tx",
	"txt", "uni", "urself", "vid", "wanna", "wat", "wen", "wiv", "wk", "wks", "wot", "wud",
	"wudnt", "xx", "xxx", "ya", "yday", "ye", "yh", "yr", "yrs" };

/* First names that are rare words of English, or words of Polish, besides those of words.h;
 * sorted. */
static const char *const first_names[] = { "abel", "adler", "aggie", "ally", "amity", "amos",
	"arden", "ariel", "artemis", "ash", "athena", "aura", "aurora", "beau", "belle",
	"bertie", "birdie", "blanch", "blessing", "blithe", "blossom", "bonny", "boone", "brad",
	"brady", "brandy", "briar", "brook", "brooks", "bud", "butch", "byron", "cadence",
	"calla", "calypso", "camellia", "cara", "cash", "cassia", "celesta", "chad", "chandler",
	"cherish", "christen", "cinnamon", "clementine", "clio", "clover", "cody", "cole",
	"colt", "constancy", "coral", "cosmo", "crispin", "crosby", "cyrus", "dahlia", "damson",
	"dana", "dane", "dante", "darby", "darcy", "dee", "dell", "delta", "denver", "destiny",
	"dewey", "dexter", "dixie", "dolly", "dom", "dotty", "dove", "echo", "eden", "ember",
	"emery", "emmy", "enoch", "ephraim", "ester", "fabian", "fancy", "favour", "felicity",
	"fern", "finch", "flint", "flora", "flossie", "flossy", "ford", "forrest", "foster",
	"fox", "garland", "garnet", "garret", "gem", "gift", "ginger", "gladiola", "glory",
	"goodness", "griffin", "gunner", "gypsy", "happy", "haven", "hector", "hercules",
	"honesty", "hunter", "huxley", "hyacinth", "ida", "ike", "indigo", "io", "isis",
	"jagger", "jasmine", "jasper", "jay", "jet", "jock", "jonah", "jonas", "journey",
	"judah", "jude", "juniper", "kaiser", "kali", "kara", "karo", "kip", "kitty", "lacey",
	"lacy", "lark", "laurel", "lefty", "legacy", "len", "leo", "leonid", "lexis", "liberty",
	"lolly", "lotus", "lyric", "mace", "madonna", "magenta", "magnolia", "mala", "maple",
	"marigold", "marina", "marlin", "marquis", "martin", "mason", "maverick", "max",
	"maxim", "memphis", "milo", "minnie", "minty", "miracle", "misty", "modesty", "monroe",
	"monty", "myrtle", "nero", "nettle", "nigella", "nova", "octavia", "odessa", "olympia",
	"onyx", "opal", "orion", "oscar", "otter", "otto", "pandora", "pansy", "paz", "peace",
	"peaches", "pearl", "peg", "penny", "pepper", "petal", "petunia", "phoenix", "pierce",
	"piers", "piper", "pixie", "pooh", "porter", "precious", "preston", "prince",
	"princess", "prosper", "psalm", "quest", "quill", "quincy", "raine", "rana", "rani",
	"ransom", "raven", "ravenna", "reign", "reuben", "rhea", "rio", "robin", "rocco",
	"rocky", "rod", "roman", "rome", "romeo", "rosy", "roy", "royal", "royce", "ruddy",
	"rufus", "saffron", "sam", "sapphire", "saxon", "scarlet", "sequoia", "serene",
	"shadow", "shamrock", "sienna", "silver", "sissy", "skipper", "sloan", "solomon",
	"sonnet", "sonny", "spike", "stormy", "sunny", "sunshine", "tabby", "tabitha", "tad",
	"tally", "talon", "tamar", "tansy", "teal", "teddy", "temperance", "tempest", "thor",
	"tiger", "tilly", "titus", "topaz", "trinity", "trip", "truman", "tuck", "tyson",
	"unity", "urban", "vale", "velvet", "venus", "verity", "vesper", "victor", "viola",
	"violet", "wade", "warden", "wilder", "willy", "win", "winnie", "winter", "wolf",
	"woody", "wren", "xena", "yale", "zen", "zenith", "zephyr", "zeus", "zion" };

/* Is a key in a list whose words are each ended by LF? */
static bool
english_in(const char *list, size_t length, const char *key)
{
	size_t low = 0, high = length, size = strlen(key);

	while (low < high) {
		size_t middle = low + (high - low) / 2, end;
		int order;

		while (middle > low && list[middle - 1] != '\n')
			middle--;
		for (end = middle; list[end] != '\n';)
			end++;
		order = strncmp(key, list + middle, end - middle);
		if (order == 0 && size == end - middle)
			return true;
		if (order < 0)
			high = middle;
		else
			low = end + 1;
	}
	return false;
}

static bool
english_is_common(const char *key)
{
	return english_in(english_common, english_common_length, key);
}

/* "everytime" */
static bool
english_is_two(char *key, size_t length)
{
	for (size_t cut = HALF_LEAST; cut + HALF_LEAST <= length; cut++) {
		char kept = key[cut];
		bool first;

		key[cut] = '\0';
		first = english_is_common(key);
		key[cut] = kept;
		if (first && english_is_common(key + cut))
			return true;
	}
	return false;
}

/* Tries every word that is one slip away from `key`. */
static bool
english_is_near(const char *key, size_t length)
{
	char word[WORDS_KEY_BYTES + 1];

	for (size_t i = 0; i <= length; i++) {
		/* A letter too many; two that changed places. */
		memcpy(word, key, length + 1);
		if (i < length) {
			memmove(word + i, word + i + 1, length - i);
			if (english_is_common(word))
				return true;
			memcpy(word, key, length + 1);
		}
		if (i + 1 < length) {
			word[i] = key[i + 1];
			word[i + 1] = key[i];
			if (english_is_common(word))
				return true;
			memcpy(word, key, length + 1);
		}
		/* A wrong letter; one that is missing. The first letter is seldom wrong. */
		for (char c = 'a'; i > 0 && c <= 'z'; c++) {
			if (i < length) {
				word[i] = c;
				if (english_is_common(word))
					return true;
			}
			memcpy(word + i + 1, key + i, length + 1 - i);
			word[i] = c;
			if (english_is_common(word))
				return true;
			memcpy(word, key, length + 1);
		}
	}
	return false;
}

/* "ledbury" is two words only by chance. */
static bool
english_is_placelike(const char *key, size_t length)
{
	static const char *const endings[] = { "acre", "bank", "borough", "bourne", "bridge",
		"brook", "bury", "cester", "chester", "combe", "cote", "croft", "dale", "don",
		"field", "fold", "ford", "gate", "ham", "hampton", "head", "hill", "hurst",
		"lands", "ley", "meadow", "meadows", "minster", "moor", "more", "mount",
		"mouth", "shore", "side", "stead", "stow", "thorpe", "ton", "town", "well",
		"wich", "wick", "wold", "wood", "worth" };

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending + 1 && strcmp(key + length - ending, endings[i]) == 0)
			return true;
	}
	return false;
}

static bool
english_is_slip(const char *key)
{
	char copy[WORDS_KEY_BYTES];
	size_t length = strlen(key);

	if (length < SLIP_LEAST || length + 2 > WORDS_KEY_BYTES)
		return false;
	for (size_t i = 0; i < length; i++)
		if (key[i] < 'a' || key[i] > 'z')
			return false;
	memcpy(copy, key, length + 1);
	return (!english_is_placelike(key, length) && english_is_two(copy, length)) ||
	    english_is_near(key, length);
}

unsigned
english_listed(const char *key)
{
	unsigned class = words_class(key);

	if (key[0] == '\0')
		return 0;
	if (english_is_common(key))
		class |= ENGLISH_COMMON | ENGLISH_WORD;
	else if (english_in(english_rest, english_rest_length, key))
		class |= ENGLISH_WORD;
	else if (english_in(english_proper, english_proper_length, key))
		class |= ENGLISH_PROPER;
	if ((class & WORDS_GIVEN) == 0 && WORDS_IN(first_names, key))
		class |= WORDS_MAYBE;
	if (words_in(surnames, surnames_count, key))
		class |= ENGLISH_SURNAME;
	if (WORDS_IN(slang, key))
		class |= ENGLISH_SLANG;
	return class;
}

unsigned
english_class(const char *key)
{
	unsigned class = english_listed(key);

	if (key[0] != '\0' && (class & (ENGLISH_KNOWN | ENGLISH_PROPER | ENGLISH_SURNAME | WORDS_GIVEN |
	    WORDS_MAYBE)) == 0 && english_is_slip(key))
		class |= ENGLISH_SLIP;
	return class;
}

bool
english_one_slip(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b), same = 0, tail = 0, most;

	if (left > right + 1 || right > left + 1)
		return false;
	most = left < right ? left : right;
	while (same < most && a[same] == b[same])
		same++;
	while (tail < most - same && a[left - 1 - tail] == b[right - 1 - tail])
		tail++;
	if (left == right && left - same - tail == 2)
		return a[same] == b[same + 1] && a[same + 1] == b[same];
	return left - same - tail <= 1 && right - same - tail <= 1;
}
