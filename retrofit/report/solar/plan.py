"""The plan drawing of a roof: SVG to scale, one unit a millimetre of paper, so that a ruler reads it when printed at 100 %."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from retrofit.project.objects.pv_design import RoofDesign
from retrofit.report.render.svg import FONT_STACK
from retrofit.report.words.words import vocabulary
from retrofit.solar.roof import geometry
from retrofit.solar.roof.layout import Layout, Placed
from retrofit.solar.roof.shape import keep_out
from retrofit.solar.strings.model import PVString

word = vocabulary("solar")

SCALES = (20, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 2000)
PAPERS = (("A4", 277.0, 190.0), ("A3", 400.0, 277.0))
"""Landscape, inside margins of 10 mm."""
LEGEND_MM = 62.0
AROUND_MM = 24.0
"""Room for dimensions around the roof."""
TINTS = (
    "#8fc7ec", "#f6c76b", "#8ed3b4", "#e3a6c8", "#f0a07a", "#b7b3e0", "#d8d66f", "#a8d5e2", "#c9a88a", "#b5e08c", "#e8b4b4", "#9fb8d9",
)  # fmt: skip
"""Light tints that take black letters; strings next to each other differ, their numbers tell them apart in any case."""
FREE = "#ffffff"
DEFS = (
    '<defs><pattern id="hatch" width="1.6" height="1.6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="1.6" height="1.6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="1.6" stroke="#777" stroke-width="0.4"/></pattern>'
    '<marker id="tick" markerWidth="3" markerHeight="3" refX="1.5" refY="1.5" orient="auto" markerUnits="userSpaceOnUse">'
    '<line x1="0.7" y1="2.3" x2="2.3" y2="0.7" stroke="#333" stroke-width="0.25"/></marker></defs>'
)
"""Hatch of obstacles, ends of dimension lines."""


@dataclass(frozen=True, eq=False)
class _Sheet:
    """From metres in the row frame to millimetres on paper."""

    turn_deg: float
    scale: int
    left: float
    top: float
    low: np.ndarray
    high: np.ndarray

    def at(self, points: np.ndarray) -> np.ndarray:
        turned = geometry.rotated(np.asarray(points, dtype=float).reshape(-1, 2), -self.turn_deg)
        mm = (turned - self.low) * 1000.0 / self.scale
        height = (self.high[1] - self.low[1]) * 1000.0 / self.scale
        return np.column_stack([self.left + mm[:, 0], self.top + height - mm[:, 1]])

    def mm(self, metres: float) -> float:
        return metres * 1000.0 / self.scale


def _path(points: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def _text(
    x: float, y: float, text: str, size: float = 2.6, anchor: str = "middle", turn: float = 0.0, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    turned = f' transform="rotate({turn:.1f} {x:.2f} {y:.2f})"' if turn else ""
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" text-anchor="{anchor}"{weight}{turned}>{escape(text)}</text>'
    )


def _line(a: np.ndarray, b: np.ndarray, width: float = 0.15, extra: str = "") -> str:
    return f'<line x1="{a[0]:.2f}" y1="{a[1]:.2f}" x2="{b[0]:.2f}" y2="{b[1]:.2f}" stroke="#333" stroke-width="{width}"{extra}/>'


def _dimension(a: np.ndarray, b: np.ndarray, off: float, text: str) -> list[str]:
    """A dimension line between two points, ``off`` mm to the left of the way from a to b."""
    way = b - a
    length = float(np.hypot(*way))
    if length < 1e-6:
        return []
    side = np.array([way[1], -way[0]]) / length
    p, q = a + side * off, b + side * off
    out = [_line(a + side * math.copysign(0.8, off), p + side * math.copysign(1.0, off), 0.1)]
    out += [_line(b + side * math.copysign(0.8, off), q + side * math.copysign(1.0, off), 0.1)]
    out.append(_line(p, q, 0.15, ' marker-start="url(#tick)" marker-end="url(#tick)"'))
    angle = math.degrees(math.atan2(way[1], way[0]))
    if angle > 90.0 or angle <= -90.0:
        angle += 180.0
    up = np.array([math.sin(math.radians(angle)), -math.cos(math.radians(angle))])
    middle = (p + q) / 2.0 + up * 0.9
    return [*out, _text(float(middle[0]), float(middle[1]), text, 2.5, turn=angle)]


def _choose(width_m: float, height_m: float) -> tuple[str, float, float, int]:
    for scale in SCALES:
        for name, w, h in PAPERS:
            if width_m * 1000 / scale + 2 * AROUND_MM + LEGEND_MM <= w and height_m * 1000 / scale + 2 * AROUND_MM <= h:
                return name, w, h, scale
    name, w, h = PAPERS[-1]
    return name, w, h, SCALES[-1]


def order(layout: Layout) -> list[Placed]:
    """Modules in the order in which strings take them: row by row, back and forth."""
    out: list[Placed] = []
    rows: dict[int, list[Placed]] = {}
    for p in layout.placed:
        rows.setdefault(p.row, []).append(p)
    for k, row in enumerate(sorted(rows)):
        across = len({round(p.y, 6) for p in rows[row]}) > len({round(p.x, 6) for p in rows[row]})
        out += sorted(rows[row], key=lambda p: (p.y, p.x) if across else (p.x, p.y), reverse=bool(k % 2))
    return out


def _modules(sheet: _Sheet, layout: Layout, strings: Sequence[PVString]) -> list[str]:
    owner: list[PVString | None] = [s for s in strings for _ in range(s.modules)]
    out, seen = [], set()
    for k, p in enumerate(order(layout)):
        s = owner[k] if k < len(owner) else None
        corners = np.array([(p.x, p.y), (p.x + p.width, p.y), (p.x + p.width, p.y + p.height), (p.x, p.y + p.height)])
        colour = TINTS[(s.number - 1) % len(TINTS)] if s else FREE
        box = sheet.at(corners)
        out.append(f'<path d="{_path(box)}" fill="{colour}" stroke="#444" stroke-width="0.12"/>')
        if s and s.number not in seen:
            seen.add(s.number)
            middle = box.mean(axis=0)
            size = max(min(0.42 * sheet.mm(min(p.width, p.height)), 3.0), 1.1)
            out.append(_text(float(middle[0]), float(middle[1]) + 0.35 * size, f"S{s.number}", size, bold=True))
    return out


def _ground(sheet: _Sheet, roof: RoofDesign, latitude: float) -> tuple[list[str], list[str]]:
    """Outline, setbacks, obstacles with shadows, walkways; and what lies above the modules."""
    assert roof.layout is not None
    shape = roof.layout.shape
    outline = _path(sheet.at(np.array(shape.outline)))
    tilt = 0.0 if roof.plane.mounting == "open_rack" else roof.plane.tilt_deg
    under = [f'<clipPath id="roof"><path d="{outline}"/></clipPath><path d="{outline}" fill="#fbfaf7"/>']
    over: list[str] = []
    zone = '<path d="{}" fill="none" stroke="#f3d9c9" stroke-width="{:.2f}" stroke-linejoin="round" clip-path="url(#roof)"/>'
    for o in shape.obstacles:
        ground = _path(sheet.at(keep_out(o, tilt, roof.plane.azimuth_deg, latitude)))
        if o.walkway:
            under.append(f'<path d="{ground}" fill="#dfe8d8" clip-path="url(#roof)"/>')
            continue
        if o.setback_m:
            under.append(zone.format(ground, 2 * sheet.mm(o.setback_m)))
        under.append(f'<path d="{ground}" fill="#d9d9de" clip-path="url(#roof)"/>')
        corners = sheet.at(np.array(o.corners))
        over.append(f'<path d="{_path(corners)}" fill="url(#hatch)" stroke="#222" stroke-width="0.3"/>')
    under.append(zone.format(outline, 2 * sheet.mm(shape.setback_m)))
    over.append(f'<path d="{outline}" fill="none" stroke="#111" stroke-width="0.5"/>')
    return under, over


def _text_mm(text: str, size: float) -> float:
    """Width of a text: Chinese signs are square."""
    return size * sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in text)


def _obstacle_labels(sheet: _Sheet, layout: Layout) -> tuple[list[str], list[str]]:
    """Names of obstacles where they fit inside, else numbers (on a leader where the obstacle is smaller than its number) and what these mean."""
    out: list[str] = []
    named: list[str] = []
    for o in layout.shape.obstacles:
        if o.walkway or o.parapet:
            continue
        corners = sheet.at(np.array(o.corners))
        low, high = corners.min(axis=0), corners.max(axis=0)
        (x, y), (width, height) = corners.mean(axis=0), high - low
        name = o.name + (f" {o.height_m:g} m" if o.height_m else "")
        if _text_mm(name, 2.2) <= width - 1.2 and height >= 3.2:
            out.append(f'<g stroke="#fff" stroke-width="0.7" paint-order="stroke" stroke-linejoin="round">{_text(x, y + 0.8, name, 2.2)}</g>')  # fmt: skip
            continue
        named.append(f"{len(named) + 1}  {name}")
        if min(width, height) < 4.0:
            foot, x, y = np.array([high[0], low[1]]), high[0] + 4.2, low[1] - 4.2
            out.append(_line(foot, np.array([x - 1.2, y + 1.2]), 0.2))
        out.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.7" fill="#fff" stroke="#222" stroke-width="0.25"/>')
        out.append(_text(x, y + 0.9, str(len(named)), 2.5, bold=True))
    return out, named


def _pitch_dimension(sheet: _Sheet, rows: list[list[Placed]]) -> list[str]:
    """Foot to foot of the two neighbouring rows that share most length, where both begin."""

    def shared(k: int) -> float:
        return min(max(p.x + p.width for p in r) for r in rows[k : k + 2]) - max(
            min(p.x for p in r) for r in rows[k : k + 2]
        )

    k = max(range(len(rows) - 1), key=shared)
    x = max(min(p.x for p in r) for r in rows[k : k + 2])
    feet = [(x, min(p.y for p in r)) for r in rows[k : k + 2]]
    a, b = sheet.at(np.array(feet))
    return _dimension(a, b, -3.5, f"{feet[1][1] - feet[0][1]:.2f}")


def _dimensions(sheet: _Sheet, roof: RoofDesign) -> list[str]:
    """Every side of the outline (overall size where there are many), setback, row pitch and module."""
    layout = roof.layout
    assert layout is not None
    outline = np.array(layout.shape.outline)
    paper = sheet.at(outline)
    turned = np.roll(outline, -1, axis=0)
    clockwise = float(np.sum(outline[:, 0] * turned[:, 1] - turned[:, 0] * outline[:, 1])) < 0
    out: list[str] = []
    if len(outline) <= 10:
        for k, (a, b) in enumerate(zip(paper, np.roll(paper, -1, axis=0), strict=True)):
            metres = float(np.hypot(*(turned[k] - outline[k])))
            if sheet.mm(metres) > 7.0:
                out += _dimension(a, b, 9.0 if clockwise else -9.0, f"{metres:.2f}")
    else:
        low, high = paper.min(axis=0), paper.max(axis=0)
        width, height = (high - low) * sheet.scale / 1000.0
        out += _dimension(np.array([low[0], high[1]]), high, -9.0, f"{width:.2f}")
        out += _dimension(np.array([high[0], high[1]]), np.array([high[0], low[1]]), -9.0, f"{height:.2f}")
    rows = [[p for p in layout.placed if p.row == n] for n in range(layout.rows)]
    if roof.plane.mounting == "open_rack" and len(rows) > 1:
        out += _pitch_dimension(sheet, rows)
    if layout.placed:
        p = layout.placed[-1]
        corners = sheet.at(np.array([(p.x, p.y + p.height), (p.x + p.width, p.y + p.height)]))
        out += _dimension(corners[0], corners[1], 2.5, f"{p.width:.2f}")
        sides = sheet.at(np.array([(p.x + p.width, p.y), (p.x + p.width, p.y + p.height)]))
        out += _dimension(sides[0], sides[1], -2.5, f"{p.height:.2f}")
    return out


def _north(x: float, y: float, bearing_up: float, language: str) -> list[str]:
    """An arrow to the north; ``bearing_up`` is the bearing of the top of the paper."""
    arrow = '<path d="M0 -9 L3 5 L0 2.6 L-3 5 Z" fill="#222"/><path d="M0 -9 L3 5 L0 2.6 Z" fill="#fff" stroke="#222" stroke-width="0.3"/>'
    a = math.radians(-bearing_up)
    out = [f'<g transform="translate({x:.2f} {y:.2f}) rotate({-bearing_up:.1f})">{arrow}</g>']
    return [*out, _text(x + 12.0 * math.sin(a), y - 12.0 * math.cos(a) + 1.2, word("north", language), 3.6, bold=True)]


def _bar(x: float, y: float, scale: int) -> list[str]:
    """A scale bar of about 40 mm in round metres."""
    step = next(s for s in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0) if s * 1000.0 / scale * 4 >= 28.0 or s == 50.0)
    mm = step * 1000.0 / scale
    out = []
    for k in range(4):
        fill = "#222" if k % 2 == 0 else "#fff"
        out.append(
            f'<rect x="{x + k * mm:.2f}" y="{y:.2f}" width="{mm:.2f}" height="1.6" fill="{fill}" stroke="#222" stroke-width="0.2"/>'
        )
    for k in (0, 2, 4):
        out.append(_text(x + k * mm, y + 4.4, f"{k * step:g}" + (" m" if k == 4 else ""), 2.5))
    return out


LEAST_STRINGS = 12
"""Lines of the legend that are kept for strings where obstacles would fill it."""


def _legend(
    x: float, y: float, bottom: float, roof: RoofDesign, strings: Sequence[PVString], named: list[str], language: str
) -> list[str]:
    """Tints of the ground, numbered obstacles, strings."""
    layout = roof.layout
    assert layout is not None
    out = []
    items = [("#f3d9c9", word("setback", language) + f" {layout.shape.setback_m:g} m")]
    if any(not (o.walkway or o.parapet) for o in layout.shape.obstacles):
        items.append(("url(#hatch)", word("obstacle", language)))
    if any(o.shadow and o.height_m and not o.walkway for o in layout.shape.obstacles):
        items.append(("#d9d9de", word("shadow", language)))
    if any(o.walkway for o in layout.shape.obstacles):
        items.append(("#dfe8d8", word("walkway", language)))
    if sum(s.modules for s in strings) < layout.modules:
        items.append((FREE, word("no string", language)))
    rows: list[tuple[str, str]] = [(TINTS[(s.number - 1) % len(TINTS)], f"S{s.number}: {s.modules}, {s.inverter}/{s.tracker}") for s in strings]  # fmt: skip
    lines = int((bottom - y - 4.6 * len(items) - 6.0) / 4.2)
    most = max(lines - min(len(rows), LEAST_STRINGS), 3)
    if len(named) > most:  # the numbers stand on the drawing; the list is in the tables
        named = [*named[: most - 1], f"... {len(named)}"]
    room = max(lines - len(named), 1)
    columns = 1 if len(rows) <= room else 2
    shown = rows[: room * columns - (1 if len(rows) > room * columns else 0)]

    def swatch(px: float, py: float, colour: str, text: str) -> None:
        out.append(f'<rect x="{px:.2f}" y="{py:.2f}" width="5" height="3" fill="{colour}" stroke="#444" stroke-width="0.15"/>')  # fmt: skip
        out.append(_text(px + 6.5, py + 2.4, text, 2.6, "start"))

    for colour, text in items:
        swatch(x, y, colour, text)
        y += 4.6
        if colour == "url(#hatch)":
            out += [_text(x + 6.5, y + 4.2 * k + 2.4, text, 2.6, "start") for k, text in enumerate(named)]
            y += 4.2 * len(named)
    if rows:
        out.append(_text(x, y + 3.4, word("legend strings", language), 2.5, "start", bold=True))
        y += 6.0
    for k, (colour, text) in enumerate(shown):
        swatch(x + (k // room) * 30.0, y + (k % room) * 4.2, colour, text)
    if len(shown) < len(rows):
        out.append(_text(x + 30.0, y + (room - 1) * 4.2 + 2.4, f"... S{len(rows)}", 2.6, "start"))
    return out


def plan(roof: RoofDesign, strings: Sequence[PVString], latitude: float, language: str) -> str:
    """The drawing of one roof as SVG text.

    Parameters
    ----------
    roof : RoofDesign
        With a layout.
    strings : sequence of PVString
        Of this roof, in order: they take its modules row by row, back and forth.
    latitude : float
        For the shadows of obstacles.
    language : "en" | "zh"
    """
    layout = roof.layout
    assert layout is not None
    outline = geometry.rotated(np.array(layout.shape.outline), -layout.shape.turn_deg)
    low, high = outline.min(axis=0), outline.max(axis=0)
    paper, width, height, scale = _choose(*(high - low))
    size = (high - low) * 1000.0 / scale
    left = max((width - LEGEND_MM - size[0]) / 2.0, AROUND_MM)
    top = max((height - size[1]) / 2.0, AROUND_MM)
    width, height = max(width, left + size[0] + AROUND_MM + LEGEND_MM), max(height, top + size[1] + AROUND_MM)
    sheet = _Sheet(layout.shape.turn_deg, scale, left, top, low, high)
    under, over = _ground(sheet, roof, latitude)
    x = width - LEGEND_MM + 2.0
    plane = roof.plane
    bearing_up = (plane.azimuth_deg + 180.0 - layout.shape.turn_deg) % 360.0
    rack = plane.mounting == "open_rack"
    kwp = layout.modules * layout.module_w / 1000.0
    strung = sum(s.modules for s in strings)
    lines = [
        f"{word('plan', language)}  {word('scale', language)} 1:{scale}",
        f"{word('modules of', language, n=layout.modules)}, {kwp:.2f} kWp",
        *([f"{strung} {word('in strings', language)}"] if strung < layout.modules else []),
        f"{roof.module.name}",
        f"{roof.module.length_m:.3f} x {roof.module.width_m:.3f} m, {word(layout.orientation, language)}",
        f"{word('tilt', language)} {plane.tilt_deg:g}°, {word('azimuth', language)} {plane.azimuth_deg:g}°",
    ]
    if rack:
        lines.append(
            f"{word('row pitch', language)} {layout.pitch_m:.2f} m, {word('gcr short', language)} {layout.ground_cover_ratio:.2f}"
        )
    lines += [word("dimensions", language), word("in plan", language) if rack else f"{word('on slope', language)} ↑"]
    head = [_text(x, 10.0, roof.place[:34], 4.2, "start", bold=True)]
    head += [_text(x, 16.0 + 4.2 * k, text, 2.7, "start") for k, text in enumerate(lines)]
    y = 18.0 + 4.2 * len(lines)
    labels, named = _obstacle_labels(sheet, layout)
    legend = _legend(x, y, height - 42.0, roof, strings, named, language)
    foot = [*_north(x + 12.0, height - 22.0, bearing_up, language), *_bar(x + 2.0, height - 8.0, scale)]
    printed = f"{word('printed', language)} {paper}: 1:{scale}"
    body = [
        DEFS,
        f'<rect width="{width:.1f}" height="{height:.1f}" fill="#fff"/>',
        *under, *_modules(sheet, layout, strings), *over, *labels, *_dimensions(sheet, roof), *head, *legend, *foot,
        _text(x + 26.0, height - 12.0, printed, 2.3, "start"),
        f'<rect x="0.3" y="0.3" width="{width - 0.6:.1f}" height="{height - 0.6:.1f}" fill="none" stroke="#111" stroke-width="0.4"/>',
        _line(np.array([width - LEGEND_MM - 1.0, 0.3]), np.array([width - LEGEND_MM - 1.0, height - 0.3]), 0.3),
    ]  # fmt: skip
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}mm" height="{height:.1f}mm" viewBox="0 0 {width:.1f} {height:.1f}" font-family="{escape(FONT_STACK)}" fill="#111">'
    return start + "\n".join(body) + "</svg>"
