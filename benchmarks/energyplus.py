"""Our load model beside EnergyPlus on the same building: ``python -m benchmarks.energyplus [--json] [--mode fast|standard] [EPW ...]``.

Every archetype, as it is and deeply retrofitted, is written as IDF (``buildings.idf.write``) and run by EnergyPlus at 6 steps an hour: with
ideal loads at the set points of GB 55015-2021, then with heating and cooling off for the free temperature. Bars: annual heating and cooling
within 5 % or 1 kWh/m2; monthly CV(RMSE) within 10 % (loads above 5 kWh/m2); hourly free temperature RMSE within 0.7 K; peaks within
7 % (loads above 5 kWh/m2).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from buildings.archetypes.build import build
from buildings.archetypes.envelope import window_glazing
from buildings.archetypes.request import ArchetypeRequest, catalogue
from buildings.idf import energyplus
from buildings.idf.compare import both, monthly_cv
from buildings.model import Building, Layer, Thermostat
from buildings.thermal.loads import Mode, simulate
from foundation.errors import InputError
from retrofit.measures import transform
from weather.readers.epw import read_epw
from weather.stations.table import find_station, station_zone
from weather.year import WeatherYear

SHARED = Path(__file__).resolve().parents[2] / "shared" / "weather"
CITIES = {"Kunming": "Kunming", "Guangzhou": "Guangzhou", "Changsha": "Changsha"}
"""Part of an EPW's name: the station whose climate zone of GB 50176 the archetype takes."""
ZONES = {"Chicago": "2A", "Golden": "2B", "Tampa": "4B", "San.Francisco": "5A", "Sterling": "3A"}
"""The same for the files of the EnergyPlus wheel, by similar degree days."""
SMALL_KWH_M2 = 5.0


def default_epws() -> list[Path]:
    """The Chinese files where they are at hand, else those that come with EnergyPlus."""
    found = [p for p in sorted(SHARED.glob("CHN_*.epw")) if any(c in p.name for c in CITIES)] if SHARED.is_dir() else []
    return found or sorted((energyplus.engine().program.parent / "WeatherData").glob("*.epw"))[:5]


def zone_of(epw: Path) -> str:
    """Climate zone of GB 50176 for an EPW by its name; 3A where it is unknown."""
    for part, station in CITIES.items():
        if part in epw.name:
            return station_zone(find_station(station))
    return next((z for part, z in ZONES.items() if part in epw.name), "3A")


def deep_retrofit(building: Building) -> Building:
    """100 mm of EPS on walls and roofs, low-e double glazing, 0.3 air changes an hour, half the lighting power."""
    eps = Layer("eps", 0.1, 0.039, 20.0, 1400.0)
    out = transform.insulate(building, lambda s: transform.is_roof(s) or transform.is_wall(s), eps)
    out = transform.reglaze(out, window_glazing("triple_lowe"))
    return transform.scale_gains(transform.set_infiltration(out, 0.3), "lighting", 0.5)


def _seconds(building: Building, year: WeatherYear, mode: Mode) -> float:
    """Our whole call, warm."""
    begin = time.perf_counter()
    simulate(building, year, mode)
    return time.perf_counter() - begin


def compare(building: Building, year: WeatherYear, mode: Mode, epw: Path) -> dict[str, Any]:
    """Both engines' figures for one building and whether each is within its bar."""
    pair = both(building, year, epw, mode)
    row: dict[str, Any] = {"energyplus_s": pair.energyplus_s, "ours_s": _seconds(building, year, mode), "missed": []}
    month = year.index.month.to_numpy()
    for name in ("heating", "cooling"):
        mine, theirs = (getattr(x, f"{name}_w") / 1000.0 / building.floor_area_m2 for x in (pair.ours, pair))
        a, b = float(mine.sum()), float(theirs.sum())
        row[f"{name}_kwh_m2"], row[f"{name}_energyplus_kwh_m2"] = a, b
        if abs(a - b) > max(1.0, 0.05 * b):
            row["missed"].append(f"{name} annual")
        if b < SMALL_KWH_M2:
            continue
        row[f"{name}_monthly_cv"] = monthly_cv(mine, theirs, month)
        row[f"{name}_peak_ratio"] = float(mine.max() / theirs.max())
        if row[f"{name}_monthly_cv"] > 0.10:
            row["missed"].append(f"{name} monthly")
        if abs(row[f"{name}_peak_ratio"] - 1.0) > 0.07:
            row["missed"].append(f"{name} peak")
    off = transform.map_zones(building, lambda z: replace(z, thermostat=Thermostat()))
    row["free_rmse_k"] = both(off, year, epw, mode).temperature_rmse_k()
    if row["free_rmse_k"] > 0.7:
        row["missed"].append("free temperature")
    return row


def run(epws: list[Path], mode: Mode) -> list[dict[str, Any]]:
    """All archetypes, as they are and retrofitted, on every EPW."""
    rows = []
    for epw in epws:
        year = read_epw(epw)
        for key in catalogue():
            base = build(ArchetypeRequest(key, key, zone_of(epw), comfort="setpoints"), year)
            for state, building in (("base", base), ("deep", deep_retrofit(base))):
                rows.append({"epw": epw.stem, "archetype": key, "state": state, **compare(building, year, mode, epw)})
    return rows


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.energyplus", description=__doc__)
    parser.add_argument(
        "epw", nargs="*", type=Path, help="EPW files; default: the Chinese ones at hand, or EnergyPlus's own"
    )
    parser.add_argument("--mode", choices=["fast", "standard"], default="standard")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        rows = run(args.epw or default_epws(), args.mode)
    except InputError as error:
        print(error)
        return 2
    if args.json:
        print(json.dumps(rows, indent=1))
        return 0
    print(f"mode {args.mode}; kWh/m2 of floor, ours / EnergyPlus; CV = monthly CV(RMSE); peak = ours / EnergyPlus")
    for r in rows:
        text = f"{r['epw'][12:22]:11}{r['archetype'][:22]:23}{r['state']:5}"
        for name in ("heating", "cooling"):
            text += f" {name[:4]} {r[f'{name}_kwh_m2']:6.1f}/{r[f'{name}_energyplus_kwh_m2']:6.1f}"
            cv, peak = r.get(f"{name}_monthly_cv"), r.get(f"{name}_peak_ratio")
            text += f" CV {100 * cv:4.1f}% peak {peak:5.3f}" if cv is not None else " " * 20
        print(text + f" free {r['free_rmse_k']:.2f} K  {', '.join(r['missed'])}")
    good = sum(not r["missed"] for r in rows)
    ratio = float(np.median([r["energyplus_s"] / r["ours_s"] for r in rows]))
    print(
        f"\n{good} of {len(rows)} within all bars; EnergyPlus takes {ratio:.0f} times as long (whole call, warm, median)"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
