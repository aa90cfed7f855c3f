"""English text that a report can say in another language: it keeps what it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Told(str):
    """A sentence that keeps its template and its values.

    >>> told("{km:.0f} km away", km=21.7)
    '22 km away'
    >>> told("{km:.0f} km away", km=21.7).values  # type: ignore[attr-defined]
    {'km': 21.7}
    """

    template: str
    values: dict[str, Any]


class Named(str):
    """A key or an English name that knows its Chinese name."""

    zh: str


class Verbatim(str):
    """What a file says or must say, a key or a name: the same in every language."""


def told(template: str, **values: Any) -> str:
    """The sentence of a template; values that are texts may be told or named themselves."""
    text = Told(template.format(**values))
    text.template, text.values = template, values
    return text


def listed(parts: Sequence[str], between: str = ", ") -> str:
    """Several texts in one."""
    keys = [f"p{k}" for k in range(len(parts))]
    return told(between.join(f"{{{k}}}" for k in keys), **dict(zip(keys, parts, strict=True)))


def named(text: str, zh: str) -> str:
    """A text with its Chinese name."""
    name = Named(text)
    name.zh = zh
    return name
