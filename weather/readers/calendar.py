"""Which hour of a year a stamp means: calendar years, typical years, years from July, leap years without 29 February, summer time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem
from foundation.messages import message
from weather.stations.months import NOMINAL_YEAR
from weather.year import Provenance

NOMINAL_LEAP_YEAR = 2024
STEPS_MIN = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
YEARS = (1800, 2200)
"""Years that a record of weather can be of."""
LARGEST_OFFSET_H = 26
"""Two clocks on earth differ by at most 26 hours."""
FEWEST_ROWS = 8000
SUMMER_MIN = 60
NIGHT_MIN = 240
"""Clocks are put forward and back in the first four hours of a day."""
SUMMER_DAYS = (90, 270)
"""How long summer time has lasted where it was kept (IANA time zone database)."""


def time_problem(place: str, told: str, value: object, allowed: str, cure: str) -> InputError:
    """An error of the stamps."""
    return InputError(Problem("series-time", place, told, value, allowed, cure))


def minutes_of(stamps: pd.DatetimeIndex) -> np.ndarray:
    """Whole minutes since 1970, shape (rows,)."""
    found: np.ndarray = stamps.as_unit("s").asi8 // 60
    return found


def _stamp(minute: int) -> str:
    return str(pd.Timestamp(int(minute) * 60, unit="s"))


def step_of(minute: np.ndarray, place: str) -> int:
    """Minutes between rows."""
    if len(minute) < FEWEST_ROWS:
        raise time_problem(place, "too few rows for a year", len(minute), "8,760 hours or more", "give a whole calendar year")  # fmt: skip
    step = float(np.median(np.diff(minute)))
    if step not in STEPS_MIN:
        raise time_problem(place, "the step of the series is no whole part of an hour", f"{step:g} min", message("{steps} min", steps=", ".join(map(str, STEPS_MIN))),
                           "sort the rows in time, or average the series to hours")  # fmt: skip
    return int(step)


def without_summer_time(minute: np.ndarray, step: int, source: Provenance) -> tuple[np.ndarray, Provenance]:
    """Minutes in standard time, where the clock was put forward for a part of the year and no row is missing.

    Rows in order are a step apart; a clock with summer time shows an hour more from one row to another. A file that begins and ends in
    summer (south of the equator) shows an hour less between. Both changes come at night, some months apart: an hour that is missing by day,
    or a row that is doubled a week later, is a fault of the file.
    """
    away = minute - (minute[0] + step * np.arange(len(minute)))
    if set(np.unique(away).tolist()) not in ({0, SUMMER_MIN}, {0, -SUMMER_MIN}):
        return minute, source
    edges = np.flatnonzero(np.diff(away) != 0)
    if len(edges) != 2:
        return minute, source
    summer = away == away.max()
    first, last = minute[edges[0] + 1], minute[edges[1]]
    if away.min() < 0:
        first, last = minute[edges[1] + 1], minute[edges[0]]
    days = float(summer.sum()) * step / 1440.0
    if max(first % 1440, last % 1440) > NIGHT_MIN or not SUMMER_DAYS[0] <= days <= SUMMER_DAYS[1]:
        return minute, source
    note = "summer time from {first} to {last}: those rows taken an hour back to standard time"
    source = source.noted("summer-time", note, first=_stamp(first), last=_stamp(last))
    return minute - SUMMER_MIN * summer, source


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """Where rows lie: minute of a year of ``hours`` hours that begins on 1 January of ``year``."""

    year: int
    hours: int
    minute: np.ndarray
    source: Provenance


def _parts(minute: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(minute * 60, unit="s"))


def _start_of(year: int) -> int:
    return int(pd.Timestamp(year, 1, 1).value // 60_000_000_000)


def _hours_of(year: int) -> int:
    return 8784 if pd.Timestamp(year, 1, 1).is_leap_year else 8760


def _folded(minute: np.ndarray, step: int, leap: bool) -> np.ndarray | None:
    """Minutes of the nominal year by month, day and clock; None where a day is not in it or two rows meet."""
    whole = _parts(minute)
    month, day = np.asarray(whole.month), np.asarray(whole.day)
    extra = (month == 2) & (day == 29)
    if not leap and extra.any():
        # a file cut by its end labels keeps the last step of 29 February and lacks that of the day before
        last = extra & (np.asarray(whole.hour) * 60 + np.asarray(whole.minute) >= 24 * 60 - step)
        if extra.sum() > 1 or not last.any():
            return None
        day = np.where(last, 28, day)
    year = NOMINAL_LEAP_YEAR if leap else NOMINAL_YEAR
    first_of_month = np.array([pd.Timestamp(year, m, 1).value // 60_000_000_000 for m in range(1, 13)]) - _start_of(
        year
    )
    found: np.ndarray = first_of_month[month - 1] + (day - 1) * 1440 + np.asarray(whole.hour) * 60 + np.asarray(whole.minute)  # fmt: skip
    return found if len(np.unique(found)) == len(found) else None


def _in_order(minute: np.ndarray, place: str) -> None:
    """Refuse rows that go back."""
    back = np.flatnonzero(np.diff(minute) <= 0)
    if len(back):
        k = int(back[0])
        raise time_problem(place, "time does not go on (twice the same, or back)", _stamp(minute[k + 1]), message("after {stamp}", stamp=_stamp(minute[k])),
                           "sort the rows, delete double ones; give standard time without daylight saving")  # fmt: skip


def placed(
    minute: np.ndarray, step: int, label: str, shift_min: int, typical: bool, source: Provenance, place: str
) -> Placed:
    """Rows of any year as minutes of one year at the site.

    Parameters
    ----------
    minute : ndarray
        Stamps, minutes since 1970 by the source's clock, in standard time.
    step : int
        Minutes.
    label : "start" | "end" | "instant"
    shift_min : int
        The site's clock less the source's, minutes.
    typical : bool
        The years of the stamps are known to say nothing.

    Raises
    ------
    InputError
        ``series-time``.
    """
    start = minute - (step if label == "end" else 0)
    per_hour = 60 // step
    local = start + shift_min
    years, counts = np.unique(np.asarray(_parts(local).year), return_counts=True)
    year = int(years[counts.argmax()])
    outside = len(local) - int(counts.max())
    allowed = per_hour * LARGEST_OFFSET_H if shift_min else int(label == "end")
    if not typical and outside <= allowed:
        _in_order(minute, place)
        cut = _hours_of(year) == 8784 and len(minute) == 8760 * per_hour
        found = _folded(start, step, leap=False) if cut else None
        if found is not None:
            note = "29 February left out of {year} by the source: 8,760 hours as they are, on the calendar of {nominal}"
            return _turned(found, shift_min, False, source.noted("leap-cut", note, year=year, nominal=NOMINAL_YEAR))
        whole = start - _start_of(year)
        if cut and not shift_min and whole[0] == 0 and int(whole[-1]) == 8760 * 60 - step:
            note = "31 December left out of {year} by the source: 8,760 hours as they are, from 29 February on a day later on the calendar of {nominal}"
            return _turned(whole, 0, False, source.noted("leap-short", note, year=year, nominal=NOMINAL_YEAR))
        return _calendar_year(local, year, shift_min, outside, step, source, place)
    if not typical and outside == 1 and label == "start" and (np.diff(minute) > 0).all():
        raise time_problem(place, "the stamps run from the end of the first hour to midnight of the year's end", str(_stamp(minute[-1])), "stamps of one calendar year",
                           "set weather.csv.label: end")  # fmt: skip
    return _many_years(start, step, shift_min, typical, source, place)


def _calendar_year(
    local: np.ndarray, year: int, shift_min: int, outside: int, step: int, source: Provenance, place: str
) -> Placed:
    hours = _hours_of(year)
    found = local - _start_of(year)
    if not outside:
        return Placed(year, hours, found, source)
    found = found % (hours * 60)
    if len(np.unique(found)) < len(found):
        raise time_problem(place, "more rows than a year has", len(found), str(hours * 60 // step), "give one calendar year")  # fmt: skip
    if shift_min:  # a year by another clock: its ends are taken from each other
        note = "stamps by a clock {offset:+g} h from the site's: {hours} hours at an end of the year are taken from its other end"
        return Placed(year, hours, found, source.noted("wrapped", note, offset=-shift_min / 60.0, hours=outside * step // 60))  # fmt: skip
    note = "stamps at the end of their step from 00:00 on: the first step is taken as the year's last"
    return Placed(year, hours, found, source.noted("wrapped-end", note))


def _turned(found: np.ndarray, shift_min: int, leap: bool, source: Provenance) -> Placed:
    hours = 8784 if leap else 8760
    if shift_min:
        note = "stamps by a clock {offset:+g} h from the site's: {hours} hours at an end of the year are taken from its other end"
        source = source.noted("wrapped", note, offset=-shift_min / 60.0, hours=round(abs(shift_min) / 60.0))
    return Placed(NOMINAL_LEAP_YEAR if leap else NOMINAL_YEAR, hours, (found + shift_min) % (hours * 60), source)


def _many_years(start: np.ndarray, step: int, shift_min: int, typical: bool, source: Provenance, place: str) -> Placed:
    """Rows of several years that make up one: months of a typical year, or twelve months from any day on."""
    whole = _parts(start)
    years = np.unique(np.asarray(whole.year))
    running = bool((np.diff(start) > 0).all()) and int(start[-1] - start[0]) < 366 * 1440
    leap = not typical and bool(((whole.month == 2) & (whole.day == 29)).sum() > 1)
    found = _folded(start, step, leap)
    if found is None:
        if typical and ((whole.month == 2) & (whole.day == 29)).any():
            k = int(np.flatnonzero((whole.month == 2) & (whole.day == 29))[0])
            raise time_problem(place, "no such day in a year of 365 days", _stamp(start[k]), "", "leave 29 February out of a typical year")  # fmt: skip
        counts = np.bincount(np.asarray(whole.year) - years[0])
        year = int(years[0] + counts.argmax())
        _in_order(start, place)
        raise time_problem(place, "the rows are not of one calendar year at the site", message("{count} rows outside {year}", count=len(start) - int(counts.max()), year=year),
                           message("{hours} hours of {year}", hours=_hours_of(year), year=year), "give one calendar year, from 1 January to 31 December of the site's standard time")  # fmt: skip
    if running and not typical:
        note = "twelve months from {first} on: turned to a year from 1 January"
        source = source.noted("turned-series", note, first=_stamp(start[0]))
    elif not typical:
        note = "months of {count} years between {first} and {last}, each once: read as a typical year"
        source = source.noted("typical", note, count=len(years), first=int(years[0]), last=int(years[-1]))
    return _turned(found, shift_min, leap, source)
