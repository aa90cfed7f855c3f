"""Speed of the load model and of the whole command: ``python -m benchmarks.speed [--json]``. Warm and cold apart, the whole call and the kernel apart.

``retrofit run`` of an example as a user types it: seconds until the verdict is shown and until all files are written, and each as a
ratio to EnergyPlus's year of ASHRAE case 600 in the same minutes (the two take turns). ``warm`` repeats a run, ``cold`` finds no
compiled kernel on the disk, as after installing.

``compile`` is the first call in this process (loads the compiled kernel from the disk cache, or compiles it); ``cold site`` is a
weather year whose cache is empty; ``warm site`` repeats the call; ``kernel`` is the compiled function alone, called again and again with
the same arrays.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.bestest_cases import build
from buildings.idf import energyplus
from buildings.idf.write.building import idf_text
from buildings.thermal import loads, packing
from foundation.errors import InputError
from weather.readers.epw_write import write_epw
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "wanxichong.yaml"


def measure(case: str, mode: loads.Mode, repeats: int = 15) -> dict[str, float]:
    """Milliseconds of one case."""
    year = synthetic_year(find_station("Kunming"))
    building = build(case, year.hours)
    start = time.perf_counter()
    loads.simulate(building, year, mode)
    first = time.perf_counter() - start
    cold, warm, kernel = [], [], []
    for _ in range(repeats):
        fresh = replace(year, cache={})
        begin = time.perf_counter()
        loads.simulate(building, fresh, mode)
        cold.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        loads.simulate(building, fresh, mode)
        warm.append(time.perf_counter() - begin)
    arguments = _kernel_arguments(building, year, mode)
    for _ in range(repeats):
        begin = time.perf_counter()
        packing.building_year(*arguments)
        kernel.append(time.perf_counter() - begin)
    ms = {
        "first call": first,
        "cold site": statistics.median(cold),
        "warm site": statistics.median(warm),
        "kernel": statistics.median(kernel),
    }
    return {k: 1000.0 * v for k, v in ms.items()}


def _kernel_arguments(building: Any, year: Any, mode: loads.Mode) -> tuple[Any, ...]:
    """What the whole call hands to the kernel."""
    seen: list[tuple[Any, ...]] = []
    original = packing.building_year

    def listening(*args: Any) -> Any:
        seen.append(args)
        return original(*args)

    packing.building_year = listening
    try:
        loads.simulate(building, year, mode)
    finally:
        packing.building_year = original
    return seen[0]


def many(count: int = 1000) -> dict[str, float]:
    """Seconds for different buildings at one site in one call, two threads; site arrays warm."""
    year = synthetic_year(find_station("Kunming"))
    base = build("600", year.hours)
    zone = base.zones[0]
    varied = [
        replace(base, zones=(replace(zone, surfaces=tuple(_thicker(s, 0.5 + k / count) for s in zone.surfaces)),))
        for k in range(count)
    ]
    loads.simulate(varied[0], year)
    begin = time.perf_counter()
    for _ in loads.simulate_many(varied, year, workers=2):
        pass
    return {"buildings": float(count), "seconds": time.perf_counter() - begin}


def _thicker(surface: Any, factor: float) -> Any:
    """The surface with layers of other thickness: a construction that no cache knows."""
    c = surface.construction
    layers = tuple(replace(x, thickness_m=x.thickness_m * factor) for x in c.layers)
    return replace(surface, construction=replace(c, layers=layers))


def beside_energyplus(year: Any, folder: str) -> dict[str, float]:
    """Seconds of EnergyPlus (process, 6 steps an hour, one year) and of ours (whole call, warm) for case 600; empty without the engine."""
    building = build("600", year.hours)
    try:
        outcome = energyplus.run(idf_text(building, year), write_epw(year, Path(folder) / "year.epw"))
    except InputError:
        return {}
    begin = time.perf_counter()
    loads.simulate(building, year)
    return {"energyplus": outcome.seconds, "ours": time.perf_counter() - begin}


def command(folder: Path, cold: bool = False) -> dict[str, float]:
    """Seconds of ``retrofit run`` of the example in a new process: until the verdict is shown, and until everything is written."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder / "empty"), "PYTHONPATH": str(ROOT)} if cold else None
    if cold:
        shutil.rmtree(folder / "empty", ignore_errors=True)
    call = [sys.executable, str(ROOT / "cli.py"), "run", str(EXAMPLE), "--language", "en", "--out", str(folder / "out")]
    begin = time.perf_counter()
    with subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        shown = next(time.perf_counter() for line in process.stdout if line.startswith("Verdict"))
        process.stdout.read()
    return {"verdict": shown - begin, "all files": time.perf_counter() - begin}


def start(arguments: Sequence[str]) -> float:
    """Seconds of a Python process."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begin


def whole_command(year: Any, repeats: int = 5) -> dict[str, float]:
    """Medians in seconds of runs that take turns with EnergyPlus, and their ratios to it (without the engine: no ratios)."""
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command(folder)
        for _ in range(repeats):
            engine = beside_energyplus(year, name).get("energyplus")
            warm = command(folder)
            for what, seconds in warm.items():
                rows.setdefault(f"{what}, warm", []).append(seconds)
                if engine is not None:
                    rows.setdefault(f"{what}, warm, over EnergyPlus", []).append(seconds / engine)
            rows.setdefault("retrofit --help", []).append(start([str(ROOT / "cli.py"), "--help"]))
            rows.setdefault("import of the run", []).append(
                start(["-c", "import retrofit.run, retrofit.report.run.page"])
            )
        for what, seconds in command(folder, cold=True).items():
            rows[f"{what}, cold"] = [seconds]
    return {what: statistics.median(values) for what, values in rows.items()}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    rows = {f"{case} {mode}": measure(case, mode) for mode in ("fast", "standard") for case in ("600", "900")}
    rows["many"] = many()
    year = synthetic_year(find_station("Kunming"))
    loads.simulate(build("600", year.hours), year)
    with tempfile.TemporaryDirectory() as folder:
        rows["energyplus"] = beside_energyplus(year, folder)
    rows["command"] = whole_command(year)
    if args.json:
        print(json.dumps(rows, indent=1))
        return 0
    print("milliseconds, median of 15; first call includes compiling or loading the kernel")
    batch, whole = rows.pop("many"), rows.pop("command")
    print(f"{batch['buildings']:.0f} different buildings at one site, two threads: {batch['seconds']:.2f} s")
    engine = rows.pop("energyplus")
    if engine:
        ratio = engine["energyplus"] / engine["ours"]
        print(
            f"EnergyPlus {engine['energyplus']:.2f} s, ours {1000.0 * engine['ours']:.1f} ms for case 600: {ratio:.0f} times"
        )
    else:
        print("no ratio to EnergyPlus: the extra energyplus is not installed")
    print(f"retrofit run {EXAMPLE.name}, medians: seconds, and ratios to EnergyPlus's year of case 600 beside it")
    for what, value in whole.items():
        print(f"  {what:34}{value:8.2f}")
    for name, row in rows.items():
        print(f"{name:14}" + "".join(f"{k}: {v:8.1f}   " for k, v in row.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
