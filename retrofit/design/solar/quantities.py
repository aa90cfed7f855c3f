"""Bill of quantities of a solar design."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrofit.design.solar.model import Quantity

if TYPE_CHECKING:
    from retrofit.project.objects.pv_design import GroupDesign, RoofDesign

RAILS = 2
"""Rails that carry a row of modules."""


def row_lengths(roof: RoofDesign) -> list[float]:
    """Length of every row of modules of one roof, m (of columns where modules stand in columns)."""
    if roof.layout is None:
        return []
    out = []
    rows: dict[int, list[float]] = {}
    for p in roof.layout.placed:
        ends = rows.setdefault(p.row, [math.inf, -math.inf, math.inf, -math.inf])
        ends[0], ends[1] = min(ends[0], p.x), max(ends[1], p.x + p.width)
        ends[2], ends[3] = min(ends[2], p.y), max(ends[3], p.y + p.height)
    for x0, x1, y0, y1 in rows.values():
        out.append(max(x1 - x0, y1 - y0) if roof.plane.mounting != "open_rack" else x1 - x0)
    return out


def quantities(roofs: Sequence[RoofDesign], groups: Sequence[GroupDesign]) -> tuple[Quantity, ...]:
    """Modules, racks or rails, inverters, strings with their connectors, fuses."""
    out: list[Quantity] = []
    modules: dict[str, int] = {}
    for r in roofs:
        modules[r.module.name] = modules.get(r.module.name, 0) + r.all_modules
    out += [Quantity("modules", name, n, "pieces") for name, n in modules.items()]
    for r in roofs:
        lengths = row_lengths(r)
        if not lengths:
            continue
        if r.plane.mounting == "open_rack":
            out.append(Quantity("rack rows", r.place, len(lengths) * r.count, "rows"))
            out.append(Quantity("rack length", r.place, round(sum(lengths) * r.count, 1), "m"))
        else:
            out.append(Quantity("rails", r.place, round(RAILS * sum(lengths) * r.count, 1), "m"))
    inverters: dict[str, int] = {}
    for g in groups:
        name = g.strings.inverter.name
        inverters[name] = inverters.get(name, 0) + g.strings.inverters * g.count
    out += [Quantity("inverters", name, n, "pieces") for name, n in inverters.items()]
    strings = sum(len(g.strings.strings) * g.count for g in groups)
    out.append(Quantity("strings", "", strings, "pieces"))
    fuses = 0
    for g in groups:
        together: dict[tuple[int, int], int] = {}
        for s in g.strings.strings:
            together[s.inverter, s.tracker] = together.get((s.inverter, s.tracker), 0) + 1
        fuses += 2 * g.count * sum(n for n in together.values() if n >= 3)
    if fuses:
        out.append(Quantity("fuses", "", fuses, "pieces"))
    return tuple(out)
