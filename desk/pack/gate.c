/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "desk/pack/gate_file.h"
#include "desk/pack/gate_findings.h"
#include "desk/pack/gate_names.h"
#include "desk/pack/gate_numbers.h"
#include "desk/pack/gate_text.h"

struct gate {
	struct gate_names *own; /* of each case */
	char **case_names;
	size_t case_count;
	struct gate_names others, known;
	struct gate_numbers *numbers;
};

/* One pack, while it is looked at. */
struct looking {
	const struct gate *gate;
	const struct gate_pack *pack;
	struct gate_findings *findings;
	struct gate_warnings warnings;
	struct gate_names wanted;     /* the excerpts' texts */
	bool *found;                  /* which of them stand in this file */
	const char *file;
	const struct gate_text *text; /* that is looked at */
	const size_t *known;          /* of each word, where a known text ends that began at it or
	                               * before */
};

void
gate_fold(struct buffer *out, const char *text)
{
	struct gate_text made;

	gate_text_make(&made, text, strlen(text));
	gate_words_print(&made, 0, made.count, out);
	gate_text_free(&made);
}

static void
folded_hash(uint8_t hash[GATE_HASH_BYTES], const struct buffer *folded)
{
	(void)crypto_hash_sha256(hash, folded->data, folded->length);
}

void
gate_word_hash(uint8_t hash[GATE_HASH_BYTES], const char *text)
{
	struct buffer folded = BUFFER_INIT;

	gate_fold(&folded, text);
	folded_hash(hash, &folded);
	buffer_free(&folded);
}

static int
hash_order(const void *a, const void *b)
{
	return memcmp(a, b, GATE_HASH_BYTES);
}

/* Takes out what somebody settled. */
static void
others_settle(struct gate_names *others, const struct gate_words *words)
{
	uint8_t (*settled)[GATE_HASH_BYTES];
	struct buffer folded = BUFFER_INIT;
	size_t kept = 0;

	if (words->settled_count == 0)
		return;
	settled = secret_allocate(words->settled_count * sizeof *settled);
	memcpy(settled, words->settled, words->settled_count * sizeof *settled);
	qsort(settled, words->settled_count, sizeof *settled, hash_order);
	for (size_t i = 0; i < others->count; i++) {
		uint8_t hash[GATE_HASH_BYTES];

		buffer_clear(&folded);
		gate_names_print(others, &others->names[i], &folded);
		folded_hash(hash, &folded);
		if (bsearch(hash, settled, words->settled_count, sizeof *settled, hash_order) ==
		    NULL)
			others->names[kept++] = others->names[i];
	}
	others->count = kept;
	secret_release(settled);
	buffer_free(&folded);
}

static char *
copy_of(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = secret_allocate(size);

	memcpy(copy, text, size);
	return copy;
}

void
gate_new(struct gate **made, const struct gate_words *words)
{
	struct gate *gate = secret_allocate(sizeof *gate);

	*gate = (struct gate){ .case_count = words->case_count };
	gate->own = secret_allocate((words->case_count + 1) * sizeof *gate->own);
	gate->case_names = secret_allocate((words->case_count + 1) * sizeof *gate->case_names);
	gate_names_start(&gate->others);
	gate_names_start(&gate->known);
	for (size_t i = 0; i < words->case_count; i++) {
		const struct gate_texts *surfaces = &words->cases[i].surfaces;

		gate->case_names[i] = copy_of(words->cases[i].name);
		gate_names_start(&gate->own[i]);
		for (size_t j = 0; j < surfaces->count; j++) {
			gate_names_add(&gate->own[i], surfaces->list[j], i, GATE_LOOK_ALL);
			gate_names_add(&gate->others, surfaces->list[j], i, GATE_LOOK_NAMES);
		}
		gate_names_sort(&gate->own[i], true);
	}
	others_settle(&gate->others, words);
	gate_names_sort(&gate->others, true);
	for (size_t i = 0; i < words->known.count; i++)
		gate_names_add(&gate->known, words->known.list[i], i, GATE_LOOK_PHRASE);
	gate_names_sort(&gate->known, true);
	gate_numbers_new(&gate->numbers);
	for (size_t i = 0; i < words->contacts.count; i++)
		gate_numbers_allow(gate->numbers, words->contacts.list[i]);
	*made = gate;
}

void
gate_free(struct gate **gate)
{
	if (gate == NULL || *gate == NULL)
		return;
	for (size_t i = 0; i < (*gate)->case_count; i++) {
		gate_names_free(&(*gate)->own[i]);
		secret_release((*gate)->case_names[i]);
	}
	secret_release((*gate)->own);
	secret_release((*gate)->case_names);
	gate_names_free(&(*gate)->others);
	gate_names_free(&(*gate)->known);
	gate_numbers_free(&(*gate)->numbers);
	secret_release(*gate);
	*gate = NULL;
}

/* What an excerpt has that it must not: the first is enough. */
struct blemish {
	struct buffer why;
	const struct gate_names *names;
};

static void
blemish_name(void *context, const struct gate_name *name, size_t from, size_t to)
{
	struct blemish *blemish = context;

	(void)from;
	(void)to;
	if (blemish->why.length > 0)
		return;
	buffer_append_text(&blemish->why, "has \"");
	gate_names_print(blemish->names, name, &blemish->why);
	buffer_append_text(&blemish->why,
	    "\", which was redacted, or is to be hidden, in the same testimony");
}

static void
blemish_number(void *context, const char *what, const char *number, size_t length)
{
	struct blemish *blemish = context;

	if (blemish->why.length == 0)
		buffer_format(&blemish->why, "has %s, \"%.*s\"", what, (int)length, number);
}

bool
gate_excerpt_is_clean(const struct gate *gate, const struct gate_excerpt *excerpt,
    struct buffer *why)
{
	struct blemish blemish = { .why = BUFFER_INIT };
	struct buffer plain = BUFFER_INIT;
	struct gate_text text;
	bool clean;

	if (excerpt->of >= gate->case_count)
		error_bug("an excerpt is of no case");
	blemish.names = &gate->own[excerpt->of];
	gate_text_plain(&plain, excerpt->text, strlen(excerpt->text));
	gate_text_of_plain(&text, &plain);
	gate_names_find(blemish.names, &text, 0, text.count, blemish_name, &blemish);
	if (blemish.why.length == 0)
		gate_numbers_find(gate->numbers, &plain, true, blemish_number, &blemish);
	if (blemish.why.length == 0 && text.count == 0)
		buffer_append_text(&blemish.why, "has no word");
	if (blemish.why.length == 0 && excerpt->language != NULL &&
	    !gate_language_is_plain(excerpt->language, strlen(excerpt->language)))
		buffer_append_text(&blemish.why,
		    "is in a language whose name says more than a language and a country");
	clean = blemish.why.length == 0;
	if (why != NULL)
		buffer_append(why, blemish.why.data, blemish.why.length);
	buffer_free(&blemish.why);
	buffer_free(&plain);
	gate_text_free(&text);
	return clean;
}

static const char *
case_of(const struct looking *looking, size_t excerpt)
{
	return looking->gate->case_names[looking->pack->excerpts[excerpt].of];
}

static void
own_found(void *context, const struct gate_name *name, size_t from, size_t to)
{
	struct looking *looking = context;
	struct buffer word = BUFFER_INIT;

	(void)from;
	(void)to;
	gate_names_print(&looking->gate->own[name->of], name, &word);
	gate_hit(looking->findings, "%s/%s: the excerpt of case %s has \"%s\", which was redacted, "
	    "or is to be hidden, in the same testimony", looking->pack->name, looking->file,
	    looking->gate->case_names[name->of], (const char *)word.data);
	buffer_free(&word);
}

/* An excerpt stands in words `from` up to `to`: is it free of what is its own there? */
static void
excerpt_found(void *context, const struct gate_name *name, size_t from, size_t to)
{
	struct looking *looking = context;
	const struct gate_excerpt *excerpt = &looking->pack->excerpts[name->of];

	looking->found[name->of] = true;
	gate_names_find(&looking->gate->own[excerpt->of], looking->text, from, to, own_found,
	    looking);
}

static void
look_for_excerpts(struct looking *looking)
{
	const struct gate_pack *pack = looking->pack;

	memset(looking->found, 0, pack->excerpt_count * sizeof *looking->found);
	gate_names_find(&looking->wanted, looking->text, 0, looking->text->count, excerpt_found,
	    looking);
	for (size_t i = 0; i < pack->excerpt_count; i++)
		if (!looking->found[i])
			gate_hit(looking->findings, "%s/%s: the excerpt of case %s does not stand "
			    "there as it was approved", pack->name, looking->file,
			    case_of(looking, i));
}

static void
known_found(void *context, const struct gate_name *name, size_t from, size_t to)
{
	size_t *known = context;

	(void)name;
	if (known[from] < to)
		known[from] = to;
}

static void
other_found(void *context, const struct gate_name *name, size_t from, size_t to)
{
	struct looking *looking = context;

	if (looking->known[from] < to)
		gate_warn(&looking->warnings, (size_t)(name - looking->gate->others.names),
		    looking->file);
}

/* Names of all testimonies, but where they are part of a text that is known. */
static void
look_for_others(struct looking *looking, const struct gate_text *text)
{
	size_t *known = secret_allocate((text->count + 1) * sizeof *known);

	memset(known, 0, (text->count + 1) * sizeof *known);
	gate_names_find(&looking->gate->known, text, 0, text->count, known_found, known);
	for (size_t i = 1; i < text->count; i++)
		if (known[i] < known[i - 1])
			known[i] = known[i - 1];
	looking->known = known;
	gate_names_find(&looking->gate->others, text, 0, text->count, other_found, looking);
	secret_release(known);
}

static void
number_found(void *context, const char *what, const char *number, size_t length)
{
	struct looking *looking = context;

	gate_hit(looking->findings, "%s/%s: has %s, \"%.*s\", which is not one of the campaign's",
	    looking->pack->name, looking->file, what, (int)length, number);
}

static void
look_at_text(struct looking *looking, const struct buffer *seen, bool excerpts)
{
	struct buffer plain = BUFFER_INIT;
	struct gate_text text;

	gate_text_plain(&plain, (const char *)seen->data, seen->length);
	gate_text_of_plain(&text, &plain);
	looking->text = &text;
	if (excerpts)
		look_for_excerpts(looking);
	look_for_others(looking, &text);
	gate_numbers_find(looking->gate->numbers, &plain, false, number_found, looking);
	gate_text_free(&text);
	buffer_free(&plain);
}

static void
look_at_file(struct looking *looking, const struct gate_file *file, enum gate_kind kind)
{
	struct gate_seen seen = GATE_SEEN_INIT;
	struct error error = ERROR_INIT;

	looking->file = file->name;
	if (gate_file_read(&seen, kind, file->content, &error) != 0) {
		gate_hit(looking->findings, "%s/%s: %s", looking->pack->name, file->name,
		    error.text);
	} else {
		look_at_text(looking, &seen.text, kind == GATE_PACK_ODT || kind == GATE_PACK_HTML);
		look_at_text(looking, &seen.aside, false);
	}
	gate_seen_free(&seen);
}

/* Each file by a name that packs have, each once, the two of the document always; and where there
 * are sums, they are those of the files. */
static void
look_at_files(struct looking *looking)
{
	const struct gate_file *files[GATE_KINDS] = { NULL };

	for (size_t i = 0; i < looking->pack->file_count; i++) {
		const struct gate_file *file = &looking->pack->files[i];
		enum gate_kind kind = gate_file_kind(file->name);

		if (kind == GATE_KINDS || files[kind] != NULL) {
			gate_hit(looking->findings, "%s/%s: no pack has a file of this name, "
			    "or two", looking->pack->name, file->name);
			continue;
		}
		files[kind] = file;
		look_at_file(looking, file, kind);
	}
	for (int kind = 0; kind < GATE_KINDS; kind++) {
		if (files[kind] == NULL && (kind == GATE_PACK_ODT || kind == GATE_PACK_HTML))
			gate_hit(looking->findings, "%s: there is no %s", looking->pack->name,
			    gate_file_name((enum gate_kind)kind));
		if (files[kind] != NULL && files[GATE_SUMS] != NULL && kind < GATE_SUMS &&
		    !gate_file_is_summed(files[GATE_SUMS]->content, files[kind]->name,
		    files[kind]->content))
			gate_hit(looking->findings, "%s/SHA256SUMS: does not have the sum of %s",
			    looking->pack->name, files[kind]->name);
	}
}

/* The words that are warned of, in the order in which they were first seen. */
static void
say_warnings(struct looking *looking)
{
	const struct gate_names *others = &looking->gate->others;

	for (size_t i = 0; i < looking->warnings.count; i++) {
		const struct gate_warning *warning = &looking->warnings.list[i];
		const struct gate_name *name = &others->names[warning->name];
		struct buffer word = BUFFER_INIT, more = BUFFER_INIT;

		gate_names_print(others, name, &word);
		buffer_append_text(&more, "");
		if (name->others > 0)
			buffer_format(&more, " and %zu more", name->others);
		gate_add_warning(looking->findings, (const char *)word.data,
		    "%s/%s: has \"%s\", which was redacted, or is to be hidden, in case %s%s "
		    "(%zu places in the pack)", looking->pack->name, warning->file,
		    (const char *)word.data, looking->gate->case_names[name->of],
		    more.length > 0 ? (const char *)more.data : "", warning->places);
		buffer_free(&word);
		buffer_free(&more);
	}
}

int
gate_check(const struct gate *gate, const struct gate_pack *pack, struct gate_findings *findings,
    struct error *error)
{
	struct looking looking = { .gate = gate, .pack = pack, .findings = findings };
	struct gate_text name;
	size_t before = findings->hits;

	gate_names_start(&looking.wanted);
	for (size_t i = 0; i < pack->excerpt_count; i++) {
		struct buffer why = BUFFER_INIT;

		if (!gate_excerpt_is_clean(gate, &pack->excerpts[i], &why))
			gate_hit(findings, "%s: the excerpt of case %s %s", pack->name,
			    case_of(&looking, i), (const char *)why.data);
		gate_names_add(&looking.wanted, pack->excerpts[i].text, i, GATE_LOOK_SAME);
		buffer_free(&why);
	}
	gate_names_sort(&looking.wanted, false);
	looking.found = secret_allocate(pack->excerpt_count + 1);
	looking.file = "";
	gate_text_make(&name, pack->name, strlen(pack->name));
	look_for_others(&looking, &name);
	look_at_files(&looking);
	say_warnings(&looking);
	gate_warnings_free(&looking.warnings);
	gate_names_free(&looking.wanted);
	gate_text_free(&name);
	secret_release(looking.found);
	if (findings->hits == before)
		return 0;
	return error_refuse(error, "%zu places in the pack %s may show who somebody is, or cannot "
	    "be read: nothing was written", findings->hits - before, pack->name);
}
