#!/bin/sh
# SPDX-License-Identifier: ISC
# What a coordinator should read first, and what is said before it is read.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"

start_line
campaign=$work/campaign/campaign.json secret=$work/campaign/secret
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
told() {
	printf '{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en","reply_to":"@REPLY@",'
	printf '"answers":{"area":"redditch","story-happened":"Made up. %s"},"hide":[],"uses":["counts"]}\n' "$1"
}
{
	told "The plan was late by thirty weeks."
	told "He says that he wants to die."
	told "The transport was cancelled again."
	told "She came home with bruises, and has been self-harming since."
} >"$work/told"
"$forge" told "$campaign" "$pin" "$origin" "$work/told" || exit 1
desk setup --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" \
    --as "$secret/heron.key" --daemon "unix:$work/desk.sock" 2>/dev/null
desk pull >/dev/null 2>&1

same "those come first where somebody may be in danger" \
    '[["life"],["life","child"]] [[],[]]' \
    "$(desk cases --json | jq -sc '.[:2] | map(.alarms) | sort_by(length)') $(
    desk cases --json | jq -sc '.[2:] | map(.alarms)')"
same "and the table says so" "1 1 4" "$(desk cases 2>/dev/null | grep -c '  a life?, new$') $(
    desk cases 2>/dev/null | grep -c '  a life?, a child?, new$') $(
    desk cases 2>/dev/null | grep -c 'new$')"

id_of() { desk show --all --json | jq -r "select(.testimony.answers[\"story-happened\"] | test(\"$1\")) | .id"; }
desk show "$(id_of 'wants to die')" >"$work/out" 2>&1
same "before such a text stands a calm word" 1 "$(grep -c "Before you read on: this may speak of suicide or" "$work/out")"
# (Not '999$' alone: the whole ID, which is any digits, ends a line, too.)
same "with the form's own lines of help" 1 "$(grep -c '^- .*: 999$' "$work/out")"
same "before the text itself" "yes" "$(awk '/Before you read on/ { note = NR } /wants to die/ { text = NR }
    END { print (note > 0 && note < text) ? "yes" : "no" }' "$work/out")"
desk show "$(id_of 'transport')" >"$work/out" 2>&1
same "and before others none" 0 "$(grep -c 'Before you read on' "$work/out")"

printf 'Thank you. We read it.\n' >"$work/text"
desk reply --kind message --text "$work/text" "$(id_of 'wants to die')" >/dev/null 2>&1
same "who was written to waits for nobody: the flag stays, its place does not" '["life"] 3' \
    "$(desk cases --json | jq -sc 'map(select(.state == ["replied"])) | .[0].alarms') $(
    desk cases --json | jq -sc 'map(.state == ["replied"]) | index(true)')"
desk reply --kind preview --text "$work/text" "$(id_of 'bruises')" >/dev/null 2>&1
same "a preview answers no danger: it stays among the first" '["life","child"]' \
    "$(desk cases --json | jq -sc '.[0].alarms')"
