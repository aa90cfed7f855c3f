"""What the example results of ASHRAE 140 hold beside annual loads: sun, sky, months, and hours of single days.

Part of ``python -m benchmarks.bestest``. A day is judged as a whole: our RMSE against the mean of the reference programs, beside the
largest RMSE that one of these programs itself has.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bestest_cases import build
from buildings.results import ZoneLoads
from buildings.thermal.boundary import Orientation, plane_sun, sky_year
from buildings.thermal.loads import STEPS, Mode, simulate
from weather.year import WeatherYear

FACES = {"horizontal": (0.0, 180.0), "north": (90.0, 0.0), "east": (90.0, 90.0), "south": (90.0, 180.0), "west": (90.0, 270.0)}  # fmt: skip
GROUND_REFLECTANCE = 0.2
DAYS = {"Feb1": 31, "May4": 123, "Jul14": 194}
"""Day of the year, 0 = 1 January."""
SOUTH_GLASS_M2 = 12.0
WEST_GLASS_M2 = 6.0


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its band; for a day ``value`` is our RMSE and ``high`` that of the program that is furthest from the mean."""

    name: str
    value: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        slack = 5e-5 * max(abs(self.low), abs(self.high), 1.0)  # the digits of the table
        return self.low - slack <= self.value <= self.high + slack


@cache
def reference() -> dict[str, Any]:
    """The bands (``data/ashrae140_details.json``)."""
    path = Path(__file__).resolve().parent / "data" / "ashrae140_details.json"
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result


class Results:
    """Our hours, each case simulated once."""

    def __init__(self, year: WeatherYear, mode: Mode) -> None:
        self.year, self.mode, self.steps = year, mode, STEPS[mode][0]
        self._zones: dict[str, ZoneLoads] = {}

    def zone(self, case: str) -> ZoneLoads:
        if case not in self._zones:
            self._zones[case] = simulate(build(case, self.year.hours), self.year, self.mode).zones[0]
        return self._zones[case]

    def incident(self, face: str) -> np.ndarray:
        """W/m2, hourly."""
        sun = plane_sun(self.year, Orientation(*FACES[face], GROUND_REFLECTANCE), self.steps)
        return np.asarray(sun.total.reshape(-1, self.steps).mean(axis=1))

    def transmitted(self, case: str, face: str) -> np.ndarray:
        """Through the glass of one face, W/m2 of glass, hourly."""
        if face == "south":
            return self.zone(case).solar_transmitted_w / SOUTH_GLASS_M2
        building = build(case, self.year.hours)
        zone = building.zones[0]
        surfaces = tuple(s if s.name == face else replace(s, windows=()) for s in zone.surfaces)
        alone = replace(building, zones=(replace(zone, surfaces=surfaces),))
        return simulate(alone, self.year, self.mode).zones[0].solar_transmitted_w / WEST_GLASS_M2

    def sky_temperature(self) -> np.ndarray:
        return np.asarray(sky_year(self.year, self.steps).temp_sky.reshape(-1, self.steps).mean(axis=1))


def solar_rows(ours: Results) -> list[Row]:
    """Annual sun on the faces, through the glass, their ratios, and the sky temperature."""
    kwh = {f"incident {f}": float(ours.incident(f).sum() / 1000.0) for f in FACES}
    for case, face in (("600", "south"), ("660", "south"), ("670", "south"), ("620", "west"), ("610", "south"), ("630", "west")):  # fmt: skip
        kwh[f"transmitted {case} {face}"] = float(ours.transmitted(case, face).sum() / 1000.0)
        kwh[f"transmissivity {case} {face}"] = kwh[f"transmitted {case} {face}"] / kwh[f"incident {face}"]
    kwh["shading 610"] = 1.0 - kwh["transmitted 610 south"] / kwh["transmitted 600 south"]
    kwh["shading 630"] = 1.0 - kwh["transmitted 630 west"] / kwh["transmitted 620 west"]
    rows = [Row(k, kwh[k], *band) for k, band in reference()["solar"].items()]
    sky = ours.sky_temperature()
    values = {"mean": sky.mean(), "min": sky.min(), "max": sky.max()}
    return rows + [
        Row(f"sky temperature {k}", float(values[k]), *b) for k, b in reference()["sky_temperature_C"].items()
    ]


def month_rows(ours: Results) -> list[Row]:
    """Heating, cooling and their peaks by month, cases 600 and 900."""
    rows = []
    month = ours.year.index.month.to_numpy()
    for case, months in reference()["months"].items():
        zone = ours.zone(case)
        for m, bands in enumerate(months, 1):
            heat, cool = zone.heating_w[month == m] / 1000.0, zone.cooling_w[month == m] / 1000.0
            values = {
                "heating_kWh": heat.sum(),
                "cooling_kWh": cool.sum(),
                "peak_heating_kW": heat.max(),
                "peak_cooling_kW": cool.max(),
            }
            rows += [Row(f"{case} month {m} {k}", float(values[k]), *band) for k, band in bands.items()]
    return rows


def day_rows(ours: Results) -> list[Row]:
    """Hours of single days: sun, sky, glass, loads, free temperatures."""
    rows = []
    for name, band in reference()["days"].items():
        quantity, *rest, day = name.split()
        what = rest[0] if rest else ""
        if quantity == "incident_Wh_m2":
            series = ours.incident(what)
        elif quantity == "sky_temperature_C":
            series = ours.sky_temperature()
        elif quantity == "transmitted_Wh_m2":
            series = ours.transmitted(what, "south")
        elif quantity == "load_kWh":
            series = (ours.zone(what).heating_w - ours.zone(what).cooling_w) / 1000.0
        else:
            series = ours.zone(what).temp_air_c
        hours = series[24 * DAYS[day] : 24 * DAYS[day] + 24]
        error = float(np.sqrt(np.mean(np.square(hours - np.asarray(band["mean"])))))
        rows.append(Row(name, error, 0.0, reference()["days_worst_rmse"][name]))
    return rows


def details(year: WeatherYear, mode: Mode) -> dict[str, list[Row]]:
    """All rows by part."""
    ours = Results(year, mode)
    return {"sun and sky": solar_rows(ours), "months": month_rows(ours), "days": day_rows(ours)}


def print_details(parts: dict[str, list[Row]]) -> None:
    """What lies outside, and the count."""
    for part, rows in parts.items():
        print(f"\n{part}: {sum(r.inside for r in rows)} of {len(rows)} inside")
        for r in rows:
            if part == "sun and sky" or not r.inside:
                print(f"  {r.name:40}{r.value:10.3f}{r.low:10.3f}{r.high:10.3f}  {'yes' if r.inside else 'NO'}")
