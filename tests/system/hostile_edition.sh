#!/bin/sh
# SPDX-License-Identifier: ISC
# Families who write what steers terminals, breaks out of markup or runs in spreadsheets: every command
# of the desk shows it safely on its way into the packs, and those show it as text. One of them hides words
# that stand in every pack.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "an edition of hostile texts"
need python3 "an edition of hostile texts"
need xmllint "an edition of hostile texts"
campaign=$work/campaign/campaign.json
hostile() { python3 "$source_dir/tests/system/hostile_edition.py" "$@"; }
export PYTHONDONTWRITEBYTECODE=1

start_coordinators robin
mkdir "$work/shown"
# desk NAME COMMAND...: what it shows is kept.
number=0
desk() {
	desk_name=$1
	shift
	number=$((number + 1))
	"$testimony_desk" -d "$work/$desk_name" "$@" >"$work/shown/$number.out" 2>"$work/shown/$number.err"
}
must() {
	desk "$@" || fail "$*" "$(tail -n 3 "$work/shown/$number.err")"
}
share() { must heron pull && must robin pull && must heron pull; }

hostile told >"$work/told"
"$forge" told "$campaign" "$pin" "$origin" "$work/told" || exit 1
must heron pull
must heron show --all --json
cp "$work/shown/$number.out" "$work/all"
same "all are read, but for the one with a NUL in its JSON, which is set aside" "13 1" "$(jq -r 'select(.testimony).id' "$work/all" | wc -l) $(
    "$testimony_desk" -d "$work/heron" list --json 2>/dev/null | jq -r 'select(.aside).id' | wc -l)"
jq -c 'select(.testimony.answers["story-happened"])' "$work/all" >"$work/read"
ids=$(jq -r .id "$work/read")
jq -c '{id, page: "story-happened", start: 0, end: 7, kind: "rare", with: "[a detail]"}' "$work/read" >"$work/spans"
# shellcheck disable=SC2086
{
	must heron redact --spans "$work/spans" $ids
	for command in list "list --replies" "show --all" "show --all --json" cases "cases --json"; do
		must heron $command
	done
	printf 'Nothing \033[2J\342\200\256but <b>this</b>, =1+1.\n' >"$work/text"
	for part in ask contact; do
		must heron pack-text --part $part --text "$work/text"
	done
	must heron mark --note "$work/text" $ids
	share
	for id in $ids; do
		desk robin approve "$id" </dev/null
		desk robin redact "$id" </dev/null
	done
	must robin approve --yes $ids
	must robin pack-text
	must robin approve --yes $(grep -o '^[0-9a-f]\{12\}' "$work/shown/$number.out")
}
hostile excerpts <"$work/read" >"$work/excerpts"
must robin excerpt --from "$work/excerpts"
share
must heron export --dry-run
must heron approve --yes "$(sed -n 's/.*excerpt \([0-9a-f]*\): no other coordinator agreed.*/\1/p' "$work/shown/$number.out" | head -n 1)"
must heron show --all
must heron export --dry-run
must heron export --dry-run --json
must heron stats
must heron stats --json
desk heron export -o "$work/edition"
same "a family that hides \"Worcester\", \"May\" and \"the\" blocks no pack" 0 $?
must heron cases
if hostile seen "$work/shown/"*.out "$work/shown/"*.err >"$work/faults"; then
	pass "nothing but visible characters was shown, by $number commands"
else
	fail "nothing but visible characters was shown, by $number commands" "$(head -n 3 "$work/faults")"
fi
for pack in area-redditch county publishable; do
	for part in content.xml styles.xml meta.xml META-INF/manifest.xml; do
		unzip -p "$work/edition/$pack/pack.odt" $part >"$work/part.xml" 2>/dev/null
		check "$pack: $part is well-formed" xmllint --nonet --noout "$work/part.xml"
	done
	check "$pack: the page is well-formed" xmllint --nonet --noout "$work/edition/$pack/pack.html"
	if hostile pack "$work/edition/$pack" >"$work/faults"; then
		pass "$pack shows all of it, as text"
	else
		fail "$pack shows all of it, as text" "$(head -n 5 "$work/faults")"
	fi
done
