"""A building's year in our load model and in EnergyPlus: same weather, same ideal loads, same days before 1 January."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from buildings.idf import energyplus
from buildings.idf.write import idf_text
from buildings.loads import WARM_UP_DAYS, Mode, simulate
from buildings.model import Building
from buildings.results import Loads
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """Both engines' year; EnergyPlus's ideal loads of all zones, W, shape (hours,), heating and cooling sensible, and its zones' air, degC,
    (zones, hours)."""

    ours: Loads
    heating_w: np.ndarray
    cooling_w: np.ndarray
    latent_cooling_w: np.ndarray
    temp_air_c: np.ndarray
    energyplus_s: float
    """Wall time of EnergyPlus, which also runs the days before the year."""

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

    def sums(variable: str) -> np.ndarray:
        return np.asarray(np.sum([outcome.zone(z.name, variable, year.hours) for z in building.zones], axis=0)) / 3600.0

    return Pair(
        simulate(building, year, mode),
        sums("Zone Ideal Loads Zone Sensible Heating Energy"),
        sums("Zone Ideal Loads Zone Sensible Cooling Energy"),
        sums("Zone Ideal Loads Zone Latent Cooling Energy"),
        np.stack([outcome.zone(z.name, "Zone Mean Air Temperature", year.hours) for z in building.zones]),
        outcome.seconds,
    )
