"""What would make a building meaningless to the load model: every problem at once."""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np

from buildings.model import Boundary, Building, Construction, Gain, Glazing, Hourly, Roughness, Surface, Zone
from buildings.thermal.heat_balance import FINE
from foundation.errors import Problem


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
BOUNDARIES = get_args(Boundary)
ROUGHNESSES = get_args(Roughness)


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


def surface_rows(s: Surface) -> list[Row]:
    """A surface with its construction and its windows."""
    sizes = [(w.width_m, w.height_m, w.count) for w in s.windows]
    rows = construction_rows(s.construction)
    for w in s.windows:
        rows += glazing_rows(w.glazing)
    rows += [
        (s.boundary in BOUNDARIES, "unknown boundary", s.boundary, ", ".join(BOUNDARIES)),
        (_within(s.area_m2, 1e-9, 1e9), "area must be positive", s.area_m2, "> 0 m2"),
        (s.opaque_area_m2 >= -1e-9, "windows are larger than their wall", s.window_area_m2, f"<= {s.area_m2} m2"),
        (_within(s.tilt_deg, 0.0, 180.0), "tilt out of range", s.tilt_deg, "0 to 180"),
        (math.isfinite(s.azimuth_deg), "azimuth must be a number", s.azimuth_deg, "degrees"),
        (_within(s.height_m, 0.0, 1000.0), "height out of range", s.height_m, "0 to 1000 m"),
        (_within(s.ground_reflectance, 0.0, 1.0), "ground reflectance", s.ground_reflectance, "0 to 1"),
        (_within(s.exposed_perimeter_m, 0.0, 1e6), "exposed perimeter", s.exposed_perimeter_m, ">= 0 m"),
        (
            s.ground_resistance_m2k_w is None or _within(s.ground_resistance_m2k_w, 0.0, 1e6),
            "ground resistance",
            s.ground_resistance_m2k_w,
            ">= 0 m2 K/W",
        ),
        (all(_within(v, 1e-9, 1e6) for size in sizes for v in size), "window needs a size", sizes, "> 0"),
        (not s.windows or s.boundary == "outdoor", "windows need an outdoor surface", s.boundary, "outdoor"),
    ]
    return rows + shade_rows(s)


def shade_rows(s: Surface) -> list[Row]:
    """Overhangs and fins need a vertical wall with a width, and single windows with a place inside it."""
    if not s.shades:
        return []
    placed = all(w.place_m is not None and w.count == 1 for w in s.windows)
    if not (s.tilt_deg == 90 and s.width_m > 0 and placed):
        message = "shades need a vertical wall with width_m, and single windows with place_m"
        return [(False, message, s.tilt_deg, "tilt 90, width_m > 0")]
    rows: list[Row] = []
    for w in s.windows:
        x, z = w.place_m or (0.0, 0.0)
        inside = min(x, z) >= -1e-6 and x + w.width_m <= s.width_m + 1e-6
        inside = inside and z + w.height_m <= s.area_m2 / s.width_m + 1e-6
        rows.append((inside, f"{w.name} lies outside its wall", w.place_m, "within the wall"))
    return rows


def series_rows(what: str, value: Hourly, hours: int, low: float, high: float, off: bool = False) -> list[Row]:
    """A constant or hourly values in a range; with ``off`` also NaN, and values for every short step (set points)."""
    a = np.atleast_1d(np.asarray(value, dtype=float))
    lengths = (1, hours, hours * FINE) if off else (1, hours)
    bad = ~((a >= low) & (a <= high)) & ~(np.isnan(a) & off)
    first = float(a[bad][0]) if bad.any() else None
    return [
        (a.ndim == 1 and len(a) in lengths, f"{what} has the wrong length", a.shape, " or ".join(map(str, lengths))),
        (not bad.any(), f"{what} out of range", first, f"{low} to {high}"),
    ]


def zone_rows(z: Zone, hours: int) -> list[Row]:
    """Size, air and thermostat of a zone."""
    air, t = z.air, z.thermostat
    rows: list[Row] = [
        (_within(z.floor_area_m2, 1e-9, 1e9), "floor_area_m2 must be positive", z.floor_area_m2, "> 0"),
        (_within(z.volume_m3, 1e-9, 1e9), "volume_m3 must be positive", z.volume_m3, "> 0"),
        (len(z.surfaces) > 0, "a zone needs surfaces", 0, "at least 1"),
        (_within(z.internal_mass_j_k, 0.0, 1e12), "internal mass", z.internal_mass_j_k, ">= 0 J/K"),
        (_within(air.heat_recovery, 0.0, 1.0), "heat recovery", air.heat_recovery, "0 to 1"),
        (_within(air.opening_above_c, -50.0, 60.0), "opening_above_c", air.opening_above_c, "-50 to 60 degC"),
        (_within(air.fan_w_per_m3_s, 0.0, 1e5), "fan power", air.fan_w_per_m3_s, ">= 0"),
        (_within(air.leakage_area_cm2, 0.0, 1e6), "leakage area", air.leakage_area_cm2, ">= 0 cm2"),
        (_within(air.stack_coefficient, 0.0, 1.0), "stack coefficient", air.stack_coefficient, ">= 0"),
        (_within(air.wind_coefficient, 0.0, 1.0), "wind coefficient", air.wind_coefficient, ">= 0"),
        (t.heating_capacity_w >= 0.0, "heating capacity must not be negative", t.heating_capacity_w, ">= 0 W"),
        (t.cooling_capacity_w >= 0.0, "cooling capacity must not be negative", t.cooling_capacity_w, ">= 0 W"),
    ]
    rows += series_rows("infiltration_ach", air.infiltration_ach, hours, 0.0, 1000.0)
    rows += series_rows("airing_ach", air.airing_ach, hours, 0.0, 1000.0)
    rows += series_rows("ventilation_m3_s", air.ventilation_m3_s, hours, 0.0, 1e5)
    rows += series_rows("opening_ach", air.opening_ach, hours, 0.0, 200.0)
    rows += series_rows("heating_c", t.heating_c, hours, -100.0, 60.0, off=True)
    rows += series_rows("cooling_c", t.cooling_c, hours, 0.0, 100.0, off=True)
    return rows + thermostat_rows(z, hours)


def thermostat_rows(z: Zone, hours: int) -> list[Row]:
    """No heating set point above the cooling set point of the same time."""
    a = [np.atleast_1d(np.asarray(v, dtype=float)) for v in (z.thermostat.heating_c, z.thermostat.cooling_c)]
    if any(x.ndim != 1 or len(x) not in (1, hours, FINE * hours) for x in a):
        return []  # told as a wrong length
    longest = max(len(x) for x in a)
    heat, cool = (np.repeat(x, longest // len(x)) for x in a)
    crossed = heat > cool
    first = float(heat[crossed][0]) if crossed.any() else None
    return [(not crossed.any(), "heating set point above cooling", first, "heating <= cooling")]


def gain_rows(g: Gain, hours: int) -> list[Row]:
    """Power, shares and schedule of a gain."""
    shares = (g.radiant_fraction, g.latent_fraction)
    return [
        (math.isfinite(g.power_w), "power must be a number", g.power_w, "W"),
        (
            g.power_w >= 0.0 or g.end_use == "people",
            "power below zero, a sink, can be no use of energy",
            g.power_w,
            ">= 0 W",
        ),
        (all(_within(v, 0.0, 1.0) for v in shares), "radiant or latent share", shares, "0 to 1"),
        *series_rows("schedule", g.schedule, hours, 0.0, 1e6),
    ]


def mixing_rows(building: Building) -> list[tuple[str, Row]]:
    """Air between zones: known names, no negative flow, as much in as out of every zone."""
    net = {z.name: -z.air.exhausted_m3_s for z in building.zones}
    rows: list[tuple[str, Row]] = []
    for z in building.zones:
        for other, flow in z.air.mixing_m3_s:
            usable = other in net and other != z.name and _within(flow, 0.0, 1e4)
            rows.append((z.name, (usable, f"mixing_m3_s: unusable air from {other}", flow, "another zone, >= 0 m3/s")))
            if usable:
                net[z.name] += flow
                net[other] -= flow
    message = "mixing_m3_s: more air comes from other zones than goes there, or less"
    return rows + [
        (name, (abs(v) <= 1e-9, message, v, "flows balanced with exhausted_m3_s")) for name, v in net.items()
    ]


def check(building: Building, hours: int) -> list[Problem]:
    """Everything that would make the kernel meaningless: areas, windows, schedules, flows, constructions."""
    names = [z.name for z in building.zones]
    faces = [(z.name, s.name) for z in building.zones for s in z.surfaces if s.boundary == "zone"]
    rows: list[tuple[str, Row]] = [
        ("zones", (len(names) > 0, "a building needs a zone", 0, "at least 1")),
        ("zones", (len(set(names)) == len(names), "two zones of the same name", names, "names that differ")),
        ("zones", (len(set(faces)) == len(faces), "two partitions of the same name", faces, "names that differ")),
    ]
    for z in building.zones:
        rows += [(z.name, row) for row in zone_rows(z, hours)]
        rows += [(f"{z.name}.{s.name}", row) for s in z.surfaces for row in surface_rows(s)]
        rows += [(f"{z.name}.{g.name}", row) for g in z.gains for row in gain_rows(g, hours)]
    rows += mixing_rows(building)
    found = [
        Problem("building-value", f"{building.name}.{place}", message, value, allowed, "correct the building")
        for place, (ok, message, value, allowed) in rows
        if not ok
    ]
    partitions = [(z.name, s) for z in building.zones for s in z.surfaces if s.boundary == "zone"]
    return found + [p for name, s in partitions for p in partition_problems(building, name, s)]
