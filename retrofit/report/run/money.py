"""A package's economics as plain data and as tables: enough to recompute every number of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrofit.money.indicators.life_cycle import replacement_years, residual_value
from retrofit.report.render.csv import text_cell
from retrofit.report.words.column_text import column_text
from retrofit.report.words.translate import translate
from retrofit.report.words.typeset import typeset

if TYPE_CHECKING:
    from retrofit.money.results import CostItem, Economics, Flow, PartyResult
    from retrofit.results import PackageResult, ProjectResult


def _party_dict(p: PartyResult) -> dict[str, Any]:
    return {
        "party": p.party,
        "discount_rate_real": p.discount_rate_real,
        "npv_cny": p.npv_cny,
        "invested_cny": p.invested_cny,
        "irr_real": list(p.irr_real),
        "payback_years": p.payback.years,
        "dscr_min": None if p.cover is None else p.cover.least,
        "dscr_min_year": None if p.cover is None else p.cover.least_year,
    }


def economics_dict(e: Economics) -> dict[str, Any]:
    """The economics of a package for ``--json``."""
    return {
        "capex_cny": e.capex_cny,
        "annual_bill_cny": e.annual_bill_cny,
        "annual_opex_cny": e.annual_opex_cny,
        "annual_saving_cny": e.annual_saving_cny,
        "simple_payback_years": e.simple_payback_years,
        "npv_cny": e.npv_cny,
        "discount_rate_real": e.discount_rate_real,
        "inflation": e.inflation,
        "years": e.years,
        "irr_real": list(e.irr_real),
        "irr_sign_changes": e.irr_sign_changes,
        "mirr_real": e.mirr_real,
        "escalated_payback_years": e.escalated_payback.years,
        "earlier_payback_years": e.escalated_payback.earlier_years,
        "discounted_payback_years": e.discounted_payback.years,
        "equity_payback_years": e.equity_payback.years,
        "lcc_cny": e.lcc_cny,
        "baseline_lcc_cny": e.baseline_lcc_cny,
        "savings_to_investment": e.savings_to_investment,
        "adjusted_irr_real": e.adjusted_irr_real,
        "pv_lcoe_cny_kwh": e.pv_lcoe_cny_kwh,
        "parties": [_party_dict(p) for p in e.parties],
        "contract_shares": [{"contract_years": y, "contractor_share": s} for y, s in e.contract_shares],
        "notes": [{"text": str(n), "text_zh": typeset(translate(n, "zh"))} for n in e.notes],
    }


FLOW_HEAD = ("package", "scope", "party", "year", "kind", "cny_real", "cny_nominal")
"""``scope``: ``package``: its own flows; ``baseline``: the bills without it; ``difference``: the one less the other, by party, after
instruments and taxes."""
ITEM_HEAD = (
    "package", "measure", "item", "item_zh", "quantity", "unit", "capex_cny", "opex_cny_year", "life_years",
    "replacement_years", "residual_cny", "basis", "due_cny", "embodied_kgco2e", "source", "status",
)  # fmt: skip
NUMBER_HEAD = ("package", "party", "quantity", "name", "name_zh", "unit", "value")


def _flow_rows(name: str, scope: str, flows: Iterable[Flow], inflation: float) -> Iterator[tuple[Any, ...]]:
    for f in flows:
        yield name, scope, f.party, f.year, f.kind, f.cny, f.cny * (1.0 + inflation) ** f.year


def flow_rows(p: PackageResult) -> Iterator[tuple[Any, ...]]:
    """Yearly cash flows of a package."""
    e = p.economics
    yield from _flow_rows(p.name, "package", e.flows, e.inflation)
    yield from _flow_rows(p.name, "baseline", e.baseline_flows, e.inflation)
    yield from _flow_rows(p.name, "difference", e.party_flows, e.inflation)


def _item_row(name: str, item: CostItem, years: int) -> tuple[Any, ...]:
    times = " ".join(f"{t:g}" for t in replacement_years(item.life_years, years))
    left = residual_value(item.capex_cny, item.life_years, years)
    label = typeset(translate(item.name, "zh"))
    amounts = (item.quantity, item.unit, item.capex_cny, item.opex_cny_year, item.life_years, times, left)
    due = "" if item.due_cny is None else item.due_cny
    told = (item.basis, due, item.embodied_kgco2e, item.source, item.status)
    return (name, item.kind, str(item.name), label, *amounts, *told)


def item_rows(p: PackageResult) -> Iterator[tuple[Any, ...]]:
    """Investments of a package with lives, replacements and what is left at the end."""
    for item in p.economics.items:
        yield _item_row(p.name, item, p.economics.years)


def _named(key: str) -> tuple[str, str, str]:
    """Name in both languages, and unit."""
    name, unit = column_text(key, "en")
    return name, column_text(key, "zh")[0], unit


def number_rows(p: PackageResult) -> Iterator[tuple[Any, ...]]:
    """Every number of a package's economics; several rates of return in several rows, none where there is none."""

    def rows(party: str, numbers: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        for key, value in numbers.items():
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, int | float):
                    yield p.name, party, key, *_named(key), each

    document = economics_dict(p.economics)
    parties = document.pop("parties")
    shares = document.pop("contract_shares")
    yield from rows("", document)
    for one in parties:
        yield from rows(one["party"], one)
    for one in shares:
        if one["contractor_share"] is not None:
            yield from rows("contractor", one)


def _cell(value: Any) -> str:
    return repr(float(value)) if isinstance(value, float) else text_cell(str(value))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """A table with all digits, so that what is read is what was computed."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows([_cell(x) for x in row] for row in rows)
    return path


def write_money(result: ProjectResult, out_dir: Path) -> tuple[Path, ...]:
    """``cash_flows.csv``, ``cost_items.csv`` and ``economics.csv`` of all packages."""
    packages = result.packages
    return (
        _write(out_dir / "cash_flows.csv", FLOW_HEAD, (r for p in packages for r in flow_rows(p))),
        _write(out_dir / "cost_items.csv", ITEM_HEAD, (r for p in packages for r in item_rows(p))),
        _write(out_dir / "economics.csv", NUMBER_HEAD, (r for p in packages for r in number_rows(p))),
    )
