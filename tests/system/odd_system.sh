#!/bin/sh
# SPDX-License-Identifier: ISC
# A system that does not do what others do: the daemon serves where it can, and never spins. strace(1)
# makes its calls fail.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need strace "on an odd system the daemon serves where it can"
need curl "on an odd system the daemon serves where it can"
if ! strace -o "$work/strace" true 2>"$work/err"; then
	skip "on an odd system the daemon serves where it can" "nothing can be traced here"
	exit 0
fi
# The leak checker of a sanitizer build does not work in a process that is traced.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
true_daemon=$testimonyd
# odd CALL HOW: $testimonyd is the daemon on a system where this call ends like this.
odd() {
	printf '#!/bin/sh\nexec strace -D -f -qq -o "%s" -e trace=%s -e inject=%s:%s "%s" "$@"\n' \
	    "$work/trace" "$1" "$1" "$2" "$true_daemon" >"$work/odd"
	chmod 755 "$work/odd"
	testimonyd=$work/odd
}
asked() { curl -s --max-time 10 -o "$work/out" -w '%{http_code}' "$origin/v1/challenge"; }

# The intake's, the desk's, and then the status's.
odd bind error=EOPNOTSUPP:when=3
start_line
same "beside a store that lies where no socket can be, families are served" 200 "$(asked)"
check "and the log says that there is no --status" grep -q 'there is no --status until the next start' "$work/daemon.log"
stop_daemon
odd '?chmod,fchmodat' error=EPERM:when=2
start_daemon || fail "where the socket cannot be made private it starts" "$(cat "$work/daemon.log")"
same "nor does one keep them out that cannot be made private" 200 "$(asked)"
check "which is not left there" test ! -e "$work/store/testimony.db-status"
stop_daemon

odd accept4 error=EPERM
start_daemon || fail "where nothing can be accepted it starts" "$(cat "$work/daemon.log")"
curl -s --max-time 2 -o "$work/out" "$origin/v1/challenge"
tries=$(grep -c accept4 "$work/trace")
check "where nothing can be accepted it tries" test "$tries" -ge 2
check "but some times in two seconds, without a spin" test "$tries" -le 100
same "and says so once" 1 "$(grep -c 'cannot be accepted from' "$work/daemon.log")"
stop_daemon
odd accept4 error=EPROTO:when=1
start_daemon || fail "it starts" "$(cat "$work/daemon.log")"
same "what failed for one connection is no trouble for the next" 200 "$(asked)"
stop_daemon
