/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate_findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/secret.h"

void
gate_warn(struct gate_warnings *warnings, size_t name, const char *file)
{
	while (warnings->room <= name) {
		size_t room = warnings->room == 0 ? 64 : warnings->room * 2;

		warnings->where = secret_reallocate(warnings->where,
		    room * sizeof *warnings->where);
		memset(warnings->where + warnings->room, 0,
		    (room - warnings->room) * sizeof *warnings->where);
		warnings->room = room;
	}
	if (warnings->where[name] == 0) {
		warnings->list = secret_grow(warnings->list, warnings->count,
		    sizeof *warnings->list);
		warnings->list[warnings->count++] = (struct gate_warning){ name, 0, file };
		warnings->where[name] = warnings->count;
	}
	warnings->list[warnings->where[name] - 1].places++;
}

void
gate_warnings_free(struct gate_warnings *warnings)
{
	secret_release(warnings->list);
	secret_release(warnings->where);
	*warnings = (struct gate_warnings){ NULL, NULL, 0, 0 };
}

__attribute__((format(printf, 3, 0)))
static void
findings_add(struct gate_findings *findings, const char *word, const char *format,
    va_list arguments)
{
	struct gate_finding finding = { .hit = word == NULL };
	va_list again;
	int length;

	if (finding.hit)
		findings->hits++;
	else
		findings->warnings++;
	if (findings->count == GATE_FINDINGS_MOST)
		return;
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		error_bug("a finding cannot be said");
	finding.sentence = secret_allocate((size_t)length + 1);
	(void)vsnprintf(finding.sentence, (size_t)length + 1, format, arguments);
	if (word != NULL) {
		size_t size = strlen(word) + 1;

		finding.word = secret_allocate(size);
		memcpy(finding.word, word, size);
	}
	findings->list = secret_grow(findings->list, findings->count, sizeof finding);
	findings->list[findings->count++] = finding;
}

void
gate_hit(struct gate_findings *findings, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	findings_add(findings, NULL, format, arguments);
	va_end(arguments);
}

void
gate_add_warning(struct gate_findings *findings, const char *word, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	findings_add(findings, word, format, arguments);
	va_end(arguments);
}

void
gate_findings_free(struct gate_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		secret_release(findings->list[i].sentence);
		secret_release(findings->list[i].word);
	}
	secret_release(findings->list);
	*findings = (struct gate_findings)GATE_FINDINGS_INIT;
}
