"""The calendar of an IDF: which day type each of 365 days has, special days and daylight saving."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from buildings.idf.read.source import Obj, Source
from foundation.errors import InputError, Problem

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPECIAL = ("holiday", "summerdesignday", "winterdesignday", "customday1", "customday2")
TYPES = (*DAYS, *SPECIAL)
"""Day types; a special day is of its own type whatever its weekday."""
SAMPLE_YEARS = {0: 2023, 1: 2018, 2: 2019, 3: 2014, 4: 2015, 5: 2021, 6: 2022}
"""A year of 365 days that begins on Sunday, Monday, ... Saturday."""


def bad(schedule: str, text: str, value: object, allowed: str) -> InputError:
    return InputError(Problem("idf-schedule", schedule, text, value, allowed, "correct the schedule"))


def month_and_day(text: str, year: int) -> date:
    """``12/31``, ``January 1``, ``1 Jan`` or ``4th Thursday in November``, ``Last Monday in May`` in a year."""
    low = text.strip().lower()
    numeric = re.fullmatch(r"(\d+)\s*/\s*(\d+)(?:\s*/\s*\d+)?", low)
    names = [k for k, m in enumerate(MONTHS) if re.search(rf"\b{m}", low)]
    try:
        if numeric:
            return date(year, int(numeric[1]), int(numeric[2]))
        month = names[0] + 1
        weekday = next((k for k, d in enumerate(DAYS) if d in low), None)
        number = re.search(r"\d+", low)
        if weekday is None:
            return date(year, month, int(number[0]))  # type: ignore[index]
        nights = [date(year, month, 1) + timedelta(days=k) for k in range(31)]
        fitting = [d for d in nights if d.month == month and (d.weekday() + 1) % 7 == weekday]
        return fitting[-1 if "last" in low else int(number[0]) - 1]  # type: ignore[index]
    except (ValueError, IndexError, TypeError):
        raise bad(
            "RunPeriodControl", "a date is not understood", text, "12/31, January 1, 4th Thursday in November"
        ) from None


YEARS = (1583, 9999)
"""First whole year of the Gregorian calendar, and the last of four digits."""


@dataclass(frozen=True, eq=False, slots=True)
class Calendar:
    """365 days: the day type of each (an index of ``TYPES``) and whether daylight saving time holds."""

    first_weekday: int
    day_type: np.ndarray
    saving: np.ndarray

    @property
    def year(self) -> int:
        return SAMPLE_YEARS[self.first_weekday]


def _begin_year(period: Obj) -> int:
    """The year in which a run period begins; 0 where it has none."""
    year = period.number("Begin_Year", 0.0)
    if year and not YEARS[0] <= year <= YEARS[1]:
        place, allowed = f"RunPeriod {period.name}", f"{YEARS[0]} to {YEARS[1]}"
        raise InputError(Problem("idf-value", place, "not a year of the calendar", year, allowed, "correct the IDF"))
    return int(year)


def calendar_of(source: Source) -> Calendar:
    """The calendar of the file's first run period that begins on 1 January; special days and daylight saving of the file itself."""
    periods = source.all("RunPeriod")
    whole = [p for p in periods if p.number("Begin_Month", 1.0) == 1.0 and p.number("Begin_Day_of_Month", 1.0) == 1.0]
    weekday = 0
    if whole:
        period = whole[0]
        name = period.text("Day_of_Week_for_Start_Day").lower()
        begin = _begin_year(period)
        if name in DAYS:
            weekday = DAYS.index(name)
        elif begin:
            weekday = (date(begin, 1, 1).weekday() + 1) % 7
        else:
            source.notes.add("sunday-start", "RunPeriod", period.name)
        for key in ("Use_Weather_File_Holidays_and_Special_Days", "Use_Weather_File_Daylight_Saving_Period"):
            if period.text(key).lower() == "yes" and not source.all("RunPeriodControl:SpecialDays", "RunPeriodControl:DaylightSavingTime"):  # fmt: skip
                source.notes.add("weather-holidays", "RunPeriod", period.name)
    else:
        source.notes.add("sunday-start", "RunPeriod")
    year = SAMPLE_YEARS[weekday]
    types = (np.arange(365) + weekday) % 7
    for o in source.all("RunPeriodControl:SpecialDays"):
        first = month_and_day(o.text("Start_Date"), year).timetuple().tm_yday - 1
        kind = o.text("Special_Day_Type", "CustomDay2").lower()
        for k in range(int(o.number("Duration", 1.0))):
            types[(first + k) % 365] = TYPES.index(kind) if kind in TYPES else TYPES.index("holiday")
    saving = np.zeros(365, dtype=bool)
    for o in source.all("RunPeriodControl:DaylightSavingTime"):
        begin, end = (month_and_day(o.text(k), year).timetuple().tm_yday - 1 for k in ("Start_Date", "End_Date"))
        if begin < end:
            saving[begin : end + 1] = True  # EnergyPlus counts the last day
        else:
            saving[begin:], saving[: end + 1] = True, True
    return Calendar(weekday, types, saving)
