/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/case_next.h"

#include <string.h>
#include <time.h>

#include "desk/deeds.h"
#include "desk/uses.h"

static const char *const next_names[NEXT_KINDS] = {
	[NEXT_NOTHING] = "",
	[NEXT_CLOSED] = "closed",
	[NEXT_COUNTS] = "counts",
	[NEXT_DECIDE] = "decide",
	[NEXT_REDACT] = "redact",
	[NEXT_APPROVE] = "approve",
	[NEXT_PREVIEW] = "preview",
	[NEXT_WAIT] = "wait",
	[NEXT_ANSWERED] = "answered",
	[NEXT_READY] = "ready",
};

const char *
case_next_name(enum case_next next)
{
	return next_names[next];
}

/* Whether any use lets somebody see words; *preview: after the family saw them. */
static bool
next_shows_words(const struct case_file *file, bool *preview)
{
	bool shows = false;
	const json_t *use;
	size_t i;

	*preview = false;
	json_array_foreach(file->in_force, i, use) {
		bool first = strcmp(json_string_value(use), USES_PREVIEW) == 0;

		*preview |= first;
		shows |= !first && strcmp(json_string_value(use), USES_COUNTS) != 0;
	}
	return shows;
}

/* The redaction of a message that nobody refused; NULL: none. */
static const struct casework_piece *
next_redaction(const struct casework_case *decided, const uint8_t *message)
{
	for (size_t i = 0; decided != NULL && i < decided->redaction_count; i++)
		if (decided->redactions[i].refusal == NULL && memcmp(
		    decided->redactions[i].decision->subject, message, ENVELOPE_ID_BYTES) == 0)
			return &decided->redactions[i];
	return NULL;
}

/* Of its texts: to redact, to approve, or (ready) neither; to count: none. */
static enum case_next
next_of_texts(const struct casework_case *decided, const struct case_file *file)
{
	enum case_next next = NEXT_COUNTS;

	for (size_t i = 0; i < file->message_count; i++) {
		const struct casework_piece *piece;

		if (!file->messages[i].words)
			continue;
		piece = next_redaction(decided, file->messages[i].id);
		if (piece == NULL)
			return NEXT_REDACT;
		if (piece->approval == NULL)
			next = NEXT_APPROVE;
		else if (next == NEXT_COUNTS)
			next = NEXT_READY;
	}
	for (size_t i = 0; next == NEXT_READY && i < decided->excerpt_count; i++)
		if (decided->excerpts[i].decision->text != NULL &&
		    decided->excerpts[i].approval == NULL && decided->excerpts[i].refusal == NULL)
			next = NEXT_APPROVE;
	return next;
}

/* Whether the family's newest preview has just what it would be shown now. */
static bool
next_has_preview(const struct work *work, const struct case_file *file)
{
	struct buffer now = BUFFER_INIT, then = BUFFER_INIT;
	struct error none = ERROR_INIT;
	size_t waiting;
	bool same;

	same = file->preview != NULL &&
	    deed_preview_text(work, file->mailbox, &now, &waiting, &none) == 0 &&
	    work_reply_text(work, file, file->preview, &then, &none) == 0 &&
	    now.length == then.length && memcmp(now.data, then.data, now.length) == 0;
	buffer_free(&now);
	buffer_free(&then);
	return same;
}

static enum case_next
next_of_preview(const struct work *work, const struct case_file *file)
{
	if (!next_has_preview(work, file))
		return NEXT_PREVIEW;
	if (file->answer == CONSENT_YES)
		return NEXT_READY;
	return file->answer == CONSENT_NONE &&
	    day_of((int64_t)time(NULL)) <= file->preview->line.answer_by ? NEXT_WAIT :
	    NEXT_ANSWERED;
}

enum case_next
case_next(const struct work *work, const struct case_file *file)
{
	const struct casework_case *decided = work_decided(work, file->mailbox);
	enum case_next next;
	bool preview;

	if (file->withdrawn || file->message_count == 0)
		return NEXT_NOTHING;
	if (casework_has_conflict(decided))
		return NEXT_DECIDE;
	if (casework_is_closed(decided))
		return NEXT_CLOSED;
	if (!next_shows_words(file, &preview) || file->court)
		return NEXT_COUNTS;
	next = next_of_texts(decided, file);
	return next == NEXT_READY && preview ? next_of_preview(work, file) : next;
}
