"""Whole commands killed at random moments: is anything of a former result or of the user's own lost, or left half?

``python -m benchmarks.kills --count 40 [--seed N] [--json]`` runs ``run``, ``solar``, ``compare --out`` and ``weather make`` in turn over
a former result with a user's own file in its folder, and kills each (SIGKILL: no handler runs) at a random moment of the time that it
takes undisturbed. What stands then must be the former result or the new one, byte for byte; the user's file must be as it was; and the
command said again must end well, leave the new result and no hidden rest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = """schema_version: 1
name: {name}
site: {{station: Changsha}}
buildings: [{{name: hall, archetype: community_centre, floor_area_m2: 400}}]
roofs: [{{name: top, building: hall, length_m: 20, width_m: 12, mounting: open_rack, tilt_deg: 15, row_pitch_m: 2.6}}]
packages:
  base: []
  sun: [{{measure: pv, roof: top}}]
"""
OWN = ("own notes.txt", "the user's own\n")
COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "p.yaml", "--out", "out"),
    "solar": ("solar", "p.yaml", "--out", "out"),
    "compare": ("compare", "p.yaml", "--out", "out"),
    "weather make": ("weather", "make", "Changsha", "--out", "out/year.epw", "--seed", "{seed}", "--force"),
}
"""Words of a command; a project of the other name, or another seed, gives another result."""
Files = dict[str, str]


@dataclass(frozen=True, slots=True)
class Kill:
    """One killed command: when, what stood then, and what is wrong (empty: nothing)."""

    command: str
    after_s: float
    stood: str
    wrong: str


def _begun(command: str, folder: Path, new: bool) -> subprocess.Popen[bytes]:
    """The command at work on the former (or the ``new``) input."""
    (folder / "p.yaml").write_text(PROJECT.format(name="new" if new else "former"), encoding="utf-8")
    words = [w.format(seed=2 if new else 1) for w in COMMANDS[command]]
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
    )  # fmt: skip


def files_of(folder: Path) -> Files:
    """Every file of a folder with the SHA-256 of its bytes."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def rests(folder: Path) -> list[str]:
    """Hidden names that a finished command leaves nowhere."""
    return [p.name for p in folder.rglob(".*") if p.name != ".netzero-retrofit"]


def _finished(command: str, folder: Path, new: bool) -> tuple[Files, float]:
    """The result of the undisturbed command, and its time in s.

    Raises
    ------
    RuntimeError
        It does not end well.
    """
    (folder / "out").mkdir(exist_ok=True)
    begin = time.perf_counter()
    code = _begun(command, folder, new).wait()
    if code not in (0, 3):
        raise RuntimeError(f"{command} ends with {code}")
    return files_of(folder / "out"), time.perf_counter() - begin


def _stood(found: Files, former: Files, new: Files) -> str:
    return "former" if found == former else "new" if found == new else "half"


def killed(command: str, folder: Path, former: Files, new: Files, after_s: float) -> Kill:
    """Kill a command after so many seconds over the former result in ``folder``, and look."""
    work = _begun(command, folder, True)
    try:
        work.wait(after_s)
    except subprocess.TimeoutExpired:
        os.killpg(work.pid, signal.SIGKILL)
        work.wait()
    found = files_of(folder / "out") if (folder / "out").is_dir() else {}
    stood, wrong = _stood(found, former, new), []
    if found.get(OWN[0]) != former[OWN[0]]:
        wrong.append("the user's file is lost")
    if stood == "half":
        wrong.append(f"neither the former nor the new result: {len(found)} files of {len(former)} and {len(new)}")
    try:
        again, _ = _finished(command, folder, True)
        if again != new:
            wrong.append("said again, another result")
    except RuntimeError as error:
        wrong.append(f"said again: {error}")
    wrong += [f"left behind: {', '.join(left)}"] if (left := rests(folder)) else []
    return Kill(command, after_s, stood, "; ".join(wrong))


def _laid(base: Path, folder: Path) -> Path:
    """The folder as it was before any kill; a result belongs to the path of its project, so it is always the same folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    return folder


def run(count: int, seed: int, commands: Sequence[str] = tuple(COMMANDS)) -> list[Kill]:
    """So many kills, the commands in turn."""
    rng = random.Random(seed)
    out = []
    for k, command in enumerate(commands):
        with tempfile.TemporaryDirectory() as name:
            folder, base = Path(name) / "work", Path(name) / "base"
            folder.mkdir()
            _finished(command, folder, False)
            (folder / "out" / OWN[0]).write_text(OWN[1], encoding="utf-8")
            former = files_of(folder / "out")
            shutil.copytree(folder, base)
            new, seconds = _finished(command, folder, True)
            for _ in range(k, count, len(commands)):
                after = rng.uniform(0.0, 1.05 * seconds)
                out.append(killed(command, _laid(base, folder), former, new, after))
    return out


def show(kills: Sequence[Kill]) -> None:
    print(f"{'command':<14}{'kills':>6}{'former':>8}{'new':>6}{'half':>6}{'faults':>8}   moments, s")
    for command in dict.fromkeys(k.command for k in kills):
        own = [k for k in kills if k.command == command]
        stood = Counter(k.stood for k in own)
        moments = f"{min(k.after_s for k in own):.1f} to {max(k.after_s for k in own):.1f}"
        faults = sum(bool(k.wrong) for k in own)
        print(
            f"{command:<14}{len(own):>6}{stood['former']:>8}{stood['new']:>6}{stood['half']:>6}{faults:>8}   {moments}"
        )
    for k in kills:
        if k.wrong:
            print(f"{k.command} after {k.after_s:.2f} s: {k.wrong}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    kills = run(asked.count, asked.seed)
    if asked.json:
        print(json.dumps([asdict(k) for k in kills], indent=1))
    else:
        show(kills)
    return 1 if any(k.wrong for k in kills) else 0


if __name__ == "__main__":
    raise SystemExit(main())
