"""Keys of how the yield of PV is simulated: ``solar`` of the project, ``nearby`` of a roof."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from foundation.schema import Strict

Share = Annotated[float, Field(ge=0, lt=1)]
Twelve = Annotated[tuple[Share, ...], Field(min_length=12, max_length=12)]
Span = tuple[Annotated[float, Field(ge=-10000, le=10000)], Annotated[float, Field(ge=-10000, le=10000)]]
Loss = Literal["soiling", "shading", "mismatch", "wiring", "connections", "lid", "nameplate", "availability"]


class NearbySpec(Strict):
    """A building or tree row near a roof, as an upright box; metres from the centre of the modules."""

    east_m: Span = Field(description="[west side, east side], east positive.")
    north_m: Span = Field(description="[south side, north side], north positive.")
    up_m: Span = Field(description="[foot, top] above the centre of the modules; the foot may be negative.")

    @model_validator(mode="after")
    def _sides(self) -> NearbySpec:
        if any(low >= high for low, high in (self.east_m, self.north_m, self.up_m)):
            raise ValueError("each pair of a nearby box goes from the smaller to the larger number")
        return self


class YieldSpec(Strict):
    """How PV yields are simulated."""

    sky: Literal["perez", "haydavies"] = Field("perez", description="Model of the diffuse sky on a tilted plane.")
    dc: Literal["pvwatts", "single_diode"] = Field(
        "single_diode",
        description="Module model: the CEC single diode where the module has one, or efficiency with a temperature coefficient.",
    )
    albedo: Share | Twelve | None = Field(None, description="Ground reflectance, one value or 12; default 0.2.")
    soiling_monthly: Twelve | None = Field(
        None, description="Dirt on the modules, January first; in place of one loss."
    )
    losses: dict[Loss, Share] = Field(
        default_factory=dict, description="Your own losses in place of the PVWatts set, e.g. {availability: 0.01}."
    )
    horizon: str | None = Field(
        None, description="CSV with azimuth_deg,elevation_deg of hills around the site, relative to the project file."
    )
    bifacial_clearance_m: Annotated[float, Field(gt=0, le=20)] | None = Field(
        None,
        description="Height of the centre of bifacial modules on racks above the roof; given: the back's light counts.",
    )
    export_limit_kw: Annotated[float, Field(ge=0, le=1e6)] | None = Field(
        None, description="Most that the grid takes; PV above it is curtailed."
    )
    year_to_year_share: Annotated[float, Field(ge=0, le=0.3)] | None = Field(
        None,
        description="Standard deviation of a year's yield from year to year, share; default: the climate's, or 0.03 if larger.",
    )
