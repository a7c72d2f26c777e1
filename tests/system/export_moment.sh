#!/bin/sh
# SPDX-License-Identifier: ISC
# What comes while an edition is made, between its two pulls: a family that takes everything back,
# allows less or says more, a coordinator who refuses, another desk's edition (moment.py lets it
# happen just then), and a campaign that is changed. What the desk knows of before it writes is not written.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "what comes while an edition is made"
need python3 "what comes while an edition is made"
export PYTHONDONTWRITEBYTECODE=1

start_coordinators robin
background python3 "$source_dir/tests/system/moment.py" "$work/moment.sock" "$work/desk.sock" \
    "$work/moment" >"$work/moment.out" 2>&1
in_time grep -q ready "$work/moment.out" || fail "the test stands between" "$(cat "$work/moment.out")"
rm -rf "$work/heron"
"$testimony_desk" -d "$work/heron" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/heron.key" \
    --daemon "unix:$work/moment.sock" 2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
must() { desk "$@" >"$work/out" 2>"$work/err" || fail "the test: $*" "$(cat "$work/err")"; }
share() {
	must heron pull
	must robin pull
	must heron pull
}

for name in aster birch cedar daisy elder; do
	jq --arg words "Made up. Nobody rang $name back." '.answers["story-happened"] = $words |
	    .uses = ["counts","all-mps","report"]' "$answers" >"$work/$name.json"
	"$testimony" submit --campaign "$origin/#$pin" --answers "$work/$name.json" --yes \
	    >"$work/$name.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
done
must heron pull
desk heron show --all --json >"$work/shown" 2>/dev/null
jq -r .id "$work/shown" >"$work/ids"
jq -c '{id, page: "story-happened", start: 0, end: 7, kind: "rare", with: "[a detail]"}' "$work/shown" >"$work/spans"
must heron redact --spans "$work/spans" $(cat "$work/ids")
echo "Answer in time." >"$work/text"
for part in ask contact; do
	must heron pack-text --part $part --text "$work/text"
done
share
must robin approve --yes $(cat "$work/ids")
must robin approve --yes $(desk robin pack-text 2>/dev/null | grep -o '^[0-9a-f]\{12\}')
jq -c '{id, theme: "No answer", text: (.testimony.answers["story-happened"] | sub("Made up. "; ""))}' \
    "$work/shown" >"$work/excerpts"
must robin excerpt --from "$work/excerpts"
share

# meanwhile OUT COMMAND...: heron exports to OUT; the command happens between its two pulls. $status.
meanwhile() {
	meanwhile_out=$1
	shift
	printf '%s\n' "$*" >"$work/moment.new"
	rm -f "$work/moment.done"
	mv "$work/moment.new" "$work/moment"
	desk heron export -o "$work/$meanwhile_out" >"$work/out" 2>"$work/err"
	status=$?
	[ -e "$work/moment.done" ] || fail "the test: it happened meanwhile" "$(cat "$work/moment.log" "$work/err")"
}
# stops PROMISE WORDS COMMAND...: nothing is written.
stops() {
	stops_promise=$1 stops_words=$2
	shift 2
	meanwhile stopped "$@"
	if [ $status -ne 1 ] || ! grep -q "$stops_words" "$work/err" || [ -e "$work/stopped" ]; then
		fail "$stops_promise" "$status: $(cat "$work/err" "$work/moment.log")"
		rm -rf "$work/stopped"
	else
		pass "$stops_promise"
	fi
}
# family NAME COMMAND...: the words of a command line.
family() {
	family_name=$1 family_command=$2
	shift 2
	printf "'%s' %s --campaign '%s' --receipt-file '%s' --yes %s" "$testimony" "$family_command" \
	    "$origin/#$pin" "$work/$family_name.words" "$*"
}
changed="changed what may go out while the packs were made"
stops "a family takes everything back" "took everything back while" "$(family aster withdraw)"
stops "a family allows less" "$changed" "$(family birch consent --uses counts)"
stops "a family says more" "$changed" "$(family cedar add --answers "$work/cedar.json")"
# What the other desk decided before, it tells now.
must robin pull
echo "Told twice." >"$work/why"
must robin mark --close "$work/why" "$(jq -r \
    'select(.testimony.answers["story-happened"] | test("daisy")).id' "$work/shown")"
stops "a coordinator closes a case" "$changed" "'$testimony_desk' -d '$work/robin' pull"
must robin export --no-pull -o "$work/robins"
stops "another desk exports" "another desk exported while" "'$testimony_desk' -d '$work/robin' pull"
meanwhile kept "'$testimony' submit --campaign '$origin/#$pin' --answers '$work/aster.json' --yes"
same "a family that tells now is of the next edition, and stops none" 0 "$status"
same "... with the words of those who allow it still" "cedar elder " \
    "$(grep -o 'Nobody rang [a-z]*' "$work/kept/county/pack.html" | sed 's/.* //' | sort -u | tr '\n' ' ')"
"$testimony_keys" coordinator wren --no-passphrase -o "$work" >"$work/out" 2>&1 ||
    fail "the test makes a key" "$(cat "$work/out")"
cat >"$work/renew" <<-END
	'$testimony_keys' admit '$work/campaign' '$work/wren.pub' --yes && kill -HUP $daemon
	for try in \$(seq 1 1500); do
		! grep -q "taken up anew (serial 3)" '$work/daemon.log' || exit 0
		sleep 0.05
	done
END
stops "the campaign is changed" "nothing was written: the campaign was changed and signed anew (serial 3;" \
    "sh '$work/renew'"
