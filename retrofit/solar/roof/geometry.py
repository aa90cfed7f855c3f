"""Plane geometry for laying modules: polygons, distances to rectangles, convex hulls. Exact, over plain arrays.

A polygon is an array of corners, shape (n, 2), metres, in either direction, not closed. A rectangle is ``(x, y, width, height)``
with its lower left corner at (x, y) and its sides along the axes.
"""

from __future__ import annotations

import math

import numpy as np

TOUCH = 1e-9
"""Lengths below this are no distance, m."""


def area(polygon: np.ndarray) -> float:
    """Area of a simple polygon, m2 (shoelace formula).

    >>> area(np.array([[0, 0], [4, 0], [4, 3], [0, 3]]))
    12.0
    """
    x, y = polygon[:, 0], polygon[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0)


def edges(polygon: np.ndarray) -> np.ndarray:
    """Edges as ``(x1, y1, x2, y2)``, shape (n, 4)."""
    return np.hstack([polygon, np.roll(polygon, -1, axis=0)])


def rotated(points: np.ndarray, angle_deg: float) -> np.ndarray:
    """Points turned anticlockwise about the origin, shape (n, 2)."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.asarray(points @ np.array([[c, s], [-s, c]]))


def contains(polygon: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Which points lie in a polygon (crossing number; on the edge: either), bool, shape (k,)."""
    x1, y1, x2, y2 = edges(polygon).T
    px, py = x[:, None], y[:, None]
    across = (y1 > py) != (y2 > py)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x1 + (py - y1) / (y2 - y1) * (x2 - x1)
    return np.asarray(np.count_nonzero(across & (px < at), axis=1) % 2 == 1)


def crosses_itself(polygon: np.ndarray) -> bool:
    """True when two edges that are not neighbours meet, or a corner is given twice."""
    e = edges(polygon)
    n = len(e)
    if float(np.min(np.hypot(e[:, 2] - e[:, 0], e[:, 3] - e[:, 1]))) < TOUCH:
        return True
    for i in range(n):
        for j in range(i + 2, n):
            if (i, j) != (0, n - 1) and _meet(e[i], e[j]):
                return True
    return False


def _side(a: np.ndarray, x: float, y: float) -> float:
    return float((a[2] - a[0]) * (y - a[1]) - (a[3] - a[1]) * (x - a[0]))


def _meet(a: np.ndarray, b: np.ndarray) -> bool:
    p, q = _side(a, b[0], b[1]), _side(a, b[2], b[3])
    r, s = _side(b, a[0], a[1]), _side(b, a[2], a[3])
    if p == q == r == s == 0.0:  # on one line
        k = 0 if abs(a[2] - a[0]) > abs(a[3] - a[1]) else 1
        return bool(max(min(a[k], a[k + 2]), min(b[k], b[k + 2])) <= min(max(a[k], a[k + 2]), max(b[k], b[k + 2])))
    return p * q <= 0.0 and r * s <= 0.0


def convex_hull(points: np.ndarray) -> np.ndarray:
    """Corners of the convex hull, anticlockwise (Andrew's monotone chain), shape (n, 2)."""
    ordered = sorted({(float(x), float(y)) for x, y in points})

    def half(chain: list[tuple[float, float]]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for p in chain:
            while (
                len(out) > 1
                and (out[-1][0] - out[-2][0]) * (p[1] - out[-2][1]) - (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0])
                <= 0
            ):
                out.pop()
            out.append(p)
        return out[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def blocked(
    segments: np.ndarray, clear: np.ndarray, y: np.ndarray, width: float, height: float
) -> tuple[np.ndarray, np.ndarray]:
    """Where the left side of a rectangle may not stand because a segment would come nearer than its clear distance.

    A rectangle ``(x, y, width, height)`` is nearer than ``clear`` to a segment exactly when x lies in one open interval: the
    Minkowski sum of segment, rectangle and disc is convex, so its cut at height y is an interval. Its ends are the extremes of
    ``u(t) +- sqrt(clear^2 - d(t)^2)`` along the segment, u the abscissa, d the vertical distance to the rectangle; that function
    is concave between the heights where d changes its form, so it is largest at an end of a piece or where its slope is zero.

    Parameters
    ----------
    segments : ndarray (n, 4)
    clear : ndarray (n,)
        Clear distance of every segment, m.
    y : ndarray (k,)
        Lower sides of the rectangle that are tried, m.
    width, height : float
        Size of the rectangle, m.

    Returns
    -------
    tuple of ndarray (k, n)
        Ends of the open intervals of x; ``inf, -inf`` where a segment blocks nothing at this height.
    """
    x1, y1, x2, y2 = segments.T
    dx, dy = x2 - x1, y2 - y1
    low, high = (y + TOUCH)[:, None], (y + height - TOUCH)[:, None]
    tangent = clear * np.abs(dx) / np.hypot(dx, dy)
    heights = (low - clear, low - tangent, low + 0.0 * clear, high + 0.0 * clear, high + tangent, high + clear)
    level = np.abs(dy) <= TOUCH
    safe = np.where(level, 1.0, dy)
    left = np.full((len(y), len(clear)), np.inf)
    right = -left
    for t in (*(np.clip(np.where(level, 0.0, (h - y1) / safe), 0.0, 1.0) for h in heights), 0.0, 1.0):
        u, v = x1 + t * dx, y1 + t * dy
        d = np.maximum(np.maximum(low - v, v - high), 0.0)
        reach = np.sqrt(np.maximum(clear * clear - d * d, 0.0))
        inside = d <= clear + 1e-12
        left = np.where(inside, np.minimum(left, u - reach), left)
        right = np.where(inside, np.maximum(right, u + reach), right)
    return left - width, right
