"""Synthetic years against weather files: ``python -m benchmarks.weather [--json] [--weather FOLDER]``.

For every CSWD file in the folder (not part of the repository): annual PV of 10 kWp, heating and cooling of the community centre (GB 55015 set
points, so that both exist everywhere), degree hours, overlap of the temperature and clearness distributions. The file's beam is rebuilt from global
minus diffuse; ``aligned`` also moves its late radiation back to the sun.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from buildings import archetypes, loads
from buildings.request import ArchetypeRequest
from retrofit.solar.model import simulate
from retrofit.solar.roof import PVArray, RoofPlane
from weather.climate import find_station, station_zone
from weather.epw import read_epw
from weather.errors import InputError
from weather.quality import radiation_clock_min, rebuild_beam, shift_radiation
from weather.sun import solar_position
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "weather"
PLANES = {"PV 10 S": (10.0, 180.0), "PV 25 S": (25.0, 180.0), "PV 25 E": (25.0, 90.0), "PV 25 W": (25.0, 270.0)}


def overlap(a: np.ndarray, b: np.ndarray, bins: np.ndarray) -> float:
    """Shared area of two histograms, 0 to 1."""
    one, two = (np.histogram(x, bins)[0] / len(x) for x in (a, b))
    return float(np.minimum(one, two).sum())


def daily_clearness(year: WeatherYear) -> np.ndarray:
    """Daily global over daily extraterrestrial at mid-hour."""
    sun = solar_position(year)
    top = (sun.dni_extra * np.maximum(sun.cos_zenith, 0.0)).reshape(-1, 24).sum(axis=1)
    result: np.ndarray = year.column("ghi").reshape(-1, 24).sum(axis=1) / top
    return result


def pv(year: WeatherYear, tilt: float, azimuth: float) -> float:
    return simulate(year, [PVArray(RoofPlane("roof", "", 60.0, tilt, azimuth), 10.0)]).ac_kwh


def centre(year: WeatherYear, zone: str, comfort: str) -> tuple[float, float]:
    """Heating and cooling of the community centre, kWh/m2."""
    request = ArchetypeRequest("centre", "community_centre", zone, built=1998, meals_per_day=120, comfort=comfort)  # type: ignore[arg-type]
    building = archetypes.build(request, year)
    result = loads.simulate(building, year)
    return result.heating_kwh / building.floor_area_m2, result.cooling_kwh / building.floor_area_m2


def compare(path: Path) -> dict[str, Any] | None:
    """One file against the synthetic year of its station; None if the table does not have the station."""
    raw = read_epw(path)
    try:
        station = find_station(raw.site.wmo)
    except InputError:
        return None
    file = rebuild_beam(raw)
    aligned = rebuild_beam(shift_radiation(raw, radiation_clock_min(raw)))
    made = synthetic_year(station)
    zone = station_zone(station)
    row: dict[str, Any] = {"station": station.site.name, "late_min": radiation_clock_min(raw)}
    for name, (tilt, azimuth) in PLANES.items():
        row[name] = {
            "file": pv(file, tilt, azimuth),
            "aligned": pv(aligned, tilt, azimuth),
            "synthetic": pv(made, tilt, azimuth),
        }
    for level in ("habit", "setpoints"):
        pairs = {
            name: centre(year, zone, level)
            for name, year in (("file", file), ("aligned", aligned), ("synthetic", made))
        }
        row[f"heating {level}"] = {k: v[0] for k, v in pairs.items()}
        row[f"cooling {level}"] = {k: v[1] for k, v in pairs.items()}
    t = {"file": file.column("temp_air"), "aligned": aligned.column("temp_air"), "synthetic": made.column("temp_air")}
    row["heating degree hours 18"] = {k: float(np.maximum(18.0 - v, 0.0).sum()) for k, v in t.items()}
    row["cooling degree hours 26"] = {k: float(np.maximum(v - 26.0, 0.0).sum()) for k, v in t.items()}
    row["temperature overlap"] = overlap(t["file"], t["synthetic"], np.arange(-45.0, 50.0, 1.0))
    row["clearness overlap"] = overlap(daily_clearness(aligned), daily_clearness(made), np.arange(0.0, 1.0, 0.05))
    return row


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weather", description=__doc__)
    parser.add_argument("--weather", type=Path, default=FOLDER, help="folder with EPW files")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    files = sorted(args.weather.glob("*.epw")) if args.weather.is_dir() else []
    rows = [r for r in (compare(f) for f in files) if r is not None]
    if not rows:
        print(f"benchmarks.weather needs EPW files of Chinese stations; none in {args.weather} (give --weather)")
        return 2
    if args.json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"\n{row['station']}: file radiation {row['late_min']:+.0f} min against the sun")
        print(f"{'':28}{'file':>11}{'aligned':>11}{'synthetic':>11}{'to file %':>11}{'to aligned %':>14}")
        for name, values in row.items():
            if isinstance(values, dict):
                f, a, s = values["file"], values["aligned"], values["synthetic"]
                percent = [100.0 * (s / x - 1.0) if x > 0.5 else float("nan") for x in (f, a)]
                print(f"{name:28}{f:11.1f}{a:11.1f}{s:11.1f}{percent[0]:+11.1f}{percent[1]:+14.1f}")
            elif name.endswith("overlap"):
                print(f"{name:28}{values:11.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
