#!/bin/sh
# SPDX-License-Identifier: ISC
# README's server, steps 5 to 8 and 10, as the real systemd and nginx have it: a small Debian made by
# debootstrap is booted as a container without a network. Needs root, git, debootstrap, systemd-nspawn
# and the network for Debian's packages.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
promise="the server of README runs under systemd"
need systemd-nspawn "$promise"
need_debian "$promise"
root=$work/root
if ! debootstrap --variant=minbase --include=git,make,ca-certificates,sudo,systemd,systemd-sysv,nginx-light,openssl \
    bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1; then
	skip "$promise" "debootstrap cannot make a Debian here"
	exit 0
fi
cp /etc/resolv.conf "$root/etc/"
printf '127.0.0.1 localhost %s voices.example\n' "$(hostname)" >"$root/etc/hosts"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
trap 'umount -l "$root/dev" "$root/proc" 2>/dev/null; finish' EXIT

# inside: what comes in by standard input, by a shell of the small Debian.
inside() {
	chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
	    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -e >"$work/inside.log" 2>&1
}
git clone -q --bare "$source_dir" "$root/srv/testimony.git"
if ! inside <<-'END'; then
	cd
	git config --global safe.directory '*'
	git clone -q /srv/testimony.git testimony
	cd testimony
	make && sudo make install
	mkdir /root/desk
	cd /root/desk
	testimony-keys init ours --name Boot --origin https://voices.example --coordinator heron \
	    --no-passphrase | head -n 1 >pin
	mkdir -p /etc/letsencrypt/live/voices.example
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj /CN=voices.example \
	    -addext subjectAltName=DNS:voices.example -keyout /etc/letsencrypt/live/voices.example/privkey.pem \
	    -out /etc/letsencrypt/live/voices.example/fullchain.pem
	cp /etc/letsencrypt/live/voices.example/fullchain.pem /usr/local/share/ca-certificates/voices.crt
	update-ca-certificates
	awk '/<!-- config: nginx -->/ { here = 1 } /^```/ && here { if (on) exit; on = 1; next } on' \
	    /root/testimony/README.md >/etc/nginx/conf.d/testimony.conf
	rm /etc/nginx/sites-enabled/default
	rm -f /etc/systemd/system/multi-user.target.wants/nginx.service
	mkdir -p /etc/systemd/system/multi-user.target.wants
	ln -s ../told.service /etc/systemd/system/multi-user.target.wants/
END
	fail "a small Debian builds it and installs it" "$(tail -n 30 "$work/inside.log")"
	exit 0
fi
pass "a small Debian builds it and installs it"
umount -l "$root/dev" "$root/proc"
cat >"$root/etc/systemd/system/told.service" <<-'END'
	[Service]
	ExecStart=/bin/sh /root/told.sh
	StandardOutput=file:/root/told
	StandardError=file:/root/told.log
	ExecStopPost=/bin/systemctl --no-block poweroff
END
# What a person would do there: each line that it prints is a promise's name and what came.
cat >"$root/root/told.sh" <<-'END'
	export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
	cd /root/desk
	pin=$(cat pin)
	set -x
	ip link set lo up 2>/dev/null
	tell() { timeout 120 testimony submit --yes --answers /root/testimony/tests/data/01-short.json \
	    --campaign "https://voices.example/#$pin" </dev/null >words && wc -l <words; }
	process() { systemctl show -P MainPID testimonyd; }
	# said WORDS TIMES: the log says so in the end.
	said() {
		for wait_for in $(seq 600); do
			times=$(journalctl -u testimonyd -o cat --no-pager | grep -c "$1")
			[ "$times" -ge "$2" ] && break
			sleep 0.1
		done
		echo "$times"
	}
	hand_over() {
		cp ours/campaign.json ours/campaign.json.minisig /etc/testimonyd/
	}
	systemd-sysusers && systemd-tmpfiles --create
	hand_over
	cp /usr/local/share/doc/testimony/examples/testimonyd.conf /etc/testimonyd/
	sed -i -e "s/^pin = .*/pin = $pin/" -e '/^listen = /d' -e '/^desk = /d' /etc/testimonyd/testimonyd.conf
	testimonyd -c /etc/testimonyd/testimonyd.conf -t
	echo "good $?"
	systemctl enable --now testimonyd-intake.socket testimonyd-desk.socket testimonyd.service
	echo "enabled $?"
	adduser www-data testimony-intake
	systemctl restart nginx
	echo "nginx $?"
	echo "a-family $(tell)"
	testimonyd -c /etc/testimonyd/testimonyd.conf --status
	echo "status $?"
	echo "locked $(awk '$1 == "VmLck:" { print ($2 > 0) }' "/proc/$(process)/status")"
	echo "shut-in $(awk '/^(CapEff|NoNewPrivs|Seccomp):/ { printf "%s ", $2 }' "/proc/$(process)/status")"
	echo "user $(stat -c %U "/proc/$(process)")"
	echo "store $(stat -c '%U %a' /var/lib/testimonyd)"
	testimony-keys sign ours --days 60 </dev/null
	hand_over
	before=$(process)
	systemctl reload testimonyd
	echo "reloaded $?"
	echo "taken-up $(said 'the campaign was taken up anew (serial 2)' 1)"
	echo "the-same $([ "$before" = "$(process)" ] && echo yes)"
	kill -KILL "$before"
	echo "ready-again $(said 'testimonyd: ready' 2)"
	echo "a-second-family $(tell)"
	testimony-desk -d desk setup --campaign ours/campaign.json --pin "$pin" --key ours/secret/campaign.key \
	    --as ours/secret/heron.key --daemon unix:/run/testimonyd/desk.sock </dev/null
	testimony-desk -d desk pull </dev/null
	echo "read $(testimony-desk -d desk list --json </dev/null | grep -c '"id"')"
	systemctl stop testimonyd
	echo "stopped $? $(said 'testimonyd: stopped' 1)"
	echo "a-third-family $(tell)"
	echo "well $(systemctl is-active testimonyd nginx | sort -u)"
END
# Its own filter denies what locks memory, which a unit of a real machine may.
timeout -k 10 300 systemd-nspawn --quiet --keep-unit --register=no --private-network --resolv-conf=off \
    --system-call-filter=@memlock --capability=CAP_IPC_LOCK -D "$root" -b </dev/null >"$work/boot.log" 2>&1
if ! [ -s "$root/root/told" ]; then
	skip "$promise" "systemd cannot be booted here ($(tail -n 1 "$work/boot.log"))"
	exit 0
fi
printf '# %s\n' "$(grep '^+ systemctl' "$root/root/told.log" | head -n 20 | tr '\n' ' ')"
# told PROMISE NAME WANTED
told() {
	same "$1" "$3" "$(sed -n "s/^$2 //p" "$root/root/told" | sed 's/ *$//')"
}
told "the configuration is good, as -t says" good 0
told "the units are enabled and started" enabled 0
told "nginx starts with README's lines" nginx 0
told "a family's words come in through nginx and are answered" a-family 1
told "--status asks the unit's daemon" status 0
told "its keys are locked in memory under the unit" locked 1
told "it has no rights, can gain none, and few calls" shut-in "0000000000000000 1 2"
told "it is not root" user testimony
told "its store is its own" store "testimony 700"
told "a campaign that was signed anew is taken up by systemctl reload" reloaded 0
told "and its log says so" taken-up 1
told "by the same process" the-same yes
told "killed, it is started again" ready-again 2
told "and families come in" a-second-family 1
told "a desk reads both through its socket" read 2
told "systemctl stop ends it well" stopped "0 1"
told "and who comes then wakes it" a-third-family 1
told "at the end all is well" well active
