"""Unit costs of measures: the cost table's rows, and what an investment is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from foundation.tables import read_table
from retrofit.money.results import Basis, CostItem


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRate:
    """A unit cost with its range."""

    row: str
    low: float
    mid: float
    high: float
    unit: str
    life_years: float
    opex_share: float
    source: str
    status: str
    basis: Basis
    """``add_on`` where nothing is replaced, ``full`` where something is."""
    due_cny: float | None
    """The same thing replaced like for like, by the unit; None where the table does not know it."""
    embodied_kgco2e: float
    """Greenhouse gases of making it (EN 15978, stages A1 to A3), kg CO2e by the unit of ``cost_item``; 0 where not counted."""


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {r["measure"]: r for r in read_table("retrofit", "capex_opex.csv")}


@cache
def unit_cost(key: str) -> CostRate:
    """A row of ``capex_opex.csv``; ``opex_share`` is the yearly operation cost as a share of the investment.

    >>> unit_cost("led_retrofit").mid, unit_cost("led_retrofit").unit
    (40.0, 'CNY/m2')
    """
    r = _rows()[key]
    opex = r["opex_pct_or_value"]
    if "%" in opex:
        share = float(opex.split("%")[0]) / 100.0
    elif "CNY/(W.a)" in opex:
        share = float(opex.split()[0]) / float(r["mid"])
    else:
        share = 0.0
    due = _rows()[r["due_row"]]["mid"] if r["due_row"] else None
    return CostRate(
        row=key,
        low=float(r["low"]),
        mid=float(r["mid"]),
        high=float(r["high"]),
        unit=r["unit"],
        life_years=float(r["life_years"]),
        opex_share=share,
        source=r["source"],
        status=r["status"],
        basis="add_on" if r["basis"] == "add_on" else "full",
        due_cny=float(due) if due else None,
        embodied_kgco2e=float(r["embodied_kgco2e"] or 0.0),
    )


@cache
def embodied_kg_per_kg(material: str) -> float:
    """Greenhouse gases of making a kilogram of an insulation material (EN 15978, stages A1 to A3), kg CO2e/kg.

    >>> embodied_kg_per_kg("eps")
    5.02

    References
    ----------
    GB/T 51366-2019, appendix D.
    """
    rows = read_table("retrofit", "embodied_materials.csv")
    return float(next(r["kgco2e_per_kg"] for r in rows if r["material"] == material))


def by_size(classes: Sequence[tuple[float, float]], quantity: float) -> float:
    """Price of a quantity by size classes that never falls while the quantity grows, CNY.

    ``min over classes k that reach quantity of max(quantity, from_k) * price_k``: who needs a little less than the next class begins
    with can buy that class.

    Parameters
    ----------
    classes : sequence of (from, price)
        Where each class begins, and its price by the unit, CNY; in rising order, the first from 0.

    >>> by_size(((0.0, 3800.0), (30.0, 3000.0)), 29.9), by_size(((0.0, 3800.0), (30.0, 3000.0)), 30.0)
    (90000.0, 90000.0)
    """
    own = max(k for k, (start, _) in enumerate(classes) if quantity >= start)
    return min(max(quantity, start) * price for start, price in classes[own:])


def cost_item(
    kind: str,
    name: str,
    row: str,
    quantity: float,
    *,
    per: float = 1.0,
    capex_cny: float | None = None,
    embodied_kgco2e: float | None = None,
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
        The price, where it is not the quantity times that of the row.
    embodied_kgco2e : float, optional
        Of all of it; default: by the row and the quantity shown.
    """
    rate = unit_cost(row)
    capex = quantity * per * rate.mid if capex_cny is None else capex_cny
    return CostItem(
        kind=kind,
        name=name,
        quantity=quantity,
        unit=rate.unit.split("/")[-1],
        capex_cny=capex,
        opex_cny_year=capex * rate.opex_share,
        life_years=rate.life_years,
        source=rate.source,
        status=rate.status,
        row=row,
        basis=rate.basis,
        due_cny=None if rate.due_cny is None else quantity * per * rate.due_cny,
        embodied_kgco2e=quantity * rate.embodied_kgco2e if embodied_kgco2e is None else embodied_kgco2e,
    )


def scaled(items: Sequence[CostItem], total_cny: float) -> tuple[CostItem, ...]:
    """Items that cost ``total_cny`` together, in their own proportions (by quantity where they are free); operation follows the price."""
    whole = sum(i.capex_cny for i in items)
    amount = sum(i.quantity for i in items)
    out = []
    for i in items:
        share = i.capex_cny / whole if whole > 0.0 else (i.quantity / amount if amount > 0.0 else 1.0 / len(items))
        capex = total_cny * share
        opex = i.opex_cny_year * (capex / i.capex_cny) if i.capex_cny > 0.0 else 0.0
        out.append(replace(i, capex_cny=capex, opex_cny_year=opex))
    return tuple(out)
