# SPDX-License-Identifier: ISC
"""Text from outside on a terminal: FORMATS 2.4, with the ranges of tests/vectors/clean.json."""
import unicodedata


class Shower:
    def __init__(self, hidden, marks, shown):
        self.hidden, self.marks, self.shown = hidden, marks, shown

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


def is_picture(c):
    """The book does not say which these are: symbols of the blocks of emoji, in general."""
    return unicodedata.category(c) == "So" or 0x1F3FB <= ord(c) <= 0x1F3FF
