"""Value added tax and income tax of a party, as yearly series at current prices; rates in ``tax_rates.csv``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from foundation.tables import read_table


@cache
def tax_rate(key: str) -> float:
    """A row of ``tax_rates.csv``.

    >>> tax_rate("vat_electricity"), tax_rate("income_tax")
    (0.13, 0.25)
    """
    return float(next(r["value"] for r in read_table("retrofit", "tax_rates.csv") if r["key"] == key))


def tax_source(key: str) -> tuple[str, str]:
    """Source and status of a row."""
    row = next(r for r in read_table("retrofit", "tax_rates.csv") if r["key"] == key)
    return row["source"], row["status"]


def vat_within(gross: float, rate: float) -> float:
    """Tax inside a price with tax, ``P r/(1 + r)``.

    >>> round(vat_within(226000, 0.13), 6)
    26000.0
    """
    return gross * rate / (1.0 + rate)


def value_of_self_use(price: float, vat: float, *, general_payer: bool, income_tax: float = 0.0) -> float:
    """What one kWh that need not be bought is worth: the price with tax to who cannot deduct, the price without it, less income tax on
    the profit, to a general payer.

    >>> [round(value_of_self_use(0.85, 0.13, general_payer=g, income_tax=t), 6) for g, t in ((False, 0), (True, 0), (True, 0.25))]
    [0.85, 0.752212, 0.564159]
    """
    worth = price - vat_within(price, vat) if general_payer else price
    return worth * (1.0 - income_tax)


def vat_paid(output: Sequence[float], deductible: Sequence[float]) -> np.ndarray:
    """VAT paid in each year: output tax less input tax, where what is left of the input tax waits for later years.

    The credit is used over the years or refunded at once, never both: it is no receipt at the start.

    >>> vat_paid([0] + 6 * [26000.0], [130000.0] + 6 * [0]).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 26000.0]
    """
    credit = 0.0
    out = np.zeros(len(output))
    for t, (due, had) in enumerate(zip(output, deductible, strict=True)):
        net = due - had - credit
        out[t], credit = max(0.0, net), max(0.0, -net)
    return out


def straight_line(base: float, life_years: int, years: int, salvage_share: float, start: int = 1) -> np.ndarray:
    """Depreciation of every year 1 to n, ``base (1 - salvage)/life`` from the year ``start`` on.

    >>> straight_line(1000.0, 4, 5, 0.05).tolist()
    [237.5, 237.5, 237.5, 237.5, 0.0]
    """
    year = np.arange(1, years + 1)
    inside = (year >= start) & (year < start + life_years)
    return np.where(inside, base * (1.0 - salvage_share) / life_years, 0.0)


def income_tax(
    profit: Sequence[float],
    rate: float,
    *,
    free_years: int = 0,
    half_years: int = 0,
    carry_years: int = 5,
    set_off_elsewhere: bool = False,
) -> np.ndarray:
    """Income tax of every year 1 to n on the taxable profits of these years.

    Parameters
    ----------
    free_years, half_years : int
        Years without tax and after them with half of it, from the first year.
    carry_years : int
        A loss is set off against the profits of so many later years, the oldest first; what is left then is lost.
    set_off_elsewhere : bool
        The party has other profits: a loss lowers their tax in its own year (a negative tax), and nothing is carried.

    >>> income_tax([-100.0, 60.0, 60.0], 0.25).tolist(), income_tax([100.0] * 7, 0.25, free_years=3, half_years=3).tolist()
    ([0.0, 0.0, 5.0], [0.0, 0.0, 0.0, 12.5, 12.5, 12.5, 25.0])
    """
    losses: list[tuple[int, float]] = []
    out = np.zeros(len(profit))
    for t, earned in enumerate(profit):
        taxable = float(earned)
        if not set_off_elsewhere:
            losses = [(year, left) for year, left in losses if t - year <= carry_years]
            if taxable < 0.0:
                losses.append((t, -taxable))
                taxable = 0.0
            kept = []
            for year, left in losses:
                used = min(left, taxable)
                taxable -= used
                kept.append((year, left - used))
            losses = [(year, left) for year, left in kept if left > 0.0]
        share = 0.0 if t < free_years else 0.5 if t < free_years + half_years else 1.0
        out[t] = rate * taxable * share
    return out
