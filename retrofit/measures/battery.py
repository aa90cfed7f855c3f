"""A battery behind the meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from retrofit.energy.balance import Battery
from retrofit.measures.base import Measure, Priced, Supply, SupplyInputs
from retrofit.measures.pricing import priced
from retrofit.money.costs import cost_item

COST_ROW = "battery_lfp_commercial"


class BatterySpec(Priced):
    """A battery that stores surplus for the site's own use."""

    measure: Literal["battery"]
    capacity_kwh: Annotated[float, Field(gt=0, le=1e6)] = Field(description="Nominal capacity, kWh.")
    power_kw: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="Default: half the capacity per hour."
    )


def supply(specs: Sequence[BatterySpec], _inputs: SupplyInputs, before: Supply) -> Supply:
    """The supplies with a battery."""
    (m,) = specs
    item = replace(cost_item(m.measure, "battery", COST_ROW, m.capacity_kwh, per=1000.0), unit="kWh")
    return replace(
        before,
        battery=Battery(m.capacity_kwh, m.power_kw or m.capacity_kwh / 2.0),
        items=(*before.items, *priced(m, (item,))),
    )


MEASURES = (
    Measure(
        spec=BatterySpec,
        changes="supply",
        cost_rows=(COST_ROW,),
        unit=lambda _m: "kWh",
        needs=("pv", "digester"),
        supply=supply,
        rank=3,
        single=True,
    ),
)
