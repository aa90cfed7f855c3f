"""Mutants of single keys: does every key that can be written have an effect, or a word?

``python -m benchmarks.keys --count 1000`` changes one key of a project within its range, one at a time, and runs it. A mutant ends as
``effect`` (a number of ``run`` or of the design sheets changed; the verdict is looked at first, the rest where it is the same, and of every tenth mutant), ``word`` (a new warning, assumption or note), ``refused`` (an error
with place and cure), ``same`` (this value means what stood there, as a default written out: another value of the key has an effect or a
word) or ``silent``; ``broken`` counts numbers that are not finite, hours that do not close, and faults of the program.
Texts (names, paths, labels) are not changed.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import types
import typing
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from foundation.errors import InputError, Problem
from retrofit.design.biogas.sheet import design as biogas_sheet
from retrofit.design.solar.sheet import solar_sheet
from retrofit.packages.context import context_of
from retrofit.project.checks.project import cross_check
from retrofit.project.schema.project import Project
from retrofit.report.biogas.data import as_json as biogas_data
from retrofit.report.run.data import as_json as run_data
from retrofit.report.solar.data import as_json as solar_data
from retrofit.results import ProjectResult
from retrofit.run import run

WORDS = (
    "assumptions",
    "decisive",
    "warnings",
    "notes",
    "text",
    "text_zh",
    "description",
    "message",
    "message_zh",
    "source",
)
"""Parts of a document that are words about it, not results."""
WHOLE_OF = 10
"""Of so many mutants one is looked at whole, also where its verdict has changed: every number finite, every hour closed."""
ECHO = ("inputs_sha256", "version", "sha256", "project", "seed", "files", "schema_version")
BASE: dict[str, Any] = {
    "schema_version": 1,
    "name": "keys",
    "site": {"station": "Changsha", "latitude": 28.2, "longitude": 113.0, "altitude_m": 60},
    "buildings": [
        {"name": "office", "archetype": "small_office", "floor_area_m2": 400, "storeys": 2, "built": 1998, "hot_water": "electric", "n50_ach": 8.0},
        {"name": "canteen", "archetype": "canteen", "floor_area_m2": 200, "cooking": "lpg", "meals_per_day": 150, "count": 2},
    ],
    "roofs": [
        {"name": "flat", "building": "office", "length_m": 18, "width_m": 10, "mounting": "open_rack", "tilt_deg": 15, "row_pitch_m": 2.6,
         "obstacles": [{"name": "stairs", "x": 8, "y": 4, "length_m": 3, "width_m": 3, "height_m": 2}],
         "walkways": [{"x": 0, "y": 0, "length_m": 18, "width_m": 0.8}],
         "nearby": [{"east_m": [-30, -20], "north_m": [-25, -15], "up_m": [-5, 6]}]},
        {"name": "pitch", "building": "canteen", "area_m2": 60, "tilt_deg": 20},
    ],
    "modules": {"mine": {"v_mp": 43.0, "i_mp": 13.5, "v_oc": 51.5, "i_sc": 14.3, "alpha_isc_pct_k": 0.045, "beta_voc_pct_k": -0.25,
                         "gamma_pmp_pct_k": -0.3, "cells_in_series": 144, "length_m": 2.278, "width_m": 1.134}},
    "solar": {"albedo": 0.2, "export_limit_kw": 8},
    "feedstocks": {"pig_manure": {"heads": 80}, "kitchen_waste": {"meals_per_day": 150, "season": "school_terms"}},
    "economics": {"customer": "community", "fuel_prices": {"lpg": 0.6}},
    "packages": {
        "comfort": [{"measure": "comfort", "level": "code"}, {"measure": "heat_recovery"}],
        "all": [
            {"measure": "wall_insulation"}, {"measure": "roof_insulation"}, {"measure": "floor_insulation"}, {"measure": "windows"},
            {"measure": "led"}, {"measure": "cool_roof"}, {"measure": "airtightness", "n50_ach": 3.0}, {"measure": "night_ventilation"},
            {"measure": "heat_pump"}, {"measure": "hot_water"}, {"measure": "cooking"},
            {"measure": "pv", "roof": "flat", "module": "mine"}, {"measure": "pv", "roof": "pitch", "capacity_kwp": 8},
            {"measure": "battery", "capacity_kwh": 12},
            {"measure": "digester", "volume_m3": 60, "heated": True, "chp_kw": 2, "heat_sources": ["chp", "solar", "electricity"],
             "solar_m2": 10, "digestate_storage": "open"},
        ],
    },
}  # fmt: skip
"""One of everything."""


def leaves(value: Any, location: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], BaseModel, str]]:
    """Every key of the project's objects with the object that holds it."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield (*location, name), value, name
            yield from leaves(getattr(value, name), (*location, name))
    elif isinstance(value, dict):
        for k, v in value.items():
            yield from leaves(v, (*location, k))
    elif isinstance(value, list | tuple):
        for k, v in enumerate(value):
            yield from leaves(v, (*location, k))


def _bounds(metadata: list[Any]) -> tuple[float, float]:
    low, high = -math.inf, math.inf
    for m in metadata:
        for name in ("ge", "gt"):
            low = max(low, getattr(m, name, None) if getattr(m, name, None) is not None else -math.inf)
        for name in ("le", "lt"):
            high = min(high, getattr(m, name, None) if getattr(m, name, None) is not None else math.inf)
        for inner in getattr(m, "metadata", ()):
            a, b = _bounds([inner])
            low, high = max(low, a), min(high, b)
    return low, high


def other(annotation: Any, metadata: list[Any], now: Any, rng: random.Random) -> Any:
    """Another value of a key within its range; None where it is no number, choice or switch."""
    if typing.get_origin(annotation) is typing.Annotated:
        return other(annotation.__origin__, [*metadata, *annotation.__metadata__], now, rng)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        kinds = [a for a in typing.get_args(annotation) if a is not type(None)]
        made = [v for a in kinds if (v := other(a, metadata, now, rng)) is not None]
        return rng.choice(made) if made else None
    if typing.get_origin(annotation) is typing.Literal:
        rest = [v for v in typing.get_args(annotation) if v != now]
        return rng.choice(rest) if rest else None
    if annotation is bool:
        return not now
    if annotation in (int, float):
        low, high = _bounds(metadata)
        middle = float(now) if isinstance(now, int | float) and now else min(max(1.0, low), high)
        value = min(max(middle * rng.uniform(0.6, 1.6), low), high)
        value = min(max(value, low + 1e-6 if annotation is float else low), high)
        return round(value) if annotation is int else round(value, 3)
    return None


def _split(value: Any, key: str = "") -> tuple[Any, Any]:
    """A document as its results and its words."""
    if key in ECHO:
        return None, None
    if key in WORDS:
        return None, value
    if isinstance(value, dict):
        parts = {k: _split(v, k) for k, v in value.items()}
        return {k: a for k, (a, _) in parts.items()}, {k: b for k, (_, b) in parts.items() if b}
    if isinstance(value, list):
        pairs = [_split(v) for v in value]
        return [a for a, _ in pairs], [b for _, b in pairs if b]
    return value, None


def _finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    if isinstance(value, list):
        return all(map(_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen of a project: results and words as JSON texts, and what is wrong with them."""

    results: str
    words: str
    wrong: tuple[str, ...] = ()


def _open_hours(result: ProjectResult) -> Iterator[str]:
    """Packages with an hour whose electricity does not close within 1e-6 kW."""
    for p in result.packages:
        h = p.balance.hourly
        rest = (
            h["load_electricity_kw"] + h["battery_charge_kw"] + h["electricity_export_kw"] - h["pv_ac_kw"]
            - h["chp_electricity_kw"] - h["battery_discharge_kw"] - h["electricity_import_kw"]
        )  # fmt: skip
        if float(np.abs(rest).max()) > 1e-6:
            yield f"package {p.name} does not close"


def _seen(documents: list[Any], result: ProjectResult, problems: Sequence[Problem]) -> Seen:
    results, words = _split(documents)
    told = [[p.code, p.place, str(p.message)] for p in problems]
    dump = lambda x: json.dumps(x, sort_keys=True, ensure_ascii=False, default=str)  # noqa: E731
    wrong = (*(() if _finite(documents) else ("a number is not finite",)), *_open_hours(result))
    return Seen(dump(results), dump([words, told]), wrong)


def outcomes(document: dict[str, Any]) -> Iterator[Seen]:
    """What can be seen of a project, the quickest first: the verdict; then all of ``run`` with its steps, and both design sheets.

    Raises
    ------
    InputError
        Where the project is refused.
    """
    folder = Path()
    project = Project.model_validate_json(json.dumps(document), strict=True)
    problems = cross_check(project, folder / "keys.yaml", lambda *k: ".".join(map(str, k)))
    if any(p.severity == "error" for p in problems):
        raise InputError([p for p in problems if p.severity == "error"])
    result = run(project, folder, verdict=lambda _: True)
    yield _seen([run_data(result)], result, problems)
    result = run(project, folder)
    ctx, notes = context_of(project, folder)
    sheets = [solar_data(solar_sheet(ctx, "all", notes)), biogas_data(biogas_sheet(ctx, "all"))]
    yield _seen([run_data(result), *sheets], result, problems)


def mutant(rng: random.Random, keys: list[tuple[tuple[Any, ...], BaseModel, str]]) -> tuple[tuple[Any, ...], Any]:
    """A place of the project and another value for it."""
    while True:
        location, owner, name = rng.choice(keys)
        info = type(owner).model_fields[name]
        value = other(info.annotation, list(info.metadata), getattr(owner, name), rng)
        if value is not None and value != getattr(owner, name):
            return location, value


def changed(location: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """``BASE`` with another value in a place."""
    document = copy.deepcopy(BASE)
    at: Any = document
    for step in location[:-1]:
        if isinstance(at, dict) and at.get(step) is None:
            at[step] = {}
        at = at[step]
    at[location[-1]] = value
    return document


def judged(location: tuple[Any, ...], value: Any, base: Sequence[Seen], whole: bool = False) -> tuple[str, str]:
    """How a mutant ends: ``effect``, ``word``, ``refused``, ``silent`` or ``broken``, and what is wrong.

    The second look is taken only where the first shows no effect, or where the ``whole`` is to be looked at.
    """
    verdict = "silent"
    try:
        for seen, before in zip(outcomes(changed(location, value)), base, strict=True):
            if seen.wrong:
                return "broken", "; ".join(seen.wrong)
            if seen.results != before.results:
                verdict = "effect"
            elif seen.words != before.words and verdict == "silent":
                verdict = "word"
            if verdict == "effect" and not whole:
                break
    except (InputError, ValueError):
        return "refused", ""
    except Exception as error:  # a fault of the program is what is looked for
        return "broken", f"{type(error).__name__}: {error}"
    return verdict, ""


def same(location: tuple[Any, ...], value: Any, base: Sequence[Seen], rng: random.Random) -> bool:
    """Whether a key whose value changed nothing has an effect or a word with one of some other values: this one means what stood there."""
    owner: Any = Project.model_validate_json(json.dumps(BASE), strict=True)
    for step in location[:-1]:
        owner = owner[step] if isinstance(owner, dict | list | tuple) else getattr(owner, step)
    info = type(owner).model_fields[location[-1]]
    made = [other(info.annotation, list(info.metadata), now, rng) for now in (getattr(owner, location[-1]), value) * 3]
    tried = [v for v in dict.fromkeys(made) if v is not None and v != value]
    return any(judged(location, v, base)[0] in ("effect", "word") for v in tried)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    keys = list(leaves(Project.model_validate_json(json.dumps(BASE), strict=True)))
    base = tuple(outcomes(BASE))
    counts: Counter[str] = Counter()
    for k in range(options.count):
        location, value = mutant(rng, keys)
        verdict, why = judged(location, value, base, whole=k % WHOLE_OF == 0)
        if verdict == "silent" and same(location, value, base, rng):
            verdict = "same"
        counts[verdict] += 1
        if verdict in ("same", "silent", "broken"):
            print(f"{verdict:8s} {'.'.join(map(str, location))} = {value!r} {why}", flush=True)
        if (k + 1) % 100 == 0:
            print(f"{k + 1} mutants: {dict(counts)}", flush=True)
    print(f"{options.count} mutants of {len(keys)} keys: {dict(counts)}")


if __name__ == "__main__":
    main()
