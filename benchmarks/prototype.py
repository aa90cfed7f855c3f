"""Prototype buildings that nobody here wrote, in our model and in EnergyPlus: ``python -m benchmarks.prototype [IDF ...] [--epw EPW] [--own]``.

Without files: the DOE reference buildings (new, 2004, Chicago) and the ASHRAE 90.1-2019 prototypes (Denver) that the wheel ``pyenergyplus-lbnl``
brings, smallest first. Each is imported (``buildings.idf.read``), and run by EnergyPlus as it stands but for its systems, which ideal loads at
its thermostats' set points replace (``buildings.idf.ideal``). ``--own`` adds a second comparison: our export of the imported building in
EnergyPlus. ``--zones`` and ``--months`` print these too.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from buildings.idf.compare import Pair, both, both_original, monthly_cv
from buildings.idf.read.building import Imported
from buildings.thermal.loads import Mode, SimulationError
from foundation.errors import InputError, Problem
from weather.readers.epw import read_epw
from weather.readers.epw_write import write_epw
from weather.year import WeatherYear

WHEEL = "pyenergyplus"
"""Module of the wheel ``pyenergyplus-lbnl``."""
WEATHER = {"Chicago": "USA_IL_Chicago-OHare", "Denver": "USA_CO_Denver-Aurora-Buckley"}
"""City in a file's name -> beginning of the name of its weather."""
NAMES = ("heating", "cooling")


def wheel_folder() -> Path:
    """The data of the wheel.

    Raises
    ------
    InputError
        ``energyplus-missing``.
    """
    found = importlib.util.find_spec(WHEEL)
    folder = Path(next(iter(found.submodule_search_locations or []))) / "data" if found else Path()
    if found is None or not (folder / "model").is_dir():
        raise InputError(Problem("energyplus-missing", WHEEL, "the prototype buildings are not installed", None, "the wheel pyenergyplus-lbnl", "pip install pyenergyplus-lbnl"))  # fmt: skip
    return folder


def prototypes() -> list[Path]:
    """IDF files of the wheel, smallest first."""
    return sorted((wheel_folder() / "model").glob("*.idf"), key=lambda p: p.stat().st_size)


def weather_for(idf: Path) -> Path:
    """The wheel's weather for the city that a file's name ends with.

    Raises
    ------
    InputError
        ``prototype-weather``.
    """
    for city, start in WEATHER.items():
        if city in idf.stem:
            return next((wheel_folder() / "weather").glob(f"{start}*.epw"))
    raise InputError(Problem("prototype-weather", idf.name, "no weather belongs to this file", None, ", ".join(WEATHER), "give one with --epw"))  # fmt: skip


def figures(imported: Imported, pair: Pair, month: np.ndarray) -> dict[str, Any]:
    """Annual loads, months, peaks and temperatures of both engines."""
    area = imported.building.floor_area_m2
    conditioned = [
        k
        for k, z in enumerate(imported.building.zones)
        if not (
            np.isnan(np.asarray(z.thermostat.heating_c)).all() and np.isnan(np.asarray(z.thermostat.cooling_c)).all()
        )
    ]
    mine = np.stack([z.temp_air_c for z in pair.ours.zones])
    error = np.sqrt(np.mean((mine - pair.temp_air_c) ** 2, axis=1))
    floating = [k for k in range(len(error)) if k not in conditioned]
    row: dict[str, Any] = {
        "zones": len(imported.building.zones),
        "floor_area_m2": area,
        "conditioned_rmse_k": float(error[conditioned].mean()) if conditioned else None,
        "floating_rmse_k": float(error[floating].mean()) if floating else None,
        "energyplus_s": pair.energyplus_s,
    }
    for name in NAMES:
        a, b = (getattr(x, f"{name}_w") / 1000.0 for x in (pair.ours, pair))
        row[f"{name}_kwh_m2"], row[f"{name}_energyplus_kwh_m2"] = float(a.sum() / area), float(b.sum() / area)
        row[f"{name}_monthly_cv"] = monthly_cv(a, b, month)
        row[f"{name}_peak_ratio"] = float(a.max() / b.max()) if b.max() > 0.0 else None
        row[f"{name}_months_kwh_m2"] = [[float(x[month == m].sum() / area) for m in range(1, 13)] for x in (a, b)]
    row["by_zone"] = [
        {
            "zone": z.name,
            **{
                f"{name}{suffix}_kwh": float(values[k].sum() / 1000.0)
                for name in NAMES
                for suffix, values in (
                    ("", np.stack([getattr(x, f"{name}_w") for x in pair.ours.zones])),
                    ("_energyplus", getattr(pair, f"zone_{name}_w")),
                )
            },
            "rmse_k": float(error[k]),
        }
        for k, z in enumerate(imported.building.zones)
    ]
    return row


def compare(idf: Path, epw: Path, year: WeatherYear, mode: Mode = "standard", own: bool = False) -> dict[str, Any]:
    """One file in both engines; ``error`` in place of figures where one of them stops."""
    row: dict[str, Any] = {"file": idf.stem, "weather": epw.stem}
    month = year.index.month.to_numpy()
    try:
        imported, pair = both_original(idf, year, epw, mode)
        row.update(figures(imported, pair, month))
        row["notes"] = {}
        for n in imported.notes:
            row["notes"][n.key] = row["notes"].get(n.key, 0) + n.count
        if own and imported.year is not None:
            with tempfile.TemporaryDirectory(prefix="prototype") as folder:
                again = both(
                    imported.building, imported.year, write_epw(imported.year, Path(folder) / "year.epw"), mode
                )
            row["own"] = figures(imported, again, month)
    except (InputError, SimulationError) as error:
        row["error"] = str(error)
    return row


def line(row: dict[str, Any], title: str) -> str:
    """One row of the table."""
    if "error" in row:
        return f"{title[:45]:46} {row['error'][:200]}"
    text = f"{title[:45]:46}{row['zones']:4d}"
    for name in NAMES:
        a, b = row[f"{name}_kwh_m2"], row[f"{name}_energyplus_kwh_m2"]
        share = f"{100.0 * (a / b - 1.0):+5.1f}%" if b > 0.5 else "      "
        peak = row[f"{name}_peak_ratio"]
        text += f"  {name[:4]} {a:6.1f}/{b:6.1f} {share} CV {100.0 * row[f'{name}_monthly_cv']:4.1f}%"
        text += f" peak {peak:5.3f}" if peak is not None else " peak   -  "
    rmse = ["  -  " if row[k] is None else f"{row[k]:4.2f}" for k in ("conditioned_rmse_k", "floating_rmse_k")]
    return f"{text}  air {rmse[0]} / {rmse[1]} K"


def details(row: dict[str, Any], zones: bool, months: bool) -> list[str]:
    """Zones and months below a row."""
    out = []
    if months and "error" not in row:
        for name in NAMES:
            for label, values in zip(("ours", "EnergyPlus"), row[f"{name}_months_kwh_m2"], strict=True):
                out.append(f"    {name} {label:11}" + "".join(f"{v:7.2f}" for v in values) + "  kWh/m2 by month")
    if zones and "error" not in row:
        for z in row["by_zone"]:
            loads = "  ".join(f"{n[:4]} {z[f'{n}_kwh']:10.0f}/{z[f'{n}_energyplus_kwh']:10.0f} kWh" for n in NAMES)
            out.append(f"    {z['zone'][:34]:35}{loads}  air {z['rmse_k']:.2f} K")
    return out


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prototype", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument(
        "idf", nargs="*", type=Path, help="IDF files, or parts of the names of the wheel's files; default: all of these"
    )
    parser.add_argument("--epw", type=Path, help="weather for all files")
    parser.add_argument("--mode", choices=["fast", "standard"], default="standard")
    parser.add_argument("--own", action="store_true", help="our export of the imported building in EnergyPlus, too")
    parser.add_argument("--zones", action="store_true")
    parser.add_argument("--months", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    rows = []
    try:
        files = [p for p in args.idf if p.is_file()]
        parts = [str(p) for p in args.idf if not p.is_file()]
        if parts or not args.idf:
            files += [p for p in prototypes() if not parts or any(part in p.stem for part in parts)]
        if not args.json:
            print(
                "kWh/m2 of floor, ours / EnergyPlus; CV = monthly CV(RMSE); peak = ours / EnergyPlus; air = RMSE of hourly temperature, conditioned / floating zones"
            )
        years: dict[Path, WeatherYear] = {}
        for idf in files:
            epw = args.epw or weather_for(idf)
            if epw not in years:
                years[epw] = read_epw(epw)
            row = compare(idf, epw, years[epw], args.mode, args.own)
            rows.append(row)
            if not args.json:
                print(line(row, idf.stem), flush=True)
                if "own" in row:
                    print(line(row["own"], "  its export by us"), flush=True)
                print(
                    *details(row, args.zones, args.months),
                    sep="\n",
                    end="" if not (args.zones or args.months) else "\n",
                    flush=True,
                )
    except InputError as error:
        print(error)
        return 2
    if args.json:
        print(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
