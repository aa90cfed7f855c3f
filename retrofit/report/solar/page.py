"""The design sheet as files: one HTML page, the plan of every roof, tables as CSV."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrofit.report.render import csv
from retrofit.report.render.document import Table
from retrofit.report.render.html import Figures, render, write_figures
from retrofit.report.render.tables import safe_name, write_table
from retrofit.report.run.rows import number
from retrofit.report.solar import figures
from retrofit.report.solar import rows as solar_rows
from retrofit.report.solar.plan import order, plan
from retrofit.report.weather.place import year_text
from retrofit.report.weather.quality import label, note_texts, told_findings
from retrofit.report.words.language import file_suffix, languages, named
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import amount
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.design.solar.sheet import SolarSheet

word = vocabulary("solar")


def title(sheet: SolarSheet, language: str) -> str:
    """The project's name."""
    project = sheet.design.project
    return named(language, project.name, project.name_zh)


def cards(sheet: SolarSheet, language: str) -> list[tuple[str, str]]:
    """The figures that a reader wants first: value and what it is."""
    d = sheet.design
    kwh = d.solar.ac_kwh
    out = [
        (f"{d.capacity_kwp:.2f} kWp", word("modules of", language, n=sum(r.all_modules for r in d.roofs))),
        (f"{number(kwh)} kWh", word("year yield", language) + (" P50" if sheet.quantiles else "")),
    ]
    if "P90" in sheet.quantiles:
        out.append((f"{number(kwh * sheet.quantiles['P90'])} kWh", f"{word('year yield', language)} P90"))
    if d.capacity_kwp:
        out.append((number(kwh / d.capacity_kwp), word("specific", language)))
    if kwh > 0:
        out.append((f"{100 * sheet.self_used_kwh / kwh:.0f} %", word("self consumption", language)))
    out.append((amount(sum(c.capex_cny for c in d.cost), "CNY", language), word("cost", language)))
    return out


def yield_table(sheet: SolarSheet, language: str) -> Table:
    """Months and year; quantiles; use on site; life."""
    monthly = solar_rows.monthly_kwh(sheet)
    head = ("", *(str(m) for m in range(1, 13)), word("total", language))
    shares = sheet.quantiles
    rows = []
    for name, share in shares.items():
        months = [number(v * share) for v in monthly] if name in ("P50", "P90") else [""] * 12
        rows.append((f"{name} kWh", *months, number(monthly.sum() * share)))
    d = sheet.design
    index = np.asarray(d.year.index.month)
    parts = {"self use": d.solar.ac_kw - sheet.exported_kw - sheet.curtailed_kw, "exported": sheet.exported_kw}
    if sheet.curtailed_kw.any():
        parts["curtailed"] = sheet.curtailed_kw
    for key, kw in parts.items():
        values = np.bincount(index, kw, 13)[1:]
        rows.append((f"{word(key, language)} kWh", *(number(v) for v in values), number(values.sum())))
    life = sheet.life_kwh
    rows.append((f"{word('life', language)} kWh", *[""] * 12, number(life.sum())))
    return Table(head, tuple(rows), tuple(range(1, 14)))


def budget_table(sheet: SolarSheet, language: str) -> Table:
    """Parts of the uncertainty."""
    rows = [
        (word(name, language), f"{100 * share:.1f} %", translate(source, language))
        for name, share, source in sheet.budget
    ]
    if rows:
        both = math.hypot(*(share for _, share, _ in sheet.budget))
        rows.append((word("together", language), f"{100 * both:.1f} %", ""))
    return Table((word("item", language), "σ", word("source", language)), tuple(rows), (1,))


def plans(sheet: SolarSheet, language: str) -> list[tuple[str, str]]:
    """Name and drawing of every roof with an outline."""
    out = []
    for g in sheet.design.groups:
        for r in g.roofs:
            if r.layout is not None:
                mine = [s for s in g.strings.strings if s.plane == r.place]
                out.append((r.place, plan(r, mine, sheet.design.year.site.latitude, language)))
    return out


def module_table(sheet: SolarSheet) -> Table:
    """Every module: roof, row, corner and size in the row frame, string (0: none)."""
    rows = []
    for g in sheet.design.groups:
        for r in g.roofs:
            if r.layout is None:
                continue
            owner = [s.number for s in g.strings.strings if s.plane == r.place for _ in range(s.modules)]
            for k, p in enumerate(order(r.layout)):
                string = owner[k] if k < len(owner) else 0
                rows.append((r.place, str(p.row + 1), f"{p.x:.3f}", f"{p.y:.3f}", f"{p.width:.3f}", f"{p.height:.3f}", str(string)))  # fmt: skip
    return Table(("roof", "row", "x_m", "y_m", "width_m", "height_m", "string"), tuple(rows))


def write_tables(sheet: SolarSheet, out_dir: Path, language: str) -> list[Path]:
    """Quantities, strings, modules, options, assumptions, findings as text; hours and months as numbers."""
    d = sheet.design
    files = [
        csv.write(solar_rows.bill_table(d, language), out_dir / "quantities.csv"),
        csv.write(module_table(sheet), out_dir / "modules.csv"),
        csv.write(solar_rows.assumption_table(d, language), out_dir / "assumptions.csv"),
        csv.write(solar_rows.findings_table(d.findings, language), out_dir / "findings.csv"),
        csv.write(solar_rows.layout_table(d, language), out_dir / "layout.csv"),
    ]
    tables = [(g, solar_rows.string_table(g, language)) for g in d.groups]
    for n, (_, table) in enumerate(tables):
        files.append(csv.write(table, out_dir / f"strings_{n + 1}.csv"))
    for o in sheet.optima:
        files.append(
            csv.write(solar_rows.optimum_table(o, language, every=True), out_dir / f"options_{safe_name(o.roof)}.csv")
        )
    columns = {f"{a.name}_ac_kw": a.ac_kw for a in d.solar.arrays}
    hours = pd.DataFrame({"ac_kw": d.solar.ac_kw, **columns}, index=d.year.index)
    files.append(write_table(hours, out_dir / "hourly.csv"))
    monthly = solar_rows.monthly_kwh(sheet)
    shares = sheet.quantiles
    months = pd.DataFrame({f"ac_{n.lower()}_kwh": monthly * s for n, s in shares.items()}, index=pd.Index(range(1, 13), name="month"))  # fmt: skip
    files.append(write_table(months, out_dir / "monthly.csv"))
    return files


def write_page(sheet: SolarSheet, out_dir: Path, language: str, suffix: str = "") -> list[Path]:
    """The page and its drawings."""
    from foundation.version import program_version

    d = sheet.design
    svg = figures.draw(d, sheet.balance, sheet.quantiles.get("P90"), language)
    drawings = plans(sheet, language)
    plan_files: Figures = {f"plan_{safe_name(n)}": (s, "") for n, s in drawings}
    files = write_figures(plan_files, out_dir, "", suffix, language)
    files += write_figures(svg, out_dir, "figure_", suffix, language)
    text = render(
        "solar.html.j2", language, d=d, sheet=sheet, weather=year_text(d.year, d.assumptions, language), notes=note_texts(d.year.source, language),
        weather_findings=told_findings(d.year.warnings, language), q=lambda key: label(key, language), t=lambda key: word(key, language), title=title(sheet, language), svg=svg,
        plans=unique_ids(drawings), cards=cards(sheet, language), site=solar_rows.site_table(sheet, language),
        layout=solar_rows.layout_table(d, language), bill=solar_rows.bill_table(d, language),
        findings=solar_rows.findings_table(d.findings, language), yields=yield_table(sheet, language),
        budget=budget_table(sheet, language), note=lambda a: translate(a.note, language),
        groups=[(g, solar_rows.limits_table(g, language), solar_rows.string_table(g, language)) for g in d.groups],
        sweeps={n: solar_rows.sweep_table(c, next(g.strings.dc_ac for g in d.groups if g.name == n), language) for n, c in sheet.sweeps},
        optima=[(o.roof, solar_rows.optimum_table(o, language)) for o in sheet.optima], version=program_version(),
    )  # fmt: skip
    page = out_dir / f"solar{suffix}.html"
    page.write_text(text, encoding="utf-8")
    return [page, *files]


def unique_ids(drawings: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Drawings that stand on one page need ids of their own (clip paths, hatches)."""
    out = []
    for n, (name, svg) in enumerate(drawings):
        for key in ("roof", "hatch", "tick"):
            svg = svg.replace(f'id="{key}"', f'id="{key}{n}"').replace(f"url(#{key})", f"url(#{key}{n})")
        out.append((name, svg))
    return out


def write(sheet: SolarSheet, out_dir: Path, language: str) -> tuple[Path, ...]:
    """Everything; ``both`` languages give two pages and English tables."""
    files: list[Path] = []
    for one in languages(language):
        suffix = file_suffix(one, language)
        files += write_page(sheet, out_dir, one, suffix)
    return (*files, *write_tables(sheet, out_dir, languages(language)[0]))
