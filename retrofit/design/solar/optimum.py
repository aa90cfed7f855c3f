"""Tilt and row spacing of racks: what gives most on the roof, most for each kWp, most for each yuan. They differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from retrofit.measures.pv import pv_cost
from retrofit.money import cash_flow
from retrofit.money.results import CostItem
from retrofit.project.objects.pv_design import inverter_ratio, option_array, sized
from retrofit.solar.chain import year as solar
from retrofit.solar.roof.layout import layout_of

if TYPE_CHECKING:
    from retrofit.design.solar.model import SolarDesign
    from retrofit.packages.context import Context
    from retrofit.project.objects.pv_design import GroupDesign, RoofDesign

TILTS_DEG = (0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0)
COVERS = (None, 0.9, 0.75, 0.6, 0.45)
"""Ground cover ratios beside the rule of GB 50797 (None)."""
GOALS = ("kwh", "kwp", "yuan", "npv")


@dataclass(frozen=True, slots=True)
class Option:
    """One tilt and spacing on a roof, all equal roofs together.

    ``lcoe_cny_kwh``: investment and operation over life, discounted, over the discounted energy; ``npv_cny`` with the value of a
    kWh that the present design has.
    """

    tilt_deg: float
    pitch_m: float
    ground_cover_ratio: float
    by_rule: bool
    modules: int
    capacity_kwp: float
    ac_kwh: float
    lcoe_cny_kwh: float
    npv_cny: float

    @property
    def kwh_per_kwp(self) -> float:
        return self.ac_kwh / self.capacity_kwp if self.capacity_kwp > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Optimum:
    """All options of a roof, the best by goal, and the design itself."""

    roof: str
    options: tuple[Option, ...]
    best: dict[str, Option]
    present: Option
    area_m2: float
    value_cny_kwh: float


def _money(
    items: Sequence[CostItem], first_year_kwh: float, rate: float, years: int, value: float
) -> tuple[float, float]:
    """Levelised cost, CNY/kWh, and net present value, CNY: each cost item by its own life within the project's years."""
    life = solar.lifetime_ac_kwh(first_year_kwh, years)
    energy = float((life / (1.0 + rate) ** np.arange(1, years + 1)).sum())
    cost = cash_flow.present_cost(items, rate, years)
    return (cost / energy if energy > 0 else math.inf), energy * value - cost


def option(
    ctx: Context, roof: RoofDesign, group: GroupDesign, place: tuple[float, float | None], value: float
) -> Option | None:
    """One tilt and spacing, ``place`` = (tilt_deg, ground cover ratio or None for the rule); None where nothing fits."""
    assert roof.plane.shape is not None
    tilt_deg, cover = place
    shape = replace(roof.plane.shape, ground_cover_ratio=cover, pitch_m=None)
    plane = replace(roof.plane, tilt_deg=tilt_deg, shape=shape)
    layout = layout_of(plane, roof.module, ctx.year.site.latitude)
    if layout is None or not layout.modules:
        return None
    kwp = layout.capacity_kwp
    dc_ac = inverter_ratio(group, roof)
    array = sized(
        option_array(ctx, replace(roof, plane=plane, layout=layout), kwp, dc_ac), group.strings.inverter, dc_ac
    )
    ac = solar.simulate(ctx.year, [array]).ac_kwh
    e = ctx.project.economics
    lcoe, npv = _money(
        pv_cost(roof.place, kwp, kwp / dc_ac, roof.measure.model_copy(update={"cost_cny": None})),
        ac,
        e.real_rate,
        e.years,
        value,
    )
    modules = layout.modules * shape.count
    return Option(
        tilt_deg=tilt_deg,
        pitch_m=layout.pitch_m,
        ground_cover_ratio=layout.ground_cover_ratio,
        by_rule=cover is None,
        modules=modules,
        capacity_kwp=kwp,
        ac_kwh=ac,
        lcoe_cny_kwh=lcoe,
        npv_cny=npv,
    )


def as_designed(ctx: Context, design: SolarDesign, group: GroupDesign, roof: RoofDesign, value: float) -> Option:
    """The design itself as a row of the table: its modules, pitch and yield, its own price where the project gives one."""
    assert roof.layout is not None
    mine = design.array(roof)
    ac = float(mine.ac_kw.sum()) if mine is not None else 0.0
    e, shape = ctx.project.economics, roof.layout.shape
    cost = pv_cost(roof.place, roof.capacity_kwp, roof.capacity_kwp / inverter_ratio(group, roof), roof.measure)
    lcoe, npv = _money(cost, ac, e.real_rate, e.years, value)
    return Option(
        tilt_deg=roof.plane.tilt_deg,
        pitch_m=roof.layout.pitch_m,
        ground_cover_ratio=roof.layout.ground_cover_ratio,
        by_rule=shape.pitch_m is None and shape.ground_cover_ratio is None,
        modules=roof.all_modules,
        capacity_kwp=roof.capacity_kwp,
        ac_kwh=ac,
        lcoe_cny_kwh=lcoe,
        npv_cny=npv,
    )


def best_of(options: tuple[Option, ...]) -> dict[str, Option]:
    """The best option by goal: energy on the roof, energy of a kWp, cost of a kWh, net present value."""
    return {
        "kwh": max(options, key=lambda o: o.ac_kwh),
        "kwp": max(options, key=lambda o: o.kwh_per_kwp),
        "yuan": min(options, key=lambda o: o.lcoe_cny_kwh),
        "npv": max(options, key=lambda o: o.npv_cny),
    }


def optima(ctx: Context, design: SolarDesign, value: float) -> tuple[Optimum, ...]:
    """Every rack roof with an outline over ``TILTS_DEG`` and ``COVERS``.

    Parameters
    ----------
    value : float
        Worth of a kWh, CNY.
    """
    from retrofit.solar.roof.row_pitch import highest_latitude

    out = []
    far = abs(ctx.year.site.latitude) > highest_latitude() - 0.5
    for group, roof in ((g, r) for g in design.groups for r in g.roofs):
        if roof.layout is None or roof.plane.mounting != "open_rack":
            continue
        tried = (option(ctx, roof, group, (t, c), value) for t in TILTS_DEG for c in COVERS if not (far and c is None))
        options = tuple({(o.tilt_deg, round(o.pitch_m, 4)): o for o in tried if o is not None}.values())
        if options:
            own = as_designed(ctx, design, group, roof, value)
            out.append(Optimum(roof.place, options, best_of(options), own, roof.layout.gross_m2 * roof.count, value))
    return tuple(out)
