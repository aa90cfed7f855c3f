"""All combinations in full: as JSON, and as tables from which every number of money can be computed again."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrofit.money.results import Kind
from retrofit.report.render.csv import text_cell
from retrofit.report.render.output_schemas import versioned

if TYPE_CHECKING:
    from retrofit.optimise.combine import Combined
    from retrofit.packages.combined import Combination

PAID: tuple[Kind, ...] = ("energy", "export", "capex", "replacement", "residual", "opex")


def row_of(p: Combination, r: Combined) -> dict[str, Any]:
    """A package in one row; keys end in their units."""
    e = p.economics
    return {
        "package": p.name,
        "standing": r.choice.stands[p.name],
        "beaten_by": r.dominated.get(p.name, ""),
        "definitions_met": sum(d.met for d in p.net_zero.values()),
        "capex_cny": e.capex_cny,
        "saving_cny_first_year": e.annual_saving_cny,
        "bill_cny_first_year": e.annual_bill_cny,
        "opex_cny_year": e.annual_opex_cny,
        "npv_cny": e.npv_cny,
        "simple_payback_years": e.simple_payback_years,
        "site_kwh": p.site_kwh,
        "load_kwh": p.outcome.load_kwh,
        "primary_kwh": -p.net_zero["primary"].balance,
        "emissions_kgco2e": p.emissions_kgco2e,
        "embodied_kgco2e": p.carbon.embodied_kgco2e,
        "total_kgco2e": p.total_kgco2e,
        "comfort_share": p.comfort_share,
        "hours_too_cold": p.outcome.comfort["hours_too_cold"],
        "hours_too_warm": p.outcome.comfort["hours_too_warm"],
        "comfort_lost": p.comfort_verdict.lost,
    }


def as_json(r: Combined) -> dict[str, Any]:
    """Everything; without the flows by year, which are a table."""
    return versioned(
        {
            "options": list(r.choices.labels),
            "choice": asdict(r.choice) | {"stands": dict(r.choice.stands)},
            "packages": [row_of(p, r) for p in r.packages],
            "effects": [{"option": e.label, **{n: asdict(s) for n, s in e.shares.items()}} for e in r.effects],
            "orders": {n: list(o) for n, o in r.orders.items()},
            "path": [asdict(s) for s in r.path],
            "front": [asdict(p) for p in r.front],
        }
    )


def _items(r: Combined) -> Iterator[dict[str, Any]]:
    for p in r.packages:
        for i in p.economics.items:
            yield {
                "package": p.name,
                "measure": i.kind,
                "item": i.name,
                "quantity": i.quantity,
                "unit": i.unit,
                "capex_cny": i.capex_cny,
                "opex_cny_year": i.opex_cny_year,
                "life_years": i.life_years,
                "basis": i.basis,
                "due_cny": "" if i.due_cny is None else i.due_cny,
                "embodied_kgco2e": i.embodied_kgco2e,
                "cost_row": i.row,
                "status": i.status,
                "source": i.source,
            }


def _years(r: Combined) -> Iterator[dict[str, Any]]:
    """Flows of the owner by year, CNY at constant prices (a row is positive where money comes in), and electricity bought and sold."""
    years = r.packages[0].economics.years
    for p in r.packages:
        bills = p.outcome.bills
        sums: dict[tuple[float, str], float] = defaultdict(float)
        for f in p.economics.flows:
            sums[f.year, f.kind] += f.cny
        for year in sorted({*map(float, range(years + 1)), *(at for at, _ in sums)}):
            kinds = {f"{k}_cny": sums.get((year, k), 0.0) for k in PAID}
            whole = year > 0.0 and year.is_integer()  # a life of 12.5 years is replaced within a year
            k = int(year) - 1
            yield {
                "package": p.name,
                "year": int(year) if year.is_integer() else year,
                **kinds,
                "import_kwh": float(bills.import_kwh[k]) if whole else 0.0,
                "export_kwh": float(bills.export_kwh[k]) if whole else 0.0,
                "operation_kgco2e": float(p.carbon.operation_kgco2e[k]) if whole else 0.0,
            }


def _effects(r: Combined) -> Iterator[dict[str, Any]]:
    for e in r.effects:
        yield {
            "option": e.label,
            **{f"{n}_{part}": getattr(s, part) for n, s in e.shares.items() for part in ("alone", "last", "fair")},
        }


def _write(rows: Iterable[dict[str, Any]], path: Path, empty: Sequence[str] = ()) -> Path:
    """Rows as CSV with a mark for Excel; numbers in full, text as no spreadsheet takes it for a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        head: list[str] = []
        for row in rows:
            if not head:
                head = list(row)
                writer.writerow(head)
            writer.writerow(text_cell(v) if isinstance(v, str) else "" if v is None else v for v in row.values())
        if not head:
            writer.writerow(empty)
    return path


def write(r: Combined, folder: Path) -> tuple[Path, ...]:
    """``combinations.csv``, ``effects.csv``, ``path.csv``, ``front.csv``, ``items.csv`` and ``years.csv``."""
    return (
        _write((row_of(p, r) for p in r.packages), folder / "combinations.csv"),
        _write(_effects(r), folder / "effects.csv"),
        _write((asdict(s) for s in r.path), folder / "path.csv", ("adds", "name")),
        _write((asdict(p) for p in r.front), folder / "front.csv", ("name",)),
        _write(_items(r), folder / "items.csv", ("package",)),
        _write(_years(r), folder / "years.csv"),
    )
