"""The text of a cell: full-width signs and the spaces of typesetters as their ordinary forms, nothing else changed."""

from __future__ import annotations

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SPACES = dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000), " ")
ORDINARY: dict[int, str | int] = {**FULL_WIDTH, **SPACES, 0x2212: "-", 0x2019: "'", 0x02BC: "'"}
MISSING = frozenset(
    ("", "-", "--", "---", "\u2014", "\u2014\u2014", "/", "na", "n/a", "nan", "null", "none", "nil", "#n/a")
)
"""Cells that say that there is nothing, in small letters."""


class Exact(str):
    """A number or a date of a workbook: its marks are Python's own, whatever the country of who typed it."""


def plain(text: str) -> str:
    """A cell with ordinary signs, without spaces around it.

    Other forms of digits (superscripts, fractions, other scripts) stay as they are, so that they are refused and not turned into another number.

    >>> plain("　１，２３４．５　"), plain("10²")
    ('1,234.5', '10²')
    """
    return text.translate(ORDINARY).strip()


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return plain(text).casefold() in MISSING
