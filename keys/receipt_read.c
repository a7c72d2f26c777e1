/* SPDX-License-Identifier: ISC */
/*
 * Reading a receipt as a person typed it, from paper or memory. What cannot matter is passed over
 * (case, spacing, punctuation, numbering); a misspelt word has candidates; the check word, which
 * one set of eight words in 1,296 fits, says which.
 */
#include "config.h"

#include "keys/receipt.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/utf8.h"
#include "common/wordlist.h"

#define PREFIX 3 /* letters that tell every word of the list from the others */

/*
 * Words of the list are at least 3 edits apart, so at most one is within one edit of what was
 * typed; one more may share its first three letters. All combinations are then at most 2^9.
 */
#define CANDIDATES_MOST 2

#define HYPHENATED "yo-yo" /* the only one in the list */
#define LABEL "receipt"    /* as in "receipt: w w w", which the client prints; a word as well */

#define UNKNOWN_LETTER '?' /* stands for a letter that no word has: it may be a misspelling */

struct typed {
	const char *text;
	size_t length;
};

/* Everything that was made of the typed text; wiped as a whole. */
struct reading {
	char text[RECEIPT_TEXT_MOST]; /* letters, digits, hyphens, '?', spaces */
	size_t length;
	struct typed typed[RECEIPT_TEXT_MOST];
	size_t count;
	int candidates[RECEIPT_WORDS][CANDIDATES_MOST];
	size_t candidate_count[RECEIPT_WORDS];
	bool exact[RECEIPT_WORDS];
	bool doubtful[RECEIPT_WORDS];
	int words[RECEIPT_WORDS]; /* the combination that fits */
	size_t fits;              /* how many do */
};

/* What a character counts as: a letter or digit itself, a hyphen, a space for whatever parts words,
 * 0 for what is invisible, UNKNOWN_LETTER for the rest. */
static char
character_class(int32_t character)
{
	if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9'))
		return (char)character;
	if (character >= 'A' && character <= 'Z')
		return (char)(character - 'A' + 'a');
	if (character == '-' || (character >= 0x2010 && character <= 0x2015) ||
	    character == 0x2212 || character == 0xff0d)
		return '-';
	/* Soft hyphens, zero-width and directional characters, byte order marks. */
	if (character == 0xad || (character >= 0x200b && character <= 0x200f) ||
	    (character >= 0x202a && character <= 0x202e) ||
	    (character >= 0x2060 && character <= 0x206f) || character == 0xfeff)
		return 0;
	/* ASCII and Latin-1 controls and punctuation (the no-break space among them), general
	 * punctuation (spaces, quotation marks, bullets), ideographic space and stops. */
	if ((character >= 0 && character < 0xc0) || character == 0x1680 ||
	    (character >= 0x2000 && character <= 0x206f) ||
	    (character >= 0x3000 && character <= 0x3002))
		return ' ';
	return UNKNOWN_LETTER;
}

static void
reading_normalise(struct reading *reading, const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		char class = character_class(utf8_next((const uint8_t *)text, length, &at));

		if (class != 0)
			reading->text[reading->length++] = class;
	}
}

static bool
typed_is(const struct typed *typed, const char *word)
{
	return typed->length == strlen(word) && memcmp(typed->text, word, typed->length) == 0;
}

/* Keeps one run of letters as a word. Bullets, dashes and numbers between the words are none. */
static void
reading_add(struct reading *reading, const char *text, size_t length)
{
	size_t letters = 0, unknown = 0;

	while (length > 0 && *text == '-') {
		text++;
		length--;
	}
	for (size_t i = 0; i < length; i++) {
		letters += text[i] >= 'a' && text[i] <= 'z';
		unknown += text[i] == UNKNOWN_LETTER;
	}
	if (letters == 0 && unknown < 2)
		return;
	reading->typed[reading->count].text = text;
	reading->typed[reading->count].length = length;
	reading->count++;
}

/* Cuts the text into words. Where hyphens part words, too, "yo-yo" and "yo yo" are put together. */
static void
reading_cut(struct reading *reading, bool hyphens_part)
{
	size_t start = 0, kept = 0;

	reading->count = 0;
	for (size_t at = 0; at <= reading->length; at++) {
		if (at < reading->length && reading->text[at] != ' ' &&
		    !(hyphens_part && reading->text[at] == '-'))
			continue;
		reading_add(reading, reading->text + start, at - start);
		start = at + 1;
	}
	if (hyphens_part) {
		for (size_t i = 0; i < reading->count; i++, kept++) {
			reading->typed[kept] = reading->typed[i];
			if (i + 1 < reading->count && typed_is(&reading->typed[i], "yo") &&
			    typed_is(&reading->typed[i + 1], "yo")) {
				reading->typed[kept].text = HYPHENATED;
				reading->typed[kept].length = sizeof HYPHENATED - 1;
				i++;
			}
		}
		reading->count = kept;
	}
	if (reading->count == RECEIPT_WORDS + 1 && typed_is(&reading->typed[0], LABEL)) {
		reading->count--;
		memmove(reading->typed, reading->typed + 1,
		    reading->count * sizeof reading->typed[0]);
	}
}

static int
reading_find_words(struct reading *reading, struct error *error)
{
	size_t plain;

	reading_cut(reading, false);
	plain = reading->count;
	if (plain == 0)
		return error_refuse(error, "there are no words here; a receipt has nine");
	if (plain != RECEIPT_WORDS)
		reading_cut(reading, true);
	if (reading->count != RECEIPT_WORDS)
		return error_refuse(error, "a receipt has nine words; here there %s %zu. Look for "
		    "one that is missing, is there twice, or has a space in it",
		    plain == 1 ? "is" : "are", plain);
	return 0;
}

/* Whether one insertion, deletion or substitution makes the one of the other. */
static bool
one_edit_apart(const char *one, size_t one_length, const char *other, size_t other_length)
{
	size_t same = 0, one_rest, other_rest;

	while (same < one_length && same < other_length && one[same] == other[same])
		same++;
	one_rest = one_length - same;
	other_rest = other_length - same;
	if (one_rest == other_rest)
		return one_rest > 0 &&
		    memcmp(one + same + 1, other + same + 1, one_rest - 1) == 0;
	if (one_rest == other_rest + 1)
		return memcmp(one + same + 1, other + same, other_rest) == 0;
	if (one_rest + 1 == other_rest)
		return memcmp(one + same, other + same + 1, one_rest) == 0;
	return false;
}

static void
reading_find_candidates(struct reading *reading, size_t place)
{
	const struct typed *typed = &reading->typed[place];
	int *candidates = reading->candidates[place];
	int whole = wordlist_find(typed->text, typed->length);

	if (whole >= 0) {
		/* No other word is within an edit of it, and none starts like it. */
		reading->exact[place] = true;
		reading->candidate_count[place] = 1;
		candidates[0] = whole;
		return;
	}
	for (int i = 0; i < WORDLIST_WORDS; i++) {
		bool starts = typed->length >= PREFIX &&
		    memcmp(typed->text, wordlist[i], PREFIX) == 0;

		if (!starts && !one_edit_apart(typed->text, typed->length, wordlist[i],
		    strlen(wordlist[i])))
			continue;
		if (reading->candidate_count[place] == CANDIDATES_MOST)
			error_bug("words of the list are too close to each other");
		candidates[reading->candidate_count[place]++] = i;
	}
}

/* Tries every combination. The first that fits is kept; where others fit as well, what they
 * differ in is doubtful. */
static void
reading_search(struct reading *reading, const uint8_t campaign_key[32])
{
	size_t chosen[RECEIPT_WORDS] = { 0 }, place;
	int words[RECEIPT_WORDS];

	do {
		for (size_t i = 0; i < RECEIPT_WORDS; i++)
			words[i] = reading->candidates[i][chosen[i]];
		if (receipt_check_word(words, campaign_key) == words[RECEIPT_RANDOM_WORDS]) {
			if (reading->fits++ == 0)
				memcpy(reading->words, words, sizeof words);
			for (size_t i = 0; i < RECEIPT_WORDS; i++)
				if (words[i] != reading->words[i])
					reading->doubtful[i] = true;
		}
		for (place = 0; place < RECEIPT_WORDS; place++) {
			if (++chosen[place] < reading->candidate_count[place])
				break;
			chosen[place] = 0;
		}
	} while (place < RECEIPT_WORDS);
	sodium_memzero(words, sizeof words);
}

/* "word 3", "words 3 and 5", "words 3, 5 and 8": the doubtful ones, into `text`. The words
 * themselves stay out of messages, which may end in a log. */
static const char *
reading_name_doubtful(const struct reading *reading, struct buffer *text)
{
	size_t left = 0;

	for (size_t i = 0; i < RECEIPT_WORDS; i++)
		left += reading->doubtful[i];
	buffer_append_text(text, left == 1 ? "word " : "words ");
	for (size_t i = 0; i < RECEIPT_WORDS; i++) {
		if (!reading->doubtful[i])
			continue;
		left--;
		buffer_format(text, "%zu%s", i + 1, left > 1 ? ", " : left == 1 ? " and " : "");
	}
	return (const char *)text->data;
}

/* Finds the nine words; leaves them in reading->words. */
static int
reading_find(struct reading *reading, const uint8_t campaign_key[32], struct error *error)
{
	struct buffer names = BUFFER_INIT;
	bool unknown = false, all_exact = true;

	if (reading_find_words(reading, error) != 0)
		return -1;
	for (size_t i = 0; i < RECEIPT_WORDS; i++) {
		reading_find_candidates(reading, i);
		reading->doubtful[i] = reading->candidate_count[i] == 0;
		unknown |= reading->doubtful[i];
		all_exact &= reading->exact[i];
	}
	if (!unknown)
		reading_search(reading, campaign_key);
	if (reading->fits == 1)
		return 0;
	if (unknown)
		(void)error_refuse(error, "this cannot be read as a receipt: look again at the "
		    "spelling of %s", reading_name_doubtful(reading, &names));
	else if (reading->fits > 1)
		(void)error_refuse(error, "this can be read as more than one receipt: write "
		    "%s in full", reading_name_doubtful(reading, &names));
	else if (all_exact)
		(void)error_refuse(error, "these nine words do not belong together: two may have "
		    "changed places, one may be another word, or the receipt may be for another "
		    "campaign");
	else {
		for (size_t i = 0; i < RECEIPT_WORDS; i++)
			reading->doubtful[i] = !reading->exact[i];
		(void)error_refuse(error, "these nine words do not belong together: look again "
		    "at the spelling of %s, then at the order of all; or the receipt may be for "
		    "another campaign", reading_name_doubtful(reading, &names));
	}
	buffer_free(&names);
	return -1;
}

int
receipt_parse(struct receipt **receipt, const char *text, size_t length,
    const uint8_t campaign_key[32], int *corrected, struct error *error)
{
	struct reading *reading;
	int result;

	*receipt = NULL;
	if (corrected != NULL)
		*corrected = 0;
	if (length > RECEIPT_TEXT_MOST)
		return error_refuse(error, "this is too long to be a receipt, which has nine "
		    "words");
	reading = secret_allocate(sizeof *reading);
	memset(reading, 0, sizeof *reading);
	reading_normalise(reading, text, length);
	result = reading_find(reading, campaign_key, error);
	if (result == 0) {
		receipt_from_words(receipt, reading->words);
		for (size_t i = 0; corrected != NULL && i < RECEIPT_WORDS; i++)
			if (!reading->exact[i])
				*corrected = 1;
	}
	secret_release(reading);
	return result;
}
