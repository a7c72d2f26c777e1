#!/bin/sh
# SPDX-License-Identifier: ISC
# The program's own words: each catalogue has every sentence once, and each puts in what the enum's
# comment or the English one does.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
cd "$work" || exit 1

sed -n '/^enum words {/,/^};/s/^	\(WORDS_[A-Z0-9_]*\),.*/\1/p' "$source_dir/client/words.h" |
    grep -vx WORDS_COUNT | sort >wanted
check "there are sentences" test "$(wc -l <wanted)" -ge 50

# named FILE: the sentences of a catalogue. filled FILE: of each, what is put in, a line each.
named() { sed -n 's/^	\[\(WORDS_[A-Z0-9_]*\)\] =.*/\1/p' "$1" | sort; }
filled() {
	awk '/^	\[WORDS_/ { split($1, part, /[\[\]]/); name = part[2] }
	    { while (match($0, /\{[a-z]+\}/)) { print name, substr($0, RSTART, RLENGTH)
	        $0 = substr($0, RSTART + RLENGTH) } }' "$1" | sort -u
}
filled "$source_dir/client/words_en.c" >en
for catalogue in "$source_dir"/client/words_*.c; do
	name=${catalogue##*/}
	named "$catalogue" >found
	check "$name has every sentence of words.h once" diff wanted found
	filled "$catalogue" >other
	check "$name puts in what the English one does" diff en other
done

# It can see.
sed '0,/^	\[WORDS_ROOM\]/s/{left}/{rest}/; s/\[WORDS_MORE\]/[WORDS_MOR]/' "$source_dir/client/words_pl.c" >bad.c
named bad.c >found
filled bad.c >other
check "a sentence that is missing is found" sh -c '! diff wanted found'
check "another thing that is put in is found" sh -c '! diff en other'
