"""Capacity that an area of roof carries, without a layout of modules."""

from __future__ import annotations

import math

from retrofit.solar.products.model import Module
from retrofit.solar.roof.plane import RoofPlane, defaults, ground_cover_ratio


def capacity_from_roof(plane: RoofPlane, latitude: float, module: Module | None = None) -> float:
    """kWp that fit on a plane: modules laid on its shape; without a shape 5.3 m2/kWp, on open racks less by the row pitch.

    ``module`` (default: ``equipment.default_module()``) matters for planes with a shape only.
    """
    if plane.shape is not None:
        from retrofit.solar.products.equipment import default_module
        from retrofit.solar.roof.layout import layout_of

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
