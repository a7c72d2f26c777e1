#!/bin/sh
# SPDX-License-Identifier: ISC
# testimony-keys leaflet: what is on it, that nothing of a campaign can be more than text on it, and
# that its QR holds the link. On paper: long/leaflet.sh.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
for tool in python3 zbarimg jq; do
	need "$tool" "the leaflet holds the link"
done
. "$source_dir/tests/line.sh"
keys=$testimony_keys
cd "$work" || exit 1
day() { date -u -d "$1" +%Y-%m-%d; }

page() { python3 "$source_dir/tests/system/leaflet.py" "$@"; }
# clean PROMISE FILE: well formed, nothing that runs, loads or leads elsewhere.
clean() {
	page faults "$2" >faults 2>&1
	if [ "$(wc -c <faults)" -le 1 ]; then pass "$1"; else fail "$1" "$(cat faults)"; fi
}
# scanned PICTURE: what its QR says. Some squares have rows that zbarimg takes for a bar code, too.
scanned() { zbarimg -q --raw -Sdisable -Sqrcode.enable "$1" 2>/dev/null; }
# made NAME FOLDER [OPTION...]: NAME.html, NAME.text, NAME.err, and what its QR says in NAME.qr.
made() {
	made_name=$1 made_folder=$2
	shift 2
	"$keys" leaflet "$made_folder" -o "$made_name.html" "$@" 2>"$made_name.err" >"$made_name.out" ||
		fail "a leaflet is made ($made_name)" "$(cat "$made_name.err")"
	clean "$made_name: well formed; nothing runs, loads or leads elsewhere" "$made_name.html"
	page text "$made_name.html" >"$made_name.text"
	page square "$made_name.html" "$made_name.pgm" && scanned "$made_name.pgm" >"$made_name.qr"
}
# has PROMISE NAME WORDS
has() {
	if grep -qF -- "$3" "$2.text"; then pass "$1"; else fail "$1" "no \"$3\" in: $(cat "$2.text")"; fi
}
lacks() {
	if grep -qF -- "$3" "$2.text"; then fail "$1" "$(grep -F -- "$3" "$2.text")"; else pass "$1"; fi
}
# new FOLDER NAME [OPTION...]
new() {
	new_folder=$1 new_name=$2
	shift 2
	"$keys" init "$new_folder" --name "$new_name" --no-passphrase "$@" >new.pin 2>new.err || cat new.err
}

# --- the sample, in both languages

new c "Voices & friends" --contact "hello@voices.example" --origin "$onion" \
    --origin https://voices.example --form "$form" --closes "$(day '+30 days')"
new_pin=$(cat new.pin)
words=$("$keys" fingerprint c | sed -n 's/^words: //p')
rm -r c/secret
made en c
made pl c --language PL
for language in en pl; do
	same "$language: its QR holds the link, exactly" "https://voices.example/#$new_pin" "$(cat $language.qr)"
	has "$language: the link can be typed" $language "https://voices.example/#$new_pin"
	has "$language: so can the one for Tor Browser" $language "$onion/#$new_pin"
	has "$language: and the program's command" $language \
	    "testimony submit --campaign 'https://voices.example/#$new_pin'"
	same "$language: the six words, in their order" "$words" \
	    "$(grep -xE '[a-z-]+' $language.text | tr '\n' ' ' | sed 's/ $//')"
	has "$language: the campaign's name" $language "Voices & friends"
	has "$language: how to reach it" $language "hello@voices.example"
	has "$language: the help lines of the form" $language "Samaritans"
	has "$language: with their numbers" $language "01905 822666"
	same "$language: it prints nothing on standard output" "" "$(cat $language.out)"
	check "$language: type of at least 9.75 points" awk -v size="$(page sized $language.html)" \
	    'BEGIN { exit !(size >= 9.75) }'
done
has "in English who reads" en "Who can read it:"
has "in Polish who reads" pl "Kto może to przeczytać:"
has "the help lines in Polish" pl "telefon zaufania"
has "the last day to tell, as people write it" en \
    "until $(LC_ALL=C date -u -d "$(day '+30 days')" '+%-d %B %Y')"
check "its language is said, English" grep -q '<html lang="en">' en.html
check "and Polish" grep -q '<html lang="pl">' pl.html
has "the form's first page is named where it does not fit" en "Please read this page before the first question: Before you start"
check "and that it does not fit is said" grep -q "no room for the form's first page" en.err
check "it says to scan it first" grep -q "scan the square" en.err
"$keys" leaflet c -o - >dash.html 2>dash.err
check "-o - writes the same page to standard output" cmp en.html dash.html

# --- a short first page is printed as it was signed, with its leads in bold

jq '.pages[0].hint = {"en": "Who runs this: two parents.\n\nWe & nobody\telse: read it.\nReally.", "pl": "Kto: dwoje rodziców."}' \
    "$form" >short.json
new short "Short" --origin https://a.example --form short.json
made short short
has "a first page that fits is printed" short "Who runs this: two parents."
has "whatever its letters" short "We & nobody else: read it. Really."
check "its leads are bold" grep -q '<strong>Who runs this:</strong>' short.html
lacks "the leaflet does not say the same in other words" short "Who can read it:"
has "but always what never to write" short "Never write:"
has "how to come back" short "Your nine words:"
has "and how to take it back" short "Take it back:"
check "the first page's language is said" grep -q '<p class="fine" dir="auto" lang="en">' short.html

# --- languages

refused "a language that the form has not" 1 'the form does not speak "cy"; it has: en, pl' \
	"$keys" leaflet c -o cy.html --language cy
[ ! -e cy.html ] && pass "and nothing is written" || fail "and nothing is written"
refused "a language that is no name of one is wrong usage" 2 "--language" "$keys" leaflet c -o x.html --language '"><b>'
# A form that speaks only Polish and Urdu.
jq 'del(.pages[].counted, .pages[].options[]?.group) |
    [paths(type == "object" and has("en"))] as $texts | reduce $texts[] as $at (.;
    setpath($at; getpath($at) | {ur: "یہ اردو ہے", pl: (.pl // "po polsku")}))' "$form" >ur.json
new ur "Urdu" --origin https://a.example --form ur.json
made first ur
check "without English the form's first language is taken" grep -q 'lang="ur"' first.html
check "around it our English" grep -q '<html lang="en">' first.html
check "each text says which way it runs" grep -q '<p class="fine" dir="auto" lang="ur">' first.html
# A form without any languages.
jq 'walk(if type == "object" and has("en") then .en else . end)' "$form" >plain.json
new plain "Plain" --origin https://a.example --form plain.json
made plain plain --language pl
has "a form of one language has our words in any" plain "Dziewięć słów:"

# --- addresses

new onion "Onion" --origin "$onion" --form "$form"
made onion onion
same "an onion address alone is in the QR" "$onion/#$(cat new.pin)" "$(cat onion.qr)"
has "and Tor Browser is asked for" onion "You need Tor Browser"
has "also by the command" onion "--socks5 127.0.0.1:9050"
check "which is told to who makes it" grep -q "no https address" onion.err
new trial "Trial" --origin http://127.0.0.1:8787 --form "$form"
made trial trial
has "a leaflet of one's own machine says that it is for trying out" trial "This leaflet is for trying out only"

# --- hostile texts

rlo=$(printf '\342\200\256')
nasty="</title></h1><script>alert(1)</script>\"'&amp;$rlo&#x3c;"
jq --arg nasty "$nasty" '.pages[0].title.en = $nasty | .help[0].label.en = $nasty | .help[0].phone = $nasty |
    .help[0].url = ("https://x.example/" + $nasty) | .help[0].note.en = "<img src=https://x.example/>\n" + $nasty' \
    "$form" >nasty.json
new nasty "$nasty" --contact "--><style>@import url(https://x.example)</style>$nasty" \
    --origin https://a.example --form nasty.json
made nasty nasty
shown="</title></h1><script>alert(1)</script>\"'&amp;<U+202E>&#x3c;"
same "a hostile name is shown letter by letter" "$shown" "$(sed -n 1p nasty.text)"
has "so is a contact" nasty "How to reach us: --><style>@import url(https://x.example)</style>$shown"
has "a title" nasty "Please read this page before the first question: $shown"
has "a help line" nasty "$shown: $shown https://x.example/$shown · <img src=https://x.example/> $shown"
# As a first page that fits, too.
jq --arg nasty "$nasty" '.pages[0].hint = ($nasty + ": " + $nasty + "\n\n" + $nasty)' nasty.json >nasty2.json
new nasty2 "Nasty" --origin https://a.example --form nasty2.json
made nasty2 nasty2
has "and a first page" nasty2 "$shown: $shown"

# --- the longest texts, and many

long=$(printf '%0200d' 0 | sed 's/0/W/g')
new long "$long" --contact "$(printf '%01000d' 0 | sed 's/0/W/g')" \
    --origin "https://$(printf '%063d.%063d.%063d.%061d' 0 0 0 0 | sed 's/0/w/g')" --origin "$onion" --form "$form"
made long long
same "the longest link is in the QR" "$("$keys" fingerprint long | sed -n 's/^link:  //p' | head -n 1)" "$(cat long.qr)"
has "the longest name is printed whole" long "$long"
jq '.help = [range(32) | {"label": "Help \(.)", "phone": "0\(.)", "note": ("words " * 40)}]' "$form" >many.json
new many "Many" --origin https://a.example --form many.json
made many many
has "the first of many help lines is printed" many "Help 0: 00"
has "that there are more is said to families" many "You find more places that help after the questions."
check "and to who makes it, with their number" grep -Eq 'room for [0-9]+ of the 32 help lines' many.err
jq 'del(.help)' "$form" >none.json
new none "None" --origin https://a.example --form none.json
made none none
lacks "no help lines: no box for them" none "If you need help"

# --- refusals

refused "without -o it is wrong usage" 2 "-o FILE.html" "$keys" leaflet c
refused "without a folder, too" 2 "one folder" "$keys" leaflet -o x.html
refused "no campaign, no leaflet" 1 "there is no campaign in ." "$keys" leaflet . -o x.html
cp -r trial changed
sed -i 's/"Trial"/"Trail"/' changed/campaign.json
refused "what was changed since it was signed is refused" 1 "not what was signed last" \
	"$keys" leaflet changed -o x.html
cp -r trial expired
sed -i "s/\"issued\": \"[0-9-]*\"/\"issued\": \"$(day '-30 days')\"/
s/\"expires\": \"[0-9-]*\"/\"expires\": \"$(day '-1 day')\"/
s/\"\\(closes\\|previews_from\\|answer_by\\)\": \"[0-9-]*\"/\"\\1\": \"$(day '-2 days')\"/" expired/campaign.json
"$forge" sign expired/secret/signing.key expired/campaign.json 'testimony-campaign-1 serial:1' \
    expired/campaign.json.minisig || fail "the test signs"
refused "an expired campaign is refused, and how to mend it said" 1 \
	"last day was $(day '-1 day'), so families' programs refuse it; sign it anew first: testimony-keys sign expired" \
	"$keys" leaflet expired -o x.html
[ ! -e x.html ] && pass "none of these wrote a file" || fail "none of these wrote a file"
cp trial/secret/signing.key before.key
for precious in trial/secret/signing.key trial/campaign.json trial/campaign.pub; do
	refused "$precious is not overwritten" 1 "is no leaflet" "$keys" leaflet trial -o "$precious"
done
check "and is as it was" cmp before.key trial/secret/signing.key
ln -s en.html link.html
refused "nor is a link followed" 1 "is no leaflet" "$keys" leaflet trial -o link.html
cp en.html again.html
"$keys" leaflet changed -o again.html 2>again.err
check "a refusal leaves the older leaflet" cmp en.html again.html
made again c --language pl
check "an older leaflet is replaced" cmp pl.html again.html
same "it can be read by all" 644 "$(stat -c %a again.html)"
refused "a full disk is told" 1 "standard output" sh -c '"$1" leaflet trial -o - >/dev/full' - "$keys"
"$keys" sign onion --closes "$(day '-1 day')" >/dev/null 2>&1
made closed onion
check "that it closed is told" grep -q "It closed on $(day '-1 day')" closed.err

# --- its own sentences: each catalogue has each of them once

sed -n '/^enum leaflet_words {/,/^};/s/^	\(LEAFLET_[A-Z_]*\),.*/\1/p' "$source_dir/keys/leaflet_words.h" | sort >wanted
check "there are sentences" test "$(wc -l <wanted)" -ge 20
for language in en pl; do
	sed -n "/^static const char \*const leaflet_$language/,/^};/s/^	\[\(LEAFLET_[A-Z_]*\)\] =.*/\1/p" \
	    "$source_dir/keys/leaflet_words.c" | sort >found
	check "the leaflet has each of them in \"$language\"" diff wanted found
done

# --- the reader can see

# sees PROMISE WORDS CHANGE
sees() {
	sed "$3" en.html >bad.html
	page faults bad.html >faults 2>&1
	if cmp -s en.html bad.html || ! grep -qF -- "$2" faults; then
		fail "the reader sees $1" "$(cat faults)"
	else
		pass "the reader sees $1"
	fi
}
sees "a script" "a <script> in it" 's#</main>#<script>1</script></main>#'
sees "a link" "the attribute href" 's#<h1 #<h1 href="x" #'
sees "a picture from elsewhere" "a <img> in it" 's#</main>#<img src="https://x.example/">&#'
sees "a style from elsewhere" "the style leads elsewhere" 's#^body{#@import "x";body{#'
sees "a mark that is not escaped" "a bare mark" 's#Voices &amp; friends#Voices \& friends#'
sees "a tag that is not closed" "closes nothing" 's#</section>##'
sees "an attribute without its quotes" "not clean" 's#<html lang="en">#<html lang=en>#'
sees "that letters are turned around" "not seen" "s#hello@#$rlo&#"
sees "a square without words" "nothing is called square" 's# id="square"##'
sed '/^M/s/M\([0-9]*\) \([0-9]*\)h/M\2 \1h/g' en.html >bad.html
page square bad.html bad.pgm 2>/dev/null
[ "$(scanned bad.pgm)" != "$(cat en.qr)" ] && pass "the reader sees another square" ||
	fail "the reader sees another square"
