"""Voltages of a module at the extremes: by the rule of the codes, and from a simulated year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foundation.light_import import submodule
from retrofit.solar.products.model import Module

PERCENTILE = 99.5
"""Of the open-circuit voltage over the lit hours of a year: the site-specific value of the hourly method (vocmax, NREL)."""


@dataclass(frozen=True, slots=True)
class Voltages:
    """Of one module, V: open circuit and maximum power point at the coldest, maximum power point at the hottest."""

    voc_cold: float
    vmp_cold: float
    vmp_hot: float
    coldest_c: float
    hot_cell_c: float


@dataclass(frozen=True, slots=True)
class HourlyVoltages:
    """Of one module over a year, V: largest and 99.5th percentile open circuit, 1st percentile maximum power point above 100 W/m2."""

    voc_max: float
    voc_p995: float
    vmp_p01: float
    cell_max_c: float


def rule_voltages(module: Module, coldest_c: float, hot_cell_c: float) -> Voltages:
    """By the rule of GB 50797-2012 (6.4) and IEC 62548-1: linear coefficients, 1000 W/m2, the cell as cold as the coldest air.

    The coefficient of the maximum power point's voltage is taken as that of the power, as the codes do where the data sheet has
    no other.

    >>> from retrofit.solar.products.equipment import find_module
    >>> v = rule_voltages(find_module("TSM-370DE14H(II)"), -2.1, 70.63)
    >>> round(v.voc_cold, 2), round(v.vmp_hot, 2)
    (51.13, 32.89)
    """

    def vmp(cell_c: float) -> float:
        return module.v_mp * (1.0 + module.gamma_pmp * (cell_c - 25.0))

    voc = module.v_oc + module.beta_voc * (coldest_c - 25.0)
    return Voltages(voc, vmp(coldest_c), vmp(hot_cell_c), coldest_c, hot_cell_c)


def hot_cell_c(module: Module, hottest_c: float, mounting: str) -> float:
    """Cell temperature in the hottest air at 1000 W/m2 without wind (PVsyst model by mounting class), degC.

    References
    ----------
    Faiman 2008, Progress in Photovoltaics 16:307, in the form and with the coefficients of PVsyst.
    """
    temperature = submodule("pvlib", "temperature")

    from retrofit.solar.chain.thermal import PVSYST

    parameters = temperature.TEMPERATURE_MODEL_PARAMETERS["pvsyst"][PVSYST[mounting]]
    return float(temperature.pvsyst_cell(1000.0, hottest_c, 0.0, module_efficiency=module.efficiency, **parameters))


def open_circuit_v(module: Module, effective_w_m2: np.ndarray, cell_c: np.ndarray) -> np.ndarray:
    """Open-circuit voltage of a module by hour, V; 0 in the dark.

    The module's single diode (``calcparams_cec``, Lambert W); without one ``Voc + beta (T - 25) + a ln(G/1000)`` with the
    thermal voltage of its cells at an ideality of 1.

    References
    ----------
    De Soto, Klein and Beckman 2006, Solar Energy 80:78 (single diode at open circuit).
    """
    pvsystem = submodule("pvlib", "pvsystem")

    g = np.asarray(effective_w_m2, dtype=float)
    lit = g > 0.0
    out = np.zeros(g.shape)
    if not lit.any():
        return out
    d = module.cec
    if d is None:
        a = 0.025693 * module.cells_in_series
        out[lit] = module.v_oc + module.beta_voc * (cell_c[lit] - 25.0) + a * np.log(g[lit] / 1000.0)
        return np.maximum(out, 0.0)
    parameters = pvsystem.calcparams_cec(
        effective_irradiance=g[lit],
        temp_cell=cell_c[lit],
        alpha_sc=d.alpha_sc,
        a_ref=d.a_ref,
        I_L_ref=d.i_l_ref,
        I_o_ref=d.i_o_ref,
        R_sh_ref=d.r_sh_ref,
        R_s=d.r_s,
        Adjust=d.adjust,
        EgRef=d.eg_ref,
        dEgdT=d.deg_dt,
    )
    out[lit] = np.asarray(pvsystem.v_from_i(0.0, *parameters), dtype=float)
    return out


def hourly_voltages(
    module: Module, effective_w_m2: np.ndarray, cell_c: np.ndarray, mpp_v: np.ndarray | None = None
) -> HourlyVoltages:
    """What a simulated year gives.

    Parameters
    ----------
    module : Module
    effective_w_m2, cell_c : ndarray (hours,)
        Irradiance on the cells and their temperature.
    mpp_v : ndarray (hours,), optional
        Voltage at the maximum power point where it is known already.
    """
    from retrofit.solar.products.single_diode import max_power_point

    g = np.asarray(effective_w_m2, dtype=float)
    voc = open_circuit_v(module, g, cell_c)
    strong = g > 100.0
    if mpp_v is not None:
        vmp = mpp_v
    elif module.cec is not None:
        vmp = max_power_point(module.cec, g, cell_c)[1]
    else:
        vmp = module.v_mp * (1.0 + module.gamma_pmp * (cell_c - 25.0))
    if not strong.any():
        return HourlyVoltages(0.0, 0.0, 0.0, float(np.max(cell_c)))
    return HourlyVoltages(
        float(voc.max()),
        float(np.percentile(voc[g > 0.0], PERCENTILE)),
        float(np.percentile(vmp[strong], 1.0)),
        float(np.max(cell_c)),
    )
