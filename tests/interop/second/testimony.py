# SPDX-License-Identifier: ISC
"""Line 1, the answers file and events: FORMATS sections 10, 11 and 12."""
import re

import age
import form
from basics import (MOST_INTEGER, clean, day_number, decode, is_control, is_id, is_integer, is_language, need,
                    read_json, unhex, write_json)
from envelope import LINE_1

FORMAT = "testimony-1"
EVENT = "testimony-event-1"


def clean_all(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_all(v) for v in value]
    if isinstance(value, dict):
        return {k: clean_all(v) for k, v in value.items()}
    return value


def _written(line):
    out = write_json(line)
    need(len(out) <= LINE_1, "line 1 is too long")
    return out


def write(kind, campaign, language, reply_to, answers, hide, uses):
    """A testimony or an addition."""
    return _written({"format": FORMAT, "campaign": campaign, "kind": kind, "language": language, "reply_to": reply_to,
                     "answers": clean_all(answers), "hide": clean_all(hide or []), "uses": uses})


def write_consent(campaign, reply_to, uses):
    return _written({"format": FORMAT, "campaign": campaign, "kind": "consent", "reply_to": reply_to, "uses": uses})


def write_answer(campaign, reply_to, reply, answer, text=None):
    return _written({"format": FORMAT, "campaign": campaign, "kind": "answer", "reply_to": reply_to, "reply": reply,
                     "answer": answer} | ({} if text is None else {"text": clean(text)}))


def _ids(value, most):
    return (isinstance(value, list) and len(value) <= most and all(map(is_id, value))
            and len(set(value)) == len(value))


def _long_text(value):
    return isinstance(value, str) and len(value.encode()) <= 24000


def check(line):
    """Section 10, as a reader."""
    need(isinstance(line, dict) and line.get("format") == FORMAT, "message: format")
    need(is_integer(line.get("campaign"), 1, MOST_INTEGER), "message: campaign")
    kind = line.get("kind")
    need(kind in ("testimony", "addition", "consent", "answer"), "message: kind")
    told = kind in ("testimony", "addition")
    need(is_language(line.get("language")) if told or "language" in line else True, "message: language")
    age.read_recipient(line.get("reply_to"))
    if told:
        answers, hide = line.get("answers"), line.get("hide")
        need(isinstance(answers, dict) and len(answers) <= 64, "message: answers")
        for name, value in answers.items():
            need(is_id(name) and (_long_text(value) or _ids(value, 64)), "message: an answer")
        need(isinstance(hide, list) and len(hide) <= 100
             and all(isinstance(n, str) and 1 <= len(n) <= 200 for n in hide), "message: hide")
    if kind == "answer":
        unhex(line.get("reply"), 32, "message: reply")
        need(line.get("answer") in ("yes", "no", "change"), "message: answer")
        need("text" not in line or _long_text(line["text"]), "message: text")
    else:
        need(_ids(line.get("uses"), 32), "message: uses")


def check_event(line):
    """Section 12."""
    need(isinstance(line, dict) and line.get("format") == EVENT, "event: format")
    need(is_integer(line.get("campaign"), 1, MOST_INTEGER), "event: campaign")
    kind = line.get("kind")
    need(isinstance(kind, str) and re.fullmatch("[a-z][a-z-]{0,31}", kind), "event: kind")
    need(line.get("case") == "" or unhex(line.get("case"), 32, "event: case"), "event: case")
    day_number(line.get("made"))
    need(isinstance(line.get("data"), dict), "event: data")


def write_event(campaign, kind, case, made, data):
    line = {"format": EVENT, "campaign": campaign, "kind": kind, "case": case, "made": made, "data": data}
    check_event(line)
    return _written(line)


# The answers file. ---------------------------------------------------------------------------

def mend(data):
    need(data[:2] not in (b"\xff\xfe", b"\xfe\xff"), "answers: UTF-16")
    text = decode(data[3:] if data.startswith(b"\xef\xbb\xbf") else data)
    out, at, inside = [], 0, False

    def unit():
        found = re.compile(r"\\u([0-9A-Fa-f]{4})").match(text, at)
        return int(found[1], 16) if found else None

    while at < len(text):
        c = text[at]
        if inside and c == "\\":
            code = unit()
            if code is None:
                out.append(text[at:at + 2])
                at += 2
                continue
            escape, at = text[at:at + 6], at + 6
            if 0xD800 <= code <= 0xDBFF and 0xDC00 <= (unit() or 0) <= 0xDFFF:
                out.append(escape + text[at:at + 6])
                at += 6
            elif 0xD800 <= code <= 0xDFFF:
                out.append("\ufffd")
            elif code != 0:
                out.append(escape)
            continue
        at += 1
        if c == '"':
            inside = not inside
        if inside and c in "\n\t":
            out.append({"\n": "\\n", "\t": "\\t"}[c])
        elif not is_control(c) or not inside and c in "\n\t\r":
            out.append(c)
    return "".join(out).encode()


def read_answers(data):
    """The members of an answers file, cleaned, hide always there; not yet checked against a form."""
    need(len(data) <= 262144, "answers: too large")
    value = read_json(mend(data))
    need(isinstance(value, dict), "answers: no object")
    for name in value:
        need(name in ("answers", "hide", "uses", "language", "note"), f"answers: what is {name}?")
    need("answers" in value and "uses" in value, "answers: answers or uses is missing")
    value.pop("note", None)
    told = {"hide": []} | clean_all(value)
    need("language" not in told or is_language(told["language"]), "answers: language")
    return told


def read_and_check(data, its_form):
    told = read_answers(data)
    form.check_testimony(its_form, told["answers"], told["hide"], told["uses"])
    return told
