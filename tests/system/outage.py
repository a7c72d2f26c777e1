# SPDX-License-Identifier: ISC
"""For power.sh: what is left of a store after the power went, beside what was answered (outage.c).

  outage.py FOLDER NAME FILE WORK
      the store NAME in FOLDER, which is only read: it is judged as a copy in WORK. Prints one line:
      what was lost, came back or is torn, how the store is, and in which files anything is left of
      what was erased

Nothing of the daemon's is used: SQLite reads the copy, with its log, as the daemon would.
"""
import collections
import hashlib
import os
import re
import shutil
import sqlite3
import sys

TAG = re.compile(rb"TESTIMONY-OUTAGE(.{16})", re.DOTALL)


def story(path):
    """What was kept, asked and ended: {id: {"tray", "mailbox", "tag", "asked", "ended"}}."""
    told = collections.defaultdict(dict)
    with open(path) as file:
        for line in file:
            step, *rest = line.split()
            if step == "keep":
                told[rest[0]].update(tray=int(rest[1]), mailbox=rest[2], tag=rest[3])
            else:
                told[rest[1]]["asked" if step == "ask" else "ended"] = rest[0]
    return {name: it for name, it in told.items() if "tray" in it}


def rows(folder, name, work):
    """The rows of a copy, by id, and the mailboxes withdrawn; or None where there is no store."""
    copy = os.path.join(work, "judged.db")
    for end in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(copy + end):
            os.unlink(copy + end)
        if os.path.exists(os.path.join(folder, name + end)):
            shutil.copyfile(os.path.join(folder, name + end), copy + end)
    if not os.path.exists(copy):
        return {}, set(), "no store"
    database = sqlite3.connect(copy)
    try:
        whole = database.execute("PRAGMA integrity_check").fetchone()[0]
        held = {row[0].hex(): row for row in
                database.execute("SELECT id, tray, mailbox, done, body FROM envelope")}
        gone = {row[0].hex() for row in database.execute("SELECT mailbox FROM withdrawal")}
    except sqlite3.DatabaseError as error:
        return {}, set(), str(error)
    finally:
        database.close()
    return held, gone, whole


def judge(told, held, withdrawn):
    """(lost, revived, torn): ids."""
    lost, revived, torn = [], [], []
    for name, it in told.items():
        asked, ended, row = it.get("asked"), it.get("ended"), held.get(name)
        if row is not None and hashlib.sha256(row[4]).hexdigest() != name:
            torn.append(name)
        if row is not None and (row[1] != it["tray"] or row[2].hex() != it["mailbox"]):
            torn.append(name)
        if row is None and asked in (None, "done"):
            lost.append(name)
        elif ended == "done" and row[3] is None:
            lost.append(name)
        elif ended not in (None, "done") and row is not None:
            revived.append(name)
        elif ended == "withdraw" and it["mailbox"] not in withdrawn:
            lost.append(name)
        # Whatever was not answered: all of it or nothing.
        elif asked == "withdraw" and (row is None) != (it["mailbox"] in withdrawn):
            torn.append(name)
    return lost, revived, torn


def main():
    folder, name, file, work = sys.argv[1:5]
    told = story(file)
    held, withdrawn, whole = rows(folder, name, work)
    lost, revived, torn = judge(told, held, withdrawn)
    # What lies in the files, as they are.
    found = collections.defaultdict(set)
    for entry in os.listdir(folder):
        if not os.path.isfile(os.path.join(folder, entry)): # the socket of --status
            continue
        with open(os.path.join(folder, entry), "rb") as opened:
            for tag in TAG.findall(opened.read()):
                found[tag.hex()].add(entry)
    if any(it["tag"] not in found for name, it in told.items() if name in held):
        whole = "is not found by its tags"
    ended = {it["tag"] for it in told.values() if it.get("ended") not in (None, "done")}
    left = sorted({entry for tag in ended for entry in found.get(tag, ())})
    count = collections.Counter(it.get("ended", "kept") for it in told.values())
    print(f"lost {len(lost)} revived {len(revived)} torn {len(torn)} store {whole} "
          f"left {','.join(left) or 'nothing'}; of {len(told)}: " +
          " ".join(f"{number} {what}" for what, number in sorted(count.items())))


main()
