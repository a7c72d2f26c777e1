# SPDX-License-Identifier: ISC
"""The head of a request, as the daemon takes it: PROTOCOL 1.1."""
import re

from basics import need

ONCE = ("host", "content-length", "expect", "content-digest", "signature", "signature-input", "testimony-mailbox",
        "testimony-proof", "testimony-replaces", "testimony-withdraw")


def read(data):
    """Method, target, version and fields (names in lowercase)."""
    end = data.find(b"\r\n\r\n")
    need(0 <= end <= 8192 - 4, "head: cut, or more than 8,192 bytes")
    lines = data[:end].split(b"\r\n")
    need(not any(re.search(rb"[\x00-\x1f\x7f]", line) for line in lines), "head: a control character")
    found = re.fullmatch(rb"(GET|PUT|POST|DELETE) (/[\x21\x22\x24-\x7e]*) (HTTP/1[.][01])", lines[0])
    need(found, "head: request line")
    fields = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        need(colon and re.fullmatch(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name), "head: a field")
        name, value = name.decode().lower(), value.strip(b" ")
        need(name not in ONCE or name not in fields, "head: a field twice")
        need(name != "transfer-encoding", "head: Transfer-Encoding")
        need(name != "content-length" or re.fullmatch(rb"[0-9]+", value), "head: Content-Length")
        need(name != "expect" or value.lower() == b"100-continue", "head: Expect")
        need(name != "host" or re.fullmatch(rb"[A-Za-z0-9._:\[\]-]+", value), "head: Host")
        fields[name] = value
    need("host" in fields, "head: no Host")
    return found[1], found[2], found[3], fields
