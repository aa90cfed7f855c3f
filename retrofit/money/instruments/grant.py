"""A grant towards the investment."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from retrofit.money.instruments.base import GOVERNMENT, OWNER, AmountSpec, Deal, Debtor, Instrument, transfer


class Grant(AmountSpec):
    """A grant of the government, paid with the investment in year 0."""

    instrument: Literal["grant"]
    receiver: Debtor = Field(OWNER, description="Who receives it.")


def apply(deal: Deal, spec: Grant) -> Deal:
    """The deal with the grant, at most what the receiver has left to pay."""
    return deal.with_flows(transfer(GOVERNMENT, spec.receiver, 0.0, "subsidy", spec.amount(deal, spec.receiver)))


INSTRUMENT = Instrument(spec=Grant, apply=apply, rank=2, parties=(GOVERNMENT,))
