#!/bin/sh
# SPDX-License-Identifier: ISC
# The interview at a terminal: 80x24 and 40x20, English and Polish. What was sealed is what was
# typed: the desk says so.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
. "$source_dir/tests/terminal.sh"

for size in "80 24" "40 20"; do
for language in en pl; do
	# shellcheck disable=SC2086
	at $size $language straight
	begin --language "$language"
	start_pages
	answer 1
	on family-court && answer 1
	on area && answer 7
	on area-towns && enter_to "$(title path)" && answer 1
	on age && answer 2
	on setting && answer 4
	on need && answer "1 7" && enter_to "$(title stage)" && answer 8
	on problems && answer "1, 3 18" && enter_to "$(title plan-wait)" && answer 3
	on health && answer 1 && enter_to "$(title health-paediatrics)" && answer 4
	on missed && answer "$(skip_word)"
	on tried && answer "$(skip_word)"
	on cost && answer 5
	on effect && answer "$(skip_word)"
	write "it took two years, żółw 🙂 and a made-up story" story-happened
	writing "$(title story-difference)" && {
		t send-keys -t told -l -- "one line"
		press Enter
		t send-keys -t told -l -- "another lnie"
		press BSpace BSpace BSpace
		t send-keys -t told -l -- "ine"
		press C-d
	}
	write "" story-should
	write "" worked
	write "listen" change
	writing "$(hide_title)" && {
		t send-keys -t told -l -- "Sam Sample"
		press Enter
		t send-keys -t told -l -- "the blue school"
		press C-d
	}
	see "$(uses_title)" && answer "1 2 7" && enter_to "$(check_title)"
	sent
	json=$(told)
	same "$name: what was sealed is what was typed" "$(jq -cS . <<-END
		{"who":"parent","family-court":"no","area":"not-sure","path":"questions",
		"age":"age-5-10","setting":"special-school","need":["specific-learning","autism"],
		"stage":"final-plan","problems":["late","plan-not-delivered","complaint-not-answered"],
		"plan-wait":"weeks-31-52","health":["paediatrics"],
		"health-paediatrics":"over-2-years","cost":"over-20000",
		"story-happened":"it took two years, żółw 🙂 and a made-up story",
		"story-difference":"one line\nanother line","change":"listen"}
		END
	)" "$(field "$json" .answers | jq -cS .)"
	same "$name: with the names to hide, the uses and the language" \
	    "Sam Sample|the blue school counts|my-mp|preview $language" \
	    "$(field "$json" '(.hide | join("|")) + " " + (.uses | join("|")) + " " + .language')"

	# shellcheck disable=SC2086
	at $size $language changed
	begin --language "$language"
	start_pages
	answer 2
	on family-court && answer "$(back_word)"
	on who && answer 3
	on family-court && answer 1
	on area && answer 8
	on path && answer 2
	write "first words" story-happened
	write "" story-difference
	write "" story-should
	write "" worked
	write "" change
	hide_nothing
	see "$(uses_title)" && answer 1 && enter_to "$(check_title)"
	see "$(check_title)" && answer 3
	on area && answer 5
	see "$(check_title)" && answer 5
	writing "$(title story-happened)"
	t send-keys -t told -l -- " and more"
	press C-d
	sent
	json=$(told)
	same "$name: what was changed is what was sealed" "other-carer worcester first words and more" \
	    "$(field "$json" '.answers | .who + " " + .area + " " + ."story-happened"')"

	# shellcheck disable=SC2086
	at $size $language skipping
	begin --language "$language"
	start_pages
	answer "$(skip_word)"
	on family-court && answer 1
	on area && answer "$(skip_word)"
	on path && answer "$(skip_word)"
	for page in story-happened story-difference story-should worked change; do
		write "" "$page"
	done
	see "$(uses_title)" && answer 1 && enter_to "$(check_title)"
	sent
	json=$(told)
	same "$name: all can be skipped but what is marked" '{"family-court":"no"}' \
	    "$(field "$json" '.answers | tojson')"

	# shellcheck disable=SC2086
	at $size $language court
	begin --language "$language"
	start_pages
	answer 1
	on family-court && answer 2
	on family-court-counts && enter_to "$(title area)" && answer 1
	on path && answer 2
	on path-no-story && enter_to "$(uses_title)"
	same "$name: only the counting is offered" 1 "$(flat | grep -o '\[ \]' | wc -l)"
	answer 1 && enter_to "$(check_title)"
	sent
	json=$(told)
	same "$name: family court: ticks alone, for counts alone" "yes none counts" "$(field "$json" \
	    '.answers."family-court" + " " + (.answers."story-happened" // "none") + " " + .uses[0]')"

	# shellcheck disable=SC2086
	at $size $language interrupted
	begin --language "$language"
	on before-you-start
	# ask_menu PAGE: Ctrl-C asks there, and goes back there.
	ask_menu() {
		press C-c
		see "$(menu)" || return 1
		answer 1
		see "$1"
	}
	ask_menu "$(title before-you-start)"
	start_pages
	ask_menu "$(title who)" && answer 1
	on family-court && ask_menu "$(title family-court)" && answer 1
	on area && ask_menu "$(title area)" && answer 8
	on path && ask_menu "$(title path)" && answer 2
	writing "$(title story-happened)"
	t send-keys -t told -l -- "Ben was sent home"
	ask_menu "$(title story-happened)"
	writing "$(title story-happened)"
	see "Ben was sent home" && press C-d
	for page in story-difference story-should worked change; do
		writing "$(title "$page")"
		ask_menu "$(title "$page")"
		write "" "$page"
	done
	see "$(hide_title)" && ask_menu "$(hide_title)" && hide_nothing
	see "$(uses_title)" && ask_menu "$(uses_title)" && answer 1
	enter_to "$(look_title)"
	see "$(look_title)" && ask_menu "$(look_title)" && answer 1
	see "$(check_title)" && ask_menu "$(check_title)"
	press C-c
	see "$(menu)" && press C-c
	ended 1
	same "$name: Ctrl-C asked on every page; then nothing was sent" "" "$(told)"
done
done

# 24,000 bytes at once: 12,000 letters of two bytes, the most that this question takes.
paste() {
	at "$1" "$2" pl "paste$3"
	begin --language pl
	start_pages
	answer 1
	on family-court && answer 1
	on area && answer 8
	on path && answer 2
	writing "$(title story-happened)"
	awk 'BEGIN { for (i = 0; i < 12000; i++) printf "%s", i % 7 == 6 ? "ó" : "ł" }' >"$work/long"
	t load-buffer "$work/long"
	# shellcheck disable=SC2086
	t paste-buffer -t told $3 -r
	see "Pozostało znaków: 0." && press C-d
	for page in story-difference story-should worked change; do
		write "" "$page"
	done
	hide_nothing
	see "$(uses_title)" && answer 1 && enter_to "$(check_title)"
	sent
	json=$(told)
	field "$json" '.answers."story-happened"' | tr -d '\n' >"$work/got"
	if cmp -s "$work/long" "$work/got"; then
		pass "$name: 24,000 bytes pasted at once arrive byte for byte"
	else
		fail "$name: 24,000 bytes pasted at once arrive byte for byte" \
		    "$(wc -c <"$work/got") bytes"
	fi
}
paste 80 24 -p
paste 40 20 ""
