"""Comfort of a simulated building, so that a cold building is not called efficient."""

from __future__ import annotations

import numpy as np

from buildings.model import Building
from buildings.results import Loads
from weather.year import WeatherYear

BAND_ABOVE_K, BAND_BELOW_K = 4.0, 5.0
"""Category III of EN 16798-1:2019 annex B: 4 K above and 5 K below the adaptive comfort temperature."""
HEATING_FLOOR_C = 16.0
OVERHEATING_C = 28.0


def running_mean(temp_air_c: np.ndarray) -> np.ndarray:
    """Exponentially weighted running mean of daily outdoor temperature, hourly (EN 16798-1: alpha = 0.8), periodic."""
    daily = temp_air_c.reshape(-1, 24).mean(axis=1)
    state = float(daily[-7:].mean())
    out = np.empty_like(daily)
    for k in range(len(daily)):
        state = 0.2 * daily[k - 1] + 0.8 * state
        out[k] = state
    return np.repeat(out, 24)


def summary(building: Building, loads: Loads, year: WeatherYear) -> dict[str, float]:
    """Comfort in occupied hours, floor-area weighted over the zones.

    Keys: ``occupied_hours``; ``comfort_share`` (operative temperature at most 4 K above and 5 K below the adaptive
    temperature ``0.33 Trm + 18.8``, EN 16798-1 category III, ``Trm`` held to 10 .. 30 degC); ``hours_too_cold``, ``hours_too_warm``; ``underheating_kh``
    (K h below 16 degC) and ``overheating_kh`` (K h above 28 degC); ``temp_operative_min_c``, ``temp_operative_max_c``.
    """
    neutral = 0.33 * np.clip(running_mean(year.column("temp_air")), 10.0, 30.0) + 18.8
    total = sum(z.floor_area_m2 for z in building.zones)
    out = dict.fromkeys(
        ("occupied_hours", "hours_too_cold", "hours_too_warm", "underheating_kh", "overheating_kh"), 0.0
    )
    low, high = np.inf, -np.inf
    for zone, result in zip(building.zones, loads.zones, strict=True):
        presence = np.zeros(year.hours)
        for g in zone.gains:
            if g.end_use == "people":
                presence = presence + np.asarray(g.schedule, dtype=float)
        used = presence > 0.05
        share = zone.floor_area_m2 / total
        t = result.temp_operative_c
        out["occupied_hours"] += share * float(used.sum())
        out["hours_too_cold"] += share * float((used & (t < neutral - BAND_BELOW_K)).sum())
        out["hours_too_warm"] += share * float((used & (t > neutral + BAND_ABOVE_K)).sum())
        out["underheating_kh"] += share * float(np.maximum(HEATING_FLOOR_C - t, 0.0)[used].sum())
        out["overheating_kh"] += share * float(np.maximum(t - OVERHEATING_C, 0.0)[used].sum())
        if used.any():
            low, high = min(low, float(t[used].min())), max(high, float(t[used].max()))
    hours = out["occupied_hours"]
    out["comfort_share"] = 1.0 - (out["hours_too_cold"] + out["hours_too_warm"]) / hours if hours else 1.0
    out["temp_operative_min_c"], out["temp_operative_max_c"] = (low, high) if hours else (np.nan, np.nan)
    return out
