"""Loading a project: every problem at once, with file, line, value, allowed range and cure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foundation.errors import InputError, Problem
from retrofit.project.document import endless, place_of, plain, read_yaml
from retrofit.project.names import text_problems
from retrofit.project.partial import partial_of, problems_of
from retrofit.project.problems import holds_another, problem_of
from retrofit.project.schema.project import Project, in_lists
from retrofit.project.tariff_file import WHERE, tariff_file


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

    sheet = tariff_file(document, path)

    def place(*location: Any) -> str:
        if sheet.document is not None and location[:2] == WHERE and len(location) > 2:
            return place_of(sheet.path, sheet.document, location[2:])
        return place_of(path, document, location)

    typed += [*sheet.problems, *text_problems(document, place)]
    too_large = [place_of(path, document, where) for where in endless(document)]
    if too_large:
        cure = "correct the value"
        endless_numbers = [Problem("value-range", p, "out of range", None, "<= 1e308", cure) for p in too_large]
        return None, (*typed, *endless_numbers)
    data = in_lists(sheet.put_into(plain(document)))
    try:
        # through JSON, where strict still takes a list for a tuple: a quoted number or a yes for a number is refused, not guessed
        project = Project.model_validate_json(json.dumps(data, default=str), strict=True)
        project = project.located(path.parent)
    except ValidationError as error:
        # a list whose only entry is wrong counts as too short as well: that is no second mistake
        errors = error.errors()
        told = [e for e in errors if not (e["type"] == "too_short" and holds_another(e, errors))]
        problems = [problem_of(place, e) for e in told]
        part = partial_of(data)
        if part is not None:
            own = problems_of(
                part, lambda left, at: cross_check(left.located(path.parent), path, at, part.unsound()), place
            )
            problems += [p for p in own if p.severity == "error"]
        return None, tuple(dict.fromkeys([*typed, *problems]))
    problems = cross_check(project, path, place)
    return project, tuple(dict.fromkeys([*typed, *problems]))


def json_schema() -> dict[str, Any]:
    """JSON Schema of the project file, for editors."""
    schema = Project.model_json_schema()
    for model in schema["$defs"].values():
        for key, what in (("measure", "Says which measure this is."), ("instrument", "Says which instrument this is.")):
            chosen = model.get("properties", {}).get(key, {})
            if "const" in chosen:
                chosen["description"] = what
    return schema
