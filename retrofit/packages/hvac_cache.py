"""The plants and the comfort of a project's buildings: computed once for every thermal state and system, kept within a bounded memory."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from buildings import systems
from buildings.comfort import hours
from buildings.model import Building
from buildings.results import Loads
from buildings.systems import PlantYear
from foundation.bounded_cache import BoundedCache
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, slots=True)
class HvacYear:
    """A building's plant (without its moisture) and its comfort."""

    plant: PlantYear
    comfort: dict[str, float]


class PlantCache:
    """``HvacYear`` by thermal state and systems; about a third of a megabyte each, within bounded memory."""

    def __init__(self, limit_bytes: float | None = None) -> None:
        self._held = BoundedCache(limit_bytes=limit_bytes)

    def served(
        self, state: Hashable, building: Building, loads: Loads, year: WeatherYear, all_models_in: str | None = None
    ) -> HvacYear:
        """Plant and comfort of a building after its thermal year; ``state`` is the key of that year.

        Comfort is by the adaptive model alone, or by all models in the climate zone ``all_models_in``.
        """
        key = (state, building.systems.heating, building.systems.cooling, all_models_in)
        if key not in self._held:
            plant = systems.plant_year(building, loads, year)
            if all_models_in is None:
                row = hours.adaptive_summary(building, loads, year)
            else:
                row = hours.summary(building, loads, year, plant.moisture, all_models_in)
            self._held[key] = HvacYear(replace(plant, moisture=()), row)
        found: HvacYear = self._held[key]
        return found


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HvacTotal:
    """All buildings of a package, times their number; sizes and sums, and the latent cooling by the hour."""

    latent_cooling_kw: np.ndarray
    heating_nameplate_kw: float = 0.0
    cooling_nameplate_kw: float = 0.0
    auxiliary_heat_kwh: float = 0.0
    heating_unmet_hours: float = 0.0
    """Of the worst building, as ``cooling_unmet_hours``."""
    cooling_unmet_hours: float = 0.0

    def plus(self, plant: PlantYear, count: int) -> HvacTotal:
        """With ``count`` more buildings of a plant."""
        return HvacTotal(
            latent_cooling_kw=self.latent_cooling_kw + count / 1000.0 * plant.latent_w,
            heating_nameplate_kw=self.heating_nameplate_kw + count / 1000.0 * plant.heating_nameplate_w,
            cooling_nameplate_kw=self.cooling_nameplate_kw + count / 1000.0 * plant.cooling_nameplate_w,
            auxiliary_heat_kwh=self.auxiliary_heat_kwh + count / 1000.0 * float(plant.auxiliary_w.sum()),
            heating_unmet_hours=max(self.heating_unmet_hours, plant.heating_unmet_hours),
            cooling_unmet_hours=max(self.cooling_unmet_hours, plant.cooling_unmet_hours),
        )
