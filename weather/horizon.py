"""The horizon around a site: hills and tall buildings that hide the sun and a part of the sky.

A profile is a polygon of elevation over azimuth, straight between its points, closed over north.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foundation.cells.numbers import NO_NUMBER, Flaw, Number, read_numbers
from foundation.cells.sheet import Sheet, read_sheet
from foundation.cells.units import in_heading, unit_of
from foundation.errors import InputError, Problem
from foundation.messages import Verbatim

SUN_RADIUS_DEG = 0.2666
"""Mean angular radius of the sun's disc (IAU 2015 nominal solar radius at 1 au)."""
AZIMUTHS = 3600
"""Sectors of the numerical integral over the azimuth (0.1 degrees)."""


@dataclass(frozen=True, eq=False, slots=True)
class Horizon:
    """Elevation of what stands on the horizon, degrees, over the azimuth, degrees clockwise from north.

    ``azimuth_deg`` rises strictly within 0 <= azimuth < 360; the profile is linear between points and wraps at 360.
    """

    azimuth_deg: np.ndarray
    elevation_deg: np.ndarray

    def elevation_at(self, azimuth_deg: np.ndarray) -> np.ndarray:
        """Elevation of the horizon in the given directions, degrees.

        >>> h = Horizon(np.array([90.0, 270.0]), np.array([10.0, 0.0]))
        >>> h.elevation_at(np.array([90.0, 180.0, 0.0, -90.0])).tolist()
        [10.0, 5.0, 5.0, 0.0]
        """
        result: np.ndarray = np.interp(azimuth_deg, self.azimuth_deg, self.elevation_deg, period=360.0)
        return result


COLUMNS = {"azimuth": ("azimuth", "方位角"), "elevation": ("elevation", "高度角", "horizon elevation")}
"""Headings without their unit."""


def read_horizon(path: str | Path, name: str | None = None) -> Horizon:
    """Read a horizon profile: a table with the columns ``azimuth_deg`` (0 to 360 from north) and ``elevation_deg`` (-10 to 89).

    Rows in any order; lines that start with ``#`` are comments; azimuth 360 is azimuth 0.

    Raises
    ------
    InputError
        ``file-not-found``, ``file-unreadable``, ``table-encoding``, ``table-quote``, ``horizon-header``, ``horizon-value``,
        ``horizon-rows``: every problem at once.
    """
    sheet = read_sheet(path, name, comment="#")
    where = _columns(sheet)
    rows = sheet.rows[1:]
    problems = [
        Problem("table-row", sheet.at(r), "more cells than the heading names", Verbatim(r.shown), "2", "write numbers without commas, one row for each point")
        for r in rows if any(r.cells[len(sheet.rows[0].cells) :])
    ]  # fmt: skip
    columns = [read_numbers([r.cell(k) for r in rows], sheet.separator) for k in where]
    points: dict[float, float] = {}
    for row, azimuth, elevation in zip(rows, *columns, strict=True):
        values = [_degrees(n) for n in (azimuth, elevation)]
        if not (0.0 <= values[0] <= 360.0 and -10.0 <= values[1] <= 89.0):
            flaw = next((n for n in (azimuth, elevation) if isinstance(n, Flaw) and n != NO_NUMBER), None)
            told = "azimuth or elevation is not a number in range" if flaw is None else flaw.told
            allowed = "azimuth 0 to 360, elevation -10 to 89 degrees" if flaw is None else flaw.allowed
            cure = "correct the row" if flaw is None else flaw.cure
            problems.append(Problem("horizon-value", sheet.at(row), told, Verbatim(row.shown), allowed, cure))
            continue
        direction = values[0] % 360.0
        if points.get(direction, values[1]) != values[1]:
            problems.append(Problem("horizon-value", sheet.at(row), "two elevations for one azimuth", Verbatim(row.shown), "one", "delete one row"))  # fmt: skip
        points[direction] = values[1]
    if not points and not problems:
        problems.append(Problem("horizon-rows", sheet.place, "the profile has no point", 0, "at least 1 row", "add the profile"))  # fmt: skip
    if problems:
        raise InputError(problems)
    order = sorted(points)
    return Horizon(np.array(order), np.array([points[a] for a in order]))


def _columns(sheet: Sheet) -> list[int]:
    """Columns of azimuth and elevation; a column that would not be read is refused."""
    heads = sheet.rows[0].cells if sheet.rows else ()
    found: list[str | None] = []
    for cell in heads:
        core, units = in_heading(cell)
        angle = bool(units) and all((u := unit_of(t)) is not None and u.dimension == "angle" for t in units)
        found.append(next((k for k, names in COLUMNS.items() if angle and core in names), None))
    if sorted(k or "" for k in found) != ["azimuth", "elevation"]:
        place = sheet.at(sheet.rows[0]) if sheet.rows else f"{sheet.place}:1"
        raise InputError(
            Problem("horizon-header", place, "the first row must name the columns", Verbatim(",".join(heads)[:60]), "azimuth_deg,elevation_deg", "write this row over the numbers")
        )  # fmt: skip
    return [found.index("azimuth"), found.index("elevation")]


def _degrees(number: Number | Flaw | None) -> float:
    if not isinstance(number, Number):
        return math.nan
    unit = unit_of(number.unit) if number.unit else None
    return number.value if not number.unit or (unit is not None and unit.dimension == "angle") else math.nan


def beam_visible(horizon: Horizon, zenith_deg: np.ndarray, azimuth_deg: np.ndarray) -> np.ndarray:
    """Share of the sun's disc above the horizon, 0 to 1, for sun positions of any shape.

    The horizon is taken as level across the disc: with x = (sun elevation - horizon elevation) / disc radius within
    -1 to 1 the share is the circle segment ``1/2 + (x sqrt(1 - x^2) + arcsin x) / pi``. An astronomical horizon
    (elevation 0) is not part of the profile: a sun below it is hidden by the earth and counted as 0.
    """
    elevation = 90.0 - np.asarray(zenith_deg, dtype=float)
    hill = np.maximum(horizon.elevation_at(np.asarray(azimuth_deg, dtype=float)), 0.0)
    x = np.clip((elevation - hill) / SUN_RADIUS_DEG, -1.0, 1.0)
    result: np.ndarray = 0.5 + (x * np.sqrt(1.0 - x * x) + np.arcsin(x)) / np.pi
    return result


def sky_view(horizon: Horizon, tilt_deg: float, azimuth_deg: float) -> float:
    """Share of a plane's isotropic sky diffuse radiation that the horizon takes away, 0 (free) to 1.

    Both the sky above the horizon and the whole sky, as the plane sees them, are integrals of cos(incidence) over the
    solid angle. In elevation e they are exact, with D the azimuth from the plane's:
    ``int (sin e cos b + cos e sin b cos D) cos e de = cos b sin^2(e)/2 + sin b cos D (e/2 + sin(2e)/4)``; over the azimuth
    they are summed in 0.1 degree steps. A level horizon of elevation h takes ``sin^2 h`` of a flat plane's sky.

    Parameters
    ----------
    tilt_deg, azimuth_deg : float
        Of the plane; 0 = facing up, azimuth clockwise from north.

    >>> round(sky_view(Horizon(np.array([0.0]), np.array([30.0])), 0.0, 180.0), 12)
    0.25
    """
    phi = (np.arange(AZIMUTHS) + 0.5) * 360.0 / AZIMUTHS
    tilt = np.radians(tilt_deg)
    across = np.sin(tilt) * np.cos(np.radians(phi - azimuth_deg))
    # behind the plane the sky begins where the plane's own surface ends
    own = np.where(across < 0.0, np.arctan2(-across, np.cos(tilt)), 0.0)
    hill = np.radians(np.maximum(horizon.elevation_at(phi), 0.0))

    def above(low: np.ndarray) -> float:
        part = np.cos(tilt) * (1.0 - np.sin(low) ** 2) / 2.0
        part = part + across * (np.pi / 4.0 - low / 2.0 - np.sin(2.0 * low) / 4.0)
        return float(part.sum())

    whole = above(own)
    return 0.0 if whole <= 0.0 else 1.0 - above(np.maximum(own, hill)) / whole
