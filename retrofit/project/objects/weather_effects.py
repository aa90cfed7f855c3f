"""What a weather fault is worth: PV yield of four roofs, heating and cooling of the community centre, before and after its cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from foundation.errors import Problem
from weather.quality.closure import closure
from weather.quality.columns import diffuse_findings, swapped_pair
from weather.quality.finding import Finding
from weather.quality.repairs import CURES, repair
from weather.year import WeatherYear

PLANES = {"pv_10s": (10.0, 180.0), "pv_25s": (25.0, 180.0), "pv_25e": (25.0, 90.0), "pv_25w": (25.0, 270.0)}
"""Tilt and azimuth of the four roofs, degrees."""
HEATING_BASE_C, COOLING_BASE_C = 18.0, 26.0
"""Bases of the degree hours, as of the climate table's degree days."""


def pv_yields(year: WeatherYear) -> dict[str, float]:
    """Annual AC yield of 10 kWp on each of ``PLANES`` with the default losses, kWh/kWp."""
    from retrofit.solar.chain.settings import PVArray
    from retrofit.solar.chain.year import simulate
    from retrofit.solar.roof.plane import RoofPlane

    return {
        name: simulate(year, [PVArray(RoofPlane("roof", "", 60.0, tilt, azimuth), 10.0)]).ac_kwh / 10.0
        for name, (tilt, azimuth) in PLANES.items()
    }


def degree_hours(year: WeatherYear) -> dict[str, float]:
    """Heating (base 18 degC) and cooling (base 26 degC) degree hours of the year, K h."""
    temp = year.column("temp_air")
    return {
        "heating_kh": float(np.maximum(HEATING_BASE_C - temp, 0.0).sum()),
        "cooling_kh": float(np.maximum(temp - COOLING_BASE_C, 0.0).sum()),
    }


def zone_of(year: WeatherYear) -> str:
    """Chinese building climate zone of the year itself (GB 50176-2016 criteria on its daily and monthly means)."""
    from weather.stations.table import climate_zone

    temp = year.column("temp_air")
    daily = temp.reshape(-1, 24).mean(axis=1)
    month = np.asarray(year.index.month)
    monthly = np.bincount(month, temp, 13)[1:] / np.bincount(month, minlength=13)[1:]
    hdd, cdd = float(np.maximum(18.0 - daily, 0.0).sum()), float(np.maximum(daily - 26.0, 0.0).sum())
    return climate_zone(hdd, cdd, float(monthly.min()), float(monthly.max()))


def centre_loads(year: WeatherYear) -> dict[str, float]:
    """Heating and cooling of the community centre of 1998 at GB 55015 set points, kWh/m2."""
    from buildings.archetypes import build
    from buildings.archetypes.request import ArchetypeRequest
    from buildings.thermal import loads

    request = ArchetypeRequest("centre", "community_centre", zone_of(year), built=1998, comfort="setpoints")
    building = build.build(request, year)
    result = loads.simulate(building, year)
    area = building.floor_area_m2
    return {"heating": result.heating_kwh / area, "cooling": result.cooling_kwh / area}


def cured(year: WeatherYear) -> WeatherYear:
    """The year after every cure that can be asked for, one after the other: columns, clock, then beam or both components."""
    pair = swapped_pair(year)
    year = repair(year, align="auto", swap=pair or "none")
    if diffuse_findings(year, ""):
        return repair(year, components="ghi")
    return year if closure(year).good else repair(year, components="ghi+dhi")


def cured_yields(year: WeatherYear) -> dict[str, float]:
    """Yields of the year after every cure that can be asked for (``cured``)."""
    return pv_yields(cured(year))


def quantities(year: WeatherYear) -> dict[str, float]:
    """Everything that an effect tells: yields, kWh/kWp; heating and cooling, kWh/m2; degree hours, K h (a year of 8760 hours)."""
    found = {**pv_yields(year), **degree_hours(year)}
    # the archetypes' calendar is that of 365 days: a leap year is told without them
    return {**found, **centre_loads(year)} if year.hours == 8760 else found


def with_effects(year: WeatherYear, findings: Iterable[Problem]) -> tuple[Problem, ...]:
    """The findings with what each one's cure changes (``Finding.effect``); those without a cure as they are."""
    before: dict[str, float] = {}
    after: dict[str, dict[str, float]] = {}
    out: list[Problem] = []
    for finding in findings:
        if not isinstance(finding, Finding) or not finding.repair:
            out.append(finding)
            continue
        before = before or quantities(year)
        if finding.repair not in after:
            after[finding.repair] = quantities(CURES[finding.repair](year))
        out.append(replace(finding, effect={k: (v, after[finding.repair][k]) for k, v in before.items()}))
    return tuple(out)
