"""Overhangs and fins: sunlit fraction of a rectangle in a wall by ray sampling, and what they leave of the sky.

Coordinates of a wall seen from outside: x to the right, z up, both in metres from its lower left corner, n outwards.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from buildings.model import Shade, Surface, Window
from foundation.compiled import compiled

GRID = 12
"""Sample points along each side of a rectangle."""

Rectangle = tuple[float, float, float, float]
"""x0, x1, z0, z1."""


def as_rows(shades: tuple[Shade, ...]) -> np.ndarray:
    """Rows ``kind (0 overhang, 1 fin), position, from, to, depth``, shape (shades, 5)."""
    rows = [(0.0 if s.kind == "overhang" else 1.0, s.position_m, s.from_m, s.to_m, s.depth_m) for s in shades]
    return np.array(rows, dtype=float).reshape(-1, 5)


def points(area: Rectangle, holes: tuple[Rectangle, ...] = ()) -> np.ndarray:
    """Centres of a grid of cells over a rectangle, without those in holes, shape (n, 2)."""
    x0, x1, z0, z1 = area
    step = (np.arange(GRID) + 0.5) / GRID
    x, z = np.meshgrid(x0 + (x1 - x0) * step, z0 + (z1 - z0) * step)
    keep = np.ones(x.shape, dtype=bool)
    for a, b, c, d in holes:
        keep &= ~((x > a) & (x < b) & (z > c) & (z < d))
    if not keep.any():  # windows fill the wall: the strip that is left is shaded like the wall
        keep[:] = True
    return np.ascontiguousarray(np.column_stack([x[keep], z[keep]]))


@compiled()
def sunlit_fraction(grid: np.ndarray, rows: np.ndarray, sx: np.ndarray, sz: np.ndarray, sn: np.ndarray) -> np.ndarray:
    """Share of the points that see the sun in each direction (``sn`` > 0), shape (directions,).

    A ray from (x, z) meets an overhang at height p after ``t = (p - z) / sz``; it is stopped if ``t sn <= depth`` and its x lies
    between the overhang's ends; a fin likewise with x and z exchanged.
    """
    out = np.zeros(sn.shape[0])
    n = grid.shape[0]
    for k in range(sn.shape[0]):
        if sn[k] <= 0.0:
            continue
        free = 0
        for i in range(n):
            hit = False
            for j in range(rows.shape[0]):
                if rows[j, 0] == 0.0:
                    along, across = sz[k], sx[k]
                    a, b = grid[i, 1], grid[i, 0]
                else:
                    along, across = sx[k], sz[k]
                    a, b = grid[i, 0], grid[i, 1]
                gap = rows[j, 1] - a
                if gap * along <= 0.0:
                    continue
                t = gap / along
                if t * sn[k] <= rows[j, 4]:
                    other = b + t * across
                    if rows[j, 2] <= other <= rows[j, 3]:
                        hit = True
                        break
            if not hit:
                free += 1
        out[k] = free / n
    return out


def sky_share(grid: np.ndarray, rows: np.ndarray) -> tuple[float, float]:
    """What the shades leave of the isotropic sky on a wall, and of the band at the horizon (1 = all).

    The quarter sphere in front of and above the wall, in 5 by 5 degree directions weighted by cosine and solid angle.
    """
    elevation = np.radians(np.arange(2.5, 90.0, 5.0))
    bearing = np.radians(np.arange(-87.5, 90.0, 5.0))
    e, b = (g.ravel() for g in np.meshgrid(elevation, bearing))
    sn, sx, sz = np.cos(e) * np.cos(b), np.cos(e) * np.sin(b), np.sin(e)
    weight = sn * np.cos(e)
    iso = float(np.sum(weight * sunlit_fraction(grid, rows, sx, sz, sn)) / np.sum(weight))
    level = np.full(len(bearing), np.radians(2.5))
    sn, sx, sz = np.cos(level) * np.cos(bearing), np.cos(level) * np.sin(bearing), np.sin(level)
    horizon = float(np.sum(sn * sunlit_fraction(grid, rows, sx, sz, sn)) / np.sum(sn))
    return iso, horizon


def wall_directions(
    azimuth_deg: float, east: np.ndarray, north: np.ndarray, up: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Directions to the sun in a vertical wall's coordinates: x, z, n."""
    a = np.radians(azimuth_deg)
    return -np.cos(a) * east + np.sin(a) * north, up, np.sin(a) * east + np.cos(a) * north


def rectangle_of(window: Window) -> Rectangle:
    """A window's place in its wall."""
    x, z = window.place_m or (0.0, 0.0)
    return (x, x + window.width_m, z, z + window.height_m)


def exposure(surface: Surface, window: Window | None) -> tuple[Rectangle, tuple[Rectangle, ...]] | None:
    """The rectangle of a window, or of the wall with its windows as holes; None where nothing shades it."""
    if not surface.shades:
        return None
    if window is not None:
        return rectangle_of(window), ()
    width = surface.width_m
    return (0.0, width, 0.0, surface.area_m2 / width), tuple(rectangle_of(w) for w in surface.windows)


@lru_cache(maxsize=4096)
def shares(area: Rectangle, holes: tuple[Rectangle, ...], shades: tuple[Shade, ...]) -> tuple[float, float]:
    """``sky_share`` of a part of a wall, kept."""
    return sky_share(points(area, holes), as_rows(shades))


def sky_left(surface: Surface, window: Window | None) -> float:
    """What the shades of a wall leave of its sky, or its window's, for long wave too: the shades are about as warm as the air."""
    part = exposure(surface, window)
    return 1.0 if part is None else shares(*part, surface.shades)[0]
