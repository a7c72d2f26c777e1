# SPDX-License-Identifier: ISC
"""Conventions, JSON and text: FORMATS sections 1 and 2."""
import base64
import binascii
import datetime
import hashlib
import hmac
import re

MOST_INTEGER = 2**53 - 1


class Refused(Exception):
    """What a reader must not take, and why."""


def need(condition, why):
    if not condition:
        raise Refused(why)


def sha256(data):
    return hashlib.sha256(data).digest()


def hkdf(ikm, salt, info):
    """RFC 5869 with SHA-256, 32 bytes of output: one step of the expansion."""
    prk = hmac.digest(salt or bytes(32), ikm, "sha256")
    return hmac.digest(prk, info + b"\x01", "sha256")


def unhex(text, size, what="hex"):
    need(isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % (2 * size), text), f"{what}: not {2 * size} hex digits")
    return bytes.fromhex(text)


# Base64 has one spelling for each content: what does not come out again is refused.

def b64(data):
    return base64.b64encode(data).decode()


def _unb64(text, decode, encode, what):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    try:
        out = decode(data)
    except (binascii.Error, ValueError):
        raise Refused(f"{what}: no base64") from None
    need(encode(out) == data, f"{what}: base64 in another spelling")
    return out


def unb64(text, what="base64"):
    return _unb64(text, base64.b64decode, base64.b64encode, what)


def b64_raw(data):
    return base64.b64encode(data).rstrip(b"=").decode()


def unb64_raw(text, what="base64"):
    return _unb64(text, lambda t: base64.b64decode(t + b"=" * (-len(t) % 4)),
                  lambda d: base64.b64encode(d).rstrip(b"="), what)


def day_number(text):
    """A day as its number since 1970-01-01."""
    need(isinstance(text, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text), "no day")
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise Refused("there is no such day") from None
    number = day.toordinal() - datetime.date(1970, 1, 1).toordinal()
    need(number >= 0, "a day before 1970")
    return number


def week_of(seconds):
    return max(0, (seconds // 86400 - 4) // 7)


def is_id(value):
    return isinstance(value, str) and re.fullmatch("[a-z][a-z0-9-]{0,39}", value) is not None


def is_language(value):
    return (isinstance(value, str) and len(value) <= 35
            and re.fullmatch("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", value) is not None)


def is_integer(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


# JSON as it is read. ------------------------------------------------------------------------

class _Reader:
    ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
    SPACE = re.compile("[ \t\n\r]*")
    NUMBER = re.compile("0|[1-9][0-9]*")
    PLAIN = re.compile('[^"\\\\\x00-\x1f]*')

    def __init__(self, text):
        self.text, self.at, self.depth = text, 0, 0

    def peek(self):
        return self.text[self.at:self.at + 1]

    def space(self):
        self.at = self.SPACE.match(self.text, self.at).end()

    def take(self, token):
        need(self.text.startswith(token, self.at), f"JSON: no {token} at {self.at}")
        self.at += len(token)

    def value(self):
        first = self.peek()
        if first == "{":
            return self.many("}", {})
        if first == "[":
            return self.many("]", [])
        if first == '"':
            return self.string()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        found = self.NUMBER.match(self.text, self.at)
        need(found, f"JSON: no value at {self.at}")
        self.at = found.end()
        need(self.peek() not in tuple(".eE0123456789"), "JSON: not a whole number")
        need(len(found[0]) <= 16 and int(found[0]) <= MOST_INTEGER, "JSON: a number too large")
        return int(found[0])

    def many(self, close, out):
        self.depth += 1
        need(self.depth <= 8, "JSON: too deep")
        self.at += 1
        self.space()
        if self.peek() != close:
            while True:
                if close == "}":
                    name = self.string()
                    need(name not in out, "JSON: a member twice")
                    self.space()
                    self.take(":")
                    self.space()
                    out[name] = self.value()
                else:
                    out.append(self.value())
                self.space()
                if self.peek() == close:
                    break
                self.take(",")
                self.space()
        self.at += 1
        self.depth -= 1
        return out

    def four(self):
        digits = self.text[self.at:self.at + 4]
        need(re.fullmatch("[0-9A-Fa-f]{4}", digits), "JSON: no \\uXXXX")
        self.at += 4
        return int(digits, 16)

    def string(self):
        self.take('"')
        out = []
        while True:
            found = self.PLAIN.match(self.text, self.at)
            out.append(found[0])
            self.at = found.end()
            here = self.peek()
            if here == '"':
                self.at += 1
                return "".join(out)
            need(here == "\\", "JSON: a control character or no end in a string")
            self.at += 1
            escape = self.peek()
            self.at += 1
            if escape != "u":
                need(escape in self.ESCAPES and escape, "JSON: an unknown escape")
                out.append(self.ESCAPES[escape])
                continue
            unit = self.four()
            need(unit != 0, "JSON: \\u0000")
            need(not 0xDC00 <= unit <= 0xDFFF, "JSON: half of a surrogate pair")
            if 0xD800 <= unit <= 0xDBFF:
                self.take("\\u")
                low = self.four()
                need(0xDC00 <= low <= 0xDFFF, "JSON: half of a surrogate pair")
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
            out.append(chr(unit))


def read_json(data):
    try:
        text = bytes(data).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("JSON: not UTF-8") from None
    need(not text.startswith("\ufeff"), "JSON: a byte order mark")
    reader = _Reader(text)
    reader.space()
    value = reader.value()
    reader.space()
    need(reader.at == len(text), "JSON: something behind it")
    return value


# JSON as it is written. ---------------------------------------------------------------------

_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def json_string(text):
    return '"' + "".join(_SHORT.get(c) or ("\\u%04X" % ord(c) if c < " " else c) for c in text) + '"'


def json_text(value):
    if isinstance(value, str):
        return json_string(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    return "{" + ",".join(json_string(k) + ":" + json_text(v) for k, v in value.items()) + "}"


def write_json(value):
    return json_text(value).encode()


# Cleaned text. ------------------------------------------------------------------------------

def decode(data):
    """As the WHATWG does it: Python replaces the same maximal runs."""
    return data.decode("utf-8", "replace")


def is_control(c):
    return c < " " or "\x7f" <= c <= "\x9f"


def clean(text):
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return "".join(c for c in text if c in "\n\t" or not is_control(c))
