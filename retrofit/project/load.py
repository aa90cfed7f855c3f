"""Loading a project: every problem at once, with file, line, value, allowed range and cure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foundation.errors import InputError, Problem
from retrofit.project.document import endless, place_of, plain, read_yaml
from retrofit.project.names import text_problems
from retrofit.project.problems import holds_another, problem_of
from retrofit.project.schema.project import Project


def check(path: str | Path) -> tuple[Problem, ...]:
    """Every problem and warning of a project and its files, in one pass (empty = fine)."""
    return _examine(Path(path))[1]


def load(path: str | Path) -> Project:
    """A checked project.

    Raises
    ------
    InputError
        With every problem at once.
    """
    project, problems = _examine(Path(path))
    errors = [p for p in problems if p.severity == "error"]
    if errors or project is None:
        raise InputError(errors)
    return project


def _examine(path: Path) -> tuple[Project | None, tuple[Problem, ...]]:
    from retrofit.project.checks.project import cross_check

    try:
        document, typed = read_yaml(path)
    except InputError as error:
        return None, error.problems
    typed += text_problems(document, lambda *location: place_of(path, document, location))
    too_large = [place_of(path, document, where) for where in endless(document)]
    if too_large:
        cure = "correct the value"
        endless_numbers = [Problem("value-range", p, "out of range", None, "<= 1e308", cure) for p in too_large]
        return None, (*typed, *endless_numbers)
    try:
        # through JSON, where strict still takes a list for a tuple: a quoted number or a yes for a number is refused, not guessed
        project = Project.model_validate_json(json.dumps(plain(document), default=str), strict=True)
        project = project.located(path.parent)
    except ValidationError as error:
        # a list whose only entry is wrong counts as too short as well: that is no second mistake
        errors = error.errors()
        told = [e for e in errors if not (e["type"] == "too_short" and holds_another(e, errors))]
        problems = [problem_of(path, document, e) for e in told]
        problems += _early_checks(path, document)
        return None, tuple(dict.fromkeys([*typed, *problems]))
    problems = cross_check(project, path, lambda *location: place_of(path, document, location))
    return project, tuple(dict.fromkeys([*typed, *problems]))


def _entries(data: dict[str, Any], key: str) -> list[Any]:
    """The list under a key, empty where something else stands there."""
    value = data.get(key)
    return value if isinstance(value, list) else []


def _early_checks(path: Path, document: Any) -> list[Problem]:
    """Checks that need no valid schema, so that they are told together with its problems: station, weather file, areas."""
    from retrofit.project.checks.project import station_problems, weather_file_problems
    from retrofit.project.checks.solar import footprint_problem

    def place(*location: Any) -> str:
        return place_of(path, document, location)

    found: list[Problem] = []
    data = plain(document)
    site, weather = data.get("site"), data.get("weather")
    if isinstance(site, dict):
        found += station_problems(site.get("station"), place)
    if isinstance(weather, dict) and weather.get("source") == "epw" and isinstance(weather.get("path"), str):
        found += weather_file_problems(weather["path"], path, place)
    areas = {}
    for b in _entries(data, "buildings"):
        if isinstance(b, dict) and isinstance(b.get("floor_area_m2"), int | float) and b["floor_area_m2"] > 0:
            storeys = b.get("storeys")
            areas[str(b.get("name"))] = b["floor_area_m2"] / (
                storeys if isinstance(storeys, int) and storeys > 0 else 1
            )
    for k, roof in enumerate(_entries(data, "roofs")):
        if (
            isinstance(roof, dict)
            and isinstance(roof.get("area_m2"), int | float)
            and str(roof.get("building")) in areas
        ):
            tilt = roof.get("tilt_deg")
            angle = float(tilt) if isinstance(tilt, int | float) and 0 <= tilt < 90 else 10.0
            problem = footprint_problem(
                float(roof["area_m2"]), angle, areas[str(roof["building"])], place("roofs", k, "area_m2")
            )
            found += [problem] if problem else []
    return [replace(p) for p in found]


def json_schema() -> dict[str, Any]:
    """JSON Schema of the project file, for editors."""
    schema = Project.model_json_schema()
    for model in schema["$defs"].values():
        chosen = model.get("properties", {}).get("measure", {})
        if "const" in chosen:
            chosen["description"] = "Says which measure this is."
    return schema
