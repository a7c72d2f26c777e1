#!/bin/sh
# SPDX-License-Identifier: ISC
# What a desk writes to a family: the family alone can read it, and sees what the desk held and which
# uses are in force; long texts go in parts; a full mailbox gives up its oldest reply only when
# asked. How things stand with each family.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a desk writes to a family"

start_line
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret
family=$build_dir/tests/system/family

# setup DIR
setup() {
	"$testimony_desk" -d "$1" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$secret/heron.key" --daemon "unix:$work/desk.sock" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
}
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
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
# more NAME FIELDS: another message of that family; $sent is its id.
more() {
	echo "$2" >"$work/fields"
	rm -f "$work/more"*
	of "$1" write "$work/fields" "$work/more" &&
	    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/more" \
	    2>"$work/err" || fail "the test sends more of a family" "$(cat "$work/err")"
	sent=$(sha256sum "$work/more" | cut -c1-64)
	desk pull >"$work/out" 2>"$work/err" || fail "the test pulls" "$(cat "$work/err")"
}
# case_of NAME FILTER: of its line of `cases --json`.
case_of() {
	case_mailbox=$(of "$1" mailbox)
	desk cases --json 2>/dev/null | jq -c "select(.case == \"$case_mailbox\") | $2"
}
# newest NAME: its mailbox's reply of highest n, all its parts, in order.
newest() {
	of "$1" check "$origin" | jq -cs 'max_by(.n).n as $n | map(select(.n == $n)) | sort_by(.part)'
}
# line1 NAME N: SHA-256 of line 1 of that reply, as answers name it.
line1() { of "$1" check "$origin" | grep "\"n\":$2,\"part\":1," | tr -d '\n' | sha256sum | cut -c1-64; }

tell ann
tell ben
setup "$work/desk"
desk pull >"$work/out" 2>&1
ann=$(desk list --json 2>/dev/null | jq -r "select(.mailbox == \"$(of ann mailbox)\") | .id")
ben=$(desk list --json 2>/dev/null | jq -r "select(.mailbox == \"$(of ben mailbox)\") | .id")
uses=$(jq -c '.uses | sort' "$answers")
same "a case that nobody wrote to is new, with its uses in force" "[[\"new\"],$uses]" \
    "$(case_of ann '[.state, .in_force]')"

# ---- What is refused before anything is sent.
echo "Thank you." >"$work/text"
: >"$work/empty"
refused "an ID that there is not" 1 "no message" desk reply --kind message --text "$work/text" 00000000
refused "a kind that there is not" 2 "--kind" desk reply --kind letter --text "$work/text" "$ann"
refused "no kind" 2 "--kind is needed" desk reply --text "$work/text" "$ann"
refused "an empty text" 1 "no text" desk reply --kind message --text "$work/empty" "$ann"
refused "a question that asks for nothing" 2 "--uses" desk reply --kind question --text \
    "$work/text" "$ann"
refused "a use that the form does not have" 1 "no use" desk reply --kind question --uses moon \
    --text "$work/text" "$ann"
refused "uses in a message" 2 "question" desk reply --kind message --uses counts --text \
    "$work/text" "$ann"
refused "a day that is past" 1 "past" desk reply --kind preview --answer-by 2020-01-01 --text \
    "$work/text" "$ann"
refused "a consent that there is not" 1 "no consent" desk reply --kind question --uses counts \
    --lays-aside 0000 --text "$work/text" "$ann"
same "nothing was sent or kept" "0 0" "$(of ann check "$origin" | wc -l) $(find "$work/desk/sent" \
    "$work/desk/replies" -type f | wc -l)"

# ---- A message.
printf 'Thank you, \033[31mŁucja\r\n\tand all the best.\n\n' >"$work/text"
check "a desk writes to a family" desk reply --kind message --text "$work/text" \
    "$(echo "$ann" | cut -c1-12)"
same "the family reads it, cleaned" '["testimony-reply-1","message",1,1,1,"Thank you, [31mŁucja\n\tand all the best."]' \
    "$(newest ann | jq -c '.[0] | [.format, .kind, .n, .part, .parts, .text]')"
same "and what the desk held, and what is in force" "[[\"testimony\"],$uses]" \
    "$(newest ann | jq -c '.[0] | [[.seen[].kind], .in_force]')"
same "another family does not have it" 0 "$(of ben check "$origin" | wc -l)"
same "the case is replied to, the other still new" '["replied"] ["new"]' \
    "$(case_of ann .state) $(case_of ben .state)"
if grep -rqaF 'all the best' "$work/desk"; then
	fail "what was written lies in the vault sealed alone"
else
	pass "what was written lies in the vault sealed alone"
fi
echo "From standard input." | desk reply --kind message --text - "$ann" 2>"$work/err"
same "a text from standard input is number 2" "0 2" "$? $(newest ann | jq '.[0].n')"

# ---- Consent, question, answer.
more ann '{"kind":"consent","uses":["counts"]}'
consent=$sent
same "a family that changes its consent is said to" '[["consent"],["counts"]]' \
    "$(case_of ann '[.state, .in_force]')"
check "a question is asked, which lays that aside" desk reply --kind question --uses counts,my-mp \
    --lays-aside "$(echo "$consent" | cut -c1-10)" --text "$work/text" "$ann"
same "the family sees what is asked for, and what it has in force so far" \
    '["question",3,["counts","my-mp"],1,["counts"],["consent","testimony"]]' \
    "$(newest ann | jq -c '.[0] | [.kind, .n, .uses, (.lays_aside | length), .in_force, ([.seen[].kind] | sort)]')"
same "without an answer the consent holds" '["counts"]' "$(case_of ann .in_force)"
more ann "{\"kind\":\"answer\",\"reply\":\"$(line1 ann 3)\",\"answer\":\"yes\"}"
same "its yes takes the consent's place" '[["answered"],["counts","my-mp"],false]' \
    "$(case_of ann '[.state, .in_force, .unsure]')"
told=$(desk cases --json 2>/dev/null | jq -r 'select(.case == "'"$(of ann mailbox)"'") | .messages | length')
more ann "$(jq -c '{kind: "addition", language: "en", answers, hide: [], uses: ["counts"]}' "$answers")"
desk cases >"$work/table" 2>"$work/err"
desk show "$ann" >"$work/out" 2>/dev/null
same "a family that tells more since, and allows less, allows less, which is said" \
    '[1,["counts"],["my-mp"]] 1 1' "$(case_of ann "[(.messages | length) - $told, .in_force, .told_less]") $(
    grep -c '^1 families said yes to a question, but what they told since' "$work/err") $(
    tr '\n' ' ' <"$work/out" | grep -c 'not allowed any more is my-mp')"
check "a preview is sent" desk reply --kind preview --answer-by 9998-01-02 --text "$work/text" "$ann"
same "with its day" '["preview","9998-01-02"]' "$(newest ann | jq -c '.[0] | [.kind, .answer_by]')"
more ann "{\"kind\":\"answer\",\"reply\":\"$(line1 ann 4)\",\"answer\":\"change\",\"text\":\"Less.\"}"
answered=$(desk list --json 2>/dev/null | jq -r 'select(.kind == "answer") | .id' | while read -r id; do
	desk show --json "$id" 2>/dev/null | jq -r 'select(.testimony.text == "Less.") | .id'; done)
desk show "$answered" >"$work/out" 2>/dev/null
same "its words are shown, and what they are said to" "1 1" \
    "$(grep -c '^It says change to preview no. 4 by heron.$' "$work/out") $(grep -c '^Less.$' "$work/out")"
same "the answer to it is told" '{"n":4,"answer_by":"9998-01-02","answer":"change"}' \
    "$(case_of ann .preview)"
desk cases >"$work/table" 2>"$work/err"
same "the table says so, and fits" "1 1 0" "$(grep -c 'answered change$' "$work/table") $(grep -c \
    'new$' "$work/table") $(awk 'length > 80' "$work/table" | wc -l)"
more ann '{"kind":"answer","reply":"'"$(printf '%064d' 0)"'","answer":"yes"}'
same "an answer to what no one here wrote is told apart" true "$(case_of ann .unsure)"

# ---- A full mailbox.
before=$(find "$work/desk/sent" -type f | wc -l)
refused "a fifth reply is not sent without a word" 1 "mailbox is full" setsid "$testimony_desk" \
    -d "$work/desk" reply --kind message --text "$work/text" "$ann"
same "and nothing of it is kept" "$before" "$(find "$work/desk/sent" -type f | wc -l)"
desk reply --yes --kind message --text "$work/text" "$ann" 2>"$work/err"
same "with --yes it takes the oldest's place, and says which" "0 1 [2,3,4,5]" \
    "$? $(grep -c 'takes the place of .*: message' "$work/err") $(of ann check "$origin" | jq -cs 'map(.n) | sort')"

# ---- A long text.
jq -r '.answers[] | strings' "$source_dir/tests/data/14-largest.json" >"$work/largest"
cat "$work/largest" "$work/largest" "$work/largest" >"$work/many"
head -c 40000 "$work/many" | iconv -c -f UTF-8 -t UTF-8 >"$work/long"
head -c 70000 "$work/many" | iconv -c -f UTF-8 -t UTF-8 >"$work/longer"
check "a long text is sent" desk reply --yes --kind preview --text "$work/longer" "$ben"
newest ben | jq -j 'map(.text) | add' >"$work/got"
printf '%s' "$(cat "$work/longer")" >"$work/wanted"
check "in parts, which joined are the text" cmp "$work/wanted" "$work/got"
same "of one number, numbered" '[[1,1,3],[1,2,3],[1,3,3]]' \
    "$(newest ben | jq -c 'map([.n, .part, .parts])')"
same "one reply in the case" '[1,0]' "$(case_of ben '[.replies, .others]')"
more ben "{\"kind\":\"answer\",\"reply\":\"$(line1 ben 1)\",\"answer\":\"yes\"}"
same "a yes that names its first part is a yes to all of it" '"yes"' "$(case_of ben .preview.answer)"
check "two parts more: one place is free, the oldest goes" desk reply --yes --kind message --text \
    "$work/long" "$ben"
same "so four are there" '[1,1,2,2]' "$(of ben check "$origin" | jq -cs 'map(.n) | sort')"
cat "$work/longer" "$work/longer" "$work/longer" >"$work/longest"
refused "more than four parts are refused" 1 "too long" desk reply --yes --kind message --text \
    "$work/longest" "$ben"

# ---- Another desk of the same campaign.
setup "$work/desk2"
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>&1
mailbox=$(of ann mailbox)
same "another desk knows what was written, and the case stands as at the first" \
    "$(desk cases --json 2>/dev/null | jq -c "select(.case == \"$mailbox\")")" \
    "$("$testimony_desk" -d "$work/desk2" cases --json 2>/dev/null | jq -c "select(.case == \"$mailbox\")")"
same "all of it, with who wrote" '["heron"] [1,2,3,4,5] 0' "$("$testimony_desk" -d "$work/desk2" \
    cases --json 2>/dev/null | jq -rc "select(.case == \"$mailbox\") |
    [(.written | map(.by) | unique), (.written | map(.n)), .others] | map(tojson) | join(\" \")")"
"$testimony_desk" -d "$work/desk2" reply --yes --kind message --text "$work/text" "$ann" \
    2>"$work/err"
same "and writes, naming the one that goes with its author" "0 1" "$? $(grep -c \
    'takes the place of .*: message 2 by heron' "$work/err")"
desk reply --yes --kind message --text "$work/text" "$ann" 2>"$work/err"
same "then the first one again, though it has not pulled since" "0 4" \
    "$? $(of ann check "$origin" | wc -l)"

# ---- A network that breaks, and a family that goes. The index and the campaign are asked for first.
listen_desk() {
	background "$listener" "unix:$work/bad.sock" "$work/count" "$@" >"$work/listener.out"
	in_time test -s "$work/listener.out"
}
tell cat
setup "$work/desk"
desk pull >"$work/out" 2>&1
cat=$(desk list --json 2>/dev/null | jq -r "select(.mailbox == \"$(of cat mailbox)\") | .id")
rm -f "$work/listener.out"
listen_desk "pass:unix:$work/desk.sock" "pass:unix:$work/desk.sock" "lose:unix:$work/desk.sock" \
    "pass:unix:$work/desk.sock"
"$testimony_desk" -d "$work/desk" setup --campaign "$campaign" --pin "$pin" --key \
    "$secret/campaign.key" --as "$secret/heron.key" --daemon "unix:$work/bad.sock" 2>/dev/null
desk reply --kind message --text "$work/text" "$cat" 2>"$work/err"
same "an answer that is lost: asked again, there once" "0 1" "$? $(of cat check "$origin" | wc -l)"
unlisten
rm -f "$work/listener.out" "$work/bad.sock"
listen_desk "pass:unix:$work/desk.sock" "pass:unix:$work/desk.sock" close
desk reply --kind message --text "$work/text" "$cat" >"$work/out" 2>"$work/err"
same "a network that stays broken: it says that it does not know" "1 1" \
    "$? $(grep -c 'not known whether' "$work/err")"
unlisten
setup "$work/desk"
desk reply --kind message --text "$work/text" "$cat" 2>"$work/err"
same "no number is used twice" "0 [1,3]" "$? $(of cat check "$origin" | jq -cs 'map(.n) | sort')"
before=$(find "$work/desk/sent" -type f | wc -l)
of cat withdraw "$origin"
refused "a family that took everything back is not written to" 1 "took everything back" \
    desk reply --kind message --text "$work/text" "$cat"
desk pull >"$work/out" 2>"$work/err"
same "and what was written to it is erased" "$((before - 3)) [\"withdrawn\"]" \
    "$(find "$work/desk/sent" -type f | wc -l) $(case_of cat .state)"
same "cases tells the withdrawn one last" "taken back" "$(desk cases 2>/dev/null | tail -n 1 |
    sed 's/.*  //')"
