# SPDX-License-Identifier: ISC
"""For traceless.sh: what stands nowhere else, and looking for it where a daemon leaves things.

  traceless.py answers FOLDER           twelve answers files and a text, with 40 phrases among them; each of
                                        their words begins with the one in FOLDER/phrases
  traceless.py search WORDS PATH…       as secrecy.py, in some forms more
  traceless.py client ADDRESS FIRST LAST PATH…   what the files at these paths hold of a client with this address
                                        and a port from FIRST to LAST, 256 at most, as text or as the
                                        system has it
  traceless.py keys CAMPAIGN RECEIPT…   every secret key of a campaign's folder, and of these receipts, as
                                        secrecy.py looks for them
  traceless.py process PID WORDS        what of WORDS the process PID has: in the files that it has open,
                                        also where they have no name, and in its memory, its environment,
                                        its arguments and the names in /proc/PID
  traceless.py rows STORE               the columns of its tables, which lengths there are, and whether
                                        anything but its hash gave a row its place
"""
import json
import os
import random
import re
import sqlite3
import stat
import sys

import secrecy

PHRASES = 40
TELLINGS = 12
IN_MEMORY = ("text", "UTF-16", "bytes", "hex") # it is large, and these are how a program has it
PAGES = ("story-happened", "story-difference", "story-should", "worked", "change")


def answers(folder):
    rng = random.Random(int.from_bytes(os.urandom(8), "big"))
    stem = secrecy.made_up(rng)
    phrases = [" ".join(stem + secrecy.made_up(rng)[:6] for _ in range(3)) for _ in range(PHRASES)]
    with open(f"{folder}/phrases", "w") as file:
        file.write(stem + "\n")
    for i in range(TELLINGS):
        mine = phrases[3 * i:3 * i + 3]
        told = {PAGES[i % 3]: f"It was the {mine[0]}. He hit him.",
                PAGES[3 + i % 2]: f"Then {mine[1]}, they said."}
        with open(f"{folder}/answers{i}.json", "w") as file:
            json.dump({"language": "en", "hide": [mine[2]], "uses": ["counts"],
                       "answers": {"who": "parent", "family-court": "no", "area": "redditch",
                                   "path": "story", **told}}, file)
    with open(f"{folder}/text", "w") as file:
        file.write(f"We read that {' and the '.join(phrases[3 * TELLINGS:])}.\n")


def keys(campaign, receipts):
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "interop", "second"))
    import age
    import minisign
    import receipt
    found = []
    for name in sorted(os.listdir(f"{campaign}/secret")):
        with open(f"{campaign}/secret/{name}", "rb") as file:
            held = file.read()
        if name == "signing.key":
            found.append(minisign.read_secret(held)[1])
        else:
            found += [bytes.fromhex(line) for line in held.decode().split("\n")
                      if re.fullmatch("[0-9a-f]{64}", line)]
            texts = re.findall("AGE-SECRET-KEY-1[0-9A-Z]+", held.decode())
            found += [age.read_identity(text) for text in texts] + [text.encode() for text in texts]
    with open(f"{campaign}/campaign.pub", "rb") as file:
        signing = minisign.read_public(file.read()).key
    for path in receipts:
        with open(path) as file:
            words = re.search("receipt: (.*)", file.read())[1]
        own = receipt.Keys(signing, words)
        found += [words.encode(), own.seed, own.reply_scalar, own.author_seed]
    for key in found:
        print(f"hex:{key.hex()}")


def forms(word, form, data):
    """More of them, made of those that secrecy.py has."""
    yield word, form, data
    if form == "UTF-16":
        yield word, "UTF-16BE", word.encode("utf-16-be")
    elif form == "hex":
        yield word, "HEX", data.upper()


def client(address, first, last, paths):
    raw = bytes(int(part) for part in address.split("."))
    ports = [str(port) for port in range(first, last + 1)]
    low = b"[" + re.escape(bytes([first % 256])) + b"-" + re.escape(bytes([last % 256])) + b"]"
    wanted = {"address with its port": re.escape(bytes([first // 256])) + low + re.escape(raw)}
    for form in ("utf-8", "utf-16-le"):
        wanted[f"address as {form}"] = re.escape(address.encode(form))
        wanted[f"port as {form}"] = (re.escape(ports[0][:3].encode(form)) + b"(?:" +
                                     b"|".join(re.escape(port[3:].encode(form)) for port in ports) + b")")
    wanted["address as hex"] = raw.hex().encode()
    for at in [at for path in paths for at in os.walk(path)]:
        for name in at[2]:
            if not os.path.isfile(f"{at[0]}/{name}"):
                continue
            with open(f"{at[0]}/{name}", "rb") as file:
                held = file.read()
            # A hash has digits like those of a port here and there, and is none.
            plain = re.sub(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", b"hash", held)
            for what, pattern in wanted.items():
                if re.search(pattern, plain if what == "port as utf-8" else held, re.DOTALL):
                    print(f"{at[0]}/{name}: {what}")


def opened(pid):
    """(name, content) of each file that it has open."""
    for entry in os.listdir(f"/proc/{pid}/fd"):
        path = f"/proc/{pid}/fd/{entry}"
        name = os.readlink(path)
        content = b""
        if stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "rb") as file:
                content = file.read()
        yield f"fd {name}", name.encode() + b"\n" + content


def memory(pid):
    with open(f"/proc/{pid}/maps") as file:
        areas = [line.split() for line in file]
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
        for area in areas:
            # What it cannot write is as its file has it.
            if area[1][:2] != "rw":
                continue
            begin, end = (int(number, 16) for number in area[0].split("-"))
            file.seek(begin)
            content = b""
            while begin + len(content) < end:
                piece = file.read(end - begin - len(content))
                if not piece:
                    break
                content += piece
            yield "memory " + area[-1], content


def process(pid, words):
    wanted = [it for it in secrecy.needles(words) if it[1] in IN_MEMORY]
    held = list(opened(pid)) + list(memory(pid))
    for name in ("environ", "cmdline", "maps", "status", "net/unix"):
        with open(f"/proc/{pid}/{name}", "rb") as file:
            held.append((name, file.read()))
    for name, content in held:
        for word, form, data in wanted:
            if data in content:
                print(f"{name}: {word} as {form}")


def rows(path):
    database = sqlite3.connect(path)
    for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
        print(name, *[row[1] for row in database.execute(f"PRAGMA table_info({name})")])
    held = database.execute("SELECT slot, id, tray, mailbox, week, done, body FROM envelope").fetchall()
    print("trays", *sorted({row[2] for row in held}))
    print("lengths", *sorted({(len(row[1]), len(row[3]), len(row[6])) for row in held}))
    print("weeks", len({week for row in held for week in row[4:6] if week is not None}))
    print("places that no hash gave", sum(row[0] != int.from_bytes(row[1][:8], "big") >> 1 for row in held))


if __name__ == "__main__":
    if sys.argv[1] == "answers":
        answers(sys.argv[2])
    elif sys.argv[1] == "keys":
        keys(sys.argv[2], sys.argv[3:])
    elif sys.argv[1] == "search":
        secrecy.search([more for needle in secrecy.needles(sys.argv[2]) for more in forms(*needle)],
                       sys.argv[3:])
    elif sys.argv[1] == "client":
        client(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
    elif sys.argv[1] == "process":
        process(int(sys.argv[2]), sys.argv[3])
    else:
        rows(sys.argv[2])
