"""Roof planes, and how much fits on a roof by area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from foundation.tables import read_table
from retrofit.solar.roof.row_pitch import row_pitch
from retrofit.solar.roof.shape import RoofShape

if TYPE_CHECKING:
    pass

Mounting = Literal["close_mount", "open_rack", "insulated_back"]


@cache
def defaults() -> dict[str, float]:
    """Values of ``pv_defaults.csv`` by key."""
    return {r["key"]: float(r["value"]) for r in read_table("retrofit", "pv_defaults.csv")}


@dataclass(frozen=True, slots=True)
class RoofPlane:
    """A roof plane; ``area_m2`` is the area that modules may cover (setbacks and obstacles already taken off).

    With a ``shape`` real modules are laid on it; without one the area decides how many fit.
    """

    name: str
    building: str
    area_m2: float
    tilt_deg: float
    azimuth_deg: float
    mounting: Mounting = "close_mount"
    shape: RoofShape | None = None
    ground_cover: float | None = None
    """Of racks on an area without a shape; None: the rule of GB 50797."""


def ground_cover_ratio(tilt_deg: float, latitude: float) -> float:
    """Module length over row pitch on a flat roof, by the winter-solstice rule of GB 50797-2012.

    >>> round(ground_cover_ratio(25.0, 25.02), 3), round(ground_cover_ratio(10.0, 25.02), 2)
    (0.647, 0.8)
    """
    return 1.0 / row_pitch(1.0, tilt_deg, latitude)
