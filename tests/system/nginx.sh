#!/bin/sh
# SPDX-License-Identifier: ISC
# Behind nginx with the sample of conf/: a family tells and checks by https, what nginx passes on is
# only what the protocol needs, early refusals reach the client, and nothing of any request is in a log.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"

PATH=$PATH:/usr/sbin
need nginx "families reach the daemon through nginx"
need openssl "families reach the daemon through nginx"
need curl "families reach the daemon through nginx"

tls=$(awk -v seed=$$ 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
# A campaign whose origin is https; the daemon listens on a unix socket, as in the sample.
make_campaign campaign "$tls" --origin "https://localhost:$tls"
mkdir -p -m 700 "$work/store"
cat >"$work/testimonyd.conf" <<-END
	[testimonyd]
	listen = unix:$work/intake.sock
	desk = unix:$work/desk.sock
	desk_name = localhost
	store = $work/store/testimony.db
	campaign = $work/campaign/campaign.json
	pin = $pin
	budget_per_minute = 1000000
	user = $(id -un)
END
background "$testimonyd" -c "$work/testimonyd.conf" 2>"$work/daemon.log"
daemon=$started
until grep -q '\bready\b' "$work/daemon.log"; do
	kill -0 "$daemon" 2>/dev/null || { fail "the daemon starts" "$(cat "$work/daemon.log")"; exit 1; }
	sleep 0.1
done
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls.key" -out "$work/tls.pem" \
    -subj /CN=localhost -addext "subjectAltName=DNS:localhost" -days 2 2>/dev/null

# The sample itself, with what it says must be changed, changed; and no port 80 here.
mkdir -p "$work/nginx"
sed -e "/^# CHANGE or leave out/,\$d" -e "s|unix:/run/testimonyd/intake.sock|unix:$work/intake.sock|" \
    -e "s|listen 443 ssl;|listen 127.0.0.1:$tls ssl;|" -e "/listen \[::\]:443/d" \
    -e "s|voices.example;|localhost;|" -e "s|/etc/letsencrypt/.*/fullchain.pem|$work/tls.pem|" \
    -e "s|/etc/letsencrypt/.*/privkey.pem|$work/tls.key|" \
    "$source_dir/conf/nginx-testimony.conf" >"$work/nginx/site.conf"
user_line=
[ "$(id -u)" -ne 0 ] || user_line="user root;"
cat >"$work/nginx/nginx.conf" <<-END
	$user_line
	daemon off;
	pid $work/nginx/pid;
	error_log $work/nginx/error.log info;
	events {}
	http {
		client_body_temp_path $work/nginx/body;
		proxy_temp_path $work/nginx/proxy;
		fastcgi_temp_path $work/nginx/fastcgi;
		uwsgi_temp_path $work/nginx/uwsgi;
		scgi_temp_path $work/nginx/scgi;
		access_log $work/nginx/access.log;
		include $work/nginx/site.conf;
	}
END
background nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" 2>"$work/nginx.log"
nginx=$started
secure() { curl -sS --cacert "$work/tls.pem" "$@"; }
origin=https://localhost:$tls
tries=0
until secure -o /dev/null "$origin/v1/campaign" 2>/dev/null; do
	tries=$((tries + 1))
	if [ "$tries" -gt 100 ]; then
		fail "nginx starts with the sample" "$(cat "$work/nginx.log" "$work/nginx/error.log")"
		exit 1
	fi
	sleep 0.1
done
pass "nginx starts with the sample"

check "the campaign comes through as it was signed" sh -c \
    "curl -sS --cacert '$work/tls.pem' '$origin/v1/campaign' | cmp - '$work/campaign/campaign.json'"

# What the daemon is sent: a listener in its place hears it.
code() { secure -o "$work/out" -w '%{http_code}' "$@"; }
same "a path that is not there" 404 "$(code "$origin/nothing")"
same "a mailbox is checked through it" "200 131872" \
    "$(code -H "Testimony-Mailbox: $(printf '%064d' 7)" "$origin/v1/mailbox") $(wc -c <"$work/out")"
head -c 32968 /dev/urandom >"$work/noise"
refusals=0 wrong=
while [ "$refusals" -lt 100 ]; do
	got=$(code -X PUT --data-binary "@$work/noise" -H "Testimony-Mailbox: $(printf '%064d' 7)" \
	    -H "Expect:" "$origin/v1/envelopes/$(printf '%064d' 1)")
	[ "$got" = 429 ] || wrong="$wrong $got"
	refusals=$((refusals + 1))
done
same "100 early refusals give 100 right answers and no 502" "" "$wrong"
same "what is too large stops at nginx" 413 "$(head -c 40000 /dev/zero | code -X PUT \
    --data-binary @- -H "Expect:" "$origin/v1/envelopes/$(printf '%064d' 1)")"

# Only what the protocol needs: in the daemon's place something that prints what it is sent.
cat >"$work/heard.py" <<-'END'
	import socket, sys
	listener = socket.socket(socket.AF_UNIX)
	listener.bind(sys.argv[1])
	listener.listen(1)
	connection, _ = listener.accept()
	heard = b""
	while b"\r\n\r\n" not in heard:
	    heard += connection.recv(65536)
	open(sys.argv[2], "wb").write(heard)
	connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
END
if command -v python3 >/dev/null 2>&1; then
	mv "$work/intake.sock" "$work/daemon.sock"
	background python3 "$work/heard.py" "$work/intake.sock" "$work/heard"
	until [ -S "$work/intake.sock" ]; do sleep 0.05; done
	[ "$(id -u)" -ne 0 ] || chmod 666 "$work/intake.sock"
	code -A "A browser's name" -b "a=cookie" -e "https://elsewhere.example/" \
	    -H "X-Forwarded-For: 192.0.2.1" -H "Accept-Language: cy" \
	    -H "Testimony-Mailbox: $(printf '%064d' 7)" "$origin/v1/mailbox" >/dev/null
	same "nothing of the visitor goes on but what the protocol needs" \
	    "connection: close|get /v1/mailbox http/1.1|host: localhost:$tls|testimony-mailbox: $(printf '%064d' 7)|" \
	    "$(tr -d '\r' <"$work/heard" | tr '[:upper:]' '[:lower:]' | grep . | sort | tr '\n' '|')"
	rm -f "$work/intake.sock"
	mv "$work/daemon.sock" "$work/intake.sock"
fi

# The real client trusts what this machine trusts, and nothing that the environment names: so here the
# test's certificate takes that place, in a mount namespace of its own.
trusted=/etc/ssl/certs/ca-certificates.crt
# shellcheck disable=SC2016
trusting() {
	unshare -m -r sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$work/tls.pem" "$trusted" \
	    "$@"
}
if [ -e "$trusted" ] && trusting true 2>/dev/null; then
	if trusting "$testimony" submit --campaign "$origin" --pin "$pin" --answers "$answers" --yes \
	    >"$work/told" 2>"$work/told.err" </dev/null; then
		pass "a family tells by https"
	else
		fail "a family tells by https" "$(cat "$work/told.err")"
	fi
else
	skip "a family tells by https" "no mount namespace can be made here"
fi

kill "$nginx"
wait "$nginx" 2>/dev/null
check "nothing of any request is in a log of nginx" sh -c "
	! grep -hE 'GET|PUT|v1/|client:|127\.0\.0\.1' '$work'/nginx/*.log"
check "nor in the daemon's" sh -c "! grep -E 'GET|PUT|v1/' '$work/daemon.log'"
check "and nothing was spooled to its disk" sh -c "
	[ \"\$(find '$work'/nginx/body '$work'/nginx/proxy -type f | wc -l)\" = 0 ]"
