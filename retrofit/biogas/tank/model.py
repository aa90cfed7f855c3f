"""A digester tank, its year and its mass balance. Data only, with the few formulas that belong to them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from retrofit.biogas.feed.feedstocks import Feed
from retrofit.biogas.tables import types
from retrofit.biogas.tank.geometry import Shape, shape_of

METHANE_KWH_NM3 = 35.8 / 3.6
"""Lower heating value of methane, kWh/Nm3 (35.8 MJ/Nm3)."""


METHANE_KG_NM3 = 0.717


FILL = 0.85
"""Share of the tank that liquid fills (85 to 90 % at most)."""


@dataclass(frozen=True, slots=True)
class Digester:
    """A tank. ``temperature_c`` is the set point of a heated one; ``depth_m`` of its middle below ground.

    ``insulation_mm`` is added to the walls, floor and cover of the type; ``feed_ts`` replaces the share of solids that the
    type is fed with.
    """

    volume_m3: float
    kind: str = "small_plant"
    heated: bool = False
    temperature_c: float = 35.0
    depth_m: float = 2.0
    insulation_mm: float = 0.0
    greenhouse: bool = False
    feed_ts: float | None = None

    @property
    def liquid_m3(self) -> float:
        return FILL * self.volume_m3

    @property
    def shape(self) -> Shape:
        return shape_of(types()[self.kind]["shape"], self.volume_m3)

    @property
    def ts_share(self) -> float:
        """Total solids that thick feed is thinned to."""
        return self.feed_ts if self.feed_ts is not None else float(types()[self.kind]["ts_feed"])


@dataclass(frozen=True, eq=False, slots=True)
class DigesterYear:
    """Hourly methane (Nm3/h), biogas (Nm3/h), temperature (degC) and heat demand (kW); design figures."""

    methane_nm3: np.ndarray
    biogas_nm3: np.ndarray
    temp_c: np.ndarray
    heat_kw: np.ndarray
    slurry_m3_day: float
    retention_days: float
    loading_kg_vs_m3_day: float
    potential_in_nm3: float
    """Methane potential fed over the year; closes with methane + potential_out + change of content."""
    potential_out_nm3: float
    content_change_nm3: float
    ceiling_hours: int
    closure: dict[str, Closure] = field(default_factory=dict)
    """By ``mass``, ``vs``, ``cod``, ``nitrogen``."""
    ammonia_mg_l: float = 0.0
    """Ammonia nitrogen of the digestate, mean over the year."""


def slurry_m3_day(digester: Digester, feed: Feed) -> float:
    """Mean feed with the water that thins it, m3/day (1,000 kg/m3)."""
    return float(feed.slurry_kg_by_day(digester.ts_share, len(feed.daily)).mean()) / 1000.0


@dataclass(frozen=True, eq=False, slots=True)
class Fed:
    """Daily arrays that follow from tank and feed."""

    slurry_m3: np.ndarray
    mass_kg: np.ndarray
    dilution_1_h: np.ndarray
    solids_ratio: float
    captured: float


@dataclass(frozen=True, eq=False, slots=True)
class TankPass:
    """The last of the passes: hourly columns, content at its start and end (tanks, components), made and flushed out."""

    hours: np.ndarray
    start: np.ndarray
    end: np.ndarray
    made: np.ndarray
    flushed: np.ndarray
    store_start: float


COD_PER_NM3 = 1.0 / 0.35
"""kg COD in one Nm3 of methane (64 g COD are 22.4 L of methane)."""


PASSES = 3
"""Times through the year until the kept one."""


@dataclass(frozen=True, slots=True)
class Closure:
    """What went in over the year, what left as gas and as digestate, and what the content grew by; kg."""

    fed: float
    gas: float
    out: float
    change: float

    @property
    def error(self) -> float:
        """Share of what was fed that is unaccounted for."""
        return (self.fed - self.gas - self.out - self.change) / self.fed if self.fed else 0.0
