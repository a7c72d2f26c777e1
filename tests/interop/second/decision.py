# SPDX-License-Identifier: ISC
"""Decisions, redacted texts, and how cases stand by a set of them: FORMATS 12.5."""
import json

import testimony
from basics import MOST_INTEGER, day_number, is_integer, is_language, need, sha256, unhex
from envelope import SIZE

OF_A_CASE = {"assign", "note", "safeguarding", "recuse", "redact", "excerpt", "closed"}
OF_NONE = {"reads", "pack-text", "settle", "edition", "removed"}
OF_EITHER = {"approve", "refuse"}
BETWEEN = "\n\n"


def digest(text):
    return sha256(text if isinstance(text, bytes) else text.encode()).hex()


def _text(data, key, most=16000, least=1):
    value = data.get(key)
    need(isinstance(value, str) and least <= len(value.encode()) <= most, f"decision: {key}")
    return value


def _hex(data, key, size=32):
    return unhex(data.get(key), size, f"decision: {key}")


def _list(data, key, most):
    need(isinstance(data.get(key), list) and len(data[key]) <= most, f"decision: {key}")
    return data[key]


def _ids(data, key, most):
    for value in _list(data, key, most):
        unhex(value, 32, f"decision: {key}")


def _makes(data, text):
    _hex(data, "makes")
    need(data["makes"] == digest(text), "decision: the text is another than makes says")


def _redact(data):
    _hex(data, "message")
    _hex(data, "makes")
    for text in _list(data, "texts", 256):
        need(isinstance(text, dict), "decision: texts")
        _text(text, "page", 200, 0)
        _hex(text, "of")
        at = 0
        for span in _list(text, "spans", SIZE):
            need(isinstance(span, list) and len(span) == 4, "decision: a span")
            start, end, kind, instead = span
            need(is_integer(start, at, SIZE) and is_integer(end, start + 1, SIZE), "decision: a span's place")
            need(isinstance(kind, str) and isinstance(instead, str), "decision: a span's words")
            at = end


def _excerpt(data):
    _hex(data, "of")
    _text(data, "theme", 200)
    if "text" in data:
        _makes(data, _text(data, "text"))
        return
    need(is_integer(data.get("start"), 0, SIZE) and is_integer(data.get("end"), data["start"] + 1, SIZE),
         "decision: the place of an excerpt")
    _hex(data, "makes")


def _pack_text(data):
    part = data.get("part")
    need(part in ("ask", "contact", "promise"), "decision: part")
    _makes(data, _text(data, "text"))
    if part == "promise":
        _text(data, "source", 200)
        day_number(data.get("day"))
        need(isinstance(data.get("kept"), bool), "decision: kept")


def _edition(data):
    _hex(data, "edition", 16)
    need(is_integer(data.get("n"), 1, MOST_INTEGER), "decision: n")
    day_number(data.get("day"))
    need(is_integer(data.get("parts"), 1, 4096) and is_integer(data.get("part"), 1, data["parts"]), "decision: part")
    _list(data, "packs", 4096)
    _list(data, "figures", 4096)


def check(line):
    """A decision's line 1, as a reader."""
    testimony.check_event(line)
    kind, data = line["kind"], line["data"]
    need(kind in OF_A_CASE | OF_NONE | OF_EITHER, "no decision")
    need(kind in OF_EITHER or (line["case"] != "") == (kind in OF_A_CASE), f"{kind}: of a case, or of none")
    if "instead" in data and kind in ("assign", "redact", "excerpt", "closed", "pack-text"):
        _ids(data, "instead", 64)
    if kind == "assign":
        need(data.get("to") == "" or _hex(data, "to"), "decision: to")
    elif kind == "note":
        _text(data, "text")
    elif kind == "safeguarding":
        _text(data, "told", 200)
        _text(data, "text", 16000, 0)
    elif kind == "redact":
        _redact(data)
    elif kind == "excerpt":
        _excerpt(data)
    elif kind == "approve":
        _hex(data, "event")
        _hex(data, "makes")
    elif kind == "refuse":
        _hex(data, "event")
        _text(data, "why")
    elif kind == "closed":
        need(isinstance(data.get("closed"), bool), "decision: closed")
        _text(data, "why")
    elif kind == "reads":
        need(is_language(data.get("language")), "decision: language")
    elif kind == "pack-text":
        _pack_text(data)
    elif kind == "settle":
        _ids(data, "words", 400)
    elif kind == "edition":
        _edition(data)
    elif kind == "removed":
        _hex(data, "key")
        _ids(data, "events", 400)


# Redacted texts. -----------------------------------------------------------------------------

def redact(texts, answers):
    """What comes out of a message's answers."""
    pages, seen = [], set()
    for text in texts:
        need(text["page"] not in seen, "a page twice")
        seen.add(text["page"])
        original = answers.get(text["page"])
        need(isinstance(original, str) and digest(original) == text["of"], "another text than was redacted")
        original = original.encode()
        out, at = [], 0
        for start, end, _, instead in text["spans"]:
            need(at <= start < end <= len(original), "a span that does not fit")
            need(all(place == len(original) or original[place] & 0xC0 != 0x80 for place in (start, end)),
                 "a span within a character")
            out += [original[at:start], instead.encode()]
            at = end
        pages.append(b"".join(out + [original[at:]]))
    return BETWEEN.encode().join(page for page in pages if page).decode()


# How cases stand. ----------------------------------------------------------------------------

class Decision:
    def __init__(self, its_id, by, line):
        check(line)
        self.id, self.by, self.line = its_id, by, line
        self.kind, self.case, self.data = line["kind"], line["case"], line["data"]
        self.ids = {its_id}

    def same(self):
        return self.by, self.line["campaign"], self.kind, self.case, self.line["made"], json.dumps(
            self.data, sort_keys=True)

    def about(self):
        """What one must have in common with another to take its place."""
        return self.kind, self.case, self.data["message"] if self.kind == "redact" else self.data.get("part")


class Piece:
    """A redaction, an excerpt or a text of the packs that stands."""

    def __init__(self, decision, judging):
        self.decision = decision
        mine = sorted((j for j in judging if j.data["event"] in decision.ids and j.case == decision.case),
                      key=lambda j: j.id)
        self.refusal = next((j for j in mine if j.kind == "refuse"), None)
        self.approval = next((j for j in mine if j.kind == "approve" and j.by != decision.by
                              and j.data["makes"] == decision.data["makes"]), None)
        self.conflict = False

    def agreed(self):
        return bool(self.approval) and not self.refusal and not self.conflict


def _conflicts(pieces):
    pieces = [p for p in pieces if not p.refusal and p.decision.data.get("part") != "promise"]
    for piece in pieces:
        piece.conflict = sum(p.decision.about() == piece.decision.about() for p in pieces) > 1


class Work:
    """All that follows from a set of decisions: (id, author's key, line 1), in hex but for the line."""

    def __init__(self, manifest, events):
        self.handles = {p["key"]: p["handle"] for p in manifest["coordinators"] + manifest["former"]}
        now = {p["key"] for p in manifest["coordinators"]}
        one = {}
        for event in sorted((Decision(*e) for e in events), key=lambda d: d.id):
            one.setdefault(event.same(), event).ids.add(event.id)
        self.every = every = list(one.values())
        listed = {(d.data["key"], i) for d in every if d.kind == "removed" and d.by in now for i in d.data["events"]}
        counts = [d for d in every if d.by in now or any((d.by, i) in listed for i in d.ids)
                  or (d.kind == "refuse" and d.by in self.handles)]
        self.unlisted = [d for d in every if d.by in self.handles and d not in counts]
        recused = {(d.by, d.case) for d in every if d.kind == "recuse"}
        self.counts = [d for d in counts if d.kind in ("recuse", "note", "safeguarding", "refuse") or (d.by, d.case) not in recused]
        instead = {(d.about(), i) for d in self.counts for i in d.data.get("instead", [])
                   if d.kind in ("assign", "redact", "excerpt", "closed", "pack-text")}
        self.standing = [d for d in self.counts if not any((d.about(), i) in instead for i in d.ids)]
        judging = [d for d in self.counts if d.kind in OF_EITHER]
        self.pieces = {k: [Piece(d, judging) for d in self.standing if d.kind == k]
                       for k in ("redact", "excerpt", "pack-text")}
        _conflicts(self.pieces["redact"])
        _conflicts(self.pieces["pack-text"])

    def cases(self):
        return sorted({d.case for d in self.counts if d.case})

    def quotes(self, excerpt):
        its = [r for r in self.pieces["redact"] if excerpt.decision.data["of"] in r.decision.ids
               and r.decision.case == excerpt.decision.case]
        return (not excerpt.refusal and any(r.agreed() for r in its)
                and ("text" not in excerpt.decision.data or bool(excerpt.approval)))

    def _handle(self, decision):
        return decision and self.handles[decision.by]

    def _piece(self, piece):
        decision = piece.decision
        out = {"event": decision.id, "by": self._handle(decision), "approved": self._handle(piece.approval),
               "refused": self._handle(piece.refusal), "conflict": piece.conflict}
        if decision.kind == "redact":
            return out | {"message": decision.data["message"]}
        of = next((d.id for d in self.every if decision.data["of"] in d.ids), decision.data["of"])
        return out | {"of": of, "theme": decision.data["theme"], "paraphrase": "text" in decision.data}

    def case(self, case):
        """As `show --json` says it."""
        here = [d for d in self.standing if d.case == case]
        assigned = [d.data["to"] for d in here if d.kind == "assign"]
        closed = [d.data["closed"] for d in here if d.kind == "closed"]
        redactions = sorted((p for p in self.pieces["redact"] if p.decision.case == case),
                            key=lambda p: (p.decision.data["message"], p.decision.id))
        excerpts = [p for p in self.pieces["excerpt"] if p.decision.case == case]
        recused = []
        for d in self.counts:
            if d.case == case and d.kind == "recuse" and self.handles[d.by] not in recused:
                recused.append(self.handles[d.by])
        return {"assigned": self.handles.get(assigned[0]) if assigned else None, "closed": any(closed),
                "recused": recused, "redactions": [self._piece(p) for p in redactions],
                "excerpts": [self._piece(p) for p in excerpts], "notes": sum(d.kind == "note" for d in here),
                "safeguarding": sum(d.kind == "safeguarding" for d in here),
                "conflict": len(set(assigned)) > 1 or len(set(closed)) > 1 or any(p.conflict for p in redactions)}

    def more(self, case):
        """What follows, and `show` does not say."""
        return {"agreed": [p.decision.id for p in self.pieces["redact"] if p.decision.case == case and p.agreed()],
                "quoted": [p.decision.id for p in self.pieces["excerpt"] if p.decision.case == case and self.quotes(p)]}

    def themes(self):
        """Each that an excerpt has, and whether packs may print it (17.8)."""
        who = {p.decision.data["theme"]: set() for p in self.pieces["excerpt"]}
        for piece in self.pieces["excerpt"]:
            if not piece.refusal:
                who[piece.decision.data["theme"]] |= {d.by for d in (piece.decision, piece.approval) if d}
        return {theme: len(its) > 1 for theme, its in who.items()}

    def pack_texts(self):
        return sorted([p.decision.id, p.agreed(), p.conflict] for p in self.pieces["pack-text"])
