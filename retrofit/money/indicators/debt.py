"""Debt at current prices: schedules of loans, bonds and leases, their all-in cost, and how well it is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, log1p
from typing import Literal

import numpy as np

from retrofit.money.indicators.discounting import annuity_factor, present_value
from retrofit.money.indicators.rate_of_return import irr_all

Repayment = Literal["equal_payment", "equal_principal", "bullet"]


@dataclass(frozen=True, eq=False, slots=True)
class Schedule:
    """Interest, principal and the balance at the end of every period."""

    interest: np.ndarray
    principal: np.ndarray
    balance: np.ndarray

    @property
    def payment(self) -> np.ndarray:
        paid: np.ndarray = self.interest + self.principal
        return paid

    def by_year(self, periods_a_year: int) -> Schedule:
        """Sums of the years; the balance is that of the year's end."""
        fold = lambda x: np.add.reduceat(x, np.arange(0, len(x), periods_a_year))  # noqa: E731
        ends = np.minimum(
            np.arange(periods_a_year, len(self.balance) + periods_a_year, periods_a_year), len(self.balance)
        )
        return Schedule(fold(self.interest), fold(self.principal), self.balance[ends - 1])


def level_payment(principal: float, rate_period: float, periods: int) -> float:
    """Equal payment at the end of every period, ``P i / (1 - (1+i)^-n)``.

    >>> round(level_payment(200000, 0.00625, 180), 5)
    1854.02472
    """
    return principal / annuity_factor(rate_period, periods)


def schedule(
    principal: float, rate_period: float, periods: int, repayment: Repayment = "equal_payment", grace: int = 0
) -> Schedule:
    """A debt from its drawing to its last period.

    Parameters
    ----------
    rate_period : float
        Interest of a period: the nominal rate of a year over the periods of a year.
    repayment : str
        ``equal_payment`` (annuity), ``equal_principal`` (each period P/n and the interest of the opening balance: total interest
        ``P i (n + 1)/2``), ``bullet`` (all at the end).
    grace : int
        Periods at the beginning in which only interest is paid; they are a part of ``periods``.
    """
    interest, back = np.zeros(periods), np.zeros(periods)
    n = periods - grace
    balance = principal
    balances = np.zeros(periods)
    level = level_payment(principal, rate_period, n) if n > 0 else 0.0
    for k in range(periods):
        interest[k] = balance * rate_period
        if repayment == "bullet":
            back[k] = principal if k == periods - 1 else 0.0
        elif k >= grace:
            back[k] = principal / n if repayment == "equal_principal" else level - interest[k]
        balance -= back[k]
        balances[k] = balance
    return Schedule(interest, back, balances)


def effective_rate(period_flows: Sequence[float], periods_a_year: int) -> float | None:
    """Effective yearly cost of money that is received first and paid back: the internal rate of its flows, compounded over a year.

    A deposit that comes back with the last payment can make a second, negative root: the one that is not negative is the cost. None where
    there is not exactly one.
    """
    found = [r for r in irr_all(period_flows) if r > -1e-9]
    return (1.0 + found[0]) ** periods_a_year - 1.0 if len(found) == 1 else None


def sinking_fund_payment(face: float, rate: float, years: int) -> float:
    """Yearly deposit at the end of each year that grows to ``face``: ``F r / ((1+r)^n - 1)``.

    >>> round(sinking_fund_payment(10e6, 0.018, 5), 3)
    1929284.297
    """
    return face / years if rate == 0.0 else face * rate / expm1(years * log1p(rate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How cash before debt service covers it."""

    ratios: tuple[float | None, ...]
    """DSCR of every year from the first; None in years without service."""
    least: float | None
    least_year: int | None
    mean: float | None


def cover(available: Sequence[float], service: Sequence[float]) -> Cover:
    """Debt service cover ratio of every year, its least and the year of it: available cash (before debt, after tax) over principal and
    interest.

    >>> cover([150.0, 140.0, 130.0], [100.0, 100.0, 0.0]).least_year
    2
    """
    ratios = tuple(a / s if s > 1e-9 else None for a, s in zip(available, service, strict=True))
    known = {k + 1: r for k, r in enumerate(ratios) if r is not None}
    if not known:
        return Cover(ratios=ratios, least=None, least_year=None, mean=None)
    year = min(known, key=lambda y: known[y])
    return Cover(ratios=ratios, least=known[year], least_year=year, mean=sum(known.values()) / len(known))


def loan_life_cover(available: Sequence[float], rate: float, debt: float) -> float:
    """Loan life cover ratio: present value of the available cash over the loan's life, at the loan's rate, over the opening debt."""
    return present_value([0.0, *available], rate) / debt
