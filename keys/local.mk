# Whatever needs a secret, as a library of its own, and the key ceremony.
noinst_LIBRARIES += keys/libkeys.a
keys_libkeys_a_SOURCES = \
	keys/age_identity.c \
	keys/age_identity.h \
	keys/age_open.c \
	keys/age_open.h \
	keys/author.c \
	keys/author.h \
	keys/envelope_open.c \
	keys/envelope_open.h \
	keys/httpsig_sign.c \
	keys/httpsig_sign.h \
	keys/keyfile.c \
	keys/keyfile.h \
	keys/minisign_sign.c \
	keys/minisign_sign.h \
	keys/pack_key.c \
	keys/pack_key.h \
	keys/receipt.c \
	keys/receipt.h \
	keys/receipt_read.c
KEYS_LIBS = keys/libkeys.a $(COMMON_LIBS)

bin_PROGRAMS += keys/testimony-keys
keys_testimony_keys_SOURCES = \
	keys/cmd_coordinator.c \
	keys/cmd_file.c \
	keys/cmd_fingerprint.c \
	keys/cmd_init.c \
	keys/cmd_leaflet.c \
	keys/cmd_members.c \
	keys/cmd_sign.c \
	keys/command.c \
	keys/command.h \
	keys/folder.c \
	keys/folder.h \
	keys/folder_make.c \
	keys/leaflet.c \
	keys/leaflet.h \
	keys/leaflet_parts.c \
	keys/leaflet_parts.h \
	keys/leaflet_qr.c \
	keys/leaflet_sheet.c \
	keys/leaflet_sheet.h \
	keys/leaflet_words.c \
	keys/leaflet_words.h \
	keys/main.c \
	keys/manifest.c \
	keys/manifest.h \
	keys/unlock.c \
	keys/unlock.h
keys_testimony_keys_CPPFLAGS = $(AM_CPPFLAGS) -DPKGDATADIR='"$(pkgdatadir)"'
keys_testimony_keys_LDADD = front/libfront.a $(KEYS_LIBS) $(QRENCODE_LIBS)
