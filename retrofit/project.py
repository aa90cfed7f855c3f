"""Loading a project file: every problem at once, with file, line, value, allowed range and cure."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from retrofit import schema, schema_solar
from retrofit.schema import Project
from weather.errors import InputError, Problem, meant
from weather.told import told

MAX_BYTES = 2_000_000


def _read_text(path: Path) -> str:
    """The file's text, or why it cannot be had."""
    place = str(path)
    try:
        if path.is_dir():
            raise InputError(
                Problem(
                    "file-not-found", place, "a folder, not a project file", place, "", "give the .yaml file inside it"
                )
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        near = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        close = difflib.get_close_matches(path.name, near, 1, 0.5) or near[:1]
        cure = meant([path.parent / c for c in close], "check the path, or start with: retrofit init DIR")
        raise InputError(Problem("file-not-found", place, "no such file", place, "", cure)) from None
    except OSError as error:
        raise InputError(
            Problem(
                "file-unreadable", place, str(error.strerror or error), place, "", "check the path and its permissions"
            )
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(
            Problem(
                "file-unreadable",
                place,
                "far too large for a project file",
                len(raw),
                told("<= {most} bytes", most=MAX_BYTES),
                "give a project file (YAML)",
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            Problem(
                "file-encoding",
                f"{place}:{line}",
                "not UTF-8 text",
                f"byte {raw[error.start]:#04x}",
                "UTF-8",
                "save the file as UTF-8 (in Notepad: Save as, encoding UTF-8; GBK is not read)",
            )
        ) from None
    return text


def _parse(text: str, place: str) -> Any:
    """The YAML document with line numbers, or where its syntax breaks."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="rt")
    try:
        document = yaml.load(text)
    except DuplicateKeyError as error:
        mark = error.problem_mark
        raise InputError(
            Problem(
                "yaml-duplicate",
                f"{place}:{mark.line + 1}",
                str(error.problem).split("\n")[0],
                None,
                "every key once",
                "delete or rename one of the two",
            )
        ) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{place}:{mark.line + 1}:{mark.column + 1}" if mark else place
        raise InputError(
            Problem(
                "yaml-syntax",
                where,
                told("YAML syntax: {what}", what=error.problem or error.context),
                None,
                "valid YAML",
                "check colons, indentation, brackets and quotes on this line and the one before",
            )
        ) from None
    except RecursionError:
        raise InputError(
            Problem(
                "yaml-syntax",
                place,
                "YAML syntax: brackets or lists nested far too deep",
                None,
                "a project needs five levels",
                "the file may be damaged: start again with retrofit init DIR",
            )
        ) from None
    except (YAMLError, ValueError) as error:
        raise InputError(
            Problem(
                "yaml-syntax",
                place,
                told("YAML syntax: {what}", what=str(error).splitlines()[0]),
                None,
                "valid YAML",
                "the file may be binary or damaged",
            )
        ) from None
    return document


def read_yaml(path: Path) -> Any:
    """The document with line numbers (ruamel round-trip types).

    Raises
    ------
    InputError
        ``file-not-found``, ``file-unreadable``, ``file-encoding``, ``yaml-syntax``, ``yaml-duplicate``, ``project-empty``.
    """
    place = str(path)
    document = _parse(_read_text(path), place)
    if not isinstance(document, Mapping):
        found = "nothing" if document is None else type(document).__name__
        raise InputError(
            Problem(
                "project-empty",
                place,
                "not a project: the file must be a mapping of keys",
                found,
                "schema_version, name, site, buildings, packages",
                "start with: retrofit init DIR",
            )
        )
    return document


def _line(document: Any, location: tuple[Any, ...]) -> int | None:
    """Line of a key path (1-based), of its deepest part that exists."""
    node, line = document, None
    for part in location:
        marks = getattr(node, "lc", None)
        try:
            if isinstance(node, Mapping) and part in node:
                line = marks.key(part)[0] + 1 if marks is not None else line
                node = node[part]
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                line = marks.item(part)[0] + 1 if marks is not None else line
                node = node[part]
        except (KeyError, TypeError, AttributeError):
            continue
    return line


def _key_path(location: tuple[Any, ...]) -> str:
    out = ""
    for part in location:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def place_of(path: Path, document: Any, location: tuple[Any, ...]) -> str:
    """``file:line key.path``."""
    line = _line(document, location)
    return f"{path}:{line} {_key_path(location)}" if line else f"{path} {_key_path(location)}"


def _fields_at(location: tuple[Any, ...]) -> list[str]:
    """Known keys of the model at a location, for suggestions."""
    names: dict[str, type[schema.Strict]] = {
        "site": schema.SiteSpec, "weather": schema.WeatherSpec, "buildings": schema.BuildingSpec, "roofs": schema.RoofSpec,
        "economics": schema.EconomicsSpec, "factors": schema.FactorsSpec, "report": schema.ReportSpec,
    }  # fmt: skip
    if not location:
        return list(Project.model_fields)
    if location[0] == "packages":
        for part in location:
            for measure in measure_models():
                if part == measure_key(measure):
                    return list(measure.model_fields)
        return []
    parts: dict[str, type[schema.Strict]] = {
        "obstacles": schema_solar.ObstacleSpec, "walkways": schema_solar.WalkwaySpec, "modules": schema_solar.ModuleSpec,
        "inverters": schema_solar.InverterSpec,
    }  # fmt: skip
    inner = next((parts[str(p)] for p in location if str(p) in parts), None)
    model = inner or names.get(str(location[0]))
    return list(model.model_fields) if model else []


def measure_models() -> tuple[type[schema.Strict], ...]:
    """All measure models."""
    return (
        schema.WallInsulation, schema.RoofInsulation, schema.FloorInsulation, schema.Windows, schema.Airtightness, schema.NightVentilation, schema.Led,
        schema.CoolRoof, schema.HeatRecovery, schema.HeatPump, schema.HotWaterMeasure, schema.CookingMeasure, schema.Comfort,
        schema.Pv, schema.BatterySpec, schema.DigesterSpec,
    )  # fmt: skip


def measure_key(model: type[schema.Strict]) -> str:
    """The ``measure:`` value of a model."""
    return str(model.model_fields["measure"].annotation.__args__[0])  # type: ignore[union-attr]


_BOUNDS = {
    "greater_than": "> {gt}",
    "greater_than_equal": ">= {ge}",
    "less_than": "< {lt}",
    "less_than_equal": "<= {le}",
}


def _holds_another(error: Any, errors: Sequence[Any]) -> bool:
    """True where another error lies within this one's place."""
    place = error["loc"]
    return any(o is not error and o["loc"][: len(place)] == place for o in errors)


def _problem(path: Path, document: Any, error: Any) -> Problem:
    """One pydantic error as a problem."""
    location = tuple(error["loc"])
    kind, context, value = error["type"], error.get("ctx") or {}, error.get("input")
    shown = value if isinstance(value, str | int | float | bool) or value is None else None
    # the discriminator's tag stands in the location of a measure: it is no key of the file
    real = tuple(
        p
        for i, p in enumerate(location)
        if not (location[0] == "packages" and i >= 3 and i == 3 and isinstance(location[2], int))
    )
    place = place_of(path, document, real)
    if kind == "extra_forbidden":
        known = _fields_at(location[:-1])
        close = difflib.get_close_matches(str(location[-1]), known, 1, 0.5)
        cure = meant(close, "delete it, or see: retrofit schema")
        return Problem(
            "unknown-key", place, told("unknown key {key!r}", key=location[-1]), shown, ", ".join(known), cure
        )
    if kind == "missing":
        return Problem(
            "missing-key",
            place,
            told("missing key {key!r}", key=location[-1]),
            None,
            "",
            told("add {key}", key=location[-1]),
        )
    if kind == "union_tag_invalid":
        known = [measure_key(m) for m in measure_models()]
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
            ", ".join(measure_key(m) for m in measure_models()),
            "write {measure: pv, ...}",
        )
    if kind in _BOUNDS:
        return Problem("value-range", place, "out of range", shown, told(_BOUNDS[kind], **context), "correct the value")
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
        bound = f"at {'least' if kind == 'too_short' else 'most'} {limit}"
        found = context.get("actual_length")
        return Problem("value-error", place, "wrong number of entries", found, bound, "correct the list")
    cure = "write the number without quotes" if isinstance(value, str) and _is_number(value) else "correct the value"
    return Problem("value-type", place, error["msg"].lower(), shown, "", cure)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _entries(data: dict[str, Any], key: str) -> list[Any]:
    """The list under a key, empty where something else stands there."""
    value = data.get(key)
    return value if isinstance(value, list) else []


def _plain(node: Any) -> Any:
    """ruamel types as plain Python."""
    if isinstance(node, Mapping):
        return {str(k): _plain(v) for k, v in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(v) for v in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node) if isinstance(node, str) else node


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
    from retrofit.crosscheck import cross_check

    try:
        document = read_yaml(path)
    except InputError as error:
        return None, error.problems
    try:
        # through JSON, where strict still takes a list for a tuple: a quoted number or a yes for a number is refused, not guessed
        project = Project.model_validate_json(json.dumps(_plain(document), default=str), strict=True)
    except ValidationError as error:
        # a list whose only entry is wrong counts as too short as well: that is no second mistake
        errors = error.errors()
        told = [e for e in errors if not (e["type"] == "too_short" and _holds_another(e, errors))]
        problems = [_problem(path, document, e) for e in told]
        problems += _early_checks(path, document)
        return None, tuple(dict.fromkeys(problems))
    problems = cross_check(project, path, lambda *location: place_of(path, document, location))
    return project, tuple(problems)


def _early_checks(path: Path, document: Any) -> list[Problem]:
    """Checks that need no valid schema, so that they are told together with its problems: station, weather file, areas."""
    from retrofit.crosscheck import station_problems, weather_file_problems
    from retrofit.crosscheck_solar import footprint_problem

    def place(*location: Any) -> str:
        return place_of(path, document, location)

    found: list[Problem] = []
    data = _plain(document)
    site, weather = data.get("site"), data.get("weather")
    if isinstance(site, dict):
        found += station_problems(site.get("station"), place)
    if isinstance(weather, dict) and weather.get("source") == "epw" and isinstance(weather.get("path"), str):
        found += weather_file_problems(weather["path"], path, place)
    areas = {}
    for b in _entries(data, "buildings"):
        if isinstance(b, dict) and isinstance(b.get("floor_area_m2"), int | float) and b["floor_area_m2"] > 0:
            storeys = b.get("storeys")
            areas[b.get("name")] = b["floor_area_m2"] / (storeys if isinstance(storeys, int) and storeys > 0 else 1)
    for k, roof in enumerate(_entries(data, "roofs")):
        if isinstance(roof, dict) and isinstance(roof.get("area_m2"), int | float) and roof.get("building") in areas:
            tilt = roof.get("tilt_deg")
            angle = float(tilt) if isinstance(tilt, int | float) and 0 <= tilt < 90 else 10.0
            problem = footprint_problem(
                float(roof["area_m2"]), angle, areas[roof["building"]], place("roofs", k, "area_m2")
            )
            found += [problem] if problem else []
    return [replace(p) for p in found]


def json_schema() -> dict[str, Any]:
    """JSON Schema of the project file, for editors."""
    return Project.model_json_schema()


def finite(value: float) -> bool:
    """True for a usable number."""
    return math.isfinite(value)
