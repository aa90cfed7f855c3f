"""PV on roofs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from foundation.messages import Verbatim, message
from foundation.provenance import Assumption
from foundation.schema import Name
from retrofit.measures.base import Closing, Measure, Priced, Proposal, Supply, SupplyInputs
from retrofit.measures.pricing import priced
from retrofit.money.costs import by_size, cost_item, unit_cost
from retrofit.money.results import CostItem
from retrofit.solar.chain import year as solar
from retrofit.solar.chain.notes import notes_of
from retrofit.solar.chain.settings import PVArray, assumptions
from retrofit.solar.products.equipment import default_module
from retrofit.solar.roof.capacity import capacity_from_roof

SMALL_KWP = 30.0
"""Below this size the price of a small array counts."""
SMALL_ROW, LARGE_ROW, INVERTER_ROW = "pv_village_small_lt30kW", "pv_rooftop_cn_2026", "inverter_replacement"
LEAST_KWP = 1.0
"""Less room on a roof, below two modules, is not worth a step."""
MARGIN = 1.005
"""What closes a gap is proposed a little larger, as it is known to three digits."""


class Pv(Priced):
    """PV on a roof."""

    measure: Literal["pv"]
    roof: str | int = Field(description="Roof by name or number (1 = first).")
    capacity_kwp: Annotated[float, Field(gt=0, le=1e5)] | None = Field(
        None, description="Nominal DC power, kWp; default: as much as fits."
    )
    dc_ac: float = Field(1.1, ge=0.5, le=2.5, description="Nominal DC over AC power where no inverter is named.")
    module: Name | None = Field(
        None, description="From modules of this file, the built-in table or the CEC library; default: a 580 W module."
    )
    inverter: Name | None = Field(
        None, description="From inverters of this file, the built-in table or the CEC library; default: by size."
    )
    inverters: Annotated[int, Field(ge=1, le=10000)] | None = Field(
        None, description="How many; default: as strings and power need."
    )
    inverter_group: Name | None = Field(
        None, description="PV measures with the same word share their inverters (each plane on trackers of its own)."
    )
    string_length: Annotated[int, Field(ge=1, le=100)] | None = Field(
        None, description="Modules in series; default: the longest that all limits allow."
    )


def pv_cost(name: str, capacity_kwp: float, ac_kw: float, spec: Pv | None = None) -> tuple[CostItem, ...]:
    """Investment of an array, turnkey, in two parts: modules with all else, and inverters, which are bought again at the end of their own life.

    Parameters
    ----------
    capacity_kwp, ac_kw : float
        Nominal DC power, and AC power of its inverters. The turnkey price is by size class and never falls while the size grows
        (``by_size``); the inverters' share of it is the price of their replacement.
    spec : Pv, optional
        With the project's own price.
    """
    row = LARGE_ROW if capacity_kwp >= SMALL_KWP else SMALL_ROW
    classes = ((0.0, 1000.0 * unit_cost(SMALL_ROW).mid), (SMALL_KWP, 1000.0 * unit_cost(LARGE_ROW).mid))
    turnkey = cost_item(
        "pv", message("pv {name}", name=Verbatim(name)), row, capacity_kwp, per=1000.0,
        capex_cny=by_size(classes, capacity_kwp),
    )  # fmt: skip
    label = message("inverters {name}", name=Verbatim(name))
    inverters = cost_item("pv", label, INVERTER_ROW, ac_kw, per=1000.0)
    inverters = replace(inverters, unit="kW", capex_cny=min(inverters.capex_cny, turnkey.capex_cny))
    modules = replace(turnkey, unit="kWp", fades=True, capex_cny=turnkey.capex_cny - inverters.capex_cny)
    return (modules, inverters) if spec is None else priced(spec, (modules, inverters))


def ac_kw(array: PVArray) -> float:
    """Nominal AC power of an array's inverters, kW."""
    return array.capacity_kwp / array.settings.dc_ac_ratio


def supply(specs: Sequence[Pv], inputs: SupplyInputs, before: Supply) -> Supply:
    """The supplies with a package's arrays; those of one inverter group are simulated together."""
    key = ("pv", tuple(m.model_dump_json() for m in specs))
    if key not in inputs.memo:
        arrays = inputs.arrays_of(specs)
        inputs.memo[key] = (arrays, solar.simulate(inputs.year, arrays))
    arrays, made = inputs.memo[key]
    costs = [
        item for m, a in zip(specs, arrays, strict=True) for item in pv_cost(a.plane.name, a.capacity_kwp, ac_kw(a), m)
    ]
    return replace(
        before,
        solar=made,
        items=(*before.items, *costs),
        assumptions=(
            *before.assumptions,
            *assumptions(arrays[0].settings),
            *other_inverters(arrays),
            *notes_of(arrays),
        ),
    )


def other_inverters(arrays: Sequence[PVArray]) -> tuple[Assumption, ...]:
    """The inverters and modules that are of another kind than the first array's, each once."""
    out: dict[str, Assumption] = {}
    for a in arrays[1:]:
        for name in ("module", "inverter"):
            own, first = getattr(a.settings, name), getattr(arrays[0].settings, name)
            if own is not None and (first is None or own.name != first.name):
                out.setdefault(own.name, Assumption(f"pv.{name} {a.plane.name}", own.name, "-", own.source, own.status))
    return tuple(out.values())


def roof_room(inputs: SupplyInputs, package: Sequence[Any]) -> list[tuple[str, float]]:
    """Capacity left on every roof beside a package's arrays, kWp."""
    arrays = inputs.arrays_of([m for m in package if isinstance(m, Pv)])
    out = []
    for plane in inputs.planes:
        used = sum(a.capacity_kwp for a in arrays if replace(a.plane, name=plane.name) == plane)
        left = capacity_from_roof(plane, inputs.year.site.latitude) - used
        if left > LEAST_KWP:
            out.append((plane.name, left))
    return out


def whole_modules(kwp: float) -> float:
    """The least capacity of whole default modules that is not below this one, kWp."""
    watts = default_module().pdc_stc_w
    return math.ceil(round(math.ceil(kwp * 1000.0 / watts - 1e-6) * watts, 6)) / 1000.0


def propose(inputs: SupplyInputs, package: Sequence[Any], closing: Closing) -> list[Proposal]:
    """More PV on free roof: as much as closes a gap, at most what fits."""
    needs = sorted({round(kwp, 1) for c in closing if (kwp := c.get("pv_kwp"))})
    out = []
    for name, left in roof_room(inputs, package):
        for wished in dict.fromkeys([*(n * MARGIN for n in needs if n * MARGIN < left), left]):
            kwp = min(whole_modules(wished), left)
            text = message("add {kwp:.1f} kWp of PV on {name}", kwp=kwp, name=Verbatim(name))
            out.append(Proposal(f"pv {name} {kwp:.1f}", text, Pv(measure="pv", roof=name, capacity_kwp=kwp)))
    return out


MEASURES = (
    Measure(
        spec=Pv,
        changes="supply",
        cost_rows=(SMALL_ROW, LARGE_ROW, INVERTER_ROW),
        unit=lambda _m: "kWp",
        supply=supply,
        rank=1,
        propose=propose,
        repeats=True,
    ),
)
