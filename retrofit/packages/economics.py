"""A simulated package's economics against the baseline, with the project's parties and instruments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from retrofit.measures.pv import MEASURES, Pv
from retrofit.money import cash_flow
from retrofit.money.instruments.third_party_pv import ThirdPartyPv
from retrofit.money.results import Bills, Economics, PvYears
from retrofit.packages.context import Context
from retrofit.packages.package import PackageYear, pv_output, yearly_bills
from retrofit.project.objects.money import terms_of
from retrofit.solar.roof.capacity import area_per_kwp

PV = MEASURES[0].key


def pv_years(ctx: Context, package: Sequence[Any], v: PackageYear, bills: Bills) -> PvYears | None:
    """The PV of a package over the years; what it saves and sells is worked out only where a developer may sell it."""
    if v.solar.ac_kwh <= 0.0:
        return None
    items = tuple(i for i in v.items if i.kind == PV)
    output = pv_output(ctx, v)
    kwh = v.solar.ac_kwh * output[np.arange(ctx.project.economics.years) % len(output)]
    if not any(isinstance(s, ThirdPartyPv) for s in ctx.project.economics.financing):
        return PvYears(items=items, kwh=kwh)
    without = yearly_bills(ctx, v, np.zeros(1))
    latitude = ctx.year.site.latitude
    arrays = ctx.supply_inputs.arrays_of([m for m in package if isinstance(m, Pv)])
    return PvYears(
        items=items,
        kwh=kwh,
        self_use_cny=without.energy_cny - bills.energy_cny,
        export_cny=bills.export_cny - without.export_cny,
        roof_m2=sum(a.capacity_kwp * area_per_kwp(a.plane, latitude) for a in arrays),
    )


def economics_of(ctx: Context, package: Sequence[Any], v: PackageYear, base: PackageYear) -> Economics:
    """A package against the baseline."""
    e = ctx.project.economics
    bills = yearly_bills(ctx, v)
    pv = pv_years(ctx, package, v, bills)
    before = yearly_bills(ctx, base)
    return cash_flow.evaluate(bills, before, v.items, e.real_rate, terms_of(e), pv, baseline_items=base.items)
