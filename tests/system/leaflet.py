# SPDX-License-Identifier: ISC
"""Reads leaflets as strictly as a leaflet is to be written. For tests/system/leaflet.sh and tests/long/leaflet.sh.

    leaflet.py faults FILE           prints one line for each fault; nothing where there is none
    leaflet.py text FILE             its text, one line for each block; the QR's text alternative, too
    leaflet.py square FILE OUT.pgm   the QR's modules as a picture, 4 pixels each
    leaflet.py sized FILE            the size of its type in points
"""
import re
import sys
from html.parser import HTMLParser

VOID = {"meta", "br"}
# Whatever is not in these lists is a fault: nothing that runs, loads or leads elsewhere is.
TAGS = {"html", "head", "meta", "title", "style", "body", "main", "header", "section", "div", "h1", "h2",
        "p", "ol", "li", "strong", "br", "svg", "path"}
ATTRIBUTES = {"lang", "dir", "class", "id", "charset", "http-equiv", "content", "name", "role",
              "aria-labelledby", "viewbox", "shape-rendering", "fill", "d"}
BLOCKS = {"title", "h1", "h2", "p", "li"}
# What could turn the order of letters around, hide some, or is no letter: Unicode's Cc, Cf and the
# separators, as far as they have one.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e"
                    "\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")


class Leaflet(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.faults, self.open, self.ids, self.labels = [], [], [], []
        self.seen, self.blocks, self.path, self.box = [], [], None, None
        self.style = ""

    def handle_starttag(self, tag, attributes):
        raw = self.get_starttag_text()
        if not re.fullmatch(r'<[a-z][a-z0-9]*(\s+[a-zA-Z-]+="[^"<>]*")*\s*/?>', raw):
            self.faults.append(f"a tag that is not clean: {raw[:80]!r}")
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice: {raw[:80]!r}")
        if tag not in TAGS:
            self.faults.append(f"a <{tag}> in it")
        for name, value in attributes:
            if name not in ATTRIBUTES:
                self.faults.append(f"the attribute {name} of <{tag}>")
            if re.search(r"url\(|://|javascript:|data:", value or ""):
                self.faults.append(f"{name} of <{tag}> leads elsewhere")
            if name == "id":
                self.ids.append(value)
            if name == "aria-labelledby":
                self.labels.append(value)
        self.seen.append((tag, dict(attributes)))
        if tag == "path":
            self.path = dict(attributes).get("d")
        if tag == "svg":
            self.box = dict(attributes).get("viewbox")
        if tag in BLOCKS:
            self.blocks.append("")
        if tag == "br" and self.blocks:
            self.blocks[-1] += " "
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        elif "<" in data or ">" in data or "&" in data:
            self.faults.append(f"a bare mark in the text: {data[:60]!r}")
        elif self.open and any(tag in BLOCKS for tag in self.open):
            self.blocks[-1] += data
        elif data.strip():
            self.faults.append(f"text outside of all blocks: {data[:60]!r}")

    def handle_entityref(self, name):
        marks = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
        if name not in marks:
            self.faults.append(f"&{name};")
        self.blocks[-1] += marks.get(name, "")

    def handle_charref(self, name):
        if name != "39":
            self.faults.append(f"&#{name};")
        self.blocks[-1] += "'"

    def handle_comment(self, data):
        if data != " A leaflet, made by testimony-keys. ":
            self.faults.append("a comment that is not ours")


def read(path):
    text = open(path, "rb").read().decode("utf-8", "strict")
    leaflet = Leaflet()
    leaflet.feed(text)
    leaflet.close()
    faults = leaflet.faults
    if not text.startswith("<!DOCTYPE html>\n") or not text.endswith("</html>\n"):
        faults.append("it is not whole")
    if leaflet.open:
        faults.append(f"left open: {leaflet.open}")
    if UNSEEN.search(text):
        faults.append(f"a character that is not seen: {UNSEEN.search(text).group()!r}")
    if re.search(r"url\s*\(|@import|expression|:\s*//", leaflet.style):
        faults.append("the style leads elsewhere")
    for tag in ("title", "style", "body", "main", "h1", "svg", "path"):
        if sum(1 for name, _ in leaflet.seen if name == tag) != 1:
            faults.append(f"not one <{tag}>")
    attributes = dict(leaflet.seen[0][1])
    if leaflet.seen[0][0] != "html" or not attributes.get("lang"):
        faults.append("its language is not said")
    if ("meta", {"charset": "utf-8"}) not in leaflet.seen:
        faults.append("its letters are not said to be UTF-8")
    if not any(seen.get("content", "").startswith("default-src 'none'") for _, seen in leaflet.seen):
        faults.append("nothing forbids to load")
    if len(leaflet.ids) != len(set(leaflet.ids)):
        faults.append("an id twice")
    for label in leaflet.labels:
        if label not in leaflet.ids:
            faults.append(f"nothing is called {label}")
    svg = [seen for tag, seen in leaflet.seen if tag == "svg"][:1]
    if not svg or svg[0].get("role") != "img" or not svg[0].get("aria-labelledby"):
        faults.append("the square has no text alternative")
    return leaflet


def square(leaflet, out):
    side = int(leaflet.box.split()[2])
    if leaflet.box != f"0 0 {side} {side}":
        sys.exit("the square is not square")
    dark = [[0] * side for _ in range(side)]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", leaflet.path)
    if "".join(f"M{x} {y}h{n}v1h-{m}z" for x, y, n, m in runs) != leaflet.path.replace("\n", ""):
        sys.exit("the square is not made of runs")
    for x, y, n, m in ((int(part) for part in run) for run in runs):
        if n != m or min(x, y) < 4 or x + n > side - 4 or y >= side - 4:
            sys.exit("a run leaves the square")
        dark[y][x:x + n] = [1] * n
    with open(out, "wb") as file:
        file.write(b"P5 %d %d 255\n" % (4 * side, 4 * side))
        for row in dark:
            file.write(b"".join((b"\0" if module else b"\xff") * 4 for module in row) * 4)


if __name__ == "__main__":
    what, page = sys.argv[1], read(sys.argv[2])
    if what == "faults":
        print("\n".join(page.faults))
    elif what == "text":
        print("\n".join(" ".join(block.split()) for block in page.blocks))
    elif what == "square":
        square(page, sys.argv[3])
    elif what == "sized":
        print(re.search(r"font-size:([0-9.]+)pt", page.style).group(1))
    else:
        sys.exit(__doc__)
