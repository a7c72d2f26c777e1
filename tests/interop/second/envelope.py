# SPDX-License-Identifier: ISC
"""Envelopes: FORMATS section 4."""
import re

import age
import ed25519
from basics import need, read_json, sha256

SIZE = 32968
PLAINTEXT = 32768
LINE_1 = 32400
INBOX, REPLY, LOG = 1, 2, 3
TRAYS = {"inbox": INBOX, "reply": REPLY, "log": LOG}
FORMATS = {INBOX: "testimony-1", REPLY: "testimony-reply-1", LOG: "testimony-event-1"}
NOBODY = bytes(32)


def id_of(envelope):
    return sha256(envelope)


def check_outside(envelope):
    """What the daemon checks (4.2), but the id."""
    need(len(envelope) == SIZE, "envelope: another size")
    header = age.read_header(envelope)
    need(header.size == 168, "envelope: a header of another size")
    need(len(header.stanzas) == 1, "envelope: not one stanza")
    arguments, body = header.stanzas[0]
    need(arguments[0] == "X25519", "envelope: another kind of stanza")
    age.x25519_stanza(arguments, body)


def signed_bytes(campaign_key, mailbox, line1):
    return b"testimony-signed-1\n" + campaign_key + mailbox + line1


def make_plaintext(author_seed, campaign_key, mailbox, line1):
    need(len(line1) <= LINE_1, "line 1 is too long")
    signature = ed25519.sign(author_seed, signed_bytes(campaign_key, mailbox, line1))
    line2 = '{"by":"%s","signature":"%s"}' % (ed25519.public_of(author_seed).hex(), signature.hex())
    out = line1 + b"\n" + line2.encode() + b"\n"
    return out + b" " * (PLAINTEXT - 1 - len(out)) + b"\n"


def make(author_seed, campaign_key, mailbox, line1, recipient):
    return age.seal(make_plaintext(author_seed, campaign_key, mailbox, line1), [recipient])


def read_plaintext(plaintext):
    """Line 1, by, signature."""
    need(len(plaintext) == PLAINTEXT, "plaintext: another size")
    found = re.fullmatch(rb'([^\n]{2,%d})\n\{"by":"([0-9a-f]{64})","signature":"([0-9a-f]{128})"\}\n *\n' % LINE_1,
                         plaintext)
    need(found, "plaintext: another layout")
    line1 = found[1]
    need(line1[:1] == b"{" and line1[-1:] == b"}", "plaintext: line 1 is no object")
    return line1, bytes.fromhex(found[2].decode()), bytes.fromhex(found[3].decode())


def open_envelope(envelope, identities, tray, mailbox, campaign_key):
    """4.5, steps 3 to 6: line 1, its JSON, and who signed it."""
    check_outside(envelope)
    line1, by, signature = read_plaintext(age.open_file(envelope, identities))
    if tray == INBOX:
        need(sha256(by) == mailbox, "it lies in another mailbox than its author's")
    need(ed25519.verify(by, signature, signed_bytes(campaign_key, mailbox, line1)), "the inner signature does not hold")
    value = read_json(line1)
    need(isinstance(value, dict) and value.get("format") == FORMATS[tray], "a message of another tray")
    return line1, value, by
