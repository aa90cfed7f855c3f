"""Mutated project files: structure, values, names and the forms of YAML; and a judge that reads the file a second way.

The judge loads an accepted file with every scalar as the text that was typed (YAML's failsafe schema) and walks it beside the project: each
typed scalar is in the project with its value, and nothing is in the project that is not in the file.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from retrofit.project.load import check, load

BASES = (
    """schema_version: 1
name: village
site: {station: Kunming, latitude: 25.02, longitude: 102.68, altitude_m: 1892}
buildings:
  - {name: a, archetype: village_house_brick, floor_area_m2: 240, storeys: 2, occupants: 4, window_wall_ratio: 0.25}
  - {name: 食堂, archetype: canteen, count: 2, built: 1998, infiltration_ach: 0.8}
roofs:
  - {name: top, building: a, area_m2: 60, tilt_deg: 10, orientation_note: x}
packages:
  base: []
  light: [{measure: windows}, {measure: led, buildings: [食堂]}]
economics: {years: 25, discount_rate_real: 0.04, electricity_price: 0.5}
""".replace(", orientation_note: x", ""),
    """schema_version: 1
name: "centre 1"
site:
  station: Changsha
weather:
  seed: 3
  kind: typical
buildings:
  - name: centre
    archetype: community_centre
    floor_area_m2: 1200.5
    storeys: 2
    heating_setpoint_c: 18
    cooling_setpoint_c: 26
roofs:
  - name: south
    building: centre
    polygon: [[0, 0], [20, 0], [20, 12], [0, 12]]
    tilt_deg: 5
    obstacles:
      - {name: tank, x: 3, y: 3, length_m: 2, width_m: 2, height_m: 1.5}
packages:
  base: []
  "2030": [{measure: pv, roof: south, capacity_kwp: 12.5}, {measure: battery, capacity_kwh: 20}]
report: {language: zh}
""",
    """schema_version: 1
name: x
site: {latitude: 25.1, longitude: 102.9, altitude_m: 1900}
buildings: [{name: h, archetype: village_house_earthen, cooking: wood}]
feedstocks:
  pig_manure: {heads: 120}
  kitchen_waste: {meals_per_day: 50, months: [1, 1, 1, 1, 1, 1, 0.5, 0.5, 1, 1, 1, 1]}
packages: {now: [], stove: [{measure: cooking, carrier: electricity}]}
factors: {grid_year: 2023, gwp: AR6}
""",
)
JUNK = (
    "010", "0x1F", "0o17", "1_000", "1e3", "1E400", "-1", "0", ".5", "5.", "+3", "--3", "1,5", "１２", "½", "1 000", "1.2.3", ".inf", ".nan", "nan", "null", "~", "", "true", "Yes", "off",
    "2024-01-01", "2024-13-45", "12:30", "1:30:00", '"12"', "'12'", '"a\\0b"', '"\\u202Ex"', '"\\u200b"', "[]", "{}", "[1, 2]", "{a: 1}", "[[]]", "&a 5", "*a", "!!int 5", "!foo 5", "!!binary aGk=",
    "<<", "|", ">", "@x", "%x", "`x`", "- 1", "? 1", "x" * 2000, "9" * 400, "中" * 130, "=1+1", "../../etc/passwd", "$x^2$", "a: b", "# 5", "10 m2", "1e-400", "0.1e1", "1.5e+2", "0777", "08", "-0", "1__0", "0b11",
)  # fmt: skip
NUMBER = re.compile(r"(?<=[ :\[])-?[0-9]+(?:\.[0-9]+)?(?=[,}\]\s])")
KEY = re.compile(r"[a-z_0-9]+(?=: )")
SCALAR = re.compile(r"(?<=: )[^\[\]{},\n]+")
BEARING = ("azimuth_deg", "orientation_deg")
"""Keys that take names of directions too."""


def _replaced(text: str, pattern: re.Pattern[str], rng: random.Random, new: str) -> str:
    spots = list(pattern.finditer(text))
    if not spots:
        return text
    spot = rng.choice(spots)
    return text[: spot.start()] + new + text[spot.end() :]


def _lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    k, how = rng.randrange(len(lines)), rng.randrange(6)
    if how == 0:
        del lines[k]
    elif how == 1:
        lines.insert(k, lines[k])
    elif how == 2:
        lines[k] = " " * rng.randrange(5) + lines[k]
    elif how == 3:
        lines[k] = lines[k].replace("  ", "\t", 1)
    elif how == 4:
        lines.insert(rng.randrange(len(lines)), lines.pop(k))
    else:
        lines[k] = lines[k][: rng.randrange(len(lines[k]) + 1)]
    return "\n".join(lines)


def _bytes(text: str, rng: random.Random) -> str:
    letters = list(text)
    for _ in range(rng.randint(1, 8)):
        letters[rng.randrange(len(letters))] = rng.choice(":,[]{}&*!|>'\"%@`#-?\t\n \\0Aé中\u200b\u202e\u0000\ufeff")
    return "".join(letters)


def _number(rng: random.Random) -> str:
    value = rng.choice([rng.uniform(0, 10), rng.uniform(0, 300), rng.uniform(-1e3, 1e6), rng.lognormvariate(0, 12)])
    return rng.choice(["{:.0f}", "{:.1f}", "{:.3f}", "{:g}", "{:e}", "{:.12g}"]).format(value)


def _yaml_forms(text: str, rng: random.Random) -> str:
    how = rng.randrange(8)
    if how == 0:
        return rng.choice(["%YAML 1.1\n---\n", "---\n", "\ufeff", "# a\n", "%TAG ! x\n---\n"]) + text
    if how == 1:
        return text + rng.choice(
            ["...\n", "---\na: 1\n", "<<: {a: 1}\n", "x: &a [*a]\n", "name: twice\n", "? [a]\n: b\n"]
        )
    if how == 2:
        return text.replace("\n", rng.choice(["\r\n", "\r", "\n\n", "\u2028", "\x85"]))
    if how == 3:
        return _replaced(text, KEY, rng, rng.choice(['"{}"', "'{}'", "? {}", "!!str {}"]).format("name"))
    if how == 4:
        return _replaced(text, re.compile(r"\{"), rng, "{<<: {}, ")
    if how == 5:
        return _replaced(
            text, re.compile(r"\[\]"), rng, rng.choice(["!!set {}", "!!omap []", "null", "[[]]", "&x []", "*x"])
        )
    if how == 6:
        return _replaced(text, re.compile(r"(?m)^  (?:base|now|light|\"2030\"|stove)(?=:)"), rng, "  " + rng.choice(['1: []\n  "1"', "true: []\n  True", "null", "007", "2024-1-1", "a: []\n  A", '"é": []\n  "e\u0301"', "~"]))  # fmt: skip
    return text + "deep: " + "[" * rng.choice([5, 60, 500]) + "\n"


def mutant(seed: int) -> str:
    """A project file with one to three mutations."""
    rng = random.Random(seed)
    text = rng.choice(BASES)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        how = rng.randrange(10)
        if how < 3:
            text = _replaced(text, NUMBER, rng, _number(rng))
        elif how < 6:
            text = _replaced(text, rng.choice([NUMBER, SCALAR]), rng, rng.choice(JUNK))
        elif how == 6:
            text = _lines(text, rng)
        elif how == 7:
            text = _bytes(text, rng)
        elif how == 8:
            text = _yaml_forms(text, rng)
        else:
            text = _replaced(text, KEY, rng, rng.choice([*KEY.findall(text), "x", "Name", "name ", "nаme"]))
    return text


def as_typed(text: str) -> Any:
    """The file with every scalar as its letters."""
    from ruamel.yaml import YAML

    return YAML(typ="base").load(io.StringIO(text))


def _is(value: Any, typed: str) -> bool:
    """Whether a value of the project is what was typed."""
    if isinstance(value, bool):
        return typed.casefold() == str(value).casefold()
    if value is None:
        return typed.casefold() in ("", "null", "~")
    if isinstance(value, int | float):
        try:
            plain = re.fullmatch(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?", typed)
            return plain is not None and not re.fullmatch(r"[-+]?0[0-9]+.*", typed) and float(typed) == float(value)
        except ValueError:
            return False
    return str(value) == typed


def differences(typed: Any, value: Any, where: str = "") -> Iterator[str]:
    """Places where the project is not what was typed."""
    if isinstance(typed, Mapping):
        if not isinstance(value, Mapping):
            yield f"{where}: {typed!r} became {value!r}"
            return
        for key in {**typed, **value}:
            if key not in value:
                yield f"{where}.{key}: lost"
            elif key not in typed:
                yield f"{where}.{key}: in no cell"
            elif key not in BEARING:
                yield from differences(typed[key], value[key], f"{where}.{key}")
    elif isinstance(typed, list):
        if where.endswith(".polygon") and isinstance(value, list | tuple) and len(typed) == len(value) + 1:
            typed = typed[:-1]  # a ring that ends where it begins has one corner less
        if not isinstance(value, list | tuple) or len(value) != len(typed):
            yield f"{where}: {typed!r} became {value!r}"
            return
        for k, (t, v) in enumerate(zip(typed, value, strict=True)):
            yield from differences(t, v, f"{where}[{k}]")
    elif not _is(value, "" if typed is None else str(typed)):
        yield f"{where}: {typed!r} became {value!r}"


def examine(seed: int, folder: Path) -> tuple[str, str]:
    """``refused``, ``accepted`` or ``silent`` with what is silent; an exception of another kind than a list of problems is the caller's."""
    text = mutant(seed)
    path = folder / "p.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    problems = check(path)
    for p in problems:
        if not (p.code and p.message and str(p.place)):
            return "silent", f"a problem without code, place or message: {p}"
    if any(p.severity == "error" for p in problems):
        return "refused", ""
    project = load(path)
    typed = as_typed(text.removeprefix("\ufeff"))
    found = list(differences(typed, project.model_dump(exclude_unset=True)))
    return ("silent", "; ".join(found[:3])) if found else ("accepted", "")
