"""What each measure does to a package of several: alone, as the last, and its fair share (Shapley, Owen, with precedence)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

Value = Callable[[tuple[int, ...]], float]
"""A number of a pick: for each group 0 (none) or the number of its option from 1."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one option does to a number."""

    alone: float
    """Beside nothing else than what it needs."""
    last: float
    """Added to all the others."""
    fair: float
    """Its Owen value: all options' sum is the whole package's change."""


@dataclass(frozen=True, slots=True)
class Game:
    """Groups of options, and which groups one of must come before.

    Attributes
    ----------
    sizes : tuple of int
        Options of each group, at least one.
    needs : tuple of frozenset of int
        For each group those of which one must be there before it; empty where it needs none.
    """

    sizes: tuple[int, ...]
    needs: tuple[frozenset[int], ...]

    def feasible(self, groups: int) -> bool:
        """Each group of a set (bits) has one of those that it needs in it."""
        return all(
            not self.needs[g] or any(groups >> n & 1 for n in self.needs[g])
            for g in range(len(self.sizes))
            if groups >> g & 1
        )


def _orders(game: Game) -> tuple[list[int], list[int]]:
    """For every set of groups: in how many orders it can have come, and in how many the rest can follow; every prefix is feasible."""
    n = len(game.sizes)
    sets = 1 << n
    fine = [game.feasible(s) for s in range(sets)]
    came, follow = [0] * sets, [0] * sets
    came[0], follow[sets - 1] = 1, 1
    for s in range(1, sets):
        if fine[s]:
            came[s] = sum(came[s & ~(1 << g)] for g in range(n) if s >> g & 1)
    for s in range(sets - 2, -1, -1):
        if fine[s]:
            follow[s] = sum(follow[s | 1 << g] for g in range(n) if not s >> g & 1 and fine[s | 1 << g])
    return came, follow


def _pick(game: Game, groups: int, group: int = -1, option: int = 0) -> tuple[int, ...]:
    """Groups of a set at their first option, and one group at an option."""
    return tuple(option if g == group else int(groups >> g & 1) for g in range(len(game.sizes)))


def _inner(game: Game, value: Value, before: int, group: int) -> list[float]:
    """Shapley values of a group's options after the groups ``before``; of several options the first counts."""
    size = game.sizes[group]
    at = [value(_pick(game, before, group, k)) for k in range(size + 1)]
    out = []
    for i in range(1, size + 1):
        rest = [k for k in range(1, size + 1) if k != i]
        out.append(
            sum(
                (at[min((*others, i))] - (at[min(others)] if others else at[0])) / (size * comb(size - 1, r))
                for r in range(size)
                for others in combinations(rest, r)
            )
        )
    return out


def owen(game: Game, value: Value) -> list[list[float]]:
    """Owen values of all options, by group: the mean of what an option adds over all orders in which groups come one after the other, the
    options of a group together, and none before one of those that it needs; with one option in each group and no needs these are Shapley
    values, ``phi_i = sum |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))``.

    Of several options of one group the one declared first counts. The values sum to the change of the whole package (efficiency).

    References
    ----------
    Shapley 1953, A value for n-person games; Owen 1977, Values of games with a priori unions; Faigle and Kern 1992, The Shapley value for
    cooperative games under precedence constraints.
    """
    came, follow = _orders(game)
    n = len(game.sizes)
    every = came[(1 << n) - 1]
    out = [[0.0] * size for size in game.sizes]
    for before in range(1 << n):
        if not came[before]:
            continue
        for g in range(n):
            after = before | 1 << g
            if before >> g & 1 or not follow[after] or not game.feasible(after):
                continue
            weight = came[before] * follow[after] / every
            for k, phi in enumerate(_inner(game, value, before, g)):
                out[g][k] += weight * phi
    return out


def shares(game: Game, value: Value) -> list[list[Share]]:
    """Every option of every group: alone, as the last, and its Owen value."""
    fair = owen(game, value)
    n = len(game.sizes)
    whole = (1 << n) - 1
    out = []
    for g in range(n):
        needed = _first_needed(game, g)
        dependants = _without(game, whole & ~(1 << g))
        row = []
        for k in range(1, game.sizes[g] + 1):
            alone = value(_pick(game, needed, g, k)) - value(_pick(game, needed, g, 0))
            last = value(_pick(game, dependants, g, k)) - value(_pick(game, dependants, g, 0))
            row.append(Share(alone, last, fair[g][k - 1]))
        out.append(row)
    return out


def _first_needed(game: Game, group: int) -> int:
    """The set of groups that a group needs, the first of each alternative."""
    out = 0
    waiting = [group]
    while waiting:
        needs: Sequence[int] = sorted(game.needs[waiting.pop()])
        if needs and not any(out >> n & 1 for n in needs):
            out |= 1 << needs[0]
            waiting.append(needs[0])
    return out


def _without(game: Game, groups: int) -> int:
    """The largest feasible set within a set: what loses what it needs goes too."""
    while not game.feasible(groups):
        for g in range(len(game.sizes)):
            needs = game.needs[g]
            if groups >> g & 1 and needs and not any(groups >> n & 1 for n in needs):
                groups &= ~(1 << g)
    return groups
