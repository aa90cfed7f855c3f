"""What would make a building meaningless to the load model: every problem at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from buildings.heat_balance import FINE
from buildings.model import Building, Construction, Glazing, Hourly, Surface, Zone
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


Row = tuple[bool, str, Any, str]
"""Holds, what is asked, what was found, what is allowed."""
BOUNDARIES = ("outdoor", "sheltered", "ground", "adiabatic", "zone")
ROUGHNESSES = ("very_rough", "rough", "medium_rough", "medium_smooth", "smooth", "very_smooth")


def _within(value: float, low: float, high: float) -> bool:
    return math.isfinite(value) and low <= value <= high


def construction_rows(c: Construction) -> list[Row]:
    """Layers and faces of a construction; NaN fails every comparison."""
    rows: list[Row] = [(len(c.layers) > 0, "construction needs a layer", c.name, "at least 1")]
    for layer in c.layers:
        inertia = layer.density_kg_m3 * layer.specific_heat_j_kgk
        k = layer.conductivity_w_mk
        rows.append((math.isfinite(k) and k > 0, f"conductivity of {layer.name}", k, "> 0 W/(m K)"))
        rows.append((math.isfinite(inertia) and inertia >= 0, f"heat capacity of {layer.name}", inertia, ">= 0"))
        d = layer.thickness_m
        rows.append((math.isfinite(d) and d > 0, f"thickness of {layer.name}", d, "> 0 m"))
    for name in ("solar_absorptance_out", "solar_absorptance_in"):
        rows.append((_within(getattr(c, name), 0.0, 1.0), f"{name} out of range", getattr(c, name), "0 to 1"))
    for name in ("emittance_out", "emittance_in"):
        rows.append((_within(getattr(c, name), 0.01, 1.0), f"{name} out of range", getattr(c, name), "0.01 to 1"))
    rows.append((c.roughness in ROUGHNESSES, "unknown roughness", c.roughness, ", ".join(ROUGHNESSES)))
    return rows


def glazing_rows(g: Glazing) -> list[Row]:
    """Panes, gaps and frame of a glazing."""
    rows: list[Row] = [
        (len(g.panes) > 0, "glazing needs a pane", g.name, "at least 1"),
        (len(g.gaps) == max(len(g.panes) - 1, 0), "one gap between two panes", len(g.gaps), str(len(g.panes) - 1)),
        (_within(g.frame_fraction, 0.0, 0.95), "frame_fraction out of range", g.frame_fraction, "0 to 0.95"),
        (
            g.frame_fraction == 0.0 or _within(g.frame_conductance_w_m2k, 1e-3, 1e4),
            "a frame needs its conductance",
            g.frame_conductance_w_m2k,
            "> 0 W/(m2 K)",
        ),
        (_within(g.frame_solar_absorptance, 0.0, 1.0), "frame absorptance", g.frame_solar_absorptance, "0 to 1"),
    ]
    for gap in g.gaps:
        rows.append((_within(gap.thickness_m, 1e-4, 1.0), "gap thickness out of range", gap.thickness_m, "> 0 m"))
    for p in g.panes:
        t, r = p.solar_transmittance, max(p.solar_reflectance_front, p.solar_reflectance_back)
        low = min(p.solar_reflectance_front, p.solar_reflectance_back)
        rows.append((_within(t, 1e-3, 1.0), "solar transmittance of a pane", t, "0.001 to 1"))
        rows.append((low > 0.0 and t + r <= 1.0, "transmittance plus reflectance of a pane", t + r, "<= 1, both > 0"))
        rows.append((_within(p.thickness_m, 1e-4, 1.0), "pane thickness", p.thickness_m, "> 0 m"))
        rows.append((_within(p.conductivity_w_mk, 1e-3, 1e3), "pane conductivity", p.conductivity_w_mk, "> 0 W/(m K)"))
        for e in (p.emittance_front, p.emittance_back):
            rows.append((_within(e, 0.005, 1.0), "emittance of a pane", e, "0.005 to 1"))
    return rows


def _thermostat_problems(building: str, z: Zone, hours: int) -> list[Problem]:
    """A heating set point above the cooling set point in the same hour."""
    a = [np.atleast_1d(np.asarray(v, dtype=float)) for v in (z.thermostat.heating_c, z.thermostat.cooling_c)]
    if any(x.ndim != 1 or len(x) not in (1, hours, FINE * hours) for x in a):
        return []  # told elsewhere
    longest = max(len(x) for x in a)
    heat, cool = (np.repeat(x, longest // len(x)) for x in a)
    if not (heat > cool).any():
        return []
    return [
        Problem(
            "building-value", f"{building}.{z.name}.thermostat", "heating set point above cooling", float(heat[heat > cool][0]),
            "heating <= cooling", "correct the building",
        )
    ]  # fmt: skip


def _mixing_problems(building: Building) -> list[Problem]:
    """Air between zones: known names, no negative flow, as much in as out of every zone."""
    names = {z.name for z in building.zones}
    net = dict.fromkeys(names, 0.0)
    bad = []
    for z in building.zones:
        for other, flow in z.air.mixing_m3_s:
            if other not in names or other == z.name or not _within(flow, 0.0, 1e4):
                bad.append((z.name, f"unusable air flow from {other}", flow))
            else:
                net[z.name] += flow
                net[other] -= flow
    bad += [(n, "more air comes from other zones than goes there, or less", v) for n, v in net.items() if abs(v) > 1e-9]
    return [
        Problem("building-value", f"{building.name}.{n}.air.mixing_m3_s", text, value, "a flow from another zone, balanced", "correct the building")
        for n, text, value in bad
    ]  # fmt: skip


def check(building: Building, hours: int) -> list[Problem]:
    """Everything that would make the kernel meaningless: areas, windows, schedules, flows, constructions."""
    found: list[Problem] = []

    def need(ok: bool, place: str, message: str, value: Any, allowed: str) -> None:
        if not ok:
            found.append(
                Problem("building-value", f"{building.name}.{place}", message, value, allowed, "correct the building")
            )

    def series(value: Hourly, place: str, low: float, high: float, nan_ok: bool = False, fine: int = 1) -> None:
        a = np.atleast_1d(np.asarray(value, dtype=float))
        lengths = f"one value or {hours}" + (f" or {hours * fine}" if fine > 1 else "")
        fits = a.ndim == 1 and len(a) in (1, hours, hours * fine)
        need(fits, place, "schedule has the wrong length", a.shape, lengths)
        bad = ~((a >= low) & (a <= high)) & ~(np.isnan(a) & nan_ok)
        need(not bad.any(), place, "value out of range", float(a[bad][0]) if bad.any() else None, f"{low} to {high}")

    need(len(building.zones) > 0, "zones", "a building needs a zone", 0, "at least 1")
    faces = [(z.name, s.name) for z in building.zones for s in z.surfaces if s.boundary == "zone"]
    found += _mixing_problems(building)
    need(len(set(faces)) == len(faces), "zones", "two partitions of the same name", len(faces), "names that differ")
    for z in building.zones:
        need(0 < z.floor_area_m2 < math.inf, f"{z.name}.floor_area_m2", "must be positive", z.floor_area_m2, "> 0")
        need(0 < z.volume_m3 < math.inf, f"{z.name}.volume_m3", "must be positive", z.volume_m3, "> 0")
        need(len(z.surfaces) > 0, f"{z.name}.surfaces", "a zone needs surfaces", 0, "at least 1")
        for s in z.surfaces:
            if s.boundary == "zone":
                found += partition_problems(building, z.name, s)
            place = f"{z.name}.{s.name}"
            rows = construction_rows(s.construction)
            for w in s.windows:
                rows += glazing_rows(w.glazing)
            for ok, message, value, allowed in rows:
                need(ok, place, message, value, allowed)
            need(s.boundary in BOUNDARIES, place, "unknown boundary", s.boundary, ", ".join(BOUNDARIES))
            need(math.isfinite(s.azimuth_deg), place, "azimuth must be a number", s.azimuth_deg, "degrees")
            need(_within(s.height_m, 0.0, 1000.0), place, "height out of range", s.height_m, "0 to 1000 m")
            need(_within(s.ground_reflectance, 0.0, 1.0), place, "ground reflectance", s.ground_reflectance, "0 to 1")
            need(_within(s.exposed_perimeter_m, 0.0, 1e6), place, "exposed perimeter", s.exposed_perimeter_m, ">= 0 m")
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
                for w in s.windows if placed and s.width_m > 0 else ():
                    x, y = w.place_m or (0.0, 0.0)
                    inside = min(x, y) >= -1e-6 and x + w.width_m <= s.width_m + 1e-6
                    inside = inside and y + w.height_m <= s.area_m2 / s.width_m + 1e-6
                    need(inside, f"{place}.{w.name}", "window lies outside its wall", w.place_m, "within the wall")
            for w in s.windows:
                need(
                    w.width_m > 0 and w.height_m > 0 and w.count > 0,
                    f"{place}.{w.name}",
                    "window needs a size",
                    (w.width_m, w.height_m, w.count),
                    "> 0",
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
        need(_within(z.air.heat_recovery, 0.0, 1.0), f"{z.name}.air", "heat recovery", z.air.heat_recovery, "0 to 1")
        need(_within(z.air.opening_above_c, -50, 60), f"{z.name}.air", "opening_above_c", z.air.opening_above_c, "degC")
        need(_within(z.air.fan_w_per_m3_s, 0.0, 1e5), f"{z.name}.air", "fan power", z.air.fan_w_per_m3_s, ">= 0")
        need(_within(z.internal_mass_j_k, 0.0, 1e12), z.name, "internal mass", z.internal_mass_j_k, ">= 0 J/K")
        for capacity in (z.thermostat.heating_capacity_w, z.thermostat.cooling_capacity_w):
            need(capacity >= 0.0, f"{z.name}.thermostat", "capacity must not be negative", capacity, ">= 0 W")
        found += _thermostat_problems(building.name, z, hours)
        series(z.thermostat.heating_c, f"{z.name}.thermostat.heating_c", -100.0, 60.0, True, FINE)
        series(z.thermostat.cooling_c, f"{z.name}.thermostat.cooling_c", 0.0, 100.0, True, FINE)
        for value, label in (
            (z.air.leakage_area_cm2, "leakage area"),
            (z.air.stack_coefficient, "stack"),
            (z.air.wind_coefficient, "wind"),
        ):
            need(_within(value, 0.0, 1e6), f"{z.name}.air", f"{label} out of range", value, ">= 0")
        for g in z.gains:
            series(g.schedule, f"{z.name}.{g.name}", 0.0, 1e6)
            shares = (g.radiant_fraction, g.latent_fraction)
            need(
                all(_within(v, 0, 1) for v in shares), f"{z.name}.{g.name}", "radiant or latent share", shares, "0 to 1"
            )
            need(
                math.isfinite(g.power_w) and g.power_w >= 0,
                f"{z.name}.{g.name}",
                "power must be >= 0",
                g.power_w,
                ">= 0 W",
            )
    return found
