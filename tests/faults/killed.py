# SPDX-License-Identifier: ISC
"""kill -9 at any moment: under load, in the start, in the stop. Everything that was answered is there
when the daemon starts again: each 201 intact, each 204 with nothing left of what was taken back.

usage: killed.py ROUNDS ROUNDS-OF-A-STORE [SEED]      from killed.sh, which sets the environment"""
import hashlib
import mmap
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import traceback

from disk import BUILD, PLACE, Broken, Campaign, Daemon, Envelope, Family, until

FLOOD = os.path.join(BUILD, "tests/system/flood")
TAG = os.urandom(16)    # in each envelope of ours, so that what is left of it can be found
MARK = 20000


def tagged():
    """An envelope that can be found again by 16 bytes behind the tag."""
    one = Envelope()
    one.body = one.body[:MARK] + TAG + os.urandom(16) + one.body[MARK + 32:]
    one.id, one.mark = hashlib.sha256(one.body).digest(), one.body[MARK + 16:MARK + 32]
    return one


class Promises:
    """What the daemon answered, by all who asked."""

    def __init__(self):
        self.lock = threading.Lock()
        self.held, self.gone, self.left, self.maybe = {}, {}, set(), {}

    def told(self, envelope, status):
        with self.lock:
            (self.held if status in (200, 201) else self.maybe)[envelope.id] = envelope

    def erased(self, envelopes, status, mailbox=None):
        """204: they are gone, and the mailbox takes nothing any more; no answer: they may be."""
        with self.lock:
            for one in envelopes:
                self.held.pop(one.id, None)
                self.maybe.pop(one.id, None)
                (self.gone if status == 204 else self.maybe)[one.id] = one
            if status == 204 and mailbox:
                self.left.add(mailbox)


def family(daemon, promises):
    """Tells twice and takes it back; the last status."""
    one, told = Family(daemon.campaign.key), [tagged(), tagged()]
    for envelope in told:
        status = daemon.put(envelope, one.mailbox).answer()
        promises.told(envelope, status)
    if status == 201:
        status = daemon.withdraw(one).answer()
        promises.erased(told, status, one.mailbox)
    return status


class Load:
    """Families that tell and take back, a desk that writes and erases, and a flood."""

    def __init__(self, daemon, promises, flooded):
        self.daemon, self.promises = daemon, promises
        self.flood = subprocess.Popen([FLOOD, "many", "unix:" + daemon.intake, "6", "0", flooded],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.threads = [threading.Thread(target=work) for work in (self.families, self.desk)]
        for thread in self.threads:
            thread.start()

    def families(self):
        while family(self.daemon, self.promises) in (201, 204, 503):
            pass

    def desk(self):
        status = 201
        while status in (201, 204, 503):
            one, other = tagged(), tagged()
            for event in (one, other):
                status = self.daemon.signed("PUT", "/v1/desk/log/" + event.id.hex(), event.body).answer()
                self.promises.told(event, status)
            if status == 201:
                status = self.daemon.signed("DELETE", "/v1/desk/log/" + one.id.hex()).answer()
                self.promises.erased([one], status)

    def join(self):
        for thread in self.threads:
            thread.join()
        self.flood.wait(60)


class Killed:
    def __init__(self, rounds, each, seed):
        self.rounds, self.each, self.seed = rounds, each, seed
        self.random, self.campaign = random.Random(seed), Campaign()
        self.folder = os.path.join(PLACE, "killed")
        self.flooded = os.path.join(PLACE, "flooded")
        self.counts = {"201": 0, "204": 0, "start": 0, "stop": 0, "load": 0}
        self.wrong = []

    def begin(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder + "/store", 0o700)
        with open(self.flooded, "wb"):
            self.promises = Promises()

    def start(self):
        daemon = Daemon(self.folder, self.campaign, shim=False)
        if not daemon.ready():
            raise Broken("it does not start again: " + daemon.said()[-500:])
        daemon.challenge()
        return daemon

    def round(self):
        how = self.random.choice(["load", "load", "start", "stop"])
        self.counts[how] += 1
        if how == "start":
            daemon = Daemon(self.folder, self.campaign, shim=False)
            time.sleep(self.random.random() * 0.03)
            daemon.kill()
            return
        daemon = self.start()
        wanted = self.answered() + self.random.randrange(200)
        load = Load(daemon, self.promises, self.flooded)
        until(lambda: self.answered() >= wanted, "answers")
        time.sleep(self.random.random() * 0.01)
        if how == "stop":
            daemon.process.terminate()
            time.sleep(self.random.random() ** 2 * 0.05)
        daemon.kill()
        load.join()

    def answered(self):
        return os.path.getsize(self.flooded) // 65 + len(self.promises.held) + len(self.promises.gone)

    def judge(self, where):
        def need(good, what):
            if not good:
                self.wrong.append("%s (seed %d): %s" % (where, self.seed, what))
        daemon = self.start()
        # Its places are not filled again, so that what is left of it would be found.
        need(family(daemon, self.promises) == 204, "the last family is not served")
        if daemon.stop() != 0:
            raise Broken("it does not stop well")
        need(os.listdir(self.folder + "/store") == ["s.db"], "there is more than the one file")
        path = self.folder + "/store/s.db"
        with open(path, "rb") as file:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                marks = {found[0][16:] for found in re.finditer(re.escape(TAG) + b".{16}", whole, re.DOTALL)}
        with open(self.flooded, encoding="ascii") as file:
            flooded = {bytes.fromhex(line) for line in file.read().split()}
        promises, held, left = self.promises, set(), set()
        store = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        need(store.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the file is damaged")
        for its_id, body in store.execute("SELECT id, body FROM envelope"):
            held.add(its_id)
            need(hashlib.sha256(body).digest() == its_id, "one is not as it was put")
        left = {row[0] for row in store.execute("SELECT mailbox FROM withdrawal")}
        store.close()
        wanted = flooded | set(promises.held)
        need(not wanted - held, "%d of %d that were answered 201 are lost" % (len(wanted - held), len(wanted)))
        need(not held & set(promises.gone), "what was answered 204 is there")
        need(not promises.left - left, "%d withdrawals are lost" % len(promises.left - left))
        need(not marks & {one.mark for one in promises.gone.values()}, "bytes are left of what was erased")
        need(marks >= {one.mark for one in promises.held.values()}, "the test does not find what is there")
        self.counts["201"] += len(wanted)
        self.counts["204"] += len(promises.gone)

    def play(self):
        done = 0
        while done < self.rounds and not self.wrong:
            self.begin()
            these = min(self.each, self.rounds - done)
            for _ in range(these):
                self.round()
            done += these
            self.judge("after %d rounds" % done)
        counts = self.counts
        promise = ("kill -9 in %d rounds (%d under load, %d in the start, %d in the stop): all %d that were "
                   "answered 201 are there, intact, and of %d that were answered 204 nothing") % (
                       done, counts["load"], counts["start"], counts["stop"], counts["201"], counts["204"])
        good = not self.wrong and counts["201"] > 0 and counts["204"] > 0
        print(("ok - " if good else "not ok - ") + promise)
        for one in self.wrong:
            print("# " + one)


if __name__ == "__main__":
    try:
        Killed(int(sys.argv[1]), int(sys.argv[2]),
               int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)).play()
    except Exception:  # pylint: disable=broad-except
        print("not ok - the test runs to its end")
        print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
    finally:
        Daemon.leave_none()
