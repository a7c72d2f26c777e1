#!/bin/sh
# SPDX-License-Identifier: ISC
# The command line, the same in the programs that people run (front/program.h).
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
cd "$work" || exit 1

# same PROMISE COMMAND WORDS...: the other command line prints the same on standard output.
same() {
	same_promise=$1 same_one=$2 same_other=$3
	if one=$(sh -c "$same_one") && other=$(sh -c "$same_other") && [ -n "$one" ] &&
	    [ "$one" = "$other" ]; then
		pass "$same_promise"
	else
		fail "$same_promise" "$one"
	fi
}

for program in "$testimony:send" "$testimony_keys:seal" "$testimony_desk:pull"; do
	command=${program##*:} program=${program%:*} name=${program##*/}
	name=${name%:*}
	same "$name: help is --help" "$program help" "$program --help"
	same "$name: help COMMAND is COMMAND --help" "$program help $command" "$program $command --help"
	same "$name: COMMAND -h is COMMAND --help" "$program $command -h" "$program $command --help"
	refused "$name: no command at all is wrong usage" 2 "a command is missing" "$program"
	refused "$name: help on a command that there is not" 2 "no command frobnicate" "$program" help frobnicate
	refused "$name: a slip of a letter in a command gets the nearest" 2 "did you mean $command?" \
		"$program" "$(printf '%s' "$command" | sed 's/^\(.\)\(.\)/\2\1/')"
	refused "$name: a command far from all others gets none" 2 "no command frobnicate (see" "$program" frobnicate
	refused "$name: an unknown option before the command" 2 "no option --frobnicate" "$program" --frobnicate
	refused "$name: an unknown option of a command" 2 "$name $command: there is no option --frobnicate" \
		"$program" "$command" --frobnicate
	refused "$name: a slip of a letter in an option gets the nearest" 2 "did you mean --help?" \
		"$program" "$command" --hepl
	refused "$name: an unknown letter, others before it" 2 "no option -Z" "$program" "$command" -Zh
	refused "$name: an option that takes no value" 2 "--help takes no value" "$program" "$command" --help=me
	refused "$name: what follows = is not shown" 2 "there is no option --secret (see" \
		"$program" "$command" --secret=hunter2
	for given in --passphrase --passphrase=hunter2 --passphras=hunter2 --password=hunter2 --pass; do
		refused "$name: $given is refused, and why" 2 "can be seen by others" \
			"$program" "$command" "$given" hunter2
		if grep -q hunter2 refused.err; then
			fail "$name: $given is not shown"
		fi
	done
	refused "$name: a passphrase before the command is refused" 2 "can be seen by others" \
		"$program" --passphrase=hunter2 "$command"
	"$program" "$(printf 'se\033[31mal')" >out 2>err
	if grep -q 'no command se' err && ! LC_ALL=C grep -q "$(printf '\033')" err; then
		pass "$name: what was given is shown clean"
	else
		fail "$name: what was given is shown clean" "$(cat err)"
	fi
	"$program" "$(head -c 5000 /dev/zero | tr '\0' x)" >out 2>err
	if [ "$(wc -c <err)" -lt 200 ] && grep -q "(see" err; then
		pass "$name: what was given is shown cut short"
	else
		fail "$name: what was given is shown cut short" "$(head -c 300 err)"
	fi
	if sh -c "'$program' --help >/dev/full" 2>err; then
		fail "$name: help that cannot be written is no success"
	else
		pass "$name: help that cannot be written is no success"
	fi
done

refused "an option without its value, long" 2 "--campaign needs a value" "$testimony" submit --campaign
refused "an option without its value, short" 2 "-o needs a value" "$testimony" seal -o
refused "the beginning of several options is said to be that" 2 "--pi" "$testimony" submit --pi
refused "a desk without its folder" 2 "-d DIR is needed" "$testimony_desk" list
refused "the desk's folder may come before the command" 1 "nowhere" "$testimony_desk" -d nowhere list
refused "and after it" 1 "nowhere" "$testimony_desk" list --json -d nowhere

# --version names each library that the linker found in a program, but inih, which has no version of
# its own to tell.
for program in "$testimony" "$testimonyd" "$testimony_keys" "$testimony_desk"; do
	promise="${program##*/} --version names the program and the libraries that it has"
	if ! command -v readelf >/dev/null 2>&1; then
		skip "$promise" "readelf is not installed"
		continue
	fi
	"$program" --version >version 2>&1
	: >unnamed
	head -n 1 version | grep -q "^${program##*/} [0-9]" || echo "its own name" >>unnamed
	readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(lib[^.]*\)\..*/\1/p' |
	while read -r library; do
		case $library in
		libzip) name=libzip ;;
		libsodium | libjansson | libcurl | libutf8proc | libqrencode) name=${library#lib} ;;
		libevent*) name=libevent ;;
		libsqlite3) name=SQLite ;;
		libseccomp) name=libseccomp ;;
		libpcre2*) name=PCRE2 ;;
		libc | libinih | libpthread | libasan | libubsan | libm | libgcc_s) continue ;;
		*) name="$library (a library that this test does not know)" ;;
		esac
		grep -q "$name [0-9]" version || echo "$name" >>unnamed
	done
	if [ -s unnamed ]; then
		fail "$promise" "it lacks: $(cat unnamed version)"
	else
		pass "$promise"
	fi
done
check "what sends over TLS names its TLS" sh -c "'$testimony' --version | grep -q 'libcurl .*([A-Za-z]*/'"
