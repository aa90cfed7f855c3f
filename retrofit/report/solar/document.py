"""The solar design sheet's first screen as a document: figures, layout, strings against limits, options, findings, where the rest is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrofit.report.render.document import Document, Facts, Finding, Findings, Line, Notes, Section, Table
from retrofit.report.solar import rows as solar_rows
from retrofit.report.solar.page import cards, title
from retrofit.report.words.translate import problem_text
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.design.solar.sheet import SolarSheet
    from retrofit.project.objects.pv_design import GroupDesign

word = vocabulary("solar")


def document(sheet: SolarSheet, files: Sequence[Any], folder: str, language: str) -> Document:
    """The sheet for a console."""
    d = sheet.design
    sections: list[Section] = []
    if d.year.synthetic:
        sections.append(Notes((Line(word("synthetic", language), "warning"),)))
    e = d.extremes
    status = word(e.status, language)
    facts = [(what, value) for value, what in cards(sheet, language)]
    facts += [
        (word(k, language), f"{v:.1f} °C ({status})") for k, v in (("coldest", e.coldest_c), ("hottest", e.hottest_c))
    ]
    sections += [Facts(tuple(facts)), *_layout(sheet, language)]
    for g in d.groups:
        s = g.strings
        name = f"{s.inverters * g.count} x {s.inverter.name}, {word('dc ac', language)} {s.dc_ac:.2f}"
        sections.append(replace(_merged(g, language), title=name))
    for o in sheet.optima:
        table = solar_rows.optimum_table(o, language).only((0, 1, 2, 5, 6, 7, 9, 10))
        sections.append(replace(table, title=f"{word('optimum', language)}: {o.roof}"))
    sections.append(_findings(sheet, language))
    sections.append(Notes((Line(f"{word('files', language)}: {folder} ({len(files)})"),)))
    return Document(
        f"{title(sheet, language)} · {word('design sheet', language)} · {d.package}", tuple(sections), language
    )


def _layout(sheet: SolarSheet, language: str) -> list[Section]:
    """A roof a row; a roof that is known by its area alone has a star."""
    table = solar_rows.layout_table(sheet.design, language)
    by_area = word("area rule", language)
    short = tuple(tuple("*" if cell == by_area else cell for cell in row) for row in table.rows)
    shown = replace(table, rows=short, title=word("layout", language)).only((0, 2, 3, 5, 7, 8, 11, 12, 13))
    return [shown] if short == table.rows else [shown, Notes((Line(f"* {by_area}"),))]


def _findings(sheet: SolarSheet, language: str) -> Findings:
    d = sheet.design
    rows = []
    for f in d.findings:
        message, cure = problem_text(f, language)
        rows.append(Finding(word(f.severity, language), message, cure, "bad" if f.severity == "error" else "warning"))
    verdict = Line(word("sound", language), "good") if d.sound else Line(word("unsound", language), "bad")
    return Findings(tuple(rows), verdict)


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
