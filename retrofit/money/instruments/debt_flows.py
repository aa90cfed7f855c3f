"""A debt as cash flows: drawn in year 0, interest and principal summed to the ends of their years, current prices made constant."""

from __future__ import annotations

from retrofit.money.indicators.debt import Schedule
from retrofit.money.instruments.base import Deal, transfer
from retrofit.money.results import Flow


def debt_flows(
    deal: Deal, debtor: str, lender: str, amount: float, by_year: Schedule, first_year: int = 0
) -> list[Flow]:
    """Rows of a debt of ``amount`` (prices of ``first_year``) with its yearly schedule at current prices."""
    out = transfer(lender, debtor, float(first_year), "loan", deal.real(amount, first_year))
    for k, (interest, principal) in enumerate(zip(by_year.interest, by_year.principal, strict=True)):
        year = float(first_year + k + 1)
        out += transfer(debtor, lender, year, "interest", deal.real(float(interest), year))
        out += transfer(debtor, lender, year, "loan", deal.real(float(principal), year))
    return out
