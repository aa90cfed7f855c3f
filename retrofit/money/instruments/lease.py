"""A finance lease: the lessor buys, the lessee pays level rents and has the asset at the end."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from foundation.schema import NoBoolean, NotNegative
from retrofit.money.indicators.debt import effective_rate, schedule
from retrofit.money.instruments.base import LESSOR, OWNER, AmountSpec, Deal, Debtor, Instrument, transfer
from retrofit.money.instruments.debt_flows import debt_flows


class Lease(AmountSpec):
    """A finance lease with a deposit and a fee; rents count as interest and principal."""

    instrument: Literal["lease"]
    lessee: Debtor = Field(OWNER, description="Who leases.")
    rate_nominal: float = Field(ge=0, le=0.5, description="Nominal rate of a year in the rents.")
    years: int = Field(ge=1, le=30, description="Term, years.")
    payments_a_year: Annotated[Literal[1, 2, 4, 12], NoBoolean] = Field(4, description="Rents in a year.")
    deposit: float = Field(0.0, ge=0, le=0.5, description="Deposit, share of the price; returned with the last rent.")
    fee: float = Field(0.0, ge=0, le=0.1, description="Fee at the start, share of the price.")
    purchase_cny: NotNegative = Field(0.0, description="Nominal price at which the asset is taken over at the end.")


def period_flows(amount: float, spec: Lease) -> np.ndarray:
    """What the lessee receives and pays in every period, from the price that need not be paid at the start."""
    n = spec.years * spec.payments_a_year
    out = np.zeros(n + 1)
    out[0] = amount * (1.0 - spec.deposit - spec.fee)
    out[1:] = -schedule(amount, spec.rate_nominal / spec.payments_a_year, n).payment
    out[-1] += spec.deposit * amount - spec.purchase_cny
    return out


def all_in_rate(amount: float, spec: Lease) -> float | None:
    """Effective yearly cost of the lease with deposit, fee and purchase.

    >>> spec = Lease(instrument="lease", share=1.0, rate_nominal=0.055, years=5)
    >>> round(all_in_rate(100000.0, spec), 6)
    0.056145
    """
    return effective_rate(period_flows(amount, spec).tolist(), spec.payments_a_year)


def apply(deal: Deal, spec: Lease) -> Deal:
    """The deal with the lease."""
    amount = spec.amount(deal, spec.lessee)
    n = spec.payments_a_year
    paid = schedule(amount, spec.rate_nominal / n, spec.years * n).by_year(n)
    rows = debt_flows(deal, spec.lessee, LESSOR, amount, paid)
    end = float(spec.years)
    rows += transfer(spec.lessee, LESSOR, 0.0, "reserve", spec.deposit * amount)
    rows += transfer(LESSOR, spec.lessee, end, "reserve", deal.real(spec.deposit * amount, end))
    rows += transfer(spec.lessee, LESSOR, 0.0, "fee", spec.fee * amount)
    if amount > 0.0:
        rows += transfer(spec.lessee, LESSOR, end, "fee", deal.real(spec.purchase_cny, end))
    return deal.with_flows(rows)


INSTRUMENT = Instrument(spec=Lease, apply=apply, rank=3, parties=(LESSOR,))
