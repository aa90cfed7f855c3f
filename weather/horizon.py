"""The horizon around a site: hills and tall buildings that hide the sun and a part of the sky.

A profile is a polygon of elevation over azimuth, straight between its points, closed over north.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foundation.errors import InputError, Problem
from foundation.text_file import read_text

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


def read_horizon(path: str | Path, name: str | None = None) -> Horizon:
    """Read a horizon profile: CSV with the columns ``azimuth_deg`` (0 to 360 from north) and ``elevation_deg`` (-10 to 89).

    Rows in any order; lines that start with ``#`` are comments; azimuth 360 is azimuth 0.

    Raises
    ------
    InputError
        ``file-not-found``, ``file-unreadable``, ``horizon-header``, ``horizon-value``, ``horizon-rows``: every problem at once.
    """
    place = name or str(path)
    lines = [(k, line) for k, line in enumerate(read_text(path, place).splitlines(), start=1)]
    rows = [(k, line) for k, line in lines if line.strip() and not line.lstrip().startswith("#")]
    header = [c.strip().lower() for c in next(csv.reader([rows[0][1]]))] if rows else []
    if "azimuth_deg" not in header or "elevation_deg" not in header:
        raise InputError(
            Problem(
                "horizon-header",
                f"{place}:{rows[0][0] if rows else 1}",
                "the first row must name the columns",
                ",".join(header)[:60],
                "azimuth_deg,elevation_deg",
                "write this row over the numbers",
            )
        )
    where = [header.index(c) for c in ("azimuth_deg", "elevation_deg")]
    problems: list[Problem] = []
    points: dict[float, float] = {}
    for k, line in rows[1:]:
        cells = line.split(",")
        values = [_number(cells[i]) if i < len(cells) else math.nan for i in where]
        if not (0.0 <= values[0] <= 360.0 and -10.0 <= values[1] <= 89.0):
            problems.append(
                Problem("horizon-value", f"{place}:{k}", "azimuth or elevation is not a number in range", line.strip()[:60],
                        "azimuth 0 to 360, elevation -10 to 89 degrees", "correct the row")
            )  # fmt: skip
            continue
        azimuth = values[0] % 360.0
        if points.get(azimuth, values[1]) != values[1]:
            problems.append(
                Problem("horizon-value", f"{place}:{k}", "two elevations for one azimuth", line.strip()[:60], "one", "delete one row")
            )  # fmt: skip
        points[azimuth] = values[1]
    if not points and not problems:
        problems.append(
            Problem("horizon-rows", place, "the profile has no point", 0, "at least 1 row", "add the profile")
        )
    if problems:
        raise InputError(problems)
    order = sorted(points)
    return Horizon(np.array(order), np.array([points[a] for a in order]))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


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
