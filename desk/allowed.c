/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/allowed.h"

#include <string.h>

#include "common/secret.h"
#include "desk/redaction.h"

static void
allowed_say(struct buffer *why, const char *sentence)
{
	if (why->length == 0)
		buffer_append_text(why, sentence);
}

void
allowed_leave_out(struct allowed_excerpt *excerpt, const char *why)
{
	buffer_free(&excerpt->text);
	allowed_say(&excerpt->why, why);
}

/*
 * What the family allows.
 */

static bool
allowed_in_force(const struct allowed_from *from, const char *use)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(from->file->in_force, i, entry)
		if (strcmp(json_string_value(entry), use) == 0)
			return true;
	return false;
}

/* In force, and to be ticked beside what it answered in each of its messages: what a form does not
 * offer there was ticked by something else than the form, or before an answer that forbids it. */
static bool
allowed_use(const struct allowed_from *from, const char *use)
{
	if (from->told_count == 0 || !allowed_in_force(from, use))
		return false;
	for (size_t i = 0; i < from->told_count; i++)
		if (!form_use_offered(from->form, use, from->told[i].answers))
			return false;
	return true;
}

/* Whether each of its messages says that there is none. A form without the page cannot ask. */
static bool
allowed_no_court(const struct allowed_from *from)
{
	const char *answer;

	for (size_t i = 0; i < from->told_count; i++) {
		const json_t *given = json_object_get(from->told[i].answers, USES_COURT_PAGE);

		answer = json_string_value(given);
		if (given == NULL && form_page_find(from->form, USES_COURT_PAGE) == NULL)
			continue;
		if (answer == NULL || strcmp(answer, USES_COURT_NONE) != 0)
			return false;
	}
	return true;
}

/* What keeps all of a case in; NULL: nothing. */
static const char *
allowed_block(const struct allowed_from *from)
{
	if (from->file->withdrawn)
		return "the family took everything back";
	if (from->file->unsure)
		return "the family answered a reply that no desk tells of, and may have allowed "
		    "less; pull again";
	if (from->sealed)
		return "a message in its mailbox cannot be read here, and may allow less; `list` says "
		    "why";
	if (casework_is_closed(from->decided))
		return "the case is closed";
	return NULL;
}

/* The area that it named last. Weeks are all that is known of when it wrote: of one week's messages
 * that name several none is the last. */
static const char *
allowed_area(const struct allowed_from *from)
{
	const char *newest = NULL;
	uint32_t week = 0;
	bool doubt = false;

	for (size_t i = 0; i < from->told_count; i++) {
		const char *area = json_string_value(json_object_get(from->told[i].answers,
		    USES_AREA_PAGE));

		if (area == NULL)
			continue;
		doubt = newest != NULL && from->told[i].week == week &&
		    (doubt || strcmp(area, newest) != 0);
		newest = area;
		week = from->told[i].week;
	}
	if (newest == NULL || doubt)
		return NULL;
	for (size_t i = 0; i < json_array_size(form_areas(from->form)); i++) {
		const char *id = json_string_value(json_object_get(json_array_get(
		    form_areas(from->form), i), "id"));

		if (id != NULL && strcmp(id, newest) == 0)
			return id;
	}
	return NULL;
}

static unsigned
allowed_repeat(const struct allowed_from *from)
{
	static const struct {
		const char *id;
		enum allowed_use use;
	} uses[] = {
		{ USES_OWN_MP, ALLOWED_TO_OWN_MP },
		{ USES_ALL_MPS, ALLOWED_TO_ALL_MPS },
		{ USES_REPORT, ALLOWED_IN_REPORT },
		{ USES_COMMITTEE, ALLOWED_TO_COMMITTEE },
		{ USES_PRESS, ALLOWED_TO_PRESS },
	};
	unsigned repeat = 0;

	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
		if (allowed_use(from, uses[i].id))
			repeat |= uses[i].use;
	return repeat;
}

/* Why none of its words may go anywhere; NULL: that is each pack's. */
static const char *
allowed_no_words(const struct allowed_from *from)
{
	const char *block = allowed_block(from);

	if (block != NULL)
		return block;
	if (!allowed_no_court(from))
		return "a message does not say that there is no family court: its ticked answers "
		    "may be counted, and none of its words used";
	return NULL;
}

/* Says that a use is not allowed, and where the family had said yes to it, what ended that. */
static void
allowed_say_use(struct buffer *why, const struct allowed *allowed, const char *sentence,
    const char *use)
{
	if (why->length > 0)
		return;
	allowed_say(why, sentence);
	if (consent_uses_have(allowed->file->told_less, use))
		buffer_append_text(why, ": it said yes to that, but what it told since then, or may "
		    "have, allows less; a new question asks anew");
}

static void
allowed_set_packs(struct allowed *allowed)
{
	if ((allowed->repeat & (ALLOWED_TO_OWN_MP | ALLOWED_TO_ALL_MPS)) == 0)
		allowed_say_use(&allowed->why[ALLOWED_AREA], allowed,
		    "the family does not allow its words to go to its own MP",
		    consent_uses_have(allowed->file->told_less, USES_OWN_MP) ? USES_OWN_MP :
		    USES_ALL_MPS);
	if (allowed->area == NULL)
		allowed_say(&allowed->why[ALLOWED_AREA],
		    "the family did not say, or not clearly, in which area it lives");
	if ((allowed->repeat & ALLOWED_TO_ALL_MPS) == 0)
		allowed_say_use(&allowed->why[ALLOWED_COUNTY], allowed,
		    "the family does not allow its words to go to all MPs", USES_ALL_MPS);
	if ((allowed->repeat & ALLOWED_IN_REPORT) == 0)
		allowed_say_use(&allowed->why[ALLOWED_PUBLIC], allowed,
		    "the family does not allow its words in a report that anyone can read",
		    USES_REPORT);
}

/*
 * The preview.
 */

/* Whether its words, in these very bytes, stand in all that the family said yes to. NULL: they do,
 * or it did not ask. */
static const char *
allowed_no_preview(const struct allowed_from *from, const struct buffer *text)
{
	const struct case_file *file = from->file;

	if (!allowed_in_force(from, USES_PREVIEW))
		return NULL;
	if (file->preview == NULL)
		return "the family wants to see its words first, and was sent no preview";
	switch (file->answer) {
	case CONSENT_NONE:
		return "the family wants to see its words first, and did not answer the newest "
		    "preview, which counts as no";
	case CONSENT_NO:
		return "the family said no to the newest preview";
	case CONSENT_CHANGE:
		return "the family wants the newest preview changed";
	case CONSENT_YES:
		break;
	}
	if (from->previews == NULL || from->preview_count == 0)
		return "a part of the preview is not here; pull again";
	for (size_t i = 0; i < from->preview_count; i++)
		if (memmem(from->previews[i], strlen(from->previews[i]), text->data,
		    text->length) == NULL)
			return "these very words do not stand in the newest preview, which is what "
			    "the family said yes to";
	return NULL;
}

/*
 * Excerpts.
 */

static const struct casework_piece *
allowed_redaction(const struct allowed_from *from, const struct decision *excerpt)
{
	for (size_t i = 0; i < from->decided->redaction_count; i++)
		if (memcmp(from->decided->redactions[i].decision->id, excerpt->subject,
		    sizeof excerpt->subject) == 0)
			return &from->decided->redactions[i];
	return NULL;
}

/* What of coordinators' decisions keeps it in; NULL: nothing. */
static const char *
allowed_undecided(const struct allowed_from *from, const struct casework_piece *excerpt,
    const struct casework_piece *redaction)
{
	if (excerpt->refusal != NULL)
		return "a coordinator refused the excerpt";
	if (redaction == NULL)
		return "the redaction that it is out of was replaced, or does not count: choose it "
		    "again out of the one that stands";
	if (redaction->refusal != NULL)
		return "a coordinator refused the redaction that it is out of";
	if (redaction->conflict)
		return "two redactions of its message stand: redact it once more, or refuse one";
	if (redaction->approval == NULL)
		return "no other coordinator approved the redaction that it is out of, as it stands";
	if (excerpt->decision->text != NULL && excerpt->approval == NULL)
		return "no other coordinator approved the paraphrase";
	/* Says the same of what is above, by its own words: the two must agree. */
	return casework_quotes(from->decided, excerpt) ? NULL :
	    "coordinators did not agree to it";
}

static const struct allowed_told *
allowed_message(const struct allowed_from *from, const uint8_t id[ENVELOPE_ID_BYTES])
{
	for (size_t i = 0; i < from->told_count; i++)
		if (memcmp(from->told[i].id, id, ENVELOPE_ID_BYTES) == 0)
			return &from->told[i];
	return NULL;
}

/* The words, made anew out of what the family wrote. */
static void
allowed_make_text(struct allowed_excerpt *excerpt, const struct allowed_from *from)
{
	const struct allowed_told *told = allowed_message(from, excerpt->redact->subject);
	struct redaction redaction = REDACTION_INIT;
	struct error error = ERROR_INIT;
	const char *text = NULL;
	size_t length = 0;

	if (told == NULL) {
		allowed_leave_out(excerpt, "the message that it is out of is none of this case's, or "
		    "not here");
		return;
	}
	if (redaction_of(&redaction, excerpt->redact, told->answers, &error) != 0 ||
	    redaction_excerpt(&redaction, excerpt->piece->decision, &text, &length,
	    &error) != 0) {
		allowed_leave_out(excerpt, error.text);
	} else {
		buffer_append(&excerpt->text, text, length);
		buffer_append_byte(&excerpt->text, '\0');
		excerpt->text.length--;
		excerpt->language = excerpt->piece->decision->text == NULL ? told->language : NULL;
	}
	redaction_free(&redaction);
}

static void
allowed_make_excerpt(struct allowed_excerpt *excerpt, const struct allowed_from *from)
{
	const struct casework_piece *redaction = allowed_redaction(from, excerpt->piece->decision);
	const char *why = allowed_undecided(from, excerpt->piece, redaction);

	if (redaction != NULL)
		excerpt->redact = redaction->decision;
	if (why == NULL)
		allowed_make_text(excerpt, from);
	if (why == NULL && excerpt->why.length == 0)
		why = allowed_no_preview(from, &excerpt->text);
	if (why != NULL)
		allowed_leave_out(excerpt, why);
}

static void
allowed_make_excerpts(struct allowed *allowed, const struct allowed_from *from)
{
	size_t count = from->decided == NULL ? 0 : from->decided->excerpt_count;

	if (count == 0)
		return;
	allowed->excerpts = secret_allocate(count * sizeof *allowed->excerpts);
	allowed->excerpt_count = count;
	for (size_t i = 0; i < count; i++) {
		allowed->excerpts[i] = (struct allowed_excerpt){
			.piece = &from->decided->excerpts[i], .text = BUFFER_INIT,
			.why = BUFFER_INIT };
		allowed_make_excerpt(&allowed->excerpts[i], from);
	}
}

static bool
allowed_is_nowhere(const struct allowed *allowed)
{
	for (size_t i = 0; i < ALLOWED_PACKS; i++)
		if (allowed->why[i].length == 0)
			return false;
	return true;
}

void
allowed_make(struct allowed *allowed, const struct allowed_from *from)
{
	const char *block = allowed_block(from), *no_words = allowed_no_words(from);

	*allowed = (struct allowed){ .file = from->file };
	if (block != NULL)
		allowed_say(&allowed->not_counted, block);
	else if (!allowed_use(from, USES_COUNTS))
		allowed_say_use(&allowed->not_counted, allowed,
		    "the family does not allow it to be counted", USES_COUNTS);
	if (block == NULL)
		allowed->area = allowed_area(from);
	if (no_words == NULL)
		allowed->repeat = allowed_repeat(from);
	for (size_t i = 0; i < ALLOWED_PACKS && no_words != NULL; i++)
		allowed_say(&allowed->why[i], no_words);
	allowed_set_packs(allowed);
	allowed_make_excerpts(allowed, from);
	if (no_words == NULL && allowed_is_nowhere(allowed))
		no_words = "there is no pack in which the family allows its words";
	for (size_t i = 0; i < allowed->excerpt_count && no_words != NULL; i++)
		allowed_leave_out(&allowed->excerpts[i], no_words);
	for (size_t i = 0; i < ALLOWED_PACKS; i++)
		if (allowed->excerpt_count == 0)
			allowed_say(&allowed->why[i], "nobody chose an excerpt of it");
}

void
allowed_free(struct allowed *allowed)
{
	for (size_t i = 0; i < allowed->excerpt_count; i++) {
		buffer_free(&allowed->excerpts[i].text);
		buffer_free(&allowed->excerpts[i].why);
	}
	for (size_t i = 0; i < ALLOWED_PACKS; i++)
		buffer_free(&allowed->why[i]);
	buffer_free(&allowed->not_counted);
	secret_release(allowed->excerpts);
	*allowed = (struct allowed){ .file = NULL };
}

size_t
allowed_count(const struct allowed *allowed, enum allowed_pack pack)
{
	size_t count = 0;

	if (allowed->why[pack].length > 0)
		return 0;
	for (size_t i = 0; i < allowed->excerpt_count; i++)
		count += allowed->excerpts[i].why.length == 0;
	return count;
}
