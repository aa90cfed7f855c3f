"""A building's year in our load model and in EnergyPlus: same weather, same ideal loads, same days before 1 January."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from buildings.idf import energyplus
from buildings.idf.read.building import Imported, read_idf
from buildings.idf.read.ideal_loads import ideal_copy
from buildings.idf.write.building import idf_text
from buildings.model import Building
from buildings.results import Loads
from buildings.thermal.loads import WARM_UP_DAYS, Mode, simulate
from weather.year import WeatherYear

LARGE_S = 3600.0
"""Time that EnergyPlus is given for a building of anybody's size."""


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """Both engines' year; EnergyPlus's ideal loads by zone, W, shape (zones, hours), heating and cooling sensible, and its zones' air, degC."""

    ours: Loads
    zone_heating_w: np.ndarray
    zone_cooling_w: np.ndarray
    zone_latent_w: np.ndarray
    temp_air_c: np.ndarray
    energyplus_s: float
    """Wall time of EnergyPlus, which also runs the days before the year."""

    @property
    def heating_w(self) -> np.ndarray:
        """Of all zones, shape (hours,)."""
        return np.asarray(self.zone_heating_w.sum(axis=0))

    @property
    def cooling_w(self) -> np.ndarray:
        return np.asarray(self.zone_cooling_w.sum(axis=0))

    @property
    def latent_cooling_w(self) -> np.ndarray:
        return np.asarray(self.zone_latent_w.sum(axis=0))

    def temperature_rmse_k(self) -> float:
        """RMSE of the hourly air temperature of all zones."""
        mine = np.stack([z.temp_air_c for z in self.ours.zones])
        return float(np.sqrt(np.mean(np.square(mine - self.temp_air_c))))


def monthly_cv(mine: np.ndarray, theirs: np.ndarray, month: np.ndarray) -> float:
    """CV(RMSE) of monthly sums against the second series, 0 where that is zero (ASHRAE Guideline 14, without its degrees of freedom)."""
    sums = np.array([[x[month == m].sum() for m in range(1, 13)] for x in (mine, theirs)])
    mean = float(sums[1].mean())
    return float(np.sqrt(np.mean((sums[0] - sums[1]) ** 2))) / mean if mean > 0.0 else 0.0


def both(building: Building, year: WeatherYear, epw: str | Path, mode: Mode = "standard") -> Pair:
    """Run both engines; ``epw`` is the weather of ``year`` as a file.

    Raises
    ------
    InputError
        What ``idf_text`` and ``energyplus.run`` raise.
    """
    outcome = energyplus.run(idf_text(building, year, lead_days=WARM_UP_DAYS), epw)
    return pair_of(simulate(building, year, mode), outcome, [z.name for z in building.zones])


def pair_of(ours: Loads, outcome: energyplus.Outcome, zones: Sequence[str]) -> Pair:
    """Our year beside what EnergyPlus found; ``zones`` are names in our order. EnergyPlus's ideal loads hold the zone's multiplier."""
    hours = len(ours.heating_w)

    def rows(variable: str) -> np.ndarray:
        return np.stack([outcome.zone(name, variable, hours) for name in zones])

    heating, cooling, latent = (
        rows(f"Zone Ideal Loads Zone {k} Energy") / 3600.0
        for k in ("Sensible Heating", "Sensible Cooling", "Latent Cooling")
    )
    return Pair(ours, heating, cooling, latent, rows("Zone Mean Air Temperature"), outcome.seconds)


def both_original(
    path: str | Path, year: WeatherYear, epw: str | Path, mode: Mode = "standard"
) -> tuple[Imported, Pair]:
    """A file of anybody's: imported into our model, and as it stands in EnergyPlus but for its systems (``ideal.ideal_copy``).

    Raises
    ------
    InputError
        What ``read_idf`` and ``energyplus.run`` raise.
    """
    imported = read_idf(path, year)
    outcome = energyplus.run(ideal_copy(path, imported, lead_days=WARM_UP_DAYS), epw, LARGE_S)
    assert imported.year is not None  # a year was given
    loads = simulate(imported.building, imported.year, mode)
    return imported, pair_of(loads, outcome, [z.name for z in imported.building.zones])
