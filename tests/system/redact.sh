#!/bin/sh
# SPDX-License-Identifier: ISC
# Redacting and approving: one coordinator takes out what may show who somebody is, another reads it
# and agrees; what forbids either.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "coordinators redact and approve"
family=$build_dir/tests/system/family
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret

for try in 1 2 3 4 5; do
	rm -rf "$work/campaign" "$work/store" "$work/robin.key"
	make_campaign campaign "$(awk -v seed="$$$try" \
	    'BEGIN { srand(); srand(srand() + seed); print 20000 + int(rand() * 12000) }')"
	"$testimony_keys" coordinator robin --no-passphrase -o "$work" >"$work/out" 2>&1 &&
	    "$testimony_keys" admit "$work/campaign" "$work/robin.pub" --yes >"$work/out" 2>&1 ||
	    fail "the test admits robin" "$(cat "$work/out")"
	start_daemon && break
done
cp "$secret/heron.key" "$work/heron.key"
for name in heron robin; do
	"$testimony_desk" -d "$work/$name" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$work/$name.key" --daemon "unix:$work/desk.sock" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
done
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
	id_mailbox=$(of "$1" mailbox)
	desk heron list --json 2>/dev/null | jq -r "select(.mailbox == \"$id_mailbox\") | .id" | head -n 1
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

tell ann '.answers["story-happened"] = "My son Jack was 7 when Mrs Patel of Oakmere Primary School rang. Jack'"'"'s plan came on 12 March 2024. jack cried." |
    .answers.change = "Ask Jack. We live near Quibbly." | .hide = ["quibbly"]'
tell ben .
tell ticks 'del(.answers["story-happened"]) | del(.answers.change) | .answers.path = "questions"'
tell court '.answers["family-court"] = "not-sure" | .uses = ["counts"] |
    del(.answers["story-happened"]) | del(.answers.change) | del(.answers.path)'
tell roman '.language = "ro" | .answers["story-happened"] = "Fiul meu nu a mai fost la școală de doi ani și nimeni nu ne-a ajutat niciodată cu nimic."'
pull heron robin

# ---- One coordinator redacts.
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

# ---- Another approves.
share
check "another coordinator approves" desk robin approve --yes "$(id ann)"
share
same "the approval is at the first desk" "[\"heron\",\"robin\"]" \
    "$(shown ann '.case.redactions | map(.by, .approved) | tojson')"
refused "what was approved is not approved again" 1 "already" desk robin approve --yes "$(id ann)"
printf 'the street is in it\n' >"$work/why"
check "a redaction is refused, with a reason" desk robin refuse --why "$work/why" "$(id ann)"
refused "what was refused is not approved" 1 "nobody redacted it" desk robin approve --yes "$(id ann)"
