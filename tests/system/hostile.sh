#!/bin/sh
# SPDX-License-Identifier: ISC
# Hostile strings through every command that shows something: nothing but visible characters, spaces
# and line ends reach the terminal, checked byte by byte (hostile_run.py, hostile_strings.py).
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need python3 "hostile strings are shown clean by every command"

start_line
"$testimony_desk" -d "$work/desk" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "unix:$work/desk.sock" >"$work/setup.log" 2>&1 ||
    fail "the desk is set up" "$(cat "$work/setup.log")"
"$testimony_keys" coordinator wren --no-passphrase -o "$work" >"$work/wren.log" 2>&1 ||
    fail "a coordinator makes a key" "$(cat "$work/wren.log")"

export work pin origin
# The names of its parts: some of them alone, for whoever works on one. hostile_words.sh has the
# others.
: "${HOSTILE_PARTS:=arguments_of_programs files_read said_by_a_server opened_on_a_terminal}"
# shellcheck disable=SC2086
PYTHONDONTWRITEBYTECODE=1 python3 "$source_dir/tests/system/hostile.py" $HOSTILE_PARTS ||
    fail "the test runs to its end"
