# testimony: what a family runs.
noinst_LIBRARIES += client/libclient.a
client_libclient_a_SOURCES = \
	client/delivery.c \
	client/delivery.h \
	client/options.c \
	client/options.h \
	client/source.c \
	client/source.h \
	client/submit.c \
	client/submit.h \
	client/telling.c \
	client/telling.h
CLIENT_LIBS = client/libclient.a $(FRONT_LIBS)

bin_PROGRAMS += client/testimony
client_testimony_SOURCES = client/main.c
client_testimony_LDADD = $(CLIENT_LIBS)
