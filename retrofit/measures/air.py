"""Air: sealing of joints, windows open at night, fresh air with heat recovery."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from buildings.model import Building
from buildings.thermal.airtightness import leaky, night_opening
from foundation.messages import message
from foundation.provenance import Assumption
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item
from retrofit.money.results import CostItem

SEALING_ROW, NIGHT_ROW, RECOVERY_ROW = "airtight_sealing", "night_opening", "heat_recovery_unit"
FAN_W_PER_M3_S = 1620.0
"""0.45 W/(m3/h), the limit of GB/T 51350-2019 for heat-recovery units (unconfirmed)."""


class Airtightness(PricedMeasure):
    """Joints sealed."""

    measure: Literal["airtightness"]
    ach: float = Field(0.5, ge=0.02, le=5, description="Natural air changes per hour after sealing.")
    n50_ach: Annotated[float, Field(ge=0.05, le=20)] | None = Field(
        None, description="Instead of ach: air changes per hour at 50 Pa after sealing, driven by wind and stack."
    )
    shelter_class: Annotated[int, Field(ge=1, le=5)] = Field(4, description="As for buildings.")


class NightVentilation(PricedMeasure):
    """Windows open at night while outdoors is cooler."""

    measure: Literal["night_ventilation"]
    ach: float = Field(4.0, gt=0, le=30, description="Largest air change by windows open at night, 1/h.")
    above_c: float = Field(23.0, ge=15, le=30, description="Windows open where the room is warmer than this, degC.")


class HeatRecovery(PricedMeasure):
    """Mechanical fresh air with heat recovery."""

    measure: Literal["heat_recovery"]
    effectiveness: float = Field(
        0.7, gt=0, le=0.95, description="Sensible effectiveness of the exchanger, share of the temperature difference."
    )


def _by_floor(b: Building, m: PricedMeasure, row: str) -> CostItem:
    """The cost of a measure by floor area."""
    return cost_item(m.measure, m.measure, row, b.floor_area_m2 * b.count)


def tight(b: Building, m: Airtightness) -> str | None:
    """Joints that leak more than after the measure."""
    if m.n50_ach is not None:
        return None
    now = max(float(np.max(z.air.infiltration_ach)) for z in b.zones)
    leaks = any(z.air.leakage_area_cm2 > 0.0 for z in b.zones)
    return message("its air change by leakage is {now:g} 1/h already", now=now) if now <= m.ach and not leaks else None


def no_windows(b: Building, _m: NightVentilation) -> str | None:
    """Windows."""
    return None if transform.has_windows(b) else "the building has no windows"


def no_fresh_air(b: Building, _m: HeatRecovery) -> str | None:
    """Mechanical fresh air."""
    if any(np.any(np.asarray(z.air.ventilation_m3_s) > 0.0) for z in b.zones):
        return None
    return "the building has no mechanical fresh air (its windows are opened): set comfort: code for the building"


def seal(b: Building, m: Airtightness) -> Effect:
    """The building with tighter joints."""
    item = _by_floor(b, m, SEALING_ROW)
    sealed = transform.set_infiltration(b, m.ach) if m.n50_ach is None else leaky(b, m.n50_ach, m.shelter_class)
    return Effect(sealed, (item,))


def open_at_night(b: Building, m: NightVentilation) -> Effect:
    """The building with windows that are open at night."""
    item = _by_floor(b, m, NIGHT_ROW)
    hours = np.arange(max(np.size(z.air.opening_ach) for z in b.zones)) % 24
    note = Assumption(
        f"{b.name}.night_ventilation", m.ach, "1/h at most", "windows opened from 20:00 to 8:00 where outdoors is cooler; the project file or default", "unconfirmed", message("above {limit} degC", limit=f"{m.above_c:g}"),
    )  # fmt: skip
    return Effect(night_opening(b, hours, m.ach, m.above_c), (item,), (note,))


def recover_heat(b: Building, m: HeatRecovery) -> Effect:
    """The building with heat recovery in its scheduled fresh air."""
    item = _by_floor(b, m, RECOVERY_ROW)
    return Effect(transform.set_heat_recovery(b, m.effectiveness, FAN_W_PER_M3_S), (item,))


MEASURES = (
    Measure(spec=Airtightness, changes="thermal", cost_rows=(SEALING_ROW,), apply=seal, missing=tight),
    Measure(
        spec=NightVentilation,
        changes="thermal",
        cost_rows=(NIGHT_ROW,),
        apply=open_at_night,
        missing=no_windows,
        propose=always(NightVentilation(measure="night_ventilation"), "open windows at night while it is warm"),
    ),
    Measure(
        spec=HeatRecovery,
        changes="thermal",
        cost_rows=(RECOVERY_ROW,),
        apply=recover_heat,
        missing=no_fresh_air,
    ),
)
