"""Keys of the weather that do nothing where they stand, and futures that the table does not have."""

from __future__ import annotations

from collections.abc import Callable

from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from retrofit.project.schema.project import Project

Place = Callable[..., str]

OF_FILES = ("fill_gaps_hours", "components", "decomposition", "swap", "align_minutes")
"""Keys that read or repair a file; a synthetic year is made whole, closed and on the sun's clock."""


def _unused(key: str, why: str, place: Place) -> Problem:
    told = message("{key} does nothing here: {why}", key=Verbatim(key), why=why)
    return Problem("key-unused", place("weather", key), told, None, "", message("leave {key} out", key=Verbatim(key)), "warning")  # fmt: skip


def unused_keys(project: Project, place: Place) -> list[Problem]:
    """Keys of the weather that are set and have no effect with its source."""
    spec = project.weather
    given = spec.model_fields_set
    if spec.source == "synthetic":
        return [_unused(k, "a synthetic year has no file to be repaired", place) for k in OF_FILES if k in given]
    found = []
    if "seed" in given:
        found.append(_unused("seed", "it is the seed of synthetic years", place))
    if "decomposition" in given and spec.components != "ghi":
        found.append(_unused("decomposition", "it is used with components: ghi", place))
    return found


def future_region_problems(project: Project, place: Place) -> list[Problem]:
    """A scenario of the embedded table for a place outside its regions."""
    spec = project.weather.future
    if spec is None or spec.scenario is None:
        return []
    from retrofit.project.objects.site import site_of
    from weather.future import scenario_changes

    try:
        scenario_changes(str(spec.scenario), str(spec.period), site_of(project)[1], place("weather", "future", "scenario"))  # fmt: skip
    except InputError as error:
        return list(error.problems)
    return []
