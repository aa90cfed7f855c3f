"""The design sheet on the console and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrofit.report.solar import rows as solar_rows
from retrofit.report.solar.page import cards, title
from retrofit.report.solar.rows import Table
from retrofit.report.words.translate import problem_dict, problem_text
from retrofit.report.words.typeset import setter
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.design.solar.model import GroupDesign
    from retrofit.design.solar.optimum import Option
    from retrofit.design.solar.sheet import SolarSheet

word = vocabulary("solar")


def _grid(table: Table, put: Callable[[str], str], columns: tuple[int, ...] | None = None) -> Any:
    from rich.table import Table as Grid
    from rich.text import Text

    keep = columns or tuple(range(len(table.head)))
    grid = Grid(show_header=any(table.head), box=None, padding=(0, 1), pad_edge=False, header_style="bold")
    for k in keep:
        numeric = k in table.numeric
        grid.add_column(
            Text(put(table.head[k])), justify="right" if numeric else "left", no_wrap=not numeric, overflow="fold"
        )
    for n, row in enumerate(table.rows):
        grid.add_row(*(Text(put(row[k])) for k in keep), style="bold" if n in table.marked else "")
    return grid


def print_sheet(sheet: SolarSheet, files: tuple[Path, ...], language: str, folder: str) -> None:
    """The sheet's first screen: figures, layout, strings against limits, findings, where the rest is."""
    from rich.console import Console
    from rich.text import Text

    d = sheet.design
    console = Console(highlight=False, soft_wrap=False, width=None)
    put = setter(language)

    def tell(line: str, style: str = "") -> None:
        console.print(Text(put(line), style=style))

    def show(table: Table, columns: tuple[int, ...] | None = None) -> None:
        console.print(_grid(table, put, columns))

    tell(f"{title(sheet, language)} · {word('design sheet', language)} · {d.package}", "bold")
    if d.context.year.synthetic:
        tell(word("synthetic", language), "yellow")
    tell("   ".join(word("card", language, value=v, what=t) for v, t in cards(sheet, language)))
    e = d.extremes
    tell(f"{word('coldest', language)} {e.coldest_c:.1f} °C, {word('hottest', language)} {e.hottest_c:.1f} °C ({word(e.status, language)})")  # fmt: skip
    console.print()
    layout = solar_rows.layout_table(d, language)
    by_area = word("area rule", language)
    short = tuple(tuple("*" if cell == by_area else cell for cell in row) for row in layout.rows)
    show(replace(layout, rows=short), (0, 2, 3, 5, 7, 8, 11, 12, 13))
    if short != layout.rows:
        tell(f"* {by_area}")
    for g in d.groups:
        s = g.strings
        console.print()
        count = s.inverters * g.count
        tell(f"{count} x {s.inverter.name}, {word('dc ac', language)} {s.dc_ac:.2f}", "bold")
        show(_merged(g, language))
    for o in sheet.optima:
        console.print()
        tell(f"{word('optimum', language)}: {o.roof}", "bold")
        show(solar_rows.optimum_table(o, language), (0, 1, 2, 5, 6, 7, 9, 10))
    console.print()
    tell(word("sound" if d.sound else "unsound", language), "green" if d.sound else "bold red")
    for f in d.findings:
        message, cure = problem_text(f, language)
        tell(f"  [{word(f.severity, language)}] {message}; {word('cure', language)}: {cure}")
    tell(f"{word('files', language)}: {folder} ({len(files)})")


def _merged(g: GroupDesign, language: str) -> Table:
    """The string table with equal strings on one line."""
    table = solar_rows.string_table(g, language)
    lines: dict[tuple[str, ...], list[int]] = {}
    for n, row in enumerate(table.rows):
        lines.setdefault((row[1], *row[3:]), []).append(n)
    rows = tuple((f"{len(ns)} x", *key) for key, ns in lines.items())
    bad = tuple(k for k, ns in enumerate(lines.values()) if ns[0] in table.marked)
    head = (word("string", language), table.head[1], *table.head[3:])
    return Table(head, rows, tuple(range(2, len(head))), bad)


def _option(o: Option) -> dict[str, Any]:
    names = ("tilt_deg", "pitch_m", "ground_cover_ratio", "by_rule", "modules", "capacity_kwp", "ac_kwh", "kwh_per_kwp", "lcoe_cny_kwh", "npv_cny")  # fmt: skip
    return {n: getattr(o, n) for n in names}


def as_json(sheet: SolarSheet) -> dict[str, Any]:
    """The document of ``solar --json``."""
    d = sheet.design
    e = d.extremes
    return {
        "package": d.package,
        "sound": d.sound,
        "synthetic_weather": d.context.year.synthetic,
        "capacity_kwp": d.capacity_kwp,
        "ac_kwh": d.solar.ac_kwh,
        "quantiles_kwh": {n: s * d.solar.ac_kwh for n, s in sheet.quantiles.items()},
        "monthly_kwh": [float(v) for v in solar_rows.monthly_kwh(sheet)],
        "life_kwh": [float(v) for v in sheet.life_kwh],
        "self_used_kwh": sheet.self_used_kwh,
        "loss_tree_kwh": d.solar.loss_tree,
        "extremes": {"coldest_c": e.coldest_c, "hottest_c": e.hottest_c, "source": e.source, "status": e.status},
        "roofs": [
            {
                "name": r.place, "modules": r.all_modules, "count": r.count, "module": r.module.name, "capacity_kwp": r.capacity_kwp,
                "tilt_deg": r.plane.tilt_deg, "azimuth_deg": r.plane.azimuth_deg, "usable_m2": r.plane.area_m2,
                "gross_m2": r.layout.gross_m2 * r.count if r.layout else None, "rows": r.layout.rows if r.layout else None,
                "pitch_m": r.layout.pitch_m if r.layout else None, "laid": r.layout is not None,
            }
            for r in d.roofs
        ],
        "inverters": [
            {
                "name": g.strings.inverter.name, "number": g.strings.inverters * g.count, "dc_ac": g.strings.dc_ac, "equal_sets": g.count,
                "left": g.strings.left,
                "limits": {n: {"voltage": v.by_voltage, "window": v.by_window, "low": v.low, "hourly_voltage": v.hourly_by_voltage, "hourly_low": v.hourly_low} for n, v in g.strings.limits.items()},
                "strings": [
                    {
                        "number": s.number, "roof": s.plane, "modules": s.modules, "inverter": s.inverter, "tracker": s.tracker,
                        "voc_cold_v": s.voc_cold_v, "vmp_cold_v": s.vmp_cold_v, "vmp_hot_v": s.vmp_hot_v, "design_isc_a": s.design_isc_a,
                    }
                    for s in g.strings.strings
                ],
            }
            for g in d.groups
        ],
        "optima": {o.roof: {"present": _option(o.present), **{k: _option(v) for k, v in o.best.items()}} for o in sheet.optima},
        "dc_ac_sweep": {
            n: [{"dc_ac": c.dc_ac, "ac_kwh": c.ac_kwh, "clipped_kwh": c.clipped_kwh, "hours": c.hours} for c in sweep]
            for n, sweep in sheet.sweeps
        },
        "quantities": [{"what": q.what, "name": q.name, "amount": q.amount, "unit": q.unit} for q in d.quantities],
        "capex_cny": sum(c.capex_cny for c in d.cost),
        "findings": [problem_dict(f) for f in d.findings],
        "assumptions": [{"key": a.key, "value": a.value, "unit": a.unit, "source": a.source, "status": a.status, "note": a.note} for a in d.assumptions],
    }  # fmt: skip
