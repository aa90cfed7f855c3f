"""Moist air and the infrared sky. Arrays in, arrays out; temperatures in degC, pressures in Pa."""

from __future__ import annotations

import numpy as np

SIGMA = 5.670374419e-8
"""Stefan-Boltzmann constant, W/(m2 K4) (CODATA 2018)."""


def saturation_pressure(temp_c: np.ndarray) -> np.ndarray:
    """Saturation vapour pressure over water, Pa (Magnus form of Alduchov and Eskridge 1996, eq. 21).

    >>> round(float(saturation_pressure(np.array(20.0)))), round(float(saturation_pressure(np.array(0.0))))
    (2333, 611)
    """
    t = np.asarray(temp_c, dtype=float)
    return 610.94 * np.exp(17.625 * t / (t + 243.04))


def dew_point(vapour_pressure_pa: np.ndarray) -> np.ndarray:
    """Dew point, degC, the inverse of ``saturation_pressure``.

    References
    ----------
    Alduchov and Eskridge 1996, Journal of Applied Meteorology 35:601, eq. 21, solved for temperature.
    """
    x = np.log(np.maximum(vapour_pressure_pa, 1e-3) / 610.94)
    return 243.04 * x / (17.625 - x)


def humidity_ratio(vapour_pressure_pa: np.ndarray, pressure_pa: np.ndarray) -> np.ndarray:
    """Humidity ratio, kg water per kg dry air (ASHRAE Fundamentals, psychrometrics).

    References
    ----------
    ASHRAE Handbook of Fundamentals 2017, chapter 1, eq. 20.
    """
    return 0.621945 * vapour_pressure_pa / (pressure_pa - vapour_pressure_pa)


def vapour_pressure(humidity_ratio_kg_kg: np.ndarray, pressure_pa: np.ndarray) -> np.ndarray:
    """Vapour pressure, Pa, the inverse of ``humidity_ratio``.

    References
    ----------
    ASHRAE Handbook of Fundamentals 2017, chapter 1, eq. 20, solved for the vapour pressure.
    """
    return pressure_pa * humidity_ratio_kg_kg / (0.621945 + humidity_ratio_kg_kg)


def sky_longwave(temp_air_c: np.ndarray, temp_dew_c: np.ndarray, opaque_cover_tenths: np.ndarray) -> np.ndarray:
    """Horizontal infrared radiation of the sky, W/m2 (Clark and Allen 1978, with Walton's cloud polynomial).

    ``L = (0.787 + 0.764 ln(Tdp / 273)) (1 + 0.0224 N - 0.0035 N^2 + 0.00028 N^3) sigma T^4``, temperatures in K.
    """
    n = np.asarray(opaque_cover_tenths, dtype=float)
    clear = 0.787 + 0.764 * np.log((np.asarray(temp_dew_c) + 273.15) / 273.0)
    return clear * (1.0 + 0.0224 * n - 0.0035 * n**2 + 0.00028 * n**3) * SIGMA * (np.asarray(temp_air_c) + 273.15) ** 4
