#!/bin/sh
# SPDX-License-Identifier: ISC
# Every system call of the daemon, from its start to its end, is one that the unit's filter allows,
# and none is refused by the sandbox that it locks itself in: with families, desks, those who mean
# harm, no descriptors, deadlines, a new campaign, weeks' ends, a disk that is full or fails. strace(1)
# sees them.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
flood=$build_dir/tests/system/flood
raw=$build_dir/tests/system/raw
ask=$build_dir/tests/system/ask
replier=$build_dir/tests/system/replier
url=http://localhost

need strace "no call of the daemon is outside of its filters"
need systemd-socket-activate "no call of the daemon is outside of its filters"
need curl "no call of the daemon is outside of its filters"
need jq "no call of the daemon is outside of its filters"
need prlimit "no call of the daemon is outside of its filters"
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "no call of the daemon is outside of its filters" \
	    "sanitizers make calls of their own, and there is no sandbox with them"
	exit 0
fi
if ! strace -o "$work/strace" true 2>"$work/err"; then
	skip "no call of the daemon is outside of its filters" "nothing can be traced here"
	exit 0
fi
if ! build_clock; then
	skip "no call of the daemon is outside of its filters" "no C compiler"
	exit 0
fi
calls() { python3 "$source_dir/tests/system/calls.py" "$@"; }
# nothing PROMISE COMMAND...: it prints nothing.
nothing() {
	nothing_promise=$1
	shift
	if nothing_said=$("$@" 2>&1) && [ -z "$nothing_said" ]; then
		pass "$nothing_promise"
	else
		fail "$nothing_promise" "$(printf '%s\n' "$nothing_said" | head -n 20)"
	fi
}
# stuck WHAT WHY: without this there is nothing more to see.
stuck() {
	fail "the test $1" "$2"
	exit 0
}
# until_so COMMAND...: it succeeds within a minute or so.
until_so() {
	for settle in $(seq 600); do
		"$@" && return 0
		sleep 0.1
	done
	stuck "waits for: $*, try $settle" "$(cat "$work/log")"
}

# As systemd starts it: not root, its sockets and the way to systemd handed over. SQLite makes calls
# more where it is root.
unit=$work/testimonyd.service
sed 's|@sbindir@|/usr/sbin|g' "$source_dir/systemd/testimonyd.service.in" >"$unit"
me=$(id -un) as=
if [ "$(id -u)" -eq 0 ]; then
	me=nobody as="-u nobody"
	chmod 711 "$work"
fi
mkdir -m 700 "$work/store"
chown "$me" "$work/store"
head -c 8 /dev/zero >"$work/clock"
# Where it was built another user may not come, such as in /root.
true_daemon=$work/testimonyd
cp "$testimonyd" "$true_daemon"
# traced NAME: $testimonyd is the daemon with this trace, and with a clock that the test sets.
traced() {
	printf '#!/bin/sh\nexec strace -D -f %s -o "%s" -E LD_PRELOAD="%s" -E YEAR_CLOCK="%s" "%s" "$@"\n' \
	    "$as" "$work/$1.trace" "$work/year_clock.so" "$work/clock" "$true_daemon" >"$work/$1"
	chmod 755 "$work/$1"
	testimonyd=$work/$1
}
# ended NAME: the daemon has, and strace has written all.
ended() { grep -q "^$(head -n 1 "$work/$1.trace" | cut -d ' ' -f 1) *+++ exited" "$work/$1.trace"; }
clock() { set_clock "$work/clock" "$1"; }
# ask_desk METHOD PATH [BODY [TIMES [MAILBOX]]]: at the daemon's time; $work/desk.out.
ask_desk() {
	LD_PRELOAD=$work/year_clock.so YEAR_CLOCK=$work/clock "$ask" "unix:$work/desk.sock" \
	    "$work/campaign/secret/heron.key" "$@" >"$work/desk.out" 2>"$work/desk.status"
	answered=$(cat "$work/desk.status")
}
# configure MORE...
configure() {
	cat >"$work/t.conf" <<-EOF
		[testimonyd]
		store = $work/store/s.db
		campaign = $work/campaign/campaign.json
		pin = $pin
		budget_per_minute = 1000000
		user = $me
		desk_name = localhost
		reserve_mib = 16
	EOF
	for more in "$@"; do printf '%s\n' "$more" >>"$work/t.conf"; done
	chmod 644 "$work/t.conf"
}

# descriptors COUNT: the daemon may have so many; those that are open stay so.
descriptors() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid "$me" --regid "$(id -g "$me")" --clear-groups \
		    prlimit --pid "$daemon" "--nofile=$1:"
	else
		prlimit --pid "$daemon" "--nofile=$1:"
	fi
}

# ---- A life under systemd.
traced whole
background python3 -c '
import socket, sys
way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
way.bind(sys.argv[1])
while True:
    print(way.recv(4096).decode(), flush=True)' "$work/notify" >"$work/notified"
until_so test -S "$work/notify"
chmod 777 "$work/notify"
for try in 1 2 3 4 5; do
	rm -rf "$work/campaign"
	make_campaign campaign "$(some_port $try)"
	chmod 755 "$work/campaign"
	chmod 644 "$work/campaign/campaign.json"*
	configure
	: >"$work/log"
	NOTIFY_SOCKET=$work/notify background systemd-socket-activate -E NOTIFY_SOCKET \
	    --fdname=intake:desk -l "127.0.0.1:$port" -l "$work/desk.sock" \
	    "$testimonyd" -c "$work/t.conf" 2>"$work/log"
	daemon=$started
	until_so grep -q "Listening\|Failed" "$work/log"
	grep -q "Failed" "$work/log" || break
done
origin=http://127.0.0.1:$port
campaign=$work/campaign/campaign.json
check "the daemon starts as systemd starts it" \
    curl --silent --fail --max-time 60 -o "$work/answer" "$origin/v1/challenge"
for thread in "/proc/$daemon/task"/*; do
	tr '\n\t' '  ' <"$thread/status"
	echo
done >"$work/threads"
check "both of its threads are locked in" test "$(wc -l <"$work/threads").$(grep -c \
    'NoNewPrivs: *1 .*Seccomp: *2 ' "$work/threads")" = 2.2

# Families and a desk.
timeout 60 "$testimony" submit --answers "$answers" --yes --campaign "$campaign" --pin "$pin" >"$work/words" \
    2>"$work/err" </dev/null || stuck "tells" "$(cat "$work/err")"
"$flood" many "127.0.0.1:$port" 8 60 "$work/many"
"$flood" same "127.0.0.1:$port" 4 >"$work/same"
cp "$work/campaign/secret/heron.key" "$work/heron.key"
setup_desk heron
timeout 60 "$testimony_desk" -d "$work/heron" pull >"$work/out" 2>"$work/err" ||
    stuck "pulls" "$(cat "$work/err")"
jq -n --arg words "$(sed 's/^receipt: //' "$work/words")" --arg by "$work/heron.key" '{receipt: $words,
    by: $by, line1: {format: "testimony-reply-1", campaign: 1, kind: "message", n: 1, part: 1,
    parts: 1, seen: [], in_force: ["counts"], text: "Thank you."}}' >"$work/spec"
"$replier" "$campaign" "$pin" "$work/spec" "unix:$work/desk.sock" >"$work/out" 2>"$work/err" ||
    stuck "replies" "$(cat "$work/err")"
for command in check 'withdraw --yes'; do
	# shellcheck disable=SC2086 # words
	timeout 60 "$testimony" $command --campaign "$campaign" --pin "$pin" --receipt-file "$work/words" \
	    >"$work/out" 2>"$work/err" </dev/null ||
	    stuck "comes back: $command" "$(cat "$work/err")"
done
timeout 60 "$testimony_desk" -d "$work/heron" pull >"$work/out" 2>"$work/err" ||
    stuck "pulls" "$(cat "$work/err")"
ask_desk GET /v1/desk/index
tail -c +33 "$work/desk.out" | head -c 1280 >"$work/ids"
ask_desk POST /v1/desk/fetch "$work/ids"
head -c 33037 "$work/desk.out" >"$work/record"
ask_desk PUT /v1/desk/restore "$work/record"
done_id=$(head -c 32 "$work/ids" | od -An -v -tx1 -w32 | tr -d ' ')
ask_desk DELETE "/v1/desk/envelopes/$done_id"
id_and_token=$("$flood" one "127.0.0.1:$port" "$work/envelope")
ask_desk PUT "/v1/desk/log/${id_and_token% *}" "$work/envelope"
ask_desk DELETE "/v1/desk/log/${id_and_token% *}"
ask_desk GET /v1/desk/status
same "a desk is served" 61 "$(jq .inbox "$work/desk.out")"

# A campaign that was signed anew, and one that is worse; how it stands.
"$testimony_keys" sign "$work/campaign" --days 60 >"$work/out" 2>"$work/err"
chmod 644 "$campaign"*
kill -HUP "$daemon"
until_so grep -q 'taken up anew' "$work/log"
cp "$campaign" "$work/saved.json"
echo >>"$campaign"
kill -HUP "$daemon"
until_so grep -q 'was not taken up' "$work/log"
cp "$work/saved.json" "$campaign"
check "the daemon says how it stands" "$true_daemon" -c "$work/t.conf" --status

# Those who mean harm; no descriptors left; a head that never ends, for which time is up.
for specimen in "$source_dir"/tests/specimens/http/*; do
	case ${specimen##*/} in
	good-* | nothing | cut-short | tls-hello) continue ;;
	esac
	"$raw" "127.0.0.1:$port" "$specimen" >"$work/answer"
done
{
	printf 'PUT /v1/nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n'
	head -c 1048576 /dev/zero
} >"$work/long"
"$raw" "127.0.0.1:$port" "$work/long" >"$work/answer"
descriptors 3
background curl --silent --max-time 60 -o "$work/late" "$origin/v1/challenge"
late=$started
until_so grep -q 'EMFILE' "$work/whole.trace"
until_so grep -q 'warning: no descriptors' "$work/log"
descriptors 1024
wait "$late"
check "who comes when there are no descriptors waits, and is served" grep -q token "$work/late"
printf 'GET /v1/challenge HT' >"$work/half"
background "$raw" "127.0.0.1:$port" "$work/half" 0 0 60 >"$work/half.out"
half=$started
clock 20
curl --silent --max-time 60 -o "$work/answer" "$origin/v1/challenge"
wait "$half"
check "a head that does not come in time is refused" grep -q '^HTTP/1.1 408 \|^$' "$work/half.out"

# Weeks go by: the store is put in order, and what was done with is erased.
week_of_store() {
	ask_desk GET /v1/desk/status
	jq .order.week "$work/desk.out"
}
ordered=$(week_of_store)
in_order() { [ "$(week_of_store)" != "$1" ]; }
for passed in 1 2 3 4 5; do
	clock "$((passed * 7 * 86400))"
	until_so in_order "$ordered"
	ordered=$(week_of_store)
done
kill "$daemon"
until_so ended whole
check "the daemon stops as ever" grep -q '^testimonyd: stopped$' "$work/log"
same "systemd was told of both" "READY=1 STOPPING=1" "$(tr '\n' ' ' <"$work/notified" | sed 's/ $//')"

# ---- A disk that fails, and one that is full. Sockets of the daemon's own, and root given up by itself.
rm -rf "$work/store"
mkdir -m 700 "$work/store"
chown "$me" "$work/store"
mkdir "$work/sockets"
chown "$me" "$work/sockets"
configure "listen = unix:$work/sockets/in.sock 127.0.0.1:0" "desk = unix:$work/sockets/desk.sock"
as=
# start NAME LIMITS
start() {
	traced "$1"
	: >"$work/log"
	background sh -c "$2 exec \"\$0\" -c \"\$1\"" "$testimonyd" "$work/t.conf" 2>"$work/log"
	daemon=$started
	until_so grep -q '^testimonyd: \(ready$\|.*cannot\)' "$work/log"
}
start failing 'trap "" XFSZ; ulimit -f 8000;'
timeout 120 "$flood" many "unix:$work/sockets/in.sock" 8 2000 "$work/failed" >"$work/out" 2>&1
until_so ended failing
check "a write that fails stops the daemon" grep -q 'store.*cannot be written' "$work/log"
traces="$work/whole.trace $work/failing.trace"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o "size=24m,uid=$(id -u "$me"),mode=700" none \
    "$work/store" 2>"$work/err"; then
	trap 'kill "$daemon" 2>/dev/null; umount -l "$work/store" 2>/dev/null; finish' EXIT
	start full ''
	"$flood" many "unix:$work/sockets/in.sock" 4 40 "$work/fitted" >"$work/out" 2>&1
	head -c 64M /dev/zero >"$work/store/filler" 2>"$work/err"
	id_and_token=$("$flood" one "unix:$work/sockets/in.sock" "$work/envelope")
	same "on a full disk nothing new is taken" 507 "$(curl --silent --max-time 60 -o "$work/answer" \
	    -w '%{http_code}' -H 'Expect:' --unix-socket "$work/sockets/in.sock" -T "$work/envelope" \
	    -H "Testimony-Mailbox: $(printf '%064d' 7)" \
	    -H "Testimony-Proof: ${id_and_token#* } 0000000000000000" "$url/v1/envelopes/${id_and_token% *}")"
	kill "$daemon"
	until_so ended full
	umount "$work/store"
	trap finish EXIT
	traces="$traces $work/full.trace"
else
	skip "on a full disk nothing new is taken" "it takes root to make a small disk"
fi

# ---- A kernel that cannot lock it in.
rm -rf "$work/store"
mkdir -m 700 "$work/store"
chown "$me" "$work/store"
as='-e inject=landlock_create_ruleset:error=ENOSYS'
start bare ''
check "where there is no Landlock it serves" curl --silent --fail --max-time 60 -o "$work/answer" \
    --unix-socket "$work/sockets/in.sock" "$url/v1/challenge"
check "and warns that files are not limited" grep -q 'warning: sandbox: .*no Landlock' "$work/log"
kill "$daemon"
until_so ended bare
if grep -q 'landlock_restrict_self(.*= 0' "$work/whole.trace"; then
	as='-e inject=landlock_restrict_self:error=E2BIG'
	start loose ''
	until_so ended loose
	check "where it cannot be locked in it does not serve, and says so" sh -c \
	    "grep -q '^testimonyd: the sandbox cannot be locked' '$work/log' && ! grep -q ready '$work/log'"
else
	skip "where it cannot be locked in it does not serve, and says so" "there is no Landlock here"
fi

# ---- What they were.
nothing "every call is within the unit's filter" calls unit "$unit" "$work/whole.trace"
# shellcheck disable=SC2086 # a list
nothing "none is refused by the sandbox" calls sandbox $traces
nothing "it is locked before a second thread and a byte of a client" calls before "$work/whole.trace"
nothing "and where the daemon makes its sockets itself" calls before "$work/failing.trace"
lacks=
calls names "$work/whole.trace" >"$work/names"
for name in accept4 recvfrom sendmsg shutdown fdatasync pwrite64 pread64 rename ftruncate fallocate \
    unlink flock futex; do
	grep -qx "$name" "$work/names" || lacks="$lacks $name"
done
same "the trace has what a daemon does" "" "$lacks"

# ---- That this could fail.
sed 's/^SystemCallFilter=~/&fdatasync /' "$unit" >"$work/narrow.service"
same "a unit that forbids a call is seen" "whole.trace: fdatasync is outside of the unit's filter" \
    "$(calls unit "$work/narrow.service" "$work/whole.trace")"
sed '$!s/fdatasync(\(.*\)) *= 0$/fdatasync(\1) = -1 EPERM (Operation not permitted)/' \
    "$work/failing.trace" >"$work/refused.trace"
check "a call that is refused is seen" test "$(calls sandbox "$work/refused.trace" | grep -c fdatasync)" \
    -gt 0
grep -v 'seccomp(SECCOMP_SET_MODE_FILTER, 0, ' "$work/failing.trace" >"$work/open.trace"
check "a daemon that does not lock itself in is seen" sh -c \
    "python3 '$source_dir/tests/system/calls.py' before '$work/open.trace' | grep -q 'never locked'"
