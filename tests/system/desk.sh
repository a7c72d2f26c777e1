#!/bin/sh
# SPDX-License-Identifier: ISC
# The coordinator's desk: what families sent is what is shown; what is forged, moved or damaged is
# set aside with its reason and stops nothing; a pull goes on where the last one broke.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "the desk shows what families sent"

many=${TESTIMONY_DESK_MANY:-2000} # for slow machines: fewer
start_line
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret

# setup DIR [OPTIONS...]
setup() {
	folder=$1
	shift
	case " $* " in
	*" --daemon "*) ;;
	*) set -- --daemon "unix:$work/desk.sock" "$@" ;;
	esac
	"$testimony_desk" -d "$folder" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$secret/heron.key" "$@" 2>"$work/err"
}
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
forged() {
	"$forge" one "$campaign" "$pin" "$1" "$work/$1" &&
	    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/$1" \
	    2>"$work/err" || fail "the test sends a forged envelope ($1)" "$(cat "$work/err")"
	sha256sum "$work/$1" | cut -c1-64
}

# ---- Setting up.
check "setup makes a desk" setup "$work/desk"
same "its folder is for its owner alone" 700 "$(stat -c %a "$work/desk")"
same "no file in it may be read by others" 0 "$(find "$work/desk" -perm /077 | wc -l)"
same "keys without a passphrase: the note says so" 1 "$(grep -c 'no passphrase' "$work/err")"
for wrong in "--key $secret/heron.key" "--key $secret/signing.key" "--as $secret/campaign.key" \
    "--daemon http://192.0.2.1" "--daemon unix:" "--pin ${pin%.*}.2"; do
	# shellcheck disable=SC2086
	refused "setup refuses $(echo "$wrong" | sed "s,[^ ]*/,,;s,RW.*,a higher floor,")" 1 "" \
	    "$testimony_desk" -d "$work/never" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$secret/heron.key" \
	    --daemon "unix:$work/desk.sock" $wrong
done
refused "a path alone is told from a socket's address" 1 "a socket's is unix:PATH" "$testimony_desk" \
    -d "$work/never" setup --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" \
    --as "$secret/heron.key" --daemon desk.sock
same "a refused setup leaves nothing" 1 "$([ ! -e "$work/never" ] && echo 1)"
refused "without setup there is no desk" 1 "setup" "$testimony_desk" -d "$work/never" list
check "a first pull finds nothing" desk pull
same "and shows nothing" "" "$(desk list --json)"

# ---- Forged, moved and damaged envelopes.
good=$(forged good)
# aside KIND WORDS: sent by a hostile hand, and set aside for this reason.
aside() {
	id=$(forged "$1")
	desk pull >"$work/out" 2>"$work/err" || fail "pull goes on past $1" "$(cat "$work/err")"
	reason=$(desk list --json 2>/dev/null | jq -r "select(.id == \"$id\") | .aside")
	case $reason in
	*"$2"*) pass "set aside: $1 ($reason)" ;;
	*) fail "set aside: $1" "the reason is \"$reason\"" ;;
	esac
}
aside unsigned "signature"
aside other-key "signature"
aside other-mailbox "mailbox"
aside moved "signature"
aside other-campaign "signature"
aside reply "testimony-1"
aside event "testimony-1"
aside broken-json ""
aside no-kind "kind"
aside foreign "key"
aside damaged ""
same "each kind got a reason, and the good one none" "11 1" \
    "$(desk list --json 2>/dev/null | jq -s -r 'map(select(has("aside"))) | length') $(desk \
    list --json 2>/dev/null | jq -s "map(select(.id == \"$good\" and .aside == null)) | length")"
refused "show of one that is set aside says why" 1 "set aside" "$testimony_desk" -d "$work/desk" \
    show "$id"
same "all of them are kept, sealed" 12 "$(find "$work/desk/envelopes" -name '*.age' | wc -l)"
cp "$work/desk/envelopes/$good.age" "$work/kept"
printf 'xxxxxxxx' | dd of="$work/desk/envelopes/$good.age" bs=1 seek=5000 conv=notrunc 2>/dev/null
same "a file that was damaged here is said to be" 1 "$(desk list 2>/dev/null | tr -s '\n ' ' ' |
    grep -c "$(echo "$good" | cut -c1-12) set aside: [^:]*damaged")"
rm "$work/desk/envelopes/$good.age"
desk pull >/dev/null 2>&1
check "and is fetched again once it is moved away" cmp "$work/kept" "$work/desk/envelopes/$good.age"
rm "$work/desk/records/"*
same "without the records all are set aside" 0 \
    "$(desk list --json 2>/dev/null | jq -r 'select(has("aside") | not) | .id' | wc -l)"
desk pull >/dev/null 2>&1
same "the next pull mends it" "$good" \
    "$(desk list --json 2>/dev/null | jq -r 'select(has("aside") | not) | .id')"

# ---- What was told is what is shown.
for file in "$source_dir"/tests/data/*.json; do
	"$testimony" submit --campaign "$origin/#$pin" --answers "$file" --yes >"$work/out" \
	    2>"$work/err" </dev/null || fail "the samples are sent" "$file: $(cat "$work/err")"
done
desk pull >"$work/out" 2>&1
jq -cS '{answers,hide,uses}' "$source_dir"/tests/data/*.json | sort >"$work/wanted"
desk show --all --json 2>/dev/null | jq -cS "select(.id != \"$good\") | .testimony | {answers,hide,uses}" |
    sort >"$work/got"
check "each sample is shown as it was told" cmp "$work/wanted" "$work/got"
id=$(desk list --json 2>/dev/null | jq -r 'select(.language == "pl") | .id')
desk show "$(echo "$id" | cut -c1-12)" >"$work/letter" 2>"$work/err"
jq -r '.answers["story-happened"]' "$source_dir/tests/data/07-in-polish.json" | head -n 1 |
    cut -d ' ' -f 1-4 >"$work/words"
if grep -qF -f "$work/words" "$work/letter" && ! grep -q 'story-happened' "$work/letter"; then
	pass "show is a letter with the form's words, found by the first digits of its id"
else
	fail "show is a letter with the form's words" "$(head -n 20 "$work/letter" "$work/err")"
fi
refused "an id that there is not" 1 "no message" "$testimony_desk" -d "$work/desk" show 00000000000000
refused "digits that fit several" 1 "more than one" "$testimony_desk" -d "$work/desk" show \
    "$(desk list --json 2>/dev/null | jq -r .id | cut -c1 | sort | uniq -d | head -n 1)"
id=$(forged hostile-text)
desk pull >"$work/out" 2>&1
desk show "$id" >"$work/out" 2>&1
desk show "$id" --json >"$work/json" 2>&1
desk list >>"$work/out" 2>&1
# Bytes of controls, DEL, and the two that hostile-text smuggles in as UTF-8.
hidden=$(printf '[\001-\010\013-\037\177]|\342\200[\213-\217\252-\256]|\302[\200-\237]')
if ! LC_ALL=C grep -aqE "$hidden" "$work/out" "$work/json" &&
    grep -qF '<U+202E>' "$work/out" && jq -e '.testimony.answers["story-happened"] |
    contains("\u202e") and contains("\u001b[31m")' "$work/json" >/dev/null; then
	pass "what would steer the terminal is made visible, and in JSON escaped but the same"
else
	fail "what would steer the terminal is made visible" "$(od -c "$work/json" | head -n 40)"
fi

# ---- Nothing readable lies in the folder.
if grep -rqaE 'story-happened|redditch|Made up, number|reply_to' "$work/desk/envelopes" \
    "$work/desk/records" "$work/desk/log" "$work/desk/desk.json"; then
	fail "nothing that was told lies in the folder in plain"
else
	pass "nothing that was told lies in the folder in plain"
fi
same "record files are all of one size" 1 \
    "$(stat -c %s "$work/desk/records/"*.age | sort -u | wc -l)"
same "no file is left half written" 0 "$(find "$work/desk" -name '.*' -type f | wc -l)"

# ---- 2,000 in, all pulled and shown as they were sent; pulls that break go on.
begun=$(date +%s)
part=$((many / 4)) ids=
for worker in 1 2 3 4; do
	background "$forge" many "$campaign" "$pin" "$origin" "$part" >"$work/many.$worker"
	ids="$ids $started"
done
for worker in $ids; do
	wait "$worker" || fail "the test sends $many testimonies"
done
sent=$(($(date +%s) - begun))
sort "$work"/many.[1-4] >"$work/wanted"
same "$many testimonies are sent" $((part * 4)) "$(wc -l <"$work/wanted")"

# A bad network between: the desk's socket breaks off in the middle of the second fetch. The index and
# the campaign are asked for first.
background "$listener" "unix:$work/bad.sock" "$work/count" "pass:unix:$work/desk.sock" \
    "pass:unix:$work/desk.sock" "pass:unix:$work/desk.sock" "cut:300000:unix:$work/desk.sock" \
    "cut:1000:unix:$work/desk.sock" close close close >"$work/listener.out"
in_time test -s "$work/listener.out"
setup "$work/desk2" --daemon "unix:$work/bad.sock"
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
same "a pull whose connection breaks for good fails with a sentence" 1 $?
same "what came before the break is kept, whole" 256 \
    "$(find "$work/desk2/envelopes" -name '*.age' -size 32968c | wc -l)"
unlisten

# A daemon that sends other bytes than a name stands for.
background "$listener" "unix:$work/bad.sock" "$work/count" "pass:unix:$work/desk.sock" \
    "pass:unix:$work/desk.sock" "spoil:20000:unix:$work/desk.sock" "pass:unix:$work/desk.sock" \
    >"$work/listener.out"
in_time test -s "$work/listener.out"
begun=$(date +%s)
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
same "the next pull goes on past an envelope that comes damaged" "0 1" \
    "$? $(grep -c ': not kept' "$work/err")"
pulled=$(($(date +%s) - begun))
spoiled=$(sed -n 's/.*\([0-9a-f]\{12\}\): not kept.*/\1/p' "$work/err")
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
same "and the one after gets it" 1 "$(find "$work/desk2/envelopes" -name "$spoiled*" | wc -l)"
unlisten
begun=$(date +%s)
"$testimony_desk" -d "$work/desk2" show --all --json 2>/dev/null |
    grep '"Made\|Made up, number' | grep -v "$good" | sort >"$work/got"
check "all $many are shown, byte for byte as they were sent" cmp "$work/wanted" "$work/got"
echo "# $many sent in $sent s, pulled in $pulled s, shown in $(($(date +%s) - begun)) s"

# ---- Nothing is erased because the daemon lost it.
check "setup once more gives the desk another address" setup "$work/desk2"
stop_daemon
before=$(find "$work/desk2" -type f | sort | xargs sha256sum | sha256sum)
refused "no daemon: a pull says so" 1 "could not be reached" "$testimony_desk" -d "$work/desk2" pull
rm -rf "$work/store"
start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
check "a daemon that was emptied is pulled from" "$testimony_desk" -d "$work/desk2" pull
same "and nothing here is erased or changed" "$before" \
    "$(find "$work/desk2" -type f | sort | xargs sha256sum | sha256sum)"

# ---- The log: only a coordinator's own events count, and only these are handed on.
log_put() {
	"$build_dir/tests/system/ask" "unix:$work/desk.sock" "$secret/heron.key" PUT \
	    "/v1/desk/log/$(sha256sum <"$1" | cut -d ' ' -f 1)" "$1" >/dev/null 2>"$work/err"
	grep -q 201 "$work/err" || fail "the daemon takes an event" "$(cat "$work/err")"
}
held=$(find "$work/desk2/envelopes" -name '*.age' | wc -l)
"$forge" event "$campaign" "$pin" "$secret/heron.key" "$work/own-event"
"$forge" event "$campaign" "$pin" - "$work/strange"
"$forge" one "$campaign" "$pin" good "$work/misplaced"
for file in own-event strange misplaced; do log_put "$work/$file"; done
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
same "what is set aside in the log is not counted among the families'" \
    "0 new from families, $held held in all. 3 other new envelopes. Of the events 2 set aside: \`list\` says why." \
    "$(cat "$work/out")"
same "and it is said where to read why" 1 "$(grep -c '^Next: .* list$' "$work/err")"
for file in strange misplaced; do
	short=$(sha256sum <"$work/$file" | cut -c 1-12)
	same "a $file envelope in the log is set aside with its reason" 1 \
	    "$("$testimony_desk" -d "$work/desk2" list 2>/dev/null | grep -c "^$short  set aside: ..")"
done
same "a coordinator's own event is not" 0 "$("$testimony_desk" -d "$work/desk2" list --json \
    2>/dev/null | grep -c "$(sha256sum <"$work/own-event" | cut -d ' ' -f 1)")"
stop_daemon
rm -rf "$work/store"
start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
"$build_dir/tests/system/ask" "unix:$work/desk.sock" "$secret/heron.key" GET /v1/desk/status \
    >"$work/status" 2>/dev/null
same "an emptied daemon is handed the coordinator's event, and nothing else" 1 \
    "$(jq .log "$work/status")"

# One event that the daemon will not take keeps no other from being handed up.
"$forge" event "$campaign" "$pin" "$secret/heron.key" "$work/second-event"
log_put "$work/second-event"
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
for status in 409 410 507; do
	stop_daemon
	rm -rf "$work/store"
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
	background "$listener" "unix:$work/bad.sock" "$work/count" "pass:unix:$work/desk.sock" \
	    "pass:unix:$work/desk.sock" "answer:$status" "pass:unix:$work/desk.sock" >"$work/listener.out"
	in_time test -s "$work/listener.out"
	setup "$work/desk2" --daemon "unix:$work/bad.sock"
	"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
	same "one event refused ($status): it is said, and the next one is handed up" "0 1 1 1" \
	    "$? $(grep -c '^[0-9a-f]\{12\}: not handed up: .*A made-up sentence' "$work/err") $(grep -c \
	    ' 1 events handed up. 1 envelopes the daemon would not take.' "$work/out") $(
	    "$build_dir/tests/system/ask" "unix:$work/desk.sock" "$secret/heron.key" GET /v1/desk/status \
	    2>/dev/null | jq .log)"
	unlisten
done
setup "$work/desk2"
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
same "the next pull hands it up" 1 "$(grep -c ' 1 events handed up' "$work/out")"

# ---- The list: a table for people.
desk list >"$work/out" 2>"$work/err"
same "the list has a heading" "ID            week of     kind       lang  words  needs   area" \
    "$(head -n 1 "$work/out")"
same "and fits 80 columns" 1 "$([ "$(LC_ALL=C.UTF-8 wc -L <"$work/out")" -le 80 ] && echo 1)"
same "it says what to do next" 1 "$(grep -c "^To read one: testimony-desk -d $work/desk show ID\$" \
    "$work/err")"
same "and in a pipe nothing is rewritten in place" 0 "$(grep -c "$(printf '\r')" "$work/err")"
short=$(sed -n 2p "$work/out" | cut -c1-12)
desk show "$short" >"$work/letter" 2>"$work/err"
same "its ID is what show takes, and a letter begins with" "$short" \
    "$(sed -n '1s/^[A-Z][a-z]* \([0-9a-f]*\), in the week of .*/\1/p' "$work/letter")"

# ---- What a daemon says wrongly does not outlive the lie.
# lie SQL: changes the store, pulls; $aside is whether the one testimony is then set aside. (Not in a
# subshell: a daemon started there would keep it waiting.)
lie() {
	stop_daemon
	sqlite3 "$work/store/testimony.db" "$1"
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
	"$testimony_desk" -d "$work/desk5" pull >"$work/out" 2>&1
	aside=$("$testimony_desk" -d "$work/desk5" list --json 2>/dev/null | jq -r 'has("aside")')
}
if command -v sqlite3 >/dev/null 2>&1; then
	"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes >"$work/out" \
	    2>"$work/err" || fail "a testimony is sent" "$(cat "$work/err")"
	setup "$work/desk5" >"$work/out" 2>&1
	stop_daemon
	true_mailbox=$(sqlite3 "$work/store/testimony.db" \
	    'SELECT hex(mailbox) FROM envelope WHERE tray = 1')
	true_week=$(sqlite3 "$work/store/testimony.db" 'SELECT week FROM envelope WHERE tray = 1')
	start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
	lie "UPDATE envelope SET mailbox = zeroblob(32) WHERE tray = 1"
	same "one whose mailbox the daemon lies about is set aside" true "$aside"
	lie "UPDATE envelope SET mailbox = x'$true_mailbox' WHERE tray = 1"
	same "and read once it tells the truth" false "$aside"
	lie "UPDATE envelope SET tray = 2 WHERE tray = 1"
	same "calling it a reply later changes nothing here" false "$aside"
	rm -rf "$work/desk5"
	setup "$work/desk5" >"$work/out" 2>&1
	lie "UPDATE envelope SET tray = 1, week = 4294967295 WHERE tray = 2"
	same "a week that cannot be sets it aside" true "$aside"
	lie "UPDATE envelope SET week = $true_week WHERE tray = 1"
	same "until the daemon names a real one" false "$aside"
	"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>&1
else
	skip "a daemon's lies about an envelope do not outlive it" "sqlite3 is not installed"
fi

# ---- Keys.
make_key() { "$testimony_keys" coordinator wren -o "$work" --passphrase-file "$work/pass"; }
echo "made up passphrase of six words" >"$work/pass"
echo "another passphrase" >"$work/wrong"
check "a coordinator makes a key with a passphrase" make_key
refused "setup refuses a coordinator who was not admitted" 1 "admit" "$testimony_desk" \
    -d "$work/desk3" setup --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" \
    --as "$work/wren.key" --daemon "unix:$work/desk.sock" --passphrase-file "$work/pass"
check "who was admitted" "$testimony_keys" admit "$work/campaign" "$work/wren.pub"
"$testimony_desk" -d "$work/desk3" setup --campaign "$campaign" --pin "$pin" \
    --key "$work/campaign/for-wren.age" --as "$work/wren.key" --daemon "unix:$work/desk.sock" \
    --passphrase-file "$work/pass" 2>"$work/err"
same "sets up a desk from for-HANDLE.age" "0 0" "$? $(grep -c 'no passphrase' "$work/err")"
refused "which does not open with another passphrase" 1 "" "$testimony_desk" -d "$work/desk3" \
    --passphrase-file "$work/wrong" list
refused "nor without one" 1 "terminal" setsid "$testimony_desk" -d "$work/desk3" list
check "but with its own" "$testimony_desk" -d "$work/desk3" --passphrase-file "$work/pass" list
if grep -rqa 'AGE-SECRET-KEY' "$work/desk3"; then
	fail "no key lies in a sealed desk in plain"
else
	pass "no key lies in a sealed desk in plain"
fi
check "an older desk is renewed with the newer campaign" setup "$work/desk2"
cp "$work/campaign/campaign.json" "$work/newer.json"
readable() {
	"$testimony_desk" -d "$work/desk2" list --json 2>/dev/null |
	    jq -r 'select(has("aside") | not) | .id' | wc -l
}
before=$(readable)
"$testimony_keys" remove "$work/campaign" wren >/dev/null 2>"$work/err" ||
    fail "the test removes a coordinator" "$(cat "$work/err")"
refused "a coordinator who was removed sets up no desk" 1 "any more" "$testimony_desk" \
    -d "$work/desk4" setup --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" \
    --as "$work/wren.key" --daemon "unix:$work/desk.sock" --passphrase-file "$work/pass"
"$forge" one "$campaign" "$pin" good "$work/newest" &&
    "$testimony" send --campaign "$campaign" --pin "$pin" --origin "$origin" "$work/newest" \
    2>"$work/err" || fail "the test sends what is sealed to the new key" "$(cat "$work/err")"
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>"$work/err"
same "an older desk that meets the new key is told to run setup again" 1 \
    "$(grep -c "^1 is sealed to a key .* -d $work/desk2 setup again" "$work/err")"
"$testimony_desk" -d "$work/desk2" list >"$work/out" 2>"$work/err"
same "list says so, too" 1 "$(grep -c "^2 are sealed to a key .* setup again" "$work/err")"
refused "a new desk needs the daemon's address" 2 "--daemon is needed" "$testimony_desk" \
    -d "$work/never" setup --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" \
    --as "$secret/heron.key"
check "an older one is renewed without it" "$testimony_desk" -d "$work/desk2" setup --campaign \
    "$campaign" --pin "$pin" --key "$secret/campaign.key" --as "$secret/heron.key"
same "since it remembers" "unix:$work/desk.sock" "$(jq -r '.daemons[]' "$work/desk2/desk.json")"
before=$((before + 1))
check "after that the campaign has a new key, and an older desk is renewed" setup "$work/desk2"
grep -m 1 AGE-SECRET-KEY "$secret/campaign.key" >"$work/newest.key"
refused "a key file without the older keys does not renew it" 1 "older key" "$testimony_desk" \
    -d "$work/desk2" setup --campaign "$campaign" --pin "$pin" --key "$work/newest.key" \
    --as "$secret/heron.key" --daemon "unix:$work/desk.sock"
same "which still opens what was sealed to the older one" "$before" "$(readable)"
rm "$work/good" "$work/good.mailbox"
good=$(forged good)
"$testimony_desk" -d "$work/desk2" pull >"$work/out" 2>&1
same "and what is sealed to the new one" $((before + 1)) "$(readable)"
"$testimony_keys" sign "$work/campaign" >/dev/null 2>&1
check "and with a still newer one" setup "$work/desk2"
cp "$work/newer.json" "$work/desk2/campaign.json"
refused "a desk that has seen a higher serial does not go back" 1 "" "$testimony_desk" \
    -d "$work/desk2" list
refused "setup neither" 1 "" "$testimony_desk" -d "$work/desk3" setup --campaign \
    "$work/newer.json" --pin "$pin" --key "$work/campaign/for-wren.age" --as "$work/wren.key" \
    --daemon "unix:$work/desk.sock" --passphrase-file "$work/pass"
