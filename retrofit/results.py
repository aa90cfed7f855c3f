"""What the supply modules, the balance and the whole run return. Data only; every field says its unit.

Units: kW (hourly mean) and kWh, kg, CNY, Nm3 (dry, 0 degC, 101.325 kPa). Hourly arrays have shape (hours,).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from buildings.results import Demand, Loads
from foundation.provenance import Assumption
from retrofit.biogas.results import BiogasYear
from retrofit.energy.results import Balance, LoadMatch
from retrofit.measured.calibration_result import BillsFit
from retrofit.money.results import Economics
from retrofit.money.tariffs.lines import BillLine
from retrofit.netzero.results import Definition
from retrofit.optimise.results import Choice, Step
from retrofit.packages.results import BuildingYear, ComfortVerdict
from retrofit.solar.results import SolarYear
from weather.year import WeatherYear


@dataclass(frozen=True, eq=False, kw_only=True)
class PackageResult:
    """Everything about one package."""

    name: str
    measures: tuple[str, ...]
    loads: dict[str, Loads]
    """By building name."""
    demand: Demand
    solar: SolarYear
    biogas: BiogasYear | None
    balance: Balance
    net_zero: dict[str, Definition]
    load_match: LoadMatch
    economics: Economics
    comfort: dict[str, dict[str, float]]
    """By building name."""
    annual: dict[str, float]
    """Flat annual table; keys end in their unit (``heating_kwh``, ``emissions_kgco2e``)."""
    next_steps: tuple[Step, ...]
    assumptions: tuple[Assumption, ...]
    comfort_verdict: ComfortVerdict
    latent_cooling_kw: np.ndarray
    """Of all buildings, shape (hours,)."""
    buildings: tuple[BuildingYear, ...]
    bill: tuple[BillLine, ...]
    """Lines of the first year's bill by month."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ProjectResult:
    """A run: the packages on one site and one weather year."""

    project: Any
    """``retrofit.project.Project``"""
    year: WeatherYear
    packages: tuple[PackageResult, ...]
    assumptions: tuple[Assumption, ...]
    version: str
    inputs_sha256: str
    best: PackageResult
    """The package that leads by the rule of ``retrofit.optimise.choice``."""
    choice: Choice
    """Why it leads, the cheapest good step, and what meeting more definitions would cost."""
    bills: dict[str, BillsFit]
    """By building that names its bills: how far the model is from them."""
    decisive: tuple[Assumption, ...]
    """Of the run and its best package what nothing confirms, the least known first."""
    pv_yields: dict[str, float] = field(default_factory=dict)
    """AC yield of four plain roofs under a weather that was not made, kWh/kWp."""
    cured_pv_yields: dict[str, float] | None = None
    """The same after both repairs of the radiation, where there is something to repair."""
    timings_s: dict[str, float] = field(default_factory=dict)
