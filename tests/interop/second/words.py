# SPDX-License-Identifier: ISC
"""The word list (FORMATS 9.1) and the six words (section 6)."""
import os

from basics import need, sha256

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "words.txt"), "rb") as _file:
    _data = _file.read()
need(sha256(_data).hex() == "7aa57a4d3ecf6581729992bad9575bacdebf7c28378af2aec6a50f11aec326f5", "another word list")
WORDS = _data.decode().split()
PLACES = {word: place for place, word in enumerate(WORDS)}


def six_words(data):
    number = int.from_bytes(sha256(data)[:8], "big") >> 2
    out = []
    for _ in range(6):
        number, place = divmod(number, len(WORDS))
        out.insert(0, WORDS[place])
    return out
