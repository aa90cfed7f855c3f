"""Hours of the air: humidity, wind and the infrared sky from the month's statistics."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from weather import humidity
from weather.stations.months import MONTH_OF_HOUR, monthly_mean, smooth
from weather.stations.table import Station
from weather.synthetic.sky import autoregressive

WIND_SWING, WIND_HOUR, WIND_PERSISTENCE = 0.41, 14.9, 0.72
"""Daily swing of the Gaussian wind score, the solar hour of its top, and the lag-1 correlation of the rest: means of 14 files
(swing 0.14 to 0.75, hour 12 to 19, correlation 0.55 to 0.89)."""


def humidity_ratio(station: Station, temp: np.ndarray, pressure: np.ndarray) -> np.ndarray:
    """Humidity ratio, kg/kg: the table's monthly means, following the slow part of temperature, below saturation."""
    target = station.monthly["humidity_ratio_g_kg"] / 1000.0
    season = smooth(station.monthly["temp_air_mean_c"])
    slow = np.repeat(temp.reshape(365, 24).mean(1), 24) - np.repeat(season.reshape(365, 24).mean(1), 24)
    saturated = 0.99 * humidity.humidity_ratio(humidity.saturation_pressure(temp), pressure)
    base = np.maximum(smooth(target), 0.2 * target.min()) * np.exp(0.035 * slow)
    scale = np.ones(12)
    for _ in range(12):
        w = np.minimum(base * np.maximum(smooth(scale), 0.05), saturated)
        scale = np.clip(scale * target / monthly_mean(w), 0.05, 5.0)
    return np.minimum(base * np.maximum(smooth(scale), 0.05), saturated)


def wind(station: Station, solar_hour: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Wind speed (Weibull by month, persistent, stronger in the afternoon) and direction (persistent, no preferred one).

    References
    ----------
    Justus, Hargraves, Mikhail and Graber 1978, Journal of Applied Meteorology 17:350 (Weibull shape from mean and spread).
    """
    mean = np.maximum(station.monthly["wind_speed_m_s"], 0.05)
    cv = np.clip(station.monthly["wind_speed_std_m_s"] / mean, 0.2, 2.0)
    shape = np.clip(cv**-1.086, 0.5, 6.0)[MONTH_OF_HOUR]  # Justus et al. 1978
    noise = rng.standard_normal((2, 8760))
    swing = WIND_SWING * np.cos(2.0 * np.pi * (solar_hour - WIND_HOUR) / 24.0)
    z = np.sqrt(1.0 - WIND_SWING**2 / 2.0) * autoregressive(noise[0], np.full(8760, WIND_PERSISTENCE)) + swing
    u = np.clip(ndtr(z), 1e-6, 1 - 1e-6)
    speed = (-np.log1p(-u)) ** (1.0 / shape)
    speed *= (mean / monthly_mean(speed))[MONTH_OF_HOUR]
    turn = np.cumsum(noise[1] * 25.0)
    return np.minimum(speed, 35.0), turn % 360.0


def longwave(station: Station, temp: np.ndarray, dew: np.ndarray, daily_k: np.ndarray) -> np.ndarray:
    """Infrared sky, W/m2: cloud falls with clearness, its monthly level fitted to the table's infrared mean (0..10 tenths).

    References
    ----------
    Clark and Allen 1978, Proceedings of the 2nd National Passive Solar Conference, with Walton's cloud polynomial.
    """
    cloudy = np.repeat(np.clip((0.75 - daily_k) / 0.6, 0.0, 1.0), 24)
    target = station.monthly["horizontal_infrared_w_m2"]
    low, high = np.zeros(12), np.full(12, 3.0)
    for _ in range(30):
        level = (low + high) / 2.0
        cover = 10.0 * np.clip(cloudy + (level - 1.0)[MONTH_OF_HOUR], 0.0, 1.0)
        infrared = humidity.sky_longwave(temp, dew, cover)
        more = monthly_mean(infrared) > target
        low, high = np.where(more, low, level), np.where(more, level, high)
    return infrared
