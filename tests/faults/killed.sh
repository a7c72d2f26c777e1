#!/bin/sh
# SPDX-License-Identifier: ISC
# The real daemon is killed at any moment: under load, in its start, in its stop (killed.py). Here a
# few rounds; tests/long/killed.sh has 500.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
promise="what was answered before kill -9 is so after it"
: "${TESTIMONY_KILL_ROUNDS:=16}"
need python3 "$promise"
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
place=$work
PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$source_dir/tests/interop/second:$source_dir/tests/faults
export work place PYTHONDONTWRITEBYTECODE PYTHONPATH
# A store of its own for each twenty rounds, so that it does not fill the disk.
# shellcheck disable=SC2086
"$python" "$source_dir/tests/faults/killed.py" "$TESTIMONY_KILL_ROUNDS" 20 ${TESTIMONY_SEED:-} ||
    fail "the test runs to its end"
