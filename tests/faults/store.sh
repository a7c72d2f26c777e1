#!/bin/sh
# SPDX-License-Identifier: ISC
# The real daemon on a disk that fails: at each call by which it changes its store something goes
# wrong (EIO, ENOSPC, a write that is short or torn, a sync that loses what was written, the end of
# the machine with or without that). Whatever was answered is so when it starts again: no false 201,
# no false 204. shim.c is the disk, store.py says what is tried. Here it is taking in, at each call
# one fault in its turn; tests/long/store_faults.sh does everything.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
promise="a disk that fails makes no answer false"
: "${TESTIMONY_FAULTS:=turns put put-reads first restart stop}"
need python3 "$promise"
need cc "$promise"
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "$promise" "a sanitizer stands between a program and its disk, too"
	exit 0
fi
python=
for one in python3 /usr/bin/python3; do
	if "$one" -c 'import cryptography, sqlite3' 2>/dev/null; then
		python=$one
		break
	fi
done
if [ -z "$python" ]; then
	skip "$promise" "python3 has no cryptography (python3-cryptography)"
	exit 0
fi
if ! cc -shared -fPIC -O2 -Wall -Wextra -o "$work/shim.so" "$source_dir/tests/faults/shim.c" \
    "$source_dir/tests/faults/shim_lost.c" 2>"$work/cc.log"; then
	fail "the disk that fails is built" "$(cat "$work/cc.log")"
	exit 0
fi
# In memory where that can be: it is quicker, and what is lost is lost by the shim, not by the disk.
place=$(mktemp -d /dev/shm/testimony-test.XXXXXX 2>/dev/null) || place=$work
trap '[ "$place" = "$work" ] || rm -rf "$place"; finish' EXIT
PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$source_dir/tests/interop/second:$source_dir/tests/faults
export work place PYTHONDONTWRITEBYTECODE PYTHONPATH
# shellcheck disable=SC2086
"$python" "$source_dir/tests/faults/store.py" $TESTIMONY_FAULTS || fail "the test runs to its end"
