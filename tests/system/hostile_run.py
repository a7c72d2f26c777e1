# SPDX-License-Identifier: ISC
"""Runs commands with hostile strings (hostile_strings.py) on pipes and on terminals, and judges
every byte that comes out. For hostile.py and hostile_words.py; where programs, campaign and desk
are is in the environment. A way to a string whose name ends in "(unseen)" may show nothing of it;
all others must."""

import concurrent.futures
import fcntl
import os
import pty
import select
import signal
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
