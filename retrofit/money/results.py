"""What the money room returns: cost items and the economics of a package. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class CostItem:
    """One investment of a package."""

    kind: str
    """Measure that it belongs to."""
    name: str
    quantity: float
    unit: str
    capex_cny: float
    opex_cny_year: float
    life_years: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Economics:
    """Cost of a package against the project's first package (the baseline)."""

    capex_cny: float
    annual_bill_cny: float
    """Energy bought minus energy sold."""
    annual_opex_cny: float
    annual_saving_cny: float
    simple_payback_years: float | None
    npv_cny: float
    discount_rate: float
    years: int
    items: tuple[CostItem, ...] = ()
    savings_cny: tuple[float, ...] = ()
    """Bill saved less operation in every year, falling as modules fade."""
