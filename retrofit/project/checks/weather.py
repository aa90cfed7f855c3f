"""Keys of the weather that do nothing where they stand, and futures that the table does not have."""

from __future__ import annotations

from collections.abc import Callable

from foundation.errors import InputError, Problem
from retrofit.project.schema.project import Project

Place = Callable[..., str]


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
