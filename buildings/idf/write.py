"""A building as a complete IDF (EnergyPlus 25.2 field order): envelope, glass by layers, gains, schedules, air, ideal loads.

What EnergyPlus does and our model mirrors: beam falls on the floor first (``FullExterior``), TARP and DOE-2 films, wind by height in
open country, soil under a floor as a layer before a temperature behind a film. See docs/energyplus.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from buildings.elements import SOIL, ground_path
from buildings.idf import geometry
from buildings.idf.text import Schedules, clean, join, obj
from buildings.loads import hourly, set_points
from buildings.model import Building, Construction, Glazing, Layer, Surface, Zone
from buildings.validate import check
from weather.errors import InputError, Problem
from weather.ground import soil_temperature
from weather.year import WeatherYear

VERSION = "25.2"
HEATING_OFF_C, COOLING_OFF_C = -60.0, 100.0
"""Set points that never act; EnergyPlus has no "off" in a dual set point."""
OPENING_STAGES, OPENING_BAND_K = 10, 0.4
"""Windows open in so many stages over so many kelvin."""
ZONE_SPACING_M = 10000.0
ROUGHNESS = {
    "very_rough": "VeryRough", "rough": "Rough", "medium_rough": "MediumRough",
    "medium_smooth": "MediumSmooth", "smooth": "Smooth", "very_smooth": "VerySmooth",
}  # fmt: skip
OUTPUTS = (
    "Zone Mean Air Temperature", "Zone Operative Temperature", "Zone Ideal Loads Zone Sensible Heating Energy",
    "Zone Ideal Loads Zone Sensible Cooling Energy", "Zone Ideal Loads Zone Latent Cooling Energy", "Zone Air Humidity Ratio",
)  # fmt: skip


@dataclass(slots=True)
class _File:
    """What has been written so far; equal materials and constructions are written once."""

    parts: list[str] = field(default_factory=list)
    schedules: Schedules = field(default_factory=Schedules)
    names: dict[str, str] = field(default_factory=dict)
    known: dict[object, str] = field(default_factory=dict)

    def add(self, kind: str, *fields: tuple[str, object]) -> None:
        self.parts.append(obj(kind, *fields))

    def once(self, key: object, title: str) -> tuple[str, bool]:
        """Name of an object that is shared, and whether it must be written now."""
        if key in self.known:
            return self.known[key], False
        self.known[key] = clean(f"{title} {len(self.known) + 1}", self.names)
        return self.known[key], True


def _header(out: _File, building: Building, reflectance: float, steps_per_hour: int) -> None:
    out.add("Version", ("Version", VERSION))
    out.add("SimulationControl", *(("sizing and run flags", v) for v in ("No", "No", "No", "No", "Yes")))
    out.add(
        "Building", ("Name", clean(building.name)), ("North axis, deg", 0.0), ("Terrain", "Country"), ("Loads tolerance", 0.04),
        ("Temperature tolerance", 0.2), ("Solar distribution", "FullExterior"), ("Warm-up days at most", 60), ("at least", 20),
    )  # fmt: skip
    out.add("Timestep", ("Steps an hour", steps_per_hour))
    out.add("SurfaceConvectionAlgorithm:Inside", ("Algorithm", "TARP"))
    out.add("SurfaceConvectionAlgorithm:Outside", ("Algorithm", "DOE-2"))
    out.add("HeatBalanceAlgorithm", ("Algorithm", "ConductionTransferFunction"))
    out.add("ShadowCalculation", ("Method", "PolygonClipping"), ("Update", "Periodic"), ("Days", 1))
    out.add(
        "Site:HeightVariation",
        ("Wind exponent", 0.14),
        ("Boundary layer, m", 270.0),
        ("Temperature gradient, K/m", 0.0),
    )
    out.add("Site:GroundReflectance", *((f"Month {m + 1}", reflectance) for m in range(12)))
    out.add(
        "RunPeriod", ("Name", "year"), ("Begin month", 1), ("Begin day", 1), ("Begin year", None), ("End month", 12), ("End day", 31),
        ("End year", None), ("Day of week", "Monday"), ("Weather file holidays", "No"), ("Daylight saving", "No"),
        ("Weekend holiday rule", "No"), ("Rain", "No"), ("Snow", "No"), ("Weather as actual", "No"),
    )  # fmt: skip
    out.add("GlobalGeometryRules", ("Start", "UpperLeftCorner"), ("Direction", "Counterclockwise"), ("System", "World"))
    out.add("ScheduleTypeLimits", ("Name", "Any Number"))


def _material(out: _File, layer: Layer, solar: float, thermal: float, roughness: str) -> str:
    name, new = out.once(("material", layer, solar, thermal, roughness), layer.name)
    if not new:
        return name
    faces = (("Thermal absorptance", thermal), ("Solar absorptance", solar), ("Visible absorptance", solar))
    if layer.density_kg_m3 * layer.specific_heat_j_kgk > 0.0:
        out.add(
            "Material", ("Name", name), ("Roughness", ROUGHNESS[roughness]), ("Thickness, m", layer.thickness_m),
            ("Conductivity, W/m-K", layer.conductivity_w_mk), ("Density, kg/m3", layer.density_kg_m3),
            ("Specific heat, J/kg-K", layer.specific_heat_j_kgk), *faces,
        )  # fmt: skip
    else:
        out.add(
            "Material:NoMass", ("Name", name), ("Roughness", ROUGHNESS[roughness]), ("Thermal resistance, m2-K/W", layer.resistance_m2k_w), *faces,
        )  # fmt: skip
    return name


def _construction(out: _File, c: Construction, soil: bool) -> str:
    layers = (SOIL, *c.layers) if soil else c.layers
    faces_out = (c.solar_absorptance_out, c.emittance_out)
    faces_in = (c.solar_absorptance_in, c.emittance_in)
    if len(layers) == 1 and faces_out != faces_in:  # one layer carries one pair of faces: split it
        layers = tuple(
            Layer(x.name, x.thickness_m / 2, x.conductivity_w_mk, x.density_kg_m3, x.specific_heat_j_kgk)
            for x in layers * 2
        )
    names = []
    for k, layer in enumerate(layers):
        solar, thermal = faces_out if k == 0 else faces_in if k == len(layers) - 1 else (0.7, 0.9)
        names.append(_material(out, layer, solar, thermal, c.roughness))
    name, new = out.once(("construction", tuple(names)), c.name)
    if new:
        out.add("Construction", ("Name", name), *((f"Layer {k + 1}", n) for k, n in enumerate(names)))
    return name


def _glazing(out: _File, g: Glazing) -> str:
    name, new = out.once(("glazing", g.panes, g.gaps), g.name)
    if not new:
        return name
    layers: list[str] = []
    for k, p in enumerate(g.panes):
        pane, write = out.once(("pane", p), f"pane of {g.name}")
        if write:
            optics = (p.solar_transmittance, p.solar_reflectance_front, p.solar_reflectance_back)
            labels = ("transmittance", "front reflectance", "back reflectance")
            out.add(
                "WindowMaterial:Glazing", ("Name", pane), ("Optical data", "SpectralAverage"), ("Data set", None), ("Thickness, m", p.thickness_m),
                *((f"Solar {t}", v) for t, v in zip(labels, optics, strict=True)),
                *((f"Visible {t}", v) for t, v in zip(labels, optics, strict=True)),
                ("Infrared transmittance", 0.0), ("Front emissivity", p.emittance_front), ("Back emissivity", p.emittance_back),
                ("Conductivity, W/m-K", p.conductivity_w_mk),
            )  # fmt: skip
        layers.append(pane)
        if k < len(g.gaps):
            gap, write = out.once(("gap", g.gaps[k]), f"{g.gaps[k].gas} gap")
            if write:
                out.add(
                    "WindowMaterial:Gas",
                    ("Name", gap),
                    ("Gas", g.gaps[k].gas.title()),
                    ("Thickness, m", g.gaps[k].thickness_m),
                )
            layers.append(gap)
    out.add("Construction", ("Name", name), *((f"Layer {k + 1}", n) for k, n in enumerate(layers)))
    return name


def _vertices(points: Sequence[geometry.Point]) -> list[tuple[str, object]]:
    fields: list[tuple[str, object]] = [("Vertices", len(points))]
    return fields + [
        (f"Vertex {k + 1} {axis}, m", float(v)) for k, p in enumerate(points) for axis, v in zip("XYZ", p, strict=True)
    ]


def _class(s: Surface) -> str:
    if s.tilt_deg > 120.0:
        return "Floor"
    if s.tilt_deg < 60.0:
        return "Roof" if s.boundary in ("outdoor", "sheltered") else "Ceiling"
    return "Wall"


def _boundary(out: _File, zone: str, s: Surface, year: WeatherYear) -> tuple[str, object]:
    """Outside boundary condition and its object."""
    if s.boundary == "adiabatic":
        return "Adiabatic", None
    if s.boundary == "zone":
        assert s.adjacent is not None  # validate.check
        return "Surface", clean(f"{s.adjacent[0]} {s.adjacent[1]}")
    if s.boundary == "ground":
        h, depth = ground_path(s)
        daily = soil_temperature(year, depth).reshape(365, 24).mean(axis=1)
        name = clean(f"soil under {zone} {s.name}")
        out.add(
            "SurfaceProperty:OtherSideCoefficients", ("Name", name), ("Film coefficient, W/m2-K", h), ("Constant temperature", None),
            ("Its coefficient", 1.0), ("Dry-bulb coefficient", 0.0), ("Ground coefficient", 0.0), ("Wind coefficient", 0.0),
            ("Zone air coefficient", 0.0), ("Temperature schedule", out.schedules.add("soil", np.repeat(daily, 24))),
        )  # fmt: skip
        return "OtherSideCoefficients", name
    return "Outdoors", None


def _surface(
    out: _File, name: str, construction: str, zone: str, s: Surface, where: tuple[str, object], plane: geometry.Plane
) -> None:
    out.add(
        "BuildingSurface:Detailed", ("Name", name), ("Class", _class(s)), ("Construction", construction), ("Zone", zone), ("Space", None),
        ("Boundary", where[0]), ("Its object", where[1]), ("Sun", "SunExposed" if s.boundary == "outdoor" else "NoSun"),
        ("Wind", "WindExposed" if s.boundary == "outdoor" else "NoWind"), ("View factor to ground", "autocalculate"), *_vertices(plane.all_corners()),
    )  # fmt: skip


def _envelope(out: _File, zone: Zone, zone_name: str, east_m: float, year: WeatherYear) -> None:
    """Surfaces, frames, windows and shades of a zone."""
    walls = [(s, s.area_m2 - sum(w.area_m2 * w.glazing.frame_fraction for w in s.windows)) for s in zone.surfaces]
    frames = [(s, w) for s in zone.surfaces for w in s.windows if w.glazing.frame_fraction > 0.0]
    placed = geometry.planes(
        [*walls, *((s, w.area_m2 * w.glazing.frame_fraction) for s, w in frames)], east_m
    )  # frames stand beside their wall, in its plane
    for (s, _), plane in zip(walls, placed, strict=False):
        name = clean(f"{zone.name} {s.name}")
        construction = _construction(out, s.construction, s.boundary == "ground")
        _surface(out, name, construction, zone_name, s, _boundary(out, zone.name, s, year), plane)
        total = sum(w.area_m2 for w in s.windows)
        x = 0.0
        for w in s.windows:
            wide = plane.width * w.area_m2 / total
            for k, box in enumerate(geometry.window_rectangles(plane, w, x, wide)):
                title = (
                    clean(f"{name} {w.name}", out.names) if k == 0 else clean(f"{name} {w.name} row {k + 1}", out.names)
                )
                while title.lower() in out.known.values():
                    title += "'"
                out.add(
                    "FenestrationSurface:Detailed", ("Name", f"{title} {len(out.parts)}"), ("Class", "Window"), ("Construction", _glazing(out, w.glazing)),
                    ("Surface", name), ("Other side", None), ("View factor to ground", "autocalculate"), ("Frame", None), ("Multiplier", 1.0),
                    *_vertices(plane.corners(*box)),
                )  # fmt: skip
            x += wide
        for k, shade in enumerate(s.shades):
            out.add(
                "Shading:Zone:Detailed", ("Name", f"{name} {shade.kind} {k + 1}"), ("Surface", name), ("Transmittance", None),
                *_vertices(geometry.shade_corners(plane, shade)),
            )  # fmt: skip
    for k, ((s, w), plane) in enumerate(zip(frames, placed[len(walls) :], strict=True)):
        g = w.glazing
        layer = Layer("frame", 1.0, g.frame_conductance_w_m2k)
        frame = Construction("frame", (layer,), g.frame_solar_absorptance, 0.6, 0.9, 0.9, "smooth")
        name = clean(f"{zone.name} {s.name} {w.name} frame {k + 1}")
        _surface(out, name, _construction(out, frame, False), zone_name, s, ("Outdoors", None), plane)


def _gains_and_air(out: _File, zone: Zone, zone_name: str, year: WeatherYear) -> None:
    hours, air = year.hours, zone.air
    for k, g in enumerate(zone.gains):
        out.add(
            "OtherEquipment", ("Name", f"{zone_name} {clean(g.name)} {k + 1}"), ("Fuel", "None"), ("Zone", zone_name),
            ("Schedule", out.schedules.add(clean(g.name), hourly(g.schedule, hours))), ("Method", "EquipmentLevel"), ("Power, W", float(g.power_w)),
            ("per area", None), ("per person", None), ("Latent", g.latent_fraction), ("Radiant", g.radiant_fraction * (1.0 - g.latent_fraction)), ("Lost", 0.0),
        )  # fmt: skip
    flows: list[tuple[str, str, np.ndarray]] = [
        (
            "ZoneInfiltration:DesignFlowRate",
            "infiltration",
            hourly(air.infiltration_ach, hours) * zone.volume_m3 / 3600.0,
        ),
        (
            "ZoneVentilation:DesignFlowRate",
            "fresh air",
            hourly(air.ventilation_m3_s, hours) * (1.0 - air.heat_recovery),
        ),
        ("ZoneVentilation:DesignFlowRate", "opening", hourly(air.opening_ach, hours) * zone.volume_m3 / 3600.0),
    ]
    if air.leakage_area_cm2 > 0.0:
        out.add(
            "ZoneInfiltration:EffectiveLeakageArea", ("Name", f"{zone_name} leakage"), ("Zone", zone_name), ("Schedule", out.schedules.add("always", 1.0)),
            ("Area, cm2", float(air.leakage_area_cm2)), ("Stack", air.stack_coefficient), ("Wind", air.wind_coefficient),
        )  # fmt: skip
    for other, mixed in air.mixing_m3_s:
        out.add(
            "ZoneMixing", ("Name", f"{zone_name} from {clean(other)}"), ("Zone", zone_name), ("Schedule", out.schedules.add("always", 1.0)),
            ("Method", "Flow/Zone"), ("Flow, m3/s", float(mixed)), ("per area", None), ("per person", None), ("air changes", None),
            ("Source zone", clean(other)), ("Temperature difference", 0.0),
        )  # fmt: skip
    for kind, title, flow in flows:
        peak = float(flow.max())
        if peak <= 0.0:
            continue
        if title == "opening":
            _opening(out, zone, zone_name, flow, peak)
            continue
        rest: list[tuple[str, object]] = [
            ("per area", None),
            ("per person or exterior area", None),
            ("air changes", None),
        ]
        terms: list[tuple[str, object]] = [
            ("Constant", 1.0),
            ("Temperature", 0.0),
            ("Velocity", 0.0),
            ("Velocity squared", 0.0),
        ]
        if kind.startswith("ZoneVentilation"):
            rest += [("Type", "Natural"), ("Fan pressure, Pa", 0.0), ("Fan efficiency", 1.0)]
        out.add(
            kind, ("Name", f"{zone_name} {title}"), ("Zone", zone_name), ("Schedule", out.schedules.add(title, flow / peak)),
            ("Method", "Flow/Zone"), ("Flow, m3/s", peak), *rest, *terms,
        )  # fmt: skip


def _opening(out: _File, zone: Zone, zone_name: str, flow: np.ndarray, peak: float) -> None:
    """Windows that open as far as it takes: EnergyPlus knows open and shut, so they open in ``OPENING_STAGES`` stages.

    The stages' temperatures lie around ``opening_above_c``, but below the cooling set point, which the air never passes.
    """
    cooling = set_points(zone.thermostat.cooling_c, len(flow))[:, -1]
    top = zone.air.opening_above_c + OPENING_BAND_K / 2.0
    if not np.isnan(cooling).all():
        top = min(top, float(np.nanmin(cooling)) - 0.02)
    warmest = out.schedules.add("opening limit", np.where(np.isnan(cooling), COOLING_OFF_C, cooling))
    schedule = out.schedules.add("opening", flow / peak)
    for k in range(OPENING_STAGES):
        above = top - OPENING_BAND_K * (1.0 - (k + 1) / OPENING_STAGES)
        out.add(
            "ZoneVentilation:DesignFlowRate", ("Name", f"{zone_name} opening {k + 1}"), ("Zone", zone_name), ("Schedule", schedule), ("Method", "Flow/Zone"),
            ("Flow, m3/s", peak / OPENING_STAGES), ("per area", None), ("per person", None), ("air changes", None), ("Type", "Natural"),
            ("Fan pressure, Pa", 0.0), ("Fan efficiency", 1.0), ("Constant", 1.0), ("Temperature", 0.0), ("Velocity", 0.0), ("Velocity squared", 0.0),
            ("Indoor at least, degC", above), ("its schedule", None), ("Indoor at most, degC", 100.0), ("its schedule", None),
            ("Indoor above outdoor, K", 0.0), ("its schedule", None), ("Outdoor at least, degC", -100.0), ("its schedule", None),
            ("Outdoor at most, degC", None), ("its schedule", warmest),
        )  # fmt: skip


def _ideal_loads(out: _File, zone: Zone, zone_name: str, hours: int) -> None:
    t = zone.thermostat
    heat, cool = (set_points(v, hours).ravel() for v in (t.heating_c, t.cooling_c))
    if np.isnan(heat).all() and np.isnan(cool).all():
        return
    heating = out.schedules.add("heating", np.where(np.isnan(heat), HEATING_OFF_C, heat))
    cooling = out.schedules.add("cooling", np.where(np.isnan(cool), COOLING_OFF_C, cool))
    kind = "ThermostatSetpoint:DualSetpoint"
    out.add(kind, ("Name", f"{zone_name} set points"), ("Heating", heating), ("Cooling", cooling))
    out.add(
        "ZoneControl:Thermostat", ("Name", f"{zone_name} thermostat"), ("Zone", zone_name), ("Control type", out.schedules.add("control", 4.0)),
        ("Object type", kind), ("Object", f"{zone_name} set points"),
    )  # fmt: skip
    out.add(
        "ZoneHVAC:EquipmentConnections", ("Zone", zone_name), ("List", f"{zone_name} equipment"), ("Inlet node", f"{zone_name} supply"),
        ("Exhaust node", None), ("Air node", f"{zone_name} air"), ("Return node", f"{zone_name} return"),
    )  # fmt: skip
    out.add(
        "ZoneHVAC:EquipmentList", ("Name", f"{zone_name} equipment"), ("Scheme", "SequentialLoad"), ("Type", "ZoneHVAC:IdealLoadsAirSystem"),
        ("Equipment", f"{zone_name} ideal loads"), ("Cooling sequence", 1), ("Heating sequence", 1),
    )  # fmt: skip

    def limit(capacity: float) -> list[tuple[str, object]]:
        bounded = math.isfinite(capacity)
        return [
            ("Limit", "LimitCapacity" if bounded else "NoLimit"),
            ("Flow", None),
            ("Capacity, W", float(capacity) if bounded else None),
        ]

    out.add(
        "ZoneHVAC:IdealLoadsAirSystem", ("Name", f"{zone_name} ideal loads"), ("Available", None), ("Supply node", f"{zone_name} supply"),
        ("Exhaust node", None), ("Inlet node", None), ("Supply at most, degC", 50.0), ("at least, degC", 13.0), ("Humidity at most", 0.0156),
        ("at least", 0.0077), *limit(t.heating_capacity_w), *limit(t.cooling_capacity_w), ("Heating available", None), ("Cooling available", None),
        ("Dehumidification", "None"), ("Sensible heat ratio", None), ("Humidification", "None"),
    )  # fmt: skip


def idf_text(building: Building, year: WeatherYear, steps_per_hour: int = 6) -> str:
    """The building as IDF text.

    Parameters
    ----------
    building : Building
    year : WeatherYear
        8,760 hours; its soil temperatures and the values of hourly inputs are written into the file. EnergyPlus takes the rest of
        the weather from an EPW (``weather.epw.write_epw``).
    steps_per_hour : int
        EnergyPlus time steps, 1 to 60.

    Raises
    ------
    InputError
        ``building-value``; ``idf-leap-year``; ``idf-reflectance`` (EnergyPlus has one ground reflectance for the site).
    """
    problems = check(building, year.hours)
    if year.hours != 8760:
        problems.append(
            Problem(
                "idf-leap-year",
                "weather",
                "an IDF is written for 8,760 hours",
                year.hours,
                "8760",
                "take a year without 29 February",
            )
        )
    outside = [s for z in building.zones for s in z.surfaces if s.boundary == "outdoor"]
    reflectances = {s.ground_reflectance for s in outside} or {0.2}
    if len(reflectances) > 1:
        problems.append(
            Problem("idf-reflectance", building.name, "EnergyPlus has one ground reflectance for the site", sorted(reflectances), "one value", "give all surfaces the same")
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    out = _File()
    _header(out, building, reflectances.pop(), steps_per_hour)
    for k, zone in enumerate(building.zones):
        name = clean(zone.name)
        out.add(
            "Zone", ("Name", name), ("North, deg", 0.0), ("X", 0.0), ("Y", 0.0), ("Z", 0.0), ("Type", 1), ("Multiplier", 1),
            ("Ceiling height", "autocalculate"), ("Volume, m3", float(zone.volume_m3)), ("Floor area, m2", float(zone.floor_area_m2)),
        )  # fmt: skip
        if zone.internal_mass_j_k > 0.0:
            air = zone.volume_m3 * year.site.pressure_pa / (287.042 * 293.15) * 1006.0
            out.add(
                "ZoneCapacitanceMultiplier:ResearchSpecial",
                ("Name", f"{name} furniture"),
                ("Zone", name),
                ("Temperature", 1.0 + zone.internal_mass_j_k / air),
                ("Humidity", 1.0),
            )
        _envelope(out, zone, name, ZONE_SPACING_M * k, year)
        _gains_and_air(out, zone, name, year)
        _ideal_loads(out, zone, name, year.hours)
    for variable in OUTPUTS:
        out.add("Output:Variable", ("Key", "*"), ("Variable", variable), ("Frequency", "Hourly"))
    return join([*out.parts, *out.schedules.text])


def write_idf(building: Building, year: WeatherYear, path: str | Path, steps_per_hour: int = 6) -> Path:
    """Write ``idf_text`` to a file (UTF-8; written to a temporary name first). Returns the path."""
    target = Path(path)
    text = idf_text(building, year, steps_per_hour)
    temporary = target.with_name(target.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(target)
    return target
