"""Energy management contract with shared savings: a contractor invests and operates, and takes a share of what is saved for a term."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from retrofit.money.instruments.base import CONTRACTOR, OWNER, Deal, Instrument, InstrumentSpec, handed_over, transfer


class EmcShared(InstrumentSpec):
    """Shared savings (GB/T 24915): the contractor pays investment, operation and replacements of the term; afterwards all is the owner's."""

    instrument: Literal["emc_shared"]
    share: float = Field(gt=0, le=1, description="The contractor's share of the money saved.")
    years: int = Field(ge=1, le=60, description="Term, years.")


def apply(deal: Deal, spec: EmcShared) -> Deal:
    """The deal with the contract. A year in which nothing is saved is paid with nothing."""
    rows = handed_over(deal.of(OWNER, ("capex", "opex", "replacement"), spec.years), CONTRACTOR)
    for k, saved in enumerate(deal.saving(OWNER)[: spec.years]):
        rows += transfer(OWNER, CONTRACTOR, k + 1.0, "share", spec.share * max(0.0, float(saved)))
    return deal.with_flows(rows)


INSTRUMENT = Instrument(spec=EmcShared, apply=apply, rank=1, parties=(CONTRACTOR,))
