/* SPDX-License-Identifier: ISC */
/* Bytes of a keyboard, through an interview to its pictures: whatever is typed, every picture fits
 * its screen, no text is lost that nobody skipped, and what would be sent passes the form. The
 * first byte chooses the form, the language and plain mode, the next two the size; 0xff and one
 * byte change the size in the middle. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>

#include "common/secret.h"
#include "tests/unit/interview_specimen.h"

#define FUZZ_KEYS_MOST 600 /* of one input */

static const char *const forms[] = {
	SPECIMEN_FORM,
	/* No text, one language that has no catalogue. */
	"{\"format\":\"testimony-form-1\",\"pages\":[{\"id\":\"a\",\"kind\":\"many\",\"title\":"
	"{\"cy\":\"Tudalen\"},\"options\":[{\"id\":\"x\",\"label\":\"Ex\"},{\"id\":\"y\",\"label\":"
	"\"A label that is so long that it takes several rows on any screen that is not wide\"}]}],"
	"\"uses\":[{\"id\":\"u\",\"label\":\"U\"}]}",
	/* Required texts, one hidden by the other's neighbour. */
	"{\"format\":\"testimony-form-1\",\"pages\":[{\"id\":\"t\",\"kind\":\"text\",\"title\":"
	"{\"en\":\"One\",\"pl\":\"Jeden\",\"uk\":\"Раз\"},\"required\":true,\"length\":30},{\"id\":"
	"\"c\",\"kind\":\"one\",\"title\":\"C\",\"options\":[{\"id\":\"x\",\"label\":\"X\"},{\"id\":"
	"\"y\",\"label\":\"Y\"}]},{\"id\":\"v\",\"kind\":\"text\",\"title\":\"Two\",\"required\":true,"
	"\"when\":{\"page\":\"c\",\"in\":[\"x\"]}}],\"uses\":[{\"id\":\"u\",\"label\":\"U\"},{\"id\":"
	"\"w\",\"label\":\"W\",\"when\":{\"page\":\"c\",\"in\":[\"y\"]}}]}",
};
static const char *const languages[] = { NULL, "en", "pl", "pa" };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	return 0;
}

static void
size_of(struct specimen *specimen, uint8_t columns, uint8_t rows)
{
	specimen->columns = 20 + columns % 181;
	specimen->rows = 8 + rows % 53;
	if (specimen->interview != NULL)
		interview_resize(specimen->interview, specimen->columns, specimen->rows);
}

static void
check_picture(struct specimen *specimen)
{
	struct canvas canvas;

	specimen_draw(specimen, &canvas);
	canvas_free(&canvas);
}

/* Whether answers, uses and names are such that nothing but their size keeps them from going. */
static void
check_answers(const struct interview *interview)
{
	json_t *all = interview_answers(interview), *answers = json_object_get(all, "answers");
	json_t *uses = json_object_get(all, "uses"), *value;
	const char *id;
	size_t i;

	json_object_foreach(answers, id, value) {
		const struct form_page *page = form_page_find(interview->form, id);

		if (page == NULL || !form_shows(interview->form, page, answers))
			error_bug("an answer that is hidden would be sent");
		if (page->kind != FORM_TEXT && form_check_answer(page, value, NULL) != 0)
			error_bug("an answer that is none would be sent");
	}
	json_array_foreach(uses, i, value)
		if (!form_use_offered(interview->form, json_string_value(value), answers))
			error_bug("a use that is not offered would be sent");
	/* The check page is only reached where each page is answered as the form wants it. */
	if (interview->place == PLACE_CHECK)
		for (const struct form_page *page = form_next(interview->form, NULL, answers);
		    page != NULL; page = form_next(interview->form, page, answers))
			if (form_check_answer(page, json_object_get(answers, page->id), NULL) != 0)
				error_bug("a question was got around");
	json_decref(all);
}

static void
check_send(const struct interview *interview)
{
	json_t *all = interview_answers(interview);
	struct error error = ERROR_INIT;

	if (form_check(interview->form, json_object_get(all, "answers"),
	    json_object_get(all, "hide"), json_object_get(all, "uses"), &error) != 0)
		error_bug(error.text);
	json_decref(all);
}

/* A key must not change a text that is not being written, but for what asks just that. */
struct kept {
	json_t *answers;
	char *typed;
	enum place place;
	size_t page;
	enum action action; /* ACTION_SKIP: the menu may do that */
};

static void
keep(struct kept *kept, const struct interview *interview)
{
	size_t length = textarea_length(interview->field);

	kept->answers = json_deep_copy(interview->answers);
	kept->typed = secret_allocate(length + 1);
	memcpy(kept->typed, textarea_text(interview->field), length + 1);
	kept->place = interview->place;
	kept->page = interview->page;
}

static void
check_kept(struct kept *kept, const struct interview *interview)
{
	const char *writing = kept->place == PLACE_PAGE &&
	    form_page(interview->form, kept->page)->kind == FORM_TEXT ?
	    form_page(interview->form, kept->page)->id : NULL;
	const char *id;
	json_t *value;

	json_object_foreach(kept->answers, id, value) {
		const json_t *now = json_object_get(interview->answers, id);

		if (form_page_find(interview->form, id)->kind != FORM_TEXT ||
		    (writing != NULL && strcmp(writing, id) == 0) || kept->place == PLACE_LOOK)
			continue;
		if (!json_equal(now, value) && !(now == NULL && kept->place == PLACE_MENU &&
		    strcmp(id, form_page(interview->form, kept->page)->id) == 0))
			error_bug("a text was changed that nobody wrote");
	}
	/* What was typed is an answer once the page is left. */
	if (writing != NULL && (interview->place != kept->place || interview->page != kept->page)) {
		json_t *typed = json_text_cleaned(kept->typed, strlen(kept->typed));
		const json_t *now = json_object_get(interview->answers, writing);

		if (now == NULL ? !form_text_is_blank(typed) : !json_equal(now, typed))
			error_bug("what was typed is lost");
		json_decref(typed);
	}
	json_decref(kept->answers);
	secret_release(kept->typed);
}

/* A draft of it, as a file has it, is gone on with. */
static void
go_on_with_draft(struct specimen *specimen, bool plain)
{
	json_t *draft = interview_draft(specimen->interview), *read = NULL;
	json_t *before = interview_answers(specimen->interview), *after;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT;

	json_print(draft, &text);
	if (json_parse(&read, text.data, text.length, "the draft", &error) != 0)
		error_bug(error.text);
	specimen_begin(specimen, NULL, plain);
	if (interview_resume(specimen->interview, read, "mine", &error) != 0)
		error_bug(error.text);
	after = interview_answers(specimen->interview);
	if (!json_equal(before, after))
		error_bug("a draft is not what was saved");
	json_decref(draft);
	json_decref(read);
	json_decref(before);
	json_decref(after);
	buffer_free(&text);
}

/* Does what is wished, well or not by the key's number. False: it is over. */
static bool
grant(struct specimen *specimen, enum interview_wish wish, size_t turn, bool plain)
{
	struct interview *interview = specimen->interview;

	switch (wish) {
	case INTERVIEW_NOTHING:
		return true;
	case INTERVIEW_SEND:
		check_send(interview);
		if (turn % 3 == 0)
			interview_not_sent(interview, "nobody answered");
		else if (turn % 3 == 1)
			interview_uncertain(interview, SPECIMEN_RECEIPT, "it broke off");
		else
			interview_arrived(interview, SPECIMEN_RECEIPT);
		return true;
	case INTERVIEW_AGAIN:
		if (turn % 2 == 0)
			interview_uncertain(interview, SPECIMEN_RECEIPT, "it broke off");
		else
			interview_arrived(interview, SPECIMEN_RECEIPT);
		return true;
	case INTERVIEW_EDITOR:
		interview_take_text(interview, turn % 2 == 0 ? "Ben was there\n\xff" : "",
		    turn % 3 == 0 ? "it failed" : NULL);
		return true;
	case INTERVIEW_SAVE:
		if (turn % 3 == 0)
			interview_saved(interview, "no room");
		else if (turn % 3 == 1)
			interview_saved(interview, NULL);
		else
			go_on_with_draft(specimen, plain);
		return true;
	case INTERVIEW_DELETE:
		interview_deleted(interview, turn % 2 == 0 ? NULL : "it is not there");
		return true;
	case INTERVIEW_STOP:
		if (interview->place != PLACE_MENU)
			error_bug("it stops from a page that is not the menu");
		return false;
	case INTERVIEW_DONE:
		if (interview->place != PLACE_RECEIPT)
			error_bug("it is done without its receipt");
		return false;
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct specimen specimen = { .interview = NULL };
	struct keyboard *keyboard;
	struct key key;
	size_t keys = 0;
	bool plain, going = true;

	if (size < 3)
		return 0;
	plain = (data[0] & 0x40) != 0;
	specimen_campaign(&specimen.campaign, json_loads(forms[(data[0] & 0x0f) % 3], 0, NULL));
	size_of(&specimen, data[1], data[2]);
	specimen_begin(&specimen, languages[data[0] >> 4 & 3], plain);
	check_picture(&specimen);
	keyboard = keyboard_new();
	for (size_t at = 3; going && at < size && keys < FUZZ_KEYS_MOST; at++) {
		if (data[at] == 0xff && at + 1 < size) {
			at++;
			size_of(&specimen, data[at], (uint8_t)(data[at] * 7));
			check_picture(&specimen);
			continue;
		}
		keyboard_feed(keyboard, data + at, 1);
		while (going && keyboard_next(keyboard, &key)) {
			enum interview_wish wish;
			struct kept kept;

			keep(&kept, specimen.interview);
			wish = interview_key(specimen.interview, &key);
			check_kept(&kept, specimen.interview);
			going = grant(&specimen, wish, keys, plain);
			check_answers(specimen.interview);
			/* Not between all keys: they are typed ahead, too. */
			if ((data[0] & 0x80) == 0 || keys % 5 == 0)
				check_picture(&specimen);
			keys++;
		}
	}
	keyboard_free(&keyboard);
	specimen_end(&specimen);
	return 0;
}
