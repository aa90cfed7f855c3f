"""Hot water by the sun, by a heat pump or by electricity."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from buildings.model import Building, HotWater
from foundation.messages import message
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item

SOLAR_ROW, HEAT_PUMP_ROW, ELECTRIC_ROW = "solar_hot_water", "hpwh_200l", "electric_water_heater"
HEATER_L_DAY = 200.0
"""Hot water of a day that one heater of the cost table serves, litres."""


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
        item = cost_item(m.measure, "solar hot water", SOLAR_ROW, area * b.count)
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
        units = math.ceil(hw.litres_per_day / HEATER_L_DAY) * b.count
        item = cost_item(m.measure, "heat-pump hot water", HEAT_PUMP_ROW, units)
        new = replace(hw, kind="heat_pump", efficiency=3.2)
    else:
        units = math.ceil(hw.litres_per_day / HEATER_L_DAY) * b.count
        item = cost_item(m.measure, "electric hot water", ELECTRIC_ROW, units)
        new = replace(hw, kind="electric", efficiency=0.9)
    return Effect(replace(b, systems=replace(b.systems, hot_water=new)), (item,))


MEASURES = (
    Measure(
        spec=HotWaterMeasure,
        changes="systems",
        cost_rows=(SOLAR_ROW, HEAT_PUMP_ROW, ELECTRIC_ROW),
        unit=lambda m: "m2" if m.kind == "solar_electric" else "unit",
        apply=apply,
        missing=missing,
        propose=always(HotWaterMeasure(measure="hot_water", kind="solar_electric"), "heat water by the sun"),
    ),
)
