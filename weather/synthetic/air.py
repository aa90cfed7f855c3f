"""Hours of the air: temperature, humidity, wind and the infrared sky from the month's statistics."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from weather import humidity
from weather.calendar import MONTH_OF_DAY, MONTH_OF_HOUR, by_month_of_days, daily_mean, monthly_mean, smooth
from weather.climate import Station
from weather.synthetic.sky import autoregressive, ranks_in_month

DIURNAL = (2.44, 2.37, 1.03)
"""Parton and Logan 1981 (Agricultural Meteorology 23:205): lag of the maximum, h; decay of the night, -; lag of the minimum after
sunrise, h. Their air temperature at 1.5 m has 1.86, 2.20, -0.17; here a fit to the mean days of eleven TMY3 files and three CSWD
files of equal weight (residual 9 % of the range, Erbs, Klein and Beckman 1983: 14 % and 6 %). Readings at the end of the hour."""
RANGE_BY_CLEARNESS = 1.17
"""Relative rise of the daily range with the relative rise of the day's clearness; mean of 14 files (0.94 to 1.54)."""
RANGE_SPREAD = 0.34
"""Coefficient of variation of the daily range that clearness does not explain; mean of 14 files (0.20 to 0.49)."""
STEP_OF_RANGE = 0.043
"""Standard deviation of the hourly step beside weather systems, over the month's mean daily range; mean of 14 files (0 to 0.094)."""
WIND_SWING, WIND_HOUR, WIND_PERSISTENCE = 0.41, 14.9, 0.72
"""Daily swing of the Gaussian wind score, the solar hour of its top, and the lag-1 correlation of the rest: means of 14 files
(swing 0.14 to 0.75, hour 12 to 19, correlation 0.55 to 0.89)."""
_CENTRE = np.arange(-1, 366) + 0.5
_READING = (np.arange(8760) + 1.0) / 24.0


def _between(daily: np.ndarray) -> np.ndarray:
    """Straight lines between the middles of days, at the readings, shape (8760,)."""
    result: np.ndarray = np.interp(_READING, _CENTRE, np.concatenate([daily[-1:], daily, daily[:1]]))
    return result


def _normal_scores(daily: np.ndarray) -> np.ndarray:
    """Daily values as standard normal quantiles of their rank within the month: a short month has the whole distribution."""
    score = ndtri(ranks_in_month(daily))
    return score / by_month_of_days(score, "std")[MONTH_OF_DAY]


def _diurnal(latitude: float, solar_hour: np.ndarray) -> np.ndarray:
    """The day's course between 0 (minimum) and about 1, less its mean: half a sine from sunrise, exponential from sunset on."""
    b = 2.0 * np.pi * (np.arange(365) + 10.0) / 365.0
    declination = -np.radians(23.45) * np.cos(b)
    length = 24.0 / np.pi * np.arccos(np.clip(-np.tan(np.radians(latitude)) * np.tan(declination), -1.0, 1.0))
    length = np.repeat(np.clip(length, 4.0, 20.0), 24)
    lag, decay, late = DIURNAL
    t = (solar_hour + 0.5) % 24.0
    start, end = 12.0 - length / 2.0 + late, 12.0 + length / 2.0
    stretch = end - start + 2.0 * lag
    since = np.where(t >= end, t - end, t + 24.0 - end)
    night = (np.exp(-decay * since / (24.0 - end + start)) - np.exp(-decay)) / (1.0 - np.exp(-decay))
    day = np.sin(np.pi * np.maximum(t - start, 0.0) / stretch)
    shape = np.where((t >= start) & (t < end), day, np.sin(np.pi * (end - start) / stretch) * night)
    return shape - np.repeat(daily_mean(shape), 24)


def _systems(station: Station, anomaly_k: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Passing weather: daily means with the table's spread and persistence, following clearness, and the hours' own wandering.

    The hours wander as a first-order process whose step follows from the days' persistence, ``sd sqrt(2 (1 - phi ** (1/24)))``,
    and a part that grows with the daily range; the wandering leaves the daily means alone.
    """
    m = station.monthly
    mean, std = m["temp_air_mean_c"], m["temp_air_daily_std_c"]
    season = smooth(mean)
    drift = by_month_of_days(daily_mean(season), "std")
    sigma = np.sqrt(np.maximum(std**2 - drift**2, (0.3 * std) ** 2))
    rho = np.clip(m["corr_temp_clearness"], -0.95, 0.95)[MONTH_OF_DAY]
    phi = np.clip(m["temp_air_daily_autocorr"], 0.05, 0.95)
    own = autoregressive(rng.standard_normal(365), phi[MONTH_OF_DAY])
    curve = _between(sigma[MONTH_OF_DAY] * _normal_scores(rho * anomaly_k + np.sqrt(1.0 - rho**2) * own))
    hourly_phi = phi ** (1.0 / 24.0)
    span = m["temp_air_daily_max_c"] - m["temp_air_daily_min_c"]
    size = np.sqrt(sigma**2 + (STEP_OF_RANGE * span) ** 2 / (2.0 * (1.0 - hourly_phi)))
    wander = autoregressive(rng.standard_normal(8760), hourly_phi[MONTH_OF_HOUR]) * size[MONTH_OF_HOUR]
    wander = wander - _between(daily_mean(wander))
    wander = wander - np.repeat(daily_mean(wander), 24)
    for _ in range(4):  # lines between days and exact monthly means change the spread a little: restore it
        curve = curve - smooth(monthly_mean(curve))
        got = by_month_of_days(daily_mean(season + curve), "std")
        curve = curve * smooth(np.clip(std / np.maximum(got, 1e-6), 0.6, 1.6))
    return curve - smooth(monthly_mean(curve)) + wander


def temperature(
    station: Station, daily_k: np.ndarray, anomaly_k: np.ndarray, solar_hour: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Hourly dry bulb, degC, with the table's monthly mean, daily spread, persistence and mean daily range."""
    m = station.monthly
    mean, span = m["temp_air_mean_c"], m["temp_air_daily_max_c"] - m["temp_air_daily_min_c"]
    base = smooth(mean) + _systems(station, anomaly_k, rng)
    relative = daily_k / m["clearness_mean"][MONTH_OF_DAY] - 1.0
    range_of_day = 1.0 + RANGE_BY_CLEARNESS * relative + RANGE_SPREAD * rng.standard_normal(365)
    shape = _diurnal(station.site.latitude, solar_hour)
    width = _between(np.clip(range_of_day, 0.1, 2.2)) * smooth(span)
    temp = base
    for _ in range(5):  # weather makes a part of the range: the sun's part is what is left
        temp = base + width * shape
        hourly = temp.reshape(365, 24)
        got = by_month_of_days(hourly.max(1) - hourly.min(1), "mean")
        width = width * np.maximum(smooth(np.clip(1.0 + 1.3 * (span / np.maximum(got, 0.1) - 1.0), 0.3, 2.0)), 0.1)
    temp = base + width * shape
    return temp + smooth(mean - monthly_mean(temp))


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
    """Wind speed (Weibull by month, persistent, stronger in the afternoon) and direction (persistent, no preferred one)."""
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
    """Infrared sky, W/m2: cloud falls with clearness, its monthly level fitted to the table's infrared mean (0..10 tenths)."""
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
