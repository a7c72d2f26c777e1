#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What a full intake costs a desk and a daemon: `make bench`.

Fills a store with BENCH_ENVELOPES made-up testimonies (100,000), and reports how long a first pull
takes, one after ten new ones, one with nothing new, how much memory the programs need for it, and
for how long the weekly rewrite holds the intake up. Then what a desk of BENCH_CASES cases (10,000)
with BENCH_EVENTS events each (5) needs for its first `list`, and for later ones; and how long two
desks take from their first pull to the packs of BENCH_FAMILIES (300). Memory is measured with a
tenth as many besides, so that what grows with their number can be told from what does not. Two lines
for each figure: one for people, and all as JSON at the end. No speed is judged here: machines differ.
"""

import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SOURCE = pathlib.Path(os.environ["TESTIMONY_SOURCE"])
BUILD = pathlib.Path(os.environ["TESTIMONY_BUILD"])
ENVELOPES = int(os.environ.get("BENCH_ENVELOPES", "100000"))
FAMILIES = int(os.environ.get("BENCH_FAMILIES", "300"))
CASES = int(os.environ.get("BENCH_CASES", "10000"))
EVENTS = int(os.environ.get("BENCH_EVENTS", "5"))
NEW = 10
MONDAY = datetime.date(1970, 1, 5)


def say(*words):
    print(*words, flush=True)


def run(*command, **more):
    """Runs to its end: what it printed, seconds, and the most memory it held, in KiB."""
    start = time.monotonic()
    program = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, **more)
    out = program.stdout.read()
    trouble = program.stderr.read()
    _, status, usage = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode != 0:
        sys.exit(f"{command[0]}: {trouble}")
    return out, time.monotonic() - start, usage.ru_maxrss


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def week(shift=0):
    return (datetime.datetime.now(datetime.timezone.utc).date() - MONDAY).days // 7 + shift


def memory(process, what):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"^{what}:\s+(\d+) kB", status, re.M).group(1))


class Line:
    """A campaign, its store and its daemon."""

    def __init__(self, work, count):
        self.work = work
        self.port = free_port()
        out, _, _ = run(BUILD / "keys/testimony-keys", "init", work / "campaign", "--name",
                        "Made up, for a measurement", "--contact", "nobody", "--origin",
                        f"http://127.0.0.1:{self.port}", "--form",
                        SOURCE / "conf/form-worcestershire.json", "--coordinator", "heron",
                        "--no-passphrase")
        self.pin = out.split()[0]
        (work / "store").mkdir(mode=0o700)
        self.store = work / "store/testimony.db"
        (work / "testimonyd.conf").write_text(f"""[testimonyd]
listen = 127.0.0.1:{self.port}
desk = unix:{work}/desk.sock
desk_name = localhost
store = {self.store}
campaign = {work}/campaign/campaign.json
pin = {self.pin}
budget_per_minute = 1000000
user = {run("id", "-un")[0].strip()}
""")
        _, self.seeding, _ = run(BUILD / "tests/bench/seed", self.store,
                                 work / "campaign/campaign.json", self.pin, count, week(-1))

    def start(self, *before):
        self.log = open(self.work / "daemon.log", "w+")
        began = time.monotonic()
        self.daemon = subprocess.Popen([*before, str(BUILD / "daemon/testimonyd"), "-c",
                                        str(self.work / "testimonyd.conf")], stderr=self.log)
        while True:
            if self.daemon.poll() is not None:
                sys.exit("testimonyd: " + (self.work / "daemon.log").read_text())
            if re.search(r"\bready\b", (self.work / "daemon.log").read_text()):
                return time.monotonic() - began
            time.sleep(0.01)

    def stop(self):
        self.daemon.send_signal(signal.SIGTERM)
        if self.daemon.wait() != 0:
            sys.exit("testimonyd did not end well: " + (self.work / "daemon.log").read_text())
        self.log.close()

    def desk(self, *words):
        return run(BUILD / "desk/testimony-desk", "-d", self.work / "desk", *words)

    def setup(self):
        campaign = self.work / "campaign"
        self.desk("setup", "--campaign", campaign / "campaign.json", "--pin", self.pin, "--key",
                  campaign / "secret/campaign.key", "--as", campaign / "secret/heron.key",
                  "--daemon", f"unix:{self.work}/desk.sock")


def pulls(work, count):
    """A first pull of so many, and what it took."""
    line = Line(work, count)
    figures = {"envelopes": count, "seed_seconds": line.seeding,
               "store_mib": line.store.stat().st_size / 2**20, "start_seconds": line.start()}
    figures["daemon_rss_start_mib"] = memory(line.daemon, "VmRSS") / 1024
    line.setup()
    _, seconds, most = line.desk("pull")
    figures["full_pull_seconds"] = seconds
    figures["full_pull_a_second"] = count / seconds
    figures["desk_full_pull_mib"] = most / 1024
    figures["daemon_most_mib"] = memory(line.daemon, "VmHWM") / 1024
    _, seconds, most = line.desk("pull")
    figures["nothing_new_seconds"] = seconds
    run(BUILD / "tests/system/forge", "many", work / "campaign/campaign.json", line.pin,
        f"http://127.0.0.1:{line.port}", NEW)
    out, seconds, most = line.desk("pull")
    figures["ten_new_seconds"] = seconds
    figures["desk_ten_new_mib"] = most / 1024
    held, _, _ = line.desk("list")
    figures["listed"] = held.count("\n")
    return line, figures


def rewrite(line):
    """For how long a store that is put in order keeps others waiting: the longest time between
    two answers that were not 503."""
    line.stop()
    store = sqlite3.connect(line.store)
    store.execute("UPDATE upkeep SET ordered = ordered - 1")
    store.commit()
    store.close()
    before = line.store.stat().st_ino
    line.start()
    request = urllib.request.Request(f"http://127.0.0.1:{line.port}/v1/mailbox",
                                     headers={"Testimony-Mailbox": "0" * 64})
    began = answered = time.monotonic()
    longest = 0
    while time.monotonic() - began < 900:
        try:
            urllib.request.urlopen(request, timeout=300).read()
            now = time.monotonic()
            longest = max(longest, now - answered)
            answered = now
            if line.store.stat().st_ino != before: # another file has taken its place
                return longest
        except urllib.error.HTTPError as answer:
            if answer.code != 503:
                raise
        time.sleep(0.01)
    sys.exit("the store was not put in order within fifteen minutes")


def edition(work):
    """Seconds at the desks until an edition is there, by command; what is made is tested, too."""
    run("cc", "-shared", "-fPIC", "-O2", "-o", work / "year_clock.so",
        SOURCE / "tests/system/year_clock.c")
    out, _, _ = run(sys.executable, SOURCE / "tests/system/edition.py", FAMILIES,
                    env=dict(os.environ, work=str(work), PYTHONDONTWRITEBYTECODE="1"))
    if "not ok" in out:
        sys.exit("the edition is not what it must be:\n" + out)
    return json.loads(out.splitlines()[-1].removeprefix("# "))


def cases(work):
    """What `list` and `cases` take, first and later, of a desk that never opened what it holds."""
    run(BUILD / "keys/testimony-keys", "init", work / "campaign", "--name",
        "Made up, for a measurement", "--contact", "nobody", "--origin", "http://127.0.0.1:1",
        "--form", SOURCE / "conf/form-worcestershire.json", "--coordinator", "heron",
        "--no-passphrase")
    secret = work / "campaign/secret"
    pin = (work / "campaign/campaign.pub").read_text().split("\n")[1] + ".1"
    desk = BUILD / "desk/testimony-desk", "-d", work / "desk"
    run(*desk, "setup", "--campaign", work / "campaign/campaign.json", "--pin", pin, "--key",
        secret / "campaign.key", "--as", secret / "heron.key", "--daemon", "unix:/nowhere.sock")
    run(BUILD / "tests/system/filler", work / "desk", CASES, EVENTS,
        *sorted((SOURCE / "tests/data").glob("[0-9]*.json")))
    report = {"cases": CASES, "events": CASES * EVENTS}
    for what, words in (("first_list", ("list",)), ("later_list", ("list",)),
                        ("later_cases", ("cases",)), ("later_json", ("list", "--json"))):
        out, seconds, most = run(*desk, *words)
        if out.count("\n") < CASES:
            sys.exit(f"{words[0]} has {out.count(chr(10))} lines")
        report[what + "_seconds"], report[what + "_mib"] = seconds, most / 1024
    report["opened_mib"] = (work / "desk/opened.cache").stat().st_size / 2**20
    say(f"a desk of {CASES:,} cases, {EVENTS} events each")
    for what, name in (("first_list", "first list"), ("later_list", "a later list"),
                       ("later_cases", "cases"), ("later_json", "list --json")):
        seconds, most = report[what + "_seconds"], report[what + "_mib"]
        say(f"{name + ', s and MiB':44} {seconds:12,.2f} {most:12,.2f}")
    say(f"{'what it opened, MiB':44} {'':12} {report['opened_mib']:12,.2f}")
    return report


def main():
    with tempfile.TemporaryDirectory(prefix="testimony-bench.", dir=os.environ.get("BENCH_DIR")) as top:
        top = pathlib.Path(top)
        room = shutil.disk_usage(top).free
        if room < ENVELOPES * 33000 * 4:
            sys.exit(f"{ENVELOPES} envelopes need some {ENVELOPES * 33000 * 4 >> 30} GiB: name a folder "
                     "with as much room in BENCH_DIR, or ask for fewer with BENCH_ENVELOPES")
        few_line, few = None, None
        (top / "few").mkdir()
        few_line, few = pulls(top / "few", max(ENVELOPES // 10, 1))
        few_line.stop()
        shutil.rmtree(top / "few")
        (top / "many").mkdir()
        line, many = pulls(top / "many", ENVELOPES)
        report = {"few": few, "many": many}
        say(f"{'envelopes held by the daemon':44} {few['envelopes']:>12,} {many['envelopes']:>12,}")
        for key, name in (("store_mib", "store, MiB"), ("start_seconds", "start of the daemon, s"),
                          ("full_pull_seconds", "first pull, s"),
                          ("full_pull_a_second", "... envelopes a second"),
                          ("nothing_new_seconds", "pull with nothing new, s"),
                          ("ten_new_seconds", f"pull of {NEW} new ones, s"),
                          ("desk_full_pull_mib", "desk's memory, first pull, MiB"),
                          ("desk_ten_new_mib", f"... pull of {NEW}, MiB"),
                          ("daemon_most_mib", "daemon's memory at most, MiB")):
            say(f"{name:44} {few[key]:12,.2f} {many[key]:12,.2f}")
        many["rewrite_seconds"] = rewrite(line)
        say(f"{'pause of the weekly rewrite, s':44} {'':12} {many['rewrite_seconds']:12,.2f}")
        line.stop()
        shutil.rmtree(top / "many")
        (top / "cases").mkdir()
        report["cases"] = cases(top / "cases")
        (top / "edition").mkdir()
        took = report["edition_seconds"] = edition(top / "edition")
        say(f"desks' work on an edition of {FAMILIES}, s: {sum(took.values()):.1f} ("
            + ", ".join(f"{what} {seconds:.1f}" for what, seconds in took.items()) + ")")
        say(json.dumps(report))


if __name__ == "__main__":
    main()
