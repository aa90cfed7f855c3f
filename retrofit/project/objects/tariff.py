"""The project's own tariff made from its keys: periods by quarter of an hour, tiers by month, charges."""

from __future__ import annotations

from datetime import date

import numpy as np

from foundation.carriers import ELECTRICITY
from foundation.cells.numbers import Flaw
from foundation.cells.prices import read_price
from retrofit.money.tariffs.clock import quarters_of
from retrofit.money.tariffs.customer import OwnTariff
from retrofit.money.tariffs.export import terms_of, usual
from retrofit.money.tariffs.fuel_units import price_kwh
from retrofit.money.tariffs.months import months_of
from retrofit.money.tariffs.schedule import MONTHS, QUARTERS, Schedule, flat, floated
from retrofit.money.tariffs.structure import DemandCharge, ExportTerms, Meters, PowerFactor, Tiers
from retrofit.project.objects.meters import meters_behind
from retrofit.project.schema.project import Project
from retrofit.project.schema.tariff import ExportTermsSpec, SeasonSpec, TariffSpec

REST = "rest"
"""Hours of a period: all that the others leave."""
ONE_PERIOD = "flat"


def kwh(price: float | str) -> float:
    """A price of electricity, CNY/kWh."""
    return price_kwh(price, ELECTRICITY)


def amount(price: float | str) -> float:
    """CNY of a price that is by the kW, kVA or meter and month; a year is twelve."""
    if not isinstance(price, str):
        return price
    read = read_price(price)
    assert not isinstance(read, Flaw), price
    return read.cny / 12.0 if read.time == "year" else read.cny


def hours_of(season: SeasonSpec) -> dict[str, np.ndarray]:
    """Quarters of an hour of each period of a season's day; raises ``ValueError`` as ``quarters_of``."""
    out = {name: quarters_of(text) for name, text in season.hours.items() if text.strip().casefold() != REST}
    taken = np.zeros(QUARTERS, dtype=bool)
    for q in out.values():
        taken |= q
    return out | {name: ~taken for name, text in season.hours.items() if text.strip().casefold() == REST}


def period_prices(spec: TariffSpec, season: SeasonSpec | None) -> dict[str, float]:
    """CNY/kWh of every period of a season: its own prices or multipliers, else the tariff's."""
    prices = season.prices if season is not None and season.prices is not None else spec.prices
    if spec.components is None:
        if prices:
            return {k: kwh(v) for k, v in prices.items()}
        return {ONE_PERIOD: kwh(spec.price if spec.price is not None else 0.0)}
    c = spec.components
    ratio = season.multipliers if season is not None and season.multipliers is not None else spec.multipliers
    ratio = ratio or {ONE_PERIOD: 1.0}
    energy = kwh(c.energy)
    rest = sum(kwh(p) for p in (c.network, c.losses, c.system, c.funds))
    each = floated(ratio=np.array(list(ratio.values())), energy=energy, rest=rest, whole=spec.multiplier_on == "whole")
    return dict(zip(ratio, each.tolist(), strict=True))


def _schedule(spec: TariffSpec) -> Schedule:
    if not spec.seasons:
        return flat(next(iter(period_prices(spec, None).values())))
    names = list(dict.fromkeys(n for s in spec.seasons for n in s.hours))
    label, price = np.zeros((MONTHS, QUARTERS), dtype=np.int64), np.zeros((MONTHS, len(names)))
    for season in spec.seasons:
        at = np.array(months_of(season.months)) - 1
        each = period_prices(spec, season)
        for name, quarters in hours_of(season).items():
            label[np.ix_(at, np.flatnonzero(quarters))] = names.index(name)
            price[at, names.index(name)] = each[name]
    return Schedule(names=tuple(names), label=label, price=price)


def _tiers(spec: TariffSpec, schedule: Schedule) -> tuple[Tiers | None, Schedule]:
    """Tiers by month, and the schedule with the first tier's price where tiers carry whole prices."""
    if not spec.tiers:
        return None, schedule
    groups: dict[tuple[int, ...], list[int]] = {}
    for k, t in enumerate(spec.tiers):
        groups.setdefault(months_of(t.months), []).append(k)
    most = max(map(len, groups.values()))
    upper, add, price = np.full((MONTHS, most), np.inf), np.zeros((MONTHS, most)), schedule.price.copy()
    for months, members in groups.items():
        at = np.array(months) - 1
        first = spec.tiers[members[0]].price
        if first is not None:
            price[at] = kwh(first)
        for j, k in enumerate(members):
            t = spec.tiers[k]
            add[at, j] = kwh(t.price) - kwh(first) if t.price is not None and first is not None else kwh(t.add or 0.0)
            if t.up_to_kwh is not None:
                upper[at, j] = t.up_to_kwh
    tiers = Tiers(upper_kwh=upper, add=add, yearly=spec.tier_period == "year")
    return tiers, Schedule(names=schedule.names, label=schedule.label, price=price)


def _export(spec: ExportTermsSpec | None, province: str) -> tuple[ExportTerms | None, date | None]:
    if spec is None:
        return None, None
    connected = spec.connected
    if spec.price is None and spec.share is None and spec.term_years is None and spec.market is None:
        return None, connected
    found = usual(province, connected).terms
    price = found.price if spec.price is None else kwh(spec.price)
    market = None if spec.market is None else kwh(spec.market)
    return terms_of(price, spec.share, spec.term_years, market), connected


def own_tariff(project: Project, province: str) -> OwnTariff | None:
    """The tariff of ``economics.tariff``; None without one."""
    spec = project.economics.tariff
    if spec is None:
        return None
    tiers, schedule = _tiers(spec, _schedule(spec))
    demand, clause = spec.demand, spec.power_factor
    export, connected = _export(spec.export, province)
    return OwnTariff(
        name=spec.name,
        schedule=schedule,
        funds=kwh(spec.components.funds) if spec.components is not None else 0.0,
        tiers=tiers,
        demand=None if demand is None else DemandCharge(
            price=np.full(MONTHS, amount(demand.price)), capacity_kva=demand.capacity_kva,
            contract_kw=demand.contract_kw, tolerance=demand.tolerance, excess=demand.excess,
        ),
        power_factor=None if clause is None else PowerFactor(
            standard=clause.standard, load=clause.load, compensation_kvar=clause.compensation_kvar
        ),
        fixed_cny_month=amount(spec.fixed),
        export=export,
        connected=connected,
    )  # fmt: skip


def meters_of_project(project: Project) -> Meters:
    """Household meters: as many equal ones as the tariff says, else those of the project's homes."""
    spec = project.economics.tariff
    if spec is not None and spec.households is not None:
        n = float(spec.households)
        return Meters(count=np.array([n]), share=np.array([1.0 / n]))
    return meters_behind(project)
