#!/bin/sh
# SPDX-License-Identifier: ISC
# Around the interview: what it opens and starts (nothing), drafts, another program, plain mode, the
# receipt in a file, sealing into a file, and a network that fails.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
. "$source_dir/tests/terminal.sh"

# pick TEXT: types the number that stands before it.
pick() {
	see "$1" || return 1
	number=$(screen | sed -n "s/^ *\([0-9][0-9]*\)  $1.*/\1/p" | head -n 1)
	answer "$number"
}
# to_story TEXT: writes it, and stays on its page.
to_story() {
	start_pages
	answer 1
	on family-court && answer 1
	on area && answer 8
	on path && answer 2
	writing "$(title story-happened)" && [ -z "$1" ] || t send-keys -t told -l -- "$1"
}
# to_check: from the story on.
to_check() {
	see "$(title story-happened)" && press C-d
	for page in story-difference story-should worked change; do
		write "" "$page"
	done
	hide_nothing
	see "$(uses_title)" && answer 1 && enter_to "$(check_title)"
}
private='secret words'
# pid_of PROGRAM: of the one that runs in the session.
pid_of() {
	# Its status is for all to see; where its program lies only root may ask.
	grep -l "^PPid:[[:space:]]*$(t display-message -p -t told '#{pane_pid}')\$" /proc/[0-9]*/status 2>/dev/null |
	    while read -r status; do
		process=${status#/proc/}
		grep -q "^Name:[[:space:]]*$(basename "$1")\$" "$status" && echo "${process%/status}"
	done
}

# A whole interview under strace: no file is written, nothing else is started, nobody is called but
# the campaign, and that only before the first question and after the last.
# Of a program that no debugger may look into only root sees what it calls with.
if [ "$(id -u)" -eq 0 ] && command -v strace >/dev/null 2>&1 && strace -o /dev/null true 2>/dev/null; then
	at 80 24 en traced
	run="env ASAN_OPTIONS=detect_leaks=0 strace -f -s 4096 -o $work/trace -e trace=open,openat,creat,truncate,ftruncate,rename,renameat2,link,linkat,symlink,mkdir,mkdirat,unlink,unlinkat,execve,execveat,fork,vfork,clone,clone3,socket,connect,sendto,write,read"
	begin --language en
	to_story "secret words"
	to_check
	sent
	run=
	told >/dev/null
	written=$(grep -E '^[0-9]+ +(open|openat|creat)\(' "$work/trace" |
	    grep -E 'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|creat\(' | grep -v '"/dev/tty", O_RDWR')
	same "$name: no file is opened for writing, but the terminal" "" "$written"
	same "$name: none is made, renamed, linked or removed" "" "$(grep -E \
	    '^[0-9]+ +(creat|truncate|ftruncate|rename|renameat2|link|linkat|symlink|mkdir|mkdirat|unlink|unlinkat)\(' \
	    "$work/trace")"
	same "$name: nothing else is started" 1 "$(grep -cE \
	    '^[0-9]+ +(execve|execveat|fork|vfork|clone|clone3)\(' "$work/trace")"
	others=$(grep -E '^[0-9]+ +connect\(' "$work/trace" | grep -v AF_UNIX |
	    grep -v "sin_port=htons($port), sin_addr=inet_addr(\"127.0.0.1\")")
	same "$name: nobody is called but the campaign" "" "$others"
	same "$name: and nobody from the first question to the check" "" "$(awk '
	    /write\(.*Before you start/ { asking = 1 }
	    /write\(.*Check your answers/ { asking = 0 }
	    asking && / connect\(/' "$work/trace")"
	if [ "$(grep -cE '^[0-9]+ +connect\(' "$work/trace")" -ge 4 ]; then
		pass "$name: (it did call: campaign, signature, challenge, envelope)"
	else
		fail "$name: (it did call: campaign, signature, challenge, envelope)"
	fi
else
	skip "nothing is opened, started or called during an interview" "it takes strace, and root"
fi

# Drafts.
at 80 24 en draft
draft="$work/my draft"
begin --language en
to_story "secret words, saved"
press C-c
pick "Save it in a locked file"
see "Type the name of the file" && answer "$draft"
see "type your own" && answer "a made-up passphrase"
see "again" && answer "a made-up passphrase"
see "Saved, locked, in $draft" && see "secret words, saved"
press C-c
see "$(menu)" && press C-c
ended 1
same "$name: what was said at the end names it" 1 \
    "$(grep -cF "What you saved is in $draft, locked." "$work/err.tty")"
same "$name: an age file for its owner alone" "age-encryption.org/v1 600" \
    "$(head -n 1 "$draft" | tr -d '\0') $(stat -c %a "$draft")"
same "$name: nothing of it can be read" 0 "$(grep -c 'secret' "$draft")"
same "$name: nothing was sent" "" "$(told)"
echo "a made-up passphrase" >"$work/passphrase"
chmod 600 "$work/passphrase"
same "$name: holds what was answered" "secret words, saved" "$("$testimony_keys" open \
    --passphrase-file "$work/passphrase" "$draft" 2>&1 | jq -r '.answers."story-happened"')"

at 40 20 en wrong-passphrase
begin --draft "'$draft'"
see "Passphrase of the draft" && answer "another passphrase"
ended 1
same "$name: refused in a sentence" 1 "$(grep -c 'passphrase' "$work/err.tty")"
at 40 20 en resumed
begin --draft "'$draft'"
see "Passphrase of the draft" && answer "a made-up passphrase"
see "Welcome back" && enter_to "Ctrl-D"
t send-keys -t told -l -- " and more"
press C-c
pick "Save it in a locked file" && see "Saved, locked" && enter_to "Ctrl-D"
to_check
sent
same "$name: sent, and nothing of it is lost" "secret words, saved and more" \
    "$(field "$(told)" '.answers."story-happened"')"
same "$name: it is said that the draft is still there" 1 \
    "$(grep -cF "$draft is still there" "$work/err.tty")"
same "$name: saved again under the same passphrase" "secret words, saved and more" \
    "$("$testimony_keys" open --passphrase-file "$work/passphrase" "$draft" 2>&1 |
    jq -r '.answers."story-happened"')"
at 80 24 en deleted
begin --draft "'$draft'" --passphrase-file "$work/passphrase"
see "Welcome back"
press C-c
pick "Delete the locked file now" && see "was deleted"
press C-c
see "$(menu)" && press C-c
ended 1
same "$name: the file is gone, and so it is said" "gone 1" "$([ -e "$draft" ] || echo gone) $(grep -c \
    'nothing is kept' "$work/err.tty")"
at 80 24 en kept
echo "a file of somebody" >"$work/other"
begin --language en
start_pages
press C-c
pick "Save it in a locked file" && see "Type the name" && answer "$work/other"
see "type your own" && answer ""
see "It was not saved"
press C-c
see "$(menu)" && press C-c
ended 1
same "$name: a file that is there is left as it is" "a file of somebody" "$(cat "$work/other")"

# Another program.
cat >"$work/ed" <<-'END'
	#!/bin/sh
	ls -ld "$(dirname "$2")" >"$(dirname "$0")/ed.folder"
	stat -f -c %T "$2" >"$(dirname "$0")/ed.kind"
	cat "$2" >"$(dirname "$0")/ed.before"
	printf ' from the editor\n' >>"$2"
	cp "$2" "$2~"
	echo "$2" >"$(dirname "$0")/ed.path"
END
chmod +x "$work/ed"
at 80 24 en editor
run="env VISUAL='$work/ed --option'"
begin --language en
to_story "secret words"
press C-c
pick "Write this text in another program" && see "stand in that file, not locked" && answer 1
see "were taken over" && see "secret words from the editor"
run=
same "$name: it had the text, in a folder of its own, in memory" "secret words drwx------ tmpfs" \
    "$(cat "$work/ed.before") $(cut -c1-10 "$work/ed.folder") $(cat "$work/ed.kind")"
same "$name: nothing is left of it" gone "$([ -e "$(dirname "$(cat "$work/ed.path")")" ] || echo gone)"
to_check
sent
same "$name: what came back was sent" "secret words from the editor" \
    "$(field "$(told)" '.answers."story-happened"')"
at 80 24 en no-editor
run="env -u VISUAL EDITOR=$work/none"
begin --language en
to_story "secret words"
press C-c
pick "Write this text in another program" && see "not locked" && answer 1
see "Nothing was taken over" && see "secret words"
run=
press C-c
see "$(menu)" && press C-c
ended 1

# Plain: nothing is rewritten, no escape is sent.
at 40 20 en plain
scrollback='-S -'
begin --language en --plain
t pipe-pane -t told "cat >'$work/raw'"
see "m: menu" && answer ""
answer 1
on family-court && answer 1
on area && answer 8
on path && answer 2
on story-happened
t send-keys -t told -l -- "secret words typedd"
press BSpace
press Enter
t send-keys -t told -l -- "x"
press BSpace BSpace BSpace
t send-keys -t told -l -- "d"
press C-d
for page in story-difference story-should worked change; do
	on "$page" && press C-d
done
see "$(hide_title)" && press C-d
see "$(uses_title)" && answer 1
see "Ticked: Count my ticked answers" && answer ""
see "$(check_title)" && answer send
see "Have you written" && answer leave
in_time test -s "$work/status"
scrollback=
same "$name: no escape was sent" "0 0" \
    "$(cat "$work/status") $(tr -cd '\033' <"$work/raw" | wc -c)"
same "$name: what was typed is what was sealed" "secret words typed" \
    "$(field "$(told)" '.answers."story-happened"')"

# Plain, with a text that was there before: what is taken away is taken from its end, and that is that.
at 80 24 en plain-again
begin --language en --plain
see "m: menu" && answer ""
answer 1
on family-court && answer 1
on area && answer 8
on path && answer 2
on story-happened
t send-keys -t told -l -- "secret words łóśś"
press C-c
see "$(menu)" && answer 1
see "What you have written so far"
press BSpace
t send-keys -t told -l -- "ć"
see "secret words łóść"
press C-c
see "To leave at once" && press C-c
ended 1 shown

# From outside: signals leave the terminal as it was, and what was typed is there after a stop.
for number in TERM HUP INT QUIT; do
	at 80 24 en "killed-$number"
	begin --language en
	to_story "secret words"
	see "secret words"
	kill -s "$number" "$(pid_of "$testimony")"
	case $number in
	TERM) ended 143 ;;
	HUP) ended 129 ;;
	INT) ended 130 ;;
	QUIT) ended 131 ;;
	esac
done
at 80 24 en stopped
begin --language en
to_story "secret words"
see "secret words"
stopped=$(pid_of "$testimony")
kill -s STOP "$stopped"
t send-keys -t told -l -- ", typed ahead"
t resize-window -t told -x 40 -y 20
kill -s CONT "$stopped"
see "secret words, typed ahead"
same "$name: the picture is that of the new size" 20 "$(screen | wc -l)"
press C-c
see "$(menu)" && press C-c
ended 1

# The window changes in the middle of all pages: nothing is lost, and the line stays on it.
at 80 24 en resized
begin --language en
to_story "secret words, resized"
t resize-window -t told -x 20 -y 8
see "secret words," && see "resized"
t send-keys -t told -l -- " twice"
t resize-window -t told -x 200 -y 60
see "secret words, resized twice" && see "Done: Ctrl-D" && press C-d
for page in story-difference story-should worked change; do
	write "" "$page"
done
hide_nothing
see "$(uses_title)"
t resize-window -t told -x 20 -y 8
answer 1
t resize-window -t told -x 80 -y 24
see "[x] Count my ticked" && enter_to "$(check_title)"
t resize-window -t told -x 20 -y 8
answer send
see "Your receipt: nine"
t resize-window -t told -x 80 -y 24
see "$(receipt_title)" && answer leave
ended 0
same "$name: what was typed is what was sealed" "secret words, resized twice" \
    "$(field "$(told)" '.answers."story-happened"')"

# The receipt where it is wanted.
at 80 24 en receipt-to
begin --language en --receipt-to "$work/receipt" "1>'$work/out'"
to_story "secret words"
to_check
sent
words="receipt: ${words% }"
same "$name: on the screen, in the file, and where standard output goes" "$words|$words|600" \
    "$(cat "$work/receipt")|$(cat "$work/out")|$(stat -c %a "$work/receipt")"
told >/dev/null
refused "a file for the receipt that is there is refused before any question" 1 "exists already" \
    "$testimony" submit --campaign "$origin" --pin "$pin" --receipt-to "$work/receipt"
refused "without a terminal there is no interview" 1 "no terminal" \
    setsid "$testimony" submit --campaign "$origin" --pin "$pin"

# Sealed here, sent from elsewhere.
at 80 24 en sealed
command=seal
begin --language en -o "$work/sealed"
to_story "secret words, carried"
to_check
answer send
see "It is locked in two files" && answer leave
ended 0
command=
check "$name: it can be sent" "$testimony" send --campaign "$origin" --pin "$pin" "$work/sealed"
same "$name: and read" "secret words, carried" "$(field "$(told)" '.answers."story-happened"')"

# A server that is not there comes back; nothing of what was written is lost.
at 80 24 en unreachable
begin --language en --patience 1
to_story "secret words, twice"
to_check
stop_daemon 2>/dev/null
answer send
see "It was not sent, and nothing is lost"
start_daemon || fail "$name: the daemon starts again"
sent
same "$name: sent once the server was back" "secret words, twice" \
    "$(field "$(told)" '.answers."story-happened"')"

# An answer that never came: the same is sent once more.
at 80 24 en uncertain
to=127.0.0.1:$port
listen "pass:$to" swallow
begin --language en --patience 2 --origin "$heard"
to_story "secret words, once"
to_check
answer send
see "It may have arrived, or not"
# However often it tried by itself (its pauses are random): an answer comes only from now on.
unlisten
background "$listener" "${heard#http://}" "$work/count" "pass:$to" >"$work/listener.out"
in_time test -s "$work/listener.out"
pick "Send it once more"
see "$(receipt_title)" && see "has arrived" && answer leave
ended 0
unlisten
same "$name: one testimony arrived" 1 "$(told | grep -c 'secret words, once')"
