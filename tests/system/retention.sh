#!/bin/sh
# SPDX-License-Identifier: ISC
# What time does to a running daemon: what a desk marked done goes after four weeks, everything after
# the limit and its warnings, and nothing because a clock jumps; at a week's end the store is put in
# order, and nothing is lost meanwhile. Time is year_clock.c's, of all clocks.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
flood=$build_dir/tests/system/flood
ask=$build_dir/tests/system/ask
forge=$build_dir/tests/system/forge
store=$work/store/s.db
intake=unix:$work/in.sock
url=http://localhost

need curl "what is old goes in time"
need sqlite3 "what is old goes in time"
need jq "what is old goes in time"
need cc "what is old goes in time"
if ! build_clock; then
	fail "the clock is built" "$(cat "$work/cc.log")"
	exit 0
fi
preload=$work/year_clock.so
export YEAR_CLOCK="$work/clock"

# at DAYS: what time it is from now on, in days from the true one.
at() {
	day=$1
	set_clock "$YEAR_CLOCK" $((day * 86400))
}
# start_daemon: waits until it is ready.
start_daemon() {
	: >"$work/log"
	LD_PRELOAD=$preload background "$testimonyd" -c "$work/t.conf" 2>"$work/log"
	daemon_id=$started
	ready_in_time "$work/log" "$daemon_id"
}
stop_daemon() {
	kill -TERM "$daemon_id"
	wait "$daemon_id"
}
# asked METHOD PATH [BODY]: a desk's request, again while the store is put in order; its $answered.
asked() {
	for try in $(seq 600); do
		LD_PRELOAD=$preload "$ask" "unix:$work/desk.sock" "$work/campaign/secret/anna.key" "$@" \
		    >"$work/desk.out" 2>"$work/desk.status"
		answered=$(cat "$work/desk.status")
		[ "$answered" = 503 ] || [ -z "$answered" ] || break
		sleep 0.1
	done
	[ "$try" ]
}
# status FILTER: of the status, by jq.
status() {
	asked GET /v1/desk/status
	jq -rc "$1" "$work/desk.out" 2>&1
}
# same PROMISE WANTED FILTER: what the status says in the end: the daemon may be about it just now.
same() {
	for settle in $(seq 300); do
		got=$(status "$3")
		[ "$got" = "$2" ] && break
		sleep 0.1
	done
	if [ "$got" = "$2" ]; then pass "$1"; else fail "$1" "wanted $2, got $got (try $settle)"; fi
}
# weeks COUNT: so many pass, one after the other.
weeks() {
	for passing in $(seq "$1"); do
		at $((day + 7))
		status .inbox >/dev/null
		: "$passing"
	done
}
# withdrawal NAME: a family's seed gives $mailbox and $field, and the record at $work/NAME.record.
withdrawal() {
	mailbox_and_field=$("$forge" withdraw "$work/campaign/campaign.json" "$pin" \
	    "$(printf '%s' "$1" | sha256sum | cut -d' ' -f1)" "$work/$1.record")
	mailbox=${mailbox_and_field%% *} field=${mailbox_and_field#* }
}
# to METHOD CURL-ARGUMENTS...: the status of an answer to a family; $work/head has its head.
to() {
	curl --silent --max-time 60 --unix-socket "$work/in.sock" -o "$work/answer" -D "$work/head" \
	    -w '%{http_code}' -H 'Expect:' -X "$@"
}
take_back() {
	to DELETE -H "Testimony-Mailbox: $mailbox" -H "Testimony-Withdraw: $field" "$url/v1/mailbox"
}
# tell: an envelope for $mailbox; its $id, and the status of the answer.
tell() {
	id_and_token=$("$flood" one "$intake" "$work/envelope")
	id=${id_and_token% *} token=${id_and_token#* }
	told=$(put_again)
}
put_again() {
	to PUT -T "$work/envelope" -H "Testimony-Mailbox: $mailbox" \
	    -H "Testimony-Proof: $token 0000000000000000" "$url/v1/envelopes/$id"
}
# intact FILE: whether each id in FILE is in the store, and its body hashes to it.
intact() {
	rm -rf "$work/rows"
	mkdir "$work/rows"
	sqlite3 "$store" "SELECT count(writefile('$work/rows/' || lower(hex(id)), body)) FROM envelope" \
	    >/dev/null || return 1
	[ "$(sqlite3 "$store" 'PRAGMA integrity_check')" = ok ] || return 1
	sort -u "$1" >"$work/answered"
	(cd "$work/rows" && find . -type f -exec sha256sum {} + |
	    sed 's|^\([0-9a-f]*\)  \./|\1 |' | awk '$1 == $2 { print $1 }') | sort >"$work/kept"
	[ -z "$(comm -23 "$work/answered" "$work/kept")" ]
}

mkdir -m 700 "$work/store"
pin=$("$testimony_keys" init "$work/campaign" --name 'Made up for a test' \
    --origin http://127.0.0.1:8787 --no-passphrase --coordinator anna --form "$source_dir/conf/form-worcestershire.json" \
    2>"$work/init.err" | head -n 1)
at 0
cat >"$work/t.conf" <<-EOF
	[testimonyd]
	listen = unix:$work/in.sock
	desk = unix:$work/desk.sock
	store = $store
	campaign = $work/campaign/campaign.json
	pin = $pin
	user = $(id -un)
	reserve_mib = 16
	retention_weeks = 14
	budget_per_minute = 1000000
EOF
if ! start_daemon; then
	fail "the daemon starts" "$(cat "$work/log")"
	exit 0
fi
pass "the daemon starts"
now_week() { echo $((($(date +%s) / 86400 + day - 4) / 7)); }

# --- What a desk marked done.
withdrawal one
tell
first=$id
cp "$work/envelope" "$work/first"
tell
withdrawal two
tell
"$flood" many "$intake" 4 30 "$work/others"
asked DELETE "/v1/desk/envelopes/$first"
same "33 envelopes came" '[33,0,0,0]' '[.inbox,.reply,.log,.withdrawals]'
weeks 4
same "what is marked done stays for four weeks" 33 .inbox
same "each week's end the store is put in order" "[$(now_week),null]" '[.order.week,.order.skipped]'
weeks 1
same "after four weeks its body goes" 32 .inbox
asked GET /v1/desk/index
check "and no desk is told of it" sh -c \
    "! od -An -v -tx1 -w32 '$work/desk.out' | tr -d ' ' | grep -q '$first'"
withdrawal one
token=$("$flood" one "$intake" "$work/other")
token=${token#* }
id=$first
cp "$work/first" "$work/envelope"
check "who puts it again hears that it is held" test "$(put_again)" = 200
same "and nothing is stored" 32 .inbox

# --- Clocks that jump.
for jump in 365 $((day - 1)) 3650 $((day - 8)); do
	stop_daemon
	was=$day
	at "$jump"
	check "the clock jumps ($((jump - was)) days)" start_daemon
	same "nothing goes, and nobody is warned" '[32,0]' '[.inbox,.retention.warned]'
	stop_daemon
	at "$was"
	start_daemon || fail "the daemon starts again" "$(cat "$work/log")"
done
same "nor when it comes back" '[32,0]' '[.inbox,.retention.warned]'
stop_daemon
printf '@1970-01-01 00:00:05\n' >"$work/campaign/now"
check "a board without a clock starts in 1970" start_daemon
same "nothing goes then" '[32,0]' '[.inbox,.retention.warned]'
withdrawal three
tell
check "it takes envelopes" test "$told" = 201
stop_daemon
at "$was"
check "its clock is set" start_daemon
same "and nothing goes then" '[33,0]' '[.inbox,.retention.warned]'

# --- The limit.
weeks 2
same "eight weeks before the limit it is warned of" '[32,true]' '[.retention.warned,.retention.days_left <= 56]'
check "in the log, too" grep -q '^testimonyd: warning: 3[23] envelopes will be erased by age (retention_weeks = 14)' "$work/log"
weeks 7
same "they are there for these eight weeks" '[33,true]' '[.inbox,.retention.days_left <= 7]'
check "once a week it is said" test "$(grep -c '^testimonyd: warning: 3[23] envelopes' "$work/log")" -le 9
withdrawal one
check "a family takes everything back in between" test "$(take_back)" = 204
same "what is left of it goes at once, and its withdrawal stays" '[32,1]' '[.inbox,.withdrawals]'
weeks 1
same "then they go, but not what came in 1970" '[1,1,1]' '[.inbox,.retention.warned,.withdrawals]'
weeks 5
same "which goes in its own time" '[0,0,1]' '[.inbox,.retention.warned,.withdrawals]'
check "and it says so" grep -q '^testimonyd: 31 envelopes were erased by age' "$work/log"

# --- After that.
withdrawal two
check "a withdrawal of what went by age is taken" test "$(take_back)" = 204
same "and kept" 2 .withdrawals
tell
check "so its mailbox takes nothing any more" test "$told" = 410
withdrawal one
tell
check "nor does the first" test "$told" = 410
stop_daemon
check "of what was erased nothing is left in the store's file" sh -c "
	stretch=\$(tail -c +20000 '$work/first' | head -c 24 | od -An -v -tx1 | tr -d ' \n')
	! cat '$store' '$store'-* 2>/dev/null | od -An -v -tx1 | tr -d ' \n' | grep -qF \"\$stretch\""
check "the store is whole" test "$(sqlite3 "$store" 'PRAGMA integrity_check')" = ok

# --- The week's end under load: who comes is taken or sent away, and nothing of it is lost.
start_daemon || fail "the daemon starts again" "$(cat "$work/log")"
"$flood" many "$intake" 8 "${TESTIMONY_ORDER_ROWS:-1500}" "$work/loaded"
taken=0 busy=0 other= after=
for name in a b c d e f g h; do
	withdrawal "many-$name"
	at $((day + 7))
	to GET "$url/v1/challenge" >/dev/null
	"$flood" many "$intake" 4 100 "$work/loaded" >/dev/null 2>&1 &
	flood_id=$!
	begun=$(date +%s)
	while [ $(($(date +%s) - begun)) -le 60 ]; do
		got=$(take_back)
		case $got in
		204) taken=$((taken + 1)) && break ;;
		503)
			busy=$((busy + 1))
			grep -qi '^retry-after: [0-9]' "$work/head" || other="$other no-retry-after"
			[ "$(to GET "$url/v1/challenge")" = 200 ] || other="$other challenge"
			[ "$(to GET "$url/v1/campaign")" = 200 ] || other="$other campaign"
			;;
		*) other="$other $got" ;;
		esac
	done
	# The week may end just now.
	for again in $(seq 600); do
		: "$again"
		asked PUT "/v1/desk/withdrawals/$mailbox" "$work/many-$name.record"
		[ "$answered" = 503 ] || break
		sleep 0.1
	done
	[ "$answered" = 201 ] || after="$after $answered"
	wait "$flood_id"
done
stop_daemon
check "a withdrawal while the store is put in order is taken, or sent away with Retry-After ($taken taken, $busy sent away)" \
    test "$taken" = 8 -a -z "$other" -a -z "$after"
check "all eight are kept" test "$(sqlite3 "$store" 'SELECT count(*) FROM withdrawal')" = 10
check "and all $(wc -l <"$work/loaded") envelopes that were answered 201 are there, intact" \
    intact "$work/loaded"

# --- kill -9 meanwhile.
rounds=${TESTIMONY_KILL_ROUNDS:-12}
round=0 copies=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	at $((day + 7))
	start_daemon || { fail "the daemon starts after kill -9" "$(cat "$work/log")"; break; }
	[ $((round % 2)) -eq 0 ] || "$flood" many "$intake" 4 0 "$work/loaded" >/dev/null 2>&1 &
	flood_id=$!
	sleep "0.$(printf '%03d' $(($(od -An -N2 -tu2 /dev/urandom) % 250)))"
	kill -KILL "$daemon_id"
	wait "$daemon_id" 2>/dev/null
	wait "$flood_id"
	[ ! -e "$store-order" ] || copies=$((copies + 1))
done
check "it starts after $rounds times kill -9 at a week's end ($copies in the midst of the copy)" start_daemon
same "and puts it in order at last" "[$(now_week),null]" '[.order.week,.order.skipped]'
check "and stops well" stop_daemon
check "it is one file again" sh -c "[ \"\$(ls '$work/store')\" = s.db ]"
check "all $(wc -l <"$work/loaded") that were answered 201 are there, intact" intact "$work/loaded"
