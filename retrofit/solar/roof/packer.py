"""Laying real modules on a roof: rows by dynamic programming, modules in a row by the free intervals, both exact."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from retrofit.solar.roof import geometry
from retrofit.solar.roof.geometry import TOUCH

MOST_HEIGHTS = 700
"""Heights that are tried for a row; on roofs with very many corners those at which a row touches, and an even grid."""
STEP_M = 0.1


class Cell(NamedTuple):
    """What is laid: width along the row, height across it, gap to the neighbour, distance from row to row (all m)."""

    width: float
    height: float
    gap: float
    pitch: float


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """Where cells may stand: the outline, holes in it, and their edges with clear distances."""

    outline: np.ndarray
    holes: tuple[np.ndarray, ...]
    segments: np.ndarray
    clear: np.ndarray

    def turned(self) -> Field:
        """The field with its axes exchanged."""
        swap = [1, 0]
        return Field(
            self.outline[:, swap], tuple(h[:, swap] for h in self.holes), self.segments[:, [1, 0, 3, 2]], self.clear
        )


def field_of(outline: np.ndarray, setback_m: float, holes: tuple[tuple[np.ndarray, float], ...]) -> Field:
    """A field from an outline with its setback and holes with theirs."""
    parts = [(outline, setback_m), *holes]
    segments = np.vstack([geometry.edges(p) for p, _ in parts])
    clear = np.concatenate([np.full(len(p), s) for p, s in parts])
    return Field(outline, tuple(h for h, _ in holes), segments, clear)


def free_intervals(field: Field, cell: Cell, y: np.ndarray) -> list[list[tuple[float, float]]]:
    """Where the left side of a cell may stand: for every lower side in ``y`` the closed intervals from left to right."""
    left, right = geometry.blocked(field.segments, field.clear, y, cell.width, cell.height)
    order = np.argsort(left, axis=1)
    left, right = np.take_along_axis(left, order, 1), np.take_along_axis(right, order, 1)
    start, end = np.maximum.accumulate(right, axis=1)[:, :-1], left[:, 1:]
    row, gap = np.nonzero(np.isfinite(end) & (end - start >= -TOUCH))
    a, b = start[row, gap], np.maximum(end[row, gap], start[row, gap])
    x, middle = 0.5 * (a + b) + 0.5 * cell.width, y[row] + 0.5 * cell.height
    good = geometry.contains(field.outline, x, middle)
    for hole in field.holes:
        good &= ~geometry.contains(hole, x, middle)
    out: list[list[tuple[float, float]]] = [[] for _ in y]
    for k, p, q in zip(row[good].tolist(), a[good].tolist(), b[good].tolist(), strict=True):
        out[k].append((p, q))
    return out


def fill_row(free: list[tuple[float, float]], cell: Cell) -> list[float]:
    """Left sides of as many cells as the free intervals hold: from the left, each as early as it may (no row can hold more)."""
    out: list[float] = []
    step = cell.width + cell.gap
    after = -np.inf
    for start, end in free:
        first = max(start, after)
        if first > end + TOUCH:
            continue
        n = int((end - first + TOUCH) / step) + 1
        out += [first + k * step for k in range(n)]
        after = first + n * step
    return out


def row_heights(field: Field, cell: Cell) -> np.ndarray:
    """Heights worth trying for a row's lower side: where it touches a clear line, whole pitches from there, and a fine grid."""
    y = field.segments[:, [1, 3]]
    low, high = float(y.min()), float(y.max()) - cell.height
    if high < low:
        return np.empty(0)
    s = field.clear[:, None]
    critical = np.unique(np.round(np.concatenate([(y + s).ravel(), (y - s - cell.height).ravel()]), 9))
    steps = np.arange(-int((high - low) / cell.pitch) - 1, int((high - low) / cell.pitch) + 2) * cell.pitch
    # rows that touch come first: where there are too many, the grid's are left out
    stacked = (critical[:, None] + steps[None, :]).ravel()
    grid = np.arange(low, high, STEP_M)
    heights = np.unique(np.concatenate([stacked, grid]))
    heights = heights[(heights >= low - TOUCH) & (heights <= high + TOUCH)]
    heights = heights[np.concatenate([[True], np.diff(heights) > 1e-7])]
    if len(heights) > MOST_HEIGHTS:
        touching = critical[(critical >= low) & (critical <= high)]
        fill = np.linspace(low, high, max(MOST_HEIGHTS - len(touching), 50))
        heights = np.unique(np.concatenate([touching, fill]))
    return heights


def pack_rows(field: Field, cell: Cell) -> list[tuple[float, list[float]]]:
    """Rows with most cells in all: (lower side, left sides) from the eave up.

    Every row is filled best; which rows are taken is decided by dynamic programming over the heights of ``row_heights``: the
    best up to a height is the best below it, or this row and the best that ends a pitch lower.
    """
    tried = row_heights(field, cell)
    rows = [fill_row(free, cell) for free in free_intervals(field, cell, tried)]
    heights = tried.tolist()
    best = [0]
    chosen: list[int] = []
    before: list[int] = []
    for i, y in enumerate(heights):
        j = bisect_right(heights, y - cell.pitch + TOUCH, 0, i)
        before.append(j)
        take = len(rows[i]) + best[j]
        best.append(max(best[i], take))
    i = len(heights)
    while i > 0:
        if best[i] == best[i - 1]:
            i -= 1
            continue
        chosen.append(i - 1)
        i = before[i - 1]
    return _settled(field, cell, [(heights[k], rows[k]) for k in reversed(chosen)])


def _settled(field: Field, cell: Cell, rows: list[tuple[float, list[float]]]) -> list[tuple[float, list[float]]]:
    """Each row moved down to one pitch above the row before where that costs no cell: even rows, as they are built."""
    out: list[tuple[float, list[float]]] = []
    for y, xs in rows:
        if out and (lower := out[-1][0] + cell.pitch) < y - TOUCH:
            moved = fill_row(free_intervals(field, cell, np.array([lower]))[0], cell)
            if len(moved) >= len(xs):
                y, xs = lower, moved
        out.append((y, xs))
    return out
