#!/bin/sh
# SPDX-License-Identifier: ISC
# What coordinators decide about cases and packs: kept at one desk, known at the others after a pull,
# and refused where somebody may not decide it.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "coordinators decide"
campaign=$work/campaign/campaign.json

start_coordinators robin wren
who=heron
desk() { "$testimony_desk" -d "$work/$who" "$@"; }
# as NAME COMMAND...
as() { who=$1; shift; "$@"; as_status=$?; who=heron; return $as_status; }
pull() {
	for who; do
		desk pull >"$work/out" 2>"$work/err" || fail "$who pulls" "$(cat "$work/err")"
	done
	who=heron
}
# refused PROMISE WORDS COMMAND...: exit 1, one line, with these words.
refused() {
	refused_promise=$1 refused_words=$2
	shift 2
	"$@" >"$work/out" 2>"$work/err"
	refused_status=$?
	if [ $refused_status -eq 1 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -q "$refused_words" "$work/err"; then
		pass "$refused_promise"
	else
		fail "$refused_promise" "$refused_status: $(cat "$work/err")"
	fi
}
# done_as PROMISE COMMAND...: exit 0.
done_as() {
	done_promise=$1
	shift
	if "$@" >"$work/out" 2>"$work/err"; then
		pass "$done_promise"
	else
		fail "$done_promise" "$(cat "$work/err")"
	fi
}
usage() {
	usage_promise=$1
	shift
	"$@" >"$work/out" 2>"$work/err"
	same "$usage_promise" 2 $?
}

told() {
	printf '{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en","reply_to":"@REPLY@",'
	printf '"answers":{"family-court":"no","area":"redditch","story-happened":"%s"},"hide":[],' "$1"
	printf '"uses":["counts","my-mp","all-mps","report"%s]}\n' "$2"
}
{
	told "Made up. The plan was late by thirty weeks." ''
	told "Made up. The transport was cancelled again." ',"preview"'
} >"$work/told"
"$forge" told "$campaign" "$pin" "$origin" "$work/told" || exit 1
pull heron robin wren
id_of() { desk show --all --json 2>/dev/null | jq -r "select(.testimony.answers[\"story-happened\"] | test(\"$1\")) | .id" | cut -c1-12; }
late=$(id_of late) bus=$(id_of transport)
# state FAMILY FILTER: of the case, as `show --json` has it.
state() { desk show --json "$1" 2>/dev/null | jq -c ".case | $2"; }

# Cases.
done_as "somebody is to take care of a case" desk mark --assign robin "$late"
echo "Rang the helpline about it. Made up." >"$work/note"
done_as "a note" desk mark --note "$work/note" "$late"
done_as "who was told of a danger" desk mark --safeguarding "the duty desk" --text "$work/note" "$late"
refused "nobody unknown is assigned" "no coordinator of this campaign" desk mark --assign crow "$late"
refused "of no message" "there is no message ffff" desk mark --recuse ffffffffffffffff
# As a table of `cases` shows it.
number=$(desk cases --json 2>/dev/null | jq -r "select(.messages[0] | startswith(\"$late\")) | .case" | cut -c1-10)
check "cases shows a family's number" test "$(desk cases 2>/dev/null | grep -c "^$number ")" -eq 1
echo "Made up." >"$work/letter"
for command in "mark --recuse" show "reply --kind message --text $work/letter"; do
	refused "${command%% *} by a family's number, which says its message" \
	    "family's number in .cases., .*; its message is: $late\$" desk $command "$number"
done
usage "one thing at a time" desk mark --recuse --assign robin "$late"
usage "nothing to decide" desk mark "$late"
usage "without a message" desk mark --recuse
usage "a text of nothing" desk mark --recuse --text "$work/note" "$late"
: >"$work/empty"
refused "an empty note" "there is no text" desk mark --note "$work/empty" "$late"
echo "Told twice. Made up." >"$work/why"
done_as "a case is closed" desk mark --close "$work/why" "$late"
refused "and not twice" "it is closed already" desk mark --close "$work/why" "$late"
done_as "and opened again" desk mark --reopen "$work/why" "$late"
refused "and not twice" "it is not closed" desk mark --reopen "$work/why" "$late"

# Packs.
echo "Answer every plan within the twenty weeks of the law." >"$work/ask.txt"
done_as "the ask is written" desk pack-text --part ask --text "$work/ask.txt"
done_as "a promise is written" desk pack-text --part promise --text "$work/ask.txt" \
    --source "a meeting, made up" --day 2026-03-04 --broken
usage "a promise needs its source" desk pack-text --part promise --text "$work/ask.txt" --kept
usage "a promise is kept or broken" desk pack-text --part promise --text "$work/ask.txt" --kept --broken \
    --source x --day 2026-03-04
usage "the ask has no day" desk pack-text --part ask --text "$work/ask.txt" --day 2026-03-04
usage "there is no such part" desk pack-text --part tail --text "$work/ask.txt"
refused "a day that there is not" "2026-02-30" desk pack-text --part promise --text "$work/ask.txt" \
    --source x --day 2026-02-30 --kept
desk pack-text >"$work/out" 2>/dev/null
same "what stands is shown, with who wrote it" 2 "$(grep -c 'by heron, not approved yet$' "$work/out")"

# Words wait for two.
echo "The plan was late" >"$work/words"
refused "no excerpt of what nobody agreed on" "no redaction of it is agreed.*.pull. brings" \
    desk excerpt --theme Waiting --text "$work/words" "$late"
refused "nor a preview" "nothing to show this family" desk preview "$bus"
refused "nor to a family that did not ask" "did not ask to see the words first" desk preview "$late"
usage "an excerpt has a theme" desk excerpt --text "$work/words" "$late"
usage "--from stands alone" desk excerpt --from "$work/words" "$late"

# Other desks.
pull heron robin
same "another desk knows it after a pull" "1" \
    "$(as robin desk pack-text 2>/dev/null | grep -c 'ask by heron, not approved yet')"
done_as "who knows the family recuses" as robin desk mark --recuse "$bus"
refused "and decides nothing there any more" "you recused yourself" as robin desk mark --note "$work/note" "$bus"
done_as "in another case they do" as robin desk mark --note "$work/note" "$late"

# Who was removed decides nothing; what they had decided waits for somebody who is still there.
done_as "one who will be removed decides" as wren desk pack-text --part contact --text "$work/ask.txt"
pull wren heron robin
refused "nobody is removed yet" "is no former coordinator" desk removed --yes wren
"$testimony_keys" remove "$work/campaign" wren >"$work/out" 2>"$work/err" ||
    fail "the test removes a coordinator" "$(cat "$work/err")"
stop_daemon
pin=$(tail -n 1 "$work/out" | grep -o 'RW[A-Za-z0-9_-]*\.[0-9]*' || grep -ho 'RW[A-Za-z0-9_-]*\.[0-9]*' "$work/out" "$work/err" | tail -n 1)
start_daemon || fail "the daemon starts again" "$(cat "$work/daemon.log")"
setup_desk heron
pull heron
same "what they decided counts no more" 0 "$(desk pack-text 2>/dev/null | grep -c 'contact by wren')"
done_as "until a coordinator says that it does" desk removed --yes wren
same "then it does" 1 "$(desk pack-text 2>/dev/null | grep -c 'contact by wren')"
refused "and only once" "does not count already" desk removed --yes wren
