# SPDX-License-Identifier: ISC
"""Made-up families for edition.py, drawn from a seed: what each tells, adds, narrows, answers and
takes back, in the week of the first edition and in the next.

usage: edition_families.py SEED FAMILIES     prints them, a JSON object a line"""
import json
import os
import random
import sys

SOURCE = os.environ["TESTIMONY_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tests/interop/second"))

import form as form_engine  # noqa: E402
from edition_texts import Household  # noqa: E402

USES = ["counts", "my-mp", "all-mps", "report", "committee", "press", "preview"]
LIKELY = [.93, .8, .7, .45, .3, .15, .3]
WORDS = USES[1:6]
NINE = "wyre-forest"    # the area of which exactly nine may be counted, and more have told
LARGE = ["worcester", "redditch", "bromsgrove", "droitwich-and-evesham", "west-worcestershire"]
FEW = ["worcester", "worcester", "redditch"]    # where few tell: one area has ten of them
COUNTED = 9
CLASH = "Rosalind"      # a name that one family hides, and whom the packs' contact names
REGISTERS = ["neat", "neat", "letters", "small", "small", "dictated", "loud", "listed"]

# What a family is there for. The first families have one each; the others are drawn.
PARTS = ["plain", "preview-yes", "preview-no", "preview-change", "preview-none", "court",
         "court-unsure", "court-by-another-client", "court-later", "polish", "withdrawn-before",
         "withdrawn-after", "narrows-before", "allows-nothing", "narrows-after", "adds",
         "adds-for-less", "words-alone", "hides-the", "no-area", "area-unsure", "answers-nobody",
         "told-twice", "unread", "refused", "retold", "retold-unread", "plain"]
DRAWN = {"plain": 64, "polish": 5, "court": 4, "court-unsure": 1, "withdrawn-before": 2,
         "withdrawn-after": 5, "narrows-before": 3, "narrows-after": 3, "allows-nothing": 1,
         "adds": 5, "adds-for-less": 2, "words-alone": 3, "no-area": 2, "area-unsure": 2}
CALM = ["plain", "polish", "adds", "court"]     # who may be counted in both editions, if at all
ANSWERS = {"yes": 55, "no": 12, "change": 8, "none": 25}


class Told:
    """A message of a family: the members of its line 1, and how its texts were made."""

    def __init__(self, kind, fields, texts=(), fits=True):
        self.kind, self.fields, self.texts, self.fits = kind, {"kind": kind} | fields, texts, fits
        self.uses = fields.get("uses")
        self.turn = None    # what coordinators make of it (edition_desks.py)

    def planted(self):
        return sorted({one for text in self.texts for s in text.sentences for one in s.planted})


class Family:
    def __init__(self, number, part):
        self.number, self.part = number, part
        self.is_fixed = number < len(PARTS)
        self.first, self.second = [], []    # what it sends before each of the two editions
        self.withdraws = None               # before or after the first edition
        self.answer = None                  # to a preview

    def told(self):
        return [m for m in self.first + self.second if m.kind in ("testimony", "addition")]

    def area(self):
        return self.told()[0].fields["answers"].get("area")

    def manifest(self):
        return {"family": self.number, "part": self.part, "area": self.area(),
                "uses": [m.uses for m in self.first + self.second],
                "family_court": [m.fields["answers"].get("family-court") for m in self.told()],
                "answer": self.answer, "withdraws": self.withdraws,
                "planted": sorted({p for m in self.told() for p in m.planted()}),
                "first": [m.fields for m in self.first],
                "second": [m.fields for m in self.second]}


class Families:
    def __init__(self, seed, count):
        self.random = random.Random("%s %d" % (seed, count))
        with open(os.path.join(SOURCE, "conf/form-worcestershire.json"), encoding="utf-8") as file:
            self.form = json.load(file)
        self.tellings = {False: 0, True: 0}
        self.areas = FEW if count < 100 else LARGE
        late = max(2, count // 15)
        self.all = [self.family(n, self.part(n), n >= count - late) for n in range(count)]
        self.place_nine()

    def part(self, number):
        if number < len(PARTS):
            return PARTS[number]
        return self.random.choices(list(DRAWN), list(DRAWN.values()))[0]

    # A family.

    def family(self, number, part, late):
        if late:
            part = "plain"
        family = Family(number, part)
        self.area = self.areas[number % len(self.areas)]
        family.answer = (part.removeprefix("preview-") if part.startswith("preview-") else
                         self.random.choices(list(ANSWERS), list(ANSWERS.values()))[0])
        sent = family.second if late else family.first
        sent.append(self.testimony(part, family.is_fixed))
        if part.startswith("adds"):
            sent.append(self.addition(part, sent[0]))
        elif part == "court-later":
            family.second.append(self.addition(part, sent[0]))
        words = sent[0].uses
        if part == "narrows-before":
            sent.append(self.consent(words[:1]))
        elif part == "narrows-after":
            family.second.append(self.consent(words[:1]))
        elif part == "allows-nothing":
            sent.append(self.consent([]))
        elif part == "answers-nobody":      # a reply that no desk knows
            sent.append(Told("answer", {"reply": "%064x" % number, "answer": "yes"}))
        elif part.startswith("withdrawn-"):
            family.withdraws = part.removeprefix("withdrawn-")
        return family

    def uses(self, part, fixed):
        if part.startswith("preview-"):
            return USES[:4] + ["preview"]
        if part in ("plain", "polish") and not fixed:
            uses = [use for use, likely in zip(USES, LIKELY) if self.random.random() < likely]
            return uses if set(uses) - {"preview"} else ["counts"] + uses
        if part == "words-alone":
            return USES[1:4]
        return USES[:self.random.randint(4, 6)]

    def testimony(self, part, fixed):
        polish = part == "polish"
        court = {"court": "yes", "court-by-another-client": "yes",
                 "court-unsure": "not-sure"}.get(part, "no")
        answers = {"family-court": court}
        if part == "area-unsure":
            answers["area"] = "not-sure"
        elif part != "no-area":
            answers["area"] = self.area
        if court != "no" or self.random.random() < .8:
            answers["path"] = "questions"
        answers = self.ticks(answers)
        fits = part != "court-by-another-client"
        texts, hide = [], []
        if court == "no" or not fits:
            texts, hide = self.texts(part, polish)
        answers |= {text.page: text.whole() for text in texts}
        uses = self.uses(part, fixed) if texts else ["counts"]
        fields = {"language": "pl" if polish else "en", "answers": answers, "hide": hide,
                  "uses": uses}
        return Told("testimony", fields, texts, fits)

    def addition(self, part, before):
        texts, hide = self.texts(part, False)
        answers = {"family-court": "no"}
        answers |= {text.page: text.whole() for text in texts}
        fits = part != "court-later"
        if not fits:
            answers["family-court"] = "yes"
        uses = before.uses[:2] if part == "adds-for-less" else before.uses
        return Told("addition", {"language": "en", "answers": answers, "hide": hide,
                                 "uses": uses}, texts, fits)

    @staticmethod
    def consent(uses):
        return Told("consent", {"uses": uses})

    def texts(self, part, polish):
        register = self.random.choice(REGISTERS) if not polish else "neat"
        size = self.random.choice([2, 3, 4, 4, 6, 6, 8, 8, 10, 14, 20])
        home = Household(self.random, self.tellings[polish], polish)
        self.tellings[polish] += 1
        texts = home.texts(register, size)
        hide = []
        if polish or register in ("small", "dictated") or self.random.random() < .4:
            hide = home.names()
        if part == "hides-the":
            hide += ["Worcester", "May", "the", CLASH]
        return texts, hide

    # The ticks: any page of kind one or many that is shown, and not always.

    def ticks(self, answers):
        given = dict(answers)
        for page in self.form["pages"]:
            if page["id"] in given or page["kind"] not in ("one", "many"):
                continue
            shown = form_engine.walk(self.form, given)
            if page["id"] in ("area", "path") or page["id"] not in shown:
                continue
            options = [option["id"] for option in page["options"]]
            if self.random.random() < .15:
                continue
            if page["kind"] == "one":
                given[page["id"]] = self.random.choice(options)
            else:
                most = min(page.get("ticks", 5), len(options))
                some = self.random.sample(options, self.random.randint(1, most))
                given[page["id"]] = [one for one in options if one in some]
        return given

    # The area with nine.

    def place_nine(self):
        """Nine who stay and may be counted, and a few whose words may be used but not counted. One
        more tells in the second week."""
        calm = [f for f in self.all if f.first and f.part in CALM]
        counted = [f for f in calm if "counts" in f.first[0].uses]
        other = [f for f in self.all if f.part == "words-alone"]
        late = next(f for f in self.all if f.second and not f.first)
        late.second[0].fields["uses"] = late.second[0].uses = USES[:6]
        # Some of them have words that the county's members may see.
        counted.sort(key=lambda f: ("all-mps" not in f.first[0].uses, f.part != "plain", f.number))
        for family in counted[:COUNTED] + other[:3] + [late]:
            family.told()[0].fields["answers"]["area"] = NINE
        assert len(counted) >= COUNTED


def main():
    for family in Families(sys.argv[1], int(sys.argv[2])).all:
        print(json.dumps(family.manifest(), ensure_ascii=False))


if __name__ == "__main__":
    main()
