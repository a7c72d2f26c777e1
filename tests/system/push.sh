#!/bin/sh
# SPDX-License-Identifier: ISC
# A vault is the backup of the daemon: pushed into an empty one, the index is what it was. It can be
# run again, goes on where it was cut off, and one envelope that is refused stops nothing.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a vault is the backup of the daemon"

start_line
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret
family=$build_dir/tests/system/family
ask=$build_dir/tests/system/ask

# setup DIR ADDRESS
setup() {
	"$testimony_desk" -d "$1" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$secret/heron.key" --daemon "$2" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
}
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
tell() {
	"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes \
	    >"$work/$1.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
}
of() {
	of_name=$1
	shift
	"$family" "$campaign" "$pin" "$work/$of_name.words" "$@"
}
# index FILE: the daemon's.
index() {
	"$ask" "unix:$work/desk.sock" "$secret/heron.key" GET /v1/desk/index >"$1" 2>/dev/null
}
# empty: the daemon loses all.
empty() {
	stop_daemon
	rm -rf "$work/store"
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
}

tell ann
tell ben
tell cat
"$forge" many "$campaign" "$pin" "$origin" 30 >"$work/many" || fail "the test sends many"
"$forge" one "$campaign" "$pin" moved "$work/moved" &&
    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/moved" \
    2>"$work/err"
of ann event "$secret/heron.key" "$work/event"
event=$(sha256sum "$work/event" | cut -c1-64)
"$ask" "unix:$work/desk.sock" "$secret/heron.key" PUT "/v1/desk/log/$event" "$work/event" \
    >/dev/null 2>&1
setup "$work/desk" "unix:$work/desk.sock"
desk pull >"$work/out" 2>&1
ann=$(desk list --json 2>/dev/null | jq -r "select(.mailbox == \"$(of ann mailbox)\") | .id")
ben=$(desk list --json 2>/dev/null | jq -r "select(.mailbox == \"$(of ben mailbox)\") | .id")
echo "Hello." >"$work/text"
for n in 1 2 3 4 5 6; do
	desk reply --yes --kind message --text "$work/text" "$ann" 2>"$work/err" ||
	    fail "the test replies" "$(cat "$work/err")"
done
desk reply --yes --kind message --text "$work/text" "$ben" 2>"$work/err"
of cat withdraw "$origin"
desk pull >"$work/out" 2>&1
index "$work/before"
same "a daemon holds messages, replies, events (seven tell of replies) and a withdrawal" \
    "0000000000000021 0000000000000005 0000000000000008 0000000000000001" \
    "$(od -An -v -tx1 -N32 "$work/before" | tr -d ' \n' | sed 's/.\{16\}/& /g; s/ $//')"

check "with nothing lost there is nothing to push" desk push
same "which it says" "0 put, 46 were there already." "$(cat "$work/check.out")"
empty
check "all is pushed into an empty daemon" desk push
same "47 of them" "47 put, 0 were there already." "$(cat "$work/check.out")"
index "$work/after"
check "whose index is then to the byte what it was" cmp "$work/before" "$work/after"
same "the family finds its newest four replies" "[3,4,5,6]" \
    "$(of ann check "$origin" | jq -cs 'map(.n) | sort')"
setup "$work/fresh" "unix:$work/desk.sock"
"$testimony_desk" -d "$work/fresh" pull >"$work/out" 2>&1
"$testimony_desk" -d "$work/fresh" list --json 2>/dev/null | sort >"$work/list.fresh"
desk list --json 2>/dev/null | sort >"$work/list.desk"
check "a new desk sees there what the old one sees, weeks and mailboxes too" \
    cmp "$work/list.desk" "$work/list.fresh"
refused "the withdrawn mailbox takes nothing there" 1 "withdrawn" sh -c "
	echo '{\"kind\":\"consent\",\"uses\":[]}' >'$work/fields'
	'$family' '$campaign' '$pin' '$work/cat.words' write '$work/fields' '$work/again' &&
	'$testimony' send --campaign '$campaign' --pin '$pin' --origin '$origin' '$work/again'"

# ---- Broken off, and refused in part: the damage first, so that no push can come before it.
empty
printf 'xxxxxxxx' | dd of="$work/desk/envelopes/$ben.age" bs=1 seek=5000 conv=notrunc 2>/dev/null
background "$listener" "unix:$work/bad.sock" "$work/count" "pass:unix:$work/desk.sock" \
    "pass:unix:$work/desk.sock" "pass:unix:$work/desk.sock" "pass:unix:$work/desk.sock" \
    "pass:unix:$work/desk.sock" close >"$work/listener.out"
in_time test -s "$work/listener.out"
setup "$work/desk" "unix:$work/bad.sock"
desk push >"$work/out" 2>"$work/err"
same "a push whose connection breaks says so, and how far it came" "1 1" \
    "$? $(grep -c 'put before it broke' "$work/err")"
unlisten
setup "$work/desk" "unix:$work/desk.sock"
desk push >"$work/out" 2>"$work/err"
same "the next goes on, and past an envelope that is damaged here, which it names" "1 1 1" \
    "$? $(grep -c "^$(echo "$ben" | cut -c1-12): not put" "$work/err") $(grep -c \
    '1 could not be put' "$work/err")"
index "$work/after"
same "all others are there" "$(($(wc -c <"$work/before") - 32))" "$(wc -c <"$work/after")"
rm "$work/desk/envelopes/$ben.age"
cp "$work/fresh/envelopes/$ben.age" "$work/desk/envelopes/"
check "mended, it can be run again" desk push
index "$work/after"
check "and the index is what it was" cmp "$work/before" "$work/after"

# A daemon that knows of a withdrawal that this desk has not heard of.
empty
desk push >"$work/out" 2>&1
check "a family takes everything back at a daemon to which all was pushed" of ben withdraw "$origin"
index "$work/after"
counts() { od -An -v -tx1 -N32 "$1" | tr -d ' \n' | sed 's/.\{16\}/& /g; s/ $//'; }
# What a family takes back of events goes when a desk pulls.
events=$(counts "$work/before" | cut -d ' ' -f 3)
same "where it is erased, and its withdrawal kept beside the one that was pushed" \
    "0000000000000020 0000000000000004 $events 0000000000000002" "$(counts "$work/after")"
check "what was taken back in the meantime is erased, and not put" desk push
same "here and there" "32 1" "$(find "$work/desk/envelopes" -name '*.age' | wc -l) $(desk cases --json 2>/dev/null |
    jq -r "select(.case == \"$(of ben mailbox)\") | .state[]" | grep -c withdrawn)"
