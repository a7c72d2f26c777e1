#!/bin/sh
# SPDX-License-Identifier: ISC
# Behind nginx with the sample of conf/: a family tells, checks and withdraws by https, what nginx passes on
# is only what the protocol needs, refusals reach the client as the daemon wrote them, and nothing of any
# request is in a file of nginx or the daemon. However a request is mutilated, what nginx passes on is one
# request to the daemon, too. tests/long/nginx.sh has more of these.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"

PATH=$PATH:/usr/sbin
need nginx "families reach the daemon through nginx"
need openssl "families reach the daemon through nginx"
need curl "families reach the daemon through nginx"
need jq "families reach the daemon through nginx"
need python3 "families reach the daemon through nginx"
press=$build_dir/tests/system/press
ask=$build_dir/tests/system/ask
requests=$source_dir/tests/system/nginx_requests.py
: "${mutated:=1500}"

# Below the ports of all other tests, some of which run beside: nobody tries another where one is taken.
tls=$(awk -v seed=$$ 'BEGIN { srand(seed); print 10000 + int(rand() * 9000) }')
# A campaign whose origin is https; the daemon listens on a unix socket, as in the sample.
make_campaign campaign "$tls" --origin "https://localhost:$tls"
write_conf "unix:$work/intake.sock"
run_daemon || { fail "the daemon starts" "$(cat "$work/daemon.log")"; exit 1; }
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls.key" -out "$work/tls.pem" \
    -subj /CN=localhost -addext "subjectAltName=DNS:localhost" -days 2 2>/dev/null

# The sample itself, with what it says must be changed, changed; and no port 80 here.
mkdir -p "$work/nginx"
sed -e "/^# CHANGE or leave out/,\$d" -e "s|unix:/run/testimonyd/intake.sock|unix:$work/intake.sock|" \
    -e "s|listen 443 ssl;|listen 127.0.0.1:$tls ssl sndbuf=4096;|" -e "/listen \[::\]:443/d" \
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
background nginx -p "$work/nginx" -e "$work/nginx/start.log" -c "$work/nginx/nginx.conf" 2>"$work/nginx.log"
nginx=$started
# A visitor as there could be one: an address and a browser's name that are looked for afterwards.
address=127.77.66.55
agent="Familybrowser/77.1 (of somebody)"
secure() { curl -sS --cacert "$work/tls.pem" --interface "$address" -A "$agent" "$@"; }
origin=https://localhost:$tls
if ! in_time secure -o /dev/null "$origin/v1/campaign" 2>/dev/null; then
	fail "nginx starts with the sample" "$(cat "$work/nginx.log" "$work/nginx/error.log")"
	exit 1
fi
pass "nginx starts with the sample"
# From here on it cannot spool: a file lies where its folders were. nginx removes the name of what it
# spools at once, so one could not find it afterwards.
for folder in body proxy; do
	rmdir "$work/nginx/$folder"
	: >"$work/nginx/$folder"
done

check "the campaign comes through as it was signed" sh -c \
    "curl -sS --cacert '$work/tls.pem' '$origin/v1/campaign' | cmp - '$work/campaign/campaign.json'"

# What the daemon is sent: a listener in its place hears it.
code() { secure -o "$work/out" -w '%{http_code}' "$@"; }
same "a path that is not there" 404 "$(code "$origin/nothing")"
same "a mailbox is checked through it" "200 131872" \
    "$(code -H "Testimony-Mailbox: $(printf '%064d' 7)" "$origin/v1/mailbox") $(wc -c <"$work/out")"
# A slow one, so that nginx must keep what it has not yet passed on.
same "and by somebody who reads slowly, out of memory" "200 131872" \
    "$(code --limit-rate 30k -H "Testimony-Mailbox: $(printf '%064d' 7)" "$origin/v1/mailbox") $(wc -c <"$work/out")"
head -c 32968 /dev/urandom >"$work/noise"
same "500 early refusals give 500 right answers and no 502" "500 right" \
    "$(python3 "$requests" refusals localhost "$tls" "$work/tls.pem" 500)"
code -D "$work/head" -X PUT --data-binary "@$work/noise" -H "Expect:" "$origin/v1/envelopes/$(printf '%064d' 1)" >/dev/null
# said STATUS: that the last refusal is the daemon's own, whole.
said() {
	same "$1 comes with the daemon's own words" "$1 true application/problem+json" \
	    "$(jq -r '"\(.status) \(.detail | length > 10)"' "$work/out" 2>/dev/null) $(tr -d '\r' <"$work/head" |
		sed -n 's/^[Cc]ontent-[Tt]ype: //p')"
}
# put MAILBOX FILE [OPTIONS...]: by a good proof for the id in $work/proof; the status.
put() {
	read -r id proof <"$work/proof"
	put_mailbox=$1 put_file=$2
	shift 2
	code -D "$work/head" -X PUT --data-binary "@$put_file" -H "Expect:" -H "Testimony-Mailbox: $put_mailbox" \
	    -H "Testimony-Proof: $proof" "$@" "$origin/v1/envelopes/$id"
}
unknown=$(printf '%064d' 7)
"$press" proof "unix:$work/intake.sock" "$work/envelope" >"$work/proof"
same "no envelope: 422" 422 "$(put "$unknown" "$work/noise")"
said 422
cat "$work/proof" >"$work/proofs"
sed -i 's/ ..\(.*\) / AB\1 /' "$work/proof"
same "a token of somebody else: 429" 429 "$(put "$unknown" "$work/envelope")"
said 429
same "which says what is wanted" "$(curl -s --unix-socket "$work/intake.sock" http://localhost/v1/challenge | jq .bits)" \
    "$(jq .bits "$work/out")"
head -c 40000 /dev/zero >"$work/large"
same "too large: 413" 413 "$(put "$unknown" "$work/large")"
said 413
head -c 200000 /dev/zero >"$work/huge"
same "what nginx would have to spool stops there: 413" 413 "$(put "$unknown" "$work/huge")"
cat "$work/proof" >>"$work/proofs"

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
mv "$work/intake.sock" "$work/daemon.sock"
background python3 "$work/heard.py" "$work/intake.sock" "$work/heard"
in_time test -S "$work/intake.sock"
[ "$(id -u)" -ne 0 ] || chmod 666 "$work/intake.sock"
code -b "a=cookie" -e "https://elsewhere.example/" \
    -H "X-Forwarded-For: 192.0.2.1" -H "Accept-Language: cy" \
    -H "Testimony-Mailbox: $(printf '%064d' 7)" "$origin/v1/mailbox" >/dev/null
same "nothing of the visitor goes on but what the protocol needs" \
    "connection: close|get /v1/mailbox http/1.1|host: localhost:$tls|testimony-mailbox: $(printf '%064d' 7)|" \
    "$(tr -d '\r' <"$work/heard" | tr '[:upper:]' '[:lower:]' | grep . | sort | tr '\n' '|')"
rm -f "$work/intake.sock"
mv "$work/daemon.sock" "$work/intake.sock"

# The real client trusts what this machine trusts, and nothing that the environment names: so here the
# test's certificate takes that place, in a mount namespace of its own.
trusted=/etc/ssl/certs/ca-certificates.crt
# shellcheck disable=SC2016
trusting() {
	unshare -m -r sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$work/tls.pem" "$trusted" \
	    "$@"
}
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
if [ -e "$trusted" ] && trusting true 2>/dev/null; then
	if trusting "$testimony" submit --campaign "$origin" --pin "$pin" --answers "$answers" --yes \
	    >"$work/told" 2>"$work/told.err" </dev/null; then
		pass "a family tells by https"
	else
		fail "a family tells by https" "$(cat "$work/told.err")"
	fi
	desk setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
	    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
	    --daemon "unix:$work/desk.sock" >"$work/desk.out" 2>&1
	desk pull >>"$work/desk.out" 2>&1
	mailbox=$(desk list --json 2>/dev/null | jq -r .mailbox)
	echo "Thank you for telling us about the bus." >"$work/text"
	desk reply --yes --kind message --text "$work/text" "$(desk list --json 2>/dev/null | jq -r .id)" \
	    >>"$work/desk.out" 2>&1
	family() {
		family_command=$1
		shift
		trusting "$testimony" "$family_command" --campaign "$origin" --pin "$pin" --receipt-file "$work/told" \
		    "$@" >"$work/out" 2>"$work/err" </dev/null
	}
	family check
	same "and reads the desk's reply by https" "0 1" "$? $(grep -c 'about the bus' "$work/out")"
	# Whatever a mailbox holds, the answer is as long and has the same head.
	same "a mailbox with a reply is checked" "200 131872" \
	    "$(code -D "$work/head.full" -H "Testimony-Mailbox: $mailbox" "$origin/v1/mailbox") $(wc -c <"$work/out")"
	code -D "$work/head.empty" -H "Testimony-Mailbox: $unknown" "$origin/v1/mailbox" >/dev/null
	same "with the head and length of an empty one" "131872 same" \
	    "$(wc -c <"$work/out") $(sed '/^Date:/d' "$work/head.full" >"$work/head.1"
	        sed '/^Date:/d' "$work/head.empty" | cmp -s - "$work/head.1" && echo same)"
	family withdraw --yes
	same "and takes everything back by https" 0 $?
	desk pull >>"$work/desk.out" 2>&1
	same "so that the desk has nothing any more" 0 "$(desk list --json 2>/dev/null | wc -l)"
	"$press" proof "unix:$work/intake.sock" "$work/envelope" >"$work/proof"
	cat "$work/proof" >>"$work/proofs"
	same "then its mailbox takes nothing: 410" 410 "$(put "$mailbox" "$work/envelope")"
	said 410
	echo "$mailbox" >>"$work/proofs"
else
	skip "a family tells, checks and withdraws by https" "no mount namespace can be made here"
fi

# Mutilated requests, by an nginx that writes down what it passed on and what came of it. It goes on
# where a client that has sent all ends its side: else it would now and then take back what it passed on.
mkdir "$work/counted"
: >"$work/counted/log"
sed -e "s|listen 127.0.0.1:$tls ssl sndbuf=4096;|listen 127.0.0.1:$((tls + 1));|" -e '/ssl_/d' \
    -e "s|access_log off;|access_log $work/counted/log counted;|" "$work/nginx/site.conf" >"$work/counted/site.conf"
sed -e "s|$work/nginx|$work/counted|g" -e "/access_log/d" -e "/include /i log_format counted \
    '\$upstream_addr|\$upstream_status|\$status'; proxy_ignore_client_abort on;" \
    "$work/nginx/nginx.conf" >"$work/counted/nginx.conf"
background nginx -p "$work/counted" -e "$work/counted/start.log" -c "$work/counted/nginx.conf" 2>"$work/counted.log"
counting=$started
in_time curl -s -o "$work/out" "http://127.0.0.1:$((tls + 1))/v1/challenge"
token=$(jq -r .token "$work/out")
daemon_status() { "$ask" "unix:$work/desk.sock" "$work/campaign/secret/heron.key" GET /v1/desk/status 2>"$work/err"; }
in_time test -s "$work/counted/log"
: >"$work/counted/log"
before=$(daemon_status)
seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
sent=$(python3 "$requests" mutated "$((tls + 1))" "$source_dir/tests/vectors/requests.json" "$token" "$seed" "$mutated")
# What is under way still comes to its end.
tries=0
until compared=$(python3 "$requests" compare "$work/counted/log" "$before" "$(daemon_status)"); [ "$tries" -gt 20 ] ||
    printf '%s' "$compared" | grep -qE 'passed ([0-9]+) on, the daemon answered \1$'; do
	tries=$((tries + 1))
	before=$(printf '%s' "$before" | jq -c '.answers += 1')
	sleep 0.2
done
passed=$(printf '%s' "$compared" | sed -n 's/^nginx passed \([0-9]*\) on.*/\1/p')
same "of $mutated mutilated requests (seed $seed: $sent) nginx passed on as many as the daemon answered" \
    "nginx passed $passed on, the daemon answered $passed" "$compared"
check "and those were not few ($passed)" test "$passed" -ge $((mutated / 10))
kill "$counting"
wait "$counting" 2>/dev/null

# Requests that go wrong before nginx has understood them, or in the midst.
printf 'GET /v1/plain HTTP/1.1\r\nHost: localhost\r\nUser-Agent: %s\r\n\r\n' "$agent" |
    curl -sS --interface "$address" -m 5 "telnet://127.0.0.1:$tls" >"$work/check.out" 2>&1
head -c 300 /dev/urandom | curl -sS --interface "$address" -m 5 "telnet://127.0.0.1:$tls" >"$work/check.out" 2>&1
code -H "X-Long: $(head -c 20000 /dev/zero | tr '\0' x)" "$origin/v1/long" >/dev/null
secure -m 1 --limit-rate 2000 -o "$work/check.out" -X PUT --data-binary "@$work/envelope" -H "Expect:" \
    "$origin/v1/envelopes/$(printf '%064d' 5)" 2>/dev/null

# found FILE...: what of the requests stands in the files, as text or as an address's bytes.
needles="v1/ Testimony-Mailbox Testimony-Proof $agent $address $unknown $(printf '%064d' 1) $(tr '\n' ' ' <"$work/proofs")"
found() {
	python3 - "$agent" "$needles" "$@" <<-'END'
		import socket, sys
		agent = sys.argv[1]
		needles = [agent] + [n for n in sys.argv[2].replace(agent, "").split() if len(n) > 2]
		for path in sys.argv[3:]:
		    content = open(path, "rb").read()
		    for needle in needles:
		        if needle.encode().lower() in content.lower():
		            print(path.rsplit("/", 1)[1], needle)
		    if socket.inet_aton("127.77.66.55") in content:
		        print(path.rsplit("/", 1)[1], "the address")
	END
}
# Every file of nginx but its settings, and all of the daemon's.
files() { find "$work/nginx" "$work/store" "$work/nginx.log" "$work/daemon.log" -type f ! -name '*.conf'; }
# shellcheck disable=SC2046
same "while all runs, nothing of any request is in a file of nginx or the daemon" "" "$(found $(files))"
kill "$nginx"
wait "$nginx" 2>/dev/null
stop_daemon
# shellcheck disable=SC2046
same "nor when they have ended" "" "$(found $(files))"
same "there are files that it would be in" yes "$([ "$(files | wc -l)" -ge 4 ] && echo yes)"
same "and nothing was spooled to its disk: there was no room for it" 0 \
    "$(cat "$work/nginx/body" "$work/nginx/proxy" | wc -c)"
rm "$work/nginx/body" "$work/nginx/proxy"

# It can see: the same site with the two lines gone that keep it silent.
sed -i -e '/access_log off;/d' -e '/error_log /d' "$work/nginx/site.conf"
background nginx -p "$work/nginx" -e "$work/nginx/start.log" -c "$work/nginx/nginx.conf" 2>"$work/nginx.log"
nginx=$started
in_time secure -o "$work/out" "$origin/v1/campaign" 2>/dev/null
kill "$nginx"
wait "$nginx" 2>/dev/null
# shellcheck disable=SC2046
same "without the lines that keep it silent, it is found" "access.log $address
access.log $agent
access.log v1/" "$(found $(files) | grep '^access' | sort)"
