"""Values that are each within their range and cannot be right together: prices of energy in another unit, people against floor area."""

from __future__ import annotations

from collections.abc import Callable

from buildings.archetypes.request import catalogue
from foundation.carriers import TABLE
from foundation.errors import InputError, Problem
from foundation.messages import message
from retrofit.energy import factors
from retrofit.money.tariffs.fuels import usual_fuel_prices
from retrofit.project.objects.site import site_of
from retrofit.project.schema.project import Project

Place = Callable[..., str]
PEOPLE_M2 = 2.0
"""People per m2 of floor that no building of the archetypes holds (a full classroom has 0.7, standing crowds 2 to 4); general knowledge."""
FUEL_TIMES = 4.0
"""A fuel's price this many times above or below that of the table is told."""
ELECTRICITY_CNY = (0.05, 3.0)
"""Prices of a kWh outside these are told."""


def plausible_problems(project: Project, place: Place) -> list[Problem]:
    """Prices of energy that are within their ranges and cannot be right."""
    return _fuels(project, place)


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
