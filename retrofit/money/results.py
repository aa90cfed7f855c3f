"""What the money room returns: cost items and the economics of a package. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from retrofit.money.indicators.debt import Cover
from retrofit.money.indicators.payback import NEVER, Payback

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
    """What energy costs and brings in every year of a project's economics at today's prices, CNY, each of shape (years,)."""

    energy_cny: np.ndarray
    """Bought, with fixed charges."""
    export_cny: np.ndarray
    """Sold."""
    import_kwh: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Electricity bought."""
    export_kwh: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Electricity sold."""
    carriers_cny: dict[str, np.ndarray] = field(default_factory=dict)
    """Of ``energy_cny`` what each carrier takes, where prices escalate by carrier."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class PvYears:
    """The PV of a package over the years 1 to n, at today's prices."""

    items: tuple[CostItem, ...]
    kwh: np.ndarray
    self_use_cny: np.ndarray | None = None
    """What would have to be bought without it; where a developer sells it."""
    export_cny: np.ndarray | None = None
    roof_m2: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyResult:
    """What a package is to a party, after all instruments and taxes, at constant prices."""

    party: str
    discount_rate_real: float
    npv_cny: float
    invested_cny: float
    """What it pays in year 0; negative where it receives."""
    irr_real: tuple[float, ...]
    payback: Payback
    """Undiscounted."""
    cover: Cover | None
    """Of its debt service."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Economics:
    """Cost of a package against the project's first package (the baseline), at constant prices.

    Everything down to ``pv_lcoe_cny_kwh`` is of the project as a whole, before financing and taxes.
    """

    capex_cny: float
    annual_bill_cny: float
    """Energy bought minus energy sold in the first year, at today's prices."""
    annual_opex_cny: float
    annual_saving_cny: float
    """In the first year, at today's prices."""
    simple_payback_years: float | None
    """Investment over the saving of the first year."""
    npv_cny: float
    discount_rate_real: float
    """A year; of constant prices."""
    years: int
    items: tuple[CostItem, ...] = ()
    savings_cny: tuple[float, ...] = ()
    """Bill saved less operation in every year: it falls as modules fade and rises with escalation."""
    flows: tuple[Flow, ...] = ()
    """The package's own cash flows, without the baseline's."""
    baseline_flows: tuple[Flow, ...] = ()
    """The bills of the baseline."""
    inflation: float = 0.0
    irr_real: tuple[float, ...] = ()
    irr_sign_changes: int = 0
    mirr_real: float | None = None
    """Financed and reinvested at the discount rate."""
    escalated_payback: Payback = NEVER
    """With escalation, fading and replacements, undiscounted."""
    discounted_payback: Payback = NEVER
    lcc_cny: float = 0.0
    """Life-cycle cost: present value of the package's own flows."""
    baseline_lcc_cny: float = 0.0
    savings_to_investment: float | None = None
    adjusted_irr_real: float | None = None
    pv_lcoe_cny_kwh: float | None = None
    party_flows: tuple[Flow, ...] = ()
    """Of all parties against the baseline, after instruments and taxes; their sum is the project's flow."""
    parties: tuple[PartyResult, ...] = ()
    equity_payback: Payback = NEVER
    """Of what the owner pays, after debt service and taxes."""
    contract_shares: tuple[tuple[int, float | None], ...] = ()
    """For every term of the contract, years, the contractor's share that gives it its own discount rate."""
    notes: tuple[str, ...] = ()
    """What must be said beside the numbers, as messages."""

    @property
    def owner_npv_cny(self) -> float:
        """Net present value of the owner after instruments and taxes; the project's where no party is appraised."""
        return next((p.npv_cny for p in self.parties if p.party == "owner"), self.npv_cny)
