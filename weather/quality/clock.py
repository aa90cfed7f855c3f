"""The radiation clock: how late the global radiation of a year runs against the sun.

Two estimators that fail for different reasons are taken together. The *envelope* (95th percentile of every clock hour in a
month) is the course of clear hours, and its centre of gravity is compared with that of a clear sky; a climate with cloudy
afternoons the year round pulls it, so that it counts little where the two disagree. The *edges* ask where light begins and ends: radiation at hours that are dark, and none
at hours that are light, cost; clouds do not matter there, hills and coarse rounding do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from weather.sun import equation_of_time, solar_position, sun_at, sun_within_hour
from weather.year import WeatherYear

SAMPLES = 12
"""Instants an hour of the edge estimator: steps of 5 minutes."""
LARGEST_MIN = 150


@dataclass(frozen=True, eq=False, slots=True)
class ClockEstimate:
    """How late the radiation is, minutes (positive = late), with its 95 % uncertainty and what it came from."""

    late_min: float
    uncertainty_min: float
    envelope_min: float
    edges_min: float
    by_month: tuple[float, ...]
    """The envelope of every month with sun."""
    mean_share: float = float("nan")
    """Share of the equation of time that the months' lateness follows: 0 the true sun, 1 a sun that keeps mean solar time; nan if unknown."""
    mean_share_uncertainty: float = float("inf")
    """Its 95 % uncertainty."""

    @property
    def significant(self) -> bool:
        """More than a quarter of an hour, and more than the uncertainty."""
        return abs(self.late_min) > 15.0 and abs(self.late_min) > self.uncertainty_min

    @property
    def mean_sun(self) -> bool:
        """The radiation keeps mean solar time: up to a quarter of an hour beside the sun in a month, though right over the year."""
        return 0.5 < self.mean_share < 1.5 and self.mean_share - self.mean_share_uncertainty > 0.25


def haurwitz(cos_zenith: np.ndarray) -> np.ndarray:
    """Clear-sky global irradiance, W/m2 (Haurwitz 1945): ``1098 cos z exp(-0.057 / cos z)``."""
    c = np.maximum(cos_zenith, 0.0)
    result: np.ndarray = 1098.0 * c * np.exp(-0.057 / np.maximum(c, 0.01))
    return result


def clearsky_profile(year: WeatherYear, shift_min: float = 0.0) -> np.ndarray:
    """Clear-sky global irradiance (``haurwitz``) at mid-hour plus ``shift_min``, W/m2, shape (hours,)."""
    if shift_min == 0.0:
        return haurwitz(solar_position(year).cos_zenith)
    return haurwitz(sun_at(year.site, year.index + pd.Timedelta(minutes=30.0 + shift_min)).cos_zenith)


def envelope(values: np.ndarray, month: np.ndarray, percentile: float = 95.0) -> np.ndarray:
    """Percentile of every clock hour in every month, shape (12, 24)."""
    days, months = values.reshape(-1, 24), month.reshape(-1, 24)[:, 0]
    return np.array([np.percentile(days[months == m], percentile, axis=0) for m in range(1, 13)])


def _by_envelope(year: WeatherYear) -> tuple[np.ndarray, np.ndarray]:
    """Centre of gravity of the envelope minus that of the clear sky, minutes, and the months' weights; months with sun only."""
    month = np.asarray(year.index.month)
    seen, clear = envelope(year.column("ghi"), month), envelope(clearsky_profile(year), month)
    good = (seen.sum(axis=1) > 0.0) & (clear.sum(axis=1) > 0.0)
    seen, clear = seen[good], clear[good]
    hour = np.arange(24) + 0.5
    late = 60.0 * (seen @ hour / seen.sum(axis=1) - clear @ hour / clear.sum(axis=1))
    return late, clear.sum(axis=1)


def _equation_share(year: WeatherYear, late: np.ndarray, weights: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Regression of the months' lateness on the equation of time: slope, its 95 % uncertainty, and the months' equation, minutes.

    Of 17 TMY3 files none has a slope beyond 0.15, nor Kunming's CSWD file (-0.08), of 24 synthetic years of twelve climates none beyond
    0.24; the CSWD files of Guangzhou and Changsha have 0.95 and 1.05.
    """
    month = np.asarray(year.index.month)
    equation = np.bincount(month, equation_of_time(year), 13)[1:] / np.bincount(month, minlength=13)[1:]
    if len(late) < 12:
        return float("nan"), float("inf"), equation
    share = weights / weights.sum()
    x = equation - share @ equation
    spread = share @ x**2
    slope = float(share @ (x * late) / spread)
    rest = late - share @ late - slope * x
    error = float(np.sqrt(share @ rest**2 / spread / (len(late) - 2)))
    return slope, 2.0 * error, equation


def _by_edges(year: WeatherYear) -> float:
    """Middle of the shifts at which light and dark fit best, minutes; nan where no shift fits."""
    zenith, _ = sun_within_hour(year, SAMPLES)
    fine = haurwitz(np.cos(np.radians(zenith))).ravel()
    ghi = year.column("ghi")
    unlit = ghi <= 0.5
    step = 60 // SAMPLES
    shifts = np.arange(-LARGEST_MIN, LARGEST_MIN + 1, step)
    total = np.concatenate([[0.0], np.cumsum(np.concatenate([fine, fine]))])
    start = len(fine) + SAMPLES * np.arange(year.hours) - (shifts[:, None] // step)
    start = np.where(start + SAMPLES >= len(total), start - len(fine), start)
    light = (total[start + SAMPLES] - total[start]) / SAMPLES
    # a dark hour's radiation against a light hour's missing one: the second is weighed down, dim light is often rounded off
    cost = np.where(light <= 1.0, ghi, 0.0).sum(axis=1) + 0.3 * np.where(unlit, light, 0.0).sum(axis=1)
    level = cost.min() + 0.1 * (np.median(cost) - cost.min())
    inside = np.flatnonzero(cost <= level)
    first, last = int(inside[0]), int(inside[-1])
    if first == 0 or last == len(shifts) - 1:
        return float("nan")
    ends = [
        np.interp(level, [cost[a], cost[b]], [shifts[a], shifts[b]]) for a, b in ((first, first - 1), (last, last + 1))
    ]
    return float(np.mean(ends))


AGREED_MIN, APART_MIN = 3.0, 8.0
LEAST_WEIGHT = 0.1


def _envelope_weight(apart_min: float) -> float:
    """Weight of the envelope beside the edges: a half where the two agree, little where they do not.

    Dim afternoons pull the envelope and leave the edges alone: with afternoons that are 15 % dimmer, or 30 % on most days, the envelope
    of twelve climates is 6 to 15 min early, the edges within 4 min of the truth.
    """
    away = np.clip((abs(apart_min) - AGREED_MIN) / (APART_MIN - AGREED_MIN), 0.0, 1.0)
    return float(0.5 - (0.5 - LEAST_WEIGHT) * away)


def radiation_clock(year: WeatherYear) -> ClockEstimate:
    """Estimate the lateness of the year's global radiation (cached): both estimators, the edges before the envelope where they disagree.

    ``uncertainty_min`` is twice the root of the months' standard error squared, half the two estimators' difference
    squared, and 1 min squared (what the clear sky of hourly means leaves).
    """
    if "radiation_clock" not in year.cache:
        months, weights = _by_envelope(year)
        if not len(months):
            return ClockEstimate(0.0, float("inf"), float("nan"), float("nan"), ())
        share, doubt, equation = _equation_share(year, months, weights)
        estimate = ClockEstimate(0.0, 0.0, 0.0, 0.0, tuple(float(m) for m in months), share, doubt)
        if estimate.mean_sun:
            months = months - equation
        mean = float(np.average(months, weights=weights))
        error = float(np.sqrt(np.average((months - mean) ** 2, weights=weights) / len(months)))
        edges = _by_edges(year)
        late, apart = mean, 10.0  # without edges: as if they were 10 min away
        if np.isfinite(edges):
            apart = mean - edges
            late = edges + _envelope_weight(apart) * apart
        uncertainty = 2.0 * float(np.sqrt(error**2 + (apart / 2.0) ** 2 + 1.0))
        year.cache["radiation_clock"] = replace(
            estimate, late_min=late, uncertainty_min=uncertainty, envelope_min=mean, edges_min=edges
        )
    result: ClockEstimate = year.cache["radiation_clock"]
    return result


def radiation_clock_min(year: WeatherYear) -> float:
    """How late the global radiation runs against the sun, minutes (positive = late); see ``radiation_clock``."""
    return radiation_clock(year).late_min
