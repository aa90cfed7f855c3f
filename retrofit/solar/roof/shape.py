"""A roof as an engineer measures it: outline, setbacks, obstacles, walkways, in the frame in which modules are laid.

The row frame: u along the rows (along the eave of a pitched roof), v square to it, away from where the modules face (up the
slope). On pitched roofs lengths are true lengths on the slope, on racks they are plan lengths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from foundation.tables import read_table
from retrofit.solar.roof import geometry
from retrofit.solar.roof.row_pitch import shadow_on_roof

Points = tuple[tuple[float, float], ...]
Orientation = Literal["auto", "portrait", "landscape"]


@cache
def layout_defaults() -> dict[str, float]:
    """Values of ``pv_layout.csv`` by key."""
    return {r["key"]: float(r["value"]) for r in read_table("retrofit", "pv_layout.csv")}


def rectangle(x: float, y: float, length_m: float, width_m: float) -> Points:
    """Corners of a rectangle with its lower left corner at (x, y)."""
    return ((x, y), (x + length_m, y), (x + length_m, y + width_m), (x, y + width_m))


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that modules keep clear of: a lift house, a tank, a walkway (height 0, setback 0).

    ``shadow``: its shadow at winter solstice from 9:00 to 15:00 true solar time is kept free too.
    """

    name: str
    corners: Points
    height_m: float = 0.0
    setback_m: float = 0.0
    shadow: bool = False
    walkway: bool = False
    parapet: bool = False
    """Along an edge of the outline: drawn with it, without a number of its own."""


@dataclass(frozen=True, slots=True)
class RoofShape:
    """Outline and what stands on it, in the row frame (see the module).

    Attributes
    ----------
    outline : tuple of (u, v)
    setback_m : float
        Kept free along the edges.
    obstacles : tuple of Obstacle
    orientation : "auto" | "portrait" | "landscape"
    gap_m : float
        Between modules.
    pitch_m, ground_cover_ratio : float or None
        Of racks; both None: the winter-solstice rule of GB 50797-2012.
    modules_up : int
        Modules one above the other on a rack.
    turn_deg : float
        The frame of the user's drawing, anticlockwise from the row frame (to draw the roof as it was measured).
    count : int
        Equal roofs.
    """

    outline: Points
    setback_m: float = 0.5
    obstacles: tuple[Obstacle, ...] = ()
    orientation: Orientation = "auto"
    gap_m: float = 0.02
    pitch_m: float | None = None
    ground_cover_ratio: float | None = None
    modules_up: int = 1
    turn_deg: float = 0.0
    count: int = 1

    @property
    def area_m2(self) -> float:
        """Area of one outline in its frame, m2."""
        return geometry.area(np.array(self.outline))


def in_row_frame(
    points: Points, tilt_deg: float, azimuth_deg: float, y_bearing_deg: float, stretch: bool
) -> tuple[Points, float]:
    """Points of a plan in the row frame, and the turn that leads back.

    Parameters
    ----------
    points : tuple of (x, y)
        Plan, metres; the y axis points to the bearing ``y_bearing_deg``.
    stretch : bool
        True for a pitched roof: v becomes the true length on the slope.
    """
    turn = (azimuth_deg + 180.0 - y_bearing_deg) % 360.0
    turned = geometry.rotated(np.array(points, dtype=float), turn)
    if stretch:
        turned[:, 1] /= math.cos(math.radians(tilt_deg))
    return tuple((float(u), float(v)) for u, v in turned), turn


PARAPET_M = 0.001
"""Thickness of a parapet on the plan: it stands on the outline, within the setback of its edge."""


def parapets(outline: Points, height_m: float) -> tuple[Obstacle, ...]:
    """A parapet on every edge of an outline in the row frame, with its shadow."""
    out = []
    for a, b in zip(outline, (*outline[1:], outline[0]), strict=True):
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        side = (-(b[1] - a[1]) / length * PARAPET_M, (b[0] - a[0]) / length * PARAPET_M)
        corners = (a, b, (b[0] + side[0], b[1] + side[1]), (a[0] + side[0], a[1] + side[1]))
        out.append(Obstacle("parapet", corners, height_m, 0.0, True, parapet=True))
    return tuple(out)


def keep_out(obstacle: Obstacle, tilt_deg: float, azimuth_deg: float, latitude: float) -> np.ndarray:
    """The ground that an obstacle takes: its corners, or with its solstice shadow the convex hull of both, shape (n, 2)."""
    corners = np.array(obstacle.corners, dtype=float)
    if not obstacle.shadow or obstacle.height_m <= 0.0:
        return corners
    tips = shadow_on_roof(obstacle.height_m, tilt_deg, azimuth_deg, latitude)
    return geometry.convex_hull(np.vstack([corners, *(corners + tip for tip in tips)]))
