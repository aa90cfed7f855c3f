"""A concession (public-private partnership): users pay a concessionaire, the government closes what is missing to a rate of return."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from retrofit.money.indicators.discounting import annuity_factor, present_value
from retrofit.money.instruments.base import (
    CONCESSIONAIRE,
    GOVERNMENT,
    OWNER,
    Deal,
    Instrument,
    InstrumentSpec,
    handed_over,
    transfer,
)

NotNegativeAmount = Annotated[float, Field(ge=0, le=1e9)]


class Ppp(InstrumentSpec):
    """A concessionaire invests and operates for a term; the owner pays it for use, the government the viability gap."""

    instrument: Literal["ppp"]
    years: int = Field(ge=1, le=60, description="Term, years; at most 40 by law.")
    user_fee_cny_year: NotNegativeAmount | None = Field(
        None, description="What the users pay in a year, CNY at today's prices."
    )
    user_fee_share: float | None = Field(
        None, ge=0, le=1, description="What the users pay as a share of the money saved, where no amount is given."
    )
    target_irr_real: float = Field(0.065, ge=0, le=0.3, description="Real rate of return that the gap is closed to.")
    support: Literal["none", "capital_grant", "availability_payment"] = Field(
        "capital_grant",
        description="Who closes the gap: nobody, the government at the start, or the government every year (limited to what the law still allows).",
    )


def fees(deal: Deal, spec: Ppp) -> np.ndarray:
    """What the users pay in every year of the term, CNY at constant prices."""
    term = min(spec.years, deal.years)
    if spec.user_fee_cny_year is not None:
        return np.full(term, spec.user_fee_cny_year if deal.investment(OWNER) > 0.0 else 0.0)
    return (spec.user_fee_share or 0.0) * np.maximum(0.0, deal.saving(OWNER)[:term])


def gap(flows: np.ndarray, rate: float) -> float:
    """What is missing at the start for a present value of zero at the target rate, CNY; never negative."""
    return max(0.0, -present_value(flows.tolist(), rate))


def apply(deal: Deal, spec: Ppp) -> Deal:
    """The deal with the concession."""
    term = min(spec.years, deal.years)
    taken = deal.of(OWNER, ("capex", "opex", "replacement"), term)
    rows = handed_over(taken, CONCESSIONAIRE)
    own = np.zeros(term + 1)
    for f in taken:
        own[int(np.ceil(f.year))] += f.cny
    paid = fees(deal, spec)
    own[1:] += paid
    for k, fee in enumerate(paid):
        rows += transfer(OWNER, CONCESSIONAIRE, k + 1.0, "fee", float(fee))
    missing = gap(own, spec.target_irr_real)
    if spec.support == "capital_grant":
        rows += transfer(GOVERNMENT, CONCESSIONAIRE, 0.0, "subsidy", missing)
    elif spec.support == "availability_payment":
        yearly = missing / annuity_factor(spec.target_irr_real, term)
        for k in range(term):
            rows += transfer(GOVERNMENT, CONCESSIONAIRE, k + 1.0, "subsidy", yearly)
    return deal.with_flows(rows)


INSTRUMENT = Instrument(spec=Ppp, apply=apply, rank=1, parties=(CONCESSIONAIRE, GOVERNMENT))
