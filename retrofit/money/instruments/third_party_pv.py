"""PV that a developer owns on the owner's roof: power below the grid's price, or rent for the roof."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from retrofit.money.instruments.base import DEVELOPER, OWNER, Deal, Instrument, InstrumentSpec, handed_over, transfer


class ThirdPartyPv(InstrumentSpec):
    """A developer pays for the PV, sells its power to the site and the surplus to the grid."""

    instrument: Literal["third_party_pv"]
    discount: float = Field(0.0, ge=0, le=1, description="By how much its power is cheaper than the grid's, share.")
    rent_cny_m2: float = Field(
        0.0, ge=0, le=200, description="Rent of the roof, CNY per m2 and year, fixed at current prices."
    )
    years: Annotated[int, Field(ge=1, le=60)] | None = Field(
        None, description="Term, years; afterwards the PV is the owner's. Default: the whole period."
    )

    @model_validator(mode="after")
    def _something_for_the_owner(self) -> ThirdPartyPv:
        if self.discount == 0.0 and self.rent_cny_m2 == 0.0:
            raise ValueError("give discount or rent_cny_m2: the owner gets one of the two, or both")
        return self


def apply(deal: Deal, spec: ThirdPartyPv) -> Deal:
    """The deal with the developer; a package without PV has none."""
    if deal.pv is None:
        return deal
    term = min(spec.years or deal.years, deal.years)
    kept = () if term < deal.years else ("residual",)
    costs = [f for f in deal.pv.costs if f.year <= term and (f.kind != "residual" or f.kind in kept)]
    rows = handed_over(costs, DEVELOPER)
    for k in range(term):
        year = k + 1.0
        power = float(deal.pv.self_use_cny[k]) * (1.0 - spec.discount)
        rows += transfer(OWNER, DEVELOPER, year, "power", power)
        rows += transfer(OWNER, DEVELOPER, year, "export", float(deal.pv.export_cny[k]))
        rows += transfer(DEVELOPER, OWNER, year, "rent", deal.real(spec.rent_cny_m2 * deal.pv.roof_m2, year))
    return deal.with_flows(rows)


INSTRUMENT = Instrument(spec=ThirdPartyPv, apply=apply, rank=1, parties=(DEVELOPER,))
