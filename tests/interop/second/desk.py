# SPDX-License-Identifier: ISC
"""What a desk does: signed requests, index, records, and the vault (PROTOCOL 4 to 6, FORMATS 14)."""
import http.client
import os
import socket
import time

import age
import campaign
import envelope
import httpsig
import reply
import testimony
from basics import need, read_json, sha256, unhex

RECORD = 69 + envelope.SIZE
PLACES = 256


def read_index(data):
    """The ids of each tray, and the withdrawals (4.1)."""
    need(32 <= len(data) <= 268435456, "index: size")
    counts = [int.from_bytes(data[i:i + 8], "big") for i in (0, 8, 16, 24)]
    need(len(data) == 32 + 32 * sum(counts[:3]) + 160 * counts[3], "index: not as long as it says")
    at, trays = 32, []
    for count in counts[:3]:
        trays.append([data[at + 32 * i:at + 32 * i + 32] for i in range(count)])
        at += 32 * count
    gone = [data[at + 160 * i:at + 160 * i + 160] for i in range(counts[3])]
    for some in trays + [[w[:32] for w in gone]]:
        need(all(a < b for a, b in zip(some, some[1:])), "index: not ascending")
    need(all(w[132:] == bytes(28) for w in gone), "index: a withdrawal that does not end in zeros")
    return dict(zip((envelope.INBOX, envelope.REPLY, envelope.LOG), trays)), gone


class Record:
    """What the daemon says of an envelope: 69 bytes."""

    def __init__(self, data):
        need(len(data) == 69 and data[32] in (1, 2, 3), "record")
        self.id, self.tray, self.mailbox = data[:32], data[32], data[33:65]
        self.week = int.from_bytes(data[65:], "big")


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


class Desk:
    def __init__(self, socket_path, seed):
        self.socket_path, self.seed = socket_path, seed

    def ask(self, method, path, content=b"", change=None, created=None, nonce=None, sent=None, mailbox=None,
            replaces=None):
        """Status and content. change(fields) may spoil what was signed; sent replaces the content."""
        digest = httpsig.content_digest(content)
        signature_input, signature = httpsig.sign(
            self.seed, method, "localhost", path, digest, int(time.time()) if created is None else created,
            nonce or os.urandom(16), mailbox, replaces)
        fields = {"Content-Digest": digest, "Signature-Input": signature_input, "Signature": signature}
        if mailbox is not None:
            fields["Testimony-Mailbox"] = mailbox
        if replaces is not None:
            fields["Testimony-Replaces"] = replaces
        if change:
            change(fields)
        connection = _UnixConnection(self.socket_path)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", "localhost")
        for name, value in fields.items():
            connection.putheader(name, value)
        content = content if sent is None else sent
        if content or method != "GET":
            connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content or None)
        answer = connection.getresponse()
        out = answer.status, answer.read()
        connection.close()
        return out

    def index(self):
        status, content = self.ask("GET", "/v1/desk/index")
        need(status == 200, f"index: {status}")
        return read_index(content)

    def fetch(self, ids):
        status, content = self.ask("POST", "/v1/desk/fetch", b"".join(ids))
        need(status == 200 and len(content) % RECORD == 0, f"fetch: {status}")
        out = []
        for at in range(0, len(content), RECORD):
            record, body = Record(content[at:at + 69]), content[at + 69:at + RECORD]
            need(sha256(body) == record.id, "fetch: an envelope that is not its id's")
            out.append((record, body))
        need([r.id for r, _ in out] == [i for i in ids if i in {r.id for r, _ in out}], "fetch: another order")
        return out

    def put_log(self, body):
        return self.ask("PUT", "/v1/desk/log/" + envelope.id_of(body).hex(), body)[0]

    def put_reply(self, body, mailbox, replaces=None, change=None):
        return self.ask("PUT", "/v1/desk/replies/" + envelope.id_of(body).hex(), body, change, mailbox=mailbox.hex(),
                        replaces=replaces and replaces.hex())[0]


def judge(record, body, identities, manifest, campaign_key):
    """4.5: line 1 and its JSON."""
    need(len(body) == envelope.SIZE and sha256(body) == record.id, "another envelope than its id's")
    need(record.week <= 400000, "a week far off")
    need(record.tray in (envelope.INBOX, envelope.LOG), "no message for a desk")
    line1, value, by = envelope.open_envelope(body, identities, record.tray, record.mailbox, campaign_key)
    if record.tray == envelope.INBOX:
        testimony.check(value)
    else:
        need(by.hex() in [p["key"] for p in manifest["coordinators"]], "an event that no coordinator signed")
        testimony.check_event(value)
        if value["kind"] == "reply":
            reply.check_event(value)
    return line1, value


def read_key_file(data, passphrase=None):
    """What is in a .key file, opened where it is sealed (13)."""
    need(len(data) <= 65536, "key file: too large")
    if data.startswith(b"age-encryption.org/"):
        need([a[0] for a, _ in age.read_header(data).stanzas] == ["scrypt"], "key file: not sealed by a passphrase")
        return age.open_file(data, passphrase=passphrase)
    need(not data.startswith(b"-----BEGIN AGE"), "key file: armored")
    return data


def read_person_key(data):
    """HANDLE.key: the seed that signs and the scalar that opens."""
    need(len(data) == 140 and data[64:65] == b"\n" and data[139:] == b"\n", "HANDLE.key: another layout")
    return unhex(data[:64].decode("latin-1"), 32, "HANDLE.key"), age.read_identity(data[65:139].decode("latin-1"))


class Vault:
    """A desk's folder, read and never written."""

    def __init__(self, folder):
        self.folder = folder
        settings = read_json(self._file("desk.json"))
        need(settings.get("format") == "testimony-desk-1", "desk.json: format")
        self.pin, self.handle = campaign.read_pin(settings["pin"]), settings["as"]
        self.daemons = settings["daemons"] if "daemons" in settings else [settings["daemon"]]
        need(1 <= len(self.daemons) <= 8 and len(set(self.daemons)) == len(self.daemons), "desk.json: daemons")
        self.manifest = campaign.read(self._file("campaign.json"), self._file("campaign.json.minisig"), self.pin)

    def _file(self, *names):
        with open(os.path.join(self.folder, *names), "rb") as file:
            return file.read()

    def _names(self, folder):
        return sorted(n for n in os.listdir(os.path.join(self.folder, folder)) if not n.startswith("."))

    def identities(self, passphrase=None):
        self.seed, scalar = read_person_key(read_key_file(self._file(self.handle + ".key"), passphrase))
        return age.read_identities(age.open_file(self._file(f"for-{self.handle}.age"), [scalar]))

    def records(self, identities):
        out = {}
        for name in self._names("records"):
            data = self._file("records", name)
            need(len(data) == 17864, "records: another size")
            places = age.open_file(data, identities)
            need(len(places) == 69 * PLACES, "records: another size inside")
            used = True
            for at in range(0, len(places), 69):
                place = places[at:at + 69]
                used = used and place != bytes(69)
                need(used or place == bytes(69), "records: something behind the end")
                if used:
                    record = Record(place)
                    out[record.id, record.tray] = record
        return out

    def messages(self, tray, identities):
        """(record, line 1, JSON) of all that pass."""
        folder = {envelope.INBOX: "envelopes", envelope.LOG: "log"}[tray]
        records = self.records(identities)
        for name in self._names(folder):
            record = records.get((bytes.fromhex(name[:64]), tray))
            if record:
                yield record, *judge(record, self._file(folder, name), identities, self.manifest, self.pin.public.key)

