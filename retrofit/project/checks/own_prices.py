"""Own prices of measures: by another unit than the measure's, without what is due anyway, or far from those of the cost table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from foundation.errors import Problem
from foundation.messages import Verbatim, message
from retrofit.measures import registry
from retrofit.measures.base import BuildingMeasure, Priced
from retrofit.measures.battery import COST_ROW
from retrofit.measures.digester import DigesterSpec, digester_costs
from retrofit.measures.pricing import Price, priced, times
from retrofit.measures.pv import Pv, pv_cost
from retrofit.money.costs import cost_item, unit_cost
from retrofit.money.results import CostItem
from retrofit.project.checks.made_buildings import MadeBuildings
from retrofit.project.objects.roofs import plane_of
from retrofit.project.objects.site import site_of
from retrofit.project.schema.project import Project
from retrofit.solar.roof.capacity import capacity_from_roof

Place = Callable[..., str]
COST_TIMES = 10.0
"""An own price this many times above or below that of the cost table is told."""


def own_price_problems(project: Project, path: Path, place: Place) -> list[Problem]:
    """What is wrong with the project's own prices, each once where it is typed."""
    found: list[Problem] = []
    made = MadeBuildings(project, path)
    told: set[str] = set()
    for m, price, where in _priced(project, place):
        if where in told:
            continue
        told.add(where)
        wrong = [] if price is None else _terms(m, price, where)
        found += wrong or _plausible(project, made, m, where)
    return found


def _priced(project: Project, place: Place) -> Iterator[tuple[Any, Price | None, str]]:
    """Measures with a price of their own, and where it is typed."""
    for package, chosen in project.packages.items():
        for k, m in enumerate(chosen):
            if not isinstance(m, Priced):
                continue
            if m.price is not None and m.price is project.prices.get(m.measure):
                yield m, m.price, place("prices", m.measure)
            elif m.price is not None:
                yield m, m.price, place("packages", package, k, "price")
            elif m.cost_cny is not None:
                yield m, None, place("packages", package, k, "cost_cny")


def _terms(m: Any, price: Price, where: str) -> list[Problem]:
    """A unit that is not the measure's; a basis that nothing is known for."""
    kind = registry.kind(m)
    unit = kind.unit_of(m)
    found = []
    if times(unit, price.unit) is None:
        text = message("{measure} is bought by the {unit}", measure=Verbatim(m.measure), unit=Verbatim(unit))
        cure = message("write unit: CNY/{unit} and the price by that unit", unit=Verbatim(unit))
        allowed = Verbatim(f"CNY/{unit}")
        found.append(Problem("price-unit", f"{where}.unit", text, price.unit, allowed, cure))
    known = any(unit_cost(row).due_cny is not None for row in kind.cost_rows)
    if price.basis == "incremental" and price.due_cny is None and not known:
        text = message(
            "the cost table does not know what would be due anyway in place of {measure}", measure=Verbatim(m.measure)
        )
        cure = "add due_cny: what the like-for-like replacement would cost, CNY in all; or leave basis out"
        found.append(Problem("price-basis", f"{where}.basis", text, price.basis, "", cure))
    return found


def _plausible(project: Project, made: MadeBuildings, m: Any, where: str) -> list[Problem]:
    """A price far from that of the cost table: by the unit, or in 10,000 CNY, where the whole is asked, or the reverse."""
    items = _usual_items(project, made, m.model_copy(update={"cost_cny": None, "price": None}))
    usual = sum(i.capex_cny for i in items)
    own = sum(i.capex_cny + (i.due_cny or 0.0) * (i.basis == "incremental") for i in priced(m, items))
    if not usual or not own or usual / COST_TIMES <= own <= usual * COST_TIMES:
        return []
    by_unit = m.price is not None and m.price.per_unit_cny is not None
    if m.price is not None and not by_unit and m.price.cost_cny is None:
        return []
    share = 1.0
    if by_unit:
        first = items[0].unit
        share = 1.0 / (
            sum(i.quantity for i in items if i.unit == first) * (times(first.split(" ")[0], m.price.unit) or 1.0)
        )
    in_price = m.price is not None and m.price.cost_cny is not None
    value = m.price.per_unit_cny if by_unit else m.price.cost_cny if in_price else m.cost_cny
    text = message(
        "{measure} costs about {usual:.3g} CNY by the cost table", measure=Verbatim(m.measure), usual=usual * share
    )
    low, high = usual * share / COST_TIMES, usual * share * COST_TIMES
    allowed = message("{low:.3g} to {high:.3g} CNY", low=low, high=high)
    cure = (
        "per_unit_cny is the price of one unit of the measure, in CNY"
        if by_unit
        else "cost_cny is the price of the measure in the whole project, in CNY; a price by the unit is price: {per_unit_cny: 150, unit: CNY/m2}"
    )
    place = f"{where}.per_unit_cny" if by_unit else f"{where}.cost_cny" if in_price else where
    return [Problem("price-plausible", place, text, value, allowed, cure, "warning")]


def _usual_items(project: Project, made: MadeBuildings, m: Any) -> Sequence[CostItem]:
    """What a measure costs by the table; nothing where that is not known before a simulation."""
    if isinstance(m, BuildingMeasure):
        return _of_buildings(project, made, m)
    if isinstance(m, DigesterSpec):
        return digester_costs(m)
    if isinstance(m, Pv):
        index = project.roof_index(m.roof)
        if index is None:
            return ()
        latitude = site_of(project)[1].latitude
        kwp = m.capacity_kwp or capacity_from_roof(plane_of(project, index, latitude), latitude)
        return pv_cost("", kwp, kwp / m.dc_ac) if kwp > 0.0 else ()
    return (cost_item(m.measure, "", COST_ROW, m.capacity_kwh, per=1000.0),) if m.measure == "battery" else ()


def _of_buildings(project: Project, made: MadeBuildings, m: BuildingMeasure) -> Sequence[CostItem]:
    """What a measure costs in all its buildings by the table: that of the first, by floor area."""
    mine = [b for b in project.buildings if m.buildings is None or b.name in m.buildings]
    if not mine:
        return ()
    first = made.exact(mine[0])
    area = first.floor_area_m2 * first.count
    share = sum((b.floor_area_m2 or first.floor_area_m2) * b.count for b in mine) / area if area else 1.0
    return tuple(
        replace(i, quantity=i.quantity * share, capex_cny=i.capex_cny * share) for i in registry.apply(first, m).items
    )
