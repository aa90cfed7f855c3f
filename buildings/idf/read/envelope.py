"""Faces of an IDF's zones as surfaces of our model: boundaries, windows, doors, shades, wind by terrain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from buildings.idf.read.geometry import Face, Opening, area_of, lower_left, normal_of, tilt_and_azimuth, wall_axes
from buildings.idf.read.materials import Constructions, massless
from buildings.idf.read.source import Notes, Obj, Source
from buildings.model import Boundary, Construction, Glazing, Layer, Shade, Surface, Window, Zone
from buildings.thermal.boundary import WIND_EXPONENT
from buildings.thermal.faces import SOIL
from buildings.thermal.glazing import gap_terms, pane_resistance
from foundation.errors import InputError, Problem

TERRAIN = {
    "country": (0.14, 270.0),
    "suburbs": (0.22, 370.0),
    "city": (0.33, 460.0),
    "ocean": (0.10, 210.0),
    "urban": (0.22, 370.0),
}
"""Exponent and boundary layer, m, of the wind profile (ASHRAE Fundamentals, airflow around buildings; EnergyPlus Building object)."""
STATION = (0.14, 270.0, 10.0)
"""The same of the weather station, and the height of its anemometer, m."""
TOUCH_M = 0.06
AREA_TOLERANCE = 0.005
OPEN_M2K_W = 0.01
"""What stands for an open boundary between two zones."""
SOFFIT_TILT = 170.0
GROUND_KINDS = {"ground": "buildingsurface", "groundfcfactormethod": "fcfactormethod"}
FOUNDATIONS = ("foundation", "groundslabpreprocessoraverage", "groundslabpreprocessorcore", "groundslabpreprocessorperimeter",
               "groundbasementpreprocessoraveragewall", "groundbasementpreprocessoraveragefloor", "groundbasementpreprocessorupperwall",
               "groundbasementpreprocessorlowerwall")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wind:
    """Wind at a height over the file's terrain as a share of the station's wind."""

    exponent: float
    layer_m: float

    def share(self, height_m: float) -> float:
        a, layer, z = STATION
        return float((layer / z) ** a * (max(height_m, 0.01) / self.layer_m) ** self.exponent)

    def open_height(self, height_m: float, scale: float) -> float:
        """Height over open country where a wind of ``scale`` times the station's blows as it does here at ``height_m``."""
        return float(min(10.0 * (self.share(height_m) / scale) ** (1.0 / WIND_EXPONENT), 1000.0))


def wind_of(source: Source) -> Wind:
    building, given = source.first("Building"), source.first("Site:HeightVariation")
    exponent, layer = TERRAIN.get(
        building.text("Terrain", "Suburbs").lower() if building else "suburbs", TERRAIN["suburbs"]
    )
    if given is not None:
        exponent = given.number("Wind_Speed_Profile_Exponent", exponent)
        layer = given.number("Wind_Speed_Profile_Boundary_Layer_Thickness", layer)
    return Wind(exponent, layer)


def glass_resistance(g: Glazing) -> float:
    """Face to face, m2 K/W, at 10 degC."""
    return pane_resistance(g) + sum(1.0 / (a + b * 283.15 + c * 283.15**3) for a, b, c in gap_terms(g))


def perimeter_of_film(area_m2: float, construction: Construction, film_w_m2k: float) -> float | None:
    """Exposed perimeter for which our ground path has this film, by bisection; None where none has."""
    from buildings.thermal.faces import ground_path

    def film(perimeter: float) -> float:
        return ground_path(
            Surface("floor", area_m2, 180.0, 0.0, construction, "ground", exposed_perimeter_m=perimeter)
        )[0]

    low, high = 0.01, 100.0 * math.sqrt(area_m2)
    if not film(low) <= film_w_m2k * (1 + 1e-9) or not film(high) >= film_w_m2k * (1 - 1e-9):
        return None
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if film(middle) < film_w_m2k else (low, middle)
    return 0.5 * (low + high)


def is_soil(construction: Construction) -> bool:
    """Whether the outermost layer is the soil that our own export writes under a floor."""
    first = construction.layers[0]
    return len(construction.layers) > 1 and all(
        abs(getattr(first, k) / getattr(SOIL, k) - 1.0) < 1e-6
        for k in ("thickness_m", "conductivity_w_mk", "density_kg_m3", "specific_heat_j_kgk")
    )


class EnvelopeReader:
    """Turns faces into surfaces; ``scale`` is the wind of the year as a share of the station's."""

    def __init__(
        self, source: Source, faces: Sequence[Face], constructions: Constructions, multipliers: dict[str, float]
    ) -> None:
        self.source, self.constructions = source, constructions
        self.faces = {f.name.lower(): f for f in faces}
        self.multipliers = multipliers
        self.wind = wind_of(source)
        self.open_air = source.named("Construction:AirBoundary")
        self.other_sides = source.named("SurfaceProperty:OtherSideCoefficients")
        outdoor = [f for f in faces if f.boundary == "outdoors"]
        weights = [f.area_m2 for f in outdoor]
        middle = float(np.average([f.points[:, 2].mean() for f in outdoor], weights=weights)) if outdoor else 3.0
        self.scale = self.wind.share(middle) / (max(middle, 0.1) / 10.0) ** WIND_EXPONENT
        reflectance = source.first("Site:GroundReflectance")
        months = [reflectance.number(k, 0.2) for k in list(reflectance.fields)[1:13]] if reflectance else [0.2]
        self.reflectance = float(np.mean(months))
        if max(months) - min(months) > 1e-9:
            source.notes.add("reflectance-mean", "Site:GroundReflectance", "", f"{self.reflectance:.2f}")
        self.ground_area = {"buildingsurface": 0.0, "fcfactormethod": 0.0}
        """Area on soil temperatures of each kind, m2."""
        self.soffits = [f for f in outdoor if f.kind != "wall" and tilt_and_azimuth(f.points)[0] > SOFFIT_TILT]
        self.attached = self._attached()

    def surfaces(self, face: Face) -> list[Surface]:
        """A face and its doors; windows go with the face.

        Raises
        ------
        InputError
            ``idf-construction``, ``idf-value``.
        """
        tilt, azimuth = tilt_and_azimuth(face.points)
        if face.construction.lower() in self.open_air or self.constructions.is_glass(face.construction):
            construction = massless(face.construction, OPEN_M2K_W)
            self.source.notes.add("air-boundary", "BuildingSurface", face.name)
        else:
            construction = self.constructions.opaque(face.construction)
        boundary, changes, construction = self._boundary(face, construction)
        height = float(face.points[:, 2].mean())
        if boundary == "outdoor":
            changes["height_m"] = round(self.wind.open_height(height, self.scale), 2) if face.wind else 0.0
        windows, doors = [], []
        for o in face.openings:
            if o.kind == "door" or not self.constructions.is_glass(o.construction) or boundary != "outdoor":
                doors.append(self._door(face, o, boundary, tilt, azimuth, changes))
            else:
                windows.append(self._window(face, o))
        taken = sum(d.area_m2 for d in doors)
        base = Surface(
            face.name, max(face.area_m2 - taken, 1e-6), tilt, azimuth, construction, boundary, tuple(windows),
            ground_reflectance=self.reflectance, **changes,  # type: ignore[arg-type]
        )  # fmt: skip
        if boundary == "zone":
            base = replace(base, adjacent=(self.faces[face.other.lower()].zone, self.faces[face.other.lower()].name))
        if base.window_area_m2 > base.area_m2:
            base = replace(base, area_m2=base.window_area_m2 + 1e-6)
            self.source.notes.add("frames-larger", "BuildingSurface", face.name)
        return [self._shaded(base, face), *doors] if boundary == "outdoor" and face.sun else [base, *doors]

    def _boundary(self, face: Face, c: Construction) -> tuple[Boundary, dict[str, object], Construction]:
        """Boundary of our model, further fields of the surface, and the construction."""
        kind = face.boundary
        if kind == "outdoors":
            if face.sun or face.wind:
                return "outdoor", {}, c
            return "sheltered", {}, c
        if kind in GROUND_KINDS:
            self.ground_area[GROUND_KINDS[kind]] += face.area_m2
            return "ground", {"ground_resistance_m2k_w": 0.0}, c
        if kind in FOUNDATIONS:
            self.source.notes.add("foundation", "BuildingSurface", face.name)
            return "ground", {}, c
        if kind == "othersidecoefficients":
            return self._other_side(face, c)
        if kind == "surface":
            other = self.faces.get(face.other.lower())
            if other is None or other.zone == face.zone:
                if other is None:
                    self.source.notes.add("no-other-face", "BuildingSurface", face.name)
                return "adiabatic", {}, c
            if self.multipliers[other.zone] != self.multipliers[face.zone]:
                self.source.notes.add("multipliers-differ", "BuildingSurface", face.name)
                return "adiabatic", {}, c
            return "zone", {}, c
        if kind != "adiabatic":
            self.source.notes.add("boundary-unknown", "BuildingSurface", face.name, kind)
        return "adiabatic", {}, c

    def _other_side(self, face: Face, c: Construction) -> tuple[Boundary, dict[str, object], Construction]:
        o = self.other_sides.get(face.other.lower())
        film = o.number("Combined_ConvectiveRadiative_Film_Coefficient") if o else 0.0
        if o is not None and film > 0.0 and is_soil(c):
            inner = replace(c, layers=c.layers[1:])
            perimeter = perimeter_of_film(face.area_m2, inner, film)
            if perimeter is not None:
                return "ground", {"exposed_perimeter_m": perimeter}, inner
        air = o is not None and o.number("External_DryBulb_Temperature_Coefficient") > 0.5
        self.source.notes.add("other-side-air" if air else "other-side-ground", "SurfaceProperty:OtherSideCoefficients", face.other, face.name)  # fmt: skip
        return ("sheltered" if air else "ground"), {}, c

    def _door(
        self, face: Face, o: Opening, boundary: Boundary, tilt: float, azimuth: float, changes: dict[str, object]
    ) -> Surface:
        """An opaque opening, or glass that does not look outdoors, as a surface of its own."""
        if self.constructions.is_glass(o.construction):
            construction = massless(o.construction, glass_resistance(self.constructions.glazing(o.construction)))
            self.source.notes.add("glass-inside", "FenestrationSurface", o.name)
        else:
            construction = self.constructions.opaque(o.construction)
        where = boundary
        adjacent = None
        if boundary == "zone":
            other = self.faces[face.other.lower()]
            match = next((p for p in other.openings if p.name.lower() == o.other.lower()), None)
            if match is None:
                where = "adiabatic"
                self.source.notes.add("no-other-face", "FenestrationSurface", o.name)
            else:
                adjacent = (other.zone, match.name)
        return Surface(
            o.name, area_of(o.points) * o.multiplier, tilt, azimuth, construction, where, ground_reflectance=self.reflectance, adjacent=adjacent,
            **changes,  # type: ignore[arg-type]
        )  # fmt: skip

    def _window(self, face: Face, o: Opening) -> Window:
        right, up = wall_axes(face.points)
        x, z = o.points @ right, o.points @ up
        wide, high = float(np.ptp(x)), float(np.ptp(z))
        area = area_of(o.points)
        if min(wide, high, area) < 1e-6:
            raise InputError(Problem("idf-geometry", f"FenestrationSurface {o.name}", "the corners do not span an area", round(area, 6), "an opening in the plane of its wall", "correct the IDF"))  # fmt: skip
        if abs(wide * high - area) > 1e-3 * area:  # not a rectangle: one of the same height and area
            wide = area / high
        glazing, framed_wide, framed_high = self.constructions.framed(
            self.constructions.glazing(o.construction), wide, high, o.frame
        )
        corner = lower_left(face.points)
        border = 0.5 * (framed_wide - wide)
        place = (float(x.min() - corner @ right) - border, float(z.min() - corner @ up) - border)
        return Window(o.name, framed_wide, framed_high, glazing, o.multiplier, place if o.multiplier == 1 else None)

    def _attached(self) -> dict[str, list[np.ndarray]]:
        """Shading polygons in world coordinates by the wall that they stand on, in lower case."""
        from buildings.idf.read.geometry import frame_of, vertices

        frame = frame_of(self.source)
        holder = {o.name.lower(): f for f in self.faces.values() for o in f.openings}
        out: dict[str, list[np.ndarray]] = {}
        for o in self.source.all(
            "Shading:Overhang", "Shading:Overhang:Projection", "Shading:Fin", "Shading:Fin:Projection"
        ):
            name = o.text("Window_or_Door_Name").lower()
            if name not in holder:
                self.source.notes.add("shading-left-out", o.kind, o.name)
                continue
            opening = next(p for p in holder[name].openings if p.name.lower() == name)
            out.setdefault(holder[name].name.lower(), []).extend(_projected(o, holder[name], opening))
        for o in self.source.all("Shading:Zone:Detailed"):
            base = self.faces.get(o.text("Base_Surface_Name").lower())
            if base is None:
                self.source.notes.add("shading-left-out", o.kind, o.name)
                continue
            out.setdefault(base.name.lower(), []).append(frame.world(vertices(o, 3, frame.clockwise), base.zone))
        for o in self.source.all(
            "Shading:Building:Detailed", "Shading:Site:Detailed", "Shading:Site", "Shading:Building"
        ):
            self.source.notes.add("shading-left-out", o.kind, o.name)
        return out

    def _shaded(self, s: Surface, face: Face) -> Surface:
        """The wall with the overhangs and fins that stand on it, and the soffits that jut out above it."""
        polygons = self.attached.get(face.name.lower(), [])
        eaves = [f.points for f in self.soffits if f.name != face.name] if s.tilt_deg == 90.0 else []
        if s.tilt_deg != 90.0:
            for _ in polygons:
                self.source.notes.add("shading-left-out", "Shading", face.name)
            return s
        shades = [shade for p in polygons if (shade := shade_on(face.points, p)) is not None]
        if len(shades) < len(polygons):
            self.source.notes.add("shading-left-out", "Shading", face.name)
        above = [shade for p in eaves if (shade := eave_on(face.points, p)) is not None]
        if above:
            self.source.notes.add("soffit", "BuildingSurface", face.name)
        if not shades and not above:
            return s
        right, up = wall_axes(face.points)
        wide, high = float(np.ptp(face.points @ right)), float(np.ptp(face.points @ up))
        placed = all(w.place_m is not None and w.count == 1 and min(w.place_m) >= -1e-6 for w in s.windows)
        inside = placed and all((w.place_m or (0, 0))[1] + w.height_m <= s.area_m2 / wide + 1e-6 for w in s.windows)
        if not inside or abs(wide * high - face.area_m2) > 0.01 * face.area_m2:
            self.source.notes.add("shading-left-out", "Shading", face.name)
            return s
        return replace(s, shades=(*shades, *above), width_m=wide)


def paired(zones: Sequence[Zone], notes: Notes) -> tuple[Zone, ...]:
    """Zones whose partitions fit: both faces name each other, have the mean of their areas and the layers of the first one.

    A face without a fitting other becomes adiabatic, with a note.
    """
    faces = {(z.name, s.name): s for z in zones for s in z.surfaces if s.boundary == "zone"}
    new: dict[tuple[str, str], Surface] = {}
    for key, s in faces.items():
        other = faces.get(s.adjacent) if s.adjacent else None
        if other is None or other.adjacent != key or s.adjacent is None or s.adjacent[0] == key[0]:
            notes.add("no-other-face", "BuildingSurface", s.name)
            new[key] = replace(s, boundary="adiabatic", adjacent=None)
            continue
        area = 0.5 * (s.area_m2 + other.area_m2)
        if abs(s.area_m2 - area) > AREA_TOLERANCE * area:
            notes.add("areas-differ", "BuildingSurface", s.name)
        layers = s.construction.layers
        if s.adjacent in new:  # the second of the two
            layers = new[s.adjacent].construction.layers[::-1]
            if [_numbers(x) for x in layers] != [_numbers(x) for x in s.construction.layers]:
                notes.add("layers-reversed", "Construction", s.construction.name)
        new[key] = replace(s, area_m2=area, construction=replace(s.construction, layers=layers))
    return tuple(replace(z, surfaces=tuple(new.get((z.name, s.name), s) for s in z.surfaces)) for z in zones)


def _numbers(layer: Layer) -> tuple[float, ...]:
    return layer.thickness_m, layer.conductivity_w_mk, layer.density_kg_m3, layer.specific_heat_j_kgk


def _in_wall(wall: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates of points along a wall, up it and out of it, from its lower left corner."""
    right, up = wall_axes(wall)
    n = normal_of(wall)
    d = points - lower_left(wall)
    return d @ right, d @ up, d @ (n / np.linalg.norm(n))


def shade_on(wall: np.ndarray, points: np.ndarray) -> Shade | None:
    """A polygon that stands squarely on a wall as overhang or fin; None for any other."""
    x, z, out = _in_wall(wall, points)
    if out.min() > 0.3 or out.max() < TOUCH_M:
        return None
    depth = float(out.max())
    if np.ptp(z) < TOUCH_M:
        return Shade("overhang", float(z.mean()), float(x.min()), float(x.max()), depth)
    if np.ptp(x) < TOUCH_M:
        return Shade("fin", float(x.mean()), float(z.min()), float(z.max()), depth)
    return None


def eave_on(wall: np.ndarray, points: np.ndarray) -> Shade | None:
    """A soffit that touches the top of a wall along at least half of it, as an overhang."""
    x, z, out = _in_wall(wall, points)
    wx, wz, _ = _in_wall(wall, wall)
    near = np.abs(out) < TOUCH_M
    if near.sum() < 2 or out.max() < 2 * TOUCH_M or out.min() < -TOUCH_M or abs(z.mean() - wz.max()) > 0.3:
        return None
    overlap = min(float(x[near].max()), float(wx.max())) - max(float(x[near].min()), float(wx.min()))
    if overlap < 0.5 * float(np.ptp(wx)):
        return None
    return Shade("overhang", float(z.mean()), float(x.min()), float(x.max()), float(out.max()))


def _projected(o: Obj, face: Face, opening: Opening) -> list[np.ndarray]:
    """Corners of an overhang or of two fins that the file gives relative to a window."""
    right, up = wall_axes(face.points)
    n = normal_of(face.points)
    n = n / np.linalg.norm(n)
    corner = lower_left(opening.points)
    wide, high = float(np.ptp(opening.points @ right)), float(np.ptp(opening.points @ up))
    if "overhang" in o.kind.lower():
        depth = o.number("Depth", o.number("Depth_as_Fraction_of_WindowDoor_Height") * high)
        x0, x1 = (
            -o.number("Left_extension_from_WindowDoor_Width"),
            wide + o.number("Right_extension_from_WindowDoor_Width"),
        )
        a = corner + x0 * right + (high + o.number("Height_above_Window_or_Door")) * up
        b = a + (x1 - x0) * right
        reach = depth * n * math.sin(math.radians(o.number("Tilt_Angle_from_WindowDoor", 90.0)))
        return [np.array([a, b, b + reach, a + reach])] if depth > 0.0 else []
    out = []
    for side, at in (("Left", 0.0), ("Right", wide)):
        depth = o.number(f"{side}_Depth", o.number(f"{side}_Depth_as_Fraction_of_WindowDoor_Width") * wide)
        away = o.number(f"{side}_Extension_from_WindowDoor")
        x = at - away if side == "Left" else at + away
        a = corner + x * right - o.number(f"{side}_Distance_Below_Bottom_of_Window") * up
        b = corner + x * right + (high + o.number(f"{side}_Distance_Above_Top_of_Window")) * up
        if depth > 0.0:
            out.append(np.array([a, b, b + depth * n, a + depth * n]))
    return out
