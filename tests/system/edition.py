# SPDX-License-Identifier: ISC
"""Two editions of a campaign, by the real programs: hundreds of families tell
(edition_families.py), one coordinator redacts and another approves (edition_desks.py), families
that asked see their words first, and packs are made. edition_model.py says what the desks and the
packs must hold; edition_check.py looks.

usage: edition.py FAMILIES [SEED [office]]     from edition.sh, which sets the environment;
                                               "office": LibreOffice reads all documents"""
import json
import os
import re
import subprocess
import sys
import time
import traceback

SOURCE, BUILD, WORK = (os.environ[n] for n in ("TESTIMONY_SOURCE", "TESTIMONY_BUILD", "work"))
sys.path.insert(0, os.path.join(SOURCE, "tests/interop/second"))

import form as form_engine  # noqa: E402
from basics import Refused  # noqa: E402
from edition_check import Check  # noqa: E402
from edition_desks import RETOLD, Desks  # noqa: E402
from edition_families import CLASH, NINE, Families, Told  # noqa: E402
from edition_model import Case, Edition, Preview  # noqa: E402
from edition_texts import secrets  # noqa: E402
from year_world import Broken, Findings, Programs, Server  # noqa: E402

DESK, KEYS, CROWD = "desk/testimony-desk", "keys/testimony-keys", "tests/system/crowd"

FITS = "every testimony fits the campaign's form, but those that another client made"
HELD = "both desks list and show what was told, word for word"
CASES = "both desks say of each case what is in force, and what was answered"
DRY = "a dry run says of each family what goes in, and of all else why not"
SETTLED = "a name that some family hides is in no pack before another coordinator settled it"
GONE = "what stood in the first edition, and was taken back since, is in no file of the second"
NEW = "what was told since the first edition stands in the second"
EVERYTHING = "the first edition has one of everything"


class Campaign:
    """A campaign with two coordinators, its daemon, and their desks."""
    PEOPLE = ("heron", "wren")

    def __init__(self, seed):
        self.seed = seed
        self.programs, self.findings = Programs(), Findings()
        self.clock, self.same = self.programs.clock, self.findings.same
        self.server = Server(self.programs)
        self.took = {}      # seconds, by what was done
        self.admin("init", self.path("campaign"), "--name", "Made-up voices", "--contact",
                   "hello@voices.example", "--origin", "http://127.0.0.1:1", "--form",
                   os.path.join(SOURCE, "conf/form-worcestershire.json"), "--coordinator",
                   "heron", "--days", "90", "--no-passphrase")
        self.programs.program(KEYS, "coordinator", "wren", "--no-passphrase", "-o",
                              self.path("campaign/secret"))
        self.admin("admit", self.path("campaign"), self.path("campaign/secret/wren.pub"), "--yes")
        for name in ("campaign.json", "campaign.json.minisig"):
            os.link(self.path("campaign", name), self.server.path(name))
        self.server.start(self.pin)
        for handle in self.PEOPLE:
            self.desk(handle, "setup", "--campaign", self.path("campaign/campaign.json"), "--pin",
                      self.pin, "--key", self.path("campaign/secret/campaign.key"), "--as",
                      self.path("campaign/secret", handle + ".key"), "--daemon",
                      "unix:" + self.server.path("desk.sock"))

    @staticmethod
    def path(*names):
        return os.path.join(WORK, *names)

    def admin(self, *line):
        said = self.programs.program(KEYS, *line).stdout.decode()
        self.pin = re.search("RW[A-Za-z0-9_-]{54}[.][0-9]+", said)[0]

    def packs_key(self):
        """The line for `minisign -P`, as the signed campaign has it."""
        with open(self.path("campaign/campaign.json"), encoding="utf-8") as file:
            return json.load(file)["packs"]

    def desk(self, handle, *line, status=0):
        return self.programs.program(DESK, "-d", self.path(handle), *line, status=status)

    def lines(self, handle, *line):
        return [json.loads(one) for one in self.desk(handle, *line).stdout.splitlines()]

    def timed(self, what, action, *given):
        began = time.monotonic()
        result = action(*given)
        self.took[what] = self.took.get(what, 0) + time.monotonic() - began
        return result

    def crowd(self, acts):
        """What families do: each act with its answer."""
        acts = list(acts)
        done = subprocess.run(
            [os.path.join(BUILD, CROWD), self.path("campaign/campaign.json"), self.pin,
             str(self.seed), "unix:" + self.server.path("intake.sock")],
            input="".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts).encode(),
            env=self.programs.environment, capture_output=True, timeout=600, check=False)
        answers = done.stdout.splitlines()
        if done.returncode != 0 or len(answers) != len(acts):
            raise Broken("crowd ended with %d: %s" % (
                done.returncode, done.stderr.decode("utf-8", "replace")[-2000:]))
        return [json.loads(answer) for answer in answers]

    def pull(self):
        for handle in self.PEOPLE:
            self.timed("pull", self.desk, handle, "pull")


class Story:
    """The campaign and its families, from the first telling to the second edition."""

    def __init__(self, count, seed, office):
        self.campaign, self.office = Campaign(seed), office
        self.same = self.campaign.same
        self.families = Families(seed, count)
        self.form = self.families.form
        self.areas = [area["id"] for area in self.form["areas"]]
        self.took = {}      # until the first edition was there, in seconds
        self.labels = {area["id"]: area["label"] for area in self.form["areas"]}
        self.cases = [Case(family) for family in self.families.all]
        self.desks = Desks(self.campaign)
        self.planted = sorted({one for family in self.families.all for m in family.told()
                               for planted in m.planted() for one in secrets(planted)})

    # What families do.

    def check_fit(self):
        for family in self.families.all:
            for message in family.told():
                line = message.fields
                try:
                    form_engine.check_testimony(self.form, line["answers"], line["hide"],
                                                line["uses"])
                    fits = True
                except Refused:
                    fits = False
                self.same(FITS, "%d, %s" % (family.number, family.part), message.fits, fits)

    def send(self, pairs):
        """(case, message) each."""
        pairs = list(pairs)
        said = self.campaign.crowd({"family": case.family.number, "fields": message.fields}
                                   for case, message in pairs)
        for (case, message), answer in zip(pairs, said):
            case.mailbox = answer["mailbox"]
            message.id, message.hash = answer["id"], answer["hash"]
            message.week = self.campaign.clock.week()
            case.messages.append(message)

    def tell(self, which):
        self.send((case, message) for case in self.cases
                  for message in getattr(case.family, which))

    def withdraw(self, when):
        gone = [case for case in self.cases if case.family.withdraws == when]
        self.campaign.crowd({"family": case.family.number, "do": "withdraw"} for case in gone)
        for case in gone:
            case.withdrawn = True

    def previewed(self):
        """Families look what was written to them, and answer."""
        asked = [case for case in self.cases
                 if "preview" in case.in_force() and not case.withdrawn]
        looked = self.campaign.crowd({"family": case.family.number, "do": "check"}
                                     for case in asked)
        answers = []
        for case, said in zip(asked, looked):
            whole = {}
            for reply in sorted(said["replies"], key=lambda r: r["line1"]["part"]):
                whole.setdefault(reply["line1"]["n"], []).append(reply)
            for n, parts in whole.items():
                if n in [p.n for p in case.previews]:
                    continue
                reply = parts[0]
                case.previews.append(Preview(n, reply["hash"],
                                             "".join(p["line1"]["text"] for p in parts)))
                if case.family.answer != "none":
                    more = {"text": "Not like this."} if case.family.answer == "change" else {}
                    answers.append((case, Told("answer", {
                        "reply": reply["hash"], "answer": case.family.answer} | more)))
        self.send(answers)

    # What desks show before anybody decides.

    def compare(self):
        for handle in self.campaign.PEOPLE:
            held = {m.id: (case, m) for case in self.cases if not case.withdrawn
                    for m in case.messages}
            listed = {row["id"]: row for row in self.campaign.lines(handle, "list", "--json")
                      if row.get("kind") in ("testimony", "addition", "consent", "answer")}
            self.same(HELD, handle + " lists", {
                i: (case.mailbox, m.kind, m.week, m.fields.get("answers", {}).get("area"))
                for i, (case, m) in held.items()}, {
                i: (row["mailbox"], row["kind"], row["week"], row.get("area"))
                for i, row in listed.items()})
            shown = {row["id"]: row["testimony"]
                     for row in self.campaign.lines(handle, "show", "--all", "--json")}
            for i, (_, message) in held.items():
                line = shown.get(i, {})
                self.same(HELD, handle + " shows " + i, message.fields, {
                    k: v for k, v in line.items() if k in message.fields})
            rows = {row["case"]: row for row in self.campaign.lines(handle, "cases", "--json")
                    if "case" in row}
            for case in self.cases:
                if case.mailbox is not None:
                    self.compare_case(handle, case, rows.get(case.mailbox))

    def compare_case(self, handle, case, row):
        name = "%s: %d, %s" % (handle, case.family.number, case.family.part)
        if case.withdrawn:
            self.same(CASES, name, ["withdrawn"], row and row["state"])
            return
        self.same(CASES, name, {
            "in_force": case.in_force(), "unsure": case.unsure(), "answer": case.answer(),
            "messages": sorted(m.id for m in case.messages)}, row and {
            "in_force": row["in_force"], "unsure": row["unsure"],
            "answer": row.get("preview", {}).get("answer", "none"),
            "messages": sorted(row["messages"])})

    def run(self):
        self.check_fit()
        self.tell("first")
        self.withdraw("before")
        self.campaign.pull()
        self.compare()
        self.desks.close([case for case in self.cases if case.family.part == "told-twice"],
                         "The same family told this before.")
        self.desks.write()
        self.decide()
        self.compare()
        first = self.export("heron", 1)
        self.took = {what: round(seconds, 2) for what, seconds in self.campaign.took.items()}
        self.campaign.clock.go(7)
        self.campaign.pull()
        self.withdraw("after")
        self.tell("second")
        self.campaign.pull()
        self.decide()
        self.compare()
        second = self.export("wren", 2)
        self.compare_editions(first, second)

    def decide(self):
        self.desks.decide(self.cases)
        self.previewed()
        self.campaign.pull()

    def export(self, handle, number):
        folder, edition = self.campaign.path("edition-%d" % number), Edition(self.cases, self.areas)
        if number == 1:     # what was settled then counts for the second, too
            self.settle(handle, folder)
        self.compare_dry_run(edition, self.campaign.lines(handle, "export", "--dry-run", "--json"))
        self.desks.export(handle, folder)
        check = Check(self.same, edition, folder, self.labels, self.campaign.packs_key(),
                      self.planted)
        check.all(number, self.form)
        if self.office:
            check.office(self.campaign.path())
        return check

    def settle(self, handle, folder):
        """The packs have a name that one family hides: that is for the other coordinator to say."""
        other = next(one for one in self.campaign.PEOPLE if one != handle)
        for who, settles in (("nobody", []), ("who exports", [handle])):
            for one in settles:
                self.desks.settle(one, [CLASH])
            done = self.campaign.desk(handle, "export", "-o", folder, status=1)
            self.same(SETTLED, who, (True, False), (CLASH.lower() in done.said.lower(),
                                                    os.path.exists(folder)))
        self.desks.settle(other, [CLASH])
        self.desks.pull(other, handle)

    def compare_dry_run(self, edition, rows):
        """Whether it has words in a pack, or would have if there was room; else there is a why."""
        rows = {row["case"]: row for row in rows}
        self.same(DRY, "families", sorted(c.mailbox for c in self.cases if c.told()
                                          and not c.withdrawn), sorted(rows))
        for case in self.cases:
            row = rows.get(case.mailbox)
            if row is None:
                continue
            wanted = sorted(name for name, excerpts in edition.packs.items()
                            if any(e.case is case for e in excerpts))
            said = sorted(name.removeprefix("area-") for name, pack in row["packs"].items()
                          if pack["excerpts"] > 0 or "no room" in pack["why"])
            self.same(DRY, "%d, %s" % (case.family.number, case.family.part),
                      (case.counted(), wanted), (row["counted"], said))
            self.same(DRY, "%d, why not" % case.family.number, row["counted"], row["why"] is None)

    def compare_editions(self, first, second):
        """Of a test that could pass by having nothing in its packs there is no use."""
        had = first.printed()
        stood = [e for e in had if e.case.withdrawn]
        new = [e for e in second.printed() if e.message in e.case.family.second]
        self.same(GONE, "there was some", True, len(stood) > 0)
        self.same(GONE, "of them is left", [], [
            e.text for e in stood for pack in second.packs.values() if pack.has(e.text)])
        self.same(NEW, "there is some", True, len(new) > 0)
        self.same(EVERYTHING, "of families", {}, {what: True for what, some in {
            "told in other words": [e for e in had if e.message.turn == RETOLD],
            "seen before": [e for e in had if e.case.answer() == "yes"],
            "in Polish": [e for e in had if e.message.fields["language"] == "pl"],
            "from the area with nine": [e for e in had if e.case.area() == NINE],
            "from no area": [e for e in had if e.case.area() is None],
            "added later": [e for e in had if e.message.kind == "addition"],
            "with a name taken out": [e for e in had if "[" in e.text],
        }.items() if not some})


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5
    story = None
    try:
        story = Story(count, seed, "office" in sys.argv[3:])
        story.run()
    except Broken as broken:
        print("not ok - it goes on to the end\n# seed %d: %s" % (seed, broken))
    except Exception:   # the test itself is wrong: say where
        print("not ok - it goes on to the end\n# seed %d" % seed)
        for line in traceback.format_exc().splitlines():
            print("# " + line)
    finally:
        if story is not None:
            story.campaign.server.kill()
    if story is not None:
        story.campaign.findings.say()
        print("# %d families, seed %d; seconds at desks until the first edition:" % (count, seed))
        print("# " + json.dumps(story.took))


if __name__ == "__main__":
    main()
