"""Losses that are not in the light: snow where a year has snowfall, and what age takes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from foundation.light_import import submodule
from retrofit.solar.roof.plane import defaults
from weather.year import WeatherYear

SNOWFALL = "snowfall"
"""Optional column of a weather year: snow that falls in the hour, cm. Our synthetic years and EPW files carry none."""


def snow(year: WeatherYear, poa_w_m2: np.ndarray, tilt_deg: float, rows_up: int = 1) -> np.ndarray | None:
    """Share of the DC power that snow on the modules takes, shape (hours,); None where the year has no snowfall.

    Coverage by Marion et al. 2013 (pvlib ``snow.coverage_nrel``, the coefficients of SAM), loss of ``rows_up`` strings up the
    slope (``snow.dc_loss_nrel``).
    """
    if SNOWFALL not in year.table:
        return None
    model = submodule("pvlib", "snow")

    fall = pd.Series(year.column(SNOWFALL), year.index)
    covered = model.coverage_nrel(
        fall, pd.Series(poa_w_m2, year.index), pd.Series(year.column("temp_air"), year.index), tilt_deg
    )
    return np.asarray(model.dc_loss_nrel(covered, rows_up), dtype=float)


def ageing(years: int) -> np.ndarray:
    """Output of each year of life over the first year's (its light-induced loss is in the losses), shape (years,).

    ``(1 - d1) (1 - d) ** (n - 2)`` for n >= 2 with the first-year and annual degradation of ``pv_defaults.csv``.
    """
    n = np.arange(years)
    d1, d = defaults()["first_year_degradation"], defaults()["annual_degradation"]
    return np.where(n == 0, 1.0, (1.0 - d1) * (1.0 - d) ** np.maximum(n - 1, 0))


def lifetime_ac_kwh(first_year_kwh: float, years: int = 25) -> np.ndarray:
    """AC energy of each year of life, kWh: the first year as given, then falling (``ageing``)."""
    return first_year_kwh * ageing(years)
