"""What every measure is made of: its keys in the project file, what it changes, its cost, and its proposal as a next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from buildings.model import Building
from buildings.results import Demand
from buildings.systems import PlantYear
from foundation.bounded_cache import BoundedCache
from foundation.provenance import Assumption
from foundation.schema import Name, Strict
from retrofit.biogas.feed.feedstocks import Feed
from retrofit.biogas.results import BiogasYear
from retrofit.energy.balance import Battery
from retrofit.measures.pricing import Amount, Price
from retrofit.money.costs import unit_cost
from retrofit.money.results import CostItem
from retrofit.solar.chain.settings import PVArray
from retrofit.solar.results import SolarYear
from retrofit.solar.roof.plane import RoofPlane
from weather.year import WeatherYear

Changes = Literal["thermal", "systems", "supply"]
"""``thermal``: the building's heat balance; ``systems``: what serves its loads; ``supply``: what is made or stored on site."""


class MeasureSpec(Strict):
    """Keys that every measure has."""

    measure: str


class Priced(MeasureSpec):
    """Keys of a measure that costs something."""

    cost_cny: Amount | None = Field(
        None, description="Your own price of the measure in the whole project, CNY; default: cost table."
    )
    price: Price | None = Field(None, description="Your own price by the unit, with its life and what it counts.")

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        own = self.price
        if self.cost_cny is not None and own is not None and (own.per_unit_cny, own.cost_cny) != (None, None):
            raise ValueError("give one price: cost_cny of the measure, or per_unit_cny or cost_cny under price")
        return self


class BuildingMeasure(MeasureSpec):
    """Common to measures on buildings."""

    buildings: tuple[Name, ...] | None = Field(None, description="Only these buildings; default: all.")


class PricedMeasure(BuildingMeasure, Priced):
    """A measure on buildings that costs something."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A changed building, what it costs (of all ``count`` buildings) and what was assumed.

    ``priced`` prices what is bought by the plant that the finished building needs: one size for energy, cost and report.
    """

    building: Building
    items: tuple[CostItem, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    priced: Callable[[PlantYear], CostItem] | None = None


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class SupplyInputs:
    """What the supplies of a site are made from.

    ``arrays_of`` gives the arrays of a package's ``pv`` measures in their order, as they would be built: the keys of roofs, modules and losses
    belong to the project, which measures do not know. ``memo`` keeps years of supplies that several packages share.
    """

    year: WeatherYear
    feed: Feed | None
    planes: tuple[RoofPlane, ...]
    arrays_of: Callable[[Sequence[Any]], list[PVArray]]
    memo: BoundedCache = field(default_factory=BoundedCache)


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Supply:
    """What measures make or store on site over a year, the demand that they leave, what they cost and assume."""

    demand_left: Demand
    solar: SolarYear
    biogas: BiogasYear | None = None
    battery: Battery | None = None
    items: tuple[CostItem, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def generation_kw(self) -> dict[str, np.ndarray]:
        """Electricity made, kW, each of shape (hours,): ``pv`` may be curtailed, ``chp`` not."""
        none = np.zeros(len(self.solar.ac_kw))
        return {"pv": self.solar.ac_kw, "chp": none if self.biogas is None else self.biogas.chp_electricity_kw}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A next step worth trying: a measure, and what to do in words (a message)."""

    key: str
    text: str
    spec: MeasureSpec


Closing = Sequence[Mapping[str, float | None]]
"""For every definition what would close its gap: ``pv_kwp``, ``digester_m3``, ..."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Measure:
    """A kind of measure.

    Attributes
    ----------
    spec : type
        The keys in the project file; its ``measure`` is the name.
    changes : str
        ``thermal``, ``systems`` or ``supply``.
    cost_rows : tuple of str
        Rows of ``capex_opex.csv`` that it is priced by.
    unit : callable, optional
        ``spec -> unit`` that an own price counts by (``price_units.csv``); default: that of its first cost row.
    needs : tuple of str
        Measures of which one must be in the package for it to have something to work on.
    apply : callable, optional
        ``(building, spec) -> Effect``; None where the building itself is not changed.
    missing : callable, optional
        ``(building, spec) -> why``: what the measure would change and the building has not (a message), or None. It then changes nothing
        and costs nothing.
    archetype : callable, optional
        ``spec -> keys`` of the archetype's request that the building is made anew with.
    supply : callable, optional
        ``(specs, inputs, before) -> Supply``: all measures of the kind in a package at once, after the supplies ``before``.
    rank : int
        Supplies act in this order: a battery stores what is left when all that makes electricity is known.
    propose : callable, optional
        ``(inputs, package, closing) -> proposals`` as next steps of a package.
    single : bool
        At most one in a package.
    repeats : bool
        Proposed also where the package has one already.
    needs_feed : bool
        Needs the project's feedstocks.
    """

    spec: type[MeasureSpec]
    changes: Changes
    cost_rows: tuple[str, ...] = ()
    unit: Callable[[Any], str] | None = None
    needs: tuple[str, ...] = ()
    apply: Callable[[Building, Any], Effect] | None = None
    missing: Callable[[Building, Any], str | None] | None = None
    archetype: Callable[[Any], dict[str, Any]] | None = None
    supply: Callable[[Sequence[Any], SupplyInputs, Supply], Supply] | None = None
    rank: int = 0
    propose: Callable[[SupplyInputs, Sequence[Any], Closing], Sequence[Proposal]] | None = None
    single: bool = False
    repeats: bool = False
    needs_feed: bool = False
    key: str = field(init=False)

    def __post_init__(self) -> None:
        (key,) = self.spec.model_fields["measure"].annotation.__args__  # type: ignore[union-attr]
        object.__setattr__(self, "key", key)

    def unit_of(self, spec: Any) -> str:
        """Unit that a price of the measure counts by; empty where it costs nothing."""
        if self.unit is not None:
            return self.unit(spec)
        return unit_cost(self.cost_rows[0]).unit.split("/")[-1].split(" ")[0] if self.cost_rows else ""


def always(spec: MeasureSpec, text: str) -> Callable[[SupplyInputs, Sequence[Any], Closing], Sequence[Proposal]]:
    """The proposal of one measure whatever the package is."""
    return lambda _inputs, _package, _closing: (Proposal(spec.measure, text, spec),)
