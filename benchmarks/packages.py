"""All combinations of the ten measures of the Wanxichong example: ``python -m benchmarks.packages [--json]``.

Time of ``retrofit combine`` as a whole command in a new process, warm (its kernels are compiled), as a ratio to EnergyPlus's year of ASHRAE
case 600 in the same minutes; memory; the ratio to simulating the packages one by one; ten packages at random beside ``run``; and a command
that is killed at half and goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.speed import EXAMPLE, ROOT, beside_energyplus
from retrofit import run as whole
from retrofit.optimise.combine import Combined, combine
from retrofit.packages.context import caches_of, context_of
from retrofit.packages.package import simulate, yearly_bills
from retrofit.project.load import load
from weather.stations.table import find_station
from weather.synthetic import synthetic_year

COMPARED = ("capex_cny", "npv_cny", "annual_bill_cny", "annual_saving_cny")


def command(out: Path) -> list[str]:
    """The command as a user types it."""
    return [sys.executable, str(ROOT / "cli.py"), "combine", str(EXAMPLE), "--language", "en", "--out", str(out)]


def timed(out: Path) -> float:
    """Seconds of the whole command."""
    begin = time.perf_counter()
    subprocess.run(command(out), check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begin


def one_by_one(result: Combined, tried: int, seed: int) -> float:
    """Seconds that all packages would take if nothing were shared, from some of them."""
    rng = random.Random(seed)
    seconds = []
    for p in rng.sample(list(result.packages), tried):
        context, _ = context_of(result.project, EXAMPLE.parent)
        begin = time.perf_counter()
        v = simulate(context, caches_of(context.project), result.choices.package(p.pick))
        yearly_bills(context, v)
        seconds.append(time.perf_counter() - begin)
    return statistics.mean(seconds) * len(result.packages)


def beside_run(result: Combined, tried: int, seed: int) -> float:
    """Largest relative difference of packages at random to ``run``, over money and the balances of all definitions."""
    rng = random.Random(seed)
    worst = 0.0
    for p in rng.sample(list(result.packages), tried):
        project = load(EXAMPLE)
        measures = tuple(result.choices.package(p.pick))
        alone = whole.run(project.model_copy(update={"packages": {"baseline": (), "one": measures}}), EXAMPLE.parent)
        one = alone.packages[1]
        pairs = [(p.net_zero[k].balance, d.balance) for k, d in one.net_zero.items()]
        pairs += [(getattr(p.economics, k), getattr(one.economics, k)) for k in COMPARED]
        worst = max([worst, *(abs(a - b) / max(abs(b), 1.0) for a, b in pairs)])
    return worst


def killed(folder: Path, total: int) -> dict[str, Any]:
    """A command killed when half of its packages are written, and run again: packages kept, and whether the tables are the same."""
    out = folder / "killed"
    journal = folder / f".{out.name}-combinations.jsonl"
    with subprocess.Popen(command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        while process.poll() is None:
            if journal.exists() and journal.read_bytes().count(b"\n") >= total // 2:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.01)
    kept = journal.read_bytes().count(b"\n") if journal.exists() else 0
    begin = time.perf_counter()
    subprocess.run(command(out), check=True, capture_output=True, cwd=ROOT)
    seconds = time.perf_counter() - begin
    names = ("combinations.csv", "effects.csv", "path.csv", "front.csv", "years.csv", "items.csv")
    same = all((out / n).read_bytes() == (folder / "out" / n).read_bytes() for n in names)
    return {"kept": kept, "resumed_s": seconds, "same": same, "journal_left": journal.exists()}


def measure(repeats: int = 3, tried: int = 10, seed: int = 15) -> dict[str, Any]:
    """Everything of this benchmark."""
    year = synthetic_year(find_station("Kunming"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed(folder / "out")
        rows, engines = [], []
        for _ in range(repeats):
            engines.append(beside_energyplus(year, name).get("energyplus"))
            rows.append(timed(folder / "out"))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024.0
        result = combine(load(EXAMPLE), EXAMPLE.parent)
        resumed = killed(folder, len(result.packages))
    ratios = [s / e for s, e in zip(rows, engines, strict=True) if e]
    alone = one_by_one(result, tried, seed)
    return {
        "packages": len(result.packages),
        "of": result.choices.unlimited,
        "seconds": statistics.median(rows),
        "over_energyplus": statistics.median(ratios) if ratios else None,
        "memory_gb": memory / 1e9,
        "one_by_one_s": alone,
        "over_one_by_one": alone / statistics.median(rows),
        "largest_difference_to_run": beside_run(result, tried, seed),
        "killed": resumed,
        "cores": os.cpu_count(),
    }


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.packages", description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    row = measure()
    if args.json:
        print(json.dumps(row, indent=1))
        return 0
    print(f"{row['packages']} packages of {row['of']} combinations ({EXAMPLE.name}), {row['cores']} cores")
    ratio = row["over_energyplus"]
    told = "no ratio to EnergyPlus: the extra energyplus is not installed" if ratio is None else f"{ratio:.2f} of EnergyPlus's year of case 600 (goal 8)"  # fmt: skip
    print(f"whole command, warm: {row['seconds']:.2f} s, {told}; memory {row['memory_gb']:.2f} GB (goal 1)")
    print(f"one by one: {row['one_by_one_s']:.0f} s, {row['over_one_by_one']:.0f} times")
    print(f"largest relative difference of ten packages to run: {row['largest_difference_to_run']:.1e} (goal 1e-9)")
    k = row["killed"]
    print(
        f"killed at {k['kept']} packages, resumed in {k['resumed_s']:.2f} s: tables {'the same' if k['same'] else 'DIFFERENT'}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
