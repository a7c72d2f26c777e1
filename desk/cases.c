/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/cases.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"

static int
cases_compare(const void *left, const void *right)
{
	const struct case_file *a = left, *b = right;

	return memcmp(a->mailbox, b->mailbox, sizeof a->mailbox);
}

void
cases_begin(struct cases *cases, const uint8_t (*mailboxes)[ENVELOPE_MAILBOX_BYTES],
    size_t count)
{
	size_t left = 0;

	cases->cases = secret_allocate((count + 1) * sizeof *cases->cases);
	memset(cases->cases, 0, (count + 1) * sizeof *cases->cases);
	for (size_t i = 0; i < count; i++)
		memcpy(cases->cases[i].mailbox, mailboxes[i], ENVELOPE_MAILBOX_BYTES);
	if (count > 0)
		qsort(cases->cases, count, sizeof *cases->cases, cases_compare);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || cases_compare(&cases->cases[i - 1], &cases->cases[i]) != 0)
			cases->cases[left++] = cases->cases[i];
	cases->count = left;
}

struct case_file *
cases_find(const struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct case_file wanted;

	if (cases->count == 0)
		return NULL;
	memcpy(wanted.mailbox, mailbox, sizeof wanted.mailbox);
	return bsearch(&wanted, cases->cases, cases->count, sizeof wanted, cases_compare);
}

static struct case_file *
cases_get(const struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct case_file *file = cases_find(cases, mailbox);

	if (file == NULL)
		error_bug("a case that was not begun");
	return file;
}

void
cases_add_message(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t id[ENVELOPE_ID_BYTES], uint32_t week, const struct testimony *testimony,
    unsigned alarms, const void *line1, size_t line1_length)
{
	struct case_file *file = cases_get(cases, mailbox);
	struct case_message *message;

	file->alarms |= alarms;
	file->messages = secret_reallocate(file->messages,
	    (file->message_count + 1) * sizeof *file->messages);
	message = &file->messages[file->message_count++];
	memset(message, 0, sizeof *message);
	memcpy(message->id, id, sizeof message->id);
	message->week = week;
	message->reply_to = testimony->reply_to;
	message->kind = testimony_kind_name(testimony->kind);
	message->consent.kind = testimony->kind;
	message->consent.week = week;
	line1_hash(message->consent.hash, line1, line1_length);
	if (testimony->uses != NULL)
		message->uses = json_deep_copy(testimony->uses);
	message->consent.uses = message->uses;
	message->consent.verdict = testimony->verdict;
	memcpy(message->consent.reply, testimony->reply, sizeof message->consent.reply);
}

/* Whether this is a part of that reply: all but the text is the same. */
static bool
reply_is_of(const struct case_reply *reply, const struct written_reply *written)
{
	const struct reply_line *line = &written->line;

	return memcmp(reply->by, written->by, sizeof reply->by) == 0 && reply->line.n == line->n &&
	    reply->line.kind == line->kind && reply->line.parts == line->parts &&
	    reply->line.campaign == line->campaign && reply->line.answer_by == line->answer_by &&
	    reply->line.part != line->part && reply->consent.parts < REPLY_LINE_PARTS_MOST &&
	    (line->kind != REPLY_QUESTION || (json_equal(reply->line.uses, line->uses) &&
	    json_equal(reply->line.lays_aside, line->lays_aside) &&
	    json_equal(reply->line.seen, line->seen)));
}

static bool
reply_is_known(const struct case_file *file, const struct written_reply *written)
{
	for (size_t i = 0; i < file->reply_count; i++) {
		const struct case_reply *reply = &file->replies[i];

		for (size_t j = 0; j < reply->consent.parts; j++)
			if (memcmp(reply->by, written->by, sizeof reply->by) == 0 &&
			    memcmp(reply->consent.hashes[j], written->hash,
				sizeof written->hash) == 0)
				return true;
	}
	return false;
}

/* The first part speaks for all, in whatever order they are given. */
static void
reply_set_first(struct case_reply *reply, const struct written_reply *written)
{
	json_decref(reply->line1);
	reply->line1 = json_incref(written->line1);
	reply->line = written->line;
	memcpy(reply->id, written->id, sizeof reply->id);
	reply->consent.kind = written->line.kind;
	reply->consent.n = written->line.n;
	reply->consent.uses = written->line.uses;
	reply->consent.lays_aside = written->line.lays_aside;
	reply->consent.seen = written->line.seen;
}

void
cases_add_reply(struct cases *cases, const struct written_reply *written)
{
	struct case_file *file = cases_get(cases, written->mailbox);
	struct case_reply *reply = NULL;

	if (reply_is_known(file, written))
		return;
	for (size_t i = 0; i < file->reply_count && reply == NULL; i++)
		if (reply_is_of(&file->replies[i], written))
			reply = &file->replies[i];
	if (reply == NULL) {
		file->replies = secret_reallocate(file->replies,
		    (file->reply_count + 1) * sizeof *file->replies);
		reply = &file->replies[file->reply_count++];
		memset(reply, 0, sizeof *reply);
		memcpy(reply->by, written->by, sizeof reply->by);
	}
	if (reply->line1 == NULL || written->line.part < reply->line.part)
		reply_set_first(reply, written);
	if (written->week > reply->week)
		reply->week = written->week;
	reply->pending |= written->sent && !written->logged;
	memcpy(reply->consent.hashes[reply->consent.parts++], written->hash,
	    sizeof written->hash);
}

void
cases_add_other(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	cases_get(cases, mailbox)->others++;
}

void
cases_add_withdrawal(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	cases_get(cases, mailbox)->withdrawn = true;
}

static int
case_compare_messages(const void *left, const void *right)
{
	const struct case_message *a = left, *b = right;

	if (a->week != b->week)
		return a->week < b->week ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

static int
case_compare_replies(const void *left, const void *right)
{
	const struct case_reply *a = left, *b = right;

	if (a->line.n != b->line.n)
		return a->line.n < b->line.n ? -1 : 1;
	return memcmp(a->consent.hashes, b->consent.hashes, sizeof a->consent.hashes);
}

static int
case_compare_hashes(const void *left, const void *right)
{
	return memcmp(left, right, REPLY_LINE_HASH_BYTES);
}

/* How many messages of this kind it has that the reply does not say were seen. */
static size_t
case_unseen(const struct case_file *file, const char *kind, const struct reply_line *line)
{
	size_t held = 0, seen = 0, i;
	const json_t *entry;

	for (i = 0; i < file->message_count; i++)
		held += file->messages[i].kind == kind;
	json_array_foreach(line->seen, i, entry)
		seen += strcmp(json_string_value(json_object_get(entry, "kind")), kind) == 0;
	return held > seen ? held - seen : 0;
}

/* ... that one of the newest replies does not say were seen. */
static size_t
case_unseen_newest(const struct case_file *file, enum testimony_kind kind)
{
	const struct reply_line none = { .kind = REPLY_MESSAGE };
	const char *name = testimony_kind_name(kind);
	size_t most = file->reply_count == 0 ? case_unseen(file, name, &none) : 0;

	for (size_t i = file->reply_count; i > 0 &&
	    file->replies[i - 1].line.n == case_highest(file); i--) {
		size_t unseen = case_unseen(file, name, &file->replies[i - 1].line);

		most = unseen > most ? unseen : most;
	}
	return most;
}

static unsigned
case_flags(const struct case_file *file)
{
	unsigned flags = 0;

	if (file->withdrawn)
		return CASE_WITHDRAWN;
	if (file->reply_count == 0)
		flags |= CASE_NEW;
	else if (case_unseen_newest(file, TESTIMONY_TESTIMONY) +
	    case_unseen_newest(file, TESTIMONY_ADDITION) > 0)
		flags |= CASE_ADDED;
	if (case_unseen_newest(file, TESTIMONY_ANSWER) > 0)
		flags |= CASE_ANSWERED;
	if (case_unseen_newest(file, TESTIMONY_CONSENT) > 0)
		flags |= CASE_CONSENT;
	return flags != 0 ? flags : CASE_REPLIED;
}

/* To all previews of the newest one's n: the least. */
static enum consent_verdict
case_answer(const struct case_file *file, const struct consent_message *messages)
{
	/* From the most to the least. */
	static const int order[] = { [CONSENT_YES] = 0, [CONSENT_NONE] = 1, [CONSENT_CHANGE] = 2,
		[CONSENT_NO] = 3 };
	enum consent_verdict least = CONSENT_YES;

	for (size_t i = 0; i < file->reply_count; i++) {
		const struct case_reply *reply = &file->replies[i];
		enum consent_verdict verdict;

		if (reply->line.kind != REPLY_PREVIEW || reply->line.n != file->preview->line.n)
			continue;
		verdict = consent_verdict(&reply->consent, messages, file->message_count);
		if (order[verdict] > order[least])
			least = verdict;
	}
	return least;
}

static void
case_finish(struct case_file *file)
{
	struct consent_message *messages = secret_allocate((file->message_count + 1) *
	    sizeof *messages);
	struct consent_reply *replies = secret_allocate((file->reply_count + 1) *
	    sizeof *replies);

	if (file->message_count > 0)
		qsort(file->messages, file->message_count, sizeof *file->messages,
		    case_compare_messages);
	for (size_t i = 0; i < file->reply_count; i++)
		qsort(file->replies[i].consent.hashes, file->replies[i].consent.parts,
		    REPLY_LINE_HASH_BYTES, case_compare_hashes);
	if (file->reply_count > 0)
		qsort(file->replies, file->reply_count, sizeof *file->replies,
		    case_compare_replies);
	for (size_t i = 0; i < file->message_count; i++)
		messages[i] = file->messages[i].consent;
	for (size_t i = 0; i < file->reply_count; i++) {
		replies[i] = file->replies[i].consent;
		if (file->replies[i].line.kind == REPLY_PREVIEW)
			file->preview = &file->replies[i];
	}
	file->flags = case_flags(file);
	file->in_force = consent_in_force(messages, file->message_count, replies,
	    file->reply_count, &file->told_less, &file->unsure);
	if (file->preview != NULL)
		file->answer = case_answer(file, messages);
	secret_release(messages);
	secret_release(replies);
}

void
cases_finish(struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++)
		case_finish(&cases->cases[i]);
}

void
cases_free(struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		struct case_file *file = &cases->cases[i];

		for (size_t j = 0; j < file->message_count; j++)
			json_decref(file->messages[j].uses);
		for (size_t j = 0; j < file->reply_count; j++)
			json_decref(file->replies[j].line1);
		json_decref(file->in_force);
		json_decref(file->told_less);
		secret_release(file->messages);
		secret_release(file->replies);
	}
	secret_release(cases->cases);
	cases->cases = NULL;
	cases->count = 0;
}

/* Whether somebody wrote to it by themselves: a preview answers no danger. */
static bool
case_was_spoken_to(const struct case_file *file)
{
	for (size_t i = 0; i < file->reply_count; i++)
		if (file->replies[i].line.kind != REPLY_PREVIEW)
			return true;
	return false;
}

enum case_rank
case_rank(const struct case_file *file)
{
	if (file->withdrawn)
		return CASE_RANK_WITHDRAWN;
	if ((file->flags & CASE_REPLIED) != 0 && (file->alarms == 0 || case_was_spoken_to(file)))
		return CASE_RANK_WAITING;
	if (file->alarms != 0)
		return CASE_RANK_DANGER;
	return (file->flags & CASE_NEW) != 0 ? CASE_RANK_NEW : CASE_RANK_ANSWERED;
}

uint32_t
case_week(const struct case_file *file)
{
	return file->message_count == 0 ? 0 : file->messages[file->message_count - 1].week;
}

int64_t
case_highest(const struct case_file *file)
{
	return file->reply_count == 0 ? 0 : file->replies[file->reply_count - 1].line.n;
}

int
case_reply_to(const struct case_file *file, const uint8_t id[ENVELOPE_ID_BYTES],
    struct recipient *reply_to, struct error *error)
{
	const struct case_message *newest = NULL;
	bool doubt = false;

	for (size_t i = file->message_count; i > 0; i--) {
		const struct case_message *message = &file->messages[i - 1];

		if (newest != NULL && message->week != newest->week)
			break;
		if (newest == NULL)
			newest = message;
		if (memcmp(&message->reply_to, &newest->reply_to, sizeof *reply_to) != 0)
			doubt = true;
		if (memcmp(message->id, id, sizeof message->id) == 0) {
			*reply_to = message->reply_to;
			return 0;
		}
	}
	if (newest == NULL)
		return error_refuse(error, "this family has no message that could be answered");
	if (doubt)
		return error_refuse(error, "the family's newest messages, all of one week, name "
		    "different keys for replies; answer one of those, to write to its key");
	*reply_to = newest->reply_to;
	return 0;
}

const char *
cases_author(const struct campaign *campaign, const uint8_t by[32])
{
	bool former = false;
	const struct coordinator *coordinator = campaign_coordinator(campaign, by, &former);

	return coordinator == NULL ? "nobody known" : coordinator->handle;
}

json_t *
case_seen(const struct case_file *file)
{
	size_t first = file->message_count > REPLY_LINE_SEEN_MOST ?
	    file->message_count - REPLY_LINE_SEEN_MOST : 0;
	json_t *seen = json_array(), *entry;

	for (size_t i = first; i < file->message_count; i++) {
		entry = json_object();
		if (json_object_set_new(entry, "kind", json_string(file->messages[i].kind)) != 0 ||
		    json_object_set_new(entry, "week",
		    json_integer((json_int_t)file->messages[i].week)) != 0 ||
		    json_array_append_new(seen, entry) != 0)
			error_bug("no memory for what was seen");
	}
	return seen;
}
