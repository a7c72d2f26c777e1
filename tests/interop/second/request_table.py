# SPDX-License-Identifier: ISC
"""Requests with what is put in: the note of tests/vectors/requests.json."""
import re

import http_head
import httpsig
from basics import need, sha256

ENVELOPE = b"age-encryption.org/v1\n".ljust(32968, b"k")
VALUES = {b"{id}": sha256(ENVELOPE).hex().encode(), b"{envelope}": ENVELOPE, b"{mailbox}": b"7" * 64,
          b"{token}": b"A" * 27, b"{proof}": b"A" * 27 + b" " + b"0" * 16}
PUT_IN = re.compile(rb"\{(?:id|envelope|mailbox|token|proof)\}|\{([0-9]+) ([^}]+)\}")


def put_in(text):
    return PUT_IN.sub(lambda m: m[2] * int(m[1]) if m[1] else VALUES[m[0]], text.encode("latin-1"))


def made(entry, seed, created, nonce):
    request = put_in(entry["request"])
    if b"{signed}" in request:
        head, _, content = request.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        field = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        digest = httpsig.content_digest(entry["digest_of"].encode() if "digest_of" in entry else content)
        parts = httpsig.sign(seed, method, field["Host"], path, digest, created, nonce, field.get("Testimony-Mailbox"),
                             field.get("Testimony-Replaces"))
        signed = f"Content-Digest: {digest}\r\nSignature-Input: {parts[0]}\r\nSignature: {parts[1]}"
        request = request.replace(b"{signed}", signed.encode())
    if "change" in entry:
        old, new = entry["change"]
        need(old.encode("latin-1") in request, "requests: nothing to change")
        request = request.replace(old.encode("latin-1"), put_in(new), 1)
    return request


def is_signed(request):
    """Whether the desk's signature holds; refused where the head is."""
    method, path, _, fields = http_head.read(request)
    got = {name: value.decode("latin-1") for name, value in fields.items()}
    return httpsig.verify(method.decode(), got["host"], path.decode(), got.get("content-digest"), got["signature-input"],
                          got["signature"], got.get("testimony-mailbox"), got.get("testimony-replaces"))
