"""A bank loan with equal payments or equal principal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foundation.schema import NoBoolean
from retrofit.money.indicators.debt import schedule
from retrofit.money.instruments.base import BANK, OWNER, AmountSpec, Deal, Debtor, Instrument
from retrofit.money.instruments.debt_flows import debt_flows


class Loan(AmountSpec):
    """A loan at a fixed nominal rate."""

    instrument: Literal["loan"]
    borrower: Debtor = Field(OWNER, description="Who borrows.")
    rate_nominal: float = Field(ge=0, le=0.5, description="Nominal interest of a year; a month bears a twelfth of it.")
    years: int = Field(ge=1, le=60, description="Term, years.")
    repayment: Literal["equal_payment", "equal_principal"] = Field(
        "equal_payment",
        description="equal_payment: the same sum every month; equal_principal: the same principal, and interest on what is left.",
    )
    payments_a_year: Annotated[Literal[1, 2, 4, 12], NoBoolean] = Field(12, description="Payments in a year.")
    interest_only_years: int = Field(0, ge=0, le=10, description="Years at the beginning with interest alone.")


def apply(deal: Deal, spec: Loan) -> Deal:
    """The deal with the loan."""
    amount = spec.amount(deal, spec.borrower)
    n = spec.payments_a_year
    grace = min(spec.interest_only_years, spec.years - 1) * n
    paid = schedule(amount, spec.rate_nominal / n, spec.years * n, spec.repayment, grace)
    return deal.with_flows(debt_flows(deal, spec.borrower, BANK, amount, paid.by_year(n)))


INSTRUMENT = Instrument(spec=Loan, apply=apply, rank=3, parties=(BANK,))
