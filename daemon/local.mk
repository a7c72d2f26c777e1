# testimonyd links common/ alone: nothing that opens, derives or signs.
noinst_LIBRARIES += daemon/libdaemon.a
daemon_libdaemon_a_SOURCES = \
	daemon/clock.c \
	daemon/clock.h \
	daemon/conf.c \
	daemon/conf.h \
	daemon/conf_value.c \
	daemon/conf_value.h \
	daemon/connection.c \
	daemon/connection.h \
	daemon/connection_answer.c \
	daemon/connection_inside.h \
	daemon/connections.c \
	daemon/connections.h \
	daemon/deskapi.c \
	daemon/deskapi.h \
	daemon/gate.c \
	daemon/gate.h \
	daemon/http.c \
	daemon/http.h \
	daemon/intake.c \
	daemon/intake.h \
	daemon/keeper.c \
	daemon/keeper.h \
	daemon/keeper_inside.h \
	daemon/keeper_jobs.c \
	daemon/keeper_upkeep.c \
	daemon/listeners.c \
	daemon/listeners.h \
	daemon/load.c \
	daemon/load.h \
	daemon/log.c \
	daemon/log.h \
	daemon/nonces.c \
	daemon/nonces.h \
	daemon/published.c \
	daemon/published.h \
	daemon/reply.c \
	daemon/report.c \
	daemon/report.h \
	daemon/reply.h \
	daemon/sandbox.c \
	daemon/sandbox.h \
	daemon/seen.c \
	daemon/seen.h \
	daemon/retention.c \
	daemon/retention.h \
	daemon/server.c \
	daemon/server.h \
	daemon/service.c \
	daemon/service.h \
	daemon/start.c \
	daemon/start.h \
	daemon/status.c \
	daemon/status.h \
	daemon/statusapi.c \
	daemon/statusapi.h \
	daemon/store.c \
	daemon/store.h \
	daemon/store_ballast.c \
	daemon/store_calendar.c \
	daemon/store_damage.c \
	daemon/store_erase.c \
	daemon/store_index.c \
	daemon/store_inside.h \
	daemon/store_order.c \
	daemon/store_rows.c \
	daemon/store_schema.c \
	daemon/systemd.c \
	daemon/systemd.h \
	daemon/traffic.h
DAEMON_LIBS = daemon/libdaemon.a $(COMMON_LIBS) $(EVENT_LIBS) $(SQLITE_LIBS) $(INIH_LIBS) \
	$(SECCOMP_LIBS)

sbin_PROGRAMS += daemon/testimonyd
daemon_testimonyd_SOURCES = daemon/main.c
daemon_testimonyd_LDADD = $(DAEMON_LIBS)
