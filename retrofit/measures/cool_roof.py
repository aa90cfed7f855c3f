"""Cool roof paint."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from buildings.model import Building
from foundation.messages import message
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure
from retrofit.money.costs import cost_item


class CoolRoof(PricedMeasure):
    """A paint that reflects the sun."""

    measure: Literal["cool_roof"]
    absorptance: float = Field(0.3, ge=0.05, le=0.9, description="Solar absorptance of the painted roof, share.")


def missing(b: Building, m: CoolRoof) -> str | None:
    """A roof that takes up more sun than the paint."""
    roofs = [s for z in b.zones for s in z.surfaces if transform.is_roof(s)]
    if not roofs:
        return message("the building has no roof of its own")
    darkest = max(s.construction.solar_absorptance_out for s in roofs)
    return message("its roof takes up {now:g} of the sun already", now=darkest) if darkest <= m.absorptance else None


def apply(b: Building, m: CoolRoof) -> Effect:
    """The building with painted roofs."""
    area = transform.area_m2(b, transform.is_roof) * b.count
    item = cost_item(m.measure, "cool_roof", "cool_roof_paint", area)
    return Effect(transform.set_roof_absorptance(b, m.absorptance), (item,))


MEASURES = (
    Measure(
        spec=CoolRoof,
        changes="thermal",
        cost_rows=("cool_roof_paint",),
        apply=apply,
        missing=missing,
    ),
)
