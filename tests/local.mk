# Unit tests: one program for each object of the house. Fuzz targets: `make check` replays their
# seeds (tests/specimens) and mutates them; `make fuzz` builds the same files with libFuzzer.
# Scripts: whole programs, seen from outside.

if HAVE_CHECK
check_LIBRARIES += tests/unit/libunit.a
tests_unit_libunit_a_SOURCES = tests/unit/unit.c tests/unit/unit.h

UNIT_TESTS = \
	tests/unit/test_age \
	tests/unit/test_age_stream \
	tests/unit/test_alarm \
	tests/unit/test_allowed \
	tests/unit/test_api \
	tests/unit/test_campaign \
	tests/unit/test_canvas \
	tests/unit/test_cases \
	tests/unit/test_clean \
	tests/unit/test_columns \
	tests/unit/test_compose \
	tests/unit/test_compose_choose \
	tests/unit/test_conf \
	tests/unit/test_connections \
	tests/unit/test_consent \
	tests/unit/test_csv \
	tests/unit/test_damage \
	tests/unit/test_deskapi \
	tests/unit/test_disclosure \
	tests/unit/test_draft \
	tests/unit/test_edition \
	tests/unit/test_encode \
	tests/unit/test_envelope \
	tests/unit/test_event \
	tests/unit/test_file \
	tests/unit/test_files \
	tests/unit/test_form \
	tests/unit/test_gate \
	tests/unit/test_gate_files \
	tests/unit/test_hkdf \
	tests/unit/test_http \
	tests/unit/test_httpsig \
	tests/unit/test_intake \
	tests/unit/test_interview \
	tests/unit/test_json \
	tests/unit/test_keeper \
	tests/unit/test_keeper_mailbox \
	tests/unit/test_keyboard \
	tests/unit/test_keyfile \
	tests/unit/test_labels \
	tests/unit/test_letter \
	tests/unit/test_load \
	tests/unit/test_log \
	tests/unit/test_looks \
	tests/unit/test_mailbox \
	tests/unit/test_manifest \
	tests/unit/test_minisign \
	tests/unit/test_net \
	tests/unit/test_opened \
	tests/unit/test_order \
	tests/unit/test_pack_document \
	tests/unit/test_pack_html \
	tests/unit/test_pack_key \
	tests/unit/test_pack_odt \
	tests/unit/test_proof \
	tests/unit/test_published \
	tests/unit/test_report \
	tests/unit/test_receipt \
	tests/unit/test_recipient \
	tests/unit/test_replies \
	tests/unit/test_requests \
	tests/unit/test_reply_event \
	tests/unit/test_casework \
	tests/unit/test_casework_order \
	tests/unit/test_decision \
	tests/unit/test_reply_line \
	tests/unit/test_room \
	tests/unit/test_retention \
	tests/unit/test_sandbox \
	tests/unit/test_screen \
	tests/unit/test_screen_stops \
	tests/unit/test_spot \
	tests/unit/test_suggest \
	tests/unit/test_suggest_texts \
	tests/unit/test_stats \
	tests/unit/test_store \
	tests/unit/test_sums \
	tests/unit/test_tally \
	tests/unit/test_tally_reader \
	tests/unit/test_terminal \
	tests/unit/test_testimony \
	tests/unit/test_textarea \
	tests/unit/test_upkeep \
	tests/unit/test_vault \
	tests/unit/test_withdrawal \
	tests/unit/test_words

tests_unit_test_age_SOURCES = tests/unit/test_age.c
tests_unit_test_age_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_age_stream_SOURCES = tests/unit/test_age_stream.c
tests_unit_test_age_stream_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_alarm_SOURCES = tests/unit/test_alarm.c
tests_unit_test_alarm_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_allowed_SOURCES = tests/unit/test_allowed.c tests/unit/decided_specimen.h
tests_unit_test_allowed_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_api_SOURCES = tests/unit/test_api.c
tests_unit_test_api_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_campaign_SOURCES = tests/unit/test_campaign.c
tests_unit_test_campaign_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_canvas_SOURCES = tests/unit/test_canvas.c
tests_unit_test_canvas_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_cases_SOURCES = tests/unit/test_cases.c
tests_unit_test_cases_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_clean_SOURCES = tests/unit/test_clean.c
tests_unit_test_clean_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_columns_SOURCES = tests/unit/test_columns.c
tests_unit_test_columns_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_compose_SOURCES = tests/unit/test_compose.c tests/unit/compose_campaign.h \
	tests/unit/compose_specimen.h tests/unit/pack_specimen.h tests/unit/xml_check.h
tests_unit_test_compose_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_compose_choose_SOURCES = tests/unit/test_compose_choose.c \
	tests/unit/compose_campaign.h tests/unit/compose_specimen.h
tests_unit_test_compose_choose_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c
tests_unit_test_conf_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_connections_SOURCES = tests/unit/test_connections.c tests/system/answer.h
tests_unit_test_connections_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_consent_SOURCES = tests/unit/test_consent.c
tests_unit_test_consent_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_csv_SOURCES = tests/unit/test_csv.c tests/unit/pack_specimen.h
tests_unit_test_csv_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_damage_SOURCES = tests/unit/test_damage.c tests/unit/store_specimen.h
tests_unit_test_damage_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_deskapi_SOURCES = tests/unit/test_deskapi.c tests/unit/store_specimen.h
tests_unit_test_deskapi_LDADD = tests/unit/libunit.a keys/libkeys.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_disclosure_SOURCES = tests/unit/test_disclosure.c
tests_unit_test_disclosure_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_draft_SOURCES = tests/unit/test_draft.c tests/unit/interview_specimen.h
tests_unit_test_draft_LDADD = tests/unit/libunit.a $(CLIENT_LIBS) $(CHECK_LIBS)
tests_unit_test_edition_SOURCES = tests/unit/test_edition.c tests/unit/decided_specimen.h
tests_unit_test_edition_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_encode_SOURCES = tests/unit/test_encode.c
tests_unit_test_encode_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_envelope_SOURCES = tests/unit/test_envelope.c
tests_unit_test_envelope_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_event_SOURCES = tests/unit/test_event.c
tests_unit_test_event_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_file_SOURCES = tests/unit/test_file.c
tests_unit_test_file_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_files_SOURCES = tests/unit/test_files.c tests/unit/compose_campaign.h \
	tests/unit/compose_specimen.h
tests_unit_test_files_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_form_SOURCES = tests/unit/test_form.c
tests_unit_test_form_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_gate_SOURCES = tests/unit/test_gate.c tests/unit/gate_specimen.h
tests_unit_test_gate_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_gate_files_SOURCES = tests/unit/test_gate_files.c tests/unit/gate_specimen.h \
	tests/unit/compose_specimen.h
tests_unit_test_gate_files_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_hkdf_SOURCES = tests/unit/test_hkdf.c
tests_unit_test_hkdf_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_http_SOURCES = tests/unit/test_http.c
tests_unit_test_http_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_httpsig_SOURCES = tests/unit/test_httpsig.c tests/unit/httpsig_specimen.h
tests_unit_test_httpsig_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_intake_SOURCES = tests/unit/test_intake.c tests/unit/store_specimen.h
tests_unit_test_intake_LDADD = tests/unit/libunit.a keys/libkeys.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_interview_SOURCES = tests/unit/test_interview.c tests/unit/interview_specimen.h
tests_unit_test_interview_LDADD = tests/unit/libunit.a $(CLIENT_LIBS) $(CHECK_LIBS)
tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_keeper_SOURCES = tests/unit/test_keeper.c tests/unit/store_specimen.h \
	tests/unit/disk_specimen.h
tests_unit_test_keeper_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_keeper_mailbox_SOURCES = tests/unit/test_keeper_mailbox.c \
	tests/unit/store_specimen.h tests/unit/disk_specimen.h
tests_unit_test_keeper_mailbox_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_keyboard_SOURCES = tests/unit/test_keyboard.c
tests_unit_test_keyboard_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_keyfile_SOURCES = tests/unit/test_keyfile.c
tests_unit_test_keyfile_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_labels_SOURCES = tests/unit/test_labels.c
tests_unit_test_labels_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_letter_SOURCES = tests/unit/test_letter.c
tests_unit_test_letter_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_load_SOURCES = tests/unit/test_load.c
tests_unit_test_load_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_looks_SOURCES = tests/unit/test_looks.c tests/unit/interview_specimen.h
tests_unit_test_looks_LDADD = tests/unit/libunit.a $(CLIENT_LIBS) $(CHECK_LIBS)
tests_unit_test_mailbox_SOURCES = tests/unit/test_mailbox.c tests/unit/store_specimen.h
tests_unit_test_mailbox_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_manifest_SOURCES = tests/unit/test_manifest.c keys/manifest.c keys/manifest.h
tests_unit_test_manifest_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_minisign_SOURCES = tests/unit/test_minisign.c
tests_unit_test_minisign_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_opened_SOURCES = tests/unit/test_opened.c
tests_unit_test_opened_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_net_SOURCES = tests/unit/test_net.c
tests_unit_test_net_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_order_SOURCES = tests/unit/test_order.c \
	tests/unit/store_specimen.h tests/unit/disk_specimen.h
tests_unit_test_order_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_pack_document_SOURCES = tests/unit/test_pack_document.c
tests_unit_test_pack_document_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_pack_html_SOURCES = tests/unit/test_pack_html.c \
	tests/unit/pack_specimen.h tests/unit/xml_check.h
tests_unit_test_pack_html_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_pack_key_SOURCES = tests/unit/test_pack_key.c
tests_unit_test_pack_key_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_pack_odt_SOURCES = tests/unit/test_pack_odt.c \
	tests/unit/pack_specimen.h tests/unit/xml_check.h
tests_unit_test_pack_odt_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_proof_SOURCES = tests/unit/test_proof.c
tests_unit_test_proof_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_published_SOURCES = tests/unit/test_published.c keys/manifest.c keys/manifest.h
tests_unit_test_published_LDADD = tests/unit/libunit.a keys/libkeys.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_report_SOURCES = tests/unit/test_report.c
tests_unit_test_report_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_receipt_SOURCES = tests/unit/test_receipt.c
tests_unit_test_receipt_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_recipient_SOURCES = tests/unit/test_recipient.c
tests_unit_test_recipient_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_replies_SOURCES = tests/unit/test_replies.c
tests_unit_test_replies_LDADD = tests/unit/libunit.a $(CLIENT_LIBS) $(CHECK_LIBS)
tests_unit_test_reply_line_SOURCES = tests/unit/test_reply_line.c
tests_unit_test_reply_line_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_casework_SOURCES = tests/unit/test_casework.c tests/unit/casework_world.c \
	tests/unit/casework_world.h
tests_unit_test_casework_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_casework_order_SOURCES = tests/unit/test_casework_order.c \
	tests/unit/casework_world.c tests/unit/casework_world.h
tests_unit_test_casework_order_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_decision_SOURCES = tests/unit/test_decision.c
tests_unit_test_decision_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_reply_event_SOURCES = tests/unit/test_reply_event.c
tests_unit_test_reply_event_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_requests_SOURCES = tests/unit/test_requests.c tests/unit/request_run.h \
	tests/unit/request_specimen.h tests/system/answer.h tests/system/flood_parts.h
tests_unit_test_requests_LDADD = tests/unit/libunit.a keys/libkeys.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_room_SOURCES = tests/unit/test_room.c
tests_unit_test_room_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_retention_SOURCES = tests/unit/test_retention.c
tests_unit_test_retention_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_sandbox_SOURCES = tests/unit/test_sandbox.c tests/unit/store_specimen.h
tests_unit_test_sandbox_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_screen_SOURCES = tests/unit/test_screen.c tests/unit/screen_actor.c \
	tests/unit/screen_actor.h
tests_unit_test_screen_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_screen_stops_SOURCES = tests/unit/test_screen_stops.c tests/unit/screen_actor.c \
	tests/unit/screen_actor.h
tests_unit_test_screen_stops_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_spot_SOURCES = tests/unit/test_spot.c
tests_unit_test_spot_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_suggest_SOURCES = tests/unit/test_suggest.c
tests_unit_test_suggest_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_suggest_texts_SOURCES = tests/unit/test_suggest_texts.c
tests_unit_test_suggest_texts_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_stats_SOURCES = tests/unit/test_stats.c
tests_unit_test_stats_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_store_SOURCES = tests/unit/test_store.c tests/unit/store_specimen.h
tests_unit_test_store_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_sums_SOURCES = tests/unit/test_sums.c
tests_unit_test_sums_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_tally_SOURCES = tests/unit/test_tally.c tests/unit/tally_specimen.h
tests_unit_test_tally_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_tally_reader_SOURCES = tests/unit/test_tally_reader.c tests/unit/tally_specimen.h
tests_unit_test_tally_reader_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_terminal_SOURCES = tests/unit/test_terminal.c
tests_unit_test_terminal_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_testimony_SOURCES = tests/unit/test_testimony.c
tests_unit_test_testimony_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
tests_unit_test_textarea_SOURCES = tests/unit/test_textarea.c
tests_unit_test_textarea_LDADD = tests/unit/libunit.a $(FRONT_LIBS) $(CHECK_LIBS)
tests_unit_test_upkeep_SOURCES = tests/unit/test_upkeep.c \
	tests/unit/store_specimen.h tests/unit/disk_specimen.h
tests_unit_test_upkeep_LDADD = tests/unit/libunit.a $(DAEMON_LIBS) $(CHECK_LIBS)
tests_unit_test_vault_SOURCES = tests/unit/test_vault.c
tests_unit_test_vault_LDADD = tests/unit/libunit.a $(DESK_LIBS) $(CHECK_LIBS)
tests_unit_test_words_SOURCES = tests/unit/test_words.c
tests_unit_test_words_LDADD = tests/unit/libunit.a $(CLIENT_LIBS) $(CHECK_LIBS)
tests_unit_test_withdrawal_SOURCES = tests/unit/test_withdrawal.c
tests_unit_test_withdrawal_LDADD = tests/unit/libunit.a $(KEYS_LIBS) $(CHECK_LIBS)
endif

FUZZ_TARGETS = \
	tests/fuzz/fuzz_age_header \
	tests/fuzz/fuzz_age_stream \
	tests/fuzz/fuzz_answers \
	tests/fuzz/fuzz_campaign \
	tests/fuzz/fuzz_clean \
	tests/fuzz/fuzz_conf \
	tests/fuzz/fuzz_envelope \
	tests/fuzz/fuzz_event \
	tests/fuzz/fuzz_figures \
	tests/fuzz/fuzz_form \
	tests/fuzz/fuzz_gate \
	tests/fuzz/fuzz_http \
	tests/fuzz/fuzz_httpsig \
	tests/fuzz/fuzz_index \
	tests/fuzz/fuzz_interview \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_keyboard \
	tests/fuzz/fuzz_minisign \
	tests/fuzz/fuzz_pack \
	tests/fuzz/fuzz_pin \
	tests/fuzz/fuzz_proof \
	tests/fuzz/fuzz_receipt \
	tests/fuzz/fuzz_recipient \
	tests/fuzz/fuzz_reply_event \
	tests/fuzz/fuzz_decision \
	tests/fuzz/fuzz_reply_line \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_spot \
	tests/fuzz/fuzz_suggest \
	tests/fuzz/fuzz_testimony \
	tests/fuzz/fuzz_withdrawal

if FUZZING
# libFuzzer has its own main.
FUZZ_DRIVER =
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
check_LIBRARIES += tests/fuzz/libdrive.a
tests_fuzz_libdrive_a_SOURCES = tests/fuzz/drive.c
FUZZ_DRIVER = tests/fuzz/libdrive.a
FUZZ_LINK = $(AM_LDFLAGS)
endif

tests_fuzz_fuzz_age_header_SOURCES = tests/fuzz/fuzz_age_header.c
tests_fuzz_fuzz_age_header_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_age_header_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_age_stream_SOURCES = tests/fuzz/fuzz_age_stream.c
tests_fuzz_fuzz_age_stream_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_age_stream_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_answers_SOURCES = tests/fuzz/fuzz_answers.c
tests_fuzz_fuzz_answers_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_answers_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_campaign_SOURCES = tests/fuzz/fuzz_campaign.c
tests_fuzz_fuzz_campaign_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_campaign_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_clean_SOURCES = tests/fuzz/fuzz_clean.c
tests_fuzz_fuzz_clean_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_clean_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c
tests_fuzz_fuzz_conf_LDADD = $(FUZZ_DRIVER) $(DAEMON_LIBS)
tests_fuzz_fuzz_conf_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_envelope_SOURCES = tests/fuzz/fuzz_envelope.c
tests_fuzz_fuzz_envelope_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_envelope_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_event_SOURCES = tests/fuzz/fuzz_event.c
tests_fuzz_fuzz_event_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_event_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_figures_SOURCES = tests/fuzz/fuzz_figures.c
tests_fuzz_fuzz_figures_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_figures_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_form_SOURCES = tests/fuzz/fuzz_form.c
tests_fuzz_fuzz_form_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_form_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_gate_SOURCES = tests/fuzz/fuzz_gate.c tests/unit/gate_specimen.h
tests_fuzz_fuzz_gate_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_gate_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz_http.c
tests_fuzz_fuzz_http_LDADD = $(FUZZ_DRIVER) $(DAEMON_LIBS)
tests_fuzz_fuzz_http_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_httpsig_SOURCES = tests/fuzz/fuzz_httpsig.c tests/unit/httpsig_specimen.h
tests_fuzz_fuzz_httpsig_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_httpsig_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_index_SOURCES = tests/fuzz/fuzz_index.c
tests_fuzz_fuzz_index_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_index_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_interview_SOURCES = tests/fuzz/fuzz_interview.c tests/unit/interview_specimen.h
tests_fuzz_fuzz_interview_LDADD = $(FUZZ_DRIVER) $(CLIENT_LIBS)
tests_fuzz_fuzz_interview_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c
tests_fuzz_fuzz_json_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_json_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_keyboard_SOURCES = tests/fuzz/fuzz_keyboard.c
tests_fuzz_fuzz_keyboard_LDADD = $(FUZZ_DRIVER) $(FRONT_LIBS)
tests_fuzz_fuzz_keyboard_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_minisign_SOURCES = tests/fuzz/fuzz_minisign.c
tests_fuzz_fuzz_minisign_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_minisign_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_pack_SOURCES = tests/fuzz/fuzz_pack.c tests/unit/pack_specimen.h \
	tests/unit/xml_check.h
tests_fuzz_fuzz_pack_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_pack_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_pin_SOURCES = tests/fuzz/fuzz_pin.c
tests_fuzz_fuzz_pin_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_pin_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_proof_SOURCES = tests/fuzz/fuzz_proof.c
tests_fuzz_fuzz_proof_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_proof_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_receipt_SOURCES = tests/fuzz/fuzz_receipt.c
tests_fuzz_fuzz_receipt_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_receipt_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_recipient_SOURCES = tests/fuzz/fuzz_recipient.c
tests_fuzz_fuzz_recipient_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_recipient_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_decision_SOURCES = tests/fuzz/fuzz_decision.c
tests_fuzz_fuzz_decision_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_decision_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_reply_event_SOURCES = tests/fuzz/fuzz_reply_event.c
tests_fuzz_fuzz_reply_event_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_reply_event_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_reply_line_SOURCES = tests/fuzz/fuzz_reply_line.c
tests_fuzz_fuzz_reply_line_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_reply_line_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c tests/unit/request_run.h \
	tests/unit/request_specimen.h tests/system/answer.h tests/system/flood_parts.h
tests_fuzz_fuzz_request_LDADD = $(FUZZ_DRIVER) keys/libkeys.a $(DAEMON_LIBS)
tests_fuzz_fuzz_request_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_spot_SOURCES = tests/fuzz/fuzz_spot.c
tests_fuzz_fuzz_spot_LDADD = $(FUZZ_DRIVER) $(FRONT_LIBS)
tests_fuzz_fuzz_spot_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_suggest_SOURCES = tests/fuzz/fuzz_suggest.c
tests_fuzz_fuzz_suggest_LDADD = $(FUZZ_DRIVER) $(DESK_LIBS)
tests_fuzz_fuzz_suggest_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_testimony_SOURCES = tests/fuzz/fuzz_testimony.c
tests_fuzz_fuzz_testimony_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_testimony_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_withdrawal_SOURCES = tests/fuzz/fuzz_withdrawal.c
tests_fuzz_fuzz_withdrawal_LDADD = $(FUZZ_DRIVER) $(KEYS_LIBS)
tests_fuzz_fuzz_withdrawal_LDFLAGS = $(FUZZ_LINK)

# Small programs that the scripts use.
TEST_TOOLS = \
	tests/interop/cctv \
	tests/system/ask \
	tests/system/crowd \
	tests/system/family \
	tests/system/filler \
	tests/system/flood \
	tests/system/forge \
	tests/system/holder \
	tests/system/listener \
	tests/system/opened_names \
	tests/system/outage \
	tests/system/packer \
	tests/system/press \
	tests/system/pusher \
	tests/system/raw \
	tests/system/planter \
	tests/system/replier \
	tests/system/requests \
	tests/system/standing

tests_interop_cctv_SOURCES = tests/interop/cctv.c
tests_interop_cctv_LDADD = $(KEYS_LIBS)
tests_system_ask_SOURCES = tests/system/ask.c tests/system/desk_request.h tests/system/reach.h
tests_system_ask_LDADD = $(KEYS_LIBS)
tests_system_crowd_SOURCES = tests/system/crowd.c tests/system/campaign_file.h
tests_system_crowd_LDADD = $(FRONT_LIBS)
tests_system_family_SOURCES = tests/system/family.c tests/system/campaign_file.h
tests_system_family_LDADD = $(FRONT_LIBS)
tests_system_filler_SOURCES = tests/system/filler.c
tests_system_filler_LDADD = $(DESK_LIBS)
tests_system_flood_SOURCES = tests/system/flood.c tests/system/flood_parts.h tests/system/reach.h
tests_system_flood_LDADD = $(KEYS_LIBS)
tests_system_forge_SOURCES = tests/system/forge.c tests/system/campaign_file.h
tests_system_forge_LDADD = $(FRONT_LIBS)
tests_system_holder_SOURCES = tests/system/holder.c tests/system/flood_parts.h tests/system/reach.h
tests_system_holder_LDADD = $(KEYS_LIBS)
tests_system_listener_SOURCES = tests/system/listener.c
tests_system_listener_LDADD = $(KEYS_LIBS)
tests_system_opened_names_SOURCES = tests/system/opened_names.c
tests_system_opened_names_LDADD = $(DESK_LIBS)
tests_system_outage_SOURCES = tests/system/outage.c tests/system/campaign_file.h \
	tests/system/desk_request.h tests/system/flood_parts.h tests/system/reach.h
tests_system_outage_LDADD = $(KEYS_LIBS)
tests_system_packer_SOURCES = tests/system/packer.c tests/system/packer_tally.c \
	tests/system/packer_tally.h tests/unit/compose_specimen.h tests/unit/pack_specimen.h
tests_system_packer_LDADD = $(DESK_LIBS)
tests_system_press_SOURCES = tests/system/press.c tests/system/flood_parts.h tests/system/reach.h
tests_system_press_LDADD = $(KEYS_LIBS)
tests_system_planter_SOURCES = tests/system/planter.c
tests_system_planter_LDADD = $(DESK_LIBS)
tests_system_replier_SOURCES = tests/system/replier.c tests/system/campaign_file.h
tests_system_replier_LDADD = $(FRONT_LIBS)
tests_system_pusher_SOURCES = tests/system/pusher.c tests/system/flood_parts.h \
	tests/system/reach.h
tests_system_pusher_LDADD = $(KEYS_LIBS)
tests_system_requests_SOURCES = tests/system/requests.c tests/system/answer.h \
	tests/system/desk_request.h tests/system/flood_parts.h tests/system/reach.h \
	tests/unit/request_specimen.h
tests_system_requests_LDADD = $(KEYS_LIBS)
tests_system_standing_SOURCES = tests/system/standing.c
tests_system_standing_LDADD = $(DESK_LIBS)
tests_system_raw_SOURCES = tests/system/raw.c tests/system/reach.h
tests_system_raw_LDADD = $(KEYS_LIBS)

check_PROGRAMS += $(UNIT_TESTS) $(FUZZ_TARGETS) $(TEST_TOOLS)

# What measures: `make bench`.
BENCH_TOOLS = tests/bench/load tests/bench/rows tests/bench/sealing tests/bench/seed
tests_bench_load_SOURCES = tests/bench/load.c tests/bench/made.h tests/system/reach.h
tests_bench_load_LDADD = $(KEYS_LIBS)
tests_bench_rows_SOURCES = tests/bench/rows.c tests/bench/made.h
tests_bench_rows_LDADD = $(KEYS_LIBS) $(DAEMON_LIBS)
tests_bench_sealing_SOURCES = tests/bench/sealing.c
tests_bench_sealing_LDADD = $(KEYS_LIBS)
tests_bench_seed_SOURCES = tests/bench/seed.c tests/system/campaign_file.h
tests_bench_seed_LDADD = $(KEYS_LIBS) $(DAEMON_LIBS)
check_PROGRAMS += $(BENCH_TOOLS)

SHELL_TESTS = \
	tests/lint/floors.sh \
	tests/lint/help.sh \
	tests/lint/lists.sh \
	tests/lint/manuals.sh \
	tests/lint/options.sh \
	tests/lint/words.sh \
	tests/fuzz/replay.sh \
	tests/interop/age.sh \
	tests/interop/cctv.sh \
	tests/interop/envelope.sh \
	tests/interop/minisign.sh \
	tests/interop/second.sh \
	tests/interop/second_decisions.sh \
	tests/interop/stored.sh \
	tests/faults/keys.sh \
	tests/faults/killed.sh \
	tests/faults/store.sh \
	tests/system/alarm.sh \
	tests/system/bench.sh \
	tests/system/books.sh \
	tests/system/calls.sh \
	tests/system/client.sh \
	tests/system/completion.sh \
	tests/system/daemon.sh \
	tests/system/demo.sh \
	tests/system/apart.sh \
	tests/system/decide.sh \
	tests/system/hostile_edition.sh \
	tests/system/desk.sh \
	tests/system/desks.sh \
	tests/system/desks_killed.sh \
	tests/system/drafts.sh \
	tests/system/edition.sh \
	tests/system/export.sh \
	tests/system/export_moment.sh \
	tests/system/export_tries.sh \
	tests/system/flood.sh \
	tests/system/held.sh \
	tests/system/hostile.sh \
	tests/system/hostile_daemon.sh \
	tests/system/hostile_daemon_client.sh \
	tests/system/hostile_words.sh \
	tests/system/interview.sh \
	tests/system/judged_tries.sh \
	tests/system/keys.sh \
	tests/system/leaflet.sh \
	tests/system/log_cut.sh \
	tests/system/mailbox.sh \
	tests/system/mailbox_client.sh \
	tests/system/nginx.sh \
	tests/system/newer.sh \
	tests/system/odd_system.sh \
	tests/system/opened.sh \
	tests/system/pack.sh \
	tests/system/pack_key.sh \
	tests/system/power.sh \
	tests/system/push.sh \
	tests/system/replies.sh \
	tests/system/requests.sh \
	tests/system/retention.sh \
	tests/system/secrecy.sh \
	tests/system/small_disk.sh \
	tests/system/start.sh \
	tests/system/status.sh \
	tests/system/redact.sh \
	tests/system/redact_ask.sh \
	tests/system/reload.sh \
	tests/system/suggest.sh \
	tests/system/traceless.sh \
	tests/system/usage.sh \
	tests/system/withdrawn.sh \
	tests/system/year.sh

LONG_TESTS = \
	tests/long/edition.sh \
	tests/long/flood.sh \
	tests/long/fresh.sh \
	tests/long/held.sh \
	tests/long/hostile_daemon.sh \
	tests/long/nginx.sh \
	tests/long/killed.sh \
	tests/long/tor.sh \
	tests/long/leaflet.sh \
	tests/long/pack.sh \
	tests/long/power.sh \
	tests/long/requests.sh \
	tests/long/store_faults.sh \
	tests/long/systemd.sh \
	tests/long/year.sh

EXTRA_DIST += $(SHELL_TESTS) $(LONG_TESTS) tests/run tests/lib.sh tests/line.sh tests/terminal.sh \
	tests/lint/floors tests/books tests/data tests/vectors tests/specimens tests/fuzz/dictionaries \
	tests/interop/second tests/faults/disk.py tests/faults/killed.py tests/faults/shim.c \
	tests/faults/shim.h tests/faults/shim_lost.c tests/faults/store.py \
	tests/system/calls.py tests/system/edition.py tests/system/edition_check.py \
	tests/system/edition_desks.py tests/system/edition_families.py \
	tests/system/edition_model.py tests/system/edition_packs.py tests/system/edition_texts.py \
	tests/system/export_tries.py tests/system/hostile.py tests/system/hostile_daemon.py \
	tests/system/hostile_daemon_all.py tests/system/hostile_daemon_client.py \
	tests/system/hostile_daemon_desk.py tests/system/hostile_daemon_play.py \
	tests/system/hostile_daemon_slow.py tests/system/hostile_edition.py \
	tests/system/hostile_run.py tests/system/hostile_strings.py tests/system/hostile_words.py \
	tests/system/leaflet.py tests/system/moment.py tests/system/nginx_requests.py \
	tests/system/outage.py tests/system/secrecy.py tests/system/traceless.py \
	tests/system/unsynced.c tests/system/year.py tests/system/year_clock.c \
	tests/system/year_model.py tests/system/year_world.py

# What runs the daemon's two threads beside each other: `make check-threads`, under ThreadSanitizer.
THREAD_TESTS = \
	unit/test_keeper \
	unit/test_keeper_mailbox \
	unit/test_mailbox \
	unit/test_order \
	unit/test_upkeep \
	system/daemon.sh \
	system/flood.sh \
	system/held.sh \
	system/mailbox.sh \
	system/nginx.sh \
	system/power.sh \
	system/push.sh \
	system/reload.sh \
	system/replies.sh \
	system/requests.sh \
	system/small_disk.sh \
	system/status.sh \
	system/withdrawn.sh

RUN_TESTS = TESTIMONY_SOURCE='$(abs_top_srcdir)' TESTIMONY_BUILD='$(abs_top_builddir)' \
	TESTIMONY_FUZZ='$(FUZZ_TARGETS)' TESTIMONY_ONLY='$(ONLY)'
RUN = $(abs_top_srcdir)/tests/run

.PHONY: check-programs check-long check-threads bench fuzz
# Not all of it as prerequisites: with -j, `all` and these would build the same object at once.
check-programs: all
	@$(MAKE) $(AM_MAKEFLAGS) $(check_LIBRARIES) $(check_PROGRAMS)

# The short ones last, so that no processor waits for a long one at the end.
# Of the hostile strings every sixteenth; `make check-long` has them all.
check-local:
	@TESTIMONY_HOSTILE_STEP=$${TESTIMONY_HOSTILE_STEP:-16} $(RUN_TESTS) $(RUN) $(SHELL_TESTS:%=$(abs_top_srcdir)/%) $(UNIT_TESTS:%=$(abs_top_builddir)/%)

check-long: check-programs
	@$(RUN_TESTS) TESTIMONY_TEST_SECONDS=7200 $(RUN) $(LONG_TESTS:%=$(abs_top_srcdir)/%) \
		$(SHELL_TESTS:%=$(abs_top_srcdir)/%) $(UNIT_TESTS:%=$(abs_top_builddir)/%)

# A race ends its program, so that its test fails; and where none looks, its report is found here.
THREAD_REPORTS = $(abs_top_builddir)/tests/logs/races
check-threads:
	@case '$(SANITIZERS)' in *thread*) ;; \
		*) echo "This takes ./configure --enable-sanitizers=thread CC=clang"; exit 1 ;; esac
	@rm -rf '$(THREAD_REPORTS)' && mkdir -p '$(THREAD_REPORTS)'
	@TSAN_OPTIONS='halt_on_error=1 log_path=$(THREAD_REPORTS)/race' \
		$(MAKE) $(AM_MAKEFLAGS) check ONLY='$(if $(ONLY),$(ONLY),$(THREAD_TESTS))'
	@cat '$(THREAD_REPORTS)'/* 2>/dev/null && exit 1 || echo "No race was seen."

# Nothing else should run meanwhile. BENCH_PARTS says which of the two, daemon and desk (both); their
# numbers are said in the files. BENCH_DIR: a folder with room.
EXTRA_DIST += tests/bench/daemon.py tests/bench/desk.py
bench: check-programs
	@for part in $${BENCH_PARTS:-daemon desk}; do \
		TESTIMONY_SOURCE='$(abs_top_srcdir)' TESTIMONY_BUILD='$(abs_top_builddir)' \
		PYTHONDONTWRITEBYTECODE=1 python3 $(srcdir)/tests/bench/$$part.py || exit 1; \
	done

# A copy of the source of its own: one folder cannot be configured twice.
FUZZ_SECONDS = 60
fuzz:
	@rm -rf build-fuzz && $(MAKE) -s distdir distdir=build-fuzz
	@cd build-fuzz && ./configure --quiet --enable-fuzzing CC=clang CFLAGS='-g -O1' && \
		$(MAKE) -s $(FUZZ_TARGETS)
	@set -e; for target in $(FUZZ_TARGETS); do \
		name=$${target#tests/fuzz/fuzz_}; \
		mkdir -p build-fuzz/corpus/$$name; \
		echo "fuzzing $$name for $(FUZZ_SECONDS) s"; \
		build-fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
			-dict=$(srcdir)/tests/fuzz/dictionaries/$$name.dict \
			-artifact_prefix=build-fuzz/finding-$$name- \
			build-fuzz/corpus/$$name $(srcdir)/tests/specimens/$$name \
			>build-fuzz/$$name.log 2>&1 || { tail -n 40 build-fuzz/$$name.log; exit 1; }; \
	done; echo "No finding in $(words $(FUZZ_TARGETS)) targets."

distclean-local:
	rm -rf build-fuzz tests/logs

.PHONY: run demo
EXTRA_DIST += tests/demo.sh
run demo: all
	@TESTIMONY_SOURCE='$(abs_top_srcdir)' TESTIMONY_BUILD='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/tests/demo.sh $@
