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


NEVER = Payback(None)


def _passages(flows: Sequence[float], rate: float) -> tuple[float, list[tuple[float, bool]]]:
    """The first sum, and when the cumulative discounted sum rises above zero (True) or falls below it, linear within the year."""
    values = np.asarray(flows, dtype=float)
    values = values * [present_worth_factor(rate, t) for t in range(len(values))]
    total = np.cumsum(values)
    total[np.abs(total) < NOTHING * max(1e-300, float(np.abs(values).sum()))] = 0.0
    out = []
    above = bool(total[0] >= 0.0)
    for t in range(1, len(total)):
        now = bool(total[t] >= 0.0)
        if now != above:
            out.append((float(t - 1 + total[t - 1] / (total[t - 1] - total[t])), now))
            above = now
    return float(total[0]), out


def crossings(flows: Sequence[float], rate: float = 0.0) -> tuple[float, ...]:
    """Times at which the cumulative discounted sum passes zero, linear within the year: positive where it rises above, negative where
    it falls below.

    >>> [round(x, 6) for x in crossings([-1000] + 11 * [130] + [-290] + 8 * [130], 0.04)]
    [9.380387, -11.766629, 12.54142]
    """
    return tuple(time if rises else -time for time, rises in _passages(flows, rate)[1])


def payback(flows: Sequence[float], rate: float = 0.0) -> Payback:
    """Discounted payback (``rate`` 0: undiscounted, with escalation and replacements as they are in the flows): the last crossing.

    >>> round(payback([-1000, 500, 600]).years, 6)
    1.833333
    >>> payback([-1000, 100]).years is None, payback([0, 5]).years, payback([0, -5]).years is None
    (True, 0.0, True)

    References
    ----------
    NIST Handbook 135, discounted payback; payback is no measure for comparing ways of financing.
    """
    start, passages = _passages(flows, rate)
    rises = [*([0.0] if start > 0.0 else []), *(time for time, up in passages if up)]
    if passages[-1][1] if passages else start >= 0.0:
        return Payback(rises[-1] if rises else 0.0, rises[0] if len(rises) > 1 else None)
    return Payback(None, rises[0] if rises else None)


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
