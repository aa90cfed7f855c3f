"""Hours of dry bulb from the month's statistics and the year's extremes.

Constants fitted here come from the same 14 places as those of the sky (three CSWD, eleven TMY3), 168 months; the six places held
out of every fit are named there.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from weather.stations.months import MONTH_OF_DAY, MONTH_OF_HOUR, by_month_of_days, daily_mean, monthly_mean, smooth
from weather.stations.table import Station
from weather.synthetic.sky import autoregressive, of_cswd, ranks_in_month

DIURNAL = {"cswd": (2.89, 2.35, 1.83), "tmy3": (2.02, 2.20, 0.50)}
"""Parton and Logan 1981 (Agricultural Meteorology 23:205): lag of the maximum, h; decay of the night, -; lag of the minimum after
sunrise, h. Their air temperature at 1.5 m has 1.86, 2.20, -0.17; here fits to the mean days by month of the three CSWD files, and
of eleven TMY3 files. Residual 5 % of the range in each of the CSWD files left out (with the other constants 13 %), 6 % in the six
held out TMY3. CSWD days are warmest at 15.5 h solar time, American ones at 14. Readings at the end of the hour."""
SKEWNESS = -0.25
"""Of the daily means within a month: mean of 168 months (standard deviation 0.50, which is that of samples of 30 persistent days;
held out -0.11, the three CSWD files -0.29). Neither season, humidity nor clearness tells more of it."""
RANGE_BY_CLEARNESS = 0.67
"""Relative rise of the daily range with the relative rise of the day's clearness, mean of 168 months (held out 0.70, CSWD 0.65)."""
RANGE_SPREAD = (0.09, 0.41)
"""Standard deviation of the daily range that clearness does not explain, over the month's mean range and over the standard
deviation of its daily means: least squares, residual 0.5 K (held out 0.8 K)."""
STEP_OF_RANGE = 0.043
"""Standard deviation of the hourly step beside weather systems, over the month's mean daily range; mean of 14 files (0 to 0.094)."""
COURSES = 6
"""Courses drawn for one year, whose mean quantiles are the distribution that it gets."""
TAIL = (35, 175)
"""Hours at either end that the table's extremes decide (0.4 % of 8760), and up to which they are felt (2 %)."""
_CENTRE = np.arange(-1, 366) + 0.5
_READING = (np.arange(8760) + 1.0) / 24.0


def _between(daily: np.ndarray) -> np.ndarray:
    """Straight lines between the middles of days, at the readings, shape (8760,)."""
    result: np.ndarray = np.interp(_READING, _CENTRE, np.concatenate([daily[-1:], daily, daily[:1]]))
    return result


def _scores(daily: np.ndarray) -> np.ndarray:
    """Daily values as standard quantiles of their rank within the month: a short month has the whole distribution.

    Of a gamma distribution with ``SKEWNESS``, by the cube of Wilson and Hilferty 1931.
    """
    g = SKEWNESS
    score = 2.0 / g * ((1.0 + g / 6.0 * ndtri(ranks_in_month(daily)) - g**2 / 36.0) ** 3 - 1.0)
    return score / by_month_of_days(score, "std")[MONTH_OF_DAY]


def _diurnal(latitude: float, solar_hour: np.ndarray, constants: tuple[float, float, float]) -> np.ndarray:
    """The day's course with a range of 1 and a mean of 0: half a sine from sunrise, exponential from sunset on; ``DIURNAL``."""
    b = 2.0 * np.pi * (np.arange(365) + 10.0) / 365.0
    declination = -np.radians(23.45) * np.cos(b)
    length = 24.0 / np.pi * np.arccos(np.clip(-np.tan(np.radians(latitude)) * np.tan(declination), -1.0, 1.0))
    length = np.repeat(np.clip(length, 4.0, 20.0), 24)
    lag, decay, late = constants
    t = (solar_hour + 0.5) % 24.0
    start, end = 12.0 - length / 2.0 + late, 12.0 + length / 2.0
    stretch = end - start + 2.0 * lag
    since = np.where(t >= end, t - end, t + 24.0 - end)
    night = (np.exp(-decay * since / (24.0 - end + start)) - np.exp(-decay)) / (1.0 - np.exp(-decay))
    day = np.sin(np.pi * np.maximum(t - start, 0.0) / stretch)
    shape = np.where((t >= start) & (t < end), day, np.sin(np.pi * (end - start) / stretch) * night).reshape(365, 24)
    shape = (shape - shape.mean(axis=1, keepdims=True)) / np.ptp(shape, axis=1, keepdims=True)
    result: np.ndarray = shape.ravel()
    return result


def _range(hourly: np.ndarray) -> np.ndarray:
    """Highest less lowest hour of each day, shape (365,)."""
    result: np.ndarray = np.ptp(hourly.reshape(365, 24), axis=1)
    return result


def _span(station: Station) -> np.ndarray:
    """Mean daily range of the table, K, shape (12,)."""
    m = station.monthly
    return np.maximum(m["temp_air_daily_max_c"] - m["temp_air_daily_min_c"], 0.1)


def _systems(station: Station, anomaly_k: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Passing weather: daily means with the table's spread and persistence, following clearness, and the hours' own wandering.

    The hours wander as a first-order process whose step follows from the days' persistence, ``sd sqrt(2 (1 - phi ** (1/24)))``,
    and a part that grows with the daily range; the wandering leaves the daily means alone.
    """
    m = station.monthly
    std = m["temp_air_daily_std_c"]
    season = smooth(m["temp_air_mean_c"])
    drift = by_month_of_days(daily_mean(season), "std")
    sigma = np.sqrt(np.maximum(std**2 - drift**2, (0.3 * std) ** 2))
    rho = np.clip(m["corr_temp_clearness"], -0.95, 0.95)[MONTH_OF_DAY]
    phi = np.clip(m["temp_air_daily_autocorr"], 0.05, 0.95)
    own = autoregressive(rng.standard_normal(365), phi[MONTH_OF_DAY])
    curve = _between(sigma[MONTH_OF_DAY] * _scores(rho * anomaly_k + np.sqrt(1.0 - rho**2) * own))
    hourly_phi = phi ** (1.0 / 24.0)
    size = np.sqrt(sigma**2 + (STEP_OF_RANGE * _span(station)) ** 2 / (2.0 * (1.0 - hourly_phi)))
    wander = autoregressive(rng.standard_normal(8760), hourly_phi[MONTH_OF_HOUR]) * size[MONTH_OF_HOUR]
    wander = wander - _between(daily_mean(wander))
    wander = wander - np.repeat(daily_mean(wander), 24)
    for _ in range(4):  # lines between days and exact monthly means change the spread a little: restore it
        curve = curve - smooth(monthly_mean(curve))
        got = by_month_of_days(daily_mean(season + curve), "std")
        curve = curve * smooth(np.clip(std / np.maximum(got, 1e-6), 0.6, 1.6))
    return curve - smooth(monthly_mean(curve)), wander


def _ranges(station: Station, daily_k: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Daily range, K, shape (365,): wider on clear days, by chance, and in the mean of the month as in the table."""
    span = _span(station)
    relative = daily_k / station.monthly["clearness_mean"][MONTH_OF_DAY] - 1.0
    chance = RANGE_SPREAD[0] + RANGE_SPREAD[1] * station.monthly["temp_air_daily_std_c"] / span
    share = 1.0 + RANGE_BY_CLEARNESS * relative + chance[MONTH_OF_DAY] * rng.standard_normal(365)
    ranges = np.maximum(share, 0.15) * daily_mean(smooth(span))
    return ranges * (span / by_month_of_days(ranges, "mean"))[MONTH_OF_DAY]


def _course(
    station: Station, daily_k: np.ndarray, anomaly_k: np.ndarray, shape: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """One course of the year, degC, shape (8760,)."""
    mean = station.monthly["temp_air_mean_c"]
    curve, wander = _systems(station, anomaly_k, rng)
    base = smooth(mean) + curve + wander
    ranges = _ranges(station, daily_k, rng)
    width = ranges
    for _ in range(8):  # weather makes a part of the range: the sun's part is what is left
        width = width * np.clip(ranges / np.maximum(_range(base + _between(width) * shape), 0.1), 0.5, 1.6)
    temp = base + _between(width) * shape
    return temp + smooth(mean - monthly_mean(temp))


def _with_extremes(ordered: np.ndarray, station: Station) -> np.ndarray:
    """Ascending hours whose coldest and hottest, and 0.4 % and 99.6 % percentiles, are the table's where it has them."""
    low, p004, p996, high = station.temp_air_tails_c
    if not np.isfinite(station.temp_air_tails_c).all():
        return ordered
    n, reach = TAIL
    result = ordered.copy()
    cold, hot = ordered[n], ordered[-1 - n]
    result[:n] = p004 + (ordered[:n] - cold) * (p004 - low) / max(cold - ordered[0], 0.1)
    result[-n:] = p996 + (ordered[-n:] - hot) * (high - p996) / max(ordered[-1] - hot, 0.1)
    fade = np.maximum(1.0 - np.arange(8760 - 2 * n) / (reach - n), 0.0)
    result[n:-n] += fade * (p004 - cold) + fade[::-1] * (p996 - hot)
    ascending: np.ndarray = np.maximum.accumulate(result)
    return ascending


def _distributed(temp: np.ndarray, ordered: np.ndarray, station: Station) -> np.ndarray:
    """A course with the distribution ``ordered``, and the table's monthly means, spread of days and mean range again."""
    m = station.monthly
    season = smooth(m["temp_air_mean_c"])

    def at_ranks(values: np.ndarray) -> np.ndarray:
        out = np.empty(8760)
        out[np.argsort(values, kind="stable")] = ordered
        return out + smooth(m["temp_air_mean_c"] - monthly_mean(out))

    temp = at_ranks(temp)
    for _ in range(3):
        days = daily_mean(temp - season)
        slow = _between(days)
        wider = _span(station) / by_month_of_days(_range(temp), "mean")
        spread = m["temp_air_daily_std_c"] / np.maximum(by_month_of_days(daily_mean(temp), "std"), 1e-6)
        slow_part = slow * smooth(np.clip(spread, 0.8, 1.25))
        temp = at_ranks(season + slow_part + (temp - season - slow) * smooth(np.clip(wider, 0.8, 1.25)))
    return temp


def temperature(
    station: Station, daily_k: np.ndarray, anomaly_k: np.ndarray, solar_hour: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Hourly dry bulb, degC, with the table's monthly mean, daily spread, persistence and mean daily range.

    The year is a typical one: of several courses with the same sky the mean of each quantile is what is expected, and the first
    course gets that distribution, with the table's extremes at its ends (the thought behind the choice of typical months by
    Finkelstein and Schafer 1971, ISO 15927-4).

    Parameters
    ----------
    daily_k, anomaly_k : ndarray
        Daily clearness index and its standard anomaly, shape (365,).
    solar_hour : ndarray
        Solar time at mid-hour, h, shape (8760,).
    """
    shape = _diurnal(station.site.latitude, solar_hour, DIURNAL["cswd" if of_cswd(station) else "tmy3"])
    courses = [_course(station, daily_k, anomaly_k, shape, rng) for _ in range(COURSES)]
    expected = np.sort(np.array(courses), axis=1).mean(axis=0)
    return _distributed(courses[0], _with_extremes(expected, station), station)
