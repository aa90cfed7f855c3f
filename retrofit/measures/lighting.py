"""LED lighting."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from buildings.model import Building
from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item


class Led(PricedMeasure):
    """Lighting of a lower installed power."""

    measure: Literal["led"]
    w_m2: float = Field(4.0, gt=0, le=30, description="Installed lighting after the measure, W/m2.")


def _installed_w_m2(b: Building) -> float:
    return b.lighting_w_m2 if b.lighting_w_m2 is not None else transform.gain_power_w_m2(b, "lighting")


def missing(b: Building, m: Led) -> str | None:
    """Lighting of more power than after the measure."""
    now = _installed_w_m2(b)
    return message("its lighting takes {now:g} W/m2 already", now=now) if now <= m.w_m2 else None


def apply(b: Building, m: Led) -> Effect:
    """The building with its lighting power lowered to ``w_m2``; the hours of use stay."""
    installed = _installed_w_m2(b)
    item = cost_item(m.measure, "led", "led_retrofit", b.floor_area_m2 * b.count)
    note = Assumption(
        f"{b.name}.led",
        m.w_m2,
        "W/m2",
        "the project file or default",
        "unconfirmed",
        message("before {installed:g} W/m2, same hours of use", installed=installed),
    )
    changed = transform.scale_gains(b, "lighting", m.w_m2 / installed)
    return Effect(replace(changed, lighting_w_m2=m.w_m2), (item,), (note,))


MEASURES = (
    Measure(
        spec=Led,
        changes="thermal",
        cost_rows=("led_retrofit",),
        apply=apply,
        missing=missing,
        propose=always(Led(measure="led"), "change the lighting to LED (4 W/m2)"),
    ),
)
