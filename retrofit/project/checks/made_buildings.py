"""Buildings of a project as checks need them: made before any measure, without a simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from buildings.archetypes.build import build
from buildings.archetypes.request import ArchetypeRequest
from buildings.model import Building
from retrofit.project.objects.site import weather_of
from retrofit.project.schema.project import BuildingSpec, Project

NO_MATTER = ("name", "floor_area_m2", "count")
"""Keys of a building on which no measure's object depends."""


class MadeBuildings:
    """The project's buildings before their measures."""

    def __init__(self, project: Project, path: Path) -> None:
        self._project, self._path = project, path
        self._made: dict[str, Building] = {}

    def alike(self, spec: BuildingSpec, changed: dict[str, Any]) -> Building:
        """A building that differs from the one asked for in ``NO_MATTER`` at most."""
        values = spec.archetype_values() | changed
        key = repr({k: v for k, v in values.items() if k not in NO_MATTER})
        if key not in self._made:
            self._made[key] = self._build(values)
        return self._made[key]

    def exact(self, spec: BuildingSpec) -> Building:
        """The building itself."""
        return self._build(spec.archetype_values())

    def _build(self, values: dict[str, Any]) -> Building:
        year, zone, _ = weather_of(self._project, self._path.parent)
        return build(ArchetypeRequest(climate_zone=zone, **values), year)
