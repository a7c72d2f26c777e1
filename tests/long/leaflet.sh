#!/bin/sh
# SPDX-License-Identifier: ISC
# The leaflet on paper: Chromium prints it to one A4 page, all of it is there, and zbarimg reads the
# link back from a picture of that page, also from a poor one.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
for tool in chromium pdfinfo pdftoppm pdftotext zbarimg python3 jq; do
	need "$tool" "the leaflet prints to one A4 page"
done
. "$source_dir/tests/line.sh"
keys=$testimony_keys
cd "$work" || exit 1
mkdir home
page() { python3 "$source_dir/tests/system/leaflet.py" "$@"; }
# Without white space: a printed line breaks where it has to.
dense() { tr -d '[:space:]'; }

# printed NAME: NAME.html, as a browser prints it, without a person. The sandbox that Chromium has
# for pages from elsewhere does not start for root.
printed() {
	HOME=$work/home chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
	    --user-data-dir="$work/home/chromium" --no-pdf-header-footer --print-to-pdf="$work/$1.pdf" \
	    "file://$work/$1.html" >"$1.log" 2>&1
	[ -s "$1.pdf" ] || { tail -n 5 "$1.log"; return 1; }
}
one_page() {
	pdfinfo "$1.pdf" >"$1.info"
	# 210 by 297 mm are 595.28 by 841.89 points; Chromium counts in pixels of 1/96 inch.
	awk -F': *' '$1 == "Pages" && $2 == 1 { pages = 1 }
	    $1 == "Page size" { split($2, size, " ")
	        a4 = size[1] > 594 && size[1] < 596 && size[3] > 841 && size[3] < 843 }
	    END { exit !(pages && a4) }' "$1.info" || { cat "$1.info"; return 1; }
}
# all_there NAME: each block of the page is on the paper, whole; but for the title and the square's
# text alternative.
all_there() {
	pdftotext -raw "$1.pdf" - | dense >"$1.dense"
	page text "$1.html" | sed -e 1d -e '/(QR code)/d' -e '/(kod QR)/d' | while read -r block; do
		grep -qF -- "$(printf '%s' "$block" | dense)" "$1.dense" || echo "not printed: $block"
	done >"$1.missing"
	[ ! -s "$1.missing" ] || { cat "$1.missing"; return 1; }
}
# read_back NAME DPI: what zbarimg reads from a picture of the page.
read_back() {
	pdftoppm -r "$2" -gray "$1.pdf" "$1-$2"
	zbarimg -q --raw -Sdisable -Sqrcode.enable "$1-$2"*.pgm 2>/dev/null
}

# leaflet NAME FOLDER LEAST [OPTION...]: type of at least LEAST points.
leaflet() {
	name=$1 folder=$2 least=$3
	shift 3
	"$keys" leaflet "$folder" -o "$name.html" "$@" 2>"$name.err" || cat "$name.err"
	link=$("$keys" fingerprint "$folder" | sed -n 's/^link:  //p' | head -n 1)
	check "$name: Chromium prints it" printed "$name"
	check "$name: one page of A4" one_page "$name"
	check "$name: all that is on it is printed" all_there "$name"
	for words in "$link" $("$keys" fingerprint "$folder" | sed -n 's/^pin: *//p; s/^words: //p'); do
		case $(cat "$name.dense") in
		*"$words"*) ;;
		*) fail "$name: pin, words and link are printed" "no $words" ;;
		esac
	done
	for dpi in 300 150 100; do
		same "$name: at $dpi dots an inch zbarimg reads the link" "$link" "$(read_back "$name" $dpi)"
	done
	check "$name: type of at least $least points" awk -v size="$(page sized "$name.html")" -v least="$least" \
	    'BEGIN { exit !(size >= least) }'
}

# new FOLDER NAME [OPTION...]
new() {
	new_folder=$1 new_name=$2
	shift 2
	"$keys" init "$new_folder" --name "$new_name" --no-passphrase "$@" >new.pin 2>new.err || cat new.err
}
new sample "Worcestershire SEND voices" --contact "hello@voices.example" --origin https://voices.example \
    --origin "$onion" --form "$form"
leaflet english sample 10
leaflet polish sample 9.5 --language pl
leaflet easy sample 10 --language en-easy

# The longest that a campaign may be: of words, and of the widest letter.
repeat() { awk -v text="$1" -v bytes="$2" 'BEGIN { while (length(all) < bytes) all = all text
    all = substr(all, 1, bytes); sub(/ $/, ".", all); print all }'; }
host="$(repeat w 63).$(repeat w 63).$(repeat w 63).$(repeat w 61)"
new words "$(repeat 'Families and friends of SEND children ' 200)" --origin "https://$host" --origin "$onion" \
    --contact "$(repeat 'Ring Ann or Bob on any weekday after six. ' 1000)" --form "$form"
leaflet long-words words 8
leaflet long-polish words 7.5 --language pl
new wide "$(repeat W 200)" --contact "$(repeat W 1000)" --origin "https://$host:65535" --origin "$onion" --form "$form"
leaflet long-wide wide 7
leaflet long-wide-polish wide 7 --language pl
# Three bytes that turn text around become eight letters.
rlo=$(printf '\342\200\256')
new controls "$(repeat "$rlo" 198)" --contact "$(repeat "$rlo" 999)" \
    --origin https://a.example --form "$form"
leaflet controls controls 7

# A first page that fits; many help lines.
jq '.pages[0].hint = {"en": "Who runs this: two parents, Ann and Bob.\n\nWho reads it: they do.\n\nWhat may be passed on: nothing."} |
    .help = [range(32) | {"label": "Help \(.)", "phone": "0\(.)", "note": ("what for " * 20)}]' "$form" >first.json
new first "Short" --origin "$onion" --form first.json
leaflet first first 8

# The test can see: more than a page, and a square that is cut.
sed 's#</main>#<p style="height:99mm">\&nbsp;</p></main>#' english.html >bad.html
printed bad
if one_page bad >bad.seen; then fail "two pages are seen"; else pass "two pages are seen"; fi
sed 's#<path fill="\#000"#<path fill="\#fff"#' english.html >bad.html
printed bad
same "a square that is not there is seen" "" "$(read_back bad 300)"
sed 's#hello@voices.example#hello@voices<span style="display:none">.example</span>#' english.html >bad.html
printed bad
cp english.html bad.html
if all_there bad >bad.seen; then fail "text that is cut is seen"; else pass "text that is cut is seen"; fi
