"""What would make a building meaningless to the load model: every problem at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from buildings.model import Building, Hourly, Surface
from weather.errors import Problem


def partition_problems(building: Building, zone: str, s: Surface) -> list[Problem]:
    """A partition needs its other face, of the same area and with the same layers in reverse order."""
    place = f"{building.name}.{zone}.{s.name}"
    faces = {(z.name, o.name): o for z in building.zones for o in z.surfaces}
    other = faces.get(s.adjacent) if s.adjacent else None
    if other is None or s.adjacent is None or s.adjacent[0] == zone:
        return [
            Problem(
                "building-value",
                place,
                "the other face of the partition does not exist",
                s.adjacent,
                "(zone, surface) of another zone",
                "correct the building",
            )
        ]
    same = abs(other.area_m2 - s.area_m2) < 1e-6 and other.construction.layers == s.construction.layers[::-1]
    if same and other.boundary == "zone" and other.adjacent == (zone, s.name):
        return []
    return [
        Problem(
            "building-value",
            place,
            "the two faces of the partition do not fit: area, reversed layers, each naming the other",
            s.adjacent,
            "",
            "correct the building",
        )
    ]


def check(building: Building, hours: int) -> list[Problem]:
    """Everything that would make the kernel meaningless: areas, windows, schedules, flows, constructions."""
    found: list[Problem] = []

    def need(ok: bool, place: str, message: str, value: Any, allowed: str) -> None:
        if not ok:
            found.append(
                Problem("building-value", f"{building.name}.{place}", message, value, allowed, "correct the building")
            )

    def series(value: Hourly, place: str, low: float, high: float, nan_ok: bool = False) -> None:
        a = np.atleast_1d(np.asarray(value, dtype=float))
        need(
            a.ndim == 1 and len(a) in (1, hours),
            place,
            "schedule has the wrong length",
            a.shape,
            f"one value or {hours}",
        )
        bad = ~((a >= low) & (a <= high)) & ~(np.isnan(a) & nan_ok)
        need(not bad.any(), place, "value out of range", float(a[bad][0]) if bad.any() else None, f"{low} to {high}")

    need(len(building.zones) > 0, "zones", "a building needs a zone", 0, "at least 1")
    for z in building.zones:
        need(z.floor_area_m2 > 0, f"{z.name}.floor_area_m2", "must be positive", z.floor_area_m2, "> 0")
        need(z.volume_m3 > 0, f"{z.name}.volume_m3", "must be positive", z.volume_m3, "> 0")
        need(len(z.surfaces) > 0, f"{z.name}.surfaces", "a zone needs surfaces", 0, "at least 1")
        for s in z.surfaces:
            if s.boundary == "zone":
                found += partition_problems(building, z.name, s)
            place = f"{z.name}.{s.name}"
            need(math.isfinite(s.area_m2) and s.area_m2 > 0, place, "area must be positive", s.area_m2, "> 0 m2")
            need(
                s.opaque_area_m2 >= -1e-9,
                place,
                "windows are larger than their wall",
                s.window_area_m2,
                f"<= {s.area_m2} m2",
            )
            need(0 <= s.tilt_deg <= 180, place, "tilt out of range", s.tilt_deg, "0 to 180")
            if s.shades:
                placed = all(w.place_m is not None and w.count == 1 for w in s.windows)
                need(
                    s.tilt_deg == 90 and s.width_m > 0 and placed,
                    place,
                    "shades need a vertical wall with width_m, and single windows with place_m",
                    s.tilt_deg,
                    "tilt 90, width_m > 0",
                )
            for w in s.windows:
                need(
                    w.width_m > 0 and w.height_m > 0 and w.count > 0,
                    f"{place}.{w.name}",
                    "window needs a size",
                    (w.width_m, w.height_m, w.count),
                    "> 0",
                )
            need(
                s.construction.resistance_m2k_w > 0,
                place,
                "construction has no resistance",
                s.construction.name,
                "> 0 m2K/W",
            )
            need(
                not s.windows or s.boundary == "outdoor",
                place,
                "windows need an outdoor surface",
                s.boundary,
                "outdoor",
            )
        series(z.air.infiltration_ach, f"{z.name}.air.infiltration_ach", 0.0, 100.0)
        series(z.air.ventilation_m3_s, f"{z.name}.air.ventilation_m3_s", 0.0, 1e5)
        series(z.air.opening_ach, f"{z.name}.air.opening_ach", 0.0, 200.0)
        series(z.thermostat.heating_c, f"{z.name}.thermostat.heating_c", -100.0, 60.0, True)
        series(z.thermostat.cooling_c, f"{z.name}.thermostat.cooling_c", 0.0, 100.0, True)
        for g in z.gains:
            series(g.schedule, f"{z.name}.{g.name}", 0.0, 1e6)
            need(
                math.isfinite(g.power_w) and g.power_w >= 0,
                f"{z.name}.{g.name}",
                "power must be >= 0",
                g.power_w,
                ">= 0 W",
            )
    return found
