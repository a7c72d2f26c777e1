#!/bin/sh
# SPDX-License-Identifier: ISC
# What a family runs: a campaign that is not right is refused before anything is sent; what is
# sent arrives once, or the person is told the truth; the receipt is all that is left.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"

start_line --origin "$onion"
good=$work/campaign/campaign.json
key=$work/campaign/secret/signing.key

# submit OPTIONS...: without a terminal; $work/out, $work/err; $? is its status.
submit() {
	"$testimony" submit --answers "$answers" --yes "$@" >"$work/out" 2>"$work/err" </dev/null
}
receipts() { grep -cE '^receipt:( [a-z]+(-[a-z]+)?){9}$' "$work/out"; }

# arrived PROMISE WANTED_STATUS WANTED_RECEIPTS WORDS OPTIONS...
arrived() {
	promise=$1 wanted="$2 $3" words=$4
	shift 4
	submit "$@"
	got="$? $(receipts)"
	if [ "$got" != "$wanted" ]; then
		fail "$promise" "status and receipts \"$got\", not \"$wanted\": $(cat "$work/err")"
	elif ! grep -qF -- "$words" "$work/err"; then
		fail "$promise" "it said: $(cat "$work/err")"
	else
		pass "$promise"
	fi
}

# ---- Refused before anything is sent. The listener hears every connection.
listen close
# none PROMISE WORDS CAMPAIGN PIN: refused with these words, nothing printed, nothing sent.
none() {
	refused "$1" 1 "$2" "$testimony" submit --answers "$answers" --yes --origin "$heard" \
	    --patience 1 --campaign "$3" --pin "$4"
}
# edited NAME SED COMMENT: a manifest changed by a sed script and signed again by the campaign's key.
edited() {
	sed "$2" "$good" >"$work/$1.json"
	cmp -s "$good" "$work/$1.json" && fail "the test changes the manifest ($1)"
	"$forge" sign "$key" "$work/$1.json" "$3" "$work/$1.json.minisig" ||
	    fail "the test signs $1"
}
day() { date -u -d "$1" +%Y-%m-%d; }
bare=${pin%.*}

keep_pin=$pin keep_port=$port
make_campaign other "$port"
other_pin=$pin
pin=$keep_pin port=$keep_port
none "a campaign signed by another key than the pin's is refused" "another key" "$good" "$other_pin"
edited serial 's/"serial": 1/"serial": 2/' 'testimony-campaign-1 serial:1'
none "a trusted comment with another serial is refused" "trusted comment" "$work/serial.json" "$pin"
none "a serial under the floor is refused" "serial" "$good" "$bare.2"
edited old "s/\"issued\": \"[0-9-]*\"/\"issued\": \"$(day '-30 days')\"/
s/\"expires\": \"[0-9-]*\"/\"expires\": \"$(day '-1 day')\"/
s/\"\\(closes\\|previews_from\\|answer_by\\)\": \"[0-9-]*\"/\"\\1\": \"$(day '-2 days')\"/" \
    'testimony-campaign-1 serial:1'
none "an expired campaign is refused" "expired" "$work/old.json" "$pin"
# From the day that the campaign names: midnight may have come since.
issued=$(sed -n 's/.*"issued": "\([0-9-]*\)".*/\1/p' "$good")
edited long "s/\"expires\": \"[0-9-]*\"/\"expires\": \"$(day "$issued 181 days")\"/" \
    'testimony-campaign-1 serial:1'
none "a campaign valid for longer than 180 days is refused" "181 days" "$work/long.json" "$pin"
edited format 's/testimony-campaign-1/testimony-campaign-2/' 'testimony-campaign-1 serial:1'
none "a campaign of an unknown format is refused" "testimony-campaign-2" "$work/format.json" "$pin"
edited fine 's/"name": "Made up/"name": "Still made up/' 'testimony-campaign-1 serial:1'
submit --origin "$origin" --campaign "$work/fine.json" --pin "$pin"
same "what the test signs itself is taken, so the refusals above are for their own reasons" \
    "0 1" "$? $(receipts)"
if command -v minisign >/dev/null 2>&1; then
	cp "$good" "$work/legacy.json"
	if minisign -S -l -s "$key" -m "$work/legacy.json" -t 'testimony-campaign-1 serial:1' \
	    >/dev/null 2>&1 </dev/null; then
		none "a legacy minisign signature is refused" "legacy" "$work/legacy.json" "$pin"
	else
		skip "a legacy minisign signature is refused" "this minisign makes none"
	fi
else
	skip "a legacy minisign signature is refused" "minisign is not installed"
fi
cp "$good" "$work/alone.json"
none "a campaign without its signature is refused" "alone.json.minisig" "$work/alone.json" "$pin"

# flip FILE BYTE OUT: one bit changed.
flip() {
	cp "$1" "$3"
	byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
	# shellcheck disable=SC2059
	printf "\\$(printf '%03o' $((byte ^ 1)))" |
	    dd of="$3" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
bad=0 tried=0
size=$(wc -c <"$good")
cp "$good.minisig" "$work/flip.json.minisig"
for place in 0 1 2 $(awk -v size="$size" \
    'BEGIN { for (i = 1; i < 40; i++) print int(i * size / 40) }') $((size - 2)) $((size - 1)); do
	flip "$good" "$place" "$work/flip.json"
	"$testimony" submit --answers "$answers" --yes --origin "$heard" --patience 1 \
	    --campaign "$work/flip.json" --pin "$pin" >"$work/out" 2>"$work/err"
	[ $? -eq 1 ] && [ ! -s "$work/out" ] && [ -s "$work/err" ] || bad=$((bad + 1))
	tried=$((tried + 1))
done
same "a changed byte anywhere in campaign.json is refused ($tried places)" 0 "$bad"
bad=0 tried=0
# The first line is minisign's untrusted comment, which nothing vouches for.
first=$(head -n 1 "$good.minisig" | wc -c)
size=$(wc -c <"$good.minisig")
cp "$good" "$work/flip.json"
place=$first
while [ "$place" -lt "$size" ]; do
	flip "$good.minisig" "$place" "$work/flip.json.minisig"
	"$testimony" submit --answers "$answers" --yes --origin "$heard" --patience 1 \
	    --campaign "$work/flip.json" --pin "$pin" >"$work/out" 2>"$work/err"
	[ $? -eq 1 ] && [ ! -s "$work/out" ] && [ -s "$work/err" ] || bad=$((bad + 1))
	tried=$((tried + 1))
	place=$((place + 5))
done
same "a changed byte anywhere in the signature is refused ($tried places)" 0 "$bad"

printf '{"answers":{"who":"parent","colour":"blue"},"hide":[],"uses":["counts"]}' >"$work/bad.json"
refused "answers that the form does not have are refused" 1 "colour" "$testimony" submit \
    --answers "$work/bad.json" --yes --origin "$heard" --campaign "$good" --pin "$pin"
refused "without --yes and without a terminal nothing is sent" 1 "--yes" "$testimony" submit \
    --answers "$answers" --origin "$heard" --campaign "$good" --pin "$pin"
refused "an onion address is refused without --socks5" 1 "--socks5" "$testimony" submit \
    --answers "$answers" --yes --origin "$onion" --campaign "$good" --pin "$pin"
refused "plain http to another machine is refused" 1 "in the open" "$testimony" submit \
    --answers "$answers" --yes --origin http://192.0.2.1 --campaign "$good" --pin "$pin"
refused "an address that the manifest does not list is refused" 1 "does not list" "$testimony" \
    submit --answers "$answers" --yes --origin https://other.example --campaign "$good" --pin "$pin"
refused "a SOCKS5 port on another machine is refused" 1 "on this machine" "$testimony" submit \
    --answers "$answers" --yes --origin "$onion" --socks5 192.0.2.1:9050 --campaign "$good" \
    --pin "$pin"
refused "without a terminal there is a hint" 1 "--answers" "$testimony" submit \
    --campaign "$good" --pin "$pin"
refused "without a pin nothing is done" 1 "--pin" "$testimony" submit --answers "$answers" \
    --campaign "$good" --yes
refused "a link and a pin of two campaigns are refused" 1 "different keys" "$testimony" submit \
    --answers "$answers" --campaign "$heard/#$pin" --pin "$other_pin" --yes
same "before all these refusals nothing was sent: the listener heard no connection" 0 \
    "$(connections)"
unlisten

# ---- Arriving.
arrived "a campaign file and --origin: it arrives, and the receipt alone is printed" 0 1 "arrived" \
    --campaign "$good" --pin "$pin" --origin "$origin"
same "standard output holds one line" 1 "$(wc -l <"$work/out")"
"$testimony" submit --answers "$answers" --yes --campaign "$good" --pin "$pin" >/dev/full \
    2>"$work/out" </dev/null
same "a receipt that cannot be printed is not lost: it goes to standard error" "1 1" \
    "$? $(receipts)"
arrived "the campaign by its address" 0 1 "arrived" --campaign "$origin" --pin "$pin"
arrived "the whole link of the leaflet needs no --pin" 0 1 "arrived" --campaign "$origin/#$pin"
arrived "a link with a tracking query" 0 1 "arrived" --campaign "$origin/?fbclid=x#$pin"
arrived "without --origin the campaign's first address is used" 0 1 "arrived" \
    --campaign "$good" --pin "$pin"
cat "$answers" | "$testimony" submit --answers - --yes --campaign "$good" --pin "$pin" \
    >"$work/out" 2>"$work/err"
same "answers from standard input" "0 1" "$? $(receipts)"
https_proxy=http://192.0.2.1:1 http_proxy=http://192.0.2.1:1 ALL_PROXY=socks5://192.0.2.1:1 \
    arrived "proxies of the environment are not used" 0 1 "arrived" --campaign "$origin" --pin "$pin"

"$testimony_desk" -d "$work/desk" setup --campaign "$good" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "unix:$work/desk.sock" 2>/dev/null
# held: how many envelopes the daemon has ever given.
held() {
	"$testimony_desk" -d "$work/desk" pull >/dev/null 2>&1
	find "$work/desk/envelopes" -name '*.age' | wc -l
}
to=${origin#http://}
before=$(held)
listen "pass:$to" "lose:$to" "pass:$to"
arrived "an answer that got lost: it is sent again, and arrived" 0 1 "arrived" \
    --campaign "$good" --pin "$pin" --origin "$heard"
same "it asked and sent twice" 4 "$(connections)"
same "the daemon holds it once" $((before + 1)) "$(held)"
unlisten
listen close "pass:$to" swallow "pass:$to"
arrived "connections that break are tried again" 0 1 "arrived" \
    --campaign "$good" --pin "$pin" --origin "$heard"
unlisten
listen "pass:$to" answer:503:1 "pass:$to"
arrived "a busy daemon is asked again after the time that it names" 0 1 "arrived" \
    --campaign "$good" --pin "$pin" --origin "$heard"
unlisten
listen answer:503:6 "pass:$to"
arrived "a pause that takes longer is explained, once" 0 1 "tries again by itself, for up to 10 min" \
    --campaign "$good" --pin "$pin" --origin "$heard"
same "in two lines: what it waits for, and that it arrived" 2 "$(wc -l <"$work/err")"
unlisten
listen answer:503:2 answer:503:2 "pass:$to"
begun=$(date +%s%N)
TERM=xterm script -qec "'$testimony' submit --answers '$answers' --yes --campaign '$good' \
    --pin '$pin' --origin '$heard'" /dev/null </dev/null >"$work/out" 2>&1
same "a terminal counts down to the next try, and the receipt comes" "0 yes 1" \
    "$? $(grep -q 'Next try in 2 s, for up to 10 min more' "$work/out" && echo yes) $(grep -c 'receipt: ' "$work/out")"
same "never earlier than the daemon wished" yes \
    "$([ $(($(date +%s%N) - begun)) -ge 4000000000 ] && echo yes)"
unlisten
listen answer:503:60
rm -f "$work/err"
"$testimony" submit --answers "$answers" --yes --campaign "$good" --pin "$pin" \
    --origin "$heard" >"$work/out" 2>"$work/err" </dev/null &
told=$!
in_time grep -qs 'by itself' "$work/err"
kill -TERM "$told"
wait "$told"
same "stopped while it waited: nothing is kept, and it says so" "1 0 1" \
    "$? $(receipts) $(grep -c 'nothing of it is kept: stopped, as you asked' "$work/err")"
unlisten
"$testimony" seal --campaign "$good" --pin "$pin" --answers "$answers" -o "$work/later" \
    >"$work/out" 2>"$work/err" </dev/null
cp "$work/later" "$work/later.before"
listen answer:503:3600
refused "send gives up in a sentence where it would take too long" 1 \
    "later was not sent: $heard is too busy now; try again later" "$testimony" send \
    --campaign "$good" --pin "$pin" --origin "$heard" --patience 5 "$work/later"
unlisten
same "and leaves the sealed file and its mailbox as they were" "0 65" \
    "$(cmp "$work/later" "$work/later.before" >/dev/null; echo $?) $(wc -c <"$work/later.mailbox")"
check "so that it can be sent later" "$testimony" send --campaign "$good" --pin "$pin" \
    --origin "$origin" "$work/later"
listen "pass:$to" answer:429 "pass:$to"
arrived "a proof that was too weak is made again" 0 1 "arrived" \
    --campaign "$good" --pin "$pin" --origin "$heard"
unlisten
listen answer:503:3600
arrived "a daemon that is busy for longer than there is patience for" 1 0 "too busy" \
    --campaign "$good" --pin "$pin" --origin "$heard" --patience 5
unlisten
listen close
arrived "what was never sent has no receipt" 1 0 "nothing of it is kept" \
    --campaign "$good" --pin "$pin" --origin "$heard" --patience 1
unlisten
arrived "nobody there: no receipt" 1 0 "nobody answers" \
    --campaign "$good" --pin "$pin" --origin http://127.0.0.1:1 --patience 1
listen "pass:$to" swallow "pass:$to" swallow close
arrived "sent, and never an answer: said so, and the receipt is printed, since it may be there" \
    1 1 "not certain" --campaign "$good" --pin "$pin" --origin "$heard" --patience 4
unlisten
for status in 409 410 413 422 507; do
	listen "pass:$to" "answer:$status"
	arrived "the answer $status is final and said in a sentence" 1 0 "A made-up sentence." \
	    --campaign "$good" --pin "$pin" --origin "$heard"
	same "after $status it is not tried again" 2 "$(connections)"
	unlisten
done
listen "pass:$to" swallow answer:507
arrived "a refusal after a try without an answer is no certainty" 1 1 "not certain" \
    --campaign "$good" --pin "$pin" --origin "$heard"
unlisten
listen "pass:$to" swallow
"$testimony" submit --answers "$answers" --yes --campaign "$good" --pin "$pin" \
    --origin "$heard" >"$work/out" 2>"$work/err" </dev/null &
told=$!
have_come() { [ "$(connections)" -ge "$1" ]; }
in_time have_come 3
kill -TERM "$told"
wait "$told"
same "stopped after it was sent: the receipt is printed all the same" "1 1" "$? $(receipts)"
unlisten

# ---- Tor: by name, through SOCKS5 alone, whatever the environment says.
listen "socks:$to"
port_heard=${heard#http://}
NO_PROXY='*' no_proxy='*' ALL_PROXY= \
    arrived "an onion address is reached through SOCKS5, by its name" 0 1 "arrived" \
    --campaign "$onion/#$pin" --socks5 "$port_heard"
same "every connection named the onion to the proxy" \
    "$(connections) $(connections)" \
    "$(grep -c "^socks [0-9a-f]* ${onion#http://} 80\$" "$work/listener.out") $(connections)"
same "fetching and sending are kept apart by different SOCKS users" 2 \
    "$(awk '$1 == "socks" { print $2 }' "$work/listener.out" | sort -u | wc -l)"
before=$(connections)
refused "from an onion address to another kind: refused" 1 "onion" "$testimony" submit \
    --answers "$answers" --yes --campaign "$onion/#$pin" --origin "$origin" --socks5 "$port_heard"
same "only the campaign was fetched for that" $((before + 2)) "$(connections)"
unlisten

if command -v openssl >/dev/null 2>&1; then
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls.key" -out "$work/tls.pem" \
	    -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost >/dev/null 2>&1
	# Its port is the system's choice: another test may have any that is named here.
	background openssl s_server -accept 0 -key "$work/tls.key" -cert "$work/tls.pem" -www \
	    >"$work/tls.out" 2>&1
	in_time grep -q '^ACCEPT .*:[0-9]' "$work/tls.out"
	tls=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$work/tls.out")
	in_time curl -s -k -o "$work/out" "https://localhost:$tls/"
	refused "a certificate that nobody vouches for is refused" 1 "certificate" "$testimony" \
	    submit --answers "$answers" --yes --campaign "https://localhost:$tls" --pin "$pin"
	unlisten
else
	skip "a certificate that nobody vouches for is refused" "openssl is not installed"
fi

# ---- With a terminal.
if command -v script >/dev/null 2>&1; then
	# asked ANSWER: what the terminal shows is in $work/screen.
	asked() {
		# The answer comes when the question is there: input before it is dropped.
		( in_time grep -qs 'yes/no' "$work/screen"
		    sleep 0.2; echo "$1"; sleep 2 ) |
		    script -qefc "'$testimony' submit --answers '$answers' --campaign '$origin/#$pin'" \
		    "$work/screen" >/dev/null 2>&1
	}
	rm -f "$work/screen"
	asked yes
	same "asked at a terminal and answered yes: it arrives" "0 1" \
	    "$? $(grep -c '^receipt: ' "$work/screen")"
	if grep -q 'Nobody rang back' "$work/screen"; then
		pass "what will be sent is shown first"
	else
		fail "what will be sent is shown first" "$(cat "$work/screen")"
	fi
	rm -f "$work/screen"
	asked no
	same "answered no: nothing is sent" "1 0" "$? $(grep -c '^receipt: ' "$work/screen")"
else
	skip "what will be sent is shown first" "script is not installed"
fi

# ---- Two machines: seal, carry, send.
sealed() {
	"$testimony" seal --campaign "$good" --pin "$pin" --answers "$1" -o "$2" \
	    >"$work/out" 2>"$work/err" </dev/null
}
sealed "$source_dir/tests/data/07-in-polish.json" "$work/told"
same "seal writes an envelope and prints its receipt" "0 1 32968" \
    "$? $(receipts) $(wc -c <"$work/told")"
refused "seal leaves a file that exists as it is" 1 "left as it is" "$testimony" seal \
    --campaign "$good" --pin "$pin" --answers "$answers" -o "$work/told"
if command -v age >/dev/null 2>&1 && command -v jq >/dev/null 2>&1; then
	age -d -i "$work/campaign/secret/campaign.key" "$work/told" | jq -s '.[0].answers' \
	    >"$work/opened"
	jq '.answers' "$source_dir/tests/data/07-in-polish.json" >"$work/wanted"
	check "stock age and jq read what was sealed, as it was told" cmp "$work/opened" "$work/wanted"
else
	skip "stock age and jq read what was sealed, as it was told" "age or jq is not installed"
fi
sealed "$answers" "$work/told2"
send() { "$testimony" send --campaign "$origin/#$pin" "$@"; }
check "send brings both files" send "$work/told" "$work/told2"
check "to send twice is harmless" send "$work/told"
mv "$work/told2.mailbox" "$work/mailbox"
refused "without FILE.mailbox send says what is missing" 1 "told2.mailbox is missing" \
    "$testimony" send --campaign "$origin/#$pin" "$work/told2"
check "--mailbox stands in for the lost file" send --mailbox "$(cat "$work/mailbox")" \
    "$work/told2"
head -c 32968 /dev/urandom >"$work/noise"
cp "$work/mailbox" "$work/noise.mailbox"
refused "what is no envelope is not sent" 1 "noise" "$testimony" send \
    --campaign "$origin/#$pin" "$work/noise"

# ---- Nowhere to print the receipt to.
"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes >&- 2>"$work/err"
same "with standard output closed the receipt is on standard error" "1 1" \
    "$? $(grep -c 'receipt: [a-z]' "$work/err")"

# ---- Leaves nothing behind.
if command -v strace >/dev/null 2>&1 && strace -o /dev/null true 2>/dev/null; then
	(cd "$work" && mkdir -p home && HOME=$work/home ASAN_OPTIONS=detect_leaks=0 strace -f \
	    -e trace=open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,memfd_create,fork,vfork,execve,connect \
	    -o "$work/trace" "$testimony" submit --answers "$answers" --yes --campaign "$good" \
	    --pin "$pin" --origin "$origin" >"$work/out" 2>"$work/err")
	same "under strace it arrives as well" "0 1" "$? $(receipts)"
	grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(|rename|link|mkdir|memfd' "$work/trace" |
	    grep -v '"/dev/null"' | grep -v '"/dev/tty"' >"$work/written"
	if [ ! -s "$work/trace" ] || [ -s "$work/written" ]; then
		fail "submit opens no file for writing" "$(cat "$work/written")"
	else
		pass "submit opens no file for writing"
	fi
	same "submit starts no other program" 1 "$(grep -c 'execve(' "$work/trace")"
	grep 'connect(' "$work/trace" | grep -v "htons($port)" >"$work/elsewhere"
	if grep -q 'connect([0-9]*, 0x' "$work/trace"; then
		# The program has closed its memory to other processes, and so to strace.
		skip "submit connects to nobody but the daemon" "only root sees its addresses"
	else
		same "submit connects to nobody but the daemon" 0 "$(wc -l <"$work/elsewhere")"
	fi
else
	skip "submit opens no file for writing" "strace is not installed, or may not trace"
fi
