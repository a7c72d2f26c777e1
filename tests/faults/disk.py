# SPDX-License-Identifier: ISC
"""A real daemon on a disk that fails (shim.c), for store.py: its control, its requests, its end."""
import base64
import ctypes
import hashlib
import json
import mmap
import os
import pwd
import select
import socket
import subprocess
import sys
import time

import campaign as manifest
import httpsig
import withdrawal

SOURCE, BUILD, WORK, PLACE = (os.environ[n] for n in ("TESTIMONY_SOURCE", "TESTIMONY_BUILD", "work", "place"))
TESTIMONYD = os.path.join(BUILD, "daemon/testimonyd")
ENVELOPE = 32968
PATIENCE = 60       # seconds, for whatever must come

# As in shim.c.
OPEN, WRITE, SYNC, CUT, NAME, READ = 1, 2, 4, 8, 16, 32
WRITES = OPEN | WRITE | SYNC | CUT | NAME
NOTHING, FAILS, FULL, SHORT, TORN, LOST, STOPS = range(7)
DIES = 7            # fails, and so does each that follows
LOSE_NONE, LOSE_ALL, LOSE_SOME = range(3)
TRACE = 16384


class Broken(Exception):
    """The test itself cannot go on."""


class Control(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in (
        "armed", "kind", "classes", "at", "stays", "lost", "go", "count", "begun", "fired", "seen")] + [
            ("trace", ctypes.c_uint8 * 2 * TRACE)]


def control():
    path = os.path.join(WORK, "control")
    with open(path, "wb") as file:
        file.truncate(ctypes.sizeof(Control))
    with open(path, "r+b") as file:
        return Control.from_buffer(mmap.mmap(file.fileno(), 0))


def until(asked, what):
    """Waits until it is so, for as long as a loaded machine may need."""
    end = time.monotonic() + PATIENCE
    while not asked():
        if time.monotonic() > end:
            raise Broken("in vain was waited for " + what)
        time.sleep(0.0005)


class Envelope:
    """Well formed, sealed to nobody; `mark` is found nowhere else."""

    def __init__(self):
        def point():
            return base64.b64encode(os.urandom(31) + bytes([os.urandom(1)[0] & 0x3f]))[:43]
        self.body = b"age-encryption.org/v1\n-> X25519 %s\n%s\n--- %s\n" % (point(), point(), point())
        self.body += os.urandom(ENVELOPE - len(self.body))
        self.id = hashlib.sha256(self.body).digest()
        self.mark = self.body[20000:20064]


class Family:
    def __init__(self, campaign_key):
        self.withdrawal = withdrawal.make(os.urandom(32), campaign_key)
        self.mailbox = self.withdrawal.mailbox


def request(method, path, fields=(), content=None):
    head = ["%s %s HTTP/1.1" % (method, path), "Host: localhost", *fields]
    if content is not None:
        head.append("Content-Length: %d" % len(content))
    return "\r\n".join([*head, "", ""]).encode() + (content or b"")


class Asked:
    """A request under way, and its status once it is answered; 0: it never was."""

    def __init__(self, path, data):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.status, self.content = None, b""
        try:
            self.socket.connect(path)
            self.socket.sendall(data)
        except OSError:     # it is gone: there will be no answer
            pass

    def ready(self):
        return bool(select.select([self.socket], [], [], 0)[0])

    def answer(self):
        if self.status is not None:
            return self.status
        got = b""
        try:
            while more := self.socket.recv(262144):
                got += more
        except socket.timeout as why:
            raise Broken("no answer, and no close") from why
        except OSError:
            pass
        self.socket.close()
        head, _, self.content = got.partition(b"\r\n\r\n")
        self.status = int(head[9:12]) if head.startswith(b"HTTP/1.1 ") else 0
        return self.status


class Daemon:
    """One start of the real daemon with the store in `folder`."""
    last = None

    @classmethod
    def leave_none(cls):
        if cls.last is not None and cls.last.poll() is None:
            cls.last.kill()
            cls.last.wait()

    def __init__(self, folder, campaign, shim=True):
        self.folder, self.campaign = folder, campaign
        self.intake, self.desk = folder + "/in.sock", folder + "/desk.sock"
        conf = folder + "/conf"
        with open(conf, "w", encoding="utf-8") as file:
            for line in ("[testimonyd]", "listen = unix:" + self.intake, "desk = unix:" + self.desk,
                         "desk_name = localhost", "store = %s/store/s.db" % folder,
                         "campaign = " + campaign.path, "pin = " + campaign.pin, "reserve_mib = 16",
                         "budget_per_minute = 1000000", "proof_max_bits = 0",
                         "user = " + pwd.getpwuid(os.getuid()).pw_name):
                print(line, file=file)
        environment = dict(os.environ)
        if shim:
            environment.update(LD_PRELOAD=WORK + "/shim.so", FAULTS_CONTROL=WORK + "/control",
                               FAULTS_FOLDER=folder + "/store")
        self.log = folder + "/log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([TESTIMONYD, "-c", conf], stdout=log, stderr=log, env=environment,
                                            stdin=subprocess.DEVNULL)
        Daemon.last = self.process
        self.token = None

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def ended(self):
        return self.process.poll() is not None

    def is_ready(self):
        return "testimonyd: ready\n" in self.said()

    def ready(self):
        """Whether it serves, or ended before."""
        until(lambda: self.is_ready() or self.ended(), "the daemon's start")
        return self.is_ready()

    def at_rest(self):
        """Waits until it has done what a start asks for: a piece of that follows each request to the
        keeper, and the last is to put the store in order."""
        def in_order():
            asked = self.signed("GET", "/v1/desk/status")
            return asked.answer() == 200 and json.loads(asked.content)["order"]["week"]
        until(in_order, "the store to be in order")
        for _ in range(4):
            in_order()

    def settled(self, shared, calls=0):
        """Waits until it does nothing more by itself: where so many calls are expected that write, after
        the last of them, or when there was none for long."""
        seen, since = -1, 0
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if shared.seen != seen:
                seen, since = shared.seen, time.monotonic()
            elif time.monotonic() - since > (0.012 if shared.count >= calls else 0.5):
                return
            if shared.fired and (shared.kind == STOPS or self.ended()):
                return
            time.sleep(0.002)
        raise Broken("the daemon is never at rest")

    def stop(self):
        """With SIGTERM; its status."""
        if not self.ended():
            self.process.terminate()
        return self.wait()

    def wait(self):
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired as why:
            self.kill()
            raise Broken("the daemon did not end: " + self.said()[-500:]) from why

    def kill(self):
        self.process.kill()
        self.process.wait()

    # Requests.

    def challenge(self):
        """Takes a token; False: it ended meanwhile."""
        asked = Asked(self.intake, request("GET", "/v1/challenge"))
        if asked.answer() == 200:
            self.token = json.loads(asked.content)["token"]
        return asked.status == 200

    def put(self, envelope, mailbox):
        return Asked(self.intake, request("PUT", "/v1/envelopes/" + envelope.id.hex(), (
            "Testimony-Mailbox: " + mailbox.hex(), "Testimony-Proof: %s %016x" % (self.token, 0)),
            envelope.body))

    def check(self, family):
        return Asked(self.intake, request("GET", "/v1/mailbox", (
            "Testimony-Mailbox: " + family.mailbox.hex(),)))

    def withdraw(self, family):
        return Asked(self.intake, request("DELETE", "/v1/mailbox", (
            "Testimony-Mailbox: " + family.mailbox.hex(),
            "Testimony-Withdraw: " + family.withdrawal.field())))

    def index(self):
        asked = self.signed("GET", "/v1/desk/index")
        asked.answer()
        return asked.content

    def signed(self, method, path, content=b"", mailbox=None, replaces=None):
        digest = httpsig.content_digest(content)
        its_input, signature = httpsig.sign(
            self.campaign.seed, method, "localhost", path, digest, int(time.time()), os.urandom(16),
            mailbox and mailbox.hex(), replaces and replaces.hex())
        fields = ["Content-Digest: " + digest, "Signature-Input: " + its_input, "Signature: " + signature]
        if mailbox is not None:
            fields.append("Testimony-Mailbox: " + mailbox.hex())
        if replaces is not None:
            fields.append("Testimony-Replaces: " + replaces.hex())
        return Asked(self.desk, request(method, path, fields, content))


class Campaign:
    """`signed`: as it was signed first, and with the next serial."""

    def __init__(self):
        folder = os.path.join(WORK, "campaign")
        self.pin = self.keys("init", folder, "--name", "Made up for a test", "--origin", "http://127.0.0.1:8787",
                             "--no-passphrase", "--coordinator", "anna", "--form",
                             os.path.join(SOURCE, "conf/form-worcestershire.json")).split()[0]
        self.path = os.path.join(folder, "campaign.json")
        self.signed = [self.read()]
        self.keys("sign", folder)
        self.signed.append(self.read())
        self.show(0)
        self.key = manifest.read_pin(self.pin).public.key
        with open(os.path.join(folder, "secret/anna.key"), encoding="ascii") as file:
            self.seed = bytes.fromhex(file.readline().strip())

    @staticmethod
    def keys(*line):
        done = subprocess.run([os.path.join(BUILD, "keys/testimony-keys"), *line], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Broken(done.stderr)
        return done.stdout

    def read(self):
        out = []
        for name in (self.path, self.path + ".minisig"):
            with open(name, "rb") as file:
                out.append(file.read())
        return out

    def show(self, which):
        """Puts one of the two where the daemon reads it."""
        for name, content in zip((self.path, self.path + ".minisig"), self.signed[which]):
            with open(name + ".new", "wb") as file:
                file.write(content)
            os.rename(name + ".new", name)
