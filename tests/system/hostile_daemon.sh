#!/bin/sh
# SPDX-License-Identifier: ISC
# A hacked daemon, which has all that a daemon has and lies in every way that we could think of,
# against the real desk: nobody is led to believe what omission alone does not explain, nothing is
# erased, and once it is honest again all is as with a daemon that always was.
# hostile_daemon_client.sh does the same to the real client.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
promise="a hostile daemon forges nothing, erases nothing and breaks nothing"
need python3 "$promise"
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

user=$(id -un)
PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$source_dir/tests/interop/second:$source_dir/tests/system
export work user PYTHONDONTWRITEBYTECODE PYTHONPATH
# The names of its parts: some of them alone, for whoever works on one.
: "${HOSTILE_PARTS:=desk}"
# shellcheck disable=SC2086
"$python" "$source_dir/tests/system/hostile_daemon_all.py" $HOSTILE_PARTS ||
    fail "the test runs to its end"
