"""Letters that nobody sees: found in names, and shown by their code where a text is printed."""

from __future__ import annotations

import unicodedata

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""General categories of Unicode: control, format (zero width, direction of writing), surrogate, private, not assigned, separators of lines."""


def hidden(text: str) -> list[str]:
    """Code points of a text that nobody sees.

    >>> hidden("a\\u200bb"), hidden("现状 1")
    (['U+200B'], [])
    """
    return [f"U+{ord(c):04X}" for c in dict.fromkeys(text) if unicodedata.category(c) in HIDDEN]


def visible(text: str) -> str:
    """A text whose hidden letters are written as their code, so that none of them steers a terminal or a page.

    >>> visible("a\\u202eb\\x1b[2J"), visible("现状")
    ('a\\\\u202eb\\\\x1b[2J', '现状')
    """
    if text.isprintable():
        return text
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in HIDDEN and c not in "\n\t" else c
        for c in text
    )
