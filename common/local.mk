# What the daemon may know: the formats, public halves only.
noinst_LIBRARIES += common/libcommon.a
common_libcommon_a_SOURCES = \
	common/age_header.c \
	common/age_header.h \
	common/age_seal.c \
	common/age_seal.h \
	common/buffer.c \
	common/buffer.h \
	common/campaign.c \
	common/campaign.h \
	common/campaign_pin.c \
	common/clean.c \
	common/clean.h \
	common/encode.c \
	common/encode.h \
	common/envelope.c \
	common/envelope.h \
	common/error.c \
	common/error.h \
	common/event.c \
	common/event.h \
	common/file.c \
	common/file.h \
	common/form.c \
	common/form.h \
	common/form_check.c \
	common/form_walk.c \
	common/harden.c \
	common/harden.h \
	common/hkdf.c \
	common/hkdf.h \
	common/httpsig_verify.c \
	common/httpsig_verify.h \
	common/json.c \
	common/json.h \
	common/minisign_verify.c \
	common/minisign_verify.h \
	common/proof.c \
	common/proof.h \
	common/recipient.c \
	common/recipient.h \
	common/reply_line.c \
	common/reply_line.h \
	common/secret.c \
	common/secret.h \
	common/testimony.c \
	common/testimony.h \
	common/testimony_answers.c \
	common/utf8.c \
	common/utf8.h \
	common/version.c \
	common/version.h \
	common/withdrawal.c \
	common/withdrawal.h \
	common/wordlist.c \
	common/wordlist.h
COMMON_LIBS = common/libcommon.a $(SODIUM_LIBS) $(JANSSON_LIBS)
