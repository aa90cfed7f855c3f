"""A package as a deal between parties: instruments and taxes in their order, and the same solved backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retrofit.money.indicators.discounting import present_value
from retrofit.money.instruments import registry
from retrofit.money.instruments.base import CONTRACTOR, Deal, InstrumentSpec
from retrofit.money.parties import PartyTerms, by_year, of_party, taxed


def financed(deal: Deal, specs: Sequence[InstrumentSpec], parties: Mapping[str, PartyTerms]) -> Deal:
    """The deal after all instruments and the taxes of every party."""
    out = registry.apply(deal, specs)
    for party, terms in parties.items():
        if terms.vat != "consumer" or terms.income_tax > 0.0:
            out = taxed(out, party, terms)
    return out


def party_npv(deal: Deal, party: str, rate: float) -> float:
    """Net present value of a party's flows at a real rate, CNY."""
    return present_value(by_year(of_party(deal.flows, party), deal.years).tolist(), rate)


def share_for(
    deal: Deal,
    spec: Any,
    rate: float,
    parties: Mapping[str, PartyTerms],
    *,
    others: Sequence[InstrumentSpec] = (),
    key: str = "share",
    party: str = CONTRACTOR,
) -> float | None:
    """The share in a contract that gives a party exactly a rate of return, after all other instruments and taxes.

    Parameters
    ----------
    spec : InstrumentSpec
        The contract; its ``key`` is varied between 0 and 1.
    rate : float
        Real rate that the party wants.

    Returns
    -------
    float or None
        None where even the whole is too little.
    """

    def worth(share: float) -> float:
        return party_npv(financed(deal, [spec.model_copy(update={key: share}), *others], parties), party, rate)

    if worth(1.0) < 0.0:
        return None
    if worth(0.0) >= 0.0:
        return 0.0
    from scipy.optimize import brentq  # few ask for it, and its import takes a tenth of a run

    return float(brentq(worth, 0.0, 1.0, xtol=1e-13))


def shares_by_term(
    deal: Deal,
    spec: Any,
    rate: float,
    parties: Mapping[str, PartyTerms],
    others: Sequence[InstrumentSpec] = (),
) -> tuple[tuple[int, float | None], ...]:
    """For every term of a contract, years, the share that gives the contractor a rate of return; None where none does."""
    longest = min(deal.years, 20)
    return tuple(
        (years, share_for(deal, spec.model_copy(update={"years": years}), rate, parties, others=others))
        for years in range(1, longest + 1)
    )
