# SPDX-License-Identifier: ISC
"""The key that signs packs: FORMATS section 17.3."""
import ed25519
import minisign
from basics import hkdf, need


def key_seed(scalar):
    return hkdf(scalar, b"", b"testimony-pack-1 sign")


def public(key):
    return minisign.PublicKey(key[:8], key)


def public_of(seed):
    return public(ed25519.public_of(seed))


def read_line(text):
    """The manifest's "packs": one spelling."""
    need(isinstance(text, str), "packs: no text")
    key = minisign.read_line(text).key
    need(public(key).line() == text, "packs: another key id")
    return key
