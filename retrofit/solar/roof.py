"""Roof planes, and how much fits on a roof by area."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from retrofit.solar.pitch import row_pitch
from retrofit.solar.shape import RoofShape
from weather.tables import read_table

if TYPE_CHECKING:
    from retrofit.solar.equipment import Module

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


def capacity_from_roof(plane: RoofPlane, latitude: float, module: Module | None = None) -> float:
    """kWp that fit on a plane: modules laid on its shape; without a shape 5.3 m2/kWp, on open racks less by the row pitch.

    ``module`` (default: ``equipment.default_module()``) matters for planes with a shape only.
    """
    if plane.shape is not None:
        from retrofit.solar.equipment import default_module
        from retrofit.solar.layout import layout_of

        layout = layout_of(plane, module or default_module(), latitude)
        return layout.capacity_kwp if layout is not None else 0.0
    power = defaults()["module_power_w_m2"] / 1000.0
    cover = 1.0
    if plane.mounting == "open_rack":
        cover = plane.ground_cover or ground_cover_ratio(plane.tilt_deg, latitude)
    return plane.area_m2 * power * cover


def area_per_kwp(plane: RoofPlane, latitude: float) -> float:
    """Roof area for one kWp, m2; infinite where nothing fits."""
    capacity = capacity_from_roof(plane, latitude)
    return plane.area_m2 / capacity if capacity > 0.0 else math.inf
