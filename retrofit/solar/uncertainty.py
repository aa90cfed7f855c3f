"""How sure a yield is: a budget of independent parts, P50 to P99 from it, and an ensemble of years where there is one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from weather.tables import read_table
from weather.year import WeatherYear

EXCEEDANCE = {"P50": 0.0, "P75": 0.6745, "P90": 1.2816, "P99": 2.3263}
"""Name -> standard deviations below the median of a normal distribution (quantiles of 0.5, 0.25, 0.1, 0.01)."""
CLOCK_WARNINGS = ("weather-clock", "weather-closure")
"""Findings of ``weather.quality`` that a file's radiation can be read in more than one way."""
ENSEMBLE_MIN = 5
"""Fewest years from which a spread is taken."""


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


def from_ensemble(parts: Sequence[Part], annual_kwh: Sequence[float], years: int = 1) -> tuple[Part, ...]:
    """The budget with the year-to-year part from simulated years of the same array.

    Parameters
    ----------
    annual_kwh : sequence of float
        One value for each real year, at least five; fewer leave the budget as it is.
    """
    values = np.asarray(annual_kwh, dtype=float)
    if len(values) < ENSEMBLE_MIN:
        return tuple(parts)
    share = float(values.std(ddof=1) / values.mean()) / math.sqrt(years)
    own = Part(
        "interannual", share, f"{len(values)} simulated years of this array", "confirmed", "sample standard deviation"
    )
    return tuple(own if p.key == "interannual" else p for p in parts)


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
