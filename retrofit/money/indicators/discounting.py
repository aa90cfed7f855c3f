"""Discounting: real and nominal, the timing of flows, present values and annuities."""

from __future__ import annotations

from collections.abc import Sequence
from math import expm1, log1p
from typing import Literal

import numpy as np

Timing = Literal["end_of_year", "mid_year", "start_of_year", "continuous"]
"""When the money of a year flows; everything outside ``annuity_factor`` is at the end of the year."""


def nominal_rate(real: float, inflation: float) -> float:
    """Rate at current prices of a rate at constant prices, ``n = (1 + r)(1 + i) - 1``.

    >>> round(nominal_rate(0.04, 0.02), 6)
    0.0608

    References
    ----------
    Fisher, The theory of interest (1930); NIST Handbook 135, section 3.2. The sum ``r + i`` lacks the cross term.
    """
    return (1.0 + real) * (1.0 + inflation) - 1.0


def real_rate(nominal: float, inflation: float) -> float:
    """Rate at constant prices of a rate at current prices, ``r = (1 + n)/(1 + i) - 1``.

    >>> round(real_rate(0.0608, 0.02), 9)
    0.04
    """
    return (1.0 + nominal) / (1.0 + inflation) - 1.0


def deflated(flows: Sequence[float], inflation: float, first_year: int = 0) -> np.ndarray:
    """Flows at current prices (of consecutive years from ``first_year``) at the prices of year 0, ``C_t (1 + i)^-t``.

    >>> deflated([100.0, 102.0], 0.02).round(9).tolist()
    [100.0, 100.0]
    """
    values = np.asarray(flows, dtype=float)
    return values * (1.0 + inflation) ** -(first_year + np.arange(len(values), dtype=float))


def inflated(flows: Sequence[float], inflation: float, first_year: int = 0) -> np.ndarray:
    """Flows at the prices of year 0 at current prices, ``C_t (1 + i)^t``."""
    values = np.asarray(flows, dtype=float)
    return values * (1.0 + inflation) ** (first_year + np.arange(len(values), dtype=float))


def present_value(flows: Sequence[float], rate: float) -> float:
    """Net present value ``sum(C_t (1 + r)^-t)`` of yearly flows; the first is of year 0 and not discounted, the others are at the end of
    their years. (A spreadsheet's NPV() discounts its first argument too.)

    >>> round(present_value([-15000, 1500, 2500, 3500, 4500, 6000], 0.05), 6)
    122.894855
    """
    values = np.asarray(flows, dtype=float)
    return float(values @ (1.0 + rate) ** -np.arange(len(values), dtype=float))


def annuity_factor(rate: float, years: float, timing: Timing = "end_of_year") -> float:
    """Present value of one CNY in each of ``years`` years.

    >>> [round(1000 * annuity_factor(0.04, 20, t), 2) for t in ("end_of_year", "mid_year", "start_of_year", "continuous")]
    [13590.33, 13859.47, 14133.94, 13860.36]

    Notes
    -----
    End of year ``(1 - (1+r)^-n)/r``; mid-year times ``(1+r)^0.5``, start of year times ``(1+r)``, continuous times ``r/ln(1+r)``.

    References
    ----------
    EN 15459-1:2017, present value factor; NIST Handbook 135, timing of cash flows.
    """
    if rate == 0.0:
        return float(years)
    end = -expm1(-years * log1p(rate)) / rate
    return (
        end
        * {
            "end_of_year": 1.0,
            "mid_year": (1.0 + rate) ** 0.5,
            "start_of_year": 1.0 + rate,
            "continuous": rate / log1p(rate),
        }[timing]
    )


def capital_recovery_factor(rate: float, years: float) -> float:
    """Equal yearly payment that one CNY today is worth, ``r / (1 - (1+r)^-n)``.

    >>> round(capital_recovery_factor(0.04, 25), 6)
    0.064012
    """
    return 1.0 / annuity_factor(rate, years)


def present_worth_factor(rate: float, year: float) -> float:
    """Present value of one CNY at the end of a year, ``(1 + r)^-t``."""
    return float((1.0 + rate) ** -year)
