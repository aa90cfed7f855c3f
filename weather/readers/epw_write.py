"""Writing EPW files: of any year, or of a file that was repaired, of which only the repaired cells change."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foundation.tables import read_table
from foundation.text_file import decode, read_bytes
from foundation.whole_file import write_whole
from weather import ground
from weather.readers.epw import FIELDS, Rows, read_rows
from weather.readers.epw_header import HEADER_LINES, keyword_of, read_header
from weather.year import COLUMNS, WeatherYear

DIGITS = {"temp_air": 2, "temp_dew": 2, "relative_humidity": 1, "pressure": 0, "longwave_down": 1, "ghi": 1, "dni": 1, "dhi": 1, "wind_direction": 0, "wind_speed": 2}  # fmt: skip
"""Decimals that are written; a year that was read and has no more than these comes back exactly."""
LONGEST_COMMENT = 4000


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


def _write(lines: list[str], path: Path) -> Path:
    """Lines to a temporary name, then renamed."""
    return write_whole(path, "\n".join(lines) + "\n")


def write_epw(year: WeatherYear, path: str | Path) -> Path:
    """Write an EPW file (to a temporary name, then renamed). Fields that a ``WeatherYear`` lacks carry their missing mark."""
    flags = "?9?9?9?9E0?9?9?9?9?9?9?9?9?9?9?9?9?9?9?9*9*9?9?9?9?9"
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
    return _write([*_write_header(year), *body], Path(path))


def _kept_header(lines: list[str], repaired: WeatherYear) -> list[str]:
    """The file's own header, its second comment told what was done."""
    told = f"netzero-retrofit: {_cell('; '.join(repaired.source.notes))}"[:LONGEST_COMMENT]
    out, done = [], False
    for line in lines:
        if keyword_of(line) == "COMMENTS 2" and not done:
            line, done = f"{line.rstrip()}; {told}", True
        if keyword_of(line).startswith("DATA PERIODS") and not done:
            out.append(f"COMMENTS 2,{told}")
        out.append(line)
    return out


def _changed_rows(rows: Rows, before: WeatherYear, after: WeatherYear) -> list[str]:
    """The file's records, of which only those cells are new that the repair changed."""
    cells = [list(r) for r in rows.cells]
    for name in COLUMNS:
        old, new = before.column(name), after.column(name)
        for hour in np.flatnonzero(old != new).tolist():
            cells[(hour - rows.begin) % rows.hours][FIELDS[name].position] = f"{new[hour]:.{DIGITS[name]}f}"
    return [",".join(r) for r in cells]


def write_repaired(before: WeatherYear, after: WeatherYear, path: str | Path) -> Path:
    """A repaired EPW: header, flags and every cell that the repair did not touch stay as they stand in the source.

    A source of another form, of several records an hour, or by another clock is written anew (``write_epw``).

    Parameters
    ----------
    before, after : WeatherYear
        As read, and repaired.
    """
    source = before.source
    lines = decode(read_bytes(source.path)).splitlines() if source.kind == "epw" and source.path else []
    header = read_header(lines, source.path) if lines else None
    if header is None or header.site is None or header.site.utc_offset_h != after.site.utc_offset_h:
        return write_epw(after, path)
    rows, problems = read_rows(lines, header.first, source.path)
    if problems or rows.per_hour != 1:
        return write_epw(after, path)
    return _write([*_kept_header(lines[: header.first], after), *_changed_rows(rows, before, after)], Path(path))


__all__ = ["DIGITS", "HEADER_LINES", "write_epw", "write_repaired"]
