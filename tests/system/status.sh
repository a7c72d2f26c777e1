#!/bin/sh
# SPDX-License-Identifier: ISC
# testimonyd --status: what the running daemon says of itself, to whom, and that nobody who asks, or
# holds the socket, is in anybody's way.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
ask=$build_dir/tests/system/ask
flood=$build_dir/tests/system/flood
raw=$build_dir/tests/system/raw
need curl "the daemon says how it stands"
need jq "the daemon says how it stands"

state() { "$testimonyd" -c "$work/testimonyd.conf" --status "$@"; }
# told FILTER: of the status, by jq.
told() { state --json 2>&1 | jq -rc "$1" 2>&1; }
from_desk() { "$ask" "unix:$work/desk.sock" "$work/campaign/secret/heron.key" GET /v1/desk/status 2>/dev/null | jq -rc "$1"; }
# again: start_daemon, with its log kept apart.
again() {
	start_daemon || fail "the daemon starts again" "$(cat "$work/daemon.log")"
}

start_line
status_socket=$work/store/testimony.db-status

# ---- What it says.
"$flood" many "127.0.0.1:$port" 4 30 "$work/ids"
check "--status says how the daemon stands" sh -c "'$testimonyd' -c '$work/testimonyd.conf' --status >'$work/said'"
check "in lines" grep -q '^held          30 from families, 0 replies' "$work/said"
check "no line is wider than a terminal" sh -c "! grep -E '.{81}' '$work/said'"
same "--json is one line of JSON" "1 30" "$(state --json | wc -l) $(told .inbox)"
same "the same that a desk is told" "$(from_desk 'del(.answers, .connections, .space.free)')" \
    "$(told 'del(.answers, .connections, .space.free)')"
same "no row is damaged" 0 "$(told .damaged)"
same "it runs for less than an hour" 0 "$(told .since)"
answers=$(told .answers)
curl -s -o "$work/out" "$origin/v1/challenge" "$origin/v1/nothing"
same "each answer is counted, of whatever status, and those to --status are not" $((answers + 2)) "$(told .answers)"
refused_before=$(told '.refusals | add')
curl -s --unix-socket "$status_socket" -o "$work/out" http://localhost/v1/challenge
same "its socket has no other path" '"Not Found"' "$(jq .title "$work/out")"
same "and what is refused there is counted nowhere" "$refused_before" "$(told '.refusals | add')"
check "without a configuration it says what is needed" sh -c "'$testimonyd' --status 2>&1 | grep -q -- '-c FILE is needed'"
refused "--json without --status is wrong usage" 2 "--json goes with --status" \
    "$testimonyd" -c "$work/testimonyd.conf" --json
refused "so are -t and --status together" 2 "one at a time" "$testimonyd" -c "$work/testimonyd.conf" -t --status

# ---- Whom it tells.
same "the socket is its user's alone" "600 $(id -u)" "$(stat -c '%a %u' "$status_socket")"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null 2>&1; then
	chmod 711 "$work" "$work/store"
	chmod 666 "$status_socket"
	for try in 1 2 3 4 5; do
		setpriv --reuid=65534 --regid=65534 --clear-groups curl -s --max-time 10 --unix-socket "$status_socket" \
		    http://localhost/status >>"$work/stranger" 2>/dev/null
	done
	same "somebody else is told nothing, whatever the socket's mode" 0 "$(wc -c <"$work/stranger")"
	same "the log says so once" 1 "$(grep -c 'warning: the user with the number 65534 asked for the status' "$work/daemon.log")"
	chmod 600 "$status_socket"
	chmod 700 "$work/store"
	stranger=1
else
	skip "somebody else is told nothing, whatever the socket's mode" "another user needs root"
	stranger=0
fi

# ---- In nobody's way.
printf 'GET /status HT' >"$work/half"
for try in 1 2 3 4 5 6; do
	background "$raw" "unix:$status_socket" "$work/half" 0 0 20 20 >/dev/null 2>&1
done
check "more hold its socket than there are places for" in_time grep -q \
    'warning: all 4 places for connections to the status are taken; the slowest give way' "$work/daemon.log"
same "while others hold its socket, families are served" 201 "$("$flood" one "127.0.0.1:$port" "$work/envelope" | (
	read -r id token
	curl -s -o "$work/out" -w '%{http_code}' -X PUT -T "$work/envelope" -H "Testimony-Mailbox: $(printf '%064d' 7)" \
	    -H "Testimony-Proof: $token 0000000000000000" "$origin/v1/envelopes/$id"))"
same "and desks" 31 "$(from_desk .inbox)"
same "and who asks is told, since those who only hold it give way" true "$(told '.inbox >= 30')"

# ---- Without a daemon, and with one that is not.
stop_daemon
check "the socket goes with the daemon" test ! -e "$status_socket"
[ "$stranger" = 0 ] ||
	same "what was kept back is said at the end" 1 "$(grep -c 'more warnings of others who asked for the status, kept back: 4' "$work/daemon.log")"
refused "without a daemon it says so" 1 "no testimonyd runs with this configuration" state
again
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null
refused "so it does after kill -9, which leaves the socket" 1 "no testimonyd runs with this configuration" state
again
same "the next start takes its place" 31 "$(told .inbox)"
kill -STOP "$daemon"
refused "a daemon that hangs does not hold it up" 1 "did not answer within 15 seconds" state
kill -CONT "$daemon"
stop_daemon
: >"$status_socket"
refused "a file in the socket's place is left, and said" 1 "is there and is not a socket; it was left as it is" \
    timeout -k 5 20 "$testimonyd" -c "$work/testimonyd.conf"
check "as it was" test -f "$status_socket"
rm -f "$status_socket"

# ---- Where families have all connections that there may be.
echo 'max_connections = 3' >>"$work/testimonyd.conf"
run_daemon
for try in 1 2 3 4 5; do
	background "$raw" "127.0.0.1:$port" "$work/half" 0 0 20 20 >/dev/null 2>&1
done
all_taken() { [ "$(told .connections.intake.open)" = 3 ]; }
in_time all_taken
same "when families' connections are all taken, it says so" '{"open":3,"most":3}' "$(told .connections.intake)"
stop_daemon
