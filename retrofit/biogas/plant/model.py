"""A biogas plant as it is asked for, and the run of it. Data only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrofit.biogas.feed.feedstocks import Feed
from retrofit.biogas.tables import types
from retrofit.biogas.tank import kernel as hourly
from retrofit.biogas.tank import model
from retrofit.biogas.tank.model import Digester, DigesterYear

DEFAULT_SOURCES = ("chp", "solar", "boiler")
"""Heat for the tank: first what costs no gas. What none of them delivers cools the tank; ``electricity`` at the end bills it."""


@dataclass(frozen=True, eq=False, slots=True)
class BiogasPlant:
    """``store_nm3`` of biogas (None = by type, half a day's mean gas); ``leakage`` as a share of the gas made (None = by type)."""

    digester: Digester
    feed: Feed
    store_nm3: float | None = None
    chp_kw: float = 0.0
    flare: bool | None = None
    leakage: float | None = None
    heat_sources: tuple[str, ...] = DEFAULT_SOURCES
    solar_m2: float = 0.0
    heater_kw: float | None = None
    chp_min_run_h: int | None = None
    digestate_storage: str | None = None
    """``none``, ``open`` or ``covered`` (None = by type)."""
    storage_days: float | None = None
    hot_water: bool = False
    """Gas water heaters beside the electric ones: they stay for what the gas does not serve."""

    @property
    def row(self) -> dict[str, str]:
        return types()[self.digester.kind]

    @property
    def leak_share(self) -> float:
        return self.leakage if self.leakage is not None else float(self.row["leakage"])

    @property
    def has_flare(self) -> bool:
        if self.flare is not None:
            return self.flare
        return self.digester.volume_m3 >= float(self.row["flare_from_m3"])

    @property
    def storage(self) -> tuple[str, float]:
        """Kind of the digestate store and the days that digestate lies there."""
        kind = self.digestate_storage if self.digestate_storage is not None else self.row["storage"]
        days = self.storage_days if self.storage_days is not None else float(self.row["storage_days"])
        return (kind, days) if days > 0.0 else ("none", 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class PlantRun:
    """The hours of a plant: columns of ``hours.COLUMNS`` and the digester's year."""

    run: model.TankPass
    tank: DigesterYear
    capacity_kwh: float

    def column(self, number: int) -> np.ndarray:
        return np.asarray(self.run.hours[:, number])

    @property
    def made_nm3(self) -> np.ndarray:
        """Methane of the tank and of a covered digestate store, Nm3/h."""
        return self.column(hourly.METHANE) + self.column(hourly.POST)
