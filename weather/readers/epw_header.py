"""The header of an EPW file: eight lines as a rule, seven or nine in practice; the data begin after DATA PERIODS."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from foundation.cells.numbers import plain_float
from foundation.errors import Problem
from foundation.messages import message
from weather import ground
from weather.site import Site

FIRST = "LOCATION"
LAST = "DATA PERIODS"
HEADER_LINES = 8
"""Lines of a complete header (EnergyPlus Auxiliary Programs, EPW data dictionary)."""
LONGEST = 100
"""A header line further down than this is none."""
DAYLIGHT = "HOLIDAYS/DAYLIGHT SAVINGS"
PLACE_FIELDS = (("latitude", -90.0, 90.0), ("longitude", -180.0, 180.0), ("time zone", -12.0, 14.0), ("altitude", -500.0, 9000.0))  # fmt: skip
"""Fields 7 to 10 of LOCATION and what they may be."""


@dataclass(frozen=True, eq=False, slots=True)
class Header:
    """What stands above the data.

    Attributes
    ----------
    site : Site or None
    soil : dict or None
        Kusuda parameters of the file's ground temperatures.
    lines : dict
        First line of every keyword (``COMMENTS 1``), as it stands.
    first : int
        Position of the first line under the header.
    problems : list of Problem
    """

    site: Site | None = None
    soil: dict[str, Any] | None = None
    lines: dict[str, str] = field(default_factory=dict)
    first: int = 0
    problems: list[Problem] = field(default_factory=list)

    def cells(self, keyword: str) -> list[str]:
        """Cells of a line without the keyword; empty where the line is absent."""
        return [c.strip() for c in self.lines.get(keyword, "").split(",")[1:]]

    @property
    def daylight_saving(self) -> tuple[str, str] | None:
        """First and last day of the summer time that the header tells, as it writes them."""
        cells = self.cells(DAYLIGHT)
        if len(cells) < 3 or cells[1] in ("", "0") or cells[2] in ("", "0"):
            return None
        return cells[1], cells[2]


def keyword_of(line: str) -> str:
    """The keyword of a header line."""
    return line.partition(",")[0].strip().upper()


def read_header(lines: list[str], place: str) -> Header:
    """The header of a file's lines; blank lines and further comments do not matter."""
    end = next((k for k, line in enumerate(lines[:LONGEST]) if keyword_of(line).startswith(LAST)), None)
    above = lines[: LONGEST if end is None else end + 1]
    found: dict[str, str] = {}
    for line in above:
        if line.strip():
            found.setdefault(keyword_of(line), line)
    head = next((line for line in above if line.strip()), "")
    site, problems = _site(head, place)
    if end is None and site is not None:
        cure = "write above the first hour: DATA PERIODS,1,1,Data,Sunday,1/1,12/31"
        problems.append(Problem("epw-header", place, "no line DATA PERIODS, under which the hours begin", None, "a header that ends with DATA PERIODS", cure))  # fmt: skip
    return Header(site, _soil(found.get("GROUND TEMPERATURES", "")), found, (end or 0) + 1, problems)


def _site(line: str, place: str) -> tuple[Site | None, list[Problem]]:
    """The place of a LOCATION line, or what is wrong with it."""
    cells = [c.strip() for c in line.split(",")]
    if len(cells) < 10 or cells[0].upper() != FIRST:
        told = "not an EPW file: the first line must be LOCATION with 10 fields"
        allowed = "LOCATION,city,region,country,source,WMO,latitude,longitude,time zone,altitude"
        return None, [Problem("epw-header", f"{place}:1", told, line[:60], allowed, "give an EnergyPlus weather file (.epw)")]  # fmt: skip
    problems: list[Problem] = []
    numbers: list[float] = []
    for k, (name, low, high) in enumerate(PLACE_FIELDS, start=6):
        try:
            value = plain_float(cells[k])
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            told = message("{name} is not a number in range", name=name)
            allowed = message("{low} to {high}", low=low, high=high)
            problems.append(Problem("epw-header", f"{place}:1 field {k + 1}", told, cells[k], allowed, "correct the LOCATION line"))  # fmt: skip
        numbers.append(value)
    if problems:
        return None, problems
    return Site(cells[1], numbers[0], numbers[1], numbers[3], numbers[2], province=cells[2], wmo=cells[5]), []


def _soil(line: str) -> dict[str, Any] | None:
    """Kusuda parameters from the header's ground temperatures; None where there are none that can be believed."""
    cells = [c.strip() for c in line.split(",")]
    try:
        depths = {
            float(cells[2 + 16 * k]): np.array([float(c) for c in cells[6 + 16 * k : 18 + 16 * k]])
            for k in range(int(float(cells[1])))
        }
    except (ValueError, IndexError, OverflowError):
        return None
    sane = all(0.0 < z < 30.0 and len(v) == 12 and (np.abs(v) < 60.0).all() for z, v in depths.items())
    if depths and sane and all(np.ptp(v) > 0.0 for v in depths.values()):
        return ground.fit_depths(depths, "ground temperatures of the EPW header")
    return None
