"""Energy management contract with a guaranteed saving: the owner invests, the contractor makes good what is not saved."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from retrofit.money.instruments.base import CONTRACTOR, OWNER, Deal, Instrument, InstrumentSpec, transfer

Amount = Annotated[float, Field(ge=0, le=1e9)]


class EmcGuaranteed(InstrumentSpec):
    """Guaranteed savings: a yearly fee to the contractor, who pays every shortfall of the guarantee; an excess is shared."""

    instrument: Literal["emc_guaranteed"]
    guaranteed_saving_cny: Amount = Field(
        description="Money saved in a year that is guaranteed, CNY at today's prices."
    )
    fee_cny_year: Amount = Field(description="Fee of a year, CNY at today's prices.")
    years: int = Field(ge=1, le=60, description="Term, years.")
    excess_share: float = Field(
        0.0, ge=0, le=1, description="The contractor's share of what is saved above the guarantee."
    )


def apply(deal: Deal, spec: EmcGuaranteed) -> Deal:
    """The deal with the contract; where nothing is invested there is none."""
    if deal.investment(OWNER) <= 0.0:
        return deal
    rows = []
    for k, saved in enumerate(deal.saving(OWNER)[: spec.years]):
        over = float(saved) - spec.guaranteed_saving_cny
        rows += transfer(OWNER, CONTRACTOR, k + 1.0, "fee", spec.fee_cny_year)
        rows += transfer(OWNER, CONTRACTOR, k + 1.0, "share", spec.excess_share * over if over > 0.0 else over)
    return deal.with_flows(rows)


INSTRUMENT = Instrument(spec=EmcGuaranteed, apply=apply, rank=1, parties=(CONTRACTOR,))
