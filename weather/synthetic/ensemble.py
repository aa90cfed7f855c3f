"""Several possible years of one climate: how much a year differs from the typical one, for P50 and P90, warm and cold years.

The table has one typical year and no year-to-year spread. What can be said from it is the spread that chance alone gives the
mean of a month whose days have the table's standard deviation and persistence: the climatic noise of Madden 1976 (Monthly Weather
Review 104:942) and Katz 1982,

    var(mean of n days) = sd^2 / n * (1 + 2 sum_{k=1}^{n-1} (1 - k/n) phi^k)

for a lag-1 autoregressive day. Slow causes (El Nino, circulation, aerosols, warming) come on top and are not in it: the spread is a
lower estimate. Temperature and clearness of a month vary together as their days do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from foundation.messages import message
from weather import humidity
from weather.site import Site
from weather.stations.months import MONTH_DAYS
from weather.stations.table import Station, tails_moved
from weather.synthetic import synthetic_year
from weather.year import WeatherYear

EXTREME_OF = 20
"""Possible years of which a warm or cold one is taken."""
NOISE_NOTE = (
    "months differ from the table by the chance of their days (climatic noise, Madden 1976); slow causes are not in it, so that "
    "real years differ more"
)


def noise_of_means(std: np.ndarray, phi: np.ndarray, days: np.ndarray = MONTH_DAYS) -> np.ndarray:
    """Standard deviation of the mean of ``days`` days of a lag-1 autoregressive series (Madden 1976; Katz 1982).

    Parameters
    ----------
    std, phi, days : ndarray
        Standard deviation and lag-1 autocorrelation of daily values, number of days; one shape.

    Returns
    -------
    ndarray
        In the unit of ``std``.

    >>> noise_of_means(np.array([2.0]), np.array([0.0]), np.array([25])).round(3)
    array([0.4])
    """
    lag = np.arange(1, int(np.max(days)))
    weight = np.maximum(1.0 - lag / days[:, None], 0.0)
    factor = 1.0 + 2.0 * (weight * phi[:, None] ** lag).sum(axis=1)
    result: np.ndarray = std * np.sqrt(factor / days)
    return result


def month_noise(station: Station) -> dict[str, np.ndarray]:
    """Standard deviation of each month's mean temperature (K) and clearness index (-) from year to year, shape (12,)."""
    m = station.monthly
    temperature = noise_of_means(m["temp_air_daily_std_c"], np.clip(m["temp_air_daily_autocorr"], 0.0, 0.95))
    clearness = noise_of_means(m["clearness_daily_std"], np.clip(m["clearness_daily_autocorr"], 0.0, 0.95))
    return {"temp_air_k": temperature, "clearness": clearness}


def varied(station: Station, seed: int) -> Station:
    """The station's statistics in one possible year: every month's mean temperature and clearness drawn from their noise.

    Diffuse follows global by the ratio of the monthly diffuse shares of Collares-Pereira and Rabl 1979; humidity keeps the share
    of saturation; infrared follows the clear sky of the new temperature and dew point; soil stays. The year's extremes move with
    the coldest and the warmest month.
    """
    rng = np.random.Generator(np.random.PCG64([seed, 20]))
    m = dict(station.monthly)
    noise = month_noise(station)
    rho = np.clip(m["corr_temp_clearness"], -0.95, 0.95)
    sky = rng.standard_normal(12)
    warm = rho * sky + np.sqrt(1.0 - rho**2) * rng.standard_normal(12)
    ratio = np.clip(1.0 + noise["clearness"] * sky / np.maximum(m["clearness_mean"], 0.05), 0.5, 1.5)
    highest = np.maximum(0.78, m["clearness_mean"])
    clearness = np.clip(m["clearness_mean"] * ratio, 0.05, highest)
    ratio = clearness / m["clearness_mean"]
    share = np.minimum(diffuse_share(clearness) / diffuse_share(m["clearness_mean"]), 0.98 / _share_of(m))
    m["clearness_mean"] = clearness
    m["ghi_wh_m2_day"] = m["ghi_wh_m2_day"] * ratio
    m["dhi_wh_m2_day"] = m["dhi_wh_m2_day"] * ratio * share
    kelvin = noise["temp_air_k"] * warm
    warmest, coldest = np.argmax(m["temp_air_mean_c"]), np.argmin(m["temp_air_mean_c"])
    tails = tails_moved(station.temp_air_tails_c, float(kelvin[coldest]), float(kelvin[warmest]))
    return replace(station, monthly=shifted(m, kelvin), temp_air_tails_c=tails)


def _share_of(m: dict[str, np.ndarray]) -> np.ndarray:
    return m["dhi_wh_m2_day"] / m["ghi_wh_m2_day"]


def diffuse_share(clearness: np.ndarray) -> np.ndarray:
    """Monthly diffuse share by monthly clearness (Collares-Pereira and Rabl 1979, Solar Energy 22:155, at a sunset angle of 90 degrees)."""
    result: np.ndarray = 0.775 - 0.505 * np.cos(np.radians(115.0 * clearness - 103.0))
    return np.clip(result, 0.1, 1.0)


def shifted(monthly: dict[str, np.ndarray], kelvin: np.ndarray) -> dict[str, np.ndarray]:
    """Monthly columns with warmer or colder air: saturation share kept, infrared with the clear sky of air and dew point."""
    m = dict(monthly)
    before = humidity.vapour_pressure(m["humidity_ratio_g_kg"] / 1000.0, m["pressure_pa"])
    old = m["temp_air_mean_c"]
    for name in ("temp_air_mean_c", "temp_air_daily_max_c", "temp_air_daily_min_c"):
        m[name] = m[name] + kelvin
    after = before * humidity.saturation_pressure(m["temp_air_mean_c"]) / humidity.saturation_pressure(old)
    m["humidity_ratio_g_kg"] = 1000.0 * humidity.humidity_ratio(after, m["pressure_pa"])
    none = np.zeros(12)
    ratio = humidity.sky_longwave(m["temp_air_mean_c"], humidity.dew_point(after), none) / humidity.sky_longwave(
        old, humidity.dew_point(before), none
    )
    m["horizontal_infrared_w_m2"] = m["horizontal_infrared_w_m2"] * ratio
    return m


def possible_year(station: Station, site: Site | None = None, seed: int = 1) -> WeatherYear:
    """One possible year: the months' means drawn from their noise, and within them days and hours; its notes say so."""
    year = synthetic_year(varied(station, seed), site, seed)
    told = message(
        "possible year of {station} ({wmo}), seed {seed}, months drawn from their climatic noise",
        station=station.title,
        wmo=station.site.wmo,
        seed=seed,
    )
    source = replace(year.source.noted("possible-months", NOISE_NOTE), description=told)
    return replace(year, source=source)


def ensemble(
    station: Station, site: Site | None = None, seeds: Iterable[int] = range(1, 11)
) -> tuple[WeatherYear, ...]:
    """One possible year for every seed, in their order; ``station`` and ``site`` as in ``synthetic_year``.

    The same seed gives the same year, bit for bit.
    """
    return tuple(possible_year(station, site, seed) for seed in seeds)


def year_of_kind(kind: str, station: Station, site: Site | None = None, seed: int = 1) -> WeatherYear:
    """The typical year, a possible year, or the warmest or coldest of ``EXTREME_OF`` possible years.

    Parameters
    ----------
    kind : "typical" | "possible" | "warm" | "cold"
    seed : int
        For the extremes the first of the seeds that are tried.

    Raises
    ------
    ValueError
        If ``kind`` is unknown.
    """
    if kind == "typical":
        return synthetic_year(station, site, seed)
    if kind == "possible":
        return possible_year(station, site, seed)
    chosen = extreme(ensemble(station, site, range(seed, seed + EXTREME_OF)), kind)
    measure = "most cooling degree hours" if kind == "warm" else "most heating degree hours"
    text = message(
        "{year}; the one with the {measure} of {count}",
        year=chosen.source.description,
        measure=measure,
        count=EXTREME_OF,
    )
    return replace(chosen, source=replace(chosen.source, description=text))


def exceeded(values: Iterable[float], probability: float) -> float:
    """The value that is exceeded with a probability: 0.5 is P50, 0.9 is P90 (normal law through mean and standard deviation).

    >>> round(exceeded([90.0, 100.0, 110.0], 0.9), 2)
    87.18
    """
    from statistics import NormalDist

    x = np.fromiter(values, dtype=float)
    spread = float(x.std(ddof=1)) if len(x) > 1 else 0.0
    return float(x.mean()) - spread * NormalDist().inv_cdf(probability)


def extreme(
    years: Iterable[WeatherYear], kind: str, measure: Callable[[WeatherYear], float] | None = None
) -> WeatherYear:
    """The warmest or coldest of several years.

    Parameters
    ----------
    kind : "warm" | "cold"
        Most cooling degree hours over 26 degC, or most heating degree hours under 18 degC.
    measure : callable, optional
        Another measure; the year with its largest value is taken.

    Raises
    ------
    ValueError
        If ``kind`` is unknown or there is no year.
    """
    if kind not in ("warm", "cold"):
        raise ValueError(f"kind must be 'warm' or 'cold', not {kind!r}")
    if measure is None:
        sign, base = (1.0, 26.0) if kind == "warm" else (-1.0, 18.0)

        def measure(year: WeatherYear) -> float:
            return float(np.maximum(sign * (year.column("temp_air") - base), 0.0).sum())

    return max(years, key=measure)
