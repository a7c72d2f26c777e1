#!/bin/sh
# SPDX-License-Identifier: ISC
# The mailbox, from outside: replies, checks, withdrawals, done marks, erasing; by real HTTP against
# the real daemon, and in the store's files afterwards.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
raw=$build_dir/tests/system/raw
flood=$build_dir/tests/system/flood
ask=$build_dir/tests/system/ask
forge=$build_dir/tests/system/forge
store=$work/store/s.db
intake=unix:$work/in.sock
url=http://localhost
none=$(printf '%064d' 0)

need curl "families take back what a mailbox holds"
need sqlite3 "the daemon's store is read by the sqlite3 shell"

# start_daemon [LIMITS]: waits until it is ready; LIMITS is what a shell does before. $port.
start_daemon() {
	: >"$work/log"
	background sh -c "${1:-} exec \"\$0\" -c \"\$1\"" "$testimonyd" "$work/t.conf" 2>"$work/log"
	daemon_id=$started
	ready_in_time "$work/log" "$daemon_id" || return 1
	port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\) for intake$/\1/p' "$work/log")
}
stop_daemon() {
	kill -TERM "$daemon_id"
	wait "$daemon_id"
}
kill_daemon() {
	kill -KILL "$daemon_id"
	wait "$daemon_id" 2>/dev/null
}
# status WANTED PROMISE CURL-ARGUMENTS...
status() {
	status_wanted=$1 status_promise=$2
	shift 2
	status_got=$(curl --silent --max-time 60 --unix-socket "$work/in.sock" -o "$work/answer" \
	    -D "$work/head" -w '%{http_code}' -H 'Expect:' "$@")
	if [ "$status_got" = "$status_wanted" ]; then
		pass "$status_promise"
	else
		fail "$status_promise" "status $status_got instead of $status_wanted: $(head -c 300 "$work/answer")"
	fi
}
# fresh: an envelope at $work/envelope, its $id and a $token.
fresh() {
	id_and_token=$("$flood" one "$intake" "$work/envelope")
	id=${id_and_token% *} token=${id_and_token#* }
}
# put WANTED PROMISE MAILBOX: into the inbox.
put() {
	status "$1" "$2" -X PUT -T "$work/envelope" -H "Testimony-Mailbox: $3" \
	    -H "Testimony-Proof: $token 0000000000000000" "$url/v1/envelopes/$id"
}
# desk WANTED PROMISE METHOD PATH [BODY [TIMES [MAILBOX [REPLACES [CHANGE]]]]]
desk() {
	desk_wanted=$1 desk_promise=$2
	shift 2
	"$ask" "unix:$work/desk.sock" "$work/campaign/secret/anna.key" "$@" 2>"$work/desk.status" \
	    >"$work/desk.out"
	desk_whole=$?
	if [ "$(cat "$work/desk.status")" = "$desk_wanted" ] && [ "$desk_whole" = 0 ]; then
		pass "$desk_promise"
	else
		fail "$desk_promise" "$(cat "$work/desk.status") $(head -c 300 "$work/desk.out")"
	fi
}
# reply WANTED PROMISE MAILBOX [REPLACES [CHANGE]]: the envelope of `fresh`.
reply() {
	desk "$1" "$2" PUT "/v1/desk/replies/$id" "$work/envelope" 1 "$3" "${4:--}" "${5:-}"
}
# looked MAILBOX: the answer to a check at $work/answer; its replies' ids, sorted, at $work/found.
looked() {
	status 200 "a check of a mailbox is answered" -H "Testimony-Mailbox: $1" "$url/v1/mailbox"
	: >"$work/found"
	for place in 0 1 2 3; do
		tail -c +$((place * 32968 + 1)) "$work/answer" | head -c 32968 >"$work/place"
		[ "$(head -c 21 "$work/place" | tr -d '\0')" = age-encryption.org/v1 ] &&
		    sha256sum <"$work/place" | cut -d' ' -f1 >>"$work/found"
	done
	sort -o "$work/found" "$work/found"
}
# withdrawal NAME: a family's seed gives $mailbox, $field, and the record at $work/NAME.record.
withdrawal() {
	mailbox_and_field=$("$forge" withdraw "$work/campaign/campaign.json" "$pin" \
	    "$(printf '%s' "$1" | sha256sum | cut -d' ' -f1)" "$work/$1.record")
	mailbox=${mailbox_and_field%% *} field=${mailbox_and_field#* }
}
# withdraw WANTED PROMISE
withdraw() {
	status "$1" "$2" -X DELETE -H "Testimony-Mailbox: $mailbox" -H "Testimony-Withdraw: $field" \
	    "$url/v1/mailbox"
}
count_at() { od -An -tu8 --endian=big -j "$1" -N8 "$work/desk.out" | tr -d ' '; }
# left FILE: whether any of sixteen stretches of an envelope is in the store's files.
left() {
	od -An -v -tx1 -w32968 "$1" | tr -d ' \n' >"$work/left.hex"
	cat "$store" "$store-wal" "$store-journal" 2>/dev/null | od -An -v -tx1 | tr -d ' \n' >"$work/store.hex"
	for place in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		stretch=$(tail -c +$((400 + place * 4100)) "$work/left.hex" | head -c 64)
		grep -qF "$stretch" "$work/store.hex" && return 0
	done
	return 1
}

mkdir -m 700 "$work/store"
pin=$("$testimony_keys" init "$work/campaign" --name 'Made up for a test' \
    --origin http://127.0.0.1:8787 --no-passphrase --coordinator anna --form "$source_dir/conf/form-worcestershire.json" \
    2>"$work/init.err" | head -n 1)
cat >"$work/t.conf" <<-EOF
	[testimonyd]
	listen = unix:$work/in.sock 127.0.0.1:0
	desk = unix:$work/desk.sock
	store = $store
	campaign = $work/campaign/campaign.json
	pin = $pin
	user = $(id -un)
	reserve_mib = 16
EOF
check "the daemon starts" start_daemon
"$flood" many "$intake" 8 60 "$work/others"

# --- Replies, and what a check gives.
withdrawal one
fresh
put 201 "an envelope goes into the inbox" "$mailbox"
cp "$work/envelope" "$work/told" && told=$id
for number in 1 2 3 4; do
	fresh
	cp "$work/envelope" "$work/reply$number"
	echo "$id" >"$work/id$number"
	reply 201 "reply $number is put" "$mailbox"
done
reply 200 "the same reply again is held already" "$mailbox"
looked "$mailbox"
sort "$work"/id[1-4] >"$work/wanted"
check "and gives exactly the four replies" cmp "$work/wanted" "$work/found"
check "in 131,872 bytes" test "$(wc -c <"$work/answer")" = 131872
check "with their length announced" grep -qi '^content-length: 131872' "$work/head"
check "and not to be kept" grep -qi '^cache-control: no-store' "$work/head"
fresh
reply 409 "a fifth reply is a conflict" "$mailbox"
reply 409 "also where it names one that is not there" "$mailbox" "$told"
reply 401 "a mailbox changed on the way is refused" "$mailbox" - "$none,-"
reply 401 "a mailbox taken off on the way is refused" "$mailbox" - "-,-"
reply 401 "a replaced reply named on the way is refused" "$mailbox" - "$mailbox,$(cat "$work/id2")"
reply 401 "a replaced reply changed on the way is refused" "$mailbox" "$(cat "$work/id2")" \
    "$mailbox,$(cat "$work/id3")"
reply 400 "a malformed mailbox is refused" "${mailbox}0"
reply 400 "a malformed id to be replaced is refused" "$mailbox" "$(cat "$work/id2" | tr a-f A-F)x"
reply 400 "a reply without a mailbox is refused" -
reply 201 "a fifth that names one takes its place" "$mailbox" "$(cat "$work/id2")"
reply 200 "and again is held" "$mailbox" "$(cat "$work/id2")"
{ cat "$work/id1" "$work/id3" "$work/id4" && echo "$id"; } | sort >"$work/wanted"
looked "$mailbox"
check "and the others are as they were" cmp "$work/wanted" "$work/found"
if left "$work/reply2"; then
	fail "of what was replaced nothing is left in the store's files"
else
	pass "of what was replaced nothing is left in the store's files"
fi
check "and what is held is found there by the same search" left "$work/reply3"
printf '%s\n' "$(head -c 200 "$work/answer" | sha256sum)" >"$work/first"
differs=0
for again in 1 2 3 4 5 6 7 8 9 10 11 12; do
	looked "$mailbox" >"$work/out"
	[ "$(head -c 200 "$work/answer" | sha256sum)" = "$(cat "$work/first")" ] || differs=$again
done
check "the replies' places change from check to check" test "$differs" != 0
for which in "$none" "$(printf '%064d' 7)" "$(printf '%064d' 5)"; do
	looked "$which"
	check "a mailbox without replies gives 131,872 bytes, and no envelope" \
	    test "$(wc -c <"$work/answer")" = 131872 -a ! -s "$work/found"
done
status 400 "a check without a mailbox is refused" "$url/v1/mailbox"
status 400 "a check of a malformed mailbox is refused" -H "Testimony-Mailbox: 12" "$url/v1/mailbox"
status 405 "a mailbox takes no PUT" -X PUT --data '' -H "Testimony-Mailbox: $mailbox" "$url/v1/mailbox"

# --- Done marks and erasing.
desk 204 "an envelope is marked done" DELETE "/v1/desk/envelopes/$told"
desk 204 "and once more" DELETE "/v1/desk/envelopes/$told"
desk 404 "one that is not there is not found" DELETE "/v1/desk/envelopes/$none"
desk 404 "a reply is not marked" DELETE "/v1/desk/envelopes/$(cat "$work/id1")"
fresh
cp "$work/envelope" "$work/event"
desk 201 "an event is put" PUT "/v1/desk/log/$id" "$work/envelope"
desk 404 "an event is not marked" DELETE "/v1/desk/envelopes/$id"
desk 204 "an event is erased" DELETE "/v1/desk/log/$id"
desk 204 "and once more, though it is not there" DELETE "/v1/desk/log/$id"
desk 204 "erasing an event by an inbox's id takes nothing" DELETE "/v1/desk/log/$told"
desk 204 "erasing an event by a reply's id takes nothing" DELETE "/v1/desk/log/$(cat "$work/id1")"
desk 200 "the index is given" GET /v1/desk/index
check "and counts what is there" test "$(count_at 0).$(count_at 8).$(count_at 16).$(count_at 24)" = 61.4.0.0
if left "$work/event"; then fail "of the event nothing is left"; else pass "of the event nothing is left"; fi

# --- Withdrawals that must not hold change nothing.
good=$field
for defect in "${field}0" "${field%?}" "$(echo "$field" | tr a-f A-F)" "$(echo "$field" | tr -d ' ')" \
    "${field#* } ${field%% *}" "${field%????}0000"; do
	field=$defect
	withdraw 400 "a malformed or changed withdrawal is refused"
done
field=$good
status 400 "a withdrawal without its field is refused" -X DELETE -H "Testimony-Mailbox: $mailbox" "$url/v1/mailbox"
saved=$mailbox
mailbox=$none
withdraw 400 "a withdrawal of another mailbox is refused"
mailbox=$saved
"$testimony_keys" init "$work/other" --name 'Another' --origin http://127.0.0.1:8787 --no-passphrase \
    --coordinator anna --form "$source_dir/conf/form-worcestershire.json" >"$work/other.pin" 2>"$work/err"
field=$("$forge" withdraw "$work/other/campaign.json" "$(head -n 1 "$work/other.pin")" \
    "$(printf one | sha256sum | cut -d' ' -f1)" "$work/other.record" | cut -d' ' -f2-)
withdraw 400 "a withdrawal for another campaign is refused"
desk 422 "also where a desk hands it on" PUT "/v1/desk/withdrawals/$mailbox" "$work/other.record"
desk 422 "a withdrawal under another's path is refused" PUT "/v1/desk/withdrawals/$none" "$work/one.record"
{ head -c 159 "$work/one.record" && printf 'x'; } >"$work/bad.record"
desk 422 "a record that does not end in zeros is refused" PUT "/v1/desk/withdrawals/$mailbox" "$work/bad.record"
field=$good
desk 200 "the index is given" GET /v1/desk/index
check "nothing was changed by these" test "$(count_at 0).$(count_at 8).$(count_at 24)" = 61.4.0

# --- One that holds; kill -9 right after.
withdraw 204 "a withdrawal is taken"
kill_daemon
pass "and the daemon is killed right after"
gone=
for file in told reply1 reply2 reply3 reply4; do
	if left "$work/$file"; then gone="$gone $file"; fi
done
if [ -z "$gone" ]; then
	pass "nothing of inbox and replies is in the store's files, by bytes"
else
	fail "nothing of inbox and replies is in the store's files, by bytes" "$gone"
fi
check "the daemon starts again" start_daemon
withdraw 204 "the same withdrawal again is answered as before"
looked "$mailbox"
check "and its mailbox is checked as any other" test "$(wc -c <"$work/answer")" = 131872 -a ! -s "$work/found"
fresh
cp "$work/told" "$work/envelope" && id=$told
put 410 "what was withdrawn cannot be put again" "$mailbox"
fresh
put 410 "nor anything new" "$mailbox"
reply 410 "nor a reply" "$mailbox"
desk 404 "what was withdrawn cannot be marked done" DELETE "/v1/desk/envelopes/$told"
{
	printf '%s' "$id" | sed 's/../\\x&/g' | xargs -0 printf '%b' 2>/dev/null
	printf '\001'
	printf '%s' "$mailbox" | sed 's/../\\x&/g' | xargs -0 printf '%b' 2>/dev/null
	printf '\0\0\013\124'
	cat "$work/envelope"
} >"$work/record"
desk 410 "nor can it be restored" PUT /v1/desk/restore "$work/record"
desk 200 "the withdrawal is in the index" GET /v1/desk/index
check "with mailbox, author and signature" sh -c "
	tail -c 160 '$work/desk.out' | head -c 128 | od -An -v -tx1 -w128 | tr -d ' \n' |
	    grep -qxF '$mailbox$(echo "$field" | tr -d ' ')'"
check "and nothing else went" test "$(count_at 0).$(count_at 8).$(count_at 16).$(count_at 24)" = 60.0.0.1

# --- A mailbox that never held anything.
withdrawal two
withdraw 204 "a withdrawal of a mailbox that never held anything is answered as any other"
fresh
put 201 "and leaves nothing behind" "$mailbox"
withdrawal three
desk 201 "one that a desk hands on is kept" PUT "/v1/desk/withdrawals/$mailbox" "$work/three.record"
desk 200 "and again it is held" PUT "/v1/desk/withdrawals/$mailbox" "$work/three.record"
fresh
put 410 "so its mailbox takes nothing" "$mailbox"

# --- Many who read slowly.
if [ -r "/proc/$daemon_id/status" ]; then
	memory() { awk '$1 == "VmRSS:" { print $2 }' "/proc/$daemon_id/status"; }
	before=$(memory)
	background "$flood" slow "$intake" 400 "$mailbox" >"$work/slow"
	slow_id=$started
	in_time grep -q held "$work/slow"
	grown=$(($(memory) - before))
	# A sanitizer keeps what was freed: its memory says nothing of ours.
	if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
		skip "400 slow readers take less than half of what is sent to them" \
		    "memory is not measured under a sanitizer"
	else
		check "400 slow readers take $grown KiB, less than half of what is sent to them" \
		    test "$grown" -lt 25000
	fi
	# It may have failed: then its id may be somebody else's, whom this signal would end.
	grep -q "^PPid:[[:space:]]*$$\$" "/proc/$slow_id/status" && kill -USR1 "$slow_id"
	wait "$slow_id"
	check "and each gets its answer whole" grep -qx 400 "$work/slow"
else
	skip "slow readers take little memory" "there is no /proc"
fi
stop_daemon
check "the daemon stops well" test $? = 0
check "what was marked done and withdrawn is gone with its mark" test \
    "$(sqlite3 "$store" 'SELECT count(*) FROM envelope WHERE done IS NOT NULL')" = 0
check "the store is whole" test "$(sqlite3 "$store" 'PRAGMA integrity_check')" = ok

# --- A disk that fails in the midst of a withdrawal: no answer, and it is whole or not at all.
withdrawal two
size=$(($(wc -c <"$store") / 512 + 20))
check "the daemon starts with a limit on its files" start_daemon "trap '' XFSZ; ulimit -f $size;"
"$flood" many "$intake" 4 60 "$work/failing" >"$work/out" 2>&1 &
flood_id=$!
for again in 1 2 3 4 5; do
	got=$(curl --silent --max-time 20 --unix-socket "$work/in.sock" -o "$work/out" -w '%{http_code}' -X DELETE \
	    -H "Testimony-Mailbox: $mailbox" -H "Testimony-Withdraw: $field" "$url/v1/mailbox")
	[ "$got" = 204 ] || break
done
wait "$flood_id"
wait "$daemon_id"
check "a write that fails stops it with status 1" test $? = 1
check "and it says what failed" grep -q '^testimonyd: .*store cannot be' "$work/log"
kept=$(sqlite3 "$store" "SELECT (SELECT count(*) FROM withdrawal WHERE hex(mailbox) = upper('$mailbox')) ||
    (SELECT count(*) FROM envelope WHERE hex(mailbox) = upper('$mailbox'))")
check "the withdrawal is whole or not at all ($kept, answered $got)" test "$kept" = 10 -o "$kept" = 01
