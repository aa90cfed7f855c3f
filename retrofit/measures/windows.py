"""New windows."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field

from buildings.archetypes import envelope
from buildings.model import Building
from foundation.messages import message, translated
from foundation.provenance import Assumption
from retrofit.measures import transform
from retrofit.measures.base import Effect, Measure, PricedMeasure, always
from retrofit.money.costs import cost_item

GASKET_ACH = 0.5
"""Natural air changes after windows with gaskets are fitted (infiltration.csv, 1990s building)."""
WITHOUT_GASKETS = ("tint_single", "single_pvc")
METAL_ROW, PLASTIC_ROW = "window_tb_lowe", "window_replacement_double"


class Windows(PricedMeasure):
    """Other glazing and frames in every window."""

    measure: Literal["windows"]
    type: Literal[
        "single_pvc",
        "double_al",
        "double_pvc",
        "double_tb",
        "double_lowe_tb",
        "double_lowe_ar_tb",
        "triple_lowe",
        "tint_single",
    ] = Field("double_lowe_tb", description="Window of windows.csv.")


def missing(b: Building, m: Windows) -> str | None:
    """Windows."""
    return None if transform.has_windows(b) else "the building has no windows"


def apply(b: Building, m: Windows) -> Effect:
    """The building with other windows; those with gaskets are tighter too."""
    row = envelope.windows()[m.type]
    area = transform.area_m2(b, lambda s: bool(s.windows), opaque=False) * b.count
    name = message("windows {type}", type=translated(m.type, row["name_zh"]))
    plastic = m.type.endswith("_pvc")
    item = cost_item(m.measure, name, PLASTIC_ROW if plastic else METAL_ROW, area)
    if row["cost_cny_m2"]:  # of this very window
        price = area * float(row["cost_cny_m2"])
        item = replace(item, capex_cny=price, source=row["source"], status=row["status"], row="")
    changed = transform.reglaze(b, envelope.window_glazing(m.type))
    if m.type in WITHOUT_GASKETS:
        return Effect(changed, (item,))
    now = max(float(np.max(z.air.infiltration_ach)) for z in b.zones)
    if now <= GASKET_ACH:
        return Effect(changed, (item,))
    note = Assumption(
        f"{b.name}.windows.infiltration_ach",
        GASKET_ACH,
        "1/h",
        "infiltration.csv: retrofit with gasketed windows",
        "unconfirmed",
        message("before {now:g}", now=now),
    )
    return Effect(transform.set_infiltration(changed, GASKET_ACH), (item,), (note,))


MEASURES = (
    Measure(
        spec=Windows,
        changes="thermal",
        cost_rows=(METAL_ROW, PLASTIC_ROW),
        apply=apply,
        missing=missing,
        propose=always(Windows(measure="windows"), "fit low-e double glazing"),
    ),
)
