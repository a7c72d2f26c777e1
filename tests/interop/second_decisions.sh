#!/bin/sh
# SPDX-License-Identifier: ISC
# Hundreds of random decisions, made by the second implementation (tests/interop/second/decision.py):
# the real desk finds every case to stand as that says, in whatever order they came.
#
#   DECISION_SEED=N   others
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "${TESTIMONY_SOURCE:?}/tests/line.sh"

promise="a second implementation, written from the books, decides as the desk does"
python=
for one in python3 /usr/bin/python3; do
	if command -v "$one" >/dev/null && "$one" -c 'import cryptography, argon2' 2>/dev/null; then
		python=$one
		break
	fi
done
if [ -z "$python" ]; then
	skip "$promise" "there is no python3 with cryptography and argon2 (python3-cryptography, python3-argon2)"
	exit 0
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

start_line
stop_daemon
for name in robin wren crow; do
	"$testimony_keys" coordinator $name --no-passphrase -o "$work" >"$work/out" 2>&1 &&
	    "$testimony_keys" admit "$work/campaign" "$work/$name.pub" --yes >"$work/out" 2>&1 ||
	    fail "the test admits $name" "$(cat "$work/out")"
done
cp "$work/campaign/secret/heron.key" "$work/heron.key"
"$testimony_keys" remove "$work/campaign" crow >"$work/out" 2>&1 ||
    fail "the test removes crow" "$(cat "$work/out")"
pin=$(grep -ho 'RW[A-Za-z0-9_-]*\.[0-9]*' "$work/out" | tail -n 1)
start_daemon || fail "the daemon starts again" "$(cat "$work/daemon.log")"
PIN=$pin ORIGIN=$origin DESK=$work/desk.sock TESTIMONY_DESK=$testimony_desk
STANDING=$build_dir/tests/system/standing
export PIN ORIGIN DESK TESTIMONY_DESK STANDING
seed=${DECISION_SEED:-20261122}
decide() {
	"$python" "$source_dir/tests/interop/second/decide.py" "$1" "$source_dir" "$work" "$seed" ${2:+"$2"} ||
	    fail "stage $1 ends well"
}

decide make
for name in heron robin; do
	check "the desk of $name is set up" "$testimony_desk" -d "$work/$name" setup \
	    --campaign "$work/campaign/campaign.json" --pin "$pin" \
	    --key "$work/campaign/secret/campaign.key" --as "$work/$name.key" \
	    --daemon "unix:$work/desk.sock"
	check "and pulls" "$testimony_desk" -d "$work/$name" pull
	decide same "$name"
done
