"""A place in space for every surface: our model knows area, tilt and azimuth, EnergyPlus wants corners.

Every zone becomes a star of rectangles around its own origin: walls as high as twice the height of their centre, pushed outwards
along their normals so far that none can shade another; zones stand apart. Volume and floor area are given to EnergyPlus as
numbers, so nothing is computed from these corners but incidence, tilt, area and the height for the wind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from buildings.model import Shade, Surface, Window

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle: ``origin`` its lower left corner seen from outside, unit vectors right and up, width and height in m."""

    origin: np.ndarray
    right: np.ndarray
    up: np.ndarray
    width: float
    height: float

    @property
    def normal(self) -> np.ndarray:
        return np.cross(self.right, self.up)

    def corners(self, x0: float, x1: float, z0: float, z1: float) -> list[Point]:
        """Upper left first, anticlockwise seen from outside."""
        pairs = ((x0, z1), (x0, z0), (x1, z0), (x1, z1))
        return [tuple(self.origin + x * self.right + z * self.up) for x, z in pairs]

    def all_corners(self) -> list[Point]:
        return self.corners(0.0, self.width, 0.0, self.height)


def _axes(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors to the right and up in the plane, seen from outside (x east, y north, z up)."""
    a, t = math.radians(surface.azimuth_deg), math.radians(surface.tilt_deg)
    horizontal = np.array([math.sin(a), math.cos(a), 0.0])  # of the outward normal
    right = np.array([-math.cos(a), math.sin(a), 0.0])
    normal = math.sin(t) * horizontal + np.array([0.0, 0.0, math.cos(t)])
    return right, np.cross(normal, right)


def planes(surfaces: list[tuple[Surface, float]], east_m: float) -> list[Plane]:
    """Rectangles of a zone's surfaces with the areas given; ``east_m`` is where the zone stands."""
    sizes = []
    for s, area in surfaces:
        if s.width_m > 0.0:
            sizes.append((s.width_m, area / s.width_m))
        elif 45.0 < s.tilt_deg < 135.0 and s.height_m > 0.05:
            sizes.append((area / (2.0 * s.height_m), 2.0 * s.height_m))
        else:
            sizes.append((math.sqrt(area), math.sqrt(area)))
    reach = 2.0 * max(math.hypot(w, h) for w, h in sizes) + 1.0
    out, beside = [], {}  # type: ignore[var-annotated]
    for (s, _), (width, height) in zip(surfaces, sizes, strict=True):
        right, up = _axes(s)
        normal = np.cross(right, up)
        flat = np.array([normal[0], normal[1], 0.0])
        centre = reach * flat + np.array([east_m, 0.0, s.height_m if s.tilt_deg < 135.0 else 0.0])
        key = (round(s.tilt_deg, 3), round(s.azimuth_deg % 360.0, 3) if abs(normal[2]) < 0.999 else 0.0)
        shift = beside.get(key, 0.0)  # equal orientation: side by side in one plane
        beside[key] = shift + width + 0.5
        out.append(Plane(centre + (shift - width / 2.0) * right - height / 2.0 * up, right, up, width, height))
    return out


def window_rectangles(
    plane: Plane, window: Window, x_from: float, wide: float
) -> list[tuple[float, float, float, float]]:
    """Rectangles ``x0, x1, z0, z1`` of a window's glass in its wall: at its place, or in rows of its height in the strip
    ``x_from`` to ``x_from + wide``.

    Without a place, the width of all of a window's copies together is kept, in as many rows as it takes; where the wall is too low
    for the rows, they are lower and wider.
    """
    glass = 1.0 - window.glazing.frame_fraction
    if window.place_m is not None and window.count == 1:
        x, z = window.place_m
        half = 0.5 * window.width_m * (1.0 - glass)
        return [(x + half, x + window.width_m - half, z, z + window.height_m)]
    area = window.area_m2 * glass
    usable = 0.98 * wide
    rows = max(1, math.ceil(area / window.height_m / usable - 1e-9))
    height = min(window.height_m, 0.98 * plane.height / rows)
    width = area / rows / height
    if width > wide:  # nearly all glass: a little taller than the rows
        width, height = 0.99 * wide, area / rows / (0.99 * wide)
    pitch = plane.height / rows
    x0 = x_from + (wide - width) / 2.0
    return [
        (x0, x0 + width, k * pitch + (pitch - height) / 2.0, k * pitch + (pitch + height) / 2.0) for k in range(rows)
    ]


def shade_corners(plane: Plane, shade: Shade) -> list[Point]:
    """Corners of an overhang or fin."""
    out = shade.depth_m * plane.normal
    if shade.kind == "overhang":
        a = plane.origin + shade.from_m * plane.right + shade.position_m * plane.up
        b = plane.origin + shade.to_m * plane.right + shade.position_m * plane.up
    else:
        a = plane.origin + shade.position_m * plane.right + shade.from_m * plane.up
        b = plane.origin + shade.position_m * plane.right + shade.to_m * plane.up
    return [tuple(p) for p in (a, b, b + out, a + out)]
