"""Materials, constructions, glass, surfaces, windows and shades of a zone as IDF objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from buildings.idf.write import geometry
from buildings.idf.write.objects import IdfFile, clean
from buildings.model import Construction, Glazing, Layer, Surface, Zone
from buildings.thermal.faces import SOIL, ground_path
from weather.ground import soil_temperature
from weather.year import WeatherYear

COATING = 1e-3
"""EnergyPlus takes a pane for coated where its reflectances differ; equal ones are told apart by this."""
ROUGHNESS = {
    "very_rough": "VeryRough", "rough": "Rough", "medium_rough": "MediumRough",
    "medium_smooth": "MediumSmooth", "smooth": "Smooth", "very_smooth": "VerySmooth",
}  # fmt: skip


def _material(out: IdfFile, layer: Layer, solar: float, thermal: float, roughness: str) -> str:
    name, new = out.once(("material", layer, solar, thermal, roughness), layer.name)
    if not new:
        return name
    faces = (("Thermal absorptance", thermal), ("Solar absorptance", solar), ("Visible absorptance", solar))
    if layer.density_kg_m3 * layer.specific_heat_j_kgk > 0.0:
        out.add(
            "Material", [("Name", name), ("Roughness", ROUGHNESS[roughness]), ("Thickness, m", layer.thickness_m),
            ("Conductivity, W/m-K", layer.conductivity_w_mk), ("Density, kg/m3", layer.density_kg_m3),
            ("Specific heat, J/kg-K", layer.specific_heat_j_kgk), *faces],
        )  # fmt: skip
    else:
        out.add(
            "Material:NoMass", [("Name", name), ("Roughness", ROUGHNESS[roughness]), ("Thermal resistance, m2-K/W", layer.resistance_m2k_w), *faces],
        )  # fmt: skip
    return name


def _construction(out: IdfFile, c: Construction, soil: bool) -> str:
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
        out.add("Construction", [("Name", name), *((f"Layer {k + 1}", n) for k, n in enumerate(names))])
    return name


def _glazing(out: IdfFile, g: Glazing) -> str:
    name, new = out.once(("glazing", g.panes, g.gaps), g.name)
    if not new:
        return name
    layers: list[str] = []
    for k, p in enumerate(g.panes):
        pane, write = out.once(("pane", p), f"pane of {g.name}")
        if write and p.rated is not None:
            u, shgc = p.rated
            out.add(
                "WindowMaterial:SimpleGlazingSystem",
                [("Name", pane), ("U-factor, W/m2-K", float(u)), ("SHGC", float(shgc))],
            )
        elif write:
            back = p.solar_reflectance_back
            if p.coated and abs(back - p.solar_reflectance_front) < COATING:
                back += COATING
            optics = (p.solar_transmittance, p.solar_reflectance_front, back)
            labels = ("transmittance", "front reflectance", "back reflectance")
            out.add(
                "WindowMaterial:Glazing", [("Name", pane), ("Optical data", "SpectralAverage"), ("Data set", None), ("Thickness, m", p.thickness_m),
                *((f"Solar {t}", v) for t, v in zip(labels, optics, strict=True)),
                *((f"Visible {t}", v) for t, v in zip(labels, optics, strict=True)),
                ("Infrared transmittance", 0.0), ("Front emissivity", p.emittance_front), ("Back emissivity", p.emittance_back),
                ("Conductivity, W/m-K", p.conductivity_w_mk)],
            )  # fmt: skip
        layers.append(pane)
        if k < len(g.gaps):
            gap, write = out.once(("gap", g.gaps[k]), f"{g.gaps[k].gas} gap")
            if write:
                out.add(
                    "WindowMaterial:Gas",
                    [("Name", gap), ("Gas", g.gaps[k].gas.title()), ("Thickness, m", g.gaps[k].thickness_m)],
                )
            layers.append(gap)
    out.add("Construction", [("Name", name), *((f"Layer {k + 1}", n) for k, n in enumerate(layers))])
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


def _boundary(out: IdfFile, zone: str, s: Surface, year: WeatherYear) -> tuple[str, object]:
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
            "SurfaceProperty:OtherSideCoefficients", [("Name", name), ("Film coefficient, W/m2-K", h), ("Constant temperature", None),
            ("Its coefficient", 1.0), ("Dry-bulb coefficient", 0.0), ("Ground coefficient", 0.0), ("Wind coefficient", 0.0),
            ("Zone air coefficient", 0.0), ("Temperature schedule", out.schedules.add("soil", np.repeat(daily, 24)))],
        )  # fmt: skip
        return "OtherSideCoefficients", name
    return "Outdoors", None


def _surface(
    out: IdfFile, name: str, construction: str, zone: str, s: Surface, where: tuple[str, object], plane: geometry.Plane
) -> None:
    out.add(
        "BuildingSurface:Detailed", [("Name", name), ("Class", _class(s)), ("Construction", construction), ("Zone", zone), ("Space", None),
        ("Boundary", where[0]), ("Its object", where[1]), ("Sun", "SunExposed" if s.boundary == "outdoor" else "NoSun"),
        ("Wind", "WindExposed" if s.boundary == "outdoor" else "NoWind"), ("View factor to ground", "autocalculate"), *_vertices(plane.all_corners())],
    )  # fmt: skip


def envelope(out: IdfFile, zone: Zone, zone_name: str, east_m: float, year: WeatherYear) -> None:
    """Surfaces, frames, windows and shades of a zone."""
    walls = [(s, s.area_m2 - sum(w.area_m2 * w.glazing.frame_fraction for w in s.windows)) for s in zone.surfaces]
    frames = [(s, w) for s in zone.surfaces for w in s.windows if w.glazing.frame_fraction > 0.0]
    placed = geometry.planes(
        [*walls, *((s, w.area_m2 * w.glazing.frame_fraction) for s, w in frames)], east_m
    )  # frames stand beside their wall, in its plane
    for (s, _), plane in zip(walls, placed, strict=False):
        name = clean(f"{zone.name} {s.name}")
        construction = _construction(out, s.construction, s.boundary == "ground" and s.ground_resistance_m2k_w is None)
        _surface(out, name, construction, zone_name, s, _boundary(out, zone.name, s, year), plane)
        total = sum(w.area_m2 for w in s.windows)
        x = 0.0
        for w in s.windows:
            wide = plane.width * w.area_m2 / total
            for box in geometry.window_rectangles(plane, w, x, wide):
                out.add(
                    "FenestrationSurface:Detailed", [("Name", f"{name} {clean(w.name)} {len(out.parts)}"), ("Class", "Window"),
                    ("Construction", _glazing(out, w.glazing)), ("Surface", name), ("Other side", None), ("View factor to ground", "autocalculate"),
                    ("Frame", None), ("Multiplier", 1.0), *_vertices(plane.corners(*box))],
                )  # fmt: skip
            x += wide
        for k, shade in enumerate(s.shades):
            out.add(
                "Shading:Zone:Detailed", [("Name", f"{name} {shade.kind} {k + 1}"), ("Surface", name), ("Transmittance", None),
                *_vertices(geometry.shade_corners(plane, shade))],
            )  # fmt: skip
    for k, ((s, w), plane) in enumerate(zip(frames, placed[len(walls) :], strict=True)):
        g = w.glazing
        layer = Layer("frame", 1.0, g.frame_conductance_w_m2k)
        frame = Construction("frame", (layer,), g.frame_solar_absorptance, 0.6, 0.9, 0.9, "smooth")
        name = clean(f"{zone.name} {s.name} {w.name} frame {k + 1}")
        _surface(out, name, _construction(out, frame, False), zone_name, s, ("Outdoors", None), plane)
