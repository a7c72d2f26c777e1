#!/bin/sh
# SPDX-License-Identifier: ISC
# What a family takes back is erased at every desk, and stays so whatever a daemon says: no byte of
# it is left in a file, it is not taken again, and a desk that is killed while it erases goes on. A
# withdrawal that is not the family's own erases nothing.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a desk erases what a family took back"
need sqlite3 "a desk erases what a family took back"

start_line
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret
family=$build_dir/tests/system/family
ask=$build_dir/tests/system/ask

# setup DIR
setup() {
	"$testimony_desk" -d "$1" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$secret/heron.key" --daemon "unix:$work/desk.sock" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
}
# desk NAME COMMAND...
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
# tell NAME: a testimony; its nine words are in $work/NAME.words.
tell() {
	"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes \
	    >"$work/$1.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
}
# of NAME COMMAND...: the helper with that family's words.
of() {
	of_name=$1
	shift
	"$family" "$campaign" "$pin" "$work/$of_name.words" "$@"
}
# more NAME: another message of that family.
more() {
	echo '{"kind":"consent","uses":["counts"]}' >"$work/fields"
	rm -f "$work/more"*
	of "$1" write "$work/fields" "$work/more" &&
	    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/more" \
	    2>"$work/err" || fail "the test sends more of a family" "$(cat "$work/err")"
}
# note NAME: an event of that family's case, put into the daemon; $event is its id.
note() {
	of "$1" event "$secret/heron.key" "$work/event" || fail "the test makes an event"
	event=$(sha256sum "$work/event" | cut -c1-64)
	"$ask" "unix:$work/desk.sock" "$secret/heron.key" PUT "/v1/desk/log/$event" "$work/event" \
	    >/dev/null 2>&1
}
# with_store SQL: changes the daemon's store while it is stopped.
with_store() {
	stop_daemon
	sqlite3 "$work/store/testimony.db" "$1" >"$work/sql" || fail "the test changes the store"
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
}
# keep_store NAME, put_store NAME: a copy of the daemon's store, and back again.
keep_store() {
	stop_daemon
	rm -rf "$work/store.$1"
	cp -a "$work/store" "$work/store.$1"
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
}
put_store() {
	stop_daemon
	rm -rf "$work/store"
	cp -a "$work/store.$1" "$work/store"
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
}
# status COUNT: one of the daemon's counts.
status() {
	"$ask" "unix:$work/desk.sock" "$secret/heron.key" GET /v1/desk/status 2>/dev/null | jq ".$1"
}
# holds NAME: how many messages the desk holds.
holds() { find "$work/$1/envelopes" -name '*.age' | wc -l; }
# stamps NAME FILE: 24 bytes from the middle of each of that family's envelopes at desk one, and of
# its replies and events: hex, for searching in files.
stamps() {
	stamps_mailbox=$(of "$1" mailbox)
	{
		desk one list --json 2>/dev/null |
		    jq -r "select(.mailbox == \"$stamps_mailbox\") | \"envelopes/\" + .id"
		echo "log/$event"
	} | while read -r stamps_file; do
		dd if="$work/one/$stamps_file.age" bs=1 skip=20000 count=24 2>/dev/null |
		    od -An -v -tx1 | tr -d ' \n'
		echo
	done >"$2"
}
# left FILE DIR: how many files under DIR hold any of these pieces.
left() {
	find "$2" -type f | while read -r left_file; do
		od -An -v -tx1 "$left_file" | tr -d ' \n' >"$work/hex"
		! grep -qF -f "$1" "$work/hex" || echo "$left_file"
	done | wc -l
}

for name in ann ben cat; do tell "$name"; done
more ann
note ben
kept=$event
note ann
setup "$work/one"
setup "$work/two"
setup "$work/three"
for name in one two three; do desk "$name" pull >/dev/null 2>&1; done
same "three families told, one twice" 4 "$(holds one)"

stamps ann "$work/stamps"
same "their bytes can be found" "3 3" "$(wc -l <"$work/stamps") $(left "$work/stamps" "$work/one")"
keep_store full

# ---- A withdrawal that is not the family's own.
ann=$(of ann mailbox)
ben=$(of ben mailbox)
for kind in unsigned other-author other-campaign; do
	record=$(of ann record "$kind")
	with_store "INSERT INTO withdrawal VALUES(x'$ann', x'$(echo "$record" | cut -c65-128)',
	    x'$(echo "$record" | cut -c129-256)', 2900)"
	desk one pull >"$work/out" 2>"$work/err"
	same "a withdrawal that is forged ($kind) erases nothing, and is named" "0 4 1" \
	    "$? $(holds one) $(grep -c "^$(echo "$ann" | cut -c1-12): a withdrawal is set aside" "$work/err")"
	with_store "DELETE FROM withdrawal"
done
with_store "DELETE FROM envelope WHERE mailbox = x'$ann'"
desk one pull >"$work/out" 2>"$work/err"
same "that all of a family is missing at the daemon erases nothing" 4 "$(holds one)"
stop_daemon
rm -rf "$work/store"
start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
desk one pull >"$work/out" 2>"$work/err"
same "nor that the daemon was emptied" 4 "$(holds one)"

# ---- One that is.
put_store full
check "a family takes everything back" of ann withdraw "$origin"
keep_store withdrawn
printf 'x' >"$work/one/log/.$event.age.0011223344556677"
cp "$work/one/envelopes/$(desk one list --json 2>/dev/null |
    jq -r "select(.mailbox == \"$ann\") | .id" | head -n 1).age" \
    "$work/one/envelopes/.$event.age.0011223344556677"
check "a desk pulls" desk one pull
same "and says that a family took everything back" 1 \
    "$(grep -c 'family took back everything' "$work/check.out")"
same "its messages are erased, those of others are not" 2 "$(holds one)"
same "its event is erased, that of another case is not" "$kept.age" "$(ls "$work/one/log")"
same "and none of its bytes is in any file of the vault" 0 "$(left "$work/stamps" "$work/one")"
same "nor a file that a write left behind" 0 "$(find "$work/one" -name '.*' -type f | wc -l)"
same "the event is erased at the daemon" 1 "$(status log)"
same "the withdrawal is kept, sealed" "1 0" "$(find "$work/one/withdrawals" -name "$ann.age" |
    wc -l) $(od -An -v -tx1 "$work/one/withdrawals/$ann.age" | tr -d ' \n' | grep -c "$ann")"
same "record files name it no more, and are of one size" "2 1" "$(desk one list --json 2>/dev/null |
    jq -r 'select(has("aside") | not) | .id' | wc -l) $(stat -c %s "$work/one/records/"*.age |
    sort -u | wc -l)"
# named MAILBOX: how many record files of desk one name it, as age(1) opens them.
named() {
	for named_file in "$work/one/records/"*.age; do
		age -d -i "$secret/campaign.key" "$named_file" | od -An -v -tx1 | tr -d ' \n' | grep -o "$1"
	done | sort -u | wc -l
}
if command -v age >/dev/null 2>&1; then
	same "as age sees it, too" "0 1" "$(named "$ann") $(named "$ben")"
else
	skip "as age sees it, too" "age is not installed"
fi
desk one pull >"$work/out" 2>"$work/err"
same "the next pull says nothing of it" "0 0" "$? $(wc -c <"$work/err")"

# ---- A daemon that has it all again.
put_store full
desk one pull >"$work/out" 2>"$work/err"
same "a daemon that has the messages again: they are not taken" "0 2 0" \
    "$? $(holds one) $(left "$work/stamps" "$work/one")"
same "and it is handed the withdrawal, and erases them" "2 1 1" \
    "$(status inbox) $(status withdrawals) $(status log)"
with_store "ATTACH '$work/store.full/testimony.db' AS full; DELETE FROM withdrawal;
    INSERT OR REPLACE INTO envelope SELECT slot, id, tray, x'$ben', week, done, body FROM full.envelope
	WHERE mailbox = x'$ann'"
desk one pull >"$work/out" 2>"$work/err"
same "nor where it names another family's mailbox for them" "0 2 0" \
    "$? $(holds one) $(left "$work/stamps" "$work/one")"
with_store "UPDATE envelope SET tray = 2 WHERE mailbox = x'$ben' AND id IN (SELECT id FROM
    envelope WHERE mailbox = x'$ben' LIMIT 10)"
desk one pull >"$work/out" 2>"$work/err"
same "nor where it calls them replies" "0 2 0" \
    "$? $(holds one) $(left "$work/stamps" "$work/one")"
printf 'damaged' >"$work/one/withdrawals/$ann.age"
put_store full
desk one pull >"$work/out" 2>"$work/err"
same "nor where the vault's withdrawal was damaged" "0 2" "$? $(holds one)"
put_store withdrawn
desk one pull >"$work/out" 2>"$work/err"
put_store full
desk one pull >"$work/out" 2>"$work/err"
same "which the daemon's mends" "0 2 1" "$? $(holds one) $(status withdrawals)"

# A daemon that says that another family's words were in the mailbox that was withdrawn: they were
# pulled under an honest record, and stay; those that come so are not taken under that name.
put_store full
with_store "UPDATE envelope SET mailbox = x'$ann' WHERE mailbox = x'$ben'"
setup "$work/four"
desk four pull >"$work/out" 2>"$work/err"
of ann withdraw "$origin"
desk four pull >"$work/out" 2>"$work/err"
desk one pull >"$work/out2" 2>&1
same "a daemon's word alone erases nobody else's message" "2 2" "$(holds four) $(holds one)"

# ---- Killed while it erases.
if ! strace -o /dev/null true 2>/dev/null; then
	skip "a desk that is killed while it erases goes on" "strace is not there or not allowed"
	exit 0
fi
put_store withdrawn
cp -a "$work/two" "$work/whole"
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
# cut CALL TIME: desk two as it was before, killed at that call; $cut is how that ended.
cut() {
	rm -rf "$work/two"
	cp -a "$work/whole" "$work/two"
	(strace -f -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
	    "$testimony_desk" -d "$work/two" pull >/dev/null 2>&1) 2>/dev/null
	cut=$?
}
points=0 problems=
for call in unlinkat unlink linkat fsync; do
	time=1
	while [ "$time" -le 20 ]; do
		cut "$call" "$time"
		[ "$cut" -ne 0 ] || break
		points=$((points + 1))
		desk two pull >"$work/out" 2>"$work/err" || problems="$problems $call:$time:fails"
		[ "$(holds two) $(ls "$work/two/log") $(left "$work/stamps" "$work/two")" = \
		    "2 $kept.age 0" ] || problems="$problems $call:$time"
		[ "$(desk two list --json 2>/dev/null | jq -r 'select(has("aside") | not) | .id' |
		    wc -l)" = 2 ] || problems="$problems $call:$time:list"
		time=$((time + 1))
	done
done
same "killed at any of its calls, the next pull finishes it" "" "$problems"
check "there were such calls ($points)" test "$points" -ge 8

# Two at once.
rm -rf "$work/two"
cp -a "$work/whole" "$work/two"
background flock "$work/two" sleep 60
holder=$started
is_held() { ! flock -n "$work/two" true; }
in_time is_held || fail "the test holds the vault"
refused "a second program at work in the same vault is refused" 1 "at work" "$testimony_desk" \
    -d "$work/two" pull
kill "$holder"
