"""Packages beaten, the front and the path, against brute force and a case from the literature."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from retrofit.optimise.frontier import dominated, front, path


@dataclass(frozen=True)
class P:
    name: str
    capex_cny: float
    npv_cny: float
    total_kgco2e: float
    comfort_share: float = 1.0


def points(n=60, seed=3):
    rng = np.random.default_rng(seed)
    return [P(f"p{k}", *rng.uniform(1, 9, 4).round(1)) for k in range(n)]


def test_what_is_beaten_is_beaten_by_the_one_named():
    packages = points()
    found = dominated(packages)
    by_name = {p.name: p for p in packages}

    def key(p):
        return (p.capex_cny, -p.npv_cny, p.total_kgco2e, -p.comfort_share)

    for p in packages:
        beaters = [
            q
            for q in packages
            if q is not p and all(a <= b for a, b in zip(key(q), key(p), strict=True)) and key(q) != key(p)
        ]
        assert (p.name in found) == bool(beaters)
        if beaters:
            by = by_name[found[p.name]]
            assert by in beaters
            assert by.npv_cny == max(q.npv_cny for q in beaters)
    twins = [P("a", 1, 1, 1), P("b", 1, 1, 1)]
    assert dominated(twins) == {"b": "a"}


def test_the_front_is_the_upper_hull():
    packages = points(200, 5)
    today = P("today", 0.0, 0.0, 10.0)
    found = front(packages, today)
    cloud = np.array([(10.0 - p.total_kgco2e, p.npv_cny) for p in packages])
    hull = {tuple(cloud[v]) for v in ConvexHull(cloud).vertices}
    assert all((f.saved_kgco2e, f.npv_cny) in hull for f in found)
    assert found[0].npv_cny == max(p.npv_cny for p in packages)
    assert found[-1].saved_kgco2e == max(c[0] for c in cloud)
    prices = [f.cny_per_t for f in found[1:]]
    assert prices == sorted(prices) and all(p > 0 for p in prices)
    for a, b in itertools.pairwise(found):
        assert b.cny_per_t == pytest.approx(1000.0 * (a.npv_cny - b.npv_cny) / (b.saved_kgco2e - a.saved_kgco2e))


def test_negative_costs_are_not_ranked_by_the_tonne():
    """Taylor 2012: -100 for 10 t is -10/t, -90 for 30 t is -3/t; the first does not come before the second by its ratio."""
    today, a, b = P("0", 0, 0, 100e3), P("a", 1, 100, 90e3), P("b", 1, 90, 70e3)
    found = front([today, a, b], today)
    assert [f.name for f in found] == ["a", "b"]
    assert found[1].cny_per_t == pytest.approx(10 / 20)


def test_the_path_adds_up_and_earns_first():
    # values of two measures that help each other and one that costs
    values = {(0, 0, 0): (0, 0), (1, 0, 0): (50, 5), (0, 1, 0): (-10, 4), (1, 1, 0): (70, 11), (0, 0, 1): (-30, 9), (1, 0, 1): (20, 13), (0, 1, 1): (-40, 13), (1, 1, 1): (40, 20)}  # fmt: skip
    packages = {k: P(str(k), sum(k), v[0], 100e3 - 1000.0 * v[1]) for k, v in values.items()}
    labels = {(0, 1): "A", (1, 1): "B", (2, 1): "C"}
    steps = path(packages, labels)
    assert [s.adds for s in steps] == ["A", "B", "C"]
    assert [s.cny_per_t for s in steps] == [None, None, pytest.approx(30 / 9)]
    assert sum(s.npv_cny for s in steps) == 40
    assert sum(s.saved_kgco2e for s in steps) == pytest.approx(20e3)
