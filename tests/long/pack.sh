#!/bin/sh
# SPDX-License-Identifier: ISC
# A pack for MPs as an office opens it: LibreOffice reads the ODT as what it is and loses nothing
# of it on the way to PDF, to plain text, to Word's format and back; a browser shows and prints the
# page.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
need soffice "LibreOffice and a browser take a pack"
need pdftotext "LibreOffice and a browser take a pack"
need xmllint "LibreOffice and a browser take a pack"
need unzip "LibreOffice and a browser take a pack"
need chromium "LibreOffice and a browser take a pack"
packer=$build_dir/tests/system/packer
cd "$work" || exit 1
HOME=$work
export HOME

mkdir sample hostile
"$packer" sample sample >/dev/null && "$packer" hostile hostile >/dev/null || exit 1

# convert FROM TO INTO: it must say nothing but what it did (and of javaldx: Java is not needed).
convert() {
	soffice --headless -env:UserInstallation="file://$work/office" --convert-to "$2" \
	    --outdir "$3" "$1" >said 2>&1 || return 1
	grep -v -e '^convert ' -e javaldx said && return 1
	[ -s "$3/$(basename "${1%.*}").${2%%:*}" ]
}
# has FILE TEXT...: each text is in the file, whatever its lines and blanks are.
has() {
	tr -s ' \n\f\t' ' ' <"$1" >flat
	shift
	for has_text; do
		grep -qF -- "$has_text" flat || { echo "it lacks: $has_text"; return 1; }
	done
}
# All that the sample says, a line each: titles, paragraphs, cells.
everything() {
	has "$1" "What families of children with special needs told us: Redditch" \
	    "22 November 2026" "hello@voices.example" "Summary" "What this is" "What families told" "What went wrong" \
	    "In each area" "In their own words" "Waiting for a plan" "What has worked" \
	    "What they have in common" "Promises" "What we ask" \
	    "312 families told us what happened to them. They chose to tell" \
	    "Table 1. What went wrong, by the number of families" \
	    "The decision or the plan came late 190" "What the plan says was not delivered 155" \
	    "No suitable school or place 95" "Felt blamed or threatened 80" \
	    "Transport to school not shown" "Pushed to educate at home fewer than 10" \
	    "Something else 0" \
	    "Table 2. What went wrong, by the area of the Member of Parliament" \
	    "Area Plan late or none Help not given Out of school Transport" \
	    "Bromsgrove 25 20 10 fewer than 10" "Droitwich and Evesham 40 35 25 not shown" \
	    "Redditch 35 30 15 10" "West Worcestershire 20 15 not shown fewer than 10" \
	    "Worcester 50 45 40 15" "Wyre Forest 20 10 fewer than 10 0" \
	    "The county 1,190 155 95 45" \
	    "Nobody said sorry. I don't want money & I don't want a fight" \
	    "To Members of Parliament alone: please do not publish or pass on." \
	    "Syn czekał na plan ponad rok." "It cost nothing." "May be repeated anywhere." \
	    "1. Between 1 September" "2. They are self-selected" "3. Figures are rounded" \
	    "4. Families could tick" "5. An area with fewer" "6. These families agreed" \
	    "7. Where something worked" "8. Since the last edition: We keep this list" \
	    "9. That the county publishes" "Table 3. Promises kept and broken" \
	    "3 July 2026" "Not kept so far"
}

for pack in sample hostile; do
	promise="$pack: odflint finds nothing wrong with the ODT"
	if command -v odflint >/dev/null; then
		# It compares bytes with a string there (odfpy 1.4.2), and complains of every file.
		odflint $pack/pack.odt 2>&1 |
		    grep -v "'mimetype' member must not have extra header" >lint
		check "$promise" sh -c 'cat lint; [ ! -s lint ]'
	else
		skip "$promise" "odflint is not installed"
	fi
	check "$pack: LibreOffice makes a PDF of it, without complaint" convert $pack/pack.odt pdf \
	    $pack-pdf
	pdftotext $pack-pdf/pack.pdf $pack.txt
done
check "every text, number and figure is on its pages" everything sample.txt
pages=$(pdfinfo sample-pdf/pack.pdf | sed -n 's/^Pages: *//p')
check "pages are counted in the footer" has sample.txt "Page 1 of $pages" "Page $pages of $pages"
check "hostile texts are on the pages as texts" has hostile.txt "<script>alert(1)</script>" \
    "& &amp; &#60; &nosuch;" "=cmd|'/c calc'!A1" "tnega <U+202E>agent" "<U+FFFE>" "]]><b>"
check "of a word of 8,000 letters all are there" sh -c "
	[ \$(tr -cd w <hostile.txt | wc -c) -ge 80000 ]"

check "LibreOffice makes plain text of it" convert sample/pack.odt txt:Text text
check "with every number of a paragraph as text" everything text/pack.txt
check "LibreOffice makes a Word file of it" convert sample/pack.odt docx word
check "and reads that" convert word/pack.docx txt:Text word-text
check "numbers, texts and figures are the same in it" everything word-text/pack.txt
check "LibreOffice writes it anew" convert sample/pack.odt odt anew
unzip -p anew/pack.odt content.xml >anew.xml
structure() { # FILE
	xmllint --format "$1" | sed -n 's/.*<text:h .*level="\([1-3]\)">\(.*\)<\/text:h>.*/\1 \2/p
	    s/.*<table:table-header-rows>.*/head/p; s/.*text:start-value="\([0-9]*\)".*/from \1/p'
}
unzip -p sample/pack.odt content.xml >ours.xml
structure ours.xml >ours.lines
structure anew.xml >anew.lines
check "headings, heads of tables and runs of numbers come through" cmp ours.lines anew.lines
check "there are as many of them as there should be" [ "$(wc -l <ours.lines)" -eq 21 ]
unzip -p anew/pack.odt styles.xml >styles.xml
check "its language comes through" grep -q 'fo:language="en" fo:country="GB"' styles.xml
check "and that of a family's words" grep -q 'fo:language="pl"' anew.xml

# browse OUT-OPTION PAGE: in a profile of its own; what it says of itself is not looked at.
browse() {
	chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser" \
	    --no-pdf-header-footer "$@" >browsed 2>&1
}
check "a browser prints the page" browse --print-to-pdf="$work/page.pdf" \
    "file://$work/sample/pack.html"
pdftotext page.pdf page.txt
check "every text, number and figure is on paper" everything page.txt
check "on A4" sh -c "pdfinfo page.pdf | grep -q 'Page size: .*A4'"
# The page is numbered by its style sheet alone: its policy lets that one through.
check "its style is used" has page.txt "Page 1 of 3"

# An edition's packs, as an export composes them.
"$packer" edition edition "$source_dir/conf/form-worcestershire.json" >/dev/null &&
    "$packer" hostile-edition hostile-edition >/dev/null || exit 1
for kind in area-redditch county publishable; do
	check "edition, $kind: LibreOffice makes a PDF of it, without complaint" \
	    convert edition/$kind/pack.odt pdf edition-$kind
	pdftotext edition-$kind/pack.pdf $kind.txt
	check "edition, $kind: what it is, what is asked and how to check it are on its pages" \
	    has $kind.txt "to check that this pack is ours: hello@voices.example" \
	    "They are self-selected and unverified." "Our one ask: That the county publishes" \
	    "Most often in table 7 (What went wrong?): “The decision or the plan came late”, 90;" \
	    "in Polish. May be shown to the county’s MPs and the council; printed in a" \
	    "7 April 2026 Plans are finished within 20" "12 June 2026 The county council" \
	    "Families counted then: 120. Now: 310." "The file verify.txt beside this one" \
	    "Table 2. Families by area" "Area by area"
	check "hostile edition, $kind: LibreOffice takes it, too" \
	    convert hostile-edition/$kind/pack.odt pdf hostile-$kind
	pdftotext hostile-$kind/pack.pdf hostile-$kind.txt
	check "hostile edition, $kind: its texts are on the pages as texts" \
	    has hostile-$kind.txt "<script>alert(1)</script>" "& &amp; &#60; &nosuch;" \
	    "A family in =cmd|'/c calc'!A1, in a language other than English. May be shown to" \
	    "tnega <U+202E>agent" "]]><b>" "<U+001B>[31mred" '<a href="x">' "<ask>"
	check "hostile edition, $kind: of a word of 8,000 letters all are there" sh -c "
		[ \$(tr -cd w <hostile-$kind.txt | wc -c) -ge 16000 ]"
done
check "the area's pack has the words of its own MP alone" \
    has area-redditch.txt "sent home before lunch" "the family’s own MP and the council."
for file in county.txt publishable.txt; do
	check "$file has not" sh -c "! grep -q 'home before lunch' $file"
done
check "a browser prints an area's page" browse --print-to-pdf="$work/area.pdf" \
    "file://$work/edition/area-redditch/pack.html"
pdftotext area.pdf area.txt
check "with all that the other has" has area.txt "For Chris Bloore, Member of Parliament for" \
    "They are self-selected and unverified." "Syn czekał na plan ponad rok." "12 June" "Page 1 of"
