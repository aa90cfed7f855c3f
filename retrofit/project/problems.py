"""What pydantic finds in a project file, as problems: place, value, allowed range and cure."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from typing import Any, get_args, get_origin

from foundation.errors import Problem, meant
from foundation.messages import Verbatim, message
from foundation.schema import Strict
from retrofit.measures.registry import measures
from retrofit.money.instruments.registry import instruments
from retrofit.project.schema.project import Project

_BOUNDS = {
    "greater_than": "> {gt}",
    "greater_than_equal": ">= {ge}",
    "less_than": "< {lt}",
    "less_than_equal": "<= {le}",
}


RENAMED = {
    "discount_rate": (
        "discount_rate_real",
        "a rate says whether it is of constant or of current prices: discount_rate_real (what it was before) or discount_rate_nominal",
    )
}
"""Keys of earlier versions: what they are now, and why."""


def _models(annotation: Any) -> list[type[Strict]]:
    """The models inside an annotation: of a tuple, a dictionary, a union."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return [annotation]
    return [m for a in get_args(annotation) for m in _models(a)]


def _has_names(annotation: Any) -> bool:
    """Whether an annotation is that of a dictionary, whose keys are the user's own."""
    return get_origin(annotation) is dict or any(_has_names(a) for a in get_args(annotation))


def _tag(model: type[Strict]) -> str:
    """The name that tells a measure or an instrument from the others."""
    field = model.model_fields.get("measure") or model.model_fields.get("instrument")
    return str(get_args(field.annotation)[0]) if field is not None and get_args(field.annotation) else ""


def _fields_at(location: tuple[Any, ...]) -> list[str]:
    """Known keys of the models at a location, found along the schema itself."""
    models: list[type[Strict]] = [Project]
    own_name = False
    for part in location:
        if isinstance(part, int):
            continue
        if own_name:
            own_name = False
            continue
        inside = [m.model_fields[part].annotation for m in models if part in m.model_fields]
        if inside:
            models = [m for a in inside for m in _models(a)]
            own_name = any(_has_names(a) for a in inside)
        else:
            models = [m for m in models if _tag(m) == part] or models
    return list(dict.fromkeys(k for m in models for k in m.model_fields))


def untagged(location: tuple[Any, ...]) -> tuple[Any, ...]:
    """A location without the discriminator's tag, which stands behind the number of a measure or an instrument and is no key of the file."""
    if location[:1] == ("combine",):
        return location[:3] + location[4:]
    tagged = location[:1] == ("packages",) or location[:2] == ("economics", "financing")
    return location[:3] + location[4:] if tagged and len(location) > 3 and isinstance(location[2], int) else location


def problem_of(place_at: Callable[..., str], error: Any) -> Problem:
    """One pydantic error as a problem; ``place_at`` tells the place of a location."""
    location, value = tuple(error["loc"]), error.get("input")
    shown = value if isinstance(value, str | int | float | bool) or value is None else None
    place = place_at(*(k for k in untagged(location) if k != "[key]"))
    return _of_key(error, place, shown) or _of_value(error, place, shown)


def _of_key(error: Any, place: str, shown: Any) -> Problem | None:
    """What is wrong with a key or with the name of a measure; None where the error is of another kind."""
    kind, context, location = error["type"], error.get("ctx") or {}, tuple(error["loc"])
    if kind == "extra_forbidden":
        known = _fields_at(location[:-1])
        if location[-1] in RENAMED and RENAMED[location[-1]][0] in known:
            now, why = RENAMED[location[-1]]
            return Problem("unknown-key", place, message(why), shown, ", ".join(known), meant([now], ""))
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
    financing = location[:1] == ("economics",)
    if kind == "union_tag_invalid":
        known = list(instruments() if financing else measures())
        tag = str(context.get("tag"))
        close = difflib.get_close_matches(tag, known, 1, 0.5)
        return Problem(
            "unknown-instrument" if financing else "unknown-measure",
            place,
            "no such instrument" if financing else "no such measure",
            tag,
            ", ".join(known),
            meant(close, "choose one of these"),
        )
    if kind == "union_tag_not_found":
        return Problem(
            "missing-key",
            place,
            "an instrument needs the key 'instrument'" if financing else "a measure needs the key 'measure'",
            None,
            ", ".join(instruments() if financing else measures()),
            "write {instrument: loan, ...}" if financing else "write {measure: pv, ...}",
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
        options = [t.strip(" '") for t in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        allowed = Verbatim(", ".join(options))
        close = difflib.get_close_matches(str(value), options, 1, 0.5)
        return Problem(
            "value-choice",
            place,
            "not one of the choices",
            shown,
            allowed,
            meant(close, "choose one of these"),
        )
    if kind.startswith("azimuth"):
        return _of_azimuth(kind, context, place, shown)
    if kind in ("price", "amount"):
        code = "energy-price-unit" if kind == "price" else "price-unit"
        return Problem(code, place, context["told"], shown, context["allowed"], context["cure"])
    if kind == "value_twice":
        text = message("{key} is given twice, the second time as {name!r}", key=Verbatim(context["key"]), name=Verbatim(context["name"]))  # fmt: skip
        return Problem("value-error", place, text, None, "once", "delete one of the two")
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


def _of_azimuth(kind: str, context: dict[str, Any], place: str, shown: Any) -> Problem:
    """An azimuth of another convention, or a direction that is none."""
    allowed = "0 to 360, or a direction such as south-east"
    if kind == "azimuth_name":
        return Problem("azimuth", place, "not a direction", shown, allowed, "write degrees from north: 90 east, 135 south-east, 180 south")  # fmt: skip
    text = message("azimuths count from north, clockwise: 90 is east, 180 is south; {value:g} is {south_name} where they count from south (PVsyst), {north_name} where from north", value=shown, south_name=message(context["south_name"]), north_name=message(context["north_name"]))  # fmt: skip
    cure = message("write {south} for {south_name}, or {north} for {north_name}", south=context["south"], north=context["north"], south_name=message(context["south_name"]), north_name=message(context["north_name"]))  # fmt: skip
    return Problem("azimuth", place, text, shown, allowed, cure)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def holds_another(error: Any, errors: Sequence[Any]) -> bool:
    """True where another error lies within this one's place."""
    place = error["loc"]
    return any(o is not error and o["loc"][: len(place)] == place for o in errors)
