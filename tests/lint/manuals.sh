#!/bin/sh
# SPDX-License-Identifier: ISC
# The manual pages: mandoc has nothing to say of any, and each page of ours that one names is there.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

need mandoc "every manual page passes mandoc -T lint"

# lint PAGE: what mandoc says. Which pages the system has is not this page's fault: see missing.
lint() {
	mandoc -T lint "$1" 2>/dev/null | grep -v 'STYLE: referenced manual not found: Xr '
}

# missing FOLDER: the pages of this project that pages in FOLDER name and that are not in it. The
# programs have pages, or will have: a name that is no program's is a slip.
missing() {
	cat "$1"/*.[1-8] | awk '$1 == ".Xr" && $2 ~ /^testimony/ { print $2 "." $3 }' | sort -u |
	while read -r page; do
		case $page in
		testimony.1 | testimony-keys.1 | testimony-desk.1 | testimonyd.8) continue ;;
		esac
		[ -f "$1/$page" ] || printf '%s ' "$page"
	done
}

count=0
for page in "$source_dir"/doc/man/*.[1-8]; do
	[ -f "$page" ] || continue
	count=$((count + 1))
	said=$(lint "$page")
	name=${page##*/}
	if [ -z "$said" ]; then
		pass "mandoc has nothing to say of $name"
	else
		fail "mandoc has nothing to say of $name" "$said"
	fi
	if grep -q "doc/man/$name" "$source_dir/doc/local.mk"; then
		pass "$name is installed"
	else
		fail "$name is installed" "it is not in doc/local.mk"
	fi
done
check "there are manual pages ($count)" test "$count" -gt 0
named=$(missing "$source_dir/doc/man")
if [ -z "$named" ]; then
	pass "each page of ours that a page names is there"
else
	fail "each page of ours that a page names is there" "$named"
fi

# Both must be able to fail.
mkdir "$work/man"
sed 's/^\.Sh DESCRIPTION$/.Sh DESCRIPTION\n.Bogus/' "$source_dir/doc/man/testimonyd.conf.5" >"$work/man/broken.5"
check "a page with an unknown macro is found" test -n "$(lint "$work/man/broken.5")"
printf '.Xr testimony-nothing 5\n' >>"$work/man/broken.5"
check "a page that names one that is not there is found" test "$(missing "$work/man")" != ""
