#!/bin/sh
# SPDX-License-Identifier: ISC
# A crowd holds as many connections as it can get, and asks for nothing: it sends nothing, half a head or
# half a body, reads no answer, or stays when it was refused. A family in its midst tells as ever, a desk
# works as ever; so it is where descriptors are out; and when the crowd goes all is as before.
# tests/long/held.sh is the same with 19,000 connections, and times.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
: "${cap:=300} ${crowd:=700} ${rate:=300} ${held_rate:=300} ${puts:=30} ${mixes:=ihbrd} ${timed:=no}"
. "$source_dir/tests/line.sh"
holder=$build_dir/tests/system/holder
ask=$build_dir/tests/system/ask

# start CAP: a daemon that listens in both ways, $daemon; $addresses are its intakes.
start() {
	write_conf "unix:$work/intake.sock 127.0.0.1:0"
	echo "max_connections = $1" >>"$work/testimonyd.conf"
	run_daemon || { fail "the daemon starts" "$(cat "$work/daemon.log")"; exit 1; }
	addresses="unix:$work/intake.sock 127.0.0.1:$(sed -n \
	    's/.*listening on 127\.0\.0\.1:\([0-9]*\) for intake$/\1/p' "$work/daemon.log")"
}
need jq "a family tells in a crowd"
# connections: to the intake, as the daemon tells a desk.
connections() {
	timeout 60 "$ask" "unix:$work/desk.sock" "$work/campaign/secret/heron.key" GET /v1/desk/status \
	    2>"$work/code" | jq .connections.intake.open
}
resident() { awk '/^VmRSS/ { print $2 }' "/proc/$daemon/status"; }
# Milliseconds of processor that the daemon has had.
processor() { awk -v tick="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / tick) }' "/proc/$daemon/stat"; }
# within SECONDS COMMAND...: until it succeeds.
within() {
	within_until=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -le "$within_until" ] || return 1
		sleep 0.1
	done
}
# hold ADDRESS COUNT KINDS: $holding is the crowd.
hold() {
	: >"$work/held"
	background "$holder" hold "$1" "$2" "$rate" "$3" >"$work/held"
	holding=$started
	within 20 test -s "$work/held" || fail "the crowd comes"
}
# told FIELD: what the crowd says now of itself: open, opened, closed, refused.
told() {
	kill -USR1 "$holding"
	sleep 0.1
	tail -n 1 "$work/held" | tr ' ' '\n' | grep -A 1 -x "$1" | tail -n 1
}
opened() { [ "$(told opened)" -ge "$1" ]; }
has_connections() { [ "$(connections)" -ge "$1" ]; }
has_none() { [ "$(connections)" = 0 ]; }
release() {
	kill "$holding"
	wait "$holding"
}
# family PROMISE ADDRESS: what it puts is taken, all of it; and where times are asked for, in time.
family() {
	timeout 120 "$holder" put "$2" "$puts" 5 >"$work/put"
	same "$1 ($(tr '\n' ' ' <"$work/put"))" "good $puts" "$(head -n 1 "$work/put")"
	[ "$timed" = no ] || check "and 99 of 100 puts take less than 250 ms" \
	    awk '$1 == "p99" { exit !($2 < 250) }' "$work/put"
}
desk_works() {
	connections >"$work/out"
	same "$1" 200 "$(cat "$work/code")"
}

make_campaign campaign 8787
start "$cap"
family "without a crowd a family tells" "unix:$work/intake.sock"

# ---- More than there are places, which go on coming.
for address in $addresses; do
	for mix in $mixes; do
		hold "$address" "$crowd" "$mix"
		within 60 opened $((3 * cap)) ||
		    fail "the crowd takes all places, again and again" "opened $(told opened)"
		family "in a crowd ($mix) at ${address%%:*} a family tells" "$address"
		desk_works "and a desk has its answer"
		release
		check "and all is as before when the crowd has gone" within 20 has_none
	done
done

# ---- The same at the desk's own door.
hold "unix:$work/desk.sock" 700 ih
check "a crowd comes to the desk's socket, again and again" within 60 opened 1000
desk_works "and a desk in its midst has its answer"
release

# ---- No descriptors. The limit is lowered from outside: first there are fewer than max_connections,
# then not even one for whoever comes. The daemon must not spin; and it recovers.
if command -v prlimit >/dev/null 2>&1; then
	prlimit --pid "$daemon" --nofile=$((cap / 2)): || fail "the limit can be lowered"
	hold "unix:$work/intake.sock" "$crowd" ih
	check "a crowd has all descriptors that there are" within 60 has_connections $((cap / 2 - 40))
	family "a family tells where descriptors are out" "unix:$work/intake.sock"
	prlimit --pid "$daemon" --nofile=5:
	sleep 1
	used=$(processor)
	sleep 4
	used=$(($(processor) - used))
	check "with no descriptor to be had the daemon uses less than 5 % of a processor ($used ms in 4 s)" \
	    test "$used" -lt 200
	check "and says what the matter is" grep -q 'no descriptors' "$work/daemon.log"
	prlimit --pid "$daemon" --nofile=$((cap + 200)):
	release
	family "and when there are some again, a family tells" "unix:$work/intake.sock"
	check "and nothing is left of the crowd" within 20 has_none
else
	skip "with no descriptor to be had the daemon uses less than 5 % of a processor" "prlimit is not installed"
fi
stop_daemon
same "and the daemon stops well" 0 $?

# ---- Held, not sent away: as many places as there are of them.
start $((crowd + 100))
rate=$held_rate
before=$(resident)
for mix in i h; do
	hold "${addresses#* }" "$crowd" "$mix"
	check "$crowd connections are open at once ($mix)" within 90 has_connections $((crowd * 9 / 10))
	all=$(connections)
	memory=$(($(resident) - before))
	family "and a family tells beside them; each takes $((memory * 1024 / all)) bytes of the daemon" \
	    "${addresses#* }"
	release
	check "and then they are gone" within 20 has_none
done
stop_daemon
same "and it stops well" 0 $?
