"""Every combination as a dot: net present value over greenhouse gases saved; what leads, what no other beats, what loses comfort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrofit.report.combine.document import name_text, say
from retrofit.report.render.colours import COLOURS, GREYS, INK, INK3, LINE
from retrofit.report.render.svg import TICK, Drawing, number, text_width, ticks
from retrofit.report.words.typeset import column

if TYPE_CHECKING:
    from retrofit.optimise.combine import Combined

LEFT, RIGHT, TOP, BOTTOM = 64.0, 14.0, 46.0, 44.0
BEATEN, UNBEATEN, COLD = GREYS[3], COLOURS["export"], COLOURS["space_cooling"]


def scatter(r: Combined, language: str, width: float, height: float) -> str:
    """The dots as SVG; grey ones first, so that none of those that matter is hidden."""
    base = r.packages[0]
    x_unit, x_cells = column([base.total_kgco2e - p.total_kgco2e for p in r.packages], "kgCO2e", language)
    y_unit, y_cells = column([p.npv_cny for p in r.packages], "CNY", language)
    xs, ys = ([float(c.replace(",", "").replace("−", "-")) for c in cells] for cells in (x_cells, y_cells))
    x_low, x_high, y_low, y_high = min(0.0, *xs), max(0.0, *xs), min(0.0, *ys), max(0.0, *ys)
    d = Drawing(width, height, say("figure", language))
    right, bottom = width - RIGHT, height - BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        px = LEFT + (right - LEFT) * (x - x_low) / ((x_high - x_low) or 1.0)
        return px, bottom - (bottom - TOP) * (y - y_low) / ((y_high - y_low) or 1.0)

    for v in ticks(y_low, y_high):
        _, py = at(x_low, v)
        d.line(LEFT, py, right, py, INK if v == 0.0 else LINE, 1.0)
        d.text(LEFT - 6.0, py, number(v), TICK, "end", INK3)
    for v in ticks(x_low, x_high):
        px, _ = at(v, y_low)
        d.text(px, bottom + 12.0, number(v), TICK, "middle", INK3)
    d.text((LEFT + right) / 2.0, bottom + 30.0, f"{say('saved', language)} ({x_unit})", 12.0, "middle")
    d.text(LEFT, TOP - 14.0, f"{say('npv', language)} ({y_unit})", 12.0)
    best = r.choice.best
    ranks = []
    for p, x, y in zip(r.packages, xs, ys, strict=True):
        cold = p.comfort_verdict.lost
        rank = 1 if cold else 0 if p.name in r.dominated else 2
        ranks.append((3 if p.name == best else rank, x, y))
    for rank, x, y in sorted(ranks):
        px, py = at(x, y)
        d.dot(px, py, (2.2, 2.2, 3.4, 6.0)[rank], (BEATEN, COLD, UNBEATEN, COLOURS["pv"])[rank])
    _legend(d, language)
    px, py = at(*next((x, y) for rank, x, y in ranks if rank == 3))
    end = px > (LEFT + right) / 2.0
    told = name_text(r.named(best).measures, language)
    d.text(px + (-10.0 if end else 10.0), max(py - 17.0, TOP - 14.0), told, 12.0, "end" if end else "start", INK, True)
    return d.svg()


def _legend(d: Drawing, language: str) -> None:
    x = LEFT
    for word, colour in (("dot lead", COLOURS["pv"]), ("dot unbeaten", UNBEATEN), ("dot beaten", BEATEN), ("dot cold", COLD)):  # fmt: skip
        d.dot(x + 5.0, 10.0, 4.0, colour)
        text = say(word, language)
        d.text(x + 14.0, 10.0, text, 12.0)
        x += 14.0 + text_width(text, 12.0) + 18.0
