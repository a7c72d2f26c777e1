# SPDX-License-Identifier: ISC
"""For secrecy.sh: phrases that stand nowhere else, and looking for them in files, in any likely form.

  secrecy.py answers FOLDER N    writes N answers files and a text, with 100 phrases among them, and
                                 FOLDER/phrases, one word a line
  secrecy.py search WORDS PATH…  prints the words of the file WORDS that any file at or under these
                                 paths holds, with the file and the form. Lines of WORDS that begin
                                 with "hex:" are bytes
"""
import base64
import collections
import json
import os
import random
import struct
import sys

PHRASES = 100


def made_up(rng, pairs=5):
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(pairs))


def all_different(rng, start, count):
    """So many words that begin so, none of them twice: each is found for itself alone."""
    words = {}
    while len(words) < count:
        words[start + made_up(rng, 3)] = None
    return list(words)


def answers(folder, count):
    rng = random.Random(int.from_bytes(os.urandom(8), "big"))
    start = made_up(rng, 2) # one look says whether any of them may be somewhere (search)
    words = all_different(rng, start, 3 * PHRASES)
    phrases = [" ".join(words[i:i + 3]) for i in range(0, len(words), 3)]
    each = PHRASES // (count + 1)
    for i in range(count + 1):
        told = " and then the ".join(phrases[i * each:(i + 1) * each or None])
        if i == count:
            with open(f"{folder}/text", "w") as file:
                file.write(f"We read that {told}.\n")
            break
        with open(f"{folder}/answers{i}.json", "w") as file:
            json.dump({"language": "en", "hide": [phrases[i * each].split()[0]], "uses": ["counts"],
                       "answers": {"who": "parent", "family-court": "no", "area": "redditch",
                                   "path": "story", "story-happened": f"It was the {told}. He hit him.",
                                   "change": "Answer."}}, file)
    with open(f"{folder}/phrases", "w") as file:
        file.write("\n".join(word for phrase in phrases for word in phrase.split()) + "\n")


def forms(word):
    """(name, bytes) of a word as programs may have kept it."""
    if word.startswith("hex:"):
        raw = bytes.fromhex(word[4:])
        yield "bytes", raw
    else:
        raw = word.encode()
        yield "text", raw
        yield "UTF-16", word.encode("utf-16-le")
        yield "UTF-32", word.encode("utf-32-le")
        yield "capitals", word.upper().encode()
    yield "hex", raw.hex().encode()
    for shift in range(3): # what stands before and after decides the first and the last digits
        digits = base64.b64encode(b"\0" * shift + raw)
        yield "base64", digits[shift and shift + 1:len(raw) * 4 // 3 - 1]


def memory(held):
    """Of a core the memory alone: the rest has the registers, with what the processor did last."""
    if held[:5] != b"\x7fELF\x02" or held[16] != 4:
        return held
    table, = struct.unpack_from("<Q", held, 32)
    size, count = struct.unpack_from("<HH", held, 54)
    parts = [struct.unpack_from("<IIQQQQ", held, table + i * size) for i in range(count)]
    return b"\n".join(held[part[2]:part[2] + part[5]] for part in parts if part[0] == 1)


def needles(words):
    """(word, form, bytes) of what stands in the file WORDS."""
    with open(words) as file:
        return [(word, *form) for word in file.read().split() for form in forms(word)]


def alike(wanted):
    """[(start, needles), ...]: those of one form that begin alike, and how. For base64, what stands
    before a word decides its first digits."""
    found = collections.defaultdict(list)
    for needle in wanted:
        found[needle[0][:4], needle[1], needle[2][:2]].append(needle)
    return [(os.path.commonprefix([data for _, _, data in one]), one) for one in found.values()]


def search(wanted, paths):
    starts = alike(wanted)
    files = [path for path in paths if os.path.isfile(path)]
    for path in paths:
        files += [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]
    for path in files:
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            held = memory(file.read())
        for start, needed in starts:
            for word, form, data in needed if start in held else ():
                if data in held:
                    print(f"{path}: {word} as {form}")


if __name__ == "__main__":
    if sys.argv[1] == "answers":
        answers(sys.argv[2], int(sys.argv[3]))
    else:
        search(needles(sys.argv[2]), sys.argv[3:])
