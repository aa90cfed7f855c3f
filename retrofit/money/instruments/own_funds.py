"""Own funds: what nobody else pays. Naming them says which share they are."""

from __future__ import annotations

from typing import Literal

from retrofit.money.instruments.base import AmountSpec, Deal, Instrument


class OwnFunds(AmountSpec):
    """The owner's own money; what no instrument pays for is own funds in any case."""

    instrument: Literal["own_funds"]


def apply(deal: Deal, _spec: OwnFunds) -> Deal:
    """The deal as it is: the investment is the owner's already."""
    return deal


INSTRUMENT = Instrument(spec=OwnFunds, apply=apply, rank=0)
