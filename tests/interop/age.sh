#!/bin/sh
# SPDX-License-Identifier: ISC
# What testimony-keys seals, stock age opens, and the other way round.
# shellcheck disable=SC2016  # what is in single quotes is for the inner sh
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

need age "testimony-keys and stock age open each other's files"
need age-keygen "testimony-keys and stock age open each other's files"
cd "$work" || exit 1
umask 077
age-keygen -o key 2>/dev/null || exit 1
recipient=$(age-keygen -y key)
age-keygen -o other 2>/dev/null || exit 1

# opens COMMAND...: the command's output is the file `plain`.
opens() {
	if "$@" >opened 2>err; then
		cmp plain opened
	else
		cat err
		return 1
	fi
}
# absent FILE COMMAND...: the command fails, says so in one line, and leaves no FILE.
absent() {
	absent_file=$1
	shift
	"$@" >out 2>err && { echo "it succeeded"; return 1; }
	[ ! -e "$absent_file" ] || { echo "$absent_file is there"; return 1; }
	[ "$(wc -l <err)" -eq 1 ] || { echo "not one line:"; cat err; return 1; }
}

for size in 0 1 65535 65536 65537 3000000; do
	head -c "$size" /dev/urandom >plain
	age -r "$recipient" -o theirs plain
	check "testimony-keys opens $size bytes that age sealed" \
	    opens "$testimony_keys" open -i key theirs
	check "age opens $size bytes that testimony-keys sealed" \
	    sh -c '"$1" seal -r "$2" -o ours plain && age -d -i key ours | cmp - plain' - \
	    "$testimony_keys" "$recipient"
	check "both make files of one size from $size bytes" \
	    sh -c '[ "$(wc -c <ours)" -eq "$(wc -c <theirs)" ]'
	check "testimony-keys opens $size bytes of its own through pipes" \
	    sh -c '"$1" seal -r "$2" <plain | "$1" open -i key | cmp - plain' - \
	    "$testimony_keys" "$recipient"
	rm -f ours theirs
done

# `plain` has 3,000,000 bytes now: 45 whole chunks and a short one.
"$testimony_keys" seal -r "$recipient" -o sealed plain
check "a file goes to its place when it is whole" \
    sh -c '"$1" open -i key -o whole sealed && cmp plain whole && [ "$(stat -c %a whole)" = 600 ]' \
    - "$testimony_keys"
head -c "$(($(wc -c <sealed) - 1))" sealed >short
check "one byte cut off, and no file appears" \
    absent cut "$testimony_keys" open -i key -o cut short
head -c "$((200 + 65552 * 2 - 16))" sealed >short
check "cut between two chunks, and no file appears" \
    absent cut "$testimony_keys" open -i key -o cut short
{ cat sealed && printf x; } >long
check "one byte more, and no file appears" \
    absent cut "$testimony_keys" open -i key -o cut long
check "another key, and no file appears" \
    absent cut "$testimony_keys" open -i other -o cut sealed
age -a -r "$recipient" -o armored plain
check "an armored file is refused" absent cut "$testimony_keys" open -i key -o cut armored
check "nothing hidden is left behind" \
    sh -c '[ -z "$(find . -name ".?*" -o -name cut)" ]'
age -r "$recipient" -r "$(age-keygen -y other)" -o two plain
check "a file for two is opened by the second" opens "$testimony_keys" open -i other two
{ cat other && printf '\n# the older one\n' && cat key; } >both
check "a file of several identities opens with any of them" \
    opens "$testimony_keys" open -i both sealed

# Passphrases: stock age asks for them on the terminal, which script(1) lends.
promise="passphrases of testimony-keys and age are the same"
passphrase="made up for this test"
printf '%s\n' "$passphrase" >passphrase
printf 'another one\n' >another
# on_terminal TYPED COMMAND: types the lines of TYPED, each a moment after the last.
on_terminal() {
	while IFS= read -r line; do
		sleep 1
		printf '%s\n' "$line"
	done <"$1" | timeout 60 script -qec "$2" /dev/null >terminal 2>&1
}
if ! command -v script >/dev/null 2>&1; then
	skip "$promise" "script is not installed"
	exit 0
fi
cat passphrase passphrase >twice
on_terminal twice "age -p -o phrased plain"
if ! grep -q '^-> scrypt ' phrased 2>/dev/null; then
	skip "$promise" "age could not be given a terminal"
	exit 0
fi
check "testimony-keys opens what age sealed with a passphrase" \
    opens "$testimony_keys" open --passphrase-file passphrase phrased
check "another passphrase, and no file appears" \
    absent cut "$testimony_keys" open --passphrase-file another -o cut phrased
check "a key does not open what a passphrase sealed" \
    absent cut "$testimony_keys" open -i key -o cut phrased
"$testimony_keys" seal --passphrase-file passphrase -o ours plain
rm -f opened
on_terminal passphrase "age -d -o opened ours"
check "age opens what testimony-keys sealed with a passphrase" cmp plain opened
