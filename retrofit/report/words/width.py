"""Lines of a console, where a Chinese sign takes two columns."""

from __future__ import annotations

import re

NOT_FIRST = "，。：；、！？）》”"
"""Marks that may not begin a line."""
NOT_LAST = "（《“"
"""Marks that may not end one."""
PIECE = re.compile(
    rf"[{NOT_LAST}]*(?:[^\s\u2e80-\uffef{NOT_LAST}{NOT_FIRST}]+|[\u2e80-\uffef](?:/[^\s\u2e80-\uffef{NOT_LAST}{NOT_FIRST}]+)?)[{NOT_FIRST}]*|\s+|\S"
)
"""What a line may be broken between: words, Chinese signs with the marks after them, spaces."""


def wide(text: str, width: int) -> str:
    """Left-aligned to a width in which a Chinese sign takes two places."""
    return text + " " * max(width - columns_of(text), 0)


def right(text: str, width: int) -> str:
    """Right-aligned to such a width."""
    return " " * max(width - columns_of(text), 0) + text


def columns_of(text: str) -> int:
    """Columns of a console that a text takes.

    >>> columns_of("气温 °C")
    7
    """
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a paragraph, broken between Chinese signs too."""
    lines, line = [], ""
    for piece in PIECE.findall(text):
        if line and columns_of(line) + columns_of(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        if line or not piece.isspace():
            line += " " if piece.isspace() else piece
    return [*lines, line.rstrip()] if line.strip() else lines


def folded(text: str, width: int) -> list[str]:
    """Lines of a text; a unit in Chinese brackets begins its own."""
    if columns_of(text) <= width:
        return [text]
    name, bracket, unit = text.partition("（")
    return [*wrapped(name, width), *wrapped(bracket + unit, width)]


def first_clause(text: str) -> str:
    """What stands beside a command in the list: the first clause.

    >>> first_clause("设计沼气池：容积、逐月产气。成图。")
    '设计沼气池'
    """
    return re.split("[：；。]", text, maxsplit=1)[0]
