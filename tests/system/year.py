# SPDX-License-Identifier: ISC
"""A year of a campaign, by the real programs: families tell, add, narrow, answer and take back;
coordinators pull, write, are away for months, come and go; the campaign is signed anew and gets a
new key. All of it is drawn from a seed. year_model.py says what each of them must see.

usage: year.py FAMILIES STEPS [SEED]      from year.sh, which sets the environment"""
import datetime
import hashlib
import json
import os
import random
import re
import shutil
import socket
import sys
import time
import traceback

SOURCE, BUILD, WORK = (os.environ[n] for n in ("TESTIMONY_SOURCE", "TESTIMONY_BUILD", "work"))
sys.path.insert(0, os.path.join(SOURCE, "tests/interop/second"))

import age  # noqa: E402
import client  # noqa: E402
import envelope  # noqa: E402
import minisign  # noqa: E402
import receipt  # noqa: E402
from year_model import (ALARMS, Daemon, Desk, Event, Family, Manifest, Message,  # noqa: E402
                        Part, Reply, answerable, check_view)
from year_world import Broken, Findings, Programs, Server, Wire, found_in  # noqa: E402

YEAR_DAYS = 364
DESK, CLIENT, KEYS = "desk/testimony-desk", "client/testimony", "keys/testimony-keys"
USES = ["counts", "my-mp", "all-mps", "report", "committee", "press", "preview"]
AREAS = ["bromsgrove", "droitwich-and-evesham", "redditch", "worcester", "rather-not-say"]
WORDS = "the plan came late and nobody rang school said wait Łucja was at home again 😀".split()
# Those with a part to play: the first families. A small year has the first few.
ROLES = ["at-once", "after-reply", "while-away", "body-gone", "silent", "after-removal",
         "with-old-file"]

ON_THE_WIRE = "what is put on the wire is what was told or written, and nothing else"
FAMILIES = "every family sees in its mailbox what the script expects"
LISTS = "every desk lists what the script expects"
CASES = "every desk says of each case what the script expects"
SHOWN = "every desk shows what was told, word for word"
HANDED_UP = "a desk that pulls hands up what is expected"
INDEX = "the daemon holds what the script expects, and counts it"
FILES = "every vault holds those files, and no others"
KEPT = "by their bytes, what stays is found in the store and in each vault"
GONE = "no window of 64 bytes of what was taken back is in the store, its log or any vault"
AFTER_REMOVAL = "a removed coordinator's folder has nothing that was taken back before the removal"
EVERYTHING = "all of it happened at least once"
EXPECTED = ["testimony", "addition", "consent", "answer", "send", "message", "question", "preview",
            "reply in parts", "reply in another's place", "question that lays a consent aside",
            "reply of a former coordinator", "sign", "withdrawal", "message for a newer key",
            "mark done", "message gone by age", "alarm"]
REFUSED = "a mailbox that was withdrawn takes nothing any more: 410"
NOT_ANY_MORE = "who was removed is refused, and who was away cannot write to a family that left"


class Year:
    def __init__(self, families, steps, seed):
        self.steps, self.seed, self.random = steps, seed, random.Random(seed)
        self.programs, self.findings, self.model = Programs(), Findings(), Daemon()
        self.clock, self.same = self.programs.clock, self.findings.same
        self.server = Server(self.programs)
        self.desk_wire = Wire(socket.AF_UNIX, self.path("desk.sock"), self.server.path("desk.sock"))
        self.wire = Wire(socket.AF_INET, ("127.0.0.1", 0), self.server.path("intake.sock"))
        self.origin = "http://127.0.0.1:%d" % self.wire.listener.getsockname()[1]
        self.families = [Family(n) for n in range(families)]
        self.roles = dict(zip(ROLES[:5 if families < 20 else 7], self.families))
        self.ordinary = self.families[len(self.roles):]
        self.desks, self.frozen = {}, {}
        self.texts, self.counts = 0, {}

    def happened(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    # Folders and commands.

    def path(self, *names):
        return os.path.join(WORK, *names)

    def admin(self, *line):
        """Its line is the floor."""
        said = self.programs.program(KEYS, *line).stdout.decode()
        self.pin = re.search("RW[A-Za-z0-9_-]{54}[.][0-9]+", said)[0]

    def desk(self, desk, *line, status=0):
        return self.programs.program(DESK, "-d", self.path(desk.handle), *line, status=status)

    def by(self, family, command, *line, status=0):
        """A command of that family, by its link or by the campaign's file that it kept."""
        source = ["--campaign", self.origin + "/#" + family.pin]
        if family.manifest is not None:
            source = ["--campaign", self.path(family.name, "campaign.json"), "--pin", family.pin]
        words = [] if command in ("submit", "seal", "send") else ["--receipt-file", family.words]
        return self.programs.program(CLIENT, command, *source, *words, *line, status=status)

    def manifest_of(self, family):
        return family.manifest or self.manifest

    # The campaign.

    def begin(self):
        folder = self.path("campaign")
        self.admin("init", folder, "--name", "A made-up year", "--contact", "nobody", "--origin",
                   self.origin, "--form", os.path.join(SOURCE, "conf/form-worcestershire.json"),
                   "--coordinator", "heron", "--days", "180", "--no-passphrase")
        self.generation, self.people, self.former = 1, ["heron"], []
        for handle in ("wren", "kite"):
            self.admit(handle)
        self.publish()
        for handle in self.people:
            self.renew(self.desks.setdefault(handle, Desk(handle)))

    def admit(self, handle):
        self.programs.program(KEYS, "coordinator", handle, "--no-passphrase", "-o",
                              self.path("keys"))
        self.admin("admit", self.path("campaign"), self.path("keys", handle + ".pub"), "--yes")
        self.people.append(handle)

    def publish(self):
        """Gives the daemon what the admin signed."""
        with open(self.path("campaign", "campaign.json"), encoding="utf-8") as file:
            campaign = json.load(file)
        with open(self.path("campaign", "campaign.pub"), "rb") as file:
            self.signing_key = minisign.read_public(file.read()).key
        with open(self.path("campaign", "secret", "campaign.key"), "rb") as file:
            self.identities = age.read_identities(file.read())
        self.manifest = Manifest(campaign["serial"], self.generation, self.people, self.former,
                                 campaign["dates"]["answer_by"], campaign["expires"])
        self.server.stop()
        for name in ("campaign.json", "campaign.json.minisig"):
            shutil.copy(self.path("campaign", name), self.server.path(name))
        self.server.start(self.pin)
        self.settle()

    def sign(self):
        self.happened("sign")
        self.admin("sign", self.path("campaign"), "--days", "180", "--closes", self.clock.day(170),
                   "--previews-from", self.clock.day(), "--answer-by", self.clock.day(120))
        self.publish()

    def key_of(self, handle):
        folder = ("campaign", "secret") if handle == "heron" else ("keys",)
        return self.path(*folder, handle + ".key")

    def renew(self, desk):
        """A desk's folder is made, or gets the newer campaign."""
        key = "secret/campaign.key" if desk.handle == "heron" else "for-%s.age" % desk.handle
        self.desk(desk, "setup", "--campaign", self.path("campaign", "campaign.json"),
                  "--pin", self.pin, "--key", self.path("campaign", key),
                  "--as", self.key_of(desk.handle), "--daemon", "unix:" + self.path("desk.sock"))
        desk.manifest = self.manifest

    def remove(self, handle):
        self.admin("remove", self.path("campaign"), handle, "--yes")
        self.people.remove(handle)
        self.former.append(handle)
        self.generation += 1
        self.publish()
        gone = self.frozen[handle] = self.desks.pop(handle)
        before = self.vault(gone)
        said = self.desk(gone, "pull", status=1).said
        self.same(NOT_ANY_MORE, "a pull after the removal", (True, before),
                  ("401" in said, self.vault(gone)))

    # Families.

    def text(self):
        self.texts += 1
        words = " ".join(self.random.choices(WORDS, k=self.random.randint(3, 60)))
        return "%d: %s." % (self.texts, words)

    def story(self):
        """A text that now and then tells of danger."""
        words = self.random.choice([*ALARMS.values()] + 8 * [""])
        if words:
            self.happened("alarm")
        return (self.text() + " " + words).strip()

    def answers(self):
        if self.random.random() < 0.1:
            answers, uses = {"family-court": "yes"}, ["counts"]
        else:
            answers = {"family-court": "no", "path": "story", "story-happened": self.story(),
                       "worked": self.text()}
            uses = ["counts"] + self.some(USES[1:], 1)
        answers |= {"who": "parent", "area": self.random.choice(AREAS)}
        return {"answers": answers, "uses": uses,
                "hide": self.some(["Łucja", "Oak House", "Mr Bird"], 0)}

    def some(self, of, least):
        drawn = self.random.sample(of, self.random.randint(least, len(of)))
        return [one for one in of if one in drawn]

    def file(self, content):
        with open(self.path("input"), "w", encoding="utf-8") as file:
            file.write(content)
        return file.name

    def arrived(self, message, line):
        """What the wire saw must be that message alone."""
        family = message.family
        puts = self.wire.take()
        if len(puts) != 1 or puts[0].status != 201:
            raise Broken("%s should have put one envelope: %s" % (
                family.name, [(p.status, p.path) for p in puts]))
        message.envelope = puts[0].body
        message.id = hashlib.sha256(message.envelope).hexdigest()
        found, value, _ = envelope.open_envelope(
            message.envelope, self.identities[-message.generation:][:1], envelope.INBOX,
            family.keys.mailbox, self.signing_key)
        self.same(ON_THE_WIRE, family.name + " " + message.kind,
                  (line, "/v1/envelopes/" + message.id, family.mailbox),
                  (value, puts[0].path, puts[0].fields.get("testimony-mailbox")))
        self.happened(message.kind)
        message.line, message.hash = line, hashlib.sha256(found).hexdigest()
        message.week = self.clock.week()
        family.messages.append(message)
        self.model.put(message)

    def line(self, family, kind, more):
        return {"format": "testimony-1", "campaign": self.manifest_of(family).serial, "kind": kind,
                "reply_to": family.keys.reply_to} | more

    def message(self, family, kind, more, **fields):
        """It was sent, and must have arrived."""
        generation = self.manifest_of(family).generation
        self.arrived(Message(family, kind, generation, **fields), self.line(family, kind, more))

    def tell(self, family, keeps_file=False):
        os.mkdir(self.path(family.name))
        family.pin, family.words = self.pin, self.path(family.name, "words")
        if keeps_file:
            for name in ("campaign.json", "campaign.json.minisig"):
                shutil.copy(self.path("campaign", name), self.path(family.name, name))
            family.manifest = self.manifest
        told = self.answers()
        given = ["--answers", self.file(json.dumps(told)), "--yes"]
        if family.number % 4 == 1:      # sealed here, sent from another machine
            said = self.by(family, "seal", *given, "-o", self.path(family.name, "told"))
            self.by(family, "send", self.path(family.name, "told"))
            for name in ("told", "told.mailbox"):
                os.unlink(self.path(family.name, name))
            self.happened("send")
        else:
            said = self.by(family, "submit", *given)
        with open(family.words, "wb") as file:
            file.write(said.stdout)
        nine = said.stdout.decode().partition(": ")[2].strip()
        family.keys = receipt.Keys(self.signing_key, nine)
        family.mailbox = family.keys.mailbox.hex()
        self.message(family, "testimony", told | {"language": "en"}, uses=told["uses"])

    def add(self, family):
        told = self.answers()
        self.by(family, "add", "--answers", self.file(json.dumps(told)), "--yes")
        self.message(family, "addition", told | {"language": "en"}, uses=told["uses"])

    def narrow(self, family):
        uses = self.some(USES, 0)
        self.by(family, "consent", "--uses", ",".join(uses) or "none", "--yes")
        self.message(family, "consent", {"uses": uses}, uses=uses)

    def look(self, family):
        said = self.by(family, "check", "--json").stdout.decode().splitlines()
        wanted = check_view(self.model, family, self.manifest_of(family))
        self.same(FAMILIES, family.name, wanted, [json.loads(one) for one in said])
        if wanted[-1]["former"] > 0:
            self.happened("reply of a former coordinator")

    def answer(self, family, again=False):
        """Looks, and answers one of what asks, if any does."""
        self.look(family)
        answered = {m.reply for m in family.messages if m.kind == "answer"}
        may = [r for r in answerable(self.model, family, self.manifest_of(family))
               if again or r not in answered]
        if not may:
            return
        reply = self.random.choice(may)
        verdict = self.random.choice(["yes", "yes", "yes", "no", "change"])
        more = {"reply": reply.parts[0].hash, "answer": verdict}
        given = ["--reply", reply.parts[0].hash[:16], "--yes", verdict]
        if verdict == "change":
            more["text"] = self.story()
            given = ["--text-file", self.file(more["text"])] + given
        self.by(family, "answer", *given)
        self.message(family, "answer", more, answer=verdict, reply=reply)

    def withdraw(self, family):
        self.by(family, "withdraw", "--yes")
        self.model.withdraw(family, self.clock.week())
        self.happened("withdrawal")
        # 204 has come: it is so now, and not once the daemon finds time.
        self.same(GONE, family.name + " at once", [], sorted(
            found_in(self.path("daemon"), self.envelopes(family, False))))

    # Desks.

    def pull(self, desk):
        if desk.manifest is not self.manifest and (
                self.random.random() < 0.7 or desk.manifest.generation < self.generation):
            self.renew(desk)
        self.pulls(desk)
        self.compare_cases(desk)

    def pulls(self, desk):
        """What it hands up must be what the model says."""
        self.desk_wire.take()
        self.desk(desk, "pull")
        wanted = {p.id: None if gone is None else gone.id for p, gone in desk.pull(self.model)}
        for gone in wanted.values():
            self.happened("put back" if gone is None else "put back in another's place")
        puts = self.desk_wire.take()
        self.same(HANDED_UP, desk.handle, wanted, {
            p.path.rpartition("/")[2]: p.fields.get("testimony-replaces") for p in puts})

    def write(self, desk, family, kind=None, long=False, aside=False):
        desk.look(self.model)
        messages = desk.messages(family)
        kind = kind or self.random.choice(["message", "message", "question", "preview"])
        reply = Reply(family, desk.handle, kind, desk.next_n(family))
        text = self.text() if not long else "\n".join(self.text() for _ in range(250))
        given = ["--kind", kind, "--text", self.file(text), "--yes"]
        if kind == "question":
            reply.uses = self.some(USES, 1)
            old = [m for m in messages if m.kind == "consent"]
            old = [m for m in old if aside or self.random.random() < 0.5]
            reply.lays_aside = [m.hash for m in old]
            given += ["--uses", ",".join(reply.uses)]
            if old:
                given += ["--lays-aside", ",".join(m.id for m in old)]
                self.happened("question that lays a consent aside")
        elif kind == "preview":
            reply.answer_by = desk.manifest.answer_by
            if reply.answer_by < self.clock.day() or self.random.random() < 0.5:
                reply.answer_by = self.clock.day(self.random.randint(7, 60))
                given += ["--answer-by", reply.answer_by]
        line = {"format": "testimony-reply-1", "campaign": desk.manifest.serial, "kind": kind,
                "n": reply.n, "seen": desk.seen(family), "in_force": desk.in_force(family)}
        if kind == "question":
            line |= {"uses": reply.uses, "lays_aside": reply.lays_aside}
        elif kind == "preview":
            line |= {"answer_by": reply.answer_by}
        answered = self.random.choice(sorted(messages, key=family.messages.index))
        self.desk(desk, "reply", *given, answered.id)
        self.took(desk, reply, line, text)

    def took(self, desk, reply, line, text):
        """What the wire saw must be that reply alone, in one part or several."""
        family, whole = reply.family, ""
        all_puts = self.desk_wire.take()
        puts = [p for p in all_puts if p.path.startswith("/v1/desk/replies/")]
        replaces = desk.room(self.model, family, len(puts))
        for number, put in enumerate(puts):
            its_id = hashlib.sha256(put.body).hexdigest()
            found, value, _ = envelope.open_envelope(
                put.body, [family.keys.reply_scalar], envelope.REPLY, family.keys.mailbox,
                self.signing_key)
            wanted = line | {"part": number + 1, "parts": len(puts), "text": value["text"]}
            replaced = replaces[number].id if replaces[number] else None
            self.same(ON_THE_WIRE, "%s to %s" % (desk.handle, family.name),
                      (wanted, "/v1/desk/replies/" + its_id, family.mailbox, replaced, 201),
                      (value, put.path, put.fields.get("testimony-mailbox"),
                       put.fields.get("testimony-replaces"), put.status))
            line_hash = hashlib.sha256(found).hexdigest()
            reply.parts.append(Part(reply, number + 1, value, line_hash, its_id, put.body))
            whole += value["text"]
            if replaced:
                self.happened("reply in another's place")
        self.same(ON_THE_WIRE, "the whole text of a reply", text, whole)
        self.happened(reply.kind if len(puts) == 1 else "reply in parts")
        reply.week = self.clock.week()
        family.replies.append(reply)
        desk.wrote(self.model, reply, replaces, [
            self.event(desk, reply, p) for p in all_puts if p.path.startswith("/v1/desk/log/")])

    def event(self, desk, reply, put):
        """Each part of a reply is told of in the log, sealed to the campaign."""
        generation = desk.manifest.generation
        found, value, _ = envelope.open_envelope(
            put.body, self.identities[-generation:][:1], envelope.LOG, envelope.NOBODY,
            self.signing_key)
        part = next((p for p in reply.parts if p.id == value["data"]["id"]), reply.parts[0])
        its_id = hashlib.sha256(put.body).hexdigest()
        monday = datetime.date(1970, 1, 5) + datetime.timedelta(7 * reply.week)
        wanted = {"format": "testimony-event-1", "campaign": desk.manifest.serial, "kind": "reply",
                  "case": reply.family.mailbox, "made": monday.isoformat(),
                  "data": {"id": part.id, "hash": part.hash, "line": part.line}}
        self.same(ON_THE_WIRE, "an event of " + desk.handle,
                  (wanted, "/v1/desk/log/" + its_id, 201), (value, put.path, put.status))
        part.event = Event(part, generation, its_id, put.body)
        return part.event

    def write_to_some(self, desk, most):
        known = [f for f in self.families if not f.withdrawn and desk.messages(f)]
        waiting = [f for f in known if desk.case(f)["state"] != ["replied"]]
        for family in self.random.sample(waiting, min(most, len(waiting))):
            self.write(desk, family)
        if known and self.random.random() < 0.2:
            self.write(desk, self.random.choice(known))

    def mark_done(self, message):
        """By hand: what a desk says when it needs the daemon's copy no more."""
        said = self.ask("DELETE", "/v1/desk/envelopes/" + message.id).said
        if said.strip() != "204":
            raise Broken("a message could not be marked done: " + said)
        self.model.mark_done(message)
        self.happened("mark done")

    # The year.

    def at(self, part):
        """The step that stands at this part of the year."""
        return int(part * self.steps)

    def go(self, step):
        """Time passes. No two steps are four weeks apart to the day, on which it would depend on
        the minute whether what was marked done is still there."""
        day = step * YEAR_DAYS // self.steps + (0, 2, 1)[step % 3]
        self.clock.go(day)
        self.model.go(day)
        self.settle()

    def settle(self):
        """What time asks for is done between requests: erasing, and putting the store in order."""
        for _ in range(300):
            status = self.ask("GET", "/v1/desk/status")
            if status.said.strip() == "200":
                week = json.loads(status.stdout)["order"]["week"]
                if week == self.clock.week():
                    return
            time.sleep(0.1)
        raise Broken("the store is not put in order: " + status.stdout.decode())

    def draw_for(self, *what):
        """What is drawn from here on hangs on nothing but the seed and this: ids, which are not
        drawn from the seed, change little."""
        self.random = random.Random("%s %s" % (self.seed, what))

    def run(self):
        self.begin()
        tells = self.plan()
        for step in range(self.steps):
            self.go(step)
            if self.manifest.expires < self.clock.day(2 * YEAR_DAYS // self.steps + 4):
                self.sign()
            if step == self.at(0.5):
                self.pull(self.desks["wren"])
                self.write(self.desks["wren"], self.ordinary[0])
                self.remove("wren")
                self.look(self.ordinary[0])
            if step == self.at(0.65):
                self.admit("robin")
                self.publish()
                self.renew(self.desks.setdefault("robin", Desk("robin")))
            self.draw_for(step)
            self.parts_to_play(step)
            self.draw_for(step, "others")
            things = [lambda f=f: self.tell(f, f.number % 5 == 3) for f in tells.get(step, [])]
            things += self.things_of_families() + self.things_of_desks(step)
            self.random.shuffle(things)
            for number, thing in enumerate(things):
                self.draw_for(step, number)
                thing()
            self.compare_daemon()
        self.end()

    def plan(self):
        """When each ordinary family tells: most of them early."""
        tells = {}
        for family in self.ordinary:
            early = family is self.ordinary[0] or self.random.random() < 0.6
            step = self.random.randrange(0, self.at(0.25) if early else self.at(0.85))
            tells.setdefault(step, []).append(family)
        return tells

    def things_of_families(self):
        things = []
        busy = 52 / self.steps
        for family in self.ordinary:
            if not family.messages or family.withdrawn:
                continue
            for chance, what in ((0.05, self.look), (0.12, self.answer), (0.025, self.add),
                                 (0.03, self.narrow)):
                if self.random.random() < chance * busy:
                    things.append(lambda f=family, w=what: w(f))
            if self.random.random() < 0.01 * busy:
                things.append(lambda f=family: self.answer(f, again=True))
        return things

    def things_of_desks(self, step):
        things = []
        for desk in self.desks.values():
            away = desk.handle == "kite" and self.at(0.25) <= step < self.at(0.75)
            if away or self.random.random() < 0.3:
                continue
            things.append(lambda d=desk: (self.pull(d), self.write_to_some(d, 3)))
        things.append(self.mark_some_done)
        return things

    def mark_some_done(self):
        """What heron has, now and then, whether the others have it or not."""
        have = [m for f in self.families for m in f.messages
                if m.id in self.desks["heron"].inbox and m.id in self.model.holds()]
        for message in have:
            if self.random.random() < 0.02 * 52 / self.steps:
                self.mark_done(message)

    def role(self, name):
        return self.roles.get(name)

    def parts_to_play(self, step):
        """What is told in order, and not drawn."""
        heron = self.desks["heron"]
        if step == 0:
            for name in self.roles:
                if name != "at-once":
                    self.tell(self.role(name), name == "with-old-file")
            for desk in self.desks.values():
                self.pull(desk)
            self.tell(self.role("at-once"))
            self.withdraw(self.role("at-once"))
        if step == self.at(0.1):
            self.write(heron, self.role("while-away"), "preview", long=True)
        if step == self.at(0.17):
            for message in self.role("body-gone").messages:
                self.mark_done(message)
        if step == self.at(0.2):
            self.write(heron, self.role("after-reply"), "question")
            self.withdraw(self.role("after-reply"))
            for _ in range(4):      # numbers that nobody counts once she is removed
                self.write(self.desks["wren"], self.role("silent"))
            self.pull(self.desks["kite"])
        if step == self.at(0.55):
            for _ in range(4):
                self.write(heron, self.role("silent"))
        if step == self.at(0.4):
            self.answer(self.role("while-away"))
            self.withdraw(self.role("while-away"))
            self.withdraw(self.role("body-gone"))
        if step == self.at(0.45) and self.role("after-removal"):
            self.pull(self.desks["wren"])
            self.write(self.desks["wren"], self.role("after-removal"), "question")
        if step == self.at(0.6):
            self.add(self.ordinary[0])
            self.narrow(self.ordinary[0])
            self.pull(heron)
            self.write(heron, self.ordinary[0], "question", aside=True)
        if step == self.at(0.7) and self.role("after-removal"):
            self.look(self.role("after-removal"))
            self.withdraw(self.role("after-removal"))
        if step == self.at(0.75):
            self.come_back(self.desks["kite"])
        if step == self.steps - 1 and self.role("with-old-file"):
            self.withdraw(self.role("with-old-file"))

    def come_back(self, desk):
        """After months: it writes before it pulls, and has not heard of the new key."""
        gone = self.role("while-away")
        before = self.vault(desk)
        one = desk.messages(gone)[0].id
        said = self.desk(desk, "reply", "--kind", "message", "--text", self.file("Are you there?"),
                         one, status=1).said
        self.same(NOT_ANY_MORE, "writing to who left", (True, before),
                  ("took everything back" in said, self.vault(desk)))
        self.pulls(desk)
        if desk.aside():
            self.happened("message for a newer key")
        self.compare_desk(desk)
        self.renew(desk)
        self.pull(desk)
        self.compare_desk(desk)

    # What each sees.

    def vault(self, desk):
        """The names of what is kept, by folder."""
        out = {}
        for folder in ("envelopes", "replies", "sent", "log", "withdrawals"):
            path = self.path(desk.handle, folder)
            names = os.listdir(path) if os.path.isdir(path) else []
            out[folder] = sorted(n.partition(".")[0] for n in names)
        return out

    def rows(self, desk, *line):
        rows = self.programs.lines(DESK, "-d", self.path(desk.handle), *line)
        for row in rows:
            row.pop("next", None)  # of cases: nobody redacts anything in this year
        return [row | {"aside": True} if "aside" in row else row for row in rows]

    def compare_cases(self, desk):
        self.same(CASES, desk.handle, desk.cases_view(), self.rows(desk, "cases", "--json"))

    def compare_desk(self, desk):
        self.compare_cases(desk)
        self.same(LISTS, desk.handle, desk.list_view(), self.rows(desk, "list", "--json"))
        shown = self.rows(desk, "show", "--all", "--json") if desk.show_view() else []
        self.same(SHOWN, desk.handle, desk.show_view(), {row["id"]: row for row in shown})
        self.same(FILES, desk.handle, {
            "envelopes": sorted(desk.inbox), "replies": sorted(desk.replies_held),
            "sent": sorted(desk.sent), "log": sorted(desk.log),
            "withdrawals": sorted(f.mailbox for f in desk.withdrawn),
        }, self.vault(desk))

    def ask(self, method, path):
        return self.programs.program("tests/system/ask", "unix:" + self.path("desk.sock"),
                                     self.key_of("heron"), method, path)

    def compare_daemon(self):
        model, index = self.model, self.ask("GET", "/v1/desk/index").stdout
        counts = [int.from_bytes(index[at:at + 8], "big") for at in range(0, 32, 8)]
        at, ids = 32, []
        for count in counts[:3]:
            ids.append([index[at + 32 * i:at + 32 * i + 32].hex() for i in range(count)])
            at += 32 * count
        withdrawals = {index[i:i + 32].hex(): int.from_bytes(index[i + 128:i + 132], "big")
                       for i in range(at, len(index), 160)}
        wanted = [sorted(model.holds()), sorted(model.replies), sorted(model.log)]
        self.same(INDEX, "the index", wanted + [{f.mailbox: w for f, w in model.withdrawn.items()}],
                  ids + [withdrawals])
        status = json.loads(self.ask("GET", "/v1/desk/status").stdout)
        self.same(INDEX, "the counts",
                  [len(ids) for ids in wanted] + [len(model.withdrawn), self.manifest.serial],
                  [status[n] for n in ("inbox", "reply", "log", "withdrawals")] +
                  [status["campaign"]["serial"]])

    def end(self):
        """Everybody looks once more."""
        for desk in self.desks.values():
            self.pull(desk)
        for family in self.families:
            if family is not self.role("silent"):
                self.look(family)
        self.compare_daemon()
        for desk in list(self.desks.values()) + list(self.frozen.values()):
            self.compare_desk(desk)
        self.refused()
        self.bytes()
        self.counts["message gone by age"] = len(self.model.bodiless)
        for what in EXPECTED:
            self.same(EVERYTHING, what, True, self.counts.get(what, 0) > 0)
        self.server.stop()

    def refused(self):
        intake = client.Intake(self.origin)
        for family in self.model.withdrawn:
            mailbox = family.keys.mailbox
            self.same(REFUSED, family.name, [410, []],
                      [intake.put(family.messages[0].envelope, mailbox), intake.check(mailbox)])
            told = self.file(json.dumps(self.answers()))
            said = self.by(family, "add", "--answers", told, "--yes", status=1).said
            self.same(REFUSED, family.name + " by the real client", True,
                      "everything was taken back" in said)

    def envelopes(self, family, with_events=True):
        """All that was ever put by it or for it. Events, which it does not know of, go when a desk
        has pulled."""
        out = {m.id: m.envelope for m in family.messages}
        parts = [p for r in family.replies for p in r.parts]
        out |= {p.id: p.envelope for p in parts}
        return out | ({p.event.id: p.event.envelope for p in parts} if with_events else {})

    def bytes(self):
        envelopes = {family: self.envelopes(family) for family in self.families}
        pieces = {(i, at): e[at:at + 96] for mine in envelopes.values() for i, e in mine.items()
                  for at in (200, 8000, 16000, 24000, 32800)}
        vaults = [(d.handle, set(d.inbox) | set(d.replies_held) | set(d.log))
                  for d in [*self.desks.values(), *self.frozen.values()]]
        held = set(self.model.holds()) | set(self.model.replies) | set(self.model.log)
        for name, kept in [("daemon", held), *vaults]:
            found = {i for i, _ in found_in(self.path(name), pieces)}
            self.same(KEPT, name, sorted(kept), sorted(found))
            for family in self.model.withdrawn:
                mine = envelopes[family]
                self.same(AFTER_REMOVAL if name in self.frozen else GONE,
                          "%s in %s" % (family.name, name), sorted(kept & set(mine)),
                          sorted(found_in(self.path(name), mine)))


def main():
    families, steps = int(sys.argv[1]), int(sys.argv[2])
    year = Year(families, steps, sys.argv[3] if len(sys.argv) > 3 else "a year")
    begun = time.monotonic()
    try:
        year.run()
    except Exception as trouble:    # whatever it is: what was found so far is told, too
        print("not ok - the year runs to its end")
        why = str(trouble) if isinstance(trouble, Broken) else traceback.format_exc()
        print("\n".join("# " + row for row in why.splitlines()))
    finally:
        year.server.kill()
    year.findings.say()
    print("# %d families, %d steps, seed \"%s\": %d programs ran in %.0f s; %s" % (
        families, steps, year.seed, year.programs.ran, time.monotonic() - begun,
        ", ".join("%s %d" % one for one in sorted(year.counts.items()))))


if __name__ == "__main__":
    main()
