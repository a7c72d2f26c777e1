# SPDX-License-Identifier: ISC
"""The receipt: FORMATS section 9."""
import itertools
import re
import secrets

import age
import argon2.low_level
import ed25519
from basics import decode, hkdf, need, sha256
from words import PLACES, WORDS


def check_word(campaign_key, eight):
    digest = sha256(b"testimony-receipt-1 check" + campaign_key + " ".join(eight).encode())
    return WORDS[int.from_bytes(digest[:8], "big") % len(WORDS)]


def make(campaign_key):
    eight = [secrets.choice(WORDS) for _ in range(8)]
    return " ".join(eight + [check_word(campaign_key, eight)])


class Keys:
    def __init__(self, campaign_key, text):
        self.salt = sha256(b"testimony-receipt-1" + campaign_key)[:16]
        self.seed = argon2.low_level.hash_secret_raw(
            text.encode(), self.salt, time_cost=2, memory_cost=19456, parallelism=1, hash_len=32,
            type=argon2.low_level.Type.ID, version=0x13)
        self.reply_scalar = hkdf(self.seed, b"", b"testimony-receipt-1 reply")
        self.author_seed = hkdf(self.seed, b"", b"testimony-receipt-1 author")
        self.reply_to = age.recipient_text(age.point_of(self.reply_scalar))
        self.author_key = ed25519.public_of(self.author_seed)
        self.mailbox = sha256(self.author_key)


# Reading. ------------------------------------------------------------------------------------

_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d]")
_NOTHING = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACES = re.compile("[\x00-\xbf\u1680\u2000-\u206f\u3000-\u3002]")


def _character(c):
    if re.match("[a-z0-9-]", c):
        return c
    if "A" <= c <= "Z":
        return c.lower()
    if _DASHES.match(c):
        return "-"
    if _NOTHING.match(c):
        return ""
    return " " if _SPACES.match(c) else "?"


def _pieces(text, cut):
    out = []
    for piece in re.split(cut, text):
        piece = piece.lstrip("-")
        if re.search("[a-z]", piece) or piece.count("?") >= 2:
            out.append(piece)
    return out


def _without_label(pieces):
    return pieces[1:] if len(pieces) == 10 and pieces[0] == "receipt" else pieces


def one_edit(a, b):
    """Whether one insertion, deletion or substitution makes b of a."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return (a[at + 1:] == b[at + 1:] if len(a) == len(b)
            else a[at + 1:] == b[at:] if len(a) > len(b) else a[at:] == b[at + 1:])


def candidates(piece):
    if piece in PLACES:
        return [piece]
    return [w for w in WORDS if len(piece) >= 3 and w[:3] == piece[:3] or one_edit(piece, w)]


def read(campaign_key, typed):
    """The receipt's text, and whether it was corrected."""
    need(len(typed) <= 1024, "receipt: too long")
    text = "".join(map(_character, decode(typed)))
    pieces = _without_label(_pieces(text, " "))
    need(pieces, "receipt: no words")
    if len(pieces) != 9:
        pieces, joined = _pieces(text, "[ -]"), []
        while pieces:
            if pieces[:2] == ["yo", "yo"]:
                pieces[:2] = ["yo-yo"]
            joined.append(pieces.pop(0))
        pieces = _without_label(joined)
    need(len(pieces) == 9, f"receipt: {len(pieces)} words, not nine")
    may = [candidates(piece) for piece in pieces]
    wrong = [str(i + 1) for i, c in enumerate(may) if not c]
    need(not wrong, "receipt: not in the list: word " + ", ".join(wrong))
    fits = [nine for nine in itertools.product(*may) if check_word(campaign_key, nine[:8]) == nine[8]]
    need(len(fits) == 1, "receipt: the check word does not fit" if not fits else "receipt: more than one reading fits")
    return " ".join(fits[0]), any(p not in PLACES for p in pieces)
