"""Values that are each within their range and cannot be right together: prices in another unit, people against floor area."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from buildings.archetypes.request import catalogue
from foundation.carriers import TABLE
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from retrofit.energy import factors
from retrofit.measures import registry
from retrofit.measures.base import BuildingMeasure
from retrofit.measures.battery import COST_ROW
from retrofit.measures.digester import DigesterSpec, digester_costs
from retrofit.measures.pv import Pv, pv_cost
from retrofit.money.costs import unit_cost
from retrofit.money.tariffs.fuels import usual_fuel_prices
from retrofit.project.checks.made_buildings import MadeBuildings
from retrofit.project.objects.roofs import plane_of
from retrofit.project.objects.site import site_of
from retrofit.project.schema.project import Project
from retrofit.solar.roof.capacity import capacity_from_roof

Place = Callable[..., str]
PEOPLE_M2 = 2.0
"""People per m2 of floor that no building of the archetypes holds (a full classroom has 0.7, standing crowds 2 to 4); general knowledge."""
FUEL_TIMES = 4.0
"""A fuel's price this many times above or below that of the table is told."""
COST_TIMES = 10.0
"""The same of an own price for a measure."""
ELECTRICITY_CNY = (0.05, 3.0)
"""Prices of a kWh outside these are told."""


def plausible_problems(project: Project, path: Path, place: Place) -> list[Problem]:
    """Prices that are within their ranges and cannot be right."""
    return [*_fuels(project, place), *_own_costs(project, path, place)]


def people_problems(project: Project, place: Place) -> list[Problem]:
    """More people than a building's floor holds: its rooms could not be simulated."""
    found = []
    for k, b in enumerate(project.buildings):
        row = catalogue().get(b.archetype)
        if b.occupants is None or row is None:
            continue
        area = b.floor_area_m2 or float(row["floor_area_m2"])
        if b.occupants > PEOPLE_M2 * area:
            told = message("{people:g} people on {area:g} m2", people=b.occupants, area=area)
            most = message("<= {most:g}", most=PEOPLE_M2 * area)
            cure = "give the people of one building when it is full, or its floor area"
            found.append(Problem("people-density", place("buildings", k, "occupants"), told, b.occupants, most, cure))
    return found


def _fuels(project: Project, place: Place) -> list[Problem]:
    found = []
    try:
        province = site_of(project)[1].province
    except InputError:
        return []
    usual = usual_fuel_prices(province)
    for carrier, price in project.economics.fuel_prices.items():
        key = str(carrier)
        if key not in usual or price <= 0.0:
            continue
        mid = usual[key][0]
        if not mid / FUEL_TIMES <= price <= mid * FUEL_TIMES:
            where = place("economics", "fuel_prices", key)
            allowed = message("{low:.2g} to {high:.2g} CNY/kWh", low=mid / FUEL_TIMES, high=mid * FUEL_TIMES)
            told = message("a kWh of {carrier} costs about {mid:.2g} CNY", carrier=key, mid=mid)
            found.append(Problem("price-plausible", where, told, price, allowed, _per_unit(key, price, mid), "warning"))
    own = project.economics.electricity_price
    if own is not None and own > 0.0 and not ELECTRICITY_CNY[0] <= own <= ELECTRICITY_CNY[1]:
        allowed = message("{low:.2g} to {high:.2g} CNY/kWh", low=ELECTRICITY_CNY[0], high=ELECTRICITY_CNY[1])
        told = "no customer pays such a price for electricity"
        where = place("economics", "electricity_price")
        found.append(Problem("price-plausible", where, told, own, allowed, "prices count CNY per kWh", "warning"))
    return found


def _per_unit(carrier: str, price: float, mid: float) -> str:
    """What to write where the price is that of a kilogram or cubic metre."""
    if TABLE[carrier].burnt:
        lhv, unit = factors.lhv_kwh(carrier)
        if mid / FUEL_TIMES <= price / lhv <= mid * FUEL_TIMES:
            return message(
                "prices count CNY per kWh: {price:g} CNY/{unit} is {kwh:.3g} CNY/kWh, write {kwh:.3g}",
                price=price, unit=unit, kwh=price / lhv,
            )  # fmt: skip
    return "prices count CNY per kWh of lower heating value"


def _own_costs(project: Project, path: Path, place: Place) -> list[Problem]:
    """Own prices far from those of the cost table: a price for each unit, or in 10,000 CNY, where the whole measure is asked."""
    found = []
    made = MadeBuildings(project, path)
    for package, chosen in project.packages.items():
        for k, m in enumerate(chosen):
            own = getattr(m, "cost_cny", None)
            usual = _usual_cny(project, made, m) if own else 0.0
            if own is None or not usual or usual / COST_TIMES <= own <= usual * COST_TIMES:
                continue
            told = message(
                "{measure} costs about {usual:.3g} CNY by the cost table", measure=Verbatim(m.measure), usual=usual
            )
            allowed = message("{low:.3g} to {high:.3g} CNY", low=usual / COST_TIMES, high=usual * COST_TIMES)
            cure = "cost_cny is the price of the whole measure (of one building, for measures on buildings), in CNY"
            where = place("packages", package, k, "cost_cny")
            found.append(Problem("price-plausible", where, told, own, allowed, cure, "warning"))
    return found


def _usual_cny(project: Project, made: MadeBuildings, m: Any) -> float:
    """What a measure costs by the table; 0 where that is not known before a simulation."""
    plain = m.model_copy(update={"cost_cny": None})
    if isinstance(m, BuildingMeasure):
        first = next((b for b in project.buildings if m.buildings is None or b.name in m.buildings), None)
        if first is None:
            return 0.0
        building = made.exact(first)
        return sum(i.capex_cny for i in registry.apply(building, plain).items)
    if isinstance(m, DigesterSpec):
        return sum(i.capex_cny for i in digester_costs(plain))
    if isinstance(m, Pv):
        index = project.roof_index(m.roof)
        if index is None:
            return 0.0
        latitude = site_of(project)[1].latitude
        kwp = m.capacity_kwp or capacity_from_roof(plane_of(project, index, latitude), latitude)
        return pv_cost("", kwp).capex_cny if kwp > 0.0 else 0.0
    return 1000.0 * unit_cost(COST_ROW).mid * m.capacity_kwh if m.measure == "battery" else 0.0
