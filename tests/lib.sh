# SPDX-License-Identifier: ISC
# What the test scripts share; sourced. A script prints one line a promise:
#   ok - PROMISE        not ok - PROMISE        ok - PROMISE # SKIP WHY
# tests/run counts them. Each script gets a private folder, $work, that is removed at its end, and
# the processes that it started with `background` are ended by their ids.
set -u
source_dir=${TESTIMONY_SOURCE:?run me by make check or tests/run}
build_dir=${TESTIMONY_BUILD:?run me by make check or tests/run}
testimony=$build_dir/client/testimony
testimonyd=$build_dir/daemon/testimonyd
testimony_keys=$build_dir/keys/testimony-keys
testimony_desk=$build_dir/desk/testimony-desk
work=$(mktemp -d "${TMPDIR:-/tmp}/testimony-test.XXXXXX") || exit 1
background_ids=
# What python would keep beside its sources is no business of the checkout.
export PYTHONDONTWRITEBYTECODE=1

finish() {
	for id in $background_ids; do
		# One that has ended and was waited for: its id may be somebody else's by now.
		grep -q "^PPid:[[:space:]]*$$\$" "/proc/$id/status" 2>/dev/null || continue
		kill "$id" 2>/dev/null && wait "$id" 2>/dev/null
	done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

# background COMMAND...: starts it; $started is its process id.
background() {
	"$@" &
	started=$!
	background_ids="$background_ids $started"
}

# in_time COMMAND...: runs it until it succeeds; 1 where it has not in more than a minute, which no
# busy machine needs, and no loop without an end.
in_time() {
	in_time_tries=0
	until "$@"; do
		in_time_tries=$((in_time_tries + 1))
		[ "$in_time_tries" -le 1500 ] || return 1
		sleep 0.05
	done
}
# ready_in_time LOG ID: waits until the daemon ID says so in LOG; 1 at once where it ended instead.
ready_in_time() {
	in_time ready_or_ended "$@" && grep -q '^testimonyd: ready$' "$1"
}
ready_or_ended() {
	grep -q '^testimonyd: ready$' "$1" || ! grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$2/status" 2>/dev/null
}

# need_debian PROMISE: what it takes to make a fresh Debian with this checkout in it; $mirror is where
# its packages are.
need_debian() {
	need debootstrap "$1"
	need git "$1"
	if [ "$(id -u)" -ne 0 ]; then
		skip "$1" "only root can make one"
		exit 0
	fi
	if ! git -C "$source_dir" rev-parse HEAD >/dev/null 2>&1; then
		skip "$1" "this is not a git checkout"
		exit 0
	fi
	mirror=$(sed -n 's/^URIs: *//p; s/^deb \([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources \
	    /etc/apt/sources.list 2>/dev/null | head -n 1)
	mirror=${mirror:-http://deb.debian.org/debian}
}

# build_clock: $work/year_clock.so, which tells a program that it is later than it is (year_clock.c).
build_clock() {
	cc -shared -fPIC -O2 -Wall -Wextra -o "$work/year_clock.so" \
	    "$source_dir/tests/system/year_clock.c" 2>"$work/cc.log"
}
# set_clock FILE SECONDS: so much later, in its place, since programs look there. Eight bytes, in the
# machine's order.
set_clock() {
	clock_bytes=
	for clock_shift in 0 8 16 24 32 40 48 56; do
		clock_byte=$(printf '\\%03o' $(($2 >> clock_shift & 255)))
		case $(printf '\001\000' | od -A n -t d2) in
		*256) clock_bytes=$clock_byte$clock_bytes ;;
		*) clock_bytes=$clock_bytes$clock_byte ;;
		esac
	done
	# shellcheck disable=SC2059
	printf "$clock_bytes" | dd of="$1" bs=8 conv=notrunc 2>/dev/null
}

# other_byte FILE AT: FILE with another byte at AT (from 0), whatever it was.
other_byte() {
	head -c "$2" "$1"
	tail -c "+$(($2 + 1))" "$1" | head -c 1 | tr '\000-\377' '\001-\377\000'
	tail -c "+$(($2 + 2))" "$1"
}

pass() { printf 'ok - %s\n' "$1"; }
# fail PROMISE [WHY]
fail() {
	printf 'not ok - %s\n' "$1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
}
skip() { printf 'ok - %s # SKIP %s\n' "$1" "$2"; }
# check PROMISE COMMAND...: the command must succeed.
check() {
	check_promise=$1
	shift
	if "$@" >"$work/check.out" 2>&1; then
		pass "$check_promise"
	else
		fail "$check_promise" "status $?: $(tail -n 5 "$work/check.out")"
	fi
}
# refused PROMISE STATUS WORDS COMMAND...: the command must exit with STATUS, print nothing on
# standard output, and say WORDS in one line on standard error.
refused() {
	refused_promise=$1 refused_status=$2 refused_words=$3
	shift 3
	"$@" >"$work/refused.out" 2>"$work/refused.err" </dev/null
	refused_got=$?
	if [ "$refused_got" -ne "$refused_status" ]; then
		fail "$refused_promise" "status $refused_got: $(tail -n 3 "$work/refused.err")"
	elif [ -s "$work/refused.out" ]; then
		fail "$refused_promise" "it printed: $(head -n 3 "$work/refused.out")"
	elif ! grep -qF -- "$refused_words" "$work/refused.err"; then
		fail "$refused_promise" "it said: $(tail -n 3 "$work/refused.err")"
	else
		pass "$refused_promise"
	fi
}
# completions PROGRAM WORD...: what bash, with nothing else loaded, offers for the last word.
completions() {
	bash --norc --noprofile -c '
		source "$1" || exit
		shift
		function=$(complete -p "$1") && function=${function#*-F } && function=${function%% *}
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		"$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		[ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"
	' bash "$source_dir/conf/completion/$1" "$@"
}
# need COMMAND PROMISE: skips the whole script where a command is missing.
need() {
	command -v "$1" >/dev/null 2>&1 && return 0
	skip "$2" "$1 is not installed"
	exit 0
}
