"""Mutated inputs: no traceback, no hang beyond 5 s, and nothing read that was not written.

``python -m benchmarks.fuzz [--projects 10000] [--others 3000] [--seed N] [--json]``
"""

from __future__ import annotations

import argparse
import json
import signal
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import fuzz_others, fuzz_projects
from foundation.errors import InputError

LONGEST_S = 5.0
SHOWN = 20
Examiner = Callable[[int, Path], tuple[str, str]]


class Hang(BaseException):
    """An input that takes longer than it may; no handler of the program catches it."""


@dataclass
class Tally:
    """Counts of a kind of input, and what went wrong by seed."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    slowest_s: float = 0.0


@contextmanager
def _limit() -> Iterator[None]:
    """Stop what takes too long, where the system has an alarm (main thread, POSIX)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def judged(examiner: Examiner, seed: int, folder: Path) -> tuple[str, str]:
    """What becomes of one input: ``refused``, ``accepted``, or ``silent``, ``traceback``, ``hang`` with what was seen."""
    try:
        with _limit(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return examiner(seed, folder)
    except InputError as error:
        whole = error.problems and all(p.code and p.message for p in error.problems)
        return ("refused", "") if whole else ("silent", "an error without a problem")
    except Hang:
        return "hang", f"longer than {LONGEST_S:g} s"
    except Exception as error:
        return "traceback", f"{type(error).__name__}: {error}"[:200]


def run(projects: int, others: int, seed: int) -> dict[str, Tally]:
    """All inputs of a seed, by kind."""
    jobs: list[tuple[str, Examiner]] = [("project", fuzz_projects.examine)] * projects
    kinds = [(each.__name__, each) for each in fuzz_others.KINDS]
    jobs += [kinds[k % len(kinds)] for k in range(others)]
    found: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory() as name:
        fuzz_others.prepare(Path(name), others > len(kinds))
        for k, (kind, examiner) in enumerate(jobs):
            tally = found.setdefault(kind, Tally())
            begin = time.perf_counter()
            verdict, what = judged(examiner, seed * 1_000_003 + k, Path(name))
            tally.slowest_s = max(tally.slowest_s, time.perf_counter() - begin)
            tally.counts[verdict] += 1
            if verdict in ("silent", "traceback", "hang"):
                tally.faults.append({"seed": seed * 1_000_003 + k, "verdict": verdict, "what": what})
    return found


VERDICTS = ("refused", "accepted", "silent", "traceback", "hang")


def show(found: dict[str, Tally]) -> None:
    print(f"{'input':<14}{'count':>8}" + "".join(f"{v:>11}" for v in VERDICTS) + f"{'slowest':>10}")
    for kind, tally in found.items():
        cells = "".join(f"{tally.counts[v]:>11}" for v in VERDICTS)
        print(f"{kind:<14}{sum(tally.counts.values()):>8}{cells}{tally.slowest_s:>8.2f} s")
    for kind, tally in found.items():
        for fault in tally.faults[:SHOWN]:
            print(f"{kind} {fault['seed']} {fault['verdict']}: {fault['what']}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    found = run(asked.projects, asked.others, asked.seed)
    if asked.json:
        print(json.dumps({k: {"counts": t.counts, "slowest_s": t.slowest_s, "faults": t.faults} for k, t in found.items()}, ensure_ascii=False, indent=1))  # fmt: skip
    else:
        show(found)
    return 1 if any(t.faults for t in found.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
