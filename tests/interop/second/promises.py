# SPDX-License-Identifier: ISC
"""Lines as the scripts print them."""
import traceback

from basics import Refused, need


def takes(reader, *arguments):
    try:
        reader(*arguments)
    except Refused:
        return False
    return True


def flip(data, at, bit=1):
    at %= len(data)
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]


class Same:
    """Counts comparisons; the first that differs ends the check."""

    def __init__(self):
        self.count = 0

    def __call__(self, wanted, got, what=""):
        self.count += 1
        need(wanted == got, f"{what}: wanted {wanted!r:.300}, got {got!r:.300}")

    def refuses(self, reader, *arguments, what=""):
        self(False, takes(reader, *arguments), what or "what must be refused was taken")


def promise(name, check):
    same = Same()
    try:
        check(same)
    except Refused as why:
        print(f"not ok - {name}\n# " + str(why).replace("\n", " "), flush=True)
    except Exception:  # pylint: disable=broad-except
        print(f"not ok - {name}")
        print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="", flush=True)
    else:
        print(f"ok - {name} ({same.count} comparisons)", flush=True)
