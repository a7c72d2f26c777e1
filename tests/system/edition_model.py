# SPDX-License-Identifier: ISC
"""What must become of what families tell, for edition.py. Written from the books (FORMATS; the form
and what it promises to families), without asking any program."""
from year_model import in_force

TELLINGS = ("testimony", "addition")
NO_AREA = (None, "not-sure", "rather-not-say")


class Preview:
    """What a family was shown of its words; as year_model.Reply where uses are looked for."""
    kind, uses, lays_aside = "preview", (), ()

    def __init__(self, n, its_hash, text):
        self.n, self.hash, self.text = n, its_hash, text


class Case:
    def __init__(self, family):
        self.family, self.mailbox = family, None
        self.messages, self.previews = [], []    # as the desks hold them
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
