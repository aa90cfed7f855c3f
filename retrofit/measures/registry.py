"""All measures: every module of this folder with a ``MEASURES`` is one more.

A package is an ordered list of measures. Those on buildings change a ``Building``; supplies make or store energy on the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from buildings.model import Building
from buildings.results import Demand
from foundation.provenance import Assumption
from foundation.registered import registered
from retrofit import measures as folder
from retrofit.measures.base import BuildingMeasure, Effect, Measure, MeasureSpec, Supply, SupplyInputs
from retrofit.solar.chain import year as solar

ORDER = ("thermal", "systems", "supply")
MACHINERY = ("base", "pricing", "registry", "transform", "union")
"""Modules of this folder that are no measures."""


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its name: those on the heat balance first, then systems, then supplies; by name within.

    Raises
    ------
    ValueError
        Where two modules have the same name for a measure.
    """
    return registered(folder, "MEASURES", MACHINERY, lambda m: (ORDER.index(m.changes), m.rank, m.key))


def kind(spec: MeasureSpec) -> Measure:
    """The kind of a measure in a package."""
    return measures()[spec.measure]


def in_order(package: Sequence[Any]) -> list[Any]:
    """The measures of a package in the order in which they act, whatever the order they are typed in: by kind (``measures()``), and those of
    one kind by their keys. What one measure sets and another changes (tight windows after sealing) has one result then.
    """
    rank = {key: k for k, key in enumerate(measures())}
    return sorted(package, key=lambda m: (rank[m.measure], m.model_dump_json(exclude={"cost_cny", "price"})))


def of_building(package: Sequence[Any], name: str) -> list[BuildingMeasure]:
    """The measures of a package that are for a building, in the order in which they act."""
    mine = [m for m in package if isinstance(m, BuildingMeasure) and (m.buildings is None or name in m.buildings)]
    return in_order(mine)


def archetype_keys(package: Sequence[MeasureSpec]) -> dict[str, Any]:
    """Keys of the archetype's request that measures replace; the last one counts."""
    out: dict[str, Any] = {}
    for m in package:
        change = kind(m).archetype
        out |= change(m) if change else {}
    return out


def thermal_key(package: Sequence[MeasureSpec]) -> tuple[str, ...]:
    """The measures that change a building's heat balance, as a key: equal keys, equal thermal years."""
    return tuple(m.model_dump_json(exclude={"cost_cny", "price"}) for m in package if kind(m).changes == "thermal")


def missing(building: Building, measure: BuildingMeasure) -> str | None:
    """What a measure would change and the building has not (a message); None where it has it or is not meant."""
    reason = kind(measure).missing
    if reason is None or (measure.buildings is not None and building.name not in measure.buildings):
        return None
    return reason(building, measure)


def apply(building: Building, measure: BuildingMeasure) -> Effect:
    """The building after a measure; unchanged, and free, when the measure names other buildings or finds nothing to change."""
    change = kind(measure).apply
    if change is None or (measure.buildings is not None and building.name not in measure.buildings):
        return Effect(building)
    reason = missing(building, measure)
    if reason is not None:
        place = f"{building.name}.{measure.measure}"
        return Effect(building, (), (Assumption(place, "not applied", "-", "the building", "confirmed", reason),))
    return change(building, measure)


def supply(package: Sequence[Any], inputs: SupplyInputs, demand: Demand) -> Supply:
    """All supplies of a package, one after the other by rank, each with the demand that those before it leave."""
    out = Supply(demand_left=demand, solar=solar.simulate(inputs.year, ()))
    for each in measures().values():
        mine = in_order([m for m in package if isinstance(m, each.spec)])
        if mine and each.supply is not None:
            out = each.supply(mine, inputs, out)
    return out


def fading(items: Sequence[Any]) -> list[Any]:
    """The investments whose output falls over their life."""
    return [i for i in items if i.fades]
