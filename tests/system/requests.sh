#!/bin/sh
# SPDX-License-Identifier: ISC
# Each request of tests/vectors/requests.json, malformed, hostile or merely odd, gets from the real daemon
# exactly the answer that it must get, and one only: whole, byte by byte and in random pieces, over a unix
# socket and over TCP, at the intake and at the desk. And whoever pushes or drips takes nothing from others.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
requests=$build_dir/tests/system/requests
pusher=$build_dir/tests/system/pusher
raw=$build_dir/tests/system/raw
table=$source_dir/tests/vectors/requests.json
. "$source_dir/tests/line.sh"

make_campaign campaign 9
mkdir -p -m 700 "$work/store"
cat >"$work/testimonyd.conf" <<-END
	[testimonyd]
	listen = unix:$work/intake.sock 127.0.0.1:0
	desk = unix:$work/desk.sock 127.0.0.1:0
	desk_name = localhost
	store = $work/store/testimony.db
	campaign = $work/campaign/campaign.json
	pin = $pin
	budget_per_minute = 1000000
	user = $(id -un)
END
background "$testimonyd" -c "$work/testimonyd.conf" 2>"$work/daemon.log"
daemon=$started
tries=0
until grep -q '\bready\b' "$work/daemon.log"; do
	tries=$((tries + 1))
	if ! kill -0 "$daemon" 2>/dev/null || [ "$tries" -gt 300 ]; then
		fail "the daemon starts" "$(cat "$work/daemon.log")"
		exit 1
	fi
	sleep 0.1
done
key=$work/campaign/secret/heron.key
intake_tcp=$(sed -n 's/.*listening on \(127[^ ]*\) for intake$/\1/p' "$work/daemon.log")
desk_tcp=$(sed -n 's/.*listening on \(127[^ ]*\) for desk$/\1/p' "$work/daemon.log")

# A head that comes byte by byte, all the while that the rest goes on.
printf 'GET /v1/challenge HTTP/1.1\r\nX-Kestrel: kestrel kestrel kestrel' >"$work/slow"
drip() {
	date +%s
	"$raw" "$1" "$work/slow" 1 600 120
	printf '\n'
	date +%s
}
background drip "unix:$work/intake.sock" >"$work/dripped-intake"
drips=$started
background drip "$desk_tcp" >"$work/dripped-desk"
drips="$drips $started"

# send PROMISE KIND=ADDRESS...
send() {
	send_promise=$1
	shift
	if "$requests" send "$table" "$key" wbr "$@" >"$work/out" 2>&1; then
		pass "$send_promise ($(sed -n 's/^sent //p' "$work/out") sent)"
	else
		fail "$send_promise" "$(head -n 20 "$work/out")"
	fi
}
entries=$(grep -c '^  {"name"' "$table")
check "the table has at least 250 malformed or hostile requests ($entries)" test "$entries" -ge 250
send "each request gets its answer and one only, over unix sockets" \
    intake="unix:$work/intake.sock" desk="unix:$work/desk.sock"
send "each request gets its answer and one only, over TCP" intake="$intake_tcp" desk="$desk_tcp"

# Of a check's answer most is still to be sent when more comes.
for address in "unix:$work/intake.sock" "$intake_tcp"; do
	late=$("$pusher" late "$address")
	check "what comes behind a request takes nothing from its answer over ${address%%:*} ($late bytes)" \
	    test "${late:-0}" -ge 131872
done

# 64 MiB, of which the daemon takes what it takes of each connection.
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "64 MiB are pushed, and resident memory grows by less than 1 MiB" \
	    "memory is not measured under a sanitizer"
else
	for address in "unix:$work/intake.sock" "$intake_tcp" "$desk_tcp"; do
		"$pusher" push "$address" "$daemon" 64 >"$work/pushed"
		pushed=$? grew=$(sed -n 's/^grew //p' "$work/pushed")
		check "64 MiB are pushed over ${address%%:*}, and resident memory grows by less than 1 MiB ($grew KiB)" \
		    test "$pushed" = 0 -a "${grew:-9999}" -lt 1024
	done
fi

# No timer tighter than the promise: on a machine that is busy it may fire late, never early.
for process in $drips; do wait "$process"; done
for listener in intake desk; do
	read -r begun <"$work/dripped-$listener"
	took=$(($(tail -n 1 "$work/dripped-$listener") - begun))
	check "a head that drips into the $listener is told 408 and cut off at ten seconds ($took s)" \
	    test "$took" -ge 9 -a "$took" -le 60 -a "$(grep -c '^HTTP/1.1 408 ' "$work/dripped-$listener")" = 1
	check "and nothing of it is repeated at the $listener" \
	    sh -c "! grep -qi kestrel '$work/dripped-$listener'"
done
stop_daemon
check "SIGTERM ends the daemon with status 0 after all that" test $? = 0
check "and it said nothing of anybody" sh -c "! grep -qiE 'kestrel|HTTP/1|7777' '$work/daemon.log'"
