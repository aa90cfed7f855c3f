"""ADM1 in BSM2 form, compiled: charge balance, process rates, gas phase, derivatives. Arrays in, arrays out.

Equations after Rosen and Jeppsson (2006), "Aspects on ADM1 implementation within the BSM2 framework", with the acid-base reactions
and pH algebraic and hydrogen as a state. Units: kg COD/m3, kmol/m3, bar, K, days. Every process closes in COD, C and N because the
columns of inorganic carbon and nitrogen are what the others leave.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from foundation.compiled import compiled

LIQUID = (
    "S_su", "S_aa", "S_fa", "S_va", "S_bu", "S_pro", "S_ac", "S_h2", "S_ch4", "S_IC", "S_IN", "S_I", "X_xc", "X_ch", "X_pr", "X_li",
    "X_su", "X_aa", "X_fa", "X_c4", "X_pro", "X_ac", "X_h2", "X_I", "S_cat", "S_an",
)  # fmt: skip
GAS = ("S_gas_h2", "S_gas_ch4", "S_gas_co2")
STATES = LIQUID + GAS
BACTERIA = ("X_su", "X_aa", "X_fa", "X_c4", "X_pro", "X_ac", "X_h2")
(
    S_SU, S_AA, S_FA, S_VA, S_BU, S_PRO, S_AC, S_H2, S_CH4, S_IC, S_IN, S_I, X_XC, X_CH, X_PR, X_LI, X_SU, X_AA, X_FA, X_C4, X_PRO, X_AC,
    X_H2, X_I, S_CAT, S_AN, G_H2, G_CH4, G_CO2,
) = range(len(STATES))  # fmt: skip
PROCESSES = (
    "disintegration", "hydrolysis_ch", "hydrolysis_pr", "hydrolysis_li", "uptake_su", "uptake_aa", "uptake_fa", "uptake_va", "uptake_bu",
    "uptake_pro", "uptake_ac", "uptake_h2", "decay_su", "decay_aa", "decay_fa", "decay_c4", "decay_pro", "decay_ac", "decay_h2",
)  # fmt: skip
INHIBITION = ("pH_aa", "pH_ac", "pH_h2", "nitrogen", "h2_fa", "h2_c4", "h2_pro", "nh3")
N_LIQUID, N_PROCESSES = len(LIQUID), len(PROCESSES)
H2_COD, CH4_COD = 16.0, 64.0
"""kg COD per kmol."""
AC_COD, PRO_COD, BU_COD, VA_COD = 64.0, 112.0, 160.0, 208.0


class Rates(NamedTuple):
    """First-order rates ``k`` (19,), half saturations ``half`` (19,), inhibition constants; all at the tank's temperature."""

    k: np.ndarray
    half: np.ndarray
    k_in: float
    k_nh3: float
    k_h2: np.ndarray
    """Hydrogen inhibition of fatty acids, valerate and butyrate, propionate, kg COD/m3."""
    ph_k: np.ndarray
    """Hydrogen ions at half inhibition of amino acids and sugars, acetate, hydrogen, kmol/m3."""
    ph_n: np.ndarray


class Chemistry(NamedTuple):
    """Equilibria at the tank's temperature: acid constants (kmol/m3), Henry constants (kmol/m3/bar), vapour pressure (bar)."""

    k_w: float
    k_co2: float
    k_in: float
    k_va: float
    k_bu: float
    k_pro: float
    k_ac: float
    henry_h2: float
    henry_ch4: float
    henry_co2: float
    p_h2o: float
    rt: float
    kla: float


class Tank(NamedTuple):
    """Liquid and head space, m3; flow, m3/d; air pressure, bar; outlet, m3/d/bar."""

    liquid: float
    gas: float
    flow: float
    pressure: float
    outlet: float


@compiled()
def _charge(h, y, c):  # type: ignore[no-untyped-def]
    """Charge that is left at ``h`` kmol/m3 of hydrogen ions, and its slope."""
    nh4 = y[S_IN] * h / (c.k_in + h)
    hco3 = y[S_IC] * c.k_co2 / (c.k_co2 + h)
    ac = y[S_AC] / AC_COD * c.k_ac / (c.k_ac + h)
    pro = y[S_PRO] / PRO_COD * c.k_pro / (c.k_pro + h)
    bu = y[S_BU] / BU_COD * c.k_bu / (c.k_bu + h)
    va = y[S_VA] / VA_COD * c.k_va / (c.k_va + h)
    left = y[S_CAT] - y[S_AN] + nh4 + h - hco3 - ac - pro - bu - va - c.k_w / h
    slope = 1.0 + c.k_w / (h * h) + nh4 * c.k_in / (h * (c.k_in + h)) + hco3 / (c.k_co2 + h)
    slope += ac / (c.k_ac + h) + pro / (c.k_pro + h) + bu / (c.k_bu + h) + va / (c.k_va + h)
    return left, slope


@compiled()
def hydrogen_ions(y, c):  # type: ignore[no-untyped-def]
    """Hydrogen ions from the charge balance, kmol/m3: Newton in the logarithm, kept inside a bracket of pH 0 to 14.

    The charge grows with ``h`` everywhere, so there is one root.

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, charge balance.
    """
    low, high = np.log(1e-14), 0.0
    x = np.log(1e-7)
    for _ in range(100):
        h = np.exp(x)
        left, slope = _charge(h, y, c)
        if left > 0.0:
            high = x
        else:
            low = x
        step = left / (slope * h)
        new = x - step
        if not low < new < high:
            new = 0.5 * (low + high)
        if abs(new - x) < 1e-14 * abs(x):
            x = new
            break
        x = new
    return np.exp(x)


@compiled()
def inhibition(y, h, r, c, out):  # type: ignore[no-untyped-def]
    """Factors of ``INHIBITION`` (1 = none) into ``out`` (8,).

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, inhibition by pH (Hill functions), nitrogen, hydrogen and ammonia.
    """
    for i in range(3):
        kn = r.ph_k[i] ** r.ph_n[i]
        out[i] = kn / (h ** r.ph_n[i] + kn)
    nitrogen = max(y[S_IN], 0.0)
    out[3] = nitrogen / (nitrogen + r.k_in)
    hydrogen = max(y[S_H2], 0.0)
    for i in range(3):
        out[4 + i] = 1.0 / (1.0 + hydrogen / r.k_h2[i])
    nh3 = nitrogen * c.k_in / (c.k_in + h)
    out[7] = 1.0 / (1.0 + nh3 / r.k_nh3)


@compiled()
def process_rates(y, i, r, rho):  # type: ignore[no-untyped-def]
    """Rates of ``PROCESSES`` into ``rho`` (19,), kg COD/m3/d; ``i`` = inhibition factors.

    Uptake asks for substrate and bacteria above zero: a group that is absent stays absent. Without that a rounding error
    below zero grows as bacteria do, and the butyrate share ``S_bu / (S_va + S_bu + 1e-6)`` meets its pole.

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, process rates 1 to 19.
    """
    for j in range(4):
        rho[j] = r.k[j] * y[X_XC + j]
    substrate = (S_SU, S_AA, S_FA, S_VA, S_BU, S_PRO, S_AC, S_H2)
    eater = (X_SU, X_AA, X_FA, X_C4, X_C4, X_PRO, X_AC, X_H2)
    for j in range(8):
        s = max(y[substrate[j]], 0.0)
        rho[4 + j] = r.k[4 + j] * s / (r.half[4 + j] + s) * max(y[eater[j]], 0.0) * i[3]
    valerate, butyrate = max(y[S_VA], 0.0), max(y[S_BU], 0.0)
    both = valerate + butyrate + 1e-6
    acids = i[0]
    rho[4] *= acids
    rho[5] *= acids
    rho[6] *= acids * i[4]
    rho[7] *= acids * i[5] * valerate / both
    rho[8] *= acids * i[5] * butyrate / both
    rho[9] *= acids * i[6]
    rho[10] *= i[1] * i[7]
    rho[11] *= i[2]
    for j in range(7):
        rho[12 + j] = r.k[12 + j] * y[X_SU + j]


@compiled()
def gas_phase(y, h, c, tank, p, transfer):  # type: ignore[no-untyped-def]
    """Partial pressures (h2, ch4, co2, total; bar) into ``p`` (4,), transfer (kg COD or kmol /m3/d) into ``transfer`` (3,); flow, m3/d.

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, gas transfer rates 8 to 10 and gas flow.
    """
    p[0] = y[G_H2] * c.rt / H2_COD
    p[1] = y[G_CH4] * c.rt / CH4_COD
    p[2] = y[G_CO2] * c.rt
    p[3] = p[0] + p[1] + p[2] + c.p_h2o
    co2 = y[S_IC] * h / (c.k_co2 + h)
    transfer[0] = c.kla * (y[S_H2] - H2_COD * c.henry_h2 * p[0])
    transfer[1] = c.kla * (y[S_CH4] - CH4_COD * c.henry_ch4 * p[1])
    transfer[2] = c.kla * (co2 - c.henry_co2 * p[2])
    return max(tank.outlet * (p[3] - tank.pressure), 0.0)


@compiled()
def derivatives(y, influent, nu, r, c, tank, out):  # type: ignore[no-untyped-def]
    """``dy/dt`` of all 29 states into ``out``; ``influent`` (26,), ``nu`` (19, 26).

    References
    ----------
    Rosen and Jeppsson 2006, Aspects on ADM1 implementation within the BSM2 framework, differential equations of the water and the gas phase.
    """
    i = np.empty(8)
    rho = np.empty(N_PROCESSES)
    p = np.empty(4)
    transfer = np.empty(3)
    h = hydrogen_ions(y, c)
    inhibition(y, h, r, c, i)
    process_rates(y, i, r, rho)
    flow = gas_phase(y, h, c, tank, p, transfer)
    dilution = tank.flow / tank.liquid
    for s in range(N_LIQUID):
        out[s] = dilution * (influent[s] - y[s])
        for j in range(N_PROCESSES):
            out[s] += rho[j] * nu[j, s]
    out[S_H2] -= transfer[0]
    out[S_CH4] -= transfer[1]
    out[S_IC] -= transfer[2]
    for g in range(3):
        out[G_H2 + g] = -y[G_H2 + g] * flow / tank.gas + transfer[g] * tank.liquid / tank.gas


@compiled()
def jacobian(y, influent, nu, r, c, tank):  # type: ignore[no-untyped-def]
    """``d(dy/dt)/dy`` by one-sided differences, (29, 29)."""
    n = y.shape[0]
    base = np.empty(n)
    moved = np.empty(n)
    out = np.empty((n, n))
    z = y.copy()
    derivatives(y, influent, nu, r, c, tank, base)
    for s in range(n):
        step = 1e-7 * max(abs(y[s]), 1e-8)
        z[s] = y[s] + step
        derivatives(z, influent, nu, r, c, tank, moved)
        z[s] = y[s]
        for k in range(n):
            out[k, s] = (moved[k] - base[k]) / step
    return out
