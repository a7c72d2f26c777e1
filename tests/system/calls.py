#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Which system calls a daemon made, by strace -f, and whether it may.

    calls.py unit UNIT TRACE...     prints each call that is outside of the unit's filter
    calls.py sandbox TRACE...       prints each call that was refused once the sandbox was locked
    calls.py before TRACE           prints what is wrong with when the sandbox was locked
    calls.py names TRACE...         prints the names of all calls

A trace counts from where the program begins, at its execve."""
import os
import re
import subprocess
import sys

LINE = re.compile(r"^(\d+) +(?:(\w+)\(|<\.\.\. (\w+) resumed>)(.*)$")


class Call:
    def __init__(self, thread, name, text):
        self.thread, self.name, self.text = thread, name, text

    def got(self, *results):
        return any(re.search(r"= %s(?: |$)" % re.escape(result), self.text)
                   for result in results)

    def __str__(self):
        return "%s%s" % (self.name, self.text)


def read(path):
    """The calls of a trace as they ended, each with its arguments and what it gave."""
    calls, begun, left = [], {}, None
    with open(path, encoding="utf-8", errors="replace") as trace:
        for line in trace:
            match = LINE.match(line)
            if not match:
                continue
            thread, name, resumed, text = match.groups()
            if name and text.endswith("<unfinished ...>"):
                begun[thread] = Call(thread, name, "(" + text)
                left = begun[thread]
                continue
            if resumed:
                call = begun.pop(thread, Call(thread, resumed, "("))
                call.text = call.text.replace("<unfinished ...>", "") + text
            else:
                call = Call(thread, name, "(" + text)
            if not calls and not (call.name == "execve" and call.got("0")):
                continue
            calls.append(call)
    # What never came back: exit_group, or a wait in which the other thread ended all.
    calls += begun.values()
    if not calls:
        sys.exit("%s: no program begins in it (%s)" % (path, left))
    return calls


def locked(calls):
    """Where the filter of the sandbox holds; len(calls) where it never does."""
    for at, call in enumerate(calls):
        if call.name == "seccomp" and call.got("0") and \
                call.text.startswith("(SECCOMP_SET_MODE_FILTER, 0, "):
            return at + 1
    return len(calls)


# The unit. ------------------------------------------------------------------------------

def sets():
    """The sets of calls that systemd knows, with what is in each."""
    known, name = {}, None
    said = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], check=True,
                          capture_output=True, encoding="utf-8").stdout
    for line in said.splitlines():
        line = re.sub(r"\x1b\[[0-9;]*m", "", line)
        if line.startswith("@"):
            name = line.split()[0]
            known[name] = []
        elif name and line.startswith("    ") and not line.strip().startswith("#"):
            known[name].append(line.strip())
    return known


def members(known, word):
    if not word.startswith("@"):
        return {word}
    return set().union(*(members(known, inner) for inner in known[word]))


def allowed(unit):
    """As systemd.exec(5) has it: the first line says what is allowed, "~" takes away."""
    known = sets()
    calls = members(known, "@default")
    with open(unit, encoding="utf-8") as text:
        for line in text:
            if not line.startswith("SystemCallFilter="):
                continue
            value = line.split("=", 1)[1].strip()
            words = set().union(*(members(known, word) for word in value.lstrip("~").split()))
            calls = calls - words if value.startswith("~") else calls | words
    return calls


def outside(unit, traces):
    may = allowed(unit)
    for trace in traces:
        for name in sorted({call.name for call in read(trace)} - may):
            print("%s: %s is outside of the unit's filter" % (os.path.basename(trace), name))


# The sandbox. ---------------------------------------------------------------------------

def is_known(call):
    """What may be refused: the C library then does it in another way. (The name of the file is
    not there where strace is not root's.)"""
    if call.name == "clone3":
        return call.got("-1 ENOSYS")
    return call.name == "openat" and call.got("-1 EACCES") and "O_RDONLY|O_CLOEXEC)" in call.text \
        and ('"/proc/sys/vm/overcommit_memory"' in call.text or '"' not in call.text)


def refused(traces):
    for trace in traces:
        calls = read(trace)
        for call in calls[locked(calls):]:
            if call.got("-1 EPERM", "-1 EACCES", "-1 ENOSYS") and not is_known(call):
                print("%s: refused: %s" % (os.path.basename(trace), call))


def before(trace):
    """Locked before there is another thread, and before anything of a client."""
    calls = read(trace)
    at = locked(calls)
    if at == len(calls):
        print("the filter was never locked")
    for call in calls[:at]:
        if call.thread != calls[0].thread:
            print("another thread was there before: %s" % call)
        if call.name in ("accept", "accept4", "recvfrom", "recvmsg"):
            print("before it was locked: %s" % call)
    if any(call.name == "landlock_create_ruleset" and "VERSION" in call.text and
           not call.got("-1") for call in calls) and \
            not any(call.name == "landlock_restrict_self" and call.got("0") for call in calls[:at]):
        print("files were never limited, though this kernel has Landlock")
    for name in ("accept4", "recvfrom"):
        if not any(call.name == name for call in calls[at:]):
            print("it made no %s" % name)


def main():
    command, *rest = sys.argv[1:]
    if command == "unit":
        outside(rest[0], rest[1:])
    elif command == "sandbox":
        refused(rest)
    elif command == "before":
        before(rest[0])
    elif command == "names":
        print("\n".join(sorted({call.name for trace in rest for call in read(trace)})))
    else:
        sys.exit(__doc__)


main()
