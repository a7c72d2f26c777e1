# SPDX-License-Identifier: ISC
"""Replies to families: FORMATS 12.2, and the events that tell of them: 12.4; the answer to a check: PROTOCOL 2.4."""
import envelope
import testimony
from basics import MOST_INTEGER, clean, day_number, is_id, is_integer, need, read_json, sha256, unhex, write_json

FORMAT = "testimony-reply-1"
PLACES = 4


def _ids(value):
    return isinstance(value, list) and len(value) <= 32 and all(map(is_id, value)) and len(set(value)) == len(value)


def check(line):
    need(isinstance(line, dict) and line.get("format") == FORMAT, "reply: format")
    need(is_integer(line.get("campaign"), 1, MOST_INTEGER), "reply: campaign")
    kind = line.get("kind")
    need(kind in ("message", "question", "preview"), "reply: kind")
    need(is_integer(line.get("n"), 1, MOST_INTEGER), "reply: n")
    need(is_integer(line.get("parts"), 1, 4), "reply: parts")
    need(is_integer(line.get("part"), 1, line["parts"]), "reply: part")
    seen = line.get("seen")
    need(isinstance(seen, list) and len(seen) <= 200, "reply: seen")
    for one in seen:
        need(isinstance(one, dict) and isinstance(one.get("kind"), str) and len(one["kind"].encode()) <= 32
             and is_integer(one.get("week"), 0, 2**32 - 1), "reply: seen")
    need(_ids(line.get("in_force")), "reply: in_force")
    need(isinstance(line.get("text"), str) and len(line["text"].encode()) <= 32400, "reply: text")
    if kind == "question":
        need(_ids(line.get("uses")), "reply: uses")
        hashes = line.get("lays_aside")
        need(isinstance(hashes, list) and len(hashes) <= 64, "reply: lays_aside")
        for one in hashes:
            unhex(one, 32, "reply: lays_aside")
    if kind == "preview":
        day_number(line.get("answer_by"))


def write(members):
    """`members` without format, in any order."""
    order = ["campaign", "kind", "n", "part", "parts", "seen", "in_force", "text"]
    order += {"question": ["uses", "lays_aside"], "preview": ["answer_by"]}.get(members["kind"], [])
    line = {"format": FORMAT} | {name: members[name] for name in order}
    line["text"] = clean(line["text"])
    check(line)
    out = write_json(line)
    need(len(out) <= envelope.LINE_1, "reply: too long")
    return out


def check_event(line):
    """Of the kind reply: line 1 of what it tells of."""
    testimony.check_event(line)
    need(line["kind"] == "reply" and line["case"] != "", "event reply: kind, case")
    data = line["data"]
    unhex(data.get("id"), 32, "event reply: id")
    line1 = data.get("line")
    check(line1)
    out = write_json(line1)
    need(unhex(data.get("hash"), 32, "event reply: hash") == sha256(out), "event reply: another hash")
    return out


def write_event(mailbox, made, its_id, line1):
    line = read_json(line1)
    data = {"id": its_id.hex(), "hash": sha256(line1).hex(), "line": line}
    return testimony.write_event(line["campaign"], "reply", mailbox.hex(), made, data)


def places(answer):
    """The envelopes in the answer to a check."""
    need(len(answer) == PLACES * envelope.SIZE, "mailbox: another size")
    all_four = [answer[at:at + envelope.SIZE] for at in range(0, len(answer), envelope.SIZE)]
    return [one for one in all_four if one.startswith(b"age-encryption.org/v1\n")]
