"""A year of arrays: AC output, losses and specific yield. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False, slots=True)
class ArrayYield:
    """One PV array on one roof plane."""

    name: str
    capacity_kwp: float
    tilt_deg: float
    azimuth_deg: float
    poa_kwh_m2: float
    ac_kw: np.ndarray
    clipped_kwh: float

    @property
    def specific_yield_kwh_kwp(self) -> float:
        return float(self.ac_kw.sum() / self.capacity_kwp) if self.capacity_kwp > 0 else 0.0


@dataclass(frozen=True, eq=False, slots=True)
class SolarYear:
    """All PV arrays of a package. ``loss_tree`` maps step name -> annual kWh, from plane of array to AC, in order."""

    ac_kw: np.ndarray
    arrays: tuple[ArrayYield, ...] = ()
    loss_tree: dict[str, float] = field(default_factory=dict)
    night_kwh: float = 0.0
    """What the inverters take from the grid over the year's nights; not in ``ac_kw``."""

    @property
    def capacity_kwp(self) -> float:
        return sum(a.capacity_kwp for a in self.arrays)

    @property
    def ac_kwh(self) -> float:
        return float(self.ac_kw.sum())
