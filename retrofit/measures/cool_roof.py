"""Cool roof paint."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from buildings.model import Building
from retrofit.measures import transform
from retrofit.measures.base import BuildingMeasure, Effect, Measure
from retrofit.money.costs import cost_item


class CoolRoof(BuildingMeasure):
    """A paint that reflects the sun."""

    measure: Literal["cool_roof"]
    absorptance: float = Field(0.3, ge=0.05, le=0.9, description="Solar absorptance of the painted roof, share.")


def apply(b: Building, m: CoolRoof) -> Effect:
    """The building with painted roofs."""
    area = transform.area_m2(b, transform.is_roof) * b.count
    item = cost_item(m.measure, "cool_roof", "cool_roof_paint", area, capex_cny=m.cost_cny)
    return Effect(transform.set_roof_absorptance(b, m.absorptance), (item,))


MEASURES = (Measure(spec=CoolRoof, changes="thermal", cost_rows=("cool_roof_paint",), apply=apply),)
