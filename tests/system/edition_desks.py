# SPDX-License-Identifier: ISC
"""What two coordinators do with what was told, for edition.py: one redacts, chooses and writes, the
other reads and agrees, or does not."""
import json
import re

from edition_families import CLASH
from edition_model import Excerpt

ASK = "Put one named officer in charge of each case, and publish how long families wait."
CONTACT = "Made-up voices: ask for %s, hello@voices.example" % CLASH
PROMISES = [("That every family is told when its form has come.", "Council minutes",
             "2026-06-18", "--kept"),
            ("That no plan takes longer than the law allows.", "A letter to the county's members",
             "2026-07-02", "--broken")]
COURTS = "words of a family that a family court has to do with cannot be redacted"
THEMES = ["Waiting", "The plan on paper", "Out of school", "At home"]

# What coordinators make of a message: some in each round, and what a family is there for.
UNREAD = "is not read, so nothing of it may be chosen"
REFUSED = "an excerpt is refused"
RETOLD = "is told in other words, and they are read"
RETOLD_UNREAD = "is told in other words that nobody reads"
AGREED = "is read, and agreed to"
COURT = "is of a family court's case, and cannot be redacted"
TURNS = {6: UNREAD, 9: REFUSED, 13: RETOLD, 17: RETOLD_UNREAD}
ROUND = 29
BY_PART = {"unread": UNREAD, "refused": REFUSED, "retold": RETOLD, "retold-unread": RETOLD_UNREAD}
BEFORE = re.compile(r"(?: and um)?[\s-]*")


class Desks:
    """heron redacts and wren approves."""

    def __init__(self, campaign):
        self.campaign, self.turns = campaign, 0

    def by(self, handle, what, *line):
        return self.campaign.timed(what, self.campaign.desk, handle, *line)

    def pull(self, *handles):
        for handle in handles:
            self.by(handle, "pull", "pull")

    def file(self, text):
        """A file with this text, until the next one."""
        with open(self.campaign.path("file"), "w", encoding="utf-8") as file:
            file.write(text)
        return file.name

    def many(self, handle, what, *line):
        """A command that takes many ids: with none there is nothing to do."""
        if len(line) > line.index("--") + 1:
            self.by(handle, what, *line)

    # Of cases.

    def decide(self, cases):
        """Redacts what these told since the last time, quotes from it, and has it agreed to."""
        new = [(case, m) for case in cases if not case.withdrawn for m in case.told()
               if m.texts and m.turn is None]
        for case, message in new:
            message.turn = COURT if case.court() else self.turn(case)
            if message.turn == COURT:
                said = self.campaign.desk("heron", "redact", "--accept", "all", message.id,
                                          status=1).said
                self.campaign.same(COURTS, case.family.part, True, "family court" in said)
        new = [(case, m) for case, m in new if m.turn != COURT]
        self.many("heron", "redact", "redact", "--accept", "all", "--", *(m.id for _, m in new))
        self.pull("heron", "wren")
        read = [(case, m) for case, m in new if m.turn != UNREAD]
        self.many("wren", "approve", "approve", "--yes", "--", *self.unread_texts(),
                  *(m.id for _, m in read))
        self.pull("wren", "heron")
        self.quote(read)
        self.pull("heron", "wren")
        self.judge(read)
        self.pull("wren", "heron")
        shown = {case.mailbox: m.id for case, m in read if "preview" in case.in_force()}
        self.many("heron", "preview", "preview", "--yes", "--", *shown.values())

    def turn(self, case):
        if case.family.is_fixed:
            return BY_PART.get(case.family.part, AGREED)
        self.turns += 1
        return TURNS.get(self.turns % ROUND, AGREED)

    def close(self, cases, why):
        """These are in no edition."""
        self.many("heron", "mark", "mark", "--close", self.file(why), "--",
                  *(case.told()[0].id for case in cases))
        for case in cases:
            case.closed = True

    def looked(self, handle, read):
        """How these messages stand, by id: with their redacted text, and their case's events."""
        rows = self.campaign.lines(handle, "redact", "--show", "--json", *(m.id for _, m in read))
        return {row["id"]: row for row in rows}

    def quote(self, read):
        """From where a name stood to what only this family says; or that in other words."""
        rows, looked = [], self.looked("heron", read) if read else {}
        for case, message in read:
            theme = THEMES[len(rows) % len(THEMES)]
            row = {"id": message.id, "theme": theme}
            row |= self.choose(message, looked[message.id]["redacted"])
            text = row.get("paraphrase") or message.chosen
            stands = message.turn not in (REFUSED, RETOLD_UNREAD)
            case.excerpts.append(Excerpt(case, message, theme, text, stands))
            rows.append(row)
        if rows:
            self.by("heron", "excerpt", "excerpt", "--from", self.file("".join(
                json.dumps(row, ensure_ascii=False) + "\n" for row in rows)))

    def choose(self, message, text):
        opening, _, only = message.texts[0].sentences[:3]
        if message.turn in (RETOLD, RETOLD_UNREAD) or only.text not in text:
            return {"paraphrase": "A parent said, in other words: " + only.text}
        start = text.index(opening.text) + len(opening.text)
        start += len(BEFORE.match(text[start:])[0])
        message.chosen = text[start:text.index(only.text) + len(only.text)]
        if message.chosen.count("\n") == 0 and self.turns % 2 == 0:
            return {"text": message.chosen}
        before = len(text[:start].encode())
        return {"start": before, "end": before + len(message.chosen.encode())}

    def judge(self, read):
        """Other words need a second reader; and anybody may refuse."""
        looked = self.looked("wren", read) if read else {}
        approved, refused = [], []
        for _, message in read:
            row = looked[message.id]
            for one in row["case"]["excerpts"]:
                if one["of"] != row["event"]:
                    continue
                if message.turn == REFUSED:
                    refused.append(one["event"])
                elif one["paraphrase"] and message.turn != RETOLD_UNREAD:
                    approved.append(one["event"])
        self.many("wren", "approve", "approve", "--yes", "--", *approved)
        self.many("wren", "approve", "refuse", "--why", self.file("It says too much."), "--",
                  *refused)

    # Of packs.

    def write(self):
        """What all packs say."""
        for part, text, more in [("ask", ASK, []), ("contact", CONTACT, [])] + [
                ("promise", text, ["--source", source, "--day", day, kept])
                for text, source, day, kept in PROMISES]:
            self.by("heron", "pack-text", "pack-text", "--part", part, "--text",
                    self.file(text), *more)

    def unread_texts(self):
        said = self.campaign.desk("wren", "pack-text").stdout.decode()
        return re.findall(r"^([0-9a-f]{12})  .* by heron, not approved yet$", said, re.M)

    def settle(self, handle, words):
        """For what the other exports."""
        self.by(handle, "settle", "settle", "--words", self.file("\n".join(words) + "\n"))

    def export(self, handle, folder):
        self.by(handle, "export", "export", "-o", folder)
