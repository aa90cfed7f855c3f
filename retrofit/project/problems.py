"""What pydantic finds in a project file, as problems: place, value, allowed range and cure."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from foundation.errors import Problem, meant
from foundation.messages import Verbatim, message
from foundation.schema import Strict
from retrofit.measures.registry import measures
from retrofit.project.document import place_of
from retrofit.project.schema import project, solar
from retrofit.project.schema.project import Project

_BOUNDS = {
    "greater_than": "> {gt}",
    "greater_than_equal": ">= {ge}",
    "less_than": "< {lt}",
    "less_than_equal": "<= {le}",
}


def _fields_at(location: tuple[Any, ...]) -> list[str]:
    """Known keys of the model at a location, for suggestions."""
    names: dict[str, type[Strict]] = {
        "site": project.SiteSpec, "weather": project.WeatherSpec, "buildings": project.BuildingSpec, "roofs": project.RoofSpec,
        "economics": project.EconomicsSpec, "factors": project.FactorsSpec, "report": project.ReportSpec,
    }  # fmt: skip
    if not location:
        return list(Project.model_fields)
    if location[0] == "packages":
        for part in location:
            if part in measures():
                return list(measures()[part].spec.model_fields)
        return []
    parts: dict[str, type[Strict]] = {
        "obstacles": solar.ObstacleSpec, "walkways": solar.WalkwaySpec, "modules": solar.ModuleSpec,
        "inverters": solar.InverterSpec,
    }  # fmt: skip
    inner = next((parts[str(p)] for p in location if str(p) in parts), None)
    model = inner or names.get(str(location[0]))
    return list(model.model_fields) if model else []


def problem_of(path: Path, document: Any, error: Any) -> Problem:
    """One pydantic error as a problem."""
    location, value = tuple(error["loc"]), error.get("input")
    shown = value if isinstance(value, str | int | float | bool) or value is None else None
    # the discriminator's tag stands in the location of a measure: it is no key of the file
    real = tuple(
        p
        for i, p in enumerate(location)
        if not (location[0] == "packages" and i >= 3 and i == 3 and isinstance(location[2], int))
    )
    place = place_of(path, document, real)
    return _of_key(error, place, shown) or _of_value(error, place, shown)


def _of_key(error: Any, place: str, shown: Any) -> Problem | None:
    """What is wrong with a key or with the name of a measure; None where the error is of another kind."""
    kind, context, location = error["type"], error.get("ctx") or {}, tuple(error["loc"])
    if kind == "extra_forbidden":
        known = _fields_at(location[:-1])
        close = difflib.get_close_matches(str(location[-1]), known, 1, 0.5)
        cure = meant(close, "delete it, or see: retrofit schema")
        return Problem(
            "unknown-key",
            place,
            message("unknown key {key!r}", key=Verbatim(location[-1])),
            shown,
            ", ".join(known),
            cure,
        )
    if kind == "missing":
        return Problem(
            "missing-key",
            place,
            message("missing key {key!r}", key=Verbatim(location[-1])),
            None,
            "",
            message("add {key}", key=Verbatim(location[-1])),
        )
    if kind == "union_tag_invalid":
        known = list(measures())
        tag = str(context.get("tag"))
        close = difflib.get_close_matches(tag, known, 1, 0.5)
        return Problem(
            "unknown-measure",
            place,
            "no such measure",
            tag,
            ", ".join(known),
            meant(close, "choose one of these"),
        )
    if kind == "union_tag_not_found":
        return Problem(
            "missing-key",
            place,
            "a measure needs the key 'measure'",
            None,
            ", ".join(measures()),
            "write {measure: pv, ...}",
        )
    return None


def _of_value(error: Any, place: str, shown: Any) -> Problem:
    """What is wrong with a value."""
    kind, context, value = error["type"], error.get("ctx") or {}, error.get("input")
    if kind in _BOUNDS:
        return Problem(
            "value-range", place, "out of range", shown, message(_BOUNDS[kind], **context), "correct the value"
        )
    if kind in ("literal_error", "enum"):
        allowed = str(context.get("expected", ""))
        options = [t.strip(" '") for t in allowed.replace(" or ", ", ").split(",")]
        close = difflib.get_close_matches(str(value), options, 1, 0.5)
        return Problem(
            "value-choice",
            place,
            "not one of the choices",
            shown,
            allowed,
            meant(close, "choose one of these"),
        )
    if kind == "value_error":
        return Problem(
            "value-error", place, str(context.get("error", error["msg"])), shown, "", "see docs/project_file.md"
        )
    if kind == "too_short" and context.get("min_length", 1) <= 1:
        return Problem("value-error", place, "must not be empty", None, "at least one", "add one")
    if kind in ("too_short", "too_long"):
        limit = context.get("min_length") if kind == "too_short" else context.get("max_length")
        bound = message("at least {n}" if kind == "too_short" else "at most {n}", n=limit)
        found = context.get("actual_length")
        return Problem("value-error", place, "wrong number of entries", found, bound, "correct the list")
    cure = "write the number without quotes" if isinstance(value, str) and _is_number(value) else "correct the value"
    return Problem("value-type", place, error["msg"].lower(), shown, "", cure)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def holds_another(error: Any, errors: Sequence[Any]) -> bool:
    """True where another error lies within this one's place."""
    place = error["loc"]
    return any(o is not error and o["loc"][: len(place)] == place for o in errors)
