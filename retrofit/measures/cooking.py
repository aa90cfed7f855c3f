"""Another carrier for cooking."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from buildings.archetypes import usage
from buildings.model import Building
from foundation.messages import message
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item, own_item


class CookingMeasure(PricedMeasure):
    """Other stoves."""

    measure: Literal["cooking"]
    carrier: Literal["electricity", "lpg", "gas"] = Field("electricity", description="What the stoves run on.")


def missing(b: Building, m: CookingMeasure) -> str | None:
    """A kitchen, on another carrier."""
    cooking = b.systems.cooking
    if cooking is None:
        return "nobody cooks in the building"
    return message("its kitchen runs on {carrier} already", carrier=m.carrier) if cooking.carrier == m.carrier else None


def apply(b: Building, m: CookingMeasure) -> Effect:
    """The building with stoves for another carrier; the meals stay."""
    cooking = b.systems.cooking
    assert cooking is not None  # ``missing``
    if m.carrier == "electricity":
        efficiency = usage.stove_efficiency(m.carrier)
        peak_kw = cooking.useful_kwh_year * float(cooking.schedule.max()) / efficiency * 1.5
        quantity = max(peak_kw, 2.0) * b.count
        item = cost_item(m.measure, "induction cooking", "induction_cooker_canteen", quantity, capex_cny=m.cost_cny)
    else:
        efficiency = cooking.biogas_efficiency if cooking.biogas_efficiency < 0.5 else usage.stove_efficiency(m.carrier)
        item = own_item(
            kind=m.measure,
            name=message("{carrier} cooking", carrier=m.carrier),
            quantity=b.count,
            unit="kitchen",
            capex_cny=m.cost_cny or 0.0,
            life_years=10.0,
            source="the project file" if m.cost_cny is not None else "no row in the cost table, counted as 0",
            status="unconfirmed",
        )
    new = replace(cooking, carrier=m.carrier, efficiency=efficiency)
    return Effect(replace(b, systems=replace(b.systems, cooking=new)), (item,))


MEASURES = (
    Measure(
        spec=CookingMeasure,
        changes="systems",
        cost_rows=("induction_cooker_canteen",),
        apply=apply,
        missing=missing,
        propose=always(CookingMeasure(measure="cooking", carrier="electricity"), "cook with induction instead of fuel"),
    ),
)
