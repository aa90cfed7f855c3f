"""A series with stamps, of any step up to an hour, as the hours of one year at a site; what the stamps mean is told by the caller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem
from foundation.messages import message
from weather.readers.raw import RawYear
from weather.site import Site
from weather.stations.months import NOMINAL_YEAR
from weather.year import Provenance

STEPS_MIN = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
LARGEST_OFFSET_H = 26
"""Two clocks on earth differ by at most 26 hours."""


@dataclass(frozen=True, eq=False, slots=True)
class Series:
    """Values as a file gives them.

    Attributes
    ----------
    stamps : pandas.DatetimeIndex
        Without time zone, as the source's clock shows.
    columns : dict
        Arrays of the same length, NaN where missing.
    utc_offset_h : float
        Of the source's clock.
    label : "start" | "end"
        Side of the step that a stamp names.
    typical : bool
        Months of many years: the year of a stamp says nothing.
    """

    stamps: pd.DatetimeIndex
    columns: dict[str, np.ndarray]
    utc_offset_h: float
    label: str
    typical: bool = False


def _problem(place: str, message: str, value: object, allowed: str, cure: str) -> InputError:
    return InputError(Problem("series-time", place, message, value, allowed, cure))


def _step(stamps: pd.DatetimeIndex, place: str) -> int:
    """Minutes between stamps, or an error that names the first stamp out of order."""
    if len(stamps) < 8000:
        raise _problem(
            place, "too few rows for a year", len(stamps), "8,760 hours or more", "give a whole calendar year"
        )
    minutes = np.diff(stamps.as_unit("ns").asi8) / 6e10
    if (minutes <= 0).any():
        k = int(np.flatnonzero(minutes <= 0)[0]) + 1
        raise _problem(place, "time does not go on (twice the same, or back)", str(stamps[k]), message("after {stamp}", stamp=stamps[k - 1]),
                       "sort the rows, delete double ones; give standard time without daylight saving")  # fmt: skip
    step = float(np.median(minutes))
    if step not in STEPS_MIN:
        raise _problem(place, "the step of the series is no whole part of an hour", f"{step:g} min", message("{steps} min", steps=", ".join(map(str, STEPS_MIN))),
                       "average the series to hours")  # fmt: skip
    return int(step)


def step_minutes(series: Series, place: str) -> int:
    """Minutes of a step of the series.

    Raises
    ------
    InputError
        ``series-time``.
    """
    return _step(_calendar(series), place)


def _calendar(series: Series) -> pd.DatetimeIndex:
    """Stamps at the start of their step but for the step's length, on one calendar if the year is typical."""
    if not series.typical:
        return series.stamps
    s = series.stamps
    # an end label of 31 December is 1 January of the next year, whatever year the month was taken from
    last = (s.month == 1) & (s.day == 1) & (s.hour == 0) & (s.minute == 0) & (np.arange(len(s)) > len(s) // 2)
    keep = {"year": np.where(last, NOMINAL_YEAR + 1, NOMINAL_YEAR), "month": s.month, "day": s.day, "hour": s.hour, "minute": s.minute}  # fmt: skip
    return pd.DatetimeIndex(pd.to_datetime(pd.DataFrame(keep), errors="coerce"))


def _hourly(name: str, values: np.ndarray, hour: np.ndarray, hours: int, per_hour: int) -> np.ndarray:
    """Mean of every hour; NaN where not every step of it is there. Wind directions are averaged as vectors."""
    good = np.isfinite(values)

    def mean(v: np.ndarray) -> np.ndarray:
        count = np.bincount(hour[good], minlength=hours)
        return np.where(count == per_hour, np.bincount(hour[good], v[good], hours) / per_hour, np.nan)

    if name == "wind_direction" and per_hour > 1:
        angle = np.radians(np.where(good, values, 0.0))
        result: np.ndarray = np.degrees(np.arctan2(mean(np.sin(angle)), mean(np.cos(angle)))) % 360.0
        return result
    return mean(values)


def to_year(series: Series, site: Site, source: Provenance, place: str) -> RawYear:
    """The hours of the series' calendar year at the site.

    Raises
    ------
    InputError
        ``series-time``: order, step, stamps off the step, more than one year.
    """
    stamps = _calendar(series)
    if stamps.isna().any():
        k = int(np.flatnonzero(stamps.isna())[0])
        raise _problem(
            place,
            "no such day in a year of 365 days",
            str(series.stamps[k]),
            "",
            "leave 29 February out of a typical year",
        )
    step = _step(stamps, place)
    shift = site.utc_offset_h - series.utc_offset_h
    minute = stamps.as_unit("ns").asi8 // 60_000_000_000 - (step if series.label == "end" else 0) + round(60.0 * shift)
    off = minute % step
    if (off != off[0]).any() or off[0] != 0:
        k = int(np.flatnonzero(off != 0)[0])
        raise _problem(place, message("a stamp is not a whole multiple of the step of {step} min", step=step), str(series.stamps[k]), message("every {step} min", step=step),
                       "give full steps; an instant within the hour has to be told")  # fmt: skip
    whole = pd.DatetimeIndex(pd.to_datetime(minute * 60, unit="s"))
    year = int(pd.Series(whole.year).mode()[0])
    hours = 8784 if pd.Timestamp(year, 1, 1).is_leap_year else 8760
    hour = (minute - pd.Timestamp(year, 1, 1).value // 60_000_000_000) // 60
    per_hour = 60 // step
    inside = (hour >= 0) & (hour < hours)
    outside = int((~inside).sum())
    limit = per_hour * LARGEST_OFFSET_H if shift else 0
    if outside > limit:
        raise _problem(place, "the rows are not of one calendar year at the site", message("{count} rows outside {year}", count=outside, year=year), message("{hours} hours of {year}", hours=hours, year=year),
                       "give one calendar year, from 1 January to 31 December of the site's standard time")  # fmt: skip
    if outside:  # a year by another clock: its ends are taken from each other
        hour = hour % hours
        note = (
            "stamps by another clock (UTC{offset:+g}): {hours} hours at an end of the year are taken from its other end"
        )
        source = source.noted("wrapped", note, offset=series.utc_offset_h, hours=outside // per_hour)
        if len(np.unique(hour * 60 + minute % 60)) < len(hour):
            raise _problem(
                place,
                "more rows than a year has",
                len(hour),
                str(hours * per_hour),
                "give one calendar year",
            )
    if per_hour > 1:
        note = "{step} min values, labelled at the {side} of their step, averaged over the hour"
        source = source.noted("averaged", note, step=step, side=series.label)
    columns = {n: _hourly(n, v, hour, hours, per_hour) for n, v in series.columns.items()}
    index = pd.date_range(f"{year}-01-01", periods=hours, freq="h", tz=site.tz)
    return RawYear(site, index, columns, source, place, lambda k: f"{place} {index[k]:%Y-%m-%d %H:%M}")
