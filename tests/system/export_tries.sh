#!/bin/sh
# SPDX-License-Identifier: ISC
# What may not go out does not: tries to export words without the family's consent, a second
# coordinator or the sign-off that was asked for (export_tries.py).
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need python3 "words stay in"
campaign=$work/campaign/campaign.json
secret=$work/campaign/secret

make_campaign campaign 20001
for name in robin wren; do
	"$testimony_keys" coordinator $name --no-passphrase -o "$work" >"$work/out" 2>&1 &&
	    "$testimony_keys" admit "$work/campaign" "$work/$name.pub" --yes >"$work/out" 2>&1 ||
	    fail "the test admits $name" "$(cat "$work/out")"
done
cp "$secret/heron.key" "$work/heron.key"
# No daemon is there: what a desk holds is planted.
setup() {
	"$testimony_desk" -d "$work/$1" setup --campaign "$campaign" --pin "$pin" \
	    --key "$secret/campaign.key" --as "$work/$1.key" --daemon "unix:$work/desk.sock" \
	    2>"$work/err" || fail "the test sets up a desk" "$(cat "$work/err")"
}
setup heron
setup wren
"$testimony_keys" remove "$work/campaign" wren >"$work/out" 2>"$work/err" ||
    fail "the test removes a coordinator" "$(cat "$work/err")"
setup heron
cp "$campaign" "$campaign.minisig" "$work/wren/"
python3 "$source_dir/tests/system/export_tries.py" "$work" "$source_dir" \
    "$build_dir/tests/system/planter" "$testimony_desk" || fail "the tries were made"
