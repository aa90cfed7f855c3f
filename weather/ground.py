"""Undisturbed soil temperature by depth (Kusuda and Achenbach 1965).

``T(z, d) = Tm - A exp(-z sqrt(pi / (365 a))) cos(2 pi / 365 (d - d0 - z / 2 sqrt(365 / (pi a))))`` with ``a`` in m2/day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from weather.year import WeatherYear

DIFFUSIVITY_M2_DAY = 0.0557
"""6.45e-7 m2/s, moist loam (Kusuda and Achenbach 1965, table of soils); used only where no soil temperatures are known."""


def kusuda(day: np.ndarray, depth_m: float, parameters: dict[str, Any]) -> np.ndarray:
    """Soil temperature, degC, at ``day`` (0 = start of the year, fractional) and ``depth_m``.

    References
    ----------
    Kusuda and Achenbach 1965, ASHRAE Transactions 71(1):61 (NBS report 8972), the equation of the module.
    """
    a = float(parameters["diffusivity_m2_day"])
    damping = depth_m * np.sqrt(np.pi / (365.0 * a))
    lag = depth_m / 2.0 * np.sqrt(365.0 / (np.pi * a))
    phase = 2.0 * np.pi / 365.0 * (day - float(parameters["day_of_minimum"]) - lag)
    result: np.ndarray = parameters["mean_c"] - parameters["amplitude_k"] * np.exp(-damping) * np.cos(phase)
    return result


def fit_depths(monthly_by_depth: dict[float, np.ndarray], source: str) -> dict[str, Any]:
    """Kusuda parameters from monthly soil temperatures at several depths (least squares of the annual harmonic).

    The annual cosine is fitted at each depth; damping and lag between the depths give the diffusivity, the surface
    amplitude and the day of the minimum.
    """
    mid = (np.arange(12) + 0.5) * 365.0 / 12.0
    w = 2.0 * np.pi / 365.0
    basis = np.column_stack([np.ones(12), np.cos(w * mid), np.sin(w * mid)])
    depth, log_amplitude, phase, mean = [], [], [], []
    for level, values in sorted(monthly_by_depth.items()):
        m, c, s = np.linalg.lstsq(basis, values, rcond=None)[0]
        depth.append(level)
        mean.append(m)
        log_amplitude.append(0.5 * np.log(c * c + s * s))
        phase.append(np.arctan2(-s, -c))
    z = np.array(depth)
    ph = np.unwrap(np.array(phase))
    # amplitude falls as exp(-k z), phase grows as k z with the same k = sqrt(pi / (365 a)): one slope for both
    za, pa, aa = z - z.mean(), ph - ph.mean(), np.array(log_amplitude) - np.mean(log_amplitude)
    k = (
        float(np.clip((za @ pa - za @ aa) / (2.0 * (za @ za)), 0.1, 1.5))
        if len(z) > 1
        else np.sqrt(np.pi / 365.0 / DIFFUSIVITY_M2_DAY)
    )
    surface_phase = float(np.mean(ph - k * z))
    return {
        "mean_c": float(np.mean(mean)),
        "amplitude_k": float(np.exp(np.mean(np.array(log_amplitude) + k * z))),
        "day_of_minimum": float((surface_phase / w) % 365.0),
        "diffusivity_m2_day": float(np.pi / 365.0 / k**2),
        "source": source,
    }


def fit_air(temp_air_c: np.ndarray, source: str) -> dict[str, Any]:
    """Kusuda parameters from hourly air temperature: soil surface mean and amplitude taken as the air's annual harmonic.

    References
    ----------
    Kusuda and Achenbach 1965, ASHRAE Transactions 71(1):61: surface mean and amplitude from the air's annual harmonic.
    """
    n = len(temp_air_c)
    day = (np.arange(n) + 0.5) / 24.0
    w = 2.0 * np.pi / 365.0
    c = 2.0 / n * float(temp_air_c @ np.cos(w * day))
    s = 2.0 / n * float(temp_air_c @ np.sin(w * day))
    return {
        "mean_c": float(temp_air_c.mean()),
        "amplitude_k": float(np.hypot(c, s)),
        "day_of_minimum": float((np.arctan2(-s, -c) / w) % 365.0),
        "diffusivity_m2_day": DIFFUSIVITY_M2_DAY,
        "source": source,
    }


def with_monthly_soil(year: WeatherYear, monthly_c: Sequence[float], source: str) -> WeatherYear:
    """The year with twelve soil temperatures, each holding for its month at every depth (as an IDF gives them), degC."""
    ground = {**year.ground, "monthly_c": tuple(float(v) for v in monthly_c), "source": source}
    cache = {k: v for k, v in year.cache.items() if not (isinstance(k, tuple) and k[0] == "soil")}
    return replace(year, ground=ground, cache=cache)


def soil_temperature(year: WeatherYear, depth_m: float) -> np.ndarray:
    """Undisturbed soil temperature at ``depth_m`` for every hour, degC, shape (hours,); that of the month where the year has
    ``ground["monthly_c"]``.

    References
    ----------
    Kusuda and Achenbach 1965, ASHRAE Transactions 71(1):61, the equation of the module.
    """
    if "monthly_c" in year.ground:
        return np.asarray(year.ground["monthly_c"], dtype=np.float64)[year.index.month.to_numpy() - 1]
    key = ("soil", round(depth_m, 3))
    if key not in year.cache:
        year.cache[key] = kusuda((np.arange(year.hours) + 0.5) / 24.0, depth_m, year.ground)
    result: np.ndarray = year.cache[key]
    return result
