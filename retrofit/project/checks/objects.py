"""Measures that find nothing to change: a measure needs its object, or it is told that it does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from foundation.carriers import ELECTRICITY
from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.measures import registry
from retrofit.project.checks.context import idle_problem
from retrofit.project.checks.made_buildings import MadeBuildings
from retrofit.project.schema.project import Project


def object_problems(project: Project, path: Path, place: Callable[..., str]) -> list[Problem]:
    """A warning for every measure of a package that changes nothing in any building it is meant for, with the reasons."""
    found: list[Problem] = []
    made = MadeBuildings(project, path)
    found += _idle_prices(project, made, place)
    for package, chosen in project.packages.items():
        found += _without_makers(chosen, partial(place, "packages", package))
        reasons: dict[int, dict[str, str | None]] = {}
        for spec in project.buildings:
            mine = registry.of_building(chosen, spec.name)
            building = made.alike(spec, registry.archetype_keys(mine))
            for m in mine:
                k = next(k for k, one in enumerate(chosen) if one is m)
                reasons.setdefault(k, {})[spec.name] = registry.missing(building, m)
                building = registry.apply(building, m).building
        for k, why in reasons.items():
            if all(why.values()):
                found.append(_problem(place("packages", package, k), chosen[k].measure, why))
    return found


def _idle_prices(project: Project, made: MadeBuildings, place: Callable[..., str]) -> list[Problem]:
    """Prices of fuels that no building burns, now or after a measure."""
    e = project.economics
    prices = [("fuel_prices", str(k)) for k in e.fuel_prices]
    prices += [("escalation", str(k)) for k in e.escalation if str(k) not in (ELECTRICITY, "export")]
    if not prices:
        return []
    used = {str(getattr(m, "carrier", "")) for package in project.packages.values() for m in package}
    for spec in project.buildings:
        systems = made.alike(spec, {}).systems
        served = (systems.heating, systems.cooking)
        used |= {each.carrier for each in served if each is not None}
        used |= {systems.hot_water.kind} if systems.hot_water is not None else set()
    return [
        idle_problem(place("economics", key, k), k, "nothing in the project uses it")
        for key, k in prices
        if k not in used
    ]


def _problem(where: str, measure: str, why: dict[str, str | None]) -> Problem:
    name, reason = next(iter(why.items()))
    told = message(
        "{measure} changes nothing: {building}: {why}", measure=Verbatim(measure), building=Verbatim(name), why=reason
    )
    return Problem("measure-without-object", where, told, measure, "", "leave the measure out", "warning")


def _without_makers(chosen: Sequence[Any], where: Callable[[int], str]) -> list[Problem]:
    kinds = [m.measure for m in chosen]
    return [
        Problem(
            "measure-without-object",
            where(k),
            message(
                "{measure} has nothing to work on without {makers}",
                measure=Verbatim(kind),
                makers=Verbatim(", ".join(registry.measures()[kind].needs)),
            ),
            kind,
            "",
            "leave the measure out",
            "warning",
        )
        for k, kind in enumerate(kinds)
        if (needs := registry.measures()[kind].needs) and not set(needs) & set(kinds)
    ]
