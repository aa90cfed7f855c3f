"""Tariffs, unit costs and cash flows. CNY; kWh of lower heating value for fuels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from retrofit.money.results import CostItem, Economics


def annuity_factor(rate: float, years: int) -> float:
    """Present value of one CNY at the end of each year.

    >>> round(annuity_factor(0.04, 25), 4)
    15.6221

    References
    ----------
    EN 15459-1:2017, present value factor.
    """
    return float(years) if rate == 0.0 else (1.0 - (1.0 + rate) ** -years) / rate


def mean_life_years(items: Sequence[CostItem]) -> float:
    """Mean life of several investments, years: all that is invested over what straight-line depreciation writes off in a year,
    ``sum(C) / sum(C / n)``; infinite without investments.
    """
    written_off = sum(i.capex_cny / i.life_years for i in items)
    return sum(i.capex_cny for i in items) / written_off if written_off > 0.0 else math.inf


def present_cost(items: Sequence[CostItem], rate: float, years: int) -> float:
    """Investment and its replacements at the end of each life, less the unused life's share at the end, plus operation, CNY.

    References
    ----------
    EN 15459-1:2017, global cost: investment, replacement, running costs and final value.
    """
    total = 0.0
    for item in items:
        n = 0
        while n * item.life_years < years:
            total += item.capex_cny / (1.0 + rate) ** (n * item.life_years)
            n += 1
        rest = (n * item.life_years - years) / item.life_years
        total -= item.capex_cny * rest / (1.0 + rate) ** years
        total += item.opex_cny_year * annuity_factor(rate, years)
    return total


def ageing_bills(first_cny: float, aged_cny: float, output: np.ndarray) -> np.ndarray:
    """The energy bill of every year, CNY, while PV fades.

    Parameters
    ----------
    first_cny, aged_cny : float
        Bill with the full output, and with the lowest of ``output``. A bill is nearly linear in a PV output that loses a few percent.
    output : ndarray (years,)
        PV output of each year over the first year's.
    """
    lowest = float(output.min())
    if lowest >= 1.0:
        return np.full(len(output), first_cny)
    return first_cny + (aged_cny - first_cny) * (1.0 - output) / (1.0 - lowest)


def evaluate(
    bills_cny: np.ndarray, baseline_bills_cny: np.ndarray, items: Sequence[CostItem], rate: float
) -> Economics:
    """Cost of a package against the baseline, at constant prices.

    Parameters
    ----------
    bills_cny, baseline_bills_cny : ndarray (years,)
        Energy bill of every year of the package and of the baseline (modules fade: ``ageing_bills``). Bill, saving and payback are
        those of the first year.

    References
    ----------
    EN 15459-1:2017, global cost at constant prices.
    """
    years = len(bills_cny)
    capex = sum(i.capex_cny for i in items)
    opex = sum(i.opex_cny_year for i in items)
    savings = baseline_bills_cny - bills_cny
    saving = float(savings[0]) - opex
    worth = float((savings * (1.0 + rate) ** -np.arange(1.0, years + 1.0)).sum())
    payback = capex / saving if saving > 0.0 and capex > 0.0 else (None if capex > 0.0 else 0.0)
    return Economics(
        capex,
        float(bills_cny[0]),
        opex,
        saving,
        payback if payback is None or math.isfinite(payback) else None,
        worth - present_cost(items, rate, years),
        rate,
        years,
        tuple(items),
        tuple(float(s) - opex for s in savings),
    )
