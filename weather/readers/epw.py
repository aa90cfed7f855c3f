"""EnergyPlus weather files (EPW), read under our contracts.

Time: EPW hour h covers (h-1, h]; our label is its start. Radiation is a mean over the hour; temperature, humidity and wind
are readings at the end of it. The minute column is not used (0 and 60 mean the same); several records an hour are averaged.
Missing marks are never values.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from foundation.cells.numbers import plain_float, plain_floats
from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.text_file import decode, read_bytes
from weather.readers.calendar import NOMINAL_LEAP_YEAR, STEPS_MIN
from weather.readers.epw_header import Header, read_header
from weather.readers.raw import LIMITS, RawYear, ReadOptions, assemble, missing_problems
from weather.readers.series import vector_mean
from weather.stations.months import NOMINAL_YEAR
from weather.year import Provenance, WeatherYear

HOURS = (8760, 8784)
MAX_CELL_PROBLEMS = 12
FEWEST_FIELDS = 24


@dataclass(frozen=True, slots=True)
class _Column:
    """Position in the data row and missing mark of an EPW field (EnergyPlus Auxiliary Programs, EPW data dictionary)."""

    position: int
    missing: float


FIELDS: dict[str, _Column] = {
    "temp_air": _Column(6, 99.9),
    "temp_dew": _Column(7, 99.9),
    "relative_humidity": _Column(8, 999.0),
    "pressure": _Column(9, 999999.0),
    "longwave_down": _Column(12, 9999.0),
    "ghi": _Column(13, 9999.0),
    "dni": _Column(14, 9999.0),
    "dhi": _Column(15, 9999.0),
    "wind_direction": _Column(20, 999.0),
    "wind_speed": _Column(21, 999.0),
    "opaque_cover": _Column(23, 99.0),
}


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """The data of a file: cells and line number of every record, records an hour, and how many hours the first one is after 1 January."""

    cells: list[list[str]]
    lines: list[int]
    per_hour: int = 1
    begin: int = 0

    @property
    def hours(self) -> int:
        return len(self.cells) // self.per_hour

    def line_of(self, hour: int) -> int:
        """Line of an hour of the calendar year."""
        return self.lines[(hour - self.begin) % self.hours * self.per_hour]


def read_rows(lines: list[str], first: int, place: str) -> tuple[Rows, list[Problem]]:
    """Data rows with at least 24 fields in calendar order, or the problems."""
    cells: list[list[str]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if not line.strip():
            continue
        row = line.split(",")
        if len(row) < FEWEST_FIELDS:
            told = "a data row has too few fields"
            return Rows([], []), [Problem("epw-row", f"{place}:{number}", told, len(row), "35 (at least 24)", "restore the file from its source")]  # fmt: skip
        cells.append(row)
        numbers.append(number)
    per_hour = next((60 // s for s in reversed(STEPS_MIN) if len(cells) * s // 60 in HOURS and len(cells) * s % 60 == 0), 0)  # fmt: skip
    rows = Rows(cells, numbers, per_hour or 1)
    if not per_hour:
        return rows, [_row_count_problem(rows, place)]
    return _in_order(rows, place)


def _calendar(hours: int) -> list[tuple[int, int, int]]:
    """Month, day and hour (1 to 24) of every hour of a year."""
    first = NOMINAL_YEAR if hours == HOURS[0] else NOMINAL_LEAP_YEAR
    days = pd.date_range(f"{first}-01-01", periods=hours // 24, freq="D")
    return [(m, d, h) for m, d in zip(days.month, days.day, strict=True) for h in range(1, 25)]


def _stamp(row: list[str]) -> tuple[int, int, int] | None:
    try:
        return int(row[1]), int(row[2]), int(row[3])
    except ValueError:
        return None


def _in_order(rows: Rows, place: str) -> tuple[Rows, list[Problem]]:
    """The rows with the hour of the year they begin at, or the first one that is not the calendar's next."""
    calendar = _calendar(rows.hours)
    first = _stamp(rows.cells[0])
    begin = calendar.index(first) if first in calendar else 0
    rows = replace(rows, begin=begin)
    for k, row in enumerate(rows.cells):
        wanted = calendar[(k // rows.per_hour + begin) % rows.hours]
        if _stamp(row) == wanted:
            continue
        found, want = "/".join(c.strip()[:12] for c in row[1:4]), "/".join(str(v) for v in wanted)
        told = "hours are not in calendar order (month/day/hour)"
        return rows, [Problem("epw-order", f"{place}:{rows.lines[k]}", told, found, want, "restore the file from its source")]  # fmt: skip
    return rows, []


def _row_count_problem(rows: Rows, place: str) -> Problem:
    """Names the first hour that is missing or double."""
    told = "wrong number of hours"
    previous = 0
    for row, line in zip(rows.cells, rows.lines, strict=True):
        try:
            hour = int(float(row[3]))
        except ValueError:
            continue
        if hour != previous and hour != previous % 24 + 1:
            told = message(
                "wrong number of hours; after line {line} hour {expected} is expected, month {month} day {day} hour {hour} follows",
                line=line - 1,
                expected=previous % 24 + 1,
                month=row[1],
                day=row[2],
                hour=row[3],
            )
            break
        previous = hour
    allowed = "8760, or 8784 in a leap year; or so many times the records an hour"
    return Problem("epw-rows", place, told, len(rows.cells), allowed, "restore the missing hours from the source; they are not filled here")  # fmt: skip


def _numbers(rows: Rows, name: str, place: str) -> tuple[np.ndarray, list[Problem]]:
    """One column with NaN at missing marks, and the problems in it (bad cells, out of range)."""
    column = FIELDS[name]
    try:
        values = plain_floats([r[column.position] for r in rows.cells])
    except ValueError:
        values = np.full(len(rows.cells), np.nan)
        bad: list[Problem] = []
        for k, r in enumerate(rows.cells):
            try:
                values[k] = plain_float(r[column.position])
            except ValueError:
                bad.append(_cell_problem("epw-cell", name, rows, k, place, "not a number"))
        return values, bad
    broken = np.flatnonzero(~np.isfinite(values))
    if len(broken):
        return values, [_cell_problem("epw-nan", name, rows, int(k), place, "not a finite number") for k in broken]
    missing = np.isclose(values, column.missing)
    if name in ("ghi", "dni", "dhi", "longwave_down"):
        missing |= values >= 9999.0
    values = np.where(missing, np.nan, values)
    low, high = LIMITS[name]
    outside = np.flatnonzero((values < low) | (values > high))
    return values, [
        _cell_problem("epw-range", name, rows, int(k), place, "outside the physical range") for k in outside
    ]


def _cell_problem(code: str, name: str, rows: Rows, row: int, place: str, text: str) -> Problem:
    c, (low, high) = FIELDS[name], LIMITS[name]
    return Problem(
        code,
        f"{place}:{rows.lines[row]} field {c.position + 1} ({name})",
        text,
        rows.cells[row][c.position],
        message("{low} to {high}, missing mark {missing}", low=low, high=high, missing=c.missing),
        "correct the cell or take the file from its source again",
    )


def _columns(rows: Rows, place: str) -> tuple[dict[str, np.ndarray], list[Problem]]:
    """The columns that we use as numbers, an hour a value, and what is wrong with their cells."""
    columns: dict[str, np.ndarray] = {}
    problems: list[Problem] = []
    for column in FIELDS:
        values, more = _numbers(rows, column, place)
        if rows.per_hour > 1:
            parts = values.reshape(-1, rows.per_hour)
            values = vector_mean(parts) if column == "wind_direction" else parts.mean(axis=1)
        columns[column] = np.roll(values, rows.begin)
        if len(more) > MAX_CELL_PROBLEMS:
            rest = len(more) - MAX_CELL_PROBLEMS
            more = [
                *more[:MAX_CELL_PROBLEMS],
                Problem(more[0].code, f"{place} ({column})", message("and {rest} more cells like these", rest=rest)),
            ]
        problems += more
    return columns, problems


def _noted(source: Provenance, header: Header, rows: Rows) -> Provenance:
    """The provenance with what was done to the order and the step of the rows, and what of the header is not used."""
    if rows.per_hour > 1:
        source = source.noted("averaged-epw", "{count} records an hour, averaged", count=rows.per_hour)
    if rows.begin:
        month, day, hour = _calendar(rows.hours)[rows.begin]
        note = "the rows begin on month {month}, day {day}, hour {hour}: turned to a year from 1 January"
        source = source.noted("turned", note, month=month, day=day, hour=hour)
    if header.daylight_saving:
        first, last = header.daylight_saving
        note = "the header's summer time ({first} to {last}) is not used: people keep standard time"
        source = source.noted("summer-time-unused", note, first=first, last=last)
    return source


def read_epw(path: str | Path, name: str | None = None, request: ReadOptions | None = None) -> WeatherYear:
    """Read and validate an EPW file.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        How messages call the file (default: the path as given).
    request : Request, optional
        Gaps that may be filled, and the radiation columns that are needed. Default: no gap, beam and diffuse.

    Returns
    -------
    WeatherYear
        8760 or 8784 hours on a nominal calendar (2023, or 2024 if leap: typical years mix months of many years).

    Raises
    ------
    InputError
        Every problem found: ``file-not-found``, ``epw-header``, ``epw-rows``, ``epw-row``, ``epw-cell``, ``epw-nan``,
        ``epw-range``, ``epw-missing``, ``weather-components``.
    """
    path = Path(path)
    place = name or str(path)
    raw = read_bytes(path, place)
    lines = decode(raw).splitlines()
    header = read_header(lines, place)
    if header.problems or header.site is None:
        raise InputError(header.problems)
    rows, problems = read_rows(lines, header.first, place)
    if problems:
        raise InputError(problems)
    site = header.site
    columns, problems = _columns(rows, place)
    first = NOMINAL_YEAR if rows.hours == HOURS[0] else NOMINAL_LEAP_YEAR
    source = Provenance(
        kind="epw",
        description=message("EPW {file}: {name} ({wmo})", file=path.name, name=site.name, wmo=site.wmo),
        source=header.cells("LOCATION")[3] or header.lines.get("COMMENTS 1", "")[:80],
        path=str(path),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    year = RawYear(
        site=site,
        index=pd.date_range(f"{first}-01-01", periods=rows.hours, freq="h", tz=site.tz),
        columns=columns,
        source=_noted(source, header, rows),
        place=place,
        where=lambda k: f"{place}:{rows.line_of(k)}",
        soil=header.soil,
        code="epw-missing",
    )
    if problems:
        if not any(p.code in ("epw-cell", "epw-nan") for p in problems):  # their cells would be told twice
            problems += missing_problems(year, columns, request or ReadOptions())
        raise InputError(problems)
    return assemble(year, request)
