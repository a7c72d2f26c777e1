/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/json.h"
#include "desk/allowed.h"
#include "desk/redaction.h"
#include "tests/unit/decided_specimen.h"

/*
 * One case of which everything may go out; each test changes one thing of it.
 */

static const uint8_t box[ENVELOPE_MAILBOX_BYTES] = { 7 }, other_box[ENVELOPE_MAILBOX_BYTES] = { 8 };
static const uint8_t message[ENVELOPE_ID_BYTES] = { 0xaa }, addition[ENVELOPE_ID_BYTES] = { 0xab };

#define FORM(court) "{\"format\":\"testimony-form-1\",\"pages\":[" court \
	"{\"id\":\"area\",\"title\":\"a\",\"kind\":\"one\",\"options\":[{\"id\":\"east\"," \
	"\"label\":\"e\"},{\"id\":\"west\",\"label\":\"w\"},{\"id\":\"not-sure\",\"label\":\"n\"}]}," \
	"{\"id\":\"story\",\"title\":\"s\",\"kind\":\"text\"}]," \
	"\"areas\":[{\"id\":\"east\",\"label\":\"East\",\"mp\":\"A\"}," \
	"{\"id\":\"west\",\"label\":\"West\",\"mp\":\"B\"}]," \
	"\"uses\":[{\"id\":\"counts\",\"label\":\"c\"},{\"id\":\"my-mp\",\"label\":\"m\"}," \
	"{\"id\":\"all-mps\",\"label\":\"a\"},{\"id\":\"report\",\"label\":\"r\"," \
	"\"when\":{\"page\":\"area\",\"in\":[\"east\",\"west\"]}}," \
	"{\"id\":\"committee\",\"label\":\"o\"},{\"id\":\"press\",\"label\":\"p\"}," \
	"{\"id\":\"preview\",\"label\":\"v\"}]}"
#define COURT "{\"id\":\"family-court\",\"title\":\"f\",\"kind\":\"one\",\"options\":[{\"id\":" \
	"\"no\",\"label\":\"n\"},{\"id\":\"yes\",\"label\":\"y\"},{\"id\":\"not-sure\"," \
	"\"label\":\"s\"}]},"

#define STORY "Jack waited for two years. Nobody rang back."
#define REDACTED "[Child A] waited for two years. Nobody rang back."
#define START 10 /* of the excerpt in it */
#define QUOTED "waited for two years."
#define OTHER_WORDS "[Child A] had to wait. Nobody rang back."
#define PARAPHRASE "A family waited for two years."

enum answer { ANSWER_YES, ANSWER_NONE, ANSWER_NO, ANSWER_CHANGE, NEVER_SENT };

struct scene {
	const char *form, *court, *area, *more_court, *more_area, *uses, *told_less;
	uint32_t more_week;
	bool more; /* an addition, with what stands above */
	bool withdrawn, unsure, sealed, closed, elsewhere;
	uint8_t redacts, approves, excerpts;
	bool approved, approval_of_other_words, approval_in_other_case;
	bool recused, redaction_refused, excerpt_refused, replaced, conflict;
	bool paraphrase, paraphrase_approved;
	uint8_t paraphrase_approves;
	int shift; /* of the excerpt's start, its hash as it was */
	const char *story; /* what the message says now */
	bool makes_other_words; /* the redaction says so, and is approved so */
	enum answer answer;
	const char *preview, *second_preview;
};

static const struct scene right = {
	.form = FORM(COURT), .court = "no", .area = "east", .more_court = "no",
	.uses = "counts my-mp all-mps report committee press", .redacts = 1, .approves = 2,
	.excerpts = 1, .approved = true, .story = STORY, .answer = NEVER_SENT,
	.paraphrase_approves = 2,
};

static void
decide_closed(struct decided *decided)
{
	(void)decided_add(decided, 1, DECISION_CLOSED, box,
	    json_pack("{s:b,s:s}", "closed", 1, "why", "twice told"));
}

static const char *
decide_redact(const struct scene *scene, struct decided *decided, uint8_t by, const char *with,
    const char *makes, const char *instead)
{
	const struct redaction_span span = { 0, 4, "person", with };
	json_t *texts = json_pack("[o]", redaction_text("story", STORY, &span, 1));
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, scene->elsewhere ? other_box : message, sizeof message);
	return decided_add(decided, by, DECISION_REDACT, box, json_pack("{s:s,s:o,s:s,s:o*}",
	    "message", digits, "texts", texts, "makes", decided_hash(makes, strlen(makes)),
	    "instead", instead == NULL ? NULL : json_pack("[s]", instead)));
}

static const char *
decide_excerpt(const struct scene *scene, struct decided *decided, const char *of)
{
	if (scene->paraphrase)
		return decided_add(decided, scene->excerpts, DECISION_EXCERPT, box,
		    json_pack("{s:s,s:s,s:s,s:s}", "of", of, "theme", "Waiting", "text", PARAPHRASE,
		    "makes", decided_hash(PARAPHRASE, strlen(PARAPHRASE))));
	return decided_add(decided, scene->excerpts, DECISION_EXCERPT, box,
	    json_pack("{s:s,s:s,s:i,s:i,s:s}", "of", of, "theme", "Waiting",
	    "start", START + scene->shift, "end", START + (int)strlen(QUOTED) + scene->shift,
	    "makes", decided_hash(QUOTED, strlen(QUOTED))));
}

static void
decide(const struct scene *scene, struct decided *decided)
{
	const char *makes = scene->makes_other_words ? OTHER_WORDS : REDACTED;
	const char *redact, *excerpt;

	redact = decide_redact(scene, decided, scene->redacts, "[Child A]", makes, NULL);
	if (scene->approved)
		(void)decided_add(decided, scene->approves, DECISION_APPROVE,
		    scene->approval_in_other_case ? other_box : box, json_pack("{s:s,s:s}", "event",
		    redact, "makes", scene->approval_of_other_words ?
		    decided_hash(OTHER_WORDS, strlen(OTHER_WORDS)) :
		    decided_hash(makes, strlen(makes))));
	excerpt = decide_excerpt(scene, decided, redact);
	if (scene->paraphrase_approved)
		(void)decided_add(decided, scene->paraphrase_approves, DECISION_APPROVE, box,
		    json_pack("{s:s,s:s}", "event", excerpt, "makes",
		    decided_hash(PARAPHRASE, strlen(PARAPHRASE))));
	if (scene->recused)
		(void)decided_add(decided, scene->approves, DECISION_RECUSE, box, json_object());
	if (scene->redaction_refused)
		(void)decided_add(decided, 2, DECISION_REFUSE, box, json_pack("{s:s,s:s}", "event",
		    redact, "why", "a name is left"));
	if (scene->excerpt_refused)
		(void)decided_add(decided, 2, DECISION_REFUSE, box, json_pack("{s:s,s:s}", "event",
		    excerpt, "why", "it tells who they are"));
	if (scene->replaced || scene->conflict)
		(void)decide_redact(scene, decided, 2, "[Child]",
		    "[Child] waited for two years. Nobody rang back.",
		    scene->replaced ? redact : NULL);
	if (scene->closed)
		decide_closed(decided);
}

static json_t *
answers_of(const char *court, const char *area, const char *story)
{
	return json_pack("{s:s*,s:s*,s:s}", "family-court", court, "area", area, "story", story);
}

/* Of ids with spaces between them. */
static json_t *
uses_of(const char *text)
{
	json_t *uses = json_array();

	for (const char *at = text == NULL ? "" : text; *at != '\0';) {
		size_t length = strcspn(at, " ");

		ck_assert_int_eq(json_array_append_new(uses, json_stringn(at, length)), 0);
		at += length + (at[length] == ' ');
	}
	return uses;
}

static void
case_of(const struct scene *scene, struct case_file *file, struct case_reply *preview)
{
	static const enum consent_verdict verdicts[] = { [ANSWER_YES] = CONSENT_YES,
		[ANSWER_NONE] = CONSENT_NONE, [ANSWER_NO] = CONSENT_NO,
		[ANSWER_CHANGE] = CONSENT_CHANGE, [NEVER_SENT] = CONSENT_NONE };

	memset(file, 0, sizeof *file);
	memcpy(file->mailbox, box, sizeof box);
	file->withdrawn = scene->withdrawn;
	file->unsure = scene->unsure;
	file->preview = scene->answer == NEVER_SENT ? NULL : preview;
	file->answer = verdicts[scene->answer];
	file->in_force = uses_of(scene->uses);
	file->told_less = uses_of(scene->told_less);
}

/* What is made of it; `look` sees it before it goes. */
static void
play(const struct scene *scene, void (*look)(const struct scene *scene,
    const struct allowed *allowed, const char *name), const char *name)
{
	struct allowed_told told[2] = {
		{ .week = 2900, .language = "en",
			.answers = answers_of(scene->court, scene->area, scene->story) },
		{ .week = scene->more_week, .language = "en",
			.answers = answers_of(scene->more_court, scene->more_area, "More.") } };
	const char *previews[2] = { scene->preview, scene->second_preview };
	struct case_reply preview;
	struct case_file file;
	struct allowed_from from = { .file = &file, .told = told,
		.told_count = scene->more ? 2 : 1, .sealed = scene->sealed,
		.previews = scene->preview == NULL ? NULL : previews,
		.preview_count = scene->second_preview == NULL ? 1 : 2 };
	struct error error = ERROR_INIT;
	json_t *questions = json_loads(scene->form, 0, NULL);
	struct form *form = NULL;
	struct allowed allowed;
	struct decided decided;

	memset(&preview, 0, sizeof preview);
	memcpy(told[0].id, message, sizeof message);
	memcpy(told[1].id, addition, sizeof addition);
	unit_ok(form_new(&form, questions, &error), &error);
	json_decref(questions);
	case_of(scene, &file, &preview);
	decided_begin(&decided);
	decide(scene, &decided);
	decided_make(&decided);
	from.form = form;
	from.decided = casework_find(&decided.work, box);
	allowed_make(&allowed, &from);
	look(scene, &allowed, name);
	allowed_free(&allowed);
	decided_end(&decided);
	form_free(&form);
	json_decref(file.in_force);
	json_decref(file.told_less);
	json_decref((json_t *)(uintptr_t)told[0].answers);
	json_decref((json_t *)(uintptr_t)told[1].answers);
}

static void
look_all(const struct scene *scene, const struct allowed *allowed, const char *name)
{
	const char *wanted = scene->paraphrase ? PARAPHRASE : QUOTED;

	ck_assert_msg(allowed->not_counted.length == 0, "%s: not counted", name);
	ck_assert_uint_eq(allowed->excerpt_count, 1);
	ck_assert_msg(allowed->excerpts[0].why.length == 0, "%s: %s", name,
	    (const char *)allowed->excerpts[0].why.data);
	ck_assert_str_eq((const char *)allowed->excerpts[0].text.data, wanted);
	for (int pack = 0; pack < ALLOWED_PACKS; pack++) {
		ck_assert_msg(allowed->why[pack].length == 0, "%s: pack %d: %s", name, pack,
		    (const char *)allowed->why[pack].data);
		ck_assert_uint_eq(allowed_count(allowed, (enum allowed_pack)pack), 1);
	}
	ck_assert_uint_eq(allowed->repeat, 31);
	ck_assert_str_eq(allowed->area, scene->more && scene->more_area != NULL ? scene->more_area :
	    "east");
	if (scene->paraphrase)
		ck_assert_ptr_null(allowed->excerpts[0].language);
	else
		ck_assert_str_eq(allowed->excerpts[0].language, "en");
}

static const char *words; /* that the reason holds */

/* Its words go nowhere, though it is counted. */
static void
look_no_words(const struct scene *scene, const struct allowed *allowed, const char *name)
{
	(void)scene;
	ck_assert_msg(allowed->not_counted.length == 0, "%s: not counted", name);
	ck_assert_msg(allowed->excerpts[0].why.length > 0, "%s: it goes out", name);
	ck_assert_msg(strstr((const char *)allowed->excerpts[0].why.data, words) != NULL,
	    "%s: it says \"%s\"", name, (const char *)allowed->excerpts[0].why.data);
	ck_assert_msg(allowed->excerpts[0].text.length == 0, "%s: the words are there", name);
	for (int pack = 0; pack < ALLOWED_PACKS; pack++)
		ck_assert_msg(allowed_count(allowed, (enum allowed_pack)pack) == 0,
		    "%s: pack %d takes it", name, pack);
}

static void
look_nothing(const struct scene *scene, const struct allowed *allowed, const char *name)
{
	(void)scene;
	ck_assert_msg(allowed->not_counted.length > 0, "%s: it is counted", name);
	ck_assert_msg(strstr((const char *)allowed->not_counted.data, words) != NULL,
	    "%s: it says \"%s\"", name, (const char *)allowed->not_counted.data);
	ck_assert_uint_eq(allowed->repeat, 0);
	for (int pack = 0; pack < ALLOWED_PACKS; pack++)
		ck_assert_msg(allowed_count(allowed, (enum allowed_pack)pack) == 0 &&
		    allowed->why[pack].length > 0, "%s: pack %d takes it", name, pack);
	for (size_t i = 0; i < allowed->excerpt_count; i++)
		ck_assert_msg(allowed->excerpts[i].text.length == 0, "%s: the words are there",
		    name);
}

START_TEST(what_all_agreed_to_goes_out_byte_for_byte)
{
	struct scene scene = right;

	play(&scene, look_all, "as it is");
	scene.paraphrase = scene.paraphrase_approved = true;
	play(&scene, look_all, "a paraphrase");
	scene = right;
	scene.uses = "counts my-mp all-mps report committee press preview";
	scene.answer = ANSWER_YES;
	scene.preview = "We want to print:\n\n" REDACTED;
	play(&scene, look_all, "a preview with its yes");
	scene.second_preview = QUOTED;
	play(&scene, look_all, "two previews of one number, both with a yes");
	scene = right;
	scene.more = true;
	scene.more_week = 2901;
	scene.more_area = "west";
	play(&scene, look_all, "an addition that names another area");
	scene = right;
	scene.form = FORM("");
	scene.court = NULL;
	play(&scene, look_all, "a form that does not ask about courts");
}
END_TEST

START_TEST(two_coordinators_must_agree_to_the_very_words)
{
	struct scene scene;

#define TRY(name, wanted, change) \
	scene = right; \
	change; \
	words = wanted; \
	play(&scene, look_no_words, name)
	TRY("nobody approved", "no other coordinator approved", scene.approved = false);
	TRY("their own approval", "no other coordinator approved", scene.approves = 1);
	TRY("by a former one", "no other coordinator approved", scene.approves = DECIDED_FORMER);
	TRY("by a stranger", "no other coordinator approved", scene.approves = 9);
	TRY("of other words", "no other coordinator approved", scene.approval_of_other_words = true);
	TRY("in another case", "no other coordinator approved", scene.approval_in_other_case = true);
	TRY("by one who recused", "no other coordinator approved", scene.recused = true);
	TRY("refused", "refused the redaction", scene.redaction_refused = true);
	TRY("excerpt refused", "refused the excerpt", scene.excerpt_refused = true);
	TRY("replaced", "was replaced", scene.replaced = true);
	TRY("conflict", "two redactions", scene.conflict = true);
	TRY("redacted by a former one", "was replaced, or does not count",
	    scene.redacts = DECIDED_FORMER);
	TRY("a span moved", "not the words", scene.shift = 1);
	TRY("a span past the end", "does not fit", scene.shift = 100);
	TRY("a paraphrase of one", "approved the paraphrase", scene.paraphrase = true);
	TRY("a paraphrase of oneself", "approved the paraphrase", scene.paraphrase = true;
	    scene.paraphrase_approved = true; scene.paraphrase_approves = 1);
	TRY("the message changed", "not the one that was redacted", scene.story = STORY " More.");
	TRY("the redaction makes other words", "do not make the text", scene.makes_other_words = true);
	TRY("a message of another case", "none of this case's", scene.elsewhere = true);
}
END_TEST

START_TEST(a_preview_needs_its_yes_to_these_very_words)
{
	struct scene scene;
	const struct scene shown = { .form = FORM(COURT), .court = "no", .area = "east",
		.uses = "counts my-mp all-mps report preview", .redacts = 1, .approves = 2,
		.excerpts = 1, .approved = true, .story = STORY, .answer = ANSWER_YES,
		.preview = REDACTED, .paraphrase_approves = 2 };

#undef TRY
#define TRY(name, wanted, change) \
	scene = shown; \
	change; \
	words = wanted; \
	play(&scene, look_no_words, name)
	TRY("never sent", "was sent no preview", scene.answer = NEVER_SENT);
	TRY("no answer", "did not answer", scene.answer = ANSWER_NONE);
	TRY("no", "said no", scene.answer = ANSWER_NO);
	TRY("change", "changed", scene.answer = ANSWER_CHANGE);
	TRY("a part missing", "not here", scene.preview = NULL);
	TRY("other words", "do not stand in", scene.preview = OTHER_WORDS);
	TRY("one byte", "do not stand in", scene.preview = "[Child A] waited for two years!");
	TRY("one of two", "do not stand in", scene.second_preview = OTHER_WORDS);
	TRY("a paraphrase that was not shown", "do not stand in", scene.paraphrase = true;
	    scene.paraphrase_approved = true);
}
END_TEST

START_TEST(a_family_court_leaves_the_counts_alone)
{
	static const char *const answers[] = { "yes", "not-sure", NULL, "later" };
	struct scene scene;

	words = "family court";
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		scene = right;
		scene.court = answers[i];
		play(&scene, look_no_words, "in the testimony");
		scene = right;
		scene.more = true;
		scene.more_week = 2900;
		scene.more_court = answers[i];
		play(&scene, look_no_words, "in an addition");
	}
	/* A form that asks no more does not make an answer unsaid. */
	scene = right;
	scene.form = FORM("");
	scene.court = "yes";
	play(&scene, look_no_words, "a form that does not ask any more");
}
END_TEST

START_TEST(doubt_lets_not_even_counts_out)
{
	struct scene scene;

#undef TRY
#define TRY(name, wanted, change) \
	scene = right; \
	change; \
	words = wanted; \
	play(&scene, look_nothing, name)
	TRY("taken back", "took everything back", scene.withdrawn = true);
	TRY("an unknown reply was answered", "no desk tells of", scene.unsure = true);
	TRY("a message that does not open", "cannot be read", scene.sealed = true);
	TRY("closed", "closed", scene.closed = true);
	TRY("nothing in force", "does not allow it to be counted", scene.uses = "");
}
END_TEST

static unsigned wanted_packs; /* bits */

static void
look_packs(const struct scene *scene, const struct allowed *allowed, const char *name)
{
	(void)scene;
	for (int pack = 0; pack < ALLOWED_PACKS; pack++) {
		bool in = (wanted_packs >> pack & 1) != 0;

		ck_assert_msg((allowed_count(allowed, (enum allowed_pack)pack) == 1) == in,
		    "%s: pack %d", name, pack);
		ck_assert_msg((allowed->why[pack].length == 0) == in, "%s: pack %d", name, pack);
	}
}

START_TEST(each_pack_needs_its_own_use)
{
	enum { AREA = 1 << ALLOWED_AREA, COUNTY = 1 << ALLOWED_COUNTY, PUBLIC = 1 << ALLOWED_PUBLIC };
	static const struct {
		const char *uses, *area;
		unsigned packs;
	} rows[] = {
		{ "counts", "east", 0 },
		{ "my-mp", "east", AREA },
		{ "all-mps", "east", AREA | COUNTY },
		{ "report", "east", PUBLIC },
		{ "committee", "east", 0 },
		{ "press", "east", 0 },
		{ "committee press counts", "east", 0 },
		{ "my-mp all-mps report", "east", AREA | COUNTY | PUBLIC },
		{ "my-mp all-mps", NULL, COUNTY },
		{ "my-mp all-mps", "not-sure", COUNTY },
		{ "my-mp all-mps", "nowhere", COUNTY },
		/* The form offers `report` only beside an area. */
		{ "my-mp all-mps report", "not-sure", COUNTY },
		{ "my-mp all-mps report", NULL, COUNTY },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene scene = right;

		scene.uses = rows[i].uses;
		scene.area = rows[i].area;
		wanted_packs = rows[i].packs;
		play(&scene, look_packs, rows[i].uses);
	}
}
END_TEST

/* wanted_packs: those that say that a new question asks anew; bit ALLOWED_PACKS: of the counts. */
static void
look_anew(const struct scene *scene, const struct allowed *allowed, const char *name)
{
	(void)scene;
	for (int pack = 0; pack <= ALLOWED_PACKS; pack++) {
		const struct buffer *why = pack == ALLOWED_PACKS ? &allowed->not_counted :
		    &allowed->why[pack];
		bool says = why->length > 0 && strstr((const char *)why->data,
		    "a new question asks anew") != NULL;

		ck_assert_msg(says == ((wanted_packs >> pack & 1) != 0), "%s: %d: %s", name, pack,
		    why->length > 0 ? (const char *)why->data : "");
	}
}

START_TEST(what_it_told_since_a_question_is_said_where_that_is_why)
{
	enum { AREA = 1 << ALLOWED_AREA, COUNTY = 1 << ALLOWED_COUNTY, PUBLIC = 1 << ALLOWED_PUBLIC,
		COUNTS = 1 << ALLOWED_PACKS };
	static const struct {
		const char *uses, *told_less;
		unsigned anew;
	} rows[] = {
		{ "counts", "my-mp all-mps report", AREA | COUNTY | PUBLIC },
		{ "counts", "my-mp", AREA },
		{ "counts", "all-mps", AREA | COUNTY },
		{ "counts my-mp", "all-mps report", COUNTY | PUBLIC },
		{ "my-mp all-mps report", "counts", COUNTS },
		{ "counts", "committee press", 0 },
		{ "counts", "", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene scene = right;

		scene.uses = rows[i].uses;
		scene.told_less = rows[i].told_less;
		wanted_packs = rows[i].anew;
		play(&scene, look_anew, rows[i].told_less);
		/* What keeps all of it in comes before. */
		scene.withdrawn = true;
		wanted_packs = 0;
		play(&scene, look_anew, "taken back");
	}
}
END_TEST

static void
look_area(const struct scene *scene, const struct allowed *allowed, const char *name)
{
	(void)scene;
	(void)name;
	if (words == NULL)
		ck_assert_ptr_null(allowed->area);
	else
		ck_assert_str_eq(allowed->area, words);
}

START_TEST(the_area_is_the_newest_that_it_named_and_none_in_doubt)
{
	struct scene scene = right;

	scene.more = true;
	scene.more_week = 2900;
	scene.more_area = "west";
	words = NULL;
	play(&scene, look_area, "two in one week");
	scene.more_week = 2901;
	words = "west";
	play(&scene, look_area, "the newer");
	scene.more_area = NULL;
	words = "east";
	play(&scene, look_area, "none in the newer");
	scene.more_area = "not-sure";
	words = NULL;
	play(&scene, look_area, "not sure any more");
}
END_TEST

START_TEST(an_excerpt_that_is_left_out_keeps_its_first_reason)
{
	struct allowed_excerpt excerpt = { .text = BUFFER_INIT, .why = BUFFER_INIT };

	buffer_append_text(&excerpt.text, QUOTED);
	allowed_leave_out(&excerpt, "one");
	allowed_leave_out(&excerpt, "two");
	ck_assert_str_eq((const char *)excerpt.why.data, "one");
	ck_assert_uint_eq(excerpt.text.length, 0);
	buffer_free(&excerpt.why);
}
END_TEST

START_TEST(a_theme_is_what_two_coordinators_say)
{
	static const struct {
		uint8_t first, second;
		bool approval, refused, agreed;
	} rows[] = {
		{ 1, 0, false, false, false },
		{ 1, 1, false, false, false },
		{ 1, 2, false, false, true },
		{ 1, 2, true, false, true },
		{ 1, 1, true, false, false },
		{ 1, DECIDED_FORMER, false, false, false },
		{ 1, DECIDED_FORMER, true, false, false },
		{ 1, 2, true, true, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene scene = right;
		struct decided decided;
		const char *redact, *excerpt;

		decided_begin(&decided);
		redact = decide_redact(&scene, &decided, 1, "[Child A]", REDACTED, NULL);
		scene.excerpts = rows[i].first;
		excerpt = decide_excerpt(&scene, &decided, redact);
		scene.excerpts = rows[i].second;
		if (rows[i].approval)
			(void)decided_add(&decided, rows[i].second, DECISION_APPROVE, box,
			    json_pack("{s:s,s:s}", "event", excerpt, "makes",
			    decided_hash(QUOTED, strlen(QUOTED))));
		else if (rows[i].second != 0)
			(void)decide_excerpt(&scene, &decided, redact);
		if (rows[i].refused)
			(void)decided_add(&decided, 1, DECISION_REFUSE, box, json_pack("{s:s,s:s}",
			    "event", excerpt, "why", "no"));
		decided_make(&decided);
		ck_assert_msg(casework_theme_is_agreed(&decided.work, "Waiting") == rows[i].agreed,
		    "row %zu", i);
		ck_assert(!casework_theme_is_agreed(&decided.work, "waiting"));
		decided_end(&decided);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("allowed");
	TCase *tests = tcase_create("allowed");

	tcase_add_test(tests, what_all_agreed_to_goes_out_byte_for_byte);
	tcase_add_test(tests, two_coordinators_must_agree_to_the_very_words);
	tcase_add_test(tests, a_preview_needs_its_yes_to_these_very_words);
	tcase_add_test(tests, a_family_court_leaves_the_counts_alone);
	tcase_add_test(tests, doubt_lets_not_even_counts_out);
	tcase_add_test(tests, each_pack_needs_its_own_use);
	tcase_add_test(tests, what_it_told_since_a_question_is_said_where_that_is_why);
	tcase_add_test(tests, the_area_is_the_newest_that_it_named_and_none_in_doubt);
	tcase_add_test(tests, an_excerpt_that_is_left_out_keeps_its_first_reason);
	tcase_add_test(tests, a_theme_is_what_two_coordinators_say);
	suite_add_tcase(suite, tests);
	return suite;
}
