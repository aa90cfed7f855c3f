"""A series with stamps, of any step up to an hour, as the hours of one year at a site; what the stamps mean is told by the caller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from foundation.messages import message
from weather.readers.calendar import YEARS, Placed, minutes_of, placed, step_of, time_problem, without_summer_time
from weather.readers.raw import RawYear
from weather.site import Site
from weather.year import Provenance


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
    label : "start" | "end" | "instant"
        Side of the step that a stamp names, or the instant that the values are of.
    typical : bool
        Months of many years: the year of a stamp says nothing.
    """

    stamps: pd.DatetimeIndex
    columns: dict[str, np.ndarray]
    utc_offset_h: float
    label: str
    typical: bool = False


def step_minutes(series: Series, place: str) -> int:
    """Minutes of a step of the series.

    Raises
    ------
    InputError
        ``series-time``.
    """
    return step_of(minutes_of(series.stamps), place)


def vector_mean(degrees: np.ndarray) -> np.ndarray:
    """Mean direction along the last axis, degrees; NaN where a part is missing."""
    angle = np.radians(degrees)
    result: np.ndarray = np.degrees(np.arctan2(np.sin(angle).mean(axis=-1), np.cos(angle).mean(axis=-1))) % 360.0
    return result


def _slots(minute: np.ndarray, year: Placed, step: int, place: str, series: Series) -> tuple[np.ndarray, int]:
    """Step of the year that every row lies in, and the minutes that an instant is after the step's start."""
    off = minute % step
    if (off != off[0]).any() or (off[0] != 0 and series.label != "instant"):
        k = int(np.flatnonzero(off != (off[0] if series.label == "instant" else 0))[0])
        raise time_problem(place, message("a stamp is not a whole multiple of the step of {step} min", step=step), str(series.stamps[k]), message("every {step} min", step=step),
                           "give full steps; for values of the instant of their stamp set weather.csv.label: instant")  # fmt: skip
    found: np.ndarray = minute // step
    inside = (found >= 0) & (found < year.hours * 60 // step)
    if not inside.all():
        raise time_problem(place, "the rows are not of one calendar year at the site", str(series.stamps[int(np.flatnonzero(~inside)[0])]), "", "give one calendar year")  # fmt: skip
    return found, int(off[0])


def _at_centres(values: np.ndarray, after_min: int, step: int) -> np.ndarray:
    """Values of instants ``after_min`` minutes after the start of their steps, moved to the steps' middles by straight lines."""
    share = (step / 2.0 - after_min) / step
    if share == 0.0:
        return values
    other = np.roll(values, -1 if share > 0.0 else 1)
    result: np.ndarray = (1.0 - abs(share)) * values + abs(share) * other
    return result


def _hourly(name: str, values: np.ndarray, per_hour: int, after_min: int | None) -> np.ndarray:
    """Mean of every hour; NaN where not every step of it is there. Wind directions are averaged as vectors."""
    if per_hour == 1:
        return values
    if name == "wind_direction":
        return vector_mean(values.reshape(-1, per_hour))
    if after_min is not None:
        values = _at_centres(values, after_min, 60 // per_hour)
    return values.reshape(-1, per_hour).mean(axis=1)


def to_year(series: Series, site: Site, source: Provenance, place: str) -> RawYear:
    """The hours of the series' calendar year at the site.

    Instants of hourly rows stay where they are: the caller moves the radiation (``weather.readers.sam.at_instant``). Instants of shorter
    steps are taken to the middle of their steps by straight lines, then averaged.

    Raises
    ------
    InputError
        ``series-time``: order, step, stamps off the step, more than one year.
    """
    if series.stamps.isna().any():
        k = int(np.flatnonzero(series.stamps.isna())[0])
        raise time_problem(place, "a row has no time", k + 1, "a time in every row", "correct the row")
    years = series.stamps.year
    if years.min() < YEARS[0] or years.max() > YEARS[1]:
        k = int(np.argmin(years) if years.min() < YEARS[0] else np.argmax(years))
        raise time_problem(place, "no year of a weather record", str(series.stamps[k]), message("{first} to {last}", first=YEARS[0], last=YEARS[1]), "write the year with four digits")  # fmt: skip
    minute = minutes_of(series.stamps)
    step = step_of(minute, place)
    minute, source = without_summer_time(minute, step, source)
    shift = round(60.0 * (site.utc_offset_h - series.utc_offset_h))
    year = placed(minute, step, series.label, shift, series.typical, source, place)
    slot, after = _slots(year.minute, year, step, place, series)
    source, per_hour = year.source, 60 // step
    instants = series.label == "instant"
    if per_hour > 1 and instants:
        note = "values of the instant every {step} min, the first {after} min after the hour: straight lines between them, averaged over the hour"
        source = source.noted("averaged-instants", note, step=step, after=after)
    elif per_hour > 1:
        note = "{step} min values, labelled at the {side} of their step, averaged over the hour"
        source = source.noted("averaged", note, step=step, side=series.label)
    columns = {}
    for name, values in series.columns.items():
        full = np.full(year.hours * per_hour, np.nan)
        full[slot] = values
        columns[name] = _hourly(name, full, per_hour, after if instants else None)
    index = pd.date_range(f"{year.year}-01-01", periods=year.hours, freq="h", tz=site.tz)
    return RawYear(site, index, columns, source, place, lambda k: f"{place} {index[k]:%Y-%m-%d %H:%M}")
