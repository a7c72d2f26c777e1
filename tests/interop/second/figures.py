# SPDX-License-Identifier: ISC
"""What an edition counted: FORMATS section 17.4."""
import re

from basics import is_integer, need

ID = "[a-z][a-z0-9-]{0,39}"
KEY = re.compile(f"([!?]?)(all|@(?:{ID})?|{ID}[=+](?:{ID}(?:~[0-9a-f]{{4}})?)?(?:@(?:{ID})?)?)")


def check(figures):
    need(isinstance(figures, list) and len(figures) <= 4096, "figures: no list")
    seen = set()
    for figure in figures:
        need(isinstance(figure, list) and len(figure) == 2 and isinstance(figure[0], str), "figures: an entry")
        key = KEY.fullmatch(figure[0])
        need(key and is_integer(figure[1], 0, 1000000) and key[2] not in seen, "figures: " + figure[0])
        seen.add(key[2])
