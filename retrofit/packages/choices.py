"""What may be combined: measures of which each package takes some, at most one of every exclusive group, none without what it needs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from retrofit.measures import registry
from retrofit.measures.base import BuildingMeasure, MeasureSpec
from retrofit.measures.own import Own
from retrofit.measures.pv import Pv
from retrofit.project.schema.project import Project


@dataclass(frozen=True, slots=True)
class Group:
    """Options of which a package takes at most one."""

    options: tuple[MeasureSpec, ...]
    labels: tuple[str, ...]
    """Short names that tell the options of all groups apart."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The groups in the order in which their measures act, and what every package has (the project's first)."""

    base: tuple[MeasureSpec, ...]
    groups: tuple[Group, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of all options, group by group."""
        return tuple(label for g in self.groups for label in g.labels)

    @property
    def unlimited(self) -> int:
        """Packages if nothing excluded anything: two to the power of the options."""
        return int(2 ** len(self.labels))

    def picked(self, pick: Sequence[int]) -> list[tuple[str, MeasureSpec]]:
        """Label and measure of a pick: for each group 0 (none) or the number of its option from 1."""
        return [(g.labels[k - 1], g.options[k - 1]) for g, k in zip(self.groups, pick, strict=True) if k]

    def package(self, pick: Sequence[int]) -> list[Any]:
        """All measures of a pick, with those of the base that none of them replaces."""
        chosen = [m for _, m in self.picked(pick)]
        return [*(b for b in self.base if not any(_overlap(b, m) for m in chosen)), *chosen]

    def name(self, pick: Sequence[int]) -> str:
        """The labels of a pick, joined; ``0`` where it adds nothing."""
        return " + ".join(label for label, _ in self.picked(pick)) or "0"

    def picks(self) -> Iterator[tuple[int, ...]]:
        """All picks in which every measure has one of those that it needs; the empty one first."""
        for pick in itertools.product(*(range(len(g.options) + 1) for g in self.groups)):
            if served(self.package(pick)):
                yield pick


def served(package: Sequence[Any]) -> bool:
    """Every measure of a package has something to work on: one of those that it needs is in it."""
    kinds = {m.measure for m in package}
    return all(not (needs := registry.kind(m).needs) or kinds & set(needs) for m in package)


def _overlap(a: Any, b: Any) -> bool:
    """Two measures that cannot both be in a package: of one kind, on the same building or roof."""
    if a.measure != b.measure:
        return False
    if isinstance(a, Pv):
        return str(a.roof) == str(b.roof)
    if isinstance(a, Own) and a.name != b.name:
        return False
    if isinstance(a, BuildingMeasure):
        return a.buildings is None or b.buildings is None or bool(set(a.buildings) & set(b.buildings))
    return registry.kind(a).single


def _grouped(wanted: Sequence[Sequence[MeasureSpec]]) -> list[list[MeasureSpec]]:
    """Options that exclude each other, by what is declared and by kind; each measure once."""
    groups: list[list[MeasureSpec]] = []
    for options in wanted:
        mine = [m for k, m in enumerate(options) if m not in options[:k]]
        rest: list[list[MeasureSpec]] = []
        for g in groups:
            if any(m == o or _overlap(m, o) for m in mine for o in g):
                mine = [*g, *(m for m in mine if m not in g)]
            else:
                rest.append(g)
        groups = [*rest, mine]
    return groups


def _labels(groups: Sequence[Sequence[MeasureSpec]]) -> list[tuple[str, ...]]:
    """The measure's name where it is alone of its kind, else with the keys in which it differs."""
    every = [m for g in groups for m in g]
    out = []
    for g in groups:
        out.append(tuple(_label(m, [o for o in every if o.measure == m.measure]) for m in g))
    return out


def _label(m: MeasureSpec, alike: Sequence[MeasureSpec]) -> str:
    if isinstance(m, Own):
        return m.name
    if len(alike) == 1:
        return m.measure
    keys = [
        k
        for k in type(m).model_fields
        if k not in ("measure", "price") and len({repr(getattr(o, k)) for o in alike}) > 1
    ]
    return f"{m.measure} " + " ".join(_short(getattr(m, k)) for k in keys)


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return "/".join(str(v) for v in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def choices_of(project: Project) -> Choices:
    """What a project combines: its key ``combine``, else every measure of its packages beyond the first.

    Measures of one kind on the same building, roof or site exclude each other.
    """
    first, *others = project.packages.values()
    wanted = list(project.combine) or [(m,) for package in others for m in package]
    base = tuple(first)
    fresh = [tuple(m for m in options if m not in base) for options in wanted]
    groups = _grouped([options for options in fresh if options])
    groups.sort(key=lambda g: _rank(g[0]))
    return Choices(base, tuple(Group(tuple(g), names) for g, names in zip(groups, _labels(groups), strict=True)))


def _rank(m: MeasureSpec) -> tuple[int, str]:
    return list(registry.measures()).index(m.measure), m.model_dump_json()
