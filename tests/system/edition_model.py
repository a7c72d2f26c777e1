# SPDX-License-Identifier: ISC
"""What must become of what families tell, and what an edition must hold, for edition.py. Written
from the books (FORMATS; the form and what it promises), without asking any program."""
from edition_packs import folded
from year_model import in_force

FEWEST = 10             # counted, before an area has a pack and stands beside an excerpt
STEP = 5
TELLINGS = ("testimony", "addition")
NO_AREA = (None, "not-sure", "rather-not-say")


class Preview:
    """What a family was shown of its words; as year_model.Reply where uses are looked for."""
    kind, uses, lays_aside = "preview", (), ()

    def __init__(self, n, its_hash, text):
        self.n, self.hash, self.text = n, its_hash, text


class Excerpt:
    """`stands`: two coordinators agreed to it, and nobody refused it."""

    def __init__(self, case, message, theme, text, stands=True):
        self.case, self.message, self.theme, self.text = case, message, theme, text
        self.stands = stands


class Case:
    def __init__(self, family):
        self.family, self.mailbox = family, None
        self.messages, self.previews, self.excerpts = [], [], []     # as the desks hold them
        self.withdrawn = self.closed = False

    def told(self):
        return [m for m in self.messages if m.kind in TELLINGS]

    def in_force(self):
        return in_force(self.messages, self.previews)

    def area(self):
        area = next((m.fields["answers"]["area"] for m in self.told()
                     if "area" in m.fields["answers"]), None)
        return None if area in NO_AREA else area

    def unsure(self):
        """It answered what no desk knows of: nobody can say what it wants."""
        known = {p.hash for p in self.previews}
        return any(m.kind == "answer" and m.fields["reply"] not in known for m in self.messages)

    def court(self):
        return any(m.fields["answers"].get("family-court", "no") != "no" for m in self.told())

    def here(self):
        return bool(self.told()) and not (self.withdrawn or self.closed or self.unsure())

    def counted(self):
        return self.here() and "counts" in self.in_force()

    def answer(self):
        """To the newest preview: no and change outweigh any yes."""
        if not self.previews:
            return "none"
        newest = max(self.previews, key=lambda p: p.n)
        said = {m.fields["answer"] for m in self.messages
                if m.kind == "answer" and m.fields["reply"] == newest.hash}
        return next((one for one in ("no", "change", "yes") if one in said), "none")

    def hidden(self, text):
        """Whether it has a name that the family listed, which must never appear."""
        return any(folded(name) in folded(text) for m in self.told() for name in m.fields["hide"])

    def may_quote(self, excerpt):
        """Whether its words may go anywhere at all."""
        if not (excerpt.stands and self.here()) or self.court() or self.hidden(excerpt.text):
            return False
        if "preview" not in self.in_force():
            return True
        newest = max(self.previews, key=lambda p: p.n, default=None)
        return self.answer() == "yes" and excerpt.text in newest.text


class Edition:
    """Of the cases as they are at one moment."""

    def __init__(self, cases, areas):
        self.cases = cases
        self.counted = [case for case in cases if case.counted()]
        self.by_area = {area: sum(case.area() == area for case in self.counted) for area in areas}
        self.large = [area for area in areas if self.by_area[area] >= FEWEST]
        self.packs = {"county": self.excerpts("all-mps"), "publishable": self.excerpts("report")}
        for area in self.large:
            self.packs[area] = self.excerpts("my-mp", "all-mps", area=area)

    def excerpts(self, *uses, area=None):
        return [e for case in self.cases for e in case.excerpts
                if case.may_quote(e) and set(uses) & set(case.in_force())
                and area in (None, case.area())]

    def area_shown(self, case):
        """What may stand beside its words; None: the county alone."""
        return case.area() if case.area() in self.large else None


    def figures(self, form):
        """The true counts that tables may have: by page's title, area (or None) and label."""
        out = {}
        for page in form["pages"]:
            if page.get("counted") in ("county", "areas"):
                title = _english(page["title"])
                for area in [None] + (self.large if page["counted"] == "areas" else []):
                    cases = [c for c in self.counted if area in (None, c.area())]
                    for label, count in _count(page, cases).items():
                        out[title, area, label] = count
        return out


ANSWERED = "Families who answered"


def _english(text):
    return text if isinstance(text, str) else text["en"]


def _count(page, cases):
    """Each case counts once for each option, or group of options, that it ticked."""
    labels = {option["id"]: _english(option.get("group", option["label"]))
              for option in page["options"]}
    counts = dict.fromkeys([ANSWERED, *labels.values()], 0)
    for case in cases:
        ticks = set()
        for message in case.told():
            value = message.fields["answers"].get(page["id"], [])
            ticks.update([value] if isinstance(value, str) else value)
        for label in {labels[tick] for tick in ticks} | ({ANSWERED} if ticks else set()):
            counts[label] += 1
    return counts


def rounded(count):
    """A count that is 0 or at least FEWEST, as it may be printed."""
    return (count + STEP // 2) // STEP * STEP
