# SPDX-License-Identifier: ISC
"""Proof of work: FORMATS section 15."""
import base64
import hashlib
import re

from basics import need, sha256


def bits_of(token, envelope_id, nonce):
    digest = sha256(token.encode() + envelope_id + nonce.to_bytes(8, "big"))
    return 256 - int.from_bytes(digest, "big").bit_length()


def work(token, envelope_id, bits, nonce=0):
    need(bits <= 32, "too much work is asked for")
    while bits_of(token, envelope_id, nonce) < bits:
        nonce = (nonce + 1) % 2**64
    return nonce


def write(token, nonce):
    return "%s %016x" % (token, nonce)


def read(field):
    found = re.fullmatch(rb"([A-Za-z0-9_-]{1,128}) ([0-9a-f]{16})", field)
    need(found, "proof: another form")
    return found[1].decode(), int(found[2], 16)


def make_token(key, minute):
    """What daemons that share a token_key give out."""
    head = minute.to_bytes(4, "big")
    tag = hashlib.blake2b(b"testimony-challenge-1\n" + head, digest_size=16, key=key).digest()
    return base64.urlsafe_b64encode(head + tag).rstrip(b"=").decode()
