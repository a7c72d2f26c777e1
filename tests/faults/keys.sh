#!/bin/sh
# SPDX-License-Identifier: ISC
# testimony-keys is killed at each call that changes the folder. Wherever that was: the campaign
# verifies, or is refused and `sign` completes it; no key is lost; the command can be run again.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
for tool in age age-keygen minisign jq strace; do
	need "$tool" "a key ceremony that is cut off loses nothing"
done
keys=$testimony_keys
calls="fsync linkat rename unlink" # all by which the program changes a folder, but mkdir
times_most=20
cd "$work" || exit 1

# Leaks cannot be looked for under strace.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS

# cut CALL N COMMAND...: runs it, killed as it enters its Nth CALL; its status in $cut.
cut() {
	cut_call=$1 cut_time=$2
	shift 2
	(strace -f -o /dev/null -e trace="$cut_call" \
		-e inject="$cut_call:signal=KILL:when=$cut_time" "$@" >/dev/null 2>&1) 2>/dev/null
	cut=$?
}
quietly() { "$@" >/dev/null 2>&1; }
verifies() {
	minisign -QVm x/campaign.json -p x/campaign.pub 2>/dev/null |
		grep -qx "testimony-campaign-1 serial:$(jq .serial x/campaign.json)"
}
# holds_key: campaign.key opens what families seal to.
holds_key() {
	age-keygen -y x/secret/campaign.key | grep -qx "$(jq -r .recipient x/campaign.json)"
}
# for_files_fit: each for-file opens for whom it is, and holds the campaign's key.
for_files_fit() {
	for file in x/for-*.age; do
		handle=${file#x/for-}
		handle=${handle%.age}
		own=home/$handle.key
		[ -f "$own" ] || own=x/secret/$handle.key
		tail -n 1 "$own" >identity.txt
		age -d -i identity.txt "$file" 2>/dev/null | age-keygen -y |
			grep -qx "$(jq -r .recipient x/campaign.json)" || return 1
	done
}

quietly strace -o /dev/null true || {
	skip "a key ceremony that is cut off loses nothing" "strace is not allowed here"
	exit 0
}
quietly "$keys" coordinator wren -o home --no-passphrase
quietly "$keys" coordinator owl -o home --no-passphrase
quietly "$keys" init base --name N --origin https://a.example --coordinator robin \
	--no-passphrase --form "$source_dir/conf/form-worcestershire.json"
quietly "$keys" admit base home/owl.pub

# each_point JUDGE COMMAND...: cuts COMMAND off at each call, and lets JUDGE COMMAND... look, which
# adds to $problems. $points says how many there were.
each_point() {
	judge=$1
	shift
	points=0 problems=
	for call in $calls; do
		time=0
		while [ $time -lt $times_most ]; do
			time=$((time + 1))
			rm -rf x
			[ "$judge" = judge_init ] || cp -r base x
			cut "$call" $time "$@"
			[ "$cut" -ne 0 ] || break
			points=$((points + 1))
			"$judge" "$call.$time" "$@"
		done
		[ $time -lt $times_most ] || problems="$problems $call:too-often"
	done
}

# judge_change POINT COMMAND...: $goal must hold of the manifest in the end.
judge_change() {
	point=$1
	shift
	holds_key || problems="$problems $point:key-lost"
	if ! verifies; then
		torn=$((torn + 1))
		! quietly "$keys" fingerprint x || problems="$problems $point:torn-one-shown"
		quietly "$keys" sign x || problems="$problems $point:not-mended"
	fi
	quietly "$@"
	verifies || problems="$problems $point:does-not-verify"
	holds_key || problems="$problems $point:key-lost-in-the-end"
	for_files_fit || problems="$problems $point:for-file"
	jq -e "$goal" x/campaign.json >/dev/null || problems="$problems $point:not-done"
}

change() {
	promise="$1 cut off at any call loses nothing, and can be completed" goal=$2 torn=0
	shift 2
	each_point judge_change "$@"
	if [ -z "$problems" ] && [ $points -ge 8 ] && [ $torn -gt 0 ]; then
		pass "$promise"
	else
		fail "$promise" "$points points, $torn torn:$problems"
	fi
}
change sign '.serial >= 3' "$keys" sign x
change admit '[.coordinators[].handle] == ["robin", "owl", "wren"]' "$keys" admit x home/wren.pub
change remove '[.coordinators[].handle] == ["robin"] and [.former[].handle] == ["owl"]' \
	"$keys" remove x owl

judge_init() {
	point=$1
	if [ -e x/campaign.json ]; then
		{ verifies && holds_key; } || problems="$problems $point:half"
	elif [ -e x/secret/signing.key ]; then
		before=$(sha256sum x/secret/signing.key)
		shift
		! quietly "$@" || problems="$problems $point:taken"
		[ "$(sha256sum x/secret/signing.key)" = "$before" ] ||
			problems="$problems $point:key-overwritten"
	fi
}
promise="init cut off at any call leaves a whole campaign or none"
each_point judge_init "$keys" init x --name N --origin https://a.example --no-passphrase \
	--form "$source_dir/conf/form-worcestershire.json"
if [ -z "$problems" ] && [ $points -ge 12 ]; then
	pass "$promise"
else
	fail "$promise" "$points points:$problems"
fi
