# SPDX-License-Identifier: ISC
"""Pins, links, origins and the manifest: FORMATS sections 6 and 7."""
import re

import age
import ed25519
import form
import minisign
import pack
from basics import MOST_INTEGER, day_number, is_integer, need, read_json, unhex

SIZE = 262144
FORMAT = "testimony-campaign-1"


class Pin:
    def __init__(self, public, serial):
        self.public, self.serial = public, serial

    def text(self):
        return self.public.line().replace("+", "-").replace("/", "_") + ".%d" % self.serial


def read_pin(text):
    """A pin, or a link that ends in one."""
    if "#" in text:
        need(len(text.encode("utf-8", "replace")) <= 2048, "link: too long")
        need(re.match("https?://", text), "link: no https:// or http://")
        before, text = text.split("#", 1)
        need(re.fullmatch("[\x21-\x7e]+", before), "link: a space or worse")
    found = re.fullmatch(r"([A-Za-z0-9+/_-]{56})(?:\.([1-9][0-9]{0,15}))?", text)
    need(found, "no pin")
    line = found[1]
    need(not (re.search("[-_]", line) and re.search("[+/]", line)), "pin: both alphabets")
    serial = int(found[2] or 1)
    need(serial <= MOST_INTEGER, "pin: serial")
    return Pin(minisign.read_line(line.replace("-", "+").replace("_", "/")), serial)


def origin_kind(text):
    need(isinstance(text, str) and len(text) <= 270, "no origin")
    found = re.fullmatch(r"(https?)://([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?", text)
    need(found, "no origin")
    scheme, host, port = found.groups()
    need(port is None or int(port) <= 65535 and port != {"https": "443", "http": "80"}[scheme], "origin: port")
    labels = host.split(".")
    need(len(host) <= 253 and all(re.fullmatch("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", p) for p in labels),
         "origin: host")
    if labels[-1][0].isdigit():
        need(len(labels) == 4 and all(re.fullmatch("0|[1-9][0-9]{0,2}", p) and int(p) <= 255 for p in labels),
             "origin: no IPv4 address")
    if labels[-1] == "onion":
        need(re.fullmatch("[a-z2-7]{56}[.]onion", host), "origin: no onion address of version 3")
        return "onion"
    if scheme == "https":
        return "https"
    need(host == "127.0.0.1", "origin: http in the open")
    return "loopback"


def is_handle(text):
    return isinstance(text, str) and re.fullmatch("[a-z][a-z0-9-]{0,31}", text) is not None


def check_person(person):
    need(isinstance(person, dict) and is_handle(person.get("handle")), "person: handle")
    need(ed25519.good_key(unhex(person.get("key"), 32, "person: key")), "person: a bad key")
    age.read_recipient(person.get("recipient"))


def _line(value, least, most):
    return (isinstance(value, str) and least <= len(value.encode()) <= most
            and not re.search("[\x00-\x1f\x7f]", value))


def check_members(manifest):
    """7.1."""
    need(isinstance(manifest, dict) and manifest.get("format") == FORMAT, "campaign: format")
    need(_line(manifest.get("name"), 1, 200), "campaign: name")
    need(_line(manifest.get("contact"), 0, 1000), "campaign: contact")
    need(is_integer(manifest.get("serial"), 1, MOST_INTEGER), "campaign: serial")
    issued, expires = day_number(manifest.get("issued")), day_number(manifest.get("expires"))
    need(0 <= expires - issued <= 180, f"campaign: valid for {expires - issued} days")
    age.read_recipient(manifest.get("recipient"))
    if "packs" in manifest:
        pack.read_line(manifest["packs"])
    origins = manifest.get("origins")
    need(isinstance(origins, list) and 1 <= len(origins) <= 16, "campaign: origins")
    for origin in origins:
        origin_kind(origin)
    need(len(set(origins)) == len(origins), "campaign: an origin twice")
    people = []
    for name, least in (("coordinators", 1), ("former", 0)):
        some = manifest.get(name, [] if least == 0 else None)
        need(isinstance(some, list) and least <= len(some) <= 64, "campaign: " + name)
        people += some
    for person in people:
        check_person(person)
    for name in ("handle", "key", "recipient"):
        values = [p[name] for p in people] + ([manifest["recipient"]] if name == "recipient" else [])
        need(len(set(values)) == len(values), f"campaign: a {name} twice")
    dates = manifest.get("dates")
    need(isinstance(dates, dict), "campaign: dates")
    day_number(dates.get("closes"))
    need(day_number(dates.get("previews_from")) <= day_number(dates.get("answer_by")), "campaign: dates")
    form.check_form(manifest.get("form"))


def parse(data):
    need(len(data) <= SIZE, "campaign: too large")
    manifest = read_json(data)
    check_members(manifest)
    return manifest


def check_today(manifest, today):
    number = day_number(today)
    need(number <= day_number(manifest["expires"]), "campaign: it has expired")
    need(number >= day_number(manifest["issued"]) - 1, "campaign: not issued yet")


def read(data, signature, pin, today=None):
    """7.3, in its order; today None for a daemon or a desk."""
    need(len(data) <= SIZE, "campaign: too large")
    trusted = minisign.verify(pin.public, data, signature)
    manifest = parse(data)
    need(trusted == b"%s serial:%d" % (FORMAT.encode(), manifest["serial"]), "campaign: another trusted comment")
    need(manifest["serial"] >= pin.serial, "campaign: an older one than the pin's")
    if today is not None:
        check_today(manifest, today)
    return manifest


def sign(seed, key_id, data):
    return minisign.sign(seed, key_id, data, "%s serial:%d" % (FORMAT, parse(data)["serial"]))

