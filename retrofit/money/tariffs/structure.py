"""A tariff: prices by period, tiers per meter, demand or capacity, power factor, fixed charges, export. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from foundation.provenance import Assumption
from retrofit.money.tariffs.schedule import Schedule

EXPORT = "export"
"""Key of the price of exported electricity among the origins of prices."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Tiers:
    """What a kWh costs above the first tier's price, per meter and month or year.

    ``upper_kwh`` and ``add`` have shape (12, tiers); the last upper limit is infinite. With ``yearly`` the limits are those of the
    calendar year (row of January) and count what was taken since it began.
    """

    upper_kwh: np.ndarray
    add: np.ndarray
    yearly: bool = False


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Meters:
    """Household meters behind which the site's import is taken: kinds with ``count`` equal meters, each with ``share`` of it."""

    count: np.ndarray
    share: np.ndarray

    @property
    def total(self) -> float:
        """Number of meters."""
        return float(self.count.sum())


ONE_METER = Meters(count=np.ones(1), share=np.ones(1))


def meters_of(count: np.ndarray, weight: np.ndarray) -> Meters:
    """Meters whose use is in proportion to a weight each.

    >>> meters_of(np.array([3.0, 1.0]), np.array([1.0, 2.0])).share.tolist()
    [0.2, 0.4]
    """
    return Meters(count=np.asarray(count, dtype=float), share=np.asarray(weight, dtype=float) / float(count @ weight))


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class DemandCharge:
    """The basic charge of a two-part tariff.

    By demand: ``price`` CNY per kW of the month's highest import; by capacity: CNY per kVA of ``capacity_kva``. A contract demand is paid
    at least; what is above ``tolerance`` times it is paid ``excess`` times.
    """

    price: np.ndarray
    """(12,)."""
    capacity_kva: float | None = None
    contract_kw: float | None = None
    tolerance: float = 1.05
    excess: float = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PowerFactor:
    """The power factor clause: ``standard`` of the customer's class, ``load`` of its loads, and the capacitors behind the meter."""

    standard: float
    load: float
    compensation_kvar: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportTerms:
    """What exported electricity earns: a mechanism price for a share and a term, the market for the rest and after it, CNY/kWh."""

    price: float
    market: float
    share: float = 1.0
    term_years: float = 1e9
    low: float | None = None
    high: float | None = None
    """Range of the price of the first year."""
    market_low: float | None = None
    market_high: float | None = None

    def of_year(self, year: float) -> float:
        """Mean price of a kWh exported in the n-th year (1 is the first).

        >>> terms = ExportTerms(price=0.36, market=0.2, share=0.8, term_years=10)
        >>> [round(terms.of_year(y), 3) for y in (1, 10, 10.5, 11)]
        [0.328, 0.328, 0.264, 0.2]
        """
        held = min(max(self.term_years - (year - 1.0), 0.0), 1.0) * self.share
        return held * self.price + (1.0 - held) * self.market


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Tariff:
    """Prices of a customer for the hours of a year.

    ``import_price`` (hours,) is the price of the first tier in CNY/kWh; ``fuel_price`` CNY/kWh by carrier; ``funds`` the part of the price
    that the power factor clause leaves out; ``fixed_cny_month`` of each meter.
    """

    name: str
    index: pd.DatetimeIndex
    schedule: Schedule
    export: ExportTerms
    fuel_price: dict[str, float]
    origins: dict[str, Assumption]
    """Where each price is from, by carrier; ``export`` is that of exported electricity."""
    funds: float = 0.0
    meters: Meters = ONE_METER
    tiers: Tiers | None = None
    demand: DemandCharge | None = None
    power_factor: PowerFactor | None = None
    fixed_cny_month: float = 0.0
    notes: tuple[Assumption, ...] = ()
    import_price: np.ndarray = field(init=False)
    spans: tuple[tuple[int, slice], ...] = field(init=False)
    """Stretches of hours of one calendar month (0 is January)."""

    def __post_init__(self) -> None:
        month = np.asarray(self.index.month) - 1
        edges = [0, *(np.flatnonzero(np.diff(month)) + 1).tolist(), len(month)]
        spans = tuple((int(month[a]), slice(a, b)) for a, b in pairwise(edges))
        object.__setattr__(self, "spans", spans)
        object.__setattr__(self, "import_price", self.schedule.hourly(self.index))

    @property
    def export_price(self) -> float:
        """Price of exported electricity in the first year, CNY/kWh."""
        return self.export.of_year(1.0)

    @property
    def fixed_cny_year(self) -> float:
        """Fixed charges of all meters."""
        return 12.0 * self.fixed_cny_month * self.meters.total

    @property
    def by_the_kwh(self) -> bool:
        """Whether a bill is the hours' kWh at the hours' prices and a fixed charge, and nothing else."""
        return self.tiers is None and self.demand is None and self.power_factor is None

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What the prices rest on, for the report."""
        return (*self.origins.values(), *self.notes)
