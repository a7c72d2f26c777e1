#!/bin/sh
# SPDX-License-Identifier: ISC
# The real daemon, from outside: what it answers, what it refuses, how it stops, what it keeps.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
raw=$build_dir/tests/system/raw
flood=$build_dir/tests/system/flood
ask=$build_dir/tests/system/ask
store=$work/store/s.db
intake=unix:$work/in.sock
url=http://localhost
daemon_id=
daemon_limits= # what a shell does before it starts the daemon

need curl "the daemon takes envelopes from a real client"
need sqlite3 "the daemon's store is read by the sqlite3 shell"

me=$(id -un)
mailbox=$(printf '%064d' 7)

# configure MORE...: writes $work/t.conf, the usual one and these lines.
configure() {
	cat >"$work/t.conf" <<-EOF
		[testimonyd]
		listen = unix:$work/in.sock 127.0.0.1:0
		desk = unix:$work/desk.sock
		store = $store
		campaign = $work/campaign/campaign.json
		pin = $pin
		budget_per_minute = 1000000
		user = $me
		reserve_mib = 16
	EOF
	for more in "$@"; do printf '%s\n' "$more" >>"$work/t.conf"; done
}

# start_daemon: waits until it is ready; $port is its loopback port.
start_daemon() {
	: >"$work/log"
	background sh -c "$daemon_limits exec \"\$0\" -c \"\$1\"" "$testimonyd" "$work/t.conf" 2>"$work/log"
	daemon_id=$started
	ready_in_time "$work/log" "$daemon_id" || return 1
	port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\) for intake$/\1/p' "$work/log")
}
# stop_daemon: with SIGTERM; its exit status.
stop_daemon() {
	kill -TERM "$daemon_id"
	wait "$daemon_id"
}
ask() {
	curl --silent --max-time 60 --unix-socket "$work/in.sock" "$@"
}
# status WANTED PROMISE CURL-ARGUMENTS...
status() {
	status_wanted=$1 status_promise=$2
	shift 2
	status_got=$(ask -o "$work/answer" -D "$work/head" -w '%{http_code}' -H 'Expect:' "$@")
	if [ "$status_got" != "$status_wanted" ]; then
		fail "$status_promise" "status $status_got instead of $status_wanted: $(cat "$work/answer")"
	elif ! grep -qi '^connection: close' "$work/head"; then
		fail "$status_promise" "the answer does not close the connection"
	elif [ "$status_wanted" -ge 400 ] &&
	    ! grep -qi '^content-type: application/problem+json' "$work/head"; then
		fail "$status_promise" "the refusal is not a problem document"
	else
		pass "$status_promise"
	fi
}
# fresh: an envelope at $work/envelope, its $id and a $token.
fresh() {
	id_and_token=$("$flood" one "$intake" "$work/envelope")
	id=${id_and_token% *} token=${id_and_token#* }
}
rows() {
	sqlite3 "$store" 'SELECT count(*) FROM envelope'
}
# intact FILE: whether each id in FILE is in the store, and its body hashes to it.
intact() {
	rm -rf "$work/rows"
	mkdir "$work/rows"
	sqlite3 "$store" "SELECT count(writefile('$work/rows/' || lower(hex(id)), body)) FROM envelope" \
	    >/dev/null || return 1
	[ "$(sqlite3 "$store" 'PRAGMA integrity_check')" = ok ] || return 1
	sort -u "$1" >"$work/answered"
	(cd "$work/rows" && find . -type f -exec sha256sum {} + |
	    sed 's|^\([0-9a-f]*\)  \./|\1 |' | awk '$1 == $2 { print $1 }') | sort >"$work/kept"
	[ -z "$(comm -23 "$work/answered" "$work/kept")" ]
}

mkdir -m 700 "$work/store"
pin=$("$testimony_keys" init "$work/campaign" --name 'Made up for a test' \
    --origin http://127.0.0.1:8787 --no-passphrase --coordinator anna --form "$source_dir/conf/form-worcestershire.json" \
    2>"$work/init.err" | head -n 1)
if [ -z "$pin" ]; then
	fail "testimony-keys makes a campaign for the daemon" "$(cat "$work/init.err")"
	exit 0
fi
configure

# --- The command line and -t.
check "--version says what it is" sh -c "\"\$1\" --version | grep -q '^testimonyd '" sh "$testimonyd"
check "--help names every option" sh -c "\"\$1\" --help | grep -q -- '--test'" sh "$testimonyd"
refused "no configuration is a usage error" 2 "--help says more" "$testimonyd"
refused "an unknown option is a usage error" 2 "--help says more" "$testimonyd" --colour
check "-t takes a good configuration" "$testimonyd" -c "$work/t.conf" -t
check "-t does not open the store" test ! -e "$store"
configure 'colour = blue' 'listen_group = no-such-group-here'
refused "-t names a mistake with file and line" 1 "$work/t.conf:10: this key is not known" \
    "$testimonyd" -c "$work/t.conf" -t
configure 'listen_group = no-such-group-here'
refused "-t looks groups up" 1 "$work/t.conf:10: listen_group: there is no such group" \
    "$testimonyd" -c "$work/t.conf" -t
configure
sed -i "s|^pin = .*|&0|" "$work/t.conf"
refused "a campaign under the pin's serial is refused" 1 "campaign" "$testimonyd" -c "$work/t.conf" -t
configure
cp "$work/campaign/campaign.json" "$work/good.json"
sed -i 's/Made up/Made_up/' "$work/campaign/campaign.json"
refused "a campaign with a changed byte is refused" 1 "campaign.json" "$testimonyd" -c "$work/t.conf"
cp "$work/good.json" "$work/campaign/campaign.json"

# --- What it hands out.
check "the daemon starts and says where it listens" start_daemon
check "the campaign comes byte for byte" sh -c \
    "curl -s --unix-socket '$work/in.sock' $url/v1/campaign | cmp - '$work/campaign/campaign.json'"
check "its signature comes byte for byte" sh -c \
    "curl -s --unix-socket '$work/in.sock' $url/v1/campaign.minisig | cmp - '$work/campaign/campaign.json.minisig'"
check "loopback TCP on a port of the system's choice answers" sh -c \
    "curl -s 'http://127.0.0.1:$port/v1/challenge' | grep -q '\"token\"'"
status 200 "a challenge is given" "$url/v1/challenge"
check "a challenge is not to be kept" grep -qi '^cache-control: no-store' "$work/head"
check "an answer carries no date" sh -c "! grep -qi '^date:' '$work/head'"

# --- Taking in, and each refusal.
fresh
put() { status "$1" "$2" -X PUT -T "$work/envelope" -H "Testimony-Mailbox: $mailbox" \
    -H "Testimony-Proof: $token 0000000000000000" "$url/v1/envelopes/$id"; }
put 201 "an envelope is taken"
put 200 "the same envelope again is held already"
mailbox=$(printf '%064d' 8)
put 409 "the same envelope for another mailbox is a conflict"
mailbox=$(printf '%064d' 7)
status 404 "an unknown path is not found" "$url/v1/nothing"
status 405 "a wrong method is refused" -X POST --data '' "$url/v1/campaign"
status 429 "an envelope without a proof is refused" -X PUT -T "$work/envelope" \
    -H "Testimony-Mailbox: $mailbox" "$url/v1/envelopes/$id"
check "the refusal names the bits as an integer" grep -qE '"bits":[0-9]+[,}]' "$work/answer"
status 400 "an envelope without a mailbox is refused" -X PUT -T "$work/envelope" \
    -H "Testimony-Proof: $token 0000000000000000" "$url/v1/envelopes/$id"
saved=$id
id=$(printf '%064d' 1)
put 422 "an envelope that is not its id is refused"
id=$saved
cp "$work/envelope" "$work/kept-envelope"
head -c 32968 /dev/zero | tr '\0' 'a' >"$work/envelope"
id=$(sha256sum "$work/envelope" | cut -d' ' -f1)
put 422 "plaintext of the right size is refused"
head -c 32967 "$work/kept-envelope" >"$work/envelope"
put 422 "an envelope that is cut short is refused"
cat "$work/kept-envelope" "$work/kept-envelope" >"$work/envelope"
put 413 "what is larger than an envelope is refused"
status 404 "the desk's paths are not on the intake" "$url/v1/desk/index"
check "Expect: 100-continue is answered, then the envelope taken" sh -c "
	[ \"\$(curl -s -o /dev/null -w '%{http_code}' --max-time 60 --unix-socket '$work/in.sock' -T '$work/kept-envelope' \
	    -H 'Expect: 100-continue' -H 'Testimony-Mailbox: $mailbox' \
	    -H 'Testimony-Proof: $token 0000000000000000' $url/v1/envelopes/$saved)\" = 200 ]"
unsigned=$(curl -s -o "$work/answer" -w '%{http_code}' --unix-socket "$work/desk.sock" "$url/v1/desk/index")
check "the desk opens nothing without a signature" test "$unsigned" = 401

# --- The same envelope by 100 connections at once.
before=$(sqlite3 "$store" 'SELECT count(*) FROM envelope' 2>/dev/null)
"$flood" same "$intake" 100 >"$work/same"
good=$(awk '$1 == 200 || $1 == 201 { sum += $2 } END { print sum + 0 }' "$work/same")
check "one envelope by 100 connections at once: 100 good answers" test "$good" = 100
check "and for another mailbox it is a conflict" grep -qx 'other 409' "$work/same"
check "nobody else may open the store while the daemon runs" test -z "$before"
stop_daemon
check "of the 100 connections came one row" test "$(rows)" = 2
check "the daemon starts again" start_daemon

# --- The desk: index, fetch, restore, log, status; each request signed, and taken once.
ask_desk() {
	"$ask" "unix:$work/desk.sock" "$work/campaign/secret/anna.key" "$@" 2>"$work/desk.status"
}
# desk WANTED PROMISE METHOD PATH [BODY [TIMES]]
desk() {
	desk_wanted=$1 desk_promise=$2
	shift 2
	ask_desk "$@" >"$work/desk.out"
	if [ "$(cat "$work/desk.status")" = "$desk_wanted" ]; then
		pass "$desk_promise"
	else
		fail "$desk_promise" "$(cat "$work/desk.status") $(head -c 300 "$work/desk.out")"
	fi
}
count_at() { od -An -tu8 --endian=big -j "$1" -N8 "$work/desk.out" | tr -d ' '; }
"$flood" many "$intake" 8 298 "$work/many"
desk 200 "a coordinator gets the index" GET /v1/desk/index
check "the index counts each tray" test "$(count_at 0).$(count_at 8).$(count_at 16).$(count_at 24)" = 300.0.0.0
tail -c +33 "$work/desk.out" | od -An -v -tx1 -w32 | tr -d ' ' >"$work/index"
check "the index is sorted" sort -cu "$work/index"
check "the index has every id that was answered" sh -c \
    "sort '$work/many' | comm -23 - '$work/index' | { ! grep -q .; }"
tail -c +33 "$work/desk.out" | head -c 8192 >"$work/ids"
desk 200 "256 envelopes are fetched in one answer" POST /v1/desk/fetch "$work/ids"
check "each with its record's head" test "$(wc -c <"$work/desk.out")" = $((256 * 33037))
check "in the order asked" sh -c "
	for i in 0 100 255; do
		[ \"\$(tail -c +\$((i * 33037 + 1)) '$work/desk.out' | head -c 32 | od -An -v -tx1 -w32 | tr -d ' ')\" = \
		    \"\$(sed -n \$((i + 1))p '$work/index')\" ] || exit 1
	done"
check "and whole" sh -c "
	[ \"\$(tail -c +\$((255 * 33037 + 70)) '$work/desk.out' | sha256sum | cut -d' ' -f1)\" = \"\$(sed -n 256p '$work/index')\" ]"
head -c 33037 "$work/desk.out" >"$work/record"
desk 200 "a record that is there is restored without harm" PUT /v1/desk/restore "$work/record"
fresh
desk 201 "an event goes into the log" PUT "/v1/desk/log/$id" "$work/envelope"
desk 401 "a signed request is not taken twice" GET /v1/desk/status /dev/null 2
desk 413 "more than 256 ids are refused" POST /v1/desk/fetch "$work/record"
desk 404 "the intake's paths are not on the desk" GET /v1/campaign
desk 200 "a coordinator gets the status" GET /v1/desk/status
check "the status counts" grep -q '"inbox":300,.*"log":1,.*"days_left":' "$work/desk.out"

# --- SIGTERM: what was queued is finished and answered.
"$flood" many "$intake" 16 0 "$work/stopped" &
flood_id=$!
sleep 1
stop_daemon
check "SIGTERM ends the daemon with status 0" test $? = 0
wait "$flood_id"
check "what was answered before SIGTERM is kept" intact "$work/stopped"
check "the store is left as one file" sh -c "[ \"\$(ls '$work/store')\" = s.db ]"
check "the sockets are removed" test ! -e "$work/in.sock" -a ! -e "$work/desk.sock"
check "all rows have one length" sh -c \
    "[ \"\$(sqlite3 '$store' 'SELECT count(DISTINCT length(body) || typeof(week) || length(mailbox)) FROM envelope')\" = 1 ]"
check "the log tells nothing of any client" sh -c \
    "! grep -vE '^testimonyd: (listening on |(warning: )?sandbox: |ready\$|stopping\$|stopped\$|warning: running as root|warning: no descriptors)' '$work/log'"

# --- Somebody who never hangs up cannot keep it from stopping.
if start_daemon; then
	printf 'BAD\r\n' >"$work/bad"
	printf 'GET /v1/challenge HT' >"$work/half"
	for file in bad half; do
		background "$raw" "$intake" "$work/$file" 0 0 60 60 >/dev/null 2>&1
	done
	sleep 1
	begun=$(date +%s)
	stop_daemon
	stopped=$?
	took=$(($(date +%s) - begun))
	check "a client that never hangs up does not keep SIGTERM from ending it (took $took s)" \
	    test "$stopped" = 0 -a "$took" -le 40
	check "and it says that it stopped" grep -q '^testimonyd: stopped$' "$work/log"
else
	fail "a client that never hangs up does not keep SIGTERM from ending it" "$(cat "$work/log")"
fi

# --- A disk that fails: no false 201, a clear message, and all that was answered is there.
daemon_limits='trap "" XFSZ; ulimit -f 8000;'
if start_daemon; then
	"$flood" many "$intake" 16 2000 "$work/failing" >/dev/null 2>&1
	wait "$daemon_id"
	check "a write that fails stops the daemon with status 1" test $? = 1
	check "and it says what failed" grep -q '^testimonyd: .*store.*cannot be written' "$work/log"
	daemon_limits=
	start_daemon || fail "it starts again after a write that failed" "$(cat "$work/log")"
	stop_daemon
	check "what was answered 201 before the write failed is kept ($(wc -l <"$work/failing"))" \
	    intact "$work/failing"
else
	fail "a write that fails stops the daemon with status 1" "$(cat "$work/log")"
fi
daemon_limits=

# --- A second and a foreign start.
if start_daemon; then
	first=$daemon_id
	refused "a second daemon on the same store is refused" 1 "in use by another process" \
	    "$testimonyd" -c "$work/t.conf"
	daemon_id=$first
	stop_daemon
else
	fail "a second daemon on the same store is refused" "$(cat "$work/log")"
fi
cp "$store" "$work/saved.db"
sqlite3 "$store" 'UPDATE campaign SET serial = 9'
refused "a campaign older than the store has seen is refused" 1 "older" "$testimonyd" -c "$work/t.conf"
cp "$work/saved.db" "$store"
sqlite3 "$store" 'PRAGMA user_version = 3'
refused "a store of an unknown version is refused" 1 "version 3" "$testimonyd" -c "$work/t.conf"
cp "$work/saved.db" "$store"
chmod 640 "$store"
refused "a store that others may read is refused" 1 "chmod 600" "$testimonyd" -c "$work/t.conf"
chmod 600 "$store"

# --- A withdrawn mailbox.
sqlite3 "$store" "INSERT INTO withdrawal VALUES(x'$mailbox', zeroblob(32), zeroblob(64), 2900)"
if start_daemon; then
	fresh
	put 410 "a withdrawn mailbox takes nothing"
	stop_daemon
fi
sqlite3 "$store" 'DELETE FROM withdrawal'

# --- Nothing of keys/ is in the daemon: not linked, so it cannot be called.
if command -v nm >/dev/null 2>&1 && [ -e "$build_dir/keys/libkeys.a" ]; then
	nm --defined-only -g "$build_dir/keys/libkeys.a" 2>/dev/null |
	    awk 'NF == 3 { print $3 }' | grep -v '^__' | sort -u >"$work/keys-symbols"
	nm "$testimonyd" 2>/dev/null | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$work/daemon-symbols"
	found=$(comm -12 "$work/keys-symbols" "$work/daemon-symbols")
	check "the daemon has no function of keys/" test -s "$work/keys-symbols" -a \
	    -s "$work/daemon-symbols" -a -z "$found"
	# Of libsodium's functions: hashes, and what checks a signature. Nothing else may come in unseen.
	grep '^crypto_' "$work/daemon-symbols" | grep -vE \
	    '^crypto_(core_ed25519_is_valid_point|sign_verify_detached|generichash|hash_sha256|shorthash)(_init|_update|_final|_keygen)?$' \
	    >"$work/more-crypto"
	check "the daemon opens, seals, derives and signs nothing" test ! -s "$work/more-crypto" -a \
	    "$(grep -c '^crypto_sign_verify_detached$' "$work/daemon-symbols")" = 1
else
	skip "the daemon has no function of keys/" "nm or keys/libkeys.a is missing"
fi

# --- systemd: sockets handed over, and the unit's exposure.
if command -v systemd-socket-activate >/dev/null 2>&1; then
	configure
	sed -i '/^listen = /d; /^desk = /d' "$work/t.conf"
	background systemd-socket-activate --fdname=intake:desk -l "$work/a.sock" -l "$work/b.sock" \
	    "$testimonyd" -c "$work/t.conf" 2>"$work/log"
	daemon_id=$started
	in_time test -S "$work/b.sock"
	taken=$("$flood" many "unix:$work/a.sock" 1 1 "$work/handed-over" && wc -l <"$work/handed-over")
	check "sockets handed over by systemd take an envelope" test "$taken" = 1
	check "they are told apart by name" test "$(curl -s -o /dev/null -w '%{http_code}' \
	    --unix-socket "$work/b.sock" "$url/v1/desk/index")" = 401
	stop_daemon
	check "and the daemon stops as ever" grep -q '^testimonyd: stopped$' "$work/log"
else
	skip "sockets handed over by systemd take an envelope" "systemd-socket-activate is not installed"
fi
if command -v systemd-analyze >/dev/null 2>&1; then
	sed -e 's|@sbindir@|/usr/sbin|g; s|@sysconfdir@|/etc|g' \
	    "$source_dir/systemd/testimonyd.service.in" >"$work/testimonyd.service"
	exposure=$(systemd-analyze security --offline=true --no-pager "$work/testimonyd.service" 2>&1 |
	    sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p')
	check "the unit's exposure is at most 0.3 (${exposure:-unknown})" \
	    awk "BEGIN { exit !(\"$exposure\" != \"\" && ${exposure:-9} <= 0.3) }"
else
	skip "the unit's exposure is at most 0.3" "systemd-analyze is not installed"
fi
