"""EnergyPlus weather files (EPW): read under our contracts, write.

Time: EPW hour h covers (h-1, h]; our label is its start. Radiation is a mean over the hour; temperature, humidity and wind
are readings at the end of it. The minute column is not used (0 and 60 mean the same). Missing marks are never values.
"""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.tables import read_table
from foundation.text_file import decode, read_bytes
from weather import ground
from weather.readers.raw import LIMITS, RawYear, ReadOptions, assemble, missing_problems
from weather.site import Site
from weather.stations.months import NOMINAL_YEAR
from weather.year import COLUMNS, Provenance, WeatherYear

NOMINAL_LEAP_YEAR = 2024
HEADER_LINES = 8
MAX_CELL_PROBLEMS = 12


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


def _header(lines: list[str], place: str) -> tuple[Site | None, dict[str, Any] | None, list[Problem]]:
    first = [c.strip() for c in lines[0].split(",")] if lines else []
    if len(first) < 10 or first[0].upper() != "LOCATION":
        return (
            None,
            None,
            [
                Problem(
                    "epw-header",
                    f"{place}:1",
                    "not an EPW file: the first line must be LOCATION with 10 fields",
                    (lines[0][:60] if lines else ""),
                    "LOCATION,city,region,country,source,WMO,latitude,longitude,time zone,altitude",
                    "give an EnergyPlus weather file (.epw)",
                )
            ],
        )
    problems: list[Problem] = []
    numbers: list[float] = []
    for k, (name, low, high) in enumerate(
        [
            ("latitude", -90.0, 90.0),
            ("longitude", -180.0, 180.0),
            ("time zone", -12.0, 14.0),
            ("altitude", -500.0, 9000.0),
        ],
        start=6,
    ):
        try:
            value = float(first[k])
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            problems.append(
                Problem(
                    "epw-header",
                    f"{place}:1 field {k + 1}",
                    message("{name} is not a number in range", name=name),
                    first[k],
                    message("{low} to {high}", low=low, high=high),
                    "correct the LOCATION line",
                )
            )
        numbers.append(value)
    if problems:
        return None, None, problems
    site = Site(first[1], numbers[0], numbers[1], numbers[3], numbers[2], province=first[2], wmo=first[5])
    return site, _header_soil(lines), problems


def _header_soil(lines: list[str]) -> dict[str, Any] | None:
    """Kusuda parameters from the header's ground temperatures; None where there are none that can be believed."""
    soil: dict[str, Any] | None = None
    if len(lines) > 3 and lines[3].upper().startswith("GROUND TEMPERATURES"):
        cells = [c.strip() for c in lines[3].split(",")]
        try:
            depths = {
                float(cells[2 + 16 * k]): np.array([float(c) for c in cells[6 + 16 * k : 18 + 16 * k]])
                for k in range(int(float(cells[1])))
            }
            sane = all(0.0 < z < 30.0 and len(v) == 12 and (np.abs(v) < 60.0).all() for z, v in depths.items())
            if depths and sane and all(np.ptp(v) > 0.0 for v in depths.values()):
                soil = ground.fit_depths(depths, "ground temperatures of the EPW header")
        except (ValueError, IndexError, OverflowError):
            soil = None
    return soil


def _rows(lines: list[str], place: str) -> tuple[list[list[str]], list[Problem]]:
    """Data rows with at least 24 fields in calendar order, or the problems."""
    rows: list[list[str]] = []
    for number, line in enumerate(lines[HEADER_LINES:], start=HEADER_LINES + 1):
        if not line.strip():
            continue
        cells = line.split(",")
        if len(cells) < 24:
            return [], [
                Problem(
                    "epw-row",
                    f"{place}:{number}",
                    "a data row has too few fields",
                    len(cells),
                    "35 (at least 24)",
                    "restore the file from its source",
                )
            ]
        rows.append(cells)
    if len(rows) not in (8760, 8784):
        return [], [_row_count_problem(rows, place)]
    return rows, _order_problems(rows, place)


def _order_problems(rows: list[list[str]], place: str) -> list[Problem]:
    """The first row whose month, day or hour is not the calendar's next one."""
    first = NOMINAL_YEAR if len(rows) == 8760 else NOMINAL_LEAP_YEAR
    days = pd.date_range(f"{first}-01-01", periods=len(rows) // 24, freq="D")
    expected = [(m, d, h) for m, d in zip(days.month, days.day, strict=True) for h in range(1, 25)]
    for k, (cells, wanted) in enumerate(zip(rows, expected, strict=True)):
        try:
            if (int(cells[1]), int(cells[2]), int(cells[3])) == wanted:
                continue
        except ValueError:
            pass
        found = "/".join(c.strip()[:12] for c in cells[1:4])
        want = "/".join(str(v) for v in wanted)
        where = f"{place}:{k + HEADER_LINES + 1}"
        return [
            Problem(
                "epw-order",
                where,
                "hours are not in calendar order (month/day/hour)",
                found,
                want,
                "restore the file from its source",
            )
        ]
    return []


def _row_count_problem(rows: list[list[str]], place: str) -> Problem:
    """Names the first hour that is missing or double."""
    told = "wrong number of hours"
    previous = 0
    for k, cells in enumerate(rows):
        try:
            hour = int(float(cells[3]))
        except ValueError:
            continue
        if hour != previous % 24 + 1:
            told = message(
                "wrong number of hours; after line {line} hour {expected} is expected, month {month} day {day} hour {hour} follows",
                line=HEADER_LINES + k,
                expected=previous % 24 + 1,
                month=cells[1],
                day=cells[2],
                hour=cells[3],
            )
            break
        previous = hour
    return Problem(
        "epw-rows",
        place,
        told,
        len(rows),
        "8760, or 8784 in a leap year",
        "restore the missing hours from the source; they are not filled here",
    )


def _numbers(rows: list[list[str]], name: str, place: str) -> tuple[np.ndarray, list[Problem]]:
    """One column with NaN at missing marks, and the problems in it (bad cells, out of range)."""
    column = FIELDS[name]
    try:
        values = np.array([r[column.position] for r in rows], dtype=float)
    except ValueError:
        values = np.full(len(rows), np.nan)
        bad: list[Problem] = []
        for k, r in enumerate(rows):
            try:
                values[k] = float(r[column.position])
            except ValueError:
                bad.append(_cell_problem("epw-cell", name, k, place, "not a number", r[column.position]))
        return values, bad
    broken = np.flatnonzero(~np.isfinite(values))
    if len(broken):
        return values, [
            _cell_problem("epw-nan", name, int(k), place, "not a finite number", rows[k][column.position])
            for k in broken
        ]
    missing = np.isclose(values, column.missing)
    if name in ("ghi", "dni", "dhi", "longwave_down"):
        missing |= values >= 9999.0
    values = np.where(missing, np.nan, values)
    low, high = LIMITS[name]
    outside = np.flatnonzero((values < low) | (values > high))
    return values, [
        _cell_problem("epw-range", name, int(k), place, "outside the physical range", rows[k][column.position])
        for k in outside
    ]


def _cell_problem(code: str, name: str, row: int, place: str, text: str, value: str) -> Problem:
    c, (low, high) = FIELDS[name], LIMITS[name]
    return Problem(
        code,
        f"{place}:{row + HEADER_LINES + 1} field {c.position + 1} ({name})",
        text,
        value,
        message("{low} to {high}, missing mark {missing}", low=low, high=high, missing=c.missing),
        "correct the cell or take the file from its source again",
    )


def _columns(rows: list[list[str]], place: str) -> tuple[dict[str, np.ndarray], list[Problem]]:
    """The columns that we use as numbers, and what is wrong with their cells."""
    columns: dict[str, np.ndarray] = {}
    problems: list[Problem] = []
    for column in FIELDS:
        columns[column], more = _numbers(rows, column, place)
        if len(more) > MAX_CELL_PROBLEMS:
            rest = len(more) - MAX_CELL_PROBLEMS
            more = [
                *more[:MAX_CELL_PROBLEMS],
                Problem(more[0].code, f"{place} ({column})", message("and {rest} more cells like these", rest=rest)),
            ]
        problems += more
    return columns, problems


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
    site, soil, problems = _header(lines, place)
    rows: list[list[str]] = []
    if site is not None:
        rows, more = _rows(lines, place)
        problems += more
    if problems or site is None:
        raise InputError(problems)
    columns, problems = _columns(rows, place)
    first = NOMINAL_YEAR if len(rows) == 8760 else NOMINAL_LEAP_YEAR
    index = pd.date_range(f"{first}-01-01", periods=len(rows), freq="h", tz=site.tz)
    comment = next((line for line in lines[:HEADER_LINES] if line.upper().startswith("COMMENTS 1")), "")
    source = Provenance(
        kind="epw",
        description=message("EPW {file}: {name} ({wmo})", file=path.name, name=site.name, wmo=site.wmo),
        source=lines[0].split(",")[4].strip() or comment[:80],
        path=str(path),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    year = RawYear(
        site=site,
        index=index,
        columns=columns,
        source=source,
        place=place,
        where=lambda k: f"{place}:{k + HEADER_LINES + 1}",
        soil=soil,
        code="epw-missing",
    )
    if problems:
        if not any(p.code in ("epw-cell", "epw-nan") for p in problems):  # their cells would be told twice
            problems += missing_problems(year, columns, request or ReadOptions())
        raise InputError(problems)
    return assemble(year, request)


DIGITS = {"temp_air": 2, "temp_dew": 2, "relative_humidity": 1, "pressure": 0, "longwave_down": 1, "ghi": 1, "dni": 1, "dhi": 1, "wind_direction": 0, "wind_speed": 2}  # fmt: skip
"""Decimals that are written; a year that was read and has no more than these comes back exactly."""


def _cell(text: str) -> str:
    """Text that cannot break a header line."""
    return " ".join(text.replace(",", ";").split())


def _write_header(year: WeatherYear) -> list[str]:
    s = year.site
    mid = (np.arange(12) + 0.5) * 365.0 / 12.0
    depths = []
    for z in (0.5, 2.0, 4.0):
        depths += [f"{z:g}", "", "", "", *(f"{t:.2f}" for t in ground.kusuda(mid, z, year.ground))]
    chinese = any(r["wmo"] == s.wmo for r in read_table("weather", "stations.csv"))
    return [
        f"LOCATION,{_cell(s.name)},{_cell(s.province) or '-'},{'CHN' if chinese else '-'},{year.source.kind} ({_cell(year.source.source)}),{_cell(s.wmo)},{s.latitude!r},{s.longitude!r},{s.utc_offset_h!r},{s.altitude_m!r}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,3," + ",".join(depths),
        f"HOLIDAYS/DAYLIGHT SAVINGS,{'Yes' if year.hours == 8784 else 'No'},0,0,0",
        f"COMMENTS 1,{_cell(year.source.description)}",
        f"COMMENTS 2,netzero-retrofit; {_cell('; '.join(year.source.notes))}",
        f"DATA PERIODS,1,1,Data,{year.index[0]:%A},1/1,12/31",
    ]


def write_epw(year: WeatherYear, path: str | Path) -> Path:
    """Write an EPW file (to a temporary name, then renamed). Fields that a ``WeatherYear`` lacks carry their missing mark."""
    path = Path(path)
    flags = "?9?9?9?9E0?9?9?9?9?9?9?9?9?9?9?9?9?9?9?9*9*9?9?9?9"
    i = year.index
    text = {c: [f"{v:.{DIGITS[c]}f}" for v in year.column(c).tolist()] for c in COLUMNS}
    stamps = zip(i.year.tolist(), i.month.tolist(), i.day.tolist(), i.hour.tolist(), strict=True)
    body = [
        f"{y},{m},{d},{h + 1},0,{flags},{t},{dew},{rh},{p},9999,9999,{sky},{ghi},{dni},{dhi},"
        f"999999,999999,999999,9999,{wd},{ws},99,99,9999,99999,9,999999999,999,0.999,999,99,999,999,99"
        for (y, m, d, h), t, dew, rh, p, sky, ghi, dni, dhi, wd, ws in zip(
            stamps, *(text[c] for c in ("temp_air", "temp_dew", "relative_humidity", "pressure", "longwave_down", "ghi", "dni", "dhi", "wind_direction", "wind_speed")), strict=True,
        )
    ]  # fmt: skip
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text("\n".join([*_write_header(year), *body]) + "\n", encoding="utf-8")
    os.replace(temporary, path)
    return path
