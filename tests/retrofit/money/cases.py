"""Formula series of a community and tariffs of the vectors, shared by the tests of bills."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from retrofit.money.tariffs import customer
from retrofit.money.tariffs.schedule import Schedule, flat
from retrofit.money.tariffs.structure import ExportTerms, Tariff, Tiers

INDEX = pd.date_range("2023-01-01", periods=8760, freq="h", tz="Asia/Shanghai")
DAY_LABELS = (2, 2, 3, 3, 3, 3, 2, 1, 1, 2, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1)
"""Yunnan's periods of finance vector ``utilityrate5-tou-demand``: 1 peak, 2 flat, 3 valley."""
GUANGZHOU = ((260.0, 600.0, np.inf), (200.0, 400.0, np.inf))
"""Upper limits of May to October and November to April, kWh a month."""


@cache
def series() -> tuple[np.ndarray, np.ndarray]:
    """Load and generation of the vector, kW."""
    h = np.arange(8760)
    hod, doy = h % 24, h // 24
    load = 60 + 30 * np.sin(2 * np.pi * (hod - 9) / 24) + 20 * np.cos(2 * np.pi * (doy - 200) / 365) + 5 * (((h * 7919) % 11) - 5) / 5  # fmt: skip
    sun = np.maximum(0, np.sin(np.pi * (hod - 6) / 12)) * (90 + 25 * np.cos(2 * np.pi * (doy - 172) / 365)) * (0.4 + 0.6 * ((doy * 37) % 10) / 9)  # fmt: skip
    return load, np.where((hod < 6) | (hod > 18), 0.0, sun)


def exchange(load: np.ndarray, made: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Import and export of a net load."""
    return np.maximum(load - made, 0.0), np.maximum(made - load, 0.0)


def yunnan(**changes) -> Tariff:
    """Time of use of the vector, 0.30 floating and 0.28 not, export 0.33."""
    label = np.tile(np.repeat(np.array(DAY_LABELS) - 1, 4), (12, 1))
    schedule = Schedule(names=("peak", "flat", "valley"), label=label, price=np.tile([0.73, 0.58, 0.43], (12, 1)))
    base = customer.tariff("Yunnan", "community", INDEX)
    sold = ExportTerms(price=0.33, market=0.33)
    return replace(base, schedule=schedule, export=sold, funds=0.03, **changes)


def one_price(price: float = 0.6, **changes) -> Tariff:
    """A flat tariff."""
    base = customer.tariff("Yunnan", "community", INDEX)
    return replace(base, schedule=flat(price), export=ExportTerms(price=0.33, market=0.33), **changes)


def guangzhou(**changes) -> Tariff:
    """Residential tiers of the vector ``tier-guangzhou``."""
    upper = np.array([GUANGZHOU[0] if 5 <= m <= 10 else GUANGZHOU[1] for m in range(1, 13)])
    add = np.tile([0.0, 0.05, 0.30], (12, 1))
    return one_price(0.58886875, tiers=Tiers(upper_kwh=upper, add=add), **changes)
