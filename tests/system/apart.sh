#!/bin/sh
# SPDX-License-Identifier: ISC
# Two coordinators decide on the same fifty cases while their desks do not hear of each other. When they
# do, both show the same, whatever came first; where they decided differently both say so; and a desk
# that is new shows what they show.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "desks that were apart"
campaign=$work/campaign/campaign.json

start_coordinators robin wren
# desk NAME COMMAND...
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
pull() {
	for pull_name; do
		desk "$pull_name" pull >"$work/out" 2>"$work/err" ||
		    fail "$pull_name pulls" "$(cat "$work/err")"
	done
}
# does PROMISE NAME COMMAND...
does() {
	does_promise=$1
	shift
	desk "$@" >"$work/out" 2>"$work/err" || fail "$does_promise" "$(cat "$work/err")"
}
n=0
while [ $n -lt 50 ]; do
	n=$((n + 1))
	printf '{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en","reply_to":"@REPLY@",'
	printf '"answers":{"family-court":"no","area":"redditch","story-happened":"Made up, number %d. My son Oskar ' $n
	printf 'waited for Mrs Kowalska at Elm Tree Primary School."},"hide":[],"uses":["counts","report"]}\n'
done >"$work/told"
"$forge" told "$campaign" "$pin" "$origin" "$work/told" || exit 1
pull heron robin
desk heron show --all --json 2>/dev/null | jq -r '(.testimony.answers["story-happened"] |
    capture("number (?<n>[0-9]+)").n) + " " + .id' | sort -n | cut -d ' ' -f 2 >"$work/ids"
same "both have fifty cases" "50 50" "$(wc -l <"$work/ids") $(desk robin list --json 2>/dev/null | wc -l)"
# from A to B: the ids of these cases.
from() { sed -n "$1,$2p" "$work/ids"; }

# states NAME: how each case stands, for comparing.
states() {
	# shellcheck disable=SC2046
	desk "$1" show --json $(cat "$work/ids") 2>"$work/err" | jq -c '[.id, .case]' >"$work/states.$1"
	desk "$1" cases --json 2>/dev/null | jq -cS . | sort >"$work/cases.$1"
}
# alike PROMISE NAME NAME
alike() {
	states "$2"
	states "$3"
	if [ "$(wc -l <"$work/states.$2")" -eq 50 ] && [ "$(wc -l <"$work/cases.$2")" -eq 50 ] &&
	    cmp -s "$work/states.$2" "$work/states.$3" && cmp -s "$work/cases.$2" "$work/cases.$3"; then
		pass "$1"
	else
		fail "$1" "$(diff "$work/states.$2" "$work/states.$3" | head -n 4; diff "$work/cases.$2" "$work/cases.$3" | head -n 4)"
	fi
}
# numbers NAME FILTER: which cases are so.
numbers() {
	states "$1"
	awk 'NR == FNR { place[$1] = FNR; next } { print place[$1] }' "$work/ids" \
	    - <<-END | sort -n | tr '\n' ' ' | sed 's/ $//'
	$(jq -r "select(.[1] | $2) | .[0]" "$work/states.$1")
	END
}

# shellcheck disable=SC2046
apart_once() {
	does "heron redacts" heron redact --accept all $(from 1 30)
	does "robin redacts" robin redact --accept all $(from 25 50)
	does "heron takes over" heron mark --assign heron $(from 1 20)
	does "robin takes over" robin mark --assign robin $(from 15 35)
	echo "A note, made up." >"$work/note"
	does "robin notes" robin mark --note "$work/note" $(from 1 50)
	does "robin recuses" robin mark --recuse $(from 5 5)
	does "heron recuses" heron mark --recuse $(from 30 31)
	does "robin closes" robin mark --close "$work/note" $(from 10 11)
	does "heron closes" heron mark --close "$work/note" $(from 11 12)
}
apart_once
pull heron robin heron
alike "after a pull of both, and one more, both show the same" heron robin
same "who takes care of a case twice is a conflict, and so are two redactions" \
    "15 16 17 18 19 20 25 26 27 28 29" "$(numbers robin .conflict)"
same "not where one of them recused" "[1,\"robin\"]" "$(sed -n 30p "$work/states.robin" >/dev/null
    id=$(from 30 30); jq -c "select(.[0] == \"$id\") | [(.[1].redactions | length), .[1].redactions[0].by]" "$work/states.robin")"
same "what either closed is closed" "10 11 12" "$(numbers heron .closed)"
same "cases names the conflicts" 11 "$(desk heron cases 2>/dev/null | grep -c decide)"

# Again apart: each approves what the other did, both end some conflicts, in their own ways.
# shellcheck disable=SC2046
{
	does "robin approves" robin approve --yes $(from 1 4) $(from 6 24)
	does "heron approves" heron approve --yes $(from 32 50)
	does "heron redacts again" heron redact --accept high $(from 25 27)
	does "robin redacts again" robin redact --accept all $(from 26 28)
	does "robin refuses" robin refuse --why "$work/note" $(jq -r "select(.[0] == \"$(from 32 32)\") |
	    .[1].redactions[0].event" "$work/states.robin")
	does "robin opens a case again" robin mark --reopen "$work/note" $(from 10 10)
}
pull robin heron robin
alike "and again" heron robin
same "a third redaction ends a conflict, two of them begin another" \
    "15 16 17 18 19 20 26 27 29" "$(numbers heron .conflict)"
same "what was approved by the other stands, but for the one that was refused" \
    "1 2 3 4 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50" \
    "$(numbers heron '.redactions[0] | .approved != null and .refused == null')"
same "a case that one opened again is open" "11 12" "$(numbers heron .closed)"

pull wren
alike "a desk that is new shows the same" heron wren
