"""Shapes of the tanks: main dimensions and the areas that lose heat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DOME_RISE, FLOOR_RISE = 1.0 / 5.0, 1.0 / 8.0
"""Rise of dome and floor over the diameter of a household tank (drawings of GB/T 4750: f1 = D/5, f2 = D/8)."""
DOME_WALL_M = 1.0
"""Height of its cylinder, m (GB/T 4750, 6 to 10 m3)."""
TUBE_RATIO = 5.0
"""Length over diameter of a bag (4 to 8 in field guides)."""
TRENCH_WIDTH_DEPTH, TRENCH_LENGTH_WIDTH = 1.6, 5.0
"""Width over depth and length over width of a plug-flow channel (length 3.5 to 7 widths in design guides)."""
CYLINDER_RATIO = {"cylinder": 1.2, "tower": 0.6}
"""Diameter over height."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Dimensions, m, and areas, m2. ``length_m`` is 0 for round tanks; ``diameter_m`` is the width of a channel."""

    shape: str
    diameter_m: float
    height_m: float
    length_m: float
    dome_m: float
    sump_m: float
    wall_m2: float
    floor_m2: float
    cover_m2: float
    volume_m3: float


def cap_volume(radius_m: float, rise_m: float) -> float:
    """Volume of a spherical cap, m3: ``pi f (3 a^2 + f^2) / 6``."""
    return float(np.pi * rise_m / 6.0 * (3.0 * radius_m**2 + rise_m**2))


def cap_area(radius_m: float, rise_m: float) -> float:
    """Curved area of a spherical cap, m2: ``pi (a^2 + f^2)``."""
    return float(np.pi * (radius_m**2 + rise_m**2))


def _dome_volume(diameter: float, wall: float) -> float:
    r = diameter / 2.0
    return float(np.pi * r * r * wall + cap_volume(r, DOME_RISE * diameter) + cap_volume(r, FLOOR_RISE * diameter))


def _dome(volume: float) -> Shape:
    """Household tank; the wall is 1 m up to 12 m3 and a third of the diameter above."""
    low, high = 0.1, 100.0
    for _ in range(80):
        d = 0.5 * (low + high)
        wall = min(DOME_WALL_M, 0.6 * d) if volume <= 12.0 else d / 2.7
        low, high = (d, high) if _dome_volume(d, wall) < volume else (low, d)
    wall = min(DOME_WALL_M, 0.6 * d) if volume <= 12.0 else d / 2.7
    r, dome, sump = d / 2.0, DOME_RISE * d, FLOOR_RISE * d
    return Shape(
        shape="dome",
        diameter_m=d,
        height_m=wall,
        length_m=0.0,
        dome_m=dome,
        sump_m=sump,
        wall_m2=float(np.pi * d * wall),
        floor_m2=cap_area(r, sump),
        cover_m2=cap_area(r, dome),
        volume_m3=_dome_volume(d, wall),
    )


def shape_of(shape: str, volume_m3: float) -> Shape:
    """Dimensions of a tank of a shape and volume.

    Parameters
    ----------
    shape : str
        ``dome``, ``tube``, ``cylinder``, ``trench`` or ``tower``.
    volume_m3 : float
        Inner volume of the tank, without a gas bag on top.

    >>> s = shape_of("dome", 8.0)
    >>> round(s.diameter_m, 2), round(s.dome_m, 2)  # the 8 m3 drawing has 2.7 and 0.54 m
    (2.65, 0.53)
    """
    if shape == "dome":
        return _dome(volume_m3)
    if shape == "tube":
        d = float((4.0 * volume_m3 / (np.pi * TUBE_RATIO)) ** (1.0 / 3.0))
        length = TUBE_RATIO * d
        whole = np.pi * d * length
        return Shape(
            shape=shape,
            diameter_m=d,
            height_m=d,
            length_m=length,
            dome_m=0.0,
            sump_m=0.0,
            wall_m2=0.6 * whole,
            floor_m2=np.pi / 2.0 * d * d,
            cover_m2=0.4 * whole,
            volume_m3=volume_m3,
        )
    if shape == "trench":
        depth = float((volume_m3 / (TRENCH_WIDTH_DEPTH**2 * TRENCH_LENGTH_WIDTH)) ** (1.0 / 3.0))
        width = TRENCH_WIDTH_DEPTH * depth
        length = TRENCH_LENGTH_WIDTH * width
        plan = width * length
        return Shape(
            shape=shape,
            diameter_m=width,
            height_m=depth,
            length_m=length,
            dome_m=0.0,
            sump_m=0.0,
            wall_m2=2.0 * depth * (width + length),
            floor_m2=plan,
            cover_m2=plan,
            volume_m3=volume_m3,
        )
    ratio = CYLINDER_RATIO[shape]
    height = float((4.0 * volume_m3 / (np.pi * ratio**2)) ** (1.0 / 3.0))
    d = ratio * height
    plan = np.pi / 4.0 * d * d
    return Shape(
        shape=shape,
        diameter_m=d,
        height_m=height,
        length_m=0.0,
        dome_m=0.0,
        sump_m=0.0,
        wall_m2=float(np.pi * d * height),
        floor_m2=plan,
        cover_m2=plan,
        volume_m3=volume_m3,
    )
