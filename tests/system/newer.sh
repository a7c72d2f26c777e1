#!/bin/sh
# SPDX-License-Identifier: ISC
# A desk that nobody set up again after the campaign was signed anew. It learns of it from whoever
# hands out what the campaign signed, says what to do, and makes no edition by what has changed since,
# such as who is a coordinator and which key packs are signed with. Nobody else can stop it so.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a desk that was not set up again"

start_coordinators robin wren
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
must() { desk "$@" >"$work/out" 2>"$work/err" || fail "the test: $*" "$(cat "$work/err")"; }
share() { for name; do must "$name" pull; done; }
# renewed SERIAL: the daemon hands out what was signed last.
renewed() {
	kill -HUP "$daemon"
	in_time grep -q "taken up anew (serial $1)" "$work/daemon.log" ||
	    fail "the test: the daemon has serial $1" "$(cat "$work/daemon.log")"
}
# said WORDS: how often.
said() { grep -c -- "$1" "$work/err"; }

for name in aster birch; do
	"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes \
	    >"$work/$name.words" 2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
done
echo "Answer in time." >"$work/text"
for part in ask contact; do
	must heron pack-text --part $part --text "$work/text"
done
share heron wren
must wren approve --yes $(desk wren pack-text 2>/dev/null | grep -o '^[0-9a-f]\{12\}')
share wren robin
same "a desk with today's campaign says nothing of it" 0 "$(said 'signed anew')"
check "and makes an edition, with what wren agreed to" desk robin export -o "$work/first"

# ---- Signed anew, as it was: nothing that goes out is another.
cp "$work/campaign/campaign.json" "$work/third.json"
cp "$work/campaign/campaign.json.minisig" "$work/third.json.minisig"
"$testimony_keys" sign "$work/campaign" >"$work/out" 2>"$work/err" ||
    fail "the test signs" "$(cat "$work/err")"
renewed 4
must robin pull
same "signed anew as it was: a pull says so, once" "1 0" \
    "$(said 'campaign was signed anew (serial 4; this desk has 3): ask for') $(said 'makes no edition')"
must robin export -o "$work/second"
same "an edition is made all the same, and says it, too" 1 "$(said 'was signed anew (serial 4;')"

# ---- A coordinator is removed.
"$testimony_keys" remove "$work/campaign" wren >"$work/out" 2>"$work/err" ||
    fail "the test removes wren" "$(cat "$work/err")"
renewed 5
stopped="changed and signed anew (serial 5; this desk has 3): this desk makes no edition"
must robin pull
same "a coordinator was removed: a pull says so, and what to do" "1 1 1" \
    "$(said "$stopped") $(said 'newest campaign.json and for-robin.age') $(said "desk -d $work/robin setup")"
noted=$(find "$work/robin/log" -type f | wc -l)
for how in "" --no-pull --dry-run; do
	desk robin export -o "$work/third" $how >"$work/out" 2>"$work/err"
	same "export ${how:-that pulls}: none is made by what the removed one agreed to" "1 1" \
	    "$? $(said "$stopped")"
done
same "and nothing is written, nor is an edition noted" "0 $noted" \
    "$(find "$work/third" 2>/dev/null | wc -l) $(find "$work/robin/log" -type f | wc -l)"
must robin stats
same "stats says it, too" 1 "$(said "$stopped")"
must heron reply --yes --kind message --text "$work/text" \
    "$(desk heron list --json 2>/dev/null | jq -r .id | head -n 1)"
same "and who writes to a family hears of it, though that desk has not pulled since" 1 "$(said "$stopped")"
must robin pull
stop_daemon
desk robin export --no-pull -o "$work/third" >"$work/out" 2>"$work/err"
same "it is known off line" "1 1" "$? $(said "$stopped")"
start_daemon || fail "the daemon starts again" "$(cat "$work/daemon.log")"

# ---- What no daemon can do.
# between STEP...: robin's desk, set up again as it was, pulls through these.
between() {
	rm -rf "$work/listener.out" "$work/bad.sock" "$work/between"
	background "$listener" "unix:$work/bad.sock" "$work/count" "$@" >"$work/listener.out"
	in_time test -s "$work/listener.out" || fail "the test stands between"
	"$testimony_desk" -d "$work/between" setup --campaign "$work/third.json" --pin "${pin%.*}.3" \
	    --key "$work/campaign/secret/campaign.key" --as "$work/robin.key" --daemon "unix:$work/bad.sock" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
	desk between pull >"$work/out" 2>"$work/err"
	between_status=$?
	unlisten
}
# quiet PROMISE: it pulled, and nothing is said or kept.
quiet() {
	same "$1" "0 0 0" "$between_status $(said 'signed anew') $(find "$work/between" -name 'newer*' | wc -l)"
}
pass=pass:unix:$work/desk.sock
between "$pass"
same "the daemon's own is believed" "0 1 2" \
    "$between_status $(said "$stopped") $(find "$work/between" -name 'newer.json*' | wc -l)"
"$testimony_keys" init "$work/false" --name "Made up" --contact nobody --origin "$origin" \
    --form "$form" --coordinator robin --no-passphrase >"$work/out" 2>"$work/err" ||
    fail "the test makes another campaign" "$(cat "$work/err")"
sed -i 's/"serial": *[0-9]*/"serial": 8/' "$work/false/campaign.json"
"$testimony_keys" sign "$work/false" >"$work/out" 2>"$work/err" || fail "the test signs" "$(cat "$work/err")"
same "(the test has a newer one of another key)" true "$(jq '.serial > 5' "$work/false/campaign.json")"
between "$pass" "give:$work/false/campaign.json.minisig" "give:$work/false/campaign.json" "$pass"
quiet "one that somebody else signed stops nothing, and is not kept"
sed 's/"serial":\( *\)5/"serial":\19/' "$work/campaign/campaign.json" >"$work/edited.json"
same "(and an edited one)" 9 "$(jq .serial "$work/edited.json")"
between "$pass" "give:$work/campaign/campaign.json.minisig" "give:$work/edited.json" "$pass"
quiet "nor does one that was changed after it was signed"
head -c 262145 /dev/zero >"$work/long"
between "$pass" "give:$work/campaign/campaign.json.minisig" "give:$work/long" "$pass"
quiet "nor one that is longer than any"
between "$pass" "give:$work/long" "$pass"
quiet "nor a signature that is"
: >"$work/nothing"
between "$pass" "give:$work/nothing" "give:$work/nothing" "$pass"
quiet "nor one that is empty"
between "$pass" answer:404 "$pass"
quiet "an older daemon does not know the question, and all goes on"

# ---- What was learned lasts, and is forgotten by nothing but a newer campaign.
# through STEP...: robin's own desk pulls through these.
through() {
	rm -f "$work/listener.out" "$work/bad.sock" "$work/count"
	background "$listener" "unix:$work/bad.sock" "$work/count" "$@" >"$work/listener.out"
	in_time test -s "$work/listener.out" || fail "the test stands between"
	jq -c '.daemons = ["unix:'"$work"'/bad.sock"]' "$work/robin/desk.json" >"$work/robin/desk.new" &&
	    mv "$work/robin/desk.new" "$work/robin/desk.json"
	desk robin pull >"$work/out" 2>"$work/err" || fail "the test: robin pulls" "$(cat "$work/err")"
	unlisten
}
through "$pass"
same "what is known is asked for no further: one small question for each pull" "2 1" \
    "$(connections) $(said "$stopped")"
through "$pass" "give:$work/third.json.minisig" "give:$work/third.json" "$pass"
same "a daemon that hands out an older one again changes nothing" 1 "$(said "$stopped")"
other_byte "$work/robin/newer.json" 100 >"$work/spoiled" && cp "$work/spoiled" "$work/robin/newer.json"
through "$pass" answer:404 "$pass"
same "a file that is damaged says nothing" 0 "$(said 'signed anew')"
through "$pass"
same "until the next pull" "1" "$(said "$stopped")"

# ---- Set up with it.
setup_desk robin
pull_renewed() {
	through "$@"
	same "$pull_promise" 0 "$(said 'signed anew')"
}
pull_promise="a desk that was set up again says nothing more" pull_renewed "$pass"
pull_promise="nor where a daemon is behind" pull_renewed "$pass" "give:$work/third.json.minisig" \
    "give:$work/third.json" "$pass"
setup_desk robin
desk robin export -o "$work/third" >"$work/out" 2>"$work/err"
same "what wren alone agreed to goes out no more" "1 0 1" "$? $(said 'signed anew') $(said "approved")"
must robin approve --yes $(desk robin pack-text 2>/dev/null | grep -o '^[0-9a-f]\{12\}')
check "once others agreed, an edition is made" desk robin export -o "$work/third"
# key_of OUT: in whole digits, "Ed" and the number of the key (minisign's signatures begin so).
key_of() { sed -n 2p "$work/$1/county/SHA256SUMS.minisig" | cut -c 1-13; }
same "with the campaign's new key" "true false" "$(
    [ "$(key_of first)" = "$(key_of second)" ] && echo true) $(
    [ "$(key_of second)" = "$(key_of third)" ] || echo false)"
