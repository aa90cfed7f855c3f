"""What can close a gap, as functions that re-run the balance of a variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from buildings.results import Demand
from retrofit.biogas.plant.year import dead
from retrofit.biogas.tank import limits, model
from retrofit.energy.balance import balance
from retrofit.measures.digester import DigesterSpec, plant_of
from retrofit.netzero.results import Definition
from retrofit.optimise import gap
from retrofit.packages.context import Context
from retrofit.packages.package import PackageYear, assess, supplied
from retrofit.solar.chain import year as solar
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.roof.capacity import area_per_kwp
from retrofit.solar.roof.plane import RoofPlane


def best_plane(ctx: Context) -> RoofPlane:
    """The plane that extra PV is thought to stand on: the roof with the best yield, or a 15 degree south roof if there is none."""
    if not ctx.planes:
        azimuth = 180.0 if ctx.year.site.latitude >= 0 else 0.0
        return RoofPlane("a south roof of 15 degrees", "", 100.0, 15.0, azimuth)
    return max(ctx.planes, key=lambda p: solar.specific_yield(ctx.year, p))


def levers_of(ctx: Context, variant: PackageYear, package: Sequence[Any]) -> gap.Levers:
    """Functions that re-run the balance with more PV, less load or another digester."""
    plane = best_plane(ctx)
    per_kwp = solar.simulate(ctx.year, [PVArray(plane, 1.0)]).ac_kw
    chp = variant.supply.generation_kw["chp"]
    limit = ctx.project.solar.export_limit_kw
    electric = variant.demand.carrier_kw("electricity")
    total = float(electric.sum())

    @cache
    def with_pv(kwp: float) -> dict[str, Definition]:
        return assess(
            ctx,
            balance(variant.demand, variant.solar.ac_kw + kwp * per_kwp, chp, variant.battery, limit),
            variant.biogas,
        )

    def with_saving(kwh: float) -> dict[str, Definition]:
        factor = 1.0 - kwh / total
        items = tuple(
            replace(i, useful_kw=i.useful_kw * factor, input_kw=i.input_kw * factor)
            if i.carrier == "electricity"
            else i
            for i in variant.demand.items
        )
        return assess(
            ctx,
            balance(Demand(variant.demand.index, items), variant.solar.ac_kw, chp, variant.battery, limit),
            variant.biogas,
        )

    digester = next((m for m in package if isinstance(m, DigesterSpec)), None)
    with_digester, largest, smallest = None, 0.0, 0.0
    if ctx.feed is not None:
        spec = digester or DigesterSpec(measure="digester", volume_m3=50.0, digestate_storage="covered")
        probe = plant_of(spec, ctx.feed)
        spec = spec.model_copy(update={"type": probe.digester.kind})  # the limits of one type, whatever the size tried
        largest = 120.0 * model.slurry_m3_day(probe.digester, ctx.feed) / model.FILL
        smallest = limits.smallest_volume(probe.digester, ctx.feed)
        roomy = replace(probe, digester=replace(probe.digester, volume_m3=largest))
        counted = not dead(ctx.year, roomy, float(ctx.year.column("temp_air").mean()))
        others = [m for m in package if not isinstance(m, DigesterSpec)]

        @cache
        def run(volume: float) -> dict[str, Definition]:
            tried = [*others, spec.model_copy(update={"volume_m3": max(volume, smallest)})]
            return supplied(ctx, tried, variant.served).net_zero

        with_digester = run if counted else None
    return gap.Levers(
        with_pv=with_pv,
        m2_per_kwp=area_per_kwp(plane, ctx.year.site.latitude),
        with_saving=with_saving,
        saving_max_kwh=total,
        with_digester=with_digester,
        digester_now_m3=digester.volume_m3 if digester else 0.0,
        digester_max_m3=largest,
        digester_min_m3=smallest,
    )
