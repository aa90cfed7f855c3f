"""Greenhouse gases of a package over the years: operation by factor and year, with a path of the grid, and what making things costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foundation.carriers import ELECTRICITY
from retrofit.money.cash_flow import times_bought
from retrofit.money.results import Bills, CostItem
from retrofit.netzero.results import Definition


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class CarbonYears:
    """Greenhouse gases over the years of evaluation, kg CO2e; not discounted."""

    operation_kgco2e: np.ndarray
    """Of each year, with methane that leaks; exports are credited; shape (years,)."""
    embodied_kgco2e: float
    """Of making what is bought, with every replacement."""

    @property
    def total_kgco2e(self) -> float:
        return float(self.operation_kgco2e.sum()) + self.embodied_kgco2e


def carbon_years(
    emissions: Definition, bills: Bills, items: Sequence[CostItem], grid_change: float = 0.0
) -> CarbonYears:
    """Operation and embodied greenhouse gases over the years.

    ``E_y = f (1 + c)^(y - 1) (I_y - X_y) + E_rest`` with the grid's factor of the first year ``f``, kg CO2e/kWh, its change ``c`` a year,
    electricity bought and sold in the year, kWh, and what other carriers and leaks emit, the same every year.

    Parameters
    ----------
    emissions : Definition
        Of the first year, by carrier.
    bills : Bills
        With ``import_kwh`` and ``export_kwh`` of every year, which change as modules fade.
    grid_change : float
        Relative change of the grid's factor a year: -0.03 is 3 % less each year.

    References
    ----------
    EN 15978:2011, modules A1 to A3, B4 and B6; GHG Protocol Scope 2 Guidance, location-based.
    """
    years = len(bills.import_kwh)
    grid = next(c for c in emissions.carriers if c.carrier == ELECTRICITY)
    electric = grid.import_kwh * grid.weight_import - grid.export_kwh * grid.weight_export
    rest = -emissions.balance - electric
    factor = (1.0 + grid_change) ** np.arange(years)
    operation = rest + factor * (bills.import_kwh * grid.weight_import - bills.export_kwh * grid.weight_export)
    embodied = sum(times_bought(i, years) * i.embodied_kgco2e for i in items)
    return CarbonYears(operation_kgco2e=operation, embodied_kgco2e=embodied)
