#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Tries to get a testimony's words out of the desk that must not go out. Each family has words of
its own; each try is one thing that is wrong with its case. All of them lie in one vault, beside
families with which nothing is wrong. One export must then have the words of these and of none of
those, in any byte; and the dry run must say of each why.

    export_tries.py WORK DESK PLANTER TESTIMONY-DESK

WORK has heron.key, robin.key, wren.key (who is one no more) and desks of their names."""
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile

work, source, planter, program = sys.argv[1:5]
stranger = ""  # who has no key of the campaign
heron, robin, wren = (os.path.join(work, name + ".key") for name in ("heron", "robin", "wren"))
desk = os.path.join(work, "heron")
WEEK = 2950
with open(os.path.join(work, "wren.pub"), encoding="utf-8") as file:
    WREN = json.load(file)["key"]


def hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()


def result(right, promise, why=""):
    print(("ok - " if right else "not ok - ") + promise)
    if not right:
        print("\n".join("# " + line for line in str(why).splitlines()))


class Planter:
    """Puts messages and events into the vault; while it is open nothing else can."""

    def __init__(self):
        self.process = subprocess.Popen([planter, desk], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, **wish):
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("the planter failed at " + json.dumps(wish))
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit("the planter failed")


plant = Planter()

#
# Families, and what coordinators and they decide.
#

LETTERS = "bcdfghjklmnprstvwz"


def words_of(number):
    """Words that stand nowhere else, and are nobody's name."""
    return "zq" + LETTERS[number // len(LETTERS)] + "o" + LETTERS[number % len(LETTERS)] + "ix"


ALL = ["counts", "my-mp", "all-mps", "report"]
SHOWN = ALL + ["preview"]


class Family:
    count = 0

    def __init__(self, uses=ALL, area="worcester", court="no", hide=(), language="en", **more):
        Family.count += 1
        self.name = "family %d" % Family.count
        self.mark = words_of(Family.count)
        self.story = "Made up. Jack waited, %s, and nobody rang back. That was all." % self.mark
        self.quote = "waited, %s, and nobody rang back." % self.mark
        self.redacted = self.story.replace("Jack", "[Child A]")
        self.area = area
        self.n, self.held = 0, []
        self.messages = [self.tell(uses, area, court, hide=hide, language=language, **more)]

    def tell(self, uses=ALL, area="worcester", court="no", kind="testimony", week=WEEK, hide=(),
             language="en", story=None, **more):
        answers = {"story-happened": self.story if story is None else story}
        if court is not None:
            answers["family-court"] = court
        if area is not None:
            answers["area"] = area
        line = {"kind": kind, "language": language, "answers": answers, "hide": list(hide),
                "uses": list(uses)}
        self.held.append({"kind": kind, "week": week})
        return plant.ask(do="tell", family=self.name, week=week, line=line, **more)

    def consent(self, uses, **more):
        return plant.ask(do="tell", family=self.name, week=WEEK + 1,
                         line={"kind": "consent", "uses": list(uses)}, **more)

    def answer(self, reply, verdict, by=None):
        return plant.ask(do="tell", family=(by or self).name, week=WEEK + 2,
                         line={"kind": "answer", "reply": reply["hash"], "answer": verdict})

    def event(self, by, kind, of=None, **data):
        return plant.ask(do="event", by=by, family=(of or self).name, kind=kind, data=data)

    def redact(self, by=heron, story=None, makes=None, message=None, label="[Child A]", **more):
        story = self.story if story is None else story
        start = story.index("Jack")
        made = story.replace("Jack", label)
        return self.event(by, "redact", message=(message or self.messages[0])["id"], texts=[
            {"page": "story-happened", "of": hashed(story),
             "spans": [[start, start + 4, "person", label]]}],
            makes=makes or hashed(made), **more)

    def approve(self, redact, by=robin, makes=None, of=None):
        return self.event(by, "approve", of=of, event=redact["id"],
                          makes=makes or hashed(self.redacted))

    def excerpt(self, redact, by=heron, shift=0, theme="Waiting", **more):
        start = self.redacted.index(self.quote)
        return plant.ask(do="event", by=by, family=self.name, kind="excerpt", data=dict(
            of=redact["id"], theme=theme, start=start + shift,
            end=start + shift + len(self.quote), makes=hashed(self.quote), **more))

    def paraphrase(self, redact, by=heron):
        text = "A family waited, %s, and was not rung." % self.mark
        return plant.ask(do="event", by=by, family=self.name, kind="excerpt", data=dict(
            of=redact["id"], theme="Waiting", text=text, makes=hashed(text))), hashed(text)

    def preview(self, text=None, part=1, parts=1, by=heron, same=False):
        self.n += not same
        return plant.ask(do="reply", by=by, family=self.name, line={
            "kind": "preview", "n": self.n, "part": part, "parts": parts, "seen": [],
            "in_force": [], "text": self.redacted if text is None else text,
            "answer_by": "2026-01-31"})

    def question(self, uses, lays_aside=(), by=heron, seen=None, same=False):
        self.n += not same
        return plant.ask(do="reply", by=by, family=self.name, line={
            "kind": "question", "n": self.n, "part": 1, "parts": 1,
            "seen": self.held if seen is None else seen, "in_force": [],
            "text": "May we?", "uses": list(uses), "lays_aside": list(lays_aside)})

    def add(self, uses, week=WEEK + 3, **more):
        self.messages.append(self.tell(uses, week=week, **({"kind": "addition", "story": "More."} |
                                                           more)))

    def agree(self, **more):
        """All that coordinators have to do."""
        self.redaction = self.redact()
        self.approve(self.redaction)
        self.chosen = self.excerpt(self.redaction, **more)
        return self


tries = []   # (what, family, packs that must not have its words, what is said)
right = []   # (what, family, packs that have them)
EVERYWHERE = ("area-worcester", "county", "publishable")


def attempt(what, family, said, packs=EVERYWHERE):
    tries.append((what, family, packs, said))


def control(what, family, packs=EVERYWHERE):
    right.append((what, family, packs))


def good(**more):
    return Family(**more).agree()


#
# Nothing is wrong with these.
#

for i in range(8):
    control("redacted, approved, chosen", good())
family = Family()
family.redaction = family.redact(by=robin)
family.approve(family.redaction, by=heron)
family.excerpt(family.redaction)
control("redacted by the other one", family)
family = Family()
family.redaction = family.redact()
family.approve(family.redaction)
event, makes = family.paraphrase(family.redaction)
family.approve(event, makes=makes)
control("a paraphrase that the other one approved", family)
family = good(uses=SHOWN)
family.answer(family.preview(), "yes")
control("a preview with its yes", family)
family = good(uses=SHOWN)
family.answer(family.preview(text="Once.\n\n" + family.redacted[:40], part=1, parts=2), "yes")
family.preview(text=family.redacted[40:], part=2, parts=2, same=True)
control("a preview in two parts, with its yes", family)
family = good()
family.consent(ALL)
control("a consent that changes nothing", family)
family = good(uses=["counts"])
family.answer(family.question(ALL), "yes")
control("asked afterwards, and said yes", family)
family = good(uses=["counts"])
family.add(["counts"])
family.answer(family.question(ALL), "yes")
control("... of all that it had told", family)
family = good(uses=["counts"])
family.add(["counts"], week=WEEK)
family.answer(family.question(ALL), "yes")
family.add(ALL)
control("... and told more for as much", family)
family.add(["counts"])
family.answer(family.question(ALL), "yes")
control("... and for less, was asked again, and said yes", family)
family = good(uses=["counts", "all-mps"], area="not-sure")
control("in no area, to all MPs", family, ("county",))
control("to its own MP alone", good(uses=["counts", "my-mp"]), ("area-worcester",))
control("in the report alone", good(uses=["report"]), ("publishable",))
family = Family()
family.redaction = family.redact()
family.approve(family.redaction, by=wren)
family.approve(family.redaction, by=stranger)
family.approve(family.redaction)
family.excerpt(family.redaction)
control("approved by strangers, too", family)
family = Family()
family.redaction = family.redact()
listed = family.approve(family.redaction, by=wren)
plant.ask(do="event", by=robin, kind="removed", data=dict(key=WREN, events=[listed["id"]]))
family.excerpt(family.redaction)
control("approved by a former coordinator, and another one lists it", family)

#
# Coordinators.
#

attempt("nobody redacted or chose anything", Family(), "nobody chose")
family = Family()
family.excerpt(family.redact())
attempt("nobody approved", family, "no other coordinator approved")
family = Family()
redact = family.redact()
family.approve(redact, by=heron)
family.excerpt(redact)
attempt("approved by who redacted", family, "no other coordinator approved")
family = Family()
redact = family.redact()
family.approve(redact, makes=hashed("something else"))
family.excerpt(redact)
attempt("approved with another hash", family, "no other coordinator approved")
family = Family()
redact = family.redact()
family.approve(redact, makes=hashed(family.story))
family.excerpt(redact)
attempt("approved as it was before the redaction", family, "no other coordinator approved")
family = Family()
redact = family.redact()
family.event(robin, "recuse")
family.approve(redact)
family.excerpt(redact)
attempt("approved by one who had recused themselves", family, "no other coordinator approved")
family = good()
family.event(robin, "recuse")
attempt("... and who did so afterwards", family, "no other coordinator approved")
family = good()
family.event(heron, "recuse")
attempt("redacted by one who recused themselves afterwards", family, "nobody chose")
family = Family()
redact = family.redact()
family.approve(redact, by=wren)
family.excerpt(redact)
attempt("approved by a former coordinator, listed by nobody", family,
        "no other coordinator approved")
family = Family()
redact = family.redact(by=wren)
family.approve(redact)
family.excerpt(redact)
attempt("redacted by a former coordinator, listed by nobody", family, "does not count")
family = Family()
redact = family.redact()
family.excerpt(redact)
listed = family.approve(redact, by=wren)
plant.ask(do="event", by=wren, kind="removed", data=dict(key=WREN, events=[listed["id"]]))
attempt("... who says so themselves", family, "no other coordinator approved")
family = Family()
redact = family.redact()
family.approve(redact, by=stranger)
family.excerpt(redact)
attempt("approved by a stranger", family, "no other coordinator approved")
family, other = Family(), Family()
redact = family.redact()
family.approve(redact, of=other)
family.excerpt(redact)
attempt("approved in another case", family, "no other coordinator approved")
attempt("... which gains nothing by it", other, "nobody chose")
family, other = Family(), good()
other_redact = other.redaction
family.excerpt(other_redact)
attempt("an excerpt of another case's redaction", family, "does not count")
control("... which keeps its own", other)
family, other = Family(), Family()
redact = family.redact(message=other.messages[0], story=other.story)
family.approve(redact, makes=hashed(other.redacted))
plant.ask(do="event", by=heron, family=family.name, kind="excerpt", data=dict(
    of=redact["id"], theme="Waiting", start=other.redacted.index(other.quote),
    end=other.redacted.index(other.quote) + len(other.quote), makes=hashed(other.quote)))
attempt("a redaction of another case's message", family, "none of this case's")
attempt("... whose words stay where they are", other, "nobody chose")
family = good()
family.redact(by=robin, label="[Child]", instead=[family.redaction["id"]])
attempt("an excerpt of a redaction that was replaced", family, "was replaced")
family = good()
newer = family.redact(by=robin, label="[Child]", instead=[family.redaction["id"]])
family.approve(newer, by=heron, makes=hashed(family.story.replace("Jack", "[Child]")))
attempt("... by one that is approved", family, "was replaced")
family = good()
family.redact(by=robin, label="[Child]")
attempt("two redactions that stand", family, "two redactions")
family = good()
family.event(robin, "refuse", event=family.redaction["id"], why="a name is left")
attempt("a redaction that was refused", family, "refused the redaction")
family = good()
family.event(heron, "refuse", event=family.redaction["id"], why="a name is left")
attempt("... by who made it", family, "refused the redaction")
family = good()
family.event(robin, "refuse", event=family.chosen["id"], why="it tells who they are")
attempt("an excerpt that was refused", family, "refused the excerpt")
family = Family()
redact = family.redact(makes=hashed(family.story))
family.approve(redact, makes=hashed(family.story))
family.excerpt(redact)
attempt("a redaction that says it makes another text", family, "do not make the text")
family = Family()
redact = family.redact(story=family.story.replace("waited", "hoped"))
family.approve(redact, makes=hashed(family.redacted.replace("waited", "hoped")))
family.excerpt(redact)
attempt("a redaction of another text", family, "not the one that was redacted")
attempt("a span that was moved", Family().agree(shift=-3), "not the words")
attempt("a span that has the name that was there", Family().agree(shift=-12), "not the words")
family = Family()
family.redaction = family.redact()
family.approve(family.redaction)
family.paraphrase(family.redaction)
attempt("a paraphrase that nobody approved", family, "approved the paraphrase")
family = Family()
family.redaction = family.redact()
family.approve(family.redaction)
event, makes = family.paraphrase(family.redaction)
family.approve(event, by=heron, makes=makes)
attempt("... or only who wrote it", family, "approved the paraphrase")
family = Family()
family.redaction = family.redact()
event, makes = family.paraphrase(family.redaction)
family.approve(event, makes=makes)
attempt("a paraphrase of what nobody approved", family, "no other coordinator approved")
family = Family()
redact = family.redact(by=stranger)
family.approve(redact)
family.excerpt(redact)
attempt("redacted by a stranger", family, "does not count")
family = Family()
redact = family.redact()
family.approve(redact)
family.excerpt(redact, by=stranger)
attempt("chosen by a stranger", family, "nobody chose")
family = good()
family.event(robin, "closed", closed=True, why="told twice")
attempt("a case that is closed", family, "closed")
family = good()
closed = family.event(robin, "closed", closed=True, why="told twice")
family.event(heron, "closed", closed=False, why="no, it is not")
attempt("a case that one closed and another opened beside", family, "closed")

#
# The family's sign-off.
#

attempt("it asked for a preview, and there is none", good(uses=SHOWN), "was sent no preview")
family = good(uses=SHOWN)
family.preview()
attempt("a preview without an answer, its day past", family, "did not answer")
for verdict, said in (("no", "said no"), ("change", "changed")):
    family = good(uses=SHOWN)
    family.answer(family.preview(), verdict)
    attempt("a preview answered with " + verdict, family, said)
for verdict, said in (("no", "said no"), ("change", "changed")):
    family = good(uses=SHOWN)
    preview = family.preview()
    family.answer(preview, "yes")
    family.answer(preview, verdict)
    attempt("yes, and %s, too" % verdict, family, said)
family = good(uses=SHOWN)
family.answer(family.preview(), "yes")
family.preview(text=family.redacted + " And more.")
attempt("yes to an older preview", family, "did not answer")
family = good(uses=SHOWN)
older = family.preview(text="Other words.")
newer = family.preview()
family.answer(older, "yes")
attempt("yes to the older of two", family, "did not answer")
family = good(uses=SHOWN)
family.answer(family.preview(text=family.redacted[:40], part=1, parts=2), "yes")
attempt("a part of the preview is missing", family, "part of the preview is not here")
family = good(uses=SHOWN)
family.preview()
family.answer({"hash": hashed("no reply")}, "yes")
attempt("yes to a reply that nobody wrote", family, "no desk tells of")
family, other = good(uses=SHOWN), Family()
family.answer(family.preview(), "yes", by=other)
attempt("yes by another family", family, "did not answer")
attempt("... which answered what was not sent to it", other, "no desk tells of")
family = good(uses=SHOWN)
family.answer(family.preview(text=family.redacted.replace("waited, ", "waited; ")), "yes")
attempt("a preview that differs in one letter", family, "do not stand in")
family = good(uses=SHOWN)
family.answer(family.preview(text=family.redacted.replace("nobody", "Nobody")), "yes")
attempt("... or in a capital", family, "do not stand in")
family = good(uses=SHOWN)
family.answer(family.preview(text=family.redacted.replace("waited, ", "waited,  ")), "yes")
attempt("... or in a space", family, "do not stand in")
family = good(uses=SHOWN)
family.answer(family.preview(text="Another part of it."), "yes")
attempt("a preview without these words", family, "do not stand in")
family = good(uses=SHOWN)
family.answer(family.preview(), "yes")
family.preview(text="Other words.", same=True, by=robin)
attempt("two previews of one number, and yes to one", family, "did not answer")
family = good(uses=SHOWN)
reply = family.preview(by=stranger)
family.answer(reply, "yes")
attempt("a preview by a stranger", family, "no desk tells of")
family = Family(uses=SHOWN)
family.redaction = family.redact()
family.approve(family.redaction)
event, makes = family.paraphrase(family.redaction)
family.approve(event, makes=makes)
family.answer(family.preview(), "yes")
attempt("a paraphrase that the preview did not show", family, "do not stand in")
family = good()
family.messages.append(family.tell(SHOWN, kind="addition", story="More."))
attempt("it asked for a preview later", family, "was sent no preview")

#
# What the family allows.
#

family = good()
family.consent(["counts"])
attempt("it allowed less afterwards", family, "does not allow")
family = good()
family.consent([])
attempt("it allowed nothing any more", family, "does not allow")
family = good()
family.messages.append(family.tell(["counts"], kind="addition", story="More."))
attempt("an addition that allows less", family, "does not allow")
family = good()
family.answer(family.question(["counts"]), "yes")
attempt("yes to a question that asks for less", family, "does not allow")
ANEW = "a new question"
family = good(uses=["counts"])
family.answer(family.question(ALL), "yes")
family.add(["counts"])
attempt("yes to a question that asks for more, and then an addition that allows less", family, ANEW)
family = good(uses=["counts"])
family.answer(family.question(ALL), "yes")
family.add(["counts"], week=WEEK)
attempt("... in the week in which it told", family, ANEW)
family = good()
family.add(ALL)
family.answer(family.question(ALL), "yes")
family.add(["counts"])
attempt("... in the week of an addition that the question had seen", family, ANEW)
family = good()
family.add(["counts"])
family.answer(family.question(ALL), "yes")
family.add(ALL)
attempt("... or that which had been seen does, and nothing tells the two apart", family, ANEW)
family = good(uses=["counts"])
family.answer(family.question(ALL), "yes")
family.add(["counts"], kind="testimony")
attempt("... or then another testimony", family, ANEW)
family = good(uses=["counts"])
family.answer(family.question(ALL, seen=[]), "yes")
attempt("yes to a question that does not say it had seen what the family told", family, ANEW)
family = good()
seen = list(family.held)
family.add(["counts"])
for by, its in ((heron, family.held), (robin, seen)):
    family.answer(family.question(ALL, by=by, seen=its, same=by is robin), "yes")
attempt("yes to two questions of one number, and one had seen less", family, ANEW)
family = good(uses=["counts"])
family.answer(family.question(ALL), "yes")
family.add(["counts", "my-mp"])
attempt("an addition for its own MP alone, in other packs", family, ANEW, ("county", "publishable"))
family = good(uses=["counts"])
family.answer(family.question(ALL), "no")
attempt("asked for more, and it said no", family, "does not allow")
family = good(uses=["counts"])
family.question(ALL)
attempt("asked for more, and it did not answer", family, "does not allow")
attempt("counts alone", good(uses=["counts"]), "does not allow")
attempt("committee and press alone", good(uses=["counts", "committee", "press"]), "does not allow")
attempt("a use that the form does not have", good(uses=["counts", "everything"]), "does not allow")
for court in ("yes", "not-sure"):
    attempt("a family court: " + court, good(court=court), "family court")
attempt("the question about a court not answered", good(court=None), "family court")
family = good()
family.messages.append(family.tell(court="yes", kind="addition", story="More."))
attempt("a family court in an addition", family, "family court")
family = good()
family.messages.append(family.tell(court=None, kind="addition", story="More."))
attempt("not answered in an addition", family, "family court")
family = good()
family.messages.append(family.tell(["counts"], kind="addition", story="More.", foreign=True))
attempt("a message of it that this desk cannot open", family, "cannot be read here")
family = good()
family.consent(["counts"], foreign=True)
attempt("... or a consent", family, "cannot be read here")
family = good()
plant.ask(do="tell", family=family.name, week=WEEK, line={"kind": "of-a-later-version"})
attempt("a message of a later version", family, "cannot be read here")
family = good()
plant.ask(do="withdraw", family=family.name)
attempt("taken back, and not erased yet", family, "took everything back")
attempt("its own MP alone, in other packs", good(uses=["counts", "my-mp"]),
        "does not allow", ("county", "publishable"))
attempt("all MPs alone, in the publishable pack", good(uses=["counts", "all-mps"]),
        "does not allow", ("publishable",))
attempt("the report alone, in the MPs' packs", good(uses=["counts", "report"]),
        "does not allow", ("area-worcester", "county"))
attempt("its own MP, in no area", good(uses=["counts", "my-mp"], area="rather-not-say"),
        "does not allow")
attempt("its own MP, the area not answered", good(uses=["counts", "my-mp"], area=None),
        "does not allow")
family = good(uses=["counts", "my-mp"])
family.messages.append(family.tell(["counts", "my-mp"], area="redditch", kind="addition",
                                   story="More."))
attempt("its own MP, two areas in one week", family, "does not allow")
few = [good(area="bromsgrove", uses=["counts", "my-mp"]) for i in range(9)]
for family in few:
    attempt("its own MP, where nine are counted", family, "does not allow")
small = good(area="wyre-forest", uses=["counts", "all-mps"])
control("all MPs, where one is counted", small, ("county",))

#
# The text itself.
#

family = Family(hide=["Marigold"])
family.story = family.story.replace("nobody rang", "Marigold never rang")
family.quote = "waited, %s, and Marigold never rang back." % family.mark
family.redacted = family.story.replace("Jack", "[Child A]")
family.messages = [family.tell(hide=["Marigold"])]
family.agree()
attempt("words that have a name which is to be hidden", family, "marigold")
family = Family()
family.story = family.story.replace("nobody rang", "Jack was never rung")
family.redacted = family.story.replace("Jack waited", "[Child A] waited")
family.quote = "waited, %s, and Jack was never rung back." % family.mark
family.messages = [family.tell()]
start = family.story.index("Jack")
redact = plant.ask(do="event", by=heron, family=family.name, kind="redact", data=dict(
    message=family.messages[0]["id"], texts=[
        {"page": "story-happened", "of": hashed(family.story),
         "spans": [[start, start + 4, "person", "[Child A]"]]}], makes=hashed(family.redacted)))
family.approve(redact)
family.excerpt(redact)
attempt("a name redacted in one place of two", family, "jack")
family = Family()
family.story = family.story.replace("nobody rang back", "0161 496 0000 never rang back")
family.quote = "waited, %s, and 0161 496 0000 never rang back." % family.mark
family.redacted = family.story.replace("Jack", "[Child A]")
family.messages = [family.tell()]
family.agree()
attempt("a phone number that nobody redacted", family, "0161 496 0000")


# What stands above an excerpt is one coordinator's, too, until another one agrees.
ALONE, AGREED = "Above it stands zqalonix", "Above it stands zqagreedix"
for theme in (ALONE, AGREED):
    control("... whatever its theme", Family().agree(theme=theme))
family = Family()
family.redaction = family.redact()
family.approve(family.redaction)
control("... and what another one chose for the same", family)
family.excerpt(family.redaction, by=robin, theme=AGREED)
family = Family()
family.redaction = family.redact()
family.approve(family.redaction)
for by in (wren, stranger):
    family.excerpt(family.redaction, by=by, theme=ALONE)

#
# The edition itself.
#


def run(*arguments, who="heron", **more):
    return subprocess.run([program, "-d", os.path.join(work, who), *arguments],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)


def refused(promise, said, *arguments, who="heron"):
    out = os.path.join(work, "refused")
    done = run("export", "--no-pull", "-o", out, *arguments, who=who)
    left = [name for name in os.listdir(work) if "refused" in name]
    result(done.returncode == 1 and said in done.stderr and not done.stdout and not left, promise,
           "%d %s\n%s\n%s" % (done.returncode, left, done.stdout, done.stderr))


def pack_text(by, part, text, **more):
    return plant.ask(do="event", by=by, kind="pack-text",
                     data=dict(part=part, text=text, makes=hashed(text), **more))


def approve(by, event, text):
    return plant.ask(do="event", by=by, kind="approve", data=dict(event=event["id"],
                                                                   makes=hashed(text)))


ASK = "Answer each request within the twenty weeks that the law gives."
CONTACT = "Ask the two parent groups, made up, at any of their meetings."
plant.close()
refused("no edition without an ask", "no ask yet")
plant = Planter()
ask = pack_text(heron, "ask", ASK)
plant.close()
refused("... that nobody but its author agreed to", "approved the packs' ask")
plant = Planter()
approve(heron, ask, ASK)
approve(robin, ask, "Something else.")
approve(wren, ask, ASK)
approve(stranger, ask, ASK)
plant.close()
refused("... or only in other words, or a former coordinator or a stranger did",
        "approved the packs' ask")
plant = Planter()
approve(robin, ask, ASK)
plant.close()
refused("no edition without a contact", "no contact yet")
plant = Planter()
approve(robin, pack_text(heron, "contact", CONTACT), CONTACT)
second = pack_text(robin, "ask", "Something else.")
plant.close()
refused("... or with two asks beside each other", "two texts stand")
plant = Planter()
plant.ask(do="event", by=heron, kind="refuse", data=dict(event=second["id"], why="one is enough"))
plant.close()
os.mkdir(os.path.join(work, "there"))
done = run("export", "--no-pull", "-o", os.path.join(work, "there"))
result(done.returncode == 1 and "exists already" in done.stderr and
       not os.listdir(os.path.join(work, "there")), "no edition into a folder that exists",
       done.stderr)
refused("no edition of a day to come", "still to come", "--day", "2199-01-01")
refused("no edition by a former coordinator", "no coordinator of this campaign any more",
        who="wren")

# A name that some family hides, in what the coordinators write: a word that another one settles.
plant = Planter()
Family(hide=["Gwendolyn"])
PROMISE = "To answer Gwendolyn's letter."
promise = pack_text(heron, "promise", PROMISE, source="a meeting, made up", day="2026-03-04",
                    kept=False)
approve(robin, promise, PROMISE)
plant.close()
refused("no edition with a word that a family hides", "settle")
plant = Planter()
plant.ask(do="event", by=heron, kind="settle", data=dict(words=[hashed("gwendolyn")]))
plant.close()
refused("... which who exports cannot settle alone", "settle")
plant = Planter()
plant.ask(do="event", by=wren, kind="settle", data=dict(words=[hashed("gwendolyn")]))
plant.ask(do="event", by=stranger, kind="settle", data=dict(words=[hashed("gwendolyn")]))
plant.close()
refused("... nor a former coordinator, or a stranger", "settle")
plant = Planter()
plant.ask(do="event", by=robin, kind="settle", data=dict(words=[hashed("gwendolyn")]))
plant.close()

#
# What is said, and what goes out.
#

before = run("export", "--dry-run", "--json")
said = {}
for line in before.stdout.splitlines():
    entry = json.loads(line)
    said[entry["case"]] = entry
result(before.returncode == 0, "a dry run says what goes out", before.stderr)
again = run("export", "--dry-run", "--json")
result(before.stdout == again.stdout and before.stdout, "... the same each time")
ids = [json.loads(line)["id"] for line in before.stdout.splitlines()]
result(ids == sorted(ids), "... sorted by the newest message")
out = os.path.join(work, "packs")
done = run("export", "--no-pull", "-o", out)
result(done.returncode == 0, "an edition is made", done.stderr)
if done.returncode != 0:
    sys.exit()


def bytes_of(folder):
    """All bytes of the files in a folder and of what is packed in them."""
    found = b""
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                found += b"\n" + file.read()
            if name.endswith(".odt"):
                with zipfile.ZipFile(os.path.join(path, name)) as packed:
                    for part in packed.namelist():
                        found += b"\n" + packed.read(part)
    return found.lower()


packs = {name: bytes_of(os.path.join(out, name)) for name in os.listdir(out)}
result(sorted(packs) == sorted(EVERYWHERE), "a pack for each area of ten, the county, everybody",
       sorted(packs))

for what, family, wanted in right:
    has = [name for name in EVERYWHERE if family.mark.encode() in packs[name]]
    result(has == sorted(wanted), "goes out: " + what,
           "%s is in %s: %s" % (family.mark, has, said.get(family.messages[0]["mailbox"])))
for what, family, unwanted, why in tries:
    has = [name for name in unwanted if family.mark.encode() in packs[name]]
    entry = said.get(family.messages[0]["mailbox"], {})
    reasons = [pack["why"] or "" for name, pack in entry.get("packs", {}).items()
               if name in unwanted or name == "area"] + \
        [excerpt["why"] or "" for excerpt in entry.get("excerpts", [])]
    result(not has and any(why in reason for reason in reasons), "stays in: " + what,
           "%s is in %s; said: %s" % (family.mark, has, json.dumps(entry, indent=1)))
result(len(tries) >= 40, "%d tries" % len(tries))
everything = b"".join(packs.values())
result(not re.search(rb"\bjack\b|marigold", everything), "no name is in any byte")
result(b"zqalonix" not in everything, "a theme that one coordinator wrote is in no byte")
result(all(b"zqagreedix" in pack for pack in packs.values()), "one that two chose stands there")
for name in EVERYWHERE[1:]:
    with open(os.path.join(out, name, "pack.html"), encoding="utf-8") as file:
        text = file.read()
    if small.mark not in text:
        continue
    quote = text[text.index(small.mark):][:600]
    result("Wyre" not in quote, "words from an area of few stand under the county's name", quote)

# The day may not go back, and a second edition knows the first.
refused("no edition of a day before the last one", "day before", "--day", "2026-01-01")
done = run("export", "--no-pull", "--json", "-o", os.path.join(work, "again"))
result(done.returncode == 0 and json.loads(done.stdout)["edition"] == 2, "the next is the second",
       done.stderr)
same = bytes_of(os.path.join(work, "again"))
for what, family, unwanted, why in tries:
    if set(unwanted) == set(EVERYWHERE) and family.mark.encode() in same:
        result(False, "stays in the second edition, too: " + what)

# Whoever took everything back since must be asked for, unless the coordinator says otherwise.
done = run("export", "-o", os.path.join(work, "refused"))
result(done.returncode == 1 and "--no-pull" in done.stderr and not os.path.exists(
    os.path.join(work, "refused")), "none where no daemon says who took everything back since",
    done.stderr)
