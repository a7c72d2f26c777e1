#!/bin/sh
# SPDX-License-Identifier: ISC
# Two editions of packs, from the first telling on: forty made-up families, two coordinators, and
# what an office does with the files (edition.py, with its families, desks, model and checks).
# tests/long/edition.sh has 300 families, and LibreOffice reads every document.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

promise="packs hold what hundreds of families allow, and nothing else"
: "${TESTIMONY_EDITION:=40}"
for program in python3 cc minisign sha256sum xmllint; do
	need $program "$promise"
done
case $TESTIMONY_EDITION in *office) need soffice "$promise" ;; esac
if ! build_clock; then
	fail "the clock is built" "$(cat "$work/cc.log")"
	exit 0
fi
export work PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2086
python3 "$source_dir/tests/system/edition.py" $TESTIMONY_EDITION ||
    fail "the test runs to its end"
