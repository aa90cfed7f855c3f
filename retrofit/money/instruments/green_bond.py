"""A green bond: coupons, the principal at the end, issue costs; a sinking fund or refinancing where it is short."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from retrofit.money.indicators.debt import schedule, sinking_fund_payment
from retrofit.money.instruments.base import BANK, BONDHOLDERS, OWNER, AmountSpec, Deal, Debtor, Instrument, transfer
from retrofit.money.instruments.debt_flows import debt_flows


class GreenBond(AmountSpec):
    """A bond with yearly coupons and its principal due at once."""

    instrument: Literal["green_bond"]
    issuer: Debtor = Field(OWNER, description="Who issues it.")
    coupon_nominal: float = Field(ge=0, le=0.3, description="Coupon of a year, share of the face value.")
    years: int = Field(ge=1, le=60, description="Tenor, years; usually 3 to 7.")
    issue_cost: float = Field(0.003, ge=0, le=0.1, description="Cost of an issue, share of the face value.")
    sinking_fund_nominal: float | None = Field(
        None,
        ge=0,
        le=0.3,
        description="Interest of a fund that grows to the principal by equal yearly deposits; default: no fund.",
    )
    refinanced: int = Field(
        0, ge=0, le=20, description="How often a new bond of the same terms pays back the one that is due."
    )


def apply(deal: Deal, spec: GreenBond) -> Deal:
    """The deal with the bond and those that follow it. A fund's deposits lie at the bank."""
    face = spec.amount(deal, spec.issuer)
    rows = []
    for n in range(spec.refinanced + 1):
        start = n * spec.years
        paid = schedule(face, spec.coupon_nominal, spec.years, "bullet")
        rows += debt_flows(deal, spec.issuer, BONDHOLDERS, face, paid, start)
        rows += transfer(spec.issuer, BANK, float(start), "fee", deal.real(spec.issue_cost * face, start))
    if spec.sinking_fund_nominal is not None:
        start = spec.refinanced * spec.years
        deposit = sinking_fund_payment(face, spec.sinking_fund_nominal, spec.years)
        for k in range(1, spec.years + 1):
            rows += transfer(spec.issuer, BANK, float(start + k), "reserve", deal.real(deposit, start + k))
        rows += transfer(BANK, spec.issuer, float(start + spec.years), "reserve", deal.real(face, start + spec.years))
    return deal.with_flows(rows)


INSTRUMENT = Instrument(spec=GreenBond, apply=apply, rank=3, parties=(BONDHOLDERS, BANK))
