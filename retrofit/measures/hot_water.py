"""Hot water by the sun, by a heat pump or by electricity."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from buildings.model import Building, HotWater
from foundation.messages import message
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item, own_item


class HotWaterMeasure(PricedMeasure):
    """Another water heater."""

    measure: Literal["hot_water"]
    kind: Literal["solar_electric", "heat_pump", "electric"] = Field(
        "solar_electric", description="Collectors with an electric heater, a heat pump, or an electric heater alone."
    )
    collector_area_m2: Annotated[float, Field(gt=0, le=1e4)] | None = Field(
        None, description="Of solar_electric, m2 for one building; default: 1 m2 for 60 litres a day, at least 1.8 m2."
    )
    collector: Literal["vacuum_tube", "flat_plate"] = Field("vacuum_tube", description="Of solar_electric.")


def missing(b: Building, m: HotWaterMeasure) -> str | None:
    """Hot water, by another heater."""
    hw = b.systems.hot_water
    if hw is None:
        return "the building has no hot water"
    same = hw.kind == m.kind and m.kind != "solar_electric"
    return message("its water is heated by {kind} already", kind=m.kind) if same else None


def apply(b: Building, m: HotWaterMeasure) -> Effect:
    """The building with another water heater."""
    hw = b.systems.hot_water
    assert hw is not None  # ``missing``
    if m.kind == "solar_electric":
        area = m.collector_area_m2 or max(1.8, hw.litres_per_day / 60.0)
        item = cost_item(m.measure, "solar hot water", "solar_hot_water", area * b.count, capex_cny=m.cost_cny)
        new = HotWater(
            kind="solar_electric",
            litres_per_day=hw.litres_per_day,
            delivery_c=hw.delivery_c,
            schedule=hw.schedule,
            efficiency=0.9,
            collector_area_m2=area,
            storage_l=60.0 * area,
            collector=m.collector,
        )
    elif m.kind == "heat_pump":
        units = math.ceil(hw.litres_per_day / 200.0) * b.count
        item = cost_item(m.measure, "heat-pump hot water", "hpwh_200l", units, capex_cny=m.cost_cny)
        new = replace(hw, kind="heat_pump", efficiency=3.2)
    else:
        item = own_item(
            kind=m.measure,
            name="electric hot water",
            quantity=1,
            unit="set",
            capex_cny=m.cost_cny or 0.0,
            life_years=10.0,
            source="the project file",
            status="unconfirmed",
        )
        new = replace(hw, kind="electric", efficiency=0.9)
    return Effect(replace(b, systems=replace(b.systems, hot_water=new)), (item,))


MEASURES = (
    Measure(
        spec=HotWaterMeasure,
        changes="systems",
        cost_rows=("solar_hot_water", "hpwh_200l"),
        apply=apply,
        missing=missing,
        propose=always(HotWaterMeasure(measure="hot_water", kind="solar_electric"), "heat water by the sun"),
    ),
)
