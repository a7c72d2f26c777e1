#!/bin/sh
# SPDX-License-Identifier: ISC
# After a crash the log is not only cut to nothing before anybody is served, but that is on the disk,
# too: else a withdrawal could be answered, and the words lie in the log again when the power goes.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
flood=$build_dir/tests/system/flood
need strace "the log that a crash left is cut on the disk"
# Which files the daemon has open only root sees: no debugger may look into it.
if [ "$(id -u)" -ne 0 ] || ! strace -o "$work/strace" true 2>"$work/err"; then
	skip "the log that a crash left is cut on the disk" "it takes root to trace the daemon"
	exit 0
fi
# The leak checker of a sanitizer build does not work in a process that is traced.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
start_line
"$flood" many "127.0.0.1:$port" 4 8 "$work/ids"
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null
check "a crash leaves a log" test -s "$work/store/testimony.db-wal"
printf '#!/bin/sh\nexec strace -D -f -qq -y -o "%s" -e trace=ftruncate,fsync,fdatasync "%s" "$@"\n' \
    "$work/trace" "$testimonyd" >"$work/traced"
chmod 755 "$work/traced"
testimonyd=$work/traced
start_daemon || fail "the daemon starts again" "$(cat "$work/daemon.log")"
grep -F 'testimony.db-wal>' "$work/trace" >"$work/log_calls"
check "the start cuts it" grep -q 'ftruncate(.*-wal>, 0)' "$work/log_calls"
check "and syncs that" sh -c "sed '1,/ftruncate(.*-wal>, 0)/d' '$work/log_calls' | grep -q sync"
stop_daemon
