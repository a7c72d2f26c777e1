#!/bin/sh
# SPDX-License-Identifier: ISC
# Redacting and approving: one coordinator takes out what may show who somebody is, another reads it
# and agrees; what forbids either.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "coordinators redact and approve"
family=$build_dir/tests/system/family
campaign=$work/campaign/campaign.json

start_coordinators robin
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
# share: what either decided is at both desks.
share() { pull heron robin heron; }
# tell NAME FILTER: a testimony, the short one after a filter of jq; $work/NAME.words.
tell() {
	jq "$2" "$answers" >"$work/$1.json"
	"$testimony" submit --campaign "$origin/#$pin" --answers "$work/$1.json" --yes \
	    >"$work/$1.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
}
# of NAME COMMAND...: the helper with that family's words.
of() {
	of_name=$1
	shift
	"$family" "$campaign" "$pin" "$work/$of_name.words" "$@"
}
# id NAME: of its first message.
id() {
	[ -s "$work/$1.id" ] || desk heron list --json 2>/dev/null |
	    jq -r "select(.mailbox == \"$(of "$1" mailbox)\") | .id" | head -n 1 >"$work/$1.id"
	cat "$work/$1.id"
}
# shown NAME FILTER: of `redact --show --json` of its first message, at heron's desk.
shown() { desk heron redact --show --json "$(id "$1")" 2>"$work/err" | jq -r "$2"; }
# words NAME: the redacted text of its first message.
words() { shown "$1" .redacted; }
# has PROMISE WORDS FILE; lacks PROMISE WORDS FILE
has() {
	if grep -qF -- "$2" "$3"; then pass "$1"; else fail "$1" "$(head -n 20 "$3")"; fi
}
lacks() {
	if grep -qF -- "$2" "$3"; then fail "$1" "$(grep -F -- "$2" "$3" | head -n 3)"; else pass "$1"; fi
}

# more NAME TEXT: another message of that family, with that text.
more() {
	jq -cn --arg text "$2" '{"format": "testimony-1", "campaign": 1, "kind": "addition",
	    "language": "en", "answers": {"story-happened": $text}, "hide": [],
	    "uses": ["counts", "my-mp"]}' >"$work/fields"
	rm -f "$work/more"*
	of "$1" write "$work/fields" "$work/more" &&
	    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/more" \
	    2>"$work/err" || fail "the test sends more of a family" "$(cat "$work/err")"
	sent=$(sha256sum "$work/more" | cut -c1-64)
}
# answered COMMAND...: at a terminal, where a question is answered with yes.
answered() {
	script -qec "$*" "$work/typed" >"$work/out" 2>&1 <<-END
		yes
	END
}

# These families tell ordinary things.
tell ann '.answers["story-happened"] = "My son Jack was 7 when Mrs Patel of Oakmere Primary School rang. Jack'"'"'s plan came on 12 March 2024. jack cried." |
    .answers.change = "Ask Jack. We live near Quibbly." | .hide = ["quibbly"]'
tell ben '.answers["story-happened"] = "Our daughter Mia waited." | .hide = ["Mia"]'
tell cat '.answers["story-happened"] = "In Redditch, on 3 March 2021, he was aged 7 and adopted. It cost 1,500 pounds. Ask Tom."'
tell dan '.answers["story-happened"] = "My son Joe waited."'
tell eve '.answers["story-happened"] = "My son Sam waited."'
tell ticks 'del(.answers["story-happened"]) | del(.answers.change) | .answers.path = "questions"'
tell court '.answers["family-court"] = "not-sure" | .uses = ["counts"] |
    del(.answers["story-happened"]) | del(.answers.change) | del(.answers.path)'
tell roman '.language = "ro" | .answers["story-happened"] = "Fiul meu nu a mai fost la școală de doi ani și nimeni nu ne-a ajutat niciodată cu nimic." | del(.answers.change)'
tell roman2 '.language = "ro" | .answers["story-happened"] = "Fiul meu nu a mai fost la școală de un an și nimeni nu ne-a ajutat niciodată cu nimic." | del(.answers.change)'
tell untold '.answers["story-happened"] = "Fiul meu nu a mai fost la școală de trei ani și nimeni nu ne-a ajutat niciodată cu nimic." | del(.answers.change)'
# Words of somebody whose family court goes on, which no honest client sends.
printf '{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en","reply_to":"@REPLY@","answers":{"family-court":"yes","story-happened":"Words."},"hide":[],"uses":["counts"]}\n' >"$work/forged"
"$forge" told "$campaign" "$pin" "$origin" "$work/forged" >"$work/out" 2>&1 || fail "the test forges" "$(cat "$work/out")"
pull heron robin

# ---- One coordinator redacts.
refused "without a terminal it must be said what goes" 1 "--accept or --spans" desk heron redact "$(id ann)"
refused "one way at a time" 2 "one of" desk heron redact --accept all --show "$(id ann)"
refused "a level that there is not" 2 "all, medium or high" desk heron redact --accept some "$(id ann)"
refused "a message that there is not" 1 "no message" desk heron redact --accept all 00000000
desk heron redact --show "$(id ann)" >"$work/out" 2>&1
check "showing shows the family's own words" grep -qF '>>Oakmere Primary School<<' "$work/out"
check "showing decides nothing" test "$(shown ann '.case.redactions | length')" = 0
same "suggestions are bytes of the family's own text on its page" '"Jack"' "$(desk heron redact --show --json "$(id ann)" |
    jq -c '.suggestions[0] as $s | (.texts[] | select(.page == $s.page).text)[$s.start:$s.end]')"
check "a message is redacted by what is suggested" desk heron redact --accept all "$(id ann)"
has "it says how much was replaced, and what is left" "replaced, 0 still suggested" "$work/check.out"
has "it says what comes next" "another coordinator approves it" "$work/check.out"
words ann >"$work/words"
same "the redacted text has labels, wider words, and the same label for the same name" \
    'My son [Child A] was 7 when [Adult B] of [School 1] rang. [Child A]'"'"'s plan came on [March 2024]. [Child A] cried.

Ask [Child A]. We live near [Person C].' "$(cat "$work/words")"
same "nobody approved it yet" "[\"heron\",null]" \
    "$(shown ann '.case.redactions | map(.by, .approved) | tojson')"
refused "one's own redaction cannot be approved" 1 "your own" desk heron approve --yes "$(id ann)"
check "only what is sure goes where that is asked; a surer place of a name takes the others along" \
	desk heron redact --accept high "$(id cat)"
same "what is left is told" "[\"1,500 pounds\",\"adopted\",\"aged 7\"]" \
    "$(shown cat '.left | map(.surface) | sort | tojson')"
has "what together may show who it is is said" "together who it is" "$work/check.out"
same "how many kinds of facts that are is counted" 3 "$(shown cat .jigsaw)"
check "several are redacted at once" desk heron redact --accept all --json "$(id dan)" "$(id eve)"
cp "$work/check.out" "$work/json"
check "one JSON object for each" jq -es 'length == 2 and all(.replaced == 1 and .left == 0 and
    (.event|length) == 64)' "$work/json"

# ---- Another reads all of it.
refused "what nobody redacted is not approved" 1 "\`redact\` comes first" desk robin approve --yes "$(id ben)"
share
refused "without a terminal nothing is shown, and nobody asked" 1 "no terminal" desk robin approve "$(id ann)"
answered "'$testimony_desk' -d '$work/robin' approve $(id cat)" || fail "approving at a terminal" "$(cat "$work/out")"
has "the whole text is shown, with what was replaced and what is left marked" \
    'It cost >>1,500 pounds<< (3). Ask {[Person A]}.' "$work/out"
has "what is left is listed with its reason" "age, medium: an age" "$work/out"
has "what may show together who it is is said" "3 kinds of facts" "$work/out"
lacks "what was replaced is not shown" "3 March" "$work/out"
same "who says yes has approved it" "[\"heron\",\"robin\"]" \
    "$(desk robin redact --show --json "$(id cat)" | jq -c '.case.redactions | map(.by, .approved)')"
check "several are approved at once" desk robin approve --yes "$(id ann)" "$(id dan)"
share
same "the approval is at the first desk" "[\"heron\",\"robin\"]" \
    "$(shown ann '.case.redactions | map(.by, .approved) | tojson')"
refused "what was approved is not approved again" 1 "already" desk robin approve --yes "$(id ann)"
same "the redacted text is the same at both desks" "$(cat "$work/words")" \
    "$(desk robin redact --show --json "$(id ann)" | jq -r .redacted)"

# ---- No.
: >"$work/empty"
printf 'the street is in it\n' >"$work/why"
refused "a refusal needs a reason" 2 "--why is needed" desk robin refuse "$(id ann)"
refused "an empty reason" 1 "no" desk robin refuse --why "$work/empty" "$(id ann)"
check "a redaction is refused, with a reason" desk robin refuse --why "$work/why" "$(id ann)"
refused "what was refused is not refused again" 1 "nobody redacted it" desk robin refuse --why "$work/why" "$(id ann)"
refused "what was refused is not approved" 1 '`redact` comes first, or `pull` where another did' desk robin approve --yes "$(id ann)"
share
same "one refusal outweighs an approval" "\"robin\"" "$(shown ann '.case.redactions[0].refused | tojson')"
check "what was refused is redacted again" desk heron redact --accept all "$(id ann)"
same "with the labels that it had" "$(cat "$work/words")" "$(words ann)"
same "it takes the place of what was there" 1 "$(shown ann '.case.redactions | length')"

# ---- The same family tells more.
more ann "jack and Mrs Patel met Joe at Elm Lodge School."
pull heron robin
check "what a family told later is redacted" desk heron redact --accept all "$sent"
same "names that it told before have their labels, and new ones have others" \
    '[Child A] and [Adult B] met [Person D] at [School 2].' \
    "$(desk heron redact --show --json "$sent" | jq -r .redacted)"

more ann "then zelkovic went home, and quibbly slept"
first=$sent
more ann "zelkovic and jack"
pull heron robin
check "two messages of a family are redacted in one go" desk heron redact --accept all "$first" "$sent"
printf '{"id":"%s","page":"story-happened","start":5,"end":13,"kind":"person"}\n' "$first" >"$work/spans"
check "a name that no list knows is marked by hand" desk heron redact --spans "$work/spans" "$first"
check "the next message is redacted again" desk heron redact --accept high "$sent"
same "a name that no list knows is known from the family's other message, and has its label" \
    'then [Person E] went home, and quibbly slept / [Person E] and [Child A]' \
    "$(desk heron redact --show --json "$first" "$sent" | jq -rs 'map(.redacted) | join(" / ")')"

# ---- Places that were marked elsewhere.
# spans LINE...: redacts ben with a file of these lines.
spans() { printf '%s\n' "$@" >"$work/spans"; desk heron redact --spans "$work/spans" "$(id ben)"; }
at() { printf '{"id":"%s","page":"%s","start":%s,"end":%s,"kind":"%s"%s}' "$(id ben)" "$@"; }
check "these places and no others go" spans "$(at story-happened 17 23 rare ,'"with":"was made to wait"')"
same "in the words that the file has" 'Our daughter Mia was made to wait.

Answer the phone.' "$(words ben)"
same "what the family listed is left, if the file has it not" '["Mia"]' "$(shown ben '.left | map(.surface) | tojson')"
share
refused "where a listed name stands nobody approves" 1 'in line 1 is a name that the family listed' \
    desk robin approve --yes "$(id ben)"
check "a place without words has its label" spans "$(at story-happened 13 16 person)"
same "which is that of its kind" 'Our daughter [Child A] waited.' "$(words ben | head -n 1)"
check "words that do not hide are not taken for a label" spans "$(at story-happened 4 16 person ,'"with":"girl mia"')"
share
refused "a listed name in the words that stand for something" 1 'in line 1 is a name that the family listed' \
    desk robin approve --yes "$(id ben)"
check "no place at all" spans ""
same "leaves the text as it is" 0 "$(shown ben '.left | length - 1')"
refused "two places over each other" 1 "over each other" spans "$(at story-happened 4 12 rare)" "$(at story-happened 11 16 person)"
refused "a place behind the text's end" 1 "has 24 bytes" spans "$(at story-happened 20 25 rare)"
refused "a place on a page that the message does not have" 1 'no text on the page "worked"' spans "$(at worked 0 1 rare)"
refused "an empty place" 1 "line 1 of the places" spans "$(at story-happened 4 4 rare)"
refused "a kind that there is not" 1 'no kind "name"' spans "$(at story-happened 4 5 name)"
refused "what is no JSON" 1 "line 2 of the places" spans "$(at story-happened 4 5 rare)" 'x'
refused "a message that nobody named" 1 "not among those to redact" spans '{"id":"0000","page":"p","start":0,"end":1,"kind":"rare"}'
refused "a file that there is not" 1 "nowhere" desk heron redact --spans "$work/nowhere" "$(id ben)"
check "a redaction that is right in the end" desk heron redact --accept all "$(id ben)"
share
check "is approved" desk robin approve --yes "$(id ben)"

# ---- Two desks that are apart.
desk heron redact --accept all "$(id eve)" >"$work/out" 2>&1
desk robin redact --spans "$work/empty" "$(id eve)" >"$work/out" 2>&1
share
same "both redactions stand" "[true,true]" "$(shown eve '.case.redactions | map(.conflict) | tojson')"
refused "nobody approves either" 1 "stand beside each other" desk robin approve --yes "$(id eve)"
heron_event=$(shown eve '.case.redactions[] | select(.by == "heron").event')
robin_event=$(shown eve '.case.redactions[] | select(.by == "robin").event')
refused "not by its own ID either" 1 "stands beside" desk robin approve --yes "$heron_event"
check "one of them is refused" desk heron refuse --why "$work/why" "$robin_event"
share
check "then the other one is approved" desk robin approve --yes "$(id eve)"

# ---- What nobody may redact.
refused "a message without a text" 1 "no text" desk heron redact --accept all "$(id ticks)"
refused "ticks beside a family court" 1 "no text" desk heron redact --accept all "$(id court)"
forged=$(desk heron show --all --json | jq -r 'select(.testimony.answers["family-court"] == "yes") | .id')
refused "words beside a family court" 1 "family court" desk heron redact --accept all "$forged"
refused "a language that the desk has no lists for" 1 'language "ro"' desk heron redact --accept all "$(id roman)"
check "who reads it says so" desk heron redact --reads --accept all "$(id roman)"
check "once for each language" desk heron redact --accept all "$(id roman2)"
share
refused "who approves must read it, too" 1 'language "ro"' desk robin approve --yes "$(id roman)"
check "and says so" desk robin approve --yes --reads "$(id roman)"
check "once" desk robin approve --yes "$(id roman2)"
refused "a language that nobody told" 1 "says so with --reads" desk heron redact --accept all "$(id untold)"
check "is read by who says so" desk heron redact --reads --accept all "$(id untold)"
refused "each time" 1 "says so with --reads" desk heron redact --accept all "$(id untold)"
check "who knows a family recuses" desk robin mark --recuse "$(id dan)"
refused "and redacts nothing of it" 1 "recused" desk robin redact --accept all "$(id dan)"
refused "nor approves" 1 "recused" desk robin approve --yes "$(id dan)"
share
same "what they approved counts no more" "null" "$(shown dan '.case.redactions[0].approved | tojson')"
of cat withdraw "$origin" >"$work/out" 2>&1
cat_id=$(id cat)
pull heron robin
refused "what was taken back is not redacted" 1 "no message" desk heron redact --accept all "$cat_id"
check "of several, those that may be are redacted" sh -c "! '$testimony_desk' -d '$work/heron' redact --accept all \
    $(id ticks) $(id ben) 2>'$work/err' >'$work/out' && grep -q replaced '$work/out' && grep -q 'no text' '$work/err'"

# ---- Other texts that two must agree on.
printf 'A child waited.\n' >"$work/paraphrase"
check "a coordinator paraphrases" desk heron excerpt --theme waiting --paraphrase "$work/paraphrase" "$(id eve)"
printf 'We ask for plans in time.\n' >"$work/ask"
check "a coordinator writes a text of the packs" desk heron pack-text --part ask --text "$work/ask"
share
paraphrase=$(shown eve '.case.excerpts[0].event')
refused "one's own paraphrase cannot be approved" 1 "your own paraphrase" desk heron approve --yes "$paraphrase"
answered "'$testimony_desk' -d '$work/robin' approve $paraphrase" || fail "approving a paraphrase" "$(cat "$work/out")"
has "a paraphrase is shown with the words that it is from" "My son {[Child A]} waited." "$work/out"
has "and its theme" 'for the theme "waiting"' "$work/out"
same "and is approved" '"robin"' "$(desk robin redact --show --json "$(id eve)" | jq '.case.excerpts[0].approved')"
printf 'My son\r\n[Child A] waited.\r\n' >"$work/words"
printf 'My son {[Child A]} waited.\n' >"$work/shown"
check "words are chosen as a terminal broke them" desk heron excerpt --theme rows --text "$work/words" "$(id eve)"
refused "but not with the marks around a label" 1 "braces and arrows" desk heron excerpt --theme rows \
    --text "$work/shown" "$(id eve)"
check "a span of approved words is chosen" desk heron excerpt --theme waiting --span 0-5 "$(id eve)"
share
span=$(shown eve '.case.excerpts[] | select(.theme == "waiting" and (.paraphrase | not)).event')
refused "it needs no approval of its own" 1 "needs no approval" desk robin approve --yes "$span"
check "but can be refused" desk robin refuse --why "$work/why" "$span"
# shellcheck disable=SC2046
desk heron approve --yes $(ls "$work/heron/log" | sed 's/\.age$//') >"$work/out" 2>"$work/err"
has "what is no text is not judged" 'it is a decision "reads"' "$work/err"
has "nor what a newer one took the place of" "it stands no more" "$work/err"

# ---- How cases stand.
# next_of NAME: what comes next, at heron's desk.
next_of() {
	desk heron cases --json 2>/dev/null | jq -r "select(.case == \"$(of "$1" mailbox)\").next"
}
same "a case that two agreed on is ready" ready "$(next_of roman)"
same "one whose redaction nobody approved waits for that" approve "$(next_of dan)"
same "one with ticks alone is counted" counts "$(next_of ticks)"
same "one with words beside a family court, too" counts "$(desk heron cases --json |
    jq -r ".[\"messages\"] as \$m | select(\$m == [\"$forged\"]).next")"
tell fay '.answers["story-happened"] = "My son Gil waited." | .uses = ["counts", "my-mp", "preview"]'
tell gus '.uses = ["counts"]'
pull heron robin
same "one that only counts is counted" counts "$(next_of gus)"
same "new words are to be redacted" redact "$(next_of fay)"
desk heron redact --accept all "$(id fay)" >"$work/out" 2>&1
desk robin redact --spans "$work/empty" "$(id fay)" >"$work/out" 2>&1
share
same "two desks decided differently" decide "$(next_of fay)"
check "a third redaction instead of both" desk heron redact --accept all "$(id fay)"
same "waits for an approval" approve "$(next_of fay)"
share
check "which it gets" desk robin approve --yes "$(id fay)"
share
same "then the family wants to see it" preview "$(next_of fay)"
check "which it does" desk heron preview --yes "$(id fay)"
same "and has time to answer" wait "$(next_of fay)"
reply=$(of fay check "$origin" | tr -d '\n' | sha256sum | cut -c1-64)
jq -cn --arg reply "$reply" '{"format": "testimony-1", "campaign": 1, "kind": "answer", "reply": $reply,
    "answer": "yes"}' >"$work/fields"
rm -f "$work/more"*
of fay write "$work/fields" "$work/more"
"$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/more" 2>"$work/err" ||
    fail "the test answers" "$(cat "$work/err")"
pull heron
same "and says yes" ready "$(next_of fay)"
check "somebody takes care of a case" desk heron mark --assign robin "$(id fay)"
printf 'rang\033[31m the school\n' >"$work/note"
check "somebody notes something" desk heron mark --note "$work/note" "$(id fay)"
desk heron cases >"$work/out" 2>&1
check "the table says what comes next, and who takes care of it" \
    grep -qE '  ready     answered yes, with robin$' "$work/out"
desk heron show "$(id fay)" >"$work/out" 2>&1
has "what was decided stands under the message" "How this case stands:" "$work/out"
has "who redacted and who approved it" "redacted by heron on " "$work/out"
has "the preview and its answer" "its answer is yes" "$work/out"
has "who takes care of it" "assigned to robin" "$work/out"
has "the note, clean" 'rang[31m the school' "$work/out"
check "all of it has its ID" sh -c "[ \$(grep -cE '^- [0-9a-f]{12}  ' '$work/out') -eq 2 ]"
same "and is there for machines" '["robin",1,"robin"]' \
    "$(desk heron show --json "$(id fay)" | jq -c '.case | [.assigned, .notes, .redactions[0].approved]')"
desk heron show "$(id eve)" >"$work/out" 2>&1
has "a paraphrase is named by its theme" 'paraphrase for "waiting" by heron' "$work/out"
check "what was refused says why" sh -c "tr -s ' \n' ' ' <'$work/out' | grep -q 'refused by robin: the street is in it'"
has "and an excerpt by its words" "  My son [Child A] waited." "$work/out"
lacks "which stand" "stands no more" "$work/out"
desk heron redact --accept all "$(id eve)" >"$work/redacted" 2>&1 || fail "it is redacted once more" "$(cat "$work/redacted")"
desk heron show "$(id eve)" >"$work/out" 2>&1
has "after another redaction they are still known" "  My son [Child A] waited." "$work/out"
same "and it says that they have to be chosen again, but for what was refused" 2 \
    "$(grep -c "stands no more: choose it again" "$work/out")"

# ---- Words that would harm the terminal, or whoever reads them elsewhere.
long=$(head -c 8000 /dev/zero | tr '\0' x)
jq -cn --arg long "$long" '{"format": "testimony-1", "campaign": 1, "kind": "testimony", "language": "en",
    "reply_to": "@REPLY@", "answers": {"family-court": "no",
    "story-happened": ("My son Zed\u001b[2J\u001b]0;x\u0007 ran. \u202eJack\u202c <b>Mrs Patel</b> {x} >>y<< [Child A] " + $long + " Zed"),
    "worked": "\u0009\r\n\u2028Mrs Patel", "change": "\ud83d\ude00\u0301Zed\u00ad"},
    "hide": ["Zed"], "uses": ["counts", "my-mp"]}' | sed 's/"@REPLY@"/"@REPLY@"/' >"$work/forged"
"$forge" told "$campaign" "$pin" "$origin" "$work/forged" >"$work/out" 2>&1 || fail "the test forges" "$(cat "$work/out")"
pull heron robin
hostile=$(desk heron show --all --json | jq -r 'select(.testimony.hide == ["Zed"]) | .id')
desk heron redact --show "$hostile" >"$work/shown" 2>&1
desk heron redact --accept all "$hostile" >>"$work/shown" 2>&1
share
answered "'$testimony_desk' -d '$work/robin' approve --original $hostile" || fail "hostile words are approved" "$(cat -v "$work/out")"
# What `script` and the progress write themselves is not of the words.
sed 's/\x1b\[K//g; s/\r//g' "$work/out" >>"$work/shown"
desk heron show "$hostile" >>"$work/shown" 2>&1
check "hostile words are shown clean" sh -c "! LC_ALL=C grep -q \"\$(printf '[\\001-\\010\\013-\\037]')\" '$work/shown'"
lacks "nor with marks that turn the text around" "$(printf '\342\200\256')" "$work/shown"
check "a long word is whole" grep -q "$long" "$work/shown"
desk heron redact --show --json "$hostile" >"$work/json"
check "JSON of it is in ASCII" sh -c "! LC_ALL=C grep -q '[^ -~]' '$work/json'"
same "no listed name is left in it" "0 0" "$(jq -r .redacted "$work/json" | grep -c Zed) $(jq '.left | length' "$work/json")"

# ---- More names than a decision holds.
jq -cn '{"format": "testimony-1", "campaign": 1, "kind": "testimony", "language": "en",
    "reply_to": "@REPLY@", "answers": {"family-court": "no",
    "story-happened": ([range(1500) | "Ann and Smith,"] | join(" "))}, "hide": ["Flood"],
    "uses": ["counts", "my-mp"]}' >"$work/forged"
"$forge" told "$campaign" "$pin" "$origin" "$work/forged" >"$work/out" 2>&1 || fail "the test forges" "$(cat "$work/out")"
pull heron
flood=$(desk heron show --all --json | jq -r 'select(.testimony.hide == ["Flood"]) | .id')
refused "a flood of names is refused, with what to do" 1 "take whole passages out instead" \
    desk heron redact --accept all "$flood"
printf '{"id":"%s","page":"story-happened","start":0,"end":20000,"kind":"rare"}\n' "$flood" >"$work/spans"
check "which can be done" desk heron redact --spans "$work/spans" "$flood"

# ---- The examples of the help.
cp -r "$work/heron" "$work/our-desk"
cp "$work/why" "$work/why.txt"
cd "$work" || exit 1
# example COMMAND: its example in the help, about a message of this test.
example() {
	"$testimony_desk" "$1" --help | sed -n "s/^Example: testimony-desk //p" |
	    sed "s/3f9c0a71d2e8/$(id untold | cut -c1-12)/"
}
# shellcheck disable=SC2046
check "the examples of the help are right: redact" "$testimony_desk" $(example redact) --accept all --reads
# shellcheck disable=SC2046
check "the examples of the help are right: refuse" "$testimony_desk" $(example refuse)
# shellcheck disable=SC2046
refused "the examples of the help are right: approve" 1 "nobody redacted it" "$testimony_desk" $(example approve) --yes
