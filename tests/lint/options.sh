#!/bin/sh
# SPDX-License-Identifier: ISC
# What --help, the manual page and the completion of a program say of its commands and long options
# is the same.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
cd "$work" || exit 1

# Where they are many, two stand on a line.
commands_in() { grep -oE '  [a-z][a-z-]*  ' "$1" | tr -d ' ' | sort; }
options_in() { grep -oE '(^|[^[:alnum:]-])--[a-z][a-z0-9-]*' "$1" | sed 's/^[^-]//' | sort -u; }
manual_options_in() { grep -oE '(Fl|,) -[a-z][a-z0-9-]*' "$1" | sed 's/^.* /-/' | sort -u; }
manual_commands_in() { sed -n 's/^\.Ss \([a-z][a-z-]*\)$/\1/p' "$1" | sort; }

# same PROMISE ONE OTHER: both files have the same lines.
same() {
	if diff "$2" "$3" >difference; then
		pass "$1"
	else
		fail "$1" "$(sed -n "s/^</only in ${2##*/}:/p; s/^>/only in ${3##*/}:/p" difference)"
	fi
}

for program in "$testimony" "$testimonyd" "$testimony_keys" "$testimony_desk"; do
	name=${program##*/}
	manual=$(echo "$source_dir/doc/man/$name".[18])
	"$program" --help >program.help
	cp program.help all.help
	commands_in program.help >help.commands
	manual_commands_in "$manual" >manual.commands
	same "$name: --help and the manual have the same commands" help.commands manual.commands
	while read -r command; do
		"$program" "$command" --help >command.help
		cat command.help >>all.help
		{ options_in command.help; echo --help; } | sort -u >help.options
		completions "$name" "$command" -- | sort >completion.options
		same "$name $command: --help and completion have the same options" \
			help.options completion.options
	done <help.commands
	{ options_in all.help; echo --help; } | sort -u >help.options
	manual_options_in "$manual" >manual.options
	same "$name: --help and the manual have the same options" help.options manual.options
	[ "$name" != testimonyd ] || {
		completions "$name" -- | sort >completion.options
		same "$name: --help and completion have the same options" help.options completion.options
		continue
	}
	{ cat help.commands; echo help; } | sort >wanted
	completions "$name" "" | grep -v '^-' | sort >completion.commands
	same "$name: --help and completion have the same commands" wanted completion.commands
done
