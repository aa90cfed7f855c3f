"""Prices of energy: whether their units fit what is sold, and whether they can be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from foundation.carriers import ELECTRICITY, PRICED
from foundation.cells.numbers import Flaw
from foundation.cells.prices import read_price
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, joined, message
from retrofit.money.tariffs.fuel_units import Range, per_kwh, range_of, readings
from retrofit.money.tariffs.structure import EXPORT
from retrofit.project.objects.site import site_of
from retrofit.project.schema.project import Project

Place = Callable[..., str]


def _province(project: Project) -> str:
    try:
        return site_of(project)[1].province
    except InputError:
        return ""


def _typed(project: Project) -> Iterator[tuple[tuple[str, ...], str, float | str]]:
    """Place, carrier and price of every price of energy in the file."""
    e = project.economics
    if e.electricity_price is not None:
        yield ("economics", "electricity_price"), ELECTRICITY, e.electricity_price
    if e.export_price is not None:
        yield ("economics", "export_price"), EXPORT, e.export_price
    for carrier, price in e.fuel_prices.items():
        yield ("economics", "fuel_prices", str(carrier)), str(carrier), price


def price_problems(project: Project, place: Place) -> list[Problem]:
    """Units that do not fit, numbers without unit that no kWh costs (errors), and prices that nobody pays (warnings)."""
    province = _province(project)
    found = []
    for where, carrier, typed in _typed(project):
        limits = range_of(carrier, province)
        found += carrier_problems(place(*where), carrier, typed, limits, province)
    return found


def carrier_problems(where: str, carrier: str, typed: float | str, limits: Range, province: str = "") -> list[Problem]:
    """What is wrong with one price of energy."""
    key = where.rpartition(".")[2]
    if isinstance(typed, str):
        price = read_price(typed)
        assert not isinstance(price, Flaw)
        value = per_kwh(price, carrier if carrier in PRICED else ELECTRICITY)
        number = float(price.cny)
        if value is None:
            told = message("the unit is none of {carrier}", carrier=carrier)
            return [Problem("energy-price-unit", where, told, typed, _units(limits), _write(key, [], number, limits))]
        if value == 0.0 or limits.low * (1.0 - 1e-9) <= value <= limits.high * (1.0 + 1e-9):
            return []
        told = message("{value:.3g} CNY/kWh, which nobody pays for {carrier}", value=value, carrier=carrier)
        return [Problem("price-plausible", where, told, typed, Verbatim(limits.quoted), "compare the unit and the decimal point with the price list", "warning")]  # fmt: skip
    ways = readings(typed, carrier, province)
    if typed == 0.0 or (carrier not in PRICED and limits.low <= typed <= limits.high):
        return []
    if limits.low <= typed <= limits.high:
        return _either(where, key, carrier, typed, ways, limits)
    allowed = message("{low:.2g} to {high:.2g} CNY/kWh", low=limits.low, high=limits.high)
    told = message("a number without a unit counts CNY per kWh, and no kWh of {carrier} costs that", carrier=carrier)
    return [Problem("energy-price-unit", where, told, typed, allowed, _write(key, ways, typed, limits))]


def _either(where: str, key: str, carrier: str, typed: float, ways: list[str], limits: Range) -> list[Problem]:
    """A number that may be the price of a kWh or of the unit that the carrier is sold in."""
    usual = f"{typed:.10g} {limits.units[0]}" if limits.units else ""
    if usual not in ways or usual.endswith("/kWh"):
        return []
    told = message("taken as CNY/kWh; {carrier} also costs that in {unit}", carrier=carrier, unit=Verbatim(limits.units[0]))  # fmt: skip
    cure = _write(key, [f"{typed:.10g} CNY/kWh", usual], typed, limits)
    return [Problem("price-plausible", where, told, typed, Verbatim(limits.quoted), cure, "warning")]


def _units(limits: Range) -> str:
    return Verbatim(", ".join(dict.fromkeys(["CNY/kWh", *limits.units])))


def _write(key: str, ways: list[str], number: float, limits: Range) -> str:
    """What to write in place of a price."""
    if not ways:
        units = _units(limits)
        return message("write the price with one of these units: {units}", units=units)
    first = Verbatim(f"{key}: {ways[0]}")
    if len(ways) == 1:
        return message("write {reading}", reading=first)
    others: list[Any] = [Verbatim(w) for w in ways[1:]]
    return message("write {reading}, or what is meant instead: {others}", reading=first, others=joined(others))
