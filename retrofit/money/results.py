"""What the money room returns: cost items and the economics of a package. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

Kind = Literal[
    "energy",
    "export",
    "capex",
    "replacement",
    "residual",
    "opex",
    "subsidy",
    "loan",
    "interest",
    "reserve",
    "share",
    "power",
    "rent",
    "fee",
    "vat",
    "surtax",
    "tax",
]
"""What money is for. ``loan``: principal drawn and paid back; ``reserve``: deposits and their release; ``share``: of a saving; ``power``:
electricity sold within the site; ``tax``: on income."""
Basis = Literal["full", "incremental", "add_on"]
"""What a cost counts: all of a replacement, only what it costs beyond the like-for-like replacement that is due anyway, or a thing where
nothing was."""


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
    row: str = ""
    """Row of the cost table that it is priced by; empty where it has none."""
    basis: Basis = "full"
    due_cny: float | None = None
    """What the like-for-like replacement that is due anyway would cost, where that is known."""
    embodied_kgco2e: float = 0.0
    """Greenhouse gases of making it (EN 15978, stages A1 to A3); again with every replacement."""
    fades: bool = False
    """Its output falls over its life, and is new with its replacement."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A row of the table of cash flows: what a party receives (negative: pays) in a year, for what."""

    party: str
    year: float
    """End of this year from the day of the investment, which is 0."""
    kind: Kind
    cny: float


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Bills:
    """What energy costs and brings in every year of a project's economics, CNY, each of shape (years,)."""

    energy_cny: np.ndarray
    """Bought, with fixed charges."""
    export_cny: np.ndarray
    """Sold."""
    import_kwh: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Electricity bought."""
    export_kwh: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Electricity sold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Economics:
    """Cost of a package against the project's first package (the baseline)."""

    capex_cny: float
    annual_bill_cny: float
    """Energy bought minus energy sold."""
    annual_opex_cny: float
    annual_saving_cny: float
    simple_payback_years: float | None
    npv_cny: float
    discount_rate_real: float
    """A year; of constant prices."""
    years: int
    items: tuple[CostItem, ...] = ()
    savings_cny: tuple[float, ...] = ()
    """Bill saved less operation in every year, falling as modules fade."""
    flows: tuple[Flow, ...] = ()
    """The package's own cash flows, without the baseline's."""
