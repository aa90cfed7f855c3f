"""The lines of a year's bill as a utility prints them: everything that is needed to compute it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foundation.carriers import PRICED
from retrofit.energy.results import Balance
from retrofit.money.tariffs.bill import MonthlyBills
from retrofit.money.tariffs.energy_bill import statement
from retrofit.money.tariffs.structure import Tariff


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """``quantity`` times ``price`` is ``cny``; negative where money comes in.

    ``item``: ``energy`` (a period), ``tier`` (what a higher tier adds), ``basic`` (demand or capacity), ``power_factor`` (share on its base),
    ``fixed``, ``fuel`` (a carrier), ``export``.
    """

    month: int
    item: str
    name: str
    quantity: float
    unit: str
    price: float
    cny: float


def _line(month: int, item: str, name: str, quantity: float, unit: str, price: float) -> BillLine:
    return BillLine(month=month, item=item, name=name, quantity=quantity, unit=unit, price=price, cny=quantity * price)


def _sums(prices: Tariff, kw: np.ndarray) -> np.ndarray:
    """Monthly sums of an hourly series, or of its columns."""
    out = np.zeros((12, *kw.shape[1:]))
    for m, span in prices.spans:
        out[m] += kw[span].sum(axis=0)
    return out


def _energy(prices: Tariff, import_kw: np.ndarray) -> Iterator[BillLine]:
    by_period = _sums(prices, prices.schedule.shares(prices.index) * import_kw[:, None])
    for m in range(12):
        for p, name in enumerate(prices.schedule.names):
            if by_period[m, p] > 0.0:
                yield _line(m + 1, "energy", name, float(by_period[m, p]), "kWh", float(prices.schedule.price[m, p]))


def _tiers(prices: Tariff, kwh: np.ndarray) -> Iterator[BillLine]:
    """kWh of all meters in each higher tier."""
    tiers = prices.tiers
    if tiers is None:
        return
    for j in range(1, tiers.upper_kwh.shape[1]):
        used = np.zeros(12)
        for n, share in zip(prices.meters.count, prices.meters.share, strict=True):
            mine = np.cumsum(kwh * share) if tiers.yearly else kwh * share
            rows = np.zeros(12, dtype=int) if tiers.yearly else np.arange(12)
            lower, upper = tiers.upper_kwh[rows, j - 1], tiers.upper_kwh[rows, j]
            inside = np.where(np.isfinite(lower), np.clip(mine, lower, upper) - np.where(np.isfinite(lower), lower, 0.0), 0.0)  # fmt: skip
            used += n * (np.diff(inside, prepend=0.0) if tiers.yearly else inside)
        for m in range(12):
            if used[m] > 0.0:
                add = float(tiers.add[0 if tiers.yearly else m, j])
                yield _line(m + 1, "tier", str(j + 1), float(used[m]), "kWh", add)


def _charges(prices: Tariff, months: MonthlyBills) -> Iterator[BillLine]:
    """Basic charge, power factor, fixed charges."""
    demand, clause = prices.demand, prices.power_factor
    for m in range(12):
        if demand is not None:
            by_kw = demand.capacity_kva is None
            name, unit = ("demand", "kW") if by_kw else ("capacity", "kVA")
            yield _line(m + 1, "basic", name, float(months.billed_kw[0, m]), unit, float(demand.price[m]))
        if clause is not None:
            base = months.energy_cny[0, m] + months.tiers_cny[0, m] + months.basic_cny[0, m] - prices.funds * months.import_kwh[0, m]  # fmt: skip
            share = float(months.adjustment_cny[0, m] / base) if base else 0.0
            yield _line(m + 1, "power_factor", f"{months.power_factor[0, m]:.2f}", float(base), "CNY", round(share, 6))
        if prices.fixed_cny_month:
            yield _line(m + 1, "fixed", "meters", prices.meters.total, "meters", prices.fixed_cny_month)


def bill_lines(balance: Balance, prices: Tariff) -> tuple[BillLine, ...]:
    """Every line of the first year's bill by month: electricity, fuels, and what exports earn."""
    h = balance.columns
    months = statement(balance, prices)
    lines = [*_energy(prices, h["electricity_import_kw"]), *_tiers(prices, months.import_kwh[0]), *_charges(prices, months)]  # fmt: skip
    for carrier in PRICED:
        sums = _sums(prices, h[f"{carrier}_import_kw"])
        lines += [_line(m + 1, "fuel", carrier, float(x), "kWh", prices.fuel_price[carrier]) for m, x in enumerate(sums) if x > 0.0]  # fmt: skip
    sold = months.export_kwh[0]
    lines += [_line(m + 1, "export", "electricity", float(x), "kWh", -prices.export_price) for m, x in enumerate(sold) if x > 0.0]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.month))
