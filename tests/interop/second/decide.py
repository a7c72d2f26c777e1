# SPDX-License-Identifier: ISC
"""Random decisions, made here, beside the real desk: python3 decide.py STAGE SOURCE WORK SEED, with the environment
that second_decisions.sh sets. `make` puts families and decisions into the daemon, and writes what must follow of
them; `same DESK` compares a desk with that."""
import datetime
import json
import os
import random
import subprocess
import sys
import time

import age
import campaign
import client
import decision
import desk
import ed25519
import envelope
import reply
import testimony
import uses
from basics import sha256, week_of
from promises import promise

STAGE, SOURCE, WORK, SEED = sys.argv[1:5]
MANY = 320
FAMILIES = 16
ASKED = 60      # families more, of whom it is looked what they allow
PIN = campaign.read_pin(os.environ["PIN"])
KEY = PIN.public.key
SOME = random.Random(int(SEED))
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
STORIES = ["Made up. The plan of Zosia Łącka was late by 40 weeks.", "Made up. Sam waited. 😀 Sam waits. Her school said no."]


def read(*names):
    with open(os.path.join(*names), "rb") as file:
        return file.read()


def manifest_of():
    intake = client.Intake(os.environ["ORIGIN"])
    return intake, campaign.read(*intake.campaign(), PIN, TODAY.isoformat())


def seed_of(name):
    return desk.read_person_key(desk.read_key_file(read(WORK, name + ".key")))[0]


class World:
    def __init__(self):
        self.intake, self.manifest = manifest_of()
        self.seeds = {name: seed_of(name) for name in ("heron", "robin", "wren", "crow")}
        self.seeds["stranger"] = os.urandom(32)
        self.keys = {name: ed25519.public_of(seed).hex() for name, seed in self.seeds.items()}
        self.recipient = age.read_recipient(self.manifest["recipient"])
        self.messages = []  # id, mailbox, answers
        self.events = []    # id, by, line, body, author

    def tell(self):
        """Some families, a few of whom told more, later."""
        for number in range(FAMILIES):
            family = client.Family(self.manifest, KEY)
            for kind in ("testimony", "addition")[:2 if number % 5 == 1 else 1]:
                answers = {"family-court": "no", "story-happened": SOME.choice(STORIES), "story-difference": "It was hard."}
                line1 = testimony.write(kind, self.manifest["serial"], "en", family.keys.reply_to, answers, [], ["counts"])
                body = family.seal(line1)
                assert self.intake.put(body, family.keys.mailbox) == 201
                self.messages.append((envelope.id_of(body).hex(), family.keys.mailbox.hex(), answers))

    def add(self, name, line):
        body = envelope.make(self.seeds[name], KEY, envelope.NOBODY, line, self.recipient)
        self.events.append((envelope.id_of(body).hex(), self.keys[name], json.loads(line), body, name))

    def line(self, kind, case, data):
        made = TODAY - datetime.timedelta(SOME.randrange(6))
        return testimony.write_event(self.manifest["serial"], kind, case, made.isoformat(), data)

    # What they refer to: of all events, also of other cases and kinds, and of none.

    def any_id(self, *kinds, case=None):
        its = [e[0] for e in self.events if e[2]["kind"] in kinds and (case is None or e[2]["case"] == case)]
        its = its[-1:] if SOME.random() < 0.5 else its
        return SOME.choice(its) if its and SOME.random() < 0.95 else SOME.choice([e[0] for e in self.events] + ["0" * 64])

    def instead(self, kind, case):
        its = [e[0] for e in self.events if e[2]["kind"] == kind and e[2]["case"] == case]
        if not its or SOME.random() < 0.35:
            return {}
        some = its if SOME.random() < 0.7 else SOME.sample(its, SOME.randrange(1, len(its) + 1))
        return {"instead": some + [self.any_id(kind)] * (SOME.random() < 0.2)}

    def redact(self, case):
        its = [m for m in self.messages if m[1] == case]
        message, _, answers = SOME.choice(its if SOME.random() < 0.97 else self.messages)
        texts = []
        for page in ("story-happened", "story-difference"):
            cuts = sorted(SOME.sample(range(len(answers[page]) + 1), 4))
            places = [len(answers[page][:cut].encode()) for cut in cuts]
            spans = [[places[i], places[i + 1], "person", SOME.choice(["[Person A]", "", "[a town in the area]"])]
                     for i in (0, 2)]
            texts.append({"page": page, "of": decision.digest(answers[page]), "spans": spans})
        texts = texts[:SOME.randrange(1, 3)]
        makes = decision.digest(decision.redact(texts, answers) if SOME.random() < 0.95 else "something else")
        return {"message": message, "texts": texts, "makes": makes} | self.instead("redact", case)

    def excerpt(self, case):
        of = self.any_id("redact", case=case)
        data = {"of": of, "theme": SOME.choice(["Waiting", "Żółte słońce"] + [f"Theme {n}" for n in range(20)])}
        if SOME.random() < 0.5:
            text = SOME.choice(["They waited.", "Nobody came."])
            return data | {"text": text, "makes": decision.digest(text)} | self.instead("excerpt", case)
        return data | {"start": 0, "end": SOME.randrange(1, 9), "makes": decision.digest("x")} | self.instead("excerpt", case)

    def judge(self, kind, case):
        event = self.any_id("redact", "excerpt", case=case) if case else self.any_id("pack-text")
        if kind == "refuse":
            return {"event": event, "why": "Made up."}
        its = next((e[2]["data"] for e in self.events if e[0] == event), {})
        return {"event": event, "makes": its["makes"] if "makes" in its and SOME.random() < 0.7 else "1" * 64}

    def pack_text(self):
        text, part = SOME.choice(["Keep the law.", "Write to us."]), SOME.choice(["ask", "contact", "promise"])
        its = {"part": part, "text": text, "makes": decision.digest(text)} | self.instead("pack-text", "")
        return its | ({"source": "a meeting", "day": "2026-01-02", "kept": True} if part == "promise" else {})

    def one(self):
        case = SOME.choice(self.messages)[1]
        name = SOME.choices(["heron", "robin", "wren", "crow", "stranger"], [30, 30, 15, 20, 2])[0]
        kind = SOME.choices(["redact", "approve", "excerpt", "refuse", "note", "safeguarding", "assign", "closed", "recuse", "pack-text",
                             "removed", "reads", "again"], [20, 28, 14, 6, 4, 2, 6, 6, 4, 8, 5, 1, 6])[0]
        if kind == "again":
            whose = SOME.choice(self.events) if self.events else None
            if whose and whose[4] != "stranger":
                self.add(whose[4], decision.testimony.write_event(*(whose[2][k] for k in ("campaign", "kind", "case", "made", "data"))))
            return
        if not self.events:
            kind = "note"
        if kind in ("approve", "refuse"):
            case = case if SOME.random() < 0.7 else ""
        if kind == "recuse":
            name = SOME.choice(["wren", "crow"])
        data = {
            "redact": lambda: self.redact(case), "excerpt": lambda: self.excerpt(case),
            "approve": lambda: self.judge(kind, case), "refuse": lambda: self.judge(kind, case),
            "note": lambda: {"text": "Rang somebody.", "unknown": [1]}, "recuse": lambda: {}, "pack-text": self.pack_text,
            "safeguarding": lambda: {"told": "the duty desk", "text": ""}, "reads": lambda: {"language": "pl"},
            "assign": lambda: {"to": SOME.choice([self.keys["robin"], self.keys["crow"], ""])} | self.instead(kind, case),
            "closed": lambda: {"closed": SOME.random() < 0.5, "why": "Made up."} | self.instead(kind, case),
            "removed": lambda: {"key": self.keys["crow"], "events": SOME.sample([e[0] for e in self.events], min(12, len(self.events)))},
        }[kind]()
        self.add(name, self.line(kind, "" if kind in decision.OF_NONE else case, data))


    def in_order(self, message, case):
        """As it should go: redacted anew instead of all before, approved, an excerpt chosen."""
        before = [e[0] for e in self.events if e[2]["kind"] == "redact" and e[2]["data"]["message"] == message]
        data = self.redact(case)
        while data["message"] != message:
            data = self.redact(case)
        self.add("heron", self.line("redact", case, data | {"instead": before}))
        event = self.events[-1][0]
        self.add("robin", self.line("approve", case, {"event": event, "makes": data["makes"]}))
        self.add("heron", self.line("excerpt", case, {"of": event, "theme": "Waiting", "start": 0, "end": 3, "makes": "2" * 64}))


class Asked:
    """A family that is asked, tells more, takes back: in any order, in few weeks, and so that desks saw different things."""
    IDS = ["all-mps", "counts", "my-mp", "press", "report", "preview"]

    def __init__(self, world, some, its_desk):
        self.world, self.some, self.desk = world, some, its_desk
        self.family = client.Family(world.manifest, KEY)
        self.messages, self.replies, self.week, self.n = [], [], week_of(int(time.time())) - 4, 0
        self.say(some.choice(["testimony"] * 9 + ["addition"]))
        for _ in range(some.randrange(3, 9)):
            self.week += some.random() < 0.3 and self.week < week_of(int(time.time())) - 1
            some.choices([self.ask, self.answer, lambda: self.say("addition"), lambda: self.say("consent"),
                          lambda: self.say("testimony")], [30, 30, 25, 10, 5])[0]()

    def list(self, likely):
        return [use for use in self.IDS if self.some.random() < (likely if use != "preview" else 0.1)]

    def put(self, line1, **fields):
        body, week = self.family.seal(line1), self.week
        record = envelope.id_of(body) + bytes([envelope.INBOX]) + self.family.keys.mailbox + week.to_bytes(4, "big") + body
        assert self.desk.ask("PUT", "/v1/desk/restore", record)[0] == 201
        self.messages.append({"kind": json.loads(line1)["kind"], "week": week, "hash": sha256(line1).hex()} | fields)

    def say(self, kind):
        keys, its = self.family.keys, self.list(0.7 if kind != "addition" else 0.5)
        serial = self.world.manifest["serial"]
        self.put(testimony.write_consent(serial, keys.reply_to, its) if kind == "consent" else testimony.write(
            kind, serial, "en", keys.reply_to, {"story-happened": self.some.choice(STORIES)}, [], its), uses=its)

    def ask(self):
        """Mostly of all that is there by now; else of less, of other weeks, or of what came after."""
        some, saw = self.some, [{"kind": m["kind"], "week": m["week"]} for m in self.messages]
        if some.random() < 0.3:
            saw = some.sample(saw, some.randrange(len(saw) + 1))
        if some.random() < 0.2:
            saw.append({"kind": some.choice(["testimony", "addition", "consent", "other"]), "week": self.week + some.randrange(2)})
        some.shuffle(saw)
        self.n += some.random() < 0.8 or self.n == 0
        aside = [m["hash"] for m in self.messages if m["kind"] == "consent" and some.random() < 0.6]
        kind = some.choice(["question"] * 8 + ["message"])
        line = {"campaign": self.world.manifest["serial"], "kind": kind, "n": self.n, "seen": saw, "in_force": [],
                "parts": some.choice([1, 1, 2])}
        line |= {"uses": self.list(0.9), "lays_aside": aside} if kind == "question" else {}
        hashes, by = [], some.choice(["heron", "robin", "wren"])
        for part in range(1, line["parts"] + 1):
            line1 = reply.write(line | {"part": part, "text": f"May we? {some.random()}"})
            hashes.append(sha256(line1).hex())
            event = reply.write_event(self.family.keys.mailbox, TODAY.isoformat(), os.urandom(32), line1)
            body = envelope.make(self.world.seeds[by], KEY, envelope.NOBODY, event, self.world.recipient)
            assert self.desk.put_log(body) == 201
        self.replies.append(line | {"hashes": hashes})

    def answer(self):
        some = self.some
        if not self.replies:
            return
        of = some.choice(some.choice(self.replies[-2:])["hashes"]) if some.random() < 0.9 else "0f" * 32
        what = some.choice(["yes"] * 8 + ["no", "change"])
        self.put(testimony.write_answer(self.world.manifest["serial"], self.family.keys.reply_to, of, what),
                 reply=of, answer=what)


def makes_families_that_are_asked(same):
    world, some = World(), random.Random("asked " + SEED)
    its_desk = desk.Desk(os.environ["DESK"], world.seeds["heron"])
    wanted = {}
    for _ in range(ASKED):
        asked = Asked(world, some, its_desk)
        wanted[asked.family.keys.mailbox.hex()] = uses.stand(asked.messages, asked.replies)
        for _ in range(4):
            some.shuffle(asked.messages)
            some.shuffle(asked.replies)
            same(wanted[asked.family.keys.mailbox.hex()], uses.stand(asked.messages, asked.replies), "in any order")
    with open(os.path.join(WORK, "uses.json"), "w", encoding="utf-8") as file:
        json.dump(wanted, file)
    same(True, any(its["told_less"] and its["in_force"] for its in wanted.values()), "some told less since")
    same(True, any(not its["told_less"] and its["in_force"] for its in wanted.values()), "and some did not")
    same(True, any(its["unsure"] for its in wanted.values()), "some answered what nobody knows")


def allows_the_same(same):
    run = [os.environ["TESTIMONY_DESK"], "-d", os.path.join(WORK, sys.argv[5]), "cases", "--json"]
    shown = [json.loads(line) for line in subprocess.run(run, check=True, capture_output=True).stdout.splitlines()]
    got = {one["case"]: one for one in shown if "case" in one}
    for case, wanted in json.loads(read(WORK, "uses.json")).items():
        same(wanted, {name: got[case][name] for name in wanted}, case[:12])


def makes_decisions(same):
    world = World()
    world.tell()
    while len(world.events) < MANY:
        world.one()
        if len(world.events) % 20 == 0:
            world.in_order(*SOME.choice(world.messages)[:2])
    broken = world.line("note", world.messages[0][1], {"text": ""})
    world.add("heron", broken)  # counts for nothing
    events = list(world.events)
    SOME.shuffle(events)
    its = desk.Desk(os.environ["DESK"], world.seeds["heron"])
    for event in events:
        same(201, its.put_log(event[3]))
    good = [e[:3] for e in world.events[:-1] if e[4] != "stranger"]
    work = decision.Work(world.manifest, good)
    SOME.shuffle(good)
    again = decision.Work(world.manifest, good)
    wanted = {"cases": {c: {"case": work.case(c)} | work.more(c) for c in work.cases()}, "pack_texts": work.pack_texts(),
              "themes": work.themes(), "unlisted": len(work.unlisted)}
    same(wanted["cases"], {c: {"case": again.case(c)} | again.more(c) for c in again.cases()}, "in any order")
    texts = {}
    for piece in work.pieces["redact"]:
        message, case, answers = next(m for m in world.messages if m[0] == piece.decision.data["message"])
        made = decision.redact(piece.decision.data["texts"], answers)
        if case == piece.decision.case and not piece.conflict and not piece.refusal and decision.digest(made) == piece.decision.data["makes"]:
            texts[message] = [piece.decision.id, made]
    with open(os.path.join(WORK, "wanted.json"), "w", encoding="utf-8") as file:
        json.dump({"standing": wanted, "messages": {m[0]: m[1] for m in world.messages}, "texts": texts}, file)
    same(True, any(c["agreed"] for c in wanted["cases"].values()), "something is agreed")
    same(True, any(c["quoted"] for c in wanted["cases"].values()), "something is quoted")
    same(True, any(c["case"]["conflict"] for c in wanted["cases"].values()), "there are conflicts")
    same(True, any(c["case"]["recused"] for c in wanted["cases"].values()), "somebody recused themselves")
    same(True, bool(wanted["unlisted"]), "something is not listed")
    same({True, False}, set(wanted["themes"].values()), "some themes are agreed")


def is_the_same(same):
    wanted = json.loads(read(WORK, "wanted.json"))
    folder = os.path.join(WORK, sys.argv[5])
    got = json.loads(subprocess.run([os.environ["STANDING"], folder], check=True, capture_output=True).stdout)
    got["pack_texts"].sort()
    for case, its in wanted["standing"]["cases"].items():
        for key in its:
            mine, other = its[key], got["cases"][case][key]
            if key == "case":
                for name in set(mine) | set(other):
                    same(mine[name], other.get(name), f"{case[:12]} {name}")
            else:
                same(sorted(mine), sorted(other), f"{case[:12]} {key}")
    same(wanted["standing"]["cases"].keys(), got["cases"].keys())
    for key in ("pack_texts", "themes", "unlisted"):
        same(wanted["standing"][key], got[key], key)


def makes_the_same_texts(same):
    wanted = json.loads(read(WORK, "wanted.json"))
    run = [os.environ["TESTIMONY_DESK"], "-d", os.path.join(WORK, sys.argv[5])]
    shown = subprocess.run(run + ["redact", "--show", "--json"] + list(wanted["messages"]), check=True, capture_output=True)
    for line in shown.stdout.splitlines():
        line = json.loads(line)
        if line["id"] in wanted["texts"]:
            event, text = wanted["texts"][line["id"]]
            same((event, text), (line["event"], line["redacted"]))
        same(wanted["standing"]["cases"].get(wanted["messages"][line["id"]], {"case": line["case"]})["case"], line["case"])
    same(True, bool(wanted["texts"]))


STAGES = {
    "make": [(f"it tells of {ASKED} families that are asked what they allow", makes_families_that_are_asked),
             (f"it makes {MANY} decisions of four coordinators and a stranger, seed {SEED}", makes_decisions)],
    "same": [("the real desk finds all cases to stand as it does", is_the_same),
             ("and makes the same redacted texts", makes_the_same_texts),
             ("and each family to allow the same", allows_the_same)],
}

for its_promise in STAGES[STAGE]:
    promise(*its_promise)
