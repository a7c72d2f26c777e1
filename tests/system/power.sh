#!/bin/sh
# SPDX-License-Identifier: ISC
# The power goes: the daemon's file system (ext4 on a loop device) is shut down at once, without its
# journal, while families and a desk ask for all that there is; then it is mounted again. What was
# answered is there, what was erased stays erased, and the daemon goes on.
# TESTIMONY_POWER_ROUNDS: how many times (10).

# In namespaces of its own: whoever ends this script, and however, the mount goes and with it the loop
# device.
promise="nothing that was answered is lost when the power goes"
if [ "${TESTIMONY_POWER:-}" != inside ] && [ "${1:-}" != hold ]; then
	if [ "$(id -u)" -eq 0 ] &&
	    unshare --mount --pid --fork --kill-child --mount-proc true 2>/dev/null; then
		TESTIMONY_POWER=inside exec unshare --mount --pid --fork --kill-child --mount-proc "$0"
	fi
	. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
	skip "$promise" "it takes root, and namespaces"
	exit 0
fi
PATH=$PATH:/usr/sbin:/sbin

# power_on FOLDER OPTIONS: mounts FOLDER/image at FOLDER/disk. The kernel frees the device with the
# mount.
power_on() { mount -t ext4 -o "loop${2:+,$2}" "$1/image" "$1/disk" 2>"$1/err"; }
# new_disk FOLDER OPTIONS
new_disk() {
	rm -f "$1/image"
	truncate -s 256M "$1/image"
	mkfs.ext4 -q -m 0 "$1/image" >"$1/err" 2>&1 && mkdir -p "$1/disk" && power_on "$@"
}
if [ "${1:-}" = hold ]; then
	new_disk "$2" || exit 1
	echo mounted >"$2/mounted"
	sleep 300
	exit
fi

. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
trap 'umount "$work/disk" 2>/dev/null || umount -l "$work/disk" 2>/dev/null; finish' EXIT
outage=$build_dir/tests/system/outage
disk=$work/disk
store=$disk/store/s.db
need sqlite3 "$promise"
need python3 "$promise"
need losetup "$promise"
need mkfs.ext4 "$promise"
if ! new_disk "$work"; then
	skip "$promise" "nothing can be mounted here: $(tail -n 1 "$work/err")"
	exit 0
fi
if ! "$outage" cut "$disk" 2 2>"$work/err"; then
	umount "$disk"
	skip "$promise" "$(cat "$work/err")"
	exit 0
fi
umount "$disk"

pin=$("$testimony_keys" init "$work/campaign" --name 'Made up for a test' \
    --origin http://127.0.0.1:8787 --no-passphrase --coordinator anna \
    --form "$source_dir/conf/form-worcestershire.json" 2>"$work/init.err" | head -n 1)
cat >"$work/t.conf" <<-EOF
	[testimonyd]
	listen = unix:$work/in.sock
	desk = unix:$work/desk.sock
	store = $store
	campaign = $work/campaign/campaign.json
	pin = $pin
	user = root
	reserve_mib = 16
	proof_max_bits = 0
	budget_per_minute = 1000000
EOF
preload=
# launch_daemon, then await_daemon: until it is ready.
launch_daemon() {
	: >"$work/log"
	LD_PRELOAD=$preload background "$testimonyd" -c "$work/t.conf" 2>"$work/log" 7<&-
	daemon_id=$started
}
await_daemon() { ready_in_time "$work/log" "$daemon_id"; }
start_daemon() { launch_daemon && await_daemon; }
stop_daemon() {
	kill -TERM "$daemon_id"
	wait "$daemon_id"
}
# any FROM TO: a number.
any() { echo $(($1 + $(od -An -N4 -tu4 /dev/urandom) % ($2 - $1 + 1))); }
# load CONNECTIONS WHEN: until the daemon is gone.
load() {
	timeout -k 5 120 "$outage" load "unix:$work/in.sock" "unix:$work/desk.sock" \
	    "$work/campaign/campaign.json" "$pin" "$work/campaign/secret/anna.key" "$work/told" \
	    "$1" "$2" "$disk" 2>"$work/load.err" ||
	    troubles="$troubles $kind, load:$(head -n 1 "$work/load.err")"
}
# judged: what is left, as one line.
judged() {
	python3 "$source_dir/tests/system/outage.py" "$disk/store" s.db "$work/told" "$work" 2>&1
}
good="lost 0 revived 0 torn 0 store ok"

# power_back: the daemon goes, too, and the disk is mounted anew.
power_back() {
	kill -KILL "$daemon_id" 2>/dev/null
	wait "$daemon_id" 2>/dev/null
	tries=0
	until umount "$disk" 2>"$work/err"; do
		tries=$((tries + 1))
		[ "$tries" -le 600 ] || { fail "the disk is unmounted" "$(cat "$work/err")"; exit 0; }
		sleep 0.1
	done
	power_on "$work" "$options" || { fail "the disk is mounted" "$(cat "$work/err")"; exit 0; }
}
# week_over: the daemon will put the store in order when it starts.
week_over() {
	start_daemon && stop_daemon || troubles="$troubles start:$(tail -n 1 "$work/log")"
	sqlite3 "$store" 'UPDATE upkeep SET ordered = ordered - 1' 2>"$work/err" ||
	    troubles="$troubles week:$(cat "$work/err")"
	sync -f "$store"
	exec 7<"$store"
}
# await_order [COPY]: until it has, or (with an argument) until it has begun to.
await_order() {
	tries=0
	# shellcheck disable=SC3013 # dash and bash have -ef
	while [ "$store" -ef /proc/self/fd/7 ] && { [ $# -eq 0 ] || [ ! -e "$store-order" ]; }; do
		tries=$((tries + 1))
		if [ "$tries" -gt 20000 ]; then
			troubles="$troubles order:$(tail -n 1 "$work/log")"
			break
		fi
		sleep 0.002
	done
	exec 7<&-
}
# cut_off: at any moment. The thread that answers stands still before: a machine without power answers
# nobody, and what ext4 says of a sync that is under way at its shutdown need not hold.
cut_off() {
	kill -STOP "$daemon_id"
	tries=0
	until grep -q '^State:[[:space:]]*T' "/proc/$daemon_id/status" || [ "$tries" -ge 10000 ]; do
		tries=$((tries + 1))
	done
	"$outage" cut "$disk" "$how" 2>"$work/err" || troubles="$troubles cut:$(tail -n 1 "$work/err")"
	kill -KILL "$daemon_id"
}
# Each a kind of outage; the load has ended after each.
outage_first() { # the first answer of a new store
	start_daemon || return 1
	load 1 1
}
outage_erased() { # when it was answered that something is erased, and nobody asks for anything else
	start_daemon || return 1
	load 1 "-$(any 1 3)"
}
outage_answer() { # at some answer; the daemon finds out by itself
	start_daemon || return 1
	load 8 "$(any 20 160)"
	tries=0
	while kill -0 "$daemon_id" 2>/dev/null && [ "$tries" -lt 600 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	kill -KILL "$daemon_id" 2>/dev/null
	wait "$daemon_id"
	ended=$?
	[ "$ended" = 1 ] && grep -q '^testimonyd: the store cannot be ' "$work/log" ||
	    untold="$untold $ended:$(tail -n 1 "$work/log")"
}
outage_moment() { # at any moment
	start_daemon || return 1
	load 8 0 &
	load_id=$!
	sleep "0.$(any 100 900)"
	cut_off
	wait "$load_id"
}
outage_midst() { # while the store is put in order
	week_over
	launch_daemon
	{ exec 7<&-; await_daemon && load 4 0; } &
	load_id=$!
	await_order copy
	sleep "0.0$(any 10 50)"
	cut_off
	[ ! -e "$store-order" ] || copies=$((copies + 1))
	wait "$load_id"
}
outage_after() { # at the first answer after that
	week_over
	start_daemon || return 1
	await_order
	load 1 1
}

rounds=${TESTIMONY_POWER_ROUNDS:-10}
round=0 how=2 options=
copies=0 all=0 troubles= untold= bad= left=
while [ "$round" -lt "$rounds" ]; do
	case $((round % 10)) in
	0 | 5) kind=first ;;
	1 | 6) kind=erased ;;
	2) kind=answer ;;
	7) kind=moment ;;
	3 | 8) kind=midst ;;
	*) kind="after" ;;
	esac
	if [ "$kind" = first ]; then
		umount "$disk" 2>/dev/null
		# What ext4 does for programs that forget to sync is left off on every other disk.
		case $how in 2) how=1 options=noauto_da_alloc,data=writeback ;; *) how=2 options='' ;; esac
		new_disk "$work" "$options" || { fail "there is a disk" "$(cat "$work/err")"; break; }
		mkdir -m 700 "$disk/store"
		sync -f "$disk"
		: >"$work/told"
	fi
	"outage_$kind" || troubles="$troubles $kind:$(tail -n 1 "$work/log")"
	power_back
	found=$(judged)
	case $found in "$good left nothing; "*) ;; *) bad="$bad $kind/$how: $found." ;; esac
	round=$((round + 1))
	# After the last one of a disk the daemon takes up what there is, and nothing is left beside.
	if [ $((round % 5)) -eq 0 ]; then
		start_daemon && stop_daemon || troubles="$troubles last:$(tail -n 1 "$work/log")"
		found=$(judged)
		case $found in "$good left nothing; "*) ;; *) bad="$bad at the end: $found." ;; esac
		left="$left$(find "$disk/store" -mindepth 1 ! -name s.db)"
		all=$((all + $(grep -c '^keep\|^end' "$work/told")))
	fi
done
check "the daemon starts and stops after each of $rounds outages" test -z "$troubles"
[ -z "$troubles" ] || echo "#$troubles"
check "of $all answers nothing is lost, torn or comes back ($copies outages in the midst of a copy)" \
    test -z "$bad" -a "$all" -gt 0
[ -z "$bad" ] || echo "#$bad"
check "a daemon that cannot write stops with status 1 and says so" test -z "$untold"
[ -z "$untold" ] || echo "#$untold"
check "it leaves nothing beside its store" test -z "$left"

# It can see: the same with a daemon whose syncs do nothing.
seen="without syncs it would see what is lost"
if grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "$seen" "nothing is preloaded before a sanitizer"
elif ! command -v cc >/dev/null; then
	skip "$seen" "cc is not installed"
else
	cc -shared -fPIC -O2 -Wall -Wextra -o "$work/unsynced.so" \
	    "$source_dir/tests/system/unsynced.c" 2>"$work/err" ||
	    fail "what does not sync is built" "$(cat "$work/err")"
	# The system may write by itself just before: then once more.
	kind=unsynced
	for try in 1 2 3 4 5; do
		start_daemon && stop_daemon || fail "it starts: $try" "$(tail -n 1 "$work/log")"
		: >"$work/told"
		preload=$work/unsynced.so
		start_daemon && load 8 100
		power_back
		preload=
		found=$(judged)
		case $found in "lost 0 "*) ;; *) break ;; esac
	done
	case $found in
	"lost 0 "*) fail "$seen" "$found" ;;
	"lost "*) pass "$seen (${found%% revived*} of $(grep -c '^keep' "$work/told"))" ;;
	*) fail "$seen" "$found" ;;
	esac
fi

# Somebody ends the test in its midst.
mkdir "$work/held"
background unshare --mount --pid --fork --kill-child --mount-proc "$0" hold "$work/held"
tries=0
until [ -s "$work/held/mounted" ] || [ "$tries" -ge 600 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
before=$(losetup -j "$work/held/image")
kill -KILL "$started"
wait "$started" 2>/dev/null
tries=0
while [ -n "$(losetup -j "$work/held/image")" ] && [ "$tries" -lt 600 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
check "a test that is killed leaves no loop device" \
    test -n "$before" -a -z "$(losetup -j "$work/held/image")"
umount "$disk"
check "nor does one that ends" test -z "$(losetup -j "$work/image")"
