"""Synthetic years against weather files: ``python -m benchmarks.weather [--json] [--seeds N] [--weather FOLDER ...]``.

For every EPW in the folders (third-party files, not part of the repository): the file's radiation is moved back to the sun and
its beam rebuilt from global minus diffuse; the synthetic year is made from the table's row of the station or, where the table
has none, from the monthly statistics of the file itself, which is the test of places the method was never shown. Compared are
annual PV of 10 kWp on four planes, heating and cooling degree hours, the community centre at GB 55015 set points, hourly
distributions (shared area of histograms, and Kolmogorov-Smirnov distance) and the hour-to-hour steps. The summary has the Chinese
files, those held out of every fit and those fitted apart, and beside each bar its ceiling: what the file's own days, drawn anew within
their months, share with the file, and how many files have an east and a west that a sky without preference can meet.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.weather_temperature import unrounded_months
from buildings.archetypes import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.thermal import loads
from foundation.errors import InputError
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.year import simulate
from retrofit.solar.roof.plane import RoofPlane
from weather.quality import check, radiation_clock_min, rebuild_beam, shift_radiation
from weather.readers.epw import read_epw
from weather.stations.monthly_statistics import daily_clearness, station_of
from weather.stations.months import MONTH_OF_DAY
from weather.stations.table import Station, find_station, station_zone, stations
from weather.sun import horizontal_extraterrestrial, solar_position
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "weather"
PLANES = {"PV 10 S": (10.0, 180.0), "PV 25 S": (25.0, 180.0), "PV 25 E": (25.0, 90.0), "PV 25 W": (25.0, 270.0)}
BINS = {
    "temperature": np.arange(-50.0, 55.0, 1.0),
    "global": np.arange(0.0, 1300.0, 50.0),
    "clearness": np.arange(0.0, 1.25, 0.05),
    "daily clearness": np.arange(0.0, 1.0, 0.05),
    "wind": np.arange(0.0, 40.0, 1.0),
}
CLOCK_TOLERANCE_MIN = 15.0
BARS = {"temperature": 0.93, "clearness": 0.90, "daily clearness": 0.90}
FITTED = ("722780", "723890", "724699", "724660", "724695", "722020", "722050", "725315", "725020", "723860", "723530")
"""WMO ids of the TMY3 whose hours are in the constants of ``weather/synthetic``."""
GROUPS = {"china": "Chinese", "held out": "held out", "fitted": "fitted", "": "all"}


def unrounded(values: np.ndarray) -> np.ndarray:
    """Readings spread evenly over their rounding interval (midway to the neighbouring readings): many files hold whole knots."""
    distinct, inverse, count = np.unique(values, return_inverse=True, return_counts=True)
    half = np.minimum(np.diff(distinct) / 2.0, 0.6)
    below, above = np.concatenate([[0.0], half]), np.concatenate([half, [0.0]])
    rank = np.empty(len(values))
    order = np.argsort(inverse, kind="stable")
    rank[order] = np.arange(len(values)) - np.repeat(np.cumsum(count) - count, count)
    share = (rank + 0.5) / count[inverse]
    result: np.ndarray = values - below[inverse] + share * (below + above)[inverse]
    return result


def overlap(a: np.ndarray, b: np.ndarray, bins: np.ndarray) -> float:
    """Shared area of two histograms, 0 to 1."""
    one, two = (np.histogram(x, bins)[0] / len(x) for x in (a, b))
    return float(np.minimum(one, two).sum())


def ks_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Largest distance of two empirical distribution functions (Kolmogorov-Smirnov)."""
    both = np.sort(np.concatenate([a, b]))
    one, two = (np.searchsorted(np.sort(x), both, side="right") / len(x) for x in (a, b))
    return float(np.abs(one - two).max())


def samples(year: WeatherYear) -> dict[str, np.ndarray]:
    """What distributions are compared of: hours with the sun above 5 degrees for radiation, all hours else."""
    sun = solar_position(year)
    up = sun.cos_zenith > 0.0872
    top = horizontal_extraterrestrial(year.site.latitude, sun)
    return {
        "temperature": unrounded_months(year.column("temp_air")),
        "global": year.column("ghi")[up],
        "clearness": year.column("ghi")[up] / top[up],
        "daily clearness": daily_clearness(year),
        "wind": unrounded(year.column("wind_speed")),
    }


def ceiling(year: WeatherYear, draws: int = 20) -> dict[str, float]:
    """Shared area of the year with its own days drawn anew (with replacement) within their months, mean of ``draws``."""
    sun = solar_position(year)
    up = (sun.cos_zenith > 0.0872).reshape(-1, 24)
    top = horizontal_extraterrestrial(year.site.latitude, sun)
    hourly = {
        "temperature": unrounded(year.column("temp_air")).reshape(-1, 24),
        "clearness": np.where(up, (year.column("ghi") / np.maximum(top, 1e-9)).reshape(-1, 24), np.nan),
        "daily clearness": daily_clearness(year)[:, None],
    }
    rng = np.random.default_rng(0)
    days = [np.flatnonzero(m == MONTH_OF_DAY) for m in range(12)]
    got: dict[str, list[float]] = {name: [] for name in hourly}
    for _ in range(draws):
        again = np.concatenate([rng.choice(d, len(d)) for d in days])
        for name, values in hourly.items():
            a, b = (x[~np.isnan(x)] for x in (values, values[again]))
            got[name].append(overlap(a, b, BINS[name]))
    return {name: float(np.mean(x)) for name, x in got.items()}


def ramps(year: WeatherYear) -> dict[str, float]:
    """Steps from hour to hour: root mean square and 95th percentile of their size, by day for the clearness index."""
    sun = solar_position(year)
    up = sun.cos_zenith > 0.0872
    both = up[1:] & up[:-1]
    k = year.column("ghi") / np.maximum(horizontal_extraterrestrial(year.site.latitude, sun), 1e-9)
    out = {}
    for name, steps in (
        ("clearness", np.diff(k)[both]),
        ("global W/m2", np.diff(year.column("ghi"))[both]),
        ("temperature K", np.diff(year.column("temp_air"))),
        ("wind m/s", np.diff(year.column("wind_speed"))),
    ):
        out[f"step rms {name}"] = float(np.sqrt(np.mean(steps**2)))
        out[f"step p95 {name}"] = float(np.percentile(np.abs(steps), 95))
    return out


def centre(year: WeatherYear, zone: str, comfort: str = "setpoints") -> tuple[float, float]:
    """Heating and cooling of the community centre, kWh/m2."""
    request = ArchetypeRequest("centre", "community_centre", zone, built=1998, meals_per_day=120, comfort=comfort)  # type: ignore[arg-type]
    building = build.build(request, year)
    result = loads.simulate(building, year)
    return result.heating_kwh / building.floor_area_m2, result.cooling_kwh / building.floor_area_m2


def quantities(year: WeatherYear, zone: str) -> dict[str, float]:
    """What a sizing rests on, of one year."""
    out = {
        name: simulate(year, [PVArray(RoofPlane("roof", "", 60.0, tilt, azimuth), 10.0)]).ac_kwh
        for name, (tilt, azimuth) in PLANES.items()
    }
    out["heating kWh/m2"], out["cooling kWh/m2"] = centre(year, zone)
    temp = year.column("temp_air")
    out["heating degree hours 18"] = float(np.maximum(18.0 - temp, 0.0).sum())
    out["cooling degree hours 26"] = float(np.maximum(temp - 26.0, 0.0).sum())
    return out | ramps(year)


def meets(name: str, file: float, made: float) -> bool | None:
    """Whether a quantity is within the bar: PV 2 %, heating and cooling 5 % or 1 kWh/m2; None where no bar is set."""
    if name.startswith("PV"):
        return abs(made / file - 1.0) <= 0.02
    if name.endswith("kWh/m2"):
        return abs(made - file) <= max(0.05 * file, 1.0)
    return None


def aligned(path: Path) -> tuple[WeatherYear, WeatherYear, float]:
    """The file with its beam rebuilt; the same with its radiation on the sun's clock; how late it was, minutes.

    A clock within the tolerance of the quality report is left alone: cloudy afternoons look like a clock that is early.
    """
    raw = read_epw(path)
    late = radiation_clock_min(raw)
    file = rebuild_beam(raw)
    return file, rebuild_beam(shift_radiation(raw, late)) if abs(late) > CLOCK_TOLERANCE_MIN else file, late


def _station(year: WeatherYear) -> tuple[Station, str]:
    try:
        return find_station(year.site.wmo), "table"
    except InputError:
        return station_of(year), "file"


def compare(path: Path, seeds: int = 1) -> dict[str, Any]:
    """One file against synthetic years (the first seed, and the others' mean absolute deviation from the file)."""
    file, true, late = aligned(path)
    station, origin = _station(true)
    zone = station_zone(station)
    made = [synthetic_year(station, seed=s) for s in range(1, seeds + 1)]
    values = [quantities(y, zone) for y in made]
    base, plain = quantities(true, zone), quantities(file, zone)
    row: dict[str, Any] = {"station": true.site.name, "statistics": origin, "zone": zone, "late_min": late}
    row["quantities"] = {
        name: {
            "file": plain[name],
            "aligned": base[name],
            "synthetic": values[0][name],
            "meets": meets(name, base[name], values[0][name]),
            "seeds": [v[name] for v in values],
        }
        for name in base
    }
    a, b = samples(true), samples(made[0])
    row["distributions"] = {
        name: {"overlap": overlap(a[name], b[name], bins), "ks": ks_distance(a[name], b[name])}
        for name, bins in BINS.items()
    }
    row["group"] = "china" if origin == "table" else "fitted" if true.site.wmo in FITTED else "held out"
    row["ceiling"] = ceiling(true)
    return row


def lines(row: dict[str, Any]) -> list[str]:
    """A row as text."""
    out = [
        "",
        f"{row['station']}, zone {row['zone']}, statistics of the {row['statistics']}: file radiation {row['late_min']:+.0f} min against the sun",
        f"{'':28}{'file':>11}{'aligned':>11}{'synthetic':>11}{'to aligned %':>14}",
    ]
    for name, v in row["quantities"].items():
        percent = 100.0 * (v["synthetic"] / v["aligned"] - 1.0) if abs(v["aligned"]) > 0.5 else float("nan")
        mark = {True: "", False: "  misses the bar", None: ""}[v["meets"]]
        digits = 1 if abs(v["aligned"]) > 10 else 3
        out.append(
            f"{name:28}{v['file']:11.{digits}f}{v['aligned']:11.{digits}f}{v['synthetic']:11.{digits}f}{percent:+14.1f}{mark}"
        )
    for name, v in row["distributions"].items():
        mark = "  misses the bar" if v["overlap"] < BARS.get(name, 0.0) else ""
        out.append(f"{name + ' overlap':28}{v['overlap']:11.3f}   KS {v['ks']:.3f}{mark}")
    return out


def _of_quantity(name: str, rows: list[dict[str, Any]]) -> tuple[str, str, str]:
    """How many meet the bar, the worst, and how many a sky without preference of east or west could."""
    values = [r["quantities"][name] for r in rows]
    pv = name in PLANES
    off = [100.0 * (x["synthetic"] / x["aligned"] - 1.0) if pv else x["synthetic"] - x["aligned"] for x in values]
    met = f"{sum(bool(x['meets']) for x in values)} / {len(values)}"
    best = ""
    if name in ("PV 25 E", "PV 25 W"):
        both = [[r["quantities"][f"PV 25 {side}"]["aligned"] for side in "EW"] for r in rows]
        best = f"{sum(meets(name, r['quantities'][name]['aligned'], float(np.mean(x))) or False for r, x in zip(rows, both, strict=True))} / {len(rows)}"
    return met, f"{max(off, key=abs):+.2f} {'%' if pv else 'kWh/m2'}", best


def _of_distribution(name: str, rows: list[dict[str, Any]]) -> tuple[str, str, str]:
    """How many meet the bar, the worst and the mean, and the mean ceiling."""
    got = [r["distributions"][name]["overlap"] for r in rows]
    best = float(np.mean([r["ceiling"][name] for r in rows]))
    return (
        f"{sum(x >= BARS[name] for x in got)} / {len(got)}",
        f"{min(got):.3f}, mean {np.mean(got):.3f}",
        f"{best:.3f}",
    )


def summary(rows: list[dict[str, Any]]) -> list[str]:
    """By group: how many stations meet each bar, the worst, and the ceiling."""
    out = []
    for group, title in GROUPS.items():
        chosen = [r for r in rows if group in ("", r["group"])]
        if not chosen:
            continue
        out += ["", f"{title + f' ({len(chosen)} files)':28}{'met':>9}{'worst':>22}{'ceiling':>10}"]
        for name in (*PLANES, "heating kWh/m2", "cooling kWh/m2"):
            met, worst, best = _of_quantity(name, chosen)
            out.append(f"{name:28}{met:>9}{worst:>22}{best:>10}")
        for name, bar in BARS.items():
            met, worst, best = _of_distribution(name, chosen)
            out.append(f"{name + f' overlap {bar}':28}{met:>9}{worst:>22}{best:>10}")
    return out


def speed(path: Path) -> dict[str, float]:
    """CPU milliseconds, least of five, warm: an EPW to a checked year, a synthetic year of a new place, another of the same."""
    station = find_station("Kunming")
    synthetic_year(station)
    places = iter(stations())
    works = {
        "epw_checked_ms": lambda: check(read_epw(path)),
        "synthetic_ms": lambda: synthetic_year(next(places)),
        "synthetic_same_place_ms": lambda: synthetic_year(station, seed=2),
    }
    made = {}
    for name, work in works.items():
        times = []
        for _ in range(5):
            begin = time.process_time()
            work()
            times.append(time.process_time() - begin)
        made[name] = 1000.0 * min(times)
    return made


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weather", description=__doc__)
    parser.add_argument("--weather", type=Path, nargs="+", default=[FOLDER], help="folders with EPW files")
    parser.add_argument("--seeds", type=int, default=1, help="synthetic years of each station (all are in the JSON)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    found = [f for folder in args.weather if folder.is_dir() for f in sorted(folder.glob("*.epw"))]
    files = list({f.name: f for f in reversed(found)}.values())[::-1]
    if not files:
        print(f"benchmarks.weather needs EPW files; none in {', '.join(map(str, args.weather))} (give --weather)")
        return 2
    rows = [compare(f, args.seeds) for f in files]
    if args.json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        print("\n".join(line for row in rows for line in lines(row)))
        print("\n".join(summary(rows)))
        row = speed(files[0])
        print(
            f"an EPW to a checked year {row['epw_checked_ms']:.0f} ms, a synthetic year {row['synthetic_ms']:.0f} ms, another of the same place {row['synthetic_same_place_ms']:.0f} ms of CPU, warm (bars 150)"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
