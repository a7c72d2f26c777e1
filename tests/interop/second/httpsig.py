# SPDX-License-Identifier: ISC
"""Signing a desk's request: PROTOCOL section 5."""
import re

import ed25519
from basics import b64, need, sha256, unb64, unhex

TAG = "testimony-desk-1"


def content_digest(content):
    return f"sha-256=:{b64(sha256(content))}:"


def _parameters(names, created, nonce, keyid):
    listed = " ".join(f'"{n}"' for n in names)
    return f'({listed});created={created};nonce="{nonce}";keyid="{keyid}";alg="ed25519";tag="{TAG}"'


def _fields(method, authority, path, digest, mailbox, replaces):
    fields = [("@method", method), ("@authority", authority.lower()), ("@path", path), ("content-digest", digest),
              ("testimony-mailbox", mailbox), ("testimony-replaces", replaces)]
    fields = [(name, value) for name, value in fields if value is not None]
    for name, value in fields:
        need(re.fullmatch("[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?", value), f"{name}: its value cannot be signed")
    need(re.fullmatch("/[^ ?#]*", path), "@path: no path, or a query")
    return fields


def base(fields, parameters):
    return "\n".join(f'"{name}": {value}' for name, value in fields + [("@signature-params", parameters)]).encode()


def sign(seed, method, authority, path, digest, created, nonce, mailbox=None, replaces=None):
    """The values of Signature-Input and Signature."""
    fields = _fields(method, authority, path, digest, mailbox, replaces)
    parameters = _parameters([n for n, _ in fields], created, b64(nonce), ed25519.public_of(seed).hex())
    return "desk=" + parameters, f"desk=:{b64(ed25519.sign(seed, base(fields, parameters)))}:"


def verify(method, authority, path, digest, signature_input, signature, mailbox=None, replaces=None):
    """keyid, created and nonce, once the signature holds."""
    need(len(signature_input) <= 511, "Signature-Input: too long")
    fields = _fields(method, authority, path, digest, mailbox, replaces)
    found = re.search(r';created=([1-9][0-9]{0,14});nonce="([^"]*)";keyid="([^"]*)"', signature_input)
    need(found, "Signature-Input: another form")
    created, nonce, keyid = found.groups()
    need(len(unb64(nonce, "nonce")) == 16, "nonce: another size")
    key = unhex(keyid, 32, "keyid")
    parameters = _parameters([n for n, _ in fields], created, nonce, keyid)
    need(signature_input == "desk=" + parameters, "Signature-Input: another form")
    whole = re.fullmatch("desk=:([^:]*):", signature)
    need(whole and len(unb64(whole[1], "signature")) == 64, "Signature: another form")
    need(ed25519.verify(key, unb64(whole[1]), base(fields, parameters)), "the signature does not hold")
    return key, int(created), unb64(nonce)
