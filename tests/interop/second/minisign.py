# SPDX-License-Identifier: ISC
"""minisign files: FORMATS section 5."""
import hashlib
import re

import ed25519
from basics import b64, need, unb64

ALGORITHM, PREHASHED = b"Ed", b"ED"


def _lines(data, count):
    """Exactly count lines that end in LF or CRLF; the last one may end without."""
    lines = data.split(b"\n")
    if lines[-1] == b"" and len(lines) == count + 1:
        lines.pop()
    need(len(lines) == count, f"minisign: not {count} lines")
    return [line[:-1] if line.endswith(b"\r") else line for line in lines]


def _comment(line, prefix):
    need(line.startswith(prefix), "minisign: no " + prefix.decode().strip())
    text = line[len(prefix):]
    need(len(text) <= 1023 and not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", text), "minisign: comment")
    return text


class PublicKey:
    def __init__(self, key_id, key):
        self.key_id, self.key = key_id, key

    def line(self):
        return b64(ALGORITHM + self.key_id + self.key)

    def file(self):
        name = "%X" % int.from_bytes(self.key_id, "little")
        return f"untrusted comment: minisign public key {name}\n{self.line()}\n".encode()


def read_line(text):
    raw = unb64(text, "minisign: key")
    need(len(raw) == 42 and raw[:2] == ALGORITHM, "minisign: no key")
    need(ed25519.good_key(raw[10:]), "minisign: a bad key")
    return PublicKey(raw[2:10], raw[10:])


def read_public(data):
    comment, line = _lines(data, 2)
    _comment(comment, b"untrusted comment: ")
    return read_line(line)


def verify(public, data, signature_file):
    """The trusted comment, once both signatures hold."""
    need(len(signature_file) <= 4096, "minisign: too large")
    first, second, third, fourth = _lines(signature_file, 4)
    _comment(first, b"untrusted comment: ")
    raw = unb64(second, "minisign: signature")
    trusted = _comment(third, b"trusted comment: ")
    whole = unb64(fourth, "minisign: global signature")
    need(len(raw) == 74 and len(whole) == 64, "minisign: a signature of another size")
    need(raw[:2] == PREHASHED, "minisign: not a prehashed signature")
    need(raw[2:10] == public.key_id, "minisign: another key")
    signature = raw[10:]
    need(ed25519.verify(public.key, signature, hashlib.blake2b(data).digest()), "minisign: the signature is wrong")
    need(ed25519.verify(public.key, whole, signature + trusted), "minisign: the global signature is wrong")
    return trusted


def sign(seed, key_id, data, trusted):
    signature = ed25519.sign(seed, hashlib.blake2b(data).digest())
    return (f"untrusted comment: signature from minisign secret key\n{b64(PREHASHED + key_id + signature)}\n"
            f"trusted comment: {trusted}\n{b64(ed25519.sign(seed, signature + trusted.encode()))}\n").encode()


def read_secret(data):
    """Key id and seed of a secret key file without a passphrase of minisign's own."""
    need(len(data) <= 1024, "minisign: too large")
    comment, line = _lines(data, 2)
    _comment(comment, b"untrusted comment: ")
    raw = unb64(line, "minisign: secret key")
    need(len(raw) == 158 and raw[:6] == b"Ed\x00\x00B2", "minisign: no plain secret key")
    key_id, seed, key, checksum = raw[54:62], raw[62:94], raw[94:126], raw[126:]
    need(ed25519.public_of(seed) == key, "minisign: the key is not the seed's")
    need(checksum in (bytes(32), hashlib.blake2b(b"Ed" + key_id + seed + key, digest_size=32).digest()),
         "minisign: checksum")
    return key_id, seed


def write_secret(key_id, seed):
    raw = b"Ed\x00\x00B2" + bytes(48) + key_id + seed + ed25519.public_of(seed) + bytes(32)
    return f"untrusted comment: minisign secret key, not encrypted\n{b64(raw)}\n".encode()
