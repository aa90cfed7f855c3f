"""What a net-zero definition is made of: the flows across the boundary, and a rule that weighs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from foundation.carriers import BOUGHT, ELECTRICITY, EXPORTABLE
from retrofit.energy.factors import Factor, FactorSet
from retrofit.energy.results import Balance
from retrofit.money.tariffs.structure import Tariff
from retrofit.netzero.results import CarrierWeight


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Inputs:
    """What definitions weigh.

    Attributes
    ----------
    balance : Balance
        The hours of a year.
    factors : FactorSet
        Emission and primary energy factors.
    prices : Tariff
        Prices of the customer.
    methane_kg : float
        Methane from the digester to the air in the year.
    biogas_kwh : float
        On-site gas burnt; its CH4 and N2O count in the emissions.
    """

    balance: Balance
    factors: FactorSet
    prices: Tariff
    methane_kg: float = 0.0
    biogas_kwh: float = 0.0
    flows: dict[str, tuple[float, float]] = field(init=False)
    """Annual import and export of every carrier that crosses the boundary, kWh; electricity first."""

    def __post_init__(self) -> None:
        b = self.balance
        flows = {c: (b.total(f"{c}_import_kw"), b.total(f"{c}_export_kw") if c in EXPORTABLE else 0.0) for c in BOUGHT}
        object.__setattr__(self, "flows", {c: f for c, f in flows.items() if c == ELECTRICITY or f[0] > 0.0})


@dataclass(frozen=True, slots=True)
class Weighed:
    """The lines of a definition, its terms outside the carriers (with the sign of imports), and the year of its factors."""

    rows: tuple[CarrierWeight, ...]
    extra: dict[str, float]
    year: str


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Rule:
    """A definition: its unit, what crosses its boundary, and how the flows are weighed."""

    key: str
    unit: str
    boundary: str
    weigh: Callable[[Inputs], Weighed]


def by_factor(flows: dict[str, tuple[float, float]], factors: dict[str, Factor]) -> tuple[CarrierWeight, ...]:
    """Every flow weighed by one factor a carrier; exports are credited with the factor of imports."""
    return tuple(
        CarrierWeight(
            carrier=c,
            import_kwh=i,
            export_kwh=e,
            weight_import=factors[c].value,
            weight_export=factors[c].value,
            source=factors[c].source,
            factor_year=factors[c].year,
            status=factors[c].status,
        )
        for c, (i, e) in flows.items()
    )
