"""A year of a biogas plant, hour by hour. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from buildings.results import Demand
from foundation.errors import Problem
from foundation.provenance import Assumption


@dataclass(frozen=True, eq=False, slots=True)
class BiogasYear:
    """A digester, its gas store and its uses over a year.

    All ``*_kw`` are biogas energy on the lower heating value except ``chp_electricity_kw`` and ``chp_heat_used_kw``.
    Closure in every hour: produced = leaked + to stoves + to boiler + to CHP + flared + vented + store increase.
    """

    digester_temp_c: np.ndarray
    produced_kw: np.ndarray
    leaked_kw: np.ndarray
    stove_kw: np.ndarray
    boiler_kw: np.ndarray
    chp_kw: np.ndarray
    flared_kw: np.ndarray
    vented_kw: np.ndarray
    store_kwh: np.ndarray
    """Content at the end of each hour."""
    store_start_kwh: float
    chp_electricity_kw: np.ndarray
    chp_heat_used_kw: np.ndarray
    digester_heat_kw: np.ndarray
    """Heat that the digester itself takes (heated tank)."""
    parasitic_kw: np.ndarray
    """Electricity of pumps and mixing; part of the electricity demand."""
    biogas_nm3: float
    methane_fraction: float
    methane_leaked_kg: float
    """CH4 to the atmosphere over the year: leaks, vented surplus and what the flare leaves unburnt."""
    demand_left: Demand
    """The demand after biogas took its share: served items moved to carrier ``biogas``, the rest stays on its fuel."""
    summary: dict[str, Any] = field(default_factory=dict)
    """Design figures: retention_days, loading_kg_vs_m3_d, volume_m3, feed_kg_day, coldest_month_temp_c, cooking_covered ..."""
    assumptions: tuple[Assumption, ...] = ()
    tank: Any = None
    """``retrofit.biogas.digester.DigesterYear``"""
    methane: Any = None
    """``retrofit.biogas.footprint.MethaneToAir``"""
    own_gas_kw: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Gas that the boiler burns for the tank itself; part of ``boiler_kw``."""
    heat_kw: dict[str, np.ndarray] = field(default_factory=dict)
    """Heat to the tank by source (``chp``, ``solar``, ``boiler``, ``electricity``), and ``unmet``."""
    limits: tuple[Problem, ...] = ()
    """Limits that the design passes (warnings)."""
