#!/bin/sh
# SPDX-License-Identifier: ISC
# A desk that is killed while it writes to a family, at any of its calls: after the next pull other
# desks know of exactly those replies that the family finds, and no number is there twice.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
promise="a desk that is killed while it replies"
need jq "$promise"
if ! strace -o /dev/null true 2>/dev/null; then
	skip "$promise" "strace is not there or not allowed"
	exit 0
fi
family=$build_dir/tests/system/family

start_line
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
desk() {
	desk_name=$1
	shift
	"$testimony_desk" -d "$work/$desk_name" "$@"
}
for name in one two; do
	desk $name setup --campaign "$campaign" --pin "$pin" --key "$secret/campaign.key" \
	    --as "$secret/heron.key" --daemon "unix:$work/desk.sock" 2>"$work/err" ||
	    fail "the test sets up a desk" "$(cat "$work/err")"
done
"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes >"$work/words" 2>"$work/err" ||
    fail "the test tells" "$(cat "$work/err")"
desk one pull >"$work/out" 2>&1
desk two pull >"$work/out" 2>&1
id=$(desk one list --json 2>/dev/null | jq -r .id)
echo "Hello." >"$work/text"
# shows DESK FILTER: of the one case.
shows() { desk "$1" cases --json 2>/dev/null | jq -c "$2"; }
# cut CALL TIME: the desk writes, and is killed at that call; $cut is how that ended.
cut() {
	(strace -f -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
	    "$testimony_desk" -d "$work/one" reply --yes --kind message --text "$work/text" "$id" \
	    >/dev/null 2>&1) 2>/dev/null
	cut=$?
}
problems=
# judge POINT: after a pull of each.
judge() {
	desk one pull >"$work/out" 2>"$work/err" || problems="$problems $1:pull"
	desk two pull >"$work/out" 2>"$work/err" || problems="$problems $1:pull-of-the-other"
	found=$("$family" "$campaign" "$pin" "$work/words" check "$origin" | jq -cs 'map(.n) | sort')
	[ "$found" = "$(shows two '.written | map(.n) | .[-4:]')" ] || problems="$problems $1:numbers"
	[ "$(shows two .others)" = 0 ] || problems="$problems $1:untold"
	[ "$(shows one .)" = "$(shows two .)" ] || problems="$problems $1:unlike"
	[ "$(shows two '.written | (map(.n) | unique | length) == length')" = true ] ||
	    problems="$problems $1:twice"
}
points=0
for call in linkat fsync connect recvfrom; do
	time=1
	while [ "$time" -le 40 ]; do
		cut "$call" "$time"
		[ "$cut" -ne 0 ] || break
		points=$((points + 1))
		judge "$call:$time"
		time=$((time + 1))
	done
done
same "killed at any of its calls, the next pull tells of what went, and of nothing else" "" "$problems"
check "there were such calls ($points)" test "$points" -ge 12
check "and replies that were told of" test "$(shows two '.written | length')" -ge 4
