# SPDX-License-Identifier: ISC
"""The stage on which hostile_daemon.py plays: a campaign, families and desks that talk with the
hostile daemon, the real testimonyd that holds the same for comparison, and the judges of what the
programs do. Every run of a program is judged: its status, and each byte that it shows."""

import glob
import hashlib
import json
import os
import random
import re
import shutil
import socket
import subprocess
import time

import age
import campaign
import desk as second_desk
import ed25519
import envelope
import hostile_daemon
import hostile_strings
import minisign
import receipt
import reply
from basics import Refused, need

RUN_SECONDS = 60 if not os.environ.get("TESTIMONY_HOSTILE_LONG") else 1500
ALL = ("", "*")  # of a vault: its folder, and those in it
# `make check` tries some of the statuses that a refusal may have; `make check-long` all.
FEW = int(os.environ.get("TESTIMONY_HOSTILE_STEP", "1")) > 1
REDIRECTS = (301, 307) if FEW else (301, 302, 303, 307, 308)
KEPT = ("envelopes", "replies", "log", "sent", "withdrawals")  # a vault's folders that only grow

work = os.environ["work"]
build, source = os.environ["TESTIMONY_BUILD"], os.environ["TESTIMONY_SOURCE"]
testimony, testimonyd = build + "/client/testimony", build + "/daemon/testimonyd"
keys, desk = build + "/keys/testimony-keys", build + "/desk/testimony-desk"
told = source + "/tests/data/01-short.json"


class Ran:
    def __init__(self, what, ran, seconds):
        self.status, self.out = ran.returncode, ran.stdout.decode("utf-8", "replace")
        self.err, self.seconds = ran.stderr.decode("utf-8", "replace"), seconds
        self.faults = []
        for name, shown in ("output", ran.stdout), ("error", ran.stderr):
            wrong = hostile_strings.defect(shown)
            if wrong is not None:
                self.faults.append(f"{what}: standard {name}: {wrong}")
        if ran.returncode not in (0, 1):
            self.faults.append(f"{what}: status {ran.returncode}: {self.err[-300:]}")

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def run(arguments, seconds=RUN_SECONDS, stdin=b""):
    began = time.monotonic()
    try:
        # Not at the terminal of whoever runs the test.
        ran = subprocess.run(arguments, input=stdin, capture_output=True, cwd=work,
            start_new_session=True, timeout=seconds, check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=0"})
    except subprocess.TimeoutExpired:
        ran = subprocess.CompletedProcess(arguments, "no end", b"", b"")
    return Ran(" ".join(arguments[:1] + arguments[-3:]), ran, time.monotonic() - began)


def must(arguments):
    ran = run(arguments)
    need(ran.status == 0 and not ran.faults, f"{arguments}: {ran.err} {ran.faults}")
    return ran


def promise(name, faults):
    print(f"{'not ok' if faults else 'ok'} - {name}")
    for fault in faults[:6]:
        print("# " + str(fault).encode("ascii", "backslashreplace").decode()[:700]
            .replace("\n", " "))
    print("", end="", flush=True)


class Family:
    """Its nine words lie in a file; the keys that follow from them are for the test alone."""

    def __init__(self, world, name, text):
        self.world, self.name = world, name
        self.words = f"{work}/{name}.words"
        with open(self.words, "w", encoding="ascii") as file:
            file.write(text)
        self.keys = receipt.Keys(world.hostile.campaign_key, text.split(": ")[-1].strip())
        self.mailbox = self.keys.mailbox
        self.reply_to = age.read_recipient(self.keys.reply_to)

    def line(self, command, *more, origin=None, patience=5):
        return [testimony, command, "--campaign", self.world.campaign + "/campaign.json",
            "--pin", self.world.pin, "--receipt-file", self.words, "--patience", str(patience),
            "--origin", origin or self.world.hostile.origin, *more]

    def ask(self, command, *more, origin=None, patience=5):
        return run(self.line(command, *more, origin=origin, patience=patience))

    def check(self, origin=None):
        """What `check --json` says: the replies, and the last line."""
        ran = self.ask("check", "--json", origin=origin)
        need(ran.status == 0 and not ran.faults, f"check: {ran.err} {ran.faults}")
        *replies, mailbox = ran.lines()
        return replies, mailbox


class Listener:
    """Another place: nothing must ever come here."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.origin = "http://127.0.0.1:%d" % self.socket.getsockname()[1]

    def heard(self):
        self.socket.setblocking(False)
        try:
            self.socket.accept()[0].close()
            return True
        except BlockingIOError:
            return False


class World:
    """A campaign at serial 3, of which wren was a coordinator once; its families and desks."""

    def __init__(self):
        self.hostile = hostile_daemon.Hostile(work + "/hostile.sock")
        self.families = {}
        self.count = 0
        self.elsewhere = Listener()
        self.listener = self.elsewhere.origin
        self.make_campaign()
        self.start_real()

    def make_campaign(self):
        self.campaign = work + "/campaign"
        self.manifests = {}
        ran = must([keys, "init", self.campaign, "--name", "Made up, for tests", "--contact",
            "nobody", "--origin", self.hostile.origin, "--form",
            source + "/conf/form-worcestershire.json", "--coordinator", "heron",
            "--no-passphrase"])
        self.first_pin = ran.out.splitlines()[0]
        self.keep_manifest(1)
        must([keys, "coordinator", "wren", "--no-passphrase", "-o", work])
        must([keys, "admit", self.campaign, work + "/wren.pub"])
        self.keep_manifest(2)
        must([keys, "remove", self.campaign, "wren"])
        self.pin = self.first_pin[:-1] + "3"
        self.hostile.manifest, self.hostile.minisig = self.keep_manifest(3)
        public = campaign.read_pin(self.pin).public
        manifest = campaign.read(*self.manifests[3], campaign.read_pin(self.pin))
        self.hostile.campaign_key = public.key
        self.hostile.recipient = age.read_recipient(manifest["recipient"])
        self.signer = minisign.read_secret(self.file("/secret/signing.key"))
        self.heron = second_desk.read_person_key(self.file("/secret/heron.key"))[0]
        with open(work + "/wren.key", "rb") as file:
            self.wren = second_desk.read_person_key(file.read())[0]
        self.link = f"{self.hostile.origin}/#{self.pin}"

    def file(self, name):
        with open(self.campaign + name, "rb") as file:
            return file.read()

    def keep_manifest(self, serial):
        self.manifests[serial] = self.file("/campaign.json"), self.file("/campaign.json.minisig")
        return self.manifests[serial]

    def start_real(self):
        """A real testimonyd beside the hostile one."""
        self.real_socket = work + "/desk.sock"
        os.mkdir(work + "/store", 0o700)
        for _ in range(5):
            self.real = "127.0.0.1:%d" % random.randrange(20000, 32000)
            with open(work + "/testimonyd.conf", "w", encoding="ascii") as file:
                file.write(f"[testimonyd]\nlisten = {self.real}\n"
                    f"desk = unix:{self.real_socket}\ndesk_name = localhost\n"
                    f"store = {work}/store/testimony.db\n"
                    f"campaign = {self.campaign}/campaign.json\npin = {self.pin}\n"
                    f"budget_per_minute = 1000000\nuser = {os.environ['user']}\n")
            with open(work + "/daemon.log", "wb") as log:
                self.daemon = subprocess.Popen([testimonyd, "-c", work + "/testimonyd.conf"],
                    stderr=log, stdin=subprocess.DEVNULL)
            for _ in range(300):
                with open(work + "/daemon.log", "rb") as log:
                    if re.search(rb"\bready\b", log.read()):
                        self.real = "http://" + self.real
                        return
                if self.daemon.poll() is not None:
                    break
                time.sleep(0.1)
        raise Refused("testimonyd does not start")

    def end(self):
        self.daemon.terminate()
        self.daemon.wait(30)

    def tell(self, name):
        ran = must([testimony, "submit", "--campaign", self.link, "--answers", told, "--yes"])
        self.families[name] = Family(self, name, ran.out)
        return self.families[name]

    def hand_over(self):
        """To the real daemon, all that the hostile one holds and honestly would say."""
        real = second_desk.Desk(self.real_socket, self.heron)
        for its in self.hostile.gone.values():
            status = real.ask("PUT", "/v1/desk/withdrawals/" + its[:32].hex(), its)[0]
            need(status in (200, 201), f"withdrawal: {status}")
        for record in self.hostile.held.values():
            status = real.ask("PUT", "/v1/desk/restore", record.bytes())[0]
            need(status in (200, 201), f"restore: {status}")

    @staticmethod
    def repeat(request, socket_path):
        """A recorded request, byte for byte, to another daemon; its status."""
        head = "".join(f"{name}: {value}\r\n" for name, value in request.fields.items())
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(socket_path)
            connection.sendall(f"{request.method} {request.path} HTTP/1.1\r\n{head}\r\n"
                .encode("latin-1") + request.body)
            answer = b""
            while b"\r\n" not in answer:
                more = connection.recv(4096)
                need(more, "no answer to a repeated request")
                answer += more
        return int(answer.split(b" ")[1])

    def coordinator_line(self, kind="message", n=1, **more):
        return reply.write({"campaign": 3, "kind": kind, "n": n, "part": 1, "parts": 1,
            "seen": [], "in_force": ["counts"], "text": "Please send us your name.",
            "uses": ["counts", "my-mp"], "lays_aside": [], "answer_by": "9998-01-02", **more})


def forged_signature(world, by, mailbox, line1):
    """64 bytes of the right form that do not hold."""
    return ed25519.sign(world.hostile.seed("forger"), envelope.signed_bytes(
        world.hostile.campaign_key, mailbox, line1))


class Desk:
    def __init__(self, folder):
        self.folder = folder

    @staticmethod
    def set_up(world, name, *daemons):
        out = Desk(f"{work}/{name}")
        must([desk, "-d", out.folder, "setup", "--campaign", world.campaign + "/campaign.json",
            "--pin", world.pin, "--key", world.campaign + "/secret/campaign.key", "--as",
            world.campaign + "/secret/heron.key", *(word for one in daemons or
            (work + "/hostile.sock",) for word in ("--daemon", "unix:" + one))])
        return out

    def copy(self, world):
        world.count += 1
        folder = f"{work}/copy{world.count}"
        shutil.copytree(self.folder, folder)
        return Desk(folder)

    def remove(self):
        shutil.rmtree(self.folder)

    def ask(self, command, *more, seconds=RUN_SECONDS):
        return run([desk, "-d", self.folder, command, *more], seconds)

    def state(self):
        """What it takes for true, and what it set aside: {id: reason}."""
        listed, cases = self.ask("list", "--json"), self.ask("cases", "--json")
        faults = listed.faults + cases.faults
        need(listed.status == 0 and cases.status == 0, f"list or cases: {listed.err}{cases.err}")
        aside = {line["id"]: line["aside"] for line in listed.lines() if "aside" in line}
        good = sorted(json.dumps(line) for line in listed.lines() if "aside" not in line)
        return State(good, sorted(json.dumps(line) for line in cases.lines()
            if "aside" not in line), aside, faults)

    def shown(self, state):
        return [self.ask("show", "--json", its_id).out for its_id in state.ids()]

    def files(self, folders=KEPT):
        out = {}
        for folder in folders:
            for path in filter(os.path.isfile, glob.glob(f"{self.folder}/{folder}/*")):
                with open(path, "rb") as file:
                    out[path[len(self.folder):]] = hashlib.sha256(file.read()).digest()
        return out

    def left_over(self):
        """What writes that were cut off would leave."""
        return [path for folder in (*KEPT, "records")
                for path in glob.glob(f"{self.folder}/{folder}/.*")]


class State:
    def __init__(self, good, cases, aside, faults):
        self.good, self.cases, self.aside, self.faults = good, cases, aside, faults

    def ids(self):
        return sorted(json.loads(line)["id"] for line in self.good)

    def differs(self, wanted, what):
        out = []
        for name in ("good", "cases"):
            mine, theirs = getattr(self, name), getattr(wanted, name)
            out += [f"{what}: too much: {line}" for line in mine if line not in theirs]
            out += [f"{what}: missing: {line}" for line in theirs if line not in mine]
        return out

    def exceeds(self, wanted, what):
        """What omission alone does not explain: messages that there are not. What a family needs
        next follows from all that there is of it."""
        true = [message(line) for line in wanted.good]
        return [f"{what}: made up: {line}" for line in self.good if message(line) not in true]


def message(line):
    return {name: value for name, value in json.loads(line).items() if name != "needs"}


def found(words, text):
    return all(re.search(word, text) for word in words)

