#!/bin/sh
# SPDX-License-Identifier: ISC
# SIGHUP: the campaign, and nothing else, is read anew while the daemon serves. What is worse is not
# taken up, with one line that says why, and what there was goes on, byte for byte.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
ask=$build_dir/tests/system/ask
flood=$build_dir/tests/system/flood
need curl "a campaign that was signed anew is taken up while the daemon runs"

# reload LINE: SIGHUP; waits until one more line of the log has these words.
reload() {
	lines_before=$(grep -c -- "$1" "$work/daemon.log")
	kill -HUP "$daemon"
	in_time more_lines "$1"
}
more_lines() { [ "$(grep -c -- "$1" "$work/daemon.log")" -gt "$lines_before" ]; }
# served: whether the daemon hands out the very bytes of FILE and FILE.minisig.
served() {
	curl -s --max-time 20 "$origin/v1/campaign" | cmp -s - "$1" &&
	    curl -s --max-time 20 "$origin/v1/campaign.minisig" | cmp -s - "$1.minisig"
}
# put_in FOLDER: its two files take the place of the daemon's by rename, as copying tools do it.
put_in() {
	for part in campaign.json.minisig campaign.json; do
		cp "$1/$part" "$work/in-use/.$part.new"
		mv "$work/in-use/.$part.new" "$work/in-use/$part"
	done
}
# keep NAME: a copy of the campaign as it is signed now.
keep() {
	mkdir -p "$work/$1"
	cp "$work/campaign/campaign.json" "$work/campaign/campaign.json.minisig" "$work/$1/"
}
sign() { "$testimony_keys" sign "$work/campaign" "$@" >"$work/out" 2>"$work/err"; }
as() { "$ask" "unix:$work/desk.sock" "$work/$1.key" GET /v1/desk/index 2>&1 >/dev/null; }
# start_reloadable: as start_daemon, but the daemon has copies of its own of the two files.
start_reloadable() {
	[ -e "$work/testimonyd.conf" ] || return 1
	sed -i "s|^campaign = .*|campaign = $work/in-use/campaign.json|" "$work/testimonyd.conf"
	run_daemon
}

start_line
stop_daemon
mkdir "$work/in-use"
keep first
put_in "$work/first"
cp "$work/campaign/secret/heron.key" "$work/heron.key"
check "the daemon starts with copies of the two files" start_reloadable

# ---- Taken up.
check "SIGHUP without a new campaign changes nothing, and says so" reload 'is as it was (serial 1)'
check "and the daemon serves on" served "$work/first/campaign.json"
sign --days 60
keep second
put_in "$work/second"
check "one that was signed anew is taken up" reload 'taken up anew (serial 2)'
check "and handed out byte for byte" served "$work/second/campaign.json"

"$testimony_keys" coordinator robin --no-passphrase -o "$work" >"$work/out" 2>&1
same "before it is admitted a desk does not come in" 401 "$(as robin)"
"$testimony_keys" admit "$work/campaign" "$work/robin.pub" --yes >"$work/out" 2>&1
keep third
put_in "$work/third"
same "nor while the daemon was not told" 401 "$(as robin)"
check "the campaign with its key is taken up" reload 'taken up anew (serial 3)'
same "and it comes in" 200 "$(as robin)"
"$testimony_keys" remove "$work/campaign" robin --yes >"$work/out" 2>&1
keep fourth
put_in "$work/fourth"
check "the campaign without it is taken up" reload 'taken up anew (serial 4)'
same "and it is out" 401 "$(as robin)"
same "while the others come in" 200 "$(as heron)"

# ---- Not taken up.
# worse PROMISE WORDS: what is in its place is refused with one line, and the fourth goes on.
worse() {
	worse_lines=$(wc -l <"$work/daemon.log")
	if ! reload "not taken up, and the one with serial 4 goes on: .*$2"; then
		fail "$1" "$(tail -n 2 "$work/daemon.log")"
	elif [ "$(wc -l <"$work/daemon.log")" != $((worse_lines + 1)) ]; then
		fail "$1" "not one line: $(tail -n "+$((worse_lines + 1))" "$work/daemon.log")"
	elif ! served "$work/fourth/campaign.json"; then
		fail "$1" "the old one is not handed out any more"
	else
		pass "$1"
	fi
}
put_in "$work/third"
worse "an older serial is refused" "serial 3, which is older"
put_in "$work/fourth"
cp "$work/third/campaign.json" "$work/in-use/campaign.json"
worse "one of the two files alone is refused" "signature"
put_in "$work/fourth"
sed -i 's/Made up/Made_up/' "$work/in-use/campaign.json"
worse "a changed byte is refused" "signature"
make_other() { # another campaign with a key of its own
	"$testimony_keys" init "$work/other" --name "Another" --contact "nobody" --origin "http://127.0.0.1:$port" \
	    --form "$form" --coordinator heron --no-passphrase >"$work/out" 2>&1
}
make_other
put_in "$work/other"
worse "another campaign is refused" "key"
rm "$work/in-use/campaign.json"
worse "a file that is gone is refused" "cannot be opened"
mkfifo "$work/in-use/campaign.json"
worse "a pipe in its place does not hold the daemon up" "is not a file"
rm "$work/in-use/campaign.json"
mkdir "$work/in-use/campaign.json"
worse "a folder in its place is refused" "campaign.json \(is not a file\|cannot be opened\)"
rmdir "$work/in-use/campaign.json"
head -c 300000 /dev/zero >"$work/in-use/campaign.json"
worse "a file that is too large is refused" "larger than"
# The serial rises with each try, so this one would be taken but for its last day. faketime comes before
# a sanitizer's own library, and then a program may wait for itself.
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "one that has expired is refused" "faketime and a sanitizer do not go together"
elif command -v faketime >/dev/null 2>&1 && timeout -k 5 60 faketime -f '-150d' "$testimony_keys" sign \
    "$work/campaign" --days 60 >"$work/out" 2>"$work/err"; then
	keep fifth
	put_in "$work/fifth"
	worse "one that has expired is refused" "expired after"
else
	skip "one that has expired is refused" "faketime does not work here: $(head -n 1 "$work/err")"
fi
put_in "$work/fourth"
check "the one in use in its place again is no news" reload 'is as it was (serial 4)'

# ---- Kept in mind.
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null
put_in "$work/third"
refused "after kill -9 the store still knows the serial that came by SIGHUP" 1 "older campaign.json" \
    timeout -k 5 20 "$testimonyd" -c "$work/testimonyd.conf"
put_in "$work/fourth"

# ---- Under load, and at the wrong moments.
if start_reloadable; then
	"$flood" many "127.0.0.1:$port" 8 1000 "$work/flooded" >"$work/flood.out" 2>&1 &
	flood_id=$!
	rounds=0
	while kill -0 "$flood_id" 2>/dev/null && [ "$rounds" -lt 100 ]; do
		rounds=$((rounds + 1))
		[ $((rounds % 5)) != 1 ] || { sign && keep last && put_in "$work/last"; }
		kill -HUP "$daemon"
		sleep 0.02
	done
	wait "$flood_id"
	check "no envelope is refused or lost while the campaign changes ($rounds times SIGHUP)" test \
	    $? = 0 -a "$(sort -u "$work/flooded" | wc -l)" = 1000
	check "the last one is taken up" reload 'is as it was'
	check "and handed out" served "$work/last/campaign.json"
	kill -HUP "$daemon"
	stop_daemon
	same "SIGHUP and then SIGTERM end it well" 0 $?
	same "and that is said" 1 "$(grep -c ': stopped$' "$work/daemon.log")"
else
	fail "no envelope is refused or lost while the campaign changes" "$(cat "$work/daemon.log")"
fi

# While it starts: its folder is locked, as by another that starts, so that it waits.
if command -v flock >/dev/null 2>&1; then
	rm -f "$work/locked" "$work/go-on"
	background flock -o "$work/store" sh -c ': >"$1/locked"
		for tries in $(seq 1600); do [ ! -e "$1/go-on" ] || exit 0; sleep 0.05; done' sh "$work"
	in_time test -e "$work/locked"
	: >"$work/daemon.log"
	background "$testimonyd" -c "$work/testimonyd.conf" 2>"$work/daemon.log"
	daemon=$started
	in_time grep -q '^SigBlk:.*[13579bdf]$' "/proc/$daemon/status"
	kill -HUP "$daemon"
	: >"$work/go-on"
	check "SIGHUP while it starts waits until it serves" in_time grep -q 'is as it was' "$work/daemon.log"
	stop_daemon
	same "and it stops" 0 $?
else
	skip "SIGHUP while it starts waits until it serves" "flock is not installed"
fi

# ---- The reminder before the campaign expires.
reminders() { grep -c 'warning: the campaign expires after' "$work/daemon.log"; }
reminded() { [ "$(reminders)" -ge "$1" ]; }
sign --days 20
keep soon
put_in "$work/soon"
check "the daemon starts with a campaign that has 20 days left" start_reloadable
same "and says so" 1 "$(reminders)"
reload 'is as it was'
same "once a day and not with each SIGHUP" 1 "$(reminders)"
sign --days 90
keep late
put_in "$work/late"
reload 'taken up anew'
same "of one with 90 days left nothing is said" 1 "$(reminders)"
sign --days 10
keep sooner
put_in "$work/sooner"
reload 'taken up anew'
check "of another with 10 days left it is" in_time reminded 2
same "once" 2 "$(reminders)"
stop_daemon
same "the log tells nothing of any client" "" "$(grep -vE \
    '^testimonyd: ((warning: )?sandbox: |listening on |ready$|stopping$|stopped$|warning: running as root|warning: the campaign expires after|the campaign was (taken up anew|read anew))' \
    "$work/daemon.log")"
