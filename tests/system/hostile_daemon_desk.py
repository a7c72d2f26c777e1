# SPDX-License-Identifier: ISC
"""What the hostile daemon (hostile_daemon.py) tells desks. Each lie is told to a desk that holds
nothing yet, or to one that holds all and wrote the replies, or to both; then the daemon is honest,
and they must come to what they would know had nobody ever lied."""

import json
import os
import re
import struct
import time

import desk as second_desk
import ed25519
import envelope
import hostile_daemon
import withdrawal
from basics import need, sha256, week_of, write_json
from hostile_daemon import Answer, Record, index
from hostile_daemon_play import ALL, FEW, REDIRECTS, Desk, State, forged_signature, found, promise

INBOX, REPLY, LOG = envelope.INBOX, envelope.REPLY, envelope.LOG
NOBODY = bytes(32)
ESCAPES = "\033[2J\033]0;t\007\u202egnp\u2066\u200b\x9b31m\r\n\tok"
WEEK = week_of(int(time.time()))


def story(world):
    """What happens while the daemon is honest."""
    hostile = world.hostile
    # Nobody writes to zoe.
    ann, ben, cat, dan, _ = (world.tell(name) for name in ("ann", "ben", "cat", "dan", "zoe"))
    world.empty = Desk.set_up(world, "empty")
    world.writer = writer = Desk.set_up(world, "writer")
    text = os.path.join(os.environ["work"], "text")
    with open(text, "w", encoding="utf-8") as file:
        file.write("Thank you.\n")

    def write(family, kind, *more):
        need(writer.ask("pull").status == 0, "pull")
        its_id = hostile.of(family.mailbox, INBOX)[0].id.hex()
        ran = writer.ask("reply", "--yes", "--kind", kind, "--text", text, *more, its_id)
        need(ran.status == 0, f"reply: {ran.err}")

    def family_does(family, command, *more):
        ran = family.ask(command, "--yes", *more)
        need(ran.status == 0, f"{command}: {ran.err}")

    write(ann, "message")
    family_does(ann, "consent", "--uses", "counts")
    family_does(ann, "add", "--answers", os.environ["TESTIMONY_SOURCE"] +
        "/tests/data/01-short.json")
    write(ann, "question", "--uses", "counts,my-mp")
    family_does(ann, "answer", "--reply", "2", "yes")
    write(ben, "preview")
    family_does(ben, "answer", "--reply", "1", "--text-file", text, "change")
    for _ in range(5):
        write(cat, "message")
    family_does(dan, "consent", "--uses", "counts")
    write(dan, "message")
    world.events = {family.name: hostile.add(LOG, NOBODY, hostile.seal(event(family.mailbox),
        NOBODY, world.heron)) for family in (ann, dan)}
    need(writer.ask("pull").status == 0, "pull")
    world.before = writer.copy(world)
    ran = dan.ask("withdraw", "--yes")
    need(ran.status == 0, f"withdraw: {ran.err}")
    need(writer.ask("pull").status == 0, "pull")
    # The desk erased the event of the case at the daemon; this one did not forget it.
    world.saved = hostile.save()
    world.truth_writer = writer.state()
    world.early = writer.copy(world) # the client's part goes on with the writer
    world.hand_over()
    control = Desk.set_up(world, "control", world.real_socket)
    need(control.ask("pull").status == 0, "pull")
    world.truth = control.state()
    world.truth_shown = control.shown(world.truth)
    promise("the daemon, honest, is as good to a desk as the real one", honest(world))


def honest(world):
    """Both templates against the control; and that the story has in it what the lies are about."""
    faults = []
    fresh, writer = world.empty.copy(world), world.writer.copy(world)
    faults += fresh.ask("pull").faults
    faults += fresh.state().differs(world.truth, "pulled from it")
    real = Desk.set_up(world, os.path.basename(writer.folder), world.real_socket)
    ran = real.ask("pull")
    faults += ran.faults + real.state().differs(world.truth_writer, "pulled from the real one")
    cases = {json.loads(line)["case"]: json.loads(line) for line in world.truth_writer.cases}
    ann, ben, dan, zoe = (cases[world.families[name].mailbox.hex()]
        for name in ("ann", "ben", "dan", "zoe"))
    if (ann["in_force"], ben["preview"]["answer"], dan["state"], ann["unsure"], zoe["state"]) != \
            (["counts"], "change", ["withdrawn"], False, ["new"]):
        faults.append(f"another story: {ann}, {ben}, {dan}, {zoe}")
    if len(world.truth.good) != 8 or world.truth.aside or world.truth_writer.aside:
        faults.append(f"another story: {world.truth.good}, {world.truth.aside}")
    return faults


def event(mailbox, kind="of-a-later-version"):
    return write_json({"format": "testimony-event-1", "campaign": 3, "kind": kind,
        "case": mailbox.hex(), "made": "2026-03-04", "data": {}})


class Lie:
    """`tell(world)` tells it. `forged`: {promise: (id, words of the reason)} of what must be set
    aside by name. `named`: what the pull must say. `status`: how it must end. Where one of those
    two is of a fetch, a desk that holds all hears nothing of it (`fetch`). `omits`: a desk may
    come to hold less; `hides`: it may come to hold what was taken back. `stays`: ids that may be
    set aside for ever. `loose`: members of cases that records alone say. `templates`: whom it is
    told."""

    def __init__(self, promise_, tell, named=(), omits=False, **more):
        self.promise, self.tell, self.named, self.omits = promise_, tell, named, omits
        self.forged, self.stays, self.loose, self.status = {}, (), (), None
        self.fetch = self.hides = False
        self.templates = ("empty", "writer")
        self.seconds = 30
        self.__dict__.update(more)


def loosely(state, loose):
    """Without what only the daemon's records say of replies that a desk cannot open."""
    if not loose:
        return state
    lines, good = [], []
    for line in state.good:
        good.append(json.dumps({name: value for name, value in json.loads(line).items()
            if name not in loose}))
    for line in state.cases:
        one = {name: value for name, value in json.loads(line).items() if name not in loose}
        one["messages"] = sorted(one["messages"])
        if one["messages"] or one["n"] or one.get("state") == ["withdrawn"]:
            lines.append(json.dumps(one))
    return State(sorted(good), sorted(lines), state.aside, state.faults)


def lied_to(lie, mine, wanted, everything):
    """The pull from the liar: faults, what was set aside, what was said. `everything`: whether the
    desk knew all before."""
    before = mine.files()
    ran = mine.ask("pull", seconds=240)
    lied = loosely(mine.state(), lie.loose)
    faults = ran.faults + lied.faults
    said = ran.out + ran.err + " ".join(lied.aside.values())
    if not (lie.fetch and everything):
        if lie.status not in (None, ran.status):
            faults.append(f"the pull ended with {ran.status}: {said}")
        if not found(lie.named, said):
            faults.append(f"not named {lie.named}: {said}")
    if ran.seconds > lie.seconds:
        faults.append(f"it took {ran.seconds:.0f} s")
    if everything or not (lie.omits or lie.hides or lie.status):
        faults += lied.differs(wanted, "lied to")
    elif not lie.hides:
        faults += lied.exceeds(wanted, "lied to")
    after = mine.files()
    faults += [f"erased or changed: {path}" for path in before if after.get(path) != before[path]]
    faults += [f"half-written: {path}" for path in mine.left_over()]
    return faults, lied.aside, ran.out + ran.err


def refused_by(world, lie, template):
    """Where a desk that holds all refuses before it does anything: not a byte of it changes."""
    mine = template.copy(world)
    before = mine.files(ALL)
    world.hostile.load(world.saved)
    lie.tell(world)
    ran = mine.ask("pull", seconds=240)
    said = ran.out + ran.err
    faults = list(ran.faults)
    if ran.status != lie.status or not found(lie.named, said):
        faults.append(f"the pull ended with {ran.status}: {said}")
    if ran.seconds > lie.seconds:
        faults.append(f"it took {ran.seconds:.0f} s")
    if mine.files(ALL) != before or mine.left_over():
        faults.append("something changed")
    if world.elsewhere.heard():
        faults.append("it went where it was sent")
    mine.remove()
    return faults, {}, said


def told_to(world, lie, template, truth):
    everything = template is world.writer
    mine, wanted = template.copy(world), loosely(truth, lie.loose)
    world.hostile.load(world.saved)
    lie.tell(world)
    faults, aside, said = lied_to(lie, mine, wanted, everything)
    world.hostile.load(world.saved)
    again = mine.ask("pull")
    healed = loosely(mine.state(), lie.loose)
    faults += again.faults + healed.faults
    if again.status != 0:
        faults.append(f"honest again: {again.err}")
    faults += healed.differs(wanted, "honest again")
    if not everything and (lie.fetch or lie.forged) and "week" not in lie.loose and \
            mine.shown(healed) != world.truth_shown:
        faults.append("show tells something else")
    may_stay = [its.hex() for its in (*lie.stays, *(its for its, _ in lie.forged.values()))]
    faults += [f"honest again: still aside: {its}: {why}" for its, why in healed.aside.items()
               if its not in may_stay]
    if world.elsewhere.heard():
        faults.append("it went where it was sent")
    mine.remove()
    what = os.path.basename(template.folder)
    return [f"{what}: {fault}" for fault in faults], aside, said


def play(world, lie):
    faults, asides = [], []
    for name, template, truth in (("empty", world.empty, world.truth),
            ("writer", world.writer, world.truth_writer)):
        if name in lie.templates:
            more, aside, said = refused_by(world, lie, template) if lie.templates == \
                ("writer",) and lie.status == 1 else told_to(world, lie, template, truth)
            faults += more
            asides.append((aside, said))
    for name, (its_id, words) in lie.forged.items():
        missing = [f"{its_id.hex()[:12]}: {aside.get(its_id.hex())}; {said}"
            for aside, said in asides if words not in aside.get(its_id.hex(), "") and
            not re.search(f"{its_id.hex()[:12]}: [^\n]*{re.escape(words)}", said)]
        promise(name, missing)
    promise(lie.promise, faults)


#
# Forged messages of families
#

def forged_messages(world):
    """Of each kind, in each way, all at once: {promise: (id, reason)}, and their records."""
    hostile, ann, ben = world.hostile, world.families["ann"], world.families["ben"]
    own, heron = hostile.seed("own"), ed25519.public_of(world.heron)
    question = sha256(b"nothing that it could know")
    out, records = {}, []

    def forge(name, reason, mailbox, body):
        record = Record(INBOX, mailbox, WEEK, body)
        records.append(record)
        out[name] = record.id, reason

    for kind in ("testimony", "addition", "consent", "answer"):
        line = hostile.family_line(kind, reply=question)
        forge(f"{kind}: signed by a stranger, in a family's mailbox", "not by the family",
            ann.mailbox, hostile.seal(line, ann.mailbox, own))
        forge(f"{kind}: in a family's name, with a signature that is not its own",
            "signature", ann.mailbox, hostile.seal(line, ann.mailbox, own,
            by=ann.keys.author_key, signature=forged_signature(world, None, ann.mailbox, line)))
        forge(f"{kind}: in a family's name, with 64 random bytes", "signature", ann.mailbox,
            hostile.seal(line, ann.mailbox, own, by=ann.keys.author_key,
            signature=os.urandom(64)))
        forge(f"{kind}: in a coordinator's name, in a family's mailbox", "not by the family",
            ann.mailbox, hostile.seal(line, ann.mailbox, own, by=heron))
        forge(f"{kind}: in a coordinator's name, in a mailbox of the coordinator's",
            "signature", sha256(heron), hostile.seal(line, sha256(heron), own, by=heron))
        forge(f"{kind}: signed by another family, in this one's mailbox", "not by the family",
            ann.mailbox, hostile.seal(line, ann.mailbox, ben.keys.author_seed))
        forge(f"{kind}: by its family, but signed for another mailbox", "signature",
            ann.mailbox, hostile.seal(line, ben.mailbox, ann.keys.author_seed))
    forge("an envelope that nobody can open", "key", ann.mailbox,
        hostile.seal(hostile.family_line("consent"), ann.mailbox, own, ann.reply_to))
    stranger = sha256(ed25519.public_of(own))
    forge("a stranger's message that is no JSON", "line 1", stranger,
        hostile.seal(b"{]}", stranger, own))
    forge("an event in an inbox", "testimony-1", stranger, hostile.seal(event(ann.mailbox),
        stranger, own))
    return out, records


def forged_events(world):
    hostile, ann = world.hostile, world.families["ann"]
    records = []
    for seed, line in ((hostile.seed("own"), event(ann.mailbox)), (world.wren,
            event(ann.mailbox)), (ann.keys.author_seed, event(ann.mailbox)),
            (hostile.seed("own"), event(NOBODY, "erase"))):
        records.append(Record(LOG, NOBODY, WEEK, hostile.seal(line, NOBODY, seed)))
    by = ed25519.public_of(world.heron)
    records.append(Record(LOG, NOBODY, WEEK, hostile.seal(event(ann.mailbox), NOBODY,
        hostile.seed("own"), by=by)))
    return records


def add(records):
    """A lie: these, beside all that it holds."""
    def tell(world):
        world.hostile.shown = list(world.hostile.held.values()) + list(records)
    return tell


def change(world, function):
    """What it holds, each record as the function has it (None: left out)."""
    out = [function(record) for record in world.hostile.held.values()]
    world.hostile.shown = [record for record in out if record is not None]


def of(world, name, tray, place=0):
    return world.hostile.of(world.families[name].mailbox, tray)[place]


def moves(world):
    """(promise, tell, what is named, whether it may hide something from a desk)."""
    ann, ben = world.families["ann"], world.families["ben"]
    told, to_ben = of(world, "ann", INBOX), of(world, "ben", REPLY)
    the_event = world.events["ann"]

    def put(record, **how):
        return lambda w: change(w, lambda r: r.but(**how) if r is record or (r.id, r.tray) ==
            (record.id, record.tray) else r)

    def also(record, **how):
        return add([record.but(**how)])

    # A record that lies of the tray alone cannot come: the index names it by the lie, too.
    yield "a testimony moved to another family's mailbox", put(told, mailbox=ben.mailbox), \
        ("not by the family",), True
    yield "a testimony moved to nobody's mailbox", put(told, mailbox=NOBODY), \
        ("not by the family",), True
    yield "all of a family moved to another family", lambda w: change(w, lambda r:
        r.but(mailbox=ben.mailbox) if r.mailbox == ann.mailbox and r.tray == INBOX else r), \
        ("not by the family",), True
    yield "two families exchanged", lambda w: change(w, lambda r: r if r.tray != INBOX else
        r.but(mailbox={ann.mailbox: ben.mailbox, ben.mailbox: ann.mailbox}.get(r.mailbox,
        r.mailbox))), ("not by the family",), True
    yield "a testimony moved to the log", put(told, tray=LOG, mailbox=NOBODY), (), True
    yield "a testimony in inbox and log", also(told, tray=LOG, mailbox=NOBODY), (), True
    yield "a testimony moved to the replies", put(told, tray=REPLY), (), True
    yield "a testimony in inbox and replies", also(told, tray=REPLY), (), True
    yield "an event moved to a family's mailbox", put(the_event, tray=INBOX,
        mailbox=ann.mailbox), (), True
    yield "an event in a family's mailbox and in the log", also(the_event, tray=INBOX,
        mailbox=ann.mailbox), (), True
    yield "an event that its record places in a family's mailbox", put(the_event,
        mailbox=ann.mailbox), ("not kept: .*mailbox",), True
    yield "a reply in a family's inbox", also(to_ben, tray=INBOX), (), True
    yield "another family's reply among a new one's replies: it is still new", \
        also(to_ben, mailbox=world.families["zoe"].mailbox), (), True
    yield "a stranger's envelope among a new family's replies: it is still new", add([Record(REPLY,
        world.families["zoe"].mailbox, WEEK, world.hostile.seal(world.coordinator_line(),
        world.families["zoe"].mailbox, world.hostile.seed("own")))]), (), True
    yield "a reply in the log", also(to_ben, tray=LOG, mailbox=NOBODY), (), True


def weeks(world):
    """The week is the daemon's word: nothing but the order in which things are told follows it."""
    for name, week in (("in order turned round", lambda place: WEEK - place),
            ("all of 1970", lambda place: 0), ("all of next week", lambda place: WEEK + 1)):
        yield f"weeks {name}: the same uses are in force", lambda w, week=week: setattr(w.hostile,
            "shown", [r.but(week=week(i)) for i, r in enumerate(w.hostile.held.values())])


def records_of_lies(world):
    """Records that lie of one testimony alone."""
    told = of(world, "ann", INBOX)

    def fetched(**how):
        def answer(request, _):
            return Answer(200, b"".join(its(world.hostile, at, told, how)
                for at in (request.body[i:i + 32] for i in range(0, len(request.body), 32))))
        return lambda w: w.hostile.lies.update(fetch=answer)

    def its(hostile, its_id, one, how):
        for record in hostile.held.values():
            if record.id == its_id:
                return record.but(**how).bytes() if its_id == one.id else record.bytes()
        return b""

    yield "a record of another tray than the index says", fetched(tray=LOG, mailbox=NOBODY), \
        ("two trays",), False
    for tray in (0, 4, 255):
        yield f"a record of tray {tray}", fetched(tray=tray), ("tray",), True
    for week in (400_001, 2**32 - 1):
        yield f"a record of week {week}", fetched(week=week), ("never be",), False
    yield "an id with the bytes of another", fetched(body=of(world, "ben", INBOX).body), \
        ("other bytes",), False
    yield "an envelope with a changed bit", fetched(body=told.body[:-1] +
        bytes([told.body[-1] ^ 1])), ("other bytes",), False
    yield "an envelope of zeros", fetched(body=bytes(envelope.SIZE)), ("other bytes",), False

    yield "a week that is to come", fetched(week=WEEK + 2), ("to come",), False
    yield "a week in seven thousand years", fetched(week=399_999), ("to come",), False


#
# Withdrawals
#

def forged_withdrawals(world):
    """160 bytes each, which must erase nothing: by a promise."""
    hostile, ann, ben = world.hostile, world.families["ann"], world.families["ben"]
    own = hostile.seed("own")
    true_one = next(iter(hostile.gone.values()))

    def signed(seed, mailbox, key=None, author=None):
        message = withdrawal.signed_bytes(key or hostile.campaign_key, mailbox)
        return withdrawal.Withdrawal(mailbox, author or ed25519.public_of(seed),
            ed25519.sign(seed, message), WEEK).record()

    yield "a withdrawal signed by a key of its own erases nothing", signed(own, ann.mailbox)
    yield "a withdrawal in the family's name, signed by a key of its own, erases nothing", \
        signed(own, ann.mailbox, author=ann.keys.author_key)
    yield "a withdrawal with a signature of zeros erases nothing", withdrawal.Withdrawal(
        ann.mailbox, ann.keys.author_key, bytes(64), WEEK).record()
    yield "a withdrawal signed by another family erases nothing", \
        signed(ben.keys.author_seed, ann.mailbox)
    yield "a withdrawal signed for another campaign erases nothing", \
        signed(ann.keys.author_seed, ann.mailbox, ed25519.public_of(own))
    yield "a withdrawal of the right family, signed for another mailbox, erases nothing", \
        ann.mailbox + signed(ann.keys.author_seed, ben.mailbox)[32:]
    yield "a withdrawal of the right family under another mailbox erases nothing", \
        ben.mailbox + signed(ann.keys.author_seed, ann.mailbox)[32:]
    yield "a true withdrawal moved to another family's mailbox erases nothing", \
        ann.mailbox + true_one[32:]
    yield "a withdrawal by a coordinator erases nothing", signed(world.heron, ann.mailbox)
    yield "a withdrawal of the log erases nothing", NOBODY + true_one[32:]
    yield "an inner signature as a withdrawal erases nothing", ann.mailbox + \
        ann.keys.author_key + ed25519.sign(ann.keys.author_seed, envelope.signed_bytes(
        hostile.campaign_key, ann.mailbox, b"{}")) + struct.pack(">I", WEEK) + bytes(28)


def indexes(world):
    """(promise, whole index or a function that answers, whether the pull refuses, words)."""
    hostile = world.hostile
    records, gone = list(hostile.held.values()), list(hostile.gone.values())
    good = index(records, gone)
    ids = sorted(r.id for r in records if r.tray == INBOX)
    counts = struct.unpack(">4Q", good[:32])
    body = good[32:]

    def counted(*numbers):
        return struct.pack(">4Q", *numbers)

    twice = counted(counts[0] + 1, *counts[1:]) + ids[0] + body
    backwards = good[:32] + b"".join(reversed(ids)) + body[32 * len(ids):]
    for name, bad in (
            ("an id twice", twice), ("ids that are not sorted", backwards),
            ("counts of 2^64 - 1", counted(*[2**64 - 1] * 4) + body),
            ("counts whose sizes overflow", counted(2**59, 0, 0, 0) + body),
            ("a count that is one too many", counted(counts[0] + 1, *counts[1:]) + body),
            ("a count that is one too few", counted(counts[0] - 1, *counts[1:]) + body),
            ("a withdrawal too many", counted(*counts[:3], counts[3] + 1) + body),
            ("a withdrawal that is cut", good[:-1]), ("a byte too many", good + b"\0"),
            ("a withdrawal that does not end in zeros", good[:-1] + b"\1"),
            ("nothing at all", b""), ("31 bytes", bytes(31)), ("text", b"{}" * 40)):
        yield "an index with " + name, Answer(200, bad), ("index|withdrawal",)


def speeches(world, honest):
    """What no daemon speaks: (promise, answers in turn (the last for ever), refused, words, s)."""
    host = world.listener
    yield "an answer cut short, once", [lambda: hostile_daemon.wrong_length(honest(), 100),
        honest], False, ()
    yield "a connection that is closed at once, once", [hostile_daemon.by_hand(), honest], False, ()
    yield "a busy daemon, once", [Answer(503, b"", {"Retry-After": "1"}), honest], False, ()
    yield "an answer that is longer than it says", [lambda: hostile_daemon.wrong_length(honest(),
        -1)], True, ()
    yield "an answer without end", [hostile_daemon.endless()], True, ("longer answer",)
    yield "a head without end", [hostile_daemon.endless_head()], True, ("longer answer",)
    yield "a head of one endless line", [hostile_daemon.endless_head(FOREVER_LINE)], True, ()
    yield "100 Continue without end", [hostile_daemon.endless_continue()], True, ()
    yield "a login page", [hostile_daemon.page()], True, ()
    yield "an answer that is no HTTP", [hostile_daemon.by_hand(b"220 ftp ready\r\n")], True, ()
    yield "an answer of HTTP/0.9", [hostile_daemon.by_hand(index([]))], True, ()
    for status in REDIRECTS:
        yield f"a redirect ({status}) is not followed", [hostile_daemon.elsewhere(status, host,
            "/v1/desk/index")], True, (str(status),)
    for status in (204, 401, 599) if FEW else (204, 206, 401, 404, 410, 500, 507, 599):
        yield f"a refusal with {status} and a sentence full of controls", \
            [hostile_daemon.problem(status, ESCAPES)], True, ()
    yield "a refusal with a million letters", [hostile_daemon.problem(403,
        "x" * 1_000_000)], True, ()


FOREVER_LINE = b"X-Long: " + b"x" * 60000 + b"\r\n"


def in_turn(answers):
    """For `lies`: the first answer to the first request, and so on."""
    left = list(answers)

    def answer(_, __):
        return left.pop(0) if len(left) > 1 else left[0]
    return answer


def lies(world):
    hostile = world.hostile
    forged, records = forged_messages(world)
    yield Lie("forged testimonies, additions, consents and answers change no case", add(records),
        forged=forged)
    records = forged_events(world)
    yield Lie("forged events are set aside, and said to be", add(records),
        ("nobody whom the campaign names", "former coordinator", "signature"),
        stays=[r.id for r in records])
    moved = [of(world, "ann", INBOX).id, of(world, "ben", REPLY).id, world.events["ann"].id]
    for name, tell, named, omits in moves(world):
        loose = ("others",) if "replies" in name else ()
        yield Lie(name if "still" in name else name + ": nobody is led astray", tell, named, omits,
            loose=loose, fetch=True,
            stays=moved)
    for name, tell in weeks(world):
        yield Lie(name, tell, fetch=True, loose=("week", "written"), templates=("empty",))
    for name, tell, named, fails in records_of_lies(world):
        yield Lie(name + ": not believed, and asked for again", tell, named, True, fetch=True,
            status=1 if fails else 0, templates=("empty",))
    for name, its in forged_withdrawals(world):
        yield Lie(name, lambda w, its=its: setattr(w.hostile, "taken_back",
            sorted([*w.hostile.gone.values(), its])), ("set aside", "erased nothing"))
    everything = [its for _, its in forged_withdrawals(world)]
    yield Lie("all forged withdrawals at once, in any order and twice, erase nothing",
        lambda w: setattr(w.hostile, "taken_back", everything + list(w.hostile.gone.values()) +
        everything), ("set aside", "erased nothing"))
    true_one = next(iter(hostile.gone.values()))
    for week in (0, WEEK + 1000, 2**32 - 1):
        yield Lie(f"a true withdrawal with the week {week} is one", lambda w, week=week: setattr(
            w.hostile, "taken_back", [true_one[:128] + struct.pack(">I", week) + true_one[132:]]))
    yield from after_a_withdrawal(world)
    yield from omissions(world)
    for name, bad, named in indexes(world):
        yield Lie(name + " is refused", lambda w, bad=bad: w.hostile.lies.update(
            index=lambda _, __: bad), named, status=1, templates=("writer",))
    for part in ("index", "fetch"):
        for name, answers, fails, named in speeches(world, None):
            yield Lie(f"{name} ({part})", speak(part, name), named, True, status=int(fails),
                templates=("empty",) if part == "fetch" else ("writer",))
    yield from fetches(world)


def speak(part, name):
    """The speech of that name, made anew for each desk; `honest` is known once it is asked."""
    def tell(world):
        turn = {}

        def answer(request, honest):
            if "answers" not in turn:
                turn["answers"] = in_turn(next(answers for its, answers, *_ in speeches(world,
                    lambda: world.hostile.lies[part].honest()) if its == name))
            answer.honest = honest
            return turn["answers"](request, honest)
        world.hostile.lies[part] = answer
    return tell


def after_a_withdrawal(world):
    """What dan told, long after dan took it back."""
    dan, ben = world.families["dan"], world.families["ben"]
    its = world.hostile.of(dan.mailbox)
    the_event = world.events["dan"]
    yield Lie("everything of a family that withdrew, sent again: nothing is taken",
        add(its + [the_event]), ("were not taken",))
    yield Lie("its words in another family's mailbox: nothing is taken", add(
        [r.but(mailbox=ben.mailbox) for r in its if r.tray == INBOX]), ("were not taken",))
    yield Lie("its words in the log: nothing is taken", add([r.but(tray=LOG, mailbox=NOBODY)
        for r in its if r.tray == INBOX]), ("were not taken",))
    yield Lie("its words among another family's replies: nothing is taken", add(
        [r.but(tray=REPLY, mailbox=ben.mailbox) for r in its if r.tray == INBOX]),
        ("were not taken",))

    def hidden(w):
        add(its + [the_event])(w)
        w.hostile.taken_back = []
    yield Lie("its withdrawal hidden: who knows it takes nothing; who does not, erases all later",
        hidden, hides=True)


def omissions(world):
    def only(keep):
        return lambda w: change(w, lambda r: r if keep(r) else None)

    yield Lie("an empty index erases nothing", lambda w: (setattr(w.hostile, "shown", []),
        setattr(w.hostile, "taken_back", [])), (), True)
    yield Lie("an old index erases nothing", lambda w: setattr(w.hostile, "shown",
        w.hostile.ever[:3]), (), True)
    for kind, place in (("testimony", 0), ("consent", 1), ("addition", 2), ("answer", 3)):
        its = of(world, "ann", INBOX, place)
        yield Lie(f"a family's {kind} dropped: nothing is erased, and it comes later", only(
            lambda r, its=its: r.id != its.id), (), True)
    yield Lie("all replies dropped: nothing is erased", only(lambda r: r.tray != REPLY), (), True)
    yield Lie("all events dropped: nothing is erased", only(lambda r: r.tray != LOG), (), True)

    def named_only(w):
        w.hostile.lies["fetch"] = lambda _, __: Answer(200, b"")
    yield Lie("an index of what it then does not give", named_only, (), True, status=0)

    def many(w):
        w.hostile.shown = list(w.hostile.held.values()) + [
            Record(tray, NOBODY, WEEK, b"", os.urandom(32))
            for tray in (INBOX, REPLY, LOG) for _ in range(3000)]
        honest = w.hostile.do_fetch

        def fetch(request, _):
            answer = honest(request)
            out, at = b"", 0
            ids = {r.id for r in w.hostile.held.values()}
            for i in range(0, len(request.body), 32):
                its = request.body[i:i + 32]
                size = 69 + envelope.SIZE if its in ids else 69
                out += answer.body[at:at + size] if its in ids else b""
                at += size
            return Answer(200, out)
        w.hostile.lies["fetch"] = fetch
    yield Lie("9,000 ids that it does not have", many, (), True, status=0)


def fetches(world):
    """Answers to a fetch that are whole records, but not those."""
    def with_records(function):
        def tell(w):
            def fetch(request, _):
                ids = [request.body[i:i + 32] for i in range(0, len(request.body), 32)]
                have = {r.id: r for r in w.hostile.records()}
                return Answer(200, b"".join(r.bytes() for r in function([have[i] for i in ids],
                    have)))
            w.hostile.lies["fetch"] = fetch
        return tell

    stranger = Record(INBOX, NOBODY, WEEK, world.hostile.seal(world.hostile.family_line("consent"),
        NOBODY, world.hostile.seed("own")))
    yield Lie("an envelope that was not asked for", with_records(lambda its, have:
        [*its[:-1], stranger]), ("not asked for",), True, status=1, fetch=True)
    yield Lie("an envelope more than was asked for", with_records(lambda its, have:
        [*its, stranger]), ("longer answer",), True, status=1, fetch=True)
    yield Lie("the same envelope twice", with_records(lambda its, have: [its[0], *its][:len(its)]),
        (), True)
    yield Lie("another order", with_records(lambda its, have: its[::-1]), (), True)
    yield Lie("fewer than asked for", with_records(lambda its, have: its[1:]), (), True,
        status=0)
    yield Lie("bodies exchanged", with_records(lambda its, have: [r.but(body=its[i - 1].body)
        for i, r in enumerate(its)]), (), True)
    yield Lie("ids exchanged", with_records(lambda its, have: [r.but(id=its[i - 1].id)
        for i, r in enumerate(its)]), (), True)

    def cut(w):
        w.hostile.lies["fetch"] = lambda _, honest: Answer(200, honest().body[:-1])
    yield Lie("a record that is cut", cut, ("whole envelopes",), True, status=1, fetch=True)


def play_beside(world):
    """A desk that has an honest daemon, too: it misses nothing, and hands no lie to it."""
    hostile, real = world.hostile, second_desk.Desk(world.real_socket, world.heron)
    _, forged = forged_messages(world)
    zoe = world.families["zoe"].mailbox
    forged += forged_events(world)
    forged.append(Record(REPLY, zoe, WEEK, hostile.seal(world.coordinator_line(), zoe,
        hostile.seed("own"))))
    dan = world.hostile.of(world.families["dan"].mailbox)
    plays = (("makes up what it can", lambda w: (add(forged)(w), setattr(w.hostile, "taken_back",
            sorted(its for _, its in forged_withdrawals(w))))),
        ("moves everything to other mailboxes", lambda w: change(w, lambda r: r if r.tray == LOG
            else r.but(mailbox=NOBODY))),
        ("has nothing, and keeps nothing", lambda w: (setattr(w.hostile, "shown", []), setattr(
            w.hostile, "taken_back", []), w.hostile.lies.update({part: lambda _, __: Answer(201)
            for part in ("put_log", "put_reply", "put_withdrawal")}))),
        ("sends again what was taken back", lambda w: (add(dan)(w), setattr(w.hostile,
            "taken_back", []))),
        ("answers without end", lambda w: w.hostile.lies.update(index=lambda _, __:
            hostile_daemon.endless())))
    for name, tell in plays:
        hostile.load(world.saved)
        world.count += 1
        mine = Desk.set_up(world, f"beside{world.count}", os.environ["work"] + "/hostile.sock",
            world.real_socket)
        before = real.index()
        tell(world)
        ran = mine.ask("pull")
        lied = loosely(mine.state(), ("others",))
        faults = ran.faults + lied.faults + lied.differs(loosely(world.truth, ("others",)), name)
        if real.index() != before:
            faults.append("the honest daemon holds something else now")
        faults += [f"half-written: {path}" for path in mine.left_over()]
        hostile.honest_again()
        promise(f"a daemon that {name}, beside an honest one: the desk misses nothing, and hands "
            "on no lie", faults)
        mine.remove()


def play_erasing(world):
    """The daemon does not erase the events of a family that withdrew; the desk does."""
    the_event = world.events["dan"]
    for name, answer in (("refuses with controls", hostile_daemon.problem(403, ESCAPES)),
            ("answers without end", hostile_daemon.endless()),
            ("sends elsewhere", hostile_daemon.elsewhere(307, world.listener, "/")),
            ("says it did, and did not", Answer(204))):
        world.hostile.load(world.saved)
        world.hostile.held[the_event.id, LOG] = the_event
        mine = world.before.copy(world)
        dans = len(mine.state().good) - len(world.truth_writer.good)
        world.hostile.lies["erase_log"] = lambda _, __, answer=answer: answer
        ran = mine.ask("pull")
        lied = mine.state()
        faults = ran.faults + lied.differs(world.truth_writer, "lied to")
        if ran.status != 0 or dans != 2 or mine.left_over() or world.elsewhere.heard():
            faults.append(f"{ran.status}, {dans}: {ran.err}")
        if any(the_event.id.hex() in path for path in mine.files()):
            faults.append("the event is still here")
        mine.remove()
        promise(f"a daemon that {name} where it should erase: the desk erased all the same",
            faults)


def play_all(world):
    only = os.environ.get("HOSTILE_ONLY", "")
    for lie in lies(world):
        if only in lie.promise:
            play(world, lie)
    if only in "beside":
        play_beside(world)
    if only in "erasing":
        play_erasing(world)
