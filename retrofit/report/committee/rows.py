"""Packages as rows of small bars: every column has one scale, bars begin at zero, what is longer than its column is cut and says so by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrofit.money.cash_flow import mean_life_years
from retrofit.report.committee.model import Cell, Column, Row
from retrofit.report.render.colours import MEASURES
from retrofit.report.render.svg import number
from retrofit.report.run.first_screen import money_column
from retrofit.report.words.words import vocabulary

if TYPE_CHECKING:
    from retrofit.results import PackageResult, ProjectResult

word = vocabulary("committee")
MOST = 8
"""Rows that the sheet has room for."""
REACH = 1.25
"""A column ends so far beyond the larger of today and the advice."""
NEGATIVE = 0.5
"""Of its positive part a column shows at most so much below zero."""


def shown(result: ProjectResult) -> list[PackageResult]:
    """The packages of the sheet, in the project's order: those that the advice names, then the others as far as there is room."""
    packages, choice = list(result.packages), result.choice
    named = {packages[0].name, choice.best, choice.cheapest, choice.furthest}
    order = sorted(range(len(packages)), key=lambda k: (packages[k].name not in named, k))
    return [packages[k] for k in sorted(order[:MOST])]


def _bars(values: Sequence[float], top: float, both: bool) -> list[tuple[float, float, float | None, bool]]:
    """Start, length, place of zero and whether it is cut, for every value; ``top`` is the end of the scale."""
    top = top or 1.0
    low = max(min(0.0, *values), -NEGATIVE * top) if both else 0.0
    zero = 100.0 * abs(low) / (top - low)
    out = []
    for v in values:
        kept = min(max(v, low), top)
        long = 100.0 * abs(kept) / (top - low)
        out.append((abs(zero - long) if kept < 0.0 else zero, long, zero if low < 0.0 else None, kept != v))
    return out


def _cells(texts: Sequence[str], values: Sequence[float], top: float, both: bool = True) -> list[Cell]:
    return [
        Cell(text=t, value=v, start=a, long=w, zero=z, cut=c)
        for t, v, (a, w, z, c) in zip(texts, values, _bars(values, top, both), strict=True)
    ]


def _payback(p: PackageResult, language: str) -> Cell:
    e = p.economics
    years = e.simple_payback_years
    if e.capex_cny <= 0.0 or years is None:
        return Cell(text="—", value=None, note=word("never", language) if e.capex_cny > 0.0 else "")
    late = years > mean_life_years(e.items)
    at = min(100.0 * years / e.years, 97.0)
    return Cell(
        text=number(years, 1 if years < 99.95 else 0), value=years, note=word("late", language) if late else "", dot=at
    )


def _scale(values: Sequence[float], today: float, best: float) -> float:
    """End of a scale: beyond today and the advice, but no longer than the longest."""
    return min(max(abs(v) for v in values), REACH * max(abs(today), abs(best))) or 1.0


def table(result: ProjectResult, language: str) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Heads and rows."""
    packages, best = shown(result), result.best
    capex = [p.economics.capex_cny for p in packages]
    saving = [p.economics.annual_saving_cny for p in packages]
    tonnes = [p.annual["emissions_kgco2e"] / 1000.0 for p in packages]
    cold = [p.annual["hours_too_cold"] for p in packages]
    invest_unit, invest = money_column(capex, language)
    saving_unit, saved = money_column(saving, language)
    digits = 0 if max(abs(t) for t in tonnes) >= 999.5 else 1
    at = packages.index(best)
    columns = (
        _cells(invest, capex, max(capex)),
        _cells(saved, saving, max(max(saving), 0.0) or max(abs(s) for s in saving)),
        [_payback(p, language) for p in packages],
        _cells([number(t, digits) for t in tonnes], tonnes, _scale(tonnes, tonnes[0], tonnes[at])),
        _cells([number(h, 0) for h in cold], cold, max(cold), both=False),
    )
    rows = tuple(
        Row(
            name=p.name,
            note=word("advised" if p is best and p.measures else f"standing {result.choice.stands[p.name]}", language),
            best=p is best,
            colour="p3" if not p.measures else next((c for m, c in MEASURES.items() if m in p.measures), "p2"),
            cells=tuple(c[k] for c in columns),
            met=f"{sum(d.met for d in p.net_zero.values())}/{len(p.net_zero)}",
        )
        for k, p in enumerate(packages)
    )
    heads = (
        Column(name=word("capex", language), unit=invest_unit),
        Column(name=word("saving a year", language), unit=saving_unit),
        Column(name=word("payback short", language), unit=word("years", language)),
        Column(name=word("net emissions", language), unit=word("t CO2e", language)),
        Column(name=word("too cold", language), unit=word("hours a year", language)),
        Column(name=word("net zero by", language), unit=word("of definitions", language)),
    )
    return heads, rows
