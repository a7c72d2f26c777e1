# What the programs that people run share.
noinst_LIBRARIES += front/libfront.a
front_libfront_a_SOURCES = \
	front/canvas.c \
	front/canvas.h \
	front/columns.c \
	front/columns.h \
	front/keyboard.c \
	front/keyboard.h \
	front/letter.c \
	front/letter.h \
	front/libraries.c \
	front/libraries.h \
	front/net.c \
	front/net.h \
	front/program.c \
	front/program.h \
	front/screen.c \
	front/screen.h \
	front/screen_draw.c \
	front/screen_inside.h \
	front/spot/folded.c \
	front/spot/folded.h \
	front/spot/names.c \
	front/spot/names.h \
	front/spot/numbers.c \
	front/spot/numbers.h \
	front/spot/pattern_table.c \
	front/spot/pattern_table.h \
	front/spot/patterns.c \
	front/spot/patterns.h \
	front/spot/schools.c \
	front/spot/schools.h \
	front/spot/spot.c \
	front/spot/spot.h \
	front/spot/words.c \
	front/spot/words.h \
	front/spot/words_given.c \
	front/spot/words_plain.c \
	front/spot/words_tables.h \
	front/terminal.c \
	front/terminal.h \
	front/terminal_ask.c \
	front/textarea.c \
	front/textarea.h \
	front/textarea_draw.c \
	front/textarea_inside.h \
	front/textarea_layout.c
FRONT_LIBS = front/libfront.a $(KEYS_LIBS) $(CURL_LIBS) $(PCRE2_LIBS) $(UTF8PROC_LIBS)
