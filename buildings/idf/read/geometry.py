"""Surfaces of an IDF as polygons in world coordinates (x east, y north, z up), in metres, seen anticlockwise from outside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from buildings.idf.read.source import Obj, Source
from foundation.errors import InputError, Problem

DETAILED = {
    "buildingsurface:detailed": 10, "wall:detailed": 9, "roofceiling:detailed": 9, "floor:detailed": 9,
}  # fmt: skip
"""Position of the number of vertices among the values (name = 0)."""
SIMPLE = {
    "wall:exterior": ("wall", "outdoors"), "wall:adiabatic": ("wall", "adiabatic"), "wall:underground": ("wall", "ground"),
    "wall:interzone": ("wall", "surface"), "roof": ("roof", "outdoors"), "ceiling:adiabatic": ("ceiling", "adiabatic"),
    "ceiling:interzone": ("ceiling", "surface"), "floor:groundcontact": ("floor", "ground"), "floor:adiabatic": ("floor", "adiabatic"),
    "floor:interzone": ("floor", "surface"),
}  # fmt: skip
"""Class and boundary of the rectangular forms."""
TILT = {"wall": 90.0, "roof": 0.0, "ceiling": 0.0, "floor": 180.0}
OPENINGS = ("FenestrationSurface:Detailed", "Window", "Door", "GlazedDoor", "Window:Interzone", "Door:Interzone", "GlazedDoor:Interzone")  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Opening:
    """A window or door in a face: ``points`` (n, 3), ``multiplier`` copies."""

    name: str
    kind: str
    """``window``, ``door`` or ``glassdoor``."""
    construction: str
    other: str
    frame: str
    multiplier: float
    points: np.ndarray


@dataclass(frozen=True, eq=False, slots=True)
class Face:
    """A heat transfer surface."""

    name: str
    kind: str
    """``wall``, ``roof``, ``ceiling`` or ``floor``."""
    construction: str
    zone: str
    boundary: str
    other: str
    sun: bool
    wind: bool
    points: np.ndarray
    openings: tuple[Opening, ...] = ()

    @property
    def area_m2(self) -> float:
        return area_of(self.points)


def normal_of(points: np.ndarray) -> np.ndarray:
    """Newell's vector: the outward normal times twice the area."""
    following = np.roll(points, -1, axis=0)
    return np.asarray(np.cross(points, following).sum(axis=0))


def area_of(points: np.ndarray) -> float:
    return 0.5 * float(np.linalg.norm(normal_of(points)))


def tilt_and_azimuth(points: np.ndarray) -> tuple[float, float]:
    """Tilt (0 up, 180 down) and azimuth clockwise from north, degrees, of a polygon."""
    n = normal_of(points)
    n = n / np.linalg.norm(n)
    tilt = math.degrees(math.acos(min(max(float(n[2]), -1.0), 1.0)))
    tilt = float(np.round(tilt, 4))
    flat = math.hypot(float(n[0]), float(n[1])) < 1e-6
    azimuth = 0.0 if flat else math.degrees(math.atan2(float(n[0]), float(n[1]))) % 360.0
    return tilt, float(np.round(azimuth, 4)) % 360.0


def upside_down(face: Face) -> bool:
    """Whether EnergyPlus turns a face over: a roof or ceiling that looks down, a floor that looks up (it says so in a warning)."""
    tilt = tilt_and_azimuth(face.points)[0]
    return tilt > 90.0 if face.kind in ("roof", "ceiling") else face.kind == "floor" and tilt < 90.0


def turned(points: np.ndarray, clockwise_deg: float) -> np.ndarray:
    """Points of a system whose y axis lies clockwise of north."""
    a = math.radians(clockwise_deg)
    turn = np.array([[math.cos(a), -math.sin(a), 0.0], [math.sin(a), math.cos(a), 0.0], [0.0, 0.0, 1.0]])
    return points @ turn


@dataclass(frozen=True, slots=True)
class Frame:
    """How a file writes coordinates."""

    relative: bool
    relative_rectangles: bool
    clockwise: bool
    north_deg: float
    origins: dict[str, tuple[float, float, float, float]]
    """Zone in lower case -> x, y, z, degrees of its relative north."""

    def world(self, points: np.ndarray, zone: str, rectangle: bool = False) -> np.ndarray:
        relative = self.relative_rectangles if rectangle else self.relative
        if not relative:
            return points
        x, y, z, north = self.origins.get(zone.lower(), (0.0, 0.0, 0.0, 0.0))
        return turned(turned(points, north) + np.array([x, y, z]), self.north_deg)

    def building(self, points: np.ndarray) -> np.ndarray:
        """Points that belong to the building, not to a zone."""
        return turned(points, self.north_deg) if self.relative else points


def frame_of(source: Source) -> Frame:
    rules, building = source.first("GlobalGeometryRules"), source.first("Building")
    origins = {
        z.name.lower(): tuple(z.number(k) for k in ("X_Origin", "Y_Origin", "Z_Origin", "Direction_of_Relative_North"))
        for z in source.all("Zone")
    }

    def rule(key: str, default: str) -> str:
        return rules.text(key, default).lower() if rules else default

    return Frame(
        rule("Coordinate_System", "relative").startswith("rel"),
        not rule("Rectangular_Surface_Coordinate_System", "relative").startswith("w"),
        rule("Vertex_Entry_Direction", "counterclockwise").startswith("clock"),
        building.number("North_Axis") if building else 0.0,
        origins,  # type: ignore[arg-type]
    )


def vertices(o: Obj, at: int, clockwise: bool) -> np.ndarray:
    """Corners from the values that follow position ``at``, the number of vertices.

    Raises
    ------
    InputError
        ``idf-geometry`` where they are not at least three points that span an area.
    """
    try:
        flat = [float(v) for v in o.rest(at + 1) if v != ""]
    except ValueError:
        flat = []
    points = np.array(flat[: len(flat) // 3 * 3]).reshape(-1, 3)
    count = o.values[at] if len(o.values) > at else ""
    if isinstance(count, int | float) and 3 <= count <= len(points):
        points = points[: int(count)]
    if len(points) < 3 or not np.isfinite(points).all() or area_of(points) < 1e-6:
        raise InputError(
            Problem("idf-geometry", f"{o.kind} {o.name}", "the corners do not span an area", len(points), "3 corners or more", "correct the IDF")
        )  # fmt: skip
    return points[::-1] if clockwise else points


def rectangle(start: Sequence[float], azimuth_deg: float, tilt_deg: float, length: float, height: float) -> np.ndarray:
    """A rectangle from its lower left corner seen from outside."""
    a, t = math.radians(azimuth_deg), math.radians(tilt_deg)
    right = np.array([-math.cos(a), math.sin(a), 0.0])
    normal = np.array([math.sin(t) * math.sin(a), math.sin(t) * math.cos(a), math.cos(t)])
    up = np.cross(normal, right)
    origin = np.array(start, dtype=float)
    return np.array([origin, origin + length * right, origin + length * right + height * up, origin + height * up])


def _detailed(o: Obj, frame: Frame, zone_of: dict[str, str]) -> Face:
    kind = o.kind.lower()
    shape = (
        o.text("Surface_Type").lower()
        if kind == "buildingsurface:detailed"
        else kind.split(":")[0].replace("roofceiling", "roof")
    )
    zone = o.text("Zone_Name") or zone_of.get(o.text("Space_Name").lower(), "")
    points = frame.world(vertices(o, DETAILED[kind], frame.clockwise), zone)
    return Face(
        name=o.name, kind=shape, construction=o.text("Construction_Name"), zone=zone, boundary=o.text("Outside_Boundary_Condition").lower(), other=o.text("Outside_Boundary_Condition_Object"),
        sun=o.text("Sun_Exposure", "SunExposed").lower() == "sunexposed", wind=o.text("Wind_Exposure", "WindExposed").lower() == "windexposed", points=points,
    )  # fmt: skip


def _simple(o: Obj, frame: Frame, zone_of: dict[str, str]) -> Face:
    shape, boundary = SIMPLE[o.kind.lower()]
    zone = o.text("Zone_Name") or zone_of.get(o.text("Space_Name").lower(), "")
    tilt = o.number("Tilt_Angle", TILT[shape])
    start = [o.number(f"Starting_{axis}_Coordinate") for axis in "XYZ"]
    side = o.number("Height", o.number("Width"))
    points = rectangle(start, o.number("Azimuth_Angle"), tilt, o.number("Length"), side)
    return Face(
        name=o.name, kind=shape, construction=o.text("Construction_Name"), zone=zone, boundary=boundary, other=o.text("Outside_Boundary_Condition_Object"), sun=boundary == "outdoors",
        wind=boundary == "outdoors", points=frame.world(points, zone, rectangle=True),
    )  # fmt: skip


def _opening(o: Obj, base: Obj, face: Face, frame: Frame) -> Opening:
    kind = o.kind.lower()
    shape = (
        o.text("Surface_Type").lower()
        if kind == "fenestrationsurface:detailed"
        else kind.split(":")[0].replace("glazeddoor", "glassdoor")
    )
    if kind == "fenestrationsurface:detailed":
        points = frame.world(vertices(o, 8, frame.clockwise), face.zone)
    else:
        x, z = o.number("Starting_X_Coordinate"), o.number("Starting_Z_Coordinate")
        right, up = wall_axes(face.points)
        origin = lower_left(face.points)
        a = origin + x * right + z * up
        b = a + o.number("Length") * right
        rise = o.number("Height") * up
        points = np.array([a, b, b + rise, a + rise])
    return Opening(
        o.name, "glassdoor" if shape in ("glassdoor", "tubulardaylightdiffuser") else shape, o.text("Construction_Name"),
        o.text("Outside_Boundary_Condition_Object"), o.text("Frame_and_Divider_Name"), o.number("Multiplier", 1.0), points,
    )  # fmt: skip


def wall_axes(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors to the right and up in the plane of a polygon, seen from outside."""
    n = normal_of(points)
    n = n / np.linalg.norm(n)
    right = np.array([-n[1], n[0], 0.0])
    if np.linalg.norm(right) < 1e-6:
        right = np.array([1.0, 0.0, 0.0])
    right = right / np.linalg.norm(right)
    return right, np.cross(n, right)


def lower_left(points: np.ndarray) -> np.ndarray:
    """Lower left corner of the rectangle around a polygon in its plane, seen from outside."""
    right, up = wall_axes(points)
    x, z = points @ right, points @ up
    return np.asarray(points[0] + (x.min() - x[0]) * right + (z.min() - z[0]) * up)


def faces_of(source: Source) -> list[Face]:
    """All heat transfer surfaces with their openings, in the order of the file.

    Raises
    ------
    InputError
        ``idf-geometry``: no surface, corners that span nothing, an opening in a surface that does not exist.
    """
    frame = frame_of(source)
    zone_of = {s.name.lower(): s.text("Zone_Name") for s in source.all("Space")}
    bases: dict[str, Obj] = {}
    faces: dict[str, Face] = {}
    problems: list[Problem] = []
    for o in source.all(*DETAILED, *SIMPLE):
        try:
            face = (_detailed if o.kind.lower() in DETAILED else _simple)(o, frame, zone_of)
        except InputError as error:
            problems += error.problems
            continue
        if upside_down(face):
            face = replace(face, points=face.points[::-1])
            source.notes.add("turned-over", o.kind, o.name)
        bases[o.name.lower()], faces[o.name.lower()] = o, face
    openings: dict[str, list[Opening]] = {}
    for o in source.all(*OPENINGS):
        base = o.text("Building_Surface_Name").lower()
        if base not in faces:
            problems.append(
                Problem("idf-geometry", f"{o.kind} {o.name}", "its surface does not exist", o.text("Building_Surface_Name"), "a surface of the file", "correct the IDF")
            )  # fmt: skip
            continue
        try:
            openings.setdefault(base, []).append(_opening(o, bases[base], faces[base], frame))
        except InputError as error:
            problems += error.problems
    if not faces and not problems:
        problems.append(Problem("idf-geometry", source.path, "the file has no surface", None, "BuildingSurface:Detailed or simpler", "check the file"))  # fmt: skip
    if problems:
        raise InputError(problems)
    return _mirrored([replace(f, openings=tuple(openings.get(key, ()))) for key, f in faces.items()])


def _mirrored(faces: list[Face]) -> list[Face]:
    """Faces whose other side is given as a zone, with the face in that zone that EnergyPlus makes by itself."""
    flipped = {"ceiling": "floor", "roof": "floor", "floor": "ceiling"}
    out: list[Face] = []
    for f in faces:
        if f.boundary != "zone":
            out.append(f)
            continue
        other = f"iz-{f.name}"
        out.append(replace(f, boundary="surface", other=other))
        openings = tuple(replace(o, name=f"iz-{o.name}", other=o.name, points=o.points[::-1]) for o in f.openings)
        out[-1] = replace(out[-1], openings=tuple(replace(o, other=f"iz-{o.name}") for o in f.openings))
        out.append(replace(f, name=other, kind=flipped.get(f.kind, f.kind), zone=f.other, boundary="surface", other=f.name, points=f.points[::-1], openings=openings))  # fmt: skip
    return out


def volume_of(faces: Sequence[Face]) -> float:
    """Volume enclosed by faces that look outwards, m3 (divergence theorem); of an open shell it means nothing."""
    centre = np.mean([f.points.mean(axis=0) for f in faces], axis=0)
    total = sum(float(normal_of(f.points) @ (f.points[0] - centre)) for f in faces)
    return total / 6.0


def closed(faces: Sequence[Face]) -> bool:
    """Whether the areas' vectors of a zone's faces sum to nothing, as those of a closed shell do."""
    vectors = np.array([normal_of(f.points) for f in faces])
    return bool(np.linalg.norm(vectors.sum(axis=0)) < 0.01 * np.abs(vectors).sum() / 2.0)
