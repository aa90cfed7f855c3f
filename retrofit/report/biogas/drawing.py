"""The tank drawn to scale with its dimensions: one section for each type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrofit.biogas.tank.geometry import Shape, cap_volume
from retrofit.biogas.tank.model import FILL, Digester
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

word = vocabulary("biogas")

WALL, LIQUID, GAS, EARTH, LINE, ACCENT = "#555555", "#C9B458", "#DCEBF7", "#EFE6DA", "#333333", "#D55E00"
FILL_ALPHA = 0.85


def _arc(x0: float, x1: float, y: float, rise: float, n: int = 61) -> tuple[np.ndarray, np.ndarray]:
    """Circular arc over a chord; a negative rise hangs below."""
    half, h = (x1 - x0) / 2.0, abs(rise)
    radius = (half * half + h * h) / (2.0 * h)
    x = np.linspace(x0, x1, n)
    dy = np.sqrt(np.maximum(radius**2 - (x - (x0 + x1) / 2.0) ** 2, 0.0)) - (radius - h)
    return x, y + np.sign(rise) * dy


def _dimension(axes: Any, start: tuple[float, float], end: tuple[float, float], text: str, side: float = 0.0) -> None:
    """A dimension line with arrows; ``side`` moves the text away from it, in metres."""
    axes.annotate(
        "", start, end, arrowprops={"arrowstyle": "<->", "color": LINE, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    )
    x, y = (start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0
    flat = abs(start[1] - end[1]) < abs(start[0] - end[0])
    if flat:
        axes.text(x, y + side, text, ha="center", va="bottom" if side >= 0 else "top", fontsize=8)
    else:
        axes.text(x + side, y, text, ha="left" if side >= 0 else "right", va="center", fontsize=8, rotation=90)


def _extension(axes: Any, x0: float, x1: float, *heights: float) -> None:
    """Thin lines from the tank to its dimension lines."""
    for y in heights:
        axes.plot([x0, x1], [y, y], color=LINE, linewidth=0.4, linestyle=":", zorder=1)


def _label(axes: Any, x: float, y: float, text: str, **more: Any) -> None:
    axes.text(x, y, text, **{"ha": "center", "va": "center", "fontsize": 8, **more})


def _ground(axes: Any, left: float, right: float, bottom: float) -> None:
    axes.fill_between([left, right], [bottom, bottom], [0.0, 0.0], color=EARTH, linewidth=0, zorder=0)
    axes.plot([left, right], [0.0, 0.0], color="#8C6D46", linewidth=1.2, zorder=1)


def _level(axes: Any, x0: float, x1: float, y: float) -> None:
    axes.plot([x0, x1], [y, y], color="#7A6A1F", linewidth=1.0, zorder=4)
    axes.plot([x0 + 0.08 * (x1 - x0)], [y], marker="v", color="#7A6A1F", markersize=4, zorder=5)


def _dome_level(s: Shape) -> float:
    """Height of the slurry above the foot of the dome's arc (negative: below), where the tank is filled as assumed, m."""
    radius = s.diameter_m / 2.0
    sphere = (radius**2 + s.dome_m**2) / (2.0 * s.dome_m)
    empty = (1.0 - FILL) * s.volume_m3
    low, high = 0.0, s.dome_m
    for _ in range(60):
        h = 0.5 * (low + high)  # the gas cap's own height
        a = np.sqrt(max(2.0 * sphere * h - h * h, 0.0))
        low, high = (h, high) if cap_volume(a, h) < empty else (low, h)
    if high > 0.999 * s.dome_m:
        return -(empty - cap_volume(radius, s.dome_m)) / (np.pi * radius**2)
    return s.dome_m - high


def _dome_ways(axes: Any, s: Shape, floor: float, language: str) -> None:
    """Inlet pipe, outlet opening and hydraulic chamber of a tank whose wall stands on ``floor``, m."""
    r = s.diameter_m / 2.0
    axes.plot(
        [-r - 1.2, -r + 0.1],
        [0.35, floor + 0.55 * s.height_m],
        color=WALL,
        linewidth=7,
        solid_capstyle="butt",
        zorder=1,
    )
    axes.plot(
        [-r - 1.2, -r + 0.1],
        [0.35, floor + 0.55 * s.height_m],
        color=LIQUID,
        linewidth=4,
        solid_capstyle="butt",
        zorder=1,
    )
    _label(axes, -r - 1.25, 0.55, word("inlet", language))
    chamber_w, chamber_h = 0.5 * s.diameter_m, 0.75 * (0.4 + s.dome_m)
    cx, cy = r + 0.45, -chamber_h
    axes.fill(
        [cx, cx + chamber_w, cx + chamber_w, cx],
        [cy, cy, 0.12, 0.12],
        facecolor="white",
        edgecolor=WALL,
        linewidth=1.8,
        zorder=2,
    )
    axes.fill(
        [cx, cx + chamber_w, cx + chamber_w, cx],
        [cy, cy, cy + 0.35 * chamber_h, cy + 0.35 * chamber_h],
        facecolor=LIQUID,
        alpha=FILL_ALPHA,
        linewidth=0,
        zorder=3,
    )
    axes.plot(
        [cx + 0.18, r - 0.02], [cy, floor + 0.3 * s.height_m], color=WALL, linewidth=9, solid_capstyle="butt", zorder=1
    )
    axes.plot(
        [cx + 0.18, r - 0.02],
        [cy, floor + 0.3 * s.height_m],
        color=LIQUID,
        linewidth=6,
        solid_capstyle="butt",
        zorder=1,
    )
    _label(axes, cx + chamber_w / 2.0, 0.33, word("outlet", language))


def _dome(axes: Any, s: Shape, language: str) -> tuple[float, float, float, float]:
    """Household tank with dome, inlet and hydraulic chamber, wholly below the ground."""
    r = s.diameter_m / 2.0
    cover = 0.45
    crown = -cover
    foot = crown - s.dome_m
    floor = foot - s.height_m
    bottom = floor - s.sump_m
    right = r + 2.1 + 0.25 * s.diameter_m
    left = -r - 1.9
    _ground(axes, left, right, bottom - 0.5)
    xd, yd = _arc(-r, r, foot, s.dome_m)
    xf, yf = _arc(-r, r, floor, -s.sump_m)
    x = np.concatenate([xd, xf[::-1]])
    y = np.concatenate([yd, yf[::-1]])
    level = foot + _dome_level(s)
    axes.fill(x, y, facecolor=GAS, edgecolor=WALL, linewidth=2.2, zorder=2)
    half = r if level <= foot else float(np.interp(level, yd[: len(yd) // 2 + 1], -xd[: len(xd) // 2 + 1]))
    inside = (yd <= level) & (yd > foot - 1e-9)
    side = np.concatenate([[-half], xd[inside & (xd < 0)][::-1]]) if level > foot else np.array([-r])
    height = np.concatenate([[level], yd[inside & (xd < 0)][::-1]]) if level > foot else np.array([level])
    lx = np.concatenate([side, [-r], xf, [r], -side[::-1]])
    ly = np.concatenate([height, [floor], yf, [floor], height[::-1]])
    axes.fill(lx, ly, facecolor=LIQUID, alpha=FILL_ALPHA, linewidth=0, zorder=3)
    axes.plot(x, y, color=WALL, linewidth=2.2, zorder=4)
    _level(axes, -half, half, level)
    _dome_ways(axes, s, floor, language)
    axes.plot([0.0, 0.0, 0.9], [crown, 0.55, 0.55], color=ACCENT, linewidth=1.6, zorder=5)
    _label(axes, 1.0, 0.55, word("gas pipe", language), ha="left")
    _label(axes, 0.0, min((level + crown) / 2.0, crown - 0.14), word("gas", language), zorder=6)
    _label(axes, 0.0, (level + floor) / 2.0, word("liquid label", language), zorder=6)
    _dimension(axes, (-r, bottom - 0.2), (r, bottom - 0.2), f"D {s.diameter_m:.2f}", -0.04)
    xr = r + 0.22
    xl = -r - 1.5
    _extension(axes, xl, -r, floor, foot)
    _extension(axes, xl, 0.0, crown)
    _dimension(axes, (xl, floor), (xl, foot), f"{s.height_m:.2f}", -0.06)
    _dimension(axes, (xl, foot), (xl, crown), f"{s.dome_m:.2f}", -0.06)
    _dimension(axes, (xr, bottom), (xr, floor), f"{s.sump_m:.2f}", 0.06)
    return left, right, bottom - 0.7, 0.9


def _tube(axes: Any, s: Shape, language: str) -> tuple[float, float, float, float]:
    """Bag in a trench, seen from the side."""
    d, length = s.diameter_m, s.length_m
    depth = 0.6 * d
    _ground(axes, -2.0, length + 2.0, -depth - 0.5)
    level = -depth + FILL * d
    axes.add_patch(_rounded(x=0.0, y=-depth, w=length, h=d, r=0.3 * d, face=GAS, edge=WALL, line=1.8, z=2))
    axes.fill_between(
        [0.02 * length, 0.98 * length],
        [-depth + 0.02 * d] * 2,
        [level, level],
        color=LIQUID,
        alpha=FILL_ALPHA,
        linewidth=0,
        zorder=3,
    )
    _level(axes, 0.02 * length, 0.98 * length, level)
    for x0, x1, top, key, align in (
        (-0.9, 0.1 * d, 0.55 * d, "inlet", -0.95),
        (length + 0.9, length - 0.1 * d, 0.3 * d, "outlet pipe", length + 0.95),
    ):
        axes.plot([x0, x1], [top, -0.75 * depth], color=WALL, linewidth=6, solid_capstyle="butt", zorder=1)
        axes.plot([x0, x1], [top, -0.75 * depth], color=LIQUID, linewidth=3.5, solid_capstyle="butt", zorder=1)
        _label(axes, align, top + 0.2, word(key, language))
    axes.plot(
        [0.5 * length, 0.5 * length, 0.5 * length + 1.0],
        [d - depth, d - depth + 0.45, d - depth + 0.45],
        color=ACCENT,
        linewidth=1.6,
    )
    _label(axes, 0.5 * length + 1.1, d - depth + 0.45, word("gas pipe", language), ha="left")
    _label(axes, 0.5 * length, -0.35 * depth, word("liquid label", language), zorder=6)
    _dimension(axes, (0.0, -depth - 0.2), (length, -depth - 0.2), f"L {length:.2f}", -0.04)
    _dimension(axes, (-1.35, -depth), (-1.35, d - depth), f"Ø {d:.2f}", -0.06)
    _extension(axes, -1.35, 0.3 * d, -depth, d - depth)
    return -2.0, length + 2.0, -depth - 0.75, d - depth + 0.8


def _rounded(x: float, y: float, w: float, h: float, r: float, face: str, edge: str, line: float, z: int) -> Any:
    from matplotlib.patches import FancyBboxPatch

    return FancyBboxPatch(
        (x + r, y + r),
        w - 2 * r,
        h - 2 * r,
        boxstyle=f"round,pad={r}",
        facecolor=face,
        edgecolor=edge,
        linewidth=line,
        zorder=z,
        mutation_aspect=1.0,
    )


def _box(axes: Any, s: Shape, tank: Digester, buried: float, language: str) -> tuple[float, float, float, float]:
    """Cylinder or channel with a membrane roof; ``buried`` is the share of its height below the ground."""
    trench = s.shape == "trench"
    w, h = (s.length_m if trench else s.diameter_m), s.height_m
    base = -buried * h
    margin = max(0.16 * w, 1.6)
    roof = 0.18 * w if not trench else 0.35 * s.diameter_m
    _ground(axes, -margin, w + 1.25 * margin, base - 0.12 * h - 0.4)
    axes.fill([0, w, w, 0], [base, base, base + h, base + h], facecolor=GAS, edgecolor=WALL, linewidth=2.2, zorder=2)
    level = base + FILL * h
    axes.fill_between([0.0, w], [base, base], [level, level], color=LIQUID, alpha=FILL_ALPHA, linewidth=0, zorder=3)
    axes.plot([0, w, w, 0, 0], [base, base, base + h, base + h, base], color=WALL, linewidth=2.2, zorder=4)
    _level(axes, 0.0, w, level)
    x, y = _arc(0.0, w, base + h, roof)
    axes.fill_between(x, base + h, y, color=GAS, linewidth=0, zorder=1)
    axes.plot(x, y, color="#0072B2", linewidth=1.8, zorder=3)
    _label(axes, 0.5 * w, base + h + 0.45 * roof, f"{word('gas', language)} ({word('membrane', language)})", zorder=6)
    _label(axes, 0.5 * w, base + 0.45 * h, word("liquid label", language), zorder=6)
    axes.plot([-0.5 * margin, 0.04 * w], [base + h + 0.25 * h, base + 0.25 * h], color=WALL, linewidth=4, zorder=1)
    _label(axes, -0.5 * margin, base + h + 0.34 * h, word("inlet", language))
    axes.plot([w - 0.02 * w, w + 0.5 * margin], [level - 0.06 * h, level - 0.25 * h], color=WALL, linewidth=4, zorder=1)
    _label(axes, w + 0.5 * margin, level - 0.36 * h, word("outlet pipe", language))
    if tank.heated:
        for yy in np.linspace(base + 0.12 * h, base + 0.6 * h, 5):
            axes.plot(
                [0.035 * w, 0.965 * w], [yy, yy], marker="o", markersize=3.5, linestyle="none", color=ACCENT, zorder=5
            )
        _label(axes, 0.06 * w, base + 0.7 * h, word("heating", language), ha="left", color=ACCENT, zorder=6)
    if not trench and tank.heated:
        axes.plot([0.72 * w, 0.6 * w], [base + h, base + 0.3 * h], color=LINE, linewidth=1.6, zorder=5)
        axes.plot([0.56 * w, 0.64 * w], [base + 0.33 * h, base + 0.27 * h], color=LINE, linewidth=2.6, zorder=5)
        _label(axes, 0.7 * w, base + 0.3 * h, word("mixer", language), ha="left", zorder=6)
    bottom = base - 0.1 * h
    name = f"L {w:.2f} × {s.diameter_m:.2f}" if trench else f"D {w:.2f}"
    _dimension(axes, (0.0, bottom), (w, bottom), name, -0.02 * h)
    _dimension(axes, (w + 0.95 * margin, base), (w + 0.95 * margin, base + h), f"H {h:.2f}", 0.04 * margin)
    _extension(axes, w, w + 0.95 * margin, base, base + h)
    return -margin, w + 1.25 * margin, base - 0.12 * h - 0.8, base + h + max(roof, 0.42 * h) + 0.3


def _tower(axes: Any, s: Shape, language: str) -> tuple[float, float, float, float]:
    """UASB: sludge bed, separator, effluent weir."""
    w, h = s.diameter_m, s.height_m
    base = -0.3 * h
    _ground(axes, -0.7 * w, 1.7 * w, base - 0.14 * h)
    axes.fill(
        [0, w, w, 0], [base, base, base + h, base + h], facecolor="white", edgecolor=WALL, linewidth=2.2, zorder=2
    )
    level = base + 0.94 * h
    axes.fill_between([0, w], [base, base], [level, level], color="#B7D3E3", linewidth=0, zorder=3)
    axes.fill_between([0, w], [base, base], [base + 0.5 * h] * 2, color=LIQUID, alpha=FILL_ALPHA, linewidth=0, zorder=4)
    axes.plot([0, w, w, 0, 0], [base, base, base + h, base + h, base], color=WALL, linewidth=2.2, zorder=6)
    _label(axes, 0.5 * w, base + 0.25 * h, word("sludge bed", language), zorder=7)
    axes.fill(
        [0.22 * w, 0.5 * w, 0.78 * w],
        [base + 0.68 * h, base + 0.92 * h, base + 0.68 * h],
        facecolor=GAS,
        edgecolor=WALL,
        linewidth=1.4,
        zorder=6,
    )
    _label(axes, 1.08 * w, base + 0.74 * h, word("separator", language), ha="left", zorder=7)
    axes.plot([0.8 * w, 1.06 * w], [base + 0.74 * h] * 2, color=LINE, linewidth=0.7, zorder=7)
    axes.plot(
        [0.5 * w, 0.5 * w, 1.2 * w],
        [base + 0.92 * h, base + 1.12 * h, base + 1.12 * h],
        color=ACCENT,
        linewidth=1.6,
        zorder=7,
    )
    _label(axes, 1.24 * w, base + 1.12 * h, word("gas pipe", language), ha="left")
    axes.annotate(
        "", (w * 1.25, base + 0.9 * h), (w, base + 0.9 * h), arrowprops={"arrowstyle": "->", "color": "#0072B2"}
    )
    _label(axes, 1.28 * w, base + 0.9 * h, word("effluent", language), ha="left")
    axes.annotate(
        "", (0.0, base + 0.06 * h), (-0.35 * w, base + 0.06 * h), arrowprops={"arrowstyle": "->", "color": LINE}
    )
    _label(axes, -0.38 * w, base + 0.06 * h, word("inlet", language), ha="right")
    _dimension(axes, (0.0, base - 0.04 * h), (w, base - 0.04 * h), f"D {w:.2f}", -0.01 * h)
    _dimension(axes, (-0.12 * w, base), (-0.12 * w, base + h), f"H {h:.2f}", -0.03 * w)
    return -0.75 * w, 1.9 * w, base - 0.16 * h, base + 1.25 * h


def drawing(tank: Digester, buried: float, language: str) -> Figure:
    """Section of a tank, to scale, dimensions in metres."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 4.0), layout="constrained")
    axes = figure.add_subplot()
    s = tank.shape
    if s.shape == "dome":
        left, right, bottom, top = _dome(axes, s, language)
    elif s.shape == "tube":
        left, right, bottom, top = _tube(axes, s, language)
    elif s.shape == "tower":
        left, right, bottom, top = _tower(axes, s, language)
    else:
        left, right, bottom, top = _box(axes, s, tank, buried, language)
    if tank.greenhouse:
        x, y = _arc(left + 0.05 * (right - left), right - 0.05 * (right - left), 0.0, max(top, 1.0) + 0.3)
        axes.plot(x, y, color="#56B4E9", linewidth=1.2, linestyle="--", zorder=1)
        _label(
            axes,
            x[len(x) // 2],
            float(y.max()) + 0.06 * (float(y.max()) - bottom),
            word("greenhouse label", language),
            color="#0072B2",
        )
        top = float(y.max()) + 0.14 * (float(y.max()) - bottom)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    axes.axis("off")
    return figure
