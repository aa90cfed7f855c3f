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

from weather import ground, humidity
from weather.errors import InputError, Problem
from weather.site import Site
from weather.year import COLUMNS, Provenance, WeatherYear

NOMINAL_YEAR, NOMINAL_LEAP_YEAR = 2023, 2024
HEADER_LINES = 8
MAX_CELL_PROBLEMS = 12


@dataclass(frozen=True, slots=True)
class _Column:
    """Position in the data row, missing mark and physical range of an EPW field (EnergyPlus Auxiliary Programs, EPW data dictionary)."""

    position: int
    missing: float
    low: float
    high: float
    required: bool


FIELDS: dict[str, _Column] = {
    "temp_air": _Column(6, 99.9, -70.0, 70.0, True),
    "temp_dew": _Column(7, 99.9, -80.0, 50.0, False),
    "relative_humidity": _Column(8, 999.0, 0.0, 110.0, False),
    "pressure": _Column(9, 999999.0, 31000.0, 120000.0, False),
    "longwave_down": _Column(12, 9999.0, 0.0, 800.0, False),
    "ghi": _Column(13, 9999.0, 0.0, 1600.0, True),
    "dni": _Column(14, 9999.0, 0.0, 1500.0, True),
    "dhi": _Column(15, 9999.0, 0.0, 1200.0, True),
    "wind_direction": _Column(20, 999.0, 0.0, 360.0, False),
    "wind_speed": _Column(21, 999.0, 0.0, 60.0, True),
    "opaque_cover": _Column(23, 99.0, 0.0, 10.0, False),
}


def _decode(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


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
                    f"{name} is not a number in range",
                    first[k],
                    f"{low} to {high}",
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
    where = ""
    previous = 0
    for k, cells in enumerate(rows):
        try:
            hour = int(float(cells[3]))
        except ValueError:
            continue
        if hour != previous % 24 + 1:
            where = f"; after line {HEADER_LINES + k} hour {previous % 24 + 1} is expected, month {cells[1]} day {cells[2]} hour {cells[3]} follows"
            break
        previous = hour
    return Problem(
        "epw-rows",
        place,
        f"wrong number of hours{where}",
        len(rows),
        "8760, or 8784 in a leap year",
        "restore the missing hours from the source; they are not filled here",
    )


def _numbers(rows: list[list[str]], name: str, place: str) -> tuple[np.ndarray, list[Problem]]:
    """One column with NaN at missing marks, and the problems in it (bad cells, out of range, missing where required)."""
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
    missing = np.isclose(values, column.missing) | (
        (name in ("ghi", "dni", "dhi", "longwave_down")) & (values >= 9999.0)
    )
    values = np.where(missing, np.nan, values)
    problems = []
    if column.required and missing.any():
        first = int(np.flatnonzero(missing)[0])
        problems.append(
            Problem(
                "epw-missing",
                f"{place}:{first + HEADER_LINES + 1} {name}",
                f"{int(missing.sum())} hours carry the missing mark",
                column.missing,
                "measured values",
                "fill the gap from the source or choose another year; missing marks are never used as values",
            )
        )
    outside = np.flatnonzero((values < column.low) | (values > column.high))
    problems += [
        _cell_problem("epw-range", name, int(k), place, "outside the physical range", rows[k][column.position])
        for k in outside
    ]
    return values, problems


def _cell_problem(code: str, name: str, row: int, place: str, message: str, value: str) -> Problem:
    c = FIELDS[name]
    return Problem(
        code,
        f"{place}:{row + HEADER_LINES + 1} field {c.position + 1} ({name})",
        message,
        value,
        f"{c.low} to {c.high}, missing mark {c.missing}",
        "correct the cell or take the file from its source again",
    )


def _fill(columns: dict[str, np.ndarray], site: Site) -> list[str]:
    """Derive what the file leaves out; every derivation is a note."""
    notes = []
    temp = columns["temp_air"]
    gap = np.isnan(columns["pressure"])
    if gap.any():
        columns["pressure"] = np.where(gap, site.pressure_pa, columns["pressure"])
        notes.append(f"pressure missing in {int(gap.sum())} hours: standard pressure at {site.altitude_m:.0f} m")
    saturated = humidity.saturation_pressure(temp)
    no_dew, no_rh = np.isnan(columns["temp_dew"]), np.isnan(columns["relative_humidity"])
    if (no_dew & no_rh).any():
        return [*notes, "!humidity"]
    if no_dew.any():
        derived = humidity.dew_point(np.clip(columns["relative_humidity"], 1.0, 100.0) / 100.0 * saturated)
        columns["temp_dew"] = np.where(no_dew, derived, columns["temp_dew"])
        notes.append(f"dew point missing in {int(no_dew.sum())} hours: from relative humidity")
    if no_rh.any():
        derived = np.clip(100.0 * humidity.saturation_pressure(columns["temp_dew"]) / saturated, 0.0, 100.0)
        columns["relative_humidity"] = np.where(no_rh, derived, columns["relative_humidity"])
        notes.append(f"relative humidity missing in {int(no_rh.sum())} hours: from dew point")
    gap = np.isnan(columns["wind_direction"])
    if gap.any():
        columns["wind_direction"] = np.where(gap, 0.0, columns["wind_direction"])
        notes.append(f"wind direction missing in {int(gap.sum())} hours: north")
    gap = np.isnan(columns["longwave_down"]) | (columns["longwave_down"] < 50.0)
    if gap.any():
        cover = columns["opaque_cover"]
        if np.isnan(cover[gap]).any():
            return [*notes, "!sky"]
        sky = humidity.sky_longwave(temp, columns["temp_dew"], np.nan_to_num(cover))
        columns["longwave_down"] = np.where(gap, sky, columns["longwave_down"])
        notes.append(
            f"infrared sky missing in {int(gap.sum())} hours: Clark and Allen 1978 from dew point and opaque cover"
        )
    return notes


def read_epw(path: str | Path, name: str | None = None) -> WeatherYear:
    """Read and validate an EPW file.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        How messages call the file (default: the path as given).

    Returns
    -------
    WeatherYear
        8760 or 8784 hours on a nominal calendar (2023, or 2024 if leap: typical years mix months of many years).

    Raises
    ------
    InputError
        Every problem found: ``file-not-found``, ``epw-header``, ``epw-rows``, ``epw-row``, ``epw-cell``, ``epw-nan``,
        ``epw-range``, ``epw-missing``.
    """
    path = Path(path)
    place = name or str(path)
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            Problem(
                "file-not-found",
                place,
                "no such file",
                str(path),
                "",
                "check the path; a relative path starts at the project file's folder",
            )
        ) from None
    except IsADirectoryError:
        raise InputError(
            Problem("file-not-found", place, "a folder, not a file", str(path), "", "give the .epw file inside it")
        ) from None
    except OSError as error:
        raise InputError(
            Problem("file-unreadable", place, str(error.strerror or error), str(path), "", "check the permissions")
        ) from None
    lines = _decode(raw).splitlines()
    site, soil, problems = _header(lines, place)
    rows: list[list[str]] = []
    if site is not None:
        rows, more = _rows(lines, place)
        problems += more
    if problems or site is None:
        raise InputError(problems)
    columns: dict[str, np.ndarray] = {}
    for column in FIELDS:
        columns[column], more = _numbers(rows, column, place)
        if len(more) > MAX_CELL_PROBLEMS:
            rest = len(more) - MAX_CELL_PROBLEMS
            more = [
                *more[:MAX_CELL_PROBLEMS],
                Problem(more[0].code, f"{place} ({column})", f"and {rest} more cells like these"),
            ]
        problems += more
    if not problems:
        notes = _fill(columns, site)
        if soil is None:
            notes = [
                "no usable ground temperatures in the header: soil from the annual course of the air temperature",
                *notes,
            ]
        if notes and notes[-1] == "!humidity":
            problems.append(
                Problem(
                    "epw-missing",
                    place,
                    "dew point and relative humidity are both missing in some hours",
                    None,
                    "one of the two",
                    "fill the gap from the source",
                )
            )
        if notes and notes[-1] == "!sky":
            problems.append(
                Problem(
                    "epw-missing",
                    place,
                    "infrared sky and opaque cover are both missing in some hours",
                    None,
                    "one of the two",
                    "fill the gap from the source",
                )
            )
    if problems:
        raise InputError(problems)
    hours = len(rows)
    first = NOMINAL_YEAR if hours == 8760 else NOMINAL_LEAP_YEAR
    index = pd.date_range(f"{first}-01-01", periods=hours, freq="h", tz=site.tz)
    table = pd.DataFrame({c: columns[c] for c in COLUMNS}, index=index, dtype=float)
    comment = next((line for line in lines[:HEADER_LINES] if line.upper().startswith("COMMENTS 1")), "")
    provenance = Provenance(
        kind="epw",
        description=f"EPW {path.name}: {site.name} ({site.wmo})",
        source=lines[0].split(",")[4].strip() or comment[:80],
        path=str(path),
        sha256=hashlib.sha256(raw).hexdigest(),
        notes=tuple(notes),
    )
    return WeatherYear(
        site, table, provenance, soil or ground.fit_air(columns["temp_air"], "annual harmonic of the air temperature")
    )


def write_epw(year: WeatherYear, path: str | Path) -> Path:
    """Write an EPW file (to a temporary name, then renamed). Fields that a ``WeatherYear`` lacks carry their missing mark."""
    path = Path(path)
    s = year.site
    mid = (np.arange(12) + 0.5) * 365.0 / 12.0
    depth_cells = []
    for z in (0.5, 2.0, 4.0):
        depth_cells += [f"{z:g}", "", "", "", *(f"{t:.2f}" for t in ground.kusuda(mid, z, year.ground))]
    header = [
        f"LOCATION,{s.name.replace(',', ' ')},{s.province},CHN,{year.source.kind} ({year.source.source.replace(',', ';')}),{s.wmo},{s.latitude:g},{s.longitude:g},{s.utc_offset_h:g},{s.altitude_m:g}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,3," + ",".join(depth_cells),
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        f"COMMENTS 1,{year.source.description}",
        f"COMMENTS 2,netzero-retrofit; {'; '.join(year.source.notes)}",
        "DATA PERIODS,1,1,Data,Sunday,1/1,12/31",
    ]
    t = year.table
    body = []
    flags = "?9?9?9?9E0?9?9?9?9?9?9?9?9?9?9?9?9?9?9?9*9*9?9?9?9"
    stamps = year.index
    cols = {c: t[c].to_numpy() for c in COLUMNS}
    for k in range(year.hours):
        at = stamps[k]
        body.append(
            f"{at.year},{at.month},{at.day},{at.hour + 1},0,{flags},{cols['temp_air'][k]:.2f},{cols['temp_dew'][k]:.2f},{cols['relative_humidity'][k]:.1f},"
            f"{cols['pressure'][k]:.0f},9999,9999,{cols['longwave_down'][k]:.1f},{cols['ghi'][k]:.1f},{cols['dni'][k]:.1f},{cols['dhi'][k]:.1f},"
            f"999999,999999,999999,9999,{cols['wind_direction'][k]:.0f},{cols['wind_speed'][k]:.2f},99,99,9999,99999,9,999999999,999,0.999,999,99,999,999,99"
        )
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text("\n".join([*header, *body]) + "\n", encoding="utf-8")
    os.replace(temporary, path)
    return path
