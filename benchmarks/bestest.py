"""ASHRAE 140 thermal-fabric cases against the band of the example results: ``python -m benchmarks.bestest [--json] [--mode fast|standard] [--energyplus]``.

The cases are rows of ``data/ashrae140_cases.csv``; they drive the ordinary building model. The band is the minimum and maximum of the
example results of ANSI/ASHRAE 140-2020 (informative annex B8); EnergyPlus 25.2 ran the same input at 6 steps an hour.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from buildings.heat_balance import FINE
from buildings.loads import Mode, simulate
from buildings.model import (
    Air,
    Building,
    Construction,
    Gain,
    Gap,
    Glazing,
    Layer,
    Pane,
    Shade,
    Surface,
    Thermostat,
    Window,
    Zone,
)
from buildings.results import ZoneLoads
from weather.epw import read_epw
from weather.year import WeatherYear

HERE = Path(__file__).resolve().parent
DEFAULT_EPW = HERE.parent.parent / "shared" / "weather" / "725650TYCST.epw"
CLEAR = Pane(0.003048, 1.0, 0.834, 0.075, 0.075)
GLAZING = {
    "double": Glazing("double clear", (CLEAR, CLEAR), (Gap(0.012),)),
    "lowe": Glazing(
        "low-e argon", (Pane(0.00318, 1.0, 0.452, 0.359, 0.397, 0.84, 0.047, True), CLEAR), (Gap(0.012, "argon"),)
    ),
    "single": Glazing("single clear", (CLEAR,)),
}
LIGHT_WALL = (
    Layer("siding", 0.009, 0.14, 530, 900),
    Layer("quilt", 0.066, 0.04, 12, 840),
    Layer("plasterboard", 0.012, 0.16, 950, 840),
)
HEAVY_WALL = (
    Layer("siding", 0.009, 0.14, 530, 900),
    Layer("foam", 0.0615, 0.04, 10, 1400),
    Layer("block", 0.1, 0.51, 1400, 1000),
)
WALLS = {
    ("light", "standard"): LIGHT_WALL,
    ("heavy", "standard"): HEAVY_WALL,
    ("light", "insulated"): (LIGHT_WALL[0], Layer("foam", 0.250, 0.04, 10, 1400), LIGHT_WALL[2]),
    ("heavy", "insulated"): (HEAVY_WALL[0], Layer("foam", 0.2452, 0.04, 10, 1400), HEAVY_WALL[2]),
}
ROOFS = {
    key: (
        Layer("deck", 0.019, 0.14, 530, 900),
        Layer("quilt", d, 0.04, 12, 840),
        Layer("plasterboard", 0.010, 0.16, 950, 840),
    )
    for key, d in (("standard", 0.1118), ("insulated", 0.400))
}
FLOORS = {
    "light": (Layer("insulation", 1.003, 0.04), Layer("timber", 0.025, 0.14, 650, 1200)),
    "heavy": (Layer("insulation", 1.007, 0.04), Layer("slab", 0.080, 1.13, 1400, 1000)),
}
HIGH_CONDUCTANCE = (
    Layer("glass", 0.003048, 1.0, 2470, 750),
    Layer("gap", 0.012, 0.012 / 0.192),
    Layer("glass", 0.003048, 1.0, 2470, 750),
)
VENT_FAN_M3_S = 1700.0 / 3600.0
METRICS = ("annual_heating_MWh", "annual_cooling_MWh", "peak_heating_kW", "peak_cooling_kW")
FREE_FLOAT_METRICS = ("mean_temperature_C", "min_temperature_C", "max_temperature_C")
REQUIRED = ("600", "620", "650", "900", "920", "950", "600FF", "900FF")


def cases() -> dict[str, dict[str, str]]:
    """Rows of the case table by case number."""
    with (HERE / "data" / "ashrae140_cases.csv").open(encoding="utf-8") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


def reference() -> dict[str, Any]:
    """Example results and EnergyPlus values."""
    result: dict[str, Any] = json.loads((HERE / "data" / "ashrae140.json").read_text(encoding="utf-8"))
    return result


def _surfaces(row: dict[str, str]) -> tuple[Surface, ...]:
    finish = {
        "solar_absorptance_out": float(row["alpha_out"]),
        "solar_absorptance_in": float(row["alpha_in"]),
        "emittance_out": float(row["eps_out"]),
        "emittance_in": float(row["eps_in"]),
    }
    wall = Construction("wall", WALLS[row["mass"], row["wall"]], **finish)
    roof = Construction("roof", ROOFS[row["wall"]], **finish)
    floor = Construction("floor", FLOORS[row["mass"]], **finish)
    glass = Construction("high-conductance wall", HIGH_CONDUCTANCE, roughness="very_smooth", **finish)
    glazing = GLAZING[row["glazing"]]
    south_windows = (
        tuple(Window("window", 3.0, 2.0, glazing, place_m=(x, 0.2)) for x in (0.5, 4.5))
        if row["south"] == "glass"
        else ()
    )
    side_windows = (Window("window", 3.0, 2.0, glazing, place_m=(1.5, 0.2)),) if row["east_west"] == "glass" else ()
    overhang = (Shade("overhang", 2.7, 0.0, 8.0, 1.0),) if row["shade"] == "overhang" else ()
    fins: tuple[Shade, ...] = ()
    if row["shade"] == "overhang_fins":
        fins = (
            Shade("overhang", 2.7, 1.5, 4.5, 1.0),
            Shade("fin", 1.5, 0.0, 2.7, 1.0),
            Shade("fin", 4.5, 0.0, 2.7, 1.0),
        )
    south_area = 21.6 - (12.0 if row["south"] == "opaque" else 0.0)
    out = [
        Surface("north", 21.6, 90, 0, wall),
        Surface("east", 16.2, 90, 90, wall, windows=side_windows, shades=fins, width_m=6.0),
        Surface("south", south_area, 90, 180, wall, windows=south_windows, shades=overhang, width_m=8.0),
        Surface("west", 16.2, 90, 270, wall, windows=side_windows, shades=fins, width_m=6.0),
        Surface("roof", 48.0, 0, 180, roof, height_m=2.7),
        Surface("floor", 48.0, 180, 180, floor, boundary="sheltered"),
    ]
    if row["south"] == "opaque":
        out.append(Surface("south glass", 12.0, 90, 180, glass, height_m=1.2))
    return tuple(out)


def build(case: str, hours: int = 8760) -> Building:
    """The building of a case."""
    row = cases()[case]
    hour = np.arange(hours) % 24
    heat: Any = float(row["heat_c"] or math.nan)
    cool: Any = float(row["cool_c"] or math.nan)
    ventilation: Any = 0.0
    if row["schedule"] == "setback":  # 10 to 20 degC linearly between 7:00 and 8:00
        ramp = 10.0 + 10.0 / FINE * (np.arange(FINE) + 1)
        heat = np.where((hour < 7) | (hour >= 23), 10.0, 20.0)[:, None].repeat(FINE, axis=1)
        heat[hour == 7] = ramp
        heat = heat.ravel()
    elif row["schedule"] == "night_vent":
        night = (hour < 7) | (hour >= 18)
        ventilation = np.where(night, VENT_FAN_M3_S, 0.0)
        cool = np.where(night, math.nan, cool)
    gains = (Gain("internal", "equipment", float(row["gain_w"]), radiant_fraction=0.6),)
    zone = Zone("zone", 48.0, 129.6, _surfaces(row), gains, Air(float(row["ach"]), ventilation), Thermostat(heat, cool))
    return Building(case, 48.0, 48.0, 1, (zone,))


def sunspace(hours: int = 8760) -> Building:
    """Case 960: a light back zone behind a heavy, free-floating sun zone, a 0.2 m concrete wall between them."""
    row = cases()["600"]
    light = {s.name: s for s in _surfaces({**row, "south": ""})}
    heavy = {s.name: s for s in _surfaces(cases()["900"])}
    concrete = Construction("common wall", (Layer("concrete", 0.2, 0.51, 1400, 1000),))
    back = [light[n] for n in ("north", "east", "west", "roof", "floor")]
    back.append(Surface("common", 21.6, 90, 180, concrete, boundary="zone", adjacent=("sun", "common")))
    window = Window("window", 3.0, 2.0, GLAZING["double"])
    sun = [replace(heavy[n], area_m2=5.4, windows=(), width_m=2.0) for n in ("east", "west")]
    sun += [replace(heavy[n], area_m2=16.0) for n in ("roof", "floor")]
    sun.append(Surface("south", 21.6, 90, 180, heavy["south"].construction, windows=(window, window)))
    sun.append(Surface("common", 21.6, 90, 0, concrete, boundary="zone", adjacent=("back", "common")))
    gain = (Gain("internal", "equipment", 200.0, radiant_fraction=0.6),)
    zones = (
        Zone("back", 48.0, 129.6, tuple(back), gain, Air(0.5), Thermostat(20.0, 27.0)),
        Zone("sun", 16.0, 43.2, tuple(sun), (), Air(0.5)),
    )
    return Building("960", 64.0, 64.0, 1, zones)


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
