#!/bin/sh
# SPDX-License-Identifier: ISC
# Every fuzz target takes or refuses its seeds and mutations of them, and does not break.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

without=
for target in ${TESTIMONY_FUZZ:?}; do
	name=${target#tests/fuzz/fuzz_}
	[ -s "$source_dir/tests/fuzz/dictionaries/$name.dict" ] || without="$without $name"
done
if [ -z "$without" ]; then
	pass "each fuzz target has its dictionary, which \`make fuzz\` needs"
else
	fail "each fuzz target has its dictionary, which \`make fuzz\` needs" "not so:$without"
fi
for target in ${TESTIMONY_FUZZ:?}; do
	name=${target#tests/fuzz/fuzz_}
	check "fuzz target $name stands 2000 mutations of its seeds" \
	    "$build_dir/$target" 2000 "$source_dir/tests/specimens/$name"
done
