#!/bin/sh
# SPDX-License-Identifier: ISC
# A pack for MPs, as its writers make it: what strict readers of XML, HTML, ZIP and CSV say of it,
# that it is the same wherever it is made, and that an office can check it with stock tools.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
need xmllint "a pack is judged by stock tools"
need unzip "a pack is judged by stock tools"
need zipinfo "a pack is judged by stock tools"
need minisign "a pack is judged by stock tools"
need python3 "a pack is judged by stock tools"
packer=$build_dir/tests/system/packer
cd "$work" || exit 1

mkdir sample hostile again
form=$source_dir/conf/form-worcestershire.json
"$packer" sample sample >key || exit 1
check "a pack of hostile texts is written, too" "$packer" hostile hostile
check "an edition is written" "$packer" edition edition "$form"
check "an edition of hostile texts is written, too" "$packer" hostile-edition hostile-edition
kinds="area-redditch county publishable"
packs="sample hostile"
for kind in $kinds; do
	packs="$packs edition/$kind hostile-edition/$kind"
done

for pack in $packs; do
	check "$pack: its ODT is a sound ZIP file" unzip -tq $pack/pack.odt
	for part in content.xml styles.xml meta.xml META-INF/manifest.xml; do
		unzip -p $pack/pack.odt $part >part.xml
		check "$pack: $part is well-formed" xmllint --nonet --noout part.xml
	done
	check "$pack: the page is well-formed" xmllint --nonet --noout $pack/pack.html
	check "$pack: sha256sum knows every file" \
	    sh -c "cd $pack && sha256sum --strict -c SHA256SUMS"
done

# What a ZIP file could tell besides.
zipinfo -v sample/pack.odt >zip
told() {
	[ "$(zipinfo -1 sample/pack.odt | head -n 1)" = mimetype ] &&
	[ "$(unzip -p sample/pack.odt mimetype)" = application/vnd.oasis.opendocument.text ] &&
	[ "$(grep -c 'none (stored)' zip)" -eq 5 ] &&
	[ "$(grep -c 'modified on (DOS date/time): *2026 Nov 22 12:00:00$' zip)" -eq 5 ] &&
	[ "$(grep -c 'length of extra field: *0 bytes' zip)" -eq 5 ] &&
	[ "$(grep -c 'length of file comment: *0 char' zip)" -eq 5 ] &&
	! grep -qi unix zip
}
check "the ODT says its type first, and of its files nothing but the edition's day" told
check "what it says can be found in its bytes" grep -aqF "a child of theirs has missed" \
    sample/pack.odt
env -i PATH="$PATH" TZ=Pacific/Kiritimati LANG=pl_PL.UTF-8 LC_ALL=pl_PL.UTF-8 USER=marker-user \
    LOGNAME=marker-user HOME=/marker-home HOSTNAME=marker-host \
    sh -c "umask 022; '$packer' sample again" >/dev/null
check "the same pack made elsewhere, under other names, has the same bytes" diff -r sample again
untold() {
	! grep -raiE "marker|$(basename "$work")|libzip|generator|creator" again
}
check "nothing in it tells who made it, where, or with what" untold

# The page: read as HTML, and its policy worked out anew.
cat >page.py <<'END'
import base64, hashlib, html.parser, re, sys
text = open(sys.argv[1], encoding="utf-8", newline="").read()
seen = []
class Page(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        seen.append(tag)
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("src", "style", "srcdoc"), name
            assert name != "href" or re.fullmatch("#section-[0-9]+", value), value
    handle_startendtag = handle_starttag
page = Page()
page.feed(text)
page.close()
assert not set(seen) & {"script", "img", "link", "iframe", "object", "form", "base", "b"}, set(seen)
assert seen.count("style") == seen.count("main") == seen.count("h1") == 1
assert seen.count("title") == 1 + seen.count("svg")
assert seen.count("svg") <= seen.count("table")
style = re.search("<style>(.*?)</style>", text, re.S).group(1)
policy = re.search('Content-Security-Policy" content="([^"]*)"', text).group(1)
digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
assert policy == ("default-src 'none'; "
    f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
END
check "the page has no script, no address, and a policy that allows its style alone" \
    python3 page.py sample/pack.html
check "hostile texts are texts in it" python3 page.py hostile/pack.html
for kind in $kinds; do
	check "edition, $kind: the page is as safe" python3 page.py edition/$kind/pack.html
	check "hostile edition, $kind: the page is as safe" \
	    python3 page.py hostile-edition/$kind/pack.html
done

# The figures: CSV as Python reads it, JSON beside.
cat >figures.py <<'END'
import csv, json, sys
folder = sys.argv[1]
raw = open(folder + "/statistics.csv", "rb").read()
assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True), strict=True))
assert rows.pop(0) == ["Table", "Title", "Row", "Column", "Figure", "As printed"]
for row in rows:
    assert len(row) == 6, row
    assert row[0].isdigit() and (row[4] == "" or row[4].isdigit()), row
    for cell in row:
        assert cell.strip()[:1] not in tuple("=+-@\t\r") + tuple("＝＋－＠﹦﹢﹣﹫−"), cell
tables = json.load(open(folder + "/statistics.json", encoding="utf-8"))["tables"]
cells = [(t["number"], c) for t in tables for r in t["rows"] for c in r[1:]]
assert len(cells) == len(rows)
for (number, cell), row in zip(cells, rows):
    assert str(number) == row[0]
    assert str(cell.get("figure", "")) == row[4]
    if "figure" in cell:
        assert cell["figure"] % 5 == 0 and not 0 < cell["figure"] < 10
        assert row[5].replace(",", "") == row[4]
    elif "fewer_than" in cell:
        assert cell == {"fewer_than": 10} and row[5] == "fewer than 10"
    elif "not_shown" in cell:
        assert row[5] == "not shown"
END
check "statistics.csv and statistics.json have the same figures, and no formula" \
    python3 figures.py sample
check "hostile texts stay in their cells, and are no formulas" python3 figures.py hostile
for kind in $kinds; do
	check "edition, $kind: the same figures, no formula" python3 figures.py edition/$kind
	check "hostile edition, $kind: the same" python3 figures.py hostile-edition/$kind
done

# An office checks it, with the command lines of verify.txt themselves.
line() { sed -n "s/^$1\. [^:]*: *//p" sample/verify.txt; }
check_files=$(line 1)
check_signature=$(line 2)
office() { (cd sample && sh -c "$1"); }
check "verify.txt has three lines" [ "$(wc -l <sample/verify.txt)" -eq 3 ]
check "its first line checks the files" office "${check_files:-false}"
check "its second line checks the signature" office "${check_signature:-false}"
check "minisign shows whose edition it is" sh -c "cd sample && $check_signature -Q |
	grep -qx 'testimony-pack-1 edition:2026-11-22'"
check "its second line has the key that signed" grep -qF -- "-P $(cat key)" sample/verify.txt
check "its third line says where that key can be checked" grep -q \
    '^3\. .*"packs".*https://voices\.example/v1/campaign.*hello@voices\.example$' sample/verify.txt

# changed FILE COMMAND: it must refuse once a byte of FILE is another.
changed() {
	cp "sample/$1" kept
	python3 -c '
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) // 2] ^= 1
open(sys.argv[1], "wb").write(data)' "sample/$1"
	office "${2:-false}"
	changed_status=$?
	cp kept "sample/$1"
	[ "$changed_status" -ne 0 ]
}
for file in pack.odt pack.html statistics.csv statistics.json; do
	check "one byte changed in $file is seen" changed $file "$check_files"
done
check "one byte changed in SHA256SUMS is seen" changed SHA256SUMS "$check_signature"
check "one byte changed in its signature is seen" changed SHA256SUMS.minisig "$check_signature"
check "and all is well again" office "$check_files && $check_signature"

# What an edition has, and what tells of who wrote it and when.
check "an edition has a folder for each pack" \
    [ "$(find edition -mindepth 1 | LC_ALL=C sort | sed -n 's/^edition\/\([^/]*\)$/\1/p' |
    tr '\n' ' ')" = "$kinds " ]
plain() { # FOLDER: all its names, modes and times
	(cd "$1" && TZ=UTC find . -printf '%P %m %TY-%Tm-%Td %TT\n' | LC_ALL=C sort)
}
told_of_edition() {
	[ "$(plain edition | grep -c ' 644 2026-11-22 12:00:00.0*$')" -eq 21 ] &&
	[ "$(plain edition | grep -c '^[a-z-]* 755 2026-11-22 12:00:00.0*$')" -eq 3 ] &&
	[ "$(plain edition | grep -c '^ 700 2026-11-22 12:00:00.0*$')" -eq 1 ] &&
	[ "$(plain edition | wc -l)" -eq 25 ]
}
check "its files may be handed out, and tell nothing but the edition's day" told_of_edition
env -i PATH="$PATH" TZ=Pacific/Kiritimati LANG=pl_PL.UTF-8 USER=marker-user HOME=/marker-home \
    sh -c "umask 0; '$packer' edition elsewhere '$form'" >/dev/null
check "the same edition made elsewhere has the same bytes" diff -r edition elsewhere
plain edition >edition.plain
plain elsewhere >elsewhere.plain
check "and the same modes and times, whatever the umask" cmp edition.plain elsewhere.plain
touch -d 2020-01-01 edition/county/pack.odt
refused "an edition is not written over another" 1 "edition exists already" \
    "$packer" edition edition "$form"
check "which is left as it is" [ edition/county/pack.odt -ot key ]
check "and nothing is left beside it" [ -z "$(find . -maxdepth 1 -name '.*edition*')" ]

# What each pack says: the text of its page.
for kind in $kinds; do
	python3 -c '
import html, re, sys
text = re.sub("<style>.*?</style>|<svg.*?</svg>", "", sys.stdin.read(), flags=re.S)
print(" ".join(html.unescape(re.sub("<[^>]*>", " ", text)).split()))' \
	    <edition/$kind/pack.html >$kind.txt
	check "$kind: it says what it is" \
	    grep -qF "They are self-selected and unverified." $kind.txt
	check "$kind: it says whom to ask before anything else" \
	    grep -qF "to check that this pack is ours: hello@voices.example Summary" $kind.txt
	check "$kind: it says what is asked" \
	    grep -qF "Our one ask: That the county publishes" $kind.txt
	check "$kind: Polish words are said to be Polish" \
	    grep -qF ", in Polish. May be shown to" $kind.txt
done
check "the area's pack says whose it is" \
    grep -qF "For Chris Bloore, Member of Parliament for Redditch." area-redditch.txt
check "what is for the family's own MP stands in that pack" \
    grep -qF "sent home before lunch" area-redditch.txt
not_in() { ! grep -qF "$1" "$2"; }
check "and not in the county's" not_in "sent home before lunch" county.txt
check "what may not be published is not in the version for that" \
    not_in "Nobody said sorry" publishable.txt
check "though it is in the county's" grep -qF "Nobody said sorry" county.txt
check "only the version for publication may be published" \
    grep -qF "This version may be published" publishable.txt
for kind in area-redditch county; do
	check "$kind: it asks not to publish it" \
	    grep -qF "Please do not publish this pack" $kind.txt
done
