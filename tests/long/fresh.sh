#!/bin/sh
# SPDX-License-Identifier: ISC
# On a fresh Debian made by debootstrap: git clone, `make demo`, `make check`, as root and as an ordinary
# user with sudo. Needs root (chroot, mounts), git, debootstrap and the network.
# TESTIMONY_FRESH_SUITES: which Debians (bookworm trixie).
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

need_debian "a fresh Debian builds and passes"

unmount() {
	for place in proc dev/pts dev/shm dev sys; do
		umount -l "$root/$place" 2>/dev/null
	done
}

# inside USER COMMAND: in the fresh system, with a clean environment.
inside() {
	chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
	    su - "$1" -c "$2" </dev/null
}

for suite in ${TESTIMONY_FRESH_SUITES:-bookworm trixie}; do
	for user in root family; do
		root=$work/$suite-$user
		if ! debootstrap --variant=minbase --include=git,make,ca-certificates,sudo "$suite" \
		    "$root" "$mirror" >"$work/debootstrap.log" 2>&1; then
			skip "a fresh $suite builds and passes as $user" "debootstrap cannot make one here"
			rm -rf "$root"
			continue
		fi
		cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null
		mount -t proc proc "$root/proc"
		mount --bind /dev "$root/dev"
		mount --bind /dev/pts "$root/dev/pts" 2>/dev/null
		mount --bind /dev/shm "$root/dev/shm" 2>/dev/null
		home=/root
		if [ "$user" != root ]; then
			home=/home/$user
			chroot "$root" useradd -m -s /bin/bash "$user"
			echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
		fi
		git clone -q --bare "$source_dir" "$root/srv/testimony.git"
		chmod -R a+rX "$root/srv"
		inside "$user" "git config --global safe.directory '*'; git clone -q /srv/testimony.git testimony"
		check "on a fresh $suite, as $user, make demo shows a decrypted testimony" \
		    inside "$user" "cd testimony && make demo && echo done"
		if inside "$user" "cd testimony && make check" >"$work/fresh.log" 2>&1 &&
		    tail -n 1 "$work/fresh.log" | grep -q '^[0-9]* passed, 0 failed$'; then
			pass "on a fresh $suite, as $user, make check: $(tail -n 1 "$work/fresh.log")"
		else
			fail "on a fresh $suite, as $user, make check passes" \
			    "$(tail -n 30 "$work/fresh.log")"
		fi
		unmount
		rm -rf "$root"
	done
done
