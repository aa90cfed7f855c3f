"""Another carrier for cooking."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from buildings.archetypes import usage
from buildings.model import Building
from foundation.messages import message
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item

INDUCTION_ROW, GAS_ROW = "induction_cooker_canteen", "gas_stove_canteen"


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
    induction = m.carrier == "electricity"
    low = cooking.biogas_efficiency < 0.5 and not induction  # a stove of the old kind for another gas
    efficiency = cooking.biogas_efficiency if low else usage.stove_efficiency(m.carrier)
    peak_kw = cooking.useful_kwh_year * float(cooking.schedule.max()) / efficiency * 1.5
    quantity = max(peak_kw, 2.0) * b.count
    if induction:
        item = cost_item(m.measure, "induction cooking", INDUCTION_ROW, quantity)
    else:
        item = cost_item(m.measure, message("{carrier} cooking", carrier=m.carrier), GAS_ROW, quantity)
    new = replace(cooking, carrier=m.carrier, efficiency=efficiency)
    return Effect(replace(b, systems=replace(b.systems, cooking=new)), (item,))


MEASURES = (
    Measure(
        spec=CookingMeasure,
        changes="systems",
        cost_rows=(INDUCTION_ROW, GAS_ROW),
        apply=apply,
        missing=missing,
        propose=always(CookingMeasure(measure="cooking", carrier="electricity"), "cook with induction instead of fuel"),
    ),
)
