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

# some_port TRY: a port that nobody is likely to have taken.
some_port() {
	awk -v seed="$$$1" 'BEGIN { srand(); srand(srand() + seed); print 20000 + int(rand() * 12000) }'
}

# write_conf LISTEN: $work/testimonyd.conf, of a daemon for $work/campaign; LISTEN is its intake.
write_conf() {
	mkdir -p -m 700 "$work/store"
	cat >"$work/testimonyd.conf" <<-END
		[testimonyd]
		listen = $1
		desk = unix:$work/desk.sock
		desk_name = localhost
		store = $work/store/testimony.db
		campaign = $work/campaign/campaign.json
		pin = $pin
		budget_per_minute = ${budget:-1000000}
		proof_max_bits = ${bits_most:-16}
		user = $(id -un)
	END
}

# run_daemon: with $work/testimonyd.conf; 1 where it ended instead.
run_daemon() {
	background "$testimonyd" -c "$work/testimonyd.conf" 2>"$work/daemon.log"
	daemon=$started
	ready_in_time "$work/daemon.log" "$daemon"
}

# start_daemon: on $port, for $work/campaign; 1 where the port is taken.
start_daemon() {
	write_conf "127.0.0.1:$port"
	run_daemon || return 1
	origin=http://127.0.0.1:$port
}
# stop_daemon: as systemd would.
stop_daemon() {
	kill "$daemon"
	wait "$daemon"
}

# start_other: a second daemon, of the same campaign, on the port after the first's; 1 where that is
# taken. Its socket is $work/other.sock.
start_other() {
	mkdir -p -m 700 "$work/other-store"
	sed -e "s|127.0.0.1:$port|127.0.0.1:$((port + 1))|" -e "s|$work/desk.sock|$work/other.sock|" \
	    -e "s|$work/store/|$work/other-store/|" "$work/testimonyd.conf" >"$work/other.conf"
	background "$testimonyd" -c "$work/other.conf" 2>"$work/other.log"
	other=$started
	ready_in_time "$work/other.log" "$other" || return 1
	other_origin=http://127.0.0.1:$((port + 1))
}
stop_other() {
	kill "$other"
	wait "$other"
}

# start_line [OPTIONS...]: a campaign and its daemon; OPTIONS are for `testimony-keys init`.
start_line() {
	for try in 1 2 3 4 5; do
		rm -rf "$work/campaign" "$work/store"
		make_campaign campaign "$(some_port $try)" "$@"
		start_daemon && return 0
	done
	cat "$work/daemon.log" >&2
	exit 1
}

# admit NAME...: coordinators beside heron; their keys are $work/NAME.key.
admit() {
	cp "$work/campaign/secret/heron.key" "$work/heron.key"
	for name; do
		rm -f "$work/$name.key" "$work/$name.pub"
		"$testimony_keys" coordinator "$name" --no-passphrase -o "$work" >"$work/out" 2>&1 &&
		    "$testimony_keys" admit "$work/campaign" "$work/$name.pub" --yes \
		    >"$work/out" 2>&1 || fail "the test admits $name" "$(cat "$work/out")"
	done
}
# start_coordinators NAME...: start_line with these beside heron, and a desk for each, $work/NAME.
start_coordinators() {
	for try in 1 2 3 4 5; do
		rm -rf "$work/campaign" "$work/store"
		make_campaign campaign "$(some_port $try)"
		admit "$@"
		start_daemon && break
	done
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

# start_two NAME...: start_line with these beside heron, and a second daemon; no desks.
start_two() {
	for try in 1 2 3 4 5; do
		rm -rf "$work/campaign" "$work/store" "$work/other-store"
		make_campaign campaign "$(some_port $try)"
		admit "$@"
		start_daemon || continue
		start_other && return 0
		stop_daemon # it has the desk's socket
	done
	cat "$work/daemon.log" "$work/other.log" >&2
	exit 1
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
