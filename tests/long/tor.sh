#!/bin/sh
# SPDX-License-Identifier: ISC
# A private Tor network on loopback: three authorities, two relays, the two onion services of
# conf/torrc-testimony in front of the daemon's unix sockets, and a client. A family tells, reads a reply and
# withdraws through it, and a desk with client authorisation reads and replies: all in a network namespace
# that has nothing but the SOCKS port. No name is looked up, nothing else is called.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"

PATH=$PATH:/usr/sbin
need tor "a family tells, and a desk reads, through Tor"
need tor-gencert "a family tells, and a desk reads, through Tor"
need jq "a family tells, and a desk reads, through Tor"
need python3 "a family tells, and a desk reads, through Tor"
if ! python3 -c 'import cryptography' 2>/dev/null; then
	skip "a family tells, and a desk reads, through Tor" "python3-cryptography is not installed"
	exit 0
fi

base=$(awk -v seed=$$ 'BEGIN { srand(seed); print 20000 + 20 * int(rand() * 500) }')
net=$work/tor
mkdir -p -m 700 "$net"

common() { # NAME
	cat <<-END
		TestingTorNetwork 1
		DataDirectory $net/$1
		Nickname $1
		Address 127.0.0.1
		RunAsDaemon 0
		Log notice file $net/$1.log
		ShutdownWaitLength 1
		AssumeReachable 1
		PathsNeededToBuildCircuits 0.25
		EnforceDistinctSubnets 0
		ProtocolWarnings 1
		SafeLogging 0
	END
}
fingerprint() { # NAME ORPORT
	tor --list-fingerprint --orport "$2" --dirauthority \
	    "x 127.0.0.1:1 ffffffffffffffffffffffffffffffffffffffff" --datadirectory "$net/$1" \
	    --nickname "$1" --address 127.0.0.1 --hush 2>/dev/null | tail -n 1 |
	    sed 's/^[^ ]* //; s/ //g'
}
authorities=
for i in 1 2 3; do
	name=authority$i or=$((base + i)) dir=$((base + 10 + i))
	mkdir -p -m 700 "$net/$name/keys"
	echo passphrase | tor-gencert --create-identity-key -m 12 -a "127.0.0.1:$dir" \
	    -i "$net/$name/keys/authority_identity_key" -s "$net/$name/keys/authority_signing_key" \
	    -c "$net/$name/keys/authority_certificate" --passphrase-fd 0 >"$net/$name.gencert" 2>&1
	v3=$(sed -n 's/^fingerprint //p' "$net/$name/keys/authority_certificate")
	authorities="$authorities
DirAuthority $name orport=$or no-v2 v3ident=$v3 127.0.0.1:$dir $(fingerprint "$name" "$or")"
	common "$name" >"$net/$name.torrc"
	cat >>"$net/$name.torrc" <<-END
		SocksPort 0
		ORPort 127.0.0.1:$or
		DirPort 127.0.0.1:$dir
		AuthoritativeDirectory 1
		V3AuthoritativeDirectory 1
		ContactInfo nobody@localhost.invalid
		TestingV3AuthInitialVotingInterval 10
		TestingV3AuthInitialVoteDelay 2
		TestingV3AuthInitialDistDelay 2
		V3AuthVotingInterval 20
		V3AuthVoteDelay 3
		V3AuthDistDelay 3
		TestingDirAuthVoteExit *
		TestingDirAuthVoteHSDir *
		TestingDirAuthVoteGuard *
		TestingMinExitFlagThreshold 0
	END
done
for i in 1 2; do
	mkdir -p -m 700 "$net/relay$i"
	common "relay$i" >"$net/relay$i.torrc"
	printf 'SocksPort 0\nORPort 127.0.0.1:%s\n' "$((base + 4 + i))" >>"$net/relay$i.torrc"
done

# The daemon behind unix sockets, as the units have it; its campaign lists the onion, so the services
# come first: their keys, and so their names, are made at their start.
mkdir -p -m 700 "$net/service" "$net/client" "$net/client-auth"
common service >"$net/service.torrc"
echo "SocksPort 0" >>"$net/service.torrc"
sed -n '/^HiddenService/p' "$source_dir/conf/torrc-testimony" | sed \
    -e "s|/var/lib/tor/testimony-desk/|$net/desk-onion|" -e "s|/var/lib/tor/testimony/|$net/onion|" \
    -e "s|/run/testimonyd/|$work/|" >>"$net/service.torrc"
mkdir -p -m 700 "$net/onion" "$net/desk-onion/authorized_clients"
python3 - "$net/desk-onion/authorized_clients/heron.auth" "$net/heron.private" <<-'END'
	import base64, sys
	from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
	from cryptography.hazmat.primitives import serialization as s
	key = X25519PrivateKey.generate()
	text = lambda b: base64.b32encode(b).decode().rstrip("=")
	open(sys.argv[1], "w").write("descriptor:x25519:" + text(key.public_key().public_bytes(
	    s.Encoding.Raw, s.PublicFormat.Raw)) + "\n")
	open(sys.argv[2], "w").write(text(key.private_bytes(
	    s.Encoding.Raw, s.PrivateFormat.Raw, s.NoEncryption())))
END
socks=$((base + 8))
common client >"$net/client.torrc"
cat >>"$net/client.torrc" <<-END
	SocksPort 127.0.0.1:$socks
	SocksPort unix:$net/client.sock
	ClientOnionAuthDir $net/client-auth
END
for name in authority1 authority2 authority3 relay1 relay2 service client; do
	printf '%s\n' "$authorities" >>"$net/$name.torrc"
done
begin_tor() { background tor -f "$net/$1.torrc" --hush >"$net/$1.out" 2>&1; }
for name in authority1 authority2 authority3 relay1 relay2 service; do
	begin_tor "$name"
done
tries=0
until [ -s "$net/onion/hostname" ] && [ -s "$net/desk-onion/hostname" ]; do
	tries=$((tries + 1))
	if [ "$tries" -gt 300 ]; then
		fail "the private network comes up" "$(cat "$net"/service.out "$net"/service.log)"
		exit 1
	fi
	sleep 0.1
done
onion=$(cat "$net/onion/hostname") desk_onion=$(cat "$net/desk-onion/hostname")
printf '%s:descriptor:x25519:%s\n' "${desk_onion%.onion}" "$(cat "$net/heron.private")" \
    >"$net/client-auth/heron.auth_private"
chmod 600 "$net/client-auth/heron.auth_private"
begin_tor client

make_campaign campaign 1 --origin "http://$onion"
write_conf "unix:$work/intake.sock"
sed -i "s/^desk_name = .*/& $desk_onion/" "$work/testimonyd.conf"
run_daemon || { fail "the daemon starts" "$(cat "$work/daemon.log")"; exit 1; }

tries=0
until curl -sf --max-time 20 --socks5-hostname "127.0.0.1:$socks" -o "$work/fetched" \
    "http://$onion/v1/campaign" 2>/dev/null; do
	tries=$((tries + 1))
	if [ "$tries" -gt 60 ]; then
		fail "the private network comes up" "$(tail -n 5 "$net"/*.log)"
		exit 1
	fi
	sleep 3
done
pass "the private network comes up, and the campaign is there"

# alone NAME COMMAND...: in a network of its own, where there is one port, which leads to Tor's SOCKS
# port by a unix socket. Calls to the network and to files are in $work/trace.NAME, where there is strace.
cat >"$work/alone.py" <<-'END'
	import fcntl, socket, struct, subprocess, sys, threading
	path, port, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
	with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
	    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x41))  # SIOCSIFFLAGS: up, running
	listener = socket.socket()
	listener.bind(("127.0.0.1", port))
	listener.listen(16)

	def pump(source, to):
	    try:
	        while data := source.recv(65536):
	            to.sendall(data)
	        to.shutdown(socket.SHUT_WR)
	    except OSError:
	        pass

	def serve():
	    while True:
	        near, _ = listener.accept()
	        far = socket.socket(socket.AF_UNIX)
	        far.connect(path)
	        for ends in (near, far), (far, near):
	            threading.Thread(target=pump, args=ends, daemon=True).start()

	threading.Thread(target=serve, daemon=True).start()
	sys.exit(subprocess.call(command))
END
if unshare -n -r python3 "$work/alone.py" "$net/client.sock" "$socks" true 2>/dev/null; then
	networks="unshare -n -r python3 $work/alone.py $net/client.sock $socks"
	same "in that network there is nothing else" "lo" "$($networks sed -n 's/^ *\([^ ]*\):.*/\1/p' /proc/net/dev)"
else
	networks=
	skip "in that network there is nothing else" "no network namespace can be made here"
fi
traced=
! command -v strace >/dev/null 2>&1 || traced=yes
alone() {
	alone_name=$1
	shift
	# shellcheck disable=SC2086
	$networks ${traced:+strace -f -o "$work/trace.$alone_name" -e trace=%network,%file} "$@" \
	    >"$work/out" 2>"$work/err" </dev/null
}
# by NAME PROMISE COMMAND...: it must succeed.
by() {
	by_name=$1 by_promise=$2
	shift 2
	if alone "$by_name" "$@"; then
		pass "$by_promise"
	else
		fail "$by_promise" "status $?: $(cat "$work/err")"
	fi
}
family() {
	family_command=$1
	shift
	by "family-$family_command" "a family's $family_command through Tor" "$testimony" "$family_command" \
	    --campaign "http://$onion/#$pin" --socks5 "127.0.0.1:$socks" "$@"
}
desk() { "$testimony_desk" -d "$work/desk" "$@"; }

family submit --answers "$answers" --yes
cp "$work/out" "$work/told"
same "which prints a receipt" 1 "$(grep -c '^receipt: ' "$work/told")"
by desk-setup "a desk that was let in is set up" "$testimony_desk" -d "$work/desk" setup \
    --campaign "$work/campaign/campaign.json" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$work/campaign/secret/heron.key" \
    --daemon "http://$desk_onion" --socks5 "127.0.0.1:$socks"
by desk-pull "it pulls through Tor" "$testimony_desk" -d "$work/desk" pull
same "and has what was told" testimony "$(desk list --json 2>/dev/null | jq -r .kind)"
echo "Thank you for telling us about the bus." >"$work/text"
by desk-reply "it replies through Tor" "$testimony_desk" -d "$work/desk" reply --yes --kind message \
    --text "$work/text" "$(desk list --json 2>/dev/null | jq -r .id)"
family check --receipt-file "$work/told"
same "which shows the reply" 1 "$(grep -c 'about the bus' "$work/out")"
family withdraw --receipt-file "$work/told" --yes
by desk-again "the desk pulls once more" "$testimony_desk" -d "$work/desk" pull
same "and has nothing any more" 0 "$(desk list --json 2>/dev/null | wc -l)"
if [ -n "$traced" ]; then
	same "all seven were traced" 7 "$(find "$work" -name 'trace.*' | wc -l)"
	same "client and desk call nothing but Tor's port" "" "$(cat "$work"/trace.* | grep -E 'connect\(|send(to|msg|mmsg)\(.*sa_family' |
	    grep -v "sin_port=htons($socks), sin_addr=inet_addr(\"127.0.0.1\")")"
	same "they do call that" yes "$([ "$(cat "$work"/trace.* | grep -c "connect(.*htons($socks)")" -ge 7 ] && echo yes)"
	same "no name is looked up" "" "$(cat "$work"/trace.* |
	    grep -E '/etc/(resolv.conf|hosts|nsswitch.conf|gai.conf)|nscd|[^a-z]socket\((AF_UNIX|.*SOCK_DGRAM)')"
	same "what is looked for would be seen" yes "$(strace -f -o "$work/lookup" -e trace=%network,%file \
	    getent ahosts nobody.invalid >"$work/check.out" 2>&1
	    grep -qE '/etc/(resolv.conf|hosts|nsswitch.conf)' "$work/lookup" && echo yes)"
else
	skip "client and desk call nothing but Tor's port, and look up no name" "strace is not installed"
fi

# Another Tor, without the coordinator's key: it finds the families' service, and not the desk's.
stranger=$((base + 9))
mkdir -p -m 700 "$net/stranger"
common stranger >"$net/stranger.torrc"
printf 'SocksPort 127.0.0.1:%s\n%s\n' "$stranger" "$authorities" >>"$net/stranger.torrc"
begin_tor stranger
tries=0
until curl -sf --max-time 20 --socks5-hostname "127.0.0.1:$stranger" -o "$work/fetched" \
    "http://$onion/v1/campaign" 2>/dev/null || [ "$tries" -gt 30 ]; do
	tries=$((tries + 1))
	sleep 3
done
check "a stranger finds the families' service" cmp "$work/fetched" "$work/campaign/campaign.json"
curl -s --max-time 30 --socks5-hostname "127.0.0.1:$stranger" -o "$work/fetched" \
    "http://$desk_onion/v1/desk/status" 2>/dev/null
same "and does not find the desk's" no "$([ $? -eq 0 ] && echo yes || echo no)"
refused "without --socks5 an onion is refused, and no name is looked up" 1 "Tor" "$testimony" submit \
    --campaign "http://$onion/#$pin" --answers "$answers" --yes

check "the daemon's log tells nothing of it" sh -c "! grep -E 'GET|PUT|onion.*v1' '$work/daemon.log'"
