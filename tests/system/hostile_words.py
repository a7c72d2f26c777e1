# SPDX-License-Identifier: ISC
"""Hostile strings in what families tell, in what campaigns say of themselves, and in the interview:
the parts that tests/system/hostile_words.sh has hostile.py play."""

import base64
import json
import os
import signal
import subprocess

import hostile_strings as hostile
from hostile_run import (TOLD_MOST, Terminal, at_terminal, campaign, count, cut, desk, each,
    faults, forge, form, good_utf8, judge, keys, manifest, origin, ours, pin, report, run,
    scratch, strings, testimony, work, write)

#
# What a family tells, before it is sent.
#

def told_here(text):
    """An answers file with the string wherever there is room for one."""
    quoted = hostile.in_json(text)
    return b'{"answers":{"family-court":"no","area":"redditch","path":"story",' \
        b'"story-happened":%s,"change":%s},' \
        b'"hide":[%s,"Sam"],"uses":["counts"]}' % (quoted, quoted, hostile.in_json(cut(text, 60)))


def told_on_a_terminal():
    def one(name, text):
        path = write(name.encode() + b".told", told_here(cut(text, TOLD_MOST)))
        at_terminal("confirm submit", name, [testimony, b"submit", b"--campaign", manifest,
            b"--pin", pin,
                                                  b"--patience", b"0", b"--answers", path],
                                                      [(b"[yes/no] ", b"no\n")])
        run("confirm seal (unseen)", name, [testimony, b"seal", b"--campaign", manifest, b"--pin",
            pin, b"--answers", path, b"-o",
                                   scratch + b"/sealed-" + name.encode()])

    each(one)
    report("what a family tells is shown clean before it is sent", "confirm ")


#
# What other programs sent, at the desk.
#

def line1(text, plain):
    """What a hostile program tells, with the string in every place that takes text."""
    quoted, short = hostile.in_json(text), hostile.in_json(cut(text, 60))
    if plain:
        return b'{"format":"testimony-1","campaign":1,"kind":"testimony","language":"en",' \
            b'"reply_to":"@REPLY@","answers":{"area":%s,"story-happened":%s,' \
            b'"other-question":%s,"effect":["nothing"]},"hide":[%s],"uses":["counts"]}' % (
                short, quoted, short, short)
    return b'{"format":"testimony-1","campaign":1,"kind":%s,"language":"en",' \
        b'"reply_to":"@REPLY@","answers":{}}' % short


def forged():
    """A testimony for each string in its texts, and one that is refused for its kind."""
    lines = []
    for text in strings.values():
        text = cut(text, TOLD_MOST // 4)
        lines.append(line1(text, True))
        lines.append(line1(text, False))
        lines.append(b'{"answers":' + text.replace(b"\n", b" ")[:300])
        lines.append(b'{"format":"testimony-1","campaign":1,"kind":"testimony","language":%s,'
                     b'"reply_to":%s,"answers":{},'
                     b'"hide":[],"uses":[]}' % (hostile.in_json(text[:30]),
                         hostile.in_json(text[:80])))
    path = write(b"lines", b"\n".join(lines) + b"\n")
    ran = subprocess.run([forge, b"told", manifest, pin, origin, path], capture_output=True,
        check=False)
    if ran.returncode != 0:
        print(f"not ok - the test forges testimonies\n# {ran.stderr!r}")
        return 0
    return len(lines)


def at_the_desk():
    sent = forged()
    shown = at_terminal("desk pull (unseen)", "all", [desk, b"-d", ours, b"pull"])
    if b"%d new from families" % sent not in shown:
        faults.setdefault("desk pull (unseen)", []).append(f"not all {sent} came: {shown[-300:]!r}")
    run("desk list (unseen)", "all", [desk, b"-d", ours, b"list"])
    listed = at_terminal("desk list, terminal (unseen)", "all", [desk, b"-d", ours, b"list"])
    run("desk show --all", "all", [desk, b"-d", ours, b"show", b"--all"])
    at_terminal("desk show --all, terminal", "all", [desk, b"-d", ours, b"show", b"--all"])
    ran = run("desk list --json", "all", [desk, b"-d", ours, b"list", b"--json"],
        hostile.defect_json)
    at_terminal("desk list --json, terminal", "all", [desk, b"-d", ours, b"list", b"--json"])
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    ran = run("desk show --all --json", "all", [desk, b"-d", ours, b"show", b"--all", b"--json"],
        hostile.defect_json)
    got = {json.loads(line)["testimony"]["answers"].get("story-happened")
        for line in ran.stdout.splitlines()}
    lost = [name for name, text in strings.items()
            if good_utf8(text) and b"\0" not in text and cut(text,
                TOLD_MOST // 4).decode() not in got]
    if lost:
        faults.setdefault("desk show --all --json", []).append(f"not told as it was sent: {lost}")
    if len(rows) != sent or listed.count(b"set aside") < len(strings):
        faults.setdefault("desk list (unseen)", []).append(f"{len(rows)} rows for {sent} messages")

    def one(identifier, aside):
        run("desk show ID" + (", aside (unseen)" if aside else ""), identifier, [desk, b"-d",
            ours, b"show", identifier.encode()])
        if not aside:
            run("desk show ID --json", identifier, [desk, b"-d", ours, b"show", b"--json",
                identifier.encode()],
                hostile.defect_json)

    each(one, items={row["id"]: row.get("aside") for row in rows})
    report(f"what {sent} testimonies of hostile programs say is shown clean at the desk, "
           "and in JSON whole", "desk ")


#
# Campaigns.
#

def campaign_with(text, path):
    """The form of the sample with the string in its titles, labels, hints and help."""
    with open(form, encoding="utf-8") as file:
        value = json.load(file)
    for page in value["pages"]:
        for member in ("title", "hint"):
            if member in page:
                page[member] = text
        for option in page.get("options", []):
            option["label"] = text
    for use in value["uses"]:
        use["label"] = text
    for area in value.get("areas", []):
        area["label"] = text
    for entry in value.get("help", []):
        for member, given in entry.items():
            if isinstance(given, (str, dict)) and member not in ("id", "url", "phone"):
                entry[member] = text
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)


taken = []  # the campaigns that there are: (name of its string, folder, pin)


def hostile_campaigns():
    def one(name, text):
        own = scratch + b"/c-" + name.encode()
        word = cut(text, 190).replace(b"\0", b"")
        text = cut(text, 400)
        if good_utf8(text):
            campaign_with(text.decode(), own + b".json")
            ran = run("campaign init --form (unseen)", name, [keys, b"init", own + b"-form",
                b"--name", b"made up", b"--contact", b"nobody", b"--origin",
                                              b"http://127.0.0.1:1", b"--form", own + b".json",
                                                  b"--coordinator", b"heron",
                                              b"--no-passphrase"])
            if ran.returncode == 0:
                taken.append((name, own + b"-form", ran.stdout.split()[0]))
        ran = run("campaign init --name (unseen)", name, [keys, b"init", own + b"-name",
            b"--name", word, b"--contact", word, b"--origin",
                                          b"http://127.0.0.1:1", b"--form", form,
                                              b"--coordinator", b"heron", b"--no-passphrase"])
        if ran.returncode == 0:
            taken.append((name, own + b"-name", ran.stdout.split()[0]))

    def used(index, what):
        name, folder, floor = what
        at = [b"--campaign", folder + b"/campaign.json", b"--pin", floor]
        told = write(b"told-%d" % index, told_here(b"plain words"))
        at_terminal("campaign submit", name, [testimony, b"submit", *at, b"--patience", b"0",
            b"--answers", told],
                    [(b"[yes/no] ", b"no\n")])
        run("campaign setup", name, [desk, b"-d", folder + b"-desk", b"setup", *at, b"--key",
            folder + b"/secret/campaign.key",
                                     b"--as", folder + b"/secret/heron.key", b"--daemon",
                                         b"unix:/dev/null/x"])
        if index % 8 != 0:
            return
        run("campaign fingerprint (unseen)", name, [keys, b"fingerprint", folder])
        # Its page is standard output here: nothing in it that is not seen.
        run("campaign leaflet (unseen)", name, [keys, b"leaflet", folder, b"-o", b"-"])
        run("campaign seal (unseen)", name, [testimony, b"seal", *at, b"--yes", b"--answers",
            told, b"-o", folder + b"-sealed"])
        run("campaign admit (unseen)", name, [keys, b"admit", folder, work + b"/wren.pub"])
        run("campaign remove (unseen)", name, [keys, b"remove", folder, b"wren"])
        run("campaign sign (unseen)", name, [keys, b"sign", folder])
        # Somebody's own form is edited in the file.
        with open(folder + b"/campaign.json", "rb") as file:
            edited = file.read()
        with open(folder + b"/campaign.json", "wb") as file:
            file.write(edited.replace(b'"contact":',
                hostile.in_json(strings[name][:300]) + b":1,\"contact\":", 1))
        ran = run("campaign edited (unseen)", name, [keys, b"sign", folder])
        if ran.returncode != 0:
            with open(folder + b"/campaign.json", "wb") as file:
                file.write(edited)

    each(one)
    each(used, items=dict(enumerate(taken)))
    report(f"what {len(taken)} hostile campaigns say of themselves is shown clean", "campaign ")


#
# The interview, from drafts.
#

PASSPHRASE = b"a made-up passphrase"


def signing_key(folder):
    with open(folder + b"/campaign.pub", "rb") as file:
        return base64.b64decode(file.read().split(b"\n")[1])[10:].hex()


def draft(name, folder, place, texts, names):
    """A locked file, as the interview saves one."""
    value = {"format": "testimony-draft-1", "signing_key": signing_key(folder), "language": "en",
        "place": place,
             "answers": {"who": "parent", "family-court": "no", "area": "redditch", "path": "story",
                         **dict(zip(("story-happened", "story-difference", "story-should",
                             "worked", "change"), texts))},
             "hide": names, "uses": ["counts"]}
    plain = write(name + b".draft.json", json.dumps(value).encode())
    path = scratch + b"/" + name + b".draft"
    subprocess.run([keys, b"seal", b"--passphrase-file", scratch + b"/passphrase", b"-o", path,
        plain], check=True,
                   capture_output=True)
    return path


def interview(name, what, folder, floor, path, script, plain):
    """Starts with a draft; script(terminal) types what it likes. It is ended by a signal."""
    defect = hostile.defect_plain if plain else hostile.defect_screen
    count(name)
    arguments = [testimony, b"submit", b"--campaign", folder + b"/campaign.json", b"--pin", floor,
        b"--origin", b"http://127.0.0.1:1",
                 b"--patience", b"0", b"--draft", path, b"--passphrase-file",
                     scratch + b"/passphrase"]
    terminal = Terminal(arguments + ([b"--plain"] if plain else []))
    if not terminal.see(b"Welcome back"):
        faults.setdefault(name,
            []).append(f"{what}: it did not begin: {bytes(terminal.shown[-400:])!r}")
    script(terminal)
    os.kill(terminal.process, signal.SIGTERM)
    status = terminal.end()
    judge(name, what, bytes(terminal.shown), defect)
    if status not in (0, 1, 2, -signal.SIGTERM):
        faults.setdefault(name, []).append(f"{what}: status {status}")


def page_through(terminal):
    for _ in range(40):
        before = len(terminal.shown)
        terminal.type(b"\r")
        terminal.settle(0.02, 1)
        if len(terminal.shown) == before:
            break


def paste(text):
    def script(terminal):
        for _ in range(3):
            terminal.type(b"\r")
            terminal.settle(0.03, 2)
        for piece in text:
            terminal.type(b"\033[200~" + piece[:400] + b"\033[201~\r")
            terminal.settle(0.01, 1)
            terminal.type(piece[:40])   # typed: what is a key does what the key does
            terminal.settle(0.01, 1)
            terminal.type(b"\033\033\r")
        terminal.type(b"\004")
        page_through(terminal)
    return script


def interviewed():
    good = [(name, text[:3000].decode()) for name, text in strings.items()
        if good_utf8(text[:3000])]
    groups = [good[i:i + 25] for i in range(0, len(good), 25)]

    def drafted(index, group):
        texts = ["\n".join(text[:600] for _, text in group[i:i + 5]) for i in range(0, 25, 5)]
        names = [text[:150] for _, text in group]
        what = f"{group[0][0]} to {group[-1][0]}"
        place = "story-happened" if index % 3 == 0 else "check"
        path = draft(b"d-%d" % index, campaign, place, texts, names)
        for plain in (False, True):
            interview(f"interview of a draft, {place}" + (", plain" if plain else ""), what,
                campaign, pin, path,
                      page_through, plain)

    def pasted(index, group):
        for plain in (False, True):
            interview("interview, pasted and typed" + (", plain" if plain else ""), f"{index}",
                campaign, pin, empty,
                      paste([text[:2000] for text in group]), plain)

    def asked(index, what):
        name, folder, floor = what
        path = draft(b"a-%d" % index, folder, "check", ["x"], ["Sam"])
        for plain in (False, True):
            interview("interview of a campaign" + (", plain" if plain else ""), name, folder,
                floor, path, page_through, plain)

    write(b"passphrase", PASSPHRASE + b"\n")
    empty = draft(b"empty", campaign, "story-happened", ["x"], [])
    each(drafted, items=dict(enumerate(groups)))
    all_strings = list(strings.values())
    each(pasted, items={i: all_strings[i::8] for i in range(8)})
    each(asked, items=dict(enumerate(taken[::max(1, len(taken) // 8)])))
    report("the interview: nothing but its own sequences and clean text reaches the terminal",
        "interview")


# The last one is held for the campaigns that the one before it made, too.
PARTS = (told_on_a_terminal, at_the_desk, hostile_campaigns, interviewed)
