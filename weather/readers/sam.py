"""SAM CSV weather files: two header lines (names, values), a line of column names, a year of rows.

Columns and their synonyms are those of SAM's help, "Weather File Formats". A row's hour is its start; where there is a minute
column, SAM takes radiation and sun at that minute: of hourly rows we move the radiation (as an explicit, noted repair), of shorter
steps we take straight lines from instant to instant.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from foundation.cells.numbers import plain_float, plain_floats
from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.text_file import decode, read_bytes
from weather.readers.instants import at_instant
from weather.readers.raw import ReadOptions, assemble
from weather.readers.series import Series, to_year
from weather.readers.table import MISSING
from weather.site import Site
from weather.stations.months import NOMINAL_YEAR
from weather.year import Provenance, WeatherYear

HEADER = {
    "latitude": ("latitude", "lat"), "longitude": ("longitude", "lon", "long", "lng"), "elevation": ("elevation", "elev", "site elevation"),
    "time zone": ("time zone", "timezone", "tz"), "name": ("city", "location", "name"), "id": ("location id", "station id", "id"),
    "source": ("source", "src"),
}  # fmt: skip
SYNONYMS = {
    "ghi": ("ghi", "gh", "global", "global horizontal", "global horizontal irradiance"),
    "dni": ("dni", "dn", "beam", "direct normal", "direct normal irradiance"),
    "dhi": ("dhi", "df", "diffuse", "diffuse horizontal", "diffuse horizontal irradiance"),
    "temp_air": ("tdry", "dry bulb", "dry bulb temp", "temperature", "ambient", "ambient temp", "tamb", "air temperature"),
    "temp_dew": ("tdew", "dew point", "dew point temperature"),
    "relative_humidity": ("rh", "rhum", "relative humidity", "humidity"),
    "pressure": ("pres", "pressure"),
    "wind_speed": ("wspd", "wind speed", "windspeed", "ws", "windvel"),
    "wind_direction": ("wdir", "wind direction", "wd"),
    "year": ("year", "yr"), "month": ("month", "mo"), "day": ("day",), "hour": ("hour", "hr"), "minute": ("minute", "min"),
}  # fmt: skip
MBAR = 100.0
"""Pa; SAM's pressure is in mbar."""


def _plain(cell: str) -> str:
    """A column name without its unit: ``Dry bulb (C)`` -> ``dry bulb``."""
    return cell.strip().lower().partition("(")[0].strip().replace("_", " ").replace("-", " ")


def _site(names: list[str], values: list[str], place: str) -> tuple[Site, str]:
    cells = dict(zip((_plain(n) for n in names), values, strict=False))
    found: dict[str, str] = {}
    for key, synonyms in HEADER.items():
        found[key] = next((cells[s].strip() for s in synonyms if s in cells), "")
    problems, numbers = [], {}
    for key, low, high in (
        ("latitude", -90.0, 90.0),
        ("longitude", -180.0, 180.0),
        ("elevation", -500.0, 9000.0),
        ("time zone", -12.0, 14.0),
    ):
        try:
            numbers[key] = plain_float(found[key])
        except ValueError:
            numbers[key] = float("nan")
        if not low <= numbers[key] <= high:
            problems.append(
                Problem("sam-header", f"{place}:1-2 ({key})", "no number in range in the header", found[key][:40], message("{low:g} to {high:g}", low=low, high=high), "give a SAM CSV file: header names, then values")
            )  # fmt: skip
    if problems:
        raise InputError(problems)
    site = Site(found["name"] or "site", numbers["latitude"], numbers["longitude"], numbers["elevation"], numbers["time zone"], wmo=found["id"])  # fmt: skip
    return site, found["source"]


def _column(cells: list[str], name: str, place: str) -> tuple[np.ndarray, list[Problem]]:
    try:
        return plain_floats(cells), []
    except ValueError:
        pass
    values, problems = np.full(len(cells), np.nan), []
    for k, cell in enumerate(cells):
        if cell.strip().lower() in MISSING:
            continue
        try:
            values[k] = plain_float(cell)
        except ValueError:
            problems.append(Problem("csv-cell", f"{place}:{k + 4} ({name})", "not a number", cell[:40], "a number", "correct the cell"))  # fmt: skip
    return values, problems[:12]


def _stamps(columns: dict[str, np.ndarray], place: str) -> tuple[pd.DatetimeIndex, float | None, bool]:
    """Stamps, the minute of an hourly file's instants (None: of shorter steps, the stamps are the instants), and whether the years are mixed."""
    parts = {k: columns.pop(k, None) for k in ("year", "month", "day", "hour", "minute")}
    absent = [k for k in ("month", "day", "hour") if parts[k] is None]
    if absent or any(p is not None and not np.isfinite(p).all() for p in parts.values()):
        raise InputError(Problem("sam-columns", f"{place}:3", "no whole month, day and hour columns", ", ".join(absent) or "empty cells", "Month, Day, Hour", "restore the columns"))  # fmt: skip
    months, days, hours = (np.asarray(parts[k], dtype=float) for k in ("month", "day", "hour"))
    years = (
        np.full(len(months), float(NOMINAL_YEAR)) if parts["year"] is None else np.asarray(parts["year"], dtype=float)
    )
    minutes = np.zeros(len(months)) if parts["minute"] is None else np.asarray(parts["minute"], dtype=float)
    instant = None
    if len(minutes) < 9000:  # hourly: the minute is an instant, not a step
        instant = float(minutes[0]) if parts["minute"] is not None and len(minutes) else 30.0
        minutes = np.zeros(len(minutes))
    typical = len(np.unique(years)) > 1 or parts["year"] is None
    if ((years >= 0) & (years < 100)).all():  # numbered, not dated
        years, typical = np.full(len(months), float(NOMINAL_YEAR)), True
    table = pd.DataFrame({"year": years, "month": months, "day": days, "hour": hours, "minute": minutes})
    stamps = pd.DatetimeIndex(pd.to_datetime(table, errors="coerce"))
    if stamps.isna().any():
        k = int(np.flatnonzero(stamps.isna())[0])
        raise InputError(
            Problem("csv-time", f"{place}:{k + 4}", "no date", str(table.iloc[k].tolist()), "", "correct the row")
        )
    return stamps, instant, typical


def read_sam(path: str | Path, request: ReadOptions | None = None, name: str | None = None) -> WeatherYear:
    """A year from a SAM CSV file.

    Raises
    ------
    InputError
        ``file-not-found``, ``sam-header``, ``sam-columns``, ``csv-cell``, ``csv-row``, ``csv-time``, ``series-time``, ``weather-range``,
        ``weather-missing``, ``weather-components``.
    """
    path = Path(path)
    place = name or str(path)
    raw = read_bytes(path, place)
    try:
        lines = [line for line in decode(raw).removeprefix("\ufeff").replace("\x00", "").splitlines() if line.strip()]
        rows = list(csv.reader(lines[:3]))
    except csv.Error as error:
        raise InputError(
            Problem("csv-row", place, message("not a table: {error}", error=error), None, "", "check the quotes")
        ) from None
    if len(lines) < 4 or len(rows) < 3:
        raise InputError(Problem("sam-header", place, "not a SAM CSV file", len(lines), "two header lines, column names, rows", "give a SAM CSV file"))  # fmt: skip
    site, origin = _site(rows[0], rows[1], place)
    header = [_plain(c) for c in rows[2]]
    at = {key: next((header.index(s) for s in synonyms if s in header), None) for key, synonyms in SYNONYMS.items()}
    used = {k: v for k, v in at.items() if v is not None}
    body = [line.split(",") for line in lines[3:]]
    short = next((k for k, r in enumerate(body) if len(r) <= max(used.values(), default=0)), None)
    if short is not None or not used:
        raise InputError(Problem("csv-row", f"{place}:{(short or 0) + 4}", "a row has too few fields, or no column is known", len(body[short or 0]), "", "restore the row"))  # fmt: skip
    columns, problems = {}, []
    for key, position in used.items():
        columns[key], more = _column([r[position] for r in body], key, place)
        problems += more
    if problems:
        raise InputError(problems)
    stamps, instant, typical = _stamps(columns, place)
    if "pressure" in columns:
        columns["pressure"] = columns["pressure"] * MBAR
    source = Provenance(
        "csv",
        message("SAM CSV {file}: {name}", file=path.name, name=site.name),
        origin or path.name,
        str(path),
        hashlib.sha256(raw).hexdigest(),
    )
    label = "instant" if instant is None else "start"
    year = assemble(to_year(Series(stamps, columns, site.utc_offset_h, label, typical), site, source, place), request)
    return year if instant is None else at_instant(year, instant)
