# SPDX-License-Identifier: ISC
"""What hundreds of families do, by the real programs: they tell (edition_families.py), ask to see
their words first, answer and take back. edition_model.py says what the desks must make of it.

usage: edition.py FAMILIES [SEED]      from edition.sh, which sets the environment"""
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
from edition_families import Families, Told  # noqa: E402
from edition_model import Case, Preview  # noqa: E402
from year_world import Broken, Findings, Programs, Server  # noqa: E402

DESK, KEYS, CROWD = "desk/testimony-desk", "keys/testimony-keys", "tests/system/crowd"

FITS = "every testimony fits the campaign's form, but those that another client made"
HELD = "both desks list and show what was told, word for word"
CASES = "both desks say of each case what is in force, and what was answered"


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

    def __init__(self, count, seed):
        self.campaign = Campaign(seed)
        self.same = self.campaign.same
        self.families = Families(seed, count)
        self.form = self.families.form
        self.areas = [area["id"] for area in self.form["areas"]]
        self.cases = [Case(family) for family in self.families.all]

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
            for reply in said["replies"]:
                line = reply["line1"]
                if reply["hash"] in [p.hash for p in case.previews]:
                    continue
                case.previews.append(Preview(line["n"], reply["hash"], line["text"]))
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
                      if not row.get("aside") and row["id"] in held or row.get("kind") in (
                          "testimony", "addition", "consent", "answer")}
            self.same(HELD, handle + " lists", {
                i: (case.mailbox, m.kind, m.week, m.fields.get("answers", {}).get("area"))
                for i, (case, m) in held.items()}, {
                i: (row["mailbox"], row["kind"], row["week"], row.get("area"))
                for i, row in listed.items()})
            for i, (case, message) in list(held.items())[::7]:
                line = self.campaign.lines(handle, "show", "--json", i)[0]["testimony"]
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
        self.show_words()
        self.campaign.pull()
        self.previewed()
        self.campaign.pull()
        self.compare()

    def show_words(self):
        """Each family that asked gets a preview."""
        with open(self.campaign.path("preview"), "w", encoding="utf-8") as file:
            file.write("These are your words.")
        for case in self.cases:
            if "preview" in case.in_force() and not case.withdrawn:
                self.campaign.desk("heron", "reply", "--kind", "preview", "--text", file.name,
                                   "--yes", case.told()[0].id)


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5
    story = None
    try:
        story = Story(count, seed)
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
        print("# %d families, seed %d: %s" % (count, seed, {
            k: round(v, 2) for k, v in story.campaign.took.items()}))


if __name__ == "__main__":
    main()
