# SPDX-License-Identifier: ISC
"""The daemon's store on a disk on which, at each call in turn, something goes wrong: shim.c is the
disk, disk.py the daemon on it. Whatever it was and wherever: what was answered is so, when the
daemon starts again.

usage: store.py all|turns SCENARIO...      from store.sh, which sets the environment
turns: at each call one fault, each in its turn; all: every fault at every call."""
import os
import re
import shutil
import signal
import sqlite3
import sys
import time
import traceback

from disk import (CUT, DIES, FAILS, FULL, LOSE_ALL, LOSE_NONE, LOSE_SOME, LOST, NAME, NOTHING, OPEN, PLACE, READ,
                  SHORT, STOPS, SYNC, TORN, TRACE, WRITE, WRITES, Broken, Campaign, Daemon, Envelope,
                  Family, control, until)

INBOX, REPLY, LOG = 1, 2, 3
CASES_MOST = 4000

# What can go wrong with a call: its kind, and what of the unsynced is lost where it ends there.
STOPPED = [(STOPS, LOSE_ALL), (STOPS, LOSE_SOME), (STOPS, LOSE_NONE)]
FAULTS = {
    WRITE: [(FAILS, 0), (TORN, 0), (FULL, 0), (SHORT, 0), (DIES, 0)] + STOPPED,
    SYNC: [(LOST, 0), (FAILS, 0), (FULL, 0), (DIES, 0)] + STOPPED,
    CUT: [(FAILS, 0), (FULL, 0), (DIES, 0)] + STOPPED,
    NAME: [(FAILS, 0), (FULL, 0), (DIES, 0)] + STOPPED,
    OPEN: [(FAILS, 0), (FULL, 0), (DIES, 0)] + STOPPED,
    READ: [(FAILS, 0), (DIES, 0)],
}
NAMES = {FAILS: "EIO", DIES: "EIO for good", FULL: "ENOSPC", SHORT: "short", TORN: "torn", LOST: "sync lost", STOPS: "cut off"}


# What is asked, and what it promises once it is answered. ---------------------------------------

class Put:
    def __init__(self, tray, mailbox, replaces=None, restore=None):
        self.envelope, self.tray, self.mailbox = Envelope(), tray, mailbox
        self.replaces, self.restore, self.good = replaces, restore, (200, 201)

    def send(self, daemon):
        its_id = self.envelope.id.hex()
        if self.restore:
            return daemon.signed("PUT", "/v1/desk/restore", self.envelope.id + bytes([self.tray]) +
                                 self.mailbox + (2900).to_bytes(4, "big") + self.envelope.body)
        if self.tray == LOG:
            return daemon.signed("PUT", "/v1/desk/log/" + its_id, self.envelope.body)
        if self.tray == REPLY:
            return daemon.signed("PUT", "/v1/desk/replies/" + its_id, self.envelope.body, self.mailbox,
                                 self.replaces)
        return daemon.put(self.envelope, self.mailbox)

    def goes(self, world):
        """Ids that may be gone once it was sent, and must be once it was answered."""
        return {self.replaces} if self.replaces else set()


class Withdraw:
    def __init__(self, family):
        self.family, self.good = family, (204,)

    def send(self, daemon):
        return daemon.withdraw(self.family)

    def goes(self, world):
        return {i for i, row in world.rows.items() if row.mailbox == self.family.mailbox}


class Erase:
    def __init__(self, its_id):
        self.id, self.good = its_id, (204,)

    def send(self, daemon):
        return daemon.signed("DELETE", "/v1/desk/log/" + self.id.hex())

    def goes(self, world):
        return {self.id}


class Done:
    def __init__(self, its_id):
        self.id, self.good = its_id, (204,)

    def send(self, daemon):
        return daemon.signed("DELETE", "/v1/desk/envelopes/" + self.id.hex())

    def goes(self, world):
        return set()


class Check:
    good = (200,)

    def __init__(self, family):
        self.family = family

    def send(self, daemon):
        return daemon.check(self.family)

    def goes(self, world):
        return set()


def patiently(act, daemon):
    """Sends it again while the store is put in order."""
    asked = act.send(daemon)
    for _ in range(200):
        if asked.answer() != 503:
            break
        time.sleep(0.02)
        asked = act.send(daemon)
    return asked


# What is there before. ----------------------------------------------------------------------------

class World:
    """A campaign, some families, and stores of different pasts, as folders to copy."""

    def __init__(self):
        self.campaign = Campaign()
        self.families = [Family(self.campaign.key) for _ in range(6)]
        self.rows, self.number = {}, 0
        self.folder = os.path.join(PLACE, "case")
        self.keep("none", self.fresh("none"))
        daemon = self.start(shim=False)
        for family in self.families:
            for _ in range(2):
                self.tell(daemon, Put(INBOX, family.mailbox))
        for place in range(5):
            self.tell(daemon, Put(REPLY, self.families[min(place, 1)].mailbox))
        for _ in range(3):
            self.tell(daemon, Put(LOG, bytes(32)))
        daemon.kill()
        self.keep("killed", self.folder)
        if self.start(shim=False).stop() != 0:
            raise Broken("the daemon does not stop well")
        self.keep("stopped", self.folder)
        self.change("unordered", "UPDATE upkeep SET ordered = ordered - 1")
        self.marked = set(list(self.of(INBOX, self.families[5]))[:1])
        self.change("aged", "UPDATE envelope SET done = 2900 WHERE id = x'%s'; UPDATE upkeep SET lived = 90000;"
                    "INSERT OR REPLACE INTO calendar(week, lived) VALUES(2900, 60)" % list(self.marked)[0].hex())
        self.change("version1", "DROP TABLE erased; DROP TABLE calendar; DROP TABLE upkeep; PRAGMA user_version = 1")

    def tell(self, daemon, put):
        status = patiently(put, daemon).status
        if status != 201:
            raise Broken("the daemon does not take what it must, but answers %d" % status)
        self.rows[put.envelope.id] = put

    def of(self, tray, family=None):
        return sorted(i for i, row in self.rows.items()
                      if row.tray == tray and (family is None or row.mailbox == family.mailbox))

    def kept(self, name):
        return os.path.join(PLACE, "kept-" + name)

    def keep(self, name, folder):
        shutil.rmtree(self.kept(name), ignore_errors=True)
        # Not the socket of --status.
        shutil.copytree(folder + "/store", self.kept(name), ignore=lambda _, names: set(names) & {"s.db-status"})

    def change(self, name, statements):
        """A store of another past, made from the one that was stopped."""
        self.fresh("stopped")
        with sqlite3.connect(self.folder + "/store/s.db") as database:
            database.executescript(statements)
        database.close()
        self.keep(name, self.folder)

    def fresh(self, name):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder, 0o700)
        if os.path.exists(self.kept(name)):
            shutil.copytree(self.kept(name), self.folder + "/store")
        else:
            os.mkdir(self.folder + "/store", 0o700)
        return self.folder

    def start(self, shim=True, ready=True):
        daemon = Daemon(self.folder, self.campaign, shim)
        if ready and not daemon.ready():
            raise Broken("the daemon does not start: " + daemon.said()[-500:])
        if ready:
            daemon.challenge()
        return daemon


# What is tried. -----------------------------------------------------------------------------------

class Scenario:
    """Something that the daemon does: `first` begins it, the others come while it is at its first
    call. Where there is no `first` it is the start or the end itself. `orders`: there the store is put
    in order, which is left where it cannot be done."""

    def __init__(self, name, what, past="stopped", first=None, then=(), phase="serve", empty=False, ages=False,
                 orders=False):
        self.name, self.what, self.past, self.first, self.then = name, what, past, first, then
        self.phase, self.empty, self.ages, self.orders = phase, empty, ages, orders

    def acts(self, world):
        return [make(world) for make in ([self.first] if self.first else []) + list(self.then)]


def telling(place, tray=INBOX):
    return lambda world: Put(tray, bytes(32) if tray == LOG else world.families[place].mailbox)


def leaving(place):
    return lambda world: Withdraw(world.families[place])


def looking(place):
    return lambda world: Check(world.families[place])


def replacing(world):
    return Put(REPLY, world.families[1].mailbox, world.of(REPLY, world.families[1])[0])


SCENARIOS = [
    Scenario("put", "taking an envelope, and what waits behind it", first=telling(2),
             then=[telling(3), telling(3), leaving(4), looking(0)]),
    Scenario("withdraw", "taking back, and what waits behind it", first=leaving(0),
             then=[telling(2), leaving(1), looking(3)]),
    Scenario("first", "the first envelope of a new store", past="none", first=telling(2), then=[telling(3)],
             empty=True),
    Scenario("start", "a start after a kill", past="killed", phase="start"),
    Scenario("restart", "a start after a good stop", phase="start"),
    Scenario("create", "making a store", past="none", phase="start", empty=True),
    Scenario("order", "a week's end", past="unordered", phase="start", orders=True),
    Scenario("stop", "stopping", phase="stop", then=[telling(2), telling(3), telling(LOG, LOG)]),
    Scenario("reply", "replies, one in another's place", first=telling(2, REPLY),
             then=[replacing, telling(3), leaving(4)]),
    Scenario("desk", "what a desk puts, marks and erases", first=telling(0, LOG),
             then=[lambda world: Erase(world.of(LOG)[0]), lambda world: Done(world.of(INBOX, world.families[3])[0]),
                   lambda world: Put(INBOX, world.families[2].mailbox, restore=True)]),
    Scenario("age", "erasing what a desk marked four weeks ago", past="aged", phase="start", ages=True),
    Scenario("reload", "taking up a campaign that was signed anew", phase="reload"),
    Scenario("migrate", "bringing an older store up to this version", past="version1", phase="start",
             orders=True),
]


class Case:
    """One scenario with one fault."""

    def __init__(self, world, shared, scenario, classes, at, kind, lost, calls=0):
        self.world, self.shared, self.scenario, self.calls = world, shared, scenario, calls
        self.classes, self.at, self.kind, self.lost = classes, at, kind, lost
        self.acts, self.asked, self.wrong, self.outcome = scenario.acts(world), [], [], ""
        self.fired, self.ended, self.met = False, None, (0, "")

    def need(self, good, what):
        if not good:
            self.wrong.append(what)

    def arm(self, go):
        shared = self.shared
        shared.kind, shared.stays = (FAILS, 1) if self.kind == DIES else (self.kind, 0)
        shared.classes, shared.at, shared.lost = self.classes, self.at, self.lost
        shared.go, shared.armed = go, 1

    def wait(self, daemon, rest):
        """Until it is over, or the daemon was cut off where it should be."""
        def over():
            return self.shared.fired and self.kind == STOPS or daemon.ended() or rest()
        until(over, "an end")
        if self.shared.fired and self.kind == STOPS:
            daemon.kill()

    def wait_for_age(self, daemon):
        if self.scenario.ages:
            until(lambda: not any(i in daemon.index() for i in self.world.marked), "what is old to go")

    def play(self):
        world, shared, scenario = self.world, self.shared, self.scenario
        shared.armed = 0
        shared.kind = shared.at = shared.count = shared.begun = shared.fired = shared.go = 0
        world.fresh(scenario.past)
        world.campaign.show(0)
        if scenario.phase == "start":
            self.arm(1)
            daemon = world.start(ready=False)
            self.wait(daemon, daemon.is_ready)
            if self.kind == NOTHING:
                daemon.at_rest()
                self.wait_for_age(daemon)
            if not daemon.ended():
                self.wait(daemon, lambda: daemon.settled(shared, self.calls) or True)
            if not daemon.ended() and not daemon.challenge():
                daemon.wait()
        elif scenario.phase == "reload":
            daemon = world.start()
            daemon.at_rest()
            daemon.settled(shared)
            world.campaign.show(1)
            self.arm(1)
            daemon.process.send_signal(signal.SIGHUP)
            until(lambda: "(serial 2)" in daemon.said() or daemon.ended(), "the new campaign")
            self.wait(daemon, lambda: daemon.settled(shared, self.calls) or True)
        elif scenario.phase == "stop":
            daemon = world.start()
            self.asked = [act.send(daemon) for act in self.acts]
            for asked in self.asked:
                asked.answer()
            daemon.at_rest()
            daemon.settled(shared)
            self.arm(1)
            daemon.process.terminate()
            self.wait(daemon, lambda: False)
        else:
            daemon = world.start()
            daemon.at_rest()
            daemon.settled(shared)
            self.arm(0)
            self.asked = [self.acts[0].send(daemon)]
            until(lambda: shared.begun or daemon.ended() or self.asked[0].ready(), "the first call")
            self.asked += [act.send(daemon) for act in self.acts[1:]]
            # By then they are the keeper's: these wait for nobody.
            for _ in range(4):
                daemon.challenge()
            shared.go = 1
            self.wait(daemon, lambda: all(asked.ready() for asked in self.asked))
        for asked in self.asked:
            asked.answer()
        if any(asked.status == 0 for asked in self.asked):
            daemon.wait()
        shared.armed = 0
        self.fired = bool(shared.fired)
        if self.fired and self.kind == STOPS and not daemon.ended():
            daemon.kill()
        self.end(daemon)

    def end(self, daemon):
        """How the daemon took it."""
        shared, self.met = self.shared, self.hit()
        killed = self.kind == STOPS and self.fired
        if not killed and not daemon.ended() and self.scenario.phase != "stop":
            self.add(patiently, daemon)
            if self.asked[-1].status == 0:
                daemon.wait()
        if daemon.ended():
            self.ended = daemon.wait()
        statuses = [asked.status for asked in self.asked]
        if killed:
            self.outcome = "killed"
        elif self.ended is not None and self.scenario.phase != "stop" or self.ended not in (None, 0):
            self.outcome = "stopped"
            lines = daemon.said().splitlines()
            self.need(self.ended == 1, "it ended with %s: %s" % (self.ended, lines[-3:]))
            self.need(lines and re.match("testimonyd: .*(store|s\\.db|reserve)", lines[-1]),
                      "its last words were %s" % lines[-2:])
            self.need(self.fired, "it stopped though nothing went wrong: %s" % lines[-2:])
            # 503: it came when there was no store any more, and was never queued. 500: before it stopped,
            # something that was to be erased could not be read.
            others = (0, 503, 500) if self.classes == READ else (0, 503)
            self.need(all(status in others or status in act.good for act, status in zip(self.acts, statuses)),
                      "it answered %s when it stopped" % statuses)
        else:
            self.outcome = "went on"
            self.goes_on(daemon, statuses)
        if self.fired and self.kind in (FAILS, DIES, TORN, LOST) and self.met[1] in "dw" and \
                self.met[0] in (WRITE, SYNC, CUT) and not self.scenario.orders:
            self.need(self.outcome.startswith("stopped"), "it went on after the store could not be written")
        self.judge("before it starts again")
        self.again()

    def add(self, send, daemon):
        """One envelope more."""
        self.acts.append(Put(INBOX, self.world.families[2].mailbox))
        self.asked.append(send(self.acts[-1], daemon))

    def hit(self):
        """The class and the letter of the call that went wrong."""
        class_and_letter = self.shared.trace[self.at - 1] if self.at <= TRACE else (0, 0)
        return class_and_letter[0], chr(class_and_letter[1])

    def goes_on(self, daemon, statuses):
        if 507 in statuses:
            self.outcome = "507"
        # 500: of what is to be erased not all could be read, so that it is still there.
        others = (507,) if self.kind == FULL else (500,) if self.classes == READ else ()
        self.need(all(status in act.good or (status in others and not isinstance(act, Check))
                      for act, status in zip(self.acts, statuses)), "it answered %s" % statuses)
        if self.ended is None:
            self.need(self.asked[-1].status == 201, "then it answered %d" % self.asked[-1].status)
            if self.fired and (self.met[0] == SYNC or self.at % 2):
                self.power_cut(daemon)
                return
            self.ended = daemon.stop()
        self.need(self.ended == 0, "it stopped with %d: %s" % (self.ended, daemon.said()[-300:]))

    def power_cut(self, daemon):
        """Whatever it told until now must be on the disk."""
        shared = self.shared
        daemon.settled(shared)
        shared.stays = 0
        shared.kind, shared.lost, shared.at, shared.classes, shared.go = STOPS, LOSE_ALL, 1, WRITES, 1
        shared.count = shared.fired = 0
        shared.armed = 1
        self.add(Put.send, daemon)
        until(lambda: shared.fired or daemon.ended(), "the next write")
        daemon.kill()
        self.need(self.asked[-1].answer() == 0, "it answered before it wrote")
        self.outcome += ", then cut off"

    def again(self):
        """It starts, takes what was not answered, and stops; then all is as it was said."""
        try:
            daemon = self.world.start(shim=False)
        except Broken as why:
            self.wrong.append("%s (%s)" % (why, sorted(os.listdir(self.world.folder + "/store"))))
            return
        for place, act in enumerate(self.acts):
            if place == len(self.asked):
                self.asked.append(None)
            if self.asked[place] is None or self.asked[place].status not in act.good:
                self.asked[place] = patiently(act, daemon)
                self.need(self.asked[place].status in act.good,
                          "sent again it was answered %d" % self.asked[place].status)
        self.wait_for_age(daemon)
        self.need(daemon.stop() == 0, "in the end it stopped badly: " + daemon.said()[-300:])
        names = os.listdir(self.world.folder + "/store")
        self.need(names == ["s.db"], "in the end there are %s" % names)
        self.judge("in the end", database=True)

    def judge(self, when, database=False):
        world = self.world
        rows = dict() if self.scenario.empty else dict(world.rows)
        must, may, gone = set(rows), set(), set()
        if self.scenario.ages:
            may |= world.marked
            if database:
                gone |= world.marked
        for act, asked in zip(self.acts, self.asked):
            status = asked.status if asked else 0
            (gone if status in act.good else may).update(act.goes(world))
            if isinstance(act, Put):
                rows[act.envelope.id] = act
                if status in act.good:
                    must.add(act.envelope.id)
                elif status == 507 and not act.replaces:
                    gone.add(act.envelope.id)
                else:
                    may.add(act.envelope.id)
        must -= may | gone
        files = {}
        for name in set(os.listdir(world.folder + "/store")) - {"s.db-status"}:
            with open(os.path.join(world.folder, "store", name), "rb") as file:
                files[name] = file.read()
        # What was answered 507 was never promised to leave no bytes behind; it must not be a row.
        left = [i.hex()[:8] for i in gone & set(world.rows)
                if any(rows[i].envelope.mark in data for data in files.values())]
        self.need(not left, "%s, of what was erased there is left: %s" % (when, left))
        if database:
            self.judge_rows(when, must, may, gone)

    def judge_rows(self, when, must, may, gone):
        store = sqlite3.connect("file:%s/store/s.db?mode=ro" % self.world.folder, uri=True)
        self.need(store.execute("PRAGMA integrity_check").fetchall() == [("ok",)], when + ", the file is damaged")
        held = dict(store.execute("SELECT id, body FROM envelope WHERE body IS NOT NULL"))
        left = {row[0] for row in store.execute("SELECT mailbox FROM withdrawal")}
        if self.scenario.phase == "reload":
            self.need(store.execute("SELECT serial FROM campaign").fetchall() == [(2,)], when + ", the serial is not kept")
        store.close()
        rows = {act.envelope.id: act for act in [*self.world.rows.values(), *self.acts] if isinstance(act, Put)}
        self.need(not must - set(held), "%s, %d are lost" % (when, len(must - set(held))))
        self.need(not gone & set(held), "%s, %d are there that must be gone" % (when, len(gone & set(held))))
        self.need(not set(held) - must - may, when + ", there is what nobody put")
        self.need(all(body == rows[i].envelope.body for i, body in held.items() if i in rows),
                  when + ", one is not as it was put")
        self.need(all(act.family.mailbox in left for act in self.acts if isinstance(act, Withdraw)
                      if not self.scenario.empty), when + ", a withdrawal is not kept")


def faults_of(calls, every):
    """(at, kind, lost) for each call."""
    turn = {}
    for at, (its_class, _) in enumerate(calls, 1):
        faults = FAULTS[its_class]
        if every:
            yield from ((at, kind, lost) for kind, lost in faults)
            continue
        turn[its_class] = turn.get(its_class, -1) + 1
        yield (at, *faults[turn[its_class] % len(faults)])


def try_scenario(world, shared, scenario, every, classes):
    dry = Case(world, shared, scenario, classes, 0, NOTHING, 0)
    dry.play()
    if dry.wrong:
        raise Broken("with a good disk: " + "; ".join(dry.wrong))
    calls = [tuple(shared.trace[i]) for i in range(min(shared.count, TRACE))]
    outcomes, wrong, fired, count = {}, [], 0, 0
    for at, kind, lost in faults_of(calls, every):
        case = Case(world, shared, scenario, classes, at, kind, lost, len(calls))
        case.play()
        count += 1
        fired += case.fired
        outcomes[case.outcome] = outcomes.get(case.outcome, 0) + 1
        if case.wrong:
            wrong.append("call %d (%s of %s), %s%s: %s" % (
                at, {OPEN: "open", WRITE: "write", SYNC: "sync", CUT: "size", NAME: "name", READ: "read"}.get(
                    case.met[0]), case.met[1], NAMES[kind], ["", ", all unsynced lost", ", some lost"][lost],
                "; ".join(case.wrong)))
        if count > CASES_MOST:
            raise Broken("there is no end of calls")
    promise = "%s: whatever fails at any of its %d %s, what was answered is so" % (
        scenario.what, len(calls), "reads" if classes == READ else "calls that write")
    told = ", ".join("%d %s" % (number, name) for name, number in sorted(outcomes.items()))
    if not wrong and calls and fired >= count * 9 // 10:
        print("ok - %s (%d cases: %s)" % (promise, count, told), flush=True)
        return
    print("not ok - %s\n# %d of %d cases are wrong, %d met their fault (%s)" % (
        promise, len(wrong), count, fired, told))
    for one in wrong[:int(os.environ.get("FAULTS_SHOWN", 12))]:
        print("# " + one.replace("\n", " ")[:600], flush=True)


def main():
    every, names = sys.argv[1] == "all", sys.argv[2:]
    world, shared = World(), control()
    for scenario in SCENARIOS:
        if scenario.name in names:
            try_scenario(world, shared, scenario, every, WRITES)
        if scenario.name + "-reads" in names:
            try_scenario(world, shared, scenario, every, READ)


if __name__ == "__main__":
    try:
        main()
    except Exception:  # pylint: disable=broad-except
        print("not ok - the test runs to its end")
        print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
    finally:
        Daemon.leave_none()
