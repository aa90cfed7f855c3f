"""Unit costs of measures: the cost table's rows and what an investment is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from foundation.tables import read_table
from retrofit.money.results import CostItem


@dataclass(frozen=True, slots=True)
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
        float(r["low"]),
        float(r["mid"]),
        float(r["high"]),
        r["unit"],
        float(r["life_years"]),
        share,
        r["source"],
        r["status"],
    )


def cost_item(
    name: str, key: str, quantity: float, unit_factor: float = 1.0, capex_cny: float | None = None
) -> CostItem:
    """An investment: ``quantity`` (in the unit shown) times ``unit_factor`` gives the unit of the cost table.

    ``capex_cny`` replaces the table's price (the project's own quotation).
    """
    rate = unit_cost(key)
    capex = quantity * unit_factor * rate.mid if capex_cny is None else capex_cny
    source, status = (rate.source, rate.status) if capex_cny is None else ("the project file", "confirmed")
    return CostItem(
        name, quantity, rate.unit.split("/")[-1], capex, capex * rate.opex_share, rate.life_years, source, status
    )
