#!/bin/sh
# SPDX-License-Identifier: ISC
# Completion in a bash that has nothing else loaded. That its options are those of --help is for
# tests/lint/options.sh.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
need bash "completion"
mkdir "$work/here" "$work/here/folder" && cd "$work/here" || exit 1
: >file.json
: >"two words.age"

# offers PROMISE "WORD WORD" PROGRAM WORD...: exactly these are offered, in any order.
offers() {
	offers_promise=$1
	printf '%s' "$2" | tr '|' '\n' | sort >"$work/wanted"
	[ -z "$2" ] || echo >>"$work/wanted"
	shift 2
	completions "$@" >"$work/got" 2>"$work/err"
	sort -o "$work/got" "$work/got"
	sort "$work/wanted" | sed '/^$/d' | cmp -s - "$work/got" && [ ! -s "$work/err" ] &&
		pass "$offers_promise" && return
	fail "$offers_promise" "$(cat "$work/got" "$work/err")"
}

all='file.json|folder|two words.age'
offers "a command by its first letters" 'submit' testimony su
offers "commands after help" 'submit|seal|send|check|add|consent|answer|withdraw' testimony help ""
offers "an option by its first letters" '--pin' testimony submit --pi
offers "an option of another command is not offered" '' testimony send --answ
offers "a file after an option that takes one" "$all" testimony submit --campaign ""
offers "a file by its first letters, with a space in its name" 'two words.age' testimony submit --campaign tw
offers "a file behind the =" 'file.json' testimony submit --campaign = fi
offers "a file right behind the =" "$all" testimony submit --campaign =
offers "nothing after an option that takes no file" '' testimony submit --pin ""
offers "a sealed file to send" "$all" testimony send ""
offers "nothing after a command that there is not" '' testimony frobnicate ""
offers "the desk's folder" 'folder' testimony-desk -d ""
offers "the desk's commands behind its folder" 'list' testimony-desk -d list li
offers "the desk's commands behind its folder with =" 'pull|setup|show|list|cases|reply|redact|approve|refuse|suggest|excerpt|preview|mark|pack-text|stats|settle|export|removed|push|help' testimony-desk --folder = x ""
offers "the desk's options before a command" '--version' testimony-desk --v
offers "a key of the desk" "$all" testimony-desk -d x setup --key ""
offers "the desk's commands after help" 'show' testimony-desk help sh
offers "a campaign's folder" 'folder' testimony-keys sign ""
offers "a coordinator's folder" 'folder' testimony-keys coordinator wren -o ""
offers "a file to open" "$all" testimony-keys open -i ""
offers "a file to write" 'file.json' testimony-keys seal --output fi
offers "the daemon's configuration" 'file.json' testimonyd -c fi
offers "the daemon's options" '--test' testimonyd -c file.json --t
