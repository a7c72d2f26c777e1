#!/bin/sh
# SPDX-License-Identifier: ISC
# What the daemon looks at before it serves: each mistake of its configuration is named at once, what
# others may read or what is not its own is refused as it is, and it listens wherever it was told to.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
flood=$build_dir/tests/system/flood
need sqlite3 "what is not a store of the daemon's is left as it is"
need curl "the daemon listens wherever it was told to"

make_campaign campaign 8787
store=$work/store/s.db
mkdir -m 700 "$work/store"
me=$(id -un)
# configure LINE...: the least that it needs, and these.
configure() {
	cat >"$work/t.conf" <<-EOF
		[testimonyd]
		store = $store
		campaign = $work/campaign/campaign.json
		pin = $pin
	EOF
	for more in "user = $me" "$@"; do printf '%s\n' "$more" >>"$work/t.conf"; done
}
test_it() { timeout -k 5 60 "$testimonyd" -c "$work/t.conf" -t; }
start_it() { timeout -k 5 60 "$testimonyd" -c "$work/t.conf"; }
# mistakes WORDS...: -t names each of these, and there are no others.
mistakes() {
	mistakes_promise=$1
	shift
	test_it >"$work/out" 2>"$work/err"
	mistakes_status=$?
	missing=
	for words; do
		grep -qF -- "$words" "$work/err" || missing="$missing [$words]"
	done
	if [ "$mistakes_status" = 1 ] && [ -z "$missing" ] && [ ! -s "$work/out" ] &&
	    [ "$(wc -l <"$work/err")" = $# ]; then
		pass "$mistakes_promise"
	else
		fail "$mistakes_promise" "status $mistakes_status, missing:$missing; $(cat "$work/err")"
	fi
}

# ---- -t: all at once.
cat >"$work/t.conf" <<-EOF
	[testimonyd]
	listen = 192.0.2.1:80 unix:relative
	desk = 127.0.0.1:99999
	desk_name = Desk.Example
	store = s.db
	campaign = $work/
	pin = RWbroken
	user = a:b
	listen_group = a/b
	desk_group = a b
	token_key = key
	retention_weeks = 1
	reserve_mib = 64 MiB
	budget_per_minute = 0
	proof_max_bits = 25
	max_connections = -1
	colour = blue
	nonsense
EOF
at=$work/t.conf
mistakes "-t names a mistake in each key at once, with its line" "$at:2: listen: only loopback" "$at:2: listen: after unix:" \
    "$at:3: desk: " "$at:4: desk_name: " "$at:5: store: " "$at:6: campaign: " "$at:7: pin: " "$at:8: user: " \
    "$at:9: listen_group: " "$at:10: desk_group: " "$at:11: token_key: " "$at:12: retention_weeks: " \
    "$at:13: reserve_mib: " "$at:14: budget_per_minute: " "$at:15: proof_max_bits: " "$at:16: max_connections: " \
    "$at:17: this key is not known" "$at:18: this line is neither"
printf 'no key\n' >"$work/token.key"
chmod 600 "$work/token.key"
configure 'reserve_mib = much' 'listen_group = no-such-group-here' 'desk_group = nor-this-one' \
    "listen = unix:$work/nowhere/in.sock" "desk = unix:$work/nowhere/desk.sock" "token_key = $work/token.key"
sed -i "s|^store = .*|store = $work/nowhere/s.db|; s|^campaign = .*|campaign = $work/nowhere/campaign.json|" "$work/t.conf"
mistakes "and what the system says of the others along with them" "$at:6: reserve_mib: " \
    "$at:7: listen_group: there is no such group" "$at:8: desk_group: there is no such group" \
    "$at:9: listen: its folder does not exist" "$at:10: desk: its folder does not exist" \
    "$at:2: store: its folder does not exist" "$at:3: campaign: " "$at:11: token_key: "
configure
check "-t says which sockets systemd must hand over" sh -c 'timeout -k 5 60 "$1" -c "$2" -t | grep -c "^It names no" |
    grep -qx 2' sh "$testimonyd" "$work/t.conf"
if [ "$(id -u)" = 0 ]; then
	configure "listen = unix:$work/in.sock"
	sed -i "s/^user = .*/user = no-such-user-here/" "$work/t.conf"
	mistakes "-t looks the user up" "$at:5: user: there is no such user"
	sed -i "/^user = /d" "$work/t.conf"
	mistakes "-t says that root needs a user" "$at: user: it is missing"
	# What root can read, the daemon's user may not.
	mkdir -p "$work/theirs"
	cp "$work/campaign/campaign.json" "$work/campaign/campaign.json.minisig" "$work/theirs/"
	head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$work/theirs/token.key"
	chmod 711 "$work" "$work/theirs"
	chmod 600 "$work/theirs"/*
	chmod 711 "$work/store"
	configure "listen = unix:$work/in.sock" "token_key = $work/theirs/token.key"
	sed -i "s/^user = .*/user = nobody/; s|^campaign = .*|campaign = $work/theirs/campaign.json|" "$work/t.conf"
	mistakes "-t looks with the eyes of the daemon's user" "$at:6: listen: nothing can be made in its folder: " \
	    "$at:2: store: nothing can be made in its folder: " "$at:3: campaign: $work/theirs/campaign.json cannot be opened: " \
	    "$at:7: token_key: $work/theirs/token.key cannot be opened: "
	refused "and so the daemon does not start" 1 "cannot be opened: Permission denied" start_it
	chmod 644 "$work/theirs/campaign.json" "$work/theirs/campaign.json.minisig"
	mkdir -p "$work/theirs/store"
	chown nobody "$work/theirs/store"
	chmod 700 "$work/theirs/store"
	configure "listen = unix:$work/theirs/store/in.sock" "listen_group = adm" "desk_group = adm"
	sed -i "s/^user = .*/user = nobody/; s|^campaign = .*|campaign = $work/theirs/campaign.json|
	    s|^store = .*|store = $work/theirs/store/s.db|" "$work/t.conf"
	mistakes "-t says that the daemon's user is not in the group of its sockets" \
	    "$at:7: listen_group: the daemon's user is not in it"
	refused "and so the daemon does not start, either" 1 "cannot be given to the group adm" start_it
	check "and leaves no socket behind" test ! -e "$work/theirs/store/in.sock"
	chmod 700 "$work" "$work/store"
else
	skip "-t looks with the eyes of the daemon's user" "it needs root"
fi

# ---- What others may read.
head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$work/token.key"
chmod 640 "$work/token.key"
configure "listen = unix:$work/in.sock" "token_key = $work/token.key"
mistakes "-t refuses a token key that others may read" "$at:7: token_key: $work/token.key can be read by others"
refused "and so does the start" 1 "can be read by others" start_it
chmod 600 "$work/token.key"
check "one that is its user's alone is taken" test_it
configure "listen = unix:$work/in.sock"

# run_once: the daemon starts and makes the store; it is stopped, unless it is to `stay`.
run_once() {
	: >"$work/daemon.log"
	background "$testimonyd" -c "$work/t.conf" 2>"$work/daemon.log"
	daemon=$started
	ready_in_time "$work/daemon.log" "$daemon" && [ "${1:-}" = stay ] && return
	kill "$daemon"
	wait "$daemon"
}
check "the daemon makes its store" run_once
cp "$store" "$work/good.db"
chmod 640 "$store"
mistakes "-t refuses a store that others may read" "$at:2: store: $store can be read by others"
refused "and so does the start" 1 "can be read by others" start_it
rm -f "$store"

# ---- What is not its own is left as it is: bytes, times and what lies beside.
# print_state: of the store's folder and of $work/elsewhere, bytes and all.
print_state() {
	ls -lA --time-style=full-iso "$work/store" "$work/elsewhere"
	find "$work/store" "$work/elsewhere" -type f -exec sha256sum {} +
}
# left PROMISE WORDS: a start refuses what is at $store now.
left() {
	[ -L "$store" ] || chmod go-rwx "$store"
	touch -h -d '2020-01-02 03:04:05.678901234' "$store"
	print_state >"$work/before"
	start_it >"$work/out" 2>"$work/err"
	left_status=$?
	print_state >"$work/after"
	if [ "$left_status" != 1 ] || ! grep -q -- "$2" "$work/err"; then
		fail "$1" "status $left_status: $(cat "$work/err")"
	elif ! cmp -s "$work/before" "$work/after"; then
		fail "$1" "changed: $(diff "$work/before" "$work/after")"
	else
		pass "$1"
	fi
	rm -rf "$store"
}
mkdir -m 700 "$work/elsewhere"
cp "$work/good.db" "$work/elsewhere/s.db"
chmod 600 "$work/elsewhere/s.db"
sqlite3 "$store" 'CREATE TABLE envelope(slot INTEGER PRIMARY KEY, id, tray, mailbox, week, done, body); PRAGMA user_version = 2'
left "another program's database is left as it is" "not a store of testimonyd"
for version in 0 1000; do
	cp "$work/good.db" "$store"
	sqlite3 "$store" "PRAGMA user_version = $version"
	left "a store of version $version is left as it is" "version $version"
done
head -c 40000 /dev/urandom >"$store"
left "what is no database is left as it is" "not a store of testimonyd"
: >"$store"
left "so is an empty file" "not a store of testimonyd"
mkdir -m 700 "$store"
left "so is a folder" "is not a file"
mkfifo -m 600 "$store"
left "so is a pipe" "is not a file"
ln -s "$work/elsewhere/s.db" "$store"
left "a link to a store elsewhere is not followed" "cannot be opened"
ln -s "$work/elsewhere/nothing" "$store"
left "nor one that leads nowhere" "cannot be opened"

# ---- Listeners of all kinds.
cp "$work/good.db" "$store"
chmod 600 "$store"
v6=
if grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null; then v6='[::1]:0'; fi
configure "listen = unix:$work/in1.sock unix:$work/in2.sock" "    127.0.0.1:0 127.0.0.2:0 $v6" \
    "desk = unix:$work/desk1.sock" "    127.0.0.1:0"
check "-t takes listeners of all kinds" test_it
check "the daemon listens on all of them" run_once stay
# answer CURL-ARGUMENTS...
answer() { curl -s --max-time 20 -o "$work/out" -w '%{http_code}' "$@"; }
answers=
for address in in1 in2 desk1; do
	answers="$answers$(answer --unix-socket "$work/$address.sock" http://localhost/v1/challenge) "
done
for address in $(sed -n 's/.*listening on \([^u].*\) for .*/\1/p' "$work/daemon.log"); do
	answers="$answers$(answer -g "http://$address/v1/challenge") "
done
same "intake answers on each of its own, the desk on each of its own" \
    "200 200 404 200 200 ${v6:+200 }404 " "$answers"
kill "$daemon"
wait "$daemon"
same "and all are gone with it" 0 "$(find "$work" -name '*.sock' | wc -l)"

if command -v systemd-socket-activate >/dev/null 2>&1; then
	# handed NAMES: three sockets are handed over under these names, beside those of the
	# configuration. The first connection starts the daemon; $first is what it got.
	handed() {
		: >"$work/daemon.log"
		rm -f "$work"/h?.sock
		background systemd-socket-activate --fdname="$1" -l "$work/h1.sock" -l "$work/h2.sock" -l "$work/h3.sock" \
		    "$testimonyd" -c "$work/t.conf" 2>"$work/daemon.log"
		daemon=$started
		in_time test -S "$work/h3.sock"
		first=$(answer --unix-socket "$work/h1.sock" http://localhost/v1/challenge)
	}
	configure "listen = unix:$work/in1.sock"
	handed intake:desk:intake
	for address in h2 h3 in1; do
		first="$first $(answer --unix-socket "$work/$address.sock" http://localhost/v1/challenge)"
	done
	same "sockets that were handed over and one of its own answer side by side" "200 404 200 200" "$first"
	kill "$daemon"
	wait "$daemon"
	for names in intake:desk:status intake:other:desk; do
		handed "$names"
		wait "$daemon"
		same "sockets named $names are refused, and nothing is answered" "1 000" \
		    "$(grep -c 'FileDescriptorName is neither intake nor desk' "$work/daemon.log") $first"
	done
	configure
	handed desk:desk:desk
	wait "$daemon"
	check "without one for families it says that there is nothing to listen on" grep -q 'there is nothing to listen on' "$work/daemon.log"
else
	skip "sockets that were handed over and one of its own answer side by side" "systemd-socket-activate is not installed"
fi
