#!/bin/sh
# SPDX-License-Identifier: ISC
# Every command line of README.md, doc/, conf/README.md, the manual pages and each --help is run, in a
# sandbox: see tests/books/commands. And the pictures of README.md are what the programs show.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
need python3 "the books are read"
need systemd-socket-activate "the books' server is started"
need minisign "the books are run"
need age "the books are run"
. "$source_dir/tests/line.sh"
# The campaign "tell.example" of the manual pages, its daemon and its desk.
start_line() {
	for try in 1 2 3 4 5; do
		rm -rf "$work/campaign" "$work/store"
		make_campaign campaign "$(some_port $try)" --origin "$onion"
		mkdir -p "$work/people"
		for handle in robin wren; do
			[ -f "$work/people/$handle.pub" ] || "$testimony_keys" coordinator $handle \
			    -o "$work/people" --passphrase-file "$work/passphrase" >"$work/init.log" 2>&1
		done
		for handle in robin wren; do
			"$testimony_keys" admit "$work/campaign" "$work/people/$handle.pub" >"$work/init.log" 2>&1
		done
		start_daemon && return 0
	done
	cat "$work/daemon.log" >&2
	exit 1
}
passphrase="made up, for the books alone"
printf '%s\n' "$passphrase" >"$work/passphrase"
. "$source_dir/tests/terminal.sh"
tell_origin=$origin tell_pin=$pin

books=$source_dir/tests/books
us=$(printf '\037')
python=$(python3 -c "import sys; print(sys.executable)")
root=$work/root
folders=$work/books
bin=$work/bin
mkdir "$folders" "$bin"
for name in sudo systemd-sysusers systemd-tmpfiles adduser systemctl journalctl nginx ssh ssh-keygen testimonyd; do
	ln -s "$books/stand-in" "$bin/$name"
done
BOOKS_ROOT=$root BOOKS_CALLED=$work/called BOOKS_WANTED=$work/wanted BOOKS_LOG=$work/server.log
export BOOKS_ROOT BOOKS_CALLED BOOKS_WANTED BOOKS_LOG
: >"$BOOKS_CALLED"
: >"$BOOKS_WANTED"
outside=$PATH
inside=$bin:$root/usr/local/bin:$root/usr/local/sbin:$PATH

# front KIND TO: see tests/books/front.py; $front is its port.
front() {
	rm -f "$work/front"
	background "$python" "$books/front.py" "$1" "$2" >"$work/front"
	in_time test -s "$work/front"
	front=$(cat "$work/front")
}
# nginx with README's own configuration, where it is installed, but for the certificate and the port.
web_nginx() {
	web=$("$python" -c "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1])")
	mkdir "$work/nginx" "$work/nginx/logs"
	{
		[ "$(id -u)" -ne 0 ] || echo "user root;"
		printf 'daemon off;\npid %s/pid;\nevents {}\nhttp {\n' "$work/nginx"
		for folder in client_body proxy fastcgi uwsgi scgi; do
			printf '%s_temp_path %s;\n' "$folder" "$work/nginx/$folder"
		done
		"$python" "$books/books.py" block "$source_dir" "config: nginx" | sed -e '/ssl_certificate/d' \
		    -e "s#listen 443 ssl;#listen 127.0.0.1:$web;#" -e "s#unix:/run/#unix:$root/run/#"
		echo "}"
	} >"$work/nginx/nginx.conf"
	background "$1" -p "$work/nginx" -c "$work/nginx/nginx.conf" -e "$work/nginx/logs/start"
	in_time curl -s -o /dev/null "http://127.0.0.1:$web/" ||
	    { cat "$work/nginx/logs/start"; return 1; }
}
nginx=$(PATH=$outside:/usr/sbin command -v nginx)
if [ -n "$nginx" ]; then
	check "nginx takes README's configuration" web_nginx "$nginx"
else
	front web "$root/run/testimonyd/intake.sock"
	web=$front
fi
front socks "$port"
socks=$front

# installed: `make install` into the sandbox, where the prefix is the one that the books name.
installed() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$build_dir" -f Makefile install DESTDIR="$root" || return 1
	[ -x "$root/usr/local/bin/testimony" ] && [ -x "$root/usr/local/sbin/testimonyd" ] || return 1
	# The units, with the programs where they now are.
	mkdir -p "$work/units"
	for unit in "$root"/usr/local/lib/systemd/system/*; do
		sed "s#/usr/local/#$root/usr/local/#g" "$unit" >"$work/units/${unit##*/}"
	done
	SYSTEMD_UNIT_PATH="$work/units:" systemd-analyze verify "$work"/units/*
}
# installed_already: by README's line, which is run before.
installed_already() { [ -x "$root/usr/local/bin/testimony-desk" ] && [ -x "$root/usr/local/bin/testimony-keys" ]; }
# on_windows: there is none here. The lines are as the manuals of WSL ("Basic commands for WSL") and of
# powercfg ("/hibernate or /h") have them.
on_windows() {
	case $command in
	"powercfg /h off" | "wsl --install -d Debian" | "wsl --shutdown") ;;
	*) return 1 ;;
	esac
}
clone() {
	if ! command -v git >/dev/null 2>&1 || [ ! -e "$source_dir/.git" ]; then
		[ -f "$source_dir/GNUmakefile" ]
		return
	fi
	# A book may have the line more than once.
	rm -rf "$folder/testimony"
	(cd "$folder" && sh -c "$(printf '%s' "$command" | sed "s#URL#'$source_dir'#; s#git clone#git clone -q#") &&
	    [ -f GNUmakefile ]")
}
# named_tests: the tests that the line names are there.
named_tests() {
	for named in $(printf '%s' "$command" | sed -n 's/.*ONLY="\(.*\)"/\1/p; s/.*ONLY=\([a-z][^"]*\)$/\1/p'); do
		grep -qE "^	tests/$named( |\$)" "$source_dir/tests/local.mk" || return 1
		listed=yes
	done
	[ -n "${listed:-}" ]
}
# by TEST WORDS: that it is in the list, and has the words.
by() {
	grep -qE "^	tests/$1( |\$)" "$source_dir/tests/local.mk" &&
		grep -qF -- "$2" "$source_dir/tests/$1" || { echo "tests/$1 has no \"$2\""; return 1; }
}

# Fixtures, in $folder.
readme=$folders/README.md
# once NAME COMMAND...: what makes NAME is run once, since passphrases take their time; then copied.
once() {
	once_name=$1
	shift
	[ -d "$work/once/$once_name" ] || (mkdir -p "$work/once" && cd "$work/once" && "$@") || return 1
	cp -R "$work/once/$once_name" .
}
make_desk() {
	"$testimony_desk" -d our-desk --passphrase-file "$work/passphrase" setup \
	    --campaign "$work/campaign/campaign.json" --pin "$tell_pin" --key "$work/campaign/for-robin.age" \
	    --as "$work/people/robin.key" --daemon "unix:$work/desk.sock" &&
		"$testimony" submit --campaign "$tell_origin" --pin "$tell_pin" --answers "$answers" --yes &&
		"$testimony_desk" -d our-desk --passphrase-file "$work/passphrase" pull
}
fixture() {
	case $1 in
	carried) cp "$readme/our-campaign/campaign.json" "$readme/our-campaign/campaign.json.minisig" \
	    "$readme/our-campaign/campaign.pub" . || return 1
		# Gone again once Robin was removed.
		[ ! -e "$readme/our-campaign/for-robin.age" ] || cp "$readme/our-campaign/for-robin.age" . ;;
	onion-name)
		mkdir -p "$root/var/lib/tor/testimony"
		echo "${onion#http://}" >"$root/var/lib/tor/testimony/hostname"
		;;
	default-site) mkdir -p "$root/etc/nginx/sites-enabled" && : >"$root/etc/nginx/sites-enabled/default" ;;
	answers) cp "$answers" answers.json ;;
	mine) cp "$answers" mine.json ;;
	keys-of-readme) cp "$readme/our-campaign/secret/campaign.key" . ;;
	conf) ln -sfn "$source_dir/conf" conf ;;
	campaign) cp "$work/campaign/campaign.json" "$work/campaign/campaign.json.minisig" \
	    "$work/campaign/campaign.pub" "$work/campaign/secret/campaign.key" . ;;
	told) [ -f told ] || "$testimony" seal --campaign "$work/campaign/campaign.json" \
	    --pin "$tell_pin" --answers "$answers" -o told ;;
	robin) cp "$work/people/robin.key" "$work/people/robin.pub" "$work/campaign/for-robin.age" . ;;
	for-wren) cp "$work/people/wren.key" "$work/campaign/campaign.json" \
	    "$work/campaign/campaign.json.minisig" "$work/campaign/for-wren.age" . ;;
	# What ssh would lead to: this campaign's own desk socket.
	tunnel) [ -L desk.sock ] && ln -sfn "$work/desk.sock" desk.sock ;;
	sticks) mkdir -p "$root/media/user/TESTIMONY" "$root/media/user/BACKUP" ;;
	wren) [ -f wren.pub ] || cp "$work/people/wren.key" "$work/people/wren.pub" . ;;
	our-desk)
		[ -d our-desk ] || once our-desk make_desk
		# There is something new to fetch.
		[ "${command##* }" != pull ] ||
			"$testimony" submit --campaign "$tell_origin" --pin "$tell_pin" --answers "$answers" --yes
		;;
	send2026) [ -d send2026 ] || once send2026 "$testimony_keys" init send2026 --name "SEND in our county" \
	    --origin https://tell.example.org --passphrase-file "$work/passphrase" ;;
	admitted)
		[ -f send2026/for-wren.age ] || "$testimony_keys" admit send2026 wren.pub \
		    --passphrase-file "$work/passphrase"
		cp send2026/for-wren.age .
		;;
	notes) echo "made up" >notes.txt ;;
	*) return 1 ;;
	esac
}

# filled: the line with something real for what stands for it, and paths of the sandbox.
filled() {
	id=
	case $command in *ID* | *3f9c0a71d2e8*)
		id=$("$testimony_desk" -d our-desk --passphrase-file "$work/passphrase" list --json \
		    2>/dev/null | jq -r 'select(.kind).id' | cut -c1-12 | head -n 1)
		printf '%s' "$id" >"$work/id" ;;
	esac
	pin_here=${readme_pin:-}
	[ "$book" != doc/COORDINATOR.md ] || pin_here=$tell_pin
	case $command in *ENVELOPE*)
		if [ -f told ] && [ "$book" != README.md ]; then envelope=told; else
			envelope=$(ls "$readme"/our-desk/envelopes/*.age | head -n 1); fi ;;
	*) envelope= ;;
	esac
	printf '%s' "$command" | sed -E \
	    -e "s#https://voices\.example#http://127.0.0.1:$web#g; s#PIN\.SERIAL#$pin_here#g" \
	    -e "s#unix:/run/testimonyd/desk\.sock#unix:$work/desk.sock#" \
	    -e "s#(^|[ =:])/(etc|run|var|media|usr/local)/#\1$root/\2/#g" \
	    -e "s#https://tell\.example/#$tell_origin/#; s#http://EXAMPLE\.onion#$onion#; s#RW\.\.\.1#$tell_pin#" \
	    -e "s#127\.0\.0\.1:9050#127.0.0.1:$socks#; s#age1\.\.\.#$recipient#" \
	    -e "s#\bID\b|3f9c0a71d2e8#$id#; s#\bENVELOPE\b#$envelope#; s#-c FILE#-c $root/etc/testimonyd/testimonyd.conf#"
}
recipient=$(jq -r .recipient "$work/people/wren.pub")

# serve: does what systemctl was asked for. The sockets are handed over as the units say.
serve() {
	[ -s "$BOOKS_WANTED" ] || return 0
	if grep -q ' testimonyd\.service$' "$BOOKS_WANTED" && [ -z "${server:-}" ]; then
		for unit in testimonyd-intake.socket testimonyd-desk.socket; do
			grep -qx "enable $unit" "$BOOKS_WANTED" || fail "$unit is enabled, too"
		done
		sockets=
		names=
		for unit in "$root"/usr/local/lib/systemd/system/*.socket; do
			sockets="$sockets -l $root$(sed -n 's/^ListenStream=//p' "$unit")"
			names=$names:$(sed -n 's/^FileDescriptorName=//p' "$unit")
		done
		serve_again
	elif grep -qx 'reload testimonyd.service' "$BOOKS_WANTED"; then
		read_before=$(grep -c ': the campaign was' "$BOOKS_LOG")
		kill -HUP "$server"
		in_time read_anew || fail "the daemon reads the campaign anew" "$(tail -n 3 "$BOOKS_LOG")"
	fi
	: >"$BOOKS_WANTED"
}
read_anew() { [ "$(grep -c ': the campaign was' "$BOOKS_LOG")" -gt "$read_before" ]; }
serve_again() {
	# shellcheck disable=SC2086
	background env PATH="$inside" systemd-socket-activate $sockets --fdname="${names#:}" \
	    -E BOOKS_ROOT="$root" -E BOOKS_CALLED="$BOOKS_CALLED" -E PATH="$inside" \
	    "$bin/testimonyd" -c "$root/etc/testimonyd/testimonyd.conf" 2>>"$BOOKS_LOG"
	server=$started
	in_time test -S "$root/run/testimonyd/intake.sock" &&
	    in_time test -S "$root/run/testimonyd/desk.sock"
}

# walked HOW: the line in $1 as an interview in a terminal of tmux.
walked() {
	rm -f "$work/status"
	printf '%s\n' "$text" >"$work/line-to-walk.sh"
	printf '%s\n' "cd '$folder'" "PATH='$inside' HOME='$folder' BOOKS_ROOT='$root' BOOKS_CALLED='$BOOKS_CALLED'" \
	    "export PATH HOME BOOKS_ROOT BOOKS_CALLED" "sh '$work/line-to-walk.sh' 2>'$work/err'" \
	    "echo \$? >'$work/status.new'" "mv '$work/status.new' '$work/status'" "sleep 1000" >"$work/session.sh"
	t kill-session -t told 2>/dev/null
	t new-session -d -s told -x 80 -y 24 sh "$work/session.sh"
	at 80 24 en "books-$1"
	case $1 in
	story) see "$language_page" && answer 1 && walk_story ;;
	ticks) see "$language_page" && answer 1 && walk_ticks ;;
	plain)
		at 80 24 pl books-plain
		scrollback='-S -'
		walk_plain
		scrollback=
		;;
	esac || return 1
	in_time test -s "$work/status"
	[ "$(cat "$work/status" 2>/dev/null)" = 0 ]
}
language_page="Which language"
keep() { at_rest >"$work/picture.$1"; }
walk_story() {
	start_pages && answer 1 &&
	on family-court && answer 1 &&
	on area && keep question && answer 3 &&
	on path && answer 2 &&
	writing "$(title story-happened)" &&
	t send-keys -t told -l -- "It was raining when Ben was sent home from school on 14 March 2025. Nobody rang us." &&
	press C-d || return 1
	for page in story-difference story-should worked change; do
		write "" "$page" || return 1
	done
	hide_nothing && see "$(uses_title)" && answer "1 2" && enter_to "$(look_title)" &&
	see "(1 of 2)" && keep warning && answer 1 &&
	see "(2 of 2)" && answer 1 &&
	see "$(check_title)" && answer send &&
	see "$(receipt_title)" && keep receipt && answer leave
}
walk_ticks() {
	start_pages && answer "$(skip_word)" &&
	on family-court && answer 2 &&
	on family-court-counts && enter_to "$(title area)" && answer "$(skip_word)" &&
	on path && answer "$(skip_word)" &&
	enter_to "$(uses_title)" && answer 1 && enter_to "$(check_title)" &&
	answer send && see "Have you written" && answer leave
}
walk_plain() {
	see "$(title before-you-start)" && enter_to "$(title who)" && answer "$(skip_word)" &&
	on family-court && answer 2 &&
	on family-court-counts && enter_to "$(title area)" && answer "$(skip_word)" &&
	on path && answer "$(skip_word)" &&
	enter_to "$(uses_title)" && answer 1 && answer "" && see "$(check_title)" &&
	answer "$(send_word)" && see "$(receipt_title)" && sleep 0.5 && answer koniec
}

# line: the line that $book has at $place, with all that the table says of it.
line() {
	promise="$book:$place: $command"
	folder=$folders/$(printf '%s' "$book" | tr '/ ' '--')
	mkdir -p "$folder"
	cd "$folder" || return
	for one in $needs; do
		fixture "$one" >"$work/fixture.out" 2>&1 ||
			{ fail "$promise" "the fixture $one: $(tail -n 3 "$work/fixture.out")"; return; }
	done
	case $how in
	uncovered)
		fail "$promise" "tests/books/commands does not say how it is tested"
		return
		;;
	left)
		fail "$promise" "tests/books/commands has it, but no book"
		return
		;;
	by) by "${what%% *}" "${what#* }" >"$work/out" 2>&1 ;;
	stand-in) "$what" >"$work/out" 2>&1 ;;
	walk)
		text=$(filled)
		walked "$what" >"$work/out" 2>&1
		;;
	run)
		text=$(filled)
		PATH=$inside HOME=$folder "$python" "$books/typist.py" "$passphrase" 90 sh -c "$text" \
		    >"$work/out" 2>&1
		;;
	esac
	status=$?
	if [ "$status" -eq 0 ] && [ -n "$says" ] && ! grep -qE -- "$says" "$work/out"; then
		fail "$promise" "it does not say \"$says\": $(cat "$work/out")"
	elif [ "$status" -eq 0 ]; then
		pass "$promise"
	else
		fail "$promise" "status $status: $(tail -n 12 "$work/out"; cat "$work/err" 2>/dev/null)"
	fi
	serve
	# What later lines of README need.
	case $book:$command in
	README.md:"testimony-keys fingerprint our-campaign")
		readme_pin=$(sed -n 's/^pin: *//p' "$work/out") ;;
	README.md:"testimony-desk -d our-desk list")
		{ echo "\$ $command"; cat "$work/out"; echo; } >"$work/picture.desk" ;;
	README.md:"testimony-desk -d our-desk show ID")
		{ echo "\$ testimony-desk -d our-desk show $(cat "$work/id")"; cat "$work/out"; } >>"$work/picture.desk" ;;
	esac
}

mkdir "$work/helps"
for program in "$testimony" "$testimonyd" "$testimony_keys" "$testimony_desk"; do
	name=${program##*/}
	"$program" --help >"$work/helps/$name"
	[ "$program" != "$testimonyd" ] || continue
	for command in $(grep -oE '  [a-z][a-z-]*  ' "$work/helps/$name" | tr -d ' '); do
		"$program" "$command" --help >"$work/helps/$name $command"
	done
done
command=
if "$python" "$books/books.py" plan "$source_dir" "$books/commands" "$work/helps" >"$work/plan"; then
	check "there are many command lines in the books" test "$(wc -l <"$work/plan")" -ge 60
else
	fail "tests/books/commands is understood"
fi
while IFS=$us read -r book place how what needs says command <&3; do
	line
done 3<"$work/plan"

for picture in question warning receipt desk; do
	sed -i "/^Passphrase of /d" "$work/picture.$picture" 2>/dev/null
	if difference=$("$python" "$books/books.py" shown "$source_dir" "$picture" "$work/picture.$picture" 2>&1); then
		pass "README's picture of the $picture is what is shown"
	else
		fail "README's picture of the $picture is what is shown" "$difference"
	fi
	cp "$work/picture.$picture" "$screens/readme-$picture.txt" 2>/dev/null
done
if [ -n "$nginx" ]; then
	same "nginx with README's configuration wrote nothing down" "" "$(find "$work/nginx" -type f -size +0 \
	    ! -name nginx.conf ! -name pid ! -name start)"
else
	skip "nginx takes README's configuration" "nginx is not installed"
fi
for name in sudo systemd-sysusers systemd-tmpfiles adduser systemctl nginx ssh testimonyd; do
	check "README used $name" grep -q "^$name " "$BOOKS_CALLED"
done

# It can see.
mkdir -p "$work/bad/tests/data"
cp -R "$source_dir/README.md" "$source_dir/doc" "$source_dir/conf" "$work/bad"
cp "$source_dir/tests/data/README.md" "$work/bad/tests/data"
printf '\n    testimony-desk -d our-desk pul\n' >>"$work/bad/README.md"
printf '.Dl testimony-keys sing our-campaign\n' >>"$work/bad/doc/man/testimony-keys.1"
printf 'testimony-keys never in-a-book\n' | cat "$books/commands" - >"$work/bad/commands"
"$python" "$books/books.py" plan "$work/bad" "$work/bad/commands" "$work/helps" | tr "$us" '|' >"$work/bad/plan"
check "a new command line of README is seen" grep -q '|uncovered|.*our-desk pul$' "$work/bad/plan"
check "a new command line of a manual page is seen" grep -q '|uncovered|.*sing our-campaign$' "$work/bad/plan"
check "an entry that is in no book is seen" grep -q '|left|.*never in-a-book$' "$work/bad/plan"
sed -i 's/Redditch/Reditch/' "$work/bad/README.md"
check "a picture that is not true is seen" sh -c \
    '! "$0" "$1" shown "$2" question "$3"' "$python" "$books/books.py" "$work/bad" "$work/picture.question"
# bad_line SAYS COMMAND
bad_line() {
	(
		book=README.md place=0 how=run what='' needs='' says=$1 command=$2
		line
	) | grep -q '^not ok'
}
check "a command line that fails is seen" bad_line "" "testimony-desk -d our-desk pul"
check "one that does not say what it must is seen" bad_line "nothing of the kind" "testimony --version"
