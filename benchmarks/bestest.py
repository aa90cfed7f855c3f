"""ASHRAE 140 thermal-fabric cases against the band of the example results: ``python -m benchmarks.bestest [--json] [--mode fast|standard] [--energyplus]``.

The cases are rows of ``data/ashrae140_cases.csv``; they drive the ordinary building model. The band is the minimum and maximum of the
example results of ANSI/ASHRAE 140-2020 (informative annex B8); EnergyPlus 25.2 ran the same input at 6 steps an hour.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bestest_cases import (
    DEFAULT_EPW,
    FREE_FLOAT_METRICS,
    METRICS,
    REQUIRED,
    build,
    cases,
    reference,
    sunspace,
)
from buildings.results import ZoneLoads
from buildings.thermal.loads import Mode, simulate
from weather.readers.epw import read_epw
from weather.year import WeatherYear


def run_case(case: str, year: WeatherYear, mode: Mode) -> dict[str, float]:
    """The metrics of one case."""
    zone = simulate(build(case, year.hours), year, mode).zones[0]
    return _temperatures_of(zone) if case.endswith("FF") else _loads_of(zone)


def _temperatures_of(zone: ZoneLoads) -> dict[str, float]:
    t = zone.temp_air_c
    return dict(zip(FREE_FLOAT_METRICS, (float(t.mean()), float(t.min()), float(t.max())), strict=True))


def _loads_of(zone: ZoneLoads) -> dict[str, float]:
    h, c = zone.heating_w, zone.cooling_w
    return dict(
        zip(
            METRICS,
            (float(h.sum() / 1e6), float(c.sum() / 1e6), float(h.max() / 1e3), float(c.max() / 1e3)),
            strict=True,
        )
    )


def run(epw: Path, mode: Mode) -> dict[str, Any]:
    """All cases: ``{"mode", "cases": {case: {metric: value}}, "free_float": ...}``."""
    year = read_epw(epw)
    out: dict[str, Any] = {"mode": mode, "cases": {}, "free_float": {}}
    back, sun = simulate(sunspace(), year, mode).zones
    for case in cases():
        out["free_float" if case.endswith("FF") else "cases"][case] = run_case(case, year, mode)
    out["cases"]["960"] = _loads_of(back)
    out["free_float"]["960_sunzone"] = _temperatures_of(sun)
    return out


def judge(result: dict[str, Any]) -> list[tuple[str, str, float, float, float, float, bool]]:
    """Rows ``case, metric, ours, min, max, EnergyPlus 25.2 (nan where there is none), inside``, of all cases."""
    ref = reference()
    rows = []
    for part in ("cases", "free_float"):
        for case, metrics in result[part].items():
            for metric, value in metrics.items():
                band = ref[part].get(case, {}).get(metric, {"min": math.nan, "max": math.nan})
                low, high = band["min"], band["max"]
                rows.append(
                    (
                        case,
                        metric,
                        value,
                        low,
                        high,
                        ref["energyplus_25_2"].get(case, {}).get(metric, math.nan),
                        low - 5e-4 <= value <= high + 5e-4,
                    )
                )
    return rows


def beside_energyplus(epw: Path, mode: Mode) -> dict[str, dict[str, tuple[float, float]]]:
    """Every case in both engines on our exported IDF: ``{case: {metric: (ours, EnergyPlus)}}``, also where no reference is at hand."""
    from buildings.idf.compare import both

    year = read_epw(epw)
    out = {}
    for case in (*cases(), "960"):
        pair = both(sunspace() if case == "960" else build(case, year.hours), year, epw, mode)
        if case.endswith("FF"):
            ours, theirs = pair.ours.zones[0].temp_air_c, pair.temp_air_c[0]
            values = [(float(f(ours)), float(f(theirs))) for f in (np.mean, np.min, np.max)]
            out[case] = dict(zip(FREE_FLOAT_METRICS, values, strict=True))
            continue
        heat, cool = (pair.ours.heating_w, pair.heating_w), (pair.ours.cooling_w, pair.cooling_w)
        sums = [(float(a.sum() / 1e6), float(b.sum() / 1e6)) for a, b in (heat, cool)]
        peaks = [(float(a.max() / 1e3), float(b.max() / 1e3)) for a, b in (heat, cool)]
        out[case] = dict(zip(METRICS, sums + peaks, strict=True))
    return out


def _print_energyplus(epw: Path, mode: Mode) -> None:
    rows = beside_energyplus(epw, mode)
    print("\nour IDF of each case in EnergyPlus at 6 steps an hour: ours, EnergyPlus, difference (loads above 0.5 MWh or kW in %, else absolute)")  # fmt: skip
    worst = 0.0
    for case, metrics in rows.items():
        text = f"{case:6}"
        for name, (a, b) in metrics.items():
            relative = not case.endswith("FF") and b > 0.5
            text += f"  {a:8.3f} {b:8.3f} " + (f"{100 * (a / b - 1):+5.1f} %" if relative else f"{a - b:+7.3f}")
            if relative and name.startswith("annual"):
                worst = max(worst, abs(a / b - 1))
        print(text)
    print(f"annual loads above 0.5 MWh: within {100 * worst:.1f} % of EnergyPlus")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bestest", description=__doc__)
    parser.add_argument(
        "--mode", choices=["fast", "standard"], default="fast", help="1 step an hour, or 2 steps and 2 updates"
    )
    parser.add_argument(
        "--epw", type=Path, default=DEFAULT_EPW, help="the Denver file 725650TYCST.epw (not part of the repository)"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--energyplus", action="store_true", help="also run our IDF of every case in EnergyPlus (extra energyplus)"
    )
    args = parser.parse_args(argv)
    from benchmarks.bestest_details import details, print_details

    if not args.epw.is_file():
        print(
            f"benchmarks.bestest needs the weather file of ASHRAE 140-2020, 725650TYCST.epw; not found: {args.epw} (give --epw)"
        )
        return 2
    result = run(args.epw, args.mode)
    parts = details(read_epw(args.epw), args.mode)
    if args.json:
        result["details"] = {p: [{**asdict(r), "inside": r.inside} for r in rows] for p, rows in parts.items()}
        if args.energyplus:
            result["beside_energyplus"] = beside_energyplus(args.epw, args.mode)
        print(json.dumps(result, indent=1))
        return 0
    rows = judge(result)
    print(f"mode {args.mode}; band = example results of ANSI/ASHRAE 140-2020; E+ = EnergyPlus 25.2, 6 steps an hour")
    print(f"{'case':7}{'metric':22}{'ours':>10}{'min':>10}{'max':>10}{'E+':>10}  inside")
    for case, metric, value, low, high, eplus, inside in rows:
        star = "*" if case in REQUIRED else " "
        verdict = "-" if math.isnan(low) else "yes" if inside else "NO"
        print(f"{case + star:7}{metric:22}{value:10.3f}{low:10.3f}{high:10.3f}{eplus:10.3f}  {verdict}")
    rows = [r for r in rows if not math.isnan(r[3])]
    inside_count = sum(r[-1] for r in rows)
    required = [r for r in rows if r[0] in REQUIRED]
    print(
        f"\n{inside_count} of {len(rows)} metrics inside; of the cases marked * {sum(r[-1] for r in required)} of {len(required)}"
    )
    print_details(parts)
    if args.energyplus:
        _print_energyplus(args.epw, args.mode)
    return 0 if all(r[-1] for r in required) else 1


if __name__ == "__main__":
    raise SystemExit(main())
