#!/bin/sh
# SPDX-License-Identifier: ISC
# Redacting at a terminal: each suggestion in its sentence, what no list knows typed in, and all of the
# text before it is kept.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a coordinator is asked about each suggestion"
need tmux "a coordinator is asked about each suggestion"
LC_ALL=C.UTF-8
export LC_ALL

start_line
"$testimony_desk" -d "$work/desk" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "unix:$work/desk.sock" 2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
jq '.answers["story-happened"] = "My son Jack met Mrs Patel in Redditch. Jack ran. We like gravel."' \
    "$answers" >"$work/told.json"
"$testimony" submit --campaign "$origin/#$pin" --answers "$work/told.json" --yes >"$work/out" \
    2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
"$testimony_desk" -d "$work/desk" pull >"$work/out" 2>&1
id=$("$testimony_desk" -d "$work/desk" list --json 2>/dev/null | jq -r .id)
shown() { "$testimony_desk" -d "$work/desk" redact --show --json "$id" | jq -r "$1"; }

terminals=0
t() { tmux -u -S "$work/tmux.$terminals" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; finish' EXIT
screen() { t capture-pane -p -J -S - -t told 2>/dev/null; }
# begin: `redact` in a terminal of its own.
begin() {
	t kill-server 2>/dev/null
	terminals=$((terminals + 1))
	t new-session -d -s told -x 90 -y 50 \
	    "'$testimony_desk' -d '$work/desk' redact $id; echo \"ended \$?\"; exec sleep 60"
}
# see TEXT [TIMES]: waits until it is there, so often.
see() {
	see_tries=0
	until [ "$(screen | grep -cF -- "$1")" -ge "${2:-1}" ]; do
		see_tries=$((see_tries + 1))
		[ $see_tries -lt 1000 ] || { fail "the screen shows \"$1\"" "$(screen)"; return 1; }
		sleep 0.05
	done
}
types() {
	[ -z "$1" ] || t send-keys -t told -l -- "$1"
	t send-keys -t told Enter
}
# walk: up to the last question.
walk() {
	begin
	see "1 of 4: person, high: a first name. Instead: [Child A]" && types a &&
	    see "2 of 4: person" && types w && see "Words that stand for it" && types "a teacher" &&
	    see "Outside of [brackets]" && see "3 of 4: place" && types x && see "q stop and keep nothing" 2 && types b &&
	    see "2 of 4: person" 2 && types y && see "3 of 4: place" 3 && types n &&
	    see "What else must go?" && types nowhere &&
	    see "not in the text" && types GRAVEL && see "What is it?" && types thing &&
	    see "driving_licence" && types place && see "Words that stand for it (Enter: its label)" &&
	    types "" && see "What else must go?" 3 && types "" && see "Shall it be kept so?"
}

begin
see "1 of 4: person" && types q && see "ended 1"
screen >"$work/screen"
check "who stops keeps nothing" grep -q "nothing was kept" "$work/screen"
check "each suggestion stands in its sentence" grep -q 'My son >>Jack<< met Mrs Patel in Redditch\.' "$work/screen"

if walk && types no && see "ended 1"; then
	same "who says no in the end keeps nothing" 0 "$(shown '.case.redactions | length')"
fi
if walk && types yes && see "ended 0"; then
	screen | tr '\n' ' ' >"$work/screen"
	check "all of the text is shown before it is kept" grep -qF \
	    'My son {[Child A]} met {[Adult B]} in >>Redditch<< (1). {[Child A]} ran. We like {[a place]}.' "$work/screen"
	same "what is kept is what was answered: all of a name, one thing left, one typed in" \
	    'My son [Child A] met [Adult B] in Redditch. [Child A] ran. We like [a place].' \
	    "$(shown .redacted | head -n 1)"
fi
