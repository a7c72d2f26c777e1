#!/bin/sh
# SPDX-License-Identifier: ISC
# A year of a campaign in a minute: eight families, three coordinators, twelve months on the clock
# (year.py, with its clock, world and model). tests/long/year.sh has forty families and fifty-two weeks.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

promise="a year passes, and everybody sees what they must"
: "${TESTIMONY_YEAR:=8 12}"
python=
for one in python3 /usr/bin/python3; do
	if "$one" -c 'import cryptography, argon2' 2>/dev/null; then
		python=$one
		break
	fi
done
if [ -z "$python" ]; then
	skip "$promise" "python3 has no cryptography and argon2 (python3-cryptography, python3-argon2)"
	exit 0
fi
need cc "$promise"
if ! build_clock; then
	fail "the clock is built" "$(cat "$work/cc.log")"
	exit 0
fi
export work PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2086
"$python" "$source_dir/tests/system/year.py" $TESTIMONY_YEAR ||
    fail "the test runs to its end"
