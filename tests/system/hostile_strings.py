# SPDX-License-Identifier: ISC
"""Strings that steer terminals, hide words or break readers: the same in every run, by their names;
and the judge of what programs show of them, byte by byte. For tests/system/hostile_run.py."""

import json
import re
import unicodedata

LONG = 1_000_000


def u(*numbers):
    return "".join(chr(number) for number in numbers).encode("utf-8", "surrogatepass")


def controls():
    """Each C0 but NUL (which no argument can hold), DEL, each C1, and C1 as bytes of their own."""
    for number in [*range(1, 32), 127]:
        yield f"c0-{number:02x}", b"before" + bytes([number]) + b"after"
    for number in range(0x80, 0xA0):
        yield f"c1-{number:02x}", b"before" + u(number) + b"31mafter"
    for number in (0x84, 0x85, 0x8D, 0x90, 0x9B, 0x9C, 0x9D, 0x9F):
        yield f"c1-byte-{number:02x}", b"before" + bytes([number]) + b"31mafter"


def sequences():
    """What terminals obey."""
    for name, text in {
        "red": b"\033[31mred\033[0m", "blink-hidden": b"\033[5;8mhidden\033[0m",
        "clear": b"\033[2J\033[Hall is well", "scrollback": b"\033[3J",
            "up": b"\033[5A\033[Kset aside",
        "erase-line": b"good\033[2K\rbad", "save-restore": b"\0337moved\0338", "reset": b"\033c",
        "scroll-region": b"\033[1;1r", "insert-lines": b"\033[9L", "report": b"\033[6n",
        "attributes": b"\033[c\033[>c", "title-report": b"\033[21t", "resize": b"\033[8;1;1t",
        "alternate": b"\033[?1049h", "mouse": b"\033[?1003h", "paste-off": b"\033[?2004l",
        "paste-end": b"\033[201~ls\r", "no-cursor": b"\033[?25l", "no-wrap": b"\033[?7l",
        "charset": b"\033(0qqq\016lines\017", "align": b"\033#8", "keypad": b"\033=",
        "repeat": b"x\033[9999b", "answerback": b"\005", "osc-title": b"\033]0;title\007",
        "osc-title-st": b"\033]2;title\033\\", "osc-clipboard": b"\033]52;c;cm0gLXJm\007",
        "osc-link": b"\033]8;;http://192.0.2.1/\033\\here\033]8;;\033\\",
        "osc-colour": b"\033]4;0;?\007", "osc-open": b"\033]0;never ended", "osc-file":
        b"\033]1337;File=inline=1:AAAA\007", "dcs": b"\033Pq#0;2;0;0;0~\033\\",
            "dcs-open": b"\033P+q",
        "dcs-status": b"\033P$qm\033\\", "tmux": b"\033Ptmux;\033\033]0;t\007\033\\", "apc":
        b"\033_Gf=24;AAAA\033\\", "pm": b"\033^private\033\\", "sos": b"\033Xstring\033\\",
        "csi-c1": u(0x9B) + b"2J", "csi-c1-byte": b"\x9b2J", "osc-c1": u(0x9D) + b"0;t" + u(0x9C),
        "osc-c1-byte": b"\x9d0;t\x9c", "esc-end": b"ends with \033", "csi-end": b"ends with \033[",
        "two-escapes": b"\033\033[A", "overstrike": b"secret\b\b\b\b\b\b      ",
        "backspaces": b"\b" * 200 + b"nothing", "bells": b"\a" * 300, "carriage": b"bad\rgood",
        "crlf": b"one\r\ntwo\r\n", "form-feed": b"one\ftwo\vthree", "tabs": b"\tone\ttwo\t\t",
            "shift": b"\016abc\017",
        "xon": b"\023\021", "cancel": b"\033[3\0301m", "substitute": b"\033[3\0321m",
    }.items():
        yield "sequence-" + name, text


def hidden():
    """What is not seen, or turns around what is."""
    for number in (0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067,
                   0x2068, 0x2069):
        yield f"bidi-{number:04x}", b"photo" + u(number) + b"gpj.exe"
    yield "bidi-nested", u(0x202E, 0x2066, 0x202D) * 60 + b"never popped"
    yield "bidi-lines", u(0x2067) + b"one\ntwo" + u(0x202E) + b"\nthree"
    for number in (0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180E, 0x180F, 0x200B,
        0x200C,
                   0x200D, 0x2060, 0x2061, 0x2064, 0x2065, 0x206A, 0x206F, 0x3164, 0xFEFF, 0xFFA0,
                       0xFFF0,
                   0xFFF8, 0xFFF9, 0xFFFA, 0xFFFB, 0x110BD, 0x13430, 0x1BCA0, 0x1D173, 0x1D17A,
                       0xE0000, 0xE0001, 0xE0020,
                   0xE007F, 0xE0100, 0xE01EF, 0xE0FFF, 0x0600, 0x06DD, 0x070F, 0x0890, 0x08E2):
        yield f"hidden-{number:04x}", b"pass" + u(number) + b"word" + u(number)
    yield "tags-word", b"flag" + u(*(0xE0000 + ord(c) for c in "secret"), 0xE007F)
    yield "zero-width-bits", u(*(0x200B + (i * 7 % 3) for i in range(500)))
    for number in (0x2028, 0x2029):
        yield f"separator-{number:04x}", b"line" + u(number) + b"another"
    for number in (0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x10FFFD):
        yield f"private-{number:x}", b"logo " + u(number)
    for number in (0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x2FFFF, 0xEFFFE, 0x10FFFF):
        yield f"no-character-{number:x}", b"none " + u(number) + b" none"
    for number in (0x40000, 0x50000, 0xDFFFF):
        yield f"plane-{number:x}", b"far " + u(number)


def broken():
    """Bytes that are not UTF-8."""
    for name, text in {
        "overlong-slash-2": b"..\xc0\xaf..", "overlong-slash-3": b"..\xe0\x80\xaf..",
        "overlong-slash-4": b"..\xf0\x80\x80\xaf..", "overlong-nul": b"a\xc0\x80b",
        "overlong-escape": b"\xc0\x9b[31m", "overlong-c1": b"\xe0\x82\x9b31m",
            "overlong-5": b"\xf8\x88\x80\x80\x80",
        "overlong-6": b"\xfc\x84\x80\x80\x80\x80", "surrogate-high": b"\xed\xa0\x80",
            "surrogate-low": b"\xed\xbf\xbf",
        "surrogate-pair": b"\xed\xa0\xbd\xed\xb8\x80", "above": b"\xf4\x90\x80\x80",
            "f5": b"\xf5\x80\x80\x80",
        "fe": b"\xfe\xfe", "ff": b"\xff\xff\xff", "cut-2": b"caf\xc3", "cut-3": b"price \xe2\x82",
        "cut-4": b"smile \xf0\x9f\x98", "cut-quote": b"\xe2\x82\"quoted\"",
            "cut-escape": b"\xe2\x82\033[31m",
        "cut-line": b"\xf0\x9f\nnext", "lone": b"\x80", "lone-many": b"\xbf" * 300,
            "latin-1": b"na\xefve caf\xe9",
        "utf-16": "wide".encode("utf-16"), "utf-16-be": b"\xfe\xff\x00w",
            "continuation-first": b"\x9f\x98\x80 moved",
        "all-high": bytes(range(0x80, 0x100)),
            "mixed": b"\xf0\x9f\x98\x80\xf0\x9f\xc3\xa9\xe2\x82\xac\xff",
    }.items():
        yield "broken-" + name, text


def marks():
    yield "marks-10000", b"a" + u(0x0301) * 10_000
    yield "marks-10000-lone", u(0x0301) * 10_000
    yield "marks-10000-mixed", b"Z" + u(*(0x0300 + i % 0x70 for i in range(10_000)))
    for number in (0x0300, 0x0338, 0x0489, 0x05B0, 0x064B, 0x0903, 0x093C, 0x0E31, 0x0F71, 0x1AB0,
        0x20DD,
                   0x20E3, 0x302A, 0x3099, 0xFE0F, 0xFE20, 0x1D165, 0x1E8D0):
        yield f"mark-lone-{number:04x}", u(number) + b"first"
    yield "mark-lines", b"one\n" + u(0x0301) + b"two\n" + u(0x20DD)
    yield "mark-space", b"a " + u(0x0336) * 9 + b" b"
    yield "marks-each", u(*(x for c in "crossed out" for x in (ord(c), 0x0336)))
    yield "marks-nine", b"e" + u(*range(0x0300, 0x0309)) + b"."
    yield "selectors", b"x" + u(0xFE0F) * 400
    yield "joiner-first", u(0x200D, 0x1F600)
    yield "joiner-last", u(0x1F600, 0x200D)
    yield "joiner-letters", b"pay" + u(0x200D) + b"pal"
    yield "joiners", u(0x1F469, 0x200D, 0x200D, 0x1F467)
    yield "joined-1000", u(*([0x1F469, 0x200D] * 1000))
    yield "joined-family", u(0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467)
    yield "joined-letter", u(0x1F469, 0x200D) + b"a"
    yield "joined-mark", u(0x1F469, 0x0301, 0x200D, 0x1F467)
    yield "flags-odd", u(*([0x1F1EC] * 301))
    yield "skin", u(*([0x1F3FF] * 200))
    yield "keycaps", u(*([0x31, 0xFE0F, 0x20E3] * 200))


def long():
    yield "long-line", b"A" * LONG
    yield "long-escapes", b"\033[" * (LONG // 2)
    yield "long-broken", b"\x9b" * LONG
    yield "long-lines", b"\n" * 20_000
    yield "long-spaces", b" " * 50_000 + b"end"
    yield "long-tabs", b"\t" * 5000
    yield "wide-5000", u(0x65E5) * 5000
    yield "wide-emoji", u(0x1F600) * 5000
    yield "wide-forms", u(0xFF21) * 3000
    yield "wide-odd", b"x" + u(0x65E5, 0x672C) * 999 + b"y"
    yield "half-wide", u(0xFF71, 0xFF9E) * 500
    yield "hangul-parts", u(*([0x1100, 0x1161, 0x11A8] * 500))
    yield "right-to-left", u(*range(0x05D0, 0x05EA)) + b" 123 " + u(*range(0x0627, 0x0640))
    yield "ligature", u(0xFDFD, 0x12031, 0x2E3B, 0x1242B) * 40
    yield "spaces-wide", u(0x3000, 0x00A0, 0x2003, 0x202F, 0x205F, 0x1680) * 50
    yield "braille-blank", u(0x2800) * 100
    yield "unassigned", u(0x0378, 0x1FBFF, 0x2FE0, 0x3FFFD)


def tricks():
    """Plain text that takes its reader for somebody else."""
    for name, text in {
        "format": b"%s%s%n%x%p%.99999d%*d", "shell": b"$(reboot) `reboot` ; reboot",
            "quotes": b"\"'\\\"'",
        "escaped": b"\\033[31m \\x1b[0m \\e[1m", "escaped-json": b"\\u001b[31m\\u202e",
            "shown": b"<U+202E><0x9B>",
        "markup": b"<script>alert(1)</script>&lt;",
            "another-line": b"x\ntestimony-desk: all is well\nreceipt: a b c",
        "another-row": b"x\n3f9c0a71d2  week of 2026-01-05  testimony  en  Redditch",
            "rule": b"\n----------\n\n",
        "empty-lines": b"\n\n\n\n\n", "only-space": b" ", "option": b"--yes", "dash": b"-",
            "dashes": b"--", "slashes":
        b"////", "up-there": b"../../../../etc/hostname", "device": b"/dev/null/x",
            "url": b"https://192.0.2.1/#RW",
        "pin": b"RW" + b"A" * 54, "pin-serial": b"RW" + b"A" * 54 + b".1", "homograph": u(0x0440,
            0x0430, 0x0443),
        "fullwidth": u(*(0xFEE0 + ord(c) for c in "yes")), "long-id": b"f" * 64,
            "long-word": b"w" * 400,
        "digits": b"9" * 400, "minus": b"-9223372036854775808",
    }.items():
        yield "trick-" + name, text


def strings():
    found = {}
    for group in (controls, sequences, hidden, broken, marks, long, tricks):
        for name, text in group():
            assert name not in found, name
            found[name] = text
    return found


def in_json(text):
    """A JSON string with these bytes: broken ones stay as they are."""
    out = bytearray(b'"')
    for byte in text:
        if byte in b'"\\':
            out += b"\\" + bytes([byte])
        elif byte < 0x20:
            out += b"\\u%04x" % byte
        else:
            out.append(byte)
    return bytes(out + b'"')


#
# The judge.
#

# Unicode gives no shape to these (Default_Ignorable_Code_Point), though they are no Cc, Cf or Co.
IGNORED = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2065, 0x3164,
    0xFFA0,
           *range(0xFFF0, 0xFFF9)}
MARKS_MOST = 8


def picture(character):
    number = ord(character)
    return (0x2190 <= number <= 0x21FF or 0x2300 <= number <= 0x23FF
        or 0x25A0 <= number <= 0x27BF or
            0x2900 <= number <= 0x297F or 0x2B00 <= number <= 0x2BFF
                or 0x1F000 <= number <= 0x1FAFF)


def is_joiner(text, at):
    before = at - 1
    if before > 0 and text[before] == "\ufe0f":
        before -= 1
    return before >= 0 and picture(text[before]) and at + 1 < len(text) and picture(text[at + 1])


SAFE = re.compile(rb"[\x20-\x7e\n]*\Z")


def defect(shown):
    """What is wrong with text that was shown, or None: visible characters, spaces and LF alone."""
    if SAFE.match(shown):
        return None
    try:
        text = shown.decode("utf-8")  # strict: no overlong, no surrogate, nothing above U+10FFFF
    except UnicodeDecodeError as error:
        around = shown[max(0, error.start - 20):error.start + 20]
        return f"not UTF-8 at byte {error.start}: {around!r}"
    marks_here, base = 0, False
    for at, character in enumerate(text):
        if character == "\n":
            marks_here, base = 0, False
            continue
        if " " <= character <= "~":
            marks_here, base = 0, True
            continue
        number, category = ord(character), unicodedata.category(character)
        around = ascii(text[max(0, at - 20):at + 20])
        if character == "\u200d":
            if not is_joiner(text, at):
                return f"a joiner that joins no pictures: {around}"
            marks_here = 0
            continue
        # Cn: a letter of a Unicode to come is shown; what can never be one is not.
        if category in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or number in IGNORED or \
                number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF or number >= 0x40000:
            return f"U+{number:04X} ({category}): {around}"
        if category in ("Mn", "Mc", "Me"):
            marks_here += 1
            if not base:
                return f"a mark with no letter before it: {around}"
            if marks_here > MARKS_MOST:
                return f"more than {MARKS_MOST} marks on a letter: {around}"
        else:
            marks_here, base = 0, True
    return None


def defect_json(shown):
    """The same, and each line is JSON."""
    wrong = defect(shown)
    for line in shown.decode("utf-8", "replace").split("\n")[:-1]:
        try:
            json.loads(line)
        except ValueError as error:
            return wrong or f"no JSON: {error}"
    return wrong


# A line that is rewritten in place (terminal_progress), and nothing else.
PROGRESS = re.compile(rb"\r([^\r\n\x1b]*)\x1b\[K")


def defect_terminal(shown):
    """On a terminal: progress, too."""
    return defect(PROGRESS.sub(rb"\n\1\n", shown.replace(b"\r\n", b"\n")))


# What front/screen sends, and nothing else.
SCREEN = re.compile(rb"\x1b\[(?:\?(?:1049|2004|7|25)[hl]|H|2J|K|"
                    rb"[1-9][0-9]{0,2};[1-9][0-9]{0,3}H)|\r\n")


def defect_screen(shown):
    """On the interview's screens: the screen's own sequences, too."""
    return defect(PROGRESS.sub(rb"\n\1\n", SCREEN.sub(b"\n", shown)))


def defect_plain(shown):
    """On the interview's plain lines: what is taken back by Backspace, too."""
    return defect(shown.replace(b"\r\n", b"\n").replace(b"\b \b", b"\n"))
