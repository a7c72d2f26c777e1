#!/bin/sh
# SPDX-License-Identifier: ISC
# No include climbs: see the table in tests/lint/floors.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

# climbs TOP: prints every include under TOP that breaks the table, and every file not in it.
climbs() {
	(
		cd "$1" || exit 1
		for file in common/*.[ch] keys/*.[ch] front/*.[ch] daemon/*.[ch] client/*.[ch] \
		    desk/*.[ch] front/*/*.[ch] desk/*/*.[ch]; do
			[ -f "$file" ] || continue
			printf 'file %s\n' "$file"
			sed -n 's/^[ \t]*#[ \t]*include[ \t]*"\([^"]*\)".*/include \1/p' "$file"
		done
	) | awk -v table="$source_dir/tests/lint/floors" '
		function module(path) {
			sub(/^.*\//, "", path)
			sub(/\.[ch]$/, "", path)
			return path
		}
		function folder(path) {
			sub(/\/[^\/]*$/, "", path)
			return path
		}
		BEGIN {
			while ((getline line < table) > 0) {
				if (line ~ /^#/ || line ~ /^[ \t]*$/)
					continue
				count = split(line, word, /[ \t]+/)
				for (i = 4; i <= count; i++) {
					parts = split(word[i], part, "+")
					for (j = 1; j <= parts; j++) {
						key = word[1] "/" part[j]
						floor[key] = word[3]
						left[key] = i
						may[key] = "," word[2] ","
					}
				}
			}
		}
		$1 == "file" {
			path = $2
			own = folder(path) "/" module(path)
			if (!(own in floor))
				print path ": its module is not in tests/lint/floors"
			next
		}
		$1 == "include" {
			if ($2 == "config.h")
				next
			other = folder($2) "/" module($2)
			if (other == own || !(own in floor))
				next
			if (!(other in floor))
				print path ": includes " $2 ", which is not in tests/lint/floors"
			else if (index(may[own], "," folder($2) ",") == 0)
				print path ": " folder(path) "/ may not include " $2
			else if (floor[other] > floor[own] || (floor[other] == floor[own] &&
			    (folder($2) != folder(path) || left[other] > left[own])))
				print path ": climbs to " $2
		}'
}

climbs "$source_dir" >"$work/climbs"
if [ -s "$work/climbs" ]; then
	fail "no include climbs a floor" "$(cat "$work/climbs")"
else
	pass "no include climbs a floor"
fi

# The lint can see: a made-up climb, a made-up stranger and a module nobody listed are reported.
mkdir -p "$work/top/common" "$work/top/daemon"
printf '#include "common/envelope.h"\n' >"$work/top/common/hkdf.c"
printf '#include "keys/age_open.h"\n' >"$work/top/daemon/store.c"
printf '#include "common/error.h"\n' >"$work/top/common/misc.c"
if [ "$(climbs "$work/top" | wc -l)" -eq 3 ]; then
	pass "the floor lint sees a climb, a stranger and a module without a floor"
else
	fail "the floor lint sees a climb, a stranger and a module without a floor" "$(climbs "$work/top")"
fi
