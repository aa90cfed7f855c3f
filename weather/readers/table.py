"""Plain CSV with a map of its columns: delimiter, encoding, units, time zone and label side as told; nothing is guessed that decides a value."""

from __future__ import annotations

import csv
import difflib
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from foundation.cells.numbers import plain_float, plain_floats
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim, message
from foundation.text_file import decode, read_bytes
from weather.readers.instants import at_instant, at_instant_as_told
from weather.readers.raw import ReadOptions, assemble
from weather.readers.series import Series, step_minutes, to_year
from weather.site import Site
from weather.year import Provenance, WeatherYear

DELIMITERS = (",", ";", "\t", "|")
MISSING = ("", "na", "n/a", "nan", "null", "none", "-", "--")
"""Cells that hold no value, in small letters; a project adds its own."""
TIME_FORMATS = ("ISO8601", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M", "%Y%m%d%H", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日 %H时")  # fmt: skip
"""Tried in order; all name the year first, so that no day is taken for a month."""
UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "temperature": {"degC": (1.0, 0.0), "K": (1.0, -273.15), "degF": (5.0 / 9.0, -160.0 / 9.0)},
    "share": {"%": (1.0, 0.0), "1": (100.0, 0.0)},
    "pressure": {"Pa": (1.0, 0.0), "hPa": (100.0, 0.0), "mbar": (100.0, 0.0), "kPa": (1000.0, 0.0)},
    "speed": {"m/s": (1.0, 0.0), "km/h": (1.0 / 3.6, 0.0), "kn": (1852.0 / 3600.0, 0.0)},
    "angle": {"deg": (1.0, 0.0)},
    "cover": {"tenths": (1.0, 0.0), "oktas": (1.25, 0.0), "%": (0.1, 0.0)},
    "radiation": {"W/m2": (1.0, 0.0), "kW/m2": (1000.0, 0.0)},
}
"""Unit -> factor and offset to ours."""
SUMS_J = {"J/m2": 1.0, "kJ/m2": 1e3, "MJ/m2": 1e6, "Wh/m2": 3600.0, "kWh/m2": 3.6e6}
"""Sums over a step of the series, J/m2."""
KINDS = {
    "temp_air": "temperature", "temp_dew": "temperature", "relative_humidity": "share", "pressure": "pressure", "wind_speed": "speed",
    "wind_direction": "angle", "ghi": "radiation", "dni": "radiation", "dhi": "radiation", "longwave_down": "radiation", "opaque_cover": "cover",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How to read a CSV file.

    Attributes
    ----------
    columns : dict
        Our name (``temp_air``, ``ghi``, ...; see ``KINDS``) -> name of the file's column.
    time : str
        Column of the stamp; two columns joined by ``+`` (``Date+Time``) are read as one text.
    label : "start" | "end" | "instant"
        Side of its step that a stamp names, or the instant that its values are of.
    units : dict
        Our name -> unit, where it is not ours.
    time_format : str or None
        strptime format; None: one of ``TIME_FORMATS``.
    utc_offset_h : float or None
        Of the file's clock; None: the site's.
    """

    columns: dict[str, str]
    time: str
    label: str
    units: dict[str, str] = field(default_factory=dict)
    time_format: str | None = None
    utc_offset_h: float | None = None
    delimiter: str | None = None
    decimal: str = "."
    encoding: str = "auto"
    missing: tuple[str, ...] = ()
    skip_rows: int = 0


def unit_problems(form: CsvFormat, place: str) -> list[Problem]:
    """Unknown names and units of a format."""
    found = []
    for name in form.columns:
        if name not in KINDS:
            close = difflib.get_close_matches(name, list(KINDS), 1, 0.5)
            cure = message("did you mean {name}?", name=Verbatim(close[0])) if close else "choose one of these"
            found.append(
                Problem("csv-column", f"{place} columns", "no such weather quantity", name, ", ".join(KINDS), cure)
            )
    for name, unit in form.units.items():
        allowed = list(UNITS[KINDS[name]]) if name in KINDS else []
        allowed += list(SUMS_J) if KINDS.get(name) == "radiation" else []
        if unit not in allowed:
            found.append(Problem("csv-unit", f"{place} units.{name}", "no such unit for this quantity", unit, ", ".join(allowed) or "a quantity of columns", "choose one of these"))  # fmt: skip
    return found


def _lines(raw: bytes, form: CsvFormat, place: str) -> tuple[list[str], str, list[str]]:
    """Lines from the header on, the delimiter, and the header's cells."""
    try:
        text = decode(raw, form.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(
            Problem("file-encoding", place, message("the file is not {encoding} ({kind})", encoding=form.encoding, kind=error.__class__.__name__), form.encoding, "auto, utf-8, gbk, ...", "set weather.csv.encoding")
        ) from None  # fmt: skip
    lines = [
        line for line in text.removeprefix("\ufeff").replace("\x00", "").splitlines()[form.skip_rows :] if line.strip()
    ]
    if len(lines) < 2:
        raise InputError(Problem("csv-row", place, "no rows under a header", len(lines), "a header and a year of rows", "check skip_rows and the file"))  # fmt: skip
    delimiter = form.delimiter or max(DELIMITERS, key=lines[0].count)
    return lines, delimiter, _cells(lines[:1], delimiter, place)[0]


def _cells(lines: list[str], delimiter: str, place: str) -> list[list[str]]:
    """Cells of lines; rows without any are left out."""
    try:
        rows = [[c.strip() for c in r] for r in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as error:
        raise InputError(Problem("csv-row", place, message("not a table: {error}", error=error), None, "", "check quotes and delimiter")) from None  # fmt: skip
    return [r for r in rows if any(r)] or [[""]]


def _pick(header: list[str], wanted: dict[str, str], place: str) -> dict[str, int]:
    """Positions of columns by their name in the file."""
    found, problems = {}, []
    for name, column in wanted.items():
        if header.count(column) == 1:
            found[name] = header.index(column)
            continue
        close = difflib.get_close_matches(column, header, 1, 0.4)
        text = "no such column in the file" if column not in header else "two columns have this name"
        cure = (
            message("did you mean {name}?", name=Verbatim(close[0]))
            if close and column not in header
            else "correct weather.csv.columns or the header"
        )
        problems.append(Problem("csv-column", f"{place} ({name})", text, column, ", ".join(header)[:300], cure))
    if problems:
        raise InputError(problems)
    return found


def parse_times(texts: list[str], time_format: str | None, place: str) -> pd.DatetimeIndex:
    """Stamps of texts; ``24:00`` is midnight of the next day. A text with a time zone of its own keeps it."""
    plain = [t.strip() for t in texts]
    late = np.array([bool(re.search(r"[ T]24:00(:00)?$", t)) for t in plain])
    if late.any():
        plain = [re.sub(r"([ T])24:00", r"\g<1>00:00", t) for t in plain]
    for form in (time_format,) if time_format else TIME_FORMATS:
        try:
            stamps = pd.to_datetime(pd.Series(plain), format=form, errors="coerce")
        except (ValueError, TypeError, OverflowError, re.error):
            continue
        if not isinstance(stamps.dtype, np.dtype | pd.DatetimeTZDtype) or stamps.dtype == object:
            continue
        if stamps.isna().mean() < 0.5:
            break
    else:
        raise InputError(
            Problem("csv-time", place, "the time column cannot be read", plain[0][:40], time_format or ", ".join(TIME_FORMATS), "set weather.csv.time_format (strptime)")
        )  # fmt: skip
    bad = np.flatnonzero(stamps.isna())
    if len(bad):
        shown = [
            Problem(
                "csv-time", f"{place} row {int(k) + 1}", "no time", plain[int(k)][:40], str(form), "correct the row"
            )
            for k in bad[:12]
        ]
        raise InputError(shown)
    return pd.DatetimeIndex(stamps + pd.to_timedelta(late.astype(int), unit="D"))


def _values(name: str, cells: list[str], form: CsvFormat, place: str) -> tuple[np.ndarray, list[Problem]]:
    typed = cells
    if form.decimal != ".":  # beside a decimal comma a point parts thousands, or is the mark of another table
        cells = ["?" if "." in c else c.replace(form.decimal, ".") for c in cells]
    try:
        values = plain_floats(cells)
        marks = [float(m) for m in form.missing if _is_number(m)]
        return np.where(np.isin(values, marks), np.nan, values), []
    except ValueError:
        pass
    marks_text = {*MISSING, *(m.lower() for m in form.missing)}
    numbers = {float(m) for m in form.missing if _is_number(m)}
    values, problems = np.full(len(cells), np.nan), []
    for k, cell in enumerate(cells):
        if cell.lower() in marks_text:
            continue
        if not _is_number(cell):
            problems.append(
                Problem("csv-cell", f"{place} row {k + 1} ({name})", "not a number", typed[k][:40], "a number, or a missing mark", "correct the cell, or add the mark to weather.csv.missing")
            )  # fmt: skip
        elif float(cell) not in numbers:
            values[k] = float(cell)
    if len(problems) > 12:
        problems = [*problems[:12], Problem("csv-cell", f"{place} ({name})", message("and {count} more cells like these", count=len(problems) - 12))]  # fmt: skip
    return values, problems


def _is_number(text: str) -> bool:
    try:
        plain_float(text)
    except ValueError:
        return False
    return True


def converted(name: str, values: np.ndarray, unit: str, step_min: int) -> np.ndarray:
    """Values in our unit."""
    if unit in SUMS_J:
        return values * (SUMS_J[unit] / (60.0 * step_min))
    factor, offset = UNITS[KINDS[name]][unit]
    return values * factor + offset


def _without_footer(rows: list[list[str]], widest: int, time: int) -> tuple[list[list[str]], list[str]]:
    """The rows without the short lines of words under the table (a service's legend), and those lines."""
    end = len(rows)
    while (
        end > 1
        and len(rows[end - 1]) <= widest
        and not rows[end - 1][time][:1].isdigit()
        and rows[0][time][:1].isdigit()
    ):
        end -= 1
    return rows[:end], [", ".join(r) for r in rows[end:]]


OFFSET_LINE = re.compile(r"irradiance time offset \(h\)\s*:\s*(-?[\d.]+)", re.IGNORECASE)
"""A line above the table of PVGIS: hours after the stamp that the radiation is of."""


def _told_instant(raw: bytes, form: CsvFormat) -> float | None:
    """Minute of the hour that the lines above the table say the radiation is of."""
    above = "\n".join(decode(raw, form.encoding).splitlines()[: form.skip_rows])
    found = OFFSET_LINE.search(above)
    return None if found is None else 60.0 * float(found[1]) % 60.0


def read_csv(
    path: str | Path, site: Site, form: CsvFormat, request: ReadOptions | None = None, name: str | None = None
) -> WeatherYear:
    """A measured or made year from a CSV file.

    Raises
    ------
    InputError
        ``file-not-found``, ``file-encoding``, ``csv-column``, ``csv-unit``, ``csv-row``, ``csv-time``, ``csv-cell``, ``series-time``,
        ``weather-range``, ``weather-missing``, ``weather-components``.
    """
    path = Path(path)
    place = name or str(path)
    problems = unit_problems(form, place)
    if problems:
        raise InputError(problems)
    raw = read_bytes(path, place)
    lines, delimiter, header = _lines(raw, form, place)
    times = [c.strip() for c in form.time.split("+")] if form.time not in header else [form.time]
    at = _pick(header, {**{f"time {k + 1}": c for k, c in enumerate(times)}, **form.columns}, place)
    rows, widest = _cells(lines[1:], delimiter, place), max(at.values())
    rows, below = _without_footer(rows, widest, at["time 1"])
    short = [k for k, r in enumerate(rows) if len(r) <= widest]
    if short:
        first = short[0]
        raise InputError(
            Problem("csv-row", f"{place} row {first + 1}", message("{count} rows have too few fields", count=len(short)), len(rows[first]), message("at least {fields}", fields=widest + 1), "restore the rows")
        )  # fmt: skip
    stamps = parse_times(
        [" ".join(r[at[f"time {k + 1}"]] for k in range(len(times))) for r in rows], form.time_format, place
    )
    offset = site.utc_offset_h if form.utc_offset_h is None else form.utc_offset_h
    if stamps.tz is not None:
        stamps, offset = stamps.tz_convert(site.tz).tz_localize(None), site.utc_offset_h
    columns: dict[str, np.ndarray] = {}
    for column in form.columns:
        columns[column], more = _values(column, [r[at[column]] for r in rows], form, place)
        problems += more
    if problems:
        raise InputError(problems)
    series = Series(stamps, columns, offset, form.label)
    step = step_minutes(series, place)
    for column, unit in form.units.items():
        if column in columns:
            columns[column] = converted(column, columns[column], unit, step)
    told = "CSV {file}, values of the instant of their stamp (UTC{offset:+g})" if form.label == "instant" else "CSV {file}, stamps at the {side} of the step (UTC{offset:+g})"  # fmt: skip
    description = message(told, file=path.name, side=form.label, offset=offset)
    source = Provenance("csv", description, path.name, str(path), hashlib.sha256(raw).hexdigest())
    if below:
        source = source.noted("footer", "{count} lines under the table are left out: {first}", count=len(below), first=Verbatim(below[0][:60]))  # fmt: skip
    year = assemble(to_year(series, site, source, place), request)
    if form.label == "instant" and step == 60:
        return at_instant(year, float((stamps[0].minute + round(60.0 * (site.utc_offset_h - offset))) % 60))
    instant = _told_instant(raw, form)
    return year if instant is None else at_instant_as_told(year, instant)
