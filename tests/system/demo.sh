#!/bin/sh
# SPDX-License-Identifier: ISC
# `make demo` and `make run`: what a newcomer sees first.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

mkdir -m 700 "$work/tmp"
TMPDIR=$work/tmp
export TMPDIR

check "make demo goes the whole way and ends by itself" sh "$source_dir/tests/demo.sh" demo
cp "$work/check.out" "$work/demo.out"
told=$(ls "$source_dir"/tests/data/[0-9]*.json | wc -l)
if [ "$told" -ge 12 ] && grep -q "^$told testimonies told, $told fetched, opened and read" \
    "$work/demo.out"; then
	pass "it says what it saw: each of the sample testimonies"
else
	fail "it says what it saw: each of the sample testimonies" "$(tail -n 3 "$work/demo.out")"
fi
if grep -q 'It should not have needed me' "$work/demo.out"; then
	pass "it shows a decrypted testimony"
else
	fail "it shows a decrypted testimony"
fi
if [ -z "$(ls -A "$work/tmp")" ]; then
	pass "it leaves nothing behind"
else
	fail "it leaves nothing behind" "$(ls -A "$work/tmp")"
fi

background sh "$source_dir/tests/demo.sh" run >"$work/run.out" 2>&1
run=$started
# To the last line of what it prints.
in_time grep -q '^  by name ' "$work/run.out"
# The commands that it prints are for people to copy: here the test does.
for word in tell fetch list read by; do
	line=$(sed -n "s/^  $word[a-z ]*  *\(\/.*\)/\1/p" "$work/run.out" | head -n 1)
	case $word in
	tell) line="$line --yes" ;;
	esac
	check "make run prints a command to $word that works" sh -c "$line"
done
if kill -0 "$run" 2>/dev/null; then
	pass "make run stays up until it is stopped"
else
	fail "make run stays up until it is stopped" "$(tail -n 5 "$work/run.out")"
fi
kill -TERM "$run"
wait "$run"
if [ -z "$(ls -A "$work/tmp")" ]; then
	pass "and then leaves nothing behind"
else
	fail "and then leaves nothing behind" "$(ls -A "$work/tmp")"
fi
