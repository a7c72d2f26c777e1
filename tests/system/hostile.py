# SPDX-License-Identifier: ISC
"""Puts hostile strings (hostile_strings.py) through every command that shows something, on pipes
and on terminals, and judges every byte that comes out. Started by tests/system/hostile.sh, which
says in the environment where programs, campaign and desk are. Prints "ok - ..." and "not ok - ..."
lines. A way to a string whose name ends in "(unseen)" may show nothing of it; all others must."""

import base64
import concurrent.futures
import fcntl
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

import hostile_strings as hostile

work = os.environb[b"work"]
build = os.environb[b"TESTIMONY_BUILD"]
source = os.environb[b"TESTIMONY_SOURCE"]
testimony, testimonyd = build + b"/client/testimony", build + b"/daemon/testimonyd"
keys, desk = build + b"/keys/testimony-keys", build + b"/desk/testimony-desk"
forge = build + b"/tests/system/forge"
campaign = work + b"/campaign"
manifest = campaign + b"/campaign.json"
form = source + b"/conf/form-worcestershire.json"
pin, origin = os.environb[b"pin"], os.environb[b"origin"]
ours = work + b"/desk"
scratch = work + b"/scratch"

ARGUMENT_MOST = 100_000  # bytes: one argument has room for 128 KiB (execve(2))
TOLD_MOST = 8000         # bytes of what one testimony tells: an envelope has room for 32,400
RUN_SECONDS = 60

# TESTIMONY_HOSTILE_STEP: for slow machines, every so manieth string alone.
step = int(os.environ.get("TESTIMONY_HOSTILE_STEP", "1"))
strings = dict(list(hostile.strings().items())[::step])
places = {name: place for place, name in enumerate(strings)}
commands = {}  # name: [runs, how many showed something made visible]
faults = {}    # name: [sentences]
lock = threading.Lock()


def judge(name, what, shown, defect=hostile.defect):
    wrong = defect(shown)
    with lock:
        entry = commands.setdefault(name, [0, 0])
        entry[1] += b"<U+" in shown or b"<0x" in shown or b"\\u" in shown
        if wrong is not None:
            faults.setdefault(name, []).append(f"{what}: {wrong}")
    return wrong is None


def environment():
    return {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=0"}


def count(name):
    with lock:
        commands.setdefault(name, [0, 0])[0] += 1


def run(name, what, arguments, defect=hostile.defect, stdin=b""):
    """On pipes, without a terminal."""
    count(name)
    ran = subprocess.run(arguments, input=stdin, capture_output=True, cwd=scratch,
        env=environment(),
                         start_new_session=True, timeout=RUN_SECONDS, check=False)
    judge(name, what + ", on standard output", ran.stdout, defect)
    judge(name, what + ", on standard error", ran.stderr)
    if ran.returncode not in (0, 1, 2):
        with lock:
            faults.setdefault(name,
                []).append(f"{what}: status {ran.returncode}: {ran.stderr[-300:]!r}")
    return ran


class Terminal:
    """A program on a terminal of its own, whose bytes are kept as they come."""

    def __init__(self, arguments, rows=24, columns=80):
        self.shown = bytearray()
        self.process, self.side = pty.fork()
        if self.process == 0:
            settings = termios.tcgetattr(0)
            settings[1] &= ~termios.OPOST
            settings[3] &= ~termios.ECHO
            termios.tcsetattr(0, termios.TCSANOW, settings)
            os.chdir(scratch)
            # Not before the size is known.
            os.read(0, 1)
            os.execve(arguments[0], arguments, environment())
        fcntl.ioctl(self.side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settle(0.02, 0.02)
        os.write(self.side, b"\n")

    def settle(self, quiet=0.15, most=20.0):
        """Reads until nothing came for so long; False at the end of the program."""
        until = time.monotonic() + most
        while time.monotonic() < until:
            if not select.select([self.side], [], [], quiet)[0]:
                return True
            try:
                data = os.read(self.side, 65536)
            except OSError:
                return False
            if not data:
                return False
            self.shown += data
        return True

    def see(self, text, after=0, most=RUN_SECONDS):
        """Waits for bytes behind `after`."""
        until = time.monotonic() + most
        while text not in self.shown[after:]:
            if time.monotonic() > until or not self.settle(0.02, 0.5):
                return text in self.shown[after:]
        return True

    def type(self, text):
        while text:
            if select.select([], [self.side], [], 0.05)[1]:
                text = text[os.write(self.side, text[:512]):]
            self.settle(0.001, 0.2)

    def end(self):
        """Waits for it, and ends it where it does not."""
        until = time.monotonic() + RUN_SECONDS
        while self.settle(0.02, 1.0):
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                self.settle(0.02, 1.0)
                os.close(self.side)
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > until:
                os.kill(self.process, signal.SIGKILL)
        _, status = os.waitpid(self.process, 0)
        os.close(self.side)
        return os.waitstatus_to_exitcode(status)


def at_terminal(name, what, arguments, answers=(), defect=hostile.defect_terminal):
    """`answers`: (what is waited for, what is typed then)."""
    count(name)
    terminal = Terminal(arguments)
    for wanted, answer in answers:
        if not terminal.see(wanted):
            break
        terminal.type(answer)
    status = terminal.end()
    judge(name, what, bytes(terminal.shown), defect)
    if status not in (0, 1, 2):
        with lock:
            faults.setdefault(name, []).append(f"{what}: status {status}")
    return bytes(terminal.shown)


def each(function, items=None):
    """Runs function(name, string) for each string; two at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(function, *item) for item in (strings if items is None
            else items).items()]:
            future.result()


def due(name, turn, every):
    """Whether it is this string's turn, where one in so many is enough; each has one somewhere."""
    return (places[name] + turn) % every == 0


def write(name, text):
    path = scratch + b"/" + name
    with open(path, "wb") as file:
        file.write(text)
    return path


def report(promise, *names):
    """One promise, for all commands whose names start with one of these."""
    here = [name for name in commands if name.startswith(names)]
    bad = [f"{name}: {fault}" for name in here for fault in faults.get(name, [])]
    blind = [name for name in here if commands[name][1] == 0 and not name.endswith("(unseen)")]
    runs = sum(commands[name][0] for name in here)
    if blind and step == 1:
        bad.append("no hostile string was ever seen of: " + ", ".join(sorted(blind)))
    if not here:
        bad.append("nothing was run")
    print(f"{'not ok' if bad else 'ok'} - {promise} ({len(here)} ways, {runs} runs)")
    for fault in bad[:12]:
        print("# " + fault.encode("ascii", "backslashreplace").decode()[:600])
    if len(bad) > 12:
        print(f"# ... and {len(bad) - 12} more")
    sys.stdout.flush()


def good_utf8(text):
    try:
        text.decode()
        return True
    except UnicodeDecodeError:
        return False


def cut(text, most):
    """At most so many bytes; whole characters, where it has them."""
    text = text[:most]
    return text[:-1] if not good_utf8(text) and good_utf8(text[:-1]) else \
        text[:-2] if not good_utf8(text) and good_utf8(text[:-2]) else \
        text[:-3] if not good_utf8(text) and good_utf8(text[:-3]) else text


#
# Arguments: names of files, values of options, options and commands that there are not.
#

def arguments_of_programs():
    at = [b"--campaign", manifest, b"--pin", pin]
    told = source + b"/tests/data/01-short.json"
    setup = {b"--campaign": manifest, b"--pin": pin, b"--key": campaign + b"/secret/campaign.key",
             b"--as": campaign + b"/secret/heron.key", b"--daemon": b"unix:" + work + b"/desk.sock"}
    init = [keys, b"init", scratch + b"/never", b"--name", b"n", b"--origin", b"http://127.0.0.1:1"]

    def set_up(option, value):
        return [desk, b"-d", scratch + b"/never", b"setup",
                *(word for key, given in {**setup, option: value}.items() for word in (key, given))]

    ways = {
        "testimony COMMAND": lambda s: [testimony, s],
        "testimony --OPTION": lambda s: [testimony, b"--" + s],
        "testimony -LETTERS (unseen)": lambda s: [testimony, b"-" + s],
        "testimony submit WORD": lambda s: [testimony, b"submit", *at, b"x" + s],
        "testimony submit --OPTION": lambda s: [testimony, b"submit", b"--x" + s],
        "testimony submit --campaign (unseen)": lambda s: [testimony, b"submit", b"--campaign", s],
        "testimony submit --campaign LINK": lambda s: [testimony, b"submit", b"--patience", b"0",
            b"--campaign",
                                                       b"http://127.0.0.1:1/" + s + b"#" + pin],
        "testimony submit --pin (unseen)": lambda s: [testimony, b"submit", b"--campaign",
            manifest, b"--pin", s],
        "testimony submit --answers": lambda s: [testimony, b"submit", *at, b"--yes",
            b"--answers", b"/dev/null/" + s],
        "testimony submit --language": lambda s: [testimony, b"submit", *at, b"--language", s],
        "testimony submit --patience": lambda s: [testimony, b"submit", *at, b"--patience", s],
        "testimony submit --origin": lambda s: [testimony, b"submit", *at, b"--origin",
            b"http://127.0.0.1:1" + s,
                                                b"--patience", b"0", b"--yes", b"--answers", told],
        "testimony submit --socks5 (unseen)": lambda s: [testimony, b"submit", *at, b"--socks5",
            s, b"--patience", b"0",
                                                b"--yes", b"--answers", told],
        "testimony submit --draft (unseen)": lambda s: [testimony, b"submit", *at, b"--draft",
            b"/dev/null/" + s],
        "testimony submit --receipt-to": lambda s: [testimony, b"submit", *at, b"--receipt-to",
            b"/dev/null/" + s,
                                                    b"--patience", b"0", b"--yes", b"--answers",
                                                        told],
        "testimony seal -o": lambda s: [testimony, b"seal", *at, b"--yes", b"--answers", told,
            b"-o", b"/dev/null/" + s],
        "testimony send FILE": lambda s: [testimony, b"send", *at, b"--patience", b"0",
            b"/dev/null/" + s],
        "testimony send --mailbox (unseen)": lambda s: [testimony, b"send", *at, b"--patience",
            b"0", b"--mailbox", b"/dev/null/" + s,
                                               told],
        "testimony-keys COMMAND": lambda s: [keys, s],
        "testimony-keys init --OPTION": lambda s: [keys, b"init", b"--x" + s],
        "testimony-keys init DIR": lambda s: [keys, b"init", b"/dev/null/" + s, b"--name", b"n",
            b"--origin",
                                              b"http://127.0.0.1:1", b"--form", form,
                                                  b"--no-passphrase"],
        "testimony-keys init --origin (unseen)": lambda s: [*init, b"--origin", s],
        "testimony-keys init --form": lambda s: [*init, b"--form", b"/dev/null/" + s],
        "testimony-keys init --coordinator": lambda s: [*init, b"--coordinator", s],
        "testimony-keys init --days (unseen)": lambda s: [*init, b"--days", s],
        "testimony-keys init --closes": lambda s: [*init, b"--closes", s],
        "testimony-keys init --passphrase-file": lambda s: [*init, b"--form", form,
            b"--passphrase-file", b"/dev/null/" + s],
        "testimony-keys coordinator": lambda s: [keys, b"coordinator", b"--no-passphrase", b"--",
            s],
        "testimony-keys coordinator -o": lambda s: [keys, b"coordinator", b"wren",
            b"--no-passphrase", b"-o",
                                                    b"/dev/null/" + s],
        "testimony-keys admit": lambda s: [keys, b"admit", campaign, b"/dev/null/" + s],
        "testimony-keys remove DIR": lambda s: [keys, b"remove", b"/dev/null/" + s, b"wren"],
        "testimony-keys remove": lambda s: [keys, b"remove", b"--", campaign, s],
        "testimony-keys sign": lambda s: [keys, b"sign", b"/dev/null/" + s],
        "testimony-keys sign --answer-by": lambda s: [keys, b"sign", campaign, b"--answer-by", s],
        "testimony-keys fingerprint": lambda s: [keys, b"fingerprint", b"--", s],
        "testimony-keys leaflet DIR": lambda s: [keys, b"leaflet", b"/dev/null/" + s, b"-o", b"-"],
        "testimony-keys leaflet -o": lambda s: [keys, b"leaflet", campaign, b"-o",
            b"/dev/null/" + s],
        "testimony-keys seal -r (unseen)": lambda s: [keys, b"seal", b"-r", s],
        "testimony-keys seal FILE": lambda s: [keys, b"seal", b"--passphrase-file", told,
            b"/dev/null/" + s],
        "testimony-keys open FILE": lambda s: [keys, b"open", b"/dev/null/" + s],
        "testimony-keys open -i": lambda s: [keys, b"open", b"-i", b"/dev/null/" + s, manifest],
        "testimony-desk COMMAND": lambda s: [desk, s],
        "testimony-desk -d": lambda s: [desk, b"-d", b"/dev/null/" + s, b"list"],
        "testimony-desk list WORD": lambda s: [desk, b"-d", ours, b"list", b"x" + s],
        "testimony-desk show": lambda s: [desk, b"-d", ours, b"show", b"--", s],
        "testimony-desk show --OPTION": lambda s: [desk, b"-d", ours, b"show", b"--x" + s],
        "testimony-desk setup --campaign": lambda s: set_up(b"--campaign", b"/dev/null/" + s),
        "testimony-desk setup --pin (unseen)": lambda s: set_up(b"--pin", s),
        "testimony-desk setup --key": lambda s: set_up(b"--key", b"/dev/null/" + s),
        "testimony-desk setup --as": lambda s: set_up(b"--as", b"/dev/null/" + s),
        "testimony-desk setup --daemon (unseen)": lambda s: set_up(b"--daemon", s),
        "testimony-desk setup -d": lambda s: [*set_up(b"--pin", pin)[:2], b"/dev/null/" + s,
                                              *set_up(b"--pin", pin)[3:]],
        "testimonyd --OPTION": lambda s: [testimonyd, b"--" + s],
        "testimonyd -LETTERS": lambda s: [testimonyd, b"-" + s],
        "testimonyd WORD (unseen)": lambda s: [testimonyd, b"-c", b"/dev/null/no", b"x" + s],
        "testimonyd -c": lambda s: [testimonyd, b"-t", b"-c", b"/dev/null/" + s],
    }

    # All strings through each command once, and some through each of its options.
    whole = {"testimony COMMAND", "testimony submit WORD", "testimony seal -o",
        "testimony send FILE",
             "testimony-keys init DIR", "testimony-keys coordinator", "testimony-keys admit",
                 "testimony-keys remove",
             "testimony-keys sign", "testimony-keys fingerprint", "testimony-keys seal FILE",
                 "testimony-keys open FILE",
             "testimony-desk -d", "testimony-desk show", "testimony-desk setup --campaign",
                 "testimonyd -c"}

    def one(name, text):
        for turn, (way, arguments) in enumerate(ways.items()):
            if way not in whole and not due(name, turn, 5):
                continue
            run(way, name, arguments(text.replace(b"\0", b"")[:ARGUMENT_MOST]))

    each(one)
    report("what is given on the command line is shown clean by all four programs", "testimony")


#
# Files: a configuration, a passphrase, a form, a key, an answer.
#

def files_read():
    def one(name, text):
        own = name.encode()
        conf = b"[testimonyd]\nlisten = 127.0.0.1:1\ndesk = unix:/tmp/no\nstore = %s/store.db\n" \
            b"campaign = %s\npin = %s\nuser = nobody\n" % (scratch, manifest, pin)
        line = text[:3000].replace(b"\n", b" ")
        for turn, key in enumerate((b"campaign", b"listen", b"store", b"pin", b"token_key")):
            if turn > 0 and not due(name, turn, 4):
                continue
            lines = [key + b" = /dev/null/" + line if each_line.startswith(key + b" ")
                else each_line
                     for each_line in conf.split(b"\n")]
            if key + b" = /dev/null/" + line not in lines:
                lines.insert(1, key + b" = /dev/null/" + line)
            path = write(own + b".conf", b"\n".join(lines))
            run(f"conf {key.decode()}" + (" (unseen)" if key not in (b"campaign", b"token_key")
                else ""), name,
                [testimonyd, b"-c", path, b"-t"])
        for turn, (way, content) in enumerate({"KEY": conf + line + b" = 1\n",
            "SECTION": b"[" + line + b"]\n" + conf,
                                               "TEXT": text}.items()):
            if due(name, turn, 3):
                run(f"conf {way} (unseen)", name, [testimonyd, b"-t", b"-c", write(own + b".conf",
                    content)])
        path = write(own[:40] + b"." + cut(text, 100).replace(b"/", b"_").replace(b"\0",
            b"") + b".conf", conf)
        run("conf NAME", name, [testimonyd, b"-t", b"-c", path])
        os.unlink(path)
        path = write(own + b".file", text)
        for turn, (way, arguments) in enumerate({
            "read as answers (unseen)": [testimony, b"seal", b"--campaign", manifest, b"--pin",
                pin, b"--yes", b"--answers", path,
                                b"-o", scratch + b"/never"],
            "read as a campaign (unseen)": [testimony, b"submit", b"--campaign", path, b"--pin",
                pin],
            "read as a form (unseen)": [keys, b"init", scratch + b"/never", b"--name", b"n",
                b"--origin", b"http://127.0.0.1:1",
                               b"--no-passphrase", b"--form", path],
            "read as a key (unseen)": [keys, b"open", b"-i", path, manifest],
            "read as HANDLE.pub (unseen)": [keys, b"admit", campaign, path],
            "read as campaign.pub (unseen)": [keys, b"fingerprint", path],
            "read as sealed (unseen)": [keys, b"open", path],
            "read as a passphrase (unseen)": [keys, b"seal", b"--passphrase-file", path, b"-o",
                b"/dev/null/x", b"/dev/null/y"],
        }.items()):
            if due(name, turn, 4):
                run(way, name, arguments)
        # Hostile words where a word of a format is expected.
        quoted = hostile.in_json(text[:TOLD_MOST])
        for turn, (way, content, arguments) in enumerate((
            ("a form's format", b'{"format":%s,"pages":[]}' % quoted, None),
            ("a form's kind", b'{"format":"form-1","pages":[{"id":"a","kind":%s}]}' % quoted, None),
            ("a form's member", b'{%s:1}' % quoted, None),
            ("answers to no question",
                b'{"answers":{%s:"x"},"hide":[],"uses":["counts"]}' % quoted, b"seal"),
            ("answers that there are not",
                b'{"answers":{"area":%s},"hide":[],"uses":["counts"]}' % quoted, b"seal"),
            ("uses that there are not", b'{"answers":{},"hide":[],"uses":[%s]}' % quoted, b"seal"),
            ("a key's handle", b'{"handle":%s,"key":%s,"recipient":%s}\n' % (quoted, quoted,
                quoted), b"admit"),
            ("a desk's file", b'{"format":%s,"pin":%s,"as":%s,"daemon":%s}' % (quoted, quoted,
                quoted, quoted), b"desk"),
        )):
            if not due(name, turn, 4):
                continue
            path = write(own + b".json", content)
            if arguments is None:
                line = [keys, b"init", scratch + b"/never", b"--name", b"n", b"--origin",
                    b"http://127.0.0.1:1",
                        b"--no-passphrase", b"--form", path]
            elif arguments == b"seal":
                line = [testimony, b"seal", b"--campaign", manifest, b"--pin", pin, b"--yes",
                    b"--answers", path, b"-o",
                        b"/dev/null/x"]
            elif arguments == b"admit":
                line = [keys, b"admit", campaign, path]
            else:
                os.makedirs(scratch + b"/" + own, exist_ok=True)
                os.replace(path, scratch + b"/" + own + b"/desk.json")
                line = [desk, b"-d", scratch + b"/" + own, b"list"]
            run("in " + way + " (unseen)", name, line)

    each(one)
    report("what stands in a daemon's configuration", "conf ")
    report("what stands in files that are read", "read as ", "in ")


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
# What a server says.
#

class Server(threading.Thread):
    """Answers each request with what it is told to, on a port of this machine or on a socket."""

    def __init__(self, address):
        super().__init__(daemon=True)
        family = socket.AF_UNIX if isinstance(address, bytes) else socket.AF_INET
        self.listening = socket.socket(family, socket.SOCK_STREAM)
        self.listening.bind(address)
        self.listening.listen(16)
        self.answer = b""
        self.start()

    def run(self):
        while True:
            connection, _ = self.listening.accept()
            with connection:
                connection.settimeout(5)
                try:
                    self.serve(connection)
                except OSError:
                    pass

    def serve(self, connection):
        heard = b""
        while b"\r\n\r\n" not in heard:
            data = connection.recv(65536)
            if not data:
                return
            heard += data
        connection.sendall(self.answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


def problem(text, status=b"400 Refused", header=b"", kind=b"application/problem+json"):
    return b"HTTP/1.1 %s\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n" \
        b"Connection: close\r\n\r\n%s" % (
        status, header, kind, len(text), text)


class Said(threading.local):
    """Each thread's own servers, and a desk for one of them."""

    def __init__(self):
        own = b"%s/said-%d" % (scratch, threading.get_ident())
        self.server, self.local = Server(("127.0.0.1", 0)), Server(own + b".sock")
        self.origin = b"http://127.0.0.1:%d" % self.server.listening.getsockname()[1]
        self.desk = own
        subprocess.run([desk, b"-d", own, b"setup", b"--campaign", manifest, b"--pin", pin,
            b"--key",
                        campaign + b"/secret/campaign.key", b"--as",
                            campaign + b"/secret/heron.key", b"--daemon",
                        b"unix:" + own + b".sock"], capture_output=True, check=True)


def said_by_a_server():
    said = Said()
    told = source + b"/tests/data/01-short.json"
    some = set(list(strings)[::8])

    def one(name, text):
        text = cut(text, 1500)
        quoted, line = hostile.in_json(text), text.replace(b"\r", b" ").replace(b"\n", b" ")
        ways = {"detail": problem(b'{"title":"x","detail":%s}' % quoted),
            "body (unseen)": problem(text)}
        if name in some:
            ways |= {
                "title": problem(b'{"title":%s}' % quoted), "type (unseen)": problem(b"{}",
                    kind=line),
                "status (unseen)": problem(b"{}", status=b"400 " + line),
                "header (unseen)": problem(b"{}", header=b"X: " + line + b"\r\n"),
                "first line (unseen)": line + b"\r\n\r\n",
                "token (unseen)": problem(b'{"token":%s,"bits":1}' % quoted, status=b"200 OK")}
        for way, answer in ways.items():
            said.server.answer = said.local.answer = answer
            run("said to testimony: " + way, name, [testimony, b"submit", b"--campaign", manifest,
                b"--pin", pin, b"--origin",
                                                    said.origin, b"--patience", b"0", b"--yes",
                                                        b"--answers", told])
            if way == "detail" or name in some:
                run("said to testimony-desk: " + way, name, [desk, b"-d", said.desk, b"pull"])
        if name in some:
            said.local.answer = ways["detail"]
            at_terminal("said to testimony-desk, at a terminal", name, [desk, b"-d", said.desk,
                b"pull"])
            said.server.answer = problem(text, status=b"200 OK", kind=b"application/json")
            run("said as a campaign (unseen)", name, [testimony, b"submit", b"--campaign",
                said.origin + b"/#" + pin,
                                                      b"--patience", b"0", b"--yes", b"--answers",
                                                          told])

    each(one)
    report("what a server says is shown clean", "said ")


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


def hostile_campaigns():
    taken = []

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
    return taken


#
# Sealed files opened on a terminal, and drafts.
#

PASSPHRASE = b"a made-up passphrase"


def opened_on_a_terminal():
    ran = subprocess.run([keys, b"coordinator", b"owl", b"--no-passphrase", b"-o", scratch],
        capture_output=True, check=False)
    recipient = json.loads(open(scratch + b"/owl.pub", "rb").read())["recipient"].encode()
    if ran.returncode != 0:
        print(f"not ok - the test makes a key\n# {ran.stderr!r}")

    def one(name, text):
        path = write(name.encode() + b".open", text)
        subprocess.run([keys, b"seal", b"-r", recipient, b"-o", path + b".age", path],
            capture_output=True, check=True)
        at_terminal("open", name, [keys, b"open", b"-i", scratch + b"/owl.key", path + b".age"])

    each(one)
    report("a sealed file that is opened on a terminal", "open")


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


def interviewed(campaigns):
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
    each(asked, items=dict(enumerate(campaigns[::max(1, len(campaigns) // 8)])))
    report("the interview: nothing but its own sequences and clean text reaches the terminal",
        "interview")


def main():
    os.makedirs(scratch, exist_ok=True)
    campaigns = []
    parts = {part.__name__: part for part in (arguments_of_programs, files_read, said_by_a_server,
        opened_on_a_terminal,
                                              told_on_a_terminal, at_the_desk)}
    for name in sys.argv[1:]:
        began = time.monotonic()
        if name == "hostile_campaigns":
            campaigns = hostile_campaigns()
        elif name == "interviewed":
            interviewed(campaigns)
        else:
            parts[name]()
        print(f"# {name}: {time.monotonic() - began:.0f} s", flush=True)
    runs = sum(count for count, _ in commands.values())
    print(f"# {len(strings)} strings through {len(commands)} ways, {runs} runs")


main()
