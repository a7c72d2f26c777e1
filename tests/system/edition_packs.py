# SPDX-License-Identifier: ISC
"""The files of a pack as an office has them, for edition.py: read by stock parsers and tools."""
import csv
import hashlib
import html
import io
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

FILES = ["SHA256SUMS", "SHA256SUMS.minisig", "pack.html", "pack.odt", "statistics.csv",
         "statistics.json", "verify.txt"]
XHTML = "{http://www.w3.org/1999/xhtml}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, OFFICE_BODY = OFFICE % "text", OFFICE % "office"
WORD = re.compile(r"\w+", re.UNICODE)


def flat(text):
    return " ".join(text.split())


def folded(text):
    """A text as words with one blank about each."""
    return " %s " % " ".join(WORD.findall(text.casefold()))


class Quotation:
    def __init__(self, text, source):
        self.text, self.source = flat(text), flat(source)

    def key(self):
        return self.text, self.source


def _inner(element, spaces=TEXT + "s"):
    """All text inside; ODF says blanks in a row by an element."""
    out = element.text or ""
    for child in element:
        if child.tag == spaces:
            out += " " * int(child.get(TEXT + "c", "1"))
        elif child.tag in (TEXT + "tab", TEXT + "line-break"):
            out += " "
        else:
            out += _inner(child, spaces)
        out += child.tail or ""
    return out


class Pack:
    def __init__(self, folder):
        self.folder, self.name = folder, os.path.basename(folder)
        self.bytes = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                self.bytes[name] = file.read()

    def files(self):
        return sorted(self.bytes)

    def parts(self):
        """What is inside of the ODT, too: name to bytes."""
        with zipfile.ZipFile(io.BytesIO(self.bytes["pack.odt"])) as file:
            inside = {"pack.odt/" + name: file.read(name) for name in file.namelist()}
        return self.bytes | inside

    def everything(self):
        """All text of all files as words, without marks of markup: to look for what must not be."""
        out = []
        for name, content in self.parts().items():
            if name == "pack.odt":
                continue
            text = content.decode("utf-8", "replace")
            if name.endswith((".html", ".xml")):
                out.append(folded(html.unescape(re.sub(r"<[^>]*>", " ", text))))
                text = html.unescape(text)      # attributes, too
            out.append(folded(text))
        return out

    # The document.

    def page(self):
        return ElementTree.fromstring(self.bytes["pack.html"])

    def page_quotations(self):
        out = []
        for figure in self.page().iter():
            if figure.tag.removeprefix(XHTML) == "figure" and figure.get("class") == "words":
                said, source = list(figure)
                out.append(Quotation(" ".join("".join(p.itertext()) for p in said),
                                     "".join(source.itertext())))
        return out

    def document(self):
        with zipfile.ZipFile(io.BytesIO(self.bytes["pack.odt"])) as file:
            return ElementTree.fromstring(file.read("content.xml"))

    def document_quotations(self):
        out, lines = [], []
        for paragraph in self.document().iter(TEXT + "p"):
            style = paragraph.get(TEXT + "style-name", "")
            if style in ("Quotations", "Quotation_20_end"):
                lines.append(_inner(paragraph))
            elif style == "Quotation_20_source":
                out.append(Quotation(" ".join(lines), _inner(paragraph)))
                lines = []
        return out

    def text(self):
        """All that the page says, as one line."""
        body = next(e for e in self.page() if e.tag.removeprefix(XHTML) == "body")
        return flat(" ".join(body.itertext()))

    def has(self, text):
        """Whether these words stand in any file, whatever its markup."""
        return any(folded(text) in one for one in self.everything())

    # Figures.

    def tables(self):
        return json.loads(self.bytes["statistics.json"])["tables"]

    def csv_rows(self):
        return list(csv.reader(io.StringIO(self.bytes["statistics.csv"].decode("utf-8-sig"))))

    # What tools say.

    def tool(self, *line):
        """Whether the tool is content, in the pack's folder."""
        return subprocess.run(line, cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, check=False).returncode == 0

    def public_key(self):
        return re.search(r"-P (\S+)", self.bytes["verify.txt"].decode()).group(1)

    def sums_hold(self):
        return self.tool("sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS")

    def signature_holds(self, key):
        return self.tool("minisign", "-Vm", "SHA256SUMS", "-P", key)

    def summed(self):
        return sorted(line.split(None, 1)[1] for line in
                      self.bytes["SHA256SUMS"].decode().splitlines())

    def unnoticed(self, key):
        """Changes a byte of each file in turn, and puts it back: which changes no tool sees."""
        out = []
        for name, content in self.bytes.items():
            at = int.from_bytes(hashlib.sha256(content).digest()[:4], "big") % len(content)
            if name == "SHA256SUMS.minisig":    # its first line is for people, and signed by nobody
                at = content.index(b"\n") + 20
            self.write(name, content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
            holds = (self.signature_holds(key) if name.startswith("SHA256SUMS")
                     else self.sums_hold())
            if holds:
                out.append("%s, byte %d" % (name, at))
            self.write(name, content)
        return out

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content)
