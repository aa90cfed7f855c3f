"""Methane to the air, avoided emissions of manure, nutrients and the fertiliser that they replace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foundation.tables import read_table
from retrofit.biogas.digestion.kinetics import rate_factor
from retrofit.biogas.feed.feedstocks import Feed, feedstocks
from retrofit.biogas.tables import parameter
from retrofit.biogas.tank.heat import lagged
from retrofit.biogas.tank.model import METHANE_KG_NM3, METHANE_KWH_NM3
from weather.year import WeatherYear

MANURE = ("heads",)
"""Units of feedstocks that are animal manure, which the baseline would store."""


@dataclass(frozen=True, eq=False, slots=True)
class MethaneToAir:
    """Methane that reaches the air, kg by hour, by way."""

    leaked: np.ndarray
    dissolved: np.ndarray
    vented: np.ndarray
    flare: np.ndarray
    engine: np.ndarray
    storage: np.ndarray

    @property
    def total_kg(self) -> float:
        return float(sum(self.by_way().values()))

    def by_way(self) -> dict[str, float]:
        """Sums of the year, kg."""
        return {
            "leaked": float(self.leaked.sum()),
            "dissolved": float(self.dissolved.sum()),
            "vented": float(self.vented.sum()),
            "flare": float(self.flare.sum()),
            "engine": float(self.engine.sum()),
            "storage": float(self.storage.sum()),
        }

    def hourly_kg(self) -> np.ndarray:
        return np.asarray(self.leaked + self.dissolved + self.vented + self.flare + self.engine + self.storage)


def kwh_to_kg(kwh: np.ndarray) -> np.ndarray:
    """Methane of an amount of gas energy, kg."""
    return np.asarray(kwh / METHANE_KWH_NM3 * METHANE_KG_NM3)


def storage_share(year: WeatherYear, k35_1_day: float, days: float) -> np.ndarray:
    """Share of the undigested potential that turns into methane in the digestate store, by hour.

    What the tank has not digested goes on at the store's temperature (mean of the last 15 days' air) by the same first-order
    law for the time it lies there: ``k t / (1 + k t)``.
    """
    k = k35_1_day * rate_factor(lagged(year.column("temp_air"), 15.0)) * days
    return np.asarray(k / (1.0 + k))


def manure_mcf(system: str, temp_c: float) -> float:
    """Methane conversion factor of a baseline manure system at the yearly mean air temperature (IPCC 2006 table 10.17).

    >>> manure_mcf("liquid", 15.0), manure_mcf("none", 15.0)
    (0.27, 0.0)
    """
    row = next(r for r in read_table("retrofit", "manure_mcf.csv") if r["system"] == system)
    columns = [c for c in row if c[0] == "t" and c[1:].isdigit()]
    temps = [float(c[1:]) for c in columns]
    return round(float(np.interp(temp_c, temps, [float(row[c]) for c in columns])), 4)


def avoided_manure_kg(feed: Feed, system: str, mean_air_c: float, days: float) -> float:
    """Methane that the manure would have made without the project, kg a year: ``VS B0 MCF``; only manure, only if stored.

    References
    ----------
    IPCC 2006 Guidelines, volume 4, chapter 10, eq. 10.23.
    """
    manure = np.array([feedstocks()[n]["per"] in MANURE for n in feed.names])
    return float(feed.methane_potential_nm3_day[manure].sum()) * days * METHANE_KG_NM3 * manure_mcf(system, mean_air_c)


@dataclass(frozen=True, slots=True)
class Nutrients:
    """Kilograms a year. Phosphorus and potassium are conserved; nitrogen less what an open store loses to the air."""

    nitrogen_fed: float
    nitrogen_lost: float
    ammonium_share: float
    p2o5: float
    k2o: float
    fertiliser_kgco2e: float
    """Making of the fertiliser that is replaced."""
    n2o_kgco2e: float
    """Indirect N2O of the nitrogen lost."""
    fertiliser_cny: float

    @property
    def nitrogen_left(self) -> float:
        return self.nitrogen_fed - self.nitrogen_lost


def nutrients(feed: Feed, days: float, ammonium_share: float, open_store: bool, gwp_n2o: float) -> Nutrients:
    """Fertiliser in the digestate and what it replaces."""
    n = float(feed.nitrogen_kg_day.sum()) * days
    p, k = float(feed.p2o5_kg_day.sum()) * days, float(feed.k2o_kg_day.sum()) * days
    lost = n * parameter("ammonia_loss") if open_store else 0.0
    worth = (n - lost) * parameter("nitrogen_worth")
    saved = worth * parameter("fertiliser_n") + p * parameter("fertiliser_p2o5") + k * parameter("fertiliser_k2o")
    n2o = lost * parameter("indirect_n2o") * 44.0 / 28.0 * gwp_n2o
    return Nutrients(
        nitrogen_fed=n,
        nitrogen_lost=lost,
        ammonium_share=ammonium_share,
        p2o5=p,
        k2o=k,
        fertiliser_kgco2e=saved,
        n2o_kgco2e=n2o,
        fertiliser_cny=worth * parameter("price_n"),
    )
