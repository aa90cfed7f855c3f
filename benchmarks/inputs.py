"""What the least known inputs do to a year: ``python -m benchmarks.inputs``.

One input at a time goes from the low to the high end of its range (``docs/validation_inputs.md``); everything else stays a default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.model import Building
from buildings.systems.demand import demand
from buildings.thermal.loads import simulate
from weather.stations.table import find_station, station_zone
from weather.synthetic import synthetic_year

RANGES: tuple[tuple[str, str, str, int, str, float, float], ...] = (
    ("infiltration_ach", "Harbin", "apartment_block", 1998, "space_heating", 0.3, 0.7),
    ("airing", "Harbin", "apartment_block", 1998, "space_heating", 0.0, 2.0),
    ("heating_setpoint_c", "Harbin", "apartment_block", 1998, "space_heating", 20.0, 22.0),
    ("built", "Harbin", "apartment_block", 1998, "space_heating", 1998, 2018),
    ("window_wall_ratio", "Harbin", "apartment_block", 1998, "space_heating", 0.2, 0.35),
    ("served_share", "Wuhan", "apartment_block", 2018, "space_heating", 0.7, 0.8),
    ("heating_setpoint_c", "Wuhan", "apartment_block", 2018, "space_heating", 16.0, 18.0),
    ("hot_water", "Changsha", "apartment_block", 2003, "hot_water", 23.0 / 26.0, 30.0 / 26.0),
    ("cooking", "Changsha", "apartment_block", 2003, "cooking", 1.2 / 1.4, 1.6 / 1.4),
    ("equipment_w_m2", "Beijing", "small_office", 1998, "equipment", 8.0, 15.0),
)
"""Input, place, archetype, year, end use, low and high; airing, hot water and cooking as factors of the default."""


def _scaled(b: Building, name: str, factor: float) -> Building:
    """The building with more or less of a term that has no key of its own."""
    s = b.systems
    if name == "airing":
        aired = tuple(replace(z, air=replace(z.air, airing_ach=factor * np.asarray(z.air.airing_ach))) for z in b.zones)
        return replace(b, zones=aired)
    if name == "hot_water" and s.hot_water:
        more = replace(s.hot_water, litres_per_day=factor * s.hot_water.litres_per_day)
        return replace(b, systems=replace(s, hot_water=more))
    assert s.cooking
    used = replace(s.cooking, useful_kwh_year=factor * s.cooking.useful_kwh_year)
    return replace(b, systems=replace(s, cooking=used))


def effect(row: tuple[str, str, str, int, str, float, float]) -> tuple[float, float]:
    """Energy of the end use at the low and the high end of the range, kWh/m2."""
    name, place, key, built, end_use, *ends = row
    station = find_station(place)
    year = synthetic_year(station)
    out = []
    for value in ends:
        request = ArchetypeRequest(key, key, station_zone(station), built=built)
        if name in ("airing", "hot_water", "cooking"):
            building = _scaled(build.build(request, year), name, float(value))
        else:
            given: dict[str, Any] = {name: int(value) if name == "built" else value}
            building = build.build(replace(request, **given), year)
        items = demand(building, simulate(building, year), year).items
        out.append(float(sum(i.input_kw.sum() for i in items if i.end_use == end_use)) / building.floor_area_m2)
    return out[0], out[1]


def main() -> int:
    print(
        f"{'input':20} {'place':9} {'archetype':16} {'built':5} {'end use':14} {'range':>13} {'kWh/m2':>15} {'change':>8}"
    )
    for row in RANGES:
        low, high = effect(row)
        name, place, key, built, end_use, a, b = row
        print(
            f"{name:20} {place:9} {key:16} {built:5} {end_use:14} {f'{a:.4g} - {b:.4g}':>13} {f'{low:.1f} - {high:.1f}':>15} {high / low - 1.0:+8.0%}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
