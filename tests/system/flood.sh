#!/bin/sh
# SPDX-License-Identifier: ISC
# A flood: 8 connections put valid envelopes with proofs at ten times the budget throughout, each with just
# the work that is wanted. Families come through, a token of calm does not help, a proof counts once, a
# refusal costs no disk, and when the flood ends nothing is asked for any more.
#
# Clocks of the daemon and of the families run $speed times as fast here, by libfaketime; the flood's
# do not, and what work costs is real. tests/long/flood.sh is the same with true clocks.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
: "${families:=20} ${speed:=10} ${requests:=2000} ${budget:=120} ${bits_most:=4} ${timed:=no}"
. "$source_dir/tests/line.sh"
need curl "families come through a flood"
need jq "families come through a flood"
press=$build_dir/tests/system/press

# faster NAME PROGRAM: $work/NAME runs it with faster clocks, where they are wanted and can be had.
fake=
for library in /usr/lib/*/faketime/libfaketimeMT.so.1; do
	[ ! -e "$library" ] || fake=$library
done
if [ "$speed" -gt 1 ] && [ -z "$fake" ]; then
	skip "families come through a flood" "faketime is not installed"
	exit 0
fi
faster() {
	if [ "$speed" -eq 1 ]; then
		printf '#!/bin/sh\nexec "%s" "$@"\n' "$2" >"$work/$1"
	else
		# shellcheck disable=SC2016
		printf '#!/bin/sh\nexport LD_PRELOAD="%s" FAKETIME="+0 x%s"\n%s\nexec "%s" "$@"\n' \
		    "$fake" "$speed" 'export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"' \
		    "$2" >"$work/$1"
	fi
	chmod 755 "$work/$1"
}
faster family "$testimony"
faster server "$testimonyd"
say() { printf '# %s\n' "$*"; }
bits() { curl -s "$origin/v1/challenge" | jq .bits; }
# seconds SINCE: of the daemon's clock, since `date +%s%N` said SINCE.
seconds() { awk -v from="$1" -v to="$(date +%s%N)" -v by="$speed" 'BEGIN { printf "%.0f\n", (to - from) / 1e9 * by }'; }
# put ENVELOPE FILE-OF-PROOF [OPTIONS...]: the status.
put() {
	envelope=$1
	read -r id proof <"$2"
	shift 2
	curl -s -o "$work/answer" -D "$work/head" -w '%{http_code}' -X PUT --data-binary "@$envelope" \
	    -H "Expect:" -H "Testimony-Mailbox: $(printf '%064d' 7)" -H "Testimony-Proof: $proof" "$@" \
	    "$origin/v1/envelopes/$id"
}
field() { tr -d '\r' <"$work/head" | sed -n "s/^$1: //p"; }

# ---- No disk for a bad proof. The daemon is traced from its start, and by root: nobody else may look into
# it, not even its own user.
true_daemon=$testimonyd
# settled: no call upon the store is under way, nor was in a second: the daemon's first look at it, which begins
# when it is ready, is over.
settled() {
	calls=$(grep -c 'testimony\.db\|sync' "$work/trace")
	sleep 1
	[ "$calls" = "$(grep -c 'testimony\.db\|sync' "$work/trace")" ] &&
	    [ "$(grep -c 'sync(.*<unfinished' "$work/trace")" = "$(grep -c 'sync resumed' "$work/trace")" ]
}
if [ "$(id -u)" -ne 0 ]; then
	skip "a bad proof costs no call upon the store" "it takes root to trace the daemon"
elif command -v strace >/dev/null 2>&1 && strace -o /dev/null true 2>/dev/null; then
	printf '#!/bin/sh\nexec strace -D -f -y -s 64 -e trace=%%desc,%%file,%%network -o "%s" "%s" "$@"\n' \
	    "$work/trace" "$true_daemon" >"$work/traced"
	chmod 755 "$work/traced"
	testimonyd=$work/traced
	start_line
	in_time settled
	curl -s -o "$work/answer" "$origin/mark-1"
	"$press" cost "127.0.0.1:$port" "$daemon" 500 >"$work/cost"
	same "500 bad proofs and 1,000 plain 400s are answered so" "weak 500 plain 500 shortest 500 " \
	    "$(cut -d ' ' -f 1,2 "$work/cost" | tr '\n' ' ')"
	curl -s -o "$work/answer" "$origin/mark-2"
	"$press" proof "127.0.0.1:$port" "$work/envelope" >"$work/proof"
	same "a good one is taken" 201 "$(put "$work/envelope" "$work/proof")"
	stop_daemon
	sed -n '/mark-1/,/mark-2/p' "$work/trace" >"$work/between"
	sed '1,/mark-2/d' "$work/trace" >"$work/after"
	same "the trace has all of them" yes "$([ "$(grep -c 'PUT /v1/env' "$work/between")" -ge 1000 ] && echo yes)"
	same "a bad proof costs no call upon the store" 0 "$(grep -c 'testimony\.db\|fsync\|fdatasync' "$work/between")"
	same "and a good one does" yes "$([ "$(grep -c 'testimony\.db' "$work/after")" -gt 0 ] && echo yes)"
	rm -f "$work/trace" "$work/between" "$work/after"
else
	skip "a bad proof costs no call upon the store" "nothing can be traced here"
fi
# faketime comes before a sanitizer's own library, and then neither works.
if [ "$speed" -gt 1 ] && grep -q '#define WITH_SANITIZERS 1' "$build_dir/config.h"; then
	skip "families come through a flood" "faketime and a sanitizer do not go together"
	exit 0
fi

# ---- Calm.
testimonyd=$work/server
start_line
say "clocks run $speed times as fast; budget $budget a minute, at most $bits_most bits, $families families"
rate=$((budget * speed / 6)) # of true seconds: ten times the budget
"$press" proof "127.0.0.1:$port" "$work/calm" >"$work/calm.proof"
"$press" proof "127.0.0.1:$port" "$work/envelope" >"$work/proof"
same "in calm a proof of no bits is good" 201 "$(put "$work/envelope" "$work/proof")"
calm_bits=$(bits) # none, but what the disk asks for where little of it is free
if [ "$calm_bits" -gt 1 ]; then
	skip "families come through a flood" "the disk is nearly full, and asks for $calm_bits bits as it is"
	exit 0
fi

# ---- One proof, again and again: without its envelope, at no cost.
begun=$(date +%s%N)
background "$press" again "127.0.0.1:$port" 8 "$rate" >"$work/again"
again=$started most=$calm_bits
while [ "$(seconds "$begun")" -lt 35 ]; do
	now=$(bits)
	[ "${now:-0}" -le "$most" ] || most=$now
	sleep 0.1
done
kill "$again"
wait "$again"
same "one proof at ten times the budget, for three windows, asks nobody for work" "$calm_bits" "$most"
say "one proof, sent again and again: $(tr '\n' ' ' <"$work/again")"

# ---- The flood.
background "$press" flood "127.0.0.1:$port" 8 "$rate" >"$work/flood"
flood=$started begun=$(date +%s%N)
has_bits() { [ "$(bits)" = "$1" ]; }
in_time has_bits "$bits_most" ||
    { fail "the most bits are wanted in a flood" "$(bits) of $bits_most"; exit 1; }
say "the most bits are wanted after $(seconds "$begun") s"
same "a proof that was made in calm is too weak now" 429 "$(put "$work/calm" "$work/calm.proof")"
same "and is told what is wanted" "$bits_most" "$(jq .bits "$work/answer")"

# The lottery, as PROTOCOL 1.2, 1.4 and 2.2 have it.
for draw in $(seq 200); do
	"$press" proof "127.0.0.1:$port" "$work/envelope" >"$work/proof"
	got=$(put "$work/envelope" "$work/proof")
	[ "$got" != 503 ] || break
done
same "who drew a blank gets 503" 503 "$got"
say "of good proofs, number $draw drew a blank"
same "as a problem, which is not kept" "503 application/problem+json no-store close" \
    "$(jq .status "$work/answer") $(field Content-Type) $(field Cache-Control) $(field Connection)"
after=$(field Retry-After)
same "with Retry-After from 2 to 12" yes "$([ "${after:-0}" -ge 2 ] && [ "$after" -le 12 ] && echo yes)"
same "before the body is read: no 100" "0" "$(put "$work/envelope" "$work/proof" -H "Expect: 100-continue" \
    >"$work/code"; grep -c ' 100 ' "$work/head")"

# Families: every other one with a sealed file.
made=0 ids=
begun_all=$(date +%s%N)
while [ "$made" -lt "$families" ]; do
	made=$((made + 1))
	(
		begun=$(date +%s%N)
		options="--campaign $work/campaign/campaign.json --pin $pin"
		if [ $((made % 2)) -eq 0 ]; then
			# shellcheck disable=SC2086
			"$testimony" seal $options --answers "$answers" -o "$work/sealed.$made" >"$work/told.$made" 2>&1 &&
			    "$work/family" send $options "$work/sealed.$made" 2>"$work/said.$made"
		else
			# shellcheck disable=SC2086
			"$work/family" submit $options --answers "$answers" --yes >"$work/told.$made" 2>"$work/said.$made"
		fi && grep -q '^receipt: ' "$work/told.$made" && seconds "$begun" >"$work/through.$made"
	) </dev/null &
	ids="$ids $!"
	sleep "$(awk -v by="$speed" 'BEGIN { print 2 / by }')"
done
for id in $ids; do
	wait "$id"
done
through=$(find "$work" -name 'through.*' | wc -l)
promise="at least 95 of 100 families come through a flood of ten times the budget within ten minutes"
if [ $((through * 100)) -ge $((families * 95)) ]; then
	pass "$promise"
else
	fail "$promise" "$through of $families: $(tail -qn 1 "$work"/said.* | sort | uniq -c)"
fi
find "$work" -name 'through.*' -exec cat {} + | sort -n >"$work/times"
say "$through of $families came through; seconds: half within $(sed -n "$(((through + 1) / 2))p" "$work/times"), the last" \
    "within $(tail -n 1 "$work/times"); all together $(seconds "$begun_all")"

# ---- When it ends.
kill "$flood"
wait "$flood"
ended=$(date +%s%N)
say "the flood: $(tr '\n' ' ' <"$work/flood")"
flood_of() { sed -n "s/^$1 //p" "$work/flood"; }
sent=$(flood_of sent)
same "the lottery sent some of the flood away, and let some in" yes \
    "$([ "$(flood_of 503)" -gt 0 ] && [ "$(flood_of 201)" -gt 0 ] && echo yes)"
background "$press" cost "127.0.0.1:$port" "$daemon" "$requests" >"$work/cost"
cost=$started last=$(bits) rose=no
until [ "$last" = "$calm_bits" ] || [ "$(seconds "$ended")" -gt 2000 ]; do
	now=$(bits)
	[ "$now" -le "$last" ] || rose=yes
	last=$now
	sleep 0.1
done
back=$(seconds "$ended")
same "the bits fall to those of calm, and never rise meanwhile" "$calm_bits no" "$last $rose"
say "back at $calm_bits bits after $back s"
wait "$cost"
same "each bad proof was refused as such, each plain 400 as well" \
    "weak $requests plain $requests shortest $requests " "$(cut -d ' ' -f 1,2 "$work/cost" | tr '\n' ' ')"
# ratio KIND: what a bad proof costs against it.
ratio() { awk -v kind="$1" '{ cost[$1] = $3 } END { printf "%.2f", cost["weak"] / cost[kind] }' "$work/cost"; }
say "nanoseconds of processor for each: $(cut -d ' ' -f 1,3 "$work/cost" | tr '\n' ' ')"
say "a bad proof costs $(ratio plain) of a 400 as long as it, $(ratio shortest) of the shortest 400"
stop_daemon
same "what came through is on disk" "$through" "$(sqlite3 "$work/store/testimony.db" \
    "SELECT count(*) FROM envelope WHERE lower(hex(mailbox)) <> printf('%064d', 7)")"

if [ "$timed" = yes ]; then
	wanted=$((rate * $(flood_of seconds)))
	same "the flood kept up its rate" yes "$([ $((sent * 100)) -ge $((wanted * 95)) ] && echo yes)"
	same "the lottery sent most of it away" yes "$([ "$(flood_of 503)" -gt $((2 * $(flood_of 201))) ] && echo yes)"
	# Ten times the budget: five windows until it counts for half of it, one may have begun.
	same "the bits are back within a window for each, and six" yes \
	    "$([ "$back" -le $(((bits_most + 6) * 10)) ] && echo yes)"
	same "a bad proof costs at most 1.3 of a plain 400" yes \
	    "$(awk -v a="$(ratio plain)" -v b="$(ratio shortest)" 'BEGIN { if (a <= 1.3 && b <= 1.3) print "yes" }')"
fi
