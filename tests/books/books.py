# SPDX-License-Identifier: ISC
"""What tests/system/books.sh needs of the books: their command lines, each with what the table
`tests/books/commands` says of it, and their pictures.

books.py plan SOURCE TABLE HELPS   one line for each command line of the books
books.py shown SOURCE NAME FILE    compares a picture of README.md with what was really shown
books.py block SOURCE NAME         prints a block of README.md that follows <!-- NAME -->

The books: README.md, doc/*.md, conf/README.md, tests/data/README.md; the literal displays of
doc/man/*; and the example of each --help, which are in files of the folder HELPS.
In Markdown, every line of an indented block, or of a fenced one that names no language or sh, is a
command line; FORMATS.md and PROTOCOL.md are full of other indented blocks, so there a line counts
if it begins with a program. In manual pages, every .Dl, and every .Bd that is no JSON and no
configuration. A backslash at the end goes on; what follows two spaces and a # is for the reader."""
import difflib
import glob
import os
import re
import sys

FIELDS = "\x1f"
PROGRAMS = r"(sudo |\$ )?(testimony\S*|age|minisign|jq|git|make|\./\S+|sha256sum|openssl|curl|ssh|cp|systemctl|journalctl)(\s|$)"
KEYS = ("in", "needs", "says", "by", "walk", "stand-in")


def markdown(path):
    """(line number, text, language) of each line in a code block."""
    fence = language = None
    code = blank = True
    code = False
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if fence:
            if line.strip() == fence:
                fence = None
            elif language in ("", "sh"):
                yield number, line.strip()
            continue
        opened = re.match(r" *(```+|~~~+)\s*(\S*)", line)
        if opened:
            fence, language = opened.groups()
            code = blank = False
            continue
        code = bool(line.startswith("    ") and (blank or code) and line.strip())
        if code:
            yield number, line.strip()
        blank = not line.strip()


def manual(path):
    """The same of a manual page."""
    display = None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith(".Bd"):
            display = []
        elif line.startswith(".Ed"):
            if display and display[0][1][:1] not in ("{", "["):
                yield from display
            display = None
        elif line.startswith(".Dl "):
            yield number, plain(line[4:])
        elif display is not None:
            display.append((number, plain(line)))


def plain(roff):
    return roff.replace("\\e", "\\").replace("\\&", "").replace("\\-", "-")


def example(path):
    text = open(path, encoding="utf-8").read().split("\n")
    begun = False
    for number, line in enumerate(text, 1):
        if line.startswith("Example: "):
            begun, line = True, line[len("Example: "):]
        if begun and line.strip():
            yield number, line.strip()


def joined(lines):
    """Command lines, whole and without their comments; broken lines keep the first number."""
    held, first = "", 0
    for number, line in lines:
        line = re.sub(r"\s{2,}#.*$", "", line).strip()
        first = first or number
        if line.endswith("\\"):
            held += line[:-1].rstrip() + " "
            continue
        if (held + line).strip():
            yield first, held + line
        held, first = "", 0


def books(source, helps):
    names = ["README.md", *sorted(glob.glob("doc/*.md", root_dir=source)), "conf/README.md",
             "tests/data/README.md", *sorted(glob.glob("doc/man/*", root_dir=source))]
    for name in names:
        path = os.path.join(source, name)
        lines = manual(path) if name.startswith("doc/man/") else markdown(path)
        for number, line in joined(lines):
            if name in ("doc/FORMATS.md", "doc/PROTOCOL.md") and not re.match(PROGRAMS, line):
                continue
            yield name, number, line
    for name in sorted(os.listdir(helps)):
        for number, line in joined(example(os.path.join(helps, name))):
            yield name + " --help", number, line


def read_table(path):
    """{(book or None, command): {key: value}}"""
    table, entry = {}, None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith("\t"):
            command, book = line, None
            entry = {}
            table.setdefault(command, []).append(entry)
            continue
        key, _, value = line.strip().partition(": ")
        if entry is None or key not in KEYS or not value or key in entry:
            sys.exit(f"{path}:{number}: this is not {', '.join(KEYS)}")
        entry[key] = value
    return table


def plan(source, table_path, helps):
    table = read_table(table_path)
    met = set()
    for book, number, command in books(source, helps):
        entries = [(i, e) for i, e in enumerate(table.get(command, []))
                   if book in e.get("in", book).split(", ")]
        # One that names this book goes before one for all.
        entries.sort(key=lambda pair: "in" not in pair[1])
        entry = {"how": "uncovered"}
        if entries:
            met.add((command, entries[0][0]))
            entry = dict(entries[0][1], how="run")
            for how in ("by", "walk", "stand-in"):
                if how in entry:
                    entry["how"] = how
        print(FIELDS.join([book, str(number), entry["how"], entry.get(entry["how"], ""),
                           entry.get("needs", ""), entry.get("says", ""), command]))
    for command, entries in table.items():
        for i, entry in enumerate(entries):
            if (command, i) not in met:
                print(FIELDS.join([entry.get("in", "no book"), "0", "left", "", "", "", command]))


def marked(source, name):
    text = open(os.path.join(source, "README.md"), encoding="utf-8").read()
    found = re.search(r"<!-- " + re.escape(name) + r" -->\n```\w*\n(.*?)```\n", text, re.S)
    if not found:
        sys.exit(f"README.md has no block <!-- {name} -->")
    return found.group(1)


def steady(text):
    """Without what is another one each time: receipts, ids, weeks, serials."""
    text = re.sub(r"(?m)^( [1-9]  )[a-z-]+$", r"\1WORD", text)
    text = re.sub(r"type word [1-9]", "type word N", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "ID-IN-FULL", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "ID", text)
    text = re.sub(r"(week of |ID  )\d{4}-\d\d-\d\d", r"\1DAY", text)
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def shown(source, name, path):
    book = steady(marked(source, "shown: " + name))
    real = steady(open(path, encoding="utf-8").read())
    difference = list(difflib.unified_diff(book, real, "README.md", "shown", lineterm=""))
    print("\n".join(difference))
    return 1 if difference else 0


if __name__ == "__main__":
    what, arguments = sys.argv[1], sys.argv[2:]
    if what == "plan":
        plan(*arguments)
    elif what == "shown":
        sys.exit(shown(*arguments))
    elif what == "block":
        print(marked(*arguments), end="")
    else:
        sys.exit(__doc__)
