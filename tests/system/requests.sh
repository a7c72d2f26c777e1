#!/bin/sh
# SPDX-License-Identifier: ISC
# Each request of tests/vectors/requests.json, malformed, hostile or merely odd, gets from the real daemon
# exactly the answer that it must get, and one only: whole, byte by byte, in random pieces, and with the
# client's side ended behind it, over a unix socket and over TCP, at the intake and at the desk. And whoever
# pushes or drips takes nothing from others.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
requests=$build_dir/tests/system/requests
pusher=$build_dir/tests/system/pusher
raw=$build_dir/tests/system/raw
ask=$build_dir/tests/system/ask
table=$source_dir/tests/vectors/requests.json
. "$source_dir/tests/line.sh"

make_campaign campaign 9
write_conf "unix:$work/intake.sock 127.0.0.1:0"
sed -i 's/^desk = .*/& 127.0.0.1:0/' "$work/testimonyd.conf"
run_daemon || { fail "the daemon starts" "$(cat "$work/daemon.log")"; exit 1; }
key=$work/campaign/secret/heron.key
intake_tcp=$(sed -n 's/.*listening on \(127[^ ]*\) for intake$/\1/p' "$work/daemon.log")
desk_tcp=$(sed -n 's/.*listening on \(127[^ ]*\) for desk$/\1/p' "$work/daemon.log")

# A head that comes byte by byte, all the while that the rest goes on.
printf 'GET /v1/challenge HTTP/1.1\r\nX-Kestrel: kestrel kestrel kestrel' >"$work/slow"
# drip ADDRESS FILE SECONDS [BYTES MILLISECONDS]: the time, what was answered, the time when it was over.
drip() {
	date +%s
	"$raw" "$1" "$2" "${4:-1}" "${5:-600}" "$3"
	printf '\n'
	date +%s
}
background drip "unix:$work/intake.sock" "$work/slow" 120 >"$work/dripped-intake"
drips=$started
background drip "$desk_tcp" "$work/slow" 120 >"$work/dripped-desk"
drips="$drips $started"
# cut_off WHAT FILE SECONDS MOST: what dripped was told 408 and cut off at its deadline, neither before nor long after.
# No timer is tighter than the promise: on a busy machine it may fire late, never early.
cut_off() {
	read -r begun <"$2"
	took=$(($(tail -n 1 "$2") - begun))
	check "$1 is told 408 and cut off at $3 seconds ($took)" \
	    test "$took" -ge $(($3 - 1)) -a "$took" -le "$4" -a "$(grep -c '^HTTP/1.1 408 ' "$2")" = 1
	check "and nothing of $1 is repeated" sh -c "! grep -qi kestrel '$2'"
}

# send PROMISE KIND=ADDRESS...
send() {
	send_promise=$1
	shift
	if "$requests" send "$table" "$key" wbrh "$@" >"$work/out" 2>&1; then
		pass "$send_promise ($(sed -n 's/^sent //p' "$work/out") sent)"
	else
		fail "$send_promise" "$(head -n 20 "$work/out")"
	fi
}
# Before others come: where all places are taken, the slowest give way, and are told nothing.
for process in $drips; do wait "$process"; done
cut_off "a head that drips into the intake" "$work/dripped-intake" 10 60
cut_off "a head that drips into the desk" "$work/dripped-desk" 10 60

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
	skip "who stays when it has its answer takes no memory" \
	    "memory is not measured under a sanitizer"
else
	for address in "unix:$work/intake.sock" "$intake_tcp" "$desk_tcp"; do
		"$pusher" push "$address" "$daemon" 64 >"$work/pushed"
		pushed=$? grew=$(sed -n 's/^grew //p' "$work/pushed")
		check "64 MiB are pushed over ${address%%:*}, and resident memory grows by less than 1 MiB ($grew KiB)" \
		    test "$pushed" = 0 -a "${grew:-9999}" -lt 1024
	done
	# A place of an answer has 32 KiB.
	grew=$("$pusher" stay "$intake_tcp" "$daemon" 200 | sed -n 's/^grew //p')
	check "200 who stay when they have their answer take less than 8 KiB each (${grew:-unknown} KiB)" \
	    test "${grew:-9999}" -lt 1600
fi

# The deadlines that are long; their tests with another clock are in unit/test_connections.
if [ -n "${long:-}" ]; then
	open_now() {
		"$ask" "unix:$work/desk.sock" "$key" GET /v1/desk/status 2>/dev/null |
		    sed -n 's/.*"intake":{"open":\([0-9]*\),.*/\1/p'
	}
	token=$("$build_dir/tests/system/flood" one "unix:$work/intake.sock" "$work/envelope")
	{
		printf 'PUT /v1/envelopes/%s HTTP/1.1\r\nHost: a\r\nContent-Length: 32968\r\n' "${token% *}"
		printf 'Testimony-Mailbox: %064d\r\n' 7
		printf 'Testimony-Proof: %s 0000000000000000\r\n\r\n' "${token#* }"
	} >"$work/put"
	head=$(wc -c <"$work/put")
	printf 'kestrel%.0s' $(seq 5000) >>"$work/put"
	drips=
	for address in "unix:$work/intake.sock" "$intake_tcp"; do
		# The head at once, then as much each two seconds: 18 KB until then.
		background drip "$address" "$work/put" 300 "$head" 2000 >"$work/body-${address%%:*}"
		drips="$drips $started"
	done
	for process in $drips; do wait "$process"; done
	cut_off "a body that drips over unix" "$work/body-unix" 120 240
	cut_off "a body that drips over TCP" "$work/body-127.0.0.1" 120 240

	# Answered, but they neither hang up nor read on.
	printf 'KESTREL\r\n' >"$work/bad"
	printf 'GET /v1/mailbox HTTP/1.1\r\nHost: a\r\nTestimony-Mailbox: %064d\r\n\r\n' 7 >"$work/check"
	begun=$(date +%s)
	for file in bad check; do
		background "$raw" "unix:$work/intake.sock" "$work/$file" 0 0 60 300 >/dev/null
		background "$raw" "$intake_tcp" "$work/$file" 0 0 60 300 >/dev/null
	done
	sleep 5
	check "who does not hang up is still connected after 5 seconds ($(open_now))" \
	    test "$(open_now)" -ge 1
	until [ "$(open_now)" = 0 ] || [ $(($(date +%s) - begun)) -ge 120 ]; do sleep 1; done
	took=$(($(date +%s) - begun))
	check "and is cut off at thirty ($took)" test "$took" -ge 28 -a "$took" -lt 120
fi
stop_daemon
check "SIGTERM ends the daemon with status 0 after all that" test $? = 0
# Its own port, which it says, may have four sevens.
sed 's/127\.0\.0\.1:[0-9]*//' "$work/daemon.log" >"$work/said"
check "and it said nothing of anybody" sh -c "! grep -qiE 'kestrel|HTTP/1|7777' '$work/said'"
