#!/bin/sh
# SPDX-License-Identifier: ISC
# What nobody lists is not run, not in a release, or in the repository by mistake: each test script
# and each dictionary is in tests/local.mk, and git leaves each program alone that is built beside.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
cd "$source_dir" || exit 1

unlisted=
for script in tests/lint/*.sh tests/fuzz/*.sh tests/interop/*.sh tests/faults/*.sh tests/system/*.sh \
    tests/long/*.sh tests/unit/*.c tests/fuzz/fuzz_*.c; do
	grep -q "[[:space:]=]${script%.c}\(\.c\)\{0,1\}\([[:space:]]\|\$\)" tests/local.mk || unlisted="$unlisted $script"
done
if [ -z "$unlisted" ]; then
	pass "each test is in a list of tests/local.mk"
else
	fail "each test is in a list of tests/local.mk" "not:$unlisted"
fi

# A copy of a release has none.
if [ -f .gitignore ]; then
	unlisted=
	for program in $(sed -n 's|^\(tests_[a-z_]*\)_SOURCES = \(tests/[a-z]*/[a-z_]*\)\.c.*|\1 \2|p' tests/local.mk |
	    awk '{ made = $1; gsub("/", "_", $2); if (made == $2) print $1 }'); do
		program=$(printf '%s' "$program" | sed 's|_|/|; s|_|/|')
		grep -qx "/$program\|/${program%/*}/[a-z]*_\*" .gitignore || unlisted="$unlisted $program"
	done
	if [ -z "$unlisted" ]; then
		pass "git leaves alone what is built"
	else
		fail "git leaves alone what is built" "not in .gitignore:$unlisted"
	fi
else
	skip "git leaves alone what is built" "this is a copy without .gitignore"
fi
