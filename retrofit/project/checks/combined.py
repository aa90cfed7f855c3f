"""Measures under the key ``combine`` checked as those of packages are: each as a package of its own, told at its own place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retrofit.measures import registry
from retrofit.project.schema.project import Project

Place = Callable[..., str]
MARK = "\x00"
"""Begins the names of the packages that stand for measures of ``combine``; no name of a file has it."""


def _options(project: Project) -> list[tuple[tuple[int, ...], Any]]:
    """Every measure of ``combine`` with its position."""
    return [((k, n), m) for k, each in enumerate(project.combine) for n, m in enumerate(each)]


def with_combined(project: Project, place: Place) -> tuple[Project, Place]:
    """The project with a package for every measure of ``combine``, and where their problems stand.

    A measure that needs another is checked beside the first of the others that it needs.
    """
    if not project.combine:
        return project, place
    options = _options(project)
    packages: dict[str, tuple[Any, ...]] = {}
    positions: dict[str, list[tuple[int, ...]]] = {}
    for at, m in options:
        needs = registry.kind(m).needs
        maker = next(((p, o) for p, o in options if o.measure in needs), None)
        members = [(at, m), *([maker] if maker else [])]
        name = f"{MARK}{at}"
        packages[name] = tuple(o for _, o in members)
        positions[name] = [p for p, _ in members]

    def where(*keys: Any) -> str:
        if len(keys) > 1 and keys[0] == "packages" and keys[1] in positions:
            at = positions[keys[1]][keys[2]] if len(keys) > 2 else positions[keys[1]][0]
            return place("combine", *at, *keys[3:])
        return place(*keys)

    return project.model_copy(update={"packages": {**project.packages, **packages}}), where
