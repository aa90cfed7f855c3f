"""Packages worth looking at: not beaten in cost, value, emissions and comfort; the front of value and emissions; a path step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

NOTHING = 1e-9
"""Relative difference below which two numbers are one."""


class Weighed(Protocol):
    """What packages are compared by."""

    @property
    def name(self) -> str: ...
    @property
    def capex_cny(self) -> float: ...
    @property
    def npv_cny(self) -> float: ...
    @property
    def total_kgco2e(self) -> float: ...
    @property
    def comfort_share(self) -> float: ...


def dominated(packages: Sequence[Weighed]) -> dict[str, str]:
    """Packages that another one beats or equals in investment, net present value, emissions over the years and comfort, and beats in one;
    each with the one of them that beats it by most net present value.

    Of packages that are equal in all four the first is kept.
    """
    if not packages:
        return {}
    table = np.array(
        [(p.capex_cny, -p.npv_cny, p.total_kgco2e, -p.comfort_share) for p in packages]
    )  # smaller is better
    scale = np.maximum(np.abs(table).max(axis=0), 1.0) * NOTHING
    beaten = {}
    for k, row in enumerate(table):
        no_worse = (table <= row + scale).all(axis=1)
        better = (table < row - scale).any(axis=1)
        earlier = np.arange(len(table)) < k
        by = np.flatnonzero(no_worse & (better | (earlier & ~better)))
        by = by[by != k]
        if len(by):
            beaten[packages[k].name] = packages[int(by[np.argmin(table[by, 1])])].name
    return beaten


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """A package of the front, and what one more tonne costs from the point before."""

    name: str
    npv_cny: float
    saved_kgco2e: float
    """Against today, over the years of evaluation."""
    cny_per_t: float | None
    """Net present value given up for each tonne more than the point before; None at the first."""


def front(packages: Sequence[Weighed], today: Weighed) -> list[FrontPoint]:
    """Packages that no other one beats in net present value and in emissions saved, on the upper convex hull of the two (the supported
    front), from the largest value to the least emissions. A cost of a tonne is told between neighbours only: an average ranks negative costs
    wrongly (Taylor 2012, Energy Policy 48).
    """
    points = sorted(
        {(p.npv_cny, today.total_kgco2e - p.total_kgco2e): p.name for p in reversed(packages)}.items(),
        key=lambda item: (-item[0][0], -item[0][1]),
    )
    hull: list[tuple[float, float, str]] = []
    for (value, saved), name in points:
        if hull and saved <= hull[-1][1]:
            continue
        while len(hull) > 1 and _slope(hull[-2][:2], (value, saved)) <= _slope(hull[-2][:2], hull[-1][:2]):
            hull.pop()
        hull.append((value, saved, name))
    out = []
    for k, (value, saved, name) in enumerate(hull):
        step = None if k == 0 else (hull[k - 1][0] - value) / (saved - hull[k - 1][1]) * 1000.0
        out.append(FrontPoint(name, value, saved, step))
    return out


def _slope(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Net present value given up for each kilogram from one point to a later one."""
    return (a[0] - b[0]) / (b[1] - a[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One measure more, from the package before."""

    adds: str
    name: str
    """The package that it makes."""
    npv_cny: float
    """What the step adds to the net present value."""
    saved_kgco2e: float
    capex_cny: float
    cny_per_t: float | None
    """Net present value given up for each tonne; None where the step earns money."""


Pick = tuple[int, ...]


def path(packages: Mapping[Pick, Weighed], labels: Mapping[tuple[int, int], str]) -> list[PathStep]:
    """One measure after the other: first what earns most net present value and emits less, while there is any; then what gives up least of it
    for each tonne, while emissions fall. Everything is computed anew after each step, so that the steps add up to the package.

    Parameters
    ----------
    packages : mapping
        By pick: for each group 0 or the number of its option.
    labels : mapping
        Names of options by (group, number).

    References
    ----------
    Kesicki and Ekins 2012, Climate Policy 12, 219-236; Taylor 2012, Energy Policy 48, 430-438: a curve of single measures misses how they act
    on each other, and a ratio cannot rank negative costs.
    """
    now: Pick = tuple(0 for _ in next(iter(packages)))
    out: list[PathStep] = []
    while True:
        here = packages[now]
        steps = [
            (g, k, packages[after])
            for g, at in enumerate(now)
            if at == 0
            for k in range(1, 1 + sum(1 for key in labels if key[0] == g))
            if (after := (*now[:g], k, *now[g + 1 :])) in packages
        ]
        tried = [
            (g, k, p, p.npv_cny - here.npv_cny, here.total_kgco2e - p.total_kgco2e)
            for g, k, p in steps
            if here.total_kgco2e - p.total_kgco2e > NOTHING * max(abs(here.total_kgco2e), 1.0)
        ]
        if not tried:
            return out
        earning = [t for t in tried if t[3] >= 0.0]
        g, k, p, value, saved = max(earning, key=lambda t: t[3]) if earning else max(tried, key=lambda t: t[3] / t[4])
        ratio = None if value >= 0.0 else -value / saved * 1000.0
        capex = p.capex_cny - here.capex_cny
        out.append(
            PathStep(
                adds=labels[g, k], name=p.name, npv_cny=value, saved_kgco2e=saved, capex_cny=capex, cny_per_t=ratio
            )
        )
        now = (*now[:g], k, *now[g + 1 :])
