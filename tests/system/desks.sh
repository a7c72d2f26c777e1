#!/bin/sh
# SPDX-License-Identifier: ISC
# Three coordinators with a desk each, and two daemons. What one writes to a family the others know:
# the same numbers, the same uses in force, the same cases. Desks that were apart, a daemon that is
# down, empty, behind or lies: nothing is lost, and nothing that was replaced or taken back comes
# again.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "desks share what they write"
need sqlite3 "desks share what they write"
family=$build_dir/tests/system/family
ask=$build_dir/tests/system/ask
replier=$build_dir/tests/system/replier
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret

start_two robin wren
A=unix:$work/desk.sock B=unix:$work/other.sock

# setup NAME ADDRESS...: the desk of that coordinator.
setup() {
	setup_name=$1
	shift
	for setup_address; do
		set -- "$@" --daemon "$setup_address"
		shift
	done
	"$testimony_desk" -d "$work/$setup_name" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$work/$setup_name.key" "$@" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
}
# desk NAME COMMAND...
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
# pull NAME...: each must succeed.
pull() {
	for pull_name; do
		desk "$pull_name" pull >"$work/out" 2>"$work/err" ||
		    fail "$pull_name pulls" "$(cat "$work/err")"
	done
}
# tell NAME ORIGIN; its nine words are in $work/NAME.words.
tell() {
	"$testimony" submit --campaign "$2/#$pin" --answers "$answers" --yes \
	    >"$work/$1.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
}
# of NAME COMMAND...: the helper with that family's words.
of() {
	of_name=$1
	shift
	"$family" "$campaign" "$pin" "$work/$of_name.words" "$@"
}
# more NAME ORIGIN FIELDS: another message of that family.
more() {
	echo "$3" >"$work/fields"
	rm -f "$work/more"*
	of "$1" write "$work/fields" "$work/more" &&
	    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$2" "$work/more" \
	    2>"$work/err" || fail "the test sends more of a family" "$(cat "$work/err")"
}
# reply NAME FAMILY OPTIONS...: $? is the desk's; what it says is in $work/err.
reply() {
	reply_name=$1 reply_family=$2
	shift 2
	echo "Hello from $reply_name." >"$work/text"
	desk "$reply_name" reply --yes --text "$work/text" "$@" "$(message "$reply_name" "$reply_family")" \
	    >"$work/out" 2>"$work/err"
}
message() {
	desk "$1" list --json 2>/dev/null | jq -r "select(.mailbox == \"$(of "$2" mailbox)\") | .id" |
	    head -n 1
}
# case_of DESK FAMILY FILTER
case_of() {
	case_mailbox=$(of "$2" mailbox)
	desk "$1" cases --json 2>/dev/null | jq -c "select(.case == \"$case_mailbox\") | $3"
}
# read_at FAMILY ORIGIN: the numbers of the replies that the family finds there.
read_at() { of "$1" check "$2" | jq -cs 'map(.n) | sort'; }
# line1 FAMILY N: as answers name it.
line1() { of "$1" check "$origin" | grep "\"n\":$2,\"part\":1," | tr -d '\n' | sha256sum | cut -c1-64; }
# status SOCKET COUNT
status() { "$ask" "$1" "$secret/heron.key" GET /v1/desk/status 2>/dev/null | jq ".$2"; }
# alike PROMISE DESK...: these desks show the same cases.
alike() {
	alike_promise=$1 alike_first=
	shift
	for alike_desk; do
		desk "$alike_desk" cases --json 2>/dev/null | sort >"$work/alike"
		[ -n "$alike_first" ] || { alike_first=$alike_desk && cp "$work/alike" "$work/alike.first"; }
		cmp -s "$work/alike" "$work/alike.first" && [ -s "$work/alike" ] && continue
		fail "$alike_promise" "$alike_desk: $(diff "$work/alike.first" "$work/alike" | head -n 4)"
		return
	done
	pass "$alike_promise"
}

# ---- One that lists several.
tell ann "$origin"
tell ben "$other_origin"
for name in heron robin wren; do setup $name "$A" "$B"; done
same "a desk remembers its daemons" "[\"$A\",\"$B\"]" "$(jq -c .daemons "$work/heron/desk.json")"
refused "one named twice is refused" 1 "twice" "$testimony_desk" -d "$work/heron" setup \
    --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" --as "$work/heron.key" \
    --daemon "$A" --daemon "$A"
setup heron
same "also when it is renewed without them" "[\"$A\",\"$B\"]" "$(jq -c .daemons "$work/heron/desk.json")"
jq -c "{format, pin, \"as\": .[\"as\"], daemon: .daemons[0]}" "$work/heron/desk.json" >"$work/old.json"
cp "$work/old.json" "$work/heron/desk.json"
check "a desk.json of one daemon, as it was, is read" desk heron pull
setup heron "$A" "$B"
pull heron
same "what came to either is pulled, and each daemon has its line" "2 2" \
    "$(find "$work/heron/envelopes" -name '*.age' | wc -l) $(grep -c '^unix:.*: [0-9]* new, 0 handed up$' "$work/out")"
pull robin wren
alike "all desks show the same cases" heron robin wren

# ---- What one writes the others know.
reply heron ann --kind question --uses counts,my-mp
same "a reply goes to each daemon" "[1] [1]" "$(read_at ann "$origin") $(read_at ann "$other_origin")"
same "with an event for the other desks" "1 1" "$(status "$A" log) $(status "$B" log)"
same "for a desk that has not pulled the case is new" '["new"]' "$(case_of robin ann .state)"
pull robin
same "then it is replied to, and by whom" '[["replied"],["heron"],["question"],0]' \
    "$(case_of robin ann '[.state, (.written | map(.by)), (.written | map(.kind)), .others]')"
same "in the table, too" "replied by heron" "$(desk robin cases 2>/dev/null |
    grep -o 'replied by heron$')"
reply wren ann --kind message
same "one that has not pulled takes the next number all the same" "[1,2]" "$(read_at ann "$origin")"
more ann "$other_origin" "{\"kind\":\"answer\",\"reply\":\"$(line1 ann 1)\",\"answer\":\"yes\"}"
pull heron robin wren
same "a yes to one desk's question counts at all" '["counts","my-mp"] ["counts","my-mp"]' \
    "$(case_of robin ann .in_force) $(case_of wren ann .in_force)"
same "and nothing is unsure" false "$(case_of robin ann .unsure)"
alike "all desks show the same cases" heron robin wren
sed -n 's/^receipt: //p' "$work/ann.words" >"$work/ann.receipt"
check "the family's own client shows who wrote" sh -c "'$testimony' check --campaign '$campaign' \
    --pin '$pin' --origin '$other_origin' --receipt-file '$work/ann.receipt' >'$work/shown' 2>&1 &&
    grep -q heron '$work/shown' && grep -q wren '$work/shown'"

written=$(case_of robin ann '.written[] | select(.n == 2) | .id' | tr -d '"')
same "a colleague's reply is shown, with who wrote it" "1 1 1" "$(desk robin show "$written" >"$work/shown"
    grep -c '^Message no. 2 by wren, in the week of' "$work/shown") $(grep -c 'Hello from wren' "$work/shown") $(
    desk robin show "$(message robin ann)" | grep -c "^$(echo "$written" | cut -c1-12)  Message no. 2 by wren")"
same "for machines, too, to the byte of what the family has" \
    "$(of ann check "$origin" | grep '"n":2,' | tr -d '\n' | sha256sum)" \
    "$(desk robin show --json "$written" | sed 's/^.*"reply":\({.*}\)}$/\1/' | tr -d '\n' | sha256sum)"
same "and listed where that is asked for" "2 0 2" "$(desk robin list --replies 2>/dev/null |
    grep -c 'no. [12] by [a-z]*$') $(desk robin list 2>/dev/null | grep -c 'no. [12] by') $(
    desk robin list --replies --json 2>/dev/null | jq -c 'select(.kind == "reply" and .by != null)' | wc -l)"

# ---- Desks that were apart.
setup heron "$A"
setup robin "$B"
reply heron ann --kind preview --answer-by 9998-01-02
reply robin ann --kind preview --answer-by 9998-01-03
same "two desks that reach no common daemon take one number" "[1,2,3] [1,2,3]" \
    "$(read_at ann "$origin") $(read_at ann "$other_origin")"
setup heron "$A" "$B"
setup robin "$B" "$A"
pull robin heron wren
alike "once they meet, all desks show the same" heron robin wren
same "both replies are there, at both daemons" "[1,2,3,3] [1,2,3,3]" \
    "$(read_at ann "$origin") $(read_at ann "$other_origin")"
more ann "$origin" "{\"kind\":\"answer\",\"reply\":\"$(of ann check "$origin" |
    grep 9998-01-02 | tr -d '\n' | sha256sum | cut -c1-64)\",\"answer\":\"yes\"}"
pull heron robin wren
same "a yes to one of two previews of one number is none" '"none" "none" "none"' \
    "$(for name in heron robin wren; do case_of $name ann .preview.answer; done | tr '\n' ' ' | sed 's/ $//')"
more ann "$origin" "{\"kind\":\"answer\",\"reply\":\"$(of ann check "$origin" |
    grep 9998-01-03 | tr -d '\n' | sha256sum | cut -c1-64)\",\"answer\":\"yes\"}"
pull heron robin wren
same "a yes to both is" '"yes" "yes"' "$(case_of heron ann .preview.answer) $(case_of wren ann .preview.answer)"

# ---- A daemon that is down.
stop_other
reply heron ann --kind message
same "with one daemon down a reply is sent, and one sentence says so" "0 1" \
    "$? $(grep -c '^1 of 2 daemons do not have all of it yet' "$work/err")"
same "the number after those that were used twice" "[2,3,3,4]" "$(read_at ann "$origin")"
desk wren pull >"$work/out" 2>"$work/err"
same "a pull names the daemon that is down, and goes on" "1 1 4" \
    "$? $(grep -c "^$B: " "$work/err") $(case_of wren ann '.n')"
start_other || fail "the other daemon starts again" "$(cat "$work/other.log")"
same "which is behind" "[1,2,3,3]" "$(read_at ann "$other_origin")"
pull wren
same "until any desk pulls: it gets what is new, in the place of what was replaced" "[2,3,3,4] [2,3,3,4]" \
    "$(read_at ann "$origin") $(read_at ann "$other_origin")"
pull wren heron robin wren
same "what was replaced is never put back" "[2,3,3,4] [2,3,3,4]" \
    "$(read_at ann "$origin") $(read_at ann "$other_origin")"
same "and there is nothing more to hand up" 2 "$(grep -c ': 0 new, 0 handed up$' "$work/out")"
alike "all desks show the same cases" heron robin wren
stop_other
setup heron "$B"
before=$(find "$work/heron/sent" -type f | wc -l)
reply heron ann --kind message
same "with none up nothing is sent or kept" "1 $before" "$? $(find "$work/heron/sent" -type f | wc -l)"
setup heron "$A" "$B"

# ---- One that is empty.
rm -rf "$work/other-store"
start_other || fail "the other daemon starts empty" "$(cat "$work/other.log")"
pull heron
same "an empty daemon erases nothing" "2 [2,3,3,4]" \
    "$(find "$work/heron/log" -name '*.age' | wc -l | sed 's/^5$/2/') $(read_at ann "$origin")"
same "it is given events and the newest replies, and no family's message" "5 4 0" \
    "$(status "$B" log) $(status "$B" reply) $(status "$B" inbox)"
same "which the family finds" "[2,3,3,4]" "$(read_at ann "$other_origin")"
check "push gives it all" desk heron push
same "families' messages, too" "$(status "$A" inbox)" "$(status "$B" inbox)"

# ---- A put that fails. The index and the campaign are asked for first.
# listen_as STEP...: a stand-in for the second daemon.
listen_as() {
	rm -f "$work/listener.out" "$work/bad.sock"
	background "$listener" "unix:$work/bad.sock" "$work/count" "$@" >"$work/listener.out"
	in_time test -s "$work/listener.out"
}
logged() { find "$work/$1/log" -name '*.age' | wc -l; }
listen_as "pass:$A" "pass:$A" answer:507
setup heron "unix:$work/bad.sock"
before=$(logged heron)
reply heron ben --kind message
same "what the daemon refused no event tells of" "1 $before 0" \
    "$? $(logged heron) $(case_of heron ben '.written | length')"
unlisten
listen_as "pass:$A" "pass:$A" "lose:$A" close
setup heron "unix:$work/bad.sock"
reply heron ben --kind message
same "where the answer was lost it is not known" "1 1" "$? $(grep -c 'not known whether' "$work/err")"
unlisten
same "and the other desks are not told yet" "$before" "$(logged heron)"
pull robin
same "though the family has it" "[1] 1" "$(read_at ben "$origin") $(case_of robin ben .others)"
setup heron "$A" "$B"
pull heron robin wren
same "the next pull tells" '["replied"] 0 [1] [1]' "$(case_of robin ben .state) $(case_of robin ben \
    .others) $(case_of robin ben '.written | map(.n)') $(read_at ben "$other_origin")"
alike "all desks show the same cases" heron robin wren

# ---- Daemons that contradict each other.
# with_store STORE SQL
with_store() {
	stop_other
	sqlite3 "$work/other-store/testimony.db" "$1" >"$work/sql" || fail "the test changes the store"
	start_other || fail "the other daemon starts anew" "$(cat "$work/other.log")"
}
tell cat "$origin"
desk heron push >"$work/out" 2>&1
pull heron
desk heron push >"$work/out" 2>&1
ann=$(of ann mailbox) ben=$(of ben mailbox)
with_store "UPDATE envelope SET mailbox = x'$(of cat mailbox)' WHERE mailbox = x'$ann' AND tray = 1"
with_store "UPDATE envelope SET mailbox = x'$ben' WHERE mailbox = x'$ann' AND tray = 2"
cp "$work/wren.key" "$work/fresh.key"
setup fresh "$B" "$A"
desk fresh pull >"$work/out" 2>"$work/err"
same "a daemon that names another mailbox than the author's, and comes first: the other one is asked" \
    "$(case_of heron ann '.messages | sort')" "$(case_of fresh ann '.messages | sort')"
same "and a reply is whose its author says" "$(case_of heron ben .written) 0 0" \
    "$(case_of fresh ben .written) $(case_of fresh ben .others) $(case_of fresh ann .others)"
alike "so that a new desk shows the same" heron fresh
same "the honest daemon's mailboxes are what they were" "[2,3,3,4] [1]" \
    "$(read_at ann "$origin") $(read_at ben "$origin")"
with_store "DELETE FROM envelope WHERE tray = 2 AND mailbox = x'$ben'"
words=$(sed -n 's/^receipt: //p' "$work/ann.words")
for n in 1 2 3 4; do
	jq -nc "{receipt: \"$words\", put_as: \"$work/heron.key\", line1: {format: \"testimony-reply-1\",
	    campaign: 1, kind: \"message\", n: ($n + 1000), part: 1, parts: 1, seen: [], in_force: [],
	    text: \"made up\"}}" >"$work/spec"
	"$replier" "$campaign" "$pin" "$work/spec" "$B" >"$work/out" 2>"$work/err" ||
	    fail "the test makes up a reply" "$(cat "$work/err")"
done
pull robin heron robin
same "replies that a daemon made up do not come to another by a desk's hand" "5 [2,3,3,4] 4" \
    "$(status "$B" reply) $(read_at ann "$origin") $(case_of robin ann .n)"
reply robin ann --kind message
same "and keep nobody from writing" "0 [3,3,4,5]" "$? $(read_at ann "$origin")"

# ---- A withdrawal at one of them.
stop_other
rm -rf "$work/other-store"
start_other || fail "the other daemon starts empty" "$(cat "$work/other.log")"
pull heron robin wren
desk heron push >"$work/out" 2>&1
# stamps: 24 bytes from the middle of each event of ann's case and of each of her messages, hex.
for id in $(case_of heron ann '.messages[]' | tr -d '"'); do echo "envelopes/$id"; done >"$work/files"
kept=$(case_of heron ben '.written | length')
for path in "$work/heron/log/"*.age; do
	"$testimony_keys" open -i "$secret/campaign.key" "$path" | head -n 1 |
	    jq -r 'select(.case == "'"$ann"'") | "log/'"$(basename "$path" .age)"'"' 2>/dev/null
done >>"$work/files"
while read -r file; do
	dd if="$work/heron/$file.age" bs=1 skip=20000 count=24 2>/dev/null | od -An -v -tx1 |
	    tr -d ' \n'
	echo
done <"$work/files" >"$work/stamps"
# left DIR: how many files in it hold any of these.
left() {
	find "$1" -type f | while read -r left_file; do
		od -An -v -tx1 "$left_file" | tr -d ' \n' >"$work/hex"
		! grep -qF -f "$work/stamps" "$work/hex" || echo "$left_file"
	done | wc -l
}
same "a case has messages and events, which can be found" "4 6 10" \
    "$(grep -c envelopes "$work/files") $(grep -c log "$work/files") $(left "$work/heron")"
reply robin ann --kind message
setup robin "$A" "$B"
of ann withdraw "$other_origin"
refused "a family that took everything back at one daemon is not written to" 1 "took everything back" \
    "$testimony_desk" -d "$work/wren" reply --kind message --text "$work/text" "$(message wren ann)"
pull robin
same "the desk that pulls erases it" "0 [\"withdrawn\"]" "$(left "$work/robin") $(case_of robin ann .state)"
same "the other daemon is told" "1 1" "$(status "$A" withdrawals) $(status "$B" withdrawals)"
same "and has none of its replies and events" "$kept 1 $kept 1" \
    "$(status "$A" log) $(status "$A" reply) $(status "$B" log) $(status "$B" reply)"
stop_daemon
stop_other
same "no byte of what was written to it is left at either" "0 0" \
    "$(left "$work/store") $(left "$work/other-store")"
start_daemon && start_other || fail "the daemons start again" "$(cat "$work/daemon.log" "$work/other.log")"
pull heron wren robin
same "nor at any desk" "0 0 0" "$(left "$work/heron") $(left "$work/wren") $(left "$work/robin")"
desk fresh pull >"$work/out" 2>"$work/err"
same "nor a reply that a daemon had placed in another mailbox" "0 1" \
    "$(left "$work/fresh") $(find "$work/fresh/replies" -name '*.age' | wc -l)"
same "nor does it come back from one that was behind" "$kept $kept" "$(status "$A" log) $(status "$B" log)"
alike "all desks show the same cases" heron robin wren

# ---- A coordinator who goes. What it asked, and the family said yes to, is not forgotten with it;
# what nobody answered counts no more.
tell eve "$origin"
sed 's/"uses": *\[[^]]*\]/"uses": ["counts", "my-mp"]/' "$answers" >"$work/both.json"
"$testimony" submit --campaign "$origin/#$pin" --answers "$work/both.json" --yes \
    >"$work/flo.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
pull wren
reply wren flo --kind question --uses counts
reply wren eve --kind message
pull heron wren
same "wren asks a family for less" '"question"' "$(of flo check "$origin" | jq -c .kind)"
"$testimony" answer --campaign "$origin/#$pin" --receipt-file "$work/flo.words" --reply 1 --yes yes \
    >"$work/out" 2>"$work/err" || fail "the test answers" "$(cat "$work/err")"
pull heron
same "the family says yes: less is in force" '["counts"]' "$(case_of heron flo .in_force)"
"$testimony_keys" remove "$work/campaign" wren >"$work/out" 2>"$work/err" ||
    fail "the test removes a coordinator" "$(cat "$work/err")"
setup heron "$A"
pull heron
same "wren is removed: no more is in force than before" '["counts"] false' \
    "$(case_of heron flo .in_force) $(case_of heron flo .unsure)"
same "and who asked is still said" '"wren"' "$(case_of heron flo '.written[0].by')"
same "what wren wrote and nobody answered counts no more" '["new"]' "$(case_of heron eve .state)"
