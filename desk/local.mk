# testimony-desk: coordinators.
noinst_LIBRARIES += desk/libdesk.a
desk_libdesk_a_SOURCES = \
	desk/alarm.c \
	desk/alarm.h \
	desk/alarm_words.c \
	desk/api.c \
	desk/api.h \
	desk/campaign_names.c \
	desk/campaign_names.h \
	desk/cases.c \
	desk/cases.h \
	desk/casework.c \
	desk/casework.h \
	desk/casework_state.c \
	desk/cmd_cases.c \
	desk/cmd_excerpt.c \
	desk/cmd_mark.c \
	desk/cmd_pack_text.c \
	desk/cmd_preview.c \
	desk/cmd_push.c \
	desk/cmd_removed.c \
	desk/cmd_reply.c \
	desk/cmd_suggest.c \
	desk/commands.c \
	desk/commands.h \
	desk/consent.c \
	desk/consent.h \
	desk/daemons.c \
	desk/daemons.h \
	desk/decision.c \
	desk/decision.h \
	desk/decisions.c \
	desk/decisions.h \
	desk/deeds.c \
	desk/deeds.h \
	desk/disclosure.c \
	desk/disclosure.h \
	desk/disclosure_inside.h \
	desk/disclosure_search.c \
	desk/erase.c \
	desk/erase.h \
	desk/fetch.c \
	desk/fetch.h \
	desk/hand_up.c \
	desk/hand_up.h \
	desk/labels.c \
	desk/labels.h \
	desk/labels_inside.h \
	desk/labels_role.c \
	desk/labels_widen.c \
	desk/lines.c \
	desk/lines.h \
	desk/list.c \
	desk/gather.c \
	desk/gather.h \
	desk/message.c \
	desk/message.h \
	desk/pack/csv.c \
	desk/pack/csv.h \
	desk/pack/document.c \
	desk/pack/document.h \
	desk/pack/html.c \
	desk/pack/html.h \
	desk/pack/html_inside.h \
	desk/pack/html_style.c \
	desk/pack/html_table.c \
	desk/pack/markup.c \
	desk/pack/markup.h \
	desk/pack/odt.c \
	desk/pack/odt.h \
	desk/pack/odt_content.c \
	desk/pack/odt_inside.h \
	desk/pack/odt_styles.c \
	desk/pack/statistics.c \
	desk/pack/statistics.h \
	desk/pack/sums.c \
	desk/pack/sums.h \
	desk/pull.c \
	desk/pull.h \
	desk/push.c \
	desk/push.h \
	desk/redact/checks.c \
	desk/redact/checks.h \
	desk/redact/churches.c \
	desk/redact/contacts.c \
	desk/redact/context.c \
	desk/redact/context.h \
	desk/redact/days.c \
	desk/redact/english.c \
	desk/redact/english.h \
	desk/redact/english_lists.h \
	desk/redact/findings.c \
	desk/redact/findings.h \
	desk/redact/hidden.c \
	desk/redact/hidden.h \
	desk/redact/identifiers.c \
	desk/redact/persons.c \
	desk/redact/persons.h \
	desk/redact/phrases.c \
	desk/redact/phrases.h \
	desk/redact/places.c \
	desk/redact/places.h \
	desk/redact/rare.c \
	desk/redact/references.c \
	desk/redact/shapes.c \
	desk/redact/shapes.h \
	desk/redact/spread.c \
	desk/redact/spread.h \
	desk/redact/suggest.c \
	desk/redact/suggest.h \
	desk/redact/surnames.c \
	desk/redact/surnames.h \
	desk/redact/verdict.c \
	desk/redact/verdict.h \
	desk/redaction.c \
	desk/redaction.h \
	desk/reply.c \
	desk/reply.h \
	desk/reply_event.c \
	desk/reply_event.h \
	desk/room.c \
	desk/room.h \
	desk/show.c \
	desk/text_in.c \
	desk/text_in.h \
	desk/vault.c \
	desk/vault.h \
	desk/vault_files.c \
	desk/vault_files.h \
	desk/vault_open.c \
	desk/vault_records.c \
	desk/vault_records.h \
	desk/vault_sent.c \
	desk/vault_sent.h \
	desk/vault_settings.c \
	desk/vault_setup.c \
	desk/vault_setup.h \
	desk/vault_withdrawals.c \
	desk/vault_withdrawals.h \
	desk/withdrawn.c \
	desk/withdrawn.h \
	desk/work.c \
	desk/work.h \
	desk/written.c \
	desk/written.h
# English, from the package scowl.
nodist_desk_libdesk_a_SOURCES = desk/redact/english_lists.c
desk/redact/english_lists.c: $(srcdir)/desk/redact/english_lists.sh
	$(AM_V_GEN)$(MKDIR_P) desk/redact && \
	    $(SHELL) $(srcdir)/desk/redact/english_lists.sh >$@.new && mv $@.new $@
EXTRA_DIST += desk/redact/english_lists.sh
CLEANFILES += desk/redact/english_lists.c desk/redact/english_lists.c.new
DESK_LIBS = desk/libdesk.a $(FRONT_LIBS)
DESK_LIBS += $(LIBZIP_LIBS)

bin_PROGRAMS += desk/testimony-desk
desk_testimony_desk_SOURCES = desk/main.c
desk_testimony_desk_LDADD = $(DESK_LIBS)
