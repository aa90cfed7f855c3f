"""Measures that find nothing to change: a measure needs its object, or it is told that it does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from buildings.archetypes.build import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.model import Building
from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.measures import registry
from retrofit.project.objects.site import weather_of
from retrofit.project.schema.project import BuildingSpec, Project

MAKERS = {"battery": ("pv", "digester")}
"""Measures that need another of the package: what they work on is made by one of these."""
NO_MATTER = ("name", "floor_area_m2", "count")
"""Keys of a building on which no measure's object depends."""


def object_problems(project: Project, path: Path, place: Callable[..., str]) -> list[Problem]:
    """A warning for every measure of a package that changes nothing in any building it is meant for, with the reasons."""
    if not any(project.packages.values()):
        return []
    found: list[Problem] = []
    makers = _Buildings(project, path)
    for package, chosen in project.packages.items():
        found += _without_makers(chosen, partial(place, "packages", package))
        reasons: dict[int, dict[str, str | None]] = {}
        for spec in project.buildings:
            mine = registry.of_building(chosen, spec.name)
            building = makers.building(spec, registry.archetype_keys(mine))
            for m in mine:
                k = next(k for k, one in enumerate(chosen) if one is m)
                reasons.setdefault(k, {})[spec.name] = registry.missing(building, m)
                building = registry.apply(building, m).building
        for k, why in reasons.items():
            if all(why.values()):
                found.append(_problem(place("packages", package, k), chosen[k].measure, why))
    return found


def _problem(where: str, measure: str, why: dict[str, str | None]) -> Problem:
    name, reason = next(iter(why.items()))
    told = message("{measure} changes nothing: {building}: {why}", measure=measure, building=Verbatim(name), why=reason)
    return Problem("measure-without-object", where, told, measure, "", "leave the measure out", "warning")


def _without_makers(chosen: Sequence[Any], where: Callable[[int], str]) -> list[Problem]:
    kinds = [m.measure for m in chosen]
    return [
        Problem(
            "measure-without-object",
            where(k),
            message("{measure} has nothing to work on without {makers}", measure=kind, makers=", ".join(MAKERS[kind])),
            kind,
            "",
            "leave the measure out",
            "warning",
        )
        for k, kind in enumerate(kinds)
        if kind in MAKERS and not set(MAKERS[kind]) & set(kinds)
    ]


class _Buildings:
    """The project's buildings before their measures; those that differ only in ``NO_MATTER`` are made once."""

    def __init__(self, project: Project, path: Path) -> None:
        self._project, self._path = project, path
        self._made: dict[str, Building] = {}

    def building(self, spec: BuildingSpec, changed: dict[str, Any]) -> Building:
        values = spec.model_dump() | changed
        key = repr({k: v for k, v in values.items() if k not in NO_MATTER})
        if key not in self._made:
            year, zone, _ = weather_of(self._project, self._path.parent)
            self._made[key] = build(ArchetypeRequest(climate_zone=zone, **values), year)
        return self._made[key]
