"""People against floor area: values that are each within their range and cannot be right together."""

from __future__ import annotations

from collections.abc import Callable

from buildings.archetypes.request import catalogue
from foundation.errors import Problem
from foundation.messages import message
from retrofit.project.schema.project import Project

Place = Callable[..., str]
PEOPLE_M2 = 2.0
"""People per m2 of floor that no building of the archetypes holds (a full classroom has 0.7, standing crowds 2 to 4); general knowledge."""


def people_problems(project: Project, place: Place) -> list[Problem]:
    """More people than a building's floor holds: its rooms could not be simulated."""
    found = []
    for k, b in enumerate(project.buildings):
        row = catalogue().get(b.archetype)
        if b.occupants is None or row is None:
            continue
        area = b.floor_area_m2 or float(row["floor_area_m2"])
        if b.occupants > PEOPLE_M2 * area:
            told = message("{people:g} people on {area:g} m2", people=b.occupants, area=area)
            most = message("<= {most:g}", most=PEOPLE_M2 * area)
            cure = "give the people of one building when it is full, or its floor area"
            found.append(Problem("people-density", place("buildings", k, "occupants"), told, b.occupants, most, cure))
    return found
