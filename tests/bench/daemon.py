# SPDX-License-Identifier: ISC
"""What a daemon can take in, and what that costs it: `make bench BENCH_PARTS=daemon`.

Puts: BENCH_PUTS (10,000) envelopes over 64 connections, through a unix socket and over loopback,
into a store that is new; then the same rows with SQLite alone, at the daemon's settings and in as
many transactions as the daemon made of them; BENCH_PAIRS (5) times, by turns. The ratio is what
SQLite alone took, by what the daemon took: its median over the pairs.
Held: the daemon's memory while BENCH_HELD (1,000) connections each hold all but a byte of an
envelope.
Rows: how long a start takes, and a put, alone and over 64 connections, with as many rows in the
store as BENCH_ROWS names (1,000, 10,000 and 100,000); BENCH_ROUNDS (7) rounds, each from copies of
the stores as they were, but for the largest, which grows by less than a tenth.
Sealed: BENCH_SEALED (10,000) envelopes sealed and opened, beside the calls of libsodium alone.

Lines for people, and all as JSON at the end. No speed is judged here: machines differ. BENCH_DIR
names the folder to work in, and with it the disk that is measured.
"""

import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from desk import BUILD, SOURCE, free_port, memory, run, say, week

PUTS = int(os.environ.get("BENCH_PUTS", "10000"))
PAIRS = int(os.environ.get("BENCH_PAIRS", "5"))
HELD = int(os.environ.get("BENCH_HELD", "1000"))
ROWS = [int(rows) for rows in os.environ.get("BENCH_ROWS", "1000 10000 100000").split()]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SEALED = int(os.environ.get("BENCH_SEALED", "10000"))
CONNECTIONS = 64
WARM = 64       # puts before those of a round that count
TURNS = 5       # of each daemon in a round
ALONE = 20      # puts of a turn over one connection at a time
COUNTED = int(os.environ.get("BENCH_COUNTED", "128")) # puts of a turn
QUIET = 0.5     # seconds with less than IDLE of processor, then a start is over
IDLE = 0.005
PATIENCE = 300  # seconds for what must come


class Campaign:
    def __init__(self, work):
        self.work = work
        out, _, _ = run(BUILD / "keys/testimony-keys", "init", work / "campaign", "--name",
                        "Made up, for a measurement", "--contact", "nobody", "--origin",
                        "http://127.0.0.1:1", "--form", SOURCE / "conf/form-worcestershire.json",
                        "--coordinator", "heron", "--no-passphrase")
        self.pin = out.split()[0]
        self.file = work / "campaign/campaign.json"
        self.key = work / "campaign/secret/heron.key"


class Daemon:
    """One daemon over the store in `folder`, with an intake on both kinds of socket."""

    def __init__(self, campaign, folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        self.campaign = campaign
        self.folder = folder
        self.log = folder / "log"
        port = free_port()
        self.intake = {"unix": f"unix:{folder}/in.sock", "loopback": f"127.0.0.1:{port}"}
        (folder / "conf").write_text(f"""[testimonyd]
listen = unix:{folder}/in.sock 127.0.0.1:{port}
desk = unix:{folder}/desk.sock
desk_name = localhost
store = {folder}/testimony.db
campaign = {campaign.file}
pin = {campaign.pin}
budget_per_minute = 1000000
proof_max_bits = 0
user = {run("id", "-un")[0].strip()}
""")
        with open(self.log, "w") as log:
            began = time.monotonic()
            self.process = subprocess.Popen([str(BUILD / "daemon/testimonyd"), "-c",
                                             str(folder / "conf")], stderr=log)
        try:
            while not re.search(r"\bready\b", self.log.read_text()):
                if self.process.poll() is not None or time.monotonic() - began > PATIENCE:
                    sys.exit("testimonyd: " + self.log.read_text())
                time.sleep(0.002)
            self.start_seconds = time.monotonic() - began
        except BaseException:
            self.process.kill()
            raise

    def __enter__(self):
        self.status()
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = None
        if status != 0 and kind is None:
            sys.exit("testimonyd did not end well: " + self.log.read_text())

    def processor(self):
        """Seconds of processor that its threads have had."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def settle(self):
        """Until it has looked through its rows, as it does after a start and once a day."""
        end = time.monotonic() + PATIENCE
        had = self.processor()
        quiet = time.monotonic()
        while time.monotonic() - quiet < QUIET:
            if time.monotonic() > end:
                sys.exit("testimonyd does not come to rest")
            time.sleep(0.05)
            now = self.processor()
            if now - had > IDLE:
                had, quiet = now, time.monotonic()

    def status(self):
        """What it tells of itself, once a store that is new to it is in order: until then puts are
        refused. A request that was signed in the second of the start may be from before it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            out, _, _ = run(BUILD / "tests/system/ask", f"unix:{self.folder}/desk.sock",
                            self.campaign.key, "GET", "/v1/desk/status")
            status = json.loads(out)
            if status.get("order", {}).get("week") is not None:
                return status
            time.sleep(0.1)
        sys.exit("testimonyd does not come to put its store in order: " + out)

    def put(self, kind, count, seed, first=0, connections=CONNECTIONS):
        out, _, _ = run(BUILD / "tests/bench/load", self.intake[kind], "put",
                        min(connections, count), count, seed, first)
        return json.loads(out)


def middle(values):
    return statistics.median(values)


def pair(campaign, top, kind, seed):
    """The daemon, then SQLite alone with its batches."""
    os.sync()
    with Daemon(campaign, top / "put") as daemon:
        before = daemon.status()["commits"]
        put = daemon.put(kind, PUTS, seed)
        status = daemon.status()
    if status["inbox"] != PUTS:
        sys.exit(f"{PUTS} were answered 201, and the store has {status['inbox']}")
    put["commits"] = status["commits"] - before
    shutil.rmtree(top / "put")
    os.sync()
    (top / "raw").mkdir()
    out, _, _ = run(BUILD / "tests/bench/rows", top / "raw/rows.db", seed, 0, PUTS, put["commits"])
    shutil.rmtree(top / "raw")
    put["raw_seconds"] = json.loads(out)["seconds"]
    put["ratio"] = put["raw_seconds"] / put["seconds"]
    return put


def puts(campaign, top):
    runs = {"unix": [], "loopback": []}
    for turn in range(PAIRS):
        for kind in runs:
            runs[kind].append(pair(campaign, top, kind, random.getrandbits(63)))
    report = {}
    for kind, each in runs.items():
        report[kind] = {
            "puts": PUTS,
            "connections": CONNECTIONS,
            "a_second": middle(PUTS / one["seconds"] for one in each),
            "raw_a_second": middle(PUTS / one["raw_seconds"] for one in each),
            "batch": middle(PUTS / one["commits"] for one in each),
            "p50_ms": middle(one["p50_ms"] for one in each),
            "p99_ms": middle(one["p99_ms"] for one in each),
            "most_ms": max(one["most_ms"] for one in each),
            "ratio": middle(one["ratio"] for one in each),
            "pairs": each,
        }
    say(f"{PUTS:,} puts over {CONNECTIONS} connections, {PAIRS} times"
        f"{'unix':>20} {'loopback':>12}")
    for what, name in (("a_second", "durable 201s a second"), ("p50_ms", "half within, ms"),
                       ("p99_ms", "99 of 100 within, ms"), ("most_ms", "the slowest of all, ms"),
                       ("batch", "puts in a transaction"),
                       ("raw_a_second", "SQLite alone, rows a second"),
                       ("ratio", "ratio to SQLite alone")):
        say(f"{name:54} {report['unix'][what]:12,.2f} {report['loopback'][what]:12,.2f}")
    return report


def held(campaign, top):
    with Daemon(campaign, top / "held") as daemon:
        report = {"connections": HELD, "before_mib": memory(daemon.process, "VmRSS") / 1024}
        load = subprocess.Popen([str(BUILD / "tests/bench/load"), daemon.intake["unix"], "hold",
                                 str(HELD), str(random.getrandbits(63)), "0"],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if load.stdout.readline() != "held\n":
            sys.exit("the connections could not be held")
        report["held_mib"] = memory(daemon.process, "VmRSS") / 1024
        out, _ = load.communicate("go on\n", timeout=PATIENCE)
        if load.returncode != 0 or json.loads(out)["answered"] != HELD:
            sys.exit("those that were held were not all answered 201")
        report["most_mib"] = memory(daemon.process, "VmHWM") / 1024
    shutil.rmtree(top / "held")
    say(f"{f'memory, {HELD:,} connections less a byte each, MiB':54} {report['held_mib']:12,.2f}"
        f" ({report['before_mib']:,.2f} before, at most {report['most_mib']:,.2f})")
    return report


def fill(campaign, top, count):
    folder = top / f"rows-{count}"
    folder.mkdir(mode=0o700)
    run(BUILD / "tests/bench/seed", folder / "testimony.db", campaign.file, campaign.pin, count,
        week())
    with Daemon(campaign, folder) as daemon: # puts it in order, as after each week
        daemon.settle()


def store_of(top, count):
    """The folder of a round: a copy of the store; the largest is used itself."""
    folder = top / f"rows-{count}"
    if count == max(ROWS):
        return folder
    copy = top / f"round-{count}"
    copy.mkdir(mode=0o700)
    shutil.copy(folder / "testimony.db", copy / "testimony.db")
    (copy / "testimony.db").chmod(0o600)
    return copy


def one_round(campaign, top):
    """All daemons at once, some puts to each by turns: what else the machine does falls on all."""
    seed = random.getrandbits(63)
    folders = {count: store_of(top, count) for count in ROWS}
    os.sync()
    with contextlib.ExitStack() as stack:
        daemons = {count: stack.enter_context(Daemon(campaign, folder))
                   for count, folder in folders.items()}
        took = {count: {"start_seconds": daemon.start_seconds, "put_ms": 0, "processor_ms": 0,
                        "alone_ms": 0} for count, daemon in daemons.items()}
        for daemon in daemons.values():
            daemon.settle()
            daemon.put("unix", WARM, seed)
        for turn in range(TURNS):
            order = list(daemons.items())
            for count, daemon in order[turn % len(order):] + order[:turn % len(order)]:
                first = WARM + turn * (COUNTED + ALONE)
                had = daemon.processor()
                put = daemon.put("unix", COUNTED, seed, first)
                took[count]["put_ms"] += put["seconds"] / COUNTED / TURNS * 1000
                took[count]["processor_ms"] += (daemon.processor() - had) / COUNTED / TURNS * 1000
                alone = daemon.put("unix", ALONE, seed, first + COUNTED, 1)
                took[count]["alone_ms"] += alone["seconds"] / ALONE / TURNS * 1000
    for count, folder in folders.items():
        if count != max(ROWS):
            shutil.rmtree(folder)
    return took


def rows(campaign, top):
    for count in ROWS:
        fill(campaign, top, count)
    rounds = [one_round(campaign, top) for _ in range(ROUNDS)]
    report = {"rounds": rounds}
    for what in ("start_seconds", "alone_ms", "put_ms", "processor_ms"):
        report[what] = {count: middle(one[count][what] for one in rounds) for count in ROWS}
    for what in ("alone", "put", "processor"):
        report[what + "_ratio"] = middle(one[ROWS[-1]][what + "_ms"] /
                                         max(one[ROWS[0]][what + "_ms"], 1e-9) for one in rounds)
    say(f"{'rows in the store':54}" + "".join(f" {count:12,}" for count in ROWS))
    for what, name in (("start_seconds", "start of the daemon, s"),
                       ("alone_ms", "a put, one at a time, ms"),
                       ("put_ms", f"a put, {CONNECTIONS} at a time, ms"),
                       ("processor_ms", "... of processor, ms")):
        say(f"{name:54}" + "".join(f" {report[what][count]:12,.3f}" for count in ROWS))
    say(f"{f'a put with {ROWS[-1]:,} rows by one with {ROWS[0]:,}':54} {report['alone_ratio']:12,.2f}"
        f" ({CONNECTIONS} at a time {report['put_ratio']:,.2f}, of processor "
        f"{report['processor_ratio']:,.2f})")
    shutil.rmtree(top / f"rows-{ROWS[-1]}")
    return report


def sealed():
    out, _, _ = run(BUILD / "tests/bench/sealing", SEALED)
    report = json.loads(out)
    say(f"{SEALED:,} envelopes{'sealed':>35} {'opened':>18}")
    say(f"{'microseconds of processor each':40} {report['seal_us']:12,.1f} {report['open_us']:18,.1f}")
    say(f"{'... of libsodium alone':40} {report['seal_alone_us']:12,.1f} "
        f"{report['open_alone_us']:18,.1f}")
    say(f"{'ratio to libsodium alone':40} {report['seal_ratio']:12,.2f} {report['open_ratio']:18,.2f}")
    return report


def main():
    with tempfile.TemporaryDirectory(prefix="testimony-bench.", dir=os.environ.get("BENCH_DIR")) as top:
        top = pathlib.Path(top)
        wanted = (sum(ROWS) + max(ROWS) + 4 * PUTS) * 40000
        if shutil.disk_usage(top).free < wanted:
            sys.exit(f"this needs some {wanted >> 20} MiB: name a folder with as much room in BENCH_DIR")
        campaign = Campaign(top)
        report = {"puts": puts(campaign, top), "held": held(campaign, top),
                  "rows": rows(campaign, top), "sealed": sealed()}
        say(json.dumps(report))


if __name__ == "__main__":
    main()
