#!/bin/sh
# SPDX-License-Identifier: ISC
# A second implementation of the formats and of the protocol, in Python, written from FORMATS.md and
# PROTOCOL.md alone (tests/interop/second): it agrees with the vectors and specimens, and talks with
# the real programs as a family, as a desk and as the keeper of a campaign.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "${TESTIMONY_SOURCE:?}/tests/line.sh"

promise="a second implementation, written from the books, speaks with the programs"
need python3 "$promise"
python=
for one in python3 /usr/bin/python3; do
	if "$one" -c 'import cryptography, argon2' 2>/dev/null; then
		python=$one
		break
	fi
done
if [ -z "$python" ]; then
	skip "$promise" "python3 has no cryptography and argon2 (python3-cryptography, python3-argon2)"
	exit 0
fi
second=$source_dir/tests/interop/second
passphrase="made up for tests"
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

"$python" "$second/check_vectors.py" "$source_dir" || fail "the vectors are read"

start_line
PIN=$pin ORIGIN=$origin DESK=$work/desk.sock KEYS=$testimony_keys
export PIN ORIGIN DESK KEYS
live() { "$python" "$second/live.py" "$1" "$source_dir" "$work" || fail "stage $1 ends well"; }
desk() { "$testimony_desk" -d "$work/desk" "$@"; }
made=$work/second
# shown NAME: the real desk shows the message byte for byte, with mailbox and week, or says in ASCII
# what a terminal must not see.
shown() {
	shown_id=$(cat "$made/$1.id")
	desk show --json "$shown_id" >"$work/shown" || return 1
	{
		printf '{"id":"%s","mailbox":"%s","week":%s,"testimony":' "$shown_id" \
		    "$(cat "$made/$1.mailbox")" $((($(date +%s) / 86400 - 4) / 7))
		cat "$made/$1.line1"
		printf '}\n'
	} >"$work/wanted"
	cmp "$work/wanted" "$work/shown" && return 0
	LC_ALL=C grep -q '[^ -~]' "$work/shown" && return 1
	"$python" -c 'import json, sys
a, b = (json.load(open(f, encoding="utf-8")) for f in sys.argv[1:])
sys.exit(a != b)' "$work/wanted" "$work/shown"
}

# As a family.
check "a desk is set up" desk setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "unix:$work/desk.sock"
live family
check "the real client sends an envelope that it sealed" "$testimony" send \
    --campaign "$origin/#$pin" "$made/told"
mkdir "$work/real"
for name in 03-dictated 06-polish-names 09-pasted-table; do
	cp "$source_dir/tests/data/$name.json" "$work/real/$name.answers"
	if "$testimony" submit --campaign "$origin/#$pin" --answers "$work/real/$name.answers" \
	    --yes >"$work/real/$name.receipt" 2>"$work/err"; then
		pass "the real client tells $name"
	else
		fail "the real client tells $name" "$(tail -n 3 "$work/err")"
	fi
done
check "the real desk pulls" desk pull
for name in 01-short 05-welsh 07-in-polish 08-emoji 14-largest addition consent answer; do
	check "the real desk shows its $name byte for byte" shown "$name"
done
cp "$made/01-short.line1" "$work/line1"
sed 's/"kind":"t/"kind":"u/' "$work/line1" >"$made/01-short.line1"
if shown 01-short >"$work/out" 2>&1; then
	fail "with a flipped bit that would not be so"
else
	pass "with a flipped bit that would not be so"
fi
cp "$work/line1" "$made/01-short.line1"
desk list --json >"$work/list"
for path in "$made"/spoilt/*; do
	name=${path##*/}
	check "the real desk sets aside its $name" sh -c \
	    "grep '\"$(cat "$path")\"' '$work/list' | grep '\"aside\"'"
done

# As a desk.
live desk
live log
check "the real desk pulls its events" desk pull
check "the event is in the real desk's log" test -s "$work/desk/log/$(cat "$made/event").age"
live vault
check "the real desk pulls once more" desk pull
live handed
live mailbox

# As the keeper of a campaign.
printf '%s\n' "$passphrase" >"$work/passphrase"
check "testimony-keys makes a campaign with sealed keys" "$testimony_keys" init "$work/sealed" \
    --name "Made up" --origin https://campaign.example --form "$form" --coordinator heron \
    --passphrase-file "$work/passphrase"
mkdir "$work/robin"
"$testimony_keys" coordinator robin -o "$work/robin" --passphrase-file "$work/passphrase" \
    >"$work/robin/words" 2>&1
check "and takes a second coordinator in" "$testimony_keys" admit "$work/sealed" \
    "$work/robin/robin.pub" --passphrase-file "$work/passphrase"
live keys
own=$made/campaign
"$testimony_keys" fingerprint "$own" >"$work/print" 2>&1
check "testimony-keys takes its campaign and shows its pin" grep -qxF "$(head -n 1 "$made/fingerprint")" \
    "$work/print"
check "and its six words" grep -qxF "$(tail -n 1 "$made/fingerprint")" "$work/print"
check "testimony-keys opens its sealed key" sh -c "'$testimony_keys' open --passphrase-file \
    '$work/passphrase' '$own/secret/campaign.key' | cmp - '$made/identities'"
own_pin=$(cat "$made/pin")
if "$testimony" seal --campaign "$own/campaign.json" --pin "$own_pin" \
    --answers "$source_dir/tests/data/06-polish-names.json" -o "$made/sealed" \
    >"$made/sealed.receipt" 2>"$work/err"; then
	pass "the real client seals to its campaign"
else
	fail "the real client seals to its campaign" "$(cat "$work/err")"
fi
refused "the real client refuses its campaign with a flipped bit" 1 "do not send anything" \
    "$testimony" seal --campaign "$made/broken/campaign.json" --pin "$own_pin" \
    --answers "$answers" -o "$work/never"
live told
check "a real desk is set up with its campaign and its keys" "$testimony_desk" -d "$work/wren" setup \
    --campaign "$own/campaign.json" --pin "$own_pin" --key "$own/for-wren.age" \
    --as "$own/secret/wren.key" --daemon "unix:$work/desk.sock" \
    --passphrase-file "$work/passphrase"
check "testimony-keys signs its campaign anew" "$testimony_keys" sign "$own" \
    --passphrase-file "$work/passphrase"
live renewed
stop_daemon
live store
