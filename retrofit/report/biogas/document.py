"""The biogas design sheet as a document: the tank, its size, its limits, its months, the store, methane and carbon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from retrofit.report.biogas.adm1 import adm1_lines
from retrofit.report.biogas.rows import (
    carbon_rows,
    limit_rows,
    month_rows,
    size_rows,
    store_rows,
    tank_facts,
    word,
)
from retrofit.report.render.document import Document, Facts, Finding, Findings, Line, Notes, Section, Table
from retrofit.report.words.language import named

if TYPE_CHECKING:
    import numpy as np

    from retrofit.biogas.digestion.adm1_feed import YearCheck
    from retrofit.design.biogas.sheet import DesignSheet


def document(sheet: DesignSheet, files: Sequence[Any], folder: str, language: str) -> Document:
    """The sheet for a console."""
    sections: list[Section] = []
    if sheet.year.synthetic:
        sections.append(Notes((Line(word("synthetic", language), "warning"),)))
    sizes = [
        (label, value + (f"  <- {word('binding', language)}" if binding else ""))
        for label, value, binding in size_rows(sheet, language)
    ]
    sections += [
        Facts(tuple(tank_facts(sheet, language))),
        Facts(tuple(sizes), word("sizing", language)),
        _limits(sheet, language),
        _months(sheet, language),
        Facts(tuple(store_rows(sheet, language)), word("store", language)),
        Table(("", "", ""), tuple(carbon_rows(sheet, language)), (1, 2), (), word("carbon", language)),
        Notes((Line(f"{word('files', language)}: {folder} ({len(files)})"),)),
    ]
    name = named(language, sheet.name, sheet.name_zh)
    return Document(f"{word('title', language)}: {name} ({sheet.package})", tuple(sections), language)


def adm1_document(check: YearCheck, first_order_nm3_day: np.ndarray, language: str) -> Document:
    """ADM1 through the months beside the first-order law."""
    title, *lines = adm1_lines(check, first_order_nm3_day, language)
    return Document(title, (Notes(tuple(Line(line) for line in lines)),), language)


def _limits(sheet: DesignSheet, language: str) -> Findings:
    rows = tuple(
        Finding(word("warning", language), f"{p['title']}: {p['found']} ({word('allowed', language)} {p['allowed']})", p["cure"])
        for p in limit_rows(sheet, language)
    )  # fmt: skip
    return Findings(rows, Line(word("limits" if rows else "no limits", language), "warning" if rows else "good"))


def _months(sheet: DesignSheet, language: str) -> Table:
    """A month a row: what the console has room for."""
    heated = sheet.plant.digester.heated
    shown = ["tank_c", "gas_nm3_day", *(("heat_need_kwh", "heat_unmet_kwh") if heated else ("gas_m3_day",))]
    shown += ["meals", "cooking_covered"]
    shown += ["chp_hours"] if sheet.plant.chp_kw > 0.0 else []
    shown += ["surplus_nm3", "methane_kgco2e", "saved_cny"]
    columns = {row[0]: row[1:] for row in month_rows(sheet, language)}
    names = [word(k, language) for k in shown if word(k, language) in columns]
    rows = tuple((str(m + 1) if m < 12 else "Σ", *(columns[n][m] for n in names)) for m in range(13))
    head = (word("month", language), *names)
    return Table(head, rows, tuple(range(len(head))), (12,), word("months", language))
