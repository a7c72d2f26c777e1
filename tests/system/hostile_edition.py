# SPDX-License-Identifier: ISC
"""A dozen families who write what steers terminals, breaks out of markup or runs in spreadsheets.

    hostile_edition.py told                      a line 1 for each, as `forge told` puts it into a daemon
    hostile_edition.py excerpts < SHOWN          JSON lines for `excerpt --from`: all of each text, behind
                                                 its first two words; SHOWN is of `show --all --json`
    hostile_edition.py seen FILE...              whether only visible characters, spaces and LF were shown
    hostile_edition.py pack FOLDER               whether a pack shows all of it, as text
"""

import csv
import io
import json
import pathlib
import sys
import xml.etree.ElementTree
import zipfile

import hostile_strings

REDACTED = "Made up"  # what is redacted of each, so that the rest is known
TEXTS = {
    "escapes": "\033[2J\033[H\033]0;title\007\033[5;8mhidden\033[0m \x9b31m",
    "html": "</p><script>alert(1)</script><img src=x onerror=alert(1)> <!-- --> </article>",
    "entities": "&lt;b&gt; &amp;amp; &#0; &#x202e; &nosuch; ]]> <![CDATA[ <?php ?>",
    "xml": "</text:p></office:text><office:annotation>x</office:annotation>",
    "formula": "=cmd|'/C calc'!A0",
    "formulas": "\t=1+1\n+1+1\n-1+1\n\r=2",
    "bidi": "\u202eevil\u202c \u2066turned\u2069 \u200f \u061c",
    "long": "a" + "bcdefghij" * 900,
    "marks": "x" + "\u0301" * 500 + " \u200b\u200c\u200d\ufeff soft\u00adhyphen",
    "lines": "one\u2028two\u2029three\u0085four\x0bfive\x0csix",
    "never": "\ufffe \uffff \U0001fffe \ufdd0 \ue000 \U000f0000",
    "pictures": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e0062",
}


def text(name):
    return f"{REDACTED} mark{name} {TEXTS[name]} end{name}"


def told():
    for name in TEXTS:
        answers = {"family-court": "no", "area": "redditch", "story-happened": text(name)}
        print(json.dumps({"format": "testimony-1", "campaign": 1, "kind": "testimony", "language": "en",
            "reply_to": "@REPLY@", "answers": answers, "hide": [], "uses": ["counts", "all-mps", "report"]}))
    print(json.dumps({"format": "testimony-1", "campaign": 1, "kind": "testimony", "language": "en",
        "reply_to": "@REPLY@", "answers": {"family-court": "no", "area": "worcester"},
        "hide": ["Worcester", "May", "the", "a", "Redditch", "of"], "uses": ["counts"]}))
    print('{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en","reply_to":"@REPLY@","answers":'
        '{"family-court":"no","story-happened":"a NUL\\u0000behind it"},"hide":[],"uses":["counts"]}')


def excerpts():
    for line in sys.stdin:
        shown = json.loads(line)
        story = shown["testimony"]["answers"]["story-happened"]
        behind = story[len(REDACTED):]
        start = len("[a detail]")
        print(json.dumps({"id": shown["id"], "theme": "<b>=Waiting</b>\u202e",
            "start": start, "end": start + len(behind.encode())}))


def seen(names):
    faults = [f"{name}: {fault}" for name in names
        for fault in [hostile_strings.defect(pathlib.Path(name).read_bytes())] if fault]
    return faults


def words_of(markup):
    """All text of a document, and the elements that it has."""
    tree = xml.etree.ElementTree.fromstring(markup)
    return "".join(tree.itertext()), {element.tag.rsplit("}")[-1] for element in tree.iter()}


def pack(folder):
    faults = []
    folder = pathlib.Path(folder)
    html, html_elements = words_of((folder / "pack.html").read_bytes())
    with zipfile.ZipFile(folder / "pack.odt") as archive:
        odt, odt_elements = words_of(archive.read("content.xml"))
        for part in archive.namelist():
            if part.endswith(".xml"):
                words_of(archive.read(part))
    for element in ("script", "img", "annotation", "iframe", "object"):
        if element in html_elements | odt_elements:
            faults.append(f"an element {element}")
    for name, document in (("html", html), ("odt", odt)):
        fault = hostile_strings.defect("".join(c for c in document if c not in "\n\t\u00ad\u2060").encode())
        if fault:
            faults.append(f"{name}: {fault}")
        for which, hostile in TEXTS.items():
            for mark in (f"mark{which}", f"end{which}"):
                if mark not in document:
                    faults.append(f"{name}: {mark} is not there")
        for literal in ("<script>alert(1)</script>", "&lt;b&gt;", "]]>", "=cmd|'/C calc'!A0", "</text:p>",
                "<U+001B>", "<U+202E>", "<U+FFFE>", "b" + "cdefghijb" * 800):
            if literal not in document.replace("\u2060", "").replace("\u00ad", ""):
                faults.append(f"{name}: {literal[:30]} is not shown as text")
    rows = list(csv.reader(io.StringIO((folder / "statistics.csv").read_text("utf-8-sig"))))
    if len({len(row) for row in rows}) != 1 or not rows:
        faults.append("rows of different lengths")
    faults += [f"a cell that runs: {cell}" for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    json.loads((folder / "statistics.json").read_text())
    return faults


def main():
    command, *rest = sys.argv[1:]
    faults = {"told": told, "excerpts": excerpts, "seen": lambda: seen(rest),
        "pack": lambda: pack(rest[0])}[command]()
    for fault in faults or []:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
