#!/bin/sh
# SPDX-License-Identifier: ISC
# What --help says of every program and command: it fits a screen, and its example is right. The
# commands are those that --help itself lists.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
cd "$work" || exit 1
lines=24 columns=80

# commands_in FILE: the names in the list of a program's help. Options start with a hyphen.
commands_in() { grep -oE '  [a-z][a-z-]*  ' "$1" | tr -d ' '; }
# options_in FILE: all options that it names, one a line.
options_in() { grep -oE '(^|[^[:alnum:]-])--?[a-z][a-z0-9-]*' "$1" | grep -oE -- '--?[a-z0-9-]+' | sort -u; }
# example_of FILE: its example on one line.
example_of() {
	sed -n '/^Example: /,$p' "$1" | sed 's/^Example: //' |
	    awk '{ more = sub(/ *\\$/, ""); printf "%s%s", $0, more ? " " : "\n" }'
}

# faults PROGRAM HELP [COMMAND]: one line for each fault of a help text. In a shell of its own.
faults() (
	program=$1 help=$2 wanted=${3:-} name=${1##*/}
	[ "$(wc -l <"$help")" -le $lines ] || echo "more than $lines lines: $(wc -l <"$help")"
	[ "$(wc -L <"$help")" -le $columns ] || echo "wider than $columns columns: $(wc -L <"$help")"
	head -n 1 "$help" | grep -q "^usage: $name " || echo "its first line is no \"usage: $name ...\""
	if [ "$(grep -c '^Example: ' "$help")" -ne 1 ]; then
		echo "it has not one Example"
		exit
	fi
	example=$(example_of "$help")
	[ "$(printf '%s\n' "$example" | wc -l)" -eq 1 ] || echo "the example is not one command"
	# Its words, what is quoted as one.
	set -- $(printf '%s\n' "$example" | sed "s/'[^']*'/quoted/g")
	[ "$1" = "$name" ] || echo "the example runs $1"
	shift
	# The command is the first word that is in the list.
	found=
	for word; do
		[ -n "$found" ] || ! commands_in program.help | grep -qx -- "$word" || found=$word
	done
	[ -z "$wanted" ] || [ "$found" = "$wanted" ] || echo "the example does not run $wanted"
	[ -n "$found" ] || [ -z "$(commands_in program.help)" ] ||
		echo "the example runs no command that is listed"
	sed '/^Example: /,$d' "$help" >before
	if [ -n "$wanted" ]; then
		sed '/^Example: /,$d' program.help >>before
	elif [ -n "$found" ]; then
		"$program" "$found" --help >>before
	fi
	for word; do
		case $word in
		-*) options_in before | grep -qx -- "$word" || echo "$word is in the example only" ;;
		esac
	done
)

# judge PROMISE PROGRAM HELP [COMMAND]
judge() {
	judge_promise=$1
	shift
	faults "$@" >faults
	if [ -s faults ]; then
		fail "$judge_promise" "$(cat faults)"
	else
		pass "$judge_promise"
	fi
}

for program in "$testimony" "$testimonyd" "$testimony_keys" "$testimony_desk"; do
	name=${program##*/}
	if ! "$program" --help >program.help 2>err || [ -s err ]; then
		fail "$name --help ends well" "$(cat err)"
		continue
	fi
	judge "$name --help fits a screen, with an example that is right" "$program" program.help
	if [ "$name" = testimonyd ]; then
		continue
	fi
	check "$name --help lists commands" test "$(commands_in program.help | wc -l)" -ge 3
	for command in $(commands_in program.help); do
		if "$program" "$command" --help >help 2>err && [ ! -s err ]; then
			judge "$name $command --help fits a screen, with an example that is right" \
				"$program" help "$command"
		else
			fail "$name $command --help ends well" "$(cat err)"
		fi
	done
done

# The lint can see.
"$testimony_keys" --help >program.help
"$testimony_keys" sign --help >help
sees() {
	sees_promise=$1 sees_words=$2 sees_change=$3
	sed "$sees_change" help >bad
	faults "$testimony_keys" bad sign >faults
	if [ "$(wc -l <faults)" -eq 1 ] && grep -qF -- "$sees_words" faults; then
		pass "the help lint sees $sees_promise"
	else
		fail "the help lint sees $sees_promise" "$(cat faults)"
	fi
}
sees "a long text" "more than 24 lines" '2s/$/\n\n\n\n\n\n\n\n\n\n\n\n\n/'
sees "a wide line" "wider than 80" '3s/$/                                                                              x/'
sees "that no example is there" "not one Example" 's/^Example/example/'
sees "an option that there is not" "--dais is in the example only" '/^Example/s/--days/--dais/'
sees "another command's example" "does not run sign" '/^Example/s/ sign / seal /'
sees "another program's example" "the example runs testimony" '/^Example/s/testimony-keys/testimony/'
