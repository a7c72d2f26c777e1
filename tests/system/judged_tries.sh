#!/bin/sh
# SPDX-License-Identifier: ISC
# What a coordinator's own desk would never write, and a desk must bear: redactions of another
# family's message, names in brackets, decisions without number; and ids of which too little is given.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a desk bears what another one would not write"
planter=$build_dir/tests/system/planter

make_campaign campaign 28000
"$testimony_keys" coordinator robin --no-passphrase -o "$work" >"$work/out" 2>&1 &&
    "$testimony_keys" admit "$work/campaign" "$work/robin.pub" --yes >"$work/out" 2>&1 ||
    fail "the test admits robin" "$(cat "$work/out")"
"$testimony_desk" -d "$work/desk" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "unix:$work/desk.sock" 2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
# plant LINE: what is planted; its id.
plant() { printf '%s\n' "$1" | "$planter" "$work/desk" | jq -r .id; }
# tell FAMILY KIND WORDS [HIDE]: a message's id.
tell() {
	plant "$(jq -nc --arg f "$1" --arg k "$2" --arg w "$3" --argjson h "[${4:-}]" '{do: "tell", family: $f,
	    week: 2900, line: {kind: $k, language: "en", answers: {"family-court": "no", "story-happened": $w},
	    hide: $h, uses: ["counts", "my-mp"]}}')"
}
hash() { printf %s "$1" | sha256sum | cut -c1-64; }
# redact FAMILY MESSAGE WORDS START END WITH MADE [WHY]: by robin, as it is; its id.
redact() {
	plant "$(jq -nc --arg f "$1" --arg m "$2" --arg of "$(hash "$3")" --argjson s "$4" --argjson e "$5" \
	    --arg w "$6" --arg made "$(hash "$7")" --arg x "${8:-}" --arg by "$work/robin.key" '{do: "event", by: $by,
	    family: $f, kind: "redact", data: {message: $m, texts: [{page: "story-happened", of: $of,
	    spans: [[$s, $e, "person", $w]]}], makes: $made, unknown: $x}}')"
}

# Words that stand for something are words like all, brackets or not.
told="Our daughter Mia waited."
ann=$(tell ann testimony "$told" '"Mia"')
event=$(redact ann "$ann" "$told" 13 16 "[Mia]" "Our daughter [Mia] waited.")
refused "a name that the family listed is one in brackets, too" 1 "must not appear" desk approve --yes "$event"
told="My son Sam waited."
ben=$(tell ben testimony "$told")
again=$(tell ben addition "Sam waits again.")
event=$(redact ben "$ben" "$told" 7 10 "[Sam of Oak Road]" "My son [Sam of Oak Road] waited.")
check "the family's other message is redacted" desk redact --accept all "$again"
words() { desk redact --show --json "$1" 2>/dev/null | jq -r .redacted; }
same "words to which nobody agreed stand for nothing there" "[Child A] waits again." \
    "$(words "$again" | sed 's/Person/Child/')"
bea=$(tell bea testimony "$told")
event=$(redact bea "$bea" "$told" 7 10 "[our eldest]" "My son [our eldest] waited.")
check "words are agreed to" desk approve --yes "$event"
again=$(tell bea addition "Sam waits again.")
check "and the family's other message is redacted" desk redact --accept all "$again"
same "those do" "[our eldest] waits again." "$(words "$again")"

# A message of another family.
event=$(redact ann "$ben" "$told" 7 10 "[Child A]" "My son [Child A] waited.")
refused "a redaction of another family's message is not approved" 1 "another family" desk approve --yes "$event"

# A great many that stand for the same; nobody can name all of them at once.
for n in $(seq 70); do
	jq -nc --arg m "$ann" --arg n "$n" --arg by "$work/robin.key" --arg made "$(hash "$n")" '{do: "event", by: $by,
	    family: "ann", kind: "redact", data: {message: $m, texts: [], makes: $made}}'
done | "$planter" "$work/desk" >/dev/null
conflict() { desk redact --show --json "$ann" 2>/dev/null | jq -r .conflict; }
same "seventy redactions of one message are a conflict" true "$(conflict)"
check "a third takes the place of many of them" desk redact --accept all "$ann"
check "and one more of the rest" desk redact --accept all "$ann"
same "then it is the only one" false "$(conflict)"

# Ids: digits with which one event begins, and several messages. Ids are chance, so messages are planted
# until it is so; with every forty the next is likelier, as the events stay what they are.
find "$work/desk/log" -name '*.age' | sed 's/.*\///; s/\.age$//' | sort >"$work/events"
several=
for round in 1 2 3 4 5 6 7 8 9 10; do
	for n in $(seq 40); do
		jq -nc --arg n "$round-$n" '{do: "tell", family: "f\($n)", week: 2900, line: {kind: "testimony",
		    language: "en", answers: {"family-court": "no", "story-happened": "My son Sam waited \($n) weeks."},
		    hide: [], uses: ["counts"]}}'
	done | "$planter" "$work/desk" | jq -r .id >>"$work/planted"
	sort "$work/planted" >"$work/ids"
	desk list --json 2>/dev/null | jq -r .id >"$work/messages"
	for event in $(cut -c1-2 "$work/events" | uniq -u); do
		[ "$(grep -c "^$event" "$work/messages")" -lt 2 ] || several=$event
	done
	[ -z "$several" ] || break
done
refused "digits with which an event and several messages begin are too few" 1 "more than one" \
    desk refuse --why "$work/ids" "$several"
one=$(cut -c1 "$work/ids" | uniq -d | head -n 1)
first=$(grep "^$one" "$work/ids" | sed -n 1p) second=$(grep "^$one" "$work/ids" | sed -n 2p)
printf '{"id":"%s","page":"story-happened","start":7,"end":10,"kind":"person"}\n' "$one" >"$work/spans"
refused "places of either of two messages are of neither" 1 "more than one begins so" \
    desk redact --spans "$work/spans" "$first" "$second"
digits=$(printf '%s' "$first" | cut -c1-20)
printf '{"id":"%s0000000000000000","page":"story-happened","start":7,"end":10,"kind":"person"}\n' "$digits" >"$work/spans"
refused "places of another message that begins so are not passed over" 1 "the places name a message" \
    desk redact --spans "$work/spans" "$digits"
printf '{"id":"%s","page":"story-happened","start":7,"end":10,"kind":"person"}\n' "$first" >"$work/spans"
check "places of this one are taken" desk redact --spans "$work/spans" "$first"

# A letter goes with its marks, a joined picture with all of it.
marked=$(tell marked testimony "$(printf 'Zoe\314\210 and Rene\314\201 \360\237\221\251\342\200\215\360\237\221\247')")
for place in 0,3 14,16 17,21; do
	printf '{"id":"%s","page":"story-happened","start":%s,"end":%s,"kind":"rare","with":"[removed]"}\n' \
	    "$marked" "${place%,*}" "${place#*,}"
done >"$work/spans"
check "places that cut letters are taken" desk redact --spans "$work/spans" "$marked"
same "and nothing of those is left" "[removed] and Ren[removed] [removed]" "$(words "$marked")"

# Texts at their limits.
check "who was told may be any bytes" desk mark --safeguarding "$(printf 'the \377\001duty desk')" "$first"
awk 'BEGIN { for (i = 0; i < 16000; i++) printf "\"" }' >"$work/quotes"
check "a note may be all quotation marks" desk mark --note "$work/quotes" "$first"
awk 'BEGIN { for (i = 0; i < 16000; i++) printf "\377" }' >"$work/bytes"
refused "a note that is too long once it is text is refused" 1 "16000" desk mark --note "$work/bytes" "$first"
many=$(tell many testimony "$(awk 'BEGIN { for (i = 0; i < 1100; i++) printf "Sam Smith, %c%d. ", 65 + i % 26, i }')")
desk redact --accept all "$many" >"$work/out" 2>"$work/err"
status=$?
if [ $status -le 1 ] && [ "$(wc -l <"$work/err")" -le 2 ]; then
	pass "a thousand names in one message are redacted, or it is said why not ($status)"
else
	fail "a thousand names in one message" "$status: $(head -n 3 "$work/err")"
fi
head -c 300 "$work/err" | sed 's/^/# /'
