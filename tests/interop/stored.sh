#!/bin/sh
# SPDX-License-Identifier: ISC
# Nothing is locked in: what the daemon stored is read with stock tools alone.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "${TESTIMONY_SOURCE:?}/tests/line.sh"

promise="a stored envelope is read with stock tools"
need age "$promise"
need jq "$promise"
need sqlite3 "$promise"
need minisign "$promise"

start_line
"$testimony" submit --campaign "$origin/#$pin" --answers "$answers" --yes >"$work/receipt" \
    2>"$work/err" || fail "a testimony is sent" "$(cat "$work/err")"
stop_daemon
store=$work/store/testimony.db
sqlite3 "$store" "SELECT writefile('$work/envelope', body) FROM envelope" >"$work/out"
same "the sqlite3 shell copies it out while the daemon is down" 32968 "$(wc -c <"$work/envelope")"
same "sha256sum gives its id" "$(sqlite3 "$store" 'SELECT lower(hex(id)) FROM envelope')" \
    "$(sha256sum <"$work/envelope" | cut -d ' ' -f 1)"
same "age -d with the key file and jq read what was told" "$(jq -cS .answers "$answers")" \
    "$(age -d -i "$work/campaign/secret/campaign.key" "$work/envelope" | jq -s '.[0]' |
	jq -cS .answers)"
check "minisign verifies the campaign" minisign -Vm "$work/campaign/campaign.json" \
    -p "$work/campaign/campaign.pub"
cp "$work/campaign/campaign.json" "$work/changed.json"
printf 'x' | dd of="$work/changed.json" bs=1 seek=100 conv=notrunc 2>/dev/null
if minisign -Vm "$work/changed.json" -x "$work/campaign/campaign.json.minisig" \
    -p "$work/campaign/campaign.pub" >"$work/out" 2>&1; then
	fail "and refuses it with a changed byte"
else
	pass "and refuses it with a changed byte"
fi
