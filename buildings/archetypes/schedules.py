"""Day types and 24-hour profiles -> hourly arrays aligned with a weather year.

Weekdays come from the weather index (typical and synthetic years carry the nominal calendar 2023, leap years 2024) with the
statutory Chinese holidays and make-up days of the year (2004 to 2026; other years have weekends only, which is told); school
vacations are a stated assumption, that of the winter around the Spring Festival.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd

from buildings.archetypes.spring_festival import spring_festival
from foundation.tables import read_table

HOUSE: dict[str, tuple[float, ...]] = {
    "occupancy": (1, 1, 1, 1, 1, 1, 1, 0.8, 0.5, 0.4, 0.4, 0.5, 0.7, 0.5, 0.4, 0.4, 0.5, 0.7, 0.9, 1, 1, 1, 1, 1),
    "lighting": (0, 0, 0, 0, 0, 0.1, 0.3, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.6, 1, 1, 0.9, 0.4, 0.1),
    "equipment": (
        0.2,
        0.2,
        0.2,
        0.2,
        0.2,
        0.2,
        0.4,
        0.4,
        0.3,
        0.3,
        0.3,
        0.6,
        0.6,
        0.4,
        0.3,
        0.3,
        0.4,
        0.6,
        0.9,
        1,
        1,
        0.9,
        0.6,
        0.3,
    ),
    "comfort": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0),
}
"""Whole-house profile (occupied day and night, evening use): general knowledge, unconfirmed; GB 55015 has rooms, not houses."""
MEALS: tuple[float, ...] = (
    0,
    0,
    0,
    0,
    0,
    0.05,
    0.15,
    0.10,
    0,
    0.05,
    0.20,
    0.15,
    0,
    0,
    0,
    0.05,
    0.15,
    0.10,
    0,
    0,
    0,
    0,
    0,
    0,
)
"""Share of a day's cooking by hour: breakfast, lunch and dinner (canteen hours 6-9, 11-13, 17-19); general knowledge."""
WASHING: tuple[float, ...] = (
    0,
    0,
    0,
    0,
    0,
    0,
    0.10,
    0.10,
    0.05,
    0.03,
    0.03,
    0.04,
    0.06,
    0.04,
    0.02,
    0.02,
    0.03,
    0.05,
    0.08,
    0.12,
    0.12,
    0.07,
    0.04,
    0,
)
"""Share of a day's hot water by hour; general knowledge."""


@cache
def _profiles() -> dict[tuple[str, str, str], tuple[float, ...]]:
    out = {}
    for r in read_table("buildings", "gb55015_schedules.csv"):
        values = tuple(float(r[f"h{h:02d}"]) if r[f"h{h:02d}"] else math.nan for h in range(24))
        out[r["type"], r["kind"], r["day"]] = values
    return out


def profile(schedule: str, kind: str, day: str = "workday") -> np.ndarray:
    """A 24-hour profile: ``house`` (ours) or a GB 55015-2021 type; NaN where a set point is off.

    >>> float(profile("office", "lighting")[9])
    0.95
    """
    if schedule == "house":
        return np.array(HOUSE[kind])
    if kind == "comfort":
        return (profile(schedule, "occupancy", day) > 0.2).astype(float)
    return np.array(_profiles()[schedule, kind, day])


def _date(text: str, year: int) -> pd.Timestamp:
    """A day: ``2024-02-10``, ``07-10`` of the year, or days from its Spring Festival (``spring-14``)."""
    if text.startswith("spring"):
        return pd.Timestamp(spring_festival(year)) + pd.Timedelta(days=int(text.removeprefix("spring")))
    return pd.Timestamp(text if len(text) == 10 else f"{year}-{text}")


def _span(text: str, year: int) -> pd.DatetimeIndex:
    first, _, last = text.partition("/")
    return pd.date_range(_date(first, year), _date(last or first, year), freq="D")


@cache
def calendar_years() -> tuple[int, int]:
    """First and last year whose statutory holidays are known."""
    years = [int(r["date"][:4]) for r in read_table("buildings", "holidays.csv") if r["kind"] != "vacation"]
    return min(years), max(years)


@cache
def _calendar(year: int) -> tuple[frozenset[pd.Timestamp], frozenset[pd.Timestamp], frozenset[pd.Timestamp]]:
    """Holidays, make-up working days and school vacations that touch a year."""
    sets: dict[str, set[pd.Timestamp]] = {"holiday": set(), "workday": set(), "vacation": set()}
    for r in read_table("buildings", "holidays.csv"):
        if r["kind"] == "vacation" or str(year) in r["date"]:
            sets[r["kind"]].update(_span(r["date"], year))
    return frozenset(sets["holiday"]), frozenset(sets["workday"]), frozenset(sets["vacation"])


def is_workday(index: pd.DatetimeIndex, school: bool = False) -> np.ndarray:
    """True in the hours of working days, shape (hours,); ``school`` also excludes the vacations."""
    days = index.tz_localize(None)[::24].normalize()
    holiday, made_up, vacation = _calendar(int(days[0].year))
    work = np.array([(d.day_of_week < 5 and d not in holiday) or d in made_up for d in days])
    if school:
        work &= np.array([d not in vacation for d in days])
    return np.repeat(work, 24)


def hours_of(
    schedule: str, kind: str, index: pd.DatetimeIndex, weekend_factor: float, school: bool | None = None
) -> np.ndarray:
    """Hourly multiplier, shape (hours,): the workday profile, times ``weekend_factor`` on other days.

    ``school``: vacations are other days too; default: in teaching buildings.
    """
    days = len(index) // 24
    values = np.tile(profile(schedule, kind), days)
    work = is_workday(index, school=schedule == "school_teaching" if school is None else school)
    return np.where(work, values, values * weekend_factor)


def open_days(open_hours: np.ndarray) -> np.ndarray:
    """True in every hour of a day in which ``open_hours`` (hours,) is above 0 at some hour."""
    return np.repeat(open_hours.reshape(-1, 24).max(axis=1) > 0.0, 24)


def daily(shares: tuple[float, ...], index: pd.DatetimeIndex, open_hours: np.ndarray | None = None) -> np.ndarray:
    """Share of an open day's draw in every hour, shape (hours,): sums to one on open days, to nothing on closed ones."""
    values = np.tile(np.array(shares) / sum(shares), len(index) // 24)
    return values if open_hours is None else values * open_days(open_hours)


def draw(shares: tuple[float, ...], index: pd.DatetimeIndex, open_hours: np.ndarray | None = None) -> np.ndarray:
    """A year's draw that sums to one: the day shares, on the days in ``open_hours`` (hours,) > 0."""
    values = daily(shares, index, open_hours)
    return values / values.sum()


def in_season(index: pd.DatetimeIndex, first: str, last: str, half_year_later: bool = False) -> np.ndarray:
    """True between two ``MM-DD`` days (inclusive, may cross the year's end), shape (hours,); False if ``first`` is empty.

    ``half_year_later``: the days are those of a northern year, the place's coldest months are around July.
    """
    if not first:
        return np.zeros(len(index), dtype=bool)
    month = np.asarray(index.month)
    code = (np.where(month > 6, month - 6, month + 6) if half_year_later else month) * 100 + np.asarray(index.day)
    a, b = (int(t[:2]) * 100 + int(t[3:]) for t in (first, last))
    return (code >= a) & (code <= b) if a <= b else (code >= a) | (code <= b)
