#!/bin/sh
# SPDX-License-Identifier: ISC
# What families leave behind at a daemon, and on their own machines: after twelve testimonies by TCP, through
# nginx and through a SOCKS proxy, replies, an addition and a withdrawal, no phrase, address, port or header
# of anybody is in any file that daemon or client wrote, nor in the daemon's memory, and no key that opens.

# In namespaces of its own: a network in which families have an address and ports that are known nowhere
# else, and mounts in which the client trusts the test's certificate.
promise="a daemon keeps no trace of anybody"
again="unshare --mount --net --pid --fork --kill-child --mount-proc"
if [ -z "${TESTIMONY_TRACELESS:-}" ]; then
	if [ "$(id -u)" -eq 0 ] && $again true 2>/dev/null; then
		TESTIMONY_TRACELESS=root exec $again "$0"
	elif $again -r true 2>/dev/null; then
		TESTIMONY_TRACELESS=mapped exec $again -r "$0"
	fi
	TESTIMONY_TRACELESS=none
fi
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
PATH=$PATH:/usr/sbin:/sbin
need curl "$promise"
need jq "$promise"
need python3 "$promise"
python=
for one in python3 /usr/bin/python3; do
	if "$one" -c 'import cryptography, argon2' 2>/dev/null; then
		python=$(command -v "$one")
		break
	fi
done
if [ -z "$python" ]; then
	skip "$promise" "python3 has no cryptography and argon2 (python3-cryptography, python3-argon2)"
	exit 0
fi
traceless() { "$python" "$source_dir/tests/system/traceless.py" "$@"; }
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# What is looked for: WORDS; and in the daemon's memory the keys besides.
traceless answers "$work" || fail "the test makes up 40 phrases"
address=127.77.66.55 first_port=47104 last_port=47129
mark=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n' | tr '0-9' 'g-p')
{
	cat "$work/phrases"
	echo "$mark"
} >"$work/words"
if [ "$TESTIMONY_TRACELESS" = none ] || ! command -v ip >/dev/null || ! ip link set lo up ||
    ! ip addr add "$address/8" dev lo ||
    ! ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src "$address" ||
    ! echo "$first_port $last_port" >/proc/sys/net/ipv4/ip_local_port_range; then
	address=
	skip "no address and no port of anybody" "no network of its own can be made here, or there is no ip"
fi

# ---- The line. Whatever programs write is in $left, all that the test writes elsewhere.
left=$work/left
mkdir -m 700 "$left" "$left/store" "$left/cwd" "$left/home" "$left/tmp" "$left/nginx"
tls=$(awk -v seed=$$ 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
make_campaign campaign $((tls + 1)) --origin "https://localhost:$tls" --origin "$onion"
campaign=$work/campaign/campaign.json
conf() {
	cat >"$work/testimonyd.conf" <<-END
		[testimonyd]
		listen = unix:$work/intake.sock 127.0.0.1:$port
		desk = unix:$work/desk.sock
		desk_name = localhost
		store = $left/store/testimony.db
		campaign = $campaign
		pin = $pin
		budget_per_minute = 1000000
		reserve_mib = 16
		user = $(id -un)
	END
}
strace=
if [ "$TESTIMONY_TRACELESS" != none ] && command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	strace="strace -D -f -qq --seccomp-bpf -o $work/trace.daemon -e trace=open,openat,creat,mkdir,mkdirat"
	strace="$strace,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat,memfd_create"
fi
# start_it: the daemon, from a folder where it may leave what it likes, with core files allowed.
start_it() {
	: >"$left/daemon.log"
	# The words of $strace are split.
	# shellcheck disable=SC2086
	background env -C "$left/cwd" HOME="$left/home" TMPDIR="$left/tmp" ASAN_OPTIONS=detect_leaks=0 \
	    sh -c 'ulimit -c unlimited 2>/dev/null; exec "$@"' sh $strace \
	    "$testimonyd" -c "$work/testimonyd.conf" >"$left/daemon.out" 2>"$left/daemon.log"
	daemon=$started
	ready_in_time "$left/daemon.log" "$daemon" ||
	    { fail "the daemon starts" "$(cat "$left/daemon.log")"; exit 0; }
}
port=$((tls + 1))
conf
start_it
by_tcp=http://127.0.0.1:$port
background "$listener" 127.0.0.1:0 "$work/count" "socks:unix:$work/intake.sock" >"$work/listener.out"
until [ -s "$work/listener.out" ]; do sleep 0.02; done
by_socks=127.0.0.1:$(head -n 1 "$work/listener.out")

# nginx with the sample, as in system/nginx.sh.
by_nginx=
trusted=/etc/ssl/certs/ca-certificates.crt
if command -v nginx >/dev/null && command -v openssl >/dev/null && [ -e "$trusted" ] &&
    [ "$TESTIMONY_TRACELESS" = root ]; then
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls.key" -out "$work/tls.pem" \
	    -subj /CN=localhost -addext "subjectAltName=DNS:localhost" -days 2 2>/dev/null
	sed -e "/^# CHANGE or leave out/,\$d" \
	    -e "s|unix:/run/testimonyd/intake.sock|unix:$work/intake.sock|" \
	    -e "s|listen 443 ssl;|listen 127.0.0.1:$tls ssl;|" -e "/listen \[::\]:443/d" \
	    -e "s|voices.example;|localhost;|" -e "s|/etc/letsencrypt/.*/fullchain.pem|$work/tls.pem|" \
	    -e "s|/etc/letsencrypt/.*/privkey.pem|$work/tls.key|" \
	    "$source_dir/conf/nginx-testimony.conf" >"$work/site.conf"
	cat >"$work/nginx.conf" <<-END
		user root;
		daemon off;
		pid $left/nginx/pid;
		error_log $left/nginx/error.log info;
		events {}
		http {
			client_body_temp_path $left/nginx/body;
			proxy_temp_path $left/nginx/proxy;
			fastcgi_temp_path $left/nginx/fastcgi;
			uwsgi_temp_path $left/nginx/uwsgi;
			scgi_temp_path $left/nginx/scgi;
			access_log $left/nginx/access.log;
			include $work/site.conf;
		}
	END
	background nginx -p "$left/nginx" -e "$left/nginx/start.log" -c "$work/nginx.conf" 2>"$work/nginx.log"
	tries=0
	mount --bind "$work/tls.pem" "$trusted"
	until curl -sS -o /dev/null "https://localhost:$tls/v1/campaign" 2>/dev/null || [ "$tries" -gt 600 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	by_nginx=https://localhost:$tls
else
	skip "through nginx" "it takes root, nginx and openssl"
fi

# family NAME COMMAND...: from a machine where it may leave what it likes.
family() {
	family_name=$1
	shift
	env -C "$left/cwd" HOME="$left/home" TMPDIR="$left/tmp" "$testimony" "$@" \
	    >"$work/$family_name.out" 2>"$work/$family_name.err" </dev/null ||
	    failed="$failed $family_name:$(tail -n 1 "$work/$family_name.err")"
}
# tell NAME OPTIONS...: the answers of that name.
tell() {
	teller=$1
	shift
	family "$teller" submit --pin "$pin" --answers "$work/answers$teller.json" --yes "$@"
}
failed=
for name in 0 1 2; do tell $name --campaign "$campaign" --origin "$by_tcp"; done
for name in 3 4 5; do tell $name --campaign "$onion/#$pin" --socks5 "$by_socks"; done
for name in 6 7 8; do
	if [ -n "$by_nginx" ]; then
		tell $name --campaign "$by_nginx"
	else
		tell $name --campaign "$campaign" --origin "$by_tcp"
	fi
done
for name in 9 10 11; do
	family $name seal --campaign "$campaign" --pin "$pin" --answers "$work/answers$name.json" \
	    -o "$left/home/sealed$name"
	family sent$name send --campaign "$campaign" --pin "$pin" --origin "$by_tcp" "$left/home/sealed$name"
done
same "twelve testimonies are told: by TCP, through SOCKS${by_nginx:+, through nginx}, sealed and sent" "" "$failed"

desk() {
	env -C "$left/cwd" HOME="$left/home" TMPDIR="$left/tmp" "$testimony_desk" -d "$work/desk" "$@" \
	    >"$work/desk.out" 2>"$work/desk.err" || failed="$failed $1:$(tail -n 1 "$work/desk.err")"
}
failed=
desk setup --campaign "$campaign" --pin "$pin" --key "$work/campaign/secret/campaign.key" \
    --as "$work/campaign/secret/heron.key" --daemon "unix:$work/desk.sock"
desk pull
desk list --json
same "a coordinator reads all of them" 12 "$(jq -r .id "$work/desk.out" | wc -l)"
for name in 9 10 11; do
	jq -r --arg mailbox "$(cat "$left/home/sealed$name.mailbox")" 'select(.mailbox == $mailbox) | .id' \
	    "$work/desk.out"
done >"$work/ids"
while read -r id; do
	desk reply --yes --kind message --text "$work/text" "$id"
done <"$work/ids"
desk mark --note "$work/text" "$(head -n 1 "$work/ids")"
desk pull
family check check --campaign "$campaign" --pin "$pin" --origin "$by_tcp" --receipt-file "$work/9.out"
same "a family reads a reply" 12 "$(grep -o "$(cat "$work/phrases")" "$work/check.out" | wc -l)"
family add add --campaign "$campaign" --pin "$pin" --origin "$by_tcp" --receipt-file "$work/1.out" \
    --answers "$work/answers0.json" --yes
family withdraw withdraw --campaign "$campaign" --pin "$pin" --origin "$by_tcp" \
    --receipt-file "$work/2.out" --yes
family onion withdraw --campaign "$onion/#$pin" --socks5 "$by_socks" --receipt-file "$work/3.out" --yes
desk pull
same "replies, a note, an addition and two withdrawals come, too" "" "$failed"

# A visitor who tells much of himself, and says it wrong.
visit() {
	curl -sS -m 20 -o "$work/answer" -A "Familybrowser/$mark" -b "who=$mark" -e "https://$mark.example/" \
	    -H "X-Forwarded-For: $mark" -H "Accept-Language: $mark" -H "Authorization: Basic $mark" \
	    -H "Testimony-Proof: $mark 0000000000000000" -H "Expect:" "$@" 2>>"$work/visit.err"
	visits="$visits$?"
}
bytes=$(printf '%s' "$mark$mark$mark" | od -An -tx1 | tr -d ' \n' | head -c 64)
# visitor URL OPTIONS...: all sorts of requests.
visitor() {
	url=$1 visits=
	shift
	visit "$@" -H "Testimony-Mailbox: $bytes" "$url/v1/mailbox"
	visit "$@" -T "$work/answers0.json" -H "Testimony-Mailbox: $bytes" "$url/v1/envelopes/$bytes"
	visit "$@" "$url/$mark"
	visit "$@" "$url/?fbclid=$mark"
	visit "$@" -X "$mark" "$url/v1/campaign"
	visit "$@" -X DELETE -H "Testimony-Mailbox: $bytes" -H "Testimony-Withdraw: $bytes $bytes$bytes" \
	    "$url/v1/mailbox"
	visit "$@" -T "$work/answers0.json" -H "Signature: desk=:$mark:" -H "Signature-Input: desk=$mark" \
	    -H "Content-Digest: $mark" "$url/v1/desk/log/$bytes"
	same "a visitor gets answers: $url${1:+ $1}" 0000000 "$visits"
}
visitor "http://$mark" --unix-socket "$work/intake.sock"
visitor http://localhost --unix-socket "$work/desk.sock"
visitor "$by_tcp"
[ -z "$by_nginx" ] || visitor "$by_nginx"
# And somebody whose program forgot to seal: as long as an envelope, with a good proof.
while cat "$work/text"; do :; done 2>/dev/null | head -c 32968 >"$work/unsealed"
"$build_dir/tests/system/press" proof "unix:$work/intake.sock" "$work/envelope" >"$work/proof"
read -r id proof <"$work/proof"
same "what nobody sealed is refused" 422 "$(curl -sS -o "$work/answer" -w '%{http_code}' -T "$work/unsealed" \
    -H "Expect:" -H "Testimony-Mailbox: $bytes" -H "Testimony-Proof: $proof" "$by_tcp/v1/envelopes/$id")"
for request in "$mark" "GET /$mark HTTP/1.1" "GET / HTTP/1.1\r\nHost: $mark\r\n$mark\r\n\r\n"; do
	printf '%b\r\n\r\n' "$request" >"$work/request"
	for to in "unix:$work/intake.sock" "unix:$work/desk.sock" "127.0.0.1:$port"; do
		timeout 20 "$build_dir/tests/system/raw" "$to" "$work/request" 0 0 5 >"$work/answer" 2>&1
	done
done

# ---- While it runs.
traceless keys "$work/campaign" "$work"/[0-9].out "$work"/1[01].out >"$work/keys" 2>"$work/keys.err" ||
    fail "the test has all keys" "$(tail -n 1 "$work/keys.err")"
cat "$work/words" "$work/keys" >"$work/all"
no_file="no phrase, address, port or header of anybody, and no key"
# found: in files and their names.
found() {
	{
		traceless search "$work/all" "$left"
		[ -z "$address" ] || traceless client "$address" "$first_port" "$last_port" "$left"
		find "$left" | grep -F -f "$work/words" -e "${address:-$mark}"
	} | head -n 100
}
same "while it runs, $no_file is in a file" "" "$(found)"
same "all this was of more than thirty envelopes" yes \
    "$([ "$(cat "$left"/store/testimony.db* 2>"$work/err" | wc -c)" -gt $((30 * 32968)) ] && echo yes)"
if [ -n "$strace" ]; then
	same "it made files in its store's folder alone, and its sockets" "" \
	    "$(grep -v 'O_RDONLY\|ENOENT\|EEXIST\|"/dev/null"' "$work/trace.daemon" | grep -v "\"$left/store/")"
	same "which was seen" yes "$(grep -q 'testimony.db.*O_CREAT' "$work/trace.daemon" && echo yes)"
else
	skip "it made files in its store's folder alone" "it takes strace, and a namespace or root"
fi
same "the families' machine has what was asked for, and nothing else" \
    "home/sealed10 home/sealed10.mailbox home/sealed11 home/sealed11.mailbox home/sealed9 home/sealed9.mailbox" \
    "$(cd "$left" && find home tmp cwd -type f | sort | tr '\n' ' ' | sed 's/ $//')"

# The daemon's process, with what it has open.
in_memory="nor is any in its memory, its environment or what it has open"
{
	cat "$work/words" "$work/keys"
	[ -z "$address" ] || echo "$address"
} >"$work/never"
echo testimony-campaign-1 >"$work/there"
# process PID: what is there that must never be.
process() { traceless process "$1" "$work/never" 2>&1; }
look=
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "$in_memory" "a sanitizer's memory is too large"
elif ! traceless process "$daemon" "$work/there" >"$work/seen" 2>&1 && [ "$TESTIMONY_TRACELESS" != root ]; then
	skip "$in_memory" "only root may look"
else
	look=yes
	same "$in_memory" "" "$(process "$daemon")"
	same "where it would be found, as the campaign is" yes \
	    "$(grep -q '^memory .*: testimony-campaign-1 as text' "$work/seen" && echo yes)"
fi
same "it may leave no core file" "0 0" \
    "$(sed -n 's/^Max core file size *\([0-9a-z]*\) *\([0-9a-z]*\) .*/\1 \2/p' "/proc/$daemon/limits")"

# ---- At a week's end: what the store was before is open, without a name.
# in_order: once that is so; until then the daemon's files come and go.
in_order() {
	[ "$("$build_dir/tests/system/ask" "unix:$work/desk.sock" "$work/campaign/secret/heron.key" \
	    GET /v1/desk/status 2>/dev/null | jq .order.week)" = $((($(date +%s) / 86400 - 4) / 7)) ]
}
stop_daemon
if command -v sqlite3 >/dev/null; then
	sqlite3 "$left/store/testimony.db" 'UPDATE upkeep SET ordered = ordered - 1'
	start_it
	visitor "$by_tcp"
	in_time in_order || fail "the store is put in order"
	[ -z "$look" ] || same "at a week's end, too, its process has nothing of it" "" "$(process "$daemon")"
	same "nor is it in a file" "" "$(found)"
	stop_daemon
else
	skip "at a week's end, too" "sqlite3 is not installed"
fi

# ---- When it has ended.
same "when it has ended, $no_file is in a file" "" "$(found)"
same "all rows have one length, and no column, and no place that tells an order" \
    "calendar week lived warned
campaign one signing_key serial
envelope slot id tray mailbox week done body
erased slot id tray mailbox week done
upkeep one lived ordered
withdrawal mailbox author signature week
trays 1 2 3
lengths (32, 32, 32968)
weeks 1
places that no hash gave 0" "$(traceless rows "$left/store/testimony.db" 2>&1)"

# A process that ends badly leaves a core file where it may: the daemon does not.
cat /proc/sys/kernel/core_pattern >"$work/pattern"
env -C "$left/tmp" sh -c 'ulimit -c unlimited && kill -ABRT $$' 2>/dev/null
if [ -z "$(find "$left/tmp" -name "core*")" ]; then
	skip "a daemon that crashes leaves no core file" "no process does here: $(cat "$work/pattern")"
else
	start_it
	kill -ABRT "$daemon"
	wait "$daemon" 2>/dev/null
	same "a daemon that crashes leaves no core file" "" "$(find "$left/cwd" "$left/store" -name "core*")"
fi

# ---- It can see: each form in a file, in a name, and in a process that keeps it.
"$python" - "$(cat "$work/phrases")" "$left/store" "$work/planted" <<-'END'
	import base64, sys
	stem, folder, where = sys.argv[1:]
	forms = [stem.encode(), stem.upper().encode(), stem.encode("utf-16-le"), stem.encode("utf-16-be"),
	         stem.encode("utf-32-le"), stem.encode().hex().encode(), stem.encode().hex().upper().encode()]
	forms += [base64.b64encode(b"x" * n + stem.encode() + b"y" * 3) for n in range(3)]
	for number, form in enumerate(forms):
	    open(f"{folder}/planted{number}", "wb").write(b"some" + form + b"thing")
	open(f"{folder}/{stem}", "w").close()
END
[ -z "$address" ] || printf 'x\270\000\177\115\102\067x 47105 %s' "$address" >"$left/store/planted-address"
{
	echo "a header"
	echo "$mark"
} >"$left/store/planted-header"
tail -n 1 "$work/keys" | sed 's/^hex://' >"$left/store/planted-key"
wanted="10 forms, 1 name, 1 header, 1 key"
[ -z "$address" ] || wanted="$wanted, 3 of an address"
got="$(found >"$work/found"; grep -o 'planted[0-9]: ' "$work/found" | sort -u | wc -l) forms"
got="$got, $(grep -c "/$(cat "$work/phrases")\$" "$work/found") name"
got="$got, $(grep -c "planted-header: $mark as text" "$work/found") header"
got="$got, $(grep -c "planted-key: hex:.* as hex" "$work/found") key"
[ -z "$address" ] || got="$got, $(grep -c 'planted-address: ' "$work/found") of an address"
same "what is planted in files is found" "$wanted" "$got"
if [ -n "$look" ]; then
	cat >"$work/holds.py" <<-'END'
		import os, sys, time
		stem = open(sys.argv[1]).read().strip()
		held = bytes.fromhex(open(sys.argv[2]).read().split()[0][4:])
		file = open(sys.argv[3], "w")
		file.write(stem)
		file.flush()
		os.unlink(sys.argv[3])
		open(sys.argv[3] + ".ready", "w").close()
		time.sleep(300)
	END
	background "$python" "$work/holds.py" "$work/phrases" "$work/keys" "$work/deleted"
	tries=0
	until [ -e "$work/deleted.ready" ] || [ "$tries" -gt 300 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	process "$started" >"$work/found"
	same "and in a process: a file without a name, and a key in memory" "yes yes" \
	    "$(grep -q '^fd .*deleted.* as text' "$work/found" && echo yes) $(grep -q \
	    "^memory .*: $(head -n 1 "$work/keys") as bytes" "$work/found" && echo yes)"
fi
