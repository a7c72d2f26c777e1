# SPDX-License-Identifier: ISC
# The whole line for the tests of client and desk, sourced after tests/lib.sh: a campaign of its
# own, a daemon with an intake on loopback and a desk socket, and the helpers built beside.
forge=$build_dir/tests/system/forge
listener=$build_dir/tests/system/listener
form=$source_dir/conf/form-worcestershire.json
answers=$source_dir/tests/data/01-short.json
onion=http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad.onion

# make_campaign NAME PORT [OPTIONS...]: $work/NAME and $pin.
make_campaign() {
	made=$work/$1 port=$2
	shift 2
	pin=$("$testimony_keys" init "$made" --name "Made up, for tests" --contact "nobody" \
	    --origin "http://127.0.0.1:$port" --form "$form" --coordinator heron \
	    --no-passphrase "$@" 2>"$work/init.log" | head -n 1)
	[ -n "$pin" ] || { cat "$work/init.log" >&2; exit 1; }
}

# start_daemon: on $port, for $work/campaign; 1 where the port is taken.
start_daemon() {
	mkdir -p -m 700 "$work/store"
	cat >"$work/testimonyd.conf" <<-END
		[testimonyd]
		listen = 127.0.0.1:$port
		desk = unix:$work/desk.sock
		desk_name = localhost
		store = $work/store/testimony.db
		campaign = $work/campaign/campaign.json
		pin = $pin
		budget_per_minute = ${budget:-1000000}
		proof_max_bits = ${bits_most:-16}
		user = $(id -un)
	END
	background "$testimonyd" -c "$work/testimonyd.conf" 2>"$work/daemon.log"
	daemon=$started
	ready_in_time "$work/daemon.log" "$daemon" || return 1
	origin=http://127.0.0.1:$port
}

# start_line [OPTIONS...]: a campaign and its daemon; OPTIONS are for `testimony-keys init`.
start_line() {
	for try in 1 2 3 4 5; do
		rm -rf "$work/campaign" "$work/store"
		make_campaign campaign "$(awk -v seed="$$$try" \
		    'BEGIN { srand(); srand(srand() + seed); print 20000 + int(rand() * 12000) }')" "$@"
		start_daemon && return 0
	done
	cat "$work/daemon.log" >&2
	exit 1
}

# start_coordinators NAME...: the same with these beside heron, and a desk for each, $work/NAME; their
# keys are $work/NAME.key.
start_coordinators() {
	for try in 1 2 3 4 5; do
		rm -rf "$work/campaign" "$work/store"
		make_campaign campaign "$(awk -v seed="$$$try" \
		    'BEGIN { srand(); srand(srand() + seed); print 20000 + int(rand() * 12000) }')"
		for name; do
			rm -f "$work/$name.key" "$work/$name.pub"
			"$testimony_keys" coordinator "$name" --no-passphrase -o "$work" >"$work/out" 2>&1 &&
			    "$testimony_keys" admit "$work/campaign" "$work/$name.pub" --yes \
			    >"$work/out" 2>&1 || fail "the test admits $name" "$(cat "$work/out")"
		done
		start_daemon && break
	done
	cp "$work/campaign/secret/heron.key" "$work/heron.key"
	for name in heron "$@"; do
		setup_desk "$name"
	done
}
# setup_desk NAME
setup_desk() {
	"$testimony_desk" -d "$work/$1" setup --campaign "$work/campaign/campaign.json" --pin "$pin" \
	    --key "$work/campaign/secret/campaign.key" --as "$work/$1.key" \
	    --daemon "unix:$work/desk.sock" 2>"$work/err" ||
	    fail "the test sets up a desk" "$(cat "$work/err")"
}

# stop_daemon: as systemd would.
stop_daemon() {
	kill "$daemon"
	wait "$daemon"
}

# listen STEP...: a listener on a free port, $heard; the number of its connections is in
# $work/count.
listen() {
	rm -f "$work/count" "$work/listener.out"
	background "$listener" "127.0.0.1:0" "$work/count" "$@" >"$work/listener.out"
	in_time test -s "$work/listener.out"
	heard=http://127.0.0.1:$(head -n 1 "$work/listener.out")
}
unlisten() {
	kill "$started" 2>/dev/null
	wait "$started" 2>/dev/null
}
connections() { cat "$work/count"; }

# same PROMISE WANTED GOT
same() {
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "wanted \"$2\", got \"$3\""; fi
}
