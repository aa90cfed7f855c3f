"""The HTML report: one self-contained file, no request to anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from foundation.quantities import position, quantity
from retrofit.netzero.definitions import KEYS
from retrofit.report.committee.page import committee_page
from retrofit.report.render.html import render, write_figures
from retrofit.report.render.tables import counts_of, hourly_table, monthly_table
from retrofit.report.run import figures
from retrofit.report.run.buildings import buildings_table, household_text
from retrofit.report.run.first_screen import first_screen
from retrofit.report.run.money_page import money_part
from retrofit.report.run.rows import (
    assumptions_of,
    closing_text,
    comfort_text,
    comparison,
    number,
    step_text,
    title,
    weather_text,
)
from retrofit.report.weather.figures import quality_svg
from retrofit.report.weather.place import place_text, province_text
from retrofit.report.weather.quality import label, note_texts, told_findings
from retrofit.report.words.column_text import heading
from retrofit.report.words.language import file_suffix, joined
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import amount
from retrofit.report.words.words import measure_word, word

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult


def _monthly_rows(result: ProjectResult, package: PackageResult) -> tuple[list[str], list[list[str]]]:
    """Months of a package: the columns of ``quantities.csv`` that are shown by month and are not all zero, the mean or the sum last."""
    table = monthly_table(hourly_table(package, result.year.column("temp_air"), counts_of(result)))
    columns = {str(c): quantity(str(c)) for c in table.columns if table[c].abs().sum() > 0}
    names = sorted((c for c, q in columns.items() if "month" in q.shown), key=position)
    rows = [[str(m), *(number(float(table.loc[m, c]), columns[c].digits) for c in names)] for m in table.index]
    total = [float(table[c].sum() if columns[c].fold == "sum" else table[c].mean()) for c in names]
    return names, [*rows, ["Σ", *(number(x, columns[c].digits) for c, x in zip(names, total, strict=True))]]


def write_page(result: ProjectResult, out_dir: Path, language: str, alone: bool = True) -> tuple[Path, ...]:
    """Write ``report.html`` (or ``report.zh.html``) and the figures beside it as SVG files."""
    best = result.best
    svg = figures.draw(result, best, language)
    if not result.year.synthetic:
        svg["weather_quality"] = (quality_svg(result.year, result.pv_yields, result.cured_pv_yields, language), "")
    suffix = file_suffix(language, language if alone else "both")
    files = write_figures(svg, out_dir, "figure_", suffix, language)
    months, rows = _monthly_rows(result, best)
    assumptions = assumptions_of(result)
    text = render(
        "report.html.j2", language, r=result, best=best, svg=svg, t=lambda key: word(key, language, "screen"), title=title(result, language), first_screen=first_screen(result, best, assumptions, language),
        buildings=buildings_table(result, best, language), money=money_part(result, language), m=lambda key: word(key, language, "money"), household=household_text(best, language), committee=committee_page(result, language, date.today()), w=lambda key: word(key, language, "committee"),
        all_met=all(d.met for d in best.net_zero.values()),
        keys=KEYS, number=number, note=lambda a: translate(a.note, language), amount=lambda v, unit: amount(v, unit, language), weather=weather_text(result, language), place=place_text(result.year.site, language), province=province_text(result.year.site.province, language), notes=note_texts(result.year.source, language), findings=told_findings(result.year.warnings, language), q=lambda key: label(key, language), boundary=lambda d: translate(d.boundary, language), measures=lambda q: joined((measure_word(m, language) for m in q.measures), language), closing=lambda d: closing_text(d, language), step=lambda s: step_text(s, language), comfort=lambda q: comfort_text(q, language),
        comparison=comparison(result, language), heading=lambda key: heading(key, language), months=[heading(m, language) for m in months], rows=rows, assumptions=assumptions,
    )  # fmt: skip
    page = out_dir / f"report{suffix}.html"
    page.write_text(text, encoding="utf-8")
    return (page, *files)
