"""Heat pumps for heating and cooling."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from pydantic import Field

from buildings.model import Building, CoolingSystem, HeatingSystem
from buildings.systems import PlantYear, heat_pumps
from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item
from retrofit.money.results import CostItem

SPLIT_UNIT_W = 3500.0
"""Rated cooling of a 1.5 hp split unit."""


class HeatPump(PricedMeasure):
    """Air-to-air heat pumps in place of the heating and cooling systems."""

    measure: Literal["heat_pump"]
    cop: float = Field(3.2, ge=1.5, le=6, description="Heating COP at 7 degC outdoors.")
    cooling_cop: float = Field(3.6, ge=1.5, le=8, description="Cooling COP at 35 degC outdoors.")
    control: Literal["inverter", "fixed", "vrf"] = Field(
        "inverter", description="Variable speed, on/off, or a multi-split with one outdoor unit (VRF)."
    )


def missing(b: Building, _m: HeatPump) -> str | None:
    """Heating or cooling."""
    return None if b.systems.heating or b.systems.cooling else "the building is neither heated nor cooled"


def price(m: HeatPump, count: int, plant: PlantYear) -> CostItem:
    """Room units that together have the plant's rated heating and cooling, in all ``count`` buildings."""
    heating = plant.heating_nameplate_w / heat_pumps.unit_heating_w(SPLIT_UNIT_W)
    units = max(1, math.ceil(max(heating, plant.cooling_nameplate_w / SPLIT_UNIT_W) - 1e-9)) * count
    return cost_item(m.measure, "heat_pump", "split_ac_1.5hp", units)


def apply(b: Building, m: HeatPump) -> Effect:
    """The building with heat pumps in place of its heating and cooling, of a size of their own."""
    multi = m.control == "vrf"
    control: Literal["fixed", "inverter"] = "fixed" if m.control == "fixed" else "inverter"
    heating = HeatingSystem("vrf" if multi else "split_heat_pump", "electricity", m.cop, control)
    cooling = CoolingSystem("vrf" if multi else "split", m.cooling_cop, control)
    systems = replace(
        b.systems,
        heating=heating if b.systems.heating else None,
        cooling=cooling if b.systems.cooling else None,
    )
    size = message(
        "each day's load within its hours, at most 1.3 times the steady loss of the design day; units of {kw:g} kW cooling and {heat:.1f} kW heating; limits of the old plant do not bind it",
        kw=SPLIT_UNIT_W / 1000.0, heat=heat_pumps.unit_heating_w(SPLIT_UNIT_W) / 1000.0,
    )  # fmt: skip
    notes = [Assumption(f"{b.name}.heat_pump.size", "by load", "-", "GB 50736-2012, 5.2.8", "unconfirmed", size)]
    k = heat_pumps.constants()
    cold = message(
        "of the rated output, below {end:g} degC where the tests end, on a line to {share:.0%} at {cold:g} degC (0.5 to 0.8); resistance heat fills the rest",
        end=k["inverter_data_c"], share=k["inverter_cold_ratio"], cold=k["inverter_cold_c"],
    )  # fmt: skip
    if systems.heating is not None and m.control == "inverter":
        notes.append(
            Assumption(f"{b.name}.heat_pump.cold", k["inverter_cold_ratio"], "-", "plant.csv", "unconfirmed", cold)
        )
    for name in ("heating", "cooling"):
        if all(_never(getattr(z.thermostat, f"{name}_c")) for z in b.zones):
            text = message(
                "the building has no {name} set point: the heat pump does no {name}; name a {name} system of the building to switch it on",
                name=name,
            )
            notes.append(Assumption(f"{b.name}.heat_pump.{name}", "unused", "-", "by habit", "unconfirmed", text))
    changed = replace(transform.set_capacity(b, math.inf, math.inf), systems=systems)
    return Effect(changed, (), tuple(notes), partial(price, m, b.count))


def _never(set_point: Any) -> bool:
    values = [set_point] if isinstance(set_point, float | int) else set_point.tolist()
    return all(math.isnan(v) for v in values)


MEASURES = (
    Measure(
        spec=HeatPump,
        changes="systems",
        cost_rows=("split_ac_1.5hp",),
        apply=apply,
        missing=missing,
        propose=always(HeatPump(measure="heat_pump"), "heat and cool with efficient heat pumps"),
    ),
)
