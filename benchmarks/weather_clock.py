"""The radiation clock: known shifts found, and what real files have: ``python -m benchmarks.weather_clock [--json] [--weather FOLDER]``.

A year that is late by a known time is made for a place so far west of the station (4 minutes a degree) and told to lie at the
station: exact within the hour, and not made by the repair that it tests. ``cloudy`` years lose 15 % of every afternoon, the
clearest too, which one of the two estimators takes for a shift. For the EPW files of a folder (not part of the repository):
the estimate, and the east-west ratio at 25 degrees as the file is and after both repairs.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.weather import FOLDER
from foundation.errors import InputError
from weather.quality import radiation_clock, repair
from weather.readers.epw import read_epw
from weather.stations.table import find_station
from weather.sun import plane_irradiance, solar_position
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

CLIMATES = ("Kunming", "Guangzhou", "Changsha", "Harbin", "Lhasa", "Urumqi", "Beijing", "Chengdu", "Haikou", "Xining", "Shanghai", "Hohhot")  # fmt: skip
SHIFTS_MIN = (-90, -60, -30, -15, 0, 15, 30, 60, 90)
AFTERNOON = 0.85


def late_year(name: str, late_min: float, seed: int = 1, cloudy: bool = False) -> WeatherYear:
    """A year of the station whose radiation runs ``late_min`` late."""
    station = find_station(name)
    site = station.site
    west = replace(station, site=replace(site, longitude=site.longitude - late_min / 4.0))
    year = synthetic_year(west, None, seed)
    table = year.table
    if cloudy:
        dim = np.where(solar_position(year).azimuth > 180.0, AFTERNOON, 1.0)
        table = table.assign(ghi=table["ghi"] * dim)
    return WeatherYear(site, table, year.source, year.ground)


def known_shifts(cloudy: bool) -> list[dict[str, Any]]:
    """Estimates of every climate and shift."""
    rows = []
    for name in CLIMATES:
        for late in SHIFTS_MIN:
            clock = radiation_clock(late_year(name, late, cloudy=cloudy))
            rows.append({"station": name, "cloudy": cloudy, "late_min": late, "found_min": clock.late_min, "uncertainty_min": clock.uncertainty_min})  # fmt: skip
    return rows


def real_file(path: Path) -> dict[str, Any]:
    """Estimate and east-west ratio of a file."""
    year = read_epw(path)
    clock = radiation_clock(year)

    def ratio(y: WeatherYear) -> float:
        east, west = (float(plane_irradiance(y, 25.0, a).poa_global.sum()) for a in (90.0, 270.0))
        return east / west

    repaired = repair(year, "auto", "ghi+dhi")
    return {"file": path.name, "late_min": clock.late_min, "uncertainty_min": clock.uncertainty_min, "east_west": ratio(year), "east_west_repaired": ratio(repaired)}  # fmt: skip


def report(rows: list[dict[str, Any]], files: list[dict[str, Any]]) -> None:
    for cloudy in (False, True):
        print("afternoons 15 % dimmer" if cloudy else "symmetric days", "- error of the estimate, minutes")
        print(f"{'known shift, min':12}" + "".join(f"{s:>8}" for s in SHIFTS_MIN))
        chosen = [r for r in rows if r["cloudy"] == cloudy]
        for name in CLIMATES:
            line = [r for r in chosen if r["station"] == name]
            print(f"{name:16}" + "".join(f"{r['found_min'] - r['late_min']:+8.1f}" for r in line))
        errors = np.array([abs(r["found_min"] - r["late_min"]) for r in chosen])
        inside = np.mean([abs(r["found_min"] - r["late_min"]) <= r["uncertainty_min"] for r in chosen])
        print(f"largest error {errors.max():.1f} min, {np.mean(errors <= 10.0):.0%} within 10 min, {inside:.0%} within the stated uncertainty\n")  # fmt: skip
    if files:
        print(f"{'file':44}{'late, min':>14}{'east/west':>11}{'repaired':>10}")
        for f in files:
            print(f"{f['file']:44}{f['late_min']:+8.0f} +-{f['uncertainty_min']:3.0f}{f['east_west']:11.3f}{f['east_west_repaired']:10.3f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--weather", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    rows = known_shifts(False) + known_shifts(True)
    files = []
    for path in sorted(arguments.weather.glob("*.epw")):
        try:
            files.append(real_file(path))
        except InputError as error:
            print(error)
    if arguments.json:
        print(json.dumps({"known_shifts": rows, "files": files}, indent=1))
    else:
        report(rows, files)


if __name__ == "__main__":
    main()
