"""Conservation over a digester's year: mass, volatile solids, COD and nitrogen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrofit.biogas.tank import kernel as hourly
from retrofit.biogas.tank.model import COD_PER_NM3, PASSES, Closure

if TYPE_CHECKING:
    from retrofit.biogas.feed.feedstocks import Feed
    from retrofit.biogas.tank.model import Digester, Fed, TankPass


def _flush_pair(inflow: np.ndarray, removed: np.ndarray, dilution: np.ndarray, start: float) -> tuple[float, float]:
    """Outflow and change of content of a conservative substance in its periodic state."""
    for _ in range(PASSES):
        before = start
        out, start = hourly.flush(inflow, removed, dilution, start)
    return float(out), float(start - before)


def closures(digester: Digester, feed: Feed, daily: Fed, run: TankPass) -> dict[str, Closure]:
    """Mass, volatile solids, COD and nitrogen over the kept year."""
    h, hours = run.hours, len(run.hours)
    days, none = hours // 24, np.zeros(hours)
    use = feed.methane_potential_nm3_day > 0.0
    vs_per_nm3 = COD_PER_NM3 / feed.cod_per_vs
    degradable = feed.methane_potential_nm3_day * vs_per_nm3  # kg VS/d
    slow = daily.dilution_1_h * daily.solids_ratio

    def inert(amount: np.ndarray, dilution: np.ndarray) -> tuple[float, float]:
        """Captured part through the tank, the rest straight out."""
        by_day = feed.by_day(amount, days).sum(axis=1) / 24.0
        steady = float(by_day.mean() / max(dilution.mean(), 1e-12)) * daily.captured
        out, change = _flush_pair(by_day * daily.captured, none, dilution, steady)
        return out + float(by_day.sum()) * 24.0 * (1.0 - daily.captured), change

    def part(per_nm3: np.ndarray) -> Closure:
        """Degradable substance that goes with the methane potential."""
        p = per_nm3[use]
        bypass = feed.by_day(feed.methane_potential_nm3_day, days)[:, use].sum(axis=0) * (1.0 - daily.captured)
        whole = feed.by_day(feed.methane_potential_nm3_day, days)[:, use].sum(axis=0)
        return Closure(
            float(whole @ p),
            float(run.made @ p),
            float((run.flushed + bypass) @ p),
            float((run.end - run.start).sum(axis=0) @ p),
        )

    def total(amount: np.ndarray) -> float:
        return float(feed.by_day(amount, days).sum())

    out = {}
    rest = feed.vs_kg_day - degradable
    vs, (inert_out, inert_change) = part(vs_per_nm3), inert(rest, slow)
    out["vs"] = Closure(total(feed.vs_kg_day), vs.gas, vs.out + inert_out, vs.change + inert_change)
    cod, (cod_out, cod_change) = part(np.full(len(use), COD_PER_NM3)), inert(rest * feed.cod_per_vs, slow)
    out["cod"] = Closure(total(feed.vs_kg_day * feed.cod_per_vs), cod.gas, cod.out + cod_out, cod.change + cod_change)
    organic = feed.nitrogen_kg_day * (1.0 - feed.tan_share)
    per_vs = np.divide(organic, feed.vs_kg_day, out=np.zeros(len(use)), where=feed.vs_kg_day > 0.0)
    bound, (still_out, still_change) = part(per_vs * vs_per_nm3), inert(rest * per_vs, slow)
    tan_in = feed.by_day(feed.nitrogen_kg_day * feed.tan_share, days).sum(axis=1) / 24.0
    mineral = h[:, hourly.MINERAL]
    start = float((tan_in.mean() + mineral.mean()) / max(daily.dilution_1_h.mean(), 1e-12))
    tan_out, tan_change = _flush_pair(tan_in, -mineral, daily.dilution_1_h, start)
    out["nitrogen"] = Closure(
        total(feed.nitrogen_kg_day), 0.0, bound.out + still_out + tan_out, bound.change + still_change + tan_change
    )
    out["ammonium"] = Closure(float(tan_in.sum()) * 24.0 + float(mineral.sum()), 0.0, tan_out, tan_change)
    gas = h[:, hourly.GAS_KG]
    mass_out, mass_change = _flush_pair(daily.mass_kg / 24.0, gas, daily.dilution_1_h, 1000.0 * digester.liquid_m3)
    out["mass"] = Closure(float(daily.mass_kg.sum()), float(gas.sum()), mass_out, mass_change)
    return out
