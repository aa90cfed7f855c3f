"""Payback: when what came back has covered what was paid, for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrofit.money.indicators.discounting import present_worth_factor

NOTHING = 1e-9
"""Share of the largest sum below which a sum is zero: rounding."""


@dataclass(frozen=True, slots=True)
class Payback:
    """Years until the cumulative sum is positive for good; None where it never is."""

    years: float | None
    earlier_years: float | None = None
    """When it was positive for the first time, where it fell below zero again (a replacement)."""


def crossings(flows: Sequence[float], rate: float = 0.0) -> tuple[float, ...]:
    """Times at which the cumulative discounted sum passes zero, linear within the year: positive where it rises above, negative where
    it falls below.

    >>> [round(x, 6) for x in crossings([-1000] + 11 * [130] + [-290] + 8 * [130], 0.04)]
    [9.380387, -11.766629, 12.54142]
    """
    values = np.asarray(flows, dtype=float)
    values = values * [present_worth_factor(rate, t) for t in range(len(values))]
    total = np.cumsum(values)
    total[np.abs(total) < NOTHING * max(1e-300, float(np.abs(values).sum()))] = 0.0
    out = []
    above = total[0] >= 0.0
    for t in range(1, len(total)):
        now = total[t] >= 0.0
        if now != above:
            time = t - 1 + total[t - 1] / (total[t - 1] - total[t])
            out.append(time if now else -time)
            above = now
    return tuple(float(x) for x in out)


def payback(flows: Sequence[float], rate: float = 0.0) -> Payback:
    """Discounted payback (``rate`` 0: undiscounted, with escalation and replacements as they are in the flows): the last crossing.

    >>> round(payback([-1000, 500, 600]).years, 6)
    1.833333
    >>> payback([-1000, 100]).years is None, payback([0, 5]).years
    (True, 0.0)

    References
    ----------
    NIST Handbook 135, discounted payback; payback is no measure for comparing ways of financing.
    """
    found = crossings(flows, rate)
    if not found:
        return Payback(0.0 if flows[0] >= 0.0 else None)
    if found[-1] < 0.0:
        rises = [x for x in found if x > 0.0]
        return Payback(None, rises[0] if rises else 0.0)
    first = next(x for x in found if x > 0.0)
    return Payback(found[-1], first if found[-1] != first else (0.0 if found[0] < 0.0 else None))


def simple_payback(investment: float, first_year: float) -> float | None:
    """Investment over what the first year brings, years; 0 without investment, None where nothing comes back.

    >>> simple_payback(1000.0, 250.0), simple_payback(0.0, -5.0), simple_payback(10.0, 0.0)
    (4.0, 0.0, None)
    """
    if investment <= 0.0:
        return 0.0
    if first_year <= 0.0:
        return None
    years = investment / first_year
    return years if np.isfinite(years) else None
