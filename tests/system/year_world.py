# SPDX-License-Identifier: ISC
"""What a year needs of the world, for year.py: a clock that all programs go by, a wire on which all
that is put is kept, the programs, the daemon, what was found, and the search for bytes."""
import datetime
import json
import os
import pwd
import socket
import subprocess
import sys
import threading
import time

DAY = 86400
WINDOW = 64             # bytes in a row that no file may share with what was taken back
BLOCK = WINDOW // 2     # each window of a file holds a block that starts at a multiple of it
BUILD, WORK = (os.environ[n] for n in ("TESTIMONY_BUILD", "work"))


class Broken(Exception):
    """The year cannot go on."""


# Clock, wire, programs. -----------------------------------------------------------------

class Clock:
    """What every program is told, also one that runs: seconds before the machine's own clock."""

    def __init__(self, path):
        self.path, self.ahead = path, 0
        with open(path, "xb") as file:
            file.write(bytes(8))
        today = int(time.time()) // DAY
        self.first = (today - (today + 3) % 7 + 14) * DAY + 10 * 3600     # a Monday to come, at ten

    def go(self, day):
        ahead = int(self.first + day * DAY - time.time())
        if ahead <= self.ahead:
            return      # it never goes back
        self.ahead = ahead
        with open(self.path, "r+b", buffering=0) as file:
            file.write(self.ahead.to_bytes(8, sys.byteorder))

    def now(self):
        return int(time.time()) + self.ahead

    def day(self, later=0):
        today = datetime.timedelta(self.now() // DAY + later)
        return (datetime.date(1970, 1, 1) + today).isoformat()

    def week(self):
        return (self.now() // DAY - 4) // 7


class Put:
    def __init__(self, path, fields, body, status):
        self.path, self.fields, self.body, self.status = path, fields, body, status


class Wire:
    """Stands between the programs and the daemon, and keeps what is put."""

    def __init__(self, family, address, upstream):
        self.puts, self.upstream = [], upstream
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.bind(address)
        self.listener.listen(64)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            came = self.listener.accept()[0]
            threading.Thread(target=self.carry, args=(came,), daemon=True).start()

    @staticmethod
    def request(connection):
        got = b""
        while b"\r\n\r\n" not in got:
            more = connection.recv(65536)
            if not more:
                return got, b"", [], {}
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        while len(body) < int(fields.get("content-length", 0)):
            more = connection.recv(65536)
            if not more:
                break
            body += more
        return head + b"\r\n\r\n" + body, body, first.split(" "), fields

    def carry(self, connection):
        try:
            with connection, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as there:
                there.connect(self.upstream)
                whole, body, first, fields = self.request(connection)
                there.sendall(whole)
                answer = b""
                while more := there.recv(262144):
                    answer += more
                if first[:1] == ["PUT"]:
                    self.puts.append(Put(first[1], fields, body, int(answer[9:12] or 0)))
                connection.sendall(answer)
        except OSError:
            pass    # the program at either end says what it makes of it

    def take(self):
        """But those that came too early, which are sent again."""
        puts, self.puts = self.puts, []
        return [put for put in puts if put.status != 503]


class Programs:
    def __init__(self):
        self.clock = Clock(os.path.join(WORK, "clock"))
        self.clock.go(0)
        self.environment = dict(
            os.environ, LD_PRELOAD=os.path.join(WORK, "year_clock.so"),
            YEAR_CLOCK=self.clock.path, TZ="UTC")
        self.ran = 0

    def run(self, *line, status=0):
        self.ran += 1
        done = subprocess.run(line, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=300, check=False)
        done.said = done.stderr.decode("utf-8", "replace")
        if done.returncode != status:
            raise Broken("%s ended with %d: %s" % (
                " ".join(line), done.returncode, done.said[-2000:]))
        return done

    def program(self, name, *line, status=0):
        return self.run(os.path.join(BUILD, name), *line, status=status)

    def lines(self, name, *line):
        return [json.loads(one) for one in self.program(name, *line).stdout.splitlines()]


# The daemon. ------------------------------------------------------------------------

class Server:
    def __init__(self, programs):
        self.programs, self.process = programs, None
        self.folder = os.path.join(WORK, "daemon")
        self.log = os.path.join(self.folder, "log")
        os.mkdir(self.folder, 0o700)
        os.mkdir(os.path.join(self.folder, "store"), 0o700)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, pin):
        with open(self.path("conf"), "w", encoding="utf-8") as file:
            for line in ("[testimonyd]", "listen = unix:" + self.path("intake.sock"),
                         "desk = unix:" + self.path("desk.sock"), "desk_name = localhost",
                         "store = " + self.path("store", "testimony.db"),
                         "campaign = " + self.path("campaign.json"), "pin = " + pin,
                         "budget_per_minute = 1000000",
                         "user = " + pwd.getpwuid(os.getuid()).pw_name):
                print(line, file=file)
        with open(self.log, "ab") as log:
            before = log.tell()
            self.process = subprocess.Popen(
                [os.path.join(BUILD, "daemon/testimonyd"), "-c", self.path("conf")], stderr=log,
                stdin=subprocess.DEVNULL, env=self.programs.environment)
        for _ in range(600):
            with open(self.log, "rb") as log:
                log.seek(before)
                if b"testimonyd: ready\n" in log.read():
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise Broken("the daemon did not start: " + self.said()[-2000:])

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            if self.process.wait(60) != 0:
                raise Broken("the daemon ended badly: " + self.said()[-2000:])
            self.process = None

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


# What was found. --------------------------------------------------------------------------

def differences(wanted, got, place=""):
    """Where two values part, as lines."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in sorted(set(wanted) | set(got), key=str):
            if key not in wanted or key not in got:
                yield "%s/%s %s" % (place, key, "is missing" if key not in got else
                                    "is not expected: %s" % json.dumps(got[key]))
            else:
                yield from differences(wanted[key], got[key], "%s/%s" % (place, key))
    elif isinstance(wanted, (list, tuple)) and isinstance(got, (list, tuple)):
        if len(wanted) != len(got):
            yield "%s has %d, not %d; in one alone: %s" % (
                place, len(got), len(wanted), [one for one in [*wanted, *got]
                                               if (one in wanted) != (one in got)][:4])
        for number, (one, other) in enumerate(zip(wanted, got)):
            yield from differences(one, other, "%s[%d]" % (place, number))
    elif wanted != got:
        yield "%s is %s, not %s" % (place, json.dumps(got), json.dumps(wanted))


class Findings:
    """Many comparisons, one line for each promise."""

    def __init__(self):
        self.counts, self.wrong = {}, {}

    def same(self, promise, what, wanted, got):
        self.counts[promise] = self.counts.get(promise, 0) + 1
        if wanted != got:
            some = list(differences(wanted, got))[:6]
            self.wrong.setdefault(promise, []).append("\n  ".join([what + ":"] + some))

    def say(self):
        for promise, count in self.counts.items():
            wrong = self.wrong.get(promise, [])
            if not wrong:
                print("ok - %s (%d)" % (promise, count))
                continue
            print("not ok - %s" % promise)
            print("# %d of %d are not so" % (len(wrong), count))
            for one in wrong[:3]:
                print("\n".join("# " + row[:400] for row in one.splitlines()))


# Bytes. ------------------------------------------------------------------------

def files_of(folder):
    for path, _, names in os.walk(folder):
        yield from filter(os.path.isfile, (os.path.join(path, name) for name in names))


def _words(data, step):
    """Its eight bytes from every place (step 1), or from each multiple of `step`, as numbers."""
    if step > 1:
        return memoryview(data)[:len(data) // 8 * 8].cast("Q")[::step // 8]
    out = []
    for phase in range(8):
        out += memoryview(data)[phase:phase + (len(data) - phase) // 8 * 8].cast("Q")
    return out


def _shares(data, at, envelope):
    """Whether the block of `data` there is in a window that is in the envelope."""
    block = data[at:at + BLOCK]
    place = envelope.find(block)
    while place >= 0:
        before, after = 0, BLOCK
        most = min(at, place)
        while before < most and data[at - before - 1] == envelope[place - before - 1]:
            before += 1
        most = min(len(data) - at, len(envelope) - place)
        while after < most and data[at + after] == envelope[place + after]:
            after += 1
        if before + after >= WINDOW:
            return True
        place = envelope.find(block, place + 1)
    return False


def found_in(folder, envelopes):
    """The ids of those (id: bytes) of which any file in the folder holds a window."""
    keys, found = set(), set()
    for one in envelopes.values():
        keys.update(_words(one, 1))
    for path in files_of(folder):
        with open(path, "rb") as file:
            data = file.read()
        words = _words(data, BLOCK)
        if keys.isdisjoint(words):
            continue
        for number, word in enumerate(words):
            if word in keys:
                found |= {name for name, one in envelopes.items()
                          if name not in found and _shares(data, number * BLOCK, one)}
    return found
