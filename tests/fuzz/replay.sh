#!/bin/sh
# SPDX-License-Identifier: ISC
# Every fuzz target takes or refuses its seeds and mutations of them, and does not break.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

for target in ${TESTIMONY_FUZZ:?}; do
	name=${target#tests/fuzz/fuzz_}
	check "fuzz target $name stands 2000 mutations of its seeds" \
	    "$build_dir/$target" 2000 "$source_dir/tests/specimens/$name"
done
