"""The typical year that PVGIS lets people download as CSV: place above the table, stamps in UTC, months of many years, a legend below."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from foundation.errors import InputError, Problem
from foundation.messages import message
from foundation.text_file import decode, read_bytes
from weather.quality.zone import standard_offset_h
from weather.readers.raw import ReadOptions
from weather.readers.table import CsvFormat, read_csv
from weather.site import Site
from weather.year import WeatherYear

HEADER = "time(UTC)"
COLUMNS = {
    "temp_air": "T2m", "relative_humidity": "RH", "ghi": "G(h)", "dni": "Gb(n)", "dhi": "Gd(h)", "longwave_down": "IR(h)",
    "wind_speed": "WS10m", "wind_direction": "WD10m", "pressure": "SP",
}  # fmt: skip
PLACE = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "elevation": (-500.0, 9000.0)}
CREDIT = "PVGIS, European Commission, Joint Research Centre"


def is_pvgis(text: str) -> bool:
    """Whether a text begins as PVGIS's files do.

    >>> is_pvgis("Latitude (decimal degrees): 25.020")
    True
    """
    return text.lower().startswith("latitude (decimal degrees):")


def read_pvgis(path: str | Path, request: ReadOptions | None = None, name: str | None = None) -> WeatherYear:
    """A typical year of PVGIS from its CSV file.

    Raises
    ------
    InputError
        ``file-not-found``, ``pvgis-format`` and what ``read_csv`` raises.
    """
    path = Path(path)
    place = name or str(path)
    lines = decode(read_bytes(path, place)).splitlines()
    at = next((k for k, line in enumerate(lines[:60]) if line.startswith(HEADER)), None)
    numbers: dict[str, float] = {}
    for key, (low, high) in PLACE.items():
        found = next((m for line in lines[: at or 0] if (m := re.match(rf"{key} \([^)]*\)\s*:\s*(-?[\d.]+)", line, re.IGNORECASE))), None)  # fmt: skip
        if found is not None and low <= float(found[1]) <= high:
            numbers[key] = float(found[1])
    if at is None or len(numbers) < len(PLACE):
        told = "no table under time(UTC), or no latitude, longitude and elevation above it"
        raise InputError(Problem("pvgis-format", place, told, lines[0][:60] if lines else "", "the CSV of PVGIS's typical meteorological year", "download it again"))  # fmt: skip
    site = Site(path.stem, numbers["latitude"], numbers["longitude"], numbers["elevation"], standard_offset_h(numbers["latitude"], numbers["longitude"]))  # fmt: skip
    columns = {ours: theirs for ours, theirs in COLUMNS.items() if theirs in [c.strip() for c in lines[at].split(",")]}
    form = CsvFormat(columns, HEADER, "start", time_format="%Y%m%d:%H%M", utc_offset_h=0.0, skip_rows=at)
    year = read_csv(path, site, form, request, place)
    return replace(
        year, source=replace(year.source, source=CREDIT, description=message("PVGIS {file}", file=path.name))
    )
