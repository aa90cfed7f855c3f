"""Names and texts of a project file: letters that can be seen, and names that can be told apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from foundation.errors import Problem
from foundation.messages import Verbatim, message
from foundation.visible import hidden

LONGEST_TEXT = 1000
NAMED_KEYS = ("packages", "modules", "inverters")
NAMED_LISTS = ("buildings", "roofs")
CONTROL_ALLOWED = ("delimiter",)

Place = Callable[..., str]


def alike(name: str) -> str:
    """What two names share that a reader takes for one: letters without case, form and spaces.

    >>> alike("Cafe\\u0301 A ") == alike("CAFÉ  a")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def text_problems(document: Any, place: Place) -> list[Problem]:
    """Texts and keys with letters that cannot be seen, that are far too long, or blank; and names that look the same."""
    found = list(_texts(document, (), place))
    if isinstance(document, Mapping):
        for key in NAMED_KEYS:
            part = document.get(key)
            if isinstance(part, Mapping):
                keys = [str(k) for k in part]
                found += _same(keys, [place(key, k) for k in keys])
        for key in NAMED_LISTS:
            part = document.get(key)
            if isinstance(part, list):
                named = [(b["name"], place(key, k, "name")) for k, b in enumerate(part) if isinstance(b, Mapping) and isinstance(b.get("name"), str)]  # fmt: skip
                found += _same([n for n, _ in named], [where for _, where in named])
    return found


def _texts(node: Any, location: tuple[Any, ...], place: Place) -> Iterator[Problem]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(key, str):
                yield from _text(key, (*location, key), place, True)
            yield from _texts(value, (*location, key), place)
    elif isinstance(node, list | tuple):
        for k, value in enumerate(node):
            yield from _texts(value, (*location, k), place)
    elif isinstance(node, str) and not (location and location[-1] in CONTROL_ALLOWED):
        yield from _text(node, location, place, bool(location) and location[-1] == "name")


def _text(text: str, location: tuple[Any, ...], place: Place, is_name: bool) -> Iterator[Problem]:
    marks = hidden(text)
    if marks:
        shown = Verbatim(", ".join(marks[:8]))
        yield Problem("text-hidden", place(*location), "a text holds letters that cannot be seen", shown, "letters, digits, signs and spaces", "type the text again")  # fmt: skip
    elif len(text) > LONGEST_TEXT:
        yield Problem("text-hidden", place(*location), "a text is far too long", len(text), message("<= {most} characters", most=LONGEST_TEXT), "shorten the text")  # fmt: skip
    elif is_name and text != text.strip():
        yield Problem("text-hidden", place(*location), "a name is blank, or begins or ends with a space", Verbatim(repr(text)), "a name", "delete the spaces, or enter a name")  # fmt: skip


def _same(names: Sequence[str], places: Sequence[str]) -> list[Problem]:
    """Names of one kind that differ in case, spaces or form alone."""
    out: list[Problem] = []
    first: dict[str, str] = {}
    for name, place in zip(names, places, strict=True):
        before = first.setdefault(alike(name), name)
        if before != name:
            told = message("differs from {name!r} in case, spaces or form of letters alone", name=Verbatim(before))
            out.append(Problem("duplicate-name", place, told, Verbatim(name), "names that can be told apart", "rename one"))  # fmt: skip
    return out
