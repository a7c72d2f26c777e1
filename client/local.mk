# testimony: what a family runs.
noinst_LIBRARIES += client/libclient.a
client_libclient_a_SOURCES = \
	client/add.c \
	client/answer.c \
	client/check.c \
	client/comeback.c \
	client/comeback.h \
	client/comeback_help.h \
	client/consent.c \
	client/conversation.c \
	client/conversation.h \
	client/delivery.c \
	client/delivery.h \
	client/draft.c \
	client/draft.h \
	client/editor.c \
	client/editor.h \
	client/interview.c \
	client/interview.h \
	client/interview_choose.c \
	client/interview_content.c \
	client/interview_draft.c \
	client/interview_draw.c \
	client/interview_input.c \
	client/interview_inside.h \
	client/interview_list.c \
	client/interview_move.c \
	client/looks.c \
	client/looks.h \
	client/mailbox.c \
	client/mailbox.h \
	client/options.c \
	client/options.h \
	client/patience.c \
	client/patience.h \
	client/receipt_in.c \
	client/receipt_in.h \
	client/receipt_out.c \
	client/receipt_out.h \
	client/replies.c \
	client/replies.h \
	client/replies_print.c \
	client/sealed.c \
	client/source.c \
	client/source.h \
	client/stop.c \
	client/stop.h \
	client/submit.c \
	client/submit.h \
	client/telling.c \
	client/telling.h \
	client/telling_help.h \
	client/withdraw.c \
	client/words.c \
	client/words.h \
	client/words_en.c \
	client/words_pl.c
CLIENT_LIBS = client/libclient.a $(FRONT_LIBS)

bin_PROGRAMS += client/testimony
client_testimony_SOURCES = client/main.c
client_testimony_LDADD = $(CLIENT_LIBS)
