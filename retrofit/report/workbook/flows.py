"""Cash flows as rows: the project's by what is bought and sold and by every investment, and those of the parties.

The rows of an investment are what the program's own rule gives for it (``investment_flows``), as shares of its price: a price changed in the
workbook changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from retrofit.money.cash_flow import investment_flows, negated
from retrofit.money.results import CostItem, Flow
from retrofit.results import PackageResult

KINDS = (
    "capex", "replacement", "residual", "opex", "energy", "export", "subsidy", "loan", "interest", "reserve", "share", "power", "rent",
    "fee", "vat", "surtax", "tax",
)  # fmt: skip
"""All kinds, in the order of their columns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A flow of a package, with the number of its investment (in the sheet of investments) and its share of the price or of the yearly
    operation; 0 and 0 where it has none."""

    package: int
    scope: str
    """``own``, or ``today``: what is no longer paid."""
    party: str
    year: float
    kind: str
    cny: float
    item: int = 0
    share: float = 0.0

    @property
    def at(self) -> int:
        """The end of the year in which it stands."""
        return ceil(self.year - 1e-9)


def _of_item(item: CostItem, years: int, package: int, number: int) -> Iterable[Row]:
    for f in investment_flows([item], years):
        of = item.opex_cny_year if f.kind == "opex" else item.capex_cny
        yield replace(_row(package, "own", f), item=number, share=f.cny / of)


def project_rows(packages: Sequence[PackageResult]) -> list[Row]:
    """All flows of the packages against today, before instruments and taxes; their investments are counted through."""
    out: list[Row] = []
    number = 0
    for k, p in enumerate(packages, 1):
        e = p.economics
        for item in e.items:
            number += 1
            out += _of_item(item, e.years, k, number)
        bought = [f for f in e.flows if f.kind in ("energy", "export")]
        out += [_row(k, "own", f) for f in bought]
        out += [_row(k, "today", f) for f in negated(e.baseline_flows)]
    return out


def party_rows(packages: Sequence[PackageResult]) -> list[Row]:
    """The flows of all parties against today, after instruments and taxes."""
    return [_row(k, "own", f) for k, p in enumerate(packages, 1) for f in p.economics.party_flows]


def _row(package: int, scope: str, f: Flow) -> Row:
    return Row(package=package, scope=scope, party=f.party, year=f.year, kind=f.kind, cny=f.cny)


def kinds_of(rows: Iterable[Row]) -> list[str]:
    """Kinds that occur, in the order of their columns."""
    there = {r.kind for r in rows}
    return [k for k in KINDS if k in there]


def table_of(rows: Iterable[Row]) -> dict[tuple[int, int, str], float]:
    """Sums by package, year and kind."""
    out: dict[tuple[int, int, str], float] = {}
    for r in rows:
        key = (r.package, r.at, r.kind)
        out[key] = out.get(key, 0.0) + r.cny
    return out
