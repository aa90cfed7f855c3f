"""Rates of return: every internal rate of return above -100 %, how often the flows change their sign, and the modified rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LOWEST, HIGHEST = 1e-6, 1e6
"""Growth of a year, 1 + r, between which roots are looked for."""
GRID, FINE_GRID = 401, 4001
"""Points of the logarithm of 1 + r at which the sign is asked, beside those between the roots of the companion matrix; without these
more.
"""
SAME = 1e-9
"""Roots closer than this are one."""
TOUCHING = 1e-10
"""A present value below this share of the sum of all amounts is zero where the curve touches the axis."""


def sign_changes(flows: Sequence[float]) -> int:
    """How often the flows change their sign, zeros left out: as many positive roots there are at most (rule of Descartes).

    >>> sign_changes([-1600, 10000, -10000]), sign_changes([-100, 0, 0, 74]), sign_changes([-1, -2])
    (2, 1, 0)
    """
    signs = np.sign([c for c in flows if c != 0.0])
    return int(np.count_nonzero(np.diff(signs)))


def _balance(log_growth: np.ndarray, years: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Present value over the present value of the absolute amounts, -1 to 1, at each ``ln(1 + r)``: it has the sign of the present value
    and neither overflows nor underflows.
    """
    exponents = -np.outer(np.atleast_1d(log_growth), years)
    weights = np.exp(exponents - exponents.max(axis=1, keepdims=True))
    values: np.ndarray = weights @ amounts / (weights @ np.abs(amounts))
    return values


def _companion(years: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """``ln(1 + r)`` of the roots of the companion matrix, complex ones by their modulus; nothing for flows within a year."""
    whole = np.rint(years).astype(int)
    if not np.array_equal(whole, years):
        return np.array([])
    coefficients = np.zeros(whole.max() - whole.min() + 1)
    np.add.at(coefficients, whole - whole.min(), amounts)
    roots = np.roots(coefficients)  # of v = 1 + r: the first coefficient is that of the earliest year
    near = roots[(roots.real > 0.0) & (np.abs(roots.imag) < 1e-4 * np.abs(roots))]
    return np.log(np.clip(np.abs(near), LOWEST, HIGHEST))


def _merged(flows: Sequence[float], years: Sequence[float] | None) -> tuple[np.ndarray, np.ndarray]:
    """Times and amounts, ascending: what flows at one time is one amount; nothing that is zero."""
    amounts = np.asarray(flows, dtype=float)
    times, place = np.unique(np.arange(len(amounts)) if years is None else years, return_inverse=True)
    sums = np.bincount(place.ravel(), amounts, len(times)) if len(times) else np.array([])
    return times[sums != 0.0].astype(float), sums[sums != 0.0]


def _polished(low: float, high: float, times: np.ndarray, amounts: np.ndarray) -> float:
    """The root of ``ln(1 + r)`` between two points of other sign, halved until no number lies between them; an end that is zero but for
    rounding is the root. (Brent's method of scipy needs fewer steps, and its import a tenth of a run.)
    """

    def value(s: float) -> float:
        return float(_balance(np.array([s]), times, amounts)[0])

    ends = {low: value(low), high: value(high)}
    if ends[low] * ends[high] >= 0.0:
        return float(min(ends, key=lambda s: abs(ends[s])))
    a, b, sign = low, high, ends[low]
    while a < (middle := 0.5 * (a + b)) < b:
        here = value(middle)
        if here == 0.0:
            return middle
        a, b = (middle, b) if (here > 0.0) == (sign > 0.0) else (a, middle)
    return min((a, b), key=lambda s: abs(value(s)))


def irr_all(flows: Sequence[float], years: Sequence[float] | None = None) -> tuple[float, ...]:
    """All real internal rates of return above -1, ascending: roots of ``sum(C_t (1 + r)^-t)``. None is a valid answer.

    Parameters
    ----------
    flows : sequence of float
        Amounts; of consecutive years from 0 where ``years`` is not given.
    years : sequence of float, optional
        When each flows, years from the investment.

    Notes
    -----
    The sign of the present value is asked on a grid of ``ln(1 + r)`` and between the roots of the companion matrix; every change is
    polished by bisection. Where the curve only touches zero, the companion's root itself is taken.

    Examples
    --------
    >>> [round(r, 9) for r in irr_all([-1600, 10000, -10000])]
    [0.25, 4.0]
    >>> irr_all([1000, -3000, 2500])
    ()
    """
    times, amounts = _merged(flows, years)
    if len(amounts) == 0 or np.all(amounts > 0.0) or np.all(amounts < 0.0):
        return ()
    if sign_changes(amounts.tolist()) == 1:
        ends = np.log([LOWEST, HIGHEST])
        if float(np.prod(_balance(ends, times, amounts))) < 0.0:
            return (float(np.expm1(_polished(ends[0], ends[1], times, amounts))),)
    candidates = np.unique(_companion(times, amounts))
    between = 0.5 * (candidates[1:] + candidates[:-1])
    grid = np.linspace(np.log(LOWEST), np.log(HIGHEST), GRID if len(candidates) else FINE_GRID)
    points = np.unique(np.concatenate([grid, between]))
    values = _balance(points, times, amounts)
    found = [float(p) for p in points[values == 0.0]]
    for k in np.flatnonzero(values[1:] * values[:-1] < 0.0):
        found.append(_polished(points[k], points[k + 1], times, amounts))
    for s in candidates:
        near = any(abs(s - f) < 1e-5 for f in found)
        if not near and abs(float(_balance(s, times, amounts)[0])) < TOUCHING:
            found.append(float(s))
    out: list[float] = []
    for s in sorted(found):
        if not out or abs(s - out[-1]) > SAME:
            out.append(s)
    return tuple(float(np.expm1(s)) for s in out)


def mirr(flows: Sequence[float], finance_rate: float, reinvest_rate: float) -> float | None:
    """Modified internal rate of return: the future value of all receipts at the rate of reinvestment over the present value of all
    payments at the rate of financing, ``(FV/PV)^(1/n) - 1``; None where nothing is received or nothing is paid.

    >>> round(mirr([-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000], 0.08, 0.055), 11)
    0.06659717503
    """
    values = np.asarray(flows, dtype=float)
    n = len(values) - 1
    t = np.arange(n + 1, dtype=float)
    paid = -float(np.minimum(values, 0.0) @ (1.0 + finance_rate) ** -t)
    received = float(np.maximum(values, 0.0) @ (1.0 + reinvest_rate) ** (n - t))
    return (received / paid) ** (1.0 / n) - 1.0 if n > 0 and paid > 0.0 and received > 0.0 else None
