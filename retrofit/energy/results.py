"""The hourly balance of all carriers and its indices. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class Balance:
    """The hourly balance by carrier.

    ``columns`` are arrays (hours,), kW unless said:
    ``load_electricity_kw``; ``pv_ac_kw``, ``chp_electricity_kw``; ``battery_charge_kw`` (AC into the battery),
    ``battery_discharge_kw`` (AC out), ``battery_kwh`` (content at hour's end); ``electricity_import_kw``,
    ``electricity_export_kw``; and for every other carrier c of ``foundation.carriers.CARRIERS``: ``load_{c}_kw``,
    ``{c}_import_kw``; under an export limit ``pv_curtailed_kw`` (then not in ``pv_ac_kw``); on-site biogas used is ``biogas_generation_kw`` (= ``load_biogas_kw``).
    Closure: load + charge + export = pv + chp + discharge + import, every hour.
    """

    index: pd.DatetimeIndex
    columns: dict[str, np.ndarray]
    self_consumption: float
    """Share of on-site electricity used on site (0..1; nan without generation)."""
    self_sufficiency: float
    """Share of the electric load met on site (0..1)."""
    battery_loss_kwh: float = 0.0

    @cached_property
    def hourly(self) -> pd.DataFrame:
        """The columns as a table, one row an hour; made when it is first asked for."""
        return pd.DataFrame(self.columns, index=self.index)

    def total(self, column: str) -> float:
        """Sum of a ``*_kw`` column over the year, kWh; without pandas, as a search for the gap asks for thousands."""
        return float(self.columns[column].sum())

    def annual_kwh(self) -> dict[str, float]:
        """Sum of every ``*_kw`` column over the year in kWh, keyed ``{name}_kwh``."""
        return {
            f"{c.removesuffix('_kw')}_kwh": float(values.sum())
            for c, values in self.columns.items()
            if c.endswith("_kw")
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadMatch:
    """Load matching and grid interaction of electricity (Sartori, Napolitano and Voss 2012), hourly."""

    f_load: float
    gamma_load: float
    gamma_supply: float
    f_grid: float
    loss_of_load: float
    generation_multiple: float
