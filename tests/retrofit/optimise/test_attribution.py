"""Shares of measures: against enumeration of all orders, published values and exact sums."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from retrofit.optimise.attribution import Game, owen, shares


def by_orders(game: Game, value) -> list[list[float]]:
    """The definition itself: the mean of what an option adds over all orders of groups that their needs allow, and of options in a group."""
    n = len(game.sizes)
    sums = [[0.0] * s for s in game.sizes]
    weight = 0.0
    for order in itertools.permutations(range(n)):
        here, fine = set(), True
        for g in order:
            fine &= not game.needs[g] or bool(game.needs[g] & here)
            here.add(g)
        if not fine:
            continue
        inner = list(itertools.product(*(itertools.permutations(range(1, game.sizes[g] + 1)) for g in order)))
        for orders in inner:
            pick = [0] * n
            for g, options in zip(order, orders, strict=True):
                for k in options:
                    before = value(tuple(pick))
                    pick[g] = k if pick[g] == 0 else min(pick[g], k)  # the option declared first counts
                    sums[g][k - 1] += (value(tuple(pick)) - before) / len(inner)
        weight += 1.0
    return [[x / weight for x in row] for row in sums]


def random_value(sizes, seed=1):
    rng = np.random.default_rng(seed)
    table = {pick: float(rng.normal()) for pick in itertools.product(*(range(s + 1) for s in sizes))}
    return table.__getitem__


NONE: frozenset[int] = frozenset()


@pytest.mark.parametrize(
    ("sizes", "needs"),
    [
        ((1, 1, 1, 1), (NONE,) * 4),
        ((1, 3, 1), (NONE,) * 3),
        ((2, 1, 2), (NONE,) * 3),
        ((1, 1, 1, 1), (NONE, frozenset({0}), frozenset({0, 1}), NONE)),
        ((2, 1, 1, 2), (NONE, NONE, frozenset({0, 1}), frozenset({2}))),
    ],
)
def test_shares_are_means_over_all_orders(sizes, needs):
    game, value = Game(sizes, needs), random_value(sizes)
    found = owen(game, value)
    for row, expected in zip(found, by_orders(game, value), strict=True):
        assert row == pytest.approx(expected, abs=1e-12)
    whole = value((1,) * len(sizes)) - value((0,) * len(sizes))
    assert math.fsum(x for row in found for x in row) == pytest.approx(whole, abs=1e-9)


def test_a_pairwise_game_gives_main_effects_and_half_of_each_pair():
    rng = np.random.default_rng(2)
    n = 6
    main, pair = rng.normal(size=n), np.triu(rng.normal(size=(n, n)), 1)

    def value(pick):
        x = np.array(pick, dtype=float)
        return float(main @ x + x @ pair @ x)

    found = owen(Game((1,) * n, (NONE,) * n), value)
    expected = main + 0.5 * (pair + pair.T).sum(axis=1)
    assert [row[0] for row in found] == pytest.approx(expected, abs=1e-12)


def test_the_glove_game():
    """One left and two right gloves, a pair is worth 1: 2/3, 1/6, 1/6 (Shapley 1953)."""
    found = owen(Game((1, 1, 1), (NONE,) * 3), lambda p: float(p[0] and (p[1] or p[2])))
    assert [row[0] for row in found] == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-15)


def test_alone_and_last_keep_what_a_measure_needs():
    """A battery is tried beside the array that it needs; what the array does last is told without the battery."""
    value = {(0, 0): 0.0, (1, 0): 10.0, (1, 1): 13.0}.__getitem__
    array, battery = (row[0] for row in shares(Game((1, 1), (NONE, frozenset({0}))), value))
    assert (array.alone, array.last, array.fair) == (10.0, 10.0, 10.0)
    assert (battery.alone, battery.last, battery.fair) == (3.0, 3.0, 3.0)
