"""How sure a yield is: a budget of independent parts, P50 to P99 from it, and an ensemble of years where there is one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from foundation.errors import InputError
from foundation.messages import message, translated
from foundation.tables import read_table
from weather.stations.monthly_statistics import station_of
from weather.stations.table import Station, find_station
from weather.synthetic.ensemble import varied
from weather.year import WeatherYear

EXCEEDANCE = {"P50": 0.0, "P75": 0.6745, "P90": 1.2816, "P99": 2.3263}
"""Name -> standard deviations below the median of a normal distribution (quantiles of 0.5, 0.25, 0.1, 0.01)."""
CLOCK_WARNINGS = ("weather-clock", "weather-closure")
"""Findings of ``weather.quality`` that a file's radiation can be read in more than one way."""
ENSEMBLE_MIN = 5
"""Fewest years from which a spread is taken."""
POSSIBLE_YEARS = 200
"""Possible years of a climate, whose spread is then known to 5 % of itself; 0.03 s."""
LARGER = (
    "{years} possible years of {name} ({wmo}), whose months differ by the chance of their days (Madden 1976); circulation and "
    "aerosol are not in it"
)
SMALLER = "{source}; the months' chance alone, a lower estimate, is {share:.1%} at {name} ({wmo})"


@dataclass(frozen=True, slots=True)
class Part:
    """One cause: standard deviation as a share of the year's yield."""

    key: str
    share: float
    source: str
    status: str
    note: str = ""


def _row(key: str, applies: str) -> Part:
    r = next(r for r in read_table("retrofit", "pv_uncertainty.csv") if r["key"] == key and r["applies"] == applies)
    return Part(key, float(r["share"]), r["source"], r["status"], r["note"])


def budget(year: WeatherYear, years: int = 1) -> tuple[Part, ...]:
    """The parts for a weather year.

    Parameters
    ----------
    year : WeatherYear
        Its kind decides what its radiation is worth; a file whose clock or closure is warned of has one part more.
    years : int
        1: any single year; n: the mean of n years, in which good and bad years even out and the rate of ageing counts.

    References
    ----------
    Thevenard and Pelland 2013, Solar Energy 91:432; every part's source in ``pv_uncertainty.csv``.
    """
    parts = [_row("resource", year.source.kind)]
    if any(w.code in CLOCK_WARNINGS for w in year.warnings):
        parts.append(_row("clock", "warned"))
    one = _row("interannual", "all")
    parts.append(replace(one, share=one.share / math.sqrt(years)))
    parts += [_row(key, "all") for key in ("transposition", "temperature", "rating", "losses")]
    if years > 1:
        rate = _row("degradation", "life")
        parts.append(replace(rate, share=rate.share * (years - 1) / 2.0))
    return tuple(parts)


def from_ensemble(
    parts: Sequence[Part],
    annual_kwh: Sequence[float] | np.ndarray,
    years: int = 1,
    source: str = "",
    status: str = "confirmed",
) -> tuple[Part, ...]:
    """The budget with the year-to-year part from several years of the same array.

    Parameters
    ----------
    annual_kwh : sequence of float
        One value for each real year, at least five; fewer leave the budget as it is.
    source, status : str
        Of these years; default: simulated years of this array.
    """
    values = np.asarray(annual_kwh, dtype=float)
    if len(values) < ENSEMBLE_MIN or values.mean() <= 0.0:
        return tuple(parts)
    share = float(values.std(ddof=1) / values.mean()) / math.sqrt(years)
    source = source or f"{len(values)} simulated years of this array"
    own = Part("interannual", share, source, status, "sample standard deviation")
    return tuple(own if p.key == "interannual" else p for p in parts)


def climate_of(year: WeatherYear) -> Station | None:
    """The table's station of the year's WMO number, or the year's own monthly statistics; None of a year that is not 8760 hours."""
    try:
        return find_station(year.site.wmo)
    except InputError:
        return station_of(year) if year.hours == 8760 else None


@lru_cache(maxsize=8)
def _global_ratios(station: Station) -> np.ndarray:
    """Global radiation of the months of possible years over that of the table, shape (POSSIBLE_YEARS, 12)."""
    base = np.maximum(station.monthly["ghi_wh_m2_day"], 1e-9)
    years = [varied(station, seed).monthly["ghi_wh_m2_day"] for seed in range(1, POSSIBLE_YEARS + 1)]
    return np.array(years) / base


def possible_annual_kwh(station: Station, monthly_kwh: np.ndarray) -> np.ndarray:
    """Annual yield of an array in possible years of the climate, kWh, shape (POSSIBLE_YEARS,).

    A month's yield follows its global radiation. Against possible years simulated hour by hour (30 of five Chinese cities) the
    annual values of roofs up to 40 degrees correlate with 0.99 and more, and their spread is met within 12 %, of south walls
    (where the sun counts more than proportionally) within 20 %.

    Parameters
    ----------
    monthly_kwh : ndarray
        In the year that was simulated, shape (12,).
    """
    result: np.ndarray = _global_ratios(station) @ np.asarray(monthly_kwh, dtype=float)
    return result


def year_to_year(
    parts: Sequence[Part], year: WeatherYear, monthly_kwh: np.ndarray, own: float | None = None, years: int = 1
) -> tuple[Part, ...]:
    """The budget with the year-to-year part of the site: the larger of the climate's noise and the published range.

    The noise of months (``weather.ensemble``) has no slow causes and is a lower estimate, so that it may raise the published
    value and not lower it.

    Parameters
    ----------
    monthly_kwh : ndarray
        Yield of the array by month, shape (12,).
    own : float, optional
        Standard deviation of one year that the project gives, share of the yield: overrides both.
    """
    if own is not None:
        given = Part("interannual", own / math.sqrt(years), "the project file", "confirmed")
        return tuple(given if p.key == "interannual" else p for p in parts)
    station = climate_of(year)
    published = next(p for p in parts if p.key == "interannual")
    if station is None or np.sum(monthly_kwh) <= 0.0:
        return tuple(parts)
    place = {"name": translated(station.site.name, station.name_zh), "wmo": station.site.wmo}
    source = message(LARGER, years=POSSIBLE_YEARS, **place)
    found = from_ensemble(parts, possible_annual_kwh(station, monthly_kwh), years, source, "unconfirmed")
    share = next(p for p in found if p.key == "interannual").share
    if share > published.share:
        return found
    both = message(SMALLER, source=published.source, share=share * math.sqrt(years), **place)
    return tuple(replace(p, source=both) if p.key == "interannual" else p for p in parts)


def spread(parts: Sequence[Part]) -> float:
    """Standard deviation of all independent parts together, share of the yield.

    >>> spread([Part("a", 0.03, "", ""), Part("b", 0.04, "", "")])
    0.05
    """
    return math.hypot(*(p.share for p in parts))


def quantiles(sigma: float) -> dict[str, float]:
    """Share of the median that is reached with 50, 75, 90 and 99 % probability (normal distribution).

    >>> {k: round(v, 3) for k, v in quantiles(0.06).items()}
    {'P50': 1.0, 'P75': 0.96, 'P90': 0.923, 'P99': 0.86}
    """
    return {name: 1.0 - z * sigma for name, z in EXCEEDANCE.items()}
