#!/bin/sh
# SPDX-License-Identifier: ISC
# What a desk leaves behind: no word of any testimony in a file, and none in its memory once its work
# is done, nor its passphrase; what it holds meanwhile is locked and in no core file.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a desk leaves no word behind"
need python3 "a desk leaves no word behind"
secrecy() { python3 "$source_dir/tests/system/secrecy.py" "$@"; }

secrecy answers "$work" 4 || fail "the test makes up 100 phrases"
start_line
campaign=$work/campaign/campaign.json
echo "zuvobaki and other words" >"$work/pass"
echo zuvobaki >>"$work/phrases"
mkdir -m 700 "$work/in" "$work/in/tmp"
{ "$testimony_keys" coordinator wren -o "$work" --passphrase-file "$work/pass" &&
    "$testimony_keys" admit "$work/campaign" "$work/wren.pub"; } >"$work/out" 2>&1 ||
    fail "the test admits wren" "$(cat "$work/out")"
stop_daemon
start_daemon || fail "the daemon starts anew" "$(cat "$work/daemon.log")"
for i in 0 1 2 3; do
	"$testimony" submit --campaign "$origin/#$pin" --answers "$work/answers$i.json" --yes \
	    >"$work/out" 2>&1 || fail "the test tells" "$(cat "$work/out")"
done
# desk COMMAND...
desk() {
	TMPDIR=$work/in/tmp "$testimony_desk" -d "$work/in/desk" --passphrase-file "$work/pass" "$@"
}

# ---- Files.
desk setup --campaign "$campaign" --pin "$pin" --key "$work/campaign/for-wren.age" \
    --as "$work/wren.key" --daemon "unix:$work/desk.sock" >"$work/out" 2>&1 &&
    desk pull >"$work/out" 2>&1 || fail "the test pulls" "$(cat "$work/out")"
desk list --json >"$work/list" 2>&1
message=$(jq -r .id "$work/list" | head -n 1)
desk show --all >"$work/shown" 2>&1
desk cases >"$work/cases" 2>&1
desk reply "$message" --kind message --text "$work/text" >"$work/out" 2>&1 ||
    fail "the test replies" "$(cat "$work/out")"
desk suggest <"$work/text" >"$work/suggested" 2>&1
# Two coordinators, to an edition: its packs are elsewhere, for they are to be read.
heron() { TMPDIR=$work/in/tmp "$testimony_desk" -d "$work/in/heron" "$@"; }
# does COMMAND...
does() { "$@" >"$work/out" 2>&1 || fail "the test does: $*" "$(tail -n 2 "$work/out")"; }
does heron setup --campaign "$campaign" --pin "$pin" --key "$work/campaign/secret/campaign.key" \
    --as "$work/campaign/secret/heron.key" --daemon "unix:$work/desk.sock"
does heron pull
ids=$(jq -r 'select(.kind == "testimony") | .id' "$work/list")
echo "Made up for this test." >"$work/plain"
# shellcheck disable=SC2086
{
	does desk redact --accept all $ids
	does desk mark --note "$work/text" $ids
	does desk pack-text --part ask --text "$work/plain"
	does desk pack-text --part contact --text "$work/plain"
	does desk pull
	does heron pull
	does heron approve --yes $ids
	does heron approve --yes $(heron pack-text 2>/dev/null | grep -o '^[0-9a-f]\{12\}')
	does heron excerpt --theme Waiting --span 0-9 "$message"
	does heron stats
	does heron export -o "$work/packs"
}
does desk pull
same "phrases are shown (so that they can be missed)" 240 \
    "$(secrecy search "$work/phrases" "$work/shown" | grep -c 'as text')"
same "no word of them is in a file of the desk, in any form" "" \
    "$(secrecy search "$work/phrases" "$work/in")"
cp "$work/shown" "$work/in/tmp/shown"
[ "$(secrecy search "$work/phrases" "$work/in" | wc -l)" -ge 240 ] &&
    pass "(which would be found there)" || fail "(which would be found there)"
rm "$work/in/tmp/shown"
if command -v strace >/dev/null; then
	wrote=
	for line in pull "list --json" "show --all" cases; do
		# The words of a line are split.
		desk_line() { strace -f -qq -e trace=openat,open,creat,mkdir,prctl -o "$work/trace" \
		    "$testimony_desk" -d "$work/in/desk" --passphrase-file "$work/pass" $line; }
		desk_line >"$work/out" 2>&1
		grep -v 'O_RDONLY\|prctl\|/dev/tty\|/dev/null\|ENOENT' "$work/trace" |
		    grep -v "\"$work/in/desk" && wrote=yes
		# A sanitizer looks into its own process at the end.
		nm "$testimony_desk" | grep -q __asan_init ||
		    grep -q 'prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)' "$work/trace" || wrote=open
	done
	same "it writes nowhere else, and is closed to other processes" "" "$wrote"
else
	skip "it writes nowhere else, and is closed to other processes" "strace is not there"
fi

# ---- Memory. gdb needs more than the process allows its own user.
left="nor in the memory of a desk at the end of its work, nor its passphrase"
held="while it works its keys are locked, and in no core file"
if [ "$(id -u)" -ne 0 ] || ! command -v gdb >/dev/null; then
	skip "$left" "it takes gdb, and root"
	skip "$held" "it takes gdb, and root"
	exit
fi
if nm "$testimony_desk" | grep -q __asan_init; then
	skip "$left" "a sanitizer keeps what is freed"
	skip "$held" "a sanitizer locks nothing"
	exit
fi
# core WORDS...: the memory of a desk that ends, with what is left out of core files.
core() {
	set -- "$1" "${2:-}" "${3:-}"
	rm -f "$work/core"
	gdb -q -batch -nx -ex 'set debuginfod enabled off' -ex 'set auto-solib-add off' \
	    -ex 'set use-coredump-filter off' -ex 'set dump-excluded-mappings on' \
	    -ex 'catch syscall exit_group' \
	    -ex "run $1 -d $work/in/desk --passphrase-file $work/pass $2 $3 <$work/text >$work/out 2>&1" \
	    -ex "generate-core-file $work/core" -ex kill "$testimony_desk" >"$work/gdb" 2>&1
}
# Each takes a while: the others with the long tests.
[ "${TESTIMONY_HOSTILE_STEP:-1}" -gt 1 ] || more=yes
for line in "show --all" "export --dry-run" ${more:+"list" "show --json $message" "cases" "suggest"}; do
	# The words of a line are split.
	# shellcheck disable=SC2086
	core $line
	if [ -s "$work/core" ] && [ -s "$work/out" ]; then
		same "${line%%[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*}: $left" "" \
		    "$(secrecy search "$work/phrases" "$work/core")"
	else
		fail "$line: $left" "$(cat "$work/gdb")"
	fi
done
cat >"$work/look.py" <<'EOP'
import gdb
import re
pid = gdb.selected_inferior().pid
maps = open(f"/proc/{pid}/smaps").read()
flags = [line.split()[1:] for line in maps.splitlines() if line.startswith("VmFlags:")]
status = open(f"/proc/{pid}/status").read()
limits = open(f"/proc/{pid}/limits").read()
print("keys", sum("lo" in f and "dd" in f for f in flags),
      "locked", int(re.search(r"VmLck:\s+(\d+)", status)[1]),
      "core", re.search(r"Max core file size\s+(\d+)\s+(\d+)", limits).groups())
EOP
gdb -q -batch -nx -ex 'set debuginfod enabled off' -ex 'break gathered_free' \
    -ex "run -d $work/in/desk --passphrase-file $work/pass list >$work/out 2>&1" \
    -ex "source $work/look.py" -ex kill "$testimony_desk" >"$work/gdb" 2>&1
if grep -q "^keys [1-9][0-9]* locked [1-9][0-9]* core ('0', '0')$" "$work/gdb"; then
	pass "$held"
else
	fail "$held" "$(tail -n 5 "$work/gdb")"
fi
