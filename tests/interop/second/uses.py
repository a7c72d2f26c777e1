# SPDX-License-Identifier: ISC
"""Which uses of its words a family allows: FORMATS 14, "Uses in force".

A message: {"kind","week","hash"} with "uses", or of an answer with "reply" and "answer". A reply:
{"kind","n","hashes"} (of all its parts) and, of a question, "uses", "lays_aside", "seen"."""
from collections import Counter

TOLD = ("testimony", "addition")
FIRST = "preview"


def verdict(reply, messages):
    said = {m["answer"] for m in messages if m["kind"] == "answer" and m["reply"] in reply["hashes"]}
    return next((one for one in ("no", "change", "yes") if one in said), None)


def stand(messages, replies):
    """What is in force, what of it something told later took away, and whether an answer's reply is unknown."""
    told = [m for m in messages if m["kind"] in TOLD]
    accepted = [r for r in replies if r["kind"] == "question" and verdict(r, messages) == "yes"]
    top = max((r["n"] for r in accepted), default=0)
    questions = [r for r in accepted if r["n"] == top]
    before = None
    for base in questions or told:
        before = set(base["uses"]) if before is None else before & set(base["uses"])
    before = (before or set()) - {FIRST}
    for consent in (m for m in messages if m["kind"] == "consent"):
        if not questions or not all(consent["hash"] in q["lays_aside"] for q in questions):
            before &= set(consent["uses"])
    held = Counter((m["kind"], m["week"]) for m in told)
    left = set(before)
    for question in questions:
        listed = Counter((one["kind"], one["week"]) for one in question["seen"])
        for message in told:
            place = message["kind"], message["week"]
            if held[place] > listed[place]:
                left &= set(message["uses"])
    first = any(FIRST in one["uses"] for one in accepted + [m for m in messages if m["kind"] != "answer"])
    known = {h for r in replies for h in r["hashes"]}
    return {"in_force": sorted(left | ({FIRST} if first and left else set())), "told_less": sorted(before - left),
            "unsure": any(m["kind"] == "answer" and m["reply"] not in known for m in messages)}
