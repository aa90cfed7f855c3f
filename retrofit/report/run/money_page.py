"""The part of the page about money: indicators of every package, what the leading one is to each party, and the conventions behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foundation.quantities import quantity
from retrofit.report.render.document import Table
from retrofit.report.words.column_text import name_of, unit_of
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import column, setter
from retrofit.report.words.words import vocabulary, word

if TYPE_CHECKING:
    from retrofit.money.results import Economics, PartyResult
    from retrofit.results import ProjectResult

of_money = vocabulary("money")
NUMBERS = (
    "npv_cny", "lcc_cny", "irr_real", "mirr_real", "adjusted_irr_real", "savings_to_investment", "simple_payback_years",
    "escalated_payback_years", "discounted_payback_years", "equity_payback_years", "pv_lcoe_cny_kwh",
)  # fmt: skip
"""Rows of the table of indicators."""


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """What the page shows of money."""

    conventions: str
    indicators: Table
    parties: Table | None
    """Of the leading package; None where all is the owner's."""
    shares: str
    """The contractor's share by term; empty without such a contract."""
    notes: tuple[str, ...]


def _value(e: Economics, key: str) -> Any:
    value = getattr(e, key.removesuffix("_years")) if key.endswith("back_years") and key != "simple_payback_years" else getattr(e, key)  # fmt: skip
    return getattr(value, "years", value)


def _percent(value: float, language: str) -> str:
    return setter(language)(f"{100.0 * value:.1f} %")


def rates(roots: Sequence[float], language: str) -> str:
    """All rates of return, or that there is none."""
    return ", ".join(_percent(r, language) for r in roots) if roots else of_money("no rate", language)


def _row(key: str, economics: Sequence[Economics | None], language: str) -> tuple[str, ...]:
    """A number of every package; nothing for one that loses comfort."""
    q = quantity(key)
    put = setter(language)
    values = [None if e is None else _value(e, key) for e in economics]
    if key == "irr_real":
        return (put(name_of(q, language)), *("-" if v is None else rates(v, language) for v in values))
    if q.unit == "share":
        return (put(name_of(q, language)), *("-" if v is None else _percent(v, language) for v in values))
    unit, cells = column([math.nan if v is None else v for v in values], q.unit, language, q.digits)
    told = unit if unit != q.unit else unit_of(q, language)
    told = "" if told == "-" else f" ({told})"
    return (put(f"{name_of(q, language)}{told}"), *cells)


def indicators(result: ProjectResult, language: str) -> Table:
    """A number a row, a package a column."""
    shown = [None if p.comfort_verdict.lost else p.economics for p in result.packages]
    rows = tuple(_row(key, shown, language) for key in NUMBERS)
    names = tuple(p.name for p in result.packages)
    return Table(("", *names), rows, tuple(range(1, len(names) + 1)))


def _party_rows(parties: Sequence[PartyResult], language: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    paid_unit, paid = column([p.invested_cny for p in parties], "CNY", language)
    worth_unit, worth = column([p.npv_cny for p in parties], "CNY", language)
    put = setter(language)
    names = [name_of(quantity(k), language) for k in ("discount_rate_real", "invested_cny", "npv_cny", "irr_real", "payback_years", "dscr_min", "dscr_min_year")]  # fmt: skip
    units = ("", f" ({paid_unit})", f" ({worth_unit})", "", f" ({word('years', language)})", "", "")
    head = (of_money("party", language), *(put(f"{n}{u}") for n, u in zip(names, units, strict=True)))
    rows: list[tuple[str, ...]] = []
    for p, a, b in zip(parties, paid, worth, strict=True):
        back = "-" if p.payback.years is None else f"{p.payback.years:.1f}"
        cover = ("-", "-") if p.cover is None or p.cover.least is None else (f"{p.cover.least:.2f}", str(p.cover.least_year))  # fmt: skip
        name = word(f"party {p.party}", language, topic="committee")
        rows.append((name, _percent(p.discount_rate_real, language), a, b, rates(p.irr_real, language), back, *cover))
    return head, rows


def _shares(e: Economics, language: str) -> str:
    known = [(y, s) for y, s in e.contract_shares if s is not None]
    if not e.contract_shares:
        return ""
    rate = next((p.discount_rate_real for p in e.parties if p.party == "contractor"), e.discount_rate_real)
    if not known:
        return of_money("no share", language, rate=_percent(rate, language))
    told = word("semicolon", language).join(
        of_money("share of term", language, years=y, share=f"{100.0 * s:.0f} %") for y, s in known
    )
    return setter(language)(of_money("shares", language, rate=_percent(rate, language), shares=told))


def money_part(result: ProjectResult, language: str) -> MoneyPart:
    """Everything of money beside the cost items."""
    e = result.best.economics
    put = setter(language)
    parties = None
    if len(e.parties) > 1:
        head, rows = _party_rows(e.parties, language)
        parties = Table(head, tuple(rows), tuple(range(1, len(head))))
    conventions = of_money("conventions", language, years=e.years, rate=_percent(e.discount_rate_real, language), inflation=_percent(e.inflation, language))  # fmt: skip
    return MoneyPart(
        conventions=put(conventions),
        indicators=indicators(result, language),
        parties=parties,
        shares=_shares(e, language),
        notes=tuple(put(translate(n, language)) for n in e.notes),
    )
