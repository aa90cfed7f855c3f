"""English text that a report can say in another language: it keeps what it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Message(str):
    """A sentence that keeps its template and its values.

    >>> message("{km:.0f} km away", km=21.7)
    '22 km away'
    >>> message("{km:.0f} km away", km=21.7).values  # type: ignore[attr-defined]
    {'km': 21.7}
    """

    template: str
    values: dict[str, Any]


class Translated(str):
    """A key or an English name that knows its Chinese name."""

    zh: str


class Verbatim(str):
    """What a file says or must say, a key or a name: the same in every language."""


def message(template: str, **values: Any) -> str:
    """The sentence of a template; values that are texts may be told or named themselves."""
    text = Message(template.format(**values))
    text.template, text.values = template, values
    return text


def joined(parts: Sequence[str], between: str = ", ") -> str:
    """Several texts in one."""
    keys = [f"p{k}" for k in range(len(parts))]
    return message(between.join(f"{{{k}}}" for k in keys), **dict(zip(keys, parts, strict=True)))


def translated(text: str, zh: str) -> str:
    """A text with its Chinese name."""
    name = Translated(text)
    name.zh = zh
    return name
