"""LED lighting."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from buildings.model import Building
from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.measures import transform
from retrofit.measures.base import BuildingMeasure, Effect, Measure, always
from retrofit.money.costs import cost_item


class Led(BuildingMeasure):
    """Lighting of a lower installed power."""

    measure: Literal["led"]
    w_m2: float = Field(4.0, gt=0, le=30, description="Installed lighting after the measure, W/m2.")


def apply(b: Building, m: Led) -> Effect:
    """The building with its lighting power lowered to ``w_m2``; the hours of use stay."""
    installed = b.lighting_w_m2 if b.lighting_w_m2 is not None else transform.gain_power_w_m2(b, "lighting")
    factor = min(m.w_m2 / installed, 1.0) if installed > 0.0 else 1.0
    item = cost_item(m.measure, "led", "led_retrofit", b.floor_area_m2 * b.count, capex_cny=m.cost_cny)
    note = Assumption(
        f"{b.name}.led",
        m.w_m2,
        "W/m2",
        "the project file or default",
        "unconfirmed",
        message("before {installed:g} W/m2, same hours of use", installed=installed),
    )
    return Effect(transform.scale_gains(b, "lighting", factor), (item,), (note,))


MEASURES = (
    Measure(
        spec=Led,
        changes="thermal",
        cost_rows=("led_retrofit",),
        apply=apply,
        propose=always(Led(measure="led"), "change the lighting to LED (4 W/m2)"),
    ),
)
