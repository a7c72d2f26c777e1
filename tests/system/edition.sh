#!/bin/sh
# SPDX-License-Identifier: ISC
# Made-up families tell, ask to see their words first, and answer (edition.py, with its families and
# its model): forty here, 300 in tests/long/edition.sh.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

promise="what hundreds of families tell becomes what the model says"
: "${TESTIMONY_EDITION:=40}"
need python3 "$promise"
need cc "$promise"
if ! cc -shared -fPIC -O2 -Wall -Wextra -o "$work/year_clock.so" \
    "$source_dir/tests/system/year_clock.c" 2>"$work/cc.log"; then
	fail "the clock is built" "$(cat "$work/cc.log")"
	exit 0
fi
export work PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2086
python3 "$source_dir/tests/system/edition.py" $TESTIMONY_EDITION ||
    fail "the test runs to its end"
