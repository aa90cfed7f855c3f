"""A project's roofs in our yield chain and in NREL's SAM: with the same options, and with our own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from retrofit.measures.pv import Pv
from retrofit.packages.context import Context
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.chain.year import simulate
from retrofit.solar.products import equipment
from retrofit.verify import sam
from weather.year import WeatherYear


@dataclass(frozen=True, slots=True)
class RoofRow:
    """One roof's year, kWh. ``*_matched_pct``: our chain with SAM's options against SAM, year; ``*_nrmse_pct``: its hours.

    ``pvwatts_kwh`` and ``pvsamv1_kwh`` are SAM's own; ``ours_kwh`` is our result with the project's options, free of shading by
    horizon, rows and boxes and without the light on the back, which these runs of SAM do not see; ``designed_kwh`` is with them, as
    ``solar`` and ``run`` have it. Pvsamv1 runs whole strings, scaled to the same capacity.
    """

    roof: str
    capacity_kwp: float
    designed_kwh: float
    ours_kwh: float
    pvwatts_kwh: float
    pvwatts_matched_pct: float
    pvwatts_nrmse_pct: float
    pvsamv1_kwh: float
    pvsamv1_matched_pct: float
    pvsamv1_nrmse_pct: float

    @property
    def ours_pct(self) -> float:
        """Our options against PVWatts v8."""
        return 100.0 * (self.ours_kwh / self.pvwatts_kwh - 1.0)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"ours_pct": self.ours_pct}


def _ours(year: WeatherYear, array: PVArray) -> np.ndarray:
    """Our hours without a leap day."""
    keep = ~((year.index.month == 2) & (year.index.day == 29))
    return np.asarray(simulate(year, [array]).ac_kw[keep], dtype=float)


def detailed_design(array: PVArray, measure: Pv, losses: float) -> sam.DetailedDesign:
    """Strings of the roof for Pvsamv1: the project's string length, else 85 % of the inverter's voltage by open circuits; the inverter
    has the efficiencies and the window of our default one, at the roof's size."""
    module = array.settings.module or equipment.default_module()
    if module.cec is None:
        module = equipment.default_module()
    own = equipment.default_inverter()
    series = measure.string_length or max(1, math.floor(0.85 * own.vdc_max / module.v_oc))
    strings = max(1, round(array.capacity_kwp * 1000.0 / module.pdc_stc_w / series))
    limit = module.pdc_stc_w * series * strings / array.settings.dc_ac_ratio
    assert own.sandia is not None
    scale = limit / own.sandia["Paco"]
    scaled = {k: v * scale if k in ("Paco", "Pdco", "Pso", "Pnt") else v for k, v in own.sandia.items()}
    inverter = replace(own, pac_max_w=limit, pdc_max_w=scaled["Pdco"], idc_max_a=None, sandia=scaled)
    return sam.DetailedDesign(module, inverter, series, strings, losses=losses)


def verify_roofs(context: Context, package: Sequence[Any]) -> tuple[RoofRow, ...]:
    """Run the roofs of a package (of a package without PV: every roof, full) in both engines.

    Raises
    ------
    InputError
        ``pysam-missing``.
    """
    sam.require()
    measures = [m for m in package if isinstance(m, Pv)] or [
        Pv(measure="pv", roof=k + 1) for k in range(len(context.planes))
    ]
    rows = []
    arrays = context.supply_inputs.arrays_of(measures)
    designed = simulate(context.year, arrays).arrays
    for m, array, whole in zip(measures, arrays, designed, strict=True):
        bare = replace(
            array, inverter_group="", settings=replace(array.settings, horizon=None, rows=None, obstacles=(), bifacial=None)
        )  # fmt: skip
        losses = 1.0 - math.prod(1.0 - v for v in array.settings.losses.values())
        s = array.settings
        albedo = s.albedo if isinstance(s.albedo, float | int) else sum(s.albedo) / 12.0
        own = s.inverter
        efficiency = s.inverter_efficiency if own is None else min(own.pac_max_w / own.pdc_max_w, 0.995)
        plain = sam.PVWattsDesign(array.capacity_kwp, losses, s.dc_ac_ratio, efficiency, albedo)
        theirs = sam.pvwatts_v8(context.year, array.plane, plain)
        same = sam.difference(_ours(context.year, sam.matched_pvwatts(array.plane, plain)), theirs)
        fine = replace(detailed_design(array, m, losses), albedo=albedo)
        detailed = sam.pvsamv1(context.year, array.plane, fine)
        same_detailed = sam.difference(_ours(context.year, sam.matched_pvsamv1(array.plane, fine)), detailed)
        rows.append(
            RoofRow(
                roof=array.plane.name, capacity_kwp=array.capacity_kwp, designed_kwh=float(whole.ac_kw.sum()), ours_kwh=float(_ours(context.year, bare).sum()), pvwatts_kwh=same.sam_kwh, pvwatts_matched_pct=same.annual_pct,
                pvwatts_nrmse_pct=same.nrmse_pct, pvsamv1_kwh=same_detailed.sam_kwh * array.capacity_kwp / fine.capacity_kwp, pvsamv1_matched_pct=same_detailed.annual_pct,
                pvsamv1_nrmse_pct=same_detailed.nrmse_pct,
            )
        )  # fmt: skip
    return tuple(rows)
