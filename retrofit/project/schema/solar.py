"""Keys of roofs, modules and inverters in the project file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from foundation.schema import Name, Strict
from retrofit.project.schema.bearing import Azimuth
from retrofit.project.schema.solar_yield import NearbySpec

Metres = Annotated[float, Field(gt=0, le=1000)]
Coordinate = Annotated[float, Field(ge=-10000, le=10000)]
Corners = tuple[tuple[Coordinate, Coordinate], ...]
SAME_M = 1e-3
"""Corners this near are one: a drawing closes its outline by giving the first corner again."""


def open_ring(corners: Corners) -> Corners:
    """Corners without the last where it closes the outline, and without any that the next repeats.

    >>> open_ring(((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 0.0)))
    ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0))
    """
    following = (*corners[1:], corners[0])
    out = [c for c, n in zip(corners, following, strict=True) if max(abs(c[0] - n[0]), abs(c[1] - n[1])) > SAME_M]
    if len(out) < 3:
        raise ValueError("an outline needs three corners or more")
    return tuple(out)


Polygon = Annotated[Corners, Field(min_length=3, max_length=101), AfterValidator(open_ring)]


class AreaOnRoof(Strict):
    """A rectangle (x, y, length_m, width_m) or a polygon in the frame of the roof's outline."""

    name: Name | None = Field(None, description="Shown in the plan drawing.")
    x: Coordinate | None = Field(None, description="Lower left corner, m.")
    y: Coordinate | None = Field(None, description="Lower left corner, m.")
    length_m: Metres | None = Field(None, description="Along x.")
    width_m: Metres | None = Field(None, description="Along y.")
    polygon: Polygon | None = Field(None, description="Corners [x, y] instead of a rectangle.")

    @model_validator(mode="after")
    def _one_form(self) -> AreaOnRoof:
        sides = [self.x, self.y, self.length_m, self.width_m]
        given = sum(v is not None for v in sides)
        if (self.polygon is None and given != 4) or (self.polygon is not None and given):
            raise ValueError("give x, y, length_m and width_m, or a polygon")
        return self


class ObstacleSpec(AreaOnRoof):
    """Something that stands on a roof: lift house, tank, solar water heater, chimney."""

    height_m: float = Field(0.0, ge=0, le=200, description="Above the roof.")
    setback_m: Annotated[float, Field(ge=0, le=50)] | None = Field(
        None, description="Kept free around it; default 0.5."
    )
    shadow: bool = Field(
        True,
        description="Keep its shadow at winter solstice, 9:00 to 15:00 true solar time, free of modules (needs height_m).",
    )


class WalkwaySpec(AreaOnRoof):
    """A way for maintenance or escape, kept free of modules."""


class RoofSpec(Strict):
    """A roof plane for PV: an outline on which modules are laid, or only the area that modules may cover."""

    name: Name | None = Field(None, description="Name; default: roof 1, roof 2, ...")
    building: Name = Field(description="Building it belongs to.")
    area_m2: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Area that modules may cover, on the slope, m2; where no outline is known."
    )
    length_m: Metres | None = Field(None, description="Of a rectangular roof, along the eave (x).")
    width_m: Metres | None = Field(None, description="Of a rectangular roof, up the slope (y).")
    polygon: Polygon | None = Field(None, description="Corners [x, y] of any other outline, m, in order.")
    outline: Literal["slope", "plan"] = Field(
        "slope",
        description="Lengths of outline and obstacles on a pitched roof: true lengths on the slope, or of the plan. Racks: always plan.",
    )
    y_bearing_deg: Azimuth | None = Field(
        None,
        description="Where the y axis of the outline points, degrees from north; default: opposite to azimuth_deg (up the slope). A turned building with rows to the south: its own bearing.",
    )
    tilt_deg: float = Field(10.0, ge=0, le=90, description="Of the modules; 0 = flat.")
    azimuth_deg: Azimuth = Field(
        180.0,
        description="Where the modules face: degrees from north, clockwise (90 east, 180 south), or a direction: south-east, SE, S15E.",
    )
    mounting: Literal["close_mount", "open_rack", "insulated_back"] = Field(
        "close_mount",
        description="Decides cell temperature; open_rack stands in rows on a flat roof and keeps a row pitch.",
    )
    setback_m: Annotated[float, Field(ge=0, le=50)] | None = Field(
        None, description="Kept free along edges; default 0.5."
    )
    parapet_height_m: float = Field(
        0.0,
        ge=0,
        le=5,
        description="Of the parapet on the outline's edges, above the roof; what it shades at winter solstice, 9:00 to 15:00 true solar time, stays free.",
    )
    obstacles: tuple[ObstacleSpec, ...] = Field((), description="What no module may cover or stand in the shade of.")
    walkways: tuple[WalkwaySpec, ...] = Field((), description="Strips that stay free.")
    orientation: Literal["auto", "portrait", "landscape"] = Field(
        "auto", description="auto: what carries more modules."
    )
    module_gap_m: Annotated[float, Field(ge=0, le=1)] | None = Field(None, description="Between modules; default 0.02.")
    row_pitch_m: Metres | None = Field(None, description="Of racks; default: winter-solstice rule of GB 50797.")
    ground_cover_ratio: Annotated[float, Field(gt=0.05, le=1)] | None = Field(
        None, description="Of racks, slant length over row pitch; instead of row_pitch_m."
    )
    modules_up: int = Field(1, ge=1, le=6, description="Modules one above the other on a rack.")
    count: int = Field(1, ge=1, le=100000, description="Equal roofs with this outline.")
    nearby: tuple[NearbySpec, ...] = Field((), description="Buildings and trees nearby that shade the modules.")

    @model_validator(mode="after")
    def _one_form(self) -> RoofSpec:
        sides = sum(v is not None for v in (self.length_m, self.width_m))
        forms = (self.area_m2 is not None) + (self.polygon is not None) + (sides == 2)
        if forms != 1 or sides == 1:
            raise ValueError("a roof needs one of: polygon; length_m and width_m; area_m2")
        if self.area_m2 is not None and (self.obstacles or self.walkways or self.count > 1 or self.parapet_height_m):
            raise ValueError("obstacles, walkways, parapet and count need an outline: polygon, or length_m and width_m")
        if self.row_pitch_m is not None and self.ground_cover_ratio is not None:
            raise ValueError("give row_pitch_m or ground_cover_ratio, not both")
        if self.outline == "plan" and self.tilt_deg > 85.0:
            raise ValueError("a plan says nothing of a wall: give its true lengths with outline: slope")
        return self
