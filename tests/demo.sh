#!/bin/sh
# SPDX-License-Identifier: ISC
# `make run` and `make demo`: a whole campaign on this machine alone, in a private folder that is
# removed at the end.
# usage: tests/demo.sh run|demo     TESTIMONY_SOURCE, TESTIMONY_BUILD: the folders of both
set -eu
mode=${1:?run or demo}
source_dir=${TESTIMONY_SOURCE:?} build_dir=${TESTIMONY_BUILD:?}
testimony=$build_dir/client/testimony
testimonyd=$build_dir/daemon/testimonyd
testimony_keys=$build_dir/keys/testimony-keys
testimony_desk=$build_dir/desk/testimony-desk
form=$source_dir/conf/form-worcestershire.json

work=$(mktemp -d "${TMPDIR:-/tmp}/testimony.XXXXXX")
daemon=
finish() {
	if [ -n "$daemon" ] && kill "$daemon" 2>/dev/null; then
		wait "$daemon" || true
	fi
	rm -rf "$work"
}
trap finish EXIT
stopped() {
	printf '\nStopped; the campaign and all that it held are removed.\n'
	exit 0
}
trap stopped INT
trap 'exit 143' TERM HUP

say() { printf '\n== %s\n' "$1"; }

# start PORT: a campaign for that port, and the daemon on it. 1 where the port is taken.
start() {
	rm -rf "$work/campaign" "$work/store"
	mkdir -m 700 "$work/store"
	pin=$("$testimony_keys" init "$work/campaign" --name "Worcestershire SEND voices (to try out)" \
	    --contact "nobody: this campaign is made up" --origin "http://127.0.0.1:$1" \
	    --form "$form" --coordinator robin --no-passphrase 2>"$work/init.log" | head -n 1) ||
	    { cat "$work/init.log" >&2; exit 1; }
	cat >"$work/testimonyd.conf" <<-END
		[testimonyd]
		listen = 127.0.0.1:$1
		desk = unix:$work/desk.sock
		desk_name = localhost
		store = $work/store/testimony.db
		campaign = $work/campaign/campaign.json
		pin = $pin
		budget_per_minute = 1000000
		user = $(id -un)
	END
	"$testimonyd" -c "$work/testimonyd.conf" 2>"$work/daemon.log" &
	daemon=$!
	tries=0
	until grep -q '\bready\b' "$work/daemon.log"; do
		if ! kill -0 "$daemon" 2>/dev/null; then
			wait "$daemon" || true
			daemon=
			grep -qi 'in use' "$work/daemon.log" && return 1
			cat "$work/daemon.log" >&2
			exit 1
		fi
		tries=$((tries + 1))
		if [ "$tries" -gt 1500 ]; then
			echo "testimonyd did not get ready:" >&2
			cat "$work/daemon.log" >&2
			exit 1
		fi
		sleep 0.05
	done
}

say "A campaign is made, and testimonyd started on this machine alone"
port=8787
until start "$port"; do
	port=$((port + 1))
	[ "$port" -lt 8887 ] || { echo "no free port from 8787 to 8886" >&2; exit 1; }
done
echo "origin   http://127.0.0.1:$port"
echo "pin      $pin"

say "Families tell: the made-up testimonies of tests/data"
sent=0
for answers in "$source_dir"/tests/data/[0-9]*.json; do
	receipt=$("$testimony" submit --campaign "$work/campaign/campaign.json" --pin "$pin" \
	    --answers "$answers" --yes 2>"$work/submit.log") || { cat "$work/submit.log" >&2; exit 1; }
	case $receipt in
	"receipt: "*) ;;
	*)
		echo "no receipt for $answers: $receipt" >&2
		exit 1
		;;
	esac
	sent=$((sent + 1))
	printf '%-28s %s\n' "$(basename "$answers" .json)" "$receipt"
done

say "What the server has of them: sealed bytes in a database"
ls -l "$work/store" | tail -n +2

say "A coordinator fetches and opens them"
"$testimony_desk" -d "$work/vault" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/robin.key" \
    --daemon "unix:$work/desk.sock"
"$testimony_desk" -d "$work/vault" pull
"$testimony_desk" -d "$work/vault" list
read_back=$("$testimony_desk" -d "$work/vault" show --all --json | wc -l)
if [ "$read_back" -ne "$sent" ]; then
	echo "sent $sent testimonies, but read $read_back" >&2
	exit 1
fi

say "One of them, as the coordinator sees it"
# Ids are hashes, which differ every time: it is known by a sentence of 10-names-a-child-in-passing.
one=$("$testimony_desk" -d "$work/vault" show --all --json |
    grep -F 'It should not have needed me.' | sed 's/^{"id":"\([0-9a-f]*\)".*/\1/')
"$testimony_desk" -d "$work/vault" show "$one"

if [ "$mode" = demo ]; then
	say "Seen"
	echo "$sent testimonies told, $read_back fetched, opened and read; the one above is shown whole."
	exit 0
fi

say "Try it yourself"
cat <<END
The campaign stays up until you press Ctrl-C; then all of it is removed. In another terminal:

  tell       $testimony submit --campaign http://127.0.0.1:$port --pin $pin --answers $source_dir/tests/data/01-short.json
  fetch      $testimony_desk -d $work/vault pull
  list       $testimony_desk -d $work/vault list
  read       $testimony_desk -d $work/vault show $one
  look in    cp -r $work/store $work/copy && sqlite3 $work/copy/testimony.db 'SELECT hex(id), week, length(body) FROM envelope'   (sqlite3 is a package of its own)
  by name    $testimony_keys fingerprint $work/campaign
END
wait "$daemon"
END_STATUS=$?
daemon=
exit "$END_STATUS"
