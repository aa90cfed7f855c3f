"""Modules on a roof: the best of portrait and landscape, in rows along the eave or (flush) up the slope."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

from retrofit.solar.roof import packer
from retrofit.solar.roof.geometry import area
from retrofit.solar.roof.packer import Cell
from retrofit.solar.roof.row_pitch import row_pitch
from retrofit.solar.roof.shape import RoofShape, keep_out

if TYPE_CHECKING:
    from retrofit.solar.products.model import Module
    from retrofit.solar.roof.plane import RoofPlane


@dataclass(frozen=True, slots=True)
class Placed:
    """A module in the row frame: lower left corner and size as drawn (plan of a tilted module), m; its row, 0 = nearest the eave."""

    x: float
    y: float
    width: float
    height: float
    row: int


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """Modules of one roof (``count`` equal ones make the array).

    ``pitch_m`` is the distance from row to row, ``ground_cover_ratio`` the slant length over it (1 for flush modules);
    ``gross_m2`` the outline, ``usable_m2`` what setbacks, obstacles and walkways leave, about (on a 0.1 m raster).
    """

    shape: RoofShape
    placed: tuple[Placed, ...]
    module_w: float
    orientation: Literal["portrait", "landscape"]
    pitch_m: float
    ground_cover_ratio: float
    gross_m2: float
    usable_m2: float

    @property
    def modules(self) -> int:
        """Modules on one roof."""
        return len(self.placed)

    @property
    def rows(self) -> int:
        return max((p.row for p in self.placed), default=-1) + 1

    @property
    def capacity_kwp(self) -> float:
        """Of all equal roofs together."""
        return self.modules * self.module_w * self.shape.count / 1000.0


def _field(shape: RoofShape, tilt_deg: float, azimuth_deg: float, latitude: float) -> packer.Field:
    holes = tuple((keep_out(o, tilt_deg, azimuth_deg, latitude), o.setback_m) for o in shape.obstacles)
    return packer.field_of(np.array(shape.outline, dtype=float), shape.setback_m, holes)


def _usable(field: packer.Field, raster_m: float = 0.1) -> float:
    u0, v0 = field.outline.min(axis=0)
    u1, v1 = field.outline.max(axis=0)
    n = math.ceil((v1 - v0) / max(raster_m, math.sqrt((u1 - u0) * (v1 - v0) / 4e5)))
    strip = (v1 - v0) / n
    rows = packer.free_intervals(field, Cell(2e-8, 2e-8, 0.0, 1.0), v0 + strip * (np.arange(n) + 0.5))
    return strip * sum(b - a for free in rows for a, b in free)


@lru_cache(maxsize=256)
def usable_m2(shape: RoofShape, tilt_deg: float, azimuth_deg: float, latitude: float) -> float:
    """Area of one roof that is farther than the setbacks from edges and obstacles, m2, summed in strips of 0.1 m."""
    return _usable(_field(shape, tilt_deg, azimuth_deg, latitude))


def _pitch(shape: RoofShape, slant_m: float, tilt_deg: float, azimuth_deg: float, latitude: float) -> float:
    """From row to row: as chosen, or by the rule; never less than lets the rows stand clear of each other."""
    least = slant_m * math.cos(math.radians(tilt_deg)) + shape.gap_m
    if shape.pitch_m is not None:
        return max(shape.pitch_m, least)
    if shape.ground_cover_ratio is not None:
        return max(slant_m / shape.ground_cover_ratio, least)
    return max(row_pitch(slant_m, tilt_deg, latitude, azimuth_deg), least)


def _racks(
    shape: RoofShape, field: packer.Field, size: tuple[float, float], tilt: float, azimuth: float, latitude: float
) -> tuple[list[Placed], float, float]:
    width, length = size
    cos = math.cos(math.radians(tilt))
    slant = shape.modules_up * length + (shape.modules_up - 1) * shape.gap_m
    pitch = _pitch(shape, slant, tilt, azimuth, latitude)
    rows = packer.pack_rows(field, Cell(width, slant * cos, shape.gap_m, pitch))
    placed = [
        Placed(x, y + k * (length + shape.gap_m) * cos, width, length * cos, n)
        for n, (y, xs) in enumerate(rows)
        for k in range(shape.modules_up)
        for x in xs
    ]
    return placed, pitch, slant / pitch


def _flush(shape: RoofShape, field: packer.Field, size: tuple[float, float], columns: bool) -> list[Placed]:
    width, height = size
    if not columns:
        rows = packer.pack_rows(field, Cell(width, height, shape.gap_m, height + shape.gap_m))
        return [Placed(x, y, width, height, n) for n, (y, xs) in enumerate(rows) for x in xs]
    rows = packer.pack_rows(field.turned(), Cell(height, width, shape.gap_m, width + shape.gap_m))
    return [Placed(x, y, width, height, n) for n, (x, ys) in enumerate(rows) for y in ys]


@lru_cache(maxsize=256)
def lay(
    shape: RoofShape,
    length_m: float,
    width_m: float,
    module_w: float,
    angles: tuple[float, float, float],
    rack: bool,
) -> Layout:
    """The layout with most modules.

    Parameters
    ----------
    shape : RoofShape
    length_m, width_m : float
        Long and short side of the module.
    module_w : float
        Its power at standard conditions.
    angles : (tilt_deg, azimuth_deg, latitude)
    rack : bool
        Tilted rows on a flat roof, in rows along u only; else flush, in rows along the eave or columns up the slope.

    Raises
    ------
    InputError
        ``row-pitch-latitude`` where the pitch rule has no answer.
    """
    tilt, azimuth, latitude = angles
    field = _field(shape, 0.0 if rack else tilt, azimuth, latitude)
    best: tuple[list[Placed], str, float, float] | None = None
    names = ("portrait", "landscape") if shape.orientation == "auto" else (shape.orientation,)
    for name, columns in product(names, (False,) if rack else (False, True)):
        size = (width_m, length_m) if name == "portrait" else (length_m, width_m)
        if rack:
            placed, pitch, cover = _racks(shape, field, size, tilt, azimuth, latitude)
        else:
            placed, pitch, cover = _flush(shape, field, size, columns), size[1] + shape.gap_m, 1.0
        if best is None or len(placed) > len(best[0]):
            best = (placed, name, pitch, cover)
    assert best is not None
    orientation: Literal["portrait", "landscape"] = "portrait" if best[1] == "portrait" else "landscape"
    gross = area(np.array(shape.outline))
    return Layout(
        shape=shape,
        placed=tuple(best[0]),
        module_w=module_w,
        orientation=orientation,
        pitch_m=best[2],
        ground_cover_ratio=best[3],
        gross_m2=gross,
        usable_m2=_usable(field),
    )


def layout_of(plane: RoofPlane, module: Module, latitude: float) -> Layout | None:
    """The layout of a plane that has a shape, None where only its area is known."""
    if plane.shape is None:
        return None
    return lay(
        plane.shape,
        max(module.length_m, module.width_m),
        min(module.length_m, module.width_m),
        module.pdc_stc_w,
        (plane.tilt_deg, plane.azimuth_deg, latitude),
        plane.mounting == "open_rack",
    )
