"""Unit costs of measures: the cost table's rows and what an investment is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from foundation.tables import read_table
from retrofit.money.results import CostItem


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRate:
    """A unit cost with its range."""

    low: float
    mid: float
    high: float
    unit: str
    life_years: float
    opex_share: float
    source: str
    status: str


@cache
def unit_cost(key: str) -> CostRate:
    """A row of ``capex_opex.csv``; ``opex_share`` is the yearly operation cost as a share of the investment.

    >>> unit_cost("led_retrofit").mid, unit_cost("led_retrofit").unit
    (40.0, 'CNY/m2')
    """
    r = next(r for r in read_table("retrofit", "capex_opex.csv") if r["measure"] == key)
    opex = r["opex_pct_or_value"]
    if "%" in opex:
        share = float(opex.split("%")[0]) / 100.0
    elif "CNY/(W.a)" in opex:
        share = float(opex.split()[0]) / float(r["mid"])
    else:
        share = 0.0
    return CostRate(
        low=float(r["low"]),
        mid=float(r["mid"]),
        high=float(r["high"]),
        unit=r["unit"],
        life_years=float(r["life_years"]),
        opex_share=share,
        source=r["source"],
        status=r["status"],
    )


def cost_item(
    kind: str, name: str, row: str, quantity: float, *, per: float = 1.0, capex_cny: float | None = None
) -> CostItem:
    """An investment by the cost table.

    Parameters
    ----------
    kind : str
        Measure that it belongs to.
    name : str
        What is bought, a message.
    row : str
        Row of ``capex_opex.csv``.
    quantity, per : float
        ``quantity`` in the unit shown; times ``per`` it is in the unit of the row.
    capex_cny : float, optional
        The project's own quotation, in place of the table's price.
    """
    rate = unit_cost(row)
    capex = quantity * per * rate.mid if capex_cny is None else capex_cny
    source, status = (rate.source, rate.status) if capex_cny is None else ("the project file", "confirmed")
    return CostItem(
        kind=kind,
        name=name,
        quantity=quantity,
        unit=rate.unit.split("/")[-1],
        capex_cny=capex,
        opex_cny_year=capex * rate.opex_share,
        life_years=rate.life_years,
        source=source,
        status=status,
    )


def own_item(
    *, kind: str, name: str, quantity: float, unit: str, capex_cny: float, life_years: float, source: str, status: str
) -> CostItem:
    """An investment without a row in the cost table, without yearly operation."""
    return CostItem(
        kind=kind,
        name=name,
        quantity=quantity,
        unit=unit,
        capex_cny=capex_cny,
        opex_cny_year=0.0,
        life_years=life_years,
        source=source,
        status=status,
    )
