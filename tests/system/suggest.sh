#!/bin/sh
# SPDX-License-Identifier: ISC
# testimony-desk suggest: a text on a pipe, and what of it may show who somebody is.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
cd "$work" || exit 1

# says PROMISE WORDS FILE: a file has a line with these words.
says() {
	if grep -qF -- "$2" "$3"; then pass "$1"; else fail "$1" "$(head -n 20 "$3")"; fi
}

printf 'my son jack and Mrs Patel at the office.\nborn 12/03/2014, WR99 9ZZ. he loves quibbly\n' >story.txt
printf 'Quibbly\n\n  Zelkova Primary School \r\n' >names.txt

"$testimony_desk" suggest --hide names.txt <story.txt >out 2>err
check "the example of the help is run" test $? -eq 0
says "the example of the help shows a name, its line, kind, confidence and reason" \
	"    1  jack                          person           high    a first name" out
says "a hidden name is shown" "    2  quibbly                       person           high    the family listed it" out
says "how many there are is said" "5 suggestions. A person decides" err
check "a hidden name is not shown where it is not hidden" \
	sh -c "! '$testimony_desk' suggest <story.txt 2>err | grep -q 'family listed'"

"$testimony_desk" suggest --json <story.txt >json 2>err
check "one JSON object a line" jq -es 'all(.start < .end and (.kind|type) == "string" and
	(.surface|type) == "string" and (.why|length) > 0 and
	(.confidence|IN("high","medium","low")))' json
check "start and end are bytes, and the surface is what is between them" sh -c '
	jq -r "[.start,.end,.surface]|@tsv" json | while read -r start end surface; do
		piece=$(tail -c +$((start + 1)) story.txt | head -c $((end - start)))
		[ "$piece" = "$surface" ] || exit 1
	done'
check "what a text holds is counted by kind" sh -c "[ \"\$('$testimony_desk' suggest --json <story.txt |
	jq -r .kind | sort | uniq -c | tr -s ' ' | tr '\n' ',')\" = ' 1 dob, 2 person, 1 postcode,' ]"
check "machines get nothing on standard error" test ! -s err

printf 'aged 7, in Redditch, on 3 March 2021, adopted\n' | "$testimony_desk" suggest >out 2>err
says "facts that show together who it is are warned of" "4 kinds of facts" err
printf 'Fiul meu nu a mai fost la școală de doi ani și nimeni nu ne-a ajutat niciodată cu nimic.\n' |
	"$testimony_desk" suggest >out 2>err
says "a language without lists is said" "in a language that the desk has no lists for" err
printf 'my son has been at home\n' | "$testimony_desk" suggest --language ro >out 2>err
says "a language is taken from --language" "in a language that the desk has no lists for" err

printf 'tell Ben\033[31m\377 and Ja\302\255ck\033]0;x\007\n' >hostile
"$testimony_desk" suggest <hostile >out 2>err
if LC_ALL=C grep -q "$(printf '\033')" out err; then
	fail "what a text holds is shown clean" "$(cat -v out err)"
else
	pass "what a text holds is shown clean"
fi
"$testimony_desk" suggest --json <hostile >json
check "what is no UTF-8 does not break JSON" jq -es 'map(.surface) | index("Ben")' json
"$testimony_desk" suggest --json </dev/null >out 2>err
check "an empty text has no suggestions" test $? -eq 0 -a ! -s out

refused "names that are not there are refused" 1 "nowhere.txt" "$testimony_desk" suggest --hide nowhere.txt
refused "a file on the command line is refused" 2 "read from standard input" "$testimony_desk" suggest story.txt
refused "a language that is none is refused" 2 "--language takes a tag" "$testimony_desk" suggest --language "e n"
refused "a folder that is none is refused" 1 "nowhere" "$testimony_desk" suggest -d nowhere
head -c 1100000 /dev/zero | tr '\0' ' ' >large
if "$testimony_desk" suggest <large >out 2>err; then
	fail "a text over its limit is refused"
else
	says "a text over its limit is refused" "the text" err
fi

# The campaign of a desk's folder.
make_campaign campaign 8787
check "a desk is set up" "$testimony_desk" -d desk setup --campaign campaign/campaign.json --pin "$pin" \
	--key campaign/secret/campaign.key --as campaign/secret/heron.key --daemon unix:desk.sock
printf 'we wrote to Tom Collins, near rock. Mrs Collins read it\n' >mp.txt
"$testimony_desk" suggest -d desk <mp.txt >out 2>err
check "a desk's folder takes no passphrase" test $? -eq 0
says "a village of the campaign is found" "rock                          place            high    a place of the campaign's list" out
if grep -q "Tom Collins" out; then
	fail "an MP of the campaign is not suggested" "$(cat out)"
else
	pass "an MP of the campaign is not suggested"
fi
says "a teacher of the same name is" "Mrs Collins" out
printf 'Tom Collins\n' >mp-hide
"$testimony_desk" suggest -d desk --hide mp-hide <mp.txt >out 2>err
says "an MP whom a family hides is" "Tom Collins" out

if strace -V >/dev/null 2>&1; then
	strace -f -o trace -e trace=openat,open,creat,mkdir,rename,unlink,connect,socket \
		"$testimony_desk" suggest --hide names.txt <story.txt >out 2>err
	if [ $? -ne 0 ]; then
		skip "nothing is written and nobody is asked" "strace cannot trace here"
	elif grep -E 'O_(WRONLY|RDWR|CREAT)|creat\(|mkdir\(|rename|unlink|connect\(|socket\(' trace |
	    grep -v /dev/ >written; then
		fail "nothing is written and nobody is asked" "$(cat written)"
	else
		pass "nothing is written and nobody is asked"
	fi
else
	skip "nothing is written and nobody is asked" "strace is missing"
fi
