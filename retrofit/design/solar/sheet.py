"""What the design sheet says beyond the design: use on site, yield with uncertainty, 25 years, what is best for what."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foundation.provenance import Assumption
from retrofit.design.solar.dc_ac import Clipping, dc_ac_sweep
from retrofit.design.solar.design import design
from retrofit.design.solar.model import SolarDesign
from retrofit.design.solar.optimum import Optimum, optima
from retrofit.energy.balance import balance
from retrofit.energy.results import Balance
from retrofit.money.tariffs.bill import bills, reactive_kvarh
from retrofit.packages.context import Context, caches_of
from retrofit.packages.package import PackageYear, simulate
from retrofit.project.objects.pv_design import array_of
from retrofit.solar.chain import uncertainty
from retrofit.solar.chain import year as solar

LIFE_YEARS = 25


@dataclass(frozen=True, eq=False, slots=True)
class SolarSheet:
    """A design with its consequences."""

    design: SolarDesign
    balance: Balance
    """The package's buildings on this array."""
    life_kwh: np.ndarray
    """AC energy of each year, shape (LIFE_YEARS,)."""
    optima: tuple[Optimum, ...]
    sweeps: tuple[tuple[str, tuple[Clipping, ...]], ...]
    """By set of inverters: what other DC/AC ratios would clip."""
    quantiles: dict[str, float]
    """Share of the first year's energy by name: P50 = 1, P75, P90, P99."""
    budget: tuple[tuple[str, float, str], ...]
    """Parts of the uncertainty: name, standard deviation (share), source."""

    @property
    def exported_kw(self) -> np.ndarray:
        """PV to the grid, hourly: at most what the site exports (an engine may export beside it)."""
        h = self.balance.hourly
        out: np.ndarray = np.minimum(h["electricity_export_kw"].to_numpy(), h["pv_ac_kw"].to_numpy())
        return out

    @property
    def curtailed_kw(self) -> np.ndarray:
        """PV that an export limit cuts off, hourly."""
        return self.design.solar.ac_kw - self.balance.hourly["pv_ac_kw"].to_numpy()

    @property
    def self_used_kwh(self) -> float:
        """PV used on site, what a battery loses included."""
        return float((self.balance.hourly["pv_ac_kw"].to_numpy() - self.exported_kw).sum())


def on_site(ctx: Context, variant: PackageYear, ac_kw: np.ndarray) -> Balance:
    """The balance of a package's buildings with the designed array in place of the package's own."""
    chp = variant.biogas.chp_electricity_kw if variant.biogas is not None else np.zeros(len(ac_kw))
    return balance(variant.demand, ac_kw, chp, variant.battery, ctx.project.solar.export_limit_kw)


def value_of_kwh(ctx: Context, result: Balance) -> float:
    """What a kWh of the array is worth, CNY: the bill without what is used of it on site less the bill with it, and what is exported."""
    h = result.hourly
    pv, bought = h["pv_ac_kw"].to_numpy(), h["electricity_import_kw"].to_numpy()
    made = float(pv.sum())
    if made <= 0.0:
        return ctx.tariff.export_price
    exported = np.minimum(h["electricity_export_kw"].to_numpy(), pv)
    none = np.zeros((2, len(pv)))
    kvarh = reactive_kvarh(ctx.tariff, h["load_electricity_kw"].to_numpy())
    without, with_it = bills(ctx.tariff, np.stack([bought + pv - exported, bought]), none, kvarh=kvarh)
    return float(without - with_it + exported.sum() * ctx.tariff.export_price) / made


def solar_sheet(ctx: Context, package: str, notes: tuple[Assumption, ...] = ()) -> SolarSheet:
    """The design of a package and what follows from it.

    Parameters
    ----------
    notes : tuple of Assumption
        What the context rests on (``context_of``): station and weather go on the sheet.
    """
    d = design(ctx, package)
    d = replace(d, assumptions=(*(a for a in notes if a.key in ("site.station", "weather")), *d.assumptions))
    result = on_site(ctx, simulate(ctx, caches_of(ctx.project), ctx.project.packages[package]), d.solar.ac_kw)
    sweeps = tuple(
        (g.name, dc_ac_sweep(ctx.year, [array_of(ctx, r, g) for r in g.roofs])) for g in d.groups if g.strings.strings
    )
    life = solar.lifetime_ac_kwh(d.solar.ac_kwh, LIFE_YEARS)
    monthly = np.bincount(np.asarray(ctx.year.index.month), d.solar.ac_kw, 13)[1:]
    parts = uncertainty.year_to_year(
        uncertainty.budget(ctx.year), ctx.year, monthly, ctx.project.solar.year_to_year_share
    )
    shares = uncertainty.quantiles(uncertainty.spread(parts))
    table = tuple((p.key, p.share, p.source) for p in parts)
    return SolarSheet(d, result, life, optima(ctx, d, value_of_kwh(ctx, result)), sweeps, shares, table)
