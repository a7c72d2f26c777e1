#!/bin/sh
# SPDX-License-Identifier: ISC
# What `make bench` measures the daemon with does what it says, in small: no speed is judged here.
# The memory that a daemon takes for those who hold their requests back is no matter of speed.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
load=$build_dir/tests/bench/load
need python3 "the bench runs"
need jq "the bench runs"

start_line
status() {
	"$build_dir/tests/system/ask" "unix:$work/desk.sock" "$work/campaign/secret/heron.key" GET \
	    /v1/desk/status 2>/dev/null | jq -r "$1"
}
# A store that is new is put in order first, and nothing is taken meanwhile.
tries=0
until [ "$(status .order.week)" -ge 0 ] 2>/dev/null || [ "$tries" -ge 300 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
check "the load maker puts, each with an answer of its own" \
    "$load" "127.0.0.1:$port" put 8 100 1 0
same "as many are in the store as it was answered for" 100 "$(status .inbox)"
same "transactions are told, each of at least one" true \
    "$(status '.commits >= 1 and .commits <= 100')"
refused "it does not take a 200 for a 201: what is held already was not put" 1 \
    "an envelope was not taken: HTTP/1.1 200" "$load" "127.0.0.1:$port" put 8 100 1 0
stop_daemon

rows=$build_dir/tests/bench/rows
check "SQLite alone writes as many" "$rows" "$work/rows.db" 1 0 100 7
held() { sqlite3 "$1" 'SELECT hex(id), hex(mailbox), length(body) FROM envelope'; }
same "the same rows, by their ids" "$(held "$work/store/testimony.db")" "$(held "$work/rows.db")"
settings() { sqlite3 "$1" 'PRAGMA page_size; PRAGMA journal_mode; SELECT sql FROM sqlite_schema
	WHERE tbl_name = "envelope"'; }
same "into a file of the same kind" "$(settings "$work/store/testimony.db")" \
    "$(settings "$work/rows.db")"

if BENCH_PUTS=64 BENCH_PAIRS=1 BENCH_ROWS="8 16" BENCH_ROUNDS=1 BENCH_SEALED=20 BENCH_COUNTED=16 \
    BENCH_DIR=$work PYTHONDONTWRITEBYTECODE=1 python3 "$source_dir/tests/bench/daemon.py" \
    >"$work/bench" 2>&1 && tail -n 1 "$work/bench" >"$work/bench.json"; then
	same "each figure is there" true "$(jq '[.puts[].ratio, .puts[].p99_ms, .puts[].a_second,
	    .puts[].batch, .held.held_mib, .rows.put_ratio, .rows.alone_ratio, .rows.processor_ratio,
	    .rows.start_seconds["16"], .sealed.seal_ratio, .sealed.open_ratio] |
	    length == 15 and all(. > 0)' "$work/bench.json" 2>&1)"
else
	fail "each figure is there" "$(tail -n 5 "$work/bench")"
fi
held=$(jq '.held.most_mib | ceil' "$work/bench.json")
# A sanitizer keeps what was freed: its memory says nothing of ours.
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "1,000 who hold a byte back cost at most 96 MiB" "memory is not measured under a sanitizer"
else
	check "1,000 who hold a byte back cost at most 96 MiB ($held)" test "$held" -le 96
	check "and they were read, so they cost what they sent" test "$held" -ge 31
fi
