"""Heat pumps for heating and cooling."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from buildings.model import Building, CoolingSystem, HeatingSystem
from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.measures.base import BuildingMeasure, Effect, Measure, always
from retrofit.money.costs import cost_item

SPLIT_UNIT_W = 3500.0
"""Capacity of a 1.5 hp split unit."""
SERVED_W_M2 = 100.0
"""Capacity by served floor, rule of thumb."""


class HeatPump(BuildingMeasure):
    """Air-to-air heat pumps in place of the heating and cooling systems."""

    measure: Literal["heat_pump"]
    cop: float = Field(3.2, ge=1.5, le=6, description="Heating COP at 7 degC outdoors.")
    cooling_cop: float = Field(3.6, ge=1.5, le=8, description="Cooling COP at 35 degC outdoors.")
    control: Literal["inverter", "fixed", "vrf"] = Field(
        "inverter", description="Variable speed, on/off, or a multi-split with one outdoor unit (VRF)."
    )


def apply(b: Building, m: HeatPump) -> Effect:
    """The building with heat pumps where it has a heating or cooling system."""
    served = sum(z.floor_area_m2 for z in b.zones if not _never(z.thermostat.heating_c))
    served = served or b.floor_area_m2
    units = math.ceil(served * SERVED_W_M2 / SPLIT_UNIT_W) * b.count
    multi = m.control == "vrf"
    control: Literal["fixed", "inverter"] = "fixed" if m.control == "fixed" else "inverter"
    heating = HeatingSystem("vrf" if multi else "split_heat_pump", "electricity", m.cop, control)
    cooling = CoolingSystem("vrf" if multi else "split", m.cooling_cop, control)
    systems = replace(
        b.systems,
        heating=heating if b.systems.heating else None,
        cooling=cooling if b.systems.cooling else None,
    )
    notes = [
        Assumption(f"{b.name}.heat_pump.units", units, "units of 3.5 kW", "100 W/m2 of served floor, rule of thumb", "unconfirmed")
    ]  # fmt: skip
    for name in ("heating", "cooling"):
        if all(_never(getattr(z.thermostat, f"{name}_c")) for z in b.zones):
            text = message(
                "the building has no {name} set point: the heat pump does no {name}; name a {name} system of the building to switch it on",
                name=name,
            )
            notes.append(Assumption(f"{b.name}.heat_pump.{name}", "unused", "-", "by habit", "unconfirmed", text))
    item = cost_item(m.measure, "heat_pump", "split_ac_1.5hp", units, capex_cny=m.cost_cny)
    return Effect(replace(b, systems=systems), (item,), tuple(notes))


def _never(set_point: Any) -> bool:
    values = [set_point] if isinstance(set_point, float | int) else set_point.tolist()
    return all(math.isnan(v) for v in values)


MEASURES = (
    Measure(
        spec=HeatPump,
        changes="systems",
        cost_rows=("split_ac_1.5hp",),
        apply=apply,
        propose=always(HeatPump(measure="heat_pump"), "heat and cool with efficient heat pumps"),
    ),
)
