"""Household meters of a project: how many, and what part of the site's electricity each takes."""

from __future__ import annotations

import numpy as np

from buildings.archetypes.request import catalogue
from retrofit.money.tariffs.structure import ONE_METER, Meters, meters_of
from retrofit.project.schema.project import BuildingSpec, Project

DWELLING_M2 = 90.0
"""Floor of a dwelling in a block of several; general knowledge, unconfirmed. A village house is one."""
BLOCKS = ("apartment_block",)
"""Archetypes with several dwellings."""


def dwellings(spec: BuildingSpec) -> int:
    """Household meters of one building of a specification; 0 in buildings that are no homes."""
    row = catalogue().get(spec.archetype)
    if row is None:
        return 0
    if spec.homes or spec.households == 0 or spec.archetype not in BLOCKS:
        return spec.homes
    return max(1, round((spec.floor_area_m2 or float(row["floor_area_m2"])) / DWELLING_M2))


def _people(spec: BuildingSpec) -> float:
    row = catalogue()[spec.archetype]
    if spec.occupants is not None:
        return spec.occupants
    return (spec.floor_area_m2 or float(row["floor_area_m2"])) / float(row["area_m2_per_person"])


def meters_behind(project: Project) -> Meters:
    """Meters of the project's homes; the use of a meter is in proportion to the people behind it. One meter without homes."""
    homes = [(b, n) for b in project.buildings if (n := dwellings(b)) > 0]
    if not homes:
        return ONE_METER
    count = np.array([float(b.count * n) for b, n in homes])
    people = np.array([max(_people(b), 1e-9) / n for b, n in homes])
    return meters_of(count, people)
