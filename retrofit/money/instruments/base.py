"""What every instrument is made of: a deal with the cash flows of all parties, and transfers that leave their sum as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field, model_validator

from foundation.schema import NotNegative, Strict
from retrofit.money.results import Flow, Kind

OWNER: Final = "owner"
"""Who invests and pays the bills where no other party is named."""
CONTRACTOR, DEVELOPER, CONCESSIONAIRE = "contractor", "developer", "concessionaire"
BANK, BONDHOLDERS, LESSOR, GOVERNMENT = "bank", "bondholders", "lessor", "government"
PARTIES = (OWNER, CONTRACTOR, DEVELOPER, CONCESSIONAIRE, BANK, BONDHOLDERS, LESSOR, GOVERNMENT)
"""Everybody who can have cash flows."""
PartyName = Literal["owner", "contractor", "developer", "concessionaire", "bank", "bondholders", "lessor", "government"]
Debtor = Literal["owner", "contractor", "developer", "concessionaire"]
COSTS: tuple[Kind, ...] = ("capex", "replacement", "residual", "opex")
SAVED: tuple[Kind, ...] = ("energy", "export")


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class PvService:
    """What the PV of a package costs and brings, at constant prices."""

    costs: tuple[Flow, ...]
    """Investment, replacements, residual value and operation, of the owner."""
    self_use_cny: np.ndarray
    """What its electricity used on the site need not be bought for, of every year 1 to n."""
    export_cny: np.ndarray
    """What its surplus is sold for."""
    roof_m2: float


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Deal:
    """Cash flows of all parties against the baseline, at the prices of year 0."""

    flows: tuple[Flow, ...]
    years: int
    inflation: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)
    """Real discount rate by party."""
    pv: PvService | None = None

    def real(self, cny: float, year: float) -> float:
        """An amount at the current prices of a year at the prices of year 0."""
        return float(cny * (1.0 + self.inflation) ** -year)

    def with_flows(self, flows: Iterable[Flow]) -> Deal:
        """The deal with more rows; those of one party, year and kind are added up."""
        sums: dict[tuple[str, float, Kind], float] = {}
        for f in (*self.flows, *flows):
            key = (f.party, f.year, f.kind)
            sums[key] = sums.get(key, 0.0) + f.cny
        rows = (Flow(p, y, k, cny) for (p, y, k), cny in sums.items() if cny != 0.0)
        return replace(self, flows=tuple(rows))

    def of(self, party: str, kinds: Sequence[Kind], last_year: float | None = None) -> list[Flow]:
        """Rows of a party."""
        end = self.years if last_year is None else last_year
        return [f for f in self.flows if f.party == party and f.kind in kinds and f.year <= end]

    def investment(self, party: str) -> float:
        """What a party invests in year 0, CNY."""
        return -sum(f.cny for f in self.of(party, ("capex",), 0.0))

    def open_need(self, party: str) -> float:
        """What is left to pay of a party's investment after grants and debt, CNY."""
        return max(0.0, -sum(f.cny for f in self.of(party, ("capex", "subsidy", "loan"), 0.0)))

    def saving(self, party: str) -> np.ndarray:
        """Energy saved and sold by a party in every year 1 to n, CNY."""
        out = np.zeros(self.years + 1)
        for f in self.of(party, SAVED):
            out[round(f.year)] += f.cny
        return out[1:]


def transfer(payer: str, receiver: str, year: float, kind: Kind, cny: float) -> list[Flow]:
    """A payment: one row each of who pays and who receives, so that the sum of all parties stays as it is."""
    return [Flow(payer, year, kind, -cny), Flow(receiver, year, kind, cny)]


def handed_over(rows: Iterable[Flow], receiver: str) -> list[Flow]:
    """Rows of a party become those of another: what takes them from the one and gives them to the other."""
    return [f for r in rows for f in (replace(r, cny=-r.cny), replace(r, party=receiver))]


class InstrumentSpec(Strict):
    """Keys that every instrument has."""

    instrument: str


class AmountSpec(InstrumentSpec):
    """An instrument that pays for a share of an investment, or an amount."""

    share: Annotated[float, Field(gt=0, le=1)] | None = Field(None, description="Share of the investment.")
    amount_cny: NotNegative | None = Field(
        None, description="Amount in place of a share, CNY; at most what is left to pay."
    )

    @model_validator(mode="after")
    def _one_amount(self) -> AmountSpec:
        if (self.share is None) == (self.amount_cny is None):
            raise ValueError("give share or amount_cny, one of the two")
        return self

    def amount(self, deal: Deal, party: str) -> float:
        """CNY in year 0, at most what is left to pay."""
        wanted = self.amount_cny if self.share is None else self.share * deal.investment(party)
        return min(float(wanted or 0.0), deal.open_need(party))


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Instrument:
    """A way of paying.

    Attributes
    ----------
    spec : type
        The keys in the project file; its ``instrument`` is the name.
    apply : callable
        ``(deal, spec) -> deal``; every row that it adds has its counterpart.
    rank : int
        Order: who invests (1), grants (2), debt (3).
    parties : tuple of str
        Who takes part beside the owner.
    """

    spec: type[InstrumentSpec]
    apply: Callable[..., Deal]
    rank: int
    parties: tuple[str, ...] = ()
    key: str = field(init=False)

    def __post_init__(self) -> None:
        (key,) = self.spec.model_fields["instrument"].annotation.__args__  # type: ignore[union-attr]
        object.__setattr__(self, "key", key)
