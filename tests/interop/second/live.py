# SPDX-License-Identifier: ISC
"""The second implementation beside the real programs: python3 live.py STAGE SOURCE WORK, with the
environment that second.sh sets. Prints a line for each promise."""
import datetime
import glob
import json
import os
import random
import sqlite3
import subprocess
import sys
import time

import age
import campaign
import client
import desk
import ed25519
import envelope
import form
import httpsig
import minisign
import pack
import receipt
import reply
import terminal
import testimony
import withdrawal
import words
from basics import Refused, read_json, sha256, week_of, write_json
from promises import flip, promise, takes

STAGE, SOURCE, WORK = sys.argv[1:]
MADE = os.path.join(WORK, "second")
PIN = campaign.read_pin(os.environ["PIN"])
KEY = PIN.public.key
INTAKE = client.Intake(os.environ["ORIGIN"])
TODAY = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
FOLDER = os.path.join(WORK, "campaign")


def read(*names):
    with open(os.path.join(*names), "rb") as file:
        return file.read()


def write(data, *names):
    path = os.path.join(*names)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path


def data_file(name):
    return read(glob.glob(os.path.join(SOURCE, "tests", "data", name + "*.json"))[0])


def manifest_of():
    return campaign.read(*INTAKE.campaign(), PIN, TODAY)


def the_desk():
    """The coordinator's desk with the campaign's own key."""
    seed, _ = desk.read_person_key(desk.read_key_file(read(FOLDER, "secret", "heron.key")))
    identities = age.read_identities(desk.read_key_file(read(FOLDER, "secret", "campaign.key")))
    return desk.Desk(os.environ["DESK"], seed), identities


# As a family. --------------------------------------------------------------------------------

def verifies_the_campaign(same):
    data, signature = INTAKE.campaign()
    same(read(FOLDER, "campaign.json"), data)
    manifest = campaign.read(data, signature, PIN, TODAY)
    same(os.environ["ORIGIN"] in manifest["origins"], True)
    same.refuses(campaign.read, flip(data, 100), signature, PIN, what="a flipped bit of the campaign")
    same.refuses(campaign.read, data, flip(signature, 60), PIN, what="a flipped bit of its signature")
    other = campaign.Pin(minisign.PublicKey(PIN.public.key_id, ed25519.public_of(bytes(32))), 1)
    same.refuses(campaign.read, data, signature, other, what="another pin")
    same.refuses(campaign.read, data, signature, campaign.Pin(PIN.public, PIN.serial + 1), what="a floor too high")
    same.refuses(campaign.read, data, signature, PIN, "9000-01-01", what="expired")
    print_file = subprocess.run([os.environ["KEYS"], "fingerprint", FOLDER], check=True, capture_output=True).stdout
    same(True, " ".join(words.six_words(KEY)).encode() in print_file, "six words")
    same(True, PIN.text().encode() in print_file, "pin")


def checks_answers(same):
    its_form = manifest_of()["form"]
    for path in sorted(glob.glob(os.path.join(SOURCE, "tests", "data", "*.json"))):
        told = testimony.read_and_check(read(path), its_form)
        same.refuses(form.check_testimony, its_form, told["answers"] | {"nothing": "x"}, told["hide"], told["uses"])
        same.refuses(form.check_testimony, its_form, told["answers"], told["hide"], [])


def puts(same):
    manifest = manifest_of()
    os.makedirs(MADE, 0o700)
    for name in ("01-short", "05-welsh", "07-in-polish", "08-emoji", "14-largest"):
        family = client.Family(manifest, KEY)
        line1 = family.tell(data_file(name))
        body = family.seal(line1)
        same(201, INTAKE.put(body, family.keys.mailbox), name)
        same(200, INTAKE.put(body, family.keys.mailbox), "again")
        write(line1, MADE, name + ".line1")
        write(envelope.id_of(body).hex() + "\n", MADE, name + ".id")
        write(family.keys.mailbox.hex() + "\n", MADE, name + ".mailbox")
    same(409, INTAKE.put(body, sha256(b"somebody")), "the same in another mailbox")
    same(422, INTAKE.put(flip(body, 20000), family.keys.mailbox, envelope.id_of(body).hex()), "a flipped bit")
    same(429, INTAKE.put(body, family.keys.mailbox, its_proof="A-token_0 0000000000000072"), "a token of another daemon")
    same(422, INTAKE.put(body[:-1], family.keys.mailbox), "a byte less")
    same(404, INTAKE.put(body, family.keys.mailbox, envelope.id_of(body).hex().upper() + "A"), "another path")
    # For `testimony send` to carry.
    family = client.Family(manifest, KEY)
    body = family.seal(family.tell(data_file("18-easy")))
    write(body, MADE, "told")
    write(family.keys.mailbox.hex() + "\n", MADE, "told.mailbox")


def other_kinds(same):
    """Addition, consent and answer, which no program here writes; and four that no desk may take."""
    manifest = manifest_of()
    family = client.Family(manifest, KEY)
    mailbox, reply_to, serial = family.keys.mailbox, family.keys.reply_to, manifest["serial"]
    lines = {
        "addition": family.tell(data_file("01-short"), "addition"),
        "consent": testimony.write_consent(serial, reply_to, []),
        "answer": testimony.write_answer(serial, reply_to, "0f" * 32, "change", "Leave the month out.")}
    for kind, line1 in lines.items():
        body = family.seal(line1)
        same(201, INTAKE.put(body, mailbox), kind)
        write(line1, MADE, kind + ".line1")
        write(envelope.id_of(body).hex() + "\n", MADE, kind + ".id")
        write(mailbox.hex() + "\n", MADE, kind + ".mailbox")
    line1 = family.tell(data_file("01-short"))
    stranger = client.Family(manifest, KEY)
    spoilt = {
        "another-mailbox": (family.seal(line1), stranger.keys.mailbox),
        "another-campaign": (family.seal(line1, campaign_key=ed25519.public_of(bytes(32))), mailbox),
        "another-format": (family.seal(testimony.write_event(serial, "assign", "", TODAY, {})), mailbox),
        "a-bad-line": (family.seal(line1.replace(b'"kind":"testimony"', b'"kind":"testimon"')), mailbox)}
    plain = envelope.make_plaintext(family.keys.author_seed, KEY, mailbox, line1)
    unsigned = plain.replace(plain[len(line1) + 217 - 130:len(line1) + 217 - 2], b"0" * 128)
    spoilt["unsigned"] = (age.seal(unsigned, [age.read_recipient(manifest["recipient"])]), mailbox)
    spoilt["changed-after-sealing"] = (flip(family.seal(line1), 20000), mailbox)
    os.makedirs(os.path.join(MADE, "spoilt"))
    for name, (body, where) in spoilt.items():
        same(201, INTAKE.put(body, where), name + ": the daemon cannot see it")
        write(envelope.id_of(body).hex() + "\n", MADE, "spoilt", name)


def shows_the_same(same):
    """2.4: a program names, made safe for the terminal, an argument that it does not know."""
    vectors = json.loads(read(SOURCE, "tests", "vectors", "clean.json"))
    shower = terminal.Shower(vectors["hidden"], vectors["marks"], vectors["shown"])
    some = random.Random(1)
    odd = [chr(some.randrange(first, last + 1)) for kind in ("hidden", "marks", "shown")
           for first, last in some.choices(vectors[kind], k=40)]
    odd += ["\u200d", "\ufe0f", "\U0001f468", "\u2764", "\U0001f3fd", "e\u0301"] * 12
    for _ in range(150):
        text = "".join(some.choices([c for c in odd if c not in "\0/#"], k=30)).encode("utf-8", "surrogatepass")
        if some.random() < 0.3:
            text = text[:some.randrange(1, len(text))] + bytes([some.randrange(128, 256)]) + text[some.randrange(len(text)):]
        if not shower.knows(text.decode("utf-8", "surrogateescape")):
            continue  # made of halves: not assigned, so not fixed
        said = subprocess.run([os.environ["KEYS"].encode(), b"fingerprint", b"x" + text], capture_output=True,
                              check=False).stderr.decode()
        same(f"testimony-keys fingerprint: {shower.show(b'x' + text, False)} is neither a file nor a pin\n", said)
    same("x<U+202E>", shower.show("x\u202e".encode(), False))


# As a desk. ----------------------------------------------------------------------------------

def real_receipts():
    """What the real client printed: receipt text, answers file."""
    for path in sorted(glob.glob(os.path.join(WORK, "real", "*.receipt"))):
        yield read(path), read(path[:-len("receipt")] + "answers")


def index_and_fetch(same):
    its, _ = the_desk()
    trays, gone = its.index()
    inbox = trays[envelope.INBOX]
    same(([], []), (trays[envelope.REPLY], gone))
    for path in glob.glob(os.path.join(MADE, "*.id")):
        same(True, bytes.fromhex(read(path).decode().strip()) in inbox, path)
    fetched = its.fetch(list(reversed(inbox)))
    same(list(reversed(inbox)), [r.id for r, _ in fetched])
    same({week_of(int(time.time()))}, {r.week for r, _ in fetched})
    same([], its.fetch([bytes(32)]), "an id that is not held")
    same(2, len(its.fetch([inbox[0], inbox[0]])), "one asked for twice")
    same(400, its.ask("POST", "/v1/desk/fetch", b"x" * 33)[0])
    same(413, its.ask("POST", "/v1/desk/fetch", b"x" * 8224)[0])


def signatures(same):
    its, _ = the_desk()
    path = "/v1/desk/index"
    same(200, its.ask("GET", path)[0])
    same(401, its.ask("GET", path, change=lambda f: f.pop("Signature"))[0], "unsigned")
    same(401, its.ask("GET", path, change=lambda f: f.pop("Content-Digest"))[0], "no digest")

    def flipped(fields):
        raw = bytearray(fields["Signature"].encode())
        raw[20] = ord("A") if raw[20] != ord("A") else ord("B")
        fields["Signature"] = raw.decode()
    same(401, its.ask("GET", path, change=flipped)[0], "a changed signature")
    same(401, its.ask("GET", path, created=int(time.time()) - 400)[0], "too old")
    same(401, its.ask("GET", path, created=int(time.time()) + 400)[0], "from the future")
    nonce = os.urandom(16)
    same(200, its.ask("GET", path, nonce=nonce)[0])
    same(401, its.ask("GET", path, nonce=nonce)[0], "a nonce twice")
    same(401, desk.Desk(os.environ["DESK"], os.urandom(32)).ask("GET", path)[0], "a stranger")
    same(401, its.ask("GET", path, change=lambda f: f.update({"Signature-Input": f["Signature-Input"].replace(
        ";alg", " ;alg")}))[0], "another spelling")
    same(400, its.ask("POST", "/v1/desk/fetch", bytes(32), sent=bytes(31) + b"x")[0], "another content")
    status, content = its.ask("GET", "/v1/desk/status")
    same(200, status)
    same(len(its.index()[0][envelope.INBOX]), read_json(content)["inbox"])
    for name in ("campaign", "campaign.minisig"):
        same((200, read(FOLDER, name.replace("campaign", "campaign.json"))),
             its.ask("GET", "/v1/desk/" + name), name)


def reads_the_real_client(same):
    its, identities = the_desk()
    manifest = manifest_of()
    fetched = its.fetch(its.index()[0][envelope.INBOX])
    for text, answers in real_receipts():
        nine, corrected = receipt.read(KEY, text)
        same(False, corrected)
        family = client.Family(manifest, KEY, nine)
        mine = [(r, body) for r, body in fetched if r.mailbox == family.keys.mailbox]
        same(1, len(mine), "the mailbox of the receipt is the daemon's")
        (record, body), = mine
        line1, value = desk.judge(record, body, identities, manifest, KEY)
        same(family.tell(answers), line1, "line 1, byte for byte")
        same(family.keys.reply_to, value["reply_to"])
        same.refuses(desk.judge, record, flip(body, 30000), identities, manifest, KEY, what="a flipped bit")
        same.refuses(desk.judge, record, body, identities, manifest, ed25519.public_of(bytes(32)), what="other campaign")
        same.refuses(desk.judge, record, body, [os.urandom(32)], manifest, KEY, what="another identity")
        record.mailbox = sha256(b"somebody")
        same.refuses(desk.judge, record, body, identities, manifest, KEY, what="another mailbox")
        plain = age.open_file(body, identities)
        point = [age.read_recipient(manifest["recipient"])]
        record.mailbox = family.keys.mailbox
        for what, changed in (("a changed word", plain.replace(b"answers", b"answerz", 1)),
                              ("unsigned", plain[:len(line1)] + b"\n" + b" " * (32768 - len(line1) - 2) + b"\n")):
            body = age.seal(changed, point)
            record.id = sha256(body)
            same.refuses(desk.judge, record, body, identities, manifest, KEY, what=what)
    same(True, same.count > 10, "there were receipts")


def judges_spoilt(same):
    its, identities = the_desk()
    manifest = manifest_of()
    fetched = {r.id: (r, body) for r, body in its.fetch(its.index()[0][envelope.INBOX])}
    for path in glob.glob(os.path.join(MADE, "spoilt", "*")):
        record, body = fetched[bytes.fromhex(read(path).decode().strip())]
        same.refuses(desk.judge, record, body, identities, manifest, KEY, what=os.path.basename(path))
    taken = [i for i, (r, body) in fetched.items() if takes(desk.judge, r, body, identities, manifest, KEY)]
    same(len(fetched) - 6, len(taken), "all the others are good")


def reads_receipts(same):
    for text, _ in real_receipts():
        right, _ = receipt.read(KEY, text)
        nine = right.split(" ")
        for place in range(9):
            word = nine[place]
            typed = nine[:place] + [word[:-1] + ("q" if word[-1] != "q" else "x")] + nine[place + 1:]
            same((right, True), receipt.read(KEY, " ".join(typed).upper().encode()), "a mistyped word")
            other = next(w for w in words.WORDS if w != word)
            wrong = nine[:place] + [other] + nine[place + 1:]
            if receipt.check_word(KEY, wrong[:8]) != wrong[8]:
                same.refuses(receipt.read, KEY, " ".join(wrong).encode(), what="another word of the list")
            same.refuses(receipt.read, KEY, " ".join(nine[:place] + ["xq"] + nine[place + 1:]).encode())
        same((right, True), receipt.read(KEY, " ".join(w[:3] for w in nine).encode()), "three letters each")
        same((right, False), receipt.read(KEY, "\n".join(f"{i + 1}. {w}" for i, w in enumerate(nine)).encode()))
        same.refuses(receipt.read, ed25519.public_of(bytes(32)), text, what="another campaign's")


# The log. ------------------------------------------------------------------------------------

def event_body(seed, kind="assign", case="", data=None):
    manifest = manifest_of()
    line1 = testimony.write_event(manifest["serial"], kind, case, TODAY, data or {})
    return envelope.make(seed, KEY, envelope.NOBODY, line1, age.read_recipient(manifest["recipient"]))


def puts_events(same):
    its, identities = the_desk()
    case = read(MADE, "01-short.mailbox").decode().strip()
    good = event_body(its.seed, "assign", case, {"to": "heron", "note": "Zażółć"})
    bad = event_body(os.urandom(32))
    same((201, 200), (its.put_log(good), its.put_log(good)))
    same(201, its.put_log(bad), "the daemon cannot see who signed")
    same(422, its.put_log(good[:-1]))
    same(422, its.ask("PUT", "/v1/desk/log/" + "0" * 64, good)[0], "another id")
    write(envelope.id_of(good).hex() + "\n", MADE, "event")
    write(envelope.id_of(bad).hex() + "\n", MADE, "event-of-a-stranger")
    fetched = its.fetch([envelope.id_of(good), envelope.id_of(bad)])
    same([(3, bytes(32))] * 2, [(r.tray, r.mailbox) for r, _ in fetched])
    manifest = manifest_of()
    same("assign", desk.judge(*fetched[0], identities, manifest, KEY)[1]["kind"])
    same.refuses(desk.judge, *fetched[1], identities, manifest, KEY, what="signed by a stranger")
    left = manifest | {"coordinators": [], "former": manifest["coordinators"]}
    same.refuses(desk.judge, *fetched[0], identities, left, KEY, what="signed by one who left")


def reads_the_vault(same):
    vault = desk.Vault(os.path.join(WORK, "desk"))
    identities = vault.identities()
    its, _ = the_desk()
    trays, _ = its.index()
    records = vault.records(identities)
    fetched = {(r.id, r.tray): r for tray in trays.values() for r, _ in its.fetch(tray)}
    write(b"".join(b"%s\n" % i.hex().encode() for i, _ in sorted(set(fetched) - set(records))), MADE, "unrecorded")
    for key, record in records.items():
        same((fetched[key].mailbox, fetched[key].week), (record.mailbox, record.week))
    lines = {r.id.hex(): line1 for r, line1, _ in good_messages(vault, envelope.INBOX, identities)}
    for path in glob.glob(os.path.join(MADE, "*.line1")):
        same(read(path), lines[read(path[:-len("line1")] + "id").decode().strip()])
    events = {r.id.hex() for r, _, _ in good_messages(vault, envelope.LOG, identities)}
    same({read(MADE, "event").decode().strip()}, events, "the real desk's log")
    first = glob.glob(os.path.join(WORK, "desk", "records", "*.age"))[0]
    same.refuses(age.open_file, flip(read(first), -1), identities, what="a flipped bit of a record file")
    # Only what lies in a mailbox that is not its author's may be without a record.
    same([read(MADE, "spoilt", "another-mailbox")], read(MADE, "unrecorded").splitlines(True))


def good_messages(vault, tray, identities):
    records = vault.records(identities)
    folder = {envelope.INBOX: "envelopes", envelope.LOG: "log"}[tray]
    for (its_id, its_tray), record in records.items():
        if its_tray != tray:
            continue
        body = read(vault.folder, folder, its_id.hex() + ".age")
        try:
            yield (record, *desk.judge(record, body, identities, vault.manifest, vault.pin.public.key))
        except Refused:
            pass


def writes_into_the_vault(same):
    """An event that only this vault has, with a record: the real desk hands it up."""
    its, _ = the_desk()
    body = event_body(its.seed, "of-a-later-version", "", {"n": 1})
    its_id = envelope.id_of(body)
    place = its_id + bytes([envelope.LOG]) + envelope.NOBODY + week_of(int(time.time())).to_bytes(4, "big")
    sealed = age.seal(place.ljust(69 * 256, b"\0"), [age.read_recipient(manifest_of()["recipient"])])
    same(17864, len(sealed))
    write(sealed, WORK, "desk", "records", os.urandom(16).hex() + ".age")
    write(body, WORK, "desk", "log", its_id.hex() + ".age")
    write(its_id.hex() + "\n", MADE, "event-to-hand-up")


def was_handed_up(same):
    its, identities = the_desk()
    its_id = bytes.fromhex(read(MADE, "event-to-hand-up").decode().strip())
    same(True, its_id in its.index()[0][envelope.LOG])
    (record, body), = its.fetch([its_id])
    same({"n": 1}, desk.judge(record, body, identities, manifest_of(), KEY)[1]["data"])


def restores(same):
    """PUT /v1/desk/restore, which no program here sends."""
    its, _ = the_desk()
    manifest = manifest_of()
    family = client.Family(manifest, KEY)
    body = family.seal(family.tell(data_file("01-short")))
    week = week_of(int(time.time())) - 3

    def record(tray=1, mailbox=family.keys.mailbox, its_week=week, its_body=body):
        return envelope.id_of(body) + bytes([tray]) + mailbox + its_week.to_bytes(4, "big") + its_body
    path = "/v1/desk/restore"
    same(422, its.ask("PUT", path, record(tray=4))[0])
    same(422, its.ask("PUT", path, record(tray=3))[0])
    same(422, its.ask("PUT", path, record(its_week=week + 9))[0])
    same(422, its.ask("PUT", path, record(its_body=flip(body, -1)))[0])
    same((201, 200), (its.ask("PUT", path, record())[0], its.ask("PUT", path, record())[0]))
    same(409, its.ask("PUT", path, record(mailbox=bytes(32)))[0])
    (held, its_body), = its.fetch([envelope.id_of(body)])
    same((week, body), (held.week, its_body))


def reads_the_store(same):
    """FORMATS 16; the daemon has ended."""
    held = desk.Vault(os.path.join(WORK, "desk"))
    store = sqlite3.connect(os.path.join(WORK, "store", "testimony.db"))
    pragma = lambda name: store.execute("PRAGMA " + name).fetchone()[0]
    same((4096, 0x54737479, 2), (pragma("page_size"), pragma("application_id"), pragma("user_version")))
    same([(1, KEY, PIN.serial)], store.execute("SELECT one, signing_key, serial FROM campaign").fetchall())
    gone = [withdrawal.Withdrawal(*row) for row in store.execute("SELECT mailbox, author, signature, week FROM withdrawal")]
    same(2, len(gone))
    for one in gone:
        same(None, one.verify(KEY))
    rows = {i: rest for i, *rest in store.execute("SELECT id, slot, tray, mailbox, week, done, body FROM envelope")}
    for its_id, (slot, _, _, _, done, body) in rows.items():
        same((its_id, int.from_bytes(its_id[:8], "big") >> 1, None), (sha256(body), slot, done))
    for (its_id, tray), record in held.records(held.identities()).items():
        same((tray, record.mailbox, record.week), tuple(rows[its_id][1:4]))


# The mailbox. --------------------------------------------------------------------------------

def replies_and_checks(same):
    """A coordinator writes five replies; the family reads what its mailbox gives."""
    its, _ = the_desk()
    manifest = manifest_of()
    family, stranger = client.Family(manifest, KEY), client.Family(manifest, KEY)
    mailbox = family.keys.mailbox
    sealed = []
    for n in range(1, 6):
        line1 = reply.write({"campaign": manifest["serial"], "kind": "message", "n": n, "part": 1, "parts": 1,
                             "seen": [], "in_force": ["counts"], "text": f"Thank you, {n}. Zażółć"})
        sealed.append(envelope.make(its.seed, KEY, mailbox, line1, age.read_recipient(family.keys.reply_to)))

    def said():
        out = []
        for body in INTAKE.check(mailbox):
            line1, value, by = envelope.open_envelope(body, [family.keys.reply_scalar], envelope.REPLY, mailbox, KEY)
            reply.check(value)
            same(True, by.hex() in [p["key"] for p in manifest["coordinators"]])
            same.refuses(age.open_file, body, [stranger.keys.reply_scalar], what="another family")
            out.append(value["n"])
        return sorted(out)
    same([], said())
    for body in sealed[:4]:
        same(201, its.put_reply(body, mailbox))
    same([1, 2, 3, 4], said())
    same(200, its.put_reply(sealed[0], mailbox), "again")
    same(409, its.put_reply(sealed[4], mailbox), "a fifth")
    same(409, its.put_reply(sealed[4], mailbox, sha256(b"nothing")), "a fifth for one that is not there")
    for name, value in (("Testimony-Mailbox", stranger.keys.mailbox.hex()), ("Testimony-Replaces", "0" * 64)):
        same(401, its.put_reply(sealed[4], mailbox, envelope.id_of(sealed[1]),
                                lambda f, n=name, v=value: f.update({n: v})), "a changed field")
    same(201, its.put_reply(sealed[4], mailbox, envelope.id_of(sealed[1])))
    same([1, 3, 4, 5], said())
    same([], INTAKE.check(stranger.keys.mailbox))


def withdraws(same):
    its, _ = the_desk()
    manifest = manifest_of()
    family, stranger = client.Family(manifest, KEY), client.Family(manifest, KEY)
    mailbox = family.keys.mailbox
    body = family.seal(family.tell(data_file("01-short")))
    same(201, INTAKE.put(body, mailbox))
    other = envelope.make(its.seed, KEY, mailbox, b"{}", age.read_recipient(family.keys.reply_to))
    same(201, its.put_reply(other, mailbox))
    done = "/v1/desk/envelopes/"
    same((204, 204), tuple(its.ask("DELETE", done + envelope.id_of(body).hex())[0] for _ in range(2)))
    same(404, its.ask("DELETE", done + envelope.id_of(other).hex())[0], "a reply is not marked")
    event = event_body(its.seed)
    same(201, its.put_log(event))
    same(404, its.ask("DELETE", done + envelope.id_of(event).hex())[0], "an event is not marked")
    same((204, 204), tuple(its.ask("DELETE", "/v1/desk/log/" + envelope.id_of(event).hex())[0] for _ in range(2)))
    good = withdrawal.make(family.keys.author_seed, KEY)
    same(400, INTAKE.withdraw(withdrawal.make(family.keys.author_seed, sha256(b"another campaign"))))
    same(400, INTAKE.withdraw(withdrawal.make(stranger.keys.author_seed, KEY), mailbox))
    same(400, INTAKE.withdraw(withdrawal.Withdrawal(mailbox, good.author, flip(good.signature, 3))))
    same(1, len(INTAKE.check(mailbox)))
    same((204, 204), (INTAKE.withdraw(good), INTAKE.withdraw(good)))
    same([], INTAKE.check(mailbox))
    same((410, 410), (INTAKE.put(body, mailbox), its.put_reply(other, mailbox)))
    trays, gone = its.index()
    same([], [i for tray in trays.values() for i in tray if i in map(envelope.id_of, (body, other, event))])
    kept = withdrawal.read_record(next(w for w in gone if w[:32] == mailbox))
    same(None, kept.verify(KEY))
    same((good.signature, week_of(int(time.time()))), (kept.signature, kept.week))
    # Of a mailbox that never held anything: nothing is kept, unless a desk hands it on.
    handed = withdrawal.make(stranger.keys.author_seed, KEY, 2900)
    same(204, INTAKE.withdraw(handed))
    same(len(gone), len(its.index()[1]))
    path = "/v1/desk/withdrawals/" + handed.mailbox.hex()
    same(422, its.ask("PUT", path, flip(handed.record(), 70))[0])
    same(422, its.ask("PUT", path, handed.record()[:-1] + b"x")[0])
    same((201, 200), tuple(its.ask("PUT", path, handed.record())[0] for _ in range(2)))
    same(410, INTAKE.put(stranger.seal(stranger.tell(data_file("01-short"))), stranger.keys.mailbox))


# Campaigns. ----------------------------------------------------------------------------------

def reads_sealed_keys(same):
    """A campaign whose keys testimony-keys sealed; a second coordinator was admitted."""
    folder, passphrase = os.path.join(WORK, "sealed"), b"made up for tests"
    inside = {n: desk.read_key_file(read(folder, "secret", n), passphrase)
              for n in ("signing.key", "campaign.key", "heron.key")}
    same.refuses(desk.read_key_file, read(folder, "secret", "heron.key"), b"another", what="another passphrase")
    same.refuses(desk.read_key_file, flip(read(folder, "secret", "heron.key"), -1), passphrase, what="a flipped bit")
    public = minisign.read_public(read(folder, "campaign.pub"))
    manifest = campaign.read(read(folder, "campaign.json"), read(folder, "campaign.json.minisig"),
                             campaign.Pin(public, 1), TODAY)
    same(public.file(), read(folder, "campaign.pub"))
    key_id, seed = minisign.read_secret(inside["signing.key"])
    same((public.key_id, public.key), (key_id, ed25519.public_of(seed)))
    same(read(folder, "campaign.json.minisig"), campaign.sign(seed, key_id, read(folder, "campaign.json")))
    identities = age.read_identities(inside["campaign.key"])
    same(manifest["recipient"], age.recipient_text(age.point_of(identities[0])))
    same(manifest["packs"], pack.public_of(pack.key_seed(identities[0])).line())
    for place, handle in enumerate(("heron", "robin")):
        data = inside["heron.key"] if handle == "heron" else read(WORK, "robin", "robin.key")
        seed, scalar = desk.read_person_key(desk.read_key_file(data, passphrase))
        person = {"handle": handle, "key": ed25519.public_of(seed).hex(),
                  "recipient": age.recipient_text(age.point_of(scalar))}
        same(person, manifest["coordinators"][place])
        if handle == "robin":  # who began the campaign has none
            same(inside["campaign.key"], age.open_file(read(folder, "for-robin.age"), [scalar]))
    line = read(WORK, "robin", "robin.pub")
    same(write_json(person) + b"\n", line)
    printed = read(WORK, "robin", "words").decode()
    same(True, " ".join(words.six_words(sha256(line.rstrip(b"\n")))) in printed, "robin's six words")


def makes_a_campaign(same):
    folder, passphrase = os.path.join(MADE, "campaign"), b"made up for tests"
    os.makedirs(os.path.join(folder, "secret"), 0o700)
    seed, key_id, author = os.urandom(32), os.urandom(8), os.urandom(32)
    recipient, person = os.urandom(32), os.urandom(32)
    text = lambda scalar: age.recipient_text(age.point_of(scalar))
    day = lambda n: (datetime.date.fromisoformat(TODAY) + datetime.timedelta(n)).isoformat()
    its_form = json.loads(read(SOURCE, "conf", "form-worcestershire.json"))
    manifest = {
        "format": "testimony-campaign-1", "name": "Made up by another program – żółw", "contact": "", "serial": 7,
        "issued": TODAY, "expires": day(90), "recipient": text(recipient), "origins": [os.environ["ORIGIN"]],
        "coordinators": [{"handle": "wren", "key": ed25519.public_of(author).hex(), "recipient": text(person)}],
        "former": [], "dates": {"closes": day(50), "previews_from": day(60), "answer_by": day(80)},
        "form": its_form, "help": its_form.get("help", [])}
    data = write_json(manifest) + b"\n"
    public = minisign.PublicKey(key_id, ed25519.public_of(seed))
    write(data, folder, "campaign.json")
    write(campaign.sign(seed, key_id, data), folder, "campaign.json.minisig")
    write(public.file(), folder, "campaign.pub")
    write(campaign.Pin(public, 7).text() + "\n", MADE, "pin")
    identities = f"# public key: {text(recipient)}\n{age.identity_text(recipient)}\n".encode()
    write(age.seal_passphrase(minisign.write_secret(key_id, seed), passphrase, 12), folder, "secret", "signing.key")
    write(age.seal_passphrase(identities, passphrase, 12), folder, "secret", "campaign.key")
    write(age.seal_passphrase(f"{author.hex()}\n{age.identity_text(person)}\n".encode(), passphrase, 12),
          folder, "secret", "wren.key")
    write(age.seal(identities, [age.point_of(person)]), folder, "for-wren.age")
    write(identities, MADE, "identities")
    write("pin:   %s\nwords: %s\n" % (campaign.Pin(public, 7).text(), " ".join(words.six_words(public.key))),
          MADE, "fingerprint")
    same(manifest, campaign.read(data, read(folder, "campaign.json.minisig"), campaign.Pin(public, 7), TODAY))
    broken = os.path.join(MADE, "broken")
    os.makedirs(broken)
    write(flip(data, 60), broken, "campaign.json")
    write(read(folder, "campaign.json.minisig"), broken, "campaign.json.minisig")


def reads_what_was_told_to_it(same):
    """The real client sealed to the campaign that makes_a_campaign made."""
    folder = os.path.join(MADE, "campaign")
    pin = campaign.read_pin(read(MADE, "pin").decode().strip())
    manifest = campaign.read(read(folder, "campaign.json"), read(folder, "campaign.json.minisig"), pin, TODAY)
    nine, _ = receipt.read(pin.public.key, read(MADE, "sealed.receipt"))
    family = client.Family(manifest, pin.public.key, nine)
    same(family.keys.mailbox.hex() + "\n", read(MADE, "sealed.mailbox").decode())
    body, identities = read(MADE, "sealed"), age.read_identities(read(MADE, "identities"))
    line1, _, by = envelope.open_envelope(body, identities, envelope.INBOX, family.keys.mailbox, pin.public.key)
    same((family.tell(data_file("06-polish")), family.keys.author_key), (line1, by))
    same.refuses(envelope.open_envelope, flip(body, 200), identities, 1, family.keys.mailbox, pin.public.key)


def reads_the_key_of_packs(same):
    """testimony-keys signed anew the campaign of makes_a_campaign, which names no key of packs, beside its key."""
    folder = os.path.join(MADE, "campaign")
    manifest = campaign.read(read(folder, "campaign.json"), read(folder, "campaign.json.minisig"),
                             campaign.read_pin(read(MADE, "pin").decode().strip()), TODAY)
    scalar, = age.read_identities(read(MADE, "identities"))
    same(pack.public_of(pack.key_seed(scalar)).line(), manifest["packs"])


STAGES = {
    "family": [
        ("it verifies the real daemon's campaign with the pin, and no changed one", verifies_the_campaign),
        ("it shows what could deceive on a terminal as testimony-keys does", shows_the_same),
        ("it checks the made-up answers against the form, and refuses broken ones", checks_answers),
        ("its envelopes are put into the real daemon with 201, once more with 200, broken ones not", puts),
        ("it puts the other kinds, and envelopes that no desk may take", other_kinds)],
    "desk": [
        ("the real daemon gives it index and records by signed requests", index_and_fetch),
        ("the real daemon refuses its requests that are unsigned, changed, old or repeated", signatures),
        ("it opens and verifies what the real client sealed, from the receipt on, and nothing changed",
         reads_the_real_client),
        ("it sets aside what is unsigned, or of another mailbox, campaign or format", judges_spoilt),
        ("it reads the real client's receipts, corrects a mistyped word and refuses a wrong one", reads_receipts)],
    "log": [("its events are put into the real daemon's log; a stranger's is not taken by it", puts_events)],
    "vault": [
        ("it reads the real desk's folder: records, envelopes and log", reads_the_vault),
        ("it writes an event and a record into the real desk's folder", writes_into_the_vault)],
    "handed": [
        ("the real desk handed its event up to the daemon", was_handed_up),
        ("it restores a record into the real daemon, and no broken one", restores)],
    "store": [("it reads the real daemon's store", reads_the_store)],
    "mailbox": [
        ("a family reads its replies out of a check, four at most", replies_and_checks),
        ("a family withdraws, and its mailbox takes nothing any more", withdraws)],
    "keys": [
        ("it opens the key files that testimony-keys sealed, and checks campaign and persons", reads_sealed_keys),
        ("it makes a campaign", makes_a_campaign)],
    "told": [("it opens what the real client sealed to its campaign", reads_what_was_told_to_it)],
    "renewed": [("it finds there the key of packs that follows from the campaign's", reads_the_key_of_packs)],
}

for its_promise in STAGES[STAGE]:
    promise(*its_promise)
