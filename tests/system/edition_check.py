# SPDX-License-Identifier: ISC
"""Whether the packs of an edition are what edition_model.py says, for edition.py."""
import collections
import json
import os
import re
import shutil
import subprocess

from edition_model import FEWEST, rounded
from edition_packs import FILES, Pack, flat, folded

PACKS = "an edition has a pack for each area with ten, the county's and one to publish, no other"
ALONE = "a pack has its seven files"
SIGNED = "every pack is checked by sha256sum and minisign, by the key in the signed campaign"
CHANGED = "one changed byte in any file does not pass"
QUOTED = "each pack quotes what the model says, nothing else, and says so where it left some out"
ALIKE = "the document and the page of a pack quote the same"
SECRET = "no name and no number that was planted is in any file of any pack"
AREAS = "an area with nine has no pack, and its name stands beside no excerpt"
SMALL = "every figure is 0 or at least ten, rounded to five, and the same in all packs"
COUNTS = "families are counted as the model says"
FORMED = "every page and every part of a document is well-formed"
SINCE = "a second edition says what changed since the last, the first does not"
OFFICE = "LibreOffice makes a PDF of every document, without complaint"

COUNTY, BY_AREA, PROMISES = "The whole county", "Families by area", "Promises kept and broken"
LEFT_OUT = re.compile(r"(Fewer than 10|About ([0-9,]+)) more are not printed")


class Check:
    """`same` takes (promise, what, wanted, got)."""

    def __init__(self, same, edition, folder, labels, key, planted):
        self.same, self.edition, self.folder, self.key = same, edition, folder, key
        self.labels = labels    # of areas, by id
        self.planted = planted
        self.packs = {name: Pack(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}

    def all(self, number, form):
        wanted = {name if name in ("county", "publishable") else "area-" + name: excerpts
                  for name, excerpts in self.edition.packs.items()}
        self.same(PACKS, "edition %d" % number, sorted(wanted), sorted(self.packs))
        for name in sorted(set(wanted) & set(self.packs)):
            pack, what = self.packs[name], "edition %d, %s" % (number, name)
            self.same(ALONE, what, FILES, pack.files())
            self.signed(what, pack)
            self.quoted(what, pack, wanted[name])
            self.same(SECRET, what, [], self.leaks(pack))
            self.formed(what, pack)
            self.figures(what, pack)
            self.same(SINCE, what, number > 1, "Since the last edition" in pack.text())
        self.counts("edition %d" % number, form)
        tables = [[t for t in p.tables() if t["title"] != PROMISES]
                  for p in self.packs.values()]
        self.same(SMALL, "edition %d, all packs" % number, [tables[0]] * len(tables), tables)

    def signed(self, what, pack):
        self.same(SIGNED, what, (self.key, True, True,
                                 [n for n in FILES if not n.startswith("SHA256SUMS")]),
                  (pack.public_key(), pack.sums_hold(), pack.signature_holds(self.key),
                   pack.summed()))
        self.same(CHANGED, what, [], pack.unnoticed(self.key))

    def quoted(self, what, pack, excerpts):
        page = pack.page_quotations()
        self.same(ALIKE, what, [q.key() for q in page],
                  [q.key() for q in pack.document_quotations()])
        wanted = collections.Counter(flat(e.text) for e in excerpts)
        got = collections.Counter(q.text for q in page)
        missing, left_out = wanted - got, LEFT_OUT.search(pack.text())
        self.same(QUOTED, what + ", besides", [], sorted(got - wanted))
        said = left_out and (left_out[2] or "few")
        self.same(QUOTED, what + ", left out", _as_said(sum(missing.values())), said)
        by_text = {flat(e.text): e for e in excerpts}
        for quotation in page:
            if quotation.text in by_text:
                case = by_text[quotation.text].case
                shown = self.edition.area_shown(case)
                self.same(AREAS, "%s, family %d" % (what, case.family.number),
                          [self.labels[shown]] if shown else [],
                          _areas_in(quotation.source, self.labels))

    def printed(self):
        """Those of the model's excerpts that any pack has: not all have room for all."""
        texts = {q.text for pack in self.packs.values() for q in pack.page_quotations()}
        return [e for case in self.edition.cases for e in case.excerpts if flat(e.text) in texts]

    def leaks(self, pack):
        texts = pack.everything()
        return sorted({planted for planted in self.planted
                       for text in texts if folded(planted) in text})

    def formed(self, what, pack):
        self.same(FORMED, what, True, pack.page() is not None and pack.document() is not None)
        for name, content in pack.parts().items():
            if name.endswith((".html", ".xml")):
                done = subprocess.run(["xmllint", "--nonet", "--noout", "-"], input=content,
                                      capture_output=True, check=False)
                self.same(FORMED, "%s, %s" % (what, name), (0, b""),
                          (done.returncode, done.stderr))

    def figures(self, what, pack):
        for table in pack.tables():
            for row in table["rows"]:
                for cell in row:
                    figure = cell.get("figure", 0)
                    self.same(SMALL, "%s, %s: %s" % (what, table["title"], json.dumps(row)),
                              True, figure % 5 == 0 and not 0 < figure < 10)

    def counts(self, what, form):
        """Every figure as it may be printed, or not shown at all."""
        areas = {label: self.edition.by_area[area] for area, label in self.labels.items()}
        total = len(self.edition.counted)
        areas |= {COUNTY: total, "Not said, or not known": total - sum(areas.values())}
        figures, titles = self.edition.figures(form), set()
        by_label = {COUNTY: None} | {label: area for area, label in self.labels.items()}
        for table in self.packs["county"].tables():
            title, columns = table["title"], table["columns"]
            titles.add(title)
            if title == BY_AREA:
                self.same(COUNTS, what + ", areas", sorted(areas),
                          sorted(row[0]["text"] for row in table["rows"]))
            for row in table["rows"] if title != PROMISES else []:
                name = row[0]["text"]
                for column, cell in list(zip(columns, row))[1:]:
                    if column == "Share":
                        continue
                    count = (areas[name] if title == BY_AREA else
                             figures.get((title, by_label[name], column)) if columns[0] == "Area"
                             else figures.get((title, None, name)))
                    self.count("%s, %s, %s, %s: %s" % (what, title, name, column, count), count,
                               cell)
        self.same(COUNTS, what + ", tables", {BY_AREA, PROMISES} | {t for t, _, _ in figures},
                  titles)

    def count(self, what, count, cell):
        said = ({"figure": rounded(count)} if count == 0 or count >= FEWEST else
                {"fewer_than": FEWEST})
        self.same(COUNTS, what, said, said if cell == {"not_shown": True} else cell)

    def office(self, home):
        """All in one go: it takes long to start."""
        odt, pdf = (os.path.join(home, os.path.basename(self.folder) + end)
                    for end in ("-odt", "-pdf"))
        os.mkdir(odt)
        for name, pack in self.packs.items():
            shutil.copy(os.path.join(pack.folder, "pack.odt"), os.path.join(odt, name + ".odt"))
        done = subprocess.run(
            ["soffice", "--headless", "-env:UserInstallation=file://%s/office" % home,
             "--convert-to", "pdf", "--outdir", pdf,
             *(os.path.join(odt, name + ".odt") for name in self.packs)],
            env=dict(os.environ, HOME=home), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=600, check=False)
        said = [line for line in (done.stdout + done.stderr).decode().splitlines()
                if not line.startswith("convert ") and "javaldx" not in line]
        self.same(OFFICE, os.path.basename(self.folder), (0, []), (done.returncode, said))
        for name in self.packs:
            made = os.path.join(pdf, name + ".pdf")
            self.same(OFFICE, name, True, os.path.exists(made) and os.path.getsize(made) > 1000)


def _as_said(count):
    if count == 0:
        return None
    return "few" if count < 10 else "{:,}".format(rounded(count))


def _areas_in(source, labels):
    """The areas named there, the longest first: a label may be a part of another."""
    found = []
    for label in sorted(labels.values(), key=len, reverse=True):
        if label in source:
            found.append(label)
            source = source.replace(label, "")
    return found
