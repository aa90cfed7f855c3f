"""A year's electricity bill by month, of one package or of many at once.

Bill of a month: energy (kWh of each period at its price, tiers of each meter) + basic charge (demand or capacity) + power factor
adjustment + fixed charges - exported kWh at the export price. Every term is a sum over a calendar month; a demand charge is never spread
over hours.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from retrofit.money.tariffs import power_factor
from retrofit.money.tariffs.structure import DemandCharge, Tariff, Tiers

MONTHS = 12
BLOCK = 256
"""Packages that are priced together: bounds the memory of what is computed on the way."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class MonthlyBills:
    """Bills by month; every array has shape (packages, 12). CNY unless said; ``export_cny`` is what is earned."""

    import_kwh: np.ndarray
    export_kwh: np.ndarray
    peak_kw: np.ndarray
    """Highest import of the month: of quarters of an hour where these were given, else of hourly means, a lower bound."""
    billed_kw: np.ndarray
    """What the basic charge is paid for: kW, or kVA of the transformers."""
    power_factor: np.ndarray
    """Of the month, by the clause's rounding; 1 without a clause."""
    energy_cny: np.ndarray
    """At the price of the first tier."""
    tiers_cny: np.ndarray
    """What higher tiers add."""
    basic_cny: np.ndarray
    adjustment_cny: np.ndarray
    """By the power factor clause."""
    fixed_cny: np.ndarray
    export_cny: np.ndarray

    @property
    def bought_cny(self) -> np.ndarray:
        """All that is paid, by month."""
        return self.energy_cny + self.tiers_cny + self.basic_cny + self.adjustment_cny + self.fixed_cny

    @property
    def total_cny(self) -> np.ndarray:
        """Bill of the year less what exports earn, shape (packages,)."""
        return np.asarray((self.bought_cny - self.export_cny).sum(axis=1))


def _tier_cost(kwh: np.ndarray, upper: np.ndarray, add: np.ndarray) -> np.ndarray:
    """Cost above the first tier's price of amounts ``kwh``: ``sum_j a_j min(max(x - l_j, 0), u_j - l_j)``."""
    lower = np.concatenate([[0.0], upper[:-1]])
    used = np.isfinite(lower)  # months with fewer tiers have open ones above the last
    lower, upper, add = lower[used], upper[used], add[used]
    return np.asarray((np.clip(kwh[..., None] - lower, 0.0, upper - lower) * add).sum(axis=-1))


def tier_costs(kwh: np.ndarray, tiers: Tiers, count: np.ndarray, share: np.ndarray) -> np.ndarray:
    """What higher tiers add to the bills of all meters, CNY, by month: the bill of each meter, then the sum.

    Costs are convex in the kWh of a meter: the bill of the mean meter is a lower bound.

    Parameters
    ----------
    kwh : ndarray (packages, 12)
        Taken through all meters.
    count, share : ndarray (kinds,)
        Number of equal meters, and what part of ``kwh`` each takes.
    """
    out = np.zeros_like(kwh)
    for n, part in zip(count, share, strict=True):
        mine = kwh * part
        if tiers.yearly:
            upto = np.cumsum(mine, axis=1)
            out += n * np.diff(_tier_cost(upto, tiers.upper_kwh[0], tiers.add[0]), axis=1, prepend=0.0)
            continue
        for m in range(MONTHS):
            out[:, m] += n * _tier_cost(mine[:, m], tiers.upper_kwh[m], tiers.add[m])
    return out


def billed_demand(peak_kw: np.ndarray, charge: DemandCharge) -> np.ndarray:
    """What a basic charge is paid for: kVA of capacity, the month's highest demand, or the contract's.

    With a contract ``C`` and tolerance ``k``: ``C`` up to ``k C``, above it ``k C + x (P - k C)`` with the excess factor ``x``.

    >>> rule = DemandCharge(price=np.full(12, 38.0), contract_kw=100.0)
    >>> billed_demand(np.array([80.0, 104.0, 115.0]), rule).tolist()
    [100.0, 100.0, 125.0]
    """
    if charge.capacity_kva is not None:
        return np.full_like(peak_kw, charge.capacity_kva)
    if charge.contract_kw is None:
        return peak_kw
    limit = charge.tolerance * charge.contract_kw
    return np.where(peak_kw <= limit, charge.contract_kw, limit + charge.excess * (peak_kw - limit))


def _by_month(prices: Tariff, kw: np.ndarray, weight: np.ndarray | None = None) -> np.ndarray:
    """Monthly sums of powers (packages, hours or quarters), kWh, or times an hourly weight."""
    steps = kw.shape[1] // len(prices.index)
    out = np.zeros((len(kw), MONTHS))
    each = None if weight is None or steps == 1 else np.repeat(weight, steps)
    for m, span in prices.spans:
        part = kw[:, steps * span.start : steps * span.stop]
        w = weight if each is None else each
        out[:, m] += part.sum(axis=1) if w is None else part @ w[steps * span.start : steps * span.stop]
    return out / steps


def _peaks(prices: Tariff, kw: np.ndarray) -> np.ndarray:
    steps = kw.shape[1] // len(prices.index)
    out = np.zeros((len(kw), MONTHS))
    for m, span in prices.spans:
        highest = kw[:, steps * span.start : steps * span.stop].max(axis=1)
        out[:, m] = np.maximum(out[:, m], highest)
    return out


def _power(kw: np.ndarray, prices: Tariff) -> np.ndarray:
    kw = np.atleast_2d(np.asarray(kw, dtype=np.float64))
    if kw.shape[1] not in (len(prices.index), 4 * len(prices.index)):
        raise ValueError(f"{kw.shape[1]} steps for {len(prices.index)} hours")
    return kw


def monthly_bills(
    prices: Tariff,
    import_kw: np.ndarray,
    export_kw: np.ndarray,
    *,
    kvarh: np.ndarray | None = None,
    year: float = 1.0,
) -> MonthlyBills:
    """Bills by month of ``n`` packages.

    Parameters
    ----------
    prices : Tariff
        Of a year of hours.
    import_kw, export_kw : ndarray (n, hours) or (n, 4 hours)
        Means of each hour or each quarter of an hour; a single package may have shape (hours,). Peaks are those of the steps given.
    kvarh : ndarray (n, 12), optional
        Reactive energy of each month, for the power factor clause (``reactive_kvarh``); without it no adjustment is made.
    year : float
        Year of operation, from 1: decides the export price.
    """
    bought, sold = _power(import_kw, prices), _power(export_kw, prices)
    kwh, exported = _by_month(prices, bought), _by_month(prices, sold)
    energy = _by_month(prices, bought, prices.import_price)
    peak, none = _peaks(prices, bought), np.zeros_like(kwh)
    billed = basic = adjusted = tiers = none
    factor = np.ones_like(kwh)
    if prices.tiers is not None:
        tiers = tier_costs(kwh, prices.tiers, prices.meters.count, prices.meters.share)
    if prices.demand is not None:
        billed = billed_demand(peak, prices.demand)
        basic = billed * prices.demand.price
    if prices.power_factor is not None and kvarh is not None:
        factor = power_factor.monthly(kwh, np.broadcast_to(kvarh, kwh.shape))
        base = energy + tiers + basic - prices.funds * kwh
        adjusted = base * power_factor.adjustment(factor, prices.power_factor.standard)
    return MonthlyBills(
        import_kwh=kwh, export_kwh=exported, peak_kw=peak, billed_kw=billed, power_factor=factor,
        energy_cny=energy, tiers_cny=tiers, basic_cny=basic, adjustment_cny=adjusted,
        fixed_cny=np.full_like(kwh, prices.fixed_cny_month * prices.meters.total),
        export_cny=exported * prices.export.of_year(year),
    )  # fmt: skip


def bills(
    prices: Tariff,
    import_kw: np.ndarray,
    export_kw: np.ndarray,
    *,
    kvarh: np.ndarray | None = None,
    year: float = 1.0,
    block: int = BLOCK,
) -> np.ndarray:
    """Electricity bills of a year of ``n`` packages, less what exports earn, CNY: ``(n, hours), (n, hours) -> (n,)`` in float64.

    Memory beside the arguments is that of ``block`` packages (and of a float64 copy of a block that is not float64).

    Parameters
    ----------
    prices, kvarh, year
        As in ``monthly_bills``.
    import_kw, export_kw : ndarray (n, hours) or (n, 4 hours)
        Means of each hour or quarter of an hour, kW.
    block : int
        Packages priced together.
    """
    reactive = None if kvarh is None else np.broadcast_to(kvarh, (len(import_kw), MONTHS))
    out = np.empty(len(import_kw))
    for a in range(0, len(import_kw), block):
        part = slice(a, a + block)
        out[part] = monthly_bills(
            prices, import_kw[part], export_kw[part], kvarh=None if reactive is None else reactive[part], year=year
        ).total_cny
    return out


def reactive_kvarh(prices: Tariff, load_kw: np.ndarray) -> np.ndarray | None:
    """Reactive energy of each month of loads (hours,) or (n, hours), shape (n, 12); None where the tariff has no power factor clause."""
    if prices.power_factor is None:
        return None
    return _by_month(prices, power_factor.reactive_kvar(_power(load_kw, prices), prices.power_factor))


def joined(parts: list[MonthlyBills]) -> MonthlyBills:
    """Bills of several calls one below the other."""
    return MonthlyBills(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(MonthlyBills)})
