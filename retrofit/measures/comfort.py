"""Another level of comfort: set points and hours of heating and cooling."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from retrofit.measures.base import BuildingMeasure, Measure


class Comfort(BuildingMeasure):
    """Buildings used at another level of comfort; they are built anew from their archetype."""

    measure: Literal["comfort"]
    level: Literal["habit", "setpoints", "code"] = Field("setpoints", description="As the key comfort of buildings.")


def archetype(m: Comfort) -> dict[str, str]:
    """The key of the archetype's request."""
    return {"comfort": m.level}


MEASURES = (Measure(spec=Comfort, changes="thermal", archetype=archetype),)
