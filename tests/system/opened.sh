#!/bin/sh
# SPDX-License-Identifier: ISC
# opened.cache, what a desk opened once: with it a command opens one file and says what it said
# without; nobody else can put anything in; and nothing of what a family took back is left in it,
# whenever a desk is killed.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "what a desk opened is kept, and erased"

start_line
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret
family=$build_dir/tests/system/family
names=$build_dir/tests/system/opened_names

# setup DIR HANDLE
setup() {
	"$testimony_desk" -d "$1" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$secret/$2.key" --daemon "unix:$work/desk.sock" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
}
# rows DIR: what list says, sorted, for machines.
rows() { "$testimony_desk" -d "$1" list --json 2>"$work/err"; }
# opens DIR: how many sealed files of messages `list` opens.
opens() {
	strace -f -e trace=openat "$testimony_desk" -d "$1" list 2>&1 >/dev/null |
	    grep -c '/\(envelopes\|log\|records\)/[0-9a-f]*\.age", O_RDONLY'
}

setup "$work/one" heron
"$build_dir/tests/system/filler" "$work/one" 40 3 "$source_dir"/tests/data/0[1-8]*.json ||
    fail "the test fills a desk"
"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes >"$work/ann.words" \
    2>"$work/err" || fail "the test tells" "$(cat "$work/err")"
ann=$("$family" "$campaign" "$pin" "$work/ann.words" mailbox)
"$testimony_desk" -d "$work/one" pull >"$work/out" 2>&1
rm -f "$work/one/opened.cache"
rows "$work/one" >"$work/rows"
message=$(jq -r "select(.mailbox == \"$ann\") | .id" "$work/rows")
other=$(jq -r "select(.mailbox != \"$ann\" and .mailbox != null) | .id" "$work/rows" | head -n 1)
same "the desk holds 41 messages, and none is set aside" "41 0" \
    "$(grep -c '"mailbox"' "$work/rows") $(grep -c '"aside"' "$work/rows")"

# ---- It says what is said without it.
same "what was opened is kept" "1 $message" "$("$names" "$work/one" | grep -F "$message")"
same "and is nobody else's to read" 600 "$(stat -c %a "$work/one/opened.cache")"
rows "$work/one" | cmp -s - "$work/rows" && pass "with it the list is the same" ||
    fail "with it the list is the same"
"$testimony_desk" -d "$work/one" cases --json >"$work/cases" 2>&1
"$testimony_desk" -d "$work/one" show --all --json >"$work/shown" 2>&1
rm "$work/one/opened.cache"
"$testimony_desk" -d "$work/one" cases --json 2>&1 | cmp -s - "$work/cases" &&
    "$testimony_desk" -d "$work/one" show --all --json 2>&1 | cmp -s - "$work/shown" &&
    pass "so are the cases, and each message" || fail "so are the cases, and each message"
# Of a program that closes itself to other processes only root sees what it opens.
if command -v strace >/dev/null && [ "$(id -u)" -eq 0 ]; then
	same "no message is opened a second time" 0 "$(opens "$work/one")"
	rm "$work/one/opened.cache"
	[ "$(opens "$work/one")" -gt 160 ] && pass "(which without it all are)" ||
	    fail "(which without it all are)"
else
	skip "no message is opened a second time" "it takes strace, and root"
fi

# ---- A file that is gone or damaged is told.
mv "$work/one/envelopes/$other.age" "$work/moved"
same "a message whose file is gone is not listed" "40 0" \
    "$(rows "$work/one" | grep -c '"mailbox"') $(rows "$work/one" | grep -c "$other")"
other_byte "$work/moved" 32967 >"$work/one/envelopes/$other.age"
same "one that was damaged is said to be" 1 "$(rows "$work/one" | jq -c "select(.id == \"$other\")" |
    grep -c 'aside.*damaged')"
cp "$work/moved" "$work/one/envelopes/$other.age"
rows "$work/one" | cmp -s - "$work/rows" && pass "and mended it counts again" ||
    fail "and mended it counts again"

# ---- What is broken, or somebody else's, changes nothing.
rm -f "$work/one/opened.cache"
rows "$work/one" >/dev/null
cp "$work/one/opened.cache" "$work/good.cache"
# broken NAME: as the file is now; then it is made anew.
broken() {
	if rows "$work/one" | cmp -s - "$work/rows" && [ ! -s "$work/err" ] &&
	    [ -n "$("$names" "$work/one")" ]; then
		pass "$1 changes nothing, and is made anew"
	else
		fail "$1 changes nothing, and is made anew" "$(cat "$work/err")"
	fi
}
head -c 100000 "$work/good.cache" >"$work/one/opened.cache"
broken "one that was cut off"
: >"$work/one/opened.cache"
broken "an empty one"
{ cat "$work/good.cache"; printf x; } >"$work/one/opened.cache"
broken "one that is too long"
{ head -c 1048640 "$work/good.cache" | tail -c 1048000 | tac -s '' 2>/dev/null ||
    head -c 1048000 /dev/urandom; } >"$work/one/opened.cache"
broken "one of other bytes"
"$testimony_keys" coordinator robin -o "$work/robin" --no-passphrase >/dev/null 2>&1 &&
    "$testimony_keys" admit "$work/campaign" "$work/robin/robin.pub" >"$work/admitted" 2>&1 ||
    fail "the test admits robin" "$(cat "$work/admitted")"
cp "$work/robin/robin.key" "$secret/"
setup "$work/robin.desk" robin
cp "$work/one/envelopes/"*.age "$work/robin.desk/envelopes/"
cp "$work/one/log/"*.age "$work/robin.desk/log/"
cp "$work/one/records/"*.age "$work/robin.desk/records/"
rows "$work/robin.desk" >/dev/null
"$names" "$work/robin.desk" >"$work/robins"
cp "$work/robin.desk/opened.cache" "$work/one/opened.cache"
"$names" "$work/one" >/dev/null
same "another coordinator's of the same campaign is not read" "1 1" \
    "$? $(grep -c "$message" "$work/robins")"
broken "it"
if command -v flock >/dev/null; then
	rm "$work/one/opened.cache"
	flock "$work/one" sh -c "'$testimony_desk' -d '$work/one' list --json" 2>&1 |
	    cmp -s - "$work/rows" && [ ! -e "$work/one/opened.cache" ] &&
	    pass "while another program has the folder it is not written" ||
	    fail "while another program has the folder it is not written"
else
	skip "while another program has the folder it is not written" "flock is not there"
fi
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$work/one"
	rows "$work/one" | cmp -s - "$work/rows" && [ ! -s "$work/err" ] &&
	    pass "nor where the folder cannot be written" ||
	    fail "nor where the folder cannot be written" "$(cat "$work/err")"
	chmod 700 "$work/one"
else
	skip "nor where the folder cannot be written" "root writes everywhere"
fi

# ---- What a family takes back.
rows "$work/one" >/dev/null
# fresh NAME: a copy of the desk, with what was opened.
fresh() {
	rm -rf "${work:?}/$1"
	cp -a "$work/one" "$work/$1"
	rm -f "$work/$1/opened.cache"
	rows "$work/$1" >/dev/null
	[ -n "$("$names" "$work/$1" "$ann")$("$names" "$work/$1" | grep -F "$message")" ] ||
	    fail "the test has ann in what was opened"
}
fresh gone
rm "$work/gone/envelopes/$message.age"
for n in 1 2 3 4 5 6; do fresh "killed$n"; done
"$testimony" withdraw --campaign "$campaign" --pin "$pin" --origin "$origin" --receipt-file \
    "$work/ann.words" --yes >"$work/out" 2>&1 ||
    "$family" "$campaign" "$pin" "$work/ann.words" withdraw "$origin" >"$work/out" 2>&1 ||
    fail "ann takes everything back" "$(cat "$work/out")"
# nothing DIR: whether neither her file nor anything of her in what was opened is left.
nothing() {
	[ ! -e "$1/envelopes/$message.age" ] &&
	    ! "$names" "$1" | grep -qF "$message" && [ -z "$("$names" "$1" "$ann")" ]
}
"$testimony_desk" -d "$work/one" pull >"$work/out" 2>&1
nothing "$work/one" && pass "what a family took back is in no file of what was opened" ||
    fail "what a family took back is in no file of what was opened"
[ "$("$names" "$work/one" | wc -l)" -gt 100 ] && pass "and the others still are" ||
    fail "and the others still are" "$("$names" "$work/one" | wc -l)"
"$testimony_desk" -d "$work/gone" pull >"$work/out" 2>&1
nothing "$work/gone" && pass "also where its file was lost before" ||
    fail "also where its file was lost before"
if command -v strace >/dev/null; then
	good=0
	for n in 1 2 3 4 5 6; do
		strace -f -qq -e trace=unlink,unlinkat,renameat,rename,linkat -o "$work/trace" \
		    -e "inject=unlink,unlinkat,rename,linkat:signal=KILL:when=$n" \
		    "$testimony_desk" -d "$work/killed$n" pull >"$work/out" 2>&1
		# Killed: as long as her words are in it, her file is there, and is found again.
		[ -e "$work/killed$n/envelopes/$message.age" ] ||
		    ! "$names" "$work/killed$n" | grep -qF "$message" || continue
		"$testimony_desk" -d "$work/killed$n" pull >"$work/out" 2>&1
		! nothing "$work/killed$n" || good=$((good + 1))
	done
	same "wherever a pull is killed, the next one ends it" 6 "$good"
else
	skip "wherever a pull is killed, the next one ends it" "strace is not there"
fi
same "no write that was cut off is left" "" "$(find "$work" -name '.opened*')"
