# SPDX-License-Identifier: ISC
"""Text from outside on a terminal: FORMATS 2.4, with the ranges of tests/vectors/clean.json."""

class Shower:
    def __init__(self, hidden, marks, shown):
        self.hidden, self.marks, self.shown = hidden, marks, shown

    def knows(self, text):
        return all(self._in(self.hidden + self.marks + self.shown, c) or "\udc80" <= c <= "\udcff" for c in text)

    @staticmethod
    def _in(ranges, c):
        return any(first <= ord(c) <= last for first, last in ranges)

    def show(self, data, several_lines):
        # A byte that is not UTF-8 becomes a lone surrogate here, and is seen below.
        text, out, room, picture = data.decode("utf-8", "surrogateescape"), [], 0, False
        for at, c in enumerate(text):
            follows = text[at + 1:at + 2]
            if "\udc80" <= c <= "\udcff":
                out.append("<0x%02X>" % (ord(c) - 0xDC00))
                room, picture = 0, False
            elif several_lines and c in "\n\t":
                out.append(c)
                room, picture = 0, False
            elif c == "\u200d" and picture and follows and is_picture(follows):
                out.append(c)
                room, picture = 0, False
            elif self._in(self.marks, c) and room:
                out.append(c)
                room -= 1
                picture = picture and c == "\ufe0f"
            elif self._in(self.shown, c) and not self._in(self.marks, c):
                out.append(c)
                room, picture = 8, is_picture(c)
            else:
                out.append("<U+%04X>" % ord(c))
                room, picture = 0, False
        return "".join(out)


PICTURES = ((0x2190, 0x21FF), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2BFF),
            (0x1F000, 0x1FAFF))


def is_picture(c):
    return any(first <= ord(c) <= last for first, last in PICTURES)
