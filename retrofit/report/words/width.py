"""Columns of a console: a Chinese sign takes two."""

from __future__ import annotations


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
