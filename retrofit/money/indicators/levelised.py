"""Levelised cost of energy, ageing and escalation with the years in which they begin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrofit.money.indicators.discounting import annuity_factor, present_worth_factor


def escalation(rate: float, years: int) -> np.ndarray:
    """Price of every year 1 to n over today's, ``(1 + e)^t``: the first year's bill is escalated once.

    >>> escalation(0.02, 3).round(6).tolist()
    [1.02, 1.0404, 1.061208]
    """
    return (1.0 + rate) ** np.arange(1.0, years + 1.0)


def degradation(yearly: float, years: int, first: float | None = None) -> np.ndarray:
    """Output of every year 1 to n over the first year's: the first year is full, ``(1 - first)(1 - d)^(t-2)`` from the second on.

    Parameters
    ----------
    yearly : float
        Loss of a year.
    first : float, optional
        Loss between the first year and the second where a data sheet gives another; default: as every year.

    Notes
    -----
    "2 % in the first year, then 0.5 %" is read as: the second year gives 98 % of the first. The other reading, where the first year's
    mean is 99 %, is this series times 0.99.

    >>> degradation(0.005, 3, first=0.02).round(6).tolist()
    [1.0, 0.98, 0.9751]
    """
    start = yearly if first is None else first
    out = (1.0 - start) * (1.0 - yearly) ** np.arange(-1.0, years - 1.0)
    out[0] = 1.0
    return out


def lcoe(costs: Sequence[float], energy_kwh: Sequence[float], rate: float) -> float:
    """Levelised cost: present value of all costs over the present value of the energy, ``sum(C_t v^t) / sum(E_t v^t)``, CNY/kWh.

    Parameters
    ----------
    costs : sequence of float
        Of years 0 to n, positive; replacements in their years, what is left at the end negative.
    energy_kwh : sequence of float
        Of years 1 to n. Cost and energy are both discounted: undiscounted energy halves the result.

    References
    ----------
    Short, Packey and Holt, NREL/TP-462-5173 (1995), section 4.
    """
    v = np.array([present_worth_factor(rate, t) for t in range(len(costs))])
    return float(np.asarray(costs) @ v / (np.asarray(energy_kwh) @ v[1:]))


def lcoe_by_fixed_charge_rate(
    capital_cost: float, fixed_cost_year: float, variable_cost_kwh: float, fixed_charge_rate: float, energy_kwh: float
) -> float:
    """Levelised cost of one representative year, ``(FCR I + F) / E + V``.

    References
    ----------
    Short, Packey and Holt, NREL/TP-462-5173 (1995), section 4.1; the LCOE calculator of SAM.
    """
    return (fixed_charge_rate * capital_cost + fixed_cost_year) / energy_kwh + variable_cost_kwh


def levelised_heat(
    capital_cost: float,
    life_years: float,
    rate: float,
    heat_kwh_year: float,
    running_year: float,
    energy_cny_kwh_heat: float,
) -> float:
    """Levelised cost of heat, CNY/kWh: annuity of the investment and yearly operation over the useful heat, and the energy in it."""
    return (capital_cost / annuity_factor(rate, life_years) + running_year) / heat_kwh_year + energy_cny_kwh_heat
