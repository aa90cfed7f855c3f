"""Choice fields of the classes that are read: each is read, without effect on loads, or taken as one value, which is told where the file says another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from buildings.idf.read.source import Source
from foundation.tables import read_table


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a choice field. ``treatment``: ``read``, ``quiet``, or ``taken`` as the first of ``values``; the others mean the same."""

    treatment: str
    values: tuple[str, ...]
    effect: str


def plain(name: str) -> str:
    """A class or field name by its letters and digits, as the data dictionary, eppy and a person write it alike."""
    return re.sub(r"[^a-z0-9*:]+", "", name.lower())


@cache
def choice_rules() -> tuple[tuple[str, str, Choice], ...]:
    """Class, field and choice of every row of ``idf_choices.csv``, in its order; a star stands for any letters."""
    rows = read_table("buildings", "idf_choices.csv")
    return tuple(
        (plain(r["class"]), plain(r["field"]), Choice(r["treatment"], tuple(v for v in r["taken"].split("|") if v), r["effect"]))
        for r in rows
    )  # fmt: skip


@cache
def choice_of(kind: str, field: str) -> Choice | None:
    """The first rule of ``idf_choices.csv`` for a field, an exact one before one with a star; None where there is none."""
    key = (plain(kind), plain(field))
    fitting = [(a, b, c) for a, b, c in choice_rules() if fnmatchcase(key[0], a) and fnmatchcase(key[1], b)]
    exact = next((c for a, b, c in fitting if (a, b) == key), None)
    return exact or next((c for _, _, c in fitting), None)


def taken_choices(kind: str) -> tuple[tuple[str, Choice], ...]:
    """Fields of a class, in plain letters or with a star, that are taken as one value."""
    return tuple((b, c) for a, b, c in choice_rules() if c.treatment == "taken" and fnmatchcase(plain(kind), a))


def note_choices(source: Source) -> None:
    """Tell every object whose choice is not the one that our model takes."""
    for kind, objects in source.objects.items():
        wanted = taken_choices(kind)
        if not wanted:
            continue
        for o in objects:
            for field in o.fields:
                choice = choice_of(kind, field)
                given = o.text(field)
                if choice is None or choice.treatment != "taken" or not given:
                    continue
                if plain(given) not in [plain(v) for v in choice.values]:
                    text = f"{field.replace('_', ' ')}: {given} -> {choice.values[0]}"
                    source.notes.add(f"choice-{choice.effect}", o.kind, o.name, text)
