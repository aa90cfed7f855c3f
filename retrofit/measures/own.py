"""A measure that the project describes itself: the keys of a building that it sets, the shares of end uses that it saves, and its price."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from buildings.model import Building
from foundation.messages import Verbatim, message
from foundation.provenance import Assumption
from foundation.schema import Name, Strict
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure
from retrofit.money.results import CostItem

Share = Annotated[float, Field(gt=0, le=1)]


class Sets(Strict):
    """Keys of a building that an own measure sets, as in buildings."""

    infiltration_ach: Annotated[float, Field(ge=0, le=20)] | None = Field(
        None, description="Natural air changes per hour."
    )
    lighting_w_m2: Annotated[float, Field(ge=0, le=100)] | None = Field(None, description="Installed lighting, W/m2.")
    equipment_w_m2: Annotated[float, Field(ge=0, le=500)] | None = Field(None, description="Plug loads, W/m2.")
    heating: Literal["none", "split_heat_pump", "vrf", "electric_heater", "gas_boiler", "lpg_boiler", "coal_boiler", "coal_stove", "wood_stove", "district_heat"] | None = Field(None, description="Heating system.")  # fmt: skip
    cooling: Literal["none", "split", "vrf"] | None = Field(None, description="Cooling system.")
    hot_water: Literal["none", "electric", "heat_pump", "solar_electric", "gas", "lpg"] | None = Field(
        None, description="Hot water."
    )
    heating_setpoint_c: Annotated[float, Field(ge=5, le=30)] | None = Field(
        None, description="Set point of the heated space, degC."
    )
    cooling_setpoint_c: Annotated[float, Field(ge=16, le=36)] | None = Field(
        None, description="Set point of the cooled space, degC."
    )
    served_share: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None, description="Share of the floor that is heated and cooled."
    )


class Own(PricedMeasure):
    """A measure of the project's own."""

    measure: Literal["own"]
    name: Name = Field(description="Tells it from other own measures.")
    sets: Sets = Field(Sets(), description="Keys of the buildings that it sets.")
    saves: dict[Literal["lighting", "equipment"], Share] = Field(
        default_factory=dict, description="Share of an end use's power that is no longer needed, at the same hours."
    )
    quantity: Annotated[float, Field(gt=0, le=1e7)] = Field(
        1.0, description="How many of the unit one building takes; with unit: m2 left out, it is the floor area."
    )
    unit: Literal["unit", "m2"] = Field("unit", description="What a price by the unit counts.")
    life_years: Annotated[float, Field(ge=1, le=100)] = Field(20.0, description="Service life, years.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.cost_cny is None and (
            self.price is None or (self.price.per_unit_cny, self.price.cost_cny) == (None, None)
        ):
            raise ValueError("an own measure needs a price: add cost_cny, or price: {per_unit_cny: 650}")
        if not self.saves and not self.sets.model_dump(exclude_none=True):
            raise ValueError(
                "an own measure changes something: add sets: {infiltration_ach: 0.4} or saves: {lighting: 0.3}"
            )
        return self


def missing(b: Building, m: Own) -> str | None:
    """An end use that it saves, where it sets nothing."""
    if sets_of(m) or any(transform.gain_power_w_m2(b, use) > 0.0 for use in m.saves):
        return None
    return "the building has nothing of what the measure saves"


def sets_of(m: Own) -> dict[str, Any]:
    """The keys that the building is made anew with."""
    return m.sets.model_dump(exclude_none=True)


def apply(b: Building, m: Own) -> Effect:
    """The building, made with the keys set, with less power of the end uses saved."""
    changed = b
    for use, share in m.saves.items():
        changed = transform.scale_gains(changed, use, 1.0 - share)
    by_area = m.unit == "m2" and "quantity" not in m.model_fields_set
    item = CostItem(
        kind=m.measure,
        name=message("{name}", name=Verbatim(m.name)),
        quantity=(b.floor_area_m2 if by_area else m.quantity) * b.count,
        unit=m.unit,
        capex_cny=0.0,
        opex_cny_year=0.0,
        life_years=m.life_years,
        source="the project file",
        status="confirmed",
    )
    told = [f"{k}: {v}" for k, v in sets_of(m).items()] + [f"{k}: -{v:.0%}" for k, v in m.saves.items()]
    note = Assumption(f"{b.name}.{m.name}", ", ".join(told), "-", "the project file", "unconfirmed")
    return Effect(changed, (item,), (note,))


MEASURES = (
    Measure(spec=Own, changes="thermal", unit=lambda m: m.unit, apply=apply, missing=missing, archetype=sets_of),
)
