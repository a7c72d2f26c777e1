#!/bin/sh
# english_lists.sh [FOLDER]: writes desk/redact/english_lists.c on stdout, from the word lists of
# the package scowl (SCOWL: Kevin Atkinson and others, free; see NOTICE). Three lists of keys
# (front/spot/words.h: small letters, no apostrophes), sorted by bytes, each word ended by LF:
# the words that everybody writes (sizes 10 and 20), the others (to size 60), and the names of
# persons and places that are neither (to size 80).
set -eu
LC_ALL=C
export LC_ALL
folder=${1:-/usr/share/dict/scowl}

if [ ! -r "$folder/english-words.10" ]; then
	echo "english_lists.sh: $folder has no word lists; install the package scowl" >&2
	exit 1
fi

# The files of some sizes: what is told by "VARIETY-KIND." and a size.
files() {
	for variety in english british british_z american; do
		for size in $2; do
			[ ! -r "$folder/$variety-$1.$size" ] || echo "$folder/$variety-$1.$size"
		done
	done
}
# Keys: no possessives, no letters with marks (keys have none), at least two letters.
keys() {
	# shellcheck disable=SC2046 # one file a word
	cat $(files "$1" "$2") | grep -v "'s\$" | tr -d "'" | tr A-Z a-z | grep -x '[a-z][a-z]*' |
	    grep -x '..*.' || [ $? = 1 ]
}
list() {
	printf '\nconst char %s[] =\n' "$1"
	awk '{ row = row $0 "\\n"; if (length(row) > 80) { print "\t\"" row "\""; row = "" } }
	    END { print "\t\"" row "\";" }' "$2"
	printf 'const size_t %s_length = sizeof %s - 1;\n' "$1" "$1"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ keys words "10 20"; keys contractions "10 35"; } | sort -u >"$work/common"
{ keys words "35 40 50 55 60"; keys contractions "40 50 60"; keys abbreviations "10 20 35"
    keys upper "10 35 40"; } |
    sort -u | comm -23 - "$work/common" >"$work/rest"
{ keys proper-names "35 40 50 60 70 80"; keys upper "50 60"; } | sort -u | comm -23 - "$work/common" |
    comm -23 - "$work/rest" >"$work/proper"

echo '/* Made by desk/redact/english_lists.sh; not to be changed. */'
echo '#include "desk/redact/english_lists.h"'
list english_common "$work/common"
list english_rest "$work/rest"
list english_proper "$work/proper"
