/* SPDX-License-Identifier: ISC */
/* What the leak gate finds in the words of a pack, and what it leaves alone. */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/gate_specimen.h"

#define SURFACES_MOST 4
#define ODT_HAS "county/pack.odt: the excerpt of case case-a has"
#define HTML_HAS "county/pack.html: the excerpt of case case-a has"

static const char *const known[] = { "Worcester", "Malvern Hills", "Tom Collins",
	"West Worcestershire", "Worcestershire County Council" };
static const char *const contacts[] = { GATE_SPECIMEN_CONTACT, "Samaritans 116 123" };

static size_t
count_of(const char *const *list)
{
	size_t count = 0;

	while (count < SURFACES_MOST && list[count] != NULL)
		count++;
	return count;
}

/* A gate for two testimonies. */
static struct gate *
gate_for(const char *const *first, const char *const *second,
    const uint8_t (*settled)[GATE_HASH_BYTES], size_t settled_count)
{
	const struct gate_case cases[] = { { "case-a", { first, count_of(first) } },
		{ "case-b", { second, count_of(second) } } };
	const struct gate_words words = { .cases = cases, .case_count = 2,
		.known = { known, sizeof known / sizeof known[0] },
		.contacts = { contacts, sizeof contacts / sizeof contacts[0] },
		.settled = settled, .settled_count = settled_count };
	struct gate *gate;

	gate_new(&gate, &words);
	return gate;
}

static const char *const nothing[] = { NULL };

/* Looks at a whole pack with one excerpt of the first testimony. Returns what was said of it. */
static int
look(struct gate_findings *findings, const struct gate *gate, const struct gate_told *told,
    const char *text)
{
	const struct gate_excerpt excerpt = { 0, text, NULL };
	struct gate_pack pack = { .name = "county", .file_count = GATE_SPECIMEN_FILES,
		.excerpts = &excerpt, .excerpt_count = 1 };
	struct error error = ERROR_INIT;
	struct gate_made made;
	int result;

	gate_specimen(&made, told, &excerpt, 1);
	pack.files = made.files;
	*findings = (struct gate_findings)GATE_FINDINGS_INIT;
	result = gate_check(gate, &pack, findings, &error);
	ck_assert_int_eq(result == 0, findings->hits == 0);
	ck_assert_int_eq(result == 0, error.kind == ERROR_NONE);
	gate_specimen_free(&made);
	return result;
}

/* Its own testimony's surfaces, and what stands of them in its excerpt. */
static const struct {
	const char *surfaces[SURFACES_MOST], *text, *found;
} own[] = {
	{ { "Jack" }, "They told Jack nothing.", "jack" },
	{ { "Jack" }, "They told jack nothing.", "jack" },
	{ { "jack" }, "THEY TOLD JACK NOTHING.", "jack" },
	{ { "Sam" }, "It was Sam's place.", "sam" },
	{ { "Sam" }, "It was Sam\xe2\x80\x99s place.", "sam" },
	{ { "Sam's" }, "It was for Sam alone.", "sam" },
	{ { "Sam" }, "It was sams place.", "sam" },
	{ { "Jones" }, "Mrs Smith-Jones never wrote.", "jones" },
	{ { "Jones" }, "Mrs Smith\xe2\x80\x91" "Jones never wrote.", "jones" },
	{ { "Fairweather" }, "the Fairweathers waited", "fairweather" },
	{ { "Fair Weather" }, "at Fairweather they said no", "fair weather" },
	{ { "Fairweather" }, "at Fair Weather they said no", "fairweather" },
	{ { "Fairweather" }, "at Fair-\nweather they said no", "fairweather" },
	{ { "Fairweather" }, "at Fair\nweather they said no", "fairweather" },
	{ { "Imogen Fairweather" }, "Mrs Fairweather waited", "fairweather" },
	{ { "Imogen Fairweather" }, "and Imogen waited", "imogen" },
	{ { "Imogen Fairweather" }, "Imogen\nFairweather waited", "imogen" },
	{ { "Imogen Fairweather" }, "FAIRWEATHER, Imogen", "fairweather" },
	{ { "ImogenFairweather" }, "write to imogen.fairweather there", "imogen fairweather" },
	{ { "Imogen Fairweather" }, "mail from imogen_fairweather83 came", "imogen" },
	{ { "Imogen Fairweather" }, "see #TeamImogen there", "imogen" },
	{ { "Rose Hill" }, "when Rose went there", "rose" },
	{ { "Mr Brown" }, "when Brown came", "brown" },
	{ { "St Mary's" }, "at St. Marys they said no", "st mary" },
	{ { "St Mary's School" }, "at the St Mary\xe2\x80\x99s school gate", "st mary school" },
	{ { "O'Brien" }, "Ms O\xe2\x80\x99" "Brien left", "o brien" },
	{ { "O'Brien" }, "Ms OBrien left", "o brien" },
	{ { "O'Brien" }, "Ms O Brien left", "o brien" },
	{ { "Jos\xc3\xa9" }, "then Jose\xcc\x81 left", "jose" },
	{ { "Jos\xc3\xa9" }, "then Jose left", "jose" },
	{ { "Jose" }, "then Jos\xc3\xa9 left", "jose" },
	{ { "\xc5\x81ukasz" }, "then Lukasz left", "lukasz" },
	{ { "Kuba" }, "z Kub\xc4\x85 by\xc5\x82o gorzej", "kuba" },
	{ { "Jack" }, "then \xef\xbc\xaa\xef\xbd\x81\xef\xbd\x83\xef\xbd\x8b left", "jack" },
	{ { "Jack" }, "then \xf0\x9d\x93\x99\xf0\x9d\x93\xaa\xf0\x9d\x93\xac\xf0\x9d\x93\xb4 left",
	    "jack" },
	{ { "Jack" }, "then Ja\xe2\x80\x8b" "ck left", "jack" },
	{ { "Jack" }, "then Ja\xc2\xad" "ck left", "jack" },
	{ { "Jack" }, "then Ja\xe2\x81\xa0" "ck left", "jack" },
	{ { "Jack" }, "then Ja<U+200B>ck left", "jack" },
	{ { "Jack" }, "then Ja\x07" "ck left", "jack" },
	{ { "Jack" }, "then J.A.C.K. left", "jack" },
	{ { "Jack" }, "then J-a-c-k left", "jack" },
	{ { "Jack" }, "then J A C K left", "jack" },
	{ { "Jack" }, "then <b>Jack</b> left", "jack" },
	{ { "Jack" }, "then \"Jack\" & left", "jack" },
	{ { "Jack & Co" }, "at Jack &amp; Co", "jack" },
	{ { "Jack" }, "then Jack", "jack" },
	{ { "Jack" }, "Jack/Tom left", "jack" },
	{ { "J" }, "then J said no", "j" },
	{ { "J" }, "then J. said no", "j" },
	{ { "A" }, "then A. said no", "a" },
	{ { "JS" }, "then J.S. said no", "js" },
	{ { "4,500" }, "it cost \xc2\xa3" "4500 in all", "4 500" },
	{ { "\xc2\xa3" "450" }, "it cost 450 pounds", "450" },
	{ { "2023" }, "in 2023 we asked", "2023" },
	{ { "12 March 2023" }, "on 12th March, 2023 they came", "12 march 2023" },
	{ { "Year 6" }, "in year6 it began", "year 6" },
	{ { "Tom, Imogen; Little Acorns, Mr Brown and Mrs Patel, also Hilltop" },
	    "when Little Acorns closed", "little acorns" },
	{ { "jack imogen tom mr brown mrs patel and hilltop primary" }, "that imogen left", "imogen" },
	{ { "My son Jack and his friend Oskar are at Hilltown with Mr Quigleyson" }, "so Quigleyson left",
	    "quigleyson" },
	{ { "Ja-\nck" }, "so Ja-\nck left", "ja ck" },
	{ { "Jack" }, "so Ja-\nck left", "jack" },
	{ { "March 2023" }, "it was in March 2023 [really]", "march 2023" },
	{ { "March 2023" }, "it was [March\n2023]", "march 2023" },
	{ { "March 2023" }, "it was [in March 2023", "march 2023" },
	{ { "March 2023" }, "it [was] in March 2023]", "march 2023" },
	{ { "Jack" }, "it was [Jack]", "jack" },
	{ { "12 Oak Lane" }, "at [12 Oak Lane] it was", "12 oak lane" },
	{ { "Olivia Peach" }, "and Miss Peach left", "peach" },
	{ { "Miss Peach" }, "and Olivia Peach left", "peach" },
	{ { "twins" }, "the twins waited", "twins" },
	{ { "the" }, "the wait was long", "the" },
	{ { "Worcester" }, "In Worcester we waited", "worcester" },
	{ { "May" }, "It may be late", "may" },
	{ { "\xe6\x9d\x8e\xe6\x98\x8e" },
	    "\xe6\x88\x91\xe7\x9a\x84\xe6\x9d\x8e\xe6\x98\x8e\xe7\xad\x89",
	    "\xe6\x9d\x8e \xe6\x98\x8e" },
	{ { "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf" }, /* with signs of its vowels */
	    "\xd9\x85\xd9\x8f\xd8\xad\xd9\x8e\xd9\x85\xd9\x91\xd8\xaf",
	    "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf" },
	{ { "\xd8\xb9\xd9\x84\xdb\x8c 2023" },
	    "\xd8\xb9\xd9\x84\xdb\x8c \xdb\xb2\xdb\xb0\xdb\xb2\xdb\xb3", "\xd8\xb9\xd9\x84\xdb\x8c" },
};

START_TEST(own_surfaces_are_hits)
{
	const struct gate_told told = GATE_TOLD;
	struct gate *gate = gate_for(own[_i].surfaces, nothing, NULL, 0);
	struct gate_excerpt excerpt = { 0, own[_i].text, NULL };
	struct gate_findings findings;
	struct buffer why = BUFFER_INIT;
	char quoted[128];
	size_t files = 0;

	ck_assert_msg(!gate_excerpt_is_clean(gate, &excerpt, &why), "\"%s\" is clean", own[_i].text);
	(void)snprintf(quoted, sizeof quoted, "%s\"", own[_i].found);
	ck_assert_msg(strstr((const char *)why.data, quoted) != NULL, "%s: %s", own[_i].text,
	    (const char *)why.data);
	ck_assert_msg(look(&findings, gate, &told, own[_i].text) == -1, "\"%s\" passes", own[_i].text);
	/* In the finished bytes of both documents, too. */
	for (size_t i = 0; i < findings.count; i++)
		files += findings.list[i].hit &&
		    strstr(findings.list[i].sentence, quoted) != NULL &&
		    (strncmp(findings.list[i].sentence, ODT_HAS, strlen(ODT_HAS)) == 0 ||
		    strncmp(findings.list[i].sentence, HTML_HAS, strlen(HTML_HAS)) == 0);
	ck_assert_msg(files >= 2, "\"%s\" was not seen in the bytes of both documents", own[_i].text);
	gate_findings_free(&findings);
	gate_free(&gate);
	buffer_free(&why);
}
END_TEST

/* What is no leak of these surfaces. */
static const struct {
	const char *surfaces[SURFACES_MOST], *text;
} harmless[] = {
	{ { "Jack" }, "He wore a jacket in the Jackson room." },
	{ { "Ann" }, "An annual review was planned." },
	{ { "Ina" }, "He was in a room." },
	{ { "Hasan" }, "She has an answer. Has an answer come?" },
	{ { "Isa" }, "It is a shame." },
	{ { "Rose Hill" }, "The costs rose uphill." },
	{ { "Rose Hill" }, "Rose went there." }, /* the first word of a sentence is large anyway */
	{ { "Mr Brown" }, "a brown coat" },
	{ { "Mrs Peach" }, "a peach, and Mrs Plum" },
	{ { "St Mary's School" }, "the school said no" },
	{ { "J" }, "I and a T-shirt. [Child J] left; [Child J]'s plan, Section J of it, j" },
	{ { "A" }, "A plan was made. [Child A] had a plan." },
	{ { "I" }, "I waited. I was told I could not." },
	{ { "6" }, "6 months, then six more" },
	{ { "six" }, "six months, then 6 more" },
	{ { "12" }, "on the 12th of 12" },
	{ { "450" }, "it cost 1,450 in 14500 ways" },
	{ { "the council" }, "the county council" },
	{ { "March 2023" }, "in March 2024" },
	{ { "12 March 2023" }, "in March 2023" },
	{ { "" }, "Nothing was hidden." },
	{ { " - " }, "Nothing - was hidden." },
	{ { "\xf0\x9f\x92\x94" }, "Nothing \xf0\x9f\x92\x94 was hidden." },
	{ { "Jack" }, "[Sister J] left, and [Sister J]'s school, too" },
	{ { "J" }, "[Sister J] left, and [Sister J]'s school, too" },
	{ { "March 2023", "\xc2\xa3" "5,000", "aged 11", "12" },
	    "In [March 2023] he was [aged 11 to 15], it cost ["
	    "\xc2\xa3" "1,000 to \xc2\xa3" "5,000] and [Child A]'s age was [age 12 to 15]." },
	{ { "12 March, 2023" }, "in 2023 it cost 12" },
	{ { "He told us that his mum had a hard time of it at home" }, "He had a hard time at home." },
	{ { "Jo" }, "the joy of a job" },
	/* Not seen, as THREAT-MODEL says. */
	{ { "Kuba" }, "powiedzieli Kubie, a Kuby nie" },
	{ { "Imogen" }, "so Immy left, Imogne too" },
	{ { "Jacek" }, "so \xd0\xaf\xd1\x86\xd0\xb5\xd0\xba left, J\xd0\xb0" "cek too" },
	{ { "Jack" }, "so mumofjack left, Ja\nck too" },
	{ { "12 March 2023", "\xc2\xa3" "6,000" }, "on 12/03/23 it cost six thousand" },
	{ { "Malvern" }, "a town in the area" },
	{ { "Tom Collins" }, "tomcollinsworth" },
};

START_TEST(harmless_words_are_none)
{
	const struct gate_told told = GATE_TOLD;
	struct gate *gate = gate_for(harmless[_i].surfaces, nothing, NULL, 0);
	struct gate_excerpt excerpt = { 0, harmless[_i].text, "pl" };
	struct gate_findings findings;
	struct buffer why = BUFFER_INIT;

	ck_assert_msg(gate_excerpt_is_clean(gate, &excerpt, &why), "\"%s\" %s", harmless[_i].text,
	    (const char *)why.data);
	if (look(&findings, gate, &told, harmless[_i].text) != 0)
		ck_abort_msg("%s", findings.list[0].sentence);
	ck_assert_uint_eq(findings.warnings, 0);
	gate_findings_free(&findings);
	gate_free(&gate);
	buffer_free(&why);
}
END_TEST

/* Numbers and addresses: in an excerpt, and in what a coordinator wrote. */
static const struct {
	const char *text, *what;
	bool words_alone;
} numbers[] = {
	{ "his number 943 476 5919 was given out", "an NHS number", false },
	{ "his number 943\xe2\x80\x8b" "4765919 was given out", "an NHS number", false },
	{ "his number \xef\xbc\x99\xef\xbc\x94\xef\xbc\x93 476 5919 was given out",
	    "an NHS number", false },
	{ "his number \xd9\xa9\xd9\xa4\xd9\xa3 476 5919 was given out", "an NHS number", false },
	{ "his number \xf0\x9d\x9f\x97\xf0\x9d\x9f\x92\xf0\x9d\x9f\x91 476 5919 was given out",
	    "an NHS number", false },
	{ "pupil A123456789012 was off roll", "a pupil number", false },
	{ "QQ 12 34 56 C is none, but AB 12 34 56 C is", "a National Insurance number", false },
	{ "paid with 4111 1111 1111 1111 on the day", "a card number", false },
	{ "to GB82 WEST 1234 5698 7654 32 it went", "an account number", false },
	{ "we live at WR5 3AB now", "a postcode", false },
	{ "we live at wr53ab now", "a postcode", false },
	{ "mail jack.mum@example.com at once", "an e-mail address", false },
	{ "mail jack.mum at gmail dot com at once", "an e-mail address", false },
	{ "ring 01905 123456 at once", "a phone number", false },
	{ "ring 07700 900 123 at once", "a phone number", false },
	{ "ring +44 7700 900123 at once", "a phone number", false },
	{ "see www.jacksmum.example.com/story for all", "a web address", true },
	{ "see @jacksmum there", "a name on a platform", true },
};

START_TEST(numbers_are_hits)
{
	const struct gate_told plain = GATE_TOLD;
	struct gate_told told = GATE_TOLD;
	struct gate *gate = gate_for(nothing, nothing, NULL, 0);
	struct gate_excerpt excerpt = { 0, numbers[_i].text, NULL };
	const char **places[] = { &told.ask, &told.title, &told.theme, &told.row, &told.column,
		&told.source };
	struct gate_findings findings;
	struct buffer why = BUFFER_INIT;

	ck_assert(!gate_excerpt_is_clean(gate, &excerpt, &why));
	ck_assert_msg(strstr((const char *)why.data, numbers[_i].what) != NULL, "%s",
	    (const char *)why.data);
	ck_assert_int_eq(look(&findings, gate, &plain, numbers[_i].text), -1);
	gate_findings_free(&findings);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const char *kept = *places[i];
		int result;

		*places[i] = numbers[_i].text;
		result = look(&findings, gate, &told, "We waited.");
		ck_assert_msg(result == (numbers[_i].words_alone ? 0 : -1), "place %zu: %s", i,
		    numbers[_i].text);
		ck_assert(result == 0 || strstr(findings.list[0].sentence, numbers[_i].what) != NULL);
		gate_findings_free(&findings);
		*places[i] = kept;
	}
	gate_free(&gate);
	buffer_free(&why);
}
END_TEST

/* Of these nothing is a number of somebody. */
static const char *const no_numbers[] = {
	"26 families, 1,040 weeks, 12.5 percent, 2023 to 2026, £4,500 each",
	"ring 116 123 or 01905 822666 or +44 1905 822666", "write to PACKS@send-example.org.uk, WR12EN",
	"943 476 5917 does not hold", "4111 1111 1111 1112 does not hold", "Section F1 2nd page",
	"regulation 12(4) of 2014, paragraph 9.60", "see gov.uk for it",
};

START_TEST(other_numbers_are_none)
{
	struct gate_told told = GATE_TOLD;
	struct gate *gate = gate_for(nothing, nothing, NULL, 0);
	struct gate_findings findings;

	told.ask = no_numbers[_i];
	if (look(&findings, gate, &told, no_numbers[_i]) != 0)
		ck_abort_msg("%s", findings.list[0].sentence);
	ck_assert_uint_eq(findings.warnings, 0);
	gate_findings_free(&findings);
	gate_free(&gate);
}
END_TEST

/* A testimony's surfaces in what others wrote: `word` is warned of, NULL: nothing is. */
static const struct {
	const char *surfaces[SURFACES_MOST], *ask, *word;
} others[] = {
	{ { "Fairweather" }, "as with Fairweather", "fairweather" },
	{ { "Imogen Fairweather" }, "as with the fairweathers", "fairweather" },
	{ { "Jones" }, "as jones said", "jones" },
	{ { "Jack" }, "JACK was told", "jack" },
	{ { "Sam" }, "then sam said", "sam" },
	{ { "Grace" }, "what Grace was told", "grace" },
	{ { "Grace" }, "by the grace of the council", NULL },
	{ { "Grace" }, "Grace is needed.", NULL },
	{ { "Little Acorns" }, "as at Little Acorns", "little acorns" },
	{ { "Little Acorns" }, "from little acorns", NULL },
	{ { "Tom" }, "Tom was told", "tom" },
	{ { "Tom" }, "we ask Tom Collins to act", NULL },
	{ { "Tom Collins" }, "we ask Tom Collins to act", NULL },
	{ { "Malvern Link" }, "as in Malvern Link", "malvern link" },
	{ { "Hartlebury" }, "as in Hartlebury", "hartlebury" },
	{ { "Worcester", "May", "the" }, "the council of Worcester may act in May", NULL },
	{ { "March", "2023", "March 2023", "6" }, "in March 2023, and 6 more", NULL },
	{ { "01/02/2023" }, "on 01/02/2023 it said", "01 02 2023" },
	{ { "the council", "school", "autism", "EHCP" }, "The council, a school, autism, EHCP", NULL },
	{ { "Worcestershire County Council" }, "Worcestershire County Council must act", NULL },
	{ { "J", "I", "a" }, "J. and I, a J", NULL },
	{ { "Y6" }, "in Y6 and Year 6", NULL },
};

START_TEST(others_are_warnings_alone)
{
	const char *const places[] = { "ask", "title", "theme", "row", "column", "source" };
	struct gate *gate = gate_for(nothing, others[_i].surfaces, NULL, 0);
	uint8_t settled[1][GATE_HASH_BYTES];
	struct gate_findings findings;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct gate_told told = GATE_TOLD;
		const char **members[] = { &told.ask, &told.title, &told.theme, &told.row,
			&told.column, &told.source };

		*members[i] = others[_i].ask;
		if (look(&findings, gate, &told, "We waited.") != 0)
			ck_abort_msg("%s: %s", places[i], findings.list[0].sentence);
		ck_assert_msg((findings.warnings > 0) == (others[_i].word != NULL), "%s of \"%s\": %zu",
		    places[i], others[_i].ask, findings.warnings);
		for (size_t j = 0; j < findings.count; j++) {
			ck_assert_str_eq(findings.list[j].word, others[_i].word);
			ck_assert(strstr(findings.list[j].sentence, "case-b") != NULL);
		}
		gate_findings_free(&findings);
	}
	gate_free(&gate);
	if (others[_i].word == NULL)
		return;
	/* Settled, it is none. */
	gate_word_hash(settled[0], others[_i].word);
	gate = gate_for(nothing, others[_i].surfaces, (const uint8_t (*)[GATE_HASH_BYTES])settled, 1);
	{
		struct gate_told told = GATE_TOLD;

		told.ask = others[_i].ask;
		ck_assert_int_eq(look(&findings, gate, &told, "We waited."), 0);
		ck_assert_uint_eq(findings.warnings, 0);
		gate_findings_free(&findings);
	}
	gate_free(&gate);
}
END_TEST

/* What a family hides keeps back its own excerpts, and stops no pack. */
START_TEST(no_family_blocks_a_pack)
{
	static const char *const hides[] = { "Worcester", "May", "the", "a" };
	const struct gate_told told = GATE_TOLD;
	struct gate *gate = gate_for(nothing, hides, NULL, 0);
	struct gate_excerpt its = { 1, "In Worcester the plan may be late.", NULL };
	struct gate_findings findings;

	ck_assert_int_eq(look(&findings, gate, &told, "In Worcester the plan may be a year late."), 0);
	ck_assert_uint_eq(findings.count, 0);
	gate_findings_free(&findings);
	ck_assert(!gate_excerpt_is_clean(gate, &its, NULL));
	its.text = "It was late.";
	ck_assert(gate_excerpt_is_clean(gate, &its, NULL));
	/* What it chose as a language stays out, too. */
	its.language = "en-x-jack";
	ck_assert(!gate_excerpt_is_clean(gate, &its, NULL));
	its.language = "en-wr12ab";
	ck_assert(!gate_excerpt_is_clean(gate, &its, NULL));
	its.language = "zh-Hant-TW";
	ck_assert(gate_excerpt_is_clean(gate, &its, NULL));
	its.text = "\xf0\x9f\x92\x94 ...";
	ck_assert(!gate_excerpt_is_clean(gate, &its, NULL));
	gate_free(&gate);
}
END_TEST

/* A whole page under "hide": its beginning, and every name in it. */
START_TEST(a_long_surface_is_looked_for)
{
	struct buffer hide = BUFFER_INIT;
	const char *surfaces[SURFACES_MOST] = { NULL };
	struct gate_excerpt excerpt = { 0, "So Imogen left.", NULL };
	struct gate *gate;

	for (size_t i = 0; i < 400; i++)
		buffer_append_text(&hide, "they never told us what it was ");
	buffer_append_text(&hide, "and Imogen cried");
	surfaces[0] = (const char *)hide.data;
	gate = gate_for(surfaces, nothing, NULL, 0);
	ck_assert(!gate_excerpt_is_clean(gate, &excerpt, NULL));
	excerpt.text = (const char *)hide.data;
	ck_assert(!gate_excerpt_is_clean(gate, &excerpt, NULL));
	hide.data[700] = '\0';
	ck_assert(!gate_excerpt_is_clean(gate, &excerpt, NULL));
	excerpt.text = "they never told us";
	ck_assert(gate_excerpt_is_clean(gate, &excerpt, NULL));
	gate_free(&gate);
	buffer_free(&hide);
}
END_TEST

START_TEST(folding_is_one_for_all_spellings)
{
	static const char *const same[] = { "Jos\xc3\xa9's  Place", "JOSE\xcc\x81 place", "jose-place",
		"\xef\xbc\xaaose place", "Jo\xc2\xadse\nPlace" };
	uint8_t first[GATE_HASH_BYTES], other[GATE_HASH_BYTES];
	struct buffer folded = BUFFER_INIT;

	gate_word_hash(first, same[0]);
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		buffer_clear(&folded);
		gate_fold(&folded, same[i]);
		ck_assert_str_eq((const char *)folded.data, "jose place");
		gate_word_hash(other, same[i]);
		ck_assert_mem_eq(first, other, sizeof first);
	}
	gate_word_hash(other, "joseplace");
	ck_assert_mem_ne(first, other, sizeof first);
	buffer_free(&folded);
}
END_TEST

#define LOOP(tcase, test, table) \
	tcase_add_loop_test((tcase), (test), 0, (int)(sizeof(table) / sizeof(table)[0]))

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("gate");
	TCase *tcase = tcase_create("words");

	LOOP(tcase, own_surfaces_are_hits, own);
	LOOP(tcase, harmless_words_are_none, harmless);
	LOOP(tcase, numbers_are_hits, numbers);
	LOOP(tcase, other_numbers_are_none, no_numbers);
	LOOP(tcase, others_are_warnings_alone, others);
	tcase_add_test(tcase, no_family_blocks_a_pack);
	tcase_add_test(tcase, a_long_surface_is_looked_for);
	tcase_add_test(tcase, folding_is_one_for_all_spellings);
	tcase_set_timeout(tcase, 120);
	suite_add_tcase(suite, tcase);
	return suite;
}
