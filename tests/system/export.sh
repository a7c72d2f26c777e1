#!/bin/sh
# SPDX-License-Identifier: ISC
# Editions, as coordinators make them: two desks, two daemons. What goes out, what is known of it
# afterwards, and what families take back or change in between. What may not go out: export_tries.sh.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "editions are exported"
need unzip "editions are exported"
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret

start_two robin
for name in heron robin; do
	"$testimony_desk" -d "$work/$name" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$work/$name.key" --daemon "unix:$work/desk.sock" \
	    --daemon "unix:$work/other.sock" 2>"$work/err" ||
	    fail "the test sets up a desk" "$(cat "$work/err")"
done
# desk NAME COMMAND...
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
# works PROMISE NAME COMMAND...: exit 0.
works() {
	works_promise=$1
	shift
	if desk "$@" >"$work/out" 2>"$work/err"; then
		pass "$works_promise"
	else
		fail "$works_promise" "$(cat "$work/err")"
	fi
}
# must NAME COMMAND...: what the test needs on its way.
must() { desk "$@" >"$work/out" 2>"$work/err" || fail "the test: $*" "$(cat "$work/err")"; }
share() {
	must heron pull
	must robin pull
	must heron pull
}
# refuses PROMISE WORDS NAME COMMAND...: exit 1; OUT is not there, nor anything beside it.
refuses() {
	refuses_promise=$1 refuses_words=$2
	shift 2
	desk "$@" -o "$work/refused" >"$work/out" 2>"$work/err"
	refuses_status=$?
	if [ $refuses_status -ne 1 ] || ! grep -q "$refuses_words" "$work/err"; then
		fail "$refuses_promise" "$refuses_status: $(cat "$work/err")"
	elif [ -n "$(find "$work" -maxdepth 1 -name '*refused*' ! -name 'refused.*')" ]; then
		fail "$refuses_promise" "something was written"
	else
		pass "$refuses_promise"
	fi
}
# has OUT WORDS: the packs with these words in any byte, in their ODT, too.
has() {
	for has_pack in "$1"/*; do
		has_found=$(cat "$has_pack"/* | grep -caF -- "$2")
		has_packed=$(unzip -p "$has_pack/pack.odt" | grep -caF -- "$2")
		[ "$has_found$has_packed" = 00 ] || printf '%s ' "${has_pack##*/}"
	done
}

# Twelve families of one area; three have words of their own that show which they are.
uses='["counts","my-mp","all-mps","report"]'
for i in 1 2 3 4 5 6 7 8 9; do
	printf '{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en","reply_to":"@REPLY@",'
	printf '"answers":{"family-court":"no","area":"redditch","story-happened":"Made up, number %d. It was late."},' $i
	printf '"hide":[],"uses":%s}\n' "$uses"
done >"$work/told"
"$forge" told "$campaign" "$pin" "$origin" "$work/told" || exit 1
for name in aster birch cedar; do
	at=$origin
	[ $name != birch ] || at=$other_origin
	jq --arg words "Made up. Nobody rang $name back." --argjson uses "$uses" \
	    '.answers["story-happened"] = $words | .uses = $uses | .hide = ($words | if contains("cedar") then ["REDDITCH"] else [] end)' \
	    "$answers" >"$work/$name.json"
	"$testimony" submit --campaign "$at/#$pin" --answers "$work/$name.json" --yes \
	    >"$work/$name.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
done
# Anybody can send what nobody signed, or what is by one into the mailbox of another: all below goes on.
# astray NAME: into a mailbox that is nobody's.
astray() {
	printf '%064d\n' 0 >"$work/$1.mailbox"
	"$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/$1" 2>"$work/err" ||
	    fail "the test sends what lies astray" "$(cat "$work/err")"
}
for kind in moved other-mailbox; do
	"$forge" one "$campaign" "$pin" $kind "$work/$kind" || fail "the test forges"
	astray $kind
done
must heron pull
refuses "before anything is agreed to there is no edition" "no ask yet" heron export

# What coordinators do, on two machines.
desk heron show --all --json >"$work/shown" 2>/dev/null
jq -r .id "$work/shown" >"$work/ids"
jq -c '{id, page: "story-happened", start: 0, end: 7, kind: "rare", with: "[a detail]"}' "$work/shown" >"$work/spans"
must heron redact --spans "$work/spans" $(cat "$work/ids")
echo "Answer each request within the twenty weeks that the law gives." >"$work/ask.txt"
echo "Ask the two parent groups, made up, at their next meeting." >"$work/contact.txt"
must heron pack-text --part ask --text "$work/ask.txt"
must heron pack-text --part contact --text "$work/contact.txt"
share
must robin approve --yes $(cat "$work/ids")
must robin approve --yes $(desk robin pack-text 2>/dev/null | grep -o '^[0-9a-f]\{12\}')
jq -c 'select(.testimony.answers["story-happened"] | test("Nobody rang")) |
    {id, theme: "No answer", text: (.testimony.answers["story-happened"] | sub("Made up. "; ""))}' \
    "$work/shown" >"$work/excerpts"
must robin excerpt --from "$work/excerpts"
share
# theme: how many excerpts have one that stands.
theme() { desk heron export --dry-run --json 2>/dev/null | jq -s '[.[].excerpts[] | select(.theme_agreed)] | length'; }
same "a theme is one coordinator's alone" 0 "$(theme)"
must heron approve --yes "$(desk heron export --dry-run 2>/dev/null |
    sed -n 's/.*excerpt \([0-9a-f]*\): no other coordinator agreed.*/\1/p' | head -n 1)"
same "... until another one approves an excerpt of it" 3 "$(theme)"

# A dry run.
find "$work/heron" -type f -exec sha256sum {} + | sort >"$work/before"
works "a dry run" heron export --dry-run
same "... says of each family and pack whether it is in" 12 "$(grep -c '  counted$' "$work/out")"
same "... with its words or why not" "3 9" \
    "$(grep -c '  area-redditch: in, with 1 excerpt$' "$work/out") $(grep -c '  county: out: nobody chose an excerpt of it$' "$work/out")"
find "$work/heron" -type f -exec sha256sum {} + | sort >"$work/after"
check "... and changes nothing" cmp "$work/before" "$work/after"

# The first edition.
today=$(date -u +%F)
works "an edition" heron export -o "$work/first" --day "$today"
same "... is said" "Edition 1 of $today, in $work/first:" "$(head -n 1 "$work/out")"
same "its packs" "area-redditch county publishable " "$(ls "$work/first" | tr '\n' ' ')"
for name in aster birch cedar; do
	same "the words of $name go out" "area-redditch county publishable " "$(has "$work/first" "Nobody rang $name back.")"
done
# Cedar hides the area's name, in capitals. All else that names it there is the campaign's own.
of_area() { sed 's/<[^>]*>/ /g' "$work/first/county/pack.html" | grep -oc "A family in $1[.]"; }
same "a family's area stands below its words, but where it hides that name" "2 1" \
    "$(of_area Redditch) $(of_area "the county")"
same "their theme stands above them" "area-redditch county publishable " "$(has "$work/first" "No answer")"
same "what was not chosen does not" "" "$(has "$work/first" "It was late")"
check "the sums are right" sh -c "cd '$work/first/county' && sha256sum --quiet -c SHA256SUMS"
if command -v minisign >/dev/null 2>&1; then
	check "... and signed by the campaign's key of packs" minisign -Vm "$work/first/county/SHA256SUMS" \
	    -P "$(jq -r .packs "$campaign")"
fi
same "no pack says who exported it" "" "$(has "$work/first" heron)$(has "$work/first" robin)"
works "stats has the figures of the packs" heron stats --json
same "... all of them" "$(jq -c .tables "$work/first/county/statistics.json")" "$(jq -c .tables "$work/out")"
works "stats for people" heron stats
check "... says how many" grep -q 'Redditch  *10' "$work/out"
refuses "a day before the last edition is refused" "before it" heron export --day 2026-01-01
refuses "and one to come" "still to come" heron export --day 2199-01-01

# One takes everything back, at the other daemon; one allows less.
withdrawals() { "$build_dir/tests/system/ask" "unix:$1" "$work/heron.key" GET /v1/desk/status 2>/dev/null | jq .withdrawals; }
"$build_dir/tests/system/family" "$campaign" "$pin" "$work/birch.words" withdraw "$other_origin" ||
    fail "the test takes back"
same "what was taken back at one daemon is not known at the other" "0 1" \
    "$(withdrawals "$work/desk.sock") $(withdrawals "$work/other.sock")"
"$testimony" consent --campaign "$origin/#$pin" --receipt-file "$work/cedar.words" --uses counts \
    --yes >"$work/out" 2>&1 || fail "the test narrows" "$(cat "$work/out")"
next=$(date -u +%F)
works "the next edition, by the other coordinator" robin export -o "$work/second"
# Of the day when it began, or midnight came meanwhile.
grep -qF "Edition 2 of $next, " "$work/out" || next=$(date -u +%F)
same "... knows of the first" "Edition 2 of $next, in $work/second:" "$(head -n 1 "$work/out")"
check "who took everything back is said" grep -q 'took back everything' "$work/err"
check "... with what had gone out before" grep -q \
    "had gone out in edition 1 of $today: its words in area-redditch, county, publishable, and counted in its figures" "$work/err"
same "its words are in no byte" "" "$(has "$work/second" birch)"
same "nor those of who allows only counts" "" "$(has "$work/second" cedar)"
same "the others' are" "area-redditch county publishable " "$(has "$work/second" "Nobody rang aster back.")"
desk heron pull >"$work/out" 2>"$work/err"
check "the other desk's pull says so, too" grep -q 'had gone out in edition 2\|had gone out in edition 1' "$work/err"
desk heron pull >"$work/out" 2>"$work/err"
check "... once" sh -c "! grep -q 'had gone out' '$work/err'"

"$testimony" withdraw --campaign "$origin/#$pin" --receipt-file "$work/cedar.words" --yes \
    >"$work/out" 2>&1
desk heron pull >"$work/out" 2>"$work/err"
same "another one's is said by itself, counts alone, too" "1 1" \
    "$(grep -o '^Case [0-9a-f]*' "$work/err" | sort -u | wc -l) $(grep -c 'edition 2 of .*: counted in its figures' "$work/err")"

# Whoever cannot be asked may have a withdrawal.
stop_other
refuses "a daemon that does not answer: no edition" "took back or changed" heron export
works "... but where the coordinator says so" heron export --no-pull -o "$work/third"
check "... and is told to be alone" grep -q 'do not know of this edition yet' "$work/err"

# Cut off while it writes: the shell's limit on a file's size ends it, as a crash would, behind the
# events (33 KB) and before the packs are whole (their ODT is larger).
(
	ulimit -c 0
	ulimit -f 100
	desk heron export --no-pull -o "$work/cut" >"$work/out" 2>"$work/err"
)
check "cut off: no edition lies there" test ! -e "$work/cut"
works "the next one" heron export --no-pull --json -o "$work/fifth"
same "... knows that there may have been one" 5 "$(jq .edition "$work/out")"

# A family's own message that lies astray may allow less than what is known of it.
same "what a family allows goes out" "area-redditch county publishable " \
    "$(has "$work/fifth" "Nobody rang aster back.")"
echo '{"kind":"consent","uses":["counts"]}' >"$work/fields"
"$build_dir/tests/system/family" "$campaign" "$pin" "$work/aster.words" write "$work/fields" "$work/narrow" ||
    fail "the test writes a consent"
astray narrow
desk heron pull >"$work/out" 2>"$work/err"
same "its message that lies in another mailbox is set aside" 1 \
    "$(desk heron list --json 2>/dev/null | grep "$(sha256sum "$work/narrow" | cut -c1-64)" | grep -c '"aside"')"
works "... stops no edition" heron export --no-pull -o "$work/sixth"
same "... and nothing of that family goes out until it lies where it belongs" "" "$(has "$work/sixth" "Nobody rang aster back.")"

refused "a folder that cannot be written is refused" 1 "cannot be written" \
    desk heron export --no-pull -o "$work/nowhere/there"
mkdir "$work/there"
desk heron export --no-pull -o "$work/there" >"$work/out" 2>"$work/err"
same "a folder that exists is left alone" "1 " "$? $(ls "$work/there")"
desk heron export >"$work/out" 2>&1
same "without a folder it is wrong usage" 2 $?
desk heron settle Gwendolyn >"$work/out" 2>&1
same "words to settle are not taken from the command line" 2 $?
echo "Gwendolyn" >"$work/words"
works "they are from a file" heron settle --words "$work/words"
: >"$work/empty"
refused "an empty one is refused" 1 "no text" desk heron settle --words "$work/empty"
