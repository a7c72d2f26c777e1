# SPDX-License-Identifier: ISC
"""age files, recipients and identities: FORMATS section 3, and the identity files of section 13."""
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from basics import Refused, b64_raw, hkdf, need, unb64_raw

VERSION = b"age-encryption.org/v1\n"
CHUNK = 65536
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
P = 2**255 - 19
LOW_ORDER = {bytes.fromhex(h) for h in (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")}


# Bech32 (BIP 173) without its limit of length. ---------------------------------------------

def _checksum(prefix, fives):
    check = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + fives:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> i & 1 else 0
    return check


def _bech32(prefix, data):
    bits = int.from_bytes(data, "big") << 4
    fives = [bits >> shift & 31 for shift in range(255, -1, -5)]
    check = _checksum(prefix, fives + [0] * 6) ^ 1
    fives += [check >> shift & 31 for shift in (25, 20, 15, 10, 5, 0)]
    return prefix + "1" + "".join(LETTERS[f] for f in fives)


def _unbech32(prefix, text, what):
    found = re.fullmatch(re.escape(prefix) + "1([%s]{58})" % LETTERS, text)
    need(found, f"no {what}")
    fives = [LETTERS.index(c) for c in found[1]]
    need(_checksum(prefix, fives) == 1, f"{what}: the checksum is wrong")
    bits = 0
    for five in fives[:52]:
        bits = bits << 5 | five
    need(bits & 15 == 0, f"{what}: bits left over")
    return (bits >> 4).to_bytes(32, "big")


def recipient_text(point):
    return _bech32("age", point)


def read_recipient(text):
    """A good recipient's 32 bytes."""
    need(isinstance(text, str), "no recipient")
    point = _unbech32("age", text, "recipient")
    need(int.from_bytes(point, "little") < P, "recipient: not canonical")
    need(point not in LOW_ORDER, "recipient: of low order")
    return point


def identity_text(scalar):
    return _bech32("age-secret-key-", scalar).upper()


def read_identity(text):
    need(isinstance(text, str) and text.isascii() and text == text.upper(), "no identity")
    return _unbech32("age-secret-key-", text.lower(), "identity")


def read_identities(data):
    """An identity file: a list of scalars."""
    need(len(data) <= 65536, "identity file: too large")
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    found = []
    for line in lines:
        line = line[:-1] if line.endswith(b"\r") else line
        if line and not line.startswith(b"#"):
            found.append(read_identity(line.decode("latin-1")))
    need(1 <= len(found) <= 64, "identity file: no identity, or more than 64")
    return found


def point_of(scalar):
    return X25519PrivateKey.from_private_bytes(scalar).public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def exchange(scalar, point):
    try:
        return X25519PrivateKey.from_private_bytes(scalar).exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        raise Refused("a shared secret of zeros") from None


# Header. -----------------------------------------------------------------------------------

class Header:
    def __init__(self, stanzas, mac, covered, size):
        self.stanzas, self.mac, self.covered, self.size = stanzas, mac, covered, size


def read_header(data):
    """The header at the start of data: stanzas as (arguments, body)."""
    need(data.startswith(VERSION), "no age file of version 1")
    at, stanzas = len(VERSION), []

    def line():
        nonlocal at
        end = data.find(b"\n", at, 16384)
        need(end >= 0, "age: the header is cut, or larger than 16,384 bytes")
        out = data[at:end]
        at = end + 1
        return out

    while True:
        start = at
        head = line()
        if head.startswith(b"---"):
            need(head.startswith(b"--- "), "age: no MAC line")
            mac = unb64_raw(head[4:], "age: MAC")
            need(len(mac) == 32, "age: a MAC of another size")
            need(stanzas, "age: no stanza")
            return Header(stanzas, mac, data[:start + 3], at)
        need(re.fullmatch(rb"->( [\x21-\x7e]+)+", head), "age: no stanza")
        body = b""
        while True:
            part = line()
            need(len(part) <= 64, "age: a line of more than 64 characters")
            body += part
            if len(part) < 64:
                break
        stanzas.append((head.decode()[3:].split(" "), unb64_raw(body, "age: body")))
        need(len(stanzas) <= 20, "age: more than 20 stanzas")


def _stanza(arguments, body):
    text = b64_raw(body)
    lines = [text[i:i + 64] for i in range(0, len(text) + 1, 64)]
    return ("-> " + " ".join(arguments) + "\n" + "\n".join(lines) + "\n").encode()


def _mac(file_key, covered):
    return hmac.digest(hkdf(file_key, b"", b"header"), covered, "sha256")


def x25519_stanza(arguments, body):
    """The share and the body of an X25519 stanza."""
    need(len(arguments) == 2, "age: X25519: arguments")
    share = unb64_raw(arguments[1], "age: share")
    need(len(share) == 32 and len(body) == 32, "age: X25519: sizes")
    return share, body


def _x25519_key(shared, share, recipient):
    return hkdf(shared, share + recipient, b"age-encryption.org/v1/X25519")


def _scrypt_key(passphrase, salt, work_factor):
    return Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**work_factor, r=8, p=1).derive(passphrase)


def _unwrap(key, body):
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


def _wrap(key, file_key):
    return ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)


def _nonce(counter, last):
    return counter.to_bytes(11, "big") + bytes([last])


# Whole files. --------------------------------------------------------------------------------

def _file_key(header, identities, passphrase):
    kinds = [arguments[0] for arguments, _ in header.stanzas]
    if "scrypt" in kinds:
        need(len(kinds) == 1, "age: a passphrase beside others")
        (arguments, body), = header.stanzas
        need(len(arguments) == 3, "age: scrypt: arguments")
        salt = unb64_raw(arguments[1], "age: salt")
        need(len(salt) == 16 and len(body) == 32, "age: scrypt: sizes")
        need(re.fullmatch("[1-9][0-9]*", arguments[2]) and len(arguments[2]) <= 2 and int(arguments[2]) <= 20,
             "age: scrypt: work factor")
        need(passphrase is not None, "age: this file wants a passphrase")
        need(0 < len(passphrase) <= 1024, "a passphrase has 1 to 1,024 bytes")
        key = _unwrap(_scrypt_key(passphrase, salt, int(arguments[2])), body)
        need(key, "age: another passphrase")
        return key
    found = None
    for arguments, body in header.stanzas:
        if arguments[0] != "X25519":
            continue
        share, body = x25519_stanza(arguments, body)
        for scalar in identities:
            shared = exchange(scalar, share)
            found = found or _unwrap(_x25519_key(shared, share, point_of(scalar)), body)
    need(found, "age: sealed to another key")
    return found


def open_file(data, identities=(), passphrase=None):
    header = read_header(data)
    file_key = _file_key(header, identities, passphrase)
    need(hmac.compare_digest(_mac(file_key, header.covered), header.mac), "age: the header was changed")
    rest = data[header.size:]
    need(len(rest) >= 16 + 16, "age: the payload is cut")
    cipher = ChaCha20Poly1305(hkdf(file_key, rest[:16], b"payload"))
    out, at, counter = b"", 16, 0
    while True:
        chunk = rest[at:at + CHUNK + 16]
        at += CHUNK + 16
        last = at >= len(rest)
        need(len(chunk) > 16 or counter == 0 and len(chunk) == 16, "age: an empty chunk behind others, or a cut one")
        try:
            out += cipher.decrypt(_nonce(counter, last), chunk, None)
        except InvalidTag:
            raise Refused("age: the payload was changed or cut") from None
        if last:
            return out
        counter += 1


def _finish(stanzas, file_key, plaintext):
    covered = VERSION + b"".join(_stanza(*s) for s in stanzas) + b"---"
    nonce = os.urandom(16)
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    chunks = [plaintext[i:i + CHUNK] for i in range(0, len(plaintext), CHUNK)] or [b""]
    return (covered + b" " + b64_raw(_mac(file_key, covered)).encode() + b"\n" + nonce
            + b"".join(cipher.encrypt(_nonce(i, i == len(chunks) - 1), c, None) for i, c in enumerate(chunks)))


def seal(plaintext, points):
    file_key, stanzas = os.urandom(16), []
    for point in points:
        ephemeral = os.urandom(32)
        share = point_of(ephemeral)
        key = _x25519_key(exchange(ephemeral, point), share, point)
        stanzas.append((["X25519", b64_raw(share)], _wrap(key, file_key)))
    return _finish(stanzas, file_key, plaintext)


def seal_passphrase(plaintext, passphrase, work_factor=18):
    file_key, salt = os.urandom(16), os.urandom(16)
    body = _wrap(_scrypt_key(passphrase, salt, work_factor), file_key)
    return _finish([(["scrypt", b64_raw(salt), str(work_factor)], body)], file_key, plaintext)
