# SPDX-License-Identifier: ISC
"""What a year must look like from each side, for year.py. Written from the books, without asking
any program: who holds what, what is in force, how a case stands, what lies in a mailbox."""

PLACES = 4          # replies in a mailbox
SEEN_MOST = 200     # of a reply
DONE_DAYS = 28      # that the daemon keeps what is marked done; no day of a year falls on it
TOLD = ("testimony", "addition")
ALARMS = {"life": "He said he wants to die.", "child": "Somebody hits him."}   # of what is told


class Message:
    """Of a family. Its id, hash and bytes are known once it was seen on the wire."""

    def __init__(self, family, kind, generation, uses=None, answer=None, reply=None):
        self.family, self.kind, self.generation = family, kind, generation
        self.uses, self.answer, self.reply = uses, answer, reply
        self.line = self.id = self.hash = self.envelope = self.week = None

    def order(self):
        return self.week, self.id

    def alarms(self):
        """Whether somebody may be in danger: the words that the script told."""
        texts = [*self.line.get("answers", {}).values(), self.line.get("text", "")]
        return {name for name, words in ALARMS.items() if any(words in text for text in texts)}


class Part:
    """One envelope of a reply."""

    def __init__(self, reply, number, line, its_hash, its_id, envelope):
        self.reply, self.number, self.line = reply, number, line
        self.hash, self.id, self.envelope = its_hash, its_id, envelope


class Reply:
    def __init__(self, family, by, kind, n, uses=(), lays_aside=(), answer_by=None):
        self.family, self.by, self.kind, self.n = family, by, kind, n
        self.uses, self.lays_aside, self.answer_by = list(uses), list(lays_aside), answer_by
        self.parts, self.week = [], None


class Event:
    """What tells the other desks of one envelope of a reply."""

    def __init__(self, part, generation, its_id, envelope):
        self.part, self.generation, self.id, self.envelope = part, generation, its_id, envelope


class Family:
    def __init__(self, number):
        self.number, self.name = number, "family-%02d" % number
        self.messages, self.replies = [], []
        self.keys = self.words = self.mailbox = None
        self.manifest = None    # of a family that keeps the file: who is a coordinator by it
        self.withdrawn = False


class Manifest:
    def __init__(self, serial, generation, coordinators, former, answer_by, expires):
        self.serial, self.generation = serial, generation
        self.answer_by, self.expires = answer_by, expires
        self.coordinators, self.former = frozenset(coordinators), frozenset(former)


# What is in force (FORMATS, "Uses in force"). ------------------------------------------------

def verdict(reply, messages):
    said = {m.answer for m in messages if m.kind == "answer" and m.reply is reply}
    return next((v for v in ("no", "change", "yes") if v in said), "none")


def in_force(messages, replies):
    left = allowed(messages, replies) - told_less(messages, replies)
    left.discard("preview")
    accepted = [r for r in replies if r.kind == "question" and verdict(r, messages) == "yes"]
    wishes = [m.uses for m in messages if m.kind != "answer"] + [r.uses for r in accepted]
    if left and any("preview" in uses for uses in wishes):
        left.add("preview")     # to be shown the words first is a wish that no list takes back
    return sorted(left)


def newest_accepted(messages, replies):
    accepted = [r for r in replies if r.kind == "question" and verdict(r, messages) == "yes"]
    return [r for r in accepted if r.n == max(a.n for a in accepted)]


def told_less(messages, replies):
    """What the family said yes to, and what it told since then, or may have, does not allow."""
    left = allowed(messages, replies) - {"preview"}
    its = left
    for question in newest_accepted(messages, replies):
        saw = [(s["kind"], s["week"]) for s in question.parts[0].line["seen"]]
        holds = [(m.kind, m.week) for m in messages]
        for one, message in zip(holds, messages):
            if message.kind in TOLD and holds.count(one) > saw.count(one):
                its = its & set(message.uses)
    return left - its


def allowed(messages, replies):
    """Apart from what was told since."""
    newest = newest_accepted(messages, replies)
    base = newest or [m for m in messages if m.kind in TOLD]
    if not base:
        return set()
    left = set.intersection(*(set(b.uses) for b in base))
    for message in messages:
        aside = newest and all(message.hash in r.lays_aside for r in newest)
        if message.kind == "consent" and not aside:
            left &= set(message.uses)
    return left


# The daemon. ---------------------------------------------------------------------------------

class Daemon:
    def __init__(self):
        self.inbox, self.replies, self.log, self.withdrawn = {}, {}, {}, {}
        self.day = 0
        self.done = {}          # of the inbox: the day on which it was marked
        self.bodiless = set()   # of the inbox: what age took the bytes of

    def go(self, day):
        """Four weeks after the mark the bytes go, once the hour of the mark is over, too."""
        self.day = day
        self.bodiless |= {i for i, marked in self.done.items() if day - marked > DONE_DAYS}

    def mark_done(self, message):
        self.done.setdefault(message.id, self.day)

    def put(self, message):
        self.inbox[message.id] = message

    def put_reply(self, part, replaces):
        if replaces is not None:
            del self.replies[replaces.id]
        self.replies[part.id] = part

    def put_event(self, event):
        self.log[event.id] = event

    def mailbox(self, family):
        return [p for p in self.replies.values() if p.reply.family is family]

    def withdraw(self, family, week):
        self.inbox = {i: m for i, m in self.inbox.items() if m.family is not family}
        self.replies = {i: p for i, p in self.replies.items() if p.reply.family is not family}
        self.withdrawn.setdefault(family, week)
        family.withdrawn = True

    def holds(self):
        return {i: m for i, m in self.inbox.items() if i not in self.bodiless}


# A family's view. ----------------------------------------------------------------------------

def check_view(daemon, family, manifest):
    """What `check --json` prints, by the manifest that this family goes by."""
    counts = dict.fromkeys(("strange", "strangers", "former", "unreadable", "mixed"), 0)
    groups = {}
    for part in daemon.mailbox(family):
        if part.reply.by in manifest.coordinators:
            groups.setdefault(part.reply, []).append(part)
        elif part.reply.by in manifest.former:
            counts["former"] += 1
        else:
            counts["strangers"] += 1
    shown = []
    for reply, parts in groups.items():
        parts.sort(key=lambda p: p.number)
        line = parts[0].line
        one = {"kind": reply.kind, "n": reply.n, "by": reply.by,
               "hash": parts[0].hash if parts[0].number == 1 else "",
               "parts": len(reply.parts), "whole": len(parts) == len(reply.parts),
               "text": "".join(p.line["text"] for p in parts),
               "seen": line["seen"], "in_force": line["in_force"]}
        if reply.kind == "question":
            one |= {"uses": reply.uses, "lays_aside": reply.lays_aside}
        elif reply.kind == "preview":
            one |= {"answer_by": reply.answer_by}
        shown.append(one)
    shown.sort(key=lambda one: (one["n"], one["hash"]))
    return shown + [{"kind": "mailbox", "replies": len(shown)} | counts]


def answerable(daemon, family, manifest):
    """Questions and previews that lie whole in its mailbox."""
    found = {}
    for part in daemon.mailbox(family):
        if part.reply.by in manifest.coordinators and part.reply.kind != "message":
            found[part.reply] = found.get(part.reply, 0) + 1
    return sorted((r for r, parts in found.items() if parts == len(r.parts)),
                  key=lambda r: (r.week, r.n, r.by))


# A desk. -------------------------------------------------------------------------------------

def in_order(parts, known):
    """A mailbox's replies, the oldest first: by number, where this is known. One of which nobody
    tells stands behind the last of those written no later."""
    def place(part):
        if part.id in known:
            return part.reply.n, False, 0, part.id
        before = [p.reply.n for p in known.values() if p.reply.week <= part.reply.week]
        return max(before, default=0), True, part.reply.week, part.id
    return sorted(parts.values(), key=place)


class Desk:
    def __init__(self, handle):
        self.handle = handle
        self.manifest = None
        self.inbox, self.replies_held, self.log = {}, {}, {}
        self.sent, self.withdrawn = set(), set()

    def pull(self, daemon):
        self.withdrawn |= set(daemon.withdrawn)
        self.inbox = self.without(self.inbox, lambda m: m.family)
        self.replies_held = self.without(self.replies_held, lambda p: p.reply.family)
        self.log = self.without(self.log, lambda e: e.part.reply.family, self.opens)
        self.sent &= set(self.replies_held)
        daemon.log = self.without(daemon.log, lambda e: e.part.reply.family, self.opens)
        self.inbox |= daemon.holds()
        self.look(daemon)
        return [fixed for family in {p.reply.family for p in self.replies_held.values()}
                for fixed in self.hand_up(daemon, family)]

    def without(self, these, family_of, judge=lambda one: True):
        return {i: one for i, one in these.items()
                if not (family_of(one) in self.withdrawn and judge(one))}

    def look(self, daemon):
        """What coordinators share."""
        self.log |= daemon.log
        self.replies_held |= daemon.replies

    def hand_up(self, daemon, family):
        """Puts those of the newest four that the daemon lacks, each in the place of its oldest that
        is none of them."""
        known = self.known(family)
        held = {p.id: p for p in daemon.mailbox(family)}
        order = in_order(known | held, known)
        newest, out = order[-PLACES:], []
        for part in newest:
            older = [p for p in order[:-PLACES] if p.id in daemon.replies]
            full = len(daemon.mailbox(family)) >= PLACES
            if part.id in daemon.replies or part.id not in self.replies_held or (
                    full and not older):
                continue
            out.append((part, older[0] if full else None))
            daemon.put_reply(*out[-1])
        return out

    def opens(self, one):
        return one.generation <= self.manifest.generation

    readable = opens

    def messages(self, family):
        return sorted((m for m in self.inbox.values() if m.family is family and self.readable(m)),
                      key=Message.order)

    def tells(self, event):
        """Whether this event counts here: a former coordinator's where the family answered it."""
        part = event.part
        return self.opens(event) and (
            part.reply.by in self.manifest.coordinators
            or part.reply.by in self.manifest.former and any(
                m.kind == "answer" and m.line["reply"] == part.hash
                for m in self.messages(part.reply.family)))

    def known(self, family):
        """The parts of which it knows what they say: its own, and those that events tell of."""
        found = {i: self.replies_held[i] for i in self.sent}
        found |= {e.part.id: e.part for e in self.log.values() if self.tells(e)}
        return {i: p for i, p in found.items() if p.reply.family is family}

    def replies(self, family):
        """Those that it can read."""
        found = {p.reply for p in self.known(family).values()}
        return sorted(found, key=lambda r: (r.n, sorted(p.hash for p in r.parts)))

    def next_n(self, family):
        return max((r.n for r in self.replies(family)), default=0) + 1

    def seen(self, family):
        return [{"kind": m.kind, "week": m.week} for m in self.messages(family)[-SEEN_MOST:]]

    def in_force(self, family):
        return in_force(self.messages(family), self.replies(family))

    def room(self, daemon, family, parts):
        """For each part what it takes the place of: the oldest."""
        known, held = self.known(family), daemon.mailbox(family)
        order = [p for p in in_order(known | {p.id: p for p in held}, known)
                 if p.id in daemon.replies]
        gone = order[:max(0, len(held) + parts - PLACES)]
        return [None] * (parts - len(gone)) + gone

    def wrote(self, daemon, reply, replaces, events):
        for part, replaced in zip(reply.parts, replaces):
            daemon.put_reply(part, replaced)
            self.replies_held[part.id] = part
            self.sent.add(part.id)
        for event in events:
            daemon.put_event(event)
            self.log[event.id] = event

    # What it shows.

    def aside(self):
        return sorted(m.id for m in self.inbox.values() if not self.readable(m))

    def events_aside(self):
        return sorted(e.id for e in self.log.values() if not self.opens(e))

    def list_view(self):
        rows = []
        for m in self.inbox.values():
            if not self.readable(m):
                continue
            row = {"id": m.id, "mailbox": m.family.mailbox, "week": m.week, "kind": m.kind}
            if m.kind in TOLD:
                row["language"] = m.line["language"]
                if "area" in m.line["answers"]:
                    row["area"] = m.line["answers"]["area"]
            case = self.case(m.family)
            row["needs"] = ("danger", "new", "answered", "waiting", "withdrawn")[self.rank(case)]
            row["alarms"] = [a for a in ALARMS if a in m.alarms()]
            rows.append((self.rank(case), row))
        rows.sort(key=lambda ranked: (ranked[0], ranked[1]["week"], ranked[1]["mailbox"],
                                      ranked[1]["id"]))
        rows = [row for _, row in rows]
        return rows + [{"id": i, "aside": True}
                       for i in sorted(self.aside() + self.events_aside())]

    def show_view(self):
        return {m.id: {"id": m.id, "mailbox": m.family.mailbox, "week": m.week,
                       "testimony": m.line} for m in self.inbox.values() if self.readable(m)}

    def cases_view(self):
        families = {m.family for m in self.inbox.values() if self.readable(m)} | self.withdrawn
        families |= {p.reply.family for p in self.replies_held.values()}
        families |= {e.part.reply.family for e in self.log.values() if self.tells(e)}
        rows = sorted((self.case(f) for f in families), key=lambda row: (
            self.rank(row), row.get("week", 0), row["case"]))
        return rows + [{"id": i, "aside": True} for i in self.aside()]

    def case(self, family):
        messages, replies = self.messages(family), self.replies(family)
        known = self.known(family)
        others = sum(p.reply.family is family and p.id not in known
                     for p in self.replies_held.values())
        previews = [r for r in replies if r.kind == "preview"]
        row = {"case": family.mailbox, "state": self.state(family, messages, replies),
               "messages": [m.id for m in messages],
               "alarms": [a for a in ALARMS if any(a in m.alarms() for m in messages)]}
        if messages:
            row["week"] = messages[-1].week
        row |= {"replies": len(replies), "others": others,
                "written": [self.written(r, known) for r in replies],
                "n": max((r.n for r in replies), default=0),
                "in_force": in_force(messages, replies),
                "told_less": sorted(told_less(messages, replies)),
                "unsure": any(m.kind == "answer" and m.reply not in replies for m in messages)}
        if previews:
            row["preview"] = {"n": previews[-1].n, "answer_by": previews[-1].answer_by,
                              "answer": self.answer(previews, messages)}
        return row

    @staticmethod
    def rank(row):
        """Who needs somebody comes first. A preview is no answer to a danger."""
        if "withdrawn" in row["state"]:
            return 4
        spoken_to = any(reply["kind"] != "preview" for reply in row["written"])
        if "replied" in row["state"] and (spoken_to or not row["alarms"]):
            return 3
        return 0 if row["alarms"] else 1 if "new" in row["state"] else 2

    def answer(self, previews, messages):
        """The least of what was said to those of the highest n."""
        least = [verdict(p, messages) for p in previews if p.n == previews[-1].n]
        return min(least, key=["no", "change", "none", "yes"].index)

    def written(self, reply, known):
        parts = [p for p in reply.parts if p.id in known]
        return {"n": reply.n, "id": parts[0].id, "kind": reply.kind, "by": reply.by,
                "week": reply.week, "parts": len(parts), "of": len(reply.parts)}

    def state(self, family, messages, replies):
        if family in self.withdrawn:
            return ["withdrawn"]
        newest = [r for r in replies if r.n == replies[-1].n]
        seen = [[s["kind"] for s in r.parts[0].line["seen"]] for r in newest] or [[]]

        def unseen(*kinds):
            return any(sum(m.kind == k for m in messages) > one.count(k)
                       for k in kinds for one in seen)

        out = []
        if not replies:
            out.append("new")
        elif unseen(*TOLD):
            out.append("added")
        if unseen("answer"):
            out.append("answered")
        if unseen("consent"):
            out.append("consent")
        return out or ["replied"]
