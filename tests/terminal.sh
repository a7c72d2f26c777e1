# SPDX-License-Identifier: ISC
# Interviews at a terminal driven by tmux, sourced after tests/line.sh: a campaign with its daemon and
# a desk, sessions of `testimony`, and words to walk through them by what is on the screen. Every
# screen that was waited for is kept in tests/logs/screens.
need tmux "a family is interviewed at a terminal"
need jq "a family is interviewed at a terminal"
LC_ALL=C.UTF-8
export LC_ALL
screens=$build_dir/tests/logs/screens
mkdir -p "$screens"
socket=$work/tmux
desk=$work/desk

start_line
"$testimony_desk" -d "$desk" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "unix:$work/desk.sock" >"$work/setup.log" 2>&1 ||
    fail "the desk is set up" "$(cat "$work/setup.log")"

t() { tmux -u -S "$socket" -f /dev/null "$@"; }
end_tmux() {
	t kill-server 2>/dev/null
	finish
}
trap end_tmux EXIT
# A session that stays, so that the server does.
t new-session -d -s keep -x 80 -y 24 "sleep 100000"
t set-option -g history-limit 5000

# at COLUMNS ROWS LANGUAGE NAME: for all that follows.
at() {
	columns=$1 rows=$2 language=$3 name=$4-$1x$2-$3 shot=0
}

# begin [OPTIONS...]: an interview in a terminal of its own. Its exit status goes to $work/status.
begin() {
	rm -f "$work/status"
	t kill-session -t told 2>/dev/null
	printf '%s\n' "exec 2>'$work/err'" \
	    "settings() { stty -a | sed 's/rows [0-9]*; columns [0-9]*;//'; }" \
	    "settings >'$work/stty.before'" \
	    "${run:-} '$testimony' ${command:-submit} --campaign '$origin' --pin '$pin' $* 2>'$work/err.tty'" \
	    "echo \$? >'$work/status.new'" "settings >'$work/stty.after'" \
	    "mv '$work/status.new' '$work/status'" "sleep 1000" >"$work/session.sh"
	t new-session -d -s told -x "$columns" -y "$rows" sh "$work/session.sh"
}

# With scrollback="-S -", what has scrolled away counts, too.
scrollback=
screen() {
	# shellcheck disable=SC2086
	t capture-pane -t told -p $scrollback
}
# All of it on one line, so that what is broken at the margin is found.
flat() { screen | tr '\n' ' ' | tr -s ' '; }

# see TEXT: waits for it, and keeps the screen. Ends the script's scene where it does not come.
see() {
	tries=0
	until flat | grep -qF -- "$1"; do
		tries=$((tries + 1))
		if [ "$tries" -gt 1000 ]; then
			fail "$name: $1" "$(screen)"
			return 1
		fi
		sleep 0.05
	done
	shot=$((shot + 1))
	screen >"$screens/$name-$(printf '%03d' "$shot").txt"
}
press() { t send-keys -t told "$@"; }
# answer TEXT: a line.
answer() {
	[ -z "$1" ] || t send-keys -t told -l -- "$1"
	t send-keys -t told Enter
}
title() {
	jq -r --arg id "$1" --arg l "$language" '.pages[] | select(.id == $id) | .title |
	    if type == "string" then . else (.[$l] // .en) end' "$form"
}
on() { see "$(title "$1")"; }
# The program's own words in both languages.
own() { if [ "$language" = pl ]; then printf '%s' "$2"; else printf '%s' "$1"; fi; }
menu() { own "What would you like to do?" "Co chcą Państwo zrobić?"; }
hide_title() { own "Names to hide" "Nazwy do ukrycia"; }
uses_title() { own "How may we use what you tell us?" "Jak możemy wykorzystać"; }
check_title() { own "Check your answers" "Prosimy sprawdzić odpowiedzi"; }
look_title() { own "This could show who you are" "To może zdradzić, kim Państwo są"; }
receipt_title() { own "Your receipt: nine words" "Państwa pokwitowanie: dziewięć słów"; }
send_word() { own send wyślij; }
skip_word() { own s p; }
back_word() { own b w; }

# at_rest: the screen, once it stands still: what was typed has done its work, and the picture is whole.
at_rest() {
	rest=none rests=0
	until [ "$rest" = "$(screen)" ] || [ "$rests" -ge 600 ]; do
		rest=$(screen)
		rests=$((rests + 1))
		sleep 0.1
	done
	printf '%s\n' "$rest"
}

# enter_to TEXT: Enter, through what is longer than the screen, until TEXT is there.
enter_to() {
	tries=0 before=$(at_rest)
	until printf '%s\n' "$before" | tr '\n' ' ' | tr -s ' ' | grep -qF -- "$1"; do
		tries=$((tries + 1))
		[ "$tries" -le 40 ] || { fail "$name: $1" "$(screen)"; return 1; }
		press Enter
		waits=0
		while [ "$before" = "$(screen)" ] && [ "$waits" -lt 1000 ]; do
			sleep 0.05
			waits=$((waits + 1))
		done
		before=$(at_rest)
	done
	see "$1"
}

# start_pages: past the first page, which is longer than any screen.
start_pages() {
	on before-you-start && enter_to "$(title who)"
}

# writing TITLE: on that page, where a text may be typed (after its question, where that needs a
# screen of its own). write TEXT PAGE: writes it, and goes on.
writing() { see "$1" && enter_to "Ctrl-D"; }
write() {
	writing "$(title "$2")" || return 1
	[ -z "$1" ] || t send-keys -t told -l -- "$1"
	press C-d
}
hide_nothing() { writing "$(hide_title)" && press C-d; }

# sent: through the check, the receipt and out. $words: the receipt.
sent() {
	see "$(check_title)" || return 1
	answer "$(send_word)"
	see "$(receipt_title)" || return 1
	number=$(flat | sed -n 's/.*\(word\|numer\) \([1-9]\)\( and\| i\).*/\2/p')
	words=$(screen | sed -n 's/^ [1-9]  \([a-z-]*\)$/\1/p' | tr '\n' ' ')
	answer "$(printf '%s' "$words" | cut -d' ' -f"$number")"
	ended 0
}
# ended STATUS [shown]: `shown`, in plain mode: what was typed stays there, and is said to.
ended() {
	tries=0
	until [ -s "$work/status" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 1000 ] || { fail "$name: it ends" "$(screen)"; return 1; }
		sleep 0.05
	done
	same "$name: ends with status $1" "$1" "$(cat "$work/status")"
	same "$name: the terminal is as it was" "$(cat "$work/stty.before")" \
	    "$(cat "$work/stty.after")"
	[ $# -lt 2 ] || return 0
	if t capture-pane -t told -p -S - | grep -qE "$private"; then
		fail "$name: nothing of it stays on the terminal" "$(t capture-pane -t told -p -S -)"
	else
		pass "$name: nothing of it stays on the terminal"
	fi
}
private='Ben|made-up'

# told: what the desk reads of what is new, as one line of JSON.
told() {
	"$testimony_desk" -d "$desk" pull >"$work/pull.log" 2>&1
	"$testimony_desk" -d "$desk" show --all --json 2>"$work/show.log" | sort >"$work/now"
	comm -13 "$work/then" "$work/now" | jq -c .testimony
	cp "$work/now" "$work/then"
}
: >"$work/then"
field() { printf '%s' "$1" | jq -r "$2"; }
