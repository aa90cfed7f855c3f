"""What the supply modules, the balance and the whole run return. Data only; every field says its unit.

Units: kW (hourly mean) and kWh, kg, CNY, Nm3 (dry, 0 degC, 101.325 kPa). Hourly arrays have shape (hours,).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from buildings.model import Assumption
from buildings.results import Demand, Loads
from weather.errors import Problem
from weather.year import WeatherYear


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


@dataclass(frozen=True, eq=False, slots=True)
class Balance:
    """The hourly balance by carrier.

    ``hourly`` has one row an hour and these columns (kW unless said):
    ``load_electricity_kw``; ``pv_ac_kw``, ``chp_electricity_kw``; ``battery_charge_kw`` (AC into the battery),
    ``battery_discharge_kw`` (AC out), ``battery_kwh`` (content at hour's end); ``electricity_import_kw``,
    ``electricity_export_kw``; and for every other carrier c of ``buildings.model.CARRIERS``: ``load_{c}_kw``,
    ``{c}_import_kw``; under an export limit ``pv_curtailed_kw`` (then not in ``pv_ac_kw``); on-site biogas used is ``biogas_generation_kw`` (= ``load_biogas_kw``).
    Closure: load + charge + export = pv + chp + discharge + import, every hour.
    """

    hourly: pd.DataFrame
    self_consumption: float
    """Share of on-site electricity used on site (0..1; nan without generation)."""
    self_sufficiency: float
    """Share of the electric load met on site (0..1)."""
    battery_loss_kwh: float = 0.0

    def total(self, column: str) -> float:
        """Sum of a ``*_kw`` column over the year, kWh; without pandas, as a search for the gap asks for thousands."""
        return float(self.hourly[column].to_numpy().sum())

    def annual_kwh(self) -> dict[str, float]:
        """Sum of every ``*_kw`` column over the year in kWh, keyed ``{name}_kwh``."""
        return {
            f"{str(c).removesuffix('_kw')}_kwh": float(self.hourly[c].sum())
            for c in self.hourly.columns
            if str(c).endswith("_kw")
        }


@dataclass(frozen=True, slots=True)
class CarrierWeight:
    """One carrier's line of a net-zero definition: weight per kWh and the year's weighted import and export."""

    carrier: str
    import_kwh: float
    export_kwh: float
    weight_import: float
    weight_export: float
    source: str
    factor_year: str
    status: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One net-zero definition and its verdict.

    ``balance`` = weighted export - weighted import (positive is good) in ``unit``; ``met`` = balance >= 0;
    ``gap`` = max(0, -balance). ``closing`` says the gap in units a person can act on: ``pv_kwp``, ``roof_m2``,
    ``digester_m3``, ``saving_kwh_electricity`` (None where that alone cannot close it).
    """

    key: str
    """``site`` | ``primary`` | ``emissions`` | ``cost``"""
    met: bool
    balance: float
    unit: str
    gap: float
    weighted_import: float
    weighted_export: float
    boundary: str
    factor_year: str
    carriers: tuple[CarrierWeight, ...]
    closing: dict[str, float | None] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    """Terms outside the carriers, e.g. methane leakage (kgCO2e) or fixed charges (CNY), with sign of the import side."""


@dataclass(frozen=True, slots=True)
class LoadMatch:
    """Load matching and grid interaction of electricity (Sartori, Napolitano and Voss 2012), hourly."""

    f_load: float
    gamma_load: float
    gamma_supply: float
    f_grid: float
    loss_of_load: float
    generation_multiple: float


@dataclass(frozen=True, slots=True)
class CostItem:
    """One investment of a package."""

    name: str
    quantity: float
    unit: str
    capex_cny: float
    opex_cny_year: float
    life_years: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Economics:
    """Cost of a package against the project's first package (the baseline)."""

    capex_cny: float
    annual_bill_cny: float
    """Energy bought minus energy sold."""
    annual_opex_cny: float
    annual_saving_cny: float
    simple_payback_years: float | None
    npv_cny: float
    discount_rate: float
    years: int
    items: tuple[CostItem, ...] = ()
    savings_cny: tuple[float, ...] = ()
    """Bill saved less operation in every year, falling as modules fade."""


@dataclass(frozen=True, slots=True)
class ComfortVerdict:
    """Comfort of a package beside that of the project's first package, as shares of the occupied hours."""

    share: float
    """Comfortable."""
    baseline_share: float
    cold_share: float
    """Too cold."""
    baseline_cold_share: float
    lost: bool
    """Clearly less comfortable, or clearly colder without more comfort: what the package saves is then no saving."""


@dataclass(frozen=True, slots=True)
class Step:
    """A next-best step: what to do, what it closes, what it costs."""

    text_en: str
    text_zh: str
    closes: tuple[str, ...]
    """Keys of the definitions that it closes."""
    capex_cny: float | None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True, eq=False)
class ProjectResult:
    """A run: the packages on one site and one weather year."""

    project: Any
    """``retrofit.project.Project``"""
    year: WeatherYear
    packages: tuple[PackageResult, ...]
    assumptions: tuple[Assumption, ...]
    version: str
    inputs_sha256: str
    timings_s: dict[str, float] = field(default_factory=dict)
