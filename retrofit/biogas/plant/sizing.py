"""Sizing: from the feed, from a retention, or backwards from the gas that is wanted. The limit that binds is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from buildings.results import Demand
from foundation.errors import InputError, Problem
from foundation.messages import message
from retrofit.biogas.feed.feedstocks import CASES, Feed, feed_from
from retrofit.biogas.plant.model import BiogasPlant
from retrofit.biogas.plant.year import simulate, useful_gas_kwh
from retrofit.biogas.tables import types
from retrofit.biogas.tank import limits, model
from retrofit.biogas.tank import year as dig
from retrofit.biogas.tank.model import FILL, Digester
from weather.year import WeatherYear

LONGEST_RETENTION_D = 180.0
"""A larger tank would not digest noticeably more."""


@dataclass(frozen=True, slots=True)
class Sizing:
    """A volume and why: ``volumes_m3`` by limit (``retention``, ``loading``, ``gas``, ``smallest built``)."""

    volume_m3: float
    binding: str
    volumes_m3: dict[str, float]
    coldest_month_c: float
    coldest_month: int


def coldest_month(year: WeatherYear, digester: Digester, feed: Feed) -> tuple[float, int]:
    """Tank temperature of the coldest month, degC, and its number."""
    if digester.heated:
        return digester.temperature_c, int(np.argmin(dig.monthly_mean(year, year.column("temp_air")))) + 1
    months = dig.monthly_mean(year, dig.run(year, digester, feed).temp_c)
    return float(months.min()), int(months.argmin()) + 1


def from_feed(year: WeatherYear, digester: Digester, feed: Feed) -> Sizing:
    """Volume for a feed: retention and loading at the tank's temperature in the coldest month; the largest decides.

    ``digester`` gives type and heating; its volume is not used.
    """
    found, coldest = limits.volume_by_limits(digester, feed, lambda tank: coldest_month(year, tank, feed)[0])
    volumes = {**found, "smallest built": float(types()[digester.kind]["volume_min_m3"])}
    binding = max(volumes, key=lambda k: volumes[k])
    tank = replace(digester, volume_m3=volumes[binding])
    return Sizing(volumes[binding], binding, volumes, coldest, coldest_month(year, tank, feed)[1])


def from_retention(digester: Digester, feed: Feed, days: float, place: str = "--retention") -> float:
    """Volume of a retention, m3.

    Raises
    ------
    InputError
        ``digester-washout`` for a retention that is not positive.
    """
    if not (np.isfinite(days) and days > 0.0):
        need = limits.retention_needed(digester, 20.0)
        raise InputError(
            Problem(
                "digester-washout",
                place,
                "a retention time must be positive",
                days,
                "> 0 d",
                message("about {need:g} d at 20 degC for this type, more where it is colder", need=need),
            )
        )
    return days * model.slurry_m3_day(digester, feed) / FILL


def _smallest(gas_of, low: float, high: float, target: float) -> float | None:  # type: ignore[no-untyped-def]
    """Smallest volume with ``gas_of(volume) >= target`` by bisection, or None."""
    if gas_of(high) < target:
        return None
    if gas_of(low) >= target:
        return low
    for _ in range(16):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if gas_of(middle) >= target else (middle, high)
    return high


def _range(digester: Digester, feed: Feed) -> tuple[float, float]:
    low = max(limits.smallest_volume(digester, feed), 0.5)
    return low, max(LONGEST_RETENTION_D * model.slurry_m3_day(digester, feed) / FILL, low)


def volume_for_gas(year: WeatherYear, plant: BiogasPlant, demand: Demand, target_kwh: float) -> float | None:
    """Digester volume that serves ``target_kwh`` of gas a year, m3, by bisection on the model; None if the feed cannot."""

    def gas(volume: float) -> float:
        tank = replace(plant.digester, volume_m3=volume)
        return useful_gas_kwh(simulate(year, replace(plant, digester=tank), demand))

    return _smallest(gas, *_range(plant.digester, plant.feed), target_kwh)


def for_daily_gas(year: WeatherYear, digester: Digester, feed: Feed, nm3_day: float) -> tuple[float | None, float, int]:
    """Volume whose coldest month gives ``nm3_day`` of biogas, m3 (None if the feed cannot), with what the largest tank gives and
    its worst month.

    The month with the least gas decides, so that the kitchen is never without.
    """

    def least(volume: float) -> float:
        gas = dig.run(year, replace(digester, volume_m3=volume), feed).biogas_nm3
        return float(dig.monthly_mean(year, gas).min()) * 24.0

    low, high = _range(digester, feed)
    largest = dig.run(year, replace(digester, volume_m3=high), feed).biogas_nm3
    months = dig.monthly_mean(year, largest) * 24.0
    return _smallest(least, low, high, nm3_day), float(months.min()), int(months.argmin()) + 1


def suggest_volume(year: WeatherYear, feed: Feed, kind: str = "small_plant") -> float:
    """Volume by retention and loading at the coldest month's digester temperature, m3."""
    key = ("suggested volume", id(feed), kind)
    if key not in year.cache:
        # the feed is kept too, so that no other can have its id
        year.cache[key] = feed, from_feed(year, Digester(50.0, kind), feed).volume_m3
    volume: float = year.cache[key][1]
    return volume


def same_tank_in(years: Sequence[WeatherYear], plant: BiogasPlant) -> list[dict[str, Any]]:
    """One plant in several climates: gas and tank temperature by month, the coldest month and the volume that it asks for."""
    out = []
    for year in years:
        tank = dig.run(year, plant.digester, plant.feed)
        size = from_feed(year, plant.digester, plant.feed)
        out.append(
            {
                "place": year.site.name,
                "gas_nm3_day": 24.0 * dig.monthly_mean(year, tank.biogas_nm3),
                "tank_c": dig.monthly_mean(year, tank.temp_c),
                "coldest_month": size.coldest_month,
                "coldest_c": size.coldest_month_c,
                "coldest_month_of_this_tank": int(dig.monthly_mean(year, tank.temp_c).argmin()) + 1,
                "volume_m3": size.volume_m3,
                "binding": size.binding,
                "limits_m3": size.volumes_m3,
            }
        )
    return out


def with_range(plant: BiogasPlant, recipe: dict[str, Any], year: WeatherYear) -> dict[str, float]:
    """Biogas a year with all feed values low, typical and high, Nm3: what the uncertainty of the tables means."""
    out = {}
    for case in CASES:
        feed = feed_from(recipe, index=year.index, case=case)
        out[case] = float(dig.run(year, plant.digester, feed).biogas_nm3.sum())
    return out
