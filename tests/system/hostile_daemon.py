# SPDX-License-Identifier: ISC
"""A daemon that somebody hacked. It has what a daemon has: every envelope ever sent, its records,
the campaign's public files, the requests of desks. It speaks the protocol honestly (from
PROTOCOL.md alone, with the pieces of tests/interop/second) until it is told a lie to tell: an entry
of `lies` answers in place of an honest part, and `shown` or `taken_back` in place of what it holds.
It has no secret of a family, of a coordinator or of the campaign. What it seals, it signs with keys
of its own. Its lies are in hostile_daemon_desk.py and hostile_daemon_client.py."""

import json
import os
import random
import re
import socket
import struct
import threading
import time

import age
import ed25519
import envelope
import testimony
import withdrawal
from basics import Refused, sha256, week_of, write_json

HEAD_MOST = 8192
PROBLEM = "application/problem+json"
ENDLESS = 1 << 30  # bytes after which even an endless answer ends
FOREVER = b"x" * 65536


class Record:
    """An envelope, and what this daemon says of it."""

    def __init__(self, tray, mailbox, week, body, its_id=None):
        self.id = its_id or envelope.id_of(body)
        self.tray, self.mailbox, self.week, self.body = tray, mailbox, week, body

    def bytes(self):
        return self.id + bytes([self.tray]) + self.mailbox + struct.pack(">I", self.week) + \
            self.body

    def but(self, **changes):
        """The same with lies in it."""
        out = Record(self.tray, self.mailbox, self.week, self.body, self.id)
        out.__dict__.update(changes)
        return out


class Answer:
    """`raw`, where given, writes all of it by hand to the connection."""

    def __init__(self, status=200, body=b"", fields=None, raw=None):
        self.status, self.body, self.fields, self.raw = status, body, fields or {}, raw

    def head(self, length=None):
        fields = {"Connection": "close", **self.fields}
        if self.status != 204:
            fields["Content-Length"] = str(len(self.body) if length is None else length)
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"HTTP/1.1 {self.status} As It Is\r\n{lines}\r\n".encode("utf-8", "surrogateescape")

    def write(self, connection):
        if self.raw is not None:
            self.raw(connection)
        else:
            connection.sendall(self.head() + self.body)


def problem(status, detail="No.", **fields):
    body = json.dumps({"title": "No", "status": status, "detail": detail, **fields})
    return Answer(status, body.encode("utf-8", "surrogatepass"), {"Content-Type": PROBLEM})


class Request:
    def __init__(self, method, path, fields, body):
        self.method, self.path, self.fields, self.body = method, path, fields, body

    def field(self, name):
        return bytes.fromhex(self.fields[name])


def index(records, taken_back=()):
    out, trays = b"", [sorted({r.id for r in records if r.tray == tray}) for tray in (1, 2, 3)]
    for tray in trays:
        out += struct.pack(">Q", len(tray))
    return out + struct.pack(">Q", len(taken_back)) + b"".join(map(b"".join, trays)) + \
        b"".join(taken_back)


class Hostile:
    PARTS = (("GET", "/v1/campaign", "campaign"), ("GET", "/v1/campaign.minisig", "minisig"),
             ("GET", "/v1/challenge", "challenge"), ("PUT", "/v1/envelopes/", "put"),
             ("GET", "/v1/mailbox", "mailbox"), ("DELETE", "/v1/mailbox", "withdraw"),
             ("GET", "/v1/desk/campaign", "campaign"),
             ("GET", "/v1/desk/campaign.minisig", "minisig"), ("GET", "/v1/desk/index", "index"), ("POST", "/v1/desk/fetch", "fetch"),
             ("PUT", "/v1/desk/restore", "restore"), ("PUT", "/v1/desk/log/", "put_log"),
             ("DELETE", "/v1/desk/log/", "erase_log"), ("PUT", "/v1/desk/replies/", "put_reply"),
             ("PUT", "/v1/desk/withdrawals/", "put_withdrawal"))

    def __init__(self, desk_path):
        self.manifest = self.minisig = self.campaign_key = self.recipient = None
        self.held, self.gone, self.ever = {}, {}, []
        self.requests = []
        self.seeds = {}
        self.honest_again()
        intake = socket.create_server(("127.0.0.1", 0))
        self.origin = "http://127.0.0.1:%d" % intake.getsockname()[1]
        desk = socket.socket(socket.AF_UNIX)
        desk.bind(desk_path)
        desk.listen(64)
        for listener in (intake, desk):
            threading.Thread(target=self.listen, args=(listener,), daemon=True).start()

    # What it holds, and what it says that it holds. ---------------------------------------------

    def honest_again(self):
        self.lies, self.shown, self.taken_back, self.fetched = {}, None, None, {}

    def save(self):
        return dict(self.held), dict(self.gone)

    def load(self, saved):
        self.honest_again()
        self.held, self.gone = dict(saved[0]), dict(saved[1])
        self.requests.clear()

    def records(self):
        return list(self.held.values()) if self.shown is None else self.shown

    def withdrawals(self):
        if self.taken_back is not None:
            return self.taken_back
        return [self.gone[mailbox] for mailbox in sorted(self.gone)]

    def add(self, tray, mailbox, body, week=None):
        record = Record(tray, mailbox, week or week_of(int(time.time())), body)
        self.held[record.id, tray] = record
        self.ever.append(record)
        return record

    def of(self, mailbox, tray=None):
        return [r for r in self.ever if r.mailbox == mailbox and tray in (None, r.tray)]

    def erase(self, mailbox, its_record):
        self.gone.setdefault(mailbox, its_record)
        self.held = {key: r for key, r in self.held.items() if r.mailbox != mailbox}

    # What it forges. ----------------------------------------------------------------------------

    def seed(self, name):
        """A signing key of its own."""
        return self.seeds.setdefault(name, os.urandom(32))

    def seal(self, line1, mailbox, seed, recipient=None, by=None, signature=None):
        """`by` and `signature`: what line 2 says in place of the truth."""
        line1 = line1 if isinstance(line1, bytes) else write_json(line1)
        signature = signature or ed25519.sign(seed, envelope.signed_bytes(self.campaign_key,
            mailbox, line1))
        line2 = '{"by":"%s","signature":"%s"}' % ((by or ed25519.public_of(seed)).hex(),
            signature.hex())
        plain = line1 + b"\n" + line2.encode() + b"\n"
        plain += b" " * (envelope.PLAINTEXT - 1 - len(plain)) + b"\n"
        return age.seal(plain, [recipient or self.recipient])

    def family_line(self, kind, uses=("counts", "my-mp"), reply=bytes(32)):
        reply_to = age.recipient_text(age.point_of(bytes(31) + b"\x01"))
        if kind == "consent":
            return testimony.write_consent(3, reply_to, list(uses))
        if kind == "answer":
            return testimony.write_answer(3, reply_to, reply.hex(), "yes")
        return testimony.write(kind, 3, "en", reply_to, {"story-happened": "It was not so."}, [],
            list(uses))

    # Speaking. ----------------------------------------------------------------------------------

    def listen(self, listener):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            connection.settimeout(120)
            try:
                request = self.read(connection)
                if request is not None:
                    self.answer(request).write(connection)
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    @staticmethod
    def read(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more or len(data) > HEAD_MOST + 65536:
                return None
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        fields = {name.lower(): value.strip() for name, _, value in
                  (line.partition(":") for line in lines)}
        parts, length = [body], int(fields.get("content-length", "0")) - len(body)
        while length > 0:
            more = connection.recv(65536)
            if not more:
                return None
            parts.append(more)
            length -= len(more)
        return Request(method, path, fields, b"".join(parts))

    def answer(self, request):
        for method, path, part in self.PARTS:
            if method == request.method and (request.path == path or path.endswith("/") and
                    re.fullmatch(re.escape(path) + "[0-9a-f]{64}", request.path)):
                self.requests.append(request)
                honest = getattr(self, "do_" + part)
                if part in self.lies:
                    told = self.lies[part](request, lambda: honest(request))
                    return told() if callable(told) else told
                return honest(request)
        return problem(404)

    def do_campaign(self, _):
        return Answer(200, self.manifest)

    def do_minisig(self, _):
        return Answer(200, self.minisig)

    def do_challenge(self, _):
        return Answer(200, b'{"token":"AcLNULzQg2rgPfp7crQCj39yCe0","bits":0,"expires_in":600}')

    def put(self, request, tray, mailbox, named=None, replaces=None):
        its_id = bytes.fromhex(named or request.path[-64:])
        if envelope.id_of(request.body) != its_id:
            return problem(422)
        if mailbox in self.gone:
            return problem(410)
        if (its_id, tray) in self.held:
            return Answer(200)
        if tray == envelope.REPLY:
            there = [r for r in self.held.values() if r.tray == tray and r.mailbox == mailbox]
            if len(there) == 4:
                if replaces not in [r.id for r in there]:
                    return problem(409)
                del self.held[replaces, tray]
        self.add(tray, mailbox, request.body)
        return Answer(201)

    def do_put(self, request):
        return self.put(request, envelope.INBOX, request.field("testimony-mailbox"))

    def do_put_log(self, request):
        return self.put(request, envelope.LOG, bytes(32))

    def do_put_reply(self, request):
        replaces = "testimony-replaces" in request.fields and request.field("testimony-replaces")
        return self.put(request, envelope.REPLY, request.field("testimony-mailbox"), None, replaces)

    def do_restore(self, request):
        data = request.body
        return self.put(Request(request.method, request.path, request.fields, data[69:]), data[32],
            data[33:65], data[:32].hex())

    def do_erase_log(self, request):
        self.held.pop((bytes.fromhex(request.path[-64:]), envelope.LOG), None)
        return Answer(204)

    def slots(self, mailbox):
        return [r.body for r in self.held.values() if r.tray == envelope.REPLY and
                r.mailbox == mailbox]

    @staticmethod
    def mailbox(slots):
        slots = list(slots)
        while len(slots) < 4:
            slots.append(b"b" + os.urandom(envelope.SIZE - 1))
        random.shuffle(slots)
        return Answer(200, b"".join(slots))

    def do_mailbox(self, request):
        return self.mailbox(self.slots(request.field("testimony-mailbox")))

    def do_withdraw(self, request):
        mailbox = request.field("testimony-mailbox")
        its = withdrawal.read_field(request.fields["testimony-withdraw"], mailbox)
        try:
            its.verify(self.campaign_key)
        except Refused:
            return problem(400)
        its.week = week_of(int(time.time()))
        if self.of(mailbox):
            self.erase(mailbox, its.record())
        return Answer(204)

    def do_index(self, _):
        return Answer(200, index(self.records(), self.withdrawals()))

    def do_fetch(self, request):
        """An id that it names in two trays is given in turn as one and as the other."""
        out, records = b"", {}
        for record in self.records():
            records.setdefault(record.id, []).append(record)
        for at in range(0, len(request.body), 32):
            its_id = request.body[at:at + 32]
            if its_id in records:
                turn = self.fetched.get(its_id, 0)
                self.fetched[its_id] = turn + 1
                out += records[its_id][turn % len(records[its_id])].bytes()
        return Answer(200, out)

    def do_put_withdrawal(self, request):
        its = withdrawal.read_record(request.body)
        its.verify(self.campaign_key)
        self.erase(its.mailbox, request.body)
        return Answer(201)


# Answers that no daemon gives. ----------------------------------------------------------------

def by_hand(*pieces, pause=0.0):
    def write(connection):
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
    return Answer(raw=write)


def endless(start=b"", status=200):
    def write(connection):
        connection.sendall(f"HTTP/1.1 {status} OK\r\nConnection: close\r\n\r\n".encode() + start)
        for _ in range(ENDLESS // len(FOREVER)):
            connection.sendall(FOREVER)
    return Answer(raw=write)


def endless_head(line=b"X-More: and more\r\n"):
    def write(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(ENDLESS // len(line)):
            connection.sendall(line)
    return Answer(raw=write)


def endless_continue():
    def write(connection):
        for _ in range(ENDLESS // 25):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Answer(raw=write)


def silence(seconds=600):
    return Answer(raw=lambda connection: time.sleep(seconds))


def wrong_length(honest, more):
    """As if its content were longer, or shorter, than it is."""
    return by_hand(honest.head(len(honest.body) + more), honest.body)


def page(status=200):
    return Answer(status, b"<!doctype html><title>Welcome</title><p>Please log in.\n",
        {"Content-Type": "text/html"})


def elsewhere(status, origin, path):
    return Answer(status, b"", {"Location": origin + path})
