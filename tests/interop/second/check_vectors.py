# SPDX-License-Identifier: ISC
"""Reads tests/vectors/*.json and tests/specimens/*: python3 check_vectors.py SOURCE-FOLDER.
Prints a line for each promise, as the scripts do."""
import base64
import json
import os
import sys

import age
import basics
import campaign
import decision
import desk
import ed25519
import envelope
import figures
import form
import http_head
import httpsig
import minisign
import pack
import proof
import receipt
import reply
import request_table
import terminal
import testimony
import uses
import withdrawal
import words
from basics import Refused, need, sha256, unhex
from promises import flip, promise, takes

TESTS = os.path.join(sys.argv[1], "tests")


def vectors(name):
    with open(os.path.join(TESTS, "vectors", name + ".json"), encoding="utf-8") as file:
        return json.load(file)


def check_age(same):
    v = vectors("age")
    scalar = bytes.fromhex(v["scalar"])
    same(scalar, age.read_identity(v["identity"]))
    same(v["identity"], age.identity_text(scalar))
    same(v["point"], age.point_of(scalar).hex())
    same(v["recipient"], age.recipient_text(bytes.fromhex(v["point"])))
    same(v["point"], age.read_recipient(v["recipient"]).hex())
    for case in v["files"]:
        with_key = [age.read_identity(case["identity"])] if "identity" in case else []
        passphrase = case["passphrase"].encode() if "passphrase" in case else None
        whole = bytes.fromhex(case["file"])
        same(case["plaintext"], age.open_file(whole, with_key, passphrase).hex(), case["by"])
        same(False, takes(age.open_file, flip(whole, -1), with_key, passphrase))
    x = {k: bytes.fromhex(h) for k, h in v["x25519"].items()}
    point = bytes.fromhex(v["point"])
    same(x["share"], age.point_of(x["ephemeral"]))
    key = age._x25519_key(age.exchange(x["ephemeral"], point), x["share"], point)
    same(x["wrap_key"], key)
    same(key, age._x25519_key(age.exchange(scalar, x["share"]), x["share"], point))
    same(x["body"], age._wrap(key, x["file_key"]))
    same(x["file_key"], age._unwrap(key, x["body"]))
    s = v["scrypt"]
    same(s["wrap_key"], age._scrypt_key(s["passphrase"].encode(), bytes.fromhex(s["salt"]), s["work_factor"]).hex())
    f = {k: bytes.fromhex(h) for k, h in v["file"].items()}
    header = age.read_header(f["whole"])
    same(f["header"], f["whole"][:header.size], "header")
    same(f["mac"], age._mac(x["file_key"], header.covered))
    same(f["mac"], header.mac)
    same(f["nonce"], f["whole"][header.size:][:16])
    same(f["payload_key"], basics.hkdf(x["file_key"], f["nonce"], b"payload"))
    same(f["plaintext"], age.open_file(f["whole"], [scalar]))
    big = os.urandom(2 * age.CHUNK)
    same(big, age.open_file(age.seal(big, [point, point]), [scalar]))
    same(b"", age.open_file(age.seal_passphrase(b"", b"x", 10), passphrase=b"x"))
    same(False, takes(age.open_file, age.seal_passphrase(b"", b"x", 10), [], b"y"))


def check_minisign(same):
    v = vectors("minisign")
    seed, key_id = bytes.fromhex(v["seed"]), bytes.fromhex(v["key_id"])
    same(v["key"], ed25519.public_of(seed).hex())
    same((key_id, seed), minisign.read_secret(v["secret_file"].encode()))
    same(v["secret_file"].encode(), minisign.write_secret(key_id, seed))
    same((key_id, seed), minisign.read_secret(v["secret_file_with_checksum"].encode()))
    public = minisign.read_public(v["public_file"].encode())
    same(v["public_file"].encode(), public.file())
    same(v["public_line"], public.line())
    same(v["public_line_url"] + ".1", campaign.Pin(public, 1).text())
    for case in v["cases"]:
        data, comment = bytes.fromhex(case["message"]), case["trusted_comment"]
        same(comment.encode(), minisign.verify(public, data, case["signature"].encode()))
        same(case["signature"].encode(), minisign.sign(seed, key_id, data, comment))
        same(False, takes(minisign.verify, public, data + b"x", case["signature"].encode()))
    for case in v["refused"]:
        same(False, takes(minisign.verify, public, bytes.fromhex(v["cases"][0]["message"]),
                          case["signature"].encode()), case["why"])


def check_pin(same):
    v = vectors("pin")
    for case in v["taken"]:
        pin = campaign.read_pin(case["text"])
        same((case["serial"], case["key"], case["key_id"], case["printed"]),
             (pin.serial, pin.public.key.hex(), pin.public.key_id.hex(), pin.text()))
    for text in v["refused"]:
        same(False, takes(campaign.read_pin, text), text)
    for case in v["words"]:
        same(case["words"], words.six_words(bytes.fromhex(case["key"])))
    for case in v["origins"]:
        same(case["kind"], campaign.origin_kind(case["origin"]), case["origin"])
    for text in v["origins_refused"]:
        same(False, takes(campaign.origin_kind, text), text)
    for wanted, list_name in ((True, "handles"), (False, "handles_refused")):
        for text in v[list_name]:
            same(wanted, campaign.is_handle(text), text)
    for case in v["days"]:
        same(case["day"], basics.day_number(case["text"]))
    for text in v["days_refused"]:
        same(False, takes(basics.day_number, text), text)
    for case in v["weeks"]:
        same(case["week"], basics.week_of(case["seconds"]))
    heron = ('{"handle":"heron","key":"f3fc47f0622ec632c6cde12a02652bb5e472366235bb2e9b76cba01ac6852369",'
             '"recipient":"age1mh5m3kk3ayfzlcwssjn0q5g5093ca8cycrns5rndnxct8x2q850snxm40x"}')
    same("asleep unevenness thorn juice jarring gnarly", " ".join(words.six_words(sha256(heron.encode()))))


def check_campaign(same):
    v = vectors("campaign")
    for case in v["cases"]:
        got = takes(lambda c=case: campaign.read(c["manifest"].encode(), c["signature"].encode(),
                                                 campaign.read_pin(c["pin"])))
        same(case["taken"], got, case["name"])
    first = v["cases"][0]
    manifest = campaign.parse(first["manifest"].encode())
    for case in v["days"]:
        same(case["taken"], takes(campaign.check_today, manifest, case["today"]), case["today"])
    seed = bytes.fromhex(vectors("minisign")["seed"])
    pin = campaign.read_pin(first["pin"])
    same(first["signature"].encode(), campaign.sign(seed, pin.public.key_id, first["manifest"].encode()))


def filled(case):
    answers, hide = dict(case["answers"]), case.get("hide")
    if "fill" in case:
        answers[case["fill"]["page"]] = case["fill"]["text"] * case["fill"]["times"]
    if "fill_hide" in case:
        hide = [case["fill_hide"]["text"] * case["fill_hide"]["times"]] * case["fill_hide"]["names"]
    return answers, hide


def check_form(same):
    v = vectors("form")
    for name, its in v["forms"].items():
        same(None, form.check_form(its), name)
    for case in v["walks"]:
        its = v["forms"][case["form"]]
        shown = form.walk(its, case["answers"])
        same(case["pages"], list(shown), case["note"])
        same(case["kept"], {k: a for k, a in case["answers"].items() if k in shown}, case["note"])
        if "uses" in case:
            same(case["uses"], form.offered(its, case["answers"]), case["note"])
    for case in v["values"]:
        page = next(p for p in v["forms"][case["form"]]["pages"] if p["id"] == case["page"])
        same(case["accept"], takes(form.check_value, page, case.get("value", form.NOTHING)), case["note"])
    for case in v["checks"]:
        answers, hide = filled(case)
        same(case["accept"], takes(form.check_testimony, v["forms"][case["form"]], answers, hide, case["uses"]),
             case["note"])
    for case in v["categories"]:
        page = next(p for p in v["forms"][case["form"]]["pages"] if p["id"] == case["page"])
        same(case["categories"], form.categories(page))
    for case in v["bytes"]:
        same(case["bytes"], form.text_bytes(v["forms"][case["form"]], case["answers"], case["hide"]))
    for case in v["texts"]:
        same(case["shown"], form.shown_text(case["text"], case["language"]))


def check_receipt(same):
    v = vectors("receipt")
    for case in v["cases"]:
        campaign_key = bytes.fromhex(case["campaign_key"])
        keys = receipt.Keys(campaign_key, case["text"])
        same((case["salt"], case["seed"], case["reply_scalar"], case["author_seed"], case["author_key"],
              case["mailbox"], case["reply_recipient"], case["reply_identity"]),
             (keys.salt.hex(), keys.seed.hex(), keys.reply_scalar.hex(), keys.author_seed.hex(),
              keys.author_key.hex(), keys.mailbox.hex(), keys.reply_to, age.identity_text(keys.reply_scalar)))
    for case in v["readings"]:
        campaign_key, typed = bytes.fromhex(case["campaign_key"]), case["typed"].encode()
        if case.get("refused"):
            same(False, takes(receipt.read, campaign_key, typed), case["note"])
        else:
            same((case["text"], case["corrected"]), receipt.read(campaign_key, typed), case["note"])


def check_testimony(same):
    v = vectors("testimony")
    for case in v["answers"]:
        data = bytes.fromhex(case["file"])
        if "taken" in case:
            same(case["taken"], testimony.read_and_check(data, v["form"]), case["note"])
        else:
            same(False, takes(testimony.read_and_check, data, v["form"]), case["note"])
    for case in v["lines"]:
        told = case["answers"]
        language = case.get("language") or told.get("language") or "en"
        line = testimony.write(case["kind"], 7, language, v["recipient"], told["answers"], told.get("hide"),
                               told["uses"])
        same(case["line"].encode(), line)
        same(None, testimony.check(basics.read_json(line)))
    same(v["consent"]["line"].encode(), testimony.write_consent(7, v["recipient"], v["consent"]["uses"]))
    a = v["answer"]
    same(a["line"].encode(), testimony.write_answer(7, v["recipient"], a["reply"], a["answer"], a["text"]))
    for which in ("consent", "answer"):
        same(None, testimony.check(basics.read_json(v[which]["line"].encode())))
    limit = v["limit"]
    answers, _ = filled(limit)
    line = testimony.write("testimony", limit["campaign"], limit["language"], v["recipient"], answers, [], ["u"])
    same(limit["bytes"], len(line), "the longest line 1")
    same(None, form.check_testimony(vectors("form")["forms"]["wide"], answers, [], ["u"]))


def read_message(case, campaign_key, whole):
    tray, mailbox = envelope.TRAYS[case["tray"]], unhex(case["mailbox"], 32)
    line1, value, by = envelope.open_envelope(whole, [age.read_identity(case["identity"])], tray, mailbox, campaign_key)
    return line1, by


def check_envelope(same):
    v = vectors("envelope")
    campaign_key = bytes.fromhex(v["campaign_key"])
    for case in v["good"]:
        whole = base64.b64decode(case["envelope"])
        same(case["id"], envelope.id_of(whole).hex())
        line1, by = read_message(case, campaign_key, whole)
        same((case["line1"].encode(), case["by"]), (line1, by.hex()), case["note"])
        same(case["line1_sha256"], sha256(line1).hex())
        plaintext = age.open_file(whole, [age.read_identity(case["identity"])])
        same(case["plaintext_sha256"], sha256(plaintext).hex())
        same(case["recipient"], age.recipient_text(age.point_of(age.read_identity(case["identity"]))))
    for change in v["bad"]:
        case = v["good"][change["of"]] | change
        whole = base64.b64decode(case["envelope"])
        if "at" in change:
            whole = flip(whole, change["at"], change["xor"])
        key = bytes.fromhex(change.get("campaign_key", v["campaign_key"]))
        same(False, takes(read_message, case, key, whole), change["note"])
    for case in v["bad_sealed"]:
        same(False, takes(read_message, case, campaign_key, base64.b64decode(case["envelope"])), case["note"])


def check_httpsig(same):
    v = vectors("httpsig")
    seed = bytes.fromhex(v["seed"])
    same(v["key"], ed25519.public_of(seed).hex())
    for case in v["requests"]:
        digest = httpsig.content_digest(bytes.fromhex(case["body"]))
        same(case["content_digest"], digest, case["name"])
        arguments = case["method"], case["authority"], case["path"], digest
        more = case["mailbox"], case["replaces"]
        signed = httpsig.sign(seed, *arguments, case["created"], bytes.fromhex(case["nonce"]), *more)
        same((case["signature_input"], case["signature"]), signed, case["name"])
        same(case["base"], httpsig.base(httpsig._fields(*arguments, *more), signed[0][len("desk="):]).decode())
        same((v["key"], case["created"], case["nonce"]), tuple(
            p if isinstance(p, int) else p.hex() for p in httpsig.verify(*arguments, *signed, *more)))
        same(False, takes(httpsig.verify, case["method"], case["authority"], case["path"] + "x", digest, *signed, *more))


def check_proof(same):
    for case in vectors("proof")["proofs"]:
        its_id = bytes.fromhex(case["id"])
        same(case["bits"], proof.bits_of(case["token"], its_id, case["nonce"]))
        same(case["nonce"], proof.work(case["token"], its_id, case["bits_wanted"]))
        same(case["header"], proof.write(case["token"], case["nonce"]))
        same((case["token"], case["nonce"]), proof.read(case["header"].encode()))
    same("AcLNULzQg2rgPfp7crQCj39yCe0", proof.make_token(bytes(range(32)), 29543760))


def check_pack_key(same):
    for case in vectors("pack_key")["cases"]:
        scalar = age.read_identity(case["identity"])
        same(case["scalar"], scalar.hex())
        same(case["recipient"], age.recipient_text(age.point_of(scalar)), case["note"])
        seed = pack.key_seed(scalar)
        same(case["seed"], seed.hex(), case["note"])
        public = pack.public_of(seed)
        same((case["key"], case["line"]), (public.key.hex(), public.line()), case["note"])
        same(public.key_id, public.key[:8])


def check_clean(same):
    v = vectors("clean")
    shower = terminal.Shower(v["hidden"], v["marks"], v["shown"])
    for case in v["cases"]:
        for name in ("line", "text"):
            same(case[name], shower.show(bytes.fromhex(case["hex"]), name == "text"), case["note"])


def check_withdrawal(same):
    v = vectors("withdrawal")
    for case in v["cases"]:
        key = bytes.fromhex(case["campaign_key"])
        made = withdrawal.make(bytes.fromhex(case["seed"]), key, case["week"])
        same((case["author"], case["mailbox"], case["signature"]),
             (made.author.hex(), made.mailbox.hex(), made.signature.hex()))
        same(case["signed"], withdrawal.signed_bytes(key, made.mailbox).hex())
        same((case["record"], case["header"]), (made.record().hex(), made.field()), case["note"])
        same(None, withdrawal.read_record(bytes.fromhex(case["record"])).verify(key))
        same(None, withdrawal.read_field(case["header"], made.mailbox).verify(key))
    for case in v["refused"]:
        same(False, takes(lambda c=case: withdrawal.read_record(bytes.fromhex(c["record"])).verify(
            bytes.fromhex(c["campaign_key"]))), case["why"])
    for case in v["headers_refused"]:
        same(False, takes(withdrawal.read_field, case["header"]), case["why"])


def check_reply_line(same):
    v = vectors("reply_line")
    for case in v["good"]:
        members = case["reply"] | ({"text": "x" * case["fill"]} if "fill" in case else {})
        line = reply.write(members)
        same(case.get("line", line.decode()).encode(), line, case["note"])
        same(case["sha256"], sha256(line).hex(), case["note"])
        same(None, reply.check(basics.read_json(line)))
    for case in v["refused"]:
        same(False, takes(lambda c=case: reply.check(basics.read_json(c["line"].encode()))), case["why"])


def check_reply_event(same):
    v = vectors("reply_event")
    for case in v["good"]:
        line = reply.write_event(bytes.fromhex(case["mailbox"]), case["made"], bytes.fromhex(case["id"]),
                                 case["line1"].encode())
        same(case["line"].encode(), line, case["note"])
        same(case["line1"].encode(), reply.check_event(basics.read_json(line)), case["note"])
    for case in v["refused"]:
        same(False, takes(lambda c=case: reply.check_event(basics.read_json(c["line"].encode()))), case["why"])


def check_uses_in_force(same):
    for case in vectors("uses_in_force")["cases"]:
        for turned in (1, -1):
            got = uses.stand(case["messages"][::turned], case["replies"][::turned])
            same({name: case[name] for name in got}, got, case["note"])


def check_decision(same):
    v = vectors("decision")
    for case in v["good"]:
        same(True, takes(lambda c=case: decision.check(basics.read_json(c["line"].encode()))), case["note"])
    for case in v["refused"]:
        same(False, takes(lambda c=case: decision.check(basics.read_json(c["line"].encode()))), case["why"])
    for case in v["redactions"]:
        if "text" not in case:
            same.refuses(decision.redact, case["texts"], case["answers"], what=case["note"])
            continue
        made = decision.redact(case["texts"], case["answers"])
        same((case["text"], case["makes"]), (made, decision.digest(made)), case["note"])


def check_requests(same):
    v = vectors("requests")
    seed = bytes.fromhex(vectors("httpsig")["seed"])
    for section in "malformed", "intake", "desk", "unfinished":
        for number, entry in enumerate(v[section]):
            request = request_table.made(entry, seed, 1700000000, number.to_bytes(16, "big"))
            taken = takes(http_head.read, request)
            same(section in ("intake", "desk"), taken, entry["name"])
            if section == "desk" and "{signed}" in entry["request"] and entry["status"] != 421:
                try:
                    request_table.is_signed(request)
                    holds = True
                except (Refused, KeyError):
                    holds = False
                same(entry["status"] != 401, holds, entry["name"])


# Specimens: a reader for each folder; those whose name begins with good- are taken. -------------

def specimen_readers():
    keys = vectors("age")
    mini = vectors("minisign")
    told = vectors("testimony")
    some_campaigns = sorted({bytes.fromhex(c["campaign_key"]) for c in vectors("receipt")["cases"]})
    scalar = age.read_identity(keys["identity"])
    public = minisign.read_public(mini["public_file"].encode())
    message = bytes.fromhex(mini["cases"][0]["message"])
    desk_key = vectors("httpsig")["key"]
    json_of = basics.read_json

    def text(data):
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise Refused("not UTF-8") from None

    def header(data):
        need(age.read_header(data).size == len(data), "something behind the header")

    def stream(data):
        age.open_file(data, [scalar], keys["scrypt"]["passphrase"].encode())

    def read_receipt(data):
        for key in some_campaigns:
            if takes(receipt.read, key, data):
                return
        raise Refused("receipt")

    return {
        "age_header": header, "age_stream": stream, "answers": lambda d: testimony.read_and_check(d, told["form"]),
        "campaign": campaign.parse, "decision": lambda d: decision.check(json_of(d)),
        "envelope": envelope.check_outside, "envelope_plain": envelope.read_plaintext,
        "event": lambda d: testimony.check_event(json_of(d)), "form": lambda d: form.check_form(json_of(d)),
        "figures": lambda d: figures.check(json_of(d)),
        "http": http_head.read, "httpsig": lambda d: read_signed(d, desk_key), "identity": age.read_identities, "index": desk.read_index,
        "json": json_of, "minisign": lambda d: minisign.verify(public, message, d),
        "pin": lambda d: campaign.read_pin(text(d)), "proof": proof.read, "receipt": read_receipt,
        "recipient": lambda d: age.read_recipient(text(d)), "reply_line": lambda d: reply.check(json_of(d)),
        "reply_event": lambda d: reply.check_event(json_of(d)),
        "withdrawal": lambda d: (withdrawal.read_record(d) if len(d) == withdrawal.RECORD
                                 else withdrawal.read_field(text(d))),
        "testimony": lambda d: testimony.check(json_of(d)),
    }


def read_signed(data, key):
    """A request to be verified: seven or eight lines, "-" for what is not sent."""
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    need(len(lines) >= 8, "lines")
    method, authority, path, digest, mailbox, replaces, its_input = lines[:7]
    signature = "\n".join(lines[7:])
    absent = lambda value: None if value == "-" else value
    by, _, _ = httpsig.verify(method, authority, path, digest, its_input, signature, absent(mailbox), absent(replaces))
    need(by.hex() == key, "another key")


def check_specimens(folder, reader):
    def check(same):
        names = sorted(os.listdir(folder))
        taken = []
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            same(name.startswith("good-"), takes(reader, data), name)
            taken += [data] if name.startswith("good-") else []
        need(0 < len(taken) < len(names), "good ones and bad ones")
    return check


def main():
    for name, check in sorted(globals().items()):
        if name.startswith("check_") and name != "check_specimens":
            promise(f"the second implementation agrees with vectors/{name[6:]}.json", check)
    for name, reader in sorted(specimen_readers().items()):
        promise(f"it takes the good specimens of {name} and refuses the others",
                check_specimens(os.path.join(TESTS, "specimens", name), reader))


if __name__ == "__main__":
    main()
